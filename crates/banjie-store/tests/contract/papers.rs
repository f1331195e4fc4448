//! Signed reports, the seal over the log, numbers of documents.

use std::sync::Arc;

use banjie_desk::{Silent, ports::Store};
use banjie_model::{
    Name,
    definition::{IndicatorSource, Ledger},
    scan::{Aggregate, Measure, Scan},
    value::{RecordId, Value},
};
use banjie_store::{
    AnyStore, PrintOrder, PrintRun, Signature, connect,
    testing::{Scratch, both},
};

use crate::fixture::*;

fn signature(seq: i64) -> Signature {
    Signature {
        report: "city-watch/annual".into(),
        title: "2025年工作总结".into(),
        period: Some("2025".into()),
        org: Some("lc".into()),
        seq,
        at: at("2026-01-05 09:00"),
        by: "wang".into(),
        by_org: "lc".into(),
    }
}

/// Three records, the first corrected, one of them with a clock; two reports signed along the way.
async fn signed(store: &AnyStore) -> Arc<Ledger> {
    let ledger = installed(store).await;
    let ids = fresh_ids(store, 3).await;
    let mut drafts =
        vec![create(&ledger, ids[0], "2025-09-28 09:00", full_values()).run("filing", 1, "2025-10-14 23:59", |_| {})];
    drafts.extend(ids[1..].iter().map(|id| create(&ledger, *id, "2025-09-28 09:00", values(&ledger, &[]))));
    let record = drafts[0].record().clone();
    let seq = commit(store, drafts).await + 2;
    store.sign(signature(seq), |slot| format!("list {}", slot.number)).await.unwrap();
    let seq = commit(
        store,
        vec![tick(&ledger, &record, "2025-10-15 00:00"), next(&ledger, &record, "edit", "2025-10-16 09:00")],
    )
    .await;
    store.sign(signature(seq + 1), |slot| format!("list {}", slot.number)).await.unwrap();
    ledger
}

async fn broken(store: &AnyStore) -> Vec<String> {
    store.broken_seals().await.unwrap().into_iter().map(|b| format!("{} {}", b.number, b.what)).collect()
}

async fn altered(store: &AnyStore, ledger: &Arc<Ledger>) -> Vec<String> {
    let find = |_: &str, _: Option<&str>| Some(ledger.clone());
    let (_, found) = store.altered(&find, &Silent).await.unwrap();
    found.into_iter().map(|a| format!("{} #{} {}", a.seq, a.record, a.what)).collect()
}

#[tokio::test]
async fn signed_reports_are_kept_in_a_chain_that_holds() {
    for Scratch { store, name, .. } in both().await {
        let ledger = signed(&store).await;
        let all = store.signed_reports().await.unwrap();
        assert_eq!(all.iter().map(|r| r.number).collect::<Vec<_>>(), [1, 2], "{name}");
        assert_eq!((&*all[0].previous, &all[1].previous), ("", &all[0].hash), "{name}");
        let (second, list) = store.signed(2).await.unwrap().unwrap();
        assert_eq!((&second, &*list), (&all[1], "list 2"), "{name}");
        assert_eq!(store.signed(3).await.unwrap(), None, "{name}");
        assert_eq!(broken(&store).await, [""; 0], "{name}");
        assert_eq!(altered(&store, &ledger).await, [""; 0], "{name}");
    }
}

async fn check(change: &str, expected_seals: &[&str], expected_log: &[&str]) {
    for Scratch { store, name, .. } in both().await {
        let ledger = signed(&store).await;
        store.behind_our_back(change).await.unwrap();
        assert_eq!(broken(&store).await, expected_seals, "{name}: {change}");
        assert_eq!(altered(&store, &ledger).await, expected_log, "{name}: {change}");
    }
}

#[tokio::test]
async fn what_is_changed_behind_our_back_breaks_a_seal_or_a_hash() {
    let record = ["5 #1 日志或这一版记录与写入时不符，被改动过"];
    check("UPDATE city_watch__violation SET f_area = 1 WHERE version = 2", &[], &record).await;
    check("UPDATE event SET note = 'x' WHERE seq = 5", &[], &record).await;
    check(
        "UPDATE event SET hash = 'x' WHERE seq = 2",
        &["1 签发时的日志被改动过"],
        &["2 #2 日志或这一版记录与写入时不符，被改动过"],
    )
    .await;
    check("DELETE FROM event WHERE seq = 2", &["1 签发时的日志被改动过"], &["3 #3 日志缺少第 2 条"]).await;
    check("UPDATE signed_report SET manifest = 'x' WHERE number = 2", &["2 数据来源清单被改动过"], &[]).await;
    check("UPDATE signed_report SET signed_by = 'li' WHERE number = 1", &["1 签发登记被改动过"], &[]).await;
    check(
        "DELETE FROM signed_report WHERE number = 1",
        &["2 之前有签发的报告不见了", "2 与前一份签发的报告接不上", "2 签发时的日志被改动过"],
        &[],
    )
    .await;
}

