//! How long sixty figures over a million records take, together and each for itself; and how many decisions a second the
//! store writes at eight decisions a transaction with fsync on.
//!
//! `cargo run --release -p banjie-store --features testing --example scan_speed -- [records] [address]`: without an address
//! SQLite in a temporary folder, with `postgres` a temporary cluster.

#![expect(clippy::disallowed_methods, reason = "a measurement reads its arguments")]
#![expect(clippy::unwrap_used, reason = "a measurement may fall over")]

#[path = "../tests/contract/fixture.rs"]
#[expect(dead_code, reason = "shared with the contract suite")]
mod fixture;

use std::{sync::Arc, time::Instant};

use banjie_desk::ports::{Store, StoreTx, Write};
use banjie_model::{
    definition::{IndicatorSource, Ledger, OnDate},
    expr::Expr,
    scan::{Aggregate, Dimension, During, Measure, Scan},
    value::{RecordId, Value},
};
use banjie_store::{AnyStore, connect, testing::Cluster};
use chrono::{Datelike, Days, NaiveDate};
use rust_decimal::Decimal;

use fixture::{LEDGER, and, at, create, day, eq, f, installed, lit, op, site, values};

const KINDS: [&str; 5] = ["rural", "association", "rooftop", "legacy", "rebuilt"];

/// Record `i`: five years of cases in the order they were found, a few in a hundred with a missing value.
fn record(ledger: &Arc<Ledger>, i: i64, records: i64) -> Write {
    let mixed = i.wrapping_mul(2_654_435_761).rem_euclid(1_000_003);
    let found = day("2021-01-01").checked_add_days(Days::new((i * 1826 / records.max(1)).cast_unsigned())).unwrap();
    let kind = KINDS[usize::try_from(mixed % 5).unwrap()];
    let set = [
        ("site", site(&format!("鹿城区五马街道第{i}号"))),
        ("kind", Value::code(kind)),
        ("danger", Value::Bool(mixed % 7 == 0)),
        ("party", Value::text(&format!("当事人{}", mixed % 50_000))),
        ("area", if mixed % 31 == 0 { Value::Missing } else { Value::Decimal(Decimal::new(mixed % 100_000, 2)) }),
        ("found_on", Value::Date(found)),
        ("fine", Value::Decimal(Decimal::new(mixed * 10, 2))),
        ("storeys", Value::Int(mixed % 9)),
    ];
    let mut draft = create(ledger, RecordId(i), "2025-06-30 09:00", values(ledger, &set));
    let opened = found.and_hms_opt(9, 0, 0).unwrap();
    let org = format!("s{}", mixed % 40);
    let record = draft.record();
    record.opened_at = opened;
    record.org = org.as_str().into();
    record.state = Some(["found", "filed", "closed"][usize::try_from(mixed % 3).unwrap()].into());
    record.closed_at = (mixed % 3 == 2).then_some(opened + chrono::Duration::days(mixed % 90));
    draft.write.org_path = format!("/3303/d{}/{org}/", mixed % 10).into();
    draft.write.decision.event.effects.clear();
    let draft = draft.run("filing", 1, "2025-07-10 23:59", |run| {
        run.started_at = opened;
        run.due_at = opened + chrono::Duration::days(9);
        run.published.clear();
    });
    draft.write
}

