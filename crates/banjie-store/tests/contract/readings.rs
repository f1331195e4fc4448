//! The log of plain reading.

use banjie_desk::ports::Store as _;
use banjie_model::value::RecordId;
use banjie_store::{
    How, PlainReading, ReadingsOf,
    testing::{Scratch, both},
};

use crate::fixture::*;

fn reading(account: &str, record: Option<i64>, how: How) -> PlainReading {
    PlainReading {
        at: at("2026-01-05 09:00"),
        account: account.into(),
        org: "lc".into(),
        ledger: LEDGER.into(),
        record: record.map(RecordId),
        fields: vec!["party".into(), "phone".into()],
        purpose: "电话通知当事人".into(),
        how,
        records: if record.is_some() { 1 } else { 40 },
        condition: record.is_none().then(|| "kind == 'roof'".into()),
    }
}

#[tokio::test]
async fn readings_are_logged_and_found_again_latest_first() {
    for Scratch { store, name, .. } in both().await {
        installed(&store).await;
        let all = [
            reading("wang", Some(1), How::Show),
            reading("li", Some(2), How::Print),
            reading("wang", None, How::Export),
        ];
        store.log_readings(&all[..2]).await.unwrap();
        store.log_readings(&all[2..]).await.unwrap();
        store.log_readings(&[]).await.unwrap();
        let found = async |of: ReadingsOf, limit| store.readings(&of, limit).await.unwrap();
        let latest: Vec<PlainReading> = all.iter().rev().cloned().collect();
        assert_eq!(found(ReadingsOf::default(), 10).await, latest, "{name}");
        assert_eq!(found(ReadingsOf::default(), 1).await, latest[..1], "{name}");
        let by = ReadingsOf { account: Some("wang".into()), ..ReadingsOf::default() };
        assert_eq!(found(by, 10).await, [all[2].clone(), all[0].clone()], "{name}");
        let of = ReadingsOf { ledger: Some(LEDGER.into()), record: Some(RecordId(2)), ..ReadingsOf::default() };
        assert_eq!(found(of, 10).await, all[1..2], "{name}");
        let none = ReadingsOf { ledger: Some("other.ledger".into()), ..ReadingsOf::default() };
        assert_eq!(found(none, 10).await, [], "{name}");
    }
}

#[tokio::test]
async fn a_backup_carries_the_log_of_readings_along() {
    let [one, other] = both().await;
    installed(&one.store).await;
    one.store.log_readings(&[reading("wang", Some(1), How::Show)]).await.unwrap();
    let file = one.dir.path().join("backup.db");
    one.store.backup(&file).await.unwrap();
    other.store.restore(&file).await.unwrap();
    let of = ReadingsOf::default();
    assert_eq!(other.store.readings(&of, 9).await.unwrap(), one.store.readings(&of, 9).await.unwrap());
    other.store.log_readings(&[reading("li", Some(2), How::Show)]).await.unwrap();
    assert_eq!(other.store.readings(&of, 9).await.unwrap().len(), 2, "numbers go on after those restored");
}
