//! Work lists over several ledgers, what came back, what an account touched, what changed.

use std::sync::Arc;

use banjie_desk::ports::{
    Bucket, Change, PageKey, PageQuery, Reach, Store, WorkCounts, WorkOf, WorkPage, WorkQuery, work_order,
};
use banjie_model::{
    Name,
    case::{HandOver, Suspension, SuspensionCause},
    definition::Ledger,
    value::RecordId,
};
use banjie_store::{AnyStore, testing::both};

use crate::fixture::*;

const NOW: &str = "2025-10-01 08:00";

async fn two_ledgers(store: &AnyStore) -> Vec<Arc<Ledger>> {
    let mut first = ledger();
    let mut second = ledger();
    first.unique.clear();
    second.unique.clear();
    (second.name, second.key, second.title) = ("plot".into(), "city-watch.plot".into(), "地块".into());
    let library = library("1.0.0", "a", vec![first, second]);
    store.apply(&library, at("2025-01-01 08:00")).await.unwrap();
    library.ledgers().cloned().collect()
}

fn case(ledger: &Arc<Ledger>, id: RecordId, org: &str, handler: Option<&str>, due: Option<&str>) -> Draft {
    let mut draft = create(ledger, id, "2025-09-01 09:00", values(ledger, &[]));
    draft.record().org = org.into();
    draft.record().handler = handler.map(Into::into);
    draft.write.org_path = format!("/3303/{org}/").into();
    match due {
        Some(due) => draft.run("filing", 1, due, |_| {}),
        None => draft,
    }
}

fn query(of: WorkOf, bucket: Option<Bucket>) -> WorkQuery {
    WorkQuery { of, bucket, now: at(NOW), soon_until: at("2025-10-11 23:59"), after: None, limit: 2 }
}

fn ids(page: &WorkPage) -> Vec<i64> {
    page.items.iter().map(|item| item.record.id.0).collect()
}

async fn walked(store: &AnyStore, ledgers: &[Arc<Ledger>], query: &WorkQuery) -> Vec<i64> {
    let mut found = Vec::new();
    let mut query = query.clone();
    loop {
        let page = store.work(ledgers, &query).await.unwrap();
        found.extend(ids(&page));
        let Some(next) = page.next else { return found };
        query.after = Some(PageKey::decode(&next.encode(), &work_order()).unwrap());
    }
}

#[tokio::test]
async fn work_is_ordered_by_due_over_all_ledgers() {
    for scratch in both().await {
        let store = &scratch.store;
        let ledgers = two_ledgers(store).await;
        let n = fresh_ids(store, 9).await;
        let (a, b) = (&ledgers[0], &ledgers[1]);
        let mut closed = case(a, n[6], "lc", Some("wang"), Some("2025-09-02 23:59"));
        closed.record().closed_at = Some(at("2025-09-03 09:00"));
        let paused = case(b, n[5], "lc", Some("wang"), None).run("filing", 1, "9999-12-31 23:59", |run| {
            let cause = SuspensionCause::Entered("等候鉴定".into());
            run.suspensions.push(Suspension { from: at("2025-09-02 09:00"), until: None, cause, entered_at: at(NOW) });
        });
        let two_clocks = case(a, n[0], "lc", Some("wang"), Some("2025-10-09 23:59"))
            .run("filing", 2, "2025-09-20 23:59", |run| met(run, "2025-09-19 09:00"))
            .run("handling", 1, "2025-10-08 23:59", |_| {});
        commit(
            store,
            vec![
                two_clocks,
                case(b, n[1], "lc", Some("wang"), Some("2025-09-15 23:59")),
                case(a, n[2], "lc", Some("wang"), None),
                case(b, n[3], "oh", Some("wang"), Some("2025-10-30 23:59")),
                case(a, n[4], "lc", None, Some("2025-10-02 23:59")),
                paused,
                closed,
                case(b, n[7], "oh", None, Some("2025-09-30 23:59")),
                case(a, n[8], "oh", Some("li"), None),
            ],
        )
        .await;
        let wang = || WorkOf::Handler("wang".into());
        let orgs = |names: &[&str]| names.iter().map(|n| Name::from(*n)).collect::<Vec<_>>();
        for (of, bucket, expected) in [
            (wang(), None, &[2, 1, 4, 6, 3][..]),
            (wang(), Some(Bucket::Overdue), &[2]),
            (wang(), Some(Bucket::Soon), &[1]),
            (wang(), Some(Bucket::Later), &[4, 6]),
            (wang(), Some(Bucket::NoClock), &[3]),
            (WorkOf::Handler("nobody".into()), None, &[]),
            (WorkOf::Unclaimed(orgs(&["lc"])), None, &[5]),
            (WorkOf::Unclaimed(orgs(&["lc", "oh"])), None, &[8, 5]),
            (WorkOf::Unclaimed(Vec::new()), None, &[]),
            (WorkOf::Orgs(orgs(&["oh"])), None, &[8, 4, 9]),
            (WorkOf::Orgs(orgs(&["lc", "oh"])), None, &[2, 8, 5, 1, 4, 6, 3, 9]),
            (WorkOf::Orgs(orgs(&["lc", "oh"])), Some(Bucket::Soon), &[5, 1]),
            (WorkOf::Orgs(orgs(&["lc", "oh"])), Some(Bucket::NoClock), &[3, 9]),
        ] {
            let query = query(of, bucket);
            for (how, store) in [("gathered", store.clone()), ("walked", store.clone().impatient())] {
                assert_eq!(walked(&store, &ledgers, &query).await, expected, "{} {how}: {query:?}", scratch.name);
            }
        }
        let counts = store.work_counts(&ledgers, &query(wang(), None)).await.unwrap();
        assert_eq!(counts, WorkCounts { overdue: 1, soon: 1, later: 2, no_clock: 1, exact: true }, "{}", scratch.name);
        let page = store.work(&ledgers, &WorkQuery { limit: 9, ..query(wang(), None) }).await.unwrap();
        let run = page.items[1].run.as_ref().unwrap();
        assert_eq!((&*run.key.limit, run.due_at), ("handling", at("2025-10-08 23:59")), "the earliest that runs");
        assert_eq!(page.items.iter().map(|i| i.paused()).collect::<Vec<_>>(), [false, false, false, true, false]);
    }
}

