//! Figures over a real database: what is counted, in how few scans, and that it agrees with counting in memory.

use banjie_desk::ports::Store as _;
use banjie_model::{
    case::Case,
    figure::{Ask, Condition, Cut, Derived, How, TableAsk, Wants},
    period::Period,
    value::{RecordId, Value},
};
use rust_decimal::Decimal;

use crate::support::{Bureau, ask, bureau, moment};

async fn text(bureau: &Bureau, ask: &Ask) -> String {
    match bureau.figures().await.figure(ask).await {
        Ok(figure) => format!("{}{}", figure.text(), figure.unit()),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn values_and_what_is_derived_from_them() {
    let bureau = bureau(60).await;
    let derived = |indicator: &str, derived| Ask { derived, ..ask(indicator) };
    let mut told = Vec::new();
    for ask in [
        ask("found"),
        ask("area"),
        ask("mean"),
        ask("open"),
        ask("rate"),
        ask("roof_share"),
        derived("found", Derived::Growth),
        derived("roof_share", Derived::Points),
        derived("rate", Derived::Target),
        derived("rate", Derived::Completion),
        Ask { org: Some("鹿城分局".into()), ..derived("found", Derived::Rank) },
        Ask { org: Some("oh".into()), ..derived("found", Derived::Rank) },
        Ask { own: true, ..ask("found") },
        Ask {
            filter: vec![Condition { field: "kind".into(), any_of: vec![Value::text("楼顶违法建设")] }],
            ..ask("found")
        },
        Ask { filter: vec![Condition { field: "kind".into(), any_of: vec![Value::Missing] }], ..ask("found") },
        Ask { period: Period::parse("2019").ok(), ..ask("mean") },
        Ask { period: Period::parse("2019").ok(), ..ask("roof_share") },
        Ask { period: Period::parse("2019").ok(), ..ask("open") },
    ] {
        told.push(text(&bureau, &ask).await);
    }
    insta::assert_snapshot!(told.join(" "), @"30件 197.00m² 7.58m² 20件 34.5% 30.0% 0.0% 0.0个百分点 95.0% 36.3% 1 2 1件 9件 3件 —m² — —件");
}

#[tokio::test]
async fn what_cannot_be_answered_says_why() {
    let bureau = bureau(3).await;
    let told = [
        text(&bureau, &ask("fuond")).await,
        text(&bureau, &Ask { org: Some("没有".into()), ..ask("found") }).await,
        text(&bureau, &Ask { derived: Derived::Rank, ..ask("found") }).await,
        text(&bureau, &Ask { derived: Derived::Points, ..ask("found") }).await,
        text(&bureau, &Ask { derived: Derived::Target, ..ask("found") }).await,
        text(&bureau, &Ask { derived: Derived::Growth, period: None, ..ask("found") }).await,
        text(&bureau, &Ask { filter: vec![Condition { field: "colour".into(), any_of: vec![] }], ..ask("found") })
            .await,
    ];
    insta::assert_snapshot!(told.join("\n"), @"
应用包“试验应用”没有名为“fuond”的指标
没有机构“没有”
最上级机构没有同级机构，不能排名
指标“案件数”不是百分比，没有增减百分点
指标“案件数”没有定目标
没有统计期间，不能与上期比较
台账“案件”没有名为“colour”的字段
");
}

#[tokio::test]
async fn sixty_figures_of_one_office_take_one_scan_a_source() {
    let bureau = bureau(60).await;
    let figures = bureau.figures().await;
    let mut wants = Wants::default();
    for indicator in ["found", "roof", "roof_share", "area", "mean", "open", "due", "on_time", "rate"] {
        for period in ["2024", "2025", "2025Q1", "2025-03", "2024..2025", "2025上半年", "2025-07"] {
            wants.figures.insert(Ask { period: Period::parse(period).ok(), ..ask(indicator) });
        }
    }
    wants.figures.insert(Ask { derived: Derived::Growth, ..ask("found") });
    let answers = figures.answer(&wants).await.unwrap();
    assert_eq!((wants.figures.len(), answers.figures.len()), (64, 64));
    assert!(answers.figures.values().all(Result::is_ok));
    assert_eq!(figures.scans_run(), 2, "one over the cases, one over the runs of their limit");
}

#[tokio::test]
async fn the_formula_of_the_parts_is_the_figure() {
    let bureau = bureau(60).await;
    let figures = bureau.figures().await;
    let figure = figures.figure(&ask("roof_share")).await.unwrap();
    let trace = figure.trace();
    let [roof, found] = trace.parts.as_slice() else { panic!("two parts") };
    assert_eq!(trace.how, How::Formula);
    assert_eq!(trace.value, Some(roof.value.unwrap() / found.value.unwrap()));
    let growth = figures.figure(&Ask { derived: Derived::Growth, ..ask("area") }).await.unwrap();
    let [now, before] = growth.trace().parts.as_slice() else { panic!("two parts") };
    let (now, before) = (now.value.unwrap(), before.value.unwrap());
    assert_eq!(growth.value(), Some((now - before) / before));
}

fn table_ask(indicators: &[&str], by: Cut, with: &[Derived]) -> TableAsk {
    TableAsk {
        indicators: indicators.iter().map(|name| format!("trial/{name}").into()).collect(),
        by,
        with: with.to_vec(),
        period: Period::parse("2025").ok(),
        org: Some("wz".into()),
        filter: Vec::new(),
    }
}

async fn table(bureau: &Bureau, ask: &TableAsk) -> String {
    let wants = Wants { tables: [ask.clone()].into_iter().collect(), ..Wants::default() };
    let figures = bureau.figures().await;
    let answers = figures.answer(&wants).await.expect("the store answers");
    let table = match &answers.tables[ask] {
        Ok(table) => table,
        Err(why) => return why.clone(),
    };
    let mut lines =
        vec![format!("{} | {}", table.head, table.columns.iter().map(|c| &*c.title).collect::<Vec<_>>().join(" | "))];
    for row in table.rows.iter().chain(&table.total) {
        let cells = row.cells.iter().map(|cell| cell.as_ref().map(|figure| figure.text()).unwrap_or_default());
        lines.push(format!("{} | {}", row.title, cells.collect::<Vec<_>>().join(" | ")));
    }
    format!("{}\n{} scans", lines.join("\n"), figures.scans_run())
}

async fn told(asks: &[TableAsk]) -> String {
    let bureau = bureau(60).await;
    let mut told = Vec::new();
    for ask in asks {
        told.push(table(&bureau, ask).await);
    }
    told.join("\n\n")
}

#[tokio::test]
async fn tables_are_cut_by_code_office_state_and_yes_or_no() {
    let asks = [
        table_ask(&["found"], Cut::parse("kind"), &[Derived::Share, Derived::Growth, Derived::Rank]),
        table_ask(&["found", "rate"], Cut::Org, &[Derived::Rank]),
        table_ask(&["found"], Cut::State, &[]),
        table_ask(&["found"], Cut::parse("cadre"), &[Derived::Share]),
        table_ask(&["found"], Cut::parse("colour"), &[]),
    ];
    insta::assert_snapshot!(told(&asks).await, @"
类型 | 案件数 | 占比 | 比上期增长 | 排名
农村个人建房 | 18 | 60.0% | -5.3% | 1
楼顶违法建设 | 9 | 30.0% | 0.0% | 2
历史遗留 | 0 | 0.0% | — | 3
未填 | 3 | 10.0% | 50.0% | 
合计 | 30 | 100.0% | 0.0% | 
2 scans

单位 | 案件数 | 案件数排名 | 按时率 | 按时率排名
鹿城分局 | 17 | 1 | 35.3% | 1
瓯海分局 | 12 | 2 | 27.3% | 2
龙湾分局 | 0 | 3 | — | —
本级 | 1 |  | 100.0% | 
合计 | 30 |  | 34.5% | 
4 scans

环节 | 案件数
发案 | 10
结案 | 20
合计 | 30
2 scans

党员干部 | 案件数 | 占比
是 | 0 | 0.0%
否 | 24 | 80.0%
未填 | 6 | 20.0%
合计 | 30 | 100.0%
2 scans

台账“案件”没有名为“colour”的字段
");
}

#[tokio::test]
async fn tables_are_cut_by_time() {
    let asks = [
        table_ask(&["area"], Cut::Month, &[Derived::Growth]),
        table_ask(&["found", "roof_share"], Cut::Year, &[]),
        table_ask(&["found"], Cut::Whole, &[Derived::Previous, Derived::Growth]),
        table_ask(&["open"], Cut::Month, &[]),
    ];
    insta::assert_snapshot!(told(&asks).await, @"
月份 | 面积 | 比上期增长
1月 | 0.00 | —
2月 | 19.00 | —
3月 | 0.00 | -100.0%
4月 | 33.75 | —
5月 | 0.00 | -100.0%
6月 | 36.25 | —
7月 | 0.00 | -100.0%
8月 | 37.00 | —
9月 | 0.00 | -100.0%
10月 | 36.00 | —
11月 | 0.00 | -100.0%
12月 | 35.00 | —
合计 | 197.00 | -0.3%
2 scans

年份 | 案件数 | 楼顶占比
2025年 | 30 | 30.0%
合计 | 30 | 30.0%
2 scans

 | 案件数 | 上期 | 比上期增长
温州市局 | 30 | 30 | 0.0%
1 scans

指标“在办”没有归入期间的日期，不能按时间分列
");
}

#[tokio::test]
async fn a_cell_of_a_table_is_the_figure_asked_for_by_itself() {
    let bureau = bureau(60).await;
    let figures = bureau.figures().await;
    for by in ["kind", "state", "org", "month", "year", "cadre"] {
        let ask = table_ask(&["found", "mean", "area"], Cut::parse(by), &[Derived::Growth]);
        let wants = Wants { tables: [ask.clone()].into_iter().collect(), ..Wants::default() };
        let table = figures.answer(&wants).await.unwrap().tables.remove(&ask).unwrap().unwrap();
        for cell in table.rows.iter().chain(&table.total).flat_map(|row| row.cells.iter().flatten()) {
            let trace = cell.trace();
            let alone = Ask {
                indicator: format!("trial/{}", trace.indicator).into(),
                period: trace.period,
                org: trace.org.clone(),
                own: trace.own,
                filter: trace.filter.clone(),
                derived: match trace.how {
                    How::Derived(derived) => derived,
                    _ => Derived::Value,
                },
            };
            let alone = figures.figure(&alone).await.unwrap();
            assert_eq!(alone.value(), cell.value(), "{by} {}", trace.caption());
        }
    }
}

#[tokio::test]
async fn the_database_counts_as_the_engine_does_in_memory() {
    let bureau = bureau(80).await;
    let ledger = bureau.library.ledger("trial.case").unwrap();
    let mut cases: Vec<Case> = Vec::new();
    for id in 1..=80 {
        cases.push(bureau.store().case(ledger, RecordId(id)).await.unwrap().unwrap());
    }
    let cases: Vec<&Case> = cases.iter().collect();
    let package = &bureau.library.packages["trial"];
    let figures = bureau.figures().await;
    for indicator in ["found", "roof", "roof_share", "area", "mean", "open", "due", "on_time", "rate"] {
        for (org, own) in [("wz", false), ("wz", true), ("lc", false), ("lc", true), ("lw", false)] {
            for period in ["2025", "2025Q2", "2024-11"] {
                let ask = Ask { org: Some(org.into()), own, period: Period::parse(period).ok(), ..ask(indicator) };
                let ask = if indicator == "open" { Ask { period: None, ..ask } } else { ask };
                let expected = banjie_engine::scenario::figures::figure(
                    &bureau.world(),
                    package,
                    &cases,
                    &ask,
                    moment("2026-01-05 09:00"),
                );
                let found = figures.figure(&ask).await.unwrap().value();
                let rounded = |v: Option<Decimal>| v.map(|v| v.round_dp(20).normalize());
                assert_eq!(rounded(found), rounded(expected.unwrap()), "{indicator} {org} {own} {period}");
            }
        }
    }
}
