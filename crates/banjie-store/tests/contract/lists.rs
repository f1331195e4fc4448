//! Pages of lists: whatever the order, the reach and the conditions, all pages together are the list, once.

use std::{cmp::Ordering, sync::Arc};

use banjie_desk::ports::{FactFilter, ListQuery, Page, PageKey, PageQuery, Reach, Sort, SortBy, Store};
use banjie_engine::{
    World,
    evaluate::{RecordView, Scope, holds},
};
use banjie_model::{
    Name,
    calendar::WorkCalendar,
    case::{Case, LimitRun, Record},
    definition::{ConsequenceKind, Ledger, View},
    expr::{BinaryOp, Expr, ExprKind, Fact, Function, Ty},
    org::OrgTree,
    value::Value,
};
use banjie_store::{AnyStore, testing::both};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use crate::fixture::*;

const ORGS: [&str; 6] = ["/3303/", "/3303/lc/", "/3303/lc/s1/", "/3303/lc/s2/", "/3303/oh/", "/3303/lc2/"];
const NOW: &str = "2025-10-01 08:00";

/// The ledger with a list whose filters are indexed.
fn listed() -> Ledger {
    let mut ledger = ledger();
    let filters = ["kind", "found_on", "state", "org"].map(Name::from).to_vec();
    ledger.views.insert("list".into(), View { filters, ..View::default() });
    ledger.limits.push(limit("filing"));
    ledger.unique.clear();
    ledger
}

fn code(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap()
}

fn maybe<T: Clone + std::fmt::Debug + 'static>(items: &'static [T]) -> impl Strategy<Value = Option<T>> {
    proptest::option::weighted(0.8, proptest::sample::select(items))
}

#[derive(Clone, Debug)]
struct Drawn {
    org: &'static str,
    state: &'static str,
    handler: Option<&'static str>,
    kind: Option<&'static str>,
    found: Option<i64>,
    storeys: Option<i64>,
    danger: Option<bool>,
    party: Option<&'static str>,
    opened: i64,
    due: Vec<(i64, bool)>,
    card: u8,
    edited: bool,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let facts = (
        proptest::sample::select(&ORGS[..]),
        proptest::sample::select(&["found", "filed", "closed"][..]),
        maybe(&["wang", "li"]),
        0..40_i64,
        proptest::collection::vec((0..20_i64, any::<bool>()), 0..3),
        0..4_u8,
        proptest::bool::weighted(0.3),
    );
    let fields = (
        maybe(&["rural", "rooftop", "legacy"]),
        proptest::option::weighted(0.8, 0..6_i64),
        proptest::option::weighted(0.8, -2..3_i64),
        proptest::option::weighted(0.7, any::<bool>()),
        maybe(&["甲", "乙", "甲乙", ""]),
    );
    (facts, fields).prop_map(
        |((org, state, handler, opened, due, card, edited), (kind, found, storeys, danger, party))| Drawn {
            org,
            state,
            handler,
            kind,
            found,
            storeys,
            danger,
            party,
            opened,
            due,
            card,
            edited,
        },
    )
}

fn days_later(from: &str, days: i64) -> String {
    (at(from) + chrono::Duration::days(days)).format("%Y-%m-%d %H:%M").to_string()
}

