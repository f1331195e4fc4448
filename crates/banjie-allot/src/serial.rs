//! One pass: each takes the first of his choices that still has a seat (平行志愿; the second half of a lottery).

use std::collections::HashMap;

use crate::{
    draw::digest,
    market::{Market, UNRANKED},
    method::Bound,
    outcome::NONE,
    problem::Problem,
};

/// By the common order.
pub(crate) fn serial(problem: &Problem, market: &Market) -> Vec<u32> {
    let mut free: Vec<u32> = problem.facts.iter().map(|facts| facts.capacity).collect();
    let mut assigned = vec![NONE; problem.n_seekers()];
    for seeker in &market.order {
        let open = problem
            .choice_range(*seeker)
            .find(|at| market.rank[*at] != UNRANKED && free[problem.choice_place[*at] as usize] > 0);
        if let Some(at) = open {
            let place = problem.choice_place[at];
            free[place as usize] -= 1;
            assigned[*seeker as usize] = place;
        }
    }
    assigned
}

/// Those drawn together, in the order drawn.
pub(crate) fn drawn_order(problem: &Problem, commitment: &str, seed: &str) -> Vec<Vec<u32>> {
    let mut together: HashMap<&str, Vec<u32>> = HashMap::new();
    for seeker in 0..problem.n_seekers() as u32 {
        together.entry(problem.drawn_id(seeker)).or_default().push(seeker);
    }
    let mut drawn: Vec<_> = together.into_iter().map(|(id, all)| (digest(commitment, seed, id), id, all)).collect();
    drawn.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    drawn.into_iter().map(|(_, _, all)| all).collect()
}

/// By the order drawn; those who share a ticket go together.
pub(crate) fn lottery(problem: &Problem, market: &Market, order: &[Vec<u32>], bound: Bound) -> Vec<u32> {
    let mut free: Vec<u32> = problem.facts.iter().map(|facts| facts.capacity).collect();
    let mut assigned = vec![NONE; problem.n_seekers()];
    for together in order {
        let Some(first) = together.first() else { continue };
        let needed = match bound {
            Bound::Skip => together.len() as u32,
            Bound::Exceed => 1,
        };
        let open = problem
            .choice_range(*first)
            .find(|at| market.rank[*at] != UNRANKED && free[problem.choice_place[*at] as usize] >= needed);
        if let Some(at) = open {
            let place = problem.choice_place[at];
            free[place as usize] = free[place as usize].saturating_sub(together.len() as u32);
            together.iter().for_each(|seeker| assigned[*seeker as usize] = place);
        }
    }
    assigned
}
