use crate::{
    document::{Block, Inline},
    fixture::{composed, document, report, setting},
    html, markdown,
};

fn heads(body: &str) -> Vec<String> {
    let tell = |block: &Block| match block {
        Block::Heading { level, .. } => format!("h{level}"),
        Block::Paragraph(_) => "p".to_owned(),
        Block::List { start, items } => {
            format!("list{}x{}", start.map_or(String::new(), |n| n.to_string()), items.len())
        }
        Block::Table(table) => format!("table{}x{}", table.number, table.rows.len()),
        Block::Chart(chart) => format!("chart{}x{}", chart.number, chart.categories.len()),
        Block::Image(image) => format!("image {}", image.name),
        Block::Attachment { number, .. } => format!("attachment{number}"),
        Block::Quote(_) => "quote".to_owned(),
        Block::PageBreak => "page".to_owned(),
        Block::Rule => "rule".to_owned(),
    };
    document(body).blocks.iter().map(tell).collect()
}

#[test]
fn numbered_lines_become_headings_and_every_other_line_a_paragraph() {
    let body = "一、违法建设现状\n（一）总体情况\n　　全年查处{{ found }}件。\n    不是代码。\n1、农村建房少批多建。全年{{ found }}件。\n## 小结";
    assert_eq!(heads(body), ["h1", "h2", "p", "p", "p", "h2"]);
}

#[test]
fn tables_and_charts_stand_on_their_own_and_are_numbered() {
    let body = "前文\n{% table found by kind with share %}\n后文\n{% chart found by kind %}\n{% table found by kind %}\n\\newpage\n- 甲\n- 乙";
    assert_eq!(
        heads(body),
        ["p", "table1x4", "p", "chart1x3", "table2x4", "page", "list2"].map(|s| s.replace("list2", "listx2"))
    );
}

#[test]
fn figures_are_numbered_in_reading_order_and_survive_emphasis_and_typed_tables() {
    let document = document("**共{{ found }}件**\n\n| 项 | 数 |\n|---|---:|\n| 占比 | {{ rural_share }} |\n");
    let texts: Vec<String> = document.figures.iter().map(|figure| figure.text()).collect();
    assert_eq!(texts, ["9,711", "88.4%"]);
    let Block::Paragraph(inlines) = &document.blocks[0] else { panic!("a paragraph") };
    assert!(matches!(&inlines[0], Inline::Strong(inner) if inner.contains(&Inline::Figure(0))));
}

