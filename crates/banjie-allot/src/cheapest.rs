//! Most seekers placed, then least total cost: shortest augmenting paths with prices.
//!
//! Seekers enter one by one; each takes the cheapest chain of moves that ends in a free seat, by Dijkstra's search over
//! places on costs reduced by prices (Jonker & Volgenant 1987, with seats counted instead of single columns). With `n`
//! seekers, `m` places and `e` choices a search looks at each choice once: O(n · (e + m log m)) at worst, far less in
//! practice because a search ends at the first free seat. Whole numbers only, so that the prices prove the optimum exactly.

use std::{cmp::Reverse, collections::BinaryHeap};

use crate::{
    market::{Market, UNRANKED},
    outcome::{NONE, Outcome, Proof},
    problem::Problem,
};

struct Search<'a> {
    problem: &'a Problem,
    market: &'a Market,
    /// What staying without a place costs: more than any chain of moves could save.
    unplaced: i64,
    /// Price of each place, and of having none, which stays zero.
    price: Vec<i64>,
    holders: Vec<Vec<u32>>,
    /// Choice each seeker holds in the flat table; `NONE`: without a place.
    held: Vec<u32>,
    distance: Vec<i64>,
    /// The seeker who would come to the place and by which choice.
    by: Vec<(u32, u32)>,
    touched: Vec<u32>,
    done: Vec<bool>,
}

/// Finds the outcome.
pub(crate) fn cheapest(problem: &Problem, market: &Market) -> Outcome {
    let n_places = problem.n_places();
    let mut search = Search {
        problem,
        market,
        unplaced: unplaced(problem, market),
        price: vec![0; n_places + 1],
        holders: vec![Vec::new(); n_places + 1],
        held: vec![NONE; problem.n_seekers()],
        distance: vec![i64::MAX; n_places + 1],
        by: vec![(NONE, NONE); n_places + 1],
        touched: Vec::new(),
        done: vec![false; n_places + 1],
    };
    for seeker in &market.order {
        search.enter(*seeker);
    }
    let place: Vec<u32> = search.held.iter().map(|at| place_of(problem, *at)).collect();
    let placed = search.held.iter().enumerate().filter(|(_, at)| **at != NONE);
    let total = placed.map(|(seeker, at)| problem.cost(seeker as u32, *at as usize)).sum();
    search.price.pop();
    Outcome { place, proof: Proof::Prices { total, unplaced: search.unplaced, prices: search.price } }
}

fn place_of(problem: &Problem, at: u32) -> u32 {
    if at == NONE { NONE } else { problem.choice_place[at as usize] }
}

/// More than a chain through all places could save. A chain passes each place once.
fn unplaced(problem: &Problem, market: &Market) -> i64 {
    let mut largest = 0;
    for seeker in 0..problem.n_seekers() as u32 {
        let ranked = problem.choice_range(seeker).filter(|at| market.rank[*at] != UNRANKED);
        largest = ranked.map(|at| problem.cost(seeker, at).abs()).fold(largest, i64::max);
    }
    let links = problem.n_places().min(problem.n_seekers()) as i64 + 1;
    2 * links * (largest + 1)
}

impl Search<'_> {
    /// Finds a seat for one more seeker; others may move.
    fn enter(&mut self, seeker: u32) {
        let mut queue = BinaryHeap::new();
        self.relax(seeker, 0, &mut queue);
        let none = self.problem.n_places();
        let (end, length) = loop {
            let Some(Reverse((distance, place))) = queue.pop() else { return self.clear() };
            if std::mem::replace(&mut self.done[place as usize], true) {
                continue;
            }
            let free =
                place as usize == none || self.holders[place as usize].len() < self.problem.capacity(place) as usize;
            if free {
                break (place, distance);
            }
            for i in 0..self.holders[place as usize].len() {
                let holder = self.holders[place as usize][i];
                self.relax(holder, distance - self.net(holder, self.held[holder as usize]), &mut queue);
            }
        };
        for place in &self.touched {
            if self.done[*place as usize] {
                self.price[*place as usize] += length - self.distance[*place as usize];
            }
        }
        self.moves(seeker, end);
        self.clear();
    }

    /// Cost of a choice with the price of its place.
    fn net(&self, seeker: u32, at: u32) -> i64 {
        if at == NONE {
            return self.unplaced;
        }
        self.problem.cost(seeker, at as usize) + self.price[self.problem.choice_place[at as usize] as usize]
    }

    /// Looks at all choices of a seeker; `base` plus cost and price is the distance.
    fn relax(&mut self, seeker: u32, base: i64, queue: &mut BinaryHeap<Reverse<(i64, u32)>>) {
        for at in self.problem.choice_range(seeker) {
            if self.market.rank[at] != UNRANKED {
                self.reach(seeker, at as u32, self.problem.choice_place[at], base, queue);
            }
        }
        self.reach(seeker, NONE, self.problem.n_places() as u32, base, queue);
    }

    fn reach(&mut self, seeker: u32, at: u32, place: u32, base: i64, queue: &mut BinaryHeap<Reverse<(i64, u32)>>) {
        let closed = place < self.problem.n_places() as u32 && self.problem.capacity(place) == 0;
        let distance = base + self.net(seeker, at);
        if closed || self.done[place as usize] || distance >= self.distance[place as usize] {
            return;
        }
        if self.distance[place as usize] == i64::MAX {
            self.touched.push(place);
        }
        self.distance[place as usize] = distance;
        self.by[place as usize] = (seeker, at);
        queue.push(Reverse((distance, place)));
    }

    /// Everybody on the way from `end` back to the newcomer moves.
    fn moves(&mut self, newcomer: u32, end: u32) {
        let mut place = end;
        loop {
            let (seeker, at) = self.by[place as usize];
            self.holders[place as usize].push(seeker);
            let left = std::mem::replace(&mut self.held[seeker as usize], at);
            if seeker == newcomer {
                return;
            }
            place = self.problem.choice_place[left as usize];
            self.holders[place as usize].retain(|holder| *holder != seeker);
        }
    }

    fn clear(&mut self) {
        for place in self.touched.drain(..) {
            self.distance[place as usize] = i64::MAX;
            self.done[place as usize] = false;
        }
    }
}
