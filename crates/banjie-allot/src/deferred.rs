//! Deferred acceptance: one side proposes, the other holds the best so far and turns away the rest.

use crate::{
    choice::Held,
    market::{Market, UNRANKED},
    outcome::NONE,
    problem::Problem,
};

/// Places as they hold seekers while these propose: ranks, worst first, in one flat table of heaps.
struct Holding<'a> {
    problem: &'a Problem,
    market: &'a Market,
    start: Vec<u32>,
    /// How many each place holds.
    len: Vec<u32>,
    ranks: Vec<u32>,
    /// Places with quotas keep their own books.
    quota: Vec<Held>,
    quota_at: Vec<u32>,
}

impl<'a> Holding<'a> {
    fn new(problem: &'a Problem, market: &'a Market, seats: &[u32]) -> Holding<'a> {
        let mut start = Vec::with_capacity(seats.len() + 1);
        let (mut end, mut quota, mut quota_at) = (0u32, Vec::new(), Vec::new());
        for (place, seats) in seats.iter().enumerate() {
            start.push(end);
            if problem.facts[place].quotas.is_empty() {
                end += (*seats).min(market.applicants(place as u32).len() as u32);
            } else {
                quota_at.resize(problem.n_places(), NONE);
                quota_at[place] = quota.len() as u32;
                quota.push(Held::new(problem, place as u32));
            }
        }
        start.push(end);
        let ranks = vec![0; end as usize];
        Holding { problem, market, start, len: vec![0; seats.len()], ranks, quota, quota_at }
    }

    /// Takes a rank in; answers who has to go. `UNRANKED`: nobody.
    fn propose(&mut self, place: usize, rank: u32) -> u32 {
        if !self.quota.is_empty() && self.quota_at[place] != NONE {
            let held = &mut self.quota[self.quota_at[place] as usize];
            return held.insert(self.problem, self.market, rank).unwrap_or(UNRANKED);
        }
        let (from, to) = (self.start[place] as usize, self.start[place + 1] as usize);
        let len = self.len[place] as usize;
        let heap = &mut self.ranks[from..to];
        if len < heap.len() {
            heap[len] = rank;
            sift_up(heap, len);
            self.len[place] += 1;
            return UNRANKED;
        }
        match heap.first_mut() {
            Some(worst) if *worst > rank => {
                let gone = std::mem::replace(worst, rank);
                sift_down(heap);
                gone
            }
            _ => rank,
        }
    }

    /// Place of each seeker at the end.
    fn assignment(&self) -> Vec<u32> {
        let mut assigned = vec![NONE; self.problem.n_seekers()];
        for place in 0..self.len.len() {
            let applicants = self.market.applicants(place as u32);
            let from = self.start[place] as usize;
            for rank in &self.ranks[from..from + self.len[place] as usize] {
                assigned[applicants[*rank as usize] as usize] = place as u32;
            }
        }
        for (place, at) in self.quota_at.iter().enumerate().filter(|(_, at)| **at != NONE) {
            for rank in self.quota[*at as usize].ranks() {
                assigned[self.market.applicants(place as u32)[rank as usize] as usize] = place as u32;
            }
        }
        assigned
    }
}

fn sift_up(heap: &mut [u32], mut at: usize) {
    while at > 0 {
        let above = (at - 1) / 2;
        if heap[above] >= heap[at] {
            return;
        }
        heap.swap(above, at);
        at = above;
    }
}

fn sift_down(heap: &mut [u32]) {
    let mut at = 0;
    loop {
        let (left, right) = (2 * at + 1, 2 * at + 2);
        let mut largest = at;
        if left < heap.len() && heap[left] > heap[largest] {
            largest = left;
        }
        if right < heap.len() && heap[right] > heap[largest] {
            largest = right;
        }
        if largest == at {
            return;
        }
        heap.swap(at, largest);
        at = largest;
    }
}

/// Seekers propose. Linear in the choices looked at, times the logarithm of the seats of a place.
pub(crate) fn seekers_propose(problem: &Problem, market: &Market) -> Vec<u32> {
    let seats: Vec<u32> = problem.facts.iter().map(|facts| facts.capacity).collect();
    propose(problem, market, 0..problem.n_seekers() as u32, &seats)
}

