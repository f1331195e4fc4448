//! Scans: many measures in one pass equal each measure computed for itself.

use banjie_desk::ports::Store;
use banjie_model::{
    definition::{IndicatorSource, OnDate},
    expr::{BinaryOp, ExprKind, RunFact, Ty},
    scan::{Aggregate, Dimension, During, Measure, Scan, ScanRow},
    value::Value,
};
use banjie_store::{AnyStore, testing::both};

use crate::fixture::*;

const AREA: usize = 4;
const FOUND_ON: usize = 5;
const KIND: usize = 1;

fn during(first: &str, last: &str) -> Option<During> {
    Some(During { on: OnDate::Field(FOUND_ON), first: day(first), last: day(last) })
}

fn scan(measures: Vec<Measure>, group_by: Vec<Dimension>) -> Scan {
    Scan {
        source: IndicatorSource { ledger: LEDGER.into(), limit: None },
        as_of: 1_000_000,
        at: at("2025-12-31 08:00"),
        org_path: None,
        measures,
        group_by,
    }
}

fn all(aggregate: Aggregate) -> Measure {
    Measure { aggregate, filter: None, during: None }
}

/// Twelve records; the last kind is missing, some areas too.
async fn filled(store: &AnyStore) -> std::sync::Arc<banjie_model::definition::Ledger> {
    let ledger = installed(store).await;
    let ids = fresh_ids(store, 12).await;
    let mut drafts = Vec::new();
    for (i, id) in ids.iter().enumerate() {
        let kind = ["rural", "rooftop"].get(i % 3).map_or(Value::Missing, |k| Value::code(k));
        let area = if i % 4 == 3 { Value::Missing } else { Value::Decimal(dec(&format!("{}.25", i * 10))) };
        let found = Value::Date(day(&format!("2025-{:02}-15", i + 1)));
        let set = [("kind", kind), ("area", area), ("found_on", found), ("danger", Value::Bool(i % 2 == 0))];
        let mut draft = create(&ledger, *id, "2025-09-28 09:00", values(&ledger, &set));
        let org = ["lc/wm", "oh"][i % 2];
        draft.record().org = org.rsplit('/').next().unwrap().into();
        draft.write.org_path = format!("/3303/{org}/").into();
        drafts.push(draft);
    }
    commit(store, drafts).await;
    ledger
}

