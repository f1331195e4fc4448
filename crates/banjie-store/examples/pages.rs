//! How long a page of a list takes on a million records: newest first for those who see all, a part, or one small office;
//! filtered, far down, in other orders; the work of a person and of a bureau; and what the indexes cost a creation.
//!
//! `cargo run --release -p banjie-store --features testing --example pages -- [records] [address]`: without an address SQLite in
//! a temporary folder, with `postgres` a temporary cluster.

#![expect(clippy::disallowed_methods, reason = "a measurement reads its arguments")]
#![expect(clippy::unwrap_used, reason = "a measurement may fall over")]

#[path = "../tests/contract/fixture.rs"]
#[expect(dead_code, reason = "shared with the contract suite")]
mod fixture;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use banjie_desk::ports::{
    Bucket, FactFilter, PageQuery, Reach, Sort, SortBy, Store, StoreTx, WorkOf, WorkQuery, Write,
};
use banjie_model::{
    Moment, Name,
    definition::{Ledger, View},
    expr::{BinaryOp, Expr, ExprKind, Fact, Function, Ty},
    value::{RecordId, Value},
};
use banjie_store::{AnyStore, connect, testing::Cluster};
use chrono::Days;
use rust_decimal::Decimal;

use fixture::{LEDGER, at, create, day, eq, f, fact, ledger, library, limit, lit, met, node, op, site, values};

const KINDS: [&str; 5] = ["rural", "association", "rooftop", "legacy", "rebuilt"];
/// Organisations: ten districts of nine stations each, ten offices with a handful of records.
const STATIONS: i64 = 90;
const PAGES: u32 = 200;

fn chance(i: i64, salt: i64, bound: i64) -> i64 {
    ((i + salt).wrapping_mul(2_654_435_761).rem_euclid(1_000_003) * 31 + i * 7).rem_euclid(bound)
}

fn org(i: i64) -> (String, String) {
    // One record in five thousand belongs to one of ten tiny offices.
    if chance(i, 1, 5_000) == 0 {
        let n = chance(i, 2, 10);
        return (format!("t{n}"), format!("/3303/t{n}/"));
    }
    let n = chance(i, 3, STATIONS);
    (format!("s{n}"), format!("/3303/d{}/s{n}/", n % 10))
}

/// Record `i`: five years of cases in the order they were found; a quarter of them is open, mostly the latest.
fn record(ledger: &Arc<Ledger>, i: i64, records: i64) -> Write {
    let mixed = chance(i, 4, 1_000_003);
    let found = day("2021-01-01").checked_add_days(Days::new((i * 1_795 / records.max(1)).cast_unsigned())).unwrap();
    let set = [
        ("site", site(&format!("鹿城区五马街道第{i}号"))),
        ("kind", Value::code(if mixed % 50_000 == 0 { "rare" } else { KINDS[usize::try_from(mixed % 5).unwrap()] })),
        ("danger", Value::Bool(mixed % 7 == 0)),
        ("party", Value::text(&format!("当事人{}", mixed % 50_000))),
        ("area", Value::Decimal(Decimal::new(mixed % 100_000, 2))),
        ("found_on", Value::Date(found)),
        ("fine", Value::Decimal(Decimal::new(mixed * 10, 2))),
        ("storeys", Value::Int(mixed % 9)),
    ];
    let mut draft = create(ledger, RecordId(i), "2025-06-30 09:00", values(ledger, &set));
    let opened = found.and_hms_opt(9, 0, 0).unwrap();
    let open = i * 10 > records * 7 && chance(i, 5, 6) > 0;
    let (org, path) = org(i);
    let record = draft.record();
    record.opened_at = opened;
    record.changed_at = opened + chrono::Duration::days(3);
    record.handler = (chance(i, 6, 10) > 0).then(|| format!("p{org}-{}", chance(i, 7, 12)).into());
    record.org = org.as_str().into();
    record.state = Some(if !open { "closed" } else { ["found", "filed"][usize::try_from(mixed % 2).unwrap()] }.into());
    record.closed_at = (!open).then(|| opened + chrono::Duration::days(mixed % 90));
    draft.write.decision.event.org = org.as_str().into();
    draft.write.org_path = path.into();
    draft.write.decision.event.effects.clear();
    let due = opened + chrono::Duration::days(400 + chance(i, 8, 60));
    let draft = draft.run("filing", 1, "2025-07-10 23:59", |run| {
        run.started_at = opened;
        run.due_at = due;
        run.published.clear();
        if !open {
            met(run, "2025-01-05 09:00");
        }
    });
    draft.write
}

