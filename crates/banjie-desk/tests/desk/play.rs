//! Three years of acts played in the order of time, with what falls between them.

use crate::support::{Bureau, bureau, clerk, lines, moment, now, sheet};
use banjie_desk::{ImportOptions, PlayOptions, Silent, Target};
use banjie_model::{
    case::{Actor, Case},
    definition::ConsequenceKind,
};

async fn with_history() -> Bureau {
    let bureau = bureau().await;
    let rows: &[&[&str]] = &[
        &["编号", "机构", "事由", "发生日期", "登记时间"],
        &["办〔2025〕1号", "lc", "甲", "2025-09-28", "2025-09-28 09:00"],
        &["办〔2025〕2号", "oh", "乙", "2025-09-28", "2025-09-28 10:00"],
        &["办〔2025〕3号", "oh", "丙", "2025-09-28", "2025-09-28 11:00"],
    ];
    let history = ImportOptions { history: true, ..ImportOptions::default() };
    let report = bureau.import("trial.matter", sheet("办件", rows), &history).await;
    assert_eq!(lines(&report), "");
    bureau
}

async fn fallen(bureau: &Bureau, number: &str) -> String {
    let case: Case = bureau.desk.case("trial.matter", &Target::parse(number), &Actor::system()).await.unwrap();
    let of = |run: &banjie_model::case::LimitRun| {
        let fired: Vec<String> =
            run.fired.iter().map(|f| format!("{}@{}", f.kind.key(), f.at.format("%m-%d %H:%M"))).collect();
        format!("{}[{}]", run.key.limit, fired.join(" "))
    };
    case.runs.iter().map(of).collect::<Vec<_>>().join(" ")
}

#[tokio::test(flavor = "multi_thread")]
async fn consequences_fall_between_the_acts_as_they_would_have() {
    let bureau = with_history().await;
    let rows: &[&[&str]] = &[
        &["编号", "办理", "办理时间", "机构", "经办人", "角色", "理由", "移送机构", "意见"],
        // Not in order of time: the play is.
        &["办〔2025〕2号", "close", "2025-10-23 09:00", "", "李四", "", "", "", ""],
        &["办〔2025〕1号", "立案", "2025-10-10 09:00", "温州市局", "li", "科长", "", "", "同意"],
        &["办〔2025〕2号", "立案", "2025-10-22 09:00", "", "", "", "", "", ""],
    ];
    let until = Some(moment("2025-11-20 00:00"));
    let options = PlayOptions { until, ..PlayOptions::default() };
    let (report, fell) = bureau
        .desk
        .import_acts("trial.matter", sheet("办理记录", rows), &options, &Actor::system(), now(), &Silent)
        .await
        .unwrap();
    assert_eq!((lines(&report), report.created, report.committed), (String::new(), 3, true));
    insta::assert_snapshot!(fallen(&bureau, "办〔2025〕1号").await, @r#"filing[remind@10-10 00:00] handling[remind@11-05 00:00 yellow@11-10 00:00 red@11-15 00:00]"#);
    insta::assert_snapshot!(fallen(&bureau, "办〔2025〕2号").await, @r#"filing[remind@10-10 00:00 yellow@10-15 00:00 red@10-22 00:00] handling[]"#);
    insta::assert_snapshot!(fallen(&bureau, "办〔2025〕3号").await, @r#"filing[remind@10-10 00:00 yellow@10-15 00:00 red@10-22 00:00 refer@11-05 00:00]"#);
    assert_eq!((fell.count(ConsequenceKind::Red), fell.count(ConsequenceKind::Refer), fell.refused.len()), (3, 1, 0));
    let tick = bureau.desk.tick(moment("2025-11-20 00:00")).await.unwrap();
    assert_eq!(tick.cases, 0, "everything has fallen already");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_refused_act_and_nothing_is_played() {
    let bureau = with_history().await;
    let rows: &[&[&str]] = &[
        &["编号", "办理", "办理时间", "角色", "机构", "意见"],
        &["办〔2025〕1号", "立案", "2025-10-10 09:00", "经办员", "lc", ""],
        &["办〔2025〕1号", "结案", "2025-10-11 09:00", "", "", ""],
        &["办〔2025〕9号", "立案", "2025-10-10 09:00", "", "", ""],
        &["办〔2025〕2号", "立按", "2025-10-40 09:00", "局长", "", ""],
        &["办〔2025〕3号", "立案", "2030-01-01 09:00", "", "", ""],
        &["办〔2025〕3号", "立案", "2025-10-10 09:00", "", "", "同意"],
    ];
    let bytes = sheet("办理记录", rows);
    let play = |options: PlayOptions| {
        bureau.desk.import_acts(
            "trial.matter",
            bytes.clone(),
            Box::leak(Box::new(options)),
            Box::leak(Box::new(Actor::system())),
            now(),
            &Silent,
        )
    };
    let (report, _) = play(PlayOptions::default()).await.unwrap();
    assert!(!report.committed && report.marked.is_some());
    insta::assert_snapshot!(lines(&report), @r#"
    办理记录 第2行：您的角色是经办员，不能办理「立案」：须由科长办理。请转交科长。依据：《试验规定》第一条。
    办理记录 第3行：同一件的第 2 行有误，本行也没有办理。请先改正第 2 行。（现在是「受理」状态，不能办理「结案」：须在「立案」状态办理。当前可办：「立案」、「移送」。）
    办理记录!A4 编号：台账里没有这一件。请核对编号（或业务主键各列）；该件须先导入。
    办理记录!B5 办理：“办件”没有名为“立按”的办理。可用的有：立案（file）、拨付（pay）、结案（close）、移送（hand_over）。
    办理记录!C5 办理时间：日历上没有“2025-10-40 09:00”这一天。请核对月份和日子，写成 2025-10-14。
    办理记录!D5 角色：没有角色“局长”。可填：经办员、科长、纪检。
    办理记录!C6 办理时间：办理时间晚于现在。请核对日期；补录的办理只能在过去。
    "#);
    assert_eq!(fallen(&bureau, "办〔2025〕3号").await, "filing[]");
    let (good, _) = play(PlayOptions { accept_good: true, ..PlayOptions::default() }).await.unwrap();
    assert_eq!((good.created, good.skipped, good.committed), (1, 5, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_administrators_play_and_never_into_the_future() {
    let bureau = with_history().await;
    let rows: &[&[&str]] = &[&["编号", "办理", "办理时间"], &["办〔2025〕1号", "立案", "2025-10-10"]];
    let options = PlayOptions::default();
    let refused =
        bureau.desk.import_acts("trial.matter", sheet("办理记录", rows), &options, &clerk(), now(), &Silent).await;
    assert_eq!(refused.unwrap_err().refusal().unwrap().code.key(), "not-permitted");
    let future = PlayOptions { until: Some(moment("2027-01-01 00:00")), ..PlayOptions::default() };
    let refused = bureau
        .desk
        .import_acts("trial.matter", sheet("办理记录", rows), &future, &Actor::system(), now(), &Silent)
        .await;
    insta::assert_snapshot!(refused.unwrap_err(), @r#"不能把日历推到现在（2026-11-24 10:00）以后。请改早“推到”的日期。"#);
}