fn draft(ledger: &Arc<Ledger>, id: banjie_model::value::RecordId, drawn: &Drawn) -> Draft {
    let mut set: Vec<(&str, Value)> = Vec::new();
    set.extend(drawn.kind.map(|k| ("kind", Value::code(k))));
    set.extend(drawn.found.map(|d| ("found_on", Value::Date(at(&days_later("2025-06-01 00:00", d)).date()))));
    set.extend(drawn.storeys.map(|n| ("storeys", Value::Int(n))));
    set.extend(drawn.danger.map(|b| ("danger", Value::Bool(b))));
    set.extend(drawn.party.map(|p| ("party", Value::text(p))));
    let when = days_later("2025-08-20 09:00", drawn.opened);
    let mut draft = create(ledger, id, &when, values(ledger, &set));
    draft.write.org_path = drawn.org.into();
    let record = draft.record();
    record.org = code(drawn.org).into();
    record.state = Some(drawn.state.into());
    record.handler = drawn.handler.map(Into::into);
    record.number = (id.0 % 5 != 0).then(|| format!("违建〔2025〕{}号", id.0 % 23).into());
    record.closed_at = (drawn.state == "closed").then(|| at(&when));
    let org = record.org.clone();
    draft.write.decision.event.org = org;
    for (n, (due, ended)) in (1..).zip(&drawn.due) {
        let due = days_later("2025-09-21 23:59", *due);
        let card = drawn.card;
        draft = draft.run("filing", n, &due, |run| {
            if *ended {
                met(run, &days_later(NOW, -2));
            }
            match card {
                1 => fell(run, ConsequenceKind::Yellow, NOW),
                2 => fell(run, ConsequenceKind::Red, NOW),
                3 => fell(run, ConsequenceKind::Refer, NOW),
                _ => {}
            }
        });
    }
    draft
}

fn sorts() -> impl Strategy<Value = Sort> {
    let by = proptest::sample::select(vec![
        SortBy::Entered,
        SortBy::Entered,
        SortBy::Number,
        SortBy::State,
        SortBy::Org,
        SortBy::Handler,
        SortBy::Opened,
        SortBy::Changed,
        SortBy::Closed,
        SortBy::Due,
        SortBy::Field("found_on".into()),
        SortBy::Field("kind".into()),
        SortBy::Field("storeys".into()),
        SortBy::Field("danger".into()),
        SortBy::Field("party".into()),
    ]);
    (by, any::<bool>()).prop_map(|(by, descending)| Sort { by, descending })
}

fn scopes() -> impl Strategy<Value = Reach> {
    let some = || proptest::sample::subsequence(ORGS.to_vec(), 0..=ORGS.len());
    prop_oneof![
        2 => Just(Reach::All),
        2 => some().prop_map(|paths| Reach::Orgs(paths.into_iter().map(|p| code(p).into()).collect())),
        3 => some().prop_map(|paths| Reach::Subtrees(paths.into_iter().map(Name::from).collect())),
    ]
}

fn within(of: Expr, items: Vec<Value>) -> Expr {
    node(ExprKind::In(Box::new(of), items.into_iter().map(lit).collect()), Ty::Bool)
}

fn filters(ledger: &Ledger) -> impl Strategy<Value = Option<Expr>> + use<> {
    let ledger = ledger.clone();
    let conditions = proptest::sample::subsequence(vec![0, 1, 2, 3, 4, 5, 6, 7], 0..3);
    conditions.prop_map(move |which| {
        let condition = |n: &i32| match n {
            0 => eq(fact(Fact::State), lit(Value::code("filed"))),
            1 => within(fact(Fact::State), vec![Value::code("found"), Value::code("closed"), Value::code("found")]),
            2 => eq(f(&ledger, "kind"), lit(Value::code("rural"))),
            3 => within(f(&ledger, "kind"), vec![Value::code("rural"), Value::code("legacy")]),
            4 => within(fact(Fact::Org), vec![Value::Org("s1".into()), Value::Org("oh".into())]),
            5 => op(BinaryOp::Ge, f(&ledger, "found_on"), lit(Value::Date(day("2025-06-03")))),
            6 => node(ExprKind::Call(Function::Contains, vec![f(&ledger, "party"), lit(Value::text("甲"))]), Ty::Bool),
            _ => eq(fact(Fact::Handler), lit(Value::Account("wang".into()))),
        };
        which.iter().map(condition).reduce(and)
    })
}

