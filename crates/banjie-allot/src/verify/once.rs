//! What has only one right answer is done again, the slow way.

use std::collections::HashMap;

use crate::{
    certificate::Drawn,
    draw::{digest, hex},
    method::{Bound, Method},
    outcome::NONE,
    problem::Problem,
};

use super::{Checked, claims::applicants, order::Order};

/// Says who should be elsewhere.
fn compare(checked: &mut Checked<'_>, right: &[u32], what: &str) {
    let problem = checked.problem;
    let name = |place: u32| if place == NONE { "不录取" } else { problem.place_id(place) };
    for (seeker, (said, right)) in checked.place.iter().zip(right).enumerate().filter(|(_, (a, b))| a != b) {
        let said = format!("{what}应为“{}”，结果写的是“{}”", name(*right), name(*said));
        checked.findings.error("wrong-place", format!("assigned（{}）", problem.seekers[seeker]), said);
    }
}

/// Deferred acceptance, round by round.
pub(super) fn deferred(checked: &mut Checked<'_>) {
    let problem = checked.problem;
    if checked.certificate.method == Method::Deferred {
        let everybody: Vec<u32> = (0..problem.n_seekers() as u32).collect();
        let seats: Vec<usize> = (0..problem.n_places() as u32).map(|p| problem.capacity(p) as usize).collect();
        let right = rounds(problem, checked.order, &everybody, &seats);
        compare(checked, &right, "按报名者先提，");
    } else {
        let right = offers(checked);
        compare(checked, &right, "按接收单位先提，");
    }
}

/// In each round all who hold nothing ask at their next choice, and each place keeps whom it likes best.
pub(super) fn rounds(problem: &Problem, order: &Order<'_>, seekers: &[u32], seats: &[usize]) -> Vec<u32> {
    let mut next = vec![0; problem.n_seekers()];
    let mut place = vec![NONE; problem.n_seekers()];
    let mut held: Vec<Vec<u32>> = vec![Vec::new(); problem.n_places()];
    let mut asking = seekers.to_vec();
    while !asking.is_empty() {
        let mut new: HashMap<u32, Vec<u32>> = HashMap::new();
        for seeker in asking.drain(..) {
            if let Some(choice) = problem.choices(seeker).get(next[seeker as usize]) {
                next[seeker as usize] += 1;
                new.entry(*choice).or_default().push(seeker);
            }
        }
        for (at, askers) in new {
            let mut all = std::mem::take(&mut held[at as usize]);
            all.extend(askers);
            all.iter().for_each(|seeker| place[*seeker as usize] = NONE);
            let kept = order.keep(at, all.clone(), seats[at as usize]);
            kept.iter().for_each(|(seeker, _)| place[*seeker as usize] = at);
            held[at as usize] = kept.into_iter().map(|(seeker, _)| seeker).collect();
            asking.extend(all.into_iter().filter(|seeker| place[*seeker as usize] == NONE));
        }
    }
    place
}

/// In each round every place that was turned down asks all it would choose of those who have not turned it down.
fn offers(checked: &Checked<'_>) -> Vec<u32> {
    let problem = checked.problem;
    let mut willing = applicants(checked);
    let mut place = vec![NONE; problem.n_seekers()];
    let mut asking: Vec<u32> = (0..problem.n_places() as u32).collect();
    while let Some(at) = asking.pop() {
        let seats = problem.capacity(at) as usize;
        for (seeker, _) in checked.order.keep(at, willing[at as usize].clone(), seats) {
            let old = place[seeker as usize];
            if old == at {
                continue;
            }
            let first = problem.choices(seeker).iter().copied().find(|choice| *choice == at || *choice == old);
            let loser = if first == Some(at) { old } else { at };
            if loser == old {
                place[seeker as usize] = at;
            }
            if loser != NONE {
                willing[loser as usize].retain(|other| *other != seeker);
                asking.push(loser);
            }
        }
    }
    place
}

/// Each in turn takes the first of his choices with a seat.
fn pass(problem: &Problem, order: &Order<'_>, turns: &[Vec<u32>], exceed: bool) -> Vec<u32> {
    let mut free: Vec<usize> = (0..problem.n_places() as u32).map(|p| problem.capacity(p) as usize).collect();
    let mut place = vec![NONE; problem.n_seekers()];
    for together in turns {
        let needed = if exceed { 1 } else { together.len() };
        let fits = |at: &&u32| free[**at as usize] >= needed && order.acceptable(**at, together[0]);
        if let Some(at) = problem.choices(together[0]).iter().find(fits).copied() {
            free[at as usize] -= together.len().min(free[at as usize]);
            together.iter().for_each(|seeker| place[*seeker as usize] = at);
        }
    }
    place
}

/// One pass in the common order.
pub(super) fn serial(checked: &mut Checked<'_>) {
    let mut order: Vec<u32> = (0..checked.problem.n_seekers() as u32).collect();
    order.sort_by(|a, b| checked.order.common(*a, *b));
    let turns: Vec<Vec<u32>> = order.into_iter().map(|seeker| vec![seeker]).collect();
    let right = pass(checked.problem, checked.order, &turns, false);
    compare(checked, &right, "按成绩次序，");
}

/// The draw from the seed, and one pass in the order drawn.
pub(super) fn lottery(checked: &mut Checked<'_>, drawn: &[Drawn]) {
    let problem = checked.problem;
    let seed = checked.certificate.seed.as_deref().unwrap_or_default();
    let mut tickets: HashMap<&str, Vec<u32>> = HashMap::new();
    for seeker in 0..problem.n_seekers() as u32 {
        tickets.entry(problem.drawn_id(seeker)).or_default().push(seeker);
    }
    let number = |ticket: &str| hex(&digest(&checked.certificate.commitment, seed, ticket));
    let mut order: Vec<(String, &str)> = tickets.keys().map(|ticket| (number(ticket), *ticket)).collect();
    order.sort();
    if order.len() != drawn.len() {
        let said = format!("摇出 {} 个号，应为 {} 个", drawn.len(), order.len());
        checked.findings.error("wrong-draw", "evidence.drawn", said);
    }
    for (at, ((digest, ticket), said)) in order.iter().zip(drawn).enumerate() {
        if *digest != said.digest || *ticket != said.ticket {
            let message = format!("第 {} 号应为“{ticket}”（{digest}），写的是“{}”", at + 1, said.ticket);
            checked.findings.error("wrong-draw", format!("evidence.drawn[{at}]"), message);
        }
    }
    let turns: Vec<Vec<u32>> = order.iter().map(|(_, ticket)| tickets[ticket].clone()).collect();
    let right = pass(problem, checked.order, &turns, checked.certificate.bound == Bound::Exceed);
    compare(checked, &right, "按摇号次序，");
}
