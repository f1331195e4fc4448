//! Supervision board, wall, and a figure.

use banjie_ui::{
    Align, Bar, Card, Chart, ChartKind, ChartSeries, Column, Look, MapPoint, PointMap, Row, Stat, Tab, Table, Tone,
    bars, card_mark, chart, link_button, page as desk_page, panel, point_map, progress, spark, stat, table, tabs, wall,
};
use maud::{Markup, html};

use super::shell;

const OFFICES: [(&str, u32, u32, u32, u32, f64); 5] = [
    ("城关镇国土规划所", 41, 6, 3, 2, 81.2),
    ("庆远镇国土规划所", 37, 4, 2, 0, 88.4),
    ("刘三姐镇国土规划所", 22, 3, 1, 0, 91.0),
    ("德胜镇国土规划所", 18, 1, 0, 0, 95.6),
    ("怀远镇国土规划所", 10, 0, 0, 0, 100.0),
];

fn offices(with_trend: bool) -> Table {
    let mut columns = vec![
        Column::new("机构", Align::Text),
        Column::new("在办", Align::Number),
        Column::new("超期", Align::Number),
        Column::new("黄牌", Align::Number),
        Column::new("红牌", Align::Number),
        Column::new("按期率", Align::Number),
    ];
    if with_trend {
        columns.push(Column::new("近 12 周超期", Align::Tight));
    }
    let rows = OFFICES.iter().enumerate().map(|(index, (name, open, late, yellow, red, rate))| {
        let number = |value: u32| html! { (value) };
        let mut cells = vec![
            html! { (name) },
            number(*open),
            number(*late),
            number(*yellow),
            number(*red),
            html! { (format!("{rate:.1}%")) },
        ];
        if with_trend {
            let values: Vec<f64> =
                (0..12u32).map(|week| f64::from((week * 7 + u32::try_from(index).unwrap_or(0) * 5) % 9)).collect();
            cells.push(spark(&format!("{name}近 12 周超期件数，最近 {late} 件"), &values));
        }
        Row {
            href: format!("/board/{index}"),
            cells,
            tone: if *red > 0 { Tone::Late } else { Tone::Plain },
            ..Row::default()
        }
    });
    Table {
        caption: "各机构办理情况，按超期多少排列".into(), rows: rows.collect(), columns, ..Table::default()
    }
}

fn totals() -> Markup {
    html! {
        div.stats {
            (stat(&Stat { title: "在办", value: "128", unit: "件", change: Some(("上周", "+6")), href: "/cases", ..Stat::default() }))
            (stat(&Stat { title: "超期", value: "14", unit: "件", change: Some(("上周", "+3")), tone: Tone::Late, href: "/late", ..Stat::default() }))
            (stat(&Stat { title: "红牌", value: "2", unit: "张", note: "其中 1 件已移送", ..Stat::default() }))
            (stat(&Stat { title: "本年按期办结率", value: "88.4", unit: "%", change: Some(("上年同期", "+2.1 个百分点")), tone: Tone::Done, ..Stat::default() }))
        }
    }
}

/// The board.
pub fn page() -> Markup {
    let bar = |label: &str, value: f64, tone: Tone| Bar {
        label: label.into(),
        value,
        shown: format!("{value:.0} 天"),
        tone,
        href: String::new(),
    };
    let point = |lng: f64, lat: f64, title: &str, tone: &'static str| MapPoint {
        lng,
        lat,
        title: title.into(),
        note: "调查取证，超期 6 个工作日".into(),
        href: "/case".into(),
        tone,
    };
    desk_page(
        &shell("监察", "监察", &[("宜州市", "/orgs/1"), ("监察", "")]),
        &html! {
            header.page-head { div { h1 { "谁的事超期了" } p { "2025年10月14日 周二，按超期多少排列" } } div.actions { (link_button("全屏", "/wall", Look::Plain, None)) } }
            (totals())
            (table(&offices(true)))
            div.columns {
                (panel("slow", "平均办理天数", &html! {}, &bars("平均办理天数", &[bar("城关镇", 41.0, Tone::Late), bar("庆远镇", 28.0, Tone::Plain), bar("德胜镇", 12.0, Tone::Done)])))
                (panel("red", "红牌", &html! {}, &html! { ul.stack { li { (card_mark(Card::Red)) " " a href="/case" { "违建〔2025〕0312号" } " 中山大道 118 号楼顶加建" } li { (card_mark(Card::Refer)) " " a href="/case" { "违建〔2025〕0101号" } " 已移送纪检组" } } (progress("整改完成", 7, 12)) }))
            }
            (point_map(&PointMap { id: "map".into(), title: "在办案件位置".into(), points: vec![point(108.653_2, 24.492_9, "违建〔2025〕0312号", "late"), point(108.62, 24.51, "违建〔2025〕0341号", "due"), point(108.7, 24.45, "违建〔2025〕0350号", "")], tiles: String::new(), credit: String::new() }))
        },
    )
}

/// The board on a wall.
pub fn wall_page() -> Markup {
    wall(
        "宜州市违法建设查处监察",
        "宜州市教育局",
        "2025-10-14 09:30",
        "/board",
        60,
        &html! { (totals()) (table(&offices(false))) },
    )
}

/// One indicator.
pub fn figure_page() -> Markup {
    let months: Vec<String> = (1..=12).map(|month| format!("{month} 月")).collect();
    let this: Vec<Option<f64>> =
        (1..=12u32).map(|month| (month <= 9).then(|| f64::from(60 + month * 37 % 90))).collect();
    let last: Vec<Option<f64>> = (1..=12u32).map(|month| Some(f64::from(50 + month * 29 % 80))).collect();
    let series = |name: &str, values: &[Option<f64>], dashed: bool| ChartSeries {
        name: name.into(),
        values: values.to_vec(),
        dashed,
    };
    let tab = |title: &str, count: Option<u64>, current: bool| Tab {
        title: title.into(),
        href: format!("?side={title}"),
        count,
        current,
    };
    desk_page(
        &shell("本年结案数", "指标", &[("指标", "/figures"), ("本年结案数", "")]),
        &html! {
            div.split {
                (stat(&Stat { title: "本年结案数（2025年1—9月，宜州市）", value: "9,711", unit: "件", change: Some(("上年同期", "+4.2%")), note: "占受理总数的 88.4%", ..Stat::default() }))
                div.prose { h2 { "口径" } p { "状态为“结案”、结案日期在统计期内的案件数；含移送后由其他部门办结的。" } p { a href="/f/all" { "受理总数" } " − " a href="/f/open" { "在办" } " − " a href="/f/void" { "撤销" } } }
            }
            (tabs("指标内容", &[tab("走势", None, true), tab("记录", Some(9711), false), tab("口径变更", Some(2), false)]))
            (chart(&Chart { id: "by-month".into(), title: "各月结案数".into(), kind: ChartKind::Bar, labels: months, series: vec![series("2025年", &this, false), series("2024年", &last, true)], unit: "件".into(), hrefs: Vec::new() }))
            (chart(&Chart { id: "by-kind".into(), title: "按类型".into(), kind: ChartKind::BarLying, labels: ["楼顶违法建设", "临街扩建", "占用耕地", "其他"].map(String::from).to_vec(), series: vec![series("结案数", &[Some(4210.0), Some(3120.0), Some(1600.0), Some(781.0)], false)], unit: "件".into(), hrefs: Vec::new() }))
            (table(&offices(false)))
        },
    )
}