fn facts() -> impl Strategy<Value = Vec<FactFilter>> {
    let one = prop_oneof![
        Just(FactFilter::Overdue),
        Just(FactFilter::DueBy(at("2025-10-04 23:59"))),
        Just(FactFilter::DueBetween(Some(at("2025-09-25 00:00")), None)),
        Just(FactFilter::NoClock),
        Just(FactFilter::Yellow),
        Just(FactFilter::Red),
        Just(FactFilter::Referred),
        Just(FactFilter::Any(vec![FactFilter::Overdue, FactFilter::Red])),
        Just(FactFilter::ChangedBetween(Some(at("2025-09-01 00:00")), Some(at("2025-09-15 00:00")))),
    ];
    proptest::collection::vec(one, 0..2)
}

/// What a fact says of a case, in the plainest words.
fn says(fact: &FactFilter, case: &Case) -> bool {
    let now = at(NOW);
    let running = || case.runs.iter().filter(|r| r.ended.is_none());
    let open = case.record.closed_at.is_none();
    let fell = |kind| case.runs.iter().any(|r: &LimitRun| r.fired.iter().any(|f| f.kind == kind));
    match fact {
        FactFilter::Overdue => running().any(|r| r.due_at < now),
        FactFilter::DueBy(until) => running().any(|r| r.due_at >= now && r.due_at <= *until),
        FactFilter::DueBetween(from, before) => {
            running().any(|r| from.is_none_or(|f| r.due_at >= f) && before.is_none_or(|b| r.due_at < b))
        }
        FactFilter::NoClock => running().count() == 0,
        FactFilter::Yellow => open && fell(ConsequenceKind::Yellow) && !fell(ConsequenceKind::Red),
        FactFilter::Red => open && fell(ConsequenceKind::Red),
        FactFilter::Referred => open && fell(ConsequenceKind::Refer),
        FactFilter::ChangedBetween(from, before) => {
            let at = case.record.changed_at;
            from.is_none_or(|f| at >= f) && before.is_none_or(|b| at < b)
        }
        FactFilter::Any(facts) => facts.iter().any(|f| says(f, case)),
    }
}

/// Two cases by what a list is ordered by; missing last.
fn compare(ledger: &Ledger, sort: &Sort, a: &Case, b: &Case) -> Ordering {
    fn by<T: Ord>(a: Option<T>, b: Option<T>, descending: bool) -> Ordering {
        match (a, b) {
            (Some(a), Some(b)) => {
                if descending {
                    b.cmp(&a)
                } else {
                    a.cmp(&b)
                }
            }
            (a, b) => b.is_some().cmp(&a.is_some()),
        }
    }
    let d = sort.descending;
    let due = |case: &Case| case.runs.iter().filter(|r| r.ended.is_none()).map(|r| r.due_at).min();
    let state = |case: &Case| ledger.states.iter().position(|s| Some(&s.name) == case.record.state.as_ref());
    let (x, y) = (&a.record, &b.record);
    let first = match &sort.by {
        SortBy::Entered => Ordering::Equal,
        SortBy::Number => by(x.number.as_ref(), y.number.as_ref(), d),
        SortBy::State => by(state(a), state(b), d),
        SortBy::Org => by(Some(&x.org), Some(&y.org), d),
        SortBy::Handler => by(x.handler.as_ref(), y.handler.as_ref(), d),
        SortBy::Opened => by(Some(x.opened_at), Some(y.opened_at), d),
        SortBy::Changed => by(Some(x.changed_at), Some(y.changed_at), d),
        SortBy::Closed => by(x.closed_at, y.closed_at, d),
        SortBy::Due => by(due(a), due(b), d),
        SortBy::Field(name) => {
            let i = ledger.field(name).unwrap().0;
            match (&x.values[i], &y.values[i]) {
                (Value::Missing, Value::Missing) => Ordering::Equal,
                (p, q) => {
                    let numbers = by(p.as_decimal(), q.as_decimal(), d);
                    let dates = by(p.as_date(), q.as_date(), d);
                    numbers.then(dates).then(by(p.as_bool(), q.as_bool(), d)).then(by(p.as_str(), q.as_str(), d))
                }
            }
        }
    };
    first.then(if d { y.id.cmp(&x.id) } else { x.id.cmp(&y.id) })
}

