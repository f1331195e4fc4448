//! Each promise of each method, on small problems of every kind, against brute force.

use banjie_allot::{
    Bound, Certificate, Document, Evidence, FORMAT, Method, PlaceInput, Rules, SeekerInput, Wish, allot, verify,
};
use proptest::prelude::*;

use crate::{
    brute::{Assignment, Brute},
    instances::{Dice, Kind, bind, instance, problem, wish},
};

fn rules(method: Method, seed: u64) -> Rules {
    let rules = Rules::new(method);
    if method == Method::Lottery || seed.is_multiple_of(2) { rules.with_seed(format!("开奖 {seed}")) } else { rules }
}

fn certify(document: &Document, rules: &Rules) -> Certificate {
    let problem = problem(document);
    let outcome = allot(&problem, rules).unwrap_or_else(|findings| panic!("{findings:?}"));
    let certificate = Certificate::new(&problem, rules, &outcome);
    let findings = verify(&problem, &certificate);
    assert!(findings.is_empty(), "{findings:#?}\n{document:#?}\n{}", certificate.to_json());
    certificate
}

fn solve(document: &Document, rules: &Rules) -> Assignment {
    Brute::new(document, rules.seed.as_deref()).read(&certify(document, rules))
}

fn any_kind(seed: u64) -> Kind {
    let mut dice = Dice::new(seed ^ 0xabcd);
    let mut coin = || dice.below(2) == 0;
    Kind { own_orders: coin(), quotas: coin(), flexible: coin(), ..Kind::default() }
}

/// Every list of different places.
fn lists(document: &Document) -> Vec<Vec<Wish>> {
    let mut all: Vec<Vec<usize>> = vec![Vec::new()];
    let mut from = 0;
    while from < all.len() {
        for place in 0..document.places.len() {
            if !all[from].contains(&place) {
                let longer = all[from].iter().copied().chain([place]).collect();
                all.push(longer);
            }
        }
        from += 1;
    }
    all.iter().map(|list| list.iter().map(|place| wish(&document.places[*place].id)).collect()).collect()
}

