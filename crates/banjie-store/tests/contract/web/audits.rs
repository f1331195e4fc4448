//! The audit log and its chain.

use banjie_store::{
    AnyStore, AuditEntry, AuditKind, AuditOf,
    testing::{Scratch, both},
};

use super::{entry, second};
use crate::fixture::*;

/// Five entries, numbered from 1.
async fn logged(store: &AnyStore) -> Vec<AuditEntry> {
    let all = vec![
        entry(None, AuditKind::SignInFailed, "2026-01-05 09:00", false),
        entry(Some("wang"), AuditKind::SignIn, "2026-01-05 09:01", true),
        entry(Some("li"), AuditKind::SignIn, "2026-01-05 09:02", true),
        entry(Some("wang"), AuditKind::Exported, "2026-01-06 09:00", true),
        entry(Some("wang"), AuditKind::Refused, "2026-01-07 09:00", false),
    ];
    for (n, entry) in (1..).zip(&all) {
        assert_eq!(store.append_audit(entry).await.unwrap(), n);
    }
    all
}

#[tokio::test]
async fn entries_come_newest_first_by_what_is_asked_for_and_page_by_page() {
    for Scratch { store, name, .. } in both().await {
        let all = logged(&store).await;
        let found = async |of: AuditOf, before, limit| {
            let rows = store.audit_entries(&of, before, limit).await.unwrap();
            for row in &rows {
                assert_eq!(row.entry, all[usize::try_from(row.id - 1).unwrap()], "{name}");
            }
            rows.iter().map(|row| row.id).collect::<Vec<_>>()
        };
        let any = AuditOf::default();
        let wang = AuditOf { account: Some("wang".into()), ..any.clone() };
        let signed_in = AuditOf { what: Some(AuditKind::SignIn), ..any.clone() };
        let failed = AuditOf { ok: Some(false), ..any.clone() };
        let days = AuditOf { from: Some(at("2026-01-05 09:01")), to: Some(at("2026-01-06 09:00")), ..any.clone() };
        let both = AuditOf { ok: Some(true), ..wang.clone() };
        assert_eq!(found(any.clone(), None, 2).await, [5, 4], "{name}");
        assert_eq!(found(any, Some(4), 9).await, [3, 2, 1], "{name}");
        assert_eq!(found(wang, Some(5), 9).await, [4, 2], "{name}");
        assert_eq!(found(signed_in, None, 9).await, [3, 2], "{name}");
        assert_eq!(found(failed, None, 9).await, [5, 1], "{name}");
        assert_eq!(found(days, None, 9).await, [3, 2], "{name}: the end is not in it");
        assert_eq!(found(both, None, 9).await, [4, 2], "{name}");
    }
}

#[test]
fn every_kind_has_one_key_and_a_chinese_title() {
    for (kind, key, zh) in AuditKind::NAMES {
        assert_eq!((AuditKind::of_key(key), kind.key(), kind.zh()), (Some(kind), key, zh));
        assert_eq!(serde_json::to_value(kind).unwrap(), key);
        assert!(!zh.is_ascii(), "{key}");
    }
    assert_eq!(AuditKind::of_key("sign"), None);
}

async fn check(change: &str, expected: &str) {
    for Scratch { store, name, .. } in both().await {
        logged(&store).await;
        store.behind_our_back(change).await.unwrap();
        let found = store.verify_audit().await.unwrap();
        let told = found.broken.map_or(format!("whole, {}", found.entries), |b| format!("{} {}", b.id, b.what));
        assert_eq!(told, expected, "{name}: {change}");
    }
}

#[tokio::test]
async fn an_entry_that_is_changed_removed_or_added_breaks_the_chain() {
    check("UPDATE setting SET value = 'x'", "whole, 5").await;
    check("UPDATE audit_entry SET detail = 'x' WHERE id = 2", "2 这一条被改动过").await;
    check("UPDATE audit_entry SET account = 'li' WHERE id = 4", "4 这一条被改动过").await;
    check("UPDATE audit_entry SET account = NULL WHERE id = 2", "2 这一条被改动过").await;
    check("UPDATE audit_entry SET ok = NOT ok WHERE id = 5", "5 这一条被改动过").await;
    check("UPDATE audit_entry SET at = '2026-01-05 09:00:01' WHERE id = 1", "1 这一条被改动过").await;
    check("UPDATE audit_entry SET what = 'nothing' WHERE id = 3", "3 这一条被改动过").await;
    check("UPDATE audit_entry SET previous = '' WHERE id = 3", "3 这一条被改动过").await;
    check("UPDATE audit_entry SET hash = 'x' WHERE id = 3", "3 这一条被改动过").await;
    check("DELETE FROM audit_entry WHERE id = 1", "2 这一条之前有条目不见了").await;
    check("DELETE FROM audit_entry WHERE id = 3", "4 这一条之前有条目不见了").await;
    check("DELETE FROM audit_entry WHERE id = 5", "5 最后的条目不见了").await;
    check("DELETE FROM audit_entry", "1 最后的条目不见了").await;
    check(
        "INSERT INTO audit_entry SELECT 6, at, account, address, what, target, detail, ok, previous, hash \
         FROM audit_entry WHERE id = 5",
        "6 这一条被改动过",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn entries_of_eight_at_once_make_one_chain() {
    for scratch in both().await {
        let stores = [scratch.store.clone(), second(&scratch).await];
        let tasks: Vec<_> = (0..8)
            .map(|n| {
                let store = stores[n % 2].clone();
                tokio::spawn(async move {
                    for _ in 0..5 {
                        let entry = entry(Some("wang"), AuditKind::Downloaded, "2026-01-05 09:00", true);
                        store.append_audit(&entry).await.unwrap();
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let found = scratch.store.verify_audit().await.unwrap();
        assert_eq!((found.entries, found.broken), (40, None), "{}", scratch.name);
        let last = scratch.store.audit_entries(&AuditOf::default(), None, 1).await.unwrap();
        assert_eq!(found.last_hash, last[0].hash, "{}", scratch.name);
    }
}