async fn installed(store: &AnyStore) -> Arc<Ledger> {
    let mut ledger = ledger();
    let filters = ["kind", "state", "found_on", "org"].map(Name::from).to_vec();
    ledger.views.insert("list".into(), View { filters, ..View::default() });
    ledger.limits.push(limit("filing"));
    let library = library("1.0.0", "a", vec![ledger]);
    store.apply(&library, at("2020-01-01 08:00")).await.unwrap();
    library.ledger(LEDGER).unwrap().clone()
}

async fn fill(store: &AnyStore, ledger: &Arc<Ledger>, records: i64) {
    let begun = Instant::now();
    let ids = fixture::fresh_ids(store, u32::try_from(records).unwrap()).await;
    for chunk in ids.chunks(5_000) {
        let writes: Vec<Write> = chunk.iter().map(|id| record(ledger, id.0, records)).collect();
        let mut tx = store.begin().await.unwrap();
        tx.write(&writes).await.unwrap();
        tx.commit().await.unwrap();
    }
    store.analyze().await.unwrap();
    println!("{records} records filled in {:.0} s", begun.elapsed().as_secs_f64());
}

/// Creations one a transaction and eight, as the desk's writer commits them.
async fn creates(store: &AnyStore, ledger: &Arc<Ledger>) {
    for batch in [1_u32, 8] {
        let mut times = Vec::new();
        for _ in 0..400 {
            let begun = Instant::now();
            let mut tx = store.begin().await.unwrap();
            let first = tx.next_record_ids(batch).await.unwrap();
            let writes: Vec<Write> =
                (first.0..first.0 + i64::from(batch)).map(|i| record(ledger, i, 1_000_000)).collect();
            tx.write(&writes).await.unwrap();
            tx.commit().await.unwrap();
            times.push(begun.elapsed());
        }
        report(&format!("{batch} creations a transaction, fsync on"), times);
    }
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let ms = |t: Duration| t.as_secs_f64() * 1_000.0;
    let at = |percent: usize| ms(times[(times.len() * percent / 100).min(times.len() - 1)]);
    println!("{what:<58} p50 {:>8.2} ms   p99 {:>8.2} ms", at(50), at(99));
}

async fn pages(store: &AnyStore, ledger: &Ledger, what: &str, query: PageQuery) {
    let query = PageQuery { now: Some(now()), ..query };
    let mut times = Vec::new();
    let begun = Instant::now();
    let mut n = 0;
    let mut bounded = None;
    // Slow ones are not asked two hundred times.
    while times.len() < usize::try_from(PAGES).unwrap() && begun.elapsed() < Duration::from_secs(6) {
        let begun = Instant::now();
        let page = store.page(ledger, &query).await.unwrap();
        times.push(begun.elapsed());
        (n, bounded) = (page.records.len(), page.bounded);
    }
    report(&format!("{what} ({n}{})", if bounded.is_some() { ", bounded" } else { "" }), times);
}

fn now() -> Moment {
    at("2025-12-31 08:00")
}

fn of(scope: &Reach) -> PageQuery {
    PageQuery { scope: scope.clone(), ..PageQuery::default() }
}

fn state(name: &str) -> Expr {
    eq(fact(Fact::State), lit(Value::code(name)))
}

