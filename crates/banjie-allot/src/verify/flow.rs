//! How many floor seats can be filled at most: paths added one by one, nothing clever.

use crate::{outcome::NONE, problem::Problem};

use super::order::Order;

/// Edges with what they can still carry; edge `i ^ 1` is the way back.
#[derive(Default)]
struct Net {
    edges: Vec<(usize, u32)>,
    from: Vec<Vec<usize>>,
}

impl Net {
    fn edge(&mut self, a: usize, b: usize, room: u32) {
        self.from[a].push(self.edges.len());
        self.edges.push((b, room));
        self.from[b].push(self.edges.len());
        self.edges.push((a, 0));
    }

    /// One more unit from `a` to the sink, if there is a way.
    fn push(&mut self, source: usize, sink: usize, seen: &mut [bool]) -> bool {
        let mut path: Vec<(usize, usize)> = vec![(source, 0)];
        seen[source] = true;
        while let Some((node, at)) = path.last_mut() {
            if *node == sink {
                path.pop();
                for (node, at) in path {
                    let edge = self.from[node][at - 1];
                    self.edges[edge].1 -= 1;
                    self.edges[edge ^ 1].1 += 1;
                }
                return true;
            }
            let Some(edge) = self.from[*node].get(*at).copied() else {
                path.pop();
                continue;
            };
            *at += 1;
            let (to, room) = self.edges[edge];
            if room > 0 && !std::mem::replace(&mut seen[to], true) {
                path.push((to, 0));
            }
        }
        false
    }
}

/// Floor seats filled when some are settled (seeker, place) and the rest go wherever they chose and are accepted.
pub(super) fn most_filled(problem: &Problem, order: &Order<'_>, settled: &[(u32, u32)], rest: &[u32]) -> u32 {
    let (n_regions, n_places) = (problem.floors.len(), problem.n_places());
    let mut lacking = problem.floors.clone();
    let mut seats: Vec<u32> = (0..n_places as u32).map(|place| problem.capacity(place)).collect();
    let mut filled = 0;
    for (_, place) in settled.iter().filter(|(_, place)| *place != NONE) {
        seats[*place as usize] = seats[*place as usize].saturating_sub(1);
        let region = problem.facts[*place as usize].region;
        if region != NONE && lacking[region as usize] > 0 {
            lacking[region as usize] -= 1;
            filled += 1;
        }
    }
    let sink = n_places + n_regions;
    let mut net = Net { edges: Vec::new(), from: vec![Vec::new(); sink + 1 + rest.len()] };
    for (place, seats) in seats.iter().enumerate() {
        let region = problem.facts[place].region;
        if region != NONE && problem.floors[region as usize] > 0 {
            net.edge(place, n_places + region as usize, *seats);
        }
    }
    (0..n_regions).for_each(|region| net.edge(n_places + region, sink, lacking[region]));
    for (at, seeker) in rest.iter().enumerate() {
        for place in problem.choices(*seeker).iter().filter(|place| order.acceptable(**place, *seeker)) {
            net.edge(sink + 1 + at, *place as usize, 1);
        }
    }
    let mut seen = vec![false; net.from.len()];
    for at in 0..rest.len() {
        // What was seen without a way stays without one until a path is added.
        if net.push(sink + 1 + at, sink, &mut seen) {
            filled += 1;
            seen.fill(false);
        }
    }
    filled
}
