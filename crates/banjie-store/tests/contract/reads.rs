//! Lists, look-ups and the supervision board.

use banjie_desk::ports::{BoardQuery, BoardRow, ListQuery, Store, StoreTx};
use banjie_model::{
    definition::{ConsequenceKind, Lookup, LookupKind},
    expr::{BinaryOp, ExprKind, Fact, RunFact, Ty},
    value::{RecordId, Value},
};
use banjie_store::testing::{both, postgres};

use crate::fixture::*;

#[tokio::test]
async fn lists_are_filtered_scoped_and_paged() {
    for scratch in both().await {
        let store = &scratch.store;
        let ledger = installed(store).await;
        let ids = fresh_ids(store, 4).await;
        let mut drafts = Vec::new();
        for (i, org) in ["lc", "lc2", "oh", "lc"].iter().enumerate() {
            let kind = if i == 3 { "rural" } else { "rooftop" };
            let mut draft =
                create(&ledger, ids[i], "2025-09-28 09:00", values(&ledger, &[("kind", Value::code(kind))]));
            draft.record().org = (*org).into();
            draft.write.org_path = format!("/3303/{org}/").into();
            drafts.push(draft);
        }
        commit(store, drafts).await;
        let listed = |query: ListQuery| {
            let ledger = ledger.clone();
            async move { store.list(&ledger, &query).await.unwrap().iter().map(|r| r.id.0).collect::<Vec<_>>() }
        };
        let path = Some("/3303/lc/".into());
        assert_eq!(
            listed(ListQuery { org_path: path.clone(), ..Default::default() }).await,
            [1, 4],
            "{}",
            scratch.name
        );
        assert_eq!(listed(ListQuery { org_path: Some("/3303/".into()), ..Default::default() }).await, [1, 2, 3, 4]);
        let filter =
            Some(and(eq(f(&ledger, "kind"), lit(Value::code("rooftop"))), eq(fact(Fact::Org), lit(Value::text("lc")))));
        assert_eq!(listed(ListQuery { filter, ..Default::default() }).await, [1], "{}", scratch.name);
        let page = ListQuery { after: Some(ids[1]), limit: Some(1), ..Default::default() };
        assert_eq!(listed(page).await, [3], "{}", scratch.name);
        assert_eq!(store.find_number(&ledger, "违建〔2025〕3号").await.unwrap(), Some(ids[2]));
        assert_eq!(store.find_number(&ledger, "违建〔2025〕9号").await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_look_up_counts_sums_and_compares_current_records() {
    for scratch in both().await {
        let store = &scratch.store;
        let ledger = installed(store).await;
        let ids = fresh_ids(store, 3).await;
        let mut drafts = Vec::new();
        for (id, (party, fine)) in ids.iter().zip([("甲", "100.10"), ("甲", "200.20"), ("乙", "50")]) {
            let set = [
                ("party", Value::text(party)),
                ("fine", Value::Decimal(dec(fine))),
                ("found_on", Value::Date(day("2025-09-28"))),
            ];
            drafts.push(create(&ledger, *id, "2025-09-28 09:00", values(&ledger, &set)));
        }
        let old = drafts[0].record().clone();
        commit(store, drafts).await;
        commit(store, vec![next(&ledger, &old, "edit", "2025-09-29 09:00")]).await;
        let mut tx = store.begin().await.unwrap();
        let mut ask = async |kind, field: &str, party: &str| {
            let filter = Some(eq(it(&ledger, "party"), lit(Value::text(party))));
            let field = ledger.field(field).map(|(i, _)| i);
            let lookup = Lookup { kind, field, ledger: ledger.key.clone(), limit: None, filter };
            tx.lookup(&ledger, &lookup, at("2025-09-30 09:00")).await.unwrap()
        };
        assert_eq!(ask(LookupKind::Count, "", "甲").await, Value::Int(2), "{}", scratch.name);
        assert_eq!(ask(LookupKind::Sum, "fine", "甲").await, Value::Decimal(dec("300.30")), "{}", scratch.name);
        assert_eq!(ask(LookupKind::Sum, "fine", "丙").await, Value::Decimal(dec("0")), "nothing sums to nothing");
        assert_eq!(ask(LookupKind::Max, "fine", "甲").await, Value::Decimal(dec("200.20")));
        assert_eq!(ask(LookupKind::Min, "found_on", "甲").await, Value::Date(day("2025-09-28")));
        assert_eq!(ask(LookupKind::Min, "fine", "丙").await, Value::Missing);
    }
}

#[tokio::test]
async fn a_look_up_may_count_the_clocks_of_a_limit() {
    for scratch in both().await {
        let store = &scratch.store;
        let ledger = installed(store).await;
        let ids = fresh_ids(store, 3).await;
        let due = ["2025-09-10 23:59", "2025-10-10 23:59", "2025-09-20 23:59"];
        let draft = |(id, due): (&RecordId, &str)| {
            create(&ledger, *id, "2025-09-01 09:00", values(&ledger, &[])).run("filing", 1, due, |_| {})
        };
        commit(store, ids.iter().zip(due).map(draft).collect()).await;
        let overdue = ExprKind::ItRun { limit: "filing".into(), fact: RunFact::Overdue };
        let lookup = Lookup {
            kind: LookupKind::Count,
            field: None,
            ledger: ledger.key.clone(),
            limit: Some("filing".into()),
            filter: Some(node(overdue, Ty::Bool)),
        };
        let mut tx = store.begin().await.unwrap();
        for (now, expected) in [("2025-09-10 23:59", 0), ("2025-09-15 09:00", 1), ("2025-09-30 09:00", 2)] {
            let found = tx.lookup(&ledger, &lookup, at(now)).await.unwrap();
            assert_eq!(found, Value::Int(expected), "{} at {now}", scratch.name);
        }
        drop(tx);
        let mut limited = (*ledger).clone();
        limited.limits.push(limit("filing"));
        let runs = store.runs(&limited, &ids).await.unwrap();
        assert_eq!((runs.len(), runs[&ids[1]][0].due_at), (3, at(due[1])), "{}", scratch.name);
    }
}

#[tokio::test]
async fn two_claims_cannot_both_use_up_one_cap_on_postgresql() {
    let scratch = postgres().await;
    let ledger = installed(&scratch.store).await;
    let mut claims = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let (store, ledger) = (scratch.store.clone(), ledger.clone());
        claims.spawn(async move {
            let mut tx = store.begin().await.unwrap();
            let filter = Some(eq(it(&ledger, "party"), lit(Value::text("甲"))));
            let field = ledger.field("fine").map(|(i, _)| i);
            let lookup = Lookup { kind: LookupKind::Sum, field, ledger: ledger.key.clone(), limit: None, filter };
            let Value::Decimal(paid) = tx.lookup(&ledger, &lookup, at("2025-09-30 09:00")).await.unwrap() else {
                panic!()
            };
            if paid + dec("40") > dec("100") {
                return;
            }
            let id = tx.next_record_ids(1).await.unwrap();
            let set = [("party", Value::text("甲")), ("fine", Value::Decimal(dec("40")))];
            tx.write(&[create(&ledger, id, "2025-09-28 09:00", values(&ledger, &set)).write]).await.unwrap();
            tx.commit().await.unwrap();
        });
    }
    while let Some(done) = claims.join_next().await {
        done.unwrap();
    }
    assert_eq!(scratch.store.head().await.unwrap(), 2, "a cap of 100 leaves room for two claims of 40");
}

#[tokio::test]
async fn the_board_counts_open_cases_cards_and_what_was_in_time() {
    for scratch in both().await {
        let store = &scratch.store;
        let ledger = installed(store).await;
        let ids = fresh_ids(store, 5).await;
        let plain = |i: usize| create(&ledger, ids[i], "2025-09-01 09:00", values(&ledger, &[]));
        let soon = plain(0).run("filing", 1, "2025-10-03 23:59", |_| {});
        let late = plain(1).run("filing", 1, "2025-09-20 23:59", |run| {
            fell(run, ConsequenceKind::Yellow, "2025-09-21 00:00");
            fell(run, ConsequenceKind::Red, "2025-09-26 00:00");
            fell(run, ConsequenceKind::Refer, "2025-09-30 00:00");
        });
        let yellow = plain(2).run("filing", 1, "2025-09-20 23:59", |run| met(run, "2025-09-10 09:00")).run(
            "handling",
            1,
            "2025-09-30 23:59",
            |run| fell(run, ConsequenceKind::Yellow, "2025-10-01 00:00"),
        );
        let mut closed = plain(3).run("filing", 1, "2025-09-20 23:59", |run| {
            met(run, "2025-09-22 09:00");
            fell(run, ConsequenceKind::Yellow, "2025-09-21 00:00");
        });
        closed.record().closed_at = Some(at("2025-09-22 09:00"));
        let mut elsewhere = plain(4);
        elsewhere.record().org = "oh".into();
        elsewhere.write.org_path = "/3303/oh/".into();
        commit(store, vec![soon, late, yellow, closed, elsewhere]).await;
        let query = |org_path: Option<&str>, since: Option<&str>| BoardQuery {
            ledger: ledger.key.clone(),
            org_path: org_path.map(Into::into),
            now: at("2025-10-01 08:00"),
            due_soon_until: at("2025-10-04 00:00"),
            since: since.map(at),
        };
        let lc =
            BoardRow { org: "lc".into(), open: 3, due_soon: 1, yellow: 1, red: 1, referred: 1, on_time: 1, judged: 4 };
        let oh = BoardRow { org: "oh".into(), open: 1, ..BoardRow::default() };
        assert_eq!(store.board(&query(None, None)).await.unwrap(), [lc.clone(), oh], "{}", scratch.name);
        let recent = BoardRow { on_time: 0, judged: 1, ..lc };
        let found = store.board(&query(Some("/3303/lc/"), Some("2025-09-25 00:00"))).await.unwrap();
        assert_eq!(found, [recent], "{}", scratch.name);
    }
}

#[tokio::test]
async fn a_number_is_compared_exactly_however_many_places_it_has() {
    for scratch in both().await {
        let store = &scratch.store;
        let ledger = installed(store).await;
        let id = fresh_ids(store, 1).await[0];
        commit(store, vec![create(&ledger, id, "2025-09-28 09:00", full_values())]).await;
        let holds = async |filter| {
            let query = ListQuery { filter: Some(filter), ..ListQuery::default() };
            store.list(&ledger, &query).await.unwrap().len() == 1
        };
        let number = |text: &str| lit(Value::Decimal(dec(text)));
        assert!(holds(op(BinaryOp::Lt, f(&ledger, "area"), number("120.5001"))).await, "{}", scratch.name);
        assert!(!holds(op(BinaryOp::Lt, f(&ledger, "area"), number("120.5000"))).await, "{}", scratch.name);
        let product = op(BinaryOp::Mul, f(&ledger, "area"), f(&ledger, "share"));
        assert!(holds(eq(product, number("40.1666265"))).await, "{}", scratch.name);
    }
}
