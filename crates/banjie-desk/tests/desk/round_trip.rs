//! What is exported can be imported again, and nothing changes.

use crate::support::{Bureau, book, bureau, cells, chief, clerk, lines, moment, now, pairs, sheet, system};
use banjie_desk::{
    Call, Clock, ExportOptions, ImportOptions, Silent,
    ports::{FactFilter, Store},
    workbook::open,
};
use banjie_model::{
    case::Actor,
    national::{credit_code_check_digit, id_card_check_digit},
};

async fn filled() -> Bureau {
    let bureau = bureau().await;
    let firm = pairs(&[("企业名称", "温州甲公司")]);
    bureau.desk.create("trial.firm", &firm, Some("wz"), &system("2020-01-02 08:00")).await.unwrap();
    let id = format!("33030219800101001{}", id_card_check_digit("33030219800101001"));
    let credit = format!("91330300712512346{}", credit_code_check_digit("91330300712512346"));
    let head = cells(
        "机构|名称|经过|层数|面积|罚款|比例|违法占地|发案日期|开门时间|发现时刻|学期|类型|区划|企业|协办单位|照片|地点|当事人|证件号码|电话|\
         信用代码",
    );
    let full = format!(
        "鹿城分局|=1+1|一\n二|-3|120.5|9999999999999999.99|12.3456%|是|1999-12-31|00:00|2025-09-28 09:30:15|2025年第三季度|\
         house|lc|温州甲公司|瓯海分局|现场1、2.jpg|五马街1号(120.65,28.010)|张三丰|{id}|13800001234|{credit}"
    );
    let bare = cells("oh|@SUM(A1)|||0.01||||2024-02-29||||roof");
    let bytes = book(&[
        ("样样都有", &[&head, &cells(&full), &bare]),
        ("物品", &[&["行号", "品名", "数量"], &["2", "桌", "2"], &["2", "-椅", ""], &["3", "灯", "1"]]),
    ]);
    let report = bureau.import("trial.every", bytes, &ImportOptions::default()).await;
    assert_eq!((lines(&report), report.created), (String::new(), 2));
    bureau
}

