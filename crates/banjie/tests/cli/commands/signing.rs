//! `report --sign`, `trace FILE`, `verify`: a signed report beside the database it came from, or another.

use std::fs;

use insta::assert_snapshot;

use crate::{
    hostile::bomb::rewritten,
    support::{House, LETTER, wait},
};

fn with_letters() -> House {
    let house = House::ready().with_letters(40);
    house.acts("办理.xlsx", 40);
    house.good(&["import", LETTER, "办理.xlsx", "--actions"]);
    house
}

fn signed() -> House {
    let house = with_letters();
    house.good(&["report", "letters/summary", "--period", "2026", "--sign", "--as", "jw", "-o", "年报.docx"]);
    house
}

/// What is said of a file: the line of the signature, the lines about single figures, the summary, the exit code.
fn told(house: &House, file: &str) -> String {
    let ran = house.run(&["trace", file]);
    let wanted = |line: &&str| {
        line.contains("签发") || line.starts_with('第') || line.starts_with("    ") || line.starts_with("核对")
    };
    let lines: Vec<&str> = ran.out.lines().filter(wanted).collect();
    format!("{}\n{}= {}", lines.join("\n"), ran.err, ran.code)
}

fn behind_our_back(house: &House, sql: &str) {
    let address = house.address();
    wait(async {
        let store = banjie_store::connect(&address).await.unwrap();
        store.behind_our_back(sql).await.unwrap();
        store.close().await;
    });
}