struct Town {
    ledger: Arc<Ledger>,
    library: banjie_model::definition::Library,
    cases: Vec<Case>,
    paths: std::collections::HashMap<i64, &'static str>,
}

impl Town {
    /// The list in memory; `bound`: where the order has no index, only so many of the newest are put in order.
    fn list(&self, query: &PageQuery) -> Vec<i64> {
        let (calendar, orgs) = (WorkCalendar::official(), OrgTree::default());
        let world = World { library: &self.library, calendar: &calendar, orgs: &orgs };
        let on = |case: &&Case| {
            let path = self.paths[&case.record.id.0];
            let reached = match &query.scope {
                Reach::All => true,
                Reach::Orgs(codes) => codes.contains(&case.record.org),
                Reach::Subtrees(paths) => paths.iter().any(|p| path.starts_with(&**p)),
            };
            let record = RecordView::of(&case.record);
            let scope = Scope { world: &world, ledger: &self.ledger, record, runs: &[], it: None, now: at(NOW) };
            reached
                && query.facts.iter().all(|fact| says(fact, case))
                && query.filter.as_ref().is_none_or(|filter| holds(filter, &scope))
        };
        let mut found: Vec<&Case> = self.cases.iter().filter(on).collect();
        found.sort_by(|a, b| compare(&self.ledger, &query.sort, a, b));
        found.iter().map(|case| case.record.id.0).collect()
    }
}

async fn town(store: &AnyStore, runner: &mut TestRunner) -> Town {
    let library = library("1.0.0", "a", vec![listed()]);
    store.apply(&library, at("2025-01-01 08:00")).await.unwrap();
    let ledger = library.ledger(LEDGER).unwrap().clone();
    let ids = fresh_ids(store, 90).await;
    let mut paths = std::collections::HashMap::new();
    for id in &ids {
        let drawn = drawn().new_tree(runner).unwrap().current();
        paths.insert(id.0, drawn.org);
        let mut first = draft(&ledger, *id, &drawn);
        let record = first.record().clone();
        let path = first.write.org_path.clone();
        commit(store, vec![first]).await;
        if drawn.edited {
            let mut edit = next(&ledger, &record, "edit", &days_later("2025-09-05 10:00", drawn.opened % 7));
            edit.write.org_path = path;
            commit(store, vec![edit]).await;
        }
    }
    let mut cases = Vec::new();
    for id in &ids {
        cases.push(store.case(&ledger, *id).await.unwrap().unwrap());
    }
    Town { ledger, library, cases, paths }
}

/// All pages, one after the other, and back again.
async fn walk(store: &AnyStore, ledger: &Ledger, query: &PageQuery) -> (Vec<i64>, Vec<i64>, Option<u32>) {
    let ids = |page: &Page| page.records.iter().map(|r: &Record| r.id.0).collect::<Vec<_>>();
    let token = |key: Option<PageKey>| key.map(|key| PageKey::decode(&key.encode(), &query.sort).unwrap());
    let mut page = store.page(ledger, query).await.unwrap();
    assert_eq!(page.previous, None);
    let (mut forth, bounded) = (ids(&page), page.bounded);
    let mut last = page.clone();
    let mut looked = page.looked.is_some();
    while let Some(after) = token(page.next.take()) {
        page = store.page(ledger, &PageQuery { after: Some(after), ..query.clone() }).await.unwrap();
        assert!(!page.records.is_empty() || looked, "a page that was announced is not empty");
        looked = page.looked.is_some();
        assert_eq!(page.bounded, bounded);
        forth.extend(ids(&page));
        last = page.clone();
    }
    let mut back = ids(&last);
    let mut page = last;
    while let Some(before) = token(page.previous.take()) {
        page = store.page(ledger, &PageQuery { before: Some(before), ..query.clone() }).await.unwrap();
        back = [ids(&page), back].concat();
    }
    (forth, back, bounded)
}