#[tokio::test]
async fn a_database_keeps_its_identity_and_no_two_share_one() {
    let [one, other] = both().await;
    let (first, second) = (one.store.identity().await.unwrap(), other.store.identity().await.unwrap());
    assert_eq!((first.len(), second.len()), (32, 32));
    assert_ne!(first, second);
    signed(&one.store).await;
    let file = one.dir.path().join("backup.db");
    one.store.backup(&file).await.unwrap();
    other.store.restore(&file).await.unwrap();
    assert_eq!(other.store.identity().await.unwrap(), first, "a backup carries it along");
    assert_eq!(other.store.signed_reports().await.unwrap(), one.store.signed_reports().await.unwrap());
    assert_eq!(broken(&other.store).await, [""; 0]);
}

#[tokio::test]
async fn a_database_made_before_papers_were_signed_is_brought_up_to_date() {
    for Scratch { store, name, address, dir: _dir } in both().await {
        let ledger = installed(&store).await;
        let ids = fresh_ids(&store, 1).await;
        commit(&store, vec![create(&ledger, ids[0], "2025-09-28 09:00", full_values())]).await;
        store.pretend_older().await.unwrap();
        store.close().await;
        let store = connect(&address).await.unwrap();
        assert_eq!(store.identity().await.unwrap().len(), 32, "{name}");
        assert_eq!(store.head().await.unwrap(), 1, "{name}");
        store.sign(signature(1), |_| "list".into()).await.unwrap();
        assert_eq!(broken(&store).await, [""; 0], "{name}");
    }
}

#[tokio::test]
async fn marks_tell_version_and_last_event_as_of_a_position() {
    for Scratch { store, name, .. } in both().await {
        let ledger = signed(&store).await;
        let marks = async |as_of| {
            let scan = Scan {
                source: IndicatorSource { ledger: LEDGER.into(), limit: None },
                as_of,
                at: at("2025-12-31 08:00"),
                org_path: None,
                measures: vec![Measure { aggregate: Aggregate::Count, filter: None, during: None }],
                group_by: Vec::new(),
            };
            store.scan_marks(&ledger, &scan, 0, &[]).await.unwrap()
        };
        let of = |seq: usize| store.events(&ledger, RecordId(1)).then_hash(seq);
        let told = |marks: &[banjie_model::figure::RecordMark]| {
            marks.iter().map(|m| (m.record.0, m.version)).collect::<Vec<_>>()
        };
        assert_eq!(told(&marks(3).await), [(1, 1), (2, 1), (3, 1)], "{name}");
        assert_eq!(told(&marks(4).await), [(1, 1), (2, 1), (3, 1)], "{name}");
        assert_eq!(told(&marks(5).await), [(1, 2), (2, 1), (3, 1)], "{name}");
        for (as_of, event) in [(3, 0), (4, 1), (5, 2)] {
            assert_eq!(marks(as_of).await[0].hash, of(event).await, "{name}: the last event by {as_of}");
        }
    }
}

/// Shorthand of this file: the hash of the n-th event.
trait Hashes: Future<Output = banjie_desk::ports::StoreResult<Vec<banjie_desk::ports::StoredEvent>>> + Sized {
    async fn then_hash(self, n: usize) -> Name {
        self.await.unwrap()[n].hash.clone()
    }
}

impl<F: Future<Output = banjie_desk::ports::StoreResult<Vec<banjie_desk::ports::StoredEvent>>>> Hashes for F {}

#[tokio::test]
async fn a_document_gets_its_number_once_and_every_printing_is_logged() {
    for Scratch { store, name, .. } in both().await {
        let ledger = installed(&store).await;
        let ids = fresh_ids(&store, 3).await;
        let drafts = ids
            .iter()
            .map(|id| create(&ledger, *id, "2025-09-28 09:00", values(&ledger, &[("danger", Value::Bool(true))])));
        commit(&store, drafts.collect()).await;
        let run = |document: &str, when: &str| PrintRun {
            ledger: LEDGER.into(),
            document: document.into(),
            plain: true,
            at: at(when),
            by: "wang".into(),
        };
        let order = |id: RecordId| PrintOrder { record: id, version: 1, scope: Some("罚〔2025〕{seq}号".into()) };
        let render = |o: &PrintOrder, n: i64| Name::from(o.scope.as_deref().unwrap().replace("{seq}", &n.to_string()));
        let print = async |document: &str, ids: &[RecordId], when: &str| {
            let orders: Vec<_> = ids.iter().map(|id| order(*id)).collect();
            let numbers = store.issue(&run(document, when), &orders, render).await.unwrap();
            ids.iter().map(|id| numbers[id].number.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(
            print("decision", &ids[..2], "2025-10-01 09:00").await,
            ["罚〔2025〕1号", "罚〔2025〕2号"],
            "{name}"
        );
        assert_eq!(
            print("decision", &ids[1..], "2025-10-02 09:00").await,
            ["罚〔2025〕2号", "罚〔2025〕3号"],
            "{name}"
        );
        assert_eq!(
            print("notice", &ids[..1], "2025-10-02 09:00").await,
            ["罚〔2025〕1号"],
            "{name}: a counter a document"
        );
        let log = store.printings(LEDGER, ids[1]).await.unwrap();
        let told: Vec<_> = log.iter().map(|p| (&*p.document, p.version, p.plain, p.at)).collect();
        assert_eq!(
            told,
            [("decision", 1, true, at("2025-10-01 09:00")), ("decision", 1, true, at("2025-10-02 09:00"))],
            "{name}"
        );
    }
}
