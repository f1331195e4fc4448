//! Small numbers of an indicator with `suppress` are not shown, nor told by anything that is.

use banjie_desk::apply;
use banjie_figures::token;
use banjie_model::{
    calendar::WorkCalendar,
    definition::ReportDef,
    figure::{Ask, Condition, Cut, Derived, Figure, FigureTable, Hidden, TableAsk, Wants},
    period::Period,
    value::Value,
};
use banjie_papers::{Setting, TemplateFault, compose, html, manifest::Manifest};
use banjie_store::testing;
use proptest::prelude::*;

use crate::support::{Bureau, NewCase, ask, bureau, library_with, moment, orgs};

const INDICATORS: &str = r#"
[indicators]
found = { title = "人数", count = "case", on = "found_on", unit = "人", suppress = 5 }
roof = { title = "楼顶", count = "case", on = "found_on", where = "kind == 'roof'", unit = "人", suppress = 5 }
share = { title = "楼顶占比", formula = "roof / found", show = "percent(1)" }
rest = { title = "其余", formula = "found - roof", unit = "人" }
"#;

/// So many cases of 2025 of each branch and kind.
async fn place(counts: &[(&'static str, &'static str, i64)]) -> Bureau {
    let scratch = testing::sqlite().await;
    let library = library_with(INDICATORS);
    apply::apply(&scratch.store, &library, &[], moment("2020-01-01 00:00")).await.unwrap();
    let bureau = Bureau { scratch, library, calendar: WorkCalendar::official(), orgs: orgs() };
    let each = counts.iter().flat_map(|(org, kind, n)| (0..*n).map(move |_| (*org, *kind)));
    let cases: Vec<NewCase> = (1..)
        .zip(each)
        .map(|(id, (org, kind))| NewCase {
            id,
            org,
            kind: Some(kind),
            area: None,
            cadre: None,
            found_on: format!("2025-{:02}-05", id % 12 + 1),
            took: None,
        })
        .collect();
    bureau.store_cases(&cases).await;
    bureau
}

/// 龙湾 has 3 in all, two of them 楼顶; 瓯海 6 with 5; 鹿城 20 with 9.
async fn few() -> Bureau {
    let counts = [
        ("lc", "house", 11),
        ("lc", "roof", 9),
        ("oh", "house", 1),
        ("oh", "roof", 5),
        ("lw", "house", 1),
        ("lw", "roof", 2),
    ];
    place(&counts).await
}

fn by(indicators: &[&str], by: &str, with: &[Derived]) -> TableAsk {
    TableAsk {
        indicators: indicators.iter().map(|name| format!("trial/{name}").into()).collect(),
        by: Cut::parse(by),
        with: with.to_vec(),
        period: Period::parse("2025").ok(),
        org: Some("wz".into()),
        filter: Vec::new(),
    }
}

async fn table(bureau: &Bureau, ask: &TableAsk) -> FigureTable {
    let wants = Wants { tables: [ask.clone()].into_iter().collect(), ..Wants::default() };
    let mut answers = bureau.figures().await.answer(&wants).await.unwrap();
    FigureTable::clone(&answers.tables.remove(ask).unwrap().unwrap())
}

