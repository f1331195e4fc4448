//! What is known of stored files.

use banjie_model::value::RecordId;
use banjie_store::{
    FileLink, StoredFile,
    testing::{Scratch, both},
};

use super::{file, sha};
use crate::fixture::*;

#[tokio::test]
async fn a_file_is_kept_once_and_everyone_who_uploaded_it_may_have_it() {
    for Scratch { store, name, .. } in both().await {
        let first = file('a', "wang", "2026-01-05 09:00");
        assert!(store.keep_file(&first).await.unwrap(), "{name}");
        let again = StoredFile { first_name: "另一个名字.jpg".into(), ..file('a', "li", "2026-01-06 09:00") };
        assert!(!store.keep_file(&again).await.unwrap(), "{name}");
        assert_eq!(store.stored_file(&sha('a')).await.unwrap(), Some(first), "{name}");
        for (account, expected) in [("wang", true), ("li", true), ("zhao", false)] {
            assert_eq!(store.is_uploader(&sha('a'), account).await.unwrap(), expected, "{name} {account}");
        }
        assert_eq!(store.stored_file(&sha('b')).await.unwrap(), None, "{name}");
        for bad in ["", "../../etc/passwd", &"A".repeat(64), &"a".repeat(63)] {
            let bad = StoredFile { sha256: bad.into(), ..file('a', "wang", "2026-01-05 09:00") };
            let said = store.keep_file(&bad).await.unwrap_err().to_string();
            assert!(said.contains("不是文件的 SHA-256 值"), "{name}: {said}");
        }
    }
}

#[tokio::test]
async fn a_file_knows_the_records_that_use_it() {
    for Scratch { store, name, .. } in both().await {
        store.keep_file(&file('a', "wang", "2026-01-05 09:00")).await.unwrap();
        assert_eq!(store.file_links(&sha('a')).await.unwrap(), [], "{name}");
        for record in [2, 1, 2] {
            store.link_file(&sha('a'), LEDGER, RecordId(record), "photos").await.unwrap();
        }
        store.link_file(&sha('b'), LEDGER, RecordId(3), "photos").await.unwrap();
        let link = |record| FileLink { ledger: LEDGER.into(), record: RecordId(record), field: "photos".into() };
        assert_eq!(store.file_links(&sha('a')).await.unwrap(), [link(1), link(2)], "{name}");
    }
}

#[tokio::test]
async fn files_nobody_needs_are_forgotten_and_no_others() {
    for Scratch { store, name, .. } in both().await {
        for (digit, when) in [
            ('a', "2026-01-01 09:00"),
            ('b', "2026-01-02 09:00"),
            ('c', "2026-01-03 09:00"),
            ('d', "2026-01-04 09:00"),
            ('e', "2026-02-01 09:00"),
        ] {
            store.keep_file(&file(digit, "wang", when)).await.unwrap();
        }
        store.link_file(&sha('b'), LEDGER, RecordId(1), "photos").await.unwrap();
        store.keep_file(&file('c', "li", "2026-02-01 09:00")).await.unwrap();
        let before = at("2026-02-01 00:00");
        assert_eq!(store.drop_unlinked_files(before, 1).await.unwrap(), [sha('a')], "{name}");
        assert_eq!(store.drop_unlinked_files(before, 9).await.unwrap(), [sha('d')], "{name}");
        assert_eq!(store.drop_unlinked_files(before, 9).await.unwrap(), [], "{name}");
        assert!(!store.is_uploader(&sha('a'), "wang").await.unwrap(), "{name}: nor is its upload known");
        for kept in ['b', 'c', 'e'] {
            assert!(store.stored_file(&sha(kept)).await.unwrap().is_some(), "{name} {kept}");
            assert!(store.is_uploader(&sha(kept), "wang").await.unwrap(), "{name} {kept}");
        }
        assert!(store.keep_file(&file('a', "li", "2026-02-02 09:00")).await.unwrap(), "{name}: new again");
    }
}
