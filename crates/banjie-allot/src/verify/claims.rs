//! What can be seen from the outcome as it stands: seats, choices, cutoffs, complaints.

use std::collections::HashMap;

use crate::{
    certificate::{Last, Reserved},
    method::{Bound, Method},
    outcome::NONE,
    score::Score,
};

use super::Checked;

/// Who is admitted where.
pub(super) fn admitted(checked: &Checked<'_>) -> Vec<Vec<u32>> {
    let mut admitted = vec![Vec::new(); checked.problem.n_places()];
    for (seeker, place) in checked.place.iter().enumerate().filter(|(_, place)| **place != NONE) {
        admitted[*place as usize].push(seeker as u32);
    }
    admitted
}

/// Nobody where he did not choose, was not accepted, or beyond the seats and quotas.
pub(super) fn seats(checked: &mut Checked<'_>) {
    let problem = checked.problem;
    for (seeker, place) in checked.place.iter().enumerate().filter(|(_, place)| **place != NONE) {
        let (seeker, at) = (seeker as u32, format!("assigned（{}）", problem.seekers[seeker]));
        if !problem.choices(seeker).contains(place) {
            let said = format!("没有填报“{}”，却录取到那里", problem.place_id(*place));
            checked.findings.error("not-chosen", at, said);
        } else if !checked.order.acceptable(*place, seeker) {
            let said = format!("不符合“{}”的条件，却录取到那里", problem.place_id(*place));
            checked.findings.error("not-acceptable", at, said);
        }
    }
    for (place, admitted) in admitted(checked).into_iter().enumerate() {
        let (n, seats) = (admitted.len(), problem.capacity(place as u32) as usize);
        let at = format!("places（{}）", problem.places[place]);
        if n > seats && !exceeds_by_ticket(checked, &admitted, seats) {
            checked.findings.error("over-capacity", at, format!("名额 {seats} 个，录取 {n} 人"));
        } else if n <= seats && checked.order.keep(place as u32, admitted, seats).len() < n {
            checked.findings.error("over-quota", at, "录取的人超出分类名额的上限，或占了不该占的预留".to_owned());
        }
    }
}

/// Beyond the seats only by those bound to the last one who had a seat.
fn exceeds_by_ticket(checked: &Checked<'_>, admitted: &[u32], seats: usize) -> bool {
    if checked.certificate.method != Method::Lottery || checked.certificate.bound != Bound::Exceed {
        return false;
    }
    let bound = |s: &u32| checked.problem.ticket[*s as usize] != NONE;
    let largest = admitted.iter().filter(|s| bound(s)).map(|s| checked.problem.drawn_id(*s));
    let largest = largest.map(|id| admitted.iter().filter(|s| checked.problem.drawn_id(**s) == id).count()).max();
    seats > 0 && admitted.len() < seats + largest.unwrap_or(0)
}

/// Number of the choice and the reason are what they should be.
pub(super) fn reasons(checked: &mut Checked<'_>) {
    let problem = checked.problem;
    let seekers: HashMap<&str, u32> = problem.seekers.iter().zip(0..).map(|(id, at)| (&**id, at)).collect();
    for assigned in &checked.certificate.assigned {
        let Some(seeker) = seekers.get(&*assigned.seeker).copied() else { continue };
        let place = checked.place[seeker as usize];
        let choices = problem.choices(seeker);
        let number = choices.iter().position(|chosen| *chosen == place).map(|at| at as u32 + 1);
        let reason = match place {
            NONE if choices.is_empty() => Some("没有填报志愿"),
            NONE if !choices.iter().any(|place| checked.order.acceptable(*place, seeker)) => {
                Some("所填志愿都不符合条件")
            }
            NONE => Some("所填志愿都已额满"),
            _ => None,
        };
        let floors = checked.certificate.method == Method::Floors;
        if assigned.choice != number || assigned.reason.as_deref() != reason || assigned.stage.is_some() != floors {
            let said = "志愿序号、未录取的原因或批次，与结果不符".to_owned();
            checked.findings.error("wrong-reason", format!("assigned（{}）", assigned.seeker), said);
        }
    }
}

