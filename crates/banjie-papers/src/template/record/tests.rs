use super::*;
use crate::{docx, html, markdown};

fn one(title: &str, text: &str, value: Plain) -> Shown {
    Shown::One { title: title.into(), text: text.to_owned(), value }
}

fn sheet() -> Sheet {
    let day = NaiveDate::from_ymd_opt(2025, 10, 14).unwrap();
    let limit = HashMap::from([("due_on".into(), one("立案时限到期日", "2025年10月14日", Plain::Date(day)))]);
    let row = |name: &str| HashMap::from([("name".into(), one("名称", name, Plain::text(name)))]);
    let values = [
        ("party", one("当事人", "张*三", Plain::text("张*三"))),
        ("fine", one("罚款", "12,000.50", Plain::Decimal("12000.50".parse().unwrap()))),
        ("measure", one("处罚种类", "限期拆除", Plain::code("demolish"))),
        ("cadre", one("党员干部", "否", Plain::Bool(false))),
        ("paid_on", one("缴清日期", "", Plain::Missing)),
        ("found_on", one("发案日期", "2025年9月28日", Plain::Date(NaiveDate::from_ymd_opt(2025, 9, 28).unwrap()))),
        ("org", one("单位", "鹿城分局", Plain::Org("lc".into()))),
        ("filing", Shown::Group(limit)),
        ("items", Shown::Rows(vec![row("砖"), row("**瓦**")])),
    ];
    Sheet {
        values: values.map(|(name, shown)| (name.into(), shown)).into(),
        number: Some("温规罚〔2025〕3号".to_owned()),
        dated: day,
        served: "张三三".to_owned(),
        at: (day.and_hms_opt(9, 0, 0).unwrap(), 7),
    }
}

fn definition(body: &str) -> DocumentDef {
    DocumentDef {
        name: "penalty-decision".into(),
        title: "行政处罚决定书".into(),
        of: "bv.violation".into(),
        number: Some("温规罚〔{year}〕{seq}号".into()),
        seal: Some("{{ org }}".into()),
        dated: None,
        receipt: true,
        plain: true,
        body: body.into(),
        file: "documents/penalty-decision.md".into(),
    }
}

fn printed(body: &str) -> String {
    match compose(&definition(body), &sheet()) {
        Ok(printed) => {
            let document = Document { frame: None, ..printed.document };
            let text = markdown::print(&document, markdown::Options::default());
            text.trim_start_matches("# 行政处罚决定书").trim().replace("\n\n", "|")
        }
        Err(fault) => format!("✗ {fault}"),
    }
}

#[track_caller]
fn check(body: &str, expected: &str) {
    assert_eq!(printed(body), expected, "{body}");
}

#[test]
fn values_are_printed_as_people_read_them_and_never_as_markdown() {
    check("当事人{{ party }}，于{{ found_on }}被发现。", "当事人张\\*三，于2025年9月28日被发现。");
    check("罚款{{ fine }}元（大写：{{ fine | capital }}）", "罚款12,000.50元（大写：壹万贰仟元零伍角整）");
    check(
        "{{ document.number }}，{{ document.date }}，{{ filing.due_on }}前",
        "温规罚〔2025〕3号，2025年10月14日，2025年10月14日前",
    );
    check("{% for item in items %}{{ item.name }}、{% endfor %}等", "砖、\\*\\*瓦\\*\\*、等");
}

#[test]
fn conditions_compare_keys_numbers_dates_and_yes_or_no() {
    let choose = |condition: &str| printed(&format!("{{% if {condition} %}}是{{% else %}}否{{% endif %}}"));
    for (condition, expected) in [
        ("measure == 'demolish'", "是"),
        ("measure != 'demolish'", "否"),
        ("fine > 10000", "是"),
        ("fine >= 12000.51", "否"),
        ("found_on < document.date", "是"),
        ("found_on == '2025-09-28'", "是"),
        ("cadre", "否"),
        ("cadre == false", "是"),
        ("not cadre and fine", "是"),
        ("has(paid_on)", "否"),
        ("has(fine)", "是"),
        ("paid_on == document.date", "否"),
        ("paid_on != document.date", "否"),
    ] {
        assert_eq!(choose(condition), expected, "{condition}");
    }
    check("{% if measure > 3 %}是{% endif %}", "✗ 正文第1行：比较的两边不是同一种值");
}

#[test]
fn a_hole_in_a_document_is_a_fault_unless_it_is_meant() {
    check("已于{{ paid_on }}缴清", "✗ 正文第1行：记录没有填“缴清日期”，文书缺这一项");
    check("已于{{ paid_on | blank }}缴清", "已于＿＿＿＿＿＿缴清");
    check("已于{{ paid_on | default('近日') }}缴清", "已于近日缴清");
    check("{{ paid_on | capital }}", "✗ 正文第1行：记录没有填“缴清日期”，文书缺这一项");
    check("{{ party | capital }}", "✗ 正文第1行：“当事人”不是数，不能写成大写金额");
    assert!(printed("{{ nobody }}").starts_with('✗'));
    check("{{ cadre == true }}", "✗ 正文第1行：这里不能印出是否值，请用 {% if %} 写成文字");
}

#[test]
fn number_seal_and_receipt_stand_where_they_belong() {
    let Printed { document, receipt } = compose(&definition("当事人：{{ party }}"), &sheet()).unwrap();
    let frame = document.frame.as_ref().unwrap();
    assert_eq!(frame.number.as_deref(), Some("温规罚〔2025〕3号"));
    assert_eq!((&*frame.signature, frame.sealed), (&["鹿城分局".to_owned()][..], true));
    let receipt = receipt.unwrap();
    let text = markdown::print(&receipt, markdown::Options::default());
    for words in ["送达回证", "行政处罚决定书（温规罚〔2025〕3号）", "张三三", "鹿城分局", "留置送达", "见证人"]
    {
        assert!(text.contains(words), "{words}\n{text}");
    }
    for document in [&document, &receipt] {
        assert!(html::print(document, "a.html").contains("</html>"));
        assert!(docx::print(document, &docx::Options::default()).unwrap().starts_with(b"PK"));
    }
    let plain = DocumentDef { number: None, seal: None, receipt: false, ..definition("当事人：{{ party }}") };
    let printed = compose(&plain, &Sheet { number: None, ..sheet() }).unwrap();
    assert_eq!(printed.receipt, None);
    assert_eq!(printed.document.frame.unwrap().number, None);
}
