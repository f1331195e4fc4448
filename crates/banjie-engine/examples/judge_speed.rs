//! How long judgements and decisions take: `cargo run --release -p banjie-engine --example judge_speed`.

use std::{hint::black_box, time::Instant};

use banjie_engine::{Clock, World, decide, judge, prepare};
use banjie_model::{
    Moment, Name,
    calendar::WorkCalendar,
    case::{Actor, Command, LimitRun, Record, RunKey, Suspension, SuspensionCause, What},
    definition::Ledger,
    org::{Org, OrgTree},
    value::{Place, RecordId, Value},
};
use banjie_package::read_packages;
use chrono::{NaiveDate, TimeDelta};
use indexmap::IndexMap;
use rust_decimal::Decimal;

/// So many runs stand in a city's registers.
const RUNS: i64 = 250_000;

fn main() {
    let files: Vec<(Name, Name)> = [
        ("package.toml", include_str!("../tests/suite/house/package/package.toml")),
        ("ledgers/violation.toml", include_str!("../tests/suite/house/package/ledgers/violation.toml")),
        ("tables/discretion.toml", include_str!("../tests/suite/house/package/tables/discretion.toml")),
    ]
    .map(|(file, text)| (file.into(), text.into()))
    .to_vec();
    let library = read_packages(vec![(files, Vec::new())]).library;
    let ledger = library.ledger("building-violations.violation").expect("declared above");
    let (calendar, orgs) = (WorkCalendar::official(), OrgTree::new([branch()]));
    let world = World { library: &library, calendar: &calendar, orgs: &orgs };
    for (limit, suspensions) in [("filing", 0), ("handling", 0), ("handling", 3)] {
        let cases: Vec<(Record, LimitRun)> = (0..RUNS).map(|i| case(ledger, limit, i, suspensions)).collect();
        let started = Instant::now();
        for (record, run) in &cases {
            black_box(judge(&world, ledger, record, run, run.started_at + TimeDelta::days(3)));
        }
        let took = started.elapsed();
        let each = took.as_nanos() / u128::from(RUNS.unsigned_abs());
        println!("{RUNS} judgements of {limit} with {suspensions} suspensions: {took:?}, {each} ns each");
    }
    decisions(&world, ledger);
}

/// Creations as an import makes them: typed, checked, with their clocks started.
fn decisions(world: &World<'_>, ledger: &Ledger) {
    let place = Value::Place(Place { address: "五马街1号".into(), point: None });
    let day = NaiveDate::from_ymd_opt(2025, 9, 28).expect("a date");
    let area = Value::Decimal(Decimal::new(12050, 2));
    let values: IndexMap<Name, Value> = [
        ("site", place),
        ("kind", Value::code("rooftop")),
        ("party", Value::text("张某")),
        ("area", area),
        ("found_on", Value::Date(day)),
    ]
    .map(|(name, value)| (Name::from(name), value))
    .into_iter()
    .collect();
    let actor = Actor { system: true, ..Actor::system() };
    let clock = Clock::now(day.and_hms_opt(9, 0, 0).expect("a time"));
    let command = Command {
        ledger: ledger.key.clone(),
        record: RecordId(1),
        expected_version: None,
        what: What::Create { org: Some("鹿城分局".into()), number: None, values },
        reason: None,
    };
    let started = Instant::now();
    for _ in 0..RUNS {
        let draft = prepare(world, ledger, None, &command, &actor, clock).expect("allowed");
        black_box(decide(draft, &[]).expect("allowed"));
    }
    let took = started.elapsed();
    println!("{RUNS} creations decided: {took:?}, {} ns each", took.as_nanos() / u128::from(RUNS.unsigned_abs()));
}

fn branch() -> Org {
    Org {
        code: "鹿城分局".into(),
        name: "鹿城分局".into(),
        kind: "branch".into(),
        parent: None,
        since: None,
        until: None,
        attributes: IndexMap::new(),
    }
}

fn case(ledger: &Ledger, limit: &str, i: i64, suspensions: i64) -> (Record, LimitRun) {
    let start: Moment = NaiveDate::from_ymd_opt(2020, 1, 1).expect("a date").and_hms_opt(9, 0, 0).expect("a time")
        + TimeDelta::days(i % 2000);
    let mut values = vec![Value::Missing; ledger.fields.len()];
    if let Some((special, _)) = ledger.field("special") {
        values[special] = Value::Bool(i % 3 == 0);
    }
    let record = Record {
        id: RecordId(i),
        ledger: ledger.key.clone(),
        version: 1,
        package_version: "1.0.0".into(),
        number: None,
        org: "鹿城分局".into(),
        handler: None,
        state: Some("found".into()),
        opened_at: start,
        closed_at: None,
        changed_at: start,
        hand_overs: Vec::new(),
        values,
        from_seq: 0,
    };
    let still = |n: i64| Suspension {
        from: start + TimeDelta::days(2 + n * 5),
        until: Some(start + TimeDelta::days(4 + n * 5)),
        cause: SuspensionCause::Entered("鉴定".into()),
        entered_at: start,
    };
    let run = LimitRun {
        key: RunKey { record: RecordId(i), limit: limit.into(), n: 1 },
        started_at: start,
        ended: None,
        suspensions: (0..suspensions).map(still).collect(),
        extensions: Vec::new(),
        published: Vec::new(),
        fired: Vec::new(),
        due_at: start,
        provisional: false,
        calendar: 0,
        next_alert_at: None,
        then_refused_at: None,
    };
    (record, run)
}
