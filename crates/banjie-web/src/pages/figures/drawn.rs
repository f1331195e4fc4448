//! Figures as parts of a page: numbers that lead to their records, tables, charts.

use banjie_figures::token;
use banjie_model::{
    definition::Show,
    figure::{Figure, FigureTable, TableRow, Trace},
    rounding,
};
use maud::{Markup, html};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use super::address;
use crate::{
    text::figures as t,
    ui::{self, Align, ChartSeries, Column, Row, Table},
};

/// Address of the records behind a trace; empty: it leads nowhere.
pub(super) fn records(trace: &Trace) -> String {
    token(trace).map_or_else(String::new, |token| address("/figures/records", &[("token", &token)]))
}

/// A number that leads to its records; one that is hidden says why.
pub(super) fn number(figure: &Figure) -> Markup {
    let trace = figure.trace();
    if let Some(hidden) = trace.hidden {
        return html! { span.missing title=(hidden.note()) { (figure.text()) } };
    }
    let href = records(trace);
    let is_there = figure.value().is_some() && !href.is_empty();
    html! { @if is_there { a href=(href) { (figure.text()) } } @else { (figure.text()) } }
}

/// A table of figures; `deeper` gives the address a row leads to.
pub(super) fn table(caption: &str, figures: &FigureTable, deeper: impl Fn(&TableRow) -> String) -> Markup {
    let mut columns = vec![Column::new(&figures.head, Align::Text)];
    columns.extend(figures.columns.iter().map(|c| Column::new(&t::head(&c.title, &c.unit), Align::Number)));
    let cells = |row: &TableRow| {
        let mut cells = vec![html! { (row.title) }];
        cells.extend(row.cells.iter().map(|cell| match cell {
            Some(figure) => number(figure),
            None => html! { span.missing { (t::MISSING) } },
        }));
        cells
    };
    let row = |row: &TableRow| Row { href: deeper(row), cells: cells(row), ..Row::default() };
    ui::table(&Table {
        caption: caption.to_owned(),
        columns,
        rows: figures.rows.iter().map(row).collect(),
        foot: figures.total.as_ref().map(cells),
        matrix: true,
        empty: Some(html! { p.empty-line { (t::NO_ROWS) } }),
        ..Table::default()
    })
}

/// The number as it stands on the axis: rounded and scaled as it is shown.
pub(super) fn plotted(figure: &Figure) -> Option<f64> {
    scaled(figure.value()?, figure.trace().show).to_f64()
}

/// A value rounded and scaled as it is shown.
pub(super) fn scaled(value: Decimal, show: Show) -> Decimal {
    match show {
        Show::Integer => rounding::round_half_up(value, 0),
        Show::Decimal(places) => rounding::round_half_up(value, u32::from(places)),
        Show::Percent(places) => rounding::round_half_up(value * Decimal::ONE_HUNDRED, u32::from(places)),
        Show::Wan(places) => rounding::round_half_up(rounding::in_wan(value), u32::from(places)),
    }
}

/// The unit of an axis.
pub(super) fn axis_unit(figure: Option<&Figure>) -> String {
    let Some(figure) = figure else { return String::new() };
    if matches!(figure.trace().show, Show::Percent(_)) { t::PERCENT.to_owned() } else { figure.unit().to_string() }
}

/// The first column of a table as a series.
pub(super) fn series(name: &str, figures: &FigureTable, dashed: bool) -> ChartSeries {
    let values = figures.rows.iter().map(|row| first(row).and_then(plotted));
    ChartSeries { name: name.to_owned(), values: values.collect(), dashed }
}

/// The value column of a row.
pub(super) fn first(row: &TableRow) -> Option<&Figure> {
    row.cells.first().and_then(Option::as_ref)
}
