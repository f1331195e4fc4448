//! The problem made ready for solving: who stands where in whose order.

use std::cmp::Ordering;

use crate::{
    canonical::commitment,
    draw::digest,
    outcome::NONE,
    problem::{Preference, Problem},
};

/// Not acceptable to the place.
pub(crate) const UNRANKED: u32 = u32::MAX;

/// Ranks. Of the applicants acceptable to a place the best has rank 0, the next 1, without gaps or ties.
#[derive(Clone, Debug)]
pub struct Market {
    /// Rank of the seeker at the place, for each choice of the flat table.
    pub(crate) rank: Vec<u32>,
    /// Applicants of place `p` in its order: `applicants[applicant_start[p]..applicant_start[p + 1]]`.
    pub(crate) applicant_start: Vec<u32>,
    pub(crate) applicants: Vec<u32>,
    /// All seekers, best common score first.
    pub(crate) order: Vec<u32>,
    ties: usize,
}

impl Market {
    /// Ranks everybody. Equal scores are parted by the draw where there is a seed, by id otherwise.
    pub fn new(problem: &Problem, seed: Option<&str>) -> Market {
        let (order, ties) = common_order(problem, seed);
        let mut market = Market {
            rank: vec![UNRANKED; problem.choice_place.len()],
            applicant_start: vec![0; problem.n_places() + 1],
            applicants: Vec::new(),
            order,
            ties,
        };
        let own = market.rank_own(problem);
        market.count(problem, &own);
        market.fill(problem, &own);
        market
    }

    /// How many neighbours in the common order had the same scores, and were parted by the draw or the id.
    pub fn n_ties(&self) -> usize {
        self.ties
    }

    /// Applicants of a place, best first.
    pub fn applicants(&self, place: u32) -> &[u32] {
        let place = place as usize;
        &self.applicants[self.applicant_start[place] as usize..self.applicant_start[place + 1] as usize]
    }

    /// Rank of a seeker at the place he put at `choice`, counted from 0; none when he is not acceptable.
    pub fn rank(&self, problem: &Problem, seeker: u32, choice: usize) -> Option<u32> {
        let at = problem.choice_start[seeker as usize] as usize + choice;
        Some(self.rank[at]).filter(|rank| *rank != UNRANKED)
    }

    /// Marks in `rank` the choices that are places with orders of their own and acceptable; answers, for those places, their
    /// applicants as (seeker, choice) in order.
    fn rank_own(&mut self, problem: &Problem) -> Vec<Option<Vec<(u32, u32)>>> {
        let mut own: Vec<Option<Vec<(u32, u32)>>> = vec![None; problem.n_places()];
        if problem.facts.iter().all(|facts| facts.preference == Preference::Common) {
            return own;
        }
        let incoming = incoming(problem);
        let position = positions(&self.order);
        let mut slot = vec![NONE; problem.n_seekers()];
        for (place, list) in own.iter_mut().enumerate() {
            let edges = &incoming.1[incoming.0[place] as usize..incoming.0[place + 1] as usize];
            edges.iter().for_each(|(seeker, choice)| slot[*seeker as usize] = *choice);
            let takes = |seeker: u32| slot[seeker as usize] != NONE && acceptable(problem, seeker, place as u32);
            match &problem.facts[place].preference {
                Preference::Common => {}
                Preference::Order(order) => {
                    let taken = order.iter().copied().filter(|seeker| takes(*seeker));
                    *list = Some(taken.map(|seeker| (seeker, slot[seeker as usize])).collect());
                }
                Preference::Scores(scores) => {
                    let mut taken: Vec<_> = scores.iter().filter(|(seeker, _)| takes(*seeker)).collect();
                    taken.sort_unstable_by_key(|(seeker, score)| {
                        (std::cmp::Reverse(*score), position[*seeker as usize])
                    });
                    *list = Some(taken.into_iter().map(|(seeker, _)| (*seeker, slot[*seeker as usize])).collect());
                }
            }
            edges.iter().for_each(|(seeker, _)| slot[*seeker as usize] = NONE);
        }
        own
    }

