//! Who comes first, seen from the scores alone.

use std::{cmp::Ordering, collections::HashMap};

use crate::{
    canonical::commitment,
    draw::digest,
    problem::{Preference, Problem},
    score::Score,
};

/// Compares seekers.
pub(super) struct Order<'a> {
    problem: &'a Problem,
    /// Number drawn for each seeker; empty without a seed.
    drawn: Vec<[u8; 32]>,
    /// Where the places' own lists and scores put whom.
    own: Vec<HashMap<u32, (usize, Score)>>,
}

impl<'a> Order<'a> {
    pub fn new(problem: &'a Problem, seed: Option<&str>) -> Order<'a> {
        let mut drawn = Vec::new();
        if let Some(seed) = seed {
            let commitment = commitment(problem);
            let all = 0..problem.n_seekers() as u32;
            drawn = all.map(|seeker| digest(&commitment, seed, problem.drawn_id(seeker))).collect();
        }
        let own = (0..problem.n_places() as u32).map(|place| match problem.preference(place) {
            Preference::Common => HashMap::new(),
            Preference::Order(list) => list.iter().enumerate().map(|(at, s)| (*s, (at, Score::default()))).collect(),
            Preference::Scores(list) => list.iter().map(|(seeker, score)| (*seeker, (0, *score))).collect(),
        });
        Order { problem, drawn, own: own.collect() }
    }

    /// The common order: higher scores first, equal ones by the number drawn, or by id.
    pub fn common(&self, a: u32, b: u32) -> Ordering {
        let drawn = |s: u32| self.drawn.get(s as usize).map(|number| (number, self.problem.drawn_id(s)));
        let by_score = self.problem.scores(b).cmp(self.problem.scores(a));
        by_score
            .then_with(|| drawn(a).cmp(&drawn(b)))
            .then_with(|| self.problem.seeker_id(a).cmp(self.problem.seeker_id(b)))
    }

    /// The order of a place; both seekers acceptable to it.
    pub fn at(&self, place: u32, a: u32, b: u32) -> Ordering {
        let own = &self.own[place as usize];
        match (own.get(&a), own.get(&b)) {
            (Some((at_a, score_a)), Some((at_b, score_b))) => {
                at_a.cmp(at_b).then(score_b.cmp(score_a)).then_with(|| self.common(a, b))
            }
            _ => self.common(a, b),
        }
    }

    /// True when the place may take the seeker at all.
    pub fn acceptable(&self, place: u32, seeker: u32) -> bool {
        let listed = match self.problem.preference(place) {
            Preference::Common => true,
            _ => self.own[place as usize].contains_key(&seeker),
        };
        let reserve = self.problem.quota_of(seeker, place);
        let reserve = reserve.is_some_and(|quota| self.problem.may_use_reserve(seeker, place, quota));
        listed && (reserve || self.problem.reaches_line(seeker, place))
    }

    /// Whom the place keeps of these, seats and quotas in mind, as (seeker, quota whose reserve he has).
    pub fn keep(&self, place: u32, mut candidates: Vec<u32>, seats: usize) -> Vec<(u32, Option<usize>)> {
        candidates.retain(|seeker| self.acceptable(place, *seeker));
        candidates.sort_unstable_by(|a, b| self.at(place, *a, *b));
        let mut kept = Vec::new();
        let quotas = self.problem.quotas(place);
        let mut of_quota = vec![0; quotas.len()];
        for (at, quota) in quotas.iter().enumerate() {
            let mine =
                |s: &u32| self.problem.quota_of(*s, place) == Some(at) && self.problem.may_use_reserve(*s, place, at);
            let reserved: Vec<u32> = candidates.iter().copied().filter(mine).take(quota.at_least as usize).collect();
            of_quota[at] = reserved.len();
            candidates.retain(|seeker| !reserved.contains(seeker));
            kept.extend(reserved.into_iter().map(|seeker| (seeker, Some(at))));
        }
        for seeker in candidates {
            let quota = self.problem.quota_of(seeker, place);
            let barred = quota.is_some_and(|at| quotas[at].at_most.is_some_and(|most| of_quota[at] >= most as usize));
            if kept.len() < seats && !barred && self.problem.reaches_line(seeker, place) {
                kept.push((seeker, None));
                if let Some(at) = quota {
                    of_quota[at] += 1;
                }
            }
        }
        kept
    }
}
