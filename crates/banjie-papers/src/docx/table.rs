//! Tables in three lines, and the numbers of charts as such tables.

use std::fmt::Write as _;

use super::{
    PrintFault,
    body::{Printer, Setting, WIDTH},
};
use crate::{
    document::{Chart, Inline, Row, Table},
    plain::width,
};

/// Columns of a table Word can hold.
pub(super) const COLUMNS_MAX: usize = 63;
/// Blank beside the text of a cell, both sides, in twips.
const MARGIN: usize = 160;
/// Widest column that is not broken, in half characters.
const CELLS_MAX: usize = 28;
/// Sizes of letters in half points, each with its style: the first with which the columns fit is taken.
const SIZES: [(usize, &str); 4] = [(24, "Cell24"), (21, "Cell21"), (18, "Cell18"), (15, "Cell15")];

const THICK: &str = "w:val=\"single\" w:sz=\"12\" w:space=\"0\" w:color=\"auto\"";
const THIN: &str = "w:val=\"single\" w:sz=\"6\" w:space=\"0\" w:color=\"auto\"";

/// A table under its caption.
pub(super) fn print(printer: &mut Printer<'_>, table: &Table) -> Result<(), PrintFault> {
    let caption = match (table.number, table.caption.as_str()) {
        (0, "") => None,
        (0, words) => Some(words.to_owned()),
        (number, words) => Some(format!("表{number} {words}")),
    };
    captioned(printer, table, caption)
}

/// A chart without fonts to letter it with: its numbers are given as a table.
pub(super) fn chart(printer: &mut Printer<'_>, chart: &Chart) -> Result<(), PrintFault> {
    captioned(printer, &chart.table(), Some(format!("图{} {}", chart.number, chart.caption)))
}

fn captioned(printer: &mut Printer<'_>, table: &Table, caption: Option<String>) -> Result<(), PrintFault> {
    let columns = columns(table);
    if columns > COLUMNS_MAX {
        let table = caption.unwrap_or_else(|| "一个表格".to_owned());
        return Err(PrintFault::TooManyColumns { table, columns });
    }
    if columns == 0 {
        return Ok(());
    }
    // A table cannot begin a page by itself, and two tables without a paragraph between them become one.
    match caption {
        Some(words) => printer.paragraph(&Setting::style("Caption"), &[Inline::Text(words)]),
        None => printer.paragraph(&Setting { keep_next: true, ..Setting::style("Gap") }, &[]),
    }
    let layout = Layout::of(printer, table, columns);
    layout.open(&mut printer.out);
    layout.head(printer, table);
    for row in &table.rows {
        layout.row(printer, table, row);
    }
    printer.out.push_str("</w:tbl>");
    printer.paragraph(&Setting::style("Gap"), &[]);
    Ok(())
}

/// Widths of the columns and the size of letters.
struct Layout {
    widths: Vec<usize>,
    style: &'static str,
}

/// A cell of a row.
struct Cell<'a> {
    inlines: &'a [Inline],
    width: usize,
    /// Columns it covers.
    span: usize,
    /// Part of a cell over two rows: first, or the rest.
    merge: Option<&'static str>,
    /// A line above or below it.
    line: Option<&'static str>,
    setting: Setting,
}

impl Layout {
    fn of(printer: &Printer<'_>, table: &Table, columns: usize) -> Layout {
        // A head may be broken into two lines, a row should not be.
        let wanted = |column: usize| {
            let cells =
                table.rows.iter().filter_map(|row| row.cells.get(column)).map(|cell| width(&printer.words(cell)));
            let head = table.head.get(column).map_or(0, |head| width(&printer.words(head)).div_ceil(2));
            cells.chain([head, 4]).max().unwrap_or(4).min(CELLS_MAX)
        };
        let wanted: Vec<usize> = (0..columns).map(wanted).collect();
        let natural = |size: usize| wanted.iter().map(|cells| cells * size * 5 + MARGIN).collect::<Vec<_>>();
        let (size, style) =
            SIZES.into_iter().find(|(size, _)| natural(*size).iter().sum::<usize>() <= WIDTH).unwrap_or(SIZES[3]);
        let natural = natural(size);
        let sum: usize = natural.iter().sum();
        let mut widths: Vec<usize> = natural.iter().map(|width| width * WIDTH / sum).collect();
        let rest = WIDTH - widths.iter().sum::<usize>();
        widths[0] += rest;
        Layout { widths, style }
    }

