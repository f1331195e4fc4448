//! Floors: filled as far as any outcome could, every complaint excused by a floor or a stage, every stage done again.

use crate::{certificate::FloorFilled, outcome::NONE};

use super::{Checked, claims::admitted, flow::most_filled, once::rounds};

/// Checks all of it.
pub(super) fn check(checked: &mut Checked<'_>, floors: &[FloorFilled], regions: &[String], places: &[String]) {
    let n_region = by_region(checked);
    let mut order: Vec<usize> = (0..checked.problem.regions.len()).collect();
    order.sort_unstable_by_key(|region| &checked.problem.regions[*region]);
    let right = order.into_iter().map(|region| FloorFilled {
        region: checked.problem.regions[region].to_string(),
        at_least: checked.problem.floors[region],
        admitted: n_region[region],
    });
    if floors != right.collect::<Vec<_>>() {
        checked.findings.error("wrong-floor", "evidence.floors", "片区的保底或实有人数，与结果不符".to_owned());
    }
    bound(checked, &n_region, regions, places);
    complaints(checked, &n_region);
    stages(checked);
}

/// Seekers in each region.
fn by_region(checked: &Checked<'_>) -> Vec<u32> {
    let mut n = vec![0; checked.problem.regions.len()];
    for place in checked.place.iter().filter(|place| **place != NONE) {
        let region = checked.problem.facts[*place as usize].region;
        if region != NONE {
            n[region as usize] += 1;
        }
    }
    n
}

/// What is filled is as much as the named regions, the named places and the people outside them allow.
fn bound(checked: &mut Checked<'_>, n_region: &[u32], regions: &[String], places: &[String]) {
    let problem = checked.problem;
    let tight = |place: u32| {
        let region = problem.facts[place as usize].region;
        region == NONE
            || problem.floors[region as usize] == 0
            || regions.iter().any(|name| *name == *problem.regions[region as usize])
            || places.iter().any(|name| *name == *problem.places[place as usize])
    };
    let of_regions = problem.regions.iter().zip(&problem.floors).filter(|(id, _)| regions.iter().any(|r| *r == ***id));
    let of_places = (0..problem.n_places() as u32).filter(|place| places.iter().any(|p| p == problem.place_id(*place)));
    let seats: u64 = of_regions.map(|(_, floor)| u64::from(*floor)).sum::<u64>()
        + of_places.map(|place| u64::from(problem.capacity(place))).sum::<u64>();
    let open: Vec<bool> = (0..problem.n_places() as u32).map(|place| !tight(place)).collect();
    let people = (0..problem.n_seekers() as u32).filter(|seeker| {
        let mut choices = problem.choices(*seeker).iter();
        choices.any(|place| open[*place as usize] && checked.order.acceptable(*place, *seeker))
    });
    let most = seats + people.count() as u64;
    let filled: u64 = n_region.iter().zip(&problem.floors).map(|(n, floor)| u64::from(*n.min(floor))).sum();
    if filled != most {
        let said = format!("保底已满足 {filled} 人次，所列片区和单位只证明上限是 {most} 人次");
        checked.findings.error("floors-not-filled", "evidence", said);
    }
}

/// Who likes a place better that has a seat or somebody it likes less is needed where he is, or came in a later stage.
fn complaints(checked: &mut Checked<'_>, n_region: &[u32]) {
    let problem = checked.problem;
    let admitted = admitted(checked);
    let stage = stage_of(checked);
    for seeker in 0..problem.n_seekers() as u32 {
        let own = checked.place[seeker as usize];
        let region = if own == NONE { NONE } else { problem.facts[own as usize].region };
        let needed = region != NONE && n_region[region as usize] <= problem.floors[region as usize];
        for place in problem.choices(seeker).iter().copied().take_while(|place| *place != own) {
            if needed || problem.capacity(place) == 0 || !checked.order.acceptable(place, seeker) {
                continue;
            }
            let free = admitted[place as usize].len() < problem.capacity(place) as usize;
            let envied = |other: &u32| {
                checked.order.at(place, seeker, *other).is_lt() && stage[*other as usize] >= stage[seeker as usize]
            };
            if free || admitted[place as usize].iter().any(envied) {
                let said = format!("更愿去“{}”，既不因保底、也不因批次而落空", problem.place_id(place));
                checked.findings.error("blocking-pair", format!("assigned（{}）", problem.seeker_id(seeker)), said);
            }
        }
    }
}

