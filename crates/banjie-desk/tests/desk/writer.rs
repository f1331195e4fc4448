//! Commands of many handlers, decided and written together.

use crate::support::{Bureau, bureau, bureau_in, chief, clerk, library_with, lines, moment, now, pairs, sheet};
use banjie_desk::{Call, Clock, Desk, Silent, Target};
use banjie_model::{
    case::{Actor, Command, Effect, What},
    definition::ConsequenceKind,
    refusal::RefusalCode,
    value::{RecordId, Value},
};
use indexmap::IndexMap;

#[tokio::test(flavor = "multi_thread")]
async fn a_case_goes_from_registration_to_closing() {
    let bureau = bureau().await;
    let done = bureau.matter("甲", "2025-09-28").await;
    assert_eq!(done.number.as_deref(), Some("办〔2025〕1号"));
    assert_eq!(done.due, [("filing".into(), "2025-10-14T23:59:59".parse().unwrap())]);
    let call = Call::new(chief(), Clock::now(moment("2025-10-10 09:00")));
    let target = Target::parse("办〔2025〕1号");
    let filed =
        bureau.desk.act("trial.matter", &target, "立案", &pairs(&[("意见", "同意")]), None, &call).await.unwrap();
    assert_eq!((filed.state.as_deref(), filed.version), (Some("filed"), 2));
    assert_eq!(filed.seq, done.seq + 1);
}

fn call(actor: banjie_model::case::Actor, at: &str) -> Call {
    Call::new(actor, Clock::now(moment(at)))
}

