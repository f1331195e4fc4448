//! Backups: from either database into either database.

use banjie_desk::ports::{ListQuery, Store, StoreError};
use banjie_store::{AnyStore, testing::both};

use crate::fixture::*;

async fn filled(store: &AnyStore) {
    let ledger = installed(store).await;
    let ids = fresh_ids(store, 700).await;
    let first = create(&ledger, ids[0], "2025-09-28 09:00", full_values())
        .run("filing", 1, "2025-10-14 23:59", |_| {})
        .message("k");
    let mut drafts = vec![first];
    drafts.extend(ids[1..].iter().map(|id| create(&ledger, *id, "2025-09-28 09:00", values(&ledger, &[]))));
    let record = drafts[0].record().clone();
    commit(store, drafts).await;
    commit(store, vec![next(&ledger, &record, "edit", "2025-09-29 09:00")]).await;
}

/// All there is to see of a store.
async fn picture(store: &AnyStore) -> String {
    let ledger = ledger();
    let id = banjie_model::value::RecordId(1);
    let all = store.list(&ledger, &ListQuery::default()).await.unwrap();
    let past = store.list(&ledger, &ListQuery { as_of: Some(1), ..ListQuery::default() }).await.unwrap();
    format!(
        "{} {:?} {:?} {past:?} {:?} {:?} {:?}",
        store.head().await.unwrap(),
        store.installed().await.unwrap(),
        all,
        store.events(&ledger, id).await.unwrap(),
        store.case(&ledger, id).await.unwrap(),
        store.due(at("2030-01-01 00:00"), 10).await.unwrap(),
    )
}

#[tokio::test]
async fn a_backup_of_either_database_restores_into_either() {
    for source in both().await {
        filled(&source.store).await;
        let file = source.dir.path().join("backup.db");
        let hash = source.store.backup(&file).await.unwrap();
        let beside = std::fs::read_to_string(source.dir.path().join("backup.db.sha256")).unwrap();
        assert_eq!(beside, format!("{hash}  backup.db\n"));
        let expected = picture(&source.store).await;
        for target in both().await {
            target.store.restore(&file).await.unwrap();
            assert_eq!(picture(&target.store).await, expected, "{} → {}", source.name, target.name);
            let ledger = std::sync::Arc::new(ledger());
            assert_eq!(fresh_ids(&target.store, 1).await[0].0, 701, "ids go on");
            let id = banjie_model::value::RecordId(701);
            let seq = commit(&target.store, vec![create(&ledger, id, "2025-10-01 09:00", values(&ledger, &[]))]).await;
            assert_eq!(seq, 702, "{} → {}: and so does the log", source.name, target.name);
        }
        let names: Vec<_> = std::fs::read_dir(source.dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert!(names.iter().all(|n| !n.to_string_lossy().contains("restoring")), "{names:?}");
    }
}

#[tokio::test]
async fn a_backup_that_does_not_verify_touches_nothing() {
    for target in both().await {
        let [source, _] = both().await;
        filled(&source.store).await;
        let file = source.dir.path().join("backup.db");
        source.store.backup(&file).await.unwrap();
        let mut bytes = std::fs::read(&file).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&file, bytes).unwrap();
        let Err(StoreError::Damaged(words)) = target.store.restore(&file).await else { panic!("{}", target.name) };
        assert!(words.contains("与校验值不符"), "{words}");
        std::fs::remove_file(source.dir.path().join("backup.db.sha256")).unwrap();
        let Err(StoreError::Refused(words)) = target.store.restore(&file).await else { panic!("{}", target.name) };
        assert!(words.contains("没有校验文件"), "{words}");
        assert_eq!(target.store.installed().await.unwrap(), [], "{}", target.name);
    }
}

#[tokio::test]
async fn a_database_with_data_is_only_replaced_when_told() {
    for target in both().await {
        let [source, _] = both().await;
        filled(&source.store).await;
        let file = source.dir.path().join("backup.db");
        source.store.backup(&file).await.unwrap();
        let Err(StoreError::Refused(_)) = source.store.backup(&file).await else { panic!("it was overwritten") };
        installed(&target.store).await;
        let Err(StoreError::Refused(words)) = target.store.restore(&file).await else { panic!("{}", target.name) };
        assert!(words.contains("已有数据"), "{words}");
        target.store.restore_over(&file).await.unwrap();
        assert_eq!(picture(&target.store).await, picture(&source.store).await, "{}", target.name);
    }
}
