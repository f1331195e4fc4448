//! Writing: all of it or nothing, in order, without gaps.

use banjie_desk::ports::{ListQuery, Store, StoreError, StoreTx};
use banjie_model::{definition::ConsequenceKind, value::RecordId, value::Value};
use banjie_store::testing::{both, postgres};

use crate::fixture::*;

#[tokio::test]
async fn every_type_of_value_comes_back_as_it_went_in() {
    for scratch in both().await {
        let store = &scratch.store;
        let ledger = installed(store).await;
        let ids = fresh_ids(store, 2).await;
        let empty = vec![Value::Missing; ledger.fields.len()];
        let mut first = create(&ledger, ids[0], "2025-09-28 09:00", full_values());
        first.record().hand_overs.push(hand_over());
        let mut second = create(&ledger, ids[1], "2025-09-28 09:01", empty.clone());
        second.record().number = None;
        let mut expected = first.record().clone();
        assert_eq!(commit(store, vec![first, second]).await, 1);
        expected.from_seq = 1;
        assert_eq!(store.case(&ledger, ids[0]).await.unwrap().unwrap().record, expected, "{}", scratch.name);
        let plain = store.case(&ledger, ids[1]).await.unwrap().unwrap().record;
        assert_eq!((plain.values, plain.number, plain.from_seq), (empty, None, 2), "{}", scratch.name);
    }
}

#[tokio::test]
async fn versions_follow_one_another_and_the_past_stays() {
    for scratch in both().await {
        let store = &scratch.store;
        let ledger = installed(store).await;
        let id = fresh_ids(store, 1).await[0];
        let mut draft =
            create(&ledger, id, "2025-09-28 09:00", full_values()).run("filing", 1, "2025-10-14 23:59", |_| {});
        let first = draft.record().clone();
        commit(store, vec![draft]).await;
        // Two acts on one record in one batch.
        let mut second = next(&ledger, &first, "file", "2025-09-29 09:00")
            .run("filing", 1, "2025-10-14 23:59", |run| met(run, "2025-09-29 09:00"))
            .run("handling", 1, "2025-12-28 23:59", |_| {});
        second.record().state = Some("filed".into());
        let filed = second.record().clone();
        let mut third = next(&ledger, &filed, "edit", "2025-09-30 09:00");
        third.record().values[4] = Value::Decimal(dec("99.90"));
        assert_eq!(commit(store, vec![second, third]).await, 2);

        let versions = store.versions(&ledger, id).await.unwrap();
        let told: Vec<_> = versions.iter().map(|v| (v.version, v.from_seq, v.state.as_deref().unwrap())).collect();
        assert_eq!(told, [(1, 1, "found"), (2, 2, "filed"), (3, 3, "filed")], "{}", scratch.name);
        let case = store.case(&ledger, id).await.unwrap().unwrap();
        assert_eq!(case.record.values[4], Value::Decimal(dec("99.90")));
        let runs: Vec<_> = case.runs.iter().map(|r| (&*r.key.limit, r.ended.is_some(), r.calendar)).collect();
        assert_eq!(runs, [("filing", true, u64::MAX - 3), ("handling", false, u64::MAX - 3)], "{}", scratch.name);
        for (seq, area) in [(1, "120.50"), (2, "120.50"), (3, "99.90")] {
            let query = ListQuery { as_of: Some(seq), ..ListQuery::default() };
            let then = store.list(&ledger, &query).await.unwrap();
            assert_eq!(
                (then.len(), &then[0].values[4]),
                (1, &Value::Decimal(dec(area))),
                "{} as of {seq}",
                scratch.name
            );
        }
        assert_eq!(store.list(&ledger, &ListQuery { as_of: Some(0), ..ListQuery::default() }).await.unwrap(), []);
    }
}