/// Numbers and the last admitted of each place are what they should be.
pub(super) fn filled(checked: &mut Checked<'_>) {
    let problem = checked.problem;
    let admitted = admitted(checked);
    if checked.certificate.places.len() != problem.n_places() {
        let said = format!("列了 {} 个，应为 {} 个", checked.certificate.places.len(), problem.n_places());
        return checked.findings.error("missing-place", "places", said);
    }
    let mut by_id: Vec<u32> = (0..problem.n_places() as u32).collect();
    by_id.sort_unstable_by_key(|place| problem.place_id(*place));
    let applicants = applicants(checked);
    for (said, place) in checked.certificate.places.iter().zip(by_id) {
        let taken = &admitted[place as usize];
        let last = |seekers: Vec<u32>| {
            let seeker = seekers.into_iter().max_by(|a, b| checked.order.at(place, *a, *b))?;
            let before = |other: &&u32| checked.order.at(place, **other, seeker).is_lt();
            let rank = applicants[place as usize].iter().filter(before).count() as u32 + 1;
            let score = Some(problem.total(seeker)).filter(|score| *score != Score::ABSENT);
            Some(Last { seeker: problem.seeker_id(seeker).to_owned(), rank, score })
        };
        let quotas = problem.quotas(place);
        let kept = checked.order.keep(place, taken.clone(), taken.len().max(problem.capacity(place) as usize));
        let of = |quota: Option<usize>| kept.iter().filter(|(_, at)| *at == quota).map(|(s, _)| *s).collect::<Vec<_>>();
        let reserved = quotas.iter().enumerate().map(|(at, quota)| Reserved {
            group: problem.groups[quota.group as usize].to_string(),
            seats: quota.at_least,
            used: of(Some(at)).len() as u32,
            last: last(of(Some(at))),
        });
        let right = said.place == problem.place_id(place)
            && said.capacity == problem.capacity(place)
            && said.admitted as usize == taken.len()
            && said.reserved == reserved.collect::<Vec<_>>()
            && said.last == last(of(None));
        if !right {
            let said = "名额、录取人数或末位，与结果不符".to_owned();
            checked.findings.error("wrong-cutoff", format!("places（{}）", problem.place_id(place)), said);
        }
    }
}

/// Who chose each place and may be taken there.
pub(super) fn applicants(checked: &Checked<'_>) -> Vec<Vec<u32>> {
    let mut applicants = vec![Vec::new(); checked.problem.n_places()];
    for seeker in 0..checked.problem.n_seekers() as u32 {
        for place in checked.problem.choices(seeker) {
            if checked.order.acceptable(*place, seeker) {
                applicants[*place as usize].push(seeker);
            }
        }
    }
    applicants
}

/// Nobody likes a place better that would rather have him: the outcome is stable.
pub(super) fn complaints(checked: &mut Checked<'_>) {
    let problem = checked.problem;
    let admitted = admitted(checked);
    let worst: Vec<Option<u32>> = admitted
        .iter()
        .zip(0..)
        .map(|(all, place)| all.iter().copied().max_by(|a, b| checked.order.at(place, *a, *b)))
        .collect();
    for seeker in 0..problem.n_seekers() as u32 {
        for place in problem.choices(seeker).iter().copied().take_while(|p| *p != checked.place[seeker as usize]) {
            if !checked.order.acceptable(place, seeker) {
                continue;
            }
            let all = &admitted[place as usize];
            let seats = problem.capacity(place) as usize;
            let wanted = if problem.quotas(place).is_empty() {
                let better = worst[place as usize].is_some_and(|last| checked.order.at(place, seeker, last).is_lt());
                all.len() < seats || (better && seats > 0)
            } else {
                let with = all.iter().copied().chain([seeker]).collect();
                checked.order.keep(place, with, seats).iter().any(|(kept, _)| *kept == seeker)
            };
            if wanted {
                let why = if all.len() < seats { "还有名额" } else { "录取了次序在他之后的人" };
                let said = format!("更愿去“{}”，那里{why}", problem.place_id(place));
                checked.findings.error("blocking-pair", format!("assigned（{}）", problem.seeker_id(seeker)), said);
            }
        }
    }
}
