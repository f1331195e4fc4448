//! Deferred acceptance with floors: every region gets its least number of seekers as far as anything can.
//!
//! # Method
//!
//! Seekers stand in a public order of precedence: common scores, equal ones parted by the draw or the id. The longest
//! beginning of that order that can be found by halving is matched by ordinary deferred acceptance such that the rest can
//! still fill the floors as far as they could be filled at the start; these are settled (a stage). The next in the order is
//! then settled alone, at the first of his choices that has a seat and leaves the floors as fillable as before. And so on.
//! "Can still fill" is a maximum flow, so it is exact, choices not made and seekers not accepted included.
//!
//! It is the multi-stage deferred acceptance with minimum quotas of Fragiadakis, Iwasaki, Troyan, Ueda and Yokoo
//! (*ACM Transactions on Economics and Computation* 4(1), 2016), with a look-ahead in place of their counting, because their
//! counting needs everybody to accept every place; the seats beyond the floors go by what is still possible, as in the
//! dynamic quotas of Fragiadakis and Troyan (*Theoretical Economics* 12, 2017). Kamada and Kojima (*American Economic
//! Review* 105, 2015) treat the mirror case, ceilings of regions; Ehlers, Hafalir, Yenmez and Yildirim (*Journal of
//! Economic Theory* 153, 2014) show that floors and full fairness cannot always be had together, which is why one kind of
//! complaint has to remain.
//!
//! # What is guaranteed
//!
//! 1. No place beyond its seats; nobody where he did not choose or was not accepted.
//! 2. The floors are filled as far as any outcome with (1) fills them: all of them when that is possible. The certificate
//!    names the regions and places that bound every outcome, and anyone can add them up.
//! 3. A seeker who likes a place better that has a free seat, or holds somebody it likes less, has either a place in a region
//!    that would fall below its floor without him, or was settled in a later stage than those the place holds.
//! 4. Where the floors bind nobody there is one stage (number 0; whoever is settled alone has an odd number): the outcome is stable and the best stable one for every seeker.
//!
//! # What is not
//!
//! Truth is a best strategy inside a stage, not throughout: who leaves a township off his list cannot be sent there, and no
//! method that respects lists and fills floors can prevent that. Under one common order, and among lists of the same places,
//! the order of the list is safe to tell truthfully.

use crate::{
    completion::Completion,
    deferred::propose,
    market::{Market, UNRANKED},
    outcome::{NONE, Outcome, Proof},
    problem::Problem,
};

/// Finds the outcome.
pub(crate) fn with_floors(problem: &Problem, market: &Market) -> Outcome {
    let mut floors = Floors {
        problem,
        market,
        rest: Completion::new(problem, market),
        reachable: 0,
        place: vec![NONE; problem.n_seekers()],
        stage: vec![0; problem.n_seekers()],
    };
    floors.reachable = floors.rest.filled();
    let (tight_regions, tight_places) = floors.rest.bound();
    let (mut from, mut stage) = (0, 0);
    while from < market.order.len() {
        from += floors.settle_stage(from, stage);
        if from < market.order.len() {
            floors.settle_one(market.order[from], stage + 1);
            from += 1;
        }
        stage += 2;
    }
    Outcome { place: floors.place, proof: Proof::Floors { stage: floors.stage, tight_regions, tight_places } }
}

struct Floors<'a> {
    problem: &'a Problem,
    market: &'a Market,
    rest: Completion<'a>,
    /// Floor seats that can be filled.
    reachable: usize,
    place: Vec<u32>,
    stage: Vec<u32>,
}

impl<'a> Floors<'a> {
    /// Deferred acceptance among the next `n`, if the others can then still fill the floors.
    fn attempt(&self, from: usize, n: usize) -> Option<(Vec<u32>, Completion<'a>)> {
        let seekers = &self.market.order[from..from + n];
        let place = propose(self.problem, self.market, seekers.iter().copied(), &self.rest.seats);
        let mut rest = self.rest.clone();
        seekers.iter().for_each(|seeker| rest.settle(*seeker, place[*seeker as usize]));
        rest.improve();
        (rest.filled() == self.reachable).then_some((place, rest))
    }

    /// Settles as many as can be found by doubling and halving; answers how many.
    fn settle_stage(&mut self, from: usize, stage: u32) -> usize {
        let all = self.market.order.len() - from;
        let (mut good, mut bad, mut step) = (0, all + 1, if from == 0 { all } else { 1 });
        let mut best = None;
        while good + 1 < bad {
            let n = if bad > all { (good + step).min(all) } else { good + (bad - good) / 2 };
            match self.attempt(from, n) {
                Some(found) => (best, good) = (Some(found), n),
                None => bad = n,
            }
            step *= 2;
        }
        if let Some((place, rest)) = best {
            self.rest = rest;
            for seeker in &self.market.order[from..from + good] {
                self.place[*seeker as usize] = place[*seeker as usize];
                self.stage[*seeker as usize] = stage;
            }
        }
        good
    }

    /// Settles one at the first of his choices that leaves the floors as fillable as before.
    fn settle_one(&mut self, seeker: u32, stage: u32) {
        self.stage[seeker as usize] = stage;
        let choices = self.problem.choice_range(seeker).filter(|at| self.market.rank[*at] != UNRANKED);
        let places = choices.map(|at| self.problem.choice_place[at]);
        let open: Vec<u32> = places.filter(|place| self.rest.seats[*place as usize] > 0).chain([NONE]).collect();
        for place in open {
            let mut rest = self.rest.clone();
            rest.settle(seeker, place);
            rest.improve();
            if rest.filled() == self.reachable {
                self.rest = rest;
                self.place[seeker as usize] = place;
                return;
            }
        }
    }
}