fn told(table: &FigureTable) -> String {
    let cell = |cell: &Option<Figure>| cell.as_ref().map(Figure::text).unwrap_or_default();
    let row = |row: &banjie_model::figure::TableRow| {
        format!("{} | {}", row.title, row.cells.iter().map(cell).collect::<Vec<_>>().join(" | "))
    };
    table.rows.iter().chain(&table.total).map(row).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_small_row_is_hidden_with_the_next_and_with_all_that_follows_from_them() {
    let bureau = few().await;
    let tables = [
        by(&["found", "roof", "share", "rest"], "org", &[]),
        by(&["found"], "org", &[Derived::Share, Derived::Growth, Derived::Rank]),
        by(&["found"], "kind", &[Derived::Share]),
    ];
    let mut lines = Vec::new();
    for ask in tables {
        lines.push(told(&table(&bureau, &ask).await));
    }
    insta::assert_snapshot!(lines.join("\n\n"), @"
鹿城分局 | 20 | 9 | 45.0% | 11
瓯海分局 | — | — | — | —
龙湾分局 | 少于5 | 少于5 | — | —
合计 | 29 | 16 | 55.2% | 13

鹿城分局 | 20 | 69.0% | — | 1
瓯海分局 | — | — | — | —
龙湾分局 | 少于5 | — | — | —
合计 | 29 | 100.0% | — | 

农村个人建房 | 13 | 44.8%
楼顶违法建设 | 16 | 55.2%
历史遗留 | 0 | 0.0%
合计 | 29 | 100.0%
");
}

#[tokio::test]
async fn single_figures_of_a_part_are_hidden_for_everybody() {
    let bureau = few().await;
    let roof = vec![Condition { field: "kind".into(), any_of: vec![Value::text("roof")] }];
    let of = |org: &str| Ask { org: Some(org.into()), ..ask("found") };
    let mut lines = Vec::new();
    for (what, ask) in [
        ("lowest level", of("lw")),
        ("lowest level, large", of("oh")),
        ("a group", Ask { filter: roof, ..of("lw") }),
        ("growth", Ask { derived: Derived::Growth, ..of("lw") }),
        ("rank", Ask { derived: Derived::Rank, ..of("lw") }),
        ("rank of a shown one", Ask { derived: Derived::Rank, ..of("lc") }),
        ("share", Ask { org: Some("lw".into()), ..ask("share") }),
        ("own", Ask { own: true, ..of("lw") }),
    ] {
        let figure = bureau.figures().await.figure(&ask).await.unwrap();
        let word = token(figure.trace()).map_or("no token", |_| "token");
        lines.push(format!("{what}: {} {:?} {word}", figure.text(), figure.value()));
    }
    insta::assert_snapshot!(lines.join("\n"), @"
lowest level: 少于5 None no token
lowest level, large: 6 Some(6) token
a group: 少于5 None no token
growth: — None no token
rank: — None no token
rank of a shown one: 1 Some(1) token
share: — None no token
own: 少于5 None no token
");
}

#[tokio::test]
async fn below_the_organisation_that_publishes_every_figure_is_a_part() {
    let bureau = place(&[("lc1", "roof", 3), ("oh", "roof", 8)]).await;
    let of = Ask { org: Some("lc".into()), ..ask("found") };
    let check = async |home: Option<&str>, expected: &str| {
        let figures = bureau.figures().await.published_by(home.map(Into::into));
        assert_eq!(figures.figure(&of).await.unwrap().text(), expected);
    };
    check(None, "3").await;
    check(Some("lc"), "3").await;
    check(Some("wz"), "少于5").await;
}

#[tokio::test]
async fn a_figure_beside_a_table_does_not_tell_what_the_table_hides() {
    let bureau = few().await;
    let figure = Ask { org: Some("oh".into()), ..ask("found") };
    let mut wants = Wants { figures: [figure.clone()].into_iter().collect(), ..Wants::default() };
    let alone = bureau.figures().await.answer(&wants).await.unwrap();
    assert_eq!(alone.figures[&figure].as_ref().unwrap().text(), "6");
    wants.tables.insert(by(&["found"], "org", &[]));
    let beside = bureau.figures().await.answer(&wants).await.unwrap();
    assert_eq!(beside.figures[&figure].as_ref().unwrap().trace().hidden, Some(Hidden::Beside));
}

#[tokio::test]
async fn records_of_a_hidden_number_are_not_listed_even_when_its_mark_was_taken_out() {
    let bureau = few().await;
    let figures = bureau.figures().await;
    let figure = figures.figure(&Ask { org: Some("lw".into()), ..ask("found") }).await.unwrap();
    let mut trace = figure.trace().as_ref().clone();
    assert!(trace.leaves().is_empty());
    let refused = figures.lines(&trace, 10, 0).await.unwrap_err().to_string();
    insta::assert_snapshot!(refused, @"“人数”不足5，为免认出个人不显示，也不列出记录");
    trace.hidden = None;
    assert_eq!(figures.lines(&trace, 10, 0).await.unwrap_err().to_string(), refused);
    assert_eq!(figures.recount(&trace).await.unwrap_err().to_string(), refused);
}

/// A report whose figures and table speak of few.
fn report() -> ReportDef {
    ReportDef {
        name: "annual".into(),
        title: "{{ org }}{{ period }}总结".into(),
        parameters: indexmap::IndexMap::new(),
        public: None,
        body: "全市{{ found }}人，龙湾{{ found.of(\"lw\") }}人，瓯海与龙湾{{ found.of(\"lw\").plus(found.of(\"oh\")) }}人。\n\
               {% table found by org with share %}"
            .into(),
        frame: None,
        images: indexmap::IndexMap::new(),
        file: "reports/annual.md".into(),
    }
}

#[tokio::test]
async fn a_printed_report_holds_no_hidden_value() {
    let bureau = few().await;
    let figures = bureau.figures().await.published_by(Some("wz".into()));
    let report = report();
    let setting = Setting {
        report: "trial/annual".into(),
        indicators: figures.catalogue().names("trial"),
        period: Period::parse("2025").ok(),
        org: Some(("wz".into(), "温州市局".into())),
        at: moment("2026-01-05 09:00"),
        ..Setting::default()
    };
    let answer = async |wants: Wants| {
        figures.answer(&wants).await.map_err(|error| TemplateFault {
            line: None,
            range: None,
            message: error.to_string(),
            help: String::new(),
        })
    };
    let mut document = compose(&report, &setting, answer).await.unwrap();
    let leaves: Vec<_> = document.leaves().into_iter().cloned().collect();
    document.evidence = figures.evidence(&leaves.iter().collect::<Vec<_>>(), 10).await.unwrap();
    let page = html::print(&document, "年报.html");
    assert!(!page.contains("违建〔2025〕"), "no record is named: with its office it would be counted");
    let manifest = Manifest::read(&page).unwrap();
    let lines: Vec<String> =
        manifest.figures.iter().map(|e| format!("{} {:?} {:?}", e.text, e.trace.value, e.trace.hidden)).collect();
    insta::assert_snapshot!(lines.join("\n"), @"
29 Some(29) None
少于5 None Some(Small(5))
— None Some(Follows)
20 Some(20) None
69.0% Some(0.6896551724137931034482758621) None
— None Some(Beside)
— None Some(Follows)
少于5 None Some(Small(5))
— None Some(Follows)
29 Some(29) None
100.0% Some(1) None
");
    insta::assert_snapshot!(banjie_papers::markdown::print(&document, banjie_papers::markdown::Options::default()), @"
# 温州市局2025年总结

全市29人，龙湾少于5人，瓯海与龙湾—人。

**表1 2025年人数（按单位）**

| 单位 | 人数（人） | 占比 |
| --- | ---: | ---: |
| 鹿城分局 | 20 | 69.0% |
| 瓯海分局 | — | — |
| 龙湾分局 | 少于5 | — |
| **合计** | **29** | **100.0%** |

注：为免认出个人，不足5的数和能推算出它的数不显示。
");
}

#[tokio::test]
async fn indicators_without_the_rule_are_shown_as_ever() {
    let bureau = bureau(8).await;
    let figure = bureau.figures().await.figure(&Ask { org: Some("oh".into()), ..ask("found") }).await.unwrap();
    assert_eq!((figure.text().as_str(), figure.trace().hidden), ("1", None));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    /// From a whole table with its total, more than one set of counts can be read for every hidden number.
    #[test]
    fn from_a_printed_table_no_hidden_number_can_be_computed(
        counts in prop::collection::vec(prop_oneof![Just(0i64), 1i64..5, 1i64..14], 3),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let each = [("lc", "roof", counts[0]), ("oh", "roof", counts[1]), ("lw", "roof", counts[2])];
        let table = runtime.block_on(async { table(&place(&each).await, &by(&["found"], "org", &[Derived::Share])).await });
        let total: Option<i64> = table.total.as_ref().and_then(|row| row.cells[0].as_ref()?.text().parse().ok());
        let cells: Vec<String> = table.rows.iter().filter_map(|row| Some(row.cells[0].as_ref()?.text())).collect();
        let most = cells.iter().filter_map(|cell| cell.parse().ok()).filter(|n: &i64| *n > 0).min().unwrap_or(60);
        let range = |cell: &String| match cell.as_str() {
            "少于5" => 1..=4,
            "—" => 5..=most,
            shown => shown.parse().map(|n: i64| n..=n).unwrap(),
        };
        let mut readings: Vec<Vec<i64>> = vec![Vec::new()];
        for cell in &cells {
            readings = readings.iter().flat_map(|row| range(cell).map(|n| [&row[..], &[n]].concat())).collect();
        }
        readings.retain(|row| total.is_none_or(|total| row.iter().sum::<i64>() == total));
        for (index, cell) in cells.iter().enumerate() {
            let shown: Result<i64, _> = cell.parse();
            if shown.is_err() {
                let first = readings[0][index];
                prop_assert!(readings.iter().any(|row| row[index] != first), "{counts:?} {cells:?} {total:?}");
            }
        }
    }
}
