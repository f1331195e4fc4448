//! A list of cases.

use banjie_ui::{
    Align, Button, Card, Chip, Choice, Clock, Column, ColumnChoice, Filters, Icon, Look, Pager, PlainInput, Row,
    Select, SelectionBar, Sort, Sorted, Tab, Table, Tone, badge, button, card_mark, clock_words, column_chooser, empty,
    filters, link_button, page as desk_page, pager, plain_input, select_input, selection_bar, table, tabs,
};
use maud::{Markup, html};

use super::shell;

fn row(index: u32) -> Row {
    let (state, tone, clock, card) = match index % 7 {
        0 => ("调查取证", Tone::Late, Clock::Late { days: 6, working: true }, Some(Card::Red)),
        1 => ("告知", Tone::Late, Clock::Late { days: 2, working: true }, Some(Card::Yellow)),
        2 => ("立案", Tone::Due, Clock::Left { days: 2, working: true }, Some(Card::Warn)),
        3 => ("中止", Tone::Plain, Clock::Paused, None),
        4 => ("受理", Tone::Plain, Clock::Left { days: 11, working: true }, None),
        5 => ("结案", Tone::Plain, Clock::Done, None),
        _ => ("移送", Tone::Plain, Clock::DoneLate { days: 3, working: true }, Some(Card::Refer)),
    };
    let badge_tone = if state == "结案" { Tone::Done } else { Tone::Active };
    let number = format!("违建〔2025〕{:04}号", 312 + index);
    let place = [
        "中山大道 118 号楼顶加建",
        "洛西村老街新建彩钢棚",
        "流河社区临街扩建",
        "围墙外占道搭建",
        "屯级道路旁建房",
        "古镇保护区内改建",
        "𠮷泰山庄（䶮山片区）临时用房逾期未拆，涉及三户，面积较大",
    ];
    Row {
        key: index.to_string(),
        label: number.clone(),
        href: format!("/cases/{index}"),
        tone,
        cells: vec![
            html! { (number) },
            html! { (place[index as usize % place.len()]) },
            html! { (["城关镇", "庆远镇", "刘三姐镇", "德胜镇"][index as usize % 4]) },
            badge(state, badge_tone),
            html! { span.marks { (clock_words(clock)) @if let Some(card) = card { (card_mark(card)) } } },
            html! { "2025-10-" (format!("{:02}", 1 + index % 28)) },
            html! { (format!("{:.2}", 36.5 + f64::from(index * 17 % 211))) },
        ],
    }
}

fn columns() -> Vec<Column> {
    let mut columns = vec![
        Column::new("编号", Align::Tight),
        Column::new("地点与事由", Align::Text),
        Column::new("机构", Align::Tight),
        Column::new("状态", Align::Tight),
        Column::new("时限", Align::Tight),
        Column::new("立案日期", Align::Tight),
        Column::new("面积（m²）", Align::Number),
    ];
    columns[4].sort = Some(Sort { href: "?sort=-due".into(), now: Some(Sorted::Up) });
    columns[5].sort = Some(Sort { href: "?sort=opened".into(), now: None });
    columns[6].sort = Some(Sort { href: "?sort=area".into(), now: None });
    columns
}

fn head() -> Markup {
    let tab = |title: &str, count: u64, current: bool| Tab {
        title: title.into(),
        href: format!("?view={title}"),
        count: Some(count),
        current,
    };
    html! {
        header.page-head {
            div { h1 { "违法建设案件" } }
            div.actions { (link_button("导入", "/import", Look::Plain, Some(Icon::Upload))) (link_button("导出", "/export", Look::Plain, Some(Icon::Download))) (link_button("新建案件", "/new/case", Look::Primary, Some(Icon::Plus))) }
        }
        (tabs("视图", &[tab("在办", 128, true), tab("本所超期", 9, false), tab("红牌", 2, false), tab("今年结案", 466, false)]))
    }
}

