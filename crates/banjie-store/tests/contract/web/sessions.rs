//! Sessions.

use banjie_store::{
    AnyStore, Session,
    testing::{Scratch, both},
};

use super::session;
use crate::fixture::*;

async fn ids(store: &AnyStore, account: &str, now: &str) -> Vec<String> {
    store.sessions_of(account, at(now)).await.unwrap().iter().map(|s| s.id_hash.to_string()).collect()
}

#[tokio::test]
async fn a_session_lasts_until_it_expires_or_is_ended() {
    for Scratch { store, name, .. } in both().await {
        let mut first = session("s1", "wang", "2026-01-05 09:30");
        store.open_session(&first).await.unwrap();
        assert_eq!(store.session("s1", at("2026-01-05 09:29")).await.unwrap(), Some(first.clone()), "{name}");
        assert_eq!(store.session("s1", at("2026-01-05 09:30")).await.unwrap(), None, "{name}");

        (first.seen_at, first.expires_at) = (at("2026-01-05 09:20"), at("2026-01-05 09:50"));
        assert!(store.touch_session("s1", first.seen_at, first.expires_at).await.unwrap(), "{name}");
        assert!(store.set_session_role("s1", Some("leader")).await.unwrap(), "{name}");
        first.role = Some("leader".into());
        assert_eq!(store.session("s1", at("2026-01-05 09:40")).await.unwrap(), Some(first), "{name}");
        let late = (at("2026-01-05 09:50"), at("2026-01-05 10:20"));
        assert!(!store.touch_session("s1", late.0, late.1).await.unwrap(), "{name}: what has expired stays so");

        assert!(store.end_session("s1").await.unwrap(), "{name}");
        assert!(!store.end_session("s1").await.unwrap(), "{name}");
        assert_eq!(store.session("s1", at("2026-01-05 09:10")).await.unwrap(), None, "{name}");
    }
}

#[tokio::test]
async fn a_replaced_session_is_worth_nothing_and_one_that_ended_is_not_replaced() {
    for Scratch { store, name, .. } in both().await {
        store.open_session(&session("s1", "wang", "2026-01-05 17:00")).await.unwrap();
        let full = Session { second_factor_done: true, ..session("s2", "wang", "2026-01-05 17:00") };
        assert!(store.replace_session("s1", &full).await.unwrap(), "{name}");
        assert_eq!(store.sessions_of("wang", at("2026-01-05 09:10")).await.unwrap(), [full], "{name}");
        let other = session("s3", "wang", "2026-01-05 17:00");
        assert!(!store.replace_session("s1", &other).await.unwrap(), "{name}");
        assert_eq!(ids(&store, "wang", "2026-01-05 09:10").await, ["s2"], "{name}");
    }
}

#[tokio::test]
async fn sessions_of_an_account_are_listed_and_ended_together() {
    for Scratch { store, name, .. } in both().await {
        for (id, account, expires) in [
            ("s1", "wang", "2026-01-05 09:30"),
            ("s2", "wang", "2026-01-05 17:00"),
            ("s3", "wang", "2026-01-05 17:00"),
            ("s4", "li", "2026-01-05 17:00"),
        ] {
            store.open_session(&session(id, account, expires)).await.unwrap();
        }
        store.touch_session("s3", at("2026-01-05 09:20"), at("2026-01-05 17:00")).await.unwrap();
        assert_eq!(ids(&store, "wang", "2026-01-05 10:00").await, ["s3", "s2"], "{name}");
        assert_eq!(store.drop_expired_sessions(at("2026-01-05 10:00")).await.unwrap(), 1, "{name}");
        assert_eq!(ids(&store, "wang", "2026-01-05 09:10").await, ["s3", "s2"], "{name}: the first is gone");
        assert_eq!(store.end_sessions_of("wang", Some("s2")).await.unwrap(), 1, "{name}");
        assert_eq!(ids(&store, "wang", "2026-01-05 10:00").await, ["s2"], "{name}");
        assert_eq!(store.end_sessions_of("wang", None).await.unwrap(), 1, "{name}");
        assert_eq!(ids(&store, "li", "2026-01-05 10:00").await, ["s4"], "{name}");
    }
}