async fn fill(store: &AnyStore, ledger: &Arc<Ledger>, records: i64) {
    let begun = Instant::now();
    let ids = fixture::fresh_ids(store, u32::try_from(records).unwrap()).await;
    for chunk in ids.chunks(5000) {
        let writes: Vec<Write> = chunk.iter().map(|id| record(ledger, id.0, records)).collect();
        let mut tx = store.begin().await.unwrap();
        tx.write(&writes).await.unwrap();
        tx.commit().await.unwrap();
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!("filled {records} records with their clocks and events in {seconds:.1} s");
    let begun = Instant::now();
    store.analyze().await.unwrap();
    println!("statistics in {:.1} s", begun.elapsed().as_secs_f64());
}

fn during(year: i32, first: u32, last: u32) -> During {
    let end = NaiveDate::from_ymd_opt(year, last, 1).unwrap();
    let end = end.checked_add_months(chrono::Months::new(1)).unwrap().pred_opt().unwrap();
    During { on: OnDate::Field(5), first: NaiveDate::from_ymd_opt(year, first, 1).unwrap(), last: end }
}

/// Ten conditions, counted and summed, this year, last year and this quarter.
fn sixty(ledger: &Ledger) -> Vec<Measure> {
    let kind = |k: &str| eq(f(ledger, "kind"), lit(Value::code(k)));
    let danger = || f(ledger, "danger");
    let large = || op(banjie_model::expr::BinaryOp::Gt, f(ledger, "area"), lit(Value::Int(500)));
    let filters: Vec<Option<Expr>> = vec![
        None,
        Some(kind("rural")),
        Some(kind("rooftop")),
        Some(kind("legacy")),
        Some(danger()),
        Some(large()),
        Some(and(kind("rural"), danger())),
        Some(and(kind("rooftop"), large())),
        Some(and(danger(), large())),
        Some(eq(f(ledger, "storeys"), lit(Value::Int(3)))),
    ];
    let mut measures = Vec::new();
    for period in [during(2025, 1, 12), during(2024, 1, 12), during(2025, 10, 12)] {
        for filter in &filters {
            for aggregate in [Aggregate::Count, Aggregate::Sum(4)] {
                measures.push(Measure { aggregate, filter: filter.clone(), during: Some(period.clone()) });
            }
        }
    }
    measures
}

async fn ask(store: &AnyStore, ledger: &Ledger, name: &str, measures: Vec<Measure>, group_by: Vec<Dimension>) -> f64 {
    let source = IndicatorSource { ledger: LEDGER.into(), limit: None };
    let as_of = store.head().await.unwrap();
    let scan = Scan { source, as_of, at: at("2025-12-31 08:00"), org_path: None, measures, group_by };
    let begun = Instant::now();
    let rows = store.scan(ledger, &scan).await.unwrap();
    let seconds = begun.elapsed().as_secs_f64();
    if !name.is_empty() {
        println!("{name}: {seconds:.2} s, {} rows, first {:?}", rows.len(), rows[0].values.first());
    }
    seconds
}

async fn scans(store: &AnyStore, ledger: &Ledger) {
    let measures = sixty(ledger);
    ask(store, ledger, "60 measures together, first time", measures.clone(), vec![]).await;
    let together = ask(store, ledger, "60 measures together", measures.clone(), vec![]).await;
    let mut each = 0.0;
    for measure in measures.clone() {
        each += ask(store, ledger, "", vec![measure], vec![]).await;
    }
    println!("60 measures as 60 queries: {each:.2} s, {:.1} times as long", each / together);
    let year = |m: &Measure| m.during.as_ref().is_some_and(|d| d.first.year() == 2025);
    let this_year: Vec<Measure> = measures.iter().filter(|m| year(m)).cloned().collect();
    ask(store, ledger, "40 measures of one year", this_year, vec![]).await;
    let everything: Vec<Measure> = measures.iter().map(|m| Measure { during: None, ..m.clone() }).collect();
    ask(store, ledger, "60 measures over all years", everything, vec![]).await;
    ask(store, ledger, "60 measures by kind", measures.clone(), vec![Dimension::Field(1)]).await;
    let below = Dimension::OrgBelow { under: "/3303/".into() };
    ask(store, ledger, "60 measures by organisation", measures.clone(), vec![below]).await;
    ask(store, ledger, "60 measures by month", measures, vec![Dimension::Month(OnDate::Field(5))]).await;
    let median = Measure { aggregate: Aggregate::Median(4), filter: None, during: Some(during(2025, 1, 12)) };
    ask(store, ledger, "a median", vec![median], vec![]).await;
    let mut runs = Vec::new();
    for first in 1..=12 {
        runs.push(Measure {
            aggregate: Aggregate::Count,
            filter: None,
            during: Some(During { on: OnDate::Run(banjie_model::expr::RunFact::DueOn), ..during(2025, first, first) }),
        });
    }
    let source = IndicatorSource { ledger: LEDGER.into(), limit: Some("filing".into()) };
    let as_of = store.head().await.unwrap();
    let scan = Scan { source, as_of, at: at("2025-12-31 08:00"), org_path: None, measures: runs, group_by: vec![] };
    let begun = Instant::now();
    store.scan(ledger, &scan).await.unwrap();
    println!("12 measures over the clocks of a year: {:.2} s", begun.elapsed().as_secs_f64());
}

/// One transaction after another, as the desk's group commit does it: ids, business keys, write, commit.
async fn creates(store: &AnyStore, ledger: &Arc<Ledger>, batch: u32) {
    let transactions = 4000 / batch;
    let begun = Instant::now();
    for _ in 0..transactions {
        let mut tx = store.begin().await.unwrap();
        let first = tx.next_record_ids(batch).await.unwrap();
        let writes: Vec<Write> = (first.0..first.0 + i64::from(batch)).map(|i| record(ledger, i, 10_000_000)).collect();
        let key = |w: &Write| {
            let values = &w.decision.record.as_ref().unwrap().values;
            ledger.unique.iter().map(|i| values[*i].clone()).collect::<Vec<_>>()
        };
        let keys: Vec<_> = writes.iter().map(key).collect();
        assert!(tx.find_keys(ledger, &keys).await.unwrap().is_empty());
        tx.next_numbers("2025", batch).await.unwrap();
        tx.write(&writes).await.unwrap();
        tx.commit().await.unwrap();
    }
    let seconds = begun.elapsed().as_secs_f64();
    let each = seconds / f64::from(transactions) * 1000.0;
    println!(
        "{batch} creates a transaction, fsync on: {:.0} creates/s, {each:.2} ms a transaction",
        f64::from(transactions * batch) / seconds
    );
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let records: i64 = arguments.next().map_or(1_000_000, |n| n.parse().unwrap());
    let dir = tempfile::tempdir().unwrap();
    let mut cluster = None;
    let address = match arguments.next().as_deref() {
        None => dir.path().join("speed.db").display().to_string(),
        Some("postgres") => cluster.insert(Cluster::start(true)).fresh().await,
        Some(other) => other.to_string(),
    };
    let store = connect(&address).await.unwrap();
    println!("{}", store.describe());
    let ledger = installed(&store).await;
    for batch in [1, 8, 32] {
        creates(&store, &ledger, batch).await;
    }
    fill(&store, &ledger, records).await;
    scans(&store, &ledger).await;
    for batch in [1, 8, 32] {
        creates(&store, &ledger, batch).await;
    }
}
