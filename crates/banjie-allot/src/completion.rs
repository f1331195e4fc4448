//! How far the floors can still be filled by those who are not settled yet: a maximum flow from seekers through places to
//! regions, kept up to date as seekers are settled.

use std::{collections::VecDeque, rc::Rc};

use crate::{
    market::{Market, UNRANKED},
    outcome::NONE,
    problem::Problem,
};

/// A filling of what is left of the floors by unsettled seekers.
#[derive(Clone)]
pub(crate) struct Completion<'a> {
    problem: &'a Problem,
    market: &'a Market,
    /// Not settled yet.
    active: Vec<bool>,
    /// Floor seat each active seeker is thought to take.
    at: Vec<u32>,
    holders: Vec<Vec<u32>>,
    places_of: Rc<Vec<Vec<u32>>>,
    /// Seats left.
    pub seats: Vec<u32>,
    /// Seekers each region still lacks.
    pub lacking: Vec<u32>,
    n_region: Vec<u32>,
    /// Floor seats settled.
    settled: usize,
}

/// What a search for one more floor seat passed through.
struct Search {
    /// The seeker who would come to the place.
    by: Vec<u32>,
    /// The place for whose sake the seeker would move.
    via: Vec<u32>,
    region: Vec<bool>,
}

impl<'a> Completion<'a> {
    /// Nobody settled, filled as far as possible.
    pub fn new(problem: &'a Problem, market: &'a Market) -> Completion<'a> {
        let mut places_of = vec![Vec::new(); problem.floors.len()];
        for (place, facts) in problem.facts.iter().enumerate().filter(|(_, facts)| facts.region != NONE) {
            places_of[facts.region as usize].push(place as u32);
        }
        let mut all = Completion {
            places_of: Rc::new(places_of),
            problem,
            market,
            active: vec![true; problem.n_seekers()],
            at: vec![NONE; problem.n_seekers()],
            holders: vec![Vec::new(); problem.n_places()],
            seats: problem.facts.iter().map(|facts| facts.capacity).collect(),
            lacking: problem.floors.clone(),
            n_region: vec![0; problem.floors.len()],
            settled: 0,
        };
        all.improve();
        all
    }

    /// Floor seats settled or thought of.
    pub fn filled(&self) -> usize {
        self.settled + self.n_region.iter().map(|n| *n as usize).sum::<usize>()
    }

    /// Settles a seeker; [`Completion::improve`] has to follow.
    pub fn settle(&mut self, seeker: u32, place: u32) {
        self.active[seeker as usize] = false;
        self.vacate(seeker);
        if place == NONE {
            return;
        }
        self.seats[place as usize] -= 1;
        if self.holders[place as usize].len() > self.seats[place as usize] as usize
            && let Some(holder) = self.holders[place as usize].last().copied()
        {
            self.vacate(holder);
        }
        let region = self.problem.facts[place as usize].region;
        if region == NONE || self.lacking[region as usize] == 0 {
            return;
        }
        self.lacking[region as usize] -= 1;
        self.settled += 1;
        if self.n_region[region as usize] > self.lacking[region as usize] {
            let holder = self.in_region(region).next();
            if let Some(holder) = holder {
                self.vacate(holder);
            }
        }
    }

    fn vacate(&mut self, seeker: u32) {
        let place = std::mem::replace(&mut self.at[seeker as usize], NONE);
        if place != NONE {
            self.holders[place as usize].retain(|holder| *holder != seeker);
            self.n_region[self.problem.facts[place as usize].region as usize] -= 1;
        }
    }

    fn take(&mut self, seeker: u32, place: u32) {
        self.vacate(seeker);
        self.at[seeker as usize] = place;
        self.holders[place as usize].push(seeker);
        self.n_region[self.problem.facts[place as usize].region as usize] += 1;
    }

    /// Fills as far as possible.
    pub fn improve(&mut self) {
        while let (search, Some(end)) = self.search() {
            let (mut place, mut seeker) = (end, search.by[end as usize]);
            loop {
                self.take(seeker, place);
                if search.via[seeker as usize] == NONE {
                    break;
                }
                place = search.via[seeker as usize];
                seeker = search.by[place as usize];
            }
        }
    }

    /// Regions and places that bound every filling: those the last search could not leave.
    pub fn bound(&self) -> (Vec<u32>, Vec<u32>) {
        let (search, _) = self.search();
        let regions: Vec<u32> = (0..search.region.len() as u32).filter(|r| search.region[*r as usize]).collect();
        let outside = |place: &u32| {
            let region = self.problem.facts[*place as usize].region;
            search.by[*place as usize] != NONE && !search.region[region as usize]
        };
        (regions, (0..self.problem.n_places() as u32).filter(outside).collect())
    }

    /// Looks for one more floor seat, breadth first from all who have none; answers the place it ends in.
    fn search(&self) -> (Search, Option<u32>) {
        let mut search = Search {
            by: vec![NONE; self.problem.n_places()],
            via: vec![NONE; self.problem.n_seekers()],
            region: vec![false; self.problem.floors.len()],
        };
        let mut queued: Vec<bool> = self.active.iter().zip(&self.at).map(|(a, at)| *a && *at == NONE).collect();
        let mut queue: VecDeque<u32> = (0..queued.len() as u32).filter(|s| queued[*s as usize]).collect();
        while let Some(seeker) = queue.pop_front() {
            for at in self.problem.choice_range(seeker) {
                let place = self.problem.choice_place[at];
                let region = self.problem.facts[place as usize].region;
                let known = region == NONE || search.by[place as usize] != NONE;
                if known || self.market.rank[at] == UNRANKED || self.problem.floors[region as usize] == 0 {
                    continue;
                }
                search.by[place as usize] = seeker;
                let full = self.holders[place as usize].len() >= self.seats[place as usize] as usize;
                if !full && self.n_region[region as usize] < self.lacking[region as usize] {
                    return (search, Some(place));
                }
                let movers: Vec<u32> = if full {
                    self.holders[place as usize].clone()
                } else if !std::mem::replace(&mut search.region[region as usize], true) {
                    self.in_region(region).collect()
                } else {
                    Vec::new()
                };
                for mover in movers {
                    if !std::mem::replace(&mut queued[mover as usize], true) {
                        search.via[mover as usize] = place;
                        queue.push_back(mover);
                    }
                }
            }
        }
        (search, None)
    }

    fn in_region(&self, region: u32) -> impl Iterator<Item = u32> {
        self.places_of[region as usize].iter().flat_map(|place| self.holders[*place as usize].iter().copied())
    }
}