/// These seekers propose to places with these seats.
pub(crate) fn propose(
    problem: &Problem,
    market: &Market,
    seekers: impl Iterator<Item = u32>,
    seats: &[u32],
) -> Vec<u32> {
    let mut holding = Holding::new(problem, market, seats);
    let mut next = problem.choice_start[..problem.n_seekers()].to_vec();
    for first in seekers {
        let mut seeker = first as usize;
        let mut end = problem.choice_start[seeker + 1];
        while next[seeker] < end {
            let at = next[seeker] as usize;
            next[seeker] += 1;
            let rank = market.rank[at];
            if rank == UNRANKED {
                continue;
            }
            let place = problem.choice_place[at] as usize;
            let gone = holding.propose(place, rank);
            if gone == UNRANKED {
                break;
            }
            if gone != rank {
                seeker = market.applicants(place as u32)[gone as usize] as usize;
                end = problem.choice_start[seeker + 1];
            }
        }
    }
    holding.assignment()
}

/// Places propose. Places with quotas choose anew among all who have not turned them down each time somebody does.
pub(crate) fn places_propose(problem: &Problem, market: &Market) -> Vec<u32> {
    let mut places = Proposing::new(problem, market);
    let mut waiting: Vec<u32> = (0..problem.n_places() as u32).rev().collect();
    while let Some(place) = waiting.pop() {
        if problem.quotas(place).is_empty() {
            places.fill(place, &mut waiting);
        } else {
            places.choose(place, &mut waiting);
        }
    }
    let place = |at: &u32| if *at == NONE { NONE } else { problem.choice_place[*at as usize] };
    places.held.iter().map(place).collect()
}

struct Proposing<'a> {
    problem: &'a Problem,
    market: &'a Market,
    /// Choice, in the flat table, behind each applicant of each place.
    choice: Vec<u32>,
    /// Next applicant each place asks.
    next: Vec<u32>,
    /// Seekers that hold each place.
    n_held: Vec<u32>,
    /// Choice each seeker holds.
    held: Vec<u32>,
    /// By applicant: has turned the place down (places with quotas).
    refused: Vec<bool>,
}

impl<'a> Proposing<'a> {
    fn new(problem: &'a Problem, market: &'a Market) -> Proposing<'a> {
        let mut choice = vec![NONE; market.applicants.len()];
        for (at, rank) in market.rank.iter().enumerate().filter(|(_, rank)| **rank != UNRANKED) {
            let place = problem.choice_place[at] as usize;
            choice[(market.applicant_start[place] + rank) as usize] = at as u32;
        }
        Proposing {
            problem,
            market,
            next: market.applicant_start[..problem.n_places()].to_vec(),
            n_held: vec![0; problem.n_places()],
            held: vec![NONE; problem.n_seekers()],
            refused: vec![false; choice.len()],
            choice,
        }
    }

    /// Offers a seat; true when it is taken. A place left behind waits for its turn.
    fn offer(&mut self, applicant: usize, waiting: &mut Vec<u32>) -> bool {
        let (seeker, at) = (self.market.applicants[applicant] as usize, self.choice[applicant]);
        let old = self.held[seeker];
        if old <= at {
            return old == at;
        }
        self.held[seeker] = at;
        self.n_held[self.problem.choice_place[at as usize] as usize] += 1;
        if old != NONE {
            let left = self.problem.choice_place[old as usize] as usize;
            self.n_held[left] -= 1;
            self.refused[(self.market.applicant_start[left] + self.market.rank[old as usize]) as usize] = true;
            waiting.push(left as u32);
        }
        true
    }

    /// A place without quotas asks down its list until its seats are taken.
    fn fill(&mut self, place: u32, waiting: &mut Vec<u32>) {
        let end = self.market.applicant_start[place as usize + 1];
        while self.n_held[place as usize] < self.problem.capacity(place) && self.next[place as usize] < end {
            let applicant = self.next[place as usize] as usize;
            self.next[place as usize] += 1;
            self.offer(applicant, waiting);
        }
    }

    /// A place with quotas asks all it would choose, until all of them hold it.
    fn choose(&mut self, place: u32, waiting: &mut Vec<u32>) {
        let start = self.market.applicant_start[place as usize];
        loop {
            let mut wanted = Held::new(self.problem, place);
            for rank in 0..self.market.applicants(place).len() as u32 {
                if !self.refused[(start + rank) as usize] {
                    wanted.insert(self.problem, self.market, rank);
                }
            }
            let mut all = true;
            for rank in wanted.ranks() {
                let applicant = (start + rank) as usize;
                if !self.offer(applicant, waiting) {
                    self.refused[applicant] = true;
                    all = false;
                }
            }
            if all {
                return;
            }
        }
    }
}
