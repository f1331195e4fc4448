//! Small problems of every kind, made from a number.

use std::collections::BTreeMap;

use banjie_allot::{Document, FORMAT, FloorInput, PlaceInput, Problem, QuotaInput, Score, SeekerInput, Wish};

/// Numbers that follow from a number.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}

/// What a problem has beside choices, scores and seats.
#[derive(Clone, Copy, Debug, Default)]
pub struct Kind {
    pub own_orders: bool,
    pub quotas: bool,
    pub floors: bool,
    pub costs: bool,
    pub tickets: bool,
    pub flexible: bool,
}

pub fn wish(place: &str) -> Wish {
    Wish::Place(place.to_owned())
}

/// A problem of up to `most` seekers and three places.
pub fn instance(seed: u64, most: usize, kind: Kind) -> Document {
    let mut dice = Dice::new(seed);
    let ids: Vec<String> = (0..1 + dice.below(most)).map(|i| format!("s{i}")).collect();
    let mut places: Vec<PlaceInput> = (0..1 + dice.below(3)).map(|i| place(&mut dice, i, &ids, kind)).collect();
    let mut floors = Vec::new();
    if kind.floors {
        for (region, at_least) in [("east", 1 + dice.below(2)), ("west", dice.below(2))] {
            let seats: i64 = places.iter().filter(|p| p.region.as_deref() == Some(region)).map(|p| p.capacity).sum();
            if places.iter().any(|p| p.region.as_deref() == Some(region)) {
                floors.push(FloorInput { region: region.to_owned(), at_least: (at_least as i64).min(seats) });
            }
        }
    }
    dice.shuffle(&mut places);
    let seekers = ids.iter().map(|id| seeker(&mut dice, id, &places, kind)).collect();
    Document { format: FORMAT.to_owned(), places, seekers, floors }
}

fn place(dice: &mut Dice, i: usize, ids: &[String], kind: Kind) -> PlaceInput {
    let mut place = PlaceInput { id: format!("p{i}"), capacity: dice.below(3) as i64, ..PlaceInput::default() };
    if dice.below(4) == 0 {
        place.min_score = Some(Score::points(2));
    }
    if kind.own_orders {
        match dice.below(3) {
            0 => {
                let mut order = ids.to_vec();
                dice.shuffle(&mut order);
                order.truncate(1 + dice.below(ids.len()));
                place.order = Some(order);
            }
            1 => {
                let scores =
                    ids.iter().filter(|id| id.len() < 9).map(|id| (id.clone(), Score::points(dice.below(3) as i64)));
                place.scores = Some(scores.collect::<BTreeMap<_, _>>());
            }
            _ => {}
        }
    }
    if kind.quotas {
        let mut left = place.capacity;
        for group in ["red", "blue"] {
            let at_least = dice.below(left as usize + 1) as i64;
            left -= at_least;
            let at_most = (dice.below(2) == 0).then(|| at_least + dice.below(2) as i64);
            let min_score = (dice.below(3) == 0).then(|| Score::points(1));
            place.quotas.push(QuotaInput { group: group.to_owned(), at_least, at_most, min_score });
        }
    }
    if kind.floors {
        place.region = [Some("east"), Some("west"), None][dice.below(3)].map(String::from);
    }
    place
}

fn seeker(dice: &mut Dice, id: &str, places: &[PlaceInput], kind: Kind) -> SeekerInput {
    let mut choices: Vec<String> = places.iter().map(|place| place.id.clone()).collect();
    dice.shuffle(&mut choices);
    choices.truncate(dice.below(choices.len() + 1));
    let cost = |dice: &mut Dice, place: String| match kind.costs {
        true => Wish::Priced { place, cost: dice.below(7) as i64 - 2 },
        false => Wish::Place(place),
    };
    SeekerInput {
        id: id.to_owned(),
        scores: vec![Score::points(dice.below(4) as i64), Score::points(dice.below(2) as i64)],
        group: kind.quotas.then(|| ["red", "blue", "green"][dice.below(3)].to_owned()),
        ticket: None,
        flexible: kind.flexible && dice.below(3) == 0,
        choices: choices.into_iter().map(|place| cost(dice, place)).collect(),
    }
}

/// Binds the first two, who then choose the same.
pub fn bind(document: &mut Document) {
    if let [first, second, ..] = &mut document.seekers[..] {
        second.choices = first.choices.clone();
        second.scores = first.scores.clone();
        first.ticket = Some("twins".to_owned());
        second.ticket = Some("twins".to_owned());
    }
}

pub fn problem(document: &Document) -> Problem {
    document.clone().read().sound().unwrap_or_else(|findings| panic!("{findings:?}\n{document:?}"))
}
