//! Least cost, proved by prices: where everybody has what is cheapest for him with prices added, and places with free seats
//! are free, no other outcome costs less in total.

use std::collections::HashMap;

use crate::{certificate::Price, outcome::NONE};

use super::{Checked, claims::admitted};

/// Checks total, prices, and that they prove it.
pub(super) fn check(checked: &mut Checked<'_>, total: i64, unplaced: i64, prices: &[Price]) {
    let problem = checked.problem;
    let said: HashMap<&str, i64> = prices.iter().map(|price| (&*price.place, price.price)).collect();
    if prices.len() != problem.n_places() || problem.places.iter().any(|id| !said.contains_key(&**id)) {
        return checked.findings.error("missing-price", "evidence.prices", "应当每个接收单位一个价格".to_owned());
    }
    let price: Vec<i128> = problem.places.iter().map(|id| i128::from(said[&**id])).collect();
    for (place, taken) in admitted(checked).iter().enumerate() {
        let full = taken.len() >= problem.facts[place].capacity as usize;
        if price[place] < 0 || (price[place] > 0 && !full) {
            let said = "价格不能小于零；还有名额的，价格应为零".to_owned();
            checked.findings.error("wrong-price", format!("places（{}）", problem.places[place]), said);
        }
    }
    let (mut sum, mut largest) = (0i128, 0i128);
    for seeker in 0..problem.n_seekers() as u32 {
        let own = checked.place[seeker as usize];
        let (mut have, mut best) = (i128::from(unplaced), i128::from(unplaced));
        for at in problem.choice_range(seeker) {
            let place = problem.choice_place[at];
            if !checked.order.acceptable(place, seeker) || problem.capacity(place) == 0 {
                continue;
            }
            let cost = i128::from(problem.cost(seeker, at));
            largest = largest.max(cost.abs());
            best = best.min(cost + price[place as usize]);
            if place == own {
                have = cost + price[place as usize];
                sum += cost;
            }
        }
        if have > best {
            let what = if own == NONE { "没有录取，按价格" } else { "按价格" };
            let said = format!("{what}有更省的志愿，这些价格证明不了总代价最小");
            checked.findings.error("not-cheapest", format!("assigned（{}）", problem.seeker_id(seeker)), said);
        }
    }
    if sum != i128::from(total) {
        checked.findings.error("wrong-total", "evidence.total", format!("写的是 {total}，应为 {sum}"));
    }
    let chain = problem.n_places().min(problem.n_seekers()) as i128 + 1;
    if i128::from(unplaced) < 2 * chain * largest {
        let said = "不录取的代价定得太小，不能保证录取人数最多".to_owned();
        checked.findings.error("unplaced-too-cheap", "evidence.unplaced", said);
    }
}
