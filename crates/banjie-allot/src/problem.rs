//! The problem: who wants what, who may take whom. Compact: one flat table of choices, no map at solving time.

use crate::{outcome::NONE, score::Score};

/// How a place orders its applicants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Preference {
    /// By the common scores of the seekers.
    Common,
    /// By its own strict list, best first; whoever is not on it is not acceptable.
    Order(Vec<u32>),
    /// By its own scores, then the common scores; whoever has none is not acceptable.
    Scores(Vec<(u32, Score)>),
}

/// Seats of a place for a group of seekers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Group of seekers.
    pub group: u32,
    /// Seats filled from the group first; what it does not fill returns to all (预留名额).
    pub at_least: u32,
    /// Most seats the group may have.
    pub at_most: Option<u32>,
    /// Lowest total score for a reserved seat; none: the line of the place.
    pub min_score: Option<Score>,
}

/// What is known of one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PlaceFacts {
    pub capacity: u32,
    pub region: u32,
    pub min_score: Option<Score>,
    pub preference: Preference,
    pub quotas: Vec<Quota>,
}

/// Seekers with ordered choices, places with seats. Made by [`crate::Builder`], which finds what is wrong in the input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problem {
    pub(crate) seekers: Vec<Box<str>>,
    pub(crate) places: Vec<Box<str>>,
    pub(crate) groups: Vec<Box<str>>,
    pub(crate) regions: Vec<Box<str>>,
    pub(crate) tickets: Vec<Box<str>>,
    /// Choices of seeker `s`: `choice_place[choice_start[s]..choice_start[s + 1]]`.
    pub(crate) choice_start: Vec<u32>,
    pub(crate) choice_place: Vec<u32>,
    /// Cost of each choice; empty: the number of the choice.
    pub(crate) costs: Vec<i64>,
    /// How many of a seeker's choices were written down; the rest follow from accepting any place (服从调剂).
    pub(crate) listed: Vec<u32>,
    /// Scores of all seekers, `width` each.
    pub(crate) scores: Vec<Score>,
    pub(crate) width: usize,
    pub(crate) group: Vec<u32>,
    pub(crate) ticket: Vec<u32>,
    pub(crate) facts: Vec<PlaceFacts>,
    /// Least number of seekers in each region.
    pub(crate) floors: Vec<u32>,
}

impl Problem {
    /// Number of seekers.
    pub fn n_seekers(&self) -> usize {
        self.seekers.len()
    }

    /// Number of places.
    pub fn n_places(&self) -> usize {
        self.places.len()
    }

    /// Id of a seeker.
    pub fn seeker_id(&self, seeker: u32) -> &str {
        &self.seekers[seeker as usize]
    }

    /// Id of a place.
    pub fn place_id(&self, place: u32) -> &str {
        &self.places[place as usize]
    }

    /// The seeker of this id. Looks through all of them.
    pub fn find_seeker(&self, id: &str) -> Option<u32> {
        self.seekers.iter().position(|known| **known == *id).map(|at| at as u32)
    }

    /// The place of this id. Looks through all of them.
    pub fn find_place(&self, id: &str) -> Option<u32> {
        self.places.iter().position(|known| **known == *id).map(|at| at as u32)
    }

    /// Places a seeker chose, best first, with those that follow from accepting any place.
    pub fn choices(&self, seeker: u32) -> &[u32] {
        &self.choice_place[self.choice_range(seeker)]
    }

    /// Where the choices of a seeker stand in the flat table.
    pub(crate) fn choice_range(&self, seeker: u32) -> std::ops::Range<usize> {
        self.choice_start[seeker as usize] as usize..self.choice_start[seeker as usize + 1] as usize
    }

    /// How many choices the seeker wrote down.
    pub fn n_listed(&self, seeker: u32) -> usize {
        self.listed[seeker as usize] as usize
    }

    /// Scores of a seeker: total first, then what breaks ties.
    pub fn scores(&self, seeker: u32) -> &[Score] {
        &self.scores[seeker as usize * self.width..(seeker as usize + 1) * self.width]
    }

    /// Total score; [`Score::ABSENT`] where there is none.
    pub fn total(&self, seeker: u32) -> Score {
        self.scores(seeker).first().copied().unwrap_or(Score::ABSENT)
    }

    /// Seats of a place.
    pub fn capacity(&self, place: u32) -> u32 {
        self.facts[place as usize].capacity
    }

    /// How a place orders its applicants.
    pub fn preference(&self, place: u32) -> &Preference {
        &self.facts[place as usize].preference
    }

    /// Quotas of a place.
    pub fn quotas(&self, place: u32) -> &[Quota] {
        &self.facts[place as usize].quotas
    }

    /// Cost of the choice at `at` in the flat table: as given, or its number, counted from 1; all that follow from accepting
    /// any place cost one more than the last written choice.
    pub(crate) fn cost(&self, seeker: u32, at: usize) -> i64 {
        match self.costs.get(at) {
            Some(cost) => *cost,
            None => {
                let number = at - self.choice_start[seeker as usize] as usize;
                number.min(self.n_listed(seeker)) as i64 + 1
            }
        }
    }

    /// What is drawn for a seeker: his ticket, or himself.
    pub(crate) fn drawn_id(&self, seeker: u32) -> &str {
        match self.ticket[seeker as usize] {
            NONE => self.seeker_id(seeker),
            ticket => &self.tickets[ticket as usize],
        }
    }

    /// True when the seeker reaches the line of the place: every seat but reserved ones asks for it.
    pub(crate) fn reaches_line(&self, seeker: u32, place: u32) -> bool {
        self.facts[place as usize].min_score.is_none_or(|line| self.total(seeker) >= line)
    }

    /// The quota of the place that counts this seeker, by its number in the list of the place.
    pub(crate) fn quota_of(&self, seeker: u32, place: u32) -> Option<usize> {
        let group = self.group[seeker as usize];
        if group == NONE {
            return None;
        }
        self.facts[place as usize].quotas.iter().position(|quota| quota.group == group)
    }

    /// True when the seeker may have a seat reserved by this quota of the place.
    pub(crate) fn may_use_reserve(&self, seeker: u32, place: u32, quota: usize) -> bool {
        let quota = &self.facts[place as usize].quotas[quota];
        let line = quota.min_score.or(self.facts[place as usize].min_score);
        quota.at_least > 0 && line.is_none_or(|line| self.total(seeker) >= line)
    }
}