#[tokio::test]
async fn an_event_carries_what_followed_and_a_hash_of_its_content() {
    let mut hashes = Vec::new();
    for scratch in both().await {
        let store = &scratch.store;
        let ledger = installed(store).await;
        let id = fresh_ids(store, 1).await[0];
        let mut draft = create(&ledger, id, "2025-09-28 09:00", full_values());
        let (event, record) = (draft.write.decision.event.clone(), draft.record().clone());
        commit(store, vec![draft]).await;
        commit(store, vec![tick(&ledger, &record, "2025-10-15 00:00")]).await;
        let events = store.events(&ledger, id).await.unwrap();
        assert_eq!(events.iter().map(|e| e.seq).collect::<Vec<_>>(), [1, 2], "{}", scratch.name);
        assert_eq!(events[0].event, event, "{}", scratch.name);
        assert!(events[0].hash.len() == 64 && events[0].hash != events[1].hash);
        hashes.push(events[0].hash.clone());
        for (moment, seq) in
            [("2025-09-28 08:59", 0), ("2025-09-28 09:00", 1), ("2025-10-14 09:00", 1), ("2026-01-01 00:00", 2)]
        {
            assert_eq!(store.seq_at(at(moment)).await.unwrap(), seq, "{} {moment}", scratch.name);
        }
    }
    assert_eq!(hashes[0], hashes[1], "the hash does not depend on the database");
}

#[tokio::test]
async fn a_transaction_that_is_dropped_leaves_nothing() {
    for scratch in both().await {
        let store = &scratch.store;
        let ledger = installed(store).await;
        {
            let mut tx = store.begin().await.unwrap();
            let id = tx.next_record_ids(1).await.unwrap();
            let draft = create(&ledger, id, "2025-09-28 09:00", full_values())
                .run("filing", 1, "2025-10-14 23:59", |_| {})
                .message("1/filing/1/yellow");
            tx.write(&[draft.write]).await.unwrap();
            assert_eq!(tx.cases(&ledger, &[id]).await.unwrap().len(), 1, "a transaction sees its own writes");
        }
        assert_eq!(store.head().await.unwrap(), 0, "{}", scratch.name);
        assert_eq!(store.list(&ledger, &ListQuery::default()).await.unwrap(), []);
        assert_eq!(store.due(at("2030-01-01 00:00"), 10).await.unwrap(), []);
        assert_eq!(fresh_ids(store, 1).await[0], RecordId(1), "{}: even the ids", scratch.name);
    }
}

#[tokio::test]
async fn positions_are_without_gaps_under_eight_writers() {
    for scratch in both().await {
        let ledger = installed(&scratch.store).await;
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..8 {
            let (store, ledger) = (scratch.store.clone(), ledger.clone());
            writers.spawn(async move {
                for i in 0..10 {
                    let mut tx = store.begin().await.unwrap();
                    let id = tx.next_record_ids(2).await.unwrap();
                    let draft = |n: i64| {
                        let set = [("party", Value::text(&format!("{writer}-{i}-{n}")))];
                        create(&ledger, RecordId(id.0 + n), "2025-09-28 09:00", values(&ledger, &set)).write
                    };
                    tx.write(&[draft(0), draft(1)]).await.unwrap();
                    if i % 3 == 0 {
                        continue; // given up
                    }
                    tx.commit().await.unwrap();
                }
            });
        }
        while let Some(done) = writers.join_next().await {
            done.unwrap();
        }
        let records = scratch.store.list(&ledger, &ListQuery::default()).await.unwrap();
        let mut seqs: Vec<_> = records.iter().map(|r| r.from_seq).collect();
        seqs.sort_unstable();
        assert_eq!(seqs, (1..=8 * 6 * 2).collect::<Vec<_>>(), "{}", scratch.name);
        assert_eq!(scratch.store.head().await.unwrap(), 8 * 6 * 2);
    }
}

#[tokio::test]
async fn a_version_somebody_else_replaced_is_a_conflict_and_nothing_is_written() {
    for scratch in both().await {
        let store = &scratch.store;
        let ledger = installed(store).await;
        let ids = fresh_ids(store, 2).await;
        let mut draft = create(&ledger, ids[0], "2025-09-28 09:00", full_values());
        let first = draft.record().clone();
        commit(store, vec![draft]).await;
        commit(store, vec![next(&ledger, &first, "edit", "2025-09-29 09:00")]).await;
        let mut tx = store.begin().await.unwrap();
        let other = create(&ledger, ids[1], "2025-09-29 09:00", values(&ledger, &[]));
        let stale = next(&ledger, &first, "edit", "2025-09-29 09:01");
        let refused = tx.write(&[other.write, stale.write]).await;
        let Err(StoreError::Busy(words)) = refused else { panic!("{}: {refused:?}", scratch.name) };
        assert!(words.contains("1 条记录刚被别人改过") && words.contains("没有写入任何数据"), "{words}");
        drop(tx);
        assert_eq!(store.head().await.unwrap(), 2, "{}", scratch.name);
    }
}