    /// Counts the acceptable applicants of each place.
    fn count(&mut self, problem: &Problem, own: &[Option<Vec<(u32, u32)>>]) {
        let start = &mut self.applicant_start;
        for seeker in 0..problem.n_seekers() as u32 {
            for place in problem.choices(seeker) {
                if own[*place as usize].is_none() && acceptable(problem, seeker, *place) {
                    start[*place as usize + 1] += 1;
                }
            }
        }
        for (place, list) in own.iter().enumerate() {
            if let Some(list) = list {
                start[place + 1] = list.len() as u32;
            }
            start[place + 1] += start[place];
        }
        self.applicants = vec![NONE; start[problem.n_places()] as usize];
    }

    /// Writes ranks and applicants.
    fn fill(&mut self, problem: &Problem, own: &[Option<Vec<(u32, u32)>>]) {
        for (place, list) in own.iter().enumerate() {
            for (rank, (seeker, choice)) in list.iter().flatten().enumerate() {
                self.rank[*choice as usize] = rank as u32;
                self.applicants[self.applicant_start[place] as usize + rank] = *seeker;
            }
        }
        let mut filled = self.applicant_start.clone();
        for seeker in &self.order {
            for at in problem.choice_range(*seeker) {
                let place = problem.choice_place[at] as usize;
                if own[place].is_none() && acceptable(problem, *seeker, place as u32) {
                    self.rank[at] = filled[place] - self.applicant_start[place];
                    self.applicants[filled[place] as usize] = *seeker;
                    filled[place] += 1;
                }
            }
        }
    }
}

/// True when the seeker may have some seat of the place, as far as lines go.
fn acceptable(problem: &Problem, seeker: u32, place: u32) -> bool {
    problem.reaches_line(seeker, place)
        || problem.quota_of(seeker, place).is_some_and(|quota| problem.may_use_reserve(seeker, place, quota))
}

/// Place of each seeker in an order.
pub(crate) fn positions(order: &[u32]) -> Vec<u32> {
    let mut position = vec![0; order.len()];
    order.iter().enumerate().for_each(|(at, seeker)| position[*seeker as usize] = at as u32);
    position
}

/// Who chose each place, as (seeker, choice in the flat table), with where each place's part starts.
fn incoming(problem: &Problem) -> (Vec<u32>, Vec<(u32, u32)>) {
    let mut start = vec![0u32; problem.n_places() + 1];
    problem.choice_place.iter().for_each(|place| start[*place as usize + 1] += 1);
    (0..problem.n_places()).for_each(|place| start[place + 1] += start[place]);
    let mut filled = start.clone();
    let mut edges = vec![(0, 0); problem.choice_place.len()];
    for seeker in 0..problem.n_seekers() as u32 {
        for at in problem.choice_range(seeker) {
            let place = problem.choice_place[at] as usize;
            edges[filled[place] as usize] = (seeker, at as u32);
            filled[place] += 1;
        }
    }
    (start, edges)
}

/// All seekers by score, equal ones by draw or id, and how many neighbours were equal.
fn common_order(problem: &Problem, seed: Option<&str>) -> (Vec<u32>, usize) {
    let mut order: Vec<u32> = (0..problem.n_seekers() as u32).collect();
    let by_score = |a: &u32, b: &u32| problem.scores(*b).cmp(problem.scores(*a));
    order.sort_by(by_score);
    let commitment = seed.map(|_| commitment(problem)).unwrap_or_default();
    let mut ties = 0;
    for equal in order.chunk_by_mut(|a, b| by_score(a, b) == Ordering::Equal).filter(|equal| equal.len() > 1) {
        ties += equal.len() - 1;
        match seed {
            Some(seed) => equal.sort_by_cached_key(|seeker| {
                let drawn = problem.drawn_id(*seeker);
                (digest(&commitment, seed, drawn), drawn, problem.seeker_id(*seeker))
            }),
            None => equal.sort_unstable_by_key(|seeker| problem.seeker_id(*seeker)),
        }
    }
    (order, ties)
}