async fn lists(store: &AnyStore, ledger: &Ledger) {
    let all = Reach::All;
    let station = Reach::Orgs(vec!["s7".into()]);
    let district = Reach::Subtrees(vec!["/3303/d3/".into()]);
    let city = Reach::Subtrees(vec!["/3303/".into()]);
    let tiny = Reach::Orgs(vec!["t3".into()]);
    let tiny_below = Reach::Subtrees(vec!["/3303/t3/".into()]);
    for (who, scope) in [
        ("administrator", &all),
        ("one station", &station),
        ("a district of nine", &district),
        ("a city of a hundred", &city),
        ("a tiny office", &tiny),
        ("a tiny office, as a subtree", &tiny_below),
    ] {
        pages(store, ledger, &format!("newest, {who}"), of(scope)).await;
        pages(store, ledger, &format!("state filed, {who}"), PageQuery { filter: Some(state("filed")), ..of(scope) })
            .await;
        pages(store, ledger, &format!("state found, filed, {who}"), PageQuery { filter: Some(either()), ..of(scope) })
            .await;
        for by in [SortBy::Field("found_on".into()), SortBy::Number, SortBy::Due, SortBy::Field("area".into())] {
            for descending in [false, true] {
                let sort = Sort { by: by.clone(), descending };
                pages(store, ledger, &format!("by {}, {who}", sort.to_query()), PageQuery { sort, ..of(scope) }).await;
            }
        }
        let facts = vec![FactFilter::Overdue];
        pages(store, ledger, &format!("overdue, {who}"), PageQuery { facts, ..of(scope) }).await;
    }
    let deep = banjie_desk::ports::PageKey {
        sort: Sort::default().to_query().into(),
        value: banjie_desk::ports::KeyValue::Missing,
        id: RecordId(20_000),
        floor: None,
    };
    for (who, scope) in [("administrator", &all), ("one station", &station), ("a district of nine", &district)] {
        pages(store, ledger, &format!("far down, {who}"), PageQuery { after: Some(deep.clone()), ..of(scope) }).await;
    }
    let kind = |name: &str| eq(f(ledger, "kind"), lit(Value::code(name)));
    pages(store, ledger, "kind rural, administrator", PageQuery { filter: Some(kind("rural")), ..of(&all) }).await;
    pages(store, ledger, "kind rare, administrator", PageQuery { filter: Some(kind("rare")), ..of(&all) }).await;
    let soon = vec![FactFilter::DueBy(at("2026-01-06 23:59"))];
    pages(store, ledger, "due within three days, administrator", PageQuery { facts: soon, ..of(&all) }).await;
    let range = op(BinaryOp::Le, f(ledger, "found_on"), lit(Value::Date(day("2021-03-01"))));
    pages(store, ledger, "found before March 2021, administrator", PageQuery { filter: Some(range), ..of(&all) }).await;
    let part = |text: &str| {
        let args = vec![f(ledger, "party"), lit(Value::text(text))];
        Some(node(ExprKind::Call(Function::Contains, args), Ty::Bool))
    };
    pages(store, ledger, "party contains 77, administrator", PageQuery { filter: part("77"), ..of(&all) }).await;
    pages(store, ledger, "party contains what is nowhere, administrator", PageQuery { filter: part("无"), ..of(&all) })
        .await;
}

fn either() -> Expr {
    let items = ["found", "filed"].map(|s| lit(Value::code(s))).to_vec();
    node(ExprKind::In(Box::new(fact(Fact::State)), items), Ty::Bool)
}

async fn timed<T>(what: &str, times: usize, mut ask: impl AsyncFnMut() -> T) {
    let mut taken = Vec::new();
    for _ in 0..times {
        let begun = Instant::now();
        ask().await;
        taken.push(begun.elapsed());
    }
    report(what, taken);
}

async fn work(store: &AnyStore, ledger: &Arc<Ledger>, records: i64) {
    let ledgers = [ledger.clone()];
    let stations: Vec<Name> = (0..STATIONS).map(|n| format!("s{n}").into()).collect();
    for (who, of) in [
        ("a handler", WorkOf::Handler("ps7-3".into())),
        ("unclaimed in a station", WorkOf::Unclaimed(vec!["s7".into()])),
        ("all of a station", WorkOf::Orgs(vec!["s7".into()])),
        ("all of ninety stations", WorkOf::Orgs(stations)),
    ] {
        let mut query =
            WorkQuery { of, bucket: None, now: now(), soon_until: at("2026-01-06 23:59"), after: None, limit: 50 };
        timed(&format!("work, {who}"), 50, async || store.work(&ledgers, &query).await.unwrap()).await;
        timed(&format!("work counted, {who}"), 50, async || store.work_counts(&ledgers, &query).await.unwrap()).await;
        query.bucket = Some(Bucket::Soon);
        timed(&format!("work due soon, {who}"), 50, async || store.work(&ledgers, &query).await.unwrap()).await;
    }
    timed("what an account touched", 50, async || store.touched_by(&ledgers, "wang", 20).await.unwrap()).await;
    let mut id = 1;
    timed("a case", 500, async || {
        id = (id + 1_717) % records;
        store.case(ledger, RecordId(id.max(1))).await.unwrap().unwrap()
    })
    .await;
    let all = of(&Reach::All);
    timed("count up to 10,000, administrator", 50, async || store.count(ledger, &all, 10_000).await.unwrap()).await;
    timed("totals, first time", 1, async || store.totals(ledger, now()).await.unwrap()).await;
    timed("totals, kept", 50, async || store.totals(ledger, now()).await.unwrap()).await;
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let records: i64 = arguments.next().map_or(1_000_000, |n| n.parse().unwrap());
    let dir = tempfile::tempdir().unwrap();
    let mut cluster = None;
    let address = match arguments.next().as_deref() {
        None => dir.path().join("pages.db").display().to_string(),
        Some("postgres") => cluster.insert(Cluster::start(true)).fresh().await,
        Some(other) => other.to_string(),
    };
    let store = connect(&address).await.unwrap();
    println!("{}", store.describe());
    let ledger = installed(&store).await;
    fill(&store, &ledger, records).await;
    lists(&store, &ledger).await;
    work(&store, &ledger, records).await;
    creates(&store, &ledger).await;
}