#[tokio::test]
async fn the_business_key_is_guarded_even_when_nobody_asked() {
    for scratch in both().await {
        let store = &scratch.store;
        let ledger = installed(store).await;
        let ids = fresh_ids(store, 3).await;
        commit(store, vec![create(&ledger, ids[0], "2025-09-28 09:00", full_values())]).await;
        let mut tx = store.begin().await.unwrap();
        let refused = tx.write(&[create(&ledger, ids[1], "2025-09-28 09:00", full_values()).write]).await;
        let Err(StoreError::Busy(words)) = refused else { panic!("{}: {refused:?}", scratch.name) };
        assert!(words.contains("相同业务键") && words.contains("没有写入任何数据"), "{words}");
        drop(tx);
        // A key with a missing part is nobody's: two such records may be.
        let half = values(&ledger, &[("site", site("五马街1号"))]);
        commit(store, ids[1..].iter().map(|id| create(&ledger, *id, "2025-09-28 09:00", half.clone())).collect()).await;
    }
}

#[tokio::test]
async fn ids_by_key_and_number_are_found_in_bulk() {
    for scratch in both().await {
        let store = &scratch.store;
        let ledger = installed(store).await;
        let ids = fresh_ids(store, 300).await;
        let key = |i: usize| vec![site(&format!("{i}号")), Value::Date(day("2025-09-28"))];
        let draft = |(i, id): (usize, &RecordId)| {
            let set = [("site", key(i)[0].clone()), ("found_on", key(i)[1].clone())];
            create(&ledger, *id, "2025-09-28 09:00", values(&ledger, &set))
        };
        commit(store, ids.iter().enumerate().map(draft).collect()).await;
        let mut tx = store.begin().await.unwrap();
        let mut asked: Vec<_> = (0..300).map(key).collect();
        asked.push(vec![site("301号"), Value::Date(day("2025-09-28"))]);
        asked.push(vec![site("1号"), Value::Missing]);
        let found = tx.find_keys(&ledger, &asked).await.unwrap();
        assert_eq!((found.len(), found[&asked[7]]), (300, ids[7]), "{}", scratch.name);
        let numbers = ["违建〔2025〕3号".into(), "违建〔2024〕3号".into()];
        let found = tx.find_numbers(&ledger, &numbers).await.unwrap();
        assert_eq!((found.len(), found[&numbers[0]]), (1, RecordId(3)), "{}", scratch.name);
        assert_eq!(tx.cases(&ledger, &ids).await.unwrap().len(), 300, "{}", scratch.name);
        assert_eq!(&*tx.pinned(&ledger, &ids).await.unwrap()[&ids[299]], "1.0.0");
        assert_eq!(tx.next_numbers("a", 5).await.unwrap(), 1);
        assert_eq!((tx.next_numbers("a", 1).await.unwrap(), tx.next_numbers("b", 1).await.unwrap()), (6, 1));
    }
}

#[tokio::test]
async fn a_message_is_kept_once_however_often_it_is_decided() {
    for scratch in both().await {
        let store = &scratch.store;
        let ledger = installed(store).await;
        let id = fresh_ids(store, 1).await[0];
        let mut draft = create(&ledger, id, "2025-09-28 09:00", full_values()).message("k");
        let record = draft.record().clone();
        commit(store, vec![draft, tick(&ledger, &record, "2025-10-15 00:00").message("k")]).await;
        commit(store, vec![tick(&ledger, &record, "2025-10-16 00:00").message("k")]).await;
        assert_eq!(store.head().await.unwrap(), 3, "{}", scratch.name);
    }
}

