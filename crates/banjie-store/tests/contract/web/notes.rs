//! Drafts, saved views, comments, settings, applications.

use banjie_desk::ports::StoreError;
use banjie_model::{Name, value::RecordId};
use banjie_store::{
    AnyStore, Application, Comment, Draft, Followed, SavedView,
    testing::{Scratch, both},
};

use super::{application, comment, draft, second, view};
use crate::fixture::*;

#[tokio::test]
async fn a_draft_is_kept_for_an_account_and_place_and_the_last_one_stays() {
    for Scratch { store, name, .. } in both().await {
        let first = draft("wang", "create:a.b", r#"{"party":"张"}"#, "2026-01-05 09:00");
        let later =
            Draft { version_seen: None, ..draft("wang", "create:a.b", r#"{"party":"张建"}"#, "2026-01-05 09:05") };
        let other = draft("wang", "act:a.b:12:file", "{}", "2026-01-05 09:03");
        let of_li = draft("li", "create:a.b", "{}", "2026-01-04 09:00");
        let mut ids = Vec::new();
        for draft in [&first, &other, &of_li, &later] {
            ids.push(store.save_draft(draft).await.unwrap());
        }
        assert_eq!(ids[0], ids[3], "{name}: the same draft");
        let later = Draft { id: ids[0], ..later };
        assert_eq!(store.draft("wang", "create:a.b").await.unwrap(), Some(later.clone()), "{name}");
        let expected = [later, Draft { id: ids[1], ..other }];
        assert_eq!(store.drafts("wang", 9).await.unwrap(), expected, "{name}");
        assert_eq!(store.drafts("wang", 1).await.unwrap(), expected[..1], "{name}");
        assert!(store.drop_draft("wang", "create:a.b").await.unwrap(), "{name}");
        assert!(!store.drop_draft("wang", "create:a.b").await.unwrap(), "{name}");
        assert_eq!(store.drop_old_drafts(at("2026-01-05 09:00")).await.unwrap(), 1, "{name}: that of li");
        assert_eq!(store.drafts("wang", 9).await.unwrap(), expected[1..], "{name}");
        let said = store.save_draft(&draft("wang", "x", "party=1", "2026-01-05 09:00")).await.unwrap_err();
        assert!(said.to_string().contains("不是 JSON"), "{name}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_windows_saving_one_draft_make_one_draft() {
    for scratch in both().await {
        let stores = [scratch.store.clone(), second(&scratch).await];
        let tasks: Vec<_> = (0..8)
            .map(|n| {
                let store = stores[n % 2].clone();
                tokio::spawn(async move {
                    store.save_draft(&draft("wang", "create:a.b", "{}", "2026-01-05 09:00")).await.unwrap()
                })
            })
            .collect();
        let mut ids = Vec::new();
        for task in tasks {
            ids.push(task.await.unwrap());
        }
        ids.dedup();
        let kept = scratch.store.drafts("wang", 9).await.unwrap();
        assert_eq!((ids, kept.len()), (vec![kept[0].id], 1), "{}", scratch.name);
    }
}

async fn names(store: &AnyStore, account: &str, orgs: &[&str]) -> Vec<Name> {
    let orgs: Vec<Name> = orgs.iter().map(|org| Name::from(*org)).collect();
    store.views(account, LEDGER, &orgs).await.unwrap().into_iter().map(|view| view.name).collect()
}

#[tokio::test]
async fn ones_own_views_come_first_then_those_shared_with_ones_organisations() {
    for Scratch { store, name, .. } in both().await {
        let mut ids = Vec::new();
        for view in [
            view("wang", "乙", None, 2),
            view("wang", "甲", Some("lc"), 1),
            view("li", "丙", Some("lc"), 0),
            view("li", "丁", None, 0),
            SavedView { ledger: "other.ledger".into(), ..view("wang", "甲", Some("lc"), 0) },
        ] {
            ids.push(store.save_view(&view).await.unwrap());
        }
        assert_eq!(names(&store, "wang", &["lc"]).await, ["甲".into(), "乙".into(), Name::from("丙")], "{name}");
        assert_eq!(names(&store, "wang", &[]).await, ["甲".into(), Name::from("乙")], "{name}");
        assert_eq!(names(&store, "zhao", &["oj", "lc"]).await, ["丙".into(), Name::from("甲")], "{name}");

        let renamed =
            SavedView { id: ids[0], name: "戊".into(), query: "".into(), position: 0, ..view("wang", "", None, 0) };
        assert_eq!(store.save_view(&renamed).await.unwrap(), ids[0], "{name}");
        assert_eq!(store.view(ids[0]).await.unwrap(), Some(renamed.clone()), "{name}");
        let stolen = SavedView { account: "li".into(), ..renamed.clone() };
        let double = SavedView { name: "甲".into(), ..renamed };
        for (bad, expected) in [(stolen, "不是您保存的"), (double, "已有名为“甲”的视图")] {
            let Err(StoreError::Refused(words)) = store.save_view(&bad).await else { panic!("{name}") };
            assert!(words.contains(expected), "{name}: {words}");
        }
        assert!(!store.delete_view(ids[0], "li").await.unwrap(), "{name}: not his");
        assert!(store.delete_view(ids[0], "wang").await.unwrap(), "{name}");
        assert_eq!(names(&store, "wang", &[]).await, ["甲".into()], "{name}");
    }
}

#[tokio::test]
async fn comments_stay_in_order_and_only_their_writer_takes_them_back() {
    for Scratch { store, name, .. } in both().await {
        let said = [comment("wang", 1, "已电话通知。"), comment("li", 1, "收到。"), comment("li", 2, "另案。")];
        let mut ids = Vec::new();
        for comment in &said {
            ids.push(store.add_comment(comment).await.unwrap());
        }
        let now = at("2026-01-06 09:00");
        assert!(!store.remove_comment(ids[0], "li", now).await.unwrap(), "{name}");
        assert!(store.remove_comment(ids[0], "wang", now).await.unwrap(), "{name}");
        assert!(!store.remove_comment(ids[0], "wang", now).await.unwrap(), "{name}: once");
        let expected = [
            Comment { id: ids[0], removed_at: Some(now), ..said[0].clone() },
            Comment { id: ids[1], ..said[1].clone() },
        ];
        assert_eq!(store.comments(LEDGER, RecordId(1)).await.unwrap(), expected, "{name}");
        assert_eq!(store.count_comments(LEDGER, RecordId(1)).await.unwrap(), 1, "{name}");
        assert_eq!(store.count_comments("other.ledger", RecordId(1)).await.unwrap(), 0, "{name}");
    }
}

#[tokio::test]
async fn a_setting_holds_what_it_was_last_set_to() {
    for Scratch { store, name, .. } in both().await {
        assert_eq!(store.setting("demo").await.unwrap(), None, "{name}");
        for (key, value) in [("demo", Some("yes")), ("demo", Some("no")), ("title", Some("办结")), ("gone", None)] {
            store.set_setting(key, value).await.unwrap();
        }
        assert_eq!(store.setting("demo").await.unwrap().as_deref(), Some("no"), "{name}");
        store.set_setting("demo", None).await.unwrap();
        assert_eq!(store.settings().await.unwrap(), [("title".into(), "办结".into())], "{name}");
    }
}

#[tokio::test]
async fn an_application_is_found_by_code_or_number_only_with_its_telephone_number() {
    for Scratch { store, name, .. } in both().await {
        let phone = store.blind("phone", "13800000001").unwrap();
        assert_eq!(store.blind("phone", "13800000001").unwrap(), phone);
        assert_ne!(store.blind("phone", "13800000002").unwrap(), phone);
        assert_ne!(store.blind("code", "13800000001").unwrap(), phone);
        let first = application("c1", 1, &phone, "2026-01-05 09:00");
        let second = Application { number: None, ..application("c2", 2, &phone, "2026-01-06 09:00") };
        for application in [&first, &second, &application("c3", 1, "other", "2026-01-07 09:00")] {
            store.keep_application(application).await.unwrap();
        }
        let code = |code: &str| Followed::Code(code.into());
        let number = Followed::Number("违〔2026〕1号".into());
        assert_eq!(store.application(&code("c2"), &phone).await.unwrap(), Some(second.clone()), "{name}");
        assert_eq!(store.application(&number, &phone).await.unwrap(), Some(first.clone()), "{name}");
        for (followed, phone) in [(code("c1"), "x"), (number, "x"), (code("c9"), &*phone), (code("c3"), &*phone)] {
            assert_eq!(store.application(&followed, phone).await.unwrap(), None, "{name}: {followed:?}");
        }
        assert_eq!(store.applications_of_phone(&phone, 9).await.unwrap(), [second, first], "{name}");
        assert_eq!(store.applications_of_phone(&phone, 1).await.unwrap().len(), 1, "{name}");
        let behind = store.applications_of_record(LEDGER, RecordId(1)).await.unwrap();
        assert_eq!(behind.iter().map(|a| &*a.code_hash).collect::<Vec<_>>(), ["c1", "c3"], "{name}");
    }
}
