//! Tokens of programs, and requests that are done once.

use banjie_store::{
    ApiToken, Claim,
    testing::{Scratch, both},
};

use super::{second, token};
use crate::fixture::*;

#[tokio::test]
async fn a_token_is_found_by_its_hash_and_lives_until_it_expires_or_is_revoked() {
    for Scratch { store, name, .. } in both().await {
        let mut ids = Vec::new();
        for made in [token("wang", "h1"), token("wang", "h2"), token("li", "h3"), token("li", "h4")] {
            ids.push(store.make_token(&made).await.unwrap());
        }
        let first = ApiToken { id: ids[0], ..token("wang", "h1") };
        assert_eq!(store.token("h1").await.unwrap(), Some(first.clone()), "{name}");
        assert_eq!(store.token("h9").await.unwrap(), None, "{name}");
        let now = at("2026-01-06 09:00");
        assert!(first.is_live(now) && !first.is_live(at("2026-02-05 09:00")), "{name}");

        assert!(!store.revoke_token(ids[0], Some("li"), now).await.unwrap(), "{name}: not his");
        assert!(store.revoke_token(ids[0], Some("wang"), now).await.unwrap(), "{name}");
        assert!(!store.revoke_token(ids[0], None, at("2026-01-07 09:00")).await.unwrap(), "{name}: once");
        let revoked = store.token("h1").await.unwrap().unwrap();
        assert_eq!((revoked.revoked_at, revoked.is_live(now)), (Some(now), false), "{name}");
        assert_eq!(store.revoke_tokens_of("li", now).await.unwrap(), 2, "{name}");
        let told = async |account| {
            let all = store.tokens(account).await.unwrap();
            all.iter().map(|t| (t.hash.to_string(), t.is_live(now))).collect::<Vec<_>>()
        };
        let is = |hash: &str, live| (hash.to_owned(), live);
        assert_eq!(told(Some("wang")).await, [is("h2", true), is("h1", false)], "{name}");
        assert_eq!(told(None).await, [is("h4", false), is("h3", false), is("h2", true), is("h1", false)], "{name}");
        assert!(store.make_token(&token("zhao", "h1")).await.is_err(), "{name}: no two with one hash");
    }
}

#[tokio::test]
async fn the_last_use_of_a_token_is_noted_once_a_minute() {
    for Scratch { store, name, .. } in both().await {
        store.make_token(&token("wang", "h1")).await.unwrap();
        for (now, expected) in [
            ("2026-01-06 09:00", "2026-01-06 09:00"),
            ("2026-01-06 09:00", "2026-01-06 09:00"),
            ("2026-01-06 09:01", "2026-01-06 09:01"),
        ] {
            let known = store.token("h1").await.unwrap().unwrap();
            store.touch_token(&known, at(now)).await.unwrap();
            let half = at(now) + chrono::TimeDelta::seconds(30);
            store.touch_token(&store.token("h1").await.unwrap().unwrap(), half).await.unwrap();
            let then = store.token("h1").await.unwrap().unwrap().last_used_at;
            assert_eq!(then, Some(at(expected)), "{name}");
        }
        let shown = serde_json::to_string(&token("wang", "h1")).unwrap();
        assert!(!shown.contains("h1"), "{shown}");
    }
}

#[tokio::test]
async fn a_request_is_done_once_and_its_answer_given_again() {
    for Scratch { store, name, .. } in both().await {
        let now = at("2026-01-05 09:00");
        let claim = async |key, account, request| store.claim_once(key, account, request, now).await.unwrap();
        assert_eq!(claim("k", "wang", "r").await, Claim::New, "{name}");
        assert_eq!(claim("k", "wang", "r").await, Claim::Running { since: now }, "{name}");
        assert_eq!(claim("k", "li", "r").await, Claim::New, "{name}: keys belong to accounts");
        assert!(store.answer_once("k", "wang", 201, &"{\"id\":1}".into()).await.unwrap(), "{name}");
        assert!(!store.answer_once("k", "wang", 500, &"".into()).await.unwrap(), "{name}: the first answer stays");
        let answered = Claim::Answered { status: 201, body: "{\"id\":1}".into() };
        assert_eq!(claim("k", "wang", "r").await, answered, "{name}");
        assert_eq!(claim("k", "wang", "other").await, Claim::OtherRequest, "{name}");
        assert!(!store.release_once("k", "wang").await.unwrap(), "{name}: answered is answered");
        assert!(store.release_once("k", "li").await.unwrap(), "{name}");
        assert_eq!(claim("k", "li", "other").await, Claim::New, "{name}");
        assert!(!store.answer_once("k9", "li", 200, &"".into()).await.unwrap(), "{name}: never claimed");
        assert_eq!(store.drop_old_once(now).await.unwrap(), 0, "{name}");
        assert_eq!(store.drop_old_once(at("2026-01-05 09:01")).await.unwrap(), 2, "{name}");
        assert_eq!(claim("k", "wang", "r").await, Claim::New, "{name}");
    }
}

/// Eight tasks on two openings of each database.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_eight_sending_a_request_at_once_one_does_it() {
    for scratch in both().await {
        let stores = [scratch.store.clone(), second(&scratch).await];
        for round in 0..10 {
            let tasks: Vec<_> = (0..8)
                .map(|n| {
                    let (store, key) = (stores[n % 2].clone(), format!("k{round}"));
                    tokio::spawn(async move {
                        let claim = store.claim_once(&key, "wang", "r", at("2026-01-05 09:00")).await.unwrap();
                        if claim == Claim::New {
                            store.answer_once(&key, "wang", 200, &format!("{n}").into()).await.unwrap();
                        }
                        (n, claim)
                    })
                })
                .collect();
            let mut told = Vec::new();
            for task in tasks {
                told.push(task.await.unwrap());
            }
            let winners: Vec<usize> = told.iter().filter(|(_, c)| *c == Claim::New).map(|(n, _)| *n).collect();
            assert_eq!(winners.len(), 1, "{} {told:?}", scratch.name);
            let key = format!("k{round}");
            let last = scratch.store.claim_once(&key, "wang", "r", at("2026-01-05 09:00")).await.unwrap();
            let expected = Claim::Answered { status: 200, body: winners[0].to_string().into() };
            assert_eq!(last, expected, "{}", scratch.name);
        }
    }
}
