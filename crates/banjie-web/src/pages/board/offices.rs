//! The board office by office.

use banjie_figures::BoardLine;
use banjie_model::definition::Ledger;
use banjie_office::boards::{Trend, TrendLine, Watch};
use maud::{Markup, html};

use super::{
    asked::{Asked, Line},
    columns, numbers, tone, trends,
};
use crate::{
    server::Viewer,
    text::board as t,
    ui::{self, Align, Column, Row, Table},
};

/// One row an office, what hurts first, with the last weeks where there is room.
pub(super) fn table(
    viewer: &Viewer,
    (ledger, asked): (&Ledger, &Asked),
    watch: &Watch,
    trend: Option<&Trend>,
) -> Markup {
    let mut columns = columns(t::OFFICE);
    if trend.is_some() {
        columns.extend([t::TREND_CLOSED, t::TREND_CARDS].map(|title| Column::new(title, Align::Tight)));
    }
    let row = |line: &BoardLine| {
        let place = place(watch, line);
        let cells = cells(&line.name, line, trend.and_then(|trend| of_line(trend, line)), trend, |cell| {
            place.map(|place| asked.cases(&ledger.key, Some(place), cell))
        });
        Row { href: deeper(viewer, (ledger, asked), place), cells, tone: tone(line), ..Row::default() }
    };
    let total = &watch.board.total;
    let foot = cells(t::TOTAL, total, trend.map(|trend| &trend.total), trend, |cell| {
        Some(asked.cases(&ledger.key, None, cell))
    });
    let rows: Vec<Row> = watch.board.lines.iter().map(row).collect();
    let is_empty = total.open + total.judged == 0;
    ui::table(&Table {
        id: "offices".to_owned(),
        caption: t::offices(&ledger.title),
        columns,
        rows: if is_empty { Vec::new() } else { rows },
        foot: Some(foot),
        empty: Some(ui::empty(t::NO_CASES, t::NO_CASES_WHY, &html! {})),
        ..Table::default()
    })
}

fn cells(
    name: &str,
    line: &BoardLine,
    weeks: Option<&TrendLine>,
    trend: Option<&Trend>,
    href: impl Fn(banjie_store::Column) -> Option<String>,
) -> Vec<Markup> {
    let mut cells = vec![html! { (name) }];
    cells.extend(numbers(line, href));
    if trend.is_some() {
        cells.extend(trends::sparks(name, weeks));
    }
    cells
}

/// What a line is asked by; the line of all other organisations has no cases of its own.
fn place<'a>(watch: &'a Watch, line: &'a BoardLine) -> Option<Line<'a>> {
    match () {
        () if line.org.is_empty() => None,
        () if watch.head.as_ref() == Some(&line.org) => Some(Line::Own(&line.org)),
        () => Some(Line::Org(&line.org)),
    }
}

fn of_line<'a>(trend: &'a Trend, line: &BoardLine) -> Option<&'a TrendLine> {
    trend.orgs.iter().find(|weeks| weeks.key == line.org && weeks.name == line.name)
}

/// A line leads to the board below it, where there is one; else to its open cases.
fn deeper(viewer: &Viewer, (ledger, asked): (&Ledger, &Asked), place: Option<Line<'_>>) -> String {
    match place {
        Some(Line::Org(org)) if viewer.snapshot.world().orgs.children(org).next().is_some() => {
            asked.below(org).board(&ledger.key)
        }
        Some(line) => asked.cases(&ledger.key, Some(line), banjie_store::Column::Open),
        None => String::new(),
    }
}