fn tools() -> Markup {
    let choice = |key: &str, title: &str| Choice { key: key.into(), title: title.into(), group: String::new() };
    let form = html! {
        (select_input(&PlainInput { name: "state", title: "状态", value: "open", ..PlainInput::default() }, &[choice("open", "在办"), choice("done", "结案")]))
        (plain_input(&PlainInput { name: "from", title: "立案起", kind: "date", ..PlainInput::default() }))
        (plain_input(&PlainInput { name: "to", title: "立案止", kind: "date", ..PlainInput::default() }))
        (plain_input(&PlainInput { name: "place", title: "地点含", ..PlainInput::default() }))
    };
    let chips = vec![
        Chip { label: "机构：城关镇及下属".into(), remove: "?a".into() },
        Chip { label: "立案：2025年".into(), remove: "?b".into() },
    ];
    let column = |title: &str, shown: bool| ColumnChoice { key: title.into(), title: title.into(), shown };
    html! {
        div.list-tools {
            (filters(&Filters { chips, clear: "?", action: "", keep: vec![("view".into(), "open".into())], form: Some(form), open: false }))
            (column_chooser("", &[], &[column("编号", true), column("地点与事由", true), column("承办人", false), column("面积", true)]))
        }
    }
}

/// The page.
pub fn page() -> Markup {
    let list = Table {
        id: "cases".into(),
        caption: "违法建设案件，在办".into(),
        columns: columns(),
        rows: (0..25).map(row).collect(),
        select: Some(Select { name: "id".into(), form: "bulk".into() }),
        ..Table::default()
    };
    let actions = html! { (button(&Button { word: "催办", icon: Some(Icon::Bell), name: "do", value: "remind", ..Button::default() })) (button(&Button { word: "移交", name: "do", value: "hand", ..Button::default() })) };
    desk_page(
        &shell("违法建设案件", "违法建设查处", &[("城关镇", "/orgs/1"), ("违法建设查处", "/s/building"), ("案件", "")]),
        &html! {
            (head())
            (tools())
            (table(&list))
            (selection_bar(&SelectionBar { id: "bulk", action: "/bulk", csrf: "sample-token", actions }))
            (pager(&Pager { from: 51, to: 75, total: "1,234".into(), age: "2 分钟前统计".into(), previous: Some("?p=2".into()), next: Some("?p=4".into()), ..Pager::default() }))
        },
    )
}

/// The page with nothing found.
pub fn empty_page() -> Markup {
    let step = html! { (link_button("清除筛选", "?", Look::Plain, None)) (link_button("新建案件", "/new", Look::Primary, Some(Icon::Plus))) };
    desk_page(
        &shell("违法建设案件", "违法建设查处", &[("城关镇", "/orgs/1"), ("案件", "")]),
        &html! {
            (head())
            (tools())
            (empty("没有符合条件的案件", "“城关镇及下属”在 2025 年没有立案。可以放宽筛选，或者登记第一件。", &step))
        },
    )
}

/// The page with every column chosen.
pub fn wide_page() -> Markup {
    let more = ["承办人", "举报方式", "建设单位", "土地性质", "处理意见", "下达日期", "备注"];
    let mut columns = columns();
    columns.extend(more.map(|title| Column::new(title, if title == "备注" { Align::Text } else { Align::Tight })));
    let rows = (0..25).map(|index| {
        let mut row = row(index);
        row.cells.extend(
            [
                "韦秀兰",
                "群众电话",
                "个人",
                "集体建设用地",
                "限期改正",
                "2025-10-12",
                "当事人表示愿意配合，约定月底前自行拆除",
            ]
            .map(|cell| html! { (cell) }),
        );
        row
    });
    let list =
        Table { caption: "违法建设案件，全部列".into(), columns, rows: rows.collect(), ..Table::default() };
    desk_page(
        &shell("违法建设案件", "违法建设查处", &[("城关镇", "/orgs/1"), ("案件", "")]),
        &html! { (head()) (tools()) (table(&list)) (pager(&Pager { total: "10,000".into(), at_least: true, next: Some("?after=9".into()), ..Pager::default() })) },
    )
}
