//! What follows by itself, on both databases: records that actions create, duties, organisations that end or move.

use banjie_desk::{Desk, ImportOptions, Silent, Target, ports::Store};
use banjie_model::{case::Actor, definition::ConsequenceKind};
use banjie_store::testing;

use crate::{
    schools::{Schools, call, inspector, library, school, schools, schools_in},
    support::{moment, pairs, sheet, system},
};

const TWO: &str = r#"[{"what":"灭火器过期","due_on":"2025-09-30"},{"what":"通道堵塞"}]"#;

async fn on_both(test: impl AsyncFn(Schools)) {
    for scratch in testing::both().await {
        test(schools_in(scratch).await).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_writes_the_records_it_creates_with_it() {
    on_both(async |s| {
        let done = s.inspect("s1", TWO, "2025-09-10 09:00").await.unwrap();
        let created = done.effects.iter().filter(|e| matches!(e, banjie_model::case::Effect::Created { .. })).count();
        assert_eq!(created, 2);
        assert_eq!(done.seq, s.scratch.store.head().await.unwrap(), "the position is that of the action itself");
        assert_eq!(s.told("checks.item").await, "检〔2025〕1号-01 s1 open\n检〔2025〕1号-02 s1 open");
        let inspection = s.cases("checks.inspection").await.remove(0).record;
        assert_eq!(inspection.values.last(), Some(&banjie_model::value::Value::Int(2)), "it counts what it made");
        let items = s.cases("checks.item").await;
        assert_eq!(
            items.iter().map(|c| c.record.values[4].clone()).collect::<Vec<_>>(),
            [banjie_model::value::Value::Int(0), banjie_model::value::Value::Int(1)]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_child_leaves_neither_record_nor_number_behind() {
    on_both(async |s| {
        let twice = r#"[{"what":"灭火器过期"},{"what":"通道堵塞"},{"what":"灭火器过期"}]"#;
        let refused = s.inspect("s1", twice, "2025-09-10 09:00").await.unwrap_err();
        let message = refused.refusal().unwrap().message.clone();
        assert!(message.starts_with("不能办理「办结」：由它生成的整改事项（第3行）不能登记："), "{message}");
        assert_eq!(
            (s.told("checks.item").await, s.told("checks.inspection").await),
            (String::new(), "检〔2025〕1号 edu open".into())
        );
        let id = s.cases("checks.inspection").await[0].record.id;
        let typed = pairs(&[("findings", TWO)]);
        let again = call(inspector(), "2025-09-10 10:00");
        s.desk.act("checks.inspection", &Target::Id(id), "finish", &typed, None, &again).await.unwrap();
        assert_eq!(s.told("checks.item").await, "检〔2025〕1号-01 s1 open\n检〔2025〕1号-02 s1 open");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_to_the_scheduler_is_noted_once_and_done_when_the_case_allows_it() {
    let s = schools().await;
    s.inspect("s1", TWO, "2025-09-10 09:00").await.unwrap();
    let item = s.cases("checks.item").await[0].record.id;
    let target = Target::Id(item);
    s.desk.act("checks.item", &target, "rectify", &[], None, &call(school("s1"), "2025-09-11 09:00")).await.unwrap();
    for at in ["2025-09-17 00:00", "2025-09-17 01:00", "2025-09-18 00:00"] {
        s.tick(at).await;
    }
    let ledger = s.desk.ledger("checks.item").unwrap();
    let events = s.scratch.store.events(&ledger, item).await.unwrap();
    let notes: Vec<&str> =
        events.iter().filter(|e| &*e.event.action == "alert").filter_map(|e| e.event.note.as_deref()).collect();
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert!(
        notes[0].starts_with("期满应由系统办理「公示结束」，未能办理：不能办理「公示结束」：还没有意见"),
        "{notes:?}"
    );
    let typed = pairs(&[("opinion", "属实")]);
    s.desk.act("checks.item", &target, "remark", &typed, None, &call(inspector(), "2025-09-19 09:00")).await.unwrap();
    assert_eq!(s.tick("2025-09-19 10:00").await.concluded, 1);
    assert!(s.told("checks.item").await.starts_with("检〔2025〕1号-01 s1 done"));
}

#[tokio::test(flavor = "multi_thread")]
async fn obligations_are_opened_once_discharged_by_records_and_late_without() {
    on_both(async |s| {
        s.desk.tick(moment("2025-09-01 00:00")).await.unwrap();
        assert_eq!(s.tick("2025-09-01 06:00").await.opened, 0, "once is enough");
        s.memo("s1", "2025-09-01", "2025-09-01 15:00").await;
        assert_eq!(s.tick("2025-09-01 16:01").await.count(ConsequenceKind::Yellow), 2);
        s.memo("s2", "2025-09-01", "2025-09-02 09:00").await;
        // Another process knows nothing of the rounds of this one.
        let other = Desk::open(s.scratch.store.clone(), library(&[])).await.unwrap();
        assert_eq!(other.tick(moment("2025-09-01 18:00")).await.unwrap().opened, 0);
        assert_eq!(other.tick(moment("2025-09-02 00:00")).await.unwrap().opened, 3);
        assert_eq!(
            s.told("checks.daily").await,
            "2025-09-01 s1 done\n2025-09-01 s2 done yellow@09-01 16:01\n2025-09-01 s3 open yellow@09-01 16:01\n\
             2025-09-02 s1 open\n2025-09-02 s2 open\n2025-09-02 s3 open"
        );
        assert_eq!(s.told("checks.each_month").await.lines().count(), 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_monthly_report_discharges_the_oldest_month_still_owed() {
    let s = schools().await;
    s.tick("2025-09-01 00:00").await;
    s.tick("2025-10-01 00:00").await;
    let values = pairs(&[("text", "九月情况")]);
    s.desk.create("checks.monthly", &values, None, &call(school("s1"), "2025-10-12 09:00")).await.unwrap();
    let told = s.told("checks.each_month").await;
    let of_s1: Vec<&str> = told.lines().filter(|line| line.contains(" s1 ")).collect();
    assert_eq!(of_s1, ["2025-09-01 s1 done", "2025-10-01 s1 open"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn imported_history_opens_and_discharges_as_if_it_had_been_there() {
    on_both(async |s| {
        let rows: &[&[&str]] = &[
            &["日期", "登记时间", "所属机构"],
            &["2025-09-01", "2025-09-01 15:00", "第一小学"],
            &["2025-09-02", "2025-09-03 09:00", "第一小学"],
            &["2025-09-03", "2025-09-03 10:00", "第二小学"],
        ];
        let options = ImportOptions { history: true, ..ImportOptions::default() };
        let now = moment("2025-09-04 08:00");
        let bytes = sheet("日志", rows);
        let report = s.desk.import("checks.memo", bytes, &options, &Actor::system(), now, &Silent).await.unwrap();
        assert!(report.committed, "{:?} {:?}", report.faults, report.notices);
        let fallen = s.tick("2025-09-04 08:00").await;
        assert_eq!((fallen.opened, fallen.discharged), (15, 3));
        assert_eq!(
            s.told("checks.daily").await,
            "2025-09-01 s1 done\n2025-09-01 s2 open yellow@09-01 16:00\n2025-09-01 s3 open yellow@09-01 16:00\n\
             2025-09-02 s1 done yellow@09-03 09:00\n2025-09-02 s2 open yellow@09-02 16:00\n\
             2025-09-02 s3 open yellow@09-02 16:00\n2025-09-03 s1 open yellow@09-03 16:00\n2025-09-03 s2 done\n\
             2025-09-03 s3 open yellow@09-03 16:00\n2025-09-04 s1 open\n2025-09-04 s2 open\n2025-09-04 s3 open"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_merged_into_another_hands_its_open_cases_over() {
    on_both(async |s| {
        s.inspect("s1", TWO, "2025-09-10 09:00").await.unwrap();
        s.tick("2025-09-10 10:00").await;
        let refused = s.change_org("s1", &[("until", "2025-09-11")], "2025-09-10 11:00").await.unwrap_err();
        assert_eq!(
            refused.refusal().unwrap().message,
            "第一小学还有在办事项（整改事项2件），不能撤销。请先办结，或填写并入机构，由其承接。"
        );
        s.change_org("s1", &[("until", "2025-09-11"), ("successor", "s2")], "2025-09-10 11:00").await.unwrap();
        assert_eq!(s.tick("2025-09-11 08:00").await.handed_over, 0, "it is in being to the end of the day");
        let fallen = s.tick("2025-09-12 08:00").await;
        assert_eq!((fallen.handed_over, fallen.excused > 0), (2, true));
        assert_eq!(s.told("checks.item").await, "检〔2025〕1号-01 s2 open\n检〔2025〕1号-02 s2 open");
        let daily = s.told("checks.daily").await;
        assert!(!daily.lines().any(|line| line.contains(" s1 open")), "{daily}");
        assert!(!daily.contains("2025-09-12 s1"), "{daily}");
        let (values, after) = (pairs(&[("day", "2025-09-12")]), call(school("s1"), "2025-09-12 09:00"));
        let late = s.desk.create("checks.memo", &values, None, &after);
        assert!(late.await.unwrap_err().to_string().contains("请由第二小学登记"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_that_moves_takes_what_is_open_with_it_and_leaves_the_past_where_it_was() {
    on_both(async |s| {
        s.org("oh", "瓯海教育局", "bureau", "edu", "2025-09-01 08:00").await;
        s.inspect("s1", TWO, "2025-09-10 09:00").await.unwrap();
        let before = s.scratch.store.head().await.unwrap();
        s.change_org("s1", &[("parent", "oh")], "2025-09-11 08:00").await.unwrap();
        assert_eq!(&*s.desk.snapshot().directory.orgs.path("s1"), "/edu/oh/s1/");
        let ledger = s.desk.ledger("checks.item").unwrap();
        let under = async |path: &str, as_of| {
            let query = banjie_desk::ports::ListQuery { org_path: Some(path.into()), as_of, ..Default::default() };
            s.scratch.store.list(&ledger, &query).await.unwrap().len()
        };
        assert_eq!((under("/edu/oh/", None).await, under("/edu/s1/", None).await), (2, 0));
        assert_eq!((under("/edu/oh/", Some(before)).await, under("/edu/s1/", Some(before)).await), (0, 2));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_process_changes_in_the_tree_is_seen_before_the_next_decision() {
    on_both(async |s| {
        let other = Desk::open(s.scratch.store.clone(), library(&[])).await.unwrap();
        s.org("s4", "第四小学", "school", "edu", "2025-09-10 08:00").await;
        let values = pairs(&[("day", "2025-09-10")]);
        other.create("checks.memo", &values, None, &call(school("s4"), "2025-09-10 09:00")).await.unwrap();
        assert_eq!(&*other.snapshot().directory.orgs.path("s4"), "/edu/s4/");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_handed_to_another_school_keeps_its_clock_and_is_that_schools_to_do() {
    on_both(async |s| {
        s.inspect("s1", TWO, "2025-09-10 09:00").await.unwrap();
        let target = Target::Id(s.cases("checks.item").await[0].record.id);
        let moved = call(inspector(), "2025-09-20 09:00");
        s.desk.act("checks.item", &target, "hand_over", &[], Some("第二小学"), &moved).await.unwrap();
        let by_old = call(school("s1"), "2025-09-21 09:00");
        let old = s.desk.act("checks.item", &target, "rectify", &[], None, &by_old);
        assert_eq!(old.await.unwrap_err().refusal().unwrap().code.key(), "not-found");
        assert!(s.tick("2025-10-01 00:00").await.count(ConsequenceKind::Yellow) > 0);
        assert!(s.told("checks.item").await.starts_with("检〔2025〕1号-01 s2 open yellow@10-01 00:00"));
        s.desk
            .act("checks.item", &target, "rectify", &[], None, &call(school("s2"), "2025-10-02 09:00"))
            .await
            .unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_system_alone_moves_cases_between_organisations_without_an_action() {
    let s = schools().await;
    s.inspect("s1", TWO, "2025-09-10 09:00").await.unwrap();
    let command = banjie_model::case::Command {
        ledger: "checks.item".into(),
        record: s.cases("checks.item").await[0].record.id,
        expected_version: None,
        what: banjie_model::case::What::Transfer { to: "s2".into() },
        reason: None,
    };
    let refused = s.desk.submit(command, inspector(), system("2025-09-11 09:00").clock).await.unwrap_err();
    assert_eq!(refused.refusal().unwrap().code.key(), "not-permitted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_morning_of_many_schools_is_opened_in_one_go_and_an_idle_round_does_nothing() {
    let s = schools().await;
    for n in 4..=149 {
        s.org(&format!("s{n}"), &format!("第{n}小学"), "school", "edu", "2025-08-01 08:00").await;
    }
    s.tick("2025-09-01 00:00").await;
    let started = std::time::Instant::now();
    let opened = s.tick("2025-09-02 00:00").await.opened;
    eprintln!("opened {opened} in {:?}", started.elapsed());
    assert_eq!(opened, 149);
    let head = s.scratch.store.head().await.unwrap();
    let started = std::time::Instant::now();
    for _ in 0..100 {
        s.tick("2025-09-02 00:01").await;
    }
    eprintln!("idle {:?}", started.elapsed() / 100);
    assert_eq!(s.scratch.store.head().await.unwrap(), head);
}
