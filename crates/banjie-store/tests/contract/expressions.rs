//! Random conditions over random records: the engine and both databases say the same.

use std::sync::Arc;

use banjie_desk::ports::{ListQuery, Store};
use banjie_engine::{
    World,
    evaluate::{RecordView, Scope, holds},
};
use banjie_model::{
    calendar::WorkCalendar,
    case::Record,
    definition::{Ledger, Library},
    expr::{BinaryOp, Expr, ExprKind, Fact, Function, Ty, UnaryOp},
    org::OrgTree,
    pushdown::{Over, compilable},
    value::Value,
};
use banjie_store::testing::{Scratch, both};
use proptest::{
    prelude::*,
    strategy::{Union, ValueTree},
    test_runner::{Config, TestRunner},
};

use crate::fixture::*;

const TEXTS: [&str; 6] = ["", "甲", "甲乙", "乙", "a%_'", "𠮷"];
const DAYS: [&str; 4] = ["2024-12-31", "2025-01-01", "2025-06-30", "2025-07-01"];
const MOMENTS: [&str; 3] = ["2025-01-01 00:00", "2025-06-30 23:59", "2025-07-01 08:00"];
const COMPARISONS: [BinaryOp; 6] = [BinaryOp::Eq, BinaryOp::Ne, BinaryOp::Lt, BinaryOp::Le, BinaryOp::Gt, BinaryOp::Ge];

fn maybe(value: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<Value> {
    prop_oneof![1 => Just(Value::Missing), 3 => value].boxed()
}

fn pick<T: Clone + std::fmt::Debug + 'static>(items: &[T]) -> impl Strategy<Value = T> + use<T> {
    proptest::sample::select(items.to_vec())
}

fn record_values() -> impl Strategy<Value = Vec<(&'static str, Value)>> {
    let number =
        |max: i64, scale| maybe((-max..max).prop_map(move |n| Value::Decimal(rust_decimal::Decimal::new(n, scale))));
    (
        maybe(pick(&["rural", "rooftop"]).prop_map(Value::code)),
        maybe(any::<bool>().prop_map(Value::Bool)),
        maybe(pick(&TEXTS).prop_map(Value::text)),
        number(1000, 2),
        number(500, 2),
        number(2_000_000, 6),
        maybe((-3..6_i64).prop_map(Value::Int)),
        maybe(pick(&DAYS).prop_map(|d| Value::Date(day(d)))),
        maybe(pick(&MOMENTS).prop_map(|m| Value::DateTime(at(m)))),
    )
        .prop_map(|(kind, danger, party, area, fine, share, storeys, found_on, noted_at)| {
            vec![
                ("kind", kind),
                ("danger", danger),
                ("party", party),
                ("area", area),
                ("fine", fine),
                ("share", share),
                ("storeys", storeys),
                ("found_on", found_on),
                ("noted_at", noted_at),
            ]
        })
}

fn call(function: Function, args: Vec<Expr>, ty: Ty) -> Expr {
    node(ExprKind::Call(function, args), ty)
}

fn not(a: Expr) -> Expr {
    node(ExprKind::Unary(UnaryOp::Not, Box::new(a)), Ty::Bool)
}

fn choose(c: Expr, a: Expr, b: Expr) -> Expr {
    let ty = a.ty.clone();
    node(ExprKind::If(Box::new(c), Box::new(a), Box::new(b)), ty)
}

fn leaf(ledger: &Ledger, names: &[&str]) -> BoxedStrategy<Expr> {
    pick(&names.iter().map(|n| f(ledger, n)).collect::<Vec<_>>()).boxed()
}

fn dates(ledger: &Ledger) -> BoxedStrategy<Expr> {
    let literal = pick(&DAYS).prop_map(|d| lit(Value::Date(day(d))));
    let moment = pick(&MOMENTS).prop_map(|m| lit(Value::DateTime(at(m))));
    let facts = pick(&[fact(Fact::OpenedOn), fact(Fact::ClosedOn)]);
    prop_oneof![leaf(ledger, &["found_on", "noted_at"]), literal, moment, facts].boxed()
}

fn texts(ledger: &Ledger) -> BoxedStrategy<Expr> {
    let literal = prop_oneof![5 => pick(&TEXTS).prop_map(|t| lit(Value::text(t))), 1 => Just(lit(Value::Missing))];
    prop_oneof![leaf(ledger, &["party"]), literal, pick(&[fact(Fact::Number), fact(Fact::Handler)])].boxed()
}

fn numbers(ledger: &Ledger, conditions: BoxedStrategy<Expr>) -> BoxedStrategy<Expr> {
    let literal = prop_oneof![
        (-3..6_i64).prop_map(|n| lit(Value::Int(n))),
        (-9_000..9_000_i64).prop_map(|n| lit(Value::Decimal(rust_decimal::Decimal::new(n, 3)))),
        Just(node(ExprKind::Literal(Value::Missing), Ty::Int)),
    ];
    let part = dates(ledger).prop_flat_map(|d| {
        pick(&[Function::Year, Function::Month, Function::Quarter]).prop_map(move |p| call(p, vec![d.clone()], Ty::Int))
    });
    let size = texts(ledger).prop_map(|t| call(Function::Size, vec![t], Ty::Int));
    let start = prop_oneof![
        4 => leaf(ledger, &["area", "fine", "share", "storeys"]),
        2 => literal,
        1 => part,
        1 => size,
        1 => Just(fact(Fact::HandOvers)),
    ];
    start
        .prop_recursive(3, 8, 3, move |inner| {
            let words = pick(&[BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul]);
            let ends = pick(&[Function::Min, Function::Max]);
            prop_oneof![
                (words, inner.clone(), inner.clone()).prop_map(|(word, a, b)| op(word, a, b)),
                (ends, proptest::collection::vec(inner.clone(), 1..4))
                    .prop_map(|(end, args)| { call(end, args, Ty::Decimal { scale: None }) }),
                inner
                    .clone()
                    .prop_map(|a| node(ExprKind::Unary(UnaryOp::Neg, Box::new(a)), Ty::Decimal { scale: None })),
                (conditions.clone(), inner.clone(), inner).prop_map(|(c, a, b)| choose(c, a, b)),
            ]
        })
        .boxed()
}