#[tokio::test]
async fn what_was_handed_over_lately_is_told_with_why() {
    for scratch in both().await {
        let store = &scratch.store;
        let ledgers = two_ledgers(store).await;
        let n = fresh_ids(store, 4).await;
        let handed = |i: usize, to: &str, steps: &[(&str, &str, &str)]| {
            let mut draft = case(&ledgers[i % 2], n[i], to, None, None);
            for (from, to, when) in steps {
                let reason = Some("管辖有误".into());
                draft.record().hand_overs.push(HandOver {
                    from: (*from).into(),
                    to: (*to).into(),
                    at: at(when),
                    reason,
                    forced: false,
                });
            }
            draft.record().changed_at = at("2025-09-20 09:00");
            draft
        };
        let drafts = vec![
            handed(0, "lc", &[("lc", "oh", "2025-09-08 09:00"), ("oh", "lc", "2025-09-10 09:00")]),
            handed(1, "lc", &[("oh", "lc", "2025-09-12 09:00")]),
            handed(2, "lc", &[("oh", "lc", "2025-07-01 09:00")]),
            handed(3, "oh", &[("lc", "oh", "2025-09-12 09:00")]),
        ];
        commit(store, drafts).await;
        let back = store.came_back(&ledgers, "lc", at("2025-09-01 00:00"), 10).await.unwrap();
        let said: Vec<(i64, &str, bool)> = back.iter().map(|b| (b.record.id.0, &*b.hand_over.from, b.again)).collect();
        assert_eq!(said, [(2, "oh", false), (1, "oh", true)], "{}", scratch.name);
    }
}

#[tokio::test]
async fn what_an_account_touched_and_what_changed_follow_the_log() {
    for scratch in both().await {
        let store = &scratch.store;
        let ledgers = two_ledgers(store).await;
        let n = fresh_ids(store, 3).await;
        let mut drafts: Vec<Draft> =
            n.iter().enumerate().map(|(i, id)| case(&ledgers[i % 2], *id, "lc", None, None)).collect();
        let first = drafts[0].record().clone();
        drafts[2].write.decision.event.actor = "li".into();
        commit(store, drafts).await;
        commit(store, vec![next(&ledgers[0], &first, "edit", "2025-09-05 09:00")]).await;
        let touched = store.touched_by(&ledgers, "wang", 10).await.unwrap();
        let said: Vec<(i64, i64, &str, u32)> =
            touched.iter().map(|t| (t.seq, t.record.id.0, &*t.action, t.record.version)).collect();
        assert_eq!(said, [(4, 1, "edit", 2), (2, 2, "create", 1)], "{}", scratch.name);
        let change = |seq, i: usize, record| Change { seq, ledger: ledgers[i].key.clone(), record };
        let changes = store.changes_since(1, 2).await.unwrap();
        assert_eq!(changes, [change(2, 1, n[1]), change(3, 0, n[2])], "{}", scratch.name);
        assert_eq!(store.changes_since(3, 9).await.unwrap(), [change(4, 0, n[0])]);
    }
}

#[tokio::test]
async fn totals_are_kept_for_a_minute_and_then_counted_again_behind_the_page() {
    for scratch in both().await {
        let store = &scratch.store;
        let ledgers = two_ledgers(store).await;
        let n = fresh_ids(store, 3).await;
        commit(store, vec![case(&ledgers[0], n[0], "lc", None, None), case(&ledgers[0], n[1], "oh", None, None)]).await;
        let total = async |now: &str, reach: Reach| {
            let totals = store.totals(&ledgers[0], at(now)).await.unwrap();
            (totals.counted_at, totals.within(&reach))
        };
        assert_eq!(total("2025-10-01 08:00", Reach::All).await, (at("2025-10-01 08:00"), 2), "{}", scratch.name);
        commit(store, vec![case(&ledgers[0], n[2], "lc", None, None)]).await;
        let lc = || Reach::Orgs(vec!["lc".into()]);
        assert_eq!(total("2025-10-01 08:01", lc()).await, (at("2025-10-01 08:00"), 1));
        assert_eq!(total("2025-10-01 08:05", lc()).await, (at("2025-10-01 08:00"), 1), "nobody waits for the count");
        for _ in 0..200 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            if total("2025-10-01 08:05", lc()).await.1 == 2 {
                break;
            }
        }
        let below = Reach::Subtrees(vec!["/3303/lc/".into()]);
        assert_eq!(total("2025-10-01 08:05", below).await, (at("2025-10-01 08:05"), 2), "{}", scratch.name);
        let nothing = store.page(&ledgers[0], &PageQuery::default()).await.unwrap();
        assert_eq!(nothing.records, [], "a list whose reach nobody named shows nothing");
    }
}
