//! Credentials: what many may do at once is counted exactly.

use banjie_model::Moment;
use banjie_store::{
    AnyStore, Credential,
    testing::{Scratch, both},
};
use chrono::TimeDelta;
use proptest::prelude::*;

use super::{credential, second};
use crate::fixture::*;

const MAX: u32 = 5;
const MINUTES: u32 = 15;

async fn read(store: &AnyStore, account: &str) -> Credential {
    store.credential(account).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_credential_comes_back_as_it_went_in_and_each_change_touches_one_thing() {
    for Scratch { store, name, .. } in both().await {
        let full = Credential {
            last_totp_step: Some(58_000_000),
            failures: 2,
            locked_until: Some(at("2026-01-05 09:15")),
            disabled: true,
            last_sign_in: Some(at("2026-01-04 08:59")),
            ..credential("wang")
        };
        assert_eq!(store.credential("wang").await.unwrap(), None, "{name}");
        for made in [credential("li"), credential("wang"), full.clone()] {
            store.save_credential(&made).await.unwrap();
        }
        assert_eq!(store.credentials().await.unwrap(), [credential("li"), full.clone()], "{name}");

        let now = at("2026-01-06 09:00");
        assert!(store.set_password("wang", "new", false, now).await.unwrap(), "{name}");
        assert!(store.set_totp("wang", Some("OTHER")).await.unwrap(), "{name}");
        assert!(store.set_disabled("wang", false).await.unwrap(), "{name}");
        assert!(store.unlock_account("wang").await.unwrap(), "{name}");
        let expected = Credential {
            password_hash: "new".into(),
            must_change: false,
            totp_secret: Some("OTHER".into()),
            last_totp_step: None,
            failures: 0,
            locked_until: None,
            disabled: false,
            changed_at: now,
            ..full
        };
        assert_eq!(read(&store, "wang").await, expected, "{name}");
        assert!(store.set_totp("wang", None).await.unwrap(), "{name}");
        assert_eq!(read(&store, "wang").await, Credential { totp_secret: None, ..expected }, "{name}");
        assert_eq!(store.note_failure("nobody", now, MAX, MINUTES).await.unwrap(), None, "{name}");
        let told = [
            store.set_password("nobody", "x", true, now).await.unwrap(),
            store.set_totp("nobody", None).await.unwrap(),
            store.set_disabled("nobody", true).await.unwrap(),
            store.unlock_account("nobody").await.unwrap(),
            store.note_success("nobody", now).await.unwrap(),
            store.use_totp_step("nobody", 1).await.unwrap(),
        ];
        assert_eq!(told, [false; 6], "{name}");
        assert_eq!(read(&store, "li").await, credential("li"), "{name}: nobody else was touched");
    }
}

#[test]
fn a_credential_is_never_printed_with_its_secrets() {
    let told = format!("{:?}", credential("wang"));
    assert!(told.contains("wang") && !told.contains("argon2id") && !told.contains("JBSW"), "{told}");
}

#[tokio::test]
async fn nobody_is_let_in_while_locked_or_shut_out() {
    for Scratch { store, name, .. } in both().await {
        store.save_credential(&credential("wang")).await.unwrap();
        for _ in 0..MAX {
            store.note_failure("wang", at("2026-01-05 09:00"), MAX, MINUTES).await.unwrap();
        }
        assert!(read(&store, "wang").await.is_locked(at("2026-01-05 09:14")), "{name}");
        assert!(!store.note_success("wang", at("2026-01-05 09:14")).await.unwrap(), "{name}");
        assert!(store.note_success("wang", at("2026-01-05 09:15")).await.unwrap(), "{name}: a lock ends by itself");
        let then = read(&store, "wang").await;
        assert_eq!((then.failures, then.locked_until), (0, None), "{name}");
        assert_eq!(then.last_sign_in, Some(at("2026-01-05 09:15")), "{name}");
        store.set_disabled("wang", true).await.unwrap();
        assert!(!store.note_success("wang", at("2026-01-05 10:00")).await.unwrap(), "{name}");
    }
}

/// Eight tasks on two openings of each database.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn failures_of_eight_at_once_are_all_counted() {
    for scratch in both().await {
        scratch.store.save_credential(&credential("wang")).await.unwrap();
        let stores = [scratch.store.clone(), second(&scratch).await];
        let tasks: Vec<_> = (0..8)
            .map(|n| {
                let store = stores[n % 2].clone();
                tokio::spawn(async move {
                    let mut told = Vec::new();
                    for _ in 0..5 {
                        let then = store.note_failure("wang", at("2026-01-05 09:00"), 40, MINUTES).await.unwrap();
                        told.push(then.unwrap().failures);
                    }
                    told
                })
            })
            .collect();
        let mut told = Vec::new();
        for task in tasks {
            told.extend(task.await.unwrap());
        }
        told.sort_unstable();
        assert_eq!(told, (1..=40).collect::<Vec<_>>(), "{}", scratch.name);
        assert!(read(&scratch.store, "wang").await.is_locked(at("2026-01-05 09:01")), "{}", scratch.name);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_eight_using_a_code_at_once_one_gets_in() {
    for scratch in both().await {
        scratch.store.save_credential(&credential("wang")).await.unwrap();
        let stores = [scratch.store.clone(), second(&scratch).await];
        for (step, expected) in [(10, 1), (11, 1), (9, 0), (11, 0), (12, 1)] {
            let tasks: Vec<_> = (0..8)
                .map(|n| {
                    let store = stores[n % 2].clone();
                    tokio::spawn(async move { store.use_totp_step("wang", step).await.unwrap() })
                })
                .collect();
            let mut let_in = 0;
            for task in tasks {
                let_in += usize::from(task.await.unwrap());
            }
            assert_eq!(let_in, expected, "{} step {step}", scratch.name);
        }
        assert_eq!(read(&scratch.store, "wang").await.last_totp_step, Some(12), "{}", scratch.name);
    }
}

/// What may happen to an account, some seconds after what happened before.
#[derive(Clone, Copy, Debug)]
enum Step {
    Failure,
    Success,
    Unlock,
}

/// What [`AnyStore::note_failure`] and its like say they do.
#[derive(Debug, Default, PartialEq, Eq)]
struct Told {
    failures: u32,
    locked_until: Option<Moment>,
}

impl Told {
    fn follow(&mut self, step: Step, now: Moment) -> bool {
        let locked = self.locked_until.is_some_and(|until| now < until);
        match step {
            Step::Unlock => *self = Told::default(),
            Step::Success if locked => return false,
            Step::Success => *self = Told::default(),
            Step::Failure if locked => {}
            Step::Failure => {
                self.failures = if self.locked_until.is_some() { 1 } else { self.failures + 1 };
                let full = self.failures >= MAX;
                self.locked_until = full.then(|| now + TimeDelta::minutes(i64::from(MINUTES)));
            }
        }
        true
    }
}

async fn happen(store: &AnyStore, account: &str, step: Step, now: Moment) -> bool {
    match step {
        Step::Failure => store.note_failure(account, now, MAX, MINUTES).await.unwrap().is_some(),
        Step::Success => store.note_success(account, now).await.unwrap(),
        Step::Unlock => store.unlock_account(account).await.unwrap(),
    }
}

#[test]
fn whatever_happens_failures_and_locks_follow_the_rule() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let scratches = runtime.block_on(both());
    let step = prop_oneof![8 => Just(Step::Failure), 1 => Just(Step::Success), 1 => Just(Step::Unlock)];
    // Nine hundred seconds after it began a lock ends: the moment itself is free.
    let pause = prop_oneof![6 => 0_i64..60, 2 => 0_i64..1_000, 1 => Just(i64::from(MINUTES) * 60)];
    let steps = proptest::collection::vec((step, pause), 1..40);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(24));
    let ran = runner.run(&steps, |steps| {
        for Scratch { store, name, .. } in &scratches {
            runtime.block_on(async {
                store.save_credential(&credential("wang")).await.unwrap();
                let (mut told, mut now) = (Told::default(), at("2026-01-05 09:00"));
                for (step, seconds) in &steps {
                    now += TimeDelta::seconds(*seconds);
                    let expected = told.follow(*step, now);
                    prop_assert_eq!(happen(store, "wang", *step, now).await, expected, "{} {:?}", name, step);
                    let then = read(store, "wang").await;
                    let found = Told { failures: then.failures, locked_until: then.locked_until };
                    prop_assert_eq!(&found, &told, "{}", name);
                }
                Ok(())
            })?;
        }
        Ok(())
    });
    ran.unwrap();
}
