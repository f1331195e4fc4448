//! Whom a place with quotas keeps, as applicants come one by one.
//!
//! Reserved seats first, each by the best of its group who may have one; all other seats by the best of the rest, no group
//! beyond its most. Reserved seats nobody may have are open to all. Such a rule is substitutable: who was turned away once
//! is never wanted later, so one applicant more turns away at most one (Hafalir, Yenmez & Yildirim 2013; Ehlers et al. 2014).

use std::collections::BTreeSet;

use crate::{
    market::Market,
    problem::{Problem, Quota},
};

/// What an applicant is to a place.
#[derive(Clone, Copy, Debug)]
struct Standing {
    quota: Option<usize>,
    reserve: bool,
    open: bool,
}

impl Standing {
    fn of(problem: &Problem, place: u32, seeker: u32) -> Standing {
        let quota = problem.quota_of(seeker, place);
        let reserve = quota.is_some_and(|quota| problem.may_use_reserve(seeker, place, quota));
        Standing { quota, reserve, open: problem.reaches_line(seeker, place) }
    }
}

/// Those a place holds, by rank.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    place: u32,
    capacity: usize,
    quotas: Vec<Quota>,
    reserved: Vec<BTreeSet<u32>>,
    open: BTreeSet<u32>,
    open_of: Vec<BTreeSet<u32>>,
}

impl Held {
    /// Nobody yet.
    pub fn new(problem: &Problem, place: u32) -> Held {
        let quotas = problem.quotas(place).to_vec();
        Held {
            place,
            capacity: problem.capacity(place) as usize,
            reserved: vec![BTreeSet::new(); quotas.len()],
            open: BTreeSet::new(),
            open_of: vec![BTreeSet::new(); quotas.len()],
            quotas,
        }
    }

    /// Ranks of all it holds.
    pub fn ranks(&self) -> impl Iterator<Item = u32> {
        self.open.iter().chain(self.reserved.iter().flatten()).copied()
    }

    /// Ranks in reserved seats of one quota, and in open seats.
    pub fn reserved(&self, quota: usize) -> &BTreeSet<u32> {
        &self.reserved[quota]
    }

    /// Ranks in open seats.
    pub fn open(&self) -> &BTreeSet<u32> {
        &self.open
    }

    /// Takes an applicant in; answers who has to go, which may be the same.
    pub fn insert(&mut self, problem: &Problem, market: &Market, rank: u32) -> Option<u32> {
        let standing = |rank: u32| Standing::of(problem, self.place, market.applicants(self.place)[rank as usize]);
        let mut rank = rank;
        let mut own = standing(rank);
        if let (Some(quota), true) = (own.quota, own.reserve) {
            self.reserved[quota].insert(rank);
            if self.reserved[quota].len() <= self.quotas[quota].at_least as usize {
                return self.trim(problem, market, Some(quota));
            }
            rank = self.reserved[quota].pop_last().unwrap_or(rank);
            own = standing(rank);
        }
        if !own.open {
            return Some(rank);
        }
        self.open.insert(rank);
        if let Some(quota) = own.quota {
            self.open_of[quota].insert(rank);
        }
        self.trim(problem, market, own.quota)
    }

    /// Turns away the worst in an open seat of a group beyond its most, or of all when seats are short.
    fn trim(&mut self, problem: &Problem, market: &Market, quota: Option<usize>) -> Option<u32> {
        if let Some(quota) = quota {
            let n = self.reserved[quota].len() + self.open_of[quota].len();
            if self.quotas[quota].at_most.is_some_and(|most| n > most as usize) {
                let worst = self.open_of[quota].pop_last()?;
                self.open.remove(&worst);
                return Some(worst);
            }
        }
        let reserved: usize = self.reserved.iter().map(BTreeSet::len).sum();
        if self.open.len() + reserved <= self.capacity {
            return None;
        }
        let worst = self.open.pop_last()?;
        let seeker = market.applicants(self.place)[worst as usize];
        if let Some(quota) = problem.quota_of(seeker, self.place) {
            self.open_of[quota].remove(&worst);
        }
        Some(worst)
    }
}