fn show(rows: &[ScanRow]) -> String {
    let value = |v: &Option<rust_decimal::Decimal>| v.map_or("–".into(), |d| d.normalize().to_string());
    let line = |row: &ScanRow| {
        let group: Vec<String> = row.group.iter().map(|g| g.as_str().unwrap_or("(missing)").to_string()).collect();
        let values: Vec<String> = row.values.iter().map(value).collect();
        format!("{} | {}", group.join(" "), values.join(" ")).trim().to_string()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

async fn check(measures: Vec<Measure>, group_by: Vec<Dimension>, expected: &str) {
    for scratch in both().await {
        let ledger = filled(&scratch.store).await;
        let whole = scan(measures.clone(), group_by.clone());
        let rows = scratch.store.scan(&ledger, &whole).await.unwrap();
        let expected: Vec<&str> = expected.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
        assert_eq!(show(&rows), expected.join("\n"), "{}", scratch.name);
        for (i, measure) in measures.iter().enumerate() {
            let single = scratch.store.scan(&ledger, &scan(vec![measure.clone()], group_by.clone())).await.unwrap();
            for row in &single {
                let same = rows.iter().find(|r| r.group == row.group).map(|r| r.values[i]);
                assert_eq!(same, Some(row.values[0]), "{}: measure {i} alone", scratch.name);
            }
            for row in rows.iter().filter(|_| measure.aggregate == Aggregate::Count) {
                let behind = scratch.store.scan_records(&ledger, &whole, i, &row.group, 100, 0).await.unwrap();
                assert_eq!(Some(behind.len().into()), row.values[i], "{}: the records behind it", scratch.name);
            }
        }
    }
}

#[tokio::test]
async fn aggregates_are_exact_and_missing_values_count_for_nothing() {
    let aggregates = [
        Aggregate::Count,
        Aggregate::Sum(AREA),
        Aggregate::Avg(AREA),
        Aggregate::Min(AREA),
        Aggregate::Max(AREA),
        Aggregate::Median(AREA),
        Aggregate::Distinct(KIND),
    ];
    check(aggregates.map(all).to_vec(), vec![], "| 12 452.25 50.25 0.25 100.25 50.25 2").await;
}

#[tokio::test]
async fn nothing_to_count_is_zero_and_nothing_to_average_is_nothing() {
    let none = |aggregate| Measure { aggregate, filter: None, during: during("2020-01-01", "2020-12-31") };
    let aggregates = [
        Aggregate::Count,
        Aggregate::Sum(AREA),
        Aggregate::Avg(AREA),
        Aggregate::Max(AREA),
        Aggregate::Median(AREA),
        Aggregate::Distinct(KIND),
    ];
    check(aggregates.map(none).to_vec(), vec![], "| 0 0 – – – 0").await;
}

#[tokio::test]
async fn measures_with_periods_and_filters_of_their_own_share_one_pass() {
    let ledger = ledger();
    let rooftop = || Some(eq(f(&ledger, "kind"), lit(Value::code("rooftop"))));
    let both = || Some(and(rooftop().unwrap(), eq(f(&ledger, "danger"), lit(Value::Bool(true)))));
    let measures = vec![
        Measure { aggregate: Aggregate::Count, filter: None, during: during("2025-01-01", "2025-06-30") },
        Measure { aggregate: Aggregate::Count, filter: rooftop(), during: during("2025-01-01", "2025-12-31") },
        Measure { aggregate: Aggregate::Count, filter: both(), during: during("2025-07-01", "2025-12-31") },
        Measure { aggregate: Aggregate::Sum(AREA), filter: rooftop(), during: during("2025-02-15", "2025-02-15") },
    ];
    check(measures, vec![], " | 6 4 1 10.25").await;
}

#[tokio::test]
async fn dimensions_group_by_code_organisation_and_month() {
    let measures = vec![all(Aggregate::Count), all(Aggregate::Sum(AREA)), all(Aggregate::Median(AREA))];
    check(
        measures.clone(),
        vec![Dimension::Field(KIND)],
        "
        rooftop | 4 150.75 40.25
        rural | 4 150.75 60.25
        (missing) | 4 150.75 50.25
    ",
    )
    .await;
    let below = |under: &str| vec![Dimension::OrgBelow { under: under.into() }];
    check(measures.clone(), below("/3303/"), "lc | 6 301.5 50.25\noh | 6 150.75 50.25").await;
    check(vec![all(Aggregate::Count)], below("/3303/oh/"), "oh | 6\n(missing) | 6").await;
    check(vec![all(Aggregate::Count)], vec![Dimension::Org], "oh | 6\nwm | 6").await;
    let early = Measure { aggregate: Aggregate::Count, filter: None, during: during("2025-01-01", "2025-02-28") };
    let on = OnDate::Field(FOUND_ON);
    check(vec![early.clone()], vec![Dimension::Month(on.clone())], "2025-01 | 1\n2025-02 | 1").await;
    check(vec![early], vec![Dimension::Year(on), Dimension::State], "2025 found | 2").await;
}

#[tokio::test]
async fn a_scan_as_of_the_past_sees_the_past() {
    for scratch in both().await {
        let store = &scratch.store;
        let ledger = filled(store).await;
        let id = banjie_model::value::RecordId(1);
        let record = store.case(&ledger, id).await.unwrap().unwrap().record;
        let mut draft = next(&ledger, &record, "edit", "2025-10-01 09:00");
        draft.record().values[AREA] = Value::Decimal(dec("1000"));
        commit(store, vec![draft]).await;
        let mut asked = scan(vec![all(Aggregate::Count), all(Aggregate::Sum(AREA))], vec![]);
        for (seq, expected) in [(12, "| 12 452.25"), (13, "| 12 1452"), (5, "| 5 71")] {
            asked.as_of = seq;
            assert_eq!(show(&store.scan(&ledger, &asked).await.unwrap()), expected, "{} as of {seq}", scratch.name);
        }
        asked.org_path = Some("/3303/oh/".into());
        asked.as_of = 12;
        assert_eq!(show(&store.scan(&ledger, &asked).await.unwrap()), "| 6 150.75", "{}", scratch.name);
    }
}

#[tokio::test]
async fn runs_of_a_limit_are_counted_by_their_facts() {
    for scratch in both().await {
        let store = &scratch.store;
        let ledger = installed(store).await;
        let ids = fresh_ids(store, 4).await;
        let plain =
            |i: usize| create(&ledger, ids[i], "2025-09-01 09:00", values(&ledger, &[("kind", Value::code("rural"))]));
        let drafts = vec![
            plain(0).run("filing", 1, "2025-09-10 23:59", |r| met(r, "2025-09-10 23:59")),
            plain(1).run("filing", 1, "2025-09-10 23:59", |r| met(r, "2025-09-11 09:00")).run(
                "handling",
                1,
                "2025-12-10 23:59",
                |_| {},
            ),
            plain(2).run("filing", 1, "2025-12-30 23:59", |_| {}).run("filing", 2, "2026-01-10 23:59", |_| {}),
            plain(3).run("filing", 1, "2025-09-10 23:59", |r| {
                met(r, "2025-09-20 09:00");
                r.ended.as_mut().unwrap().met = false;
            }),
        ];
        commit(store, drafts).await;
        let fact = |fact, ty| banjie_model::expr::Expr {
            kind: ExprKind::LimitFact { limit: "filing".into(), fact },
            ty,
            span: Default::default(),
        };
        let count = |filter| Measure { aggregate: Aggregate::Count, filter, during: None };
        let due = fact(RunFact::DueOn, Ty::Date);
        let measures = vec![
            count(None),
            count(Some(fact(RunFact::OnTime, Ty::Bool))),
            count(Some(fact(RunFact::Overdue, Ty::Bool))),
            count(Some(fact(RunFact::Running, Ty::Bool))),
            count(Some(and(
                eq(f(&ledger, "kind"), lit(Value::code("rural"))),
                op(BinaryOp::Gt, due, lit(Value::Date(day("2025-12-31")))),
            ))),
            Measure {
                aggregate: Aggregate::Count,
                filter: None,
                during: Some(During {
                    on: OnDate::Run(RunFact::EndedOn),
                    first: day("2025-09-11"),
                    last: day("2025-09-30"),
                }),
            },
        ];
        let mut asked = scan(measures, vec![]);
        asked.source.limit = Some("filing".into());
        asked.group_by = vec![Dimension::Org];
        assert_eq!(show(&store.scan(&ledger, &asked).await.unwrap()), "lc | 5 1 2 2 1 1", "{}", scratch.name);
        let behind = store.scan_records(&ledger, &asked, 0, &[Value::Org("lc".into())], 10, 0).await.unwrap();
        assert_eq!(behind.len(), 4, "{}: a record with two runs is listed once", scratch.name);
        let second = store.scan_records(&ledger, &asked, 0, &[], 2, 2).await.unwrap();
        assert_eq!(second.iter().map(|r| r.id).collect::<Vec<_>>(), ids[2..]);
    }
}