    fn open(&self, out: &mut String) {
        let _ = write!(
            out,
            "<w:tbl><w:tblPr><w:tblW w:w=\"{WIDTH}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblBorders>\
             <w:top {THICK}/><w:bottom {THICK}/></w:tblBorders><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>"
        );
        for width in &self.widths {
            let _ = write!(out, "<w:gridCol w:w=\"{width}\"/>");
        }
        out.push_str("</w:tblGrid>");
    }

    /// An ordinary cell, or one over `span` columns.
    fn cell<'a>(&self, column: usize, span: usize, inlines: &'a [Inline]) -> Cell<'a> {
        let width = self.widths.iter().skip(column).take(span).sum();
        Cell { inlines, width, span, merge: None, line: None, setting: Setting::style(self.style) }
    }

    fn title<'a>(&self, column: usize, span: usize, inlines: &'a [Inline]) -> Cell<'a> {
        let cell = self.cell(column, span, inlines);
        let setting = Setting { align: Some("center"), bold: true, keep_next: true, ..cell.setting };
        Cell { setting, ..cell }
    }

    /// One row of heads, or two: the indicators, and beneath each its value and what is derived from it.
    fn head(&self, printer: &mut Printer<'_>, table: &Table) {
        let columns = self.widths.len();
        let head = |column: usize| table.head.get(column).map_or(&[][..], Vec::as_slice);
        if table.groups.is_empty() {
            let cells = (0..columns).map(|column| Cell { line: Some("bottom"), ..self.title(column, 1, head(column)) });
            return row(printer, true, &cells.collect::<Vec<_>>());
        }
        let words: Vec<(Vec<Inline>, usize)> =
            table.groups.iter().map(|(title, heads)| (vec![Inline::Text(title.clone())], heads.len())).collect();
        let mut upper = vec![Cell { merge: Some("restart"), ..self.title(0, 1, head(0)) }];
        let mut column = 1;
        for (title, span) in words.iter().filter(|(_, span)| *span > 0) {
            upper.push(Cell { line: Some("bottom"), ..self.title(column, *span, title) });
            column += span;
        }
        let heads = table.groups.iter().flat_map(|(_, heads)| heads);
        let heads: Vec<Vec<Inline>> = heads.map(|head| vec![Inline::Text(head.clone())]).collect();
        let mut lower = vec![Cell { merge: Some("continue"), line: Some("bottom"), ..self.title(0, 1, &[]) }];
        for (column, head) in (1..).zip(&heads) {
            lower.push(Cell { line: Some("bottom"), ..self.title(column, 1, head) });
        }
        row(printer, true, &upper);
        row(printer, true, &lower);
    }

    fn row(&self, printer: &mut Printer<'_>, table: &Table, line: &Row) {
        let cell = |column: usize| {
            let cell = self.cell(column, 1, line.cells.get(column).map_or(&[], Vec::as_slice));
            let numeric = table.numeric.get(column) == Some(&true);
            let setting = Setting { align: numeric.then_some("right"), bold: line.total, ..cell.setting };
            Cell { setting, line: line.total.then_some("top"), ..cell }
        };
        row(printer, false, &(0..self.widths.len()).map(cell).collect::<Vec<_>>());
    }
}

/// Columns of the table: the widest row, and what the grouped head covers.
fn columns(table: &Table) -> usize {
    let grouped = table.groups.iter().map(|(_, heads)| heads.len()).sum::<usize>();
    let grouped = if grouped > 0 { grouped + 1 } else { 0 };
    table.rows.iter().map(|row| row.cells.len()).chain([table.head.len(), grouped]).max().unwrap_or(0)
}

/// A row; heads are repeated on every page, and no row is broken over two pages.
fn row(printer: &mut Printer<'_>, head: bool, cells: &[Cell<'_>]) {
    let repeated = if head { "<w:tblHeader/>" } else { "" };
    let _ = write!(printer.out, "<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>");
    for cell in cells {
        let _ = write!(printer.out, "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/>", cell.width);
        if cell.span > 1 {
            let _ = write!(printer.out, "<w:gridSpan w:val=\"{}\"/>", cell.span);
        }
        if let Some(merge) = cell.merge {
            let _ = write!(printer.out, "<w:vMerge w:val=\"{merge}\"/>");
        }
        if let Some(side) = cell.line {
            let _ = write!(printer.out, "<w:tcBorders><w:{side} {THIN}/></w:tcBorders>");
        }
        printer.out.push_str("<w:vAlign w:val=\"center\"/></w:tcPr>");
        printer.paragraph(&cell.setting, cell.inlines);
        printer.out.push_str("</w:tc>");
    }
    printer.out.push_str("</w:tr>");
}
