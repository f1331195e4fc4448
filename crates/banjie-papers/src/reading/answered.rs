//! Answered tables and charts as blocks of the document.

use banjie_model::figure::{Derived, FigureTable, Hidden, TableRow};

use super::{ChartPiece, Reader, TablePiece};
use crate::document::{Block, Chart, Inline, Row, Series, Table};

impl Reader<'_> {
    pub(super) fn answered_table(&mut self, piece: &TablePiece) -> Block {
        let table = &piece.table;
        self.tables += 1;
        let heads = table.columns.iter().map(|column| with_unit(&column.title, &column.unit));
        let head = std::iter::once(table.head.clone()).chain(heads).map(|text| vec![Inline::Text(text)]).collect();
        let mut rows: Vec<Row> = table.rows.iter().map(|row| self.row(row, false)).collect();
        rows.extend(table.total.as_ref().map(|row| self.row(row, true)));
        Block::Table(Table {
            caption: caption(table, piece.period.as_deref()),
            number: self.tables,
            head,
            groups: groups(table),
            numeric: std::iter::once(false).chain(table.columns.iter().map(|_| true)).collect(),
            rows,
        })
    }

    fn row(&mut self, row: &TableRow, total: bool) -> Row {
        let mut cells = vec![vec![Inline::Text(row.title.clone())]];
        for cell in &row.cells {
            cells.push(match cell {
                Some(figure) => vec![Inline::Figure(self.number(&std::sync::Arc::new(figure.clone())))],
                None => Vec::new(),
            });
        }
        Row { cells, total }
    }

    /// The chart of the value columns of a table.
    pub(super) fn answered_chart(&mut self, piece: &ChartPiece) -> Block {
        let table = &piece.table;
        self.charts += 1;
        let mut series = Vec::new();
        for (index, column) in table.columns.iter().enumerate().filter(|(_, column)| column.derived == Derived::Value) {
            let mut values = Vec::new();
            for row in &table.rows {
                let figure = row.cells.get(index).cloned().flatten();
                values.push(figure.map(|figure| self.number(&std::sync::Arc::new(figure))));
            }
            series.push(Series { title: column.title.clone(), unit: column.unit.clone(), values });
        }
        Block::Chart(Chart {
            caption: caption(table, piece.period.as_deref()),
            number: self.charts,
            kind: piece.kind,
            categories: table.rows.iter().map(|row| row.title.clone()).collect(),
            series,
        })
    }
}

/// What is said below a table with numbers that are not shown.
pub(super) fn hidden_note(table: &FigureTable) -> Option<Block> {
    let figures = || table.rows.iter().chain(&table.total).flat_map(|row| row.cells.iter().flatten());
    let least = figures().find_map(|figure| match figure.trace().hidden {
        Some(Hidden::Small(least)) => Some(format!("不足{least}的数")),
        _ => None,
    });
    let any = figures().any(|figure| figure.trace().hidden.is_some());
    let what = least.or_else(|| any.then(|| "过小的数".to_owned()))?;
    let note = format!("注：为免认出个人，{what}和能推算出它的数不显示。");
    Some(Block::Paragraph(vec![Inline::Text(note)]))
}

/// Value and derived columns of each indicator under its title, where several indicators stand side by side.
fn groups(table: &FigureTable) -> Vec<(String, Vec<String>)> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for column in &table.columns {
        match (column.derived, groups.last_mut()) {
            (Derived::Value, _) | (_, None) => {
                let unit = if column.unit.is_empty() { "数值" } else { &column.unit };
                groups.push((column.title.clone(), vec![unit.to_owned()]));
            }
            (derived, Some((_, heads))) => heads.push(derived.zh().to_owned()),
        }
    }
    if groups.len() > 1 && groups.iter().any(|(_, heads)| heads.len() > 1) { groups } else { Vec::new() }
}

fn with_unit(title: &str, unit: &str) -> String {
    if unit.is_empty() || unit == "%" { title.to_owned() } else { format!("{title}（{unit}）") }
}

/// "2025年违法建设案件数（按类型）"; of many indicators the first two are named.
fn caption(table: &FigureTable, period: Option<&str>) -> String {
    let mut titles: Vec<&str> = Vec::new();
    for column in table.columns.iter().filter(|column| column.derived == Derived::Value) {
        titles.push(&column.title);
    }
    let named = match titles.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, two] => format!("{one}、{two}"),
        [one, ..] => format!("{one}等{}项指标", titles.len()),
    };
    let by = if table.head.is_empty() { String::new() } else { format!("（按{}）", table.head) };
    format!("{}{named}{by}", period.unwrap_or_default())
}