#[test]
fn a_signed_report_is_the_same_as_long_as_nothing_changes() {
    let house = with_letters();
    let out = house.good(&["report", "letters/summary", "--period", "2026", "--sign", "--as", "jw", "-o", "年报.html"]);
    assert!(out.contains("已签发:第 1 号,jw,日志第 246 条"), "{out}");
    assert_snapshot!(told(&house, "年报.html"), @r#"
    第 1 号,金伟(jw)于 2026-05-08 09:00:00 签发;签发登记与日志完好
    核对:11 个数,11 个一致。
    = 0
    "#);
    house.good(&["report", "letters/summary", "--period", "2026", "--sign", "-o", "年报.docx"]);
    assert_snapshot!(told(&house, "年报.docx"), @r#"
    第 2 号,管理员于 2026-05-08 09:00:00 签发;签发登记与日志完好
    核对:11 个数,11 个一致。
    = 0
    "#);
    assert_snapshot!(house.shown(&["verify"]), @r#"
    签发号  报告                      签发                 签发人  日志  核对
    ─────────────────────────────────────────────────────────────────────────
         1  信访局2026年信访工作情况  2026-05-08 09:00:00  jw       246  完好
         2  信访局2026年信访工作情况  2026-05-08 09:00:00  管理员   246  完好
    日志 246 条,完好;签发的报告 2 份,完好。
    "#);
    house.good(&["report", "letters/summary", "--period", "2026", "-o", "草稿.docx"]);
    assert_snapshot!(told(&house, "草稿.docx"), @r#"
    未签发的报告:只与数据库比对,没有签发登记可查
    核对:11 个数,11 个一致。
    = 0
    "#);
}

#[test]
fn who_does_not_see_the_records_of_a_report_may_not_sign_it() {
    let house = with_letters();
    let sign = |account| {
        house.shown(&["report", "letters/summary", "--period", "2026", "--sign", "--as", account, "-o", "年报.html"])
    };
    assert_snapshot!(sign("jl"), @r#"
    ! 错误:jl 没有签发这份报告的权限:须是看得到全部记录的角色、看得到该单位及下属的角色,或系统管理员
    = 1
    "#);
    assert_snapshot!(sign("kz"), @r#"
    ! 错误:kz 没有签发这份报告的权限:须是看得到全部记录的角色、看得到该单位及下属的角色,或系统管理员
    = 1
    "#);
    assert!(!house.path("年报.html").exists());
    assert!(sign("yj").contains("已签发:第 1 号"), "the head of the whole office signs for it");
}

#[test]
fn what_is_recorded_later_shows_as_changed_since_with_both_values() {
    let house = signed();
    house.good(&[
        "act",
        LETTER,
        "create",
        "subject=补录",
        "kind=来信",
        "received_on=2026-02-03",
        "people=3",
        "--as",
        "jl",
    ]);
    house.good(&["act", LETTER, "edit", "信〔2026〕2号", "people=9"]);
    let told = told(&house, "年报.docx");
    assert_snapshot!(told, @r#"
    第 1 号,金伟(jw)于 2026-05-08 09:00:00 签发;签发登记与日志完好
    第 1 个数(信访局2026年收件数)其后有变化:当时 40件,现在 41件
        新计入:信〔2026〕41号 补录(2026-02-03 登记)
    第 3 个数(信访局2026年办结率)其后有变化:当时 50.0%,现在 48.8%
        新计入:信〔2026〕41号 补录(2026-02-03 登记)
    第 4 个数(信访局2026年收件数(方式为来信))其后有变化:当时 14件,现在 15件
        新计入:信〔2026〕41号 补录(2026-02-03 登记)
    第 5 个数(信访局2026年信访人次(方式为来信))其后有变化:当时 35人,现在 44人
        新计入:信〔2026〕41号 补录(2026-02-03 登记)
        已更正:信〔2026〕2号 事由30:人数 3 → 9
    第 10 个数(信访局2026年收件数)其后有变化:当时 40件,现在 41件
        新计入:信〔2026〕41号 补录(2026-02-03 登记)
    第 11 个数(信访局2026年信访人次)其后有变化:当时 100人,现在 109人
        新计入:信〔2026〕41号 补录(2026-02-03 登记)
        已更正:信〔2026〕2号 事由30:人数 3 → 9
    核对:11 个数,5 个一致,6 个其后有变化。
    = 3
    "#);
    let json: serde_json::Value =
        serde_json::from_str(&house.run(&["trace", "年报.docx", "--format", "json"]).out).unwrap();
    let figure = &json["figures"][0];
    assert_eq!(
        (&figure["text"], &figure["value_now"], &figure["finding"]),
        (&"40".into(), &"41".into(), &"changed".into())
    );
    assert_eq!((&json["seal"], &json["signed"]), (&"whole".into(), &true.into()));
}

#[test]
fn a_number_edited_in_word_is_tampered_with() {
    let house = signed();
    let bytes = fs::read(house.path("年报.docx")).unwrap();
    let changed = rewritten(&bytes, "word/document.xml", |text| text.replacen(">50.0%<", ">60.0%<", 1));
    fs::write(house.path("改过.docx"), changed).unwrap();
    assert_snapshot!(told(&house, "改过.docx"), @r#"
    第 1 号,金伟(jw)于 2026-05-08 09:00:00 签发;签发登记与日志完好
    第 3 个数(信访局2026年办结率)被改动:文中为 60.0%,原为 50.0%
    核对:11 个数,10 个一致,1 个被改动。
    = 1
    "#);
}

#[test]
fn a_list_of_figures_edited_together_with_the_text_is_tampered_with() {
    let house = with_letters();
    house.good(&["report", "letters/summary", "--period", "2026", "--sign", "-o", "年报.html"]);
    let page = fs::read_to_string(house.path("年报.html")).unwrap();
    let edited = page.replace(">50.0%</a>", ">60.0%</a>").replace("\"text\":\"50.0%\"", "\"text\":\"60.0%\"");
    assert_ne!(page, edited);
    fs::write(house.path("改过.html"), edited).unwrap();
    assert_snapshot!(told(&house, "改过.html"), @r#"
    第 1 号,管理员于 2026-05-08 09:00:00 签发;文件里的数据来源清单与签发时登记的不一致
    第 3 个数(信访局2026年办结率)被改动:文件里的清单与签发登记不符(登记为 50.0%)
    核对:11 个数,10 个一致,1 个被改动。
    = 1
    "#);
}

#[test]
fn a_report_signed_in_another_database_is_not_ours() {
    let theirs = signed();
    let ours = House::empty().furnished().with_letters(40);
    fs::copy(theirs.path("年报.docx"), ours.path("年报.docx")).unwrap();
    let told = told(&ours, "年报.docx");
    assert!(
        told.contains("由另一个数据库签发") && told.contains("11 个不是本系统的数字") && told.ends_with("= 1"),
        "{told}"
    );
}

#[test]
fn a_database_altered_behind_our_back_is_noticed() {
    let check = |sql: &str, expected: &str| {
        let house = signed();
        behind_our_back(&house, sql);
        let told = told(&house, "年报.docx");
        assert!(told.contains(expected) && told.contains("被改动") && told.ends_with("= 1"), "{sql}\n{told}");
        assert_eq!(house.run(&["verify"]).code, 1, "{sql}");
    };
    check("UPDATE letters__letter SET f_people = 100 WHERE number = '信〔2026〕3号'", "数据库被改动过");
    check("DELETE FROM letters__letter WHERE number = '信〔2026〕3号'", "数据库被改动过");
    check("UPDATE event SET hash = 'x' WHERE ledger = 'letters.letter' AND seq > 200", "签发时的记录被改动过");
    check("UPDATE signed_report SET signed_by = 'kz'", "签发登记被改动过");
    check("UPDATE signed_report SET manifest = replace(manifest, '\"50.0%\"', '\"60.0%\"')", "数据来源清单被改动过");
}

#[test]
fn a_record_altered_where_no_figure_shows_it_is_found_by_verify() {
    let house = signed();
    behind_our_back(
        &house,
        "UPDATE letters__letter SET f_subject = '改名' WHERE number = '信〔2026〕3号' AND to_seq IS NULL",
    );
    assert!(told(&house, "年报.docx").ends_with("= 0"));
    let out = house.run(&["verify"]).out;
    assert!(out.contains("日志或这一版记录与写入时不符,被改动过"), "{out}");
}
