use banjie_model::{
    figure::{Answers, Evidence, RecordLine},
    value::RecordId,
};

use proptest::prelude::*;

use super::{Printer, escape, print};
use crate::{
    Draft, Setting, Template,
    document::Document,
    fixture::{answer, compose_body, document, report, setting},
    manifest::Manifest,
};

fn with_evidence(mut document: Document) -> Document {
    let line = |n: i64| RecordLine {
        record: RecordId(n),
        number: Some(format!("违建〔2025〕{n}号").into()),
        label: format!("违建〔2025〕{n}号 五马街{n}号<img src=x onerror=alert(1)>"),
        on: chrono::NaiveDate::from_ymd_opt(2025, 3, 1),
        org: "鹿城分局".into(),
        state: Some("立案".into()),
        amount: None,
    };
    let keys: Vec<String> = document.leaves().iter().map(|trace| trace.key()).collect();
    for key in keys {
        document.evidence.insert(key, Evidence { first: (1..=3).map(line).collect(), more: true });
    }
    document
}

#[test]
fn only_a_page_with_figures_says_as_of_when_they_hold() {
    assert!(print(&document("查处{{ found }}件。"), "年报.html").contains("数据截至"));
    assert!(!print(&document("责令停止建设。"), "通知书.html").contains("数据截至"));
}

#[test]
fn every_figure_is_a_link_to_its_source_and_back() {
    let page = print(&document("查处{{ found }}件，{{ found.change }}。\n{% chart found by kind %}"), "年报.html");
    for n in 1..=5 {
        assert!(page.contains(&format!("id=\"r{n}\" href=\"#f{n}\"")), "figure {n} is linked");
        assert!(page.contains(&format!("id=\"f{n}\"")) && page.contains(&format!("href=\"#r{n}\"")), "source {n}");
    }
    assert!(page.contains("<code>banjie trace 年报.html --figure 1</code>"));
}