/// No lie gives any seeker a place he truly likes better. Parting equal scores by id keeps the draw out of it.
fn nobody_gains_by_lying(document: &Document, method: Method) {
    let rules = Rules::new(method);
    let brute = Brute::new(document, None);
    let truth = solve(document, &rules);
    for (seeker, given) in truth.iter().enumerate() {
        for choices in lists(document) {
            let mut lied = document.clone();
            lied.seekers[seeker] = SeekerInput { choices, flexible: false, ..lied.seekers[seeker].clone() };
            let got = solve(&lied, &rules)[seeker];
            let true_liking = match got {
                Some(place) if brute.choices(seeker).iter().all(|(chosen, _)| *chosen != place) => usize::MAX,
                got => brute.liking(seeker, got),
            };
            assert!(brute.liking(seeker, *given) <= true_liking, "{method} {seeker} {lied:#?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn deferred_is_the_best_stable_outcome_for_every_seeker(seed: u64) {
        let document = instance(seed, 4, any_kind(seed));
        let rules = rules(Method::Deferred, seed);
        let ours = solve(&document, &rules);
        let brute = Brute::new(&document, rules.seed.as_deref());
        prop_assert!(brute.feasible(&ours) && brute.stable(&ours), "{document:#?}");
        for other in brute.all().into_iter().filter(|other| brute.stable(other)) {
            for seeker in 0..ours.len() {
                prop_assert!(brute.liking(seeker, ours[seeker]) <= brute.liking(seeker, other[seeker]));
            }
        }
    }

    #[test]
    fn deferred_by_places_is_the_worst_stable_outcome_for_every_seeker(seed: u64) {
        let document = instance(seed, 4, any_kind(seed));
        let rules = rules(Method::DeferredPlaces, seed);
        let ours = solve(&document, &rules);
        let brute = Brute::new(&document, rules.seed.as_deref());
        prop_assert!(brute.feasible(&ours) && brute.stable(&ours), "{document:#?}");
        for other in brute.all().into_iter().filter(|other| brute.stable(other)) {
            for seeker in 0..ours.len() {
                prop_assert!(brute.liking(seeker, ours[seeker]) >= brute.liking(seeker, other[seeker]));
            }
        }
    }

    #[test]
    fn serial_is_deferred_where_all_places_share_one_order(seed: u64) {
        let document = instance(seed, 6, Kind { flexible: true, ..Kind::default() });
        prop_assert_eq!(
            solve(&document, &rules(Method::Serial, seed)),
            solve(&document, &rules(Method::Deferred, seed))
        );
    }

    #[test]
    fn floors_are_filled_as_far_as_any_outcome_fills_them(seed: u64) {
        let own_orders = seed.is_multiple_of(3);
        let document = instance(seed, 5, Kind { floors: true, own_orders, flexible: true, ..Kind::default() });
        let rules = rules(Method::Floors, seed);
        let certificate = certify(&document, &rules);
        let brute = Brute::new(&document, rules.seed.as_deref());
        let ours = brute.read(&certificate);
        prop_assert!(brute.feasible(&ours));
        let most = brute.all().iter().map(|other| brute.filled(other)).max();
        prop_assert_eq!(Some(brute.filled(&ours)), most, "{:#?}", document);
        if certificate.assigned.iter().all(|assigned| assigned.stage == Some(0)) {
            prop_assert!(brute.stable(&ours));
        }
    }

    #[test]
    fn floors_that_bind_nobody_leave_the_stable_outcome(seed: u64) {
        let mut document = instance(seed, 5, Kind { floors: true, own_orders: true, ..Kind::default() });
        document.floors.iter_mut().for_each(|floor| floor.at_least = 0);
        prop_assert_eq!(
            solve(&document, &rules(Method::Floors, seed)),
            solve(&document, &rules(Method::Deferred, seed))
        );
    }

    #[test]
    fn cheapest_places_most_and_costs_least(seed: u64) {
        let own_orders = seed.is_multiple_of(2);
        let document = instance(seed, 5, Kind { costs: seed.is_multiple_of(3), own_orders, ..Kind::default() });
        let certificate = certify(&document, &Rules::new(Method::Cheapest));
        let brute = Brute::new(&document, None);
        let ours = brute.read(&certificate);
        prop_assert!(brute.feasible(&ours));
        let value = |a: &Assignment| (std::cmp::Reverse(brute.placed(a)), brute.cost(a));
        let best = brute.all().iter().map(value).min();
        prop_assert_eq!(Some(value(&ours)), best, "{:#?}", document);
        match certificate.evidence {
            Evidence::Prices { total, .. } => prop_assert_eq!(total, brute.cost(&ours)),
            other => prop_assert!(false, "{:?}", other),
        }
    }

    #[test]
    fn a_lottery_serves_in_the_order_drawn_and_keeps_the_bound_together(seed: u64) {
        let mut document = instance(seed, 6, Kind { flexible: false, ..Kind::default() });
        if seed.is_multiple_of(2) {
            bind(&mut document);
        }
        let rules = Rules { bound: if seed.is_multiple_of(3) { Bound::Exceed } else { Bound::Skip }, ..rules(Method::Lottery, seed) };
        let certificate = certify(&document, &rules);
        let brute = Brute::new(&document, rules.seed.as_deref());
        let ours = brute.read(&certificate);
        let ticket = |s: &SeekerInput| s.ticket.clone().unwrap_or(s.id.clone());
        let Evidence::Draw { drawn } = &certificate.evidence else { panic!("{certificate:?}") };
        prop_assert!(drawn.windows(2).all(|pair| pair[0].digest < pair[1].digest));
        let mut free: Vec<i64> = document.places.iter().map(|place| place.capacity).collect();
        for ball in drawn {
            let all: Vec<usize> = (0..ours.len()).filter(|s| ticket(&document.seekers[*s]) == ball.ticket).collect();
            let needed = if rules.bound == Bound::Exceed { 1 } else { all.len() as i64 };
            let mut choices = brute.choices(all[0]).into_iter().map(|(place, _)| place);
            let due = choices.find(|place| free[*place] >= needed && brute.acceptable(all[0], *place));
            prop_assert!(all.iter().all(|seeker| ours[*seeker] == due));
            if let Some(place) = due {
                free[place] -= all.len() as i64;
            }
        }
    }

    #[test]
    fn the_order_of_the_file_changes_nothing(seed: u64) {
        let mut dice = Dice::new(seed);
        for method in [Method::Deferred, Method::DeferredPlaces, Method::Floors, Method::Serial, Method::Lottery] {
            let own_orders = !matches!(method, Method::Serial | Method::Lottery);
            let kind = Kind { own_orders, floors: method == Method::Floors, ..Kind::default() };
            let document = instance(seed, 6, kind);
            let mut shuffled = document.clone();
            dice.shuffle(&mut shuffled.seekers);
            dice.shuffle(&mut shuffled.places);
            let rules = rules(method, seed);
            prop_assert_eq!(certify(&document, &rules), certify(&shuffled, &rules));
            prop_assert_eq!(certify(&document, &rules), certify(&document, &rules));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_seeker_gains_by_lying_to_deferred_acceptance(seed: u64) {
        nobody_gains_by_lying(&instance(seed, 4, Kind { flexible: false, ..any_kind(seed) }), Method::Deferred);
    }

    #[test]
    fn no_seeker_gains_by_lying_to_one_pass(seed: u64) {
        nobody_gains_by_lying(&instance(seed, 4, Kind::default()), Method::Serial);
    }
}

#[test]
fn a_seeker_can_gain_by_lying_where_places_propose() {
    let place = |id: &str, order: [&str; 2]| PlaceInput {
        id: id.to_owned(),
        capacity: 1,
        order: Some(order.map(String::from).to_vec()),
        ..PlaceInput::default()
    };
    let seeker = |id: &str, choices: &[&str]| SeekerInput {
        id: id.to_owned(),
        choices: choices.iter().map(|place| wish(place)).collect(),
        ..SeekerInput::default()
    };
    let mut document = Document {
        format: FORMAT.to_owned(),
        places: vec![place("p0", ["s1", "s0"]), place("p1", ["s0", "s1"])],
        seekers: vec![seeker("s0", &["p0", "p1"]), seeker("s1", &["p1", "p0"])],
        floors: Vec::new(),
    };
    assert_eq!(solve(&document, &Rules::new(Method::DeferredPlaces)), [Some(1), Some(0)]);
    document.seekers[0] = seeker("s0", &["p0"]);
    assert_eq!(solve(&document, &Rules::new(Method::DeferredPlaces)), [Some(0), Some(1)]);
    assert_eq!(solve(&document, &Rules::new(Method::Deferred)), [Some(0), Some(1)]);
}