fn stage_of(checked: &Checked<'_>) -> Vec<u32> {
    let mut stage = vec![0; checked.problem.n_seekers()];
    let mut by_id: Vec<u32> = (0..checked.problem.n_seekers() as u32).collect();
    by_id.sort_unstable_by_key(|seeker| checked.problem.seeker_id(*seeker));
    let mut said: Vec<_> = checked.certificate.assigned.iter().collect();
    said.sort_unstable_by_key(|assigned| &assigned.seeker);
    for (seeker, assigned) in by_id.into_iter().zip(said) {
        stage[seeker as usize] = assigned.stage.unwrap_or(0);
    }
    stage
}

/// Every stage again. A stage is as long as the floors allow and settled among itself; then one comes alone.
fn stages(checked: &mut Checked<'_>) {
    let problem = checked.problem;
    let stage = stage_of(checked);
    let mut order: Vec<u32> = (0..problem.n_seekers() as u32).collect();
    order.sort_by(|a, b| checked.order.common(*a, *b));
    if order.windows(2).any(|pair| stage[pair[0] as usize] > stage[pair[1] as usize]) {
        return checked.findings.error("wrong-stage", "assigned", "批次没有按次序排列".to_owned());
    }
    let mut done = Done {
        target: most_filled(problem, checked.order, &[], &order),
        seats: (0..problem.n_places() as u32).map(|place| problem.capacity(place) as usize).collect(),
        settled: Vec::new(),
    };
    let mut due = 0;
    for together in order.chunk_by(|a, b| stage[*a as usize] == stage[*b as usize]) {
        let rest = &order[done.settled.len()..];
        let number = stage[together[0] as usize];
        let lawful = match number {
            n if n == due && n % 2 == 0 => done.is_stage(checked, together, rest),
            n if n == due => done.is_alone(checked, together, rest),
            n if n == due + 1 && due % 2 == 0 => {
                done.is_alone(checked, together, rest) && !done.attempt(checked, rest, 1).1
            }
            _ => false,
        };
        if !lawful {
            let at = format!("assigned（{}）", problem.seeker_id(together[0]));
            return checked.findings.error("wrong-place", at, "这一批按规则重做，结果或批次不同".to_owned());
        }
        due = number + 1;
        for seeker in together {
            let place = checked.place[*seeker as usize];
            done.settled.push((*seeker, place));
            if place != NONE {
                done.seats[place as usize] = done.seats[place as usize].saturating_sub(1);
            }
        }
    }
}

/// What the stages before have settled.
struct Done {
    /// Floor seats that can be filled.
    target: u32,
    seats: Vec<usize>,
    settled: Vec<(u32, u32)>,
}

impl Done {
    /// What the first `n` of the rest get among themselves, and whether the floors can still be filled after it.
    fn attempt(&self, checked: &Checked<'_>, rest: &[u32], n: usize) -> (Vec<u32>, bool) {
        let place = rounds(checked.problem, checked.order, &rest[..n], &self.seats);
        let with = rest[..n].iter().map(|seeker| (*seeker, place[*seeker as usize]));
        let with: Vec<(u32, u32)> = self.settled.iter().copied().chain(with).collect();
        let good = most_filled(checked.problem, checked.order, &with, &rest[n..]) == self.target;
        (place, good)
    }

    /// These are a stage: as the rounds give it, floors still fillable, and one more would be too many.
    fn is_stage(&self, checked: &Checked<'_>, together: &[u32], rest: &[u32]) -> bool {
        let n = together.len();
        let (place, good) = self.attempt(checked, rest, n);
        let same = together.iter().all(|seeker| place[*seeker as usize] == checked.place[*seeker as usize]);
        good && same && (n == rest.len() || !self.attempt(checked, rest, n + 1).1)
    }

    /// This is one, and has the first of his choices that leaves the floors fillable.
    fn is_alone(&self, checked: &Checked<'_>, together: &[u32], rest: &[u32]) -> bool {
        let [seeker] = together else { return false };
        let choices = checked.problem.choices(*seeker).iter().copied();
        let open = choices.filter(|p| self.seats[*p as usize] > 0 && checked.order.acceptable(*p, *seeker));
        let first = open.chain([NONE]).find(|place| {
            let with: Vec<(u32, u32)> = self.settled.iter().copied().chain([(*seeker, *place)]).collect();
            most_filled(checked.problem, checked.order, &with, &rest[1..]) == self.target
        });
        first == Some(checked.place[*seeker as usize])
    }
}