#[test]
fn a_paragraph_is_text_with_linked_figures() {
    let document = document("查处**{{ found }}**件。");
    let mut out = String::new();
    Printer { document: &document }.block(&mut out, &document.blocks[0]);
    insta::assert_snapshot!(out, @r##"<p>查处<strong><a class="figure" id="r1" href="#f1">9,711</a></strong>件。</p>"##);
}

#[test]
fn nothing_from_data_becomes_markup() {
    let page = print(
        &with_evidence(document(
            "<script>alert(2)</script>{{ found }}\n{% table found by kind %}\n{% chart found by kind as share %}",
        )),
        "a\"><script>.html",
    );
    let scripts = page.matches("<script").count();
    assert_eq!(scripts, 1, "only the list of figures, which is data");
    assert!(!page.contains("onerror=alert(1)>") && page.contains("&lt;img src=x onerror=alert(1)&gt;"));
    assert_eq!(page.matches("</script>").count(), 1);
}

#[test]
fn nothing_is_loaded_from_anywhere() {
    let page = print(&with_evidence(document("{{ found }}\n{% chart found by kind as line %}")), "a.html");
    let addresses = page.matches("http").count() - page.matches("http-equiv").count();
    assert_eq!(addresses, page.matches("http://www.w3.org/2000/svg").count());
    assert!(["url(", "@import", "<img", "<link", "<iframe"].iter().all(|loads| !page.contains(loads)));
}

#[test]
fn the_list_of_figures_reads_back_from_the_page() {
    let document = document("{{ found }}{{ found.growth }}");
    let manifest = Manifest::read(&print(&document, "a.html")).unwrap();
    assert_eq!(manifest, Manifest::of(&document));
    assert_eq!(manifest.figures[1].text, "10.2%");
    assert_eq!(&manifest.figures[1].trace, document.figures[1].trace());
    assert!(Manifest::read("<html></html>").unwrap_err().contains("没有数据来源清单"));
}

#[test]
fn tables_say_which_head_belongs_to_which_cell() {
    let document = document("{% table found by kind with share %}");
    let mut out = String::new();
    Printer { document: &document }.block(&mut out, &document.blocks[0]);
    insta::assert_snapshot!(out, @r##"
<figure class="table">
<div class="scroll" tabindex="0">
<table>
<caption>表1 2025年违法建设案件数（按类型）</caption>
<thead><tr><th scope="col">类型</th><th scope="col" class="number">违法建设案件数（件）</th><th scope="col" class="number">占比</th></tr></thead>
<tbody>
<tr><th scope="row">农村个人建房</th><td class="number"><a class="figure" id="r1" href="#f1">4,856</a></td><td class="number"><a class="figure" id="r2" href="#f2">50.0%</a></td></tr>
<tr><th scope="row">楼顶违法建设</th><td class="number"><a class="figure" id="r3" href="#f3">3,237</a></td><td class="number"><a class="figure" id="r4" href="#f4">33.3%</a></td></tr>
<tr><th scope="row">&lt;script&gt;alert(1)&lt;/script&gt;</th><td class="number"><a class="figure" id="r5" href="#f5">1,619</a></td><td class="number"><a class="figure" id="r6" href="#f6">16.7%</a></td></tr>
<tr class="total"><th scope="row">合计</th><td class="number"><a class="figure" id="r7" href="#f7">9,711</a></td><td class="number"><a class="figure" id="r8" href="#f8">100.0%</a></td></tr>
</tbody>
</table>
</div>
</figure>
"##);
}

#[test]
fn the_source_tells_definition_period_place_moment_and_records() {
    let page = print(&with_evidence(document("{{ found.growth }}")), "年报.html");
    let source = page.split_once("id=\"f1\"").and_then(|(_, rest)| rest.split_once("</section>")).unwrap().0;
    for words in [
        "口径",
        "条件：类型为“&lt;农村&gt;”",
        "（本期－基期）÷基期",
        "2025年（2025-01-01至2025-12-31）",
        "日志第812号",
        "0.1020",
        "第六十四条",
        "前3条",
    ] {
        assert!(source.contains(words), "{words} in {source}");
    }
}

#[test]
fn five_characters_and_controls_are_escaped() {
    assert_eq!(escape("<a href=\"x\">&'\u{8}"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
}

/// What a hostile data owner may write into names, labels and texts.
fn hostile() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop::sample::select(vec![
            "<script>",
            "</script>",
            "<!--",
            "-->",
            "]]>",
            "\"",
            "'",
            "&",
            "&lt;",
            "{{",
            "}}",
            "{%",
            "\u{E000}",
            "\u{E001}",
            "0",
            "*",
            "_",
            "`",
            "|",
            "\n",
            "甲",
            "javascript:",
            "[a](b)",
            "\\",
            "\u{202E}",
            "#",
            "- ",
        ]),
        0..12,
    )
    .prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn no_name_of_an_office_becomes_markup_or_loses_a_figure(name in hostile()) {
        let name = format!("甲{name}");
        let setting = Setting { org: Some(("3303".into(), name.as_str().into())), ..setting() };
        let template = Template::new(&report("{{ org }}：{{ found }}件，{{ org ~ found }}。\n- {{ org }}")).unwrap();
        let Draft::Wants(wants) = template.run(&setting, &Answers::default()).unwrap() else { panic!("figures are wanted") };
        let Draft::Done(document) = template.run(&setting, &answer(&wants)).unwrap() else { panic!("all is answered") };
        let page = print(&document, "a.html");
        prop_assert_eq!(document.figures.len(), 2);
        prop_assert_eq!(page.matches("<script").count(), 1);
        prop_assert_eq!(page.matches("</script>").count(), 1);
        prop_assert_eq!(page.matches("<li>").count(), 1);
        let visible: String = name.chars().filter(|c| !c.is_control() && !"\u{E000}\u{E001}".contains(*c)).collect();
        prop_assert!(page.replace('\n', "").contains(&escape(&visible)));
    }

    #[test]
    fn any_text_of_a_writer_is_printed_without_running_it(body in hostile()) {
        if let Ok((document, _)) = compose_body(&format!("甲{body}\n{{{{ found }}}}")) {
            let page = print(&document, "a.html");
            prop_assert_eq!(page.matches("<script").count(), 1);
            prop_assert!(!page.contains("href=\"javascript"));
        }
    }
}