/// The same on SQLite and PostgreSQL.
async fn on_both<F: Future<Output = ()>>(test: impl Fn(Bureau) -> F) {
    for scratch in banjie_store::testing::both().await {
        test(bureau_in(scratch).await).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_handlers_who_saw_the_same_version_one_is_told_of_the_other() {
    on_both(|bureau| async move {
        let done = bureau.matter("甲", "2025-09-28").await;
        let target = Target::Id(done.record);
        let mut seen = call(chief(), "2025-10-01 09:00");
        seen.expected_version = Some(done.version);
        let act = || bureau.desk.act("trial.matter", &target, "file", &[], None, &seen);
        let (a, b) = tokio::join!(act(), act());
        let refused = [a, b].into_iter().filter_map(Result::err).collect::<Vec<_>>();
        assert_eq!(refused.len(), 1, "{}", bureau.scratch.name);
        assert_eq!(refused[0].refusal().unwrap().code, RefusalCode::Conflict);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_claims_at_once_cannot_use_up_one_cap() {
    on_both(|bureau| async move {
        let mut cases = Vec::new();
        for n in 0..8 {
            let values = pairs(&[("subject", &format!("补助{n}")), ("found_on", "2025-09-28"), ("firm", "甲公司")]);
            let done =
                bureau.desk.create("trial.matter", &values, None, &call(clerk(), "2025-09-28 09:00")).await.unwrap();
            let target = Target::Id(done.record);
            bureau
                .desk
                .act("trial.matter", &target, "file", &[], None, &call(chief(), "2025-09-29 09:00"))
                .await
                .unwrap();
            cases.push(target);
        }
        // Two desks over one database, as two processes of a server.
        let other = banjie_desk::Desk::open(bureau.scratch.store.clone(), crate::support::library()).await.unwrap();
        let mut work = tokio::task::JoinSet::new();
        for (n, target) in cases.into_iter().enumerate() {
            let desk = if n % 2 == 0 { bureau.desk.clone() } else { other.clone() };
            work.spawn(async move {
                desk.act(
                    "trial.matter",
                    &target,
                    "pay",
                    &pairs(&[("补助", "300")]),
                    None,
                    &call(chief(), "2025-09-30 09:00"),
                )
                .await
            });
        }
        let outcomes = work.join_all().await;
        let paid = outcomes.iter().filter(|o| o.is_ok()).count();
        assert_eq!(paid, 3, "{}: {outcomes:#?}", bureau.scratch.name);
        for refused in outcomes.iter().filter_map(|o| o.as_ref().err()) {
            assert_eq!(refused.refusal().map(|r| r.code), Some(RefusalCode::Guard), "{refused}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_leave_no_gap_in_numbers_and_do_not_disturb_their_neighbours() {
    on_both(|bureau| async move {
        let mut work = tokio::task::JoinSet::new();
        for n in 0..60 {
            let desk = bureau.desk.clone();
            // Every third has the same subject, every fifth no date.
            let subject = if n % 3 == 0 { "同一件".to_owned() } else { format!("第{n}件") };
            let date = if n % 5 == 4 { "" } else { "2025-09-28" };
            work.spawn(async move {
                let values = pairs(&[("subject", &subject), ("found_on", date)]);
                desk.create("trial.matter", &values, None, &call(clerk(), "2025-09-28 09:00")).await
            });
        }
        let outcomes = work.join_all().await;
        let mut numbers: Vec<String> =
            outcomes.iter().filter_map(|o| o.as_ref().ok()?.number.as_deref().map(str::to_owned)).collect();
        numbers.sort_by_key(|n| n.trim_start_matches("办〔2025〕").trim_end_matches('号').parse::<u32>().unwrap());
        let expected: Vec<String> = (1..=numbers.len()).map(|n| format!("办〔2025〕{n}号")).collect();
        assert_eq!(numbers, expected);
        assert_eq!(numbers.len(), bureau.count("trial.matter").await);
        let codes: Vec<_> = outcomes.iter().filter_map(|o| o.as_ref().err()?.refusal().map(|r| r.code)).collect();
        assert!(codes.contains(&RefusalCode::Duplicate) && codes.contains(&RefusalCode::MissingValue), "{codes:?}");
        let mut seqs: Vec<i64> = outcomes.iter().filter_map(|o| Some(o.as_ref().ok()?.seq)).collect();
        seqs.sort_unstable();
        assert!(seqs.windows(2).all(|pair| pair[1] == pair[0] + 1), "{seqs:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_in_trouble_answers_every_command_and_loses_nothing() {
    let cluster = banjie_store::testing::Cluster::shared();
    let bureau = bureau_in(banjie_store::testing::postgres().await).await;
    bureau.matter("甲", "2025-09-28").await;
    cluster.terminate(&bureau.scratch.address).await;
    let before = bureau
        .desk
        .create(
            "trial.matter",
            &pairs(&[("subject", "乙"), ("found_on", "2025-09-28")]),
            None,
            &call(clerk(), "2025-09-28 09:00"),
        )
        .await;
    if let Err(error) = &before {
        assert!(error.refusal().is_none(), "{error}");
    }
    let after = bureau
        .desk
        .create(
            "trial.matter",
            &pairs(&[("subject", "丙"), ("found_on", "2025-09-28")]),
            None,
            &call(clerk(), "2025-09-28 09:00"),
        )
        .await
        .unwrap();
    assert_eq!(bureau.count("trial.matter").await, 2 + usize::from(before.is_ok()));
    assert_eq!(after.number.as_deref(), Some(if before.is_ok() { "办〔2025〕3号" } else { "办〔2025〕2号" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_entries_are_refused_all_at_once() {
    let bureau = bureau().await;
    let values = pairs(&[("subject", "甲"), ("发生日期", "昨天"), ("paid", "一百"), ("found", "x")]);
    let refused =
        bureau.desk.create("trial.matter", &values, None, &call(clerk(), "2025-09-28 09:00")).await.unwrap_err();
    insta::assert_snapshot!(refused, @r#"
    有 3 处填写不对：
    发生日期：“昨天”不是日期。请写成 2025-10-14 或 2025年10月14日。
    补助：“一百”不是数。请只填数字，如 1234.50；单位和说明请去掉。
    found：没有字段“found”。是否为“found_on”？
    "#);
    let unknown = bureau
        .desk
        .act("trial.matter", &Target::parse("办〔2025〕9号"), "fil", &[], None, &call(chief(), "2025-09-28 09:00"))
        .await;
    insta::assert_snapshot!(unknown.unwrap_err(), @r#"“办件”没有名为“fil”的办理。可用的有：立案（file）、拨付（pay）、结案（close）、移送（hand_over）。"#);
    let nobody = bureau.desk.find(&bureau.desk.ledger("trial.matter").unwrap(), &Target::parse("办〔2025〕9号")).await;
    insta::assert_snapshot!(nobody.unwrap_err(), @r#"“办件”里没有编号为“办〔2025〕9号”的记录。请核对编号（也可写 #加记录号，如 #12）。"#);
    insta::assert_snapshot!(bureau.desk.ledger("trial.mater").unwrap_err(), @r#"没有台账“trial.mater”。可用的台账：orgs.calendar_day（日历调整）、orgs.org（机构）、orgs.person（人员账号）、trial.every（样样都有）、trial.firm（企业）、trial.matter（办件）。"#);
    insta::assert_snapshot!(bureau.desk.actor("wang", moment("2025-09-28 09:00")).unwrap_err(), @r#"没有账号“wang”。请核对账号；新人员须先登记到人员台账（orgs.person）。"#);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_due_falls_once_and_a_changed_calendar_is_judged_again() {
    on_both(|bureau| async move {
        for n in 0..3 {
            bureau.matter(&format!("第{n}件"), "2025-09-28").await;
        }
        let first = bureau.desk.tick(moment("2025-10-22 08:00")).await.unwrap();
        assert_eq!((first.cases, first.count(ConsequenceKind::Yellow), first.count(ConsequenceKind::Red)), (3, 3, 3));
        let second = bureau.desk.tick(moment("2025-10-22 08:00")).await.unwrap();
        assert_eq!(second, Default::default());
        let root = bureau.desk.actor("root", moment("2025-10-22 09:00")).unwrap();
        let day = pairs(&[("日期", "2025-10-13"), ("安排", "休息"), ("名称", "台风停工")]);
        bureau.desk.create("orgs.calendar_day", &day, None, &call(root, "2025-10-22 09:00")).await.unwrap();
        let judged = bureau.desk.rejudge(moment("2025-10-22 10:00")).await.unwrap();
        assert_eq!((judged.cases, judged.moved, judged.withdrawn), (3, 3, 3), "{}", bureau.scratch.name);
        assert_eq!(bureau.desk.rejudge(moment("2025-10-22 10:00")).await.unwrap().cases, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn suspensions_extensions_and_handlers_are_entered_in_words() {
    let bureau = bureau().await;
    let done = bureau.matter("甲", "2025-09-28").await;
    let target = Target::Id(done.record);
    let mut by = call(chief(), "2025-10-09 09:00");
    by.reason = Some("鉴定".into());
    let times = pairs(&[("from", "2025-10-09"), ("until", "2025-10-11")]);
    let suspended = bureau.desk.suspend("trial.matter", &target, "立案时限", &times, &by).await.unwrap();
    assert_eq!(suspended.due, [("filing".into(), "2025-10-16T23:59:59".parse().unwrap())]);
    let wrong = pairs(&[("from", "前天")]);
    insta::assert_snapshot!(bureau.desk.suspend("trial.matter", &target, "立案时限", &wrong, &by).await.unwrap_err(), @r#"起：“前天”不是日期和时间。请写成 2025-10-14 09:30。"#);
    let assigned = bureau.desk.assign("trial.matter", &target, "张三", &by).await.unwrap();
    assert_eq!(assigned.version, 2);
    insta::assert_snapshot!(bureau.desk.extend("trial.matter", &target, "filing", "三天", &by).await.unwrap_err(), @r#"“三天”不是一段时间。请写成 30日、10个工作日、1个月，或 30 days、10 working days、1 month。"#);
    insta::assert_snapshot!(bureau.desk.extend("trial.matter", &target, "filing", "3 days", &by).await.unwrap_err(), @r#"「立案时限」没有规定可以延长，请在期限内办结。"#);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_processes_that_register_the_same_thing_one_is_told_of_the_other() {
    on_both(|bureau| async move {
        let other = banjie_desk::Desk::open(bureau.scratch.store.clone(), crate::support::library()).await.unwrap();
        for n in 0..20 {
            let values = pairs(&[("subject", &format!("第{n}件")), ("found_on", "2025-09-28")]);
            let by = call(clerk(), "2025-09-28 09:00");
            let create = |desk: &banjie_desk::Desk<_>| {
                let (desk, values, by) = (desk.clone(), values.clone(), by.clone());
                async move { desk.create("trial.matter", &values, None, &by).await }
            };
            let (a, b) = tokio::join!(create(&bureau.desk), create(&other));
            let refused: Vec<_> = [a, b].into_iter().filter_map(Result::err).collect();
            assert_eq!(refused.len(), 1);
            assert_eq!(refused[0].refusal().map(|r| r.code), Some(RefusalCode::Duplicate), "{}", refused[0]);
        }
        assert_eq!(bureau.count("trial.matter").await, 20);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_stays_with_the_package_version_it_was_opened_under() {
    on_both(|bureau| async move {
        let old = bureau.matter("旧", "2025-09-28").await;
        let newer = library_with(&[
            ("version = \"1.0.0\"\ntitle = \"试验应用\"", "version = \"1.1.0\"\ntitle = \"试验应用\""),
            ("opinion = {", "source = { title = \"来源\", type = \"text\" }\nopinion = {"),
            ("within = \"7 working days\"", "within = \"5 working days\""),
            ("title = \"立案\"\nfrom", "title = \"准予立案\"\nfrom"),
        ]);
        let refused = Desk::open(bureau.scratch.store.clone(), newer.clone()).await.unwrap_err();
        assert!(refused.to_string().contains("banjie apply"), "{refused}");
        banjie_desk::apply::apply(&bureau.scratch.store, &newer, &[], moment("2025-09-29 00:00")).await.unwrap();
        let desk = Desk::open(bureau.scratch.store.clone(), newer).await.unwrap();
        let values = pairs(&[("subject", "新"), ("found_on", "2025-09-28"), ("来源", "巡查")]);
        let new = desk.create("trial.matter", &values, None, &call(clerk(), "2025-09-29 09:00")).await.unwrap();
        assert_eq!(new.due[0].1, "2025-10-11T23:59:59".parse().unwrap());
        let by = call(chief(), "2025-10-10 09:00");
        let filed = desk
            .act("trial.matter", &Target::Id(old.record), "file", &pairs(&[("opinion", "可")]), None, &by)
            .await
            .unwrap();
        assert!(filed.effects.iter().any(|e| matches!(e, Effect::Ended { on_time: true, .. })), "{:?}", filed.effects);
        // Read by the definition in force, an old case has its values where they belong.
        let rows =
            sheet("办件", &[&["编号", "事由", "意见"], &["办〔2025〕1号", "旧", "可"], &["办〔2025〕2号", "新", ""]]);
        let report =
            desk.import("trial.matter", rows, &Default::default(), &Actor::system(), now(), &Silent).await.unwrap();
        assert_eq!((report.unchanged, report.edited, lines(&report)), (2, 0, String::new()), "{}", bureau.scratch.name);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_business_key_of_the_wrong_type_is_refused_and_does_not_disturb_its_neighbours() {
    let bureau = bureau().await;
    let submit = |subject: Value| {
        let found_on = Value::Date("2025-09-28".parse().unwrap());
        let values = IndexMap::from([("subject".into(), subject), ("found_on".into(), found_on)]);
        let what = What::Create { org: None, number: None, values };
        let ledger = "trial.matter".into();
        let command = Command { ledger, record: RecordId(0), expected_version: None, what, reason: None };
        bureau.desk.submit(command, clerk(), Clock::now(moment("2025-09-28 09:00")))
    };
    let (before, bad, after) =
        tokio::join!(submit(Value::text("甲")), submit(Value::Int(1)), submit(Value::text("乙")));
    before.unwrap();
    after.unwrap();
    assert_eq!(bad.unwrap_err().refusal().unwrap().code, RefusalCode::BadValue);
}
