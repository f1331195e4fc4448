//! `indicators`, `trace`, `report`.

use std::fs;

use insta::assert_snapshot;

use crate::{
    hostile::bomb::rewritten,
    support::{House, LETTER},
};

fn with_figures() -> House {
    let house = House::ready().with_letters(40);
    house.acts("办理.xlsx", 40);
    house.good(&["import", LETTER, "办理.xlsx", "--actions"]);
    house
}

#[test]
fn definitions_are_told_in_words_without_a_database() {
    let house = House::empty();
    assert_snapshot!(house.shown(&["indicators"]), @r#"
    orgs/orgs_n  机构数
        口径:机构的条数;计截至时刻的存量。
    orgs/orgs_active  存续机构数
        口径:机构的条数;条件:未填写撤销日期;计截至时刻的存量。
    orgs/branches_n  分局数
        口径:机构的条数;条件:机构类型为分局,且未填写撤销日期;计截至时刻的存量。
    orgs/persons_n  人员数
        口径:人员账号的条数;条件:未填写离任日期;计截至时刻的存量。
    orgs/adjusted_days  日历调整天数
        口径:日历调整的条数;按日期归入期间。
    letters/received  收件数
        口径:信访件的条数;按收件日期归入期间。
    letters/closed  办结数
        口径:信访件的条数;条件:环节为办结;按收件日期归入期间。
    letters/people  信访人次
        口径:信访件的人数合计;按收件日期归入期间。
    letters/closing_rate  办结率
        口径:由其他指标算出。
        算式:办结数 ÷ 收件数
    "#);
    let json: serde_json::Value = serde_json::from_str(&house.good(&["indicators", "--format", "json"])).unwrap();
    assert_eq!(json.as_array().unwrap().len(), 9);
    assert!(!house.path("banjie.db").exists());
}

#[test]
fn values_come_with_comparisons() {
    let house = with_figures();
    assert_snapshot!(house.shown(&["indicators", "letters", "--period", "2026-02", "--org", "信访局"]), @r#"
    指标                  名称       数值  单位   上期  比上期增长  增减百分点  排名  目标完成率
    ────────────────────────────────────────────────────────────────────────────────────────────
    letters/received      收件数       13  件       14       -7.1%
    letters/closed        办结数        6  件        7      -14.3%
    letters/people        信访人次     32  人       35       -8.6%
    letters/closing_rate  办结率    46.2%        50.0%       -7.7%        -3.8
    "#);
    assert_snapshot!(house.shown(&["indicators", "letters/received", "--by", "kind", "--period", "2026"]), @r#"
    方式      收件数(件)    占比  比上期增长
    ────────────────────────────────────────
    来信              14   35.0%           —
    来访              13   32.5%           —
    网上信访          13   32.5%           —
    ────────────────────────────────────────
    合计              40  100.0%           —
    "#);
    assert_snapshot!(house.shown(&["indicators", "letters/received", "letters/closed", "--by", "org", "--period", "2026", "--org", "信访局"]), @r#"
    单位  收件数(件)  办结数(件)
    ────────────────────────────
    甲科          26          13
    乙科          14           7
    ────────────────────────────
    合计          40          20
    "#);
    let json: serde_json::Value =
        serde_json::from_str(&house.good(&["indicators", "letters/received", "--period", "2026", "--format", "json"]))
            .unwrap();
    assert_eq!(json[0]["exact"], "40", "{json}");
    assert!(json[0]["trace"].is_string(), "{json}");
}

#[test]
fn what_is_no_indicator_period_or_dimension_is_told() {
    let house = with_figures();
    assert_snapshot!(house.shown(&["indicators", "letters/recieved", "--period", "2026"]), @r#"
    ! 错误:应用包“信访件”没有名为“recieved”的指标。可用的:letters/received、letters/closed、letters/people、letters/closing_rate
    = 1
    "#);
    assert_snapshot!(house.shown(&["indicators", "letters", "--period", "去年"]), @r#"
    ! 错误:无法识别统计期间“去年”,可写2025、2025上半年、2025年第三季度(2025Q3)、2025-07、2025-2026学年、2025学年第一学期、2023..2025或2025-01-01..2025-06-30
    = 1
    "#);
    assert_snapshot!(house.shown(&["indicators", "letters/received", "--by", "knd", "--period", "2026"]), @r#"
    ! 错误:台账“信访件”没有名为“knd”的字段
    = 1
    "#);
    assert_snapshot!(house.shown(&["indicators", "letters", "--period", "2026", "--org", "丙科"]), @r#"
    ! 错误:没有机构“丙科”。已有:信访局、甲科、乙科等 3 个
    = 1
    "#);
}

#[test]
fn a_figure_is_walked_back_to_its_records() {
    let house = with_figures();
    assert_snapshot!(house.shown(&["trace", "letters/received", "--period", "2026-02", "--limit", "3"]), @r#"
    2026年2月收件数:13件(日志第 246 条,2026-05-08 09:00:00)
    序号  编号            记录                   日期        单位  环节  数值
    ─────────────────────────────────────────────────────────────────────────
       1  信〔2026〕15号  信〔2026〕15号 事由28  2026-02-01  甲科  办结
       2  信〔2026〕16号  信〔2026〕16号 事由1   2026-02-02  甲科  受理
       3  信〔2026〕17号  信〔2026〕17号 事由31  2026-02-04  甲科  受理
    核对:与数据库一致。
    "#);
    assert_snapshot!(house.shown(&["trace", "letters/closing_rate", "--period", "2026-02", "--limit", "1"]), @r#"
    2026年2月办结率:46.2%(日志第 246 条,2026-05-08 09:00:00)

    其中 2026年2月办结数:6件
    序号  编号            记录                   日期        单位  环节  数值
    ─────────────────────────────────────────────────────────────────────────
       1  信〔2026〕15号  信〔2026〕15号 事由28  2026-02-01  甲科  办结

    其中 2026年2月收件数:13件
    序号  编号            记录                   日期        单位  环节  数值
    ─────────────────────────────────────────────────────────────────────────
       1  信〔2026〕15号  信〔2026〕15号 事由28  2026-02-01  甲科  办结
    核对:与数据库一致。
    "#);
    let json: serde_json::Value =
        serde_json::from_str(&house.good(&["trace", "letters/received", "--period", "2026-02", "--format", "json"]))
            .unwrap();
    assert_eq!(json["parts"][0]["records"].as_array().unwrap().len(), 13, "{json}");
}

#[test]
fn a_printed_trace_finds_the_records_of_then() {
    let house = with_figures();
    let json: serde_json::Value = serde_json::from_str(&house.good(&[
        "indicators",
        "letters/received",
        "--period",
        "2026-02",
        "--format",
        "json",
    ]))
    .unwrap();
    let token = json[0]["trace"].as_str().unwrap();
    house.good(&["act", LETTER, "create", "subject=补录", "kind=来信", "received_on=2026-02-03", "--as", "jl"]);
    let then = house.good(&["trace", token, "--limit", "1"]);
    assert!(then.starts_with("2026年2月收件数:13件"), "{then}");
    let now = house.good(&["trace", "letters/received", "--period", "2026-02", "--limit", "1"]);
    assert!(now.starts_with("2026年2月收件数:14件"), "{now}");
}

#[test]
fn a_report_is_written_and_every_figure_of_it_walked_back() {
    let house = with_figures();
    assert_snapshot!(house.shown(&["report", "letters/summary", "--period", "2026", "--org", "信访局"]), @r#"
    # 信访局2026年信访工作情况

    2026年收件40件,办结20件,办结率50.0%。

    **表1 2026年收件数、信访人次(按方式)**

    | 方式 | 收件数(件) | 信访人次(人) |
    | --- | ---: | ---: |
    | 来信 | 14 | 35 |
    | 来访 | 13 | 32 |
    | 网上信访 | 13 | 33 |
    | **合计** | **40** | **100** |
    "#);
    assert_snapshot!(house.shown(&["report", "letters/summary", "--period", "2026", "-o", "年报.html"]), @"已写出 年报.html:11 个数,均可溯源。");
    let html = fs::read_to_string(house.path("年报.html")).unwrap();
    assert!(html.to_lowercase().starts_with("<!doctype html>"));
    assert!(!html.contains("src=\"http") && !html.contains("href=\"http") && !html.contains("url(http"));
    assert_snapshot!(house.shown(&["report", "letters/summary", "--period", "2026", "-o", "年报.docx"]), @"已写出 年报.docx:11 个数,均可溯源。");
    assert!(fs::read(house.path("年报.docx")).unwrap().starts_with(b"PK"));
    assert_snapshot!(house.shown(&["report", "letters/summary", "--period", "2026", "-o", "年报.pdf"]), @"已写出 年报.pdf:11 个数,均可溯源。");
    assert!(fs::read(house.path("年报.pdf")).unwrap().starts_with(b"%PDF-1.7"));
    assert!(house.good(&["trace", "年报.pdf"]).contains("核对:11 个数,11 个一致。"));
    let bare = house.run(&["report", "letters/summary", "--period", "2026", "-o", "空.pdf", "--fonts", "packages"]);
    assert!(bare.err.contains("没有可作小标宋的字体") && !house.path("空.pdf").exists(), "{}", bare.err);
    let listed = house.good(&["trace", "年报.html"]);
    let head: Vec<&str> = listed.lines().take(6).collect();
    assert_snapshot!(head.join("\n"), @r#"
    信访局2026年信访工作情况(截至 2026-05-08 09:00:00,日志第 246 条)
    未签发的报告:只与数据库比对,没有签发登记可查
    序号     数  结论  名称                                  口径
    ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
       1     40  一致  信访局2026年收件数                    信访件的条数;按收件日期归入期间。
       2     20  一致  信访局2026年办结数                    信访件的条数;条件:环节为办结;按收件日期归入期间。
    "#);
    assert!(listed.contains("\n  11    100  一致  信访局2026年信访人次  "), "{listed}");
    assert!(
        listed.ends_with("核对:11 个数,11 个一致。\n要看某个数的记录:banjie trace 文件 --figure 序号\n"),
        "{listed}"
    );
    assert_snapshot!(house.shown(&["trace", "年报.html", "--figure", "2", "--limit", "2"]), @r#"
    信访局2026年办结数:20件(日志第 246 条,2026-05-08 09:00:00)
    序号  编号           记录                  日期        单位  环节  数值
    ───────────────────────────────────────────────────────────────────────
       1  信〔2026〕1号  信〔2026〕1号 事由0   2026-01-01  乙科  办结
       2  信〔2026〕2号  信〔2026〕2号 事由30  2026-01-03  乙科  办结
    核对:与数据库一致。
    "#);
    assert_snapshot!(house.shown(&["trace", "年报.html", "--figure", "99"]), @r#"
    ! 错误:这份报告有 11 个数,没有第 99 个
    = 1
    "#);
}

#[test]
fn a_figure_changed_by_hand_in_a_document_is_told() {
    let house = with_figures();
    house.good(&["report", "letters/summary", "--period", "2026", "-o", "年报.docx"]);
    assert_eq!(house.good(&["trace", "年报.docx"]).matches(" 一致 ").count(), 11);
    let bytes = fs::read(house.path("年报.docx")).unwrap();
    let changed = rewritten(&bytes, "word/document.xml", |text| text.replacen(">50.0%<", ">60.0%<", 1));
    fs::write(house.path("改过.docx"), changed).unwrap();
    let ran = house.run(&["trace", "改过.docx"]);
    let told: Vec<&str> = ran.out.lines().filter(|line| line.contains("60.0%")).collect();
    assert_snapshot!(format!("{}\n{}{}", told.join("\n"), ran.err, ran.code), @r#"
       3  50.0%  60.0%  被改动  信访局2026年办结率                    由其他指标算出。
    第 3 个数(信访局2026年办结率)被改动:文中为 60.0%,原为 50.0%
    1
    "#);
}

#[test]
fn a_report_that_cannot_be_written_says_why() {
    let house = with_figures();
    assert_snapshot!(house.shown(&["report", "letters/summary", "--period", "2026", "-o", "年报.xlsx"]), @r#"
    ! 错误:报告写成 .pdf、.docx、.html 或 .md;年报.xlsx 不是
    = 1
    "#);
    assert!(!house.path("年报.xlsx").exists());
    assert_snapshot!(house.shown(&["report", "letters/summary", "--period", "2026", "-o", "没有/年报.md"]), @r#"
    ! 错误:写不了 没有/年报.md
    !   原因:没有这个文件或文件夹,请核对路径
    = 1
    "#);
    assert_snapshot!(house.shown(&["report", "letters/summary"]), @r#"
    ! 错误:这份报告要写明期间,例如 --period 2025
    = 1
    "#);
    assert_snapshot!(house.shown(&["report", "letters/sumary", "--period", "2026"]), @r#"
    ! 错误:没有报告“letters/sumary”。可写的报告:letters/summary
    = 1
    "#);
    assert_snapshot!(house.shown(&["report", "letters/summary", "--period", "2026-02"]), @r#"
    ! 错误:报告“letters/summary”要求的期间是“年,如 2025”,不能用于 2026年2月
    = 1
    "#);
}

#[test]
fn what_cannot_be_traced_is_told() {
    let house = with_figures();
    fs::write(house.path("别人的.html"), "<html><p>40</p></html>").unwrap();
    assert_snapshot!(house.shown(&["trace", "别人的.html"]), @r#"
    ! 错误:别人的.html:这个文件里没有数据来源清单,不是由办结写出的报告,或清单已被删去
    = 1
    "#);
    assert_snapshot!(house.shown(&["trace", "没有.html"]), @r#"
    ! 错误:读不了 没有.html
    !   原因:没有这个文件或文件夹,请核对路径
    = 1
    "#);
    assert_snapshot!(house.shown(&["trace", "letters/recieved"]), @r#"
    ! 错误:应用包“信访件”没有名为“recieved”的指标
    = 1
    "#);
    assert_snapshot!(house.shown(&["trace", "letters/received,seq=abc"]), @r#"
    ! 错误:溯源串缺少 seq 或 at,可能没有复制完整
    = 1
    "#);
}

#[test]
fn a_report_before_any_organisation_is_registered_says_so() {
    let house = House::empty();
    house.good(&["apply"]);
    assert_snapshot!(house.shown(&["report", "letters/summary", "--period", "2026"]), @r#"
    ! 错误:还没有登记机构,这份报告写不了。请先登记或导入机构(orgs.org)
    = 1
    "#);
}
