//! A certificate in which anything that matters was changed does not verify.

use banjie_allot::{Bound, Certificate, Method, Rules, allot, read_certificate, verify};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::instances::{Dice, Kind, bind, instance, problem};

/// Every value that is no list and no table, by its path.
fn leaves(value: &Value, path: &str, all: &mut Vec<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| leaves(value, &format!("{path}/{key}"), all)),
        Value::Array(list) => list.iter().enumerate().for_each(|(i, value)| leaves(value, &format!("{path}/{i}"), all)),
        _ => all.push(path.to_owned()),
    }
}

/// Other values a leaf could have.
fn others(value: &Value) -> Vec<Value> {
    match value {
        Value::Number(n) => vec![json!(n.as_i64().unwrap() + 1), json!(n.as_i64().unwrap() - 1)],
        Value::String(text) => {
            let swapped = ["p0", "p1", "p2", "s0", "s1", "s2", "east", "deferred", "serial", "lottery", "floors"];
            swapped.iter().filter(|other| *other != text).map(|other| json!(other)).chain([Value::Null]).collect()
        }
        _ => vec![json!("p0"), json!("p1"), json!("p2")],
    }
}

/// Prices and the seed leave some freedom: other prices may prove the same outcome, and a seed that parts nobody is idle.
fn idle(path: &str, method: Method) -> bool {
    let prices = path.starts_with("/evidence/prices") || path == "/evidence/unplaced";
    prices || path == "/bound" || (path == "/seed" && method != Method::Lottery)
}

fn every_change_is_seen(seed: u64, method: Method, kind: Kind) {
    let mut document = instance(seed, 5, kind);
    if kind.tickets {
        bind(&mut document);
    }
    let problem = problem(&document);
    let rules = Rules { bound: Bound::Skip, ..Rules::new(method).with_seed("2026-11-24 双色球 03 07 11") };
    let certificate = Certificate::new(&problem, &rules, &allot(&problem, &rules).unwrap());
    assert_eq!(verify(&problem, &certificate), [], "{document:#?}");
    let good: Value = serde_json::from_str(&certificate.to_json()).unwrap();
    let mut paths = Vec::new();
    leaves(&good, "", &mut paths);
    for path in paths.iter().filter(|path| !idle(path, method)) {
        for other in others(good.pointer(path).unwrap()) {
            let mut changed = good.clone();
            *changed.pointer_mut(path).unwrap() = other;
            let Ok(read) = read_certificate(&changed.to_string()) else { continue };
            // The serial and the deferred methods may well agree on an outcome, and then share the rest.
            if read != certificate && read.method == method {
                assert_ne!(verify(&problem, &read), [], "{path} of {good:#}\nbecame {changed:#}\n{document:#?}");
            }
        }
    }
    exchanged(&problem, &certificate, seed);
}

/// Two seekers change places, or one is sent elsewhere, and everything that follows is written down as if it were so.
fn exchanged(problem: &banjie_allot::Problem, certificate: &Certificate, seed: u64) {
    let mut dice = Dice::new(seed);
    let mut outcome = allot(problem, &rules_of(certificate)).unwrap();
    let before = outcome.place.clone();
    let (a, b) = (dice.below(before.len()), dice.below(before.len()));
    if dice.below(2) == 0 {
        outcome.place.swap(a, b);
    } else {
        outcome.place[a] = [0, 1, 2, banjie_allot::NONE][dice.below(4)];
        if outcome.place[a] as usize >= problem.n_places() {
            outcome.place[a] = banjie_allot::NONE;
        }
    }
    if outcome.place == before || certificate.method == Method::Cheapest {
        return;
    }
    let chosen = |(s, p): (usize, &u32)| *p == banjie_allot::NONE || problem.choices(s as u32).contains(p);
    if outcome.place.iter().enumerate().all(chosen) {
        let forged = Certificate::new(problem, &rules_of(certificate), &outcome);
        assert_ne!(verify(problem, &forged), [], "{problem:#?}\n{}", forged.to_json());
    }
}

fn rules_of(certificate: &Certificate) -> Rules {
    Rules { method: certificate.method, seed: certificate.seed.clone(), bound: certificate.bound }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_change_to_a_certificate_is_seen(seed: u64) {
        let own = Kind { own_orders: true, flexible: true, ..Kind::default() };
        every_change_is_seen(seed, Method::Deferred, Kind { quotas: true, ..own });
        every_change_is_seen(seed, Method::DeferredPlaces, Kind { quotas: true, ..own });
        every_change_is_seen(seed, Method::Serial, Kind::default());
        every_change_is_seen(seed, Method::Floors, Kind { floors: true, ..own });
        every_change_is_seen(seed, Method::Cheapest, Kind { costs: true, own_orders: true, ..Kind::default() });
        every_change_is_seen(seed, Method::Lottery, Kind { tickets: true, ..Kind::default() });
    }
}