#[tokio::test]
async fn two_processes_do_not_lose_each_others_version_on_postgresql() {
    let scratch = postgres().await;
    let other = banjie_store::connect(&scratch.address).await.unwrap();
    let ledger = installed(&scratch.store).await;
    let id = fresh_ids(&scratch.store, 1).await[0];
    commit(&scratch.store, vec![create(&ledger, id, "2025-09-28 09:00", full_values())]).await;
    let mut tasks = tokio::task::JoinSet::new();
    for store in [scratch.store.clone(), other, scratch.store.clone()] {
        let ledger = ledger.clone();
        tasks.spawn(async move {
            for _ in 0..20 {
                let mut tx = store.begin().await.unwrap();
                let case =
                    tx.cases(&ledger, &[id]).await.unwrap().remove(&id).expect("the lock shows the newest version");
                tx.write(&[next(&ledger, &case.record, "edit", "2025-09-29 09:00").write]).await.unwrap();
                tx.commit().await.unwrap();
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    assert_eq!(scratch.store.case(&ledger, id).await.unwrap().unwrap().record.version, 61);
}

#[tokio::test]
async fn the_scheduler_finds_what_is_due_and_what_another_calendar_judged() {
    for scratch in both().await {
        let store = &scratch.store;
        let ledger = installed(store).await;
        let ids = fresh_ids(store, 3).await;
        let due = ["2025-10-14 00:00", "2025-10-10 00:00", "2025-10-12 00:00"];
        let mut drafts = Vec::new();
        for (id, due) in ids.iter().zip(due) {
            let set = [("party", Value::text("甲"))];
            drafts.push(create(&ledger, *id, "2025-09-28 09:00", values(&ledger, &set)).run("filing", 1, due, |run| {
                if *id == ids[2] {
                    run.calendar = 7;
                }
            }));
        }
        let records: Vec<_> = drafts.iter_mut().map(|d| d.record().clone()).collect();
        commit(store, drafts).await;
        let found = |now: &str| {
            let now = at(now);
            async move { store.due(now, 10).await.unwrap().iter().map(|d| d.record).collect::<Vec<_>>() }
        };
        assert_eq!(found("2025-10-09 23:59").await, []);
        assert_eq!(found("2025-10-12 00:00").await, [ids[1], ids[2]], "{}", scratch.name);
        let fallen = tick(&ledger, &records[1], "2025-10-12 00:00").run("filing", 1, "2025-10-10 00:00", |run| {
            fell(run, ConsequenceKind::Yellow, "2025-10-12 00:00");
            run.next_alert_at = None;
        });
        commit(store, vec![fallen]).await;
        assert_eq!(found("2025-10-12 00:00").await, [ids[2]], "{}", scratch.name);
        let other = store.judged_by_other_calendar(u64::MAX - 3, 10).await.unwrap();
        assert_eq!(other.iter().map(|d| d.record).collect::<Vec<_>>(), [ids[2]], "{}", scratch.name);
        assert_eq!(store.judged_by_other_calendar(8, 10).await.unwrap().len(), 3);
    }
}

#[tokio::test]
async fn what_was_written_since_the_savepoint_is_undone_with_its_numbers_and_positions() {
    for scratch in both().await {
        let store = &scratch.store;
        let ledger = installed(store).await;
        let ids = fresh_ids(store, 3).await;
        let draft = |i: usize| {
            let mut draft = create(&ledger, ids[i], "2025-09-28 09:00", vec![Value::Missing; ledger.fields.len()]);
            draft.record().number = Some(format!("第{i}号").into());
            draft.write
        };
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.write(&[draft(0)]).await.unwrap(), 1);
        tx.savepoint().await.unwrap();
        assert_eq!(tx.write(&[draft(1)]).await.unwrap(), 2);
        assert_eq!(tx.next_numbers("检/{seq}", 3).await.unwrap(), 1);
        let seen = |records: Vec<banjie_model::case::Record>| records.iter().map(|r| r.id).collect::<Vec<_>>();
        assert_eq!(seen(tx.list(&ledger, &ListQuery::default()).await.unwrap()), ids[..2], "it sees its own writes");
        tx.rollback().await.unwrap();
        assert_eq!(seen(tx.list(&ledger, &ListQuery::default()).await.unwrap()), ids[..1], "{}", scratch.name);
        assert_eq!(tx.write(&[draft(2)]).await.unwrap(), 2, "positions stay without gaps");
        assert_eq!(tx.next_numbers("检/{seq}", 1).await.unwrap(), 1, "numbers too");
        tx.commit().await.unwrap();
        assert_eq!(seen(store.list(&ledger, &ListQuery::default()).await.unwrap()), [ids[0], ids[2]]);
    }
}

#[tokio::test]
async fn whether_a_package_was_written_since_a_position_is_known() {
    for scratch in both().await {
        let store = &scratch.store;
        let ledger = installed(store).await;
        let id = fresh_ids(store, 1).await[0];
        commit(store, vec![create(&ledger, id, "2025-09-28 09:00", full_values())]).await;
        let own = &*ledger.package;
        for (package, seq, expected) in [(own, 0, true), (own, 1, false), ("other", 0, false)] {
            assert_eq!(store.touched_since(package, seq).await.unwrap(), expected, "{package} since {seq}");
        }
        let half = &own[..own.len() - 1];
        assert!(!store.touched_since(half, 0).await.unwrap(), "{half} is not {own}");
    }
}
