//! `figures-of-record`, `show`, `readings`.

use std::fs;

use insta::assert_snapshot;

use crate::support::{House, LETTER};

/// A bureau whose package states three figures.
fn stating(second: &str) -> House {
    let house = House::empty();
    fs::create_dir_all(house.path("packages/letters/stated")).unwrap();
    let stated = format!(
        "[[figure]]\nids = [\"r-1\", \"r-9\"]\nfigure = \"received\"\nperiod = \"2026\"\nvalue = \"40\"\n\n\
         [[figure]]\nids = [\"r-2\"]\nfigure = \"closing_rate\"\nperiod = \"2026\"\nvalue = \"{second}\"\nwithin = \"0.5\"\n\n\
         [[figure]]\nids = [\"r-3\"]\nfigure = \"received.where(kind=\\\"visit\\\")\"\nperiod = \"2026-02\"\norg = \"信访局\"\nvalue = \"13\"\n"
    );
    fs::write(house.path("packages/letters/stated/report.toml"), stated).unwrap();
    let house = house.furnished().with_letters(40);
    house.acts("办理.xlsx", 40);
    house.good(&["import", LETTER, "办理.xlsx", "--actions"]);
    house
}

#[test]
fn figures_of_record_are_computed_and_compared() {
    let house = stating("12");
    let ran = house.run(&["figures-of-record"]);
    assert_eq!(ran.code, 1, "one differs");
    assert_snapshot!(ran.shown(), @r#"
编号      指标                                  名称    期间     在案  算出  单位  结论
───────────────────────────────────────────────────────────────────────────────────────
r-1、r-9  letters/received                      收件数  2026       40    40  件    相同
r-2       letters/closing_rate                  办结率  2026       12    50  %     不同
r-3       letters/received.where(kind="visit")  收件数  2026-02    13    13  件    相同
在案数字 3 个,2 个相同,1 个不同。
= 1
"#);
    let labelled = r#"{"id": "r-1", "system": "letters", "subject_zh": "收件数", "value": 40, "unit": "件", "period": "全年", "quote": "收件40件"}
{"id": "r-2", "system": "letters", "subject_zh": "办结率", "value": 12, "unit": "%", "period": null, "quote": "办结率12%"}
{"id": "r-4", "system": "letters", "subject_zh": "回访", "value": 7, "unit": "件", "period": null, "quote": "回访7件"}
{"id": "s-1", "system": "schools", "subject_zh": "学校", "value": 3.5, "unit": "所", "period": null, "quote": "3.5所"}
{"id": "t-1", "system": null, "subject_zh": "年限", "value": 2, "unit": "年", "period": null, "quote": "两年"}
"#;
    fs::write(house.path("数字.jsonl"), labelled).unwrap();
    assert_snapshot!(house.shown(&["figures-of-record", "数字.jsonl"]), @"
编号  系统     内容     在案  指标                  算出  结论
──────────────────────────────────────────────────────────────────
r-1   letters  收件数   40件  letters/received      40件  相同
r-2   letters  办结率    12%  letters/closing_rate   50%  不同
r-4   letters  回访      7件                              没有指标
s-1   schools  学校    3.5所                              系统未建
t-1   —        年限      2年                              系统未建
已建成的 1 个系统有在案数字 3 个,算得出 2 个,其中 1 个相同。
全部 5 个在案数字中,另有 2 个属于未建成的 1 个系统或不属于任何系统。
");
    let json: serde_json::Value =
        serde_json::from_str(&house.good(&["figures-of-record", "数字.jsonl", "--format", "json"])).unwrap();
    let findings: Vec<&str> = json.as_array().unwrap().iter().map(|line| line["finding"].as_str().unwrap()).collect();
    assert_eq!(findings, ["same", "different", "no-indicator", "not-built", "not-built"]);
    fs::write(house.path("坏.jsonl"), "{\"system\": 1}\n").unwrap();
    assert_snapshot!(house.bad(&["figures-of-record", "坏.jsonl"]), @"错误:坏.jsonl 第 1 行 不是标注好的数字(invalid type: integer `1`, expected a string at line 1 column 12);每行一个 JSON,至少有 id");
}

#[test]
fn a_record_is_shown_masked_and_in_plain_only_for_a_purpose() {
    let house = House::ready().with_letters(3);
    assert_snapshot!(house.shown(&["show", LETTER, "信〔2026〕1号", "--as", "jw"]), @"
信访件 信〔2026〕1号(#8,第 1 版)
单位:乙科  环节:收件  登记:2026-01-01

【内容】
事由:事由0
方式:来信
收件日期:2026年1月1日
人数:1
信访人:张*丰
电话:138****0000
答复:

【时限】
时限      起算        到期           办结  督办
───────────────────────────────────────────────
受理时限  2026-01-01  2026年1月16日

【经过】
时间              办理  办理人  结果
──────────────────────────────────────────────────────────────
2026-01-01 10:00  登记  管理员  收件;“导入 信访件.xlsx 第2行”
");
    assert_snapshot!(house.bad(&["show", LETTER, "信〔2026〕1号", "--plain", "--as", "jw"]), @r#"错误:看个人信息的明文要写明用途,例如 --purpose "电话通知当事人";用途和查看的人、时间一并登记"#);
    assert_snapshot!(house.bad(&["show", LETTER, "信〔2026〕1号", "--plain", "--purpose", " ", "--as", "jw"]), @r#"错误:看个人信息的明文要写明用途,例如 --purpose "电话通知当事人";用途和查看的人、时间一并登记"#);
    assert_snapshot!(house.good(&["readings"]), @"没有明文查看的登记。");
    let plain = house.good(&["show", LETTER, "信〔2026〕1号", "--plain", "--purpose", "电话回访", "--as", "jw"]);
    assert!(plain.contains("张三丰") && plain.contains("13800000000"), "{plain}");
    house.good(&[
        "export",
        LETTER,
        "-o",
        "明.xlsx",
        "--plain",
        "--purpose",
        "报上级核查",
        "--where",
        "kind == 'visit'",
    ]);
    assert_snapshot!(house.shown(&["readings"]), @"
时间              账号    机构    方式  台账    记录                     字段          用途
─────────────────────────────────────────────────────────────────────────────────────────────────
2026-05-08 09:00  管理员          导出  信访件  1 条(kind == 'visit')  信访人、电话  报上级核查
2026-05-08 09:00  jw      信访局  查看  信访件  #8                       信访人、电话  电话回访
");
    assert_snapshot!(house.shown(&["readings", "--account", "jw", "--ledger", LETTER]), @"
时间              账号  机构    方式  台账    记录  字段          用途
──────────────────────────────────────────────────────────────────────────
2026-05-08 09:00  jw    信访局  查看  信访件  #8    信访人、电话  电话回访
");
    assert_snapshot!(house.bad(&["readings", "--as", "jw"]), @"错误:明文查看登记只给审计员(orgs.auditor)和系统管理员看。请联系系统管理员");
    let json: serde_json::Value = serde_json::from_str(&house.good(&["readings", "--format", "json"])).unwrap();
    assert_eq!(json.as_array().unwrap().len(), 2);
}

#[test]
fn what_is_not_in_sight_is_not_shown_nor_logged() {
    let house = House::ready().with_letters(3);
    let refused = house.bad(&["show", LETTER, "信〔2026〕99号", "--plain", "--purpose", "核对", "--as", "jw"]);
    assert_snapshot!(refused, @"错误:“信访件”里没有编号为“信〔2026〕99号”的记录。请核对编号(也可写 #加记录号,如 #12)。");
    assert_snapshot!(house.bad(&["export", LETTER, "-o", "明.xlsx", "--plain"]), @r#"错误:看个人信息的明文要写明用途,例如 --purpose "电话通知当事人";用途和查看的人、时间一并登记"#);
    assert!(!house.path("明.xlsx").exists());
    assert_snapshot!(house.good(&["readings"]), @"没有明文查看的登记。");
}

#[test]
fn an_auditor_reads_the_log() {
    let house = House::ready();
    house.book("审计.xlsx", "账号|姓名|所在机构|岗位\nsj|审计员|信访局|orgs.auditor\n");
    house.good(&["import", "orgs.person", "审计.xlsx"]);
    assert_snapshot!(house.good(&["readings", "--as", "sj"]), @"没有明文查看的登记。");
}
