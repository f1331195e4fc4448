//! Sensitive values: unreadable in the database, answered all the same to whoever has the key.

use std::sync::Arc;

use banjie_desk::ports::{ListQuery, Store, StoreTx};
use banjie_model::{
    definition::{Class, IndicatorSource, Ledger},
    expr::{BinaryOp, Expr, ExprKind, Function, Ty},
    scan::{Aggregate, Dimension, Measure, Scan},
    value::{RecordId, Value},
};
use banjie_store::{
    AnyStore, Vault, connect,
    testing::{both, sqlite},
};

use crate::fixture::*;

/// The ledger with every field sensitive, and three records in it.
async fn secret(store: &AnyStore) -> (Arc<Ledger>, Vec<RecordId>) {
    let mut fields = fields();
    for field in &mut fields {
        field.class = Class::Sensitive;
    }
    let library = library("1.0.0", "a", vec![ledger_with(fields)]);
    store.apply(&library, at("2025-01-01 08:00")).await.unwrap();
    let ledger = library.ledger(LEDGER).unwrap().clone();
    let ids = fresh_ids(store, 3).await;
    let mut other = full_values();
    other[0] = site("府前街2号");
    other[1] = Value::code("rural");
    let drafts = vec![
        create(&ledger, ids[0], "2025-09-28 09:00", full_values()),
        create(&ledger, ids[1], "2025-09-28 09:01", other),
        create(&ledger, ids[2], "2025-09-28 09:02", vec![Value::Missing; ledger.fields.len()]),
    ];
    commit(store, drafts).await;
    (ledger, ids)
}

async fn found(store: &AnyStore, ledger: &Ledger, filter: Expr) -> Vec<RecordId> {
    let query = ListQuery { filter: Some(filter), ..ListQuery::default() };
    store.list(ledger, &query).await.unwrap().into_iter().map(|r| r.id).collect()
}

fn equals(ledger: &Ledger, name: &str, op: BinaryOp, value: Value) -> Expr {
    node(ExprKind::Binary(op, Box::new(f(ledger, name)), Box::new(lit(value))), Ty::Bool)
}

#[tokio::test]
async fn sensitive_values_of_every_type_come_back_and_are_found_by_equality() {
    for scratch in both().await {
        let store = &scratch.store;
        let (ledger, ids) = secret(store).await;
        let case = store.case(&ledger, ids[0]).await.unwrap().unwrap();
        assert_eq!(case.record.values, full_values(), "{}", scratch.name);

        for (i, field) in
            ledger.fields.iter().enumerate().skip(1).filter(|(_, f)| !matches!(&*f.name, "photos" | "items"))
        {
            let both =
                found(store, &ledger, equals(&ledger, &field.name, BinaryOp::Eq, full_values()[i].clone())).await;
            let expected = if i == 1 { &ids[..1] } else { &ids[..2] };
            assert_eq!(both, expected, "{} {}", scratch.name, field.name);
        }
        let rural = equals(&ledger, "kind", BinaryOp::Ne, Value::code("rooftop"));
        assert_eq!(found(store, &ledger, rural).await, [ids[1]], "{}", scratch.name);
        let among = ExprKind::In(Box::new(f(&ledger, "kind")), vec![lit(Value::code("rural")), lit(Value::code("x"))]);
        assert_eq!(found(store, &ledger, node(among, Ty::Bool)).await, [ids[1]], "{}", scratch.name);
        let has = ExprKind::Call(Function::Has, vec![f(&ledger, "party")]);
        assert_eq!(found(store, &ledger, node(has, Ty::Bool)).await, ids[..2], "{}", scratch.name);
        let larger = equals(&ledger, "area", BinaryOp::Gt, Value::Decimal(dec("1")));
        let query = ListQuery { filter: Some(larger), ..ListQuery::default() };
        let refused = store.list(&ledger, &query).await.unwrap_err().to_string();
        assert!(refused.contains("加密字段的大小比较"), "{refused}");

        let mut tx = store.begin().await.unwrap();
        let key = vec![full_values()[0].clone(), full_values()[5].clone()];
        assert_eq!(tx.find_keys(&ledger, std::slice::from_ref(&key)).await.unwrap().get(&key), Some(&ids[0]));
    }
}

#[tokio::test]
async fn sensitive_values_are_counted_and_grouped() {
    for scratch in both().await {
        let store = &scratch.store;
        let (ledger, _) = secret(store).await;
        let kind = ledger.field("kind").unwrap().0;
        let party = ledger.field("party").unwrap().0;
        let measure = |aggregate| Measure { aggregate, filter: None, during: None };
        let scan = Scan {
            source: IndicatorSource { ledger: LEDGER.into(), limit: None },
            as_of: store.head().await.unwrap(),
            at: at("2025-12-31 00:00"),
            org_path: None,
            group_by: vec![Dimension::Field(kind)],
            measures: vec![measure(Aggregate::Count), measure(Aggregate::Distinct(party))],
        };
        let mut rows: Vec<String> =
            store.scan(&ledger, &scan).await.unwrap().iter().map(|r| format!("{:?} {:?}", r.group, r.values)).collect();
        rows.sort();
        insta::allow_duplicates! {
            insta::assert_snapshot!(rows.join("\n"), @r#"
            [Code("rooftop")] [Some(1), Some(1)]
            [Code("rural")] [Some(1), Some(1)]
            [Missing] [Some(1), Some(0)]
            "#);
        }
    }
}

#[tokio::test]
async fn a_copy_of_the_database_shows_none_of_them_and_another_key_opens_none() {
    let scratch = sqlite().await;
    let (ledger, ids) = secret(&scratch.store).await;
    scratch.store.clone().close().await;
    let mut bytes = Vec::new();
    for file in std::fs::read_dir(scratch.dir.path()).unwrap() {
        bytes.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    for plain in ["五马街1号", "rooftop", "DROP TABLE", "2025-T1", "现场.jpg"] {
        assert!(!bytes.windows(plain.len()).any(|w| w == plain.as_bytes()), "{plain} can be read");
    }
    for (vault, expected) in [(Vault::locked(), "没有提供密钥"), (Vault::new([8; 64]), "另一把密钥")] {
        let store = connect(&scratch.address).await.unwrap().unlocked(vault);
        let said = store.case(&ledger, ids[0]).await.unwrap_err().to_string();
        assert!(said.contains(expected), "{said}");
    }
}