/// What every way to a page must keep: an order without an index shows at least the newest, nothing twice, nothing else; all
/// others show the whole list, however often they stop to look.
async fn agree(store: &AnyStore, town: &Town, query: &PageQuery, name: &str) {
    let expected = town.list(query);
    let (forth, back, bounded) = walk(store, &town.ledger, query).await;
    let expected = match bounded {
        None => expected,
        Some(most) => {
            let newest = town.list(&PageQuery { scope: query.scope.clone(), ..PageQuery::default() });
            assert!(newest.len() > most as usize, "{name}: bounded without need: {query:?}");
            let floor = newest[most as usize - 1].min(forth.iter().copied().min().unwrap_or(i64::MAX));
            expected.into_iter().filter(|id| *id >= floor).collect()
        }
    };
    assert_eq!(forth, expected, "{name}, forth: {query:?}");
    assert_eq!(back, expected, "{name}, back: {query:?}");
    let all = town.list(query).len() as u64;
    let count = store.count(&town.ledger, query, 20).await.unwrap();
    assert!(count.n <= all.min(20), "{name}, counted: {query:?}");
    assert!(!count.exact || count.n == all, "{name}, counted: {query:?}");
    let patient = name.len() == name.split(',').next().unwrap().len();
    assert!(!patient || (count.n, count.exact) == (all.min(20), all <= 20), "{name}, counted: {query:?}");
}

#[tokio::test]
async fn all_pages_together_are_the_list_once_in_both_directions() {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    for scratch in both().await {
        let town = town(&scratch.store, &mut runner).await;
        let queries = (sorts(), scopes(), filters(&town.ledger), facts(), 1..40_u32);
        let impatient = scratch.store.clone().impatient();
        for _ in 0..250 {
            let (sort, scope, filter, facts, limit) = queries.new_tree(&mut runner).unwrap().current();
            let query = PageQuery { sort, scope, filter, facts, limit, now: Some(at(NOW)), ..PageQuery::default() };
            agree(&scratch.store, &town, &query, scratch.name).await;
            agree(&impatient, &town, &query, &format!("{}, impatient", scratch.name)).await;
        }
    }
}

#[tokio::test]
async fn a_list_of_the_past_shows_the_past() {
    for scratch in both().await {
        let store = &scratch.store;
        let mut runner = TestRunner::deterministic();
        let town = town(store, &mut runner).await;
        let as_of = store.head().await.unwrap() / 2;
        let past = ListQuery { as_of: Some(as_of), ..ListQuery::default() };
        let mut expected: Vec<i64> = store.list(&town.ledger, &past).await.unwrap().iter().map(|r| r.id.0).collect();
        expected.reverse();
        for by in [SortBy::Entered, SortBy::Due] {
            let sort = Sort { by: by.clone(), descending: true };
            let query = PageQuery { scope: Reach::All, as_of: Some(as_of), limit: 7, sort, ..PageQuery::default() };
            let (mut forth, _, _) = walk(store, &town.ledger, &query).await;
            if by == SortBy::Due {
                forth.sort_by(|a, b| b.cmp(a));
            }
            assert_eq!(forth, expected, "{}", scratch.name);
        }
    }
}

#[tokio::test]
async fn a_token_that_is_none_or_of_another_order_is_refused() {
    let sort = Sort::default();
    let key = PageKey {
        sort: sort.to_query().into(),
        value: banjie_desk::ports::KeyValue::Missing,
        id: banjie_model::value::RecordId(7),
        floor: None,
    };
    assert_eq!(PageKey::decode(&key.encode(), &sort), Ok(key.clone()));
    let other = Sort { by: SortBy::Number, descending: false };
    assert_eq!(PageKey::decode(&key.encode(), &other).unwrap_err().problem, "翻页的记号属于另一种排序");
    for wrong in ["", "%%%", "bm9uc2Vuc2U", &key.encode()[3..]] {
        assert_eq!(
            PageKey::decode(wrong, &sort).unwrap_err().problem,
            "翻页的记号读不懂，可能地址没有复制完整",
            "{wrong}"
        );
    }
}