fn compared(sides: BoxedStrategy<Expr>) -> BoxedStrategy<Expr> {
    (pick(&COMPARISONS), sides.clone(), sides).prop_map(|(word, a, b)| op(word, a, b)).boxed()
}

fn conditions(ledger: &Ledger) -> BoxedStrategy<Expr> {
    let kind = f(ledger, "kind");
    let codes =
        proptest::collection::vec(pick(&["rural", "rooftop", "legacy"]).prop_map(|k| lit(Value::code(k))), 1..3);
    let within = codes.prop_map(move |items| node(ExprKind::In(Box::new(kind.clone()), items), Ty::Bool));
    let names = ["kind", "danger", "party", "area", "found_on", "site", "photos"];
    let has = leaf(ledger, &names).prop_map(|x| call(Function::Has, vec![x], Ty::Bool));
    let asks = (pick(&[Function::Contains, Function::StartsWith]), texts(ledger), texts(ledger))
        .prop_map(|(ask, a, b)| call(ask, vec![a, b], Ty::Bool));
    let danger = f(ledger, "danger");
    let truth = any::<bool>().prop_map(move |b| eq(danger.clone(), lit(Value::Bool(b))));
    let plain = Union::new([
        leaf(ledger, &["danger"]),
        within.boxed(),
        has.boxed(),
        asks.boxed(),
        truth.boxed(),
        compared(dates(ledger)),
        compared(texts(ledger)),
    ])
    .boxed();
    let start = prop_oneof![2 => plain.clone(), 3 => compared(numbers(ledger, plain))];
    start
        .prop_recursive(4, 16, 3, |inner| {
            prop_oneof![
                (pick(&[BinaryOp::And, BinaryOp::Or]), inner.clone(), inner.clone())
                    .prop_map(|(word, a, b)| op(word, a, b)),
                inner.clone().prop_map(not),
                (inner.clone(), inner.clone(), inner).prop_map(|(c, a, b)| choose(c, a, b)),
            ]
        })
        .boxed()
}

/// Forty random records in each database.
async fn filled(runner: &mut TestRunner) -> ([Scratch; 2], Arc<Ledger>, Vec<Record>) {
    let stores = both().await;
    let mut sets = Vec::new();
    for _ in 0..40 {
        sets.push(record_values().new_tree(runner).unwrap().current());
    }
    let ledger = installed(&stores[0].store).await;
    installed(&stores[1].store).await;
    let mut records = Vec::new();
    for scratch in &stores {
        let ids = fresh_ids(&scratch.store, 40).await;
        let mut drafts = Vec::new();
        for (id, set) in ids.iter().zip(&sets) {
            let mut draft = create(&ledger, *id, "2025-06-30 09:00", values(&ledger, set));
            if id.0 % 3 == 0 {
                draft.record().closed_at = Some(at("2025-07-01 10:00"));
                draft.record().handler = Some("甲".into());
                draft.record().hand_overs.push(hand_over());
            }
            drafts.push(draft);
        }
        records = drafts.iter_mut().map(|d| d.record().clone()).collect();
        commit(&scratch.store, drafts).await;
    }
    (stores, ledger, records)
}

#[test]
fn the_engine_and_both_databases_answer_alike() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().worker_threads(2).build().unwrap();
    let mut runner = TestRunner::new(Config { cases: 400, failure_persistence: None, ..Config::default() });
    let (stores, ledger, records) = runtime.block_on(filled(&mut runner));
    let (library, calendar, orgs) = (Library::default(), WorkCalendar::official(), OrgTree::default());
    let world = World { library: &library, calendar: &calendar, orgs: &orgs };
    let said_by_engine = |condition: &Expr| {
        let holds = |record: &&Record| {
            let record = RecordView::of(record);
            let scope =
                Scope { world: &world, ledger: &ledger, record, runs: &[], it: None, now: at("2025-12-31 08:00") };
            holds(condition, &scope)
        };
        records.iter().filter(holds).map(|r| r.id).collect::<Vec<_>>()
    };
    let outcome = runner.run(&conditions(&ledger), |condition| {
        if compilable(&condition, Over::Records).is_err() {
            return Ok(());
        }
        let expected = said_by_engine(&condition);
        for scratch in &stores {
            let query = ListQuery { filter: Some(condition.clone()), ..ListQuery::default() };
            let found = runtime.block_on(scratch.store.list(&ledger, &query));
            let found = found.map_err(|e| TestCaseError::fail(format!("{}: {e}", scratch.name)))?;
            let found: Vec<_> = found.iter().map(|r| r.id).collect();
            prop_assert_eq!(&found, &expected, "{}", scratch.name);
        }
        Ok(())
    });
    outcome.unwrap();
}