async fn goes_round(plain: bool) {
    let bureau = filled().await;
    let before = bureau.scratch.store.head().await.unwrap();
    let options = ExportOptions { plain, ..ExportOptions::default() };
    let export = bureau.desk.export("trial.every", &options, &Actor::system(), now(), &Silent).await.unwrap();
    assert_eq!(export.rows, 2);
    let report = bureau.import("trial.every", export.bytes, &ImportOptions::default()).await;
    assert_eq!(lines(&report), "");
    assert_eq!((report.created, report.edited, report.unchanged), (0, 0, 2));
    assert_eq!(bureau.scratch.store.head().await.unwrap(), before, "nothing was written");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_imported_again_changes_nothing() {
    goes_round(true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_masked_export_imported_again_changes_nothing() {
    goes_round(false).await;
}

async fn shown(bureau: &Bureau, ledger: &str, options: &ExportOptions, actor: &Actor) -> String {
    let export = bureau.desk.export(ledger, options, actor, now(), &Silent).await.unwrap();
    let workbook = open(&export.bytes).unwrap();
    let mut shown = String::new();
    for sheet in workbook.sheets.iter().filter(|s| s.name != "说明") {
        shown += &format!("[{}]\n", sheet.name);
        for row in &sheet.rows {
            let cells: Vec<String> = row.cells.iter().map(|(_, cell)| cell.shown().replace('\n', "⏎")).collect();
            shown += &format!("{}\n", cells.join(" | "));
        }
    }
    shown
}

#[tokio::test(flavor = "multi_thread")]
async fn personal_values_are_masked_unless_an_administrator_asks() {
    let bureau = filled().await;
    insta::assert_snapshot!(shown(&bureau, "trial.every", &ExportOptions::default(), &Actor::system()).await, @r#"
    [样样都有]
    编号 | 机构 | 名称 | 经过 | 层数 | 面积 | 罚款 | 比例 | 违法占地 | 发案日期 | 开门时间 | 发现时刻 | 学期 | 类型 | 区划 | 企业 | 协办单位 | 照片 | 地点 | 当事人 | 证件号码 | 电话 | 信用代码 | 双倍面积 | 登记时间 | 最近变动
    样〔2026〕1号 | 鹿城分局 | =1+1 | 一⏎二 | -3 | 120.5 | 9999999999999999.99 | 0.123456 | 是 | 1999-12-31 | 00:00:00 | 2025-09-28 09:30:15 | 2025年第三季度 | 农村个人建房 | 鹿城区 | 温州甲公司 | 瓯海分局 | 现场1、2.jpg | 五马街1号(120.65,28.010) | 张*丰 | 330***********0019 | 138****1234 | 91330300712512346C | 241 | 2026-11-24 10:00:00 | 2026-11-24 10:00:00
    样〔2026〕2号 | 瓯海分局 | @SUM(A1) | 0.01 | 否 | 2024-02-29 | 楼顶违法建设 | 0.02 | 2026-11-24 10:00:00 | 2026-11-24 10:00:00
    [物品]
    编号 | 品名 | 数量 | 购置日期
    样〔2026〕1号 | 桌 | 2
    样〔2026〕1号 | -椅
    样〔2026〕2号 | 灯 | 1
    "#);
    let plain = ExportOptions { plain: true, ..ExportOptions::default() };
    assert!(shown(&bureau, "trial.every", &plain, &Actor::system()).await.contains("张三丰"));
    let refused = bureau.desk.export("trial.every", &plain, &chief(), now(), &Silent).await.unwrap_err();
    assert_eq!(refused.refusal().unwrap().code.key(), "not-permitted");
}

#[tokio::test(flavor = "multi_thread")]
async fn clocks_states_and_past_moments_are_exported_and_each_sees_his_own() {
    let bureau = bureau().await;
    let rows: &[&[&str]] = &[&["机构", "事由", "发生日期"], &["lc", "甲", "2026-11-02"], &["oh", "乙", "2026-11-20"]];
    bureau.import("trial.matter", sheet("办件", rows), &ImportOptions::default()).await;
    bureau.desk.tick(moment("2026-11-24 11:00")).await.unwrap();
    let seq = bureau.scratch.store.head().await.unwrap();
    let call = Call::new(chief(), Clock::now(moment("2026-11-24 12:00")));
    bureau
        .desk
        .act(
            "trial.matter",
            &banjie_desk::Target::parse("办〔2026〕1号"),
            "file",
            &pairs(&[("opinion", "可")]),
            None,
            &call,
        )
        .await
        .unwrap();
    insta::assert_snapshot!(shown(&bureau, "trial.matter", &ExportOptions::default(), &chief()).await, @r#"
    [办件]
    编号 | 机构 | 事由 | 发生日期 | 意见 | 补助 | 企业名 | 已用额度 | 状态 | 经办人 | 登记时间 | 办结时间 | 移送次数 | 最近变动 | 立案时限·到期日 | 立案时限·状态 | 立案时限·牌 | 办案时限·到期日 | 办案时限·状态 | 办案时限·牌
    办〔2026〕1号 | 鹿城分局 | 甲 | 2026-11-02 | 可 | 0 | 0 | 立案 | 2026-11-02 | 0 | 2026-11-24 12:00:00 | 2026-11-11 | 逾期办结 | 红牌 | 2026-12-24 | 进行中
    办〔2026〕2号 | 瓯海分局 | 乙 | 2026-11-20 | 0 | 0 | 受理 | 2026-11-20 | 0 | 2026-11-24 10:00:00 | 2026-12-01 | 进行中
    "#);
    let past = ExportOptions { as_of: Some(seq), ..ExportOptions::default() };
    insta::assert_snapshot!(shown(&bureau, "trial.matter", &past, &clerk()).await, @r#"
    [办件]
    编号 | 机构 | 事由 | 发生日期 | 意见 | 补助 | 企业名 | 已用额度 | 状态 | 经办人 | 登记时间 | 办结时间 | 移送次数 | 最近变动
    办〔2026〕1号 | 鹿城分局 | 甲 | 2026-11-02 | 0 | 0 | 受理 | 2026-11-02 | 0 | 2026-11-24 10:00:00
    "#);
    let below = ExportOptions { org: Some("瓯海分局".into()), ..ExportOptions::default() };
    assert!(!shown(&bureau, "trial.matter", &below, &chief()).await.contains("甲"));
    let outside = bureau.desk.export("trial.matter", &below, &clerk(), now(), &Silent).await.unwrap_err();
    assert_eq!(outside.refusal().unwrap().code.key(), "outside-scope");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_takes_conditions_on_clocks_and_plain_values_with_a_purpose() {
    let bureau = bureau().await;
    let rows: &[&[&str]] = &[&["机构", "事由", "发生日期"], &["lc", "甲", "2026-11-02"], &["lc", "乙", "2026-11-20"]];
    bureau.import("trial.matter", sheet("办件", rows), &ImportOptions::default()).await;
    let late = ExportOptions { facts: vec![FactFilter::Overdue], ..ExportOptions::default() };
    let text = shown(&bureau, "trial.matter", &late, &chief()).await;
    assert!(text.contains("甲") && !text.contains("乙"), "{text}");
    let plain =
        |purpose: &str| ExportOptions { plain: true, purpose: Some(purpose.to_owned()), ..ExportOptions::default() };
    assert!(bureau.desk.export("trial.matter", &plain("移送材料"), &chief(), now(), &Silent).await.is_ok());
    for (actor, purpose) in [(chief(), " "), (clerk(), "移送材料")] {
        let refused = bureau.desk.export("trial.matter", &plain(purpose), &actor, now(), &Silent).await.unwrap_err();
        assert_eq!(refused.refusal().unwrap().code.key(), "not-permitted");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_empty_workbook_has_the_headings_an_import_reads() {
    let bureau = bureau().await;
    let snapshot = bureau.desk.snapshot();
    let bytes = banjie_desk::template(&snapshot, &bureau.desk.ledger("trial.every").unwrap()).unwrap();
    let book = banjie_desk::workbook::open(&bytes).unwrap();
    let names: Vec<&str> = book.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(names.last(), Some(&"填写说明"));
    let head: Vec<String> = book.sheets[0].rows[0].cells.iter().map(|(_, cell)| cell.shown()).collect();
    assert!(head.contains(&"编号".to_owned()) && !head.contains(&"双倍面积".to_owned()), "{head:?}");
    let report = bureau.import("trial.every", bytes, &ImportOptions::default()).await;
    assert_eq!((report.rows, report.faults.len(), report.created), (0, 0, 0), "{report:?}");
}
