//! When the database fails: clear words, nothing half-written, and the next call works.

use banjie_desk::ports::{Store, StoreError, StoreTx};
use banjie_model::value::Value;
use banjie_store::{
    connect,
    testing::{Cluster, both, postgres, sqlite},
};

use crate::fixture::*;

#[tokio::test]
async fn a_connection_that_is_cut_in_the_middle_is_told_and_the_next_call_works() {
    let scratch = postgres().await;
    let store = &scratch.store;
    let ledger = installed(store).await;
    let mut tx = store.begin().await.unwrap();
    let id = tx.next_record_ids(1).await.unwrap();
    tx.write(&[create(&ledger, id, "2025-09-28 09:00", full_values()).write]).await.unwrap();
    Cluster::shared().terminate(&scratch.address).await;
    let Err(StoreError::Unreachable(words)) = tx.commit().await else { panic!("the commit cannot have worked") };
    assert!(words.contains("未提交的操作没有写入任何数据") && words.contains("确认数据库服务已启动"), "{words}");
    assert_eq!(store.head().await.unwrap(), 0);
    let id = fresh_ids(store, 1).await[0];
    assert_eq!(commit(store, vec![create(&ledger, id, "2025-09-28 09:00", full_values())]).await, 1);
}

#[tokio::test]
async fn a_full_disk_is_told_and_what_was_there_stays() {
    let scratch = sqlite().await;
    let store = &scratch.store;
    let ledger = installed(store).await;
    let ids = fresh_ids(store, 2).await;
    commit(store, vec![create(&ledger, ids[0], "2025-09-28 09:00", full_values())]).await;
    store.limit_pages(Some(80)).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let long = values(&ledger, &[("party", Value::text(&"长".repeat(2_000_000)))]);
    let full = tx.write(&[create(&ledger, ids[1], "2025-09-28 09:00", long).write]).await;
    let Err(StoreError::Full(words)) = full else { panic!("{full:?}") };
    assert!(words.contains("磁盘已满") && words.contains("没有写入任何数据") && words.contains("清理"), "{words}");
    drop(tx);
    store.limit_pages(None).await.unwrap();
    assert_eq!(store.head().await.unwrap(), 1);
    commit(store, vec![create(&ledger, ids[1], "2025-09-28 09:00", values(&ledger, &[]))]).await;
    assert_eq!(store.head().await.unwrap(), 2);
}

#[tokio::test]
async fn after_a_failed_step_nothing_of_the_transaction_can_be_committed() {
    for scratch in both().await {
        let store = &scratch.store;
        let ledger = installed(store).await;
        let id = fresh_ids(store, 1).await[0];
        let write = create(&ledger, id, "2025-09-28 09:00", full_values()).write;
        let mut tx = store.begin().await.unwrap();
        tx.write(std::slice::from_ref(&write)).await.unwrap();
        tx.write(&[write]).await.expect_err("the same version twice");
        let words = tx.commit().await.expect_err("half a transaction").to_string();
        assert!(words.contains("没有写入任何数据"), "{}: {words}", scratch.name);
        assert_eq!(store.head().await.unwrap(), 0, "{}", scratch.name);
    }
}

#[tokio::test]
async fn what_cannot_be_opened_says_why() {
    let scratch = sqlite().await;
    let dir = scratch.dir.path();
    let other = dir.join("photo.jpg");
    std::fs::write(&other, "not a database at all, but long enough to have a header of its own").unwrap();
    let server = Cluster::shared().url("no_such_database");
    let nobody = format!("postgres://banjie@localhost/x?host={}", dir.display());
    let cases = [
        (other.display().to_string(), "不是 SQLite 数据库"),
        (dir.join("no/such/folder/banjie.db").display().to_string(), "数据库文件打不开"),
        (server, "服务器上没有这个库"),
        (nobody, "确认数据库服务已启动"),
        ("mysql://localhost/x".to_string(), "写得不对"),
    ];
    for (address, expected) in cases {
        let error = connect(&address).await.expect_err(&address).to_string();
        assert!(error.contains(expected), "{address}: {error}");
    }
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_left_alone() {
    let scratch = sqlite().await;
    scratch.store.pretend_newer().await.unwrap();
    let Err(StoreError::OutOfDate(words)) = connect(&scratch.address).await else { panic!("it opened") };
    assert!(words.contains("请升级程序"), "{words}");
}

#[tokio::test]
async fn a_value_that_does_not_fit_its_field_is_refused_not_rounded() {
    let scratch = sqlite().await;
    let ledger = installed(&scratch.store).await;
    let id = fresh_ids(&scratch.store, 1).await[0];
    for (name, value) in
        [("area", Value::Decimal(dec("1.005"))), ("fine", Value::text("五元")), ("danger", Value::Int(1))]
    {
        let mut tx = scratch.store.begin().await.unwrap();
        let refused =
            tx.write(&[create(&ledger, id, "2025-09-28 09:00", values(&ledger, &[(name, value)])).write]).await;
        let words = refused.unwrap_err().to_string();
        assert!(words.contains("没有写入任何数据") && words.contains(name), "{words}");
    }
    assert_eq!(scratch.store.head().await.unwrap(), 0);
}