#[test]
fn a_report_prints_as_markdown_with_footnotes() {
    let document = document("一、现状\n全年查处{{ found }}件。\n{% table found by kind with share %}");
    insta::assert_snapshot!(markdown::print(&document, markdown::Options { sources: true }), @r"
# 温州市规划局2025年违法建设监察工作总结

## 一、现状

全年查处9,711[^1]件。

**表1 2025年违法建设案件数（按类型）**

| 类型 | 违法建设案件数（件） | 占比 |
| --- | ---: | ---: |
| 农村个人建房 | 4,856[^2] | 50.0%[^3] |
| 楼顶违法建设 | 3,237[^4] | 33.3%[^5] |
| \<script\>alert(1)\</script\> | 1,619[^6] | 16.7%[^7] |
| **合计** | **9,711[^8]** | **100.0%[^9]** |

## 数据来源

数据截至2026年1月5日 09:00（日志第812号）

[^1]: 违法建设案件数，2025年，3303：9,711。口径：违法建设案件的条数；条件：类型为“\<农村\>”；按发案日期归入期间。
[^2]: 违法建设案件数，2025年，3303：4,856。口径：
[^3]: 违法建设案件数占比，2025年，3303：50.0%。口径：
[^4]: 违法建设案件数，2025年，3303：3,237。口径：
[^5]: 违法建设案件数占比，2025年，3303：33.3%。口径：
[^6]: 违法建设案件数，2025年，3303：1,619。口径：
[^7]: 违法建设案件数占比，2025年，3303：16.7%。口径：
[^8]: 违法建设案件数，2025年，3303：9,711。口径：
[^9]: 违法建设案件数占比，2025年，3303：100.0%。口径：
");
}

#[test]
fn only_harmless_links_stay_links() {
    let text = html::print(
        &document("[甲](javascript:alert(1)) [乙](https://example.cn/?a=1&b=\"x\") ![丙](x.png)"),
        "a.html",
    );
    assert!(!text.contains("javascript:"));
    assert!(text.contains("<a href=\"https://example.cn/?a=1&amp;b=&quot;x&quot;\" rel=\"noreferrer\">乙</a> 丙"));
}

#[test]
fn stars_beside_chinese_punctuation_are_emphasis() {
    let document = document("甲**乙。**丙，**“丁”**戊；2**3 * 4");
    assert_eq!(
        markdown::print(&document, markdown::Options::default()).lines().last().unwrap(),
        "甲**乙。**丙，**“丁”**戊；2\\*\\*3 \\* 4"
    );
}

/// A picture of one white point.
const POINT: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4//8/AAX+Av4N70a4AAAAAElFTkSuQmCC";

#[test]
fn pictures_of_the_package_are_shown_with_a_number_and_others_leave_their_words() {
    let images = [("desk.png".into(), POINT.into())].into_iter().collect();
    let report = banjie_model::definition::ReportDef {
        images,
        ..report("甲\n\n![登记处](desk.png)\n\n![没有的图](none.png)")
    };
    let document = composed(&report, &setting()).unwrap();
    let Block::Image(image) = &document.blocks[1] else { panic!("a picture, not {:?}", document.blocks) };
    assert_eq!((image.words.as_str(), image.number, image.size), ("登记处", 1, (1, 1)));
    assert!(matches!(&document.blocks[2], Block::Paragraph(words) if *words == [Inline::Text("没有的图".into())]));
    let page = html::print(&document, "a.html");
    assert!(
        page.contains("<img src=\"data:image/png;base64,iVBOR") && page.contains("<figcaption>图1 登记处</figcaption>")
    );
}

#[test]
fn a_table_between_stars_stands_on_its_own_and_loses_no_figure() {
    assert_eq!(heads("*甲\n{% table found by kind with share %}\n乙*"), ["p", "table1x4", "p"]);
}

#[track_caller]
fn check_alone(body: &str, expected: &[&str]) {
    assert_eq!(heads(body), expected);
    let document = document(body);
    let printed = markdown::print(&document, markdown::Options::default());
    for (number, figure) in document.figures.iter().enumerate() {
        assert!(printed.contains(&figure.text()), "figure {number} is printed: {printed}");
    }
}

#[test]
fn whatever_stands_open_above_a_table_or_chart_of_figures_ends_there() {
    check_alone("| 项 |\n|---|\n| 甲 |\n{% table found by kind %}\n乙", &["table0x1", "table1x4", "p"]);
    check_alone("| 项 |\n|---|\n| 甲 |\n{% chart found by kind %}\n乙", &["table0x1", "chart1x3", "p"]);
    check_alone("- 甲\n{% table found by kind %}\n- 乙", &["listx1", "table1x4", "listx1"]);
    check_alone("> 甲\n{% table found by kind %}\n乙", &["quote", "table1x4", "p"]);
    check_alone("[甲]:\n{% table found by kind %}\n乙", &["p", "table1x4", "p"]);
    check_alone("{% table found by kind %}\n---", &["table1x4", "rule"]);
    check_alone("甲\n{% table found by kind %}\n===", &["p", "table1x4", "p"]);
}

#[test]
fn a_table_of_figures_printed_where_only_words_can_stand_follows_what_it_stands_in() {
    let set = "{% set t %}\n{% table found by kind %}\n{% endset %}\n";
    check_alone(&format!("{set}| 项 |\n|---|\n| {{{{ t }}}} |\n\n乙"), &["table0x1", "table1x4", "p"]);
    check_alone(&format!("{set}# 甲{{{{ t }}}}\n乙"), &["h1", "table1x4", "p"]);
}
