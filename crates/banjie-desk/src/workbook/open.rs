//! Opening: every filled cell of every sheet, row by row, within the bounds.

use std::{collections::HashSet, io::Cursor, panic::AssertUnwindSafe, sync::Arc};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::{
    Cell, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Merge, Row, Sheet, Workbook, WorkbookFault,
    container::{BOUNDS, Measured, measure},
};

/// Days between the epochs of the 1900 and the 1904 system.
const EPOCH_1904: f64 = 1462.0;

/// Reads a workbook.
///
/// # Errors
/// A file that is no workbook, or one beyond the bounds, with what to do.
pub fn open(bytes: &[u8]) -> Result<Workbook, WorkbookFault> {
    let measured = measure(bytes, BOUNDS)?;
    // The parser meets hostile files here; a panic of it must not take the program with it.
    let read = std::panic::catch_unwind(AssertUnwindSafe(|| read_sheets(bytes, &measured)));
    let workbook = read.unwrap_or_else(|_| Err(WorkbookFault::Damaged("内部结构自相矛盾".to_owned())))?;
    if workbook.sheets.iter().all(|s| s.rows.is_empty()) {
        return Err(WorkbookFault::NoContent);
    }
    Ok(workbook)
}

fn damaged(error: &XlsxError) -> WorkbookFault {
    match error {
        XlsxError::Password => WorkbookFault::Password,
        other => WorkbookFault::Damaged(other.to_string()),
    }
}

fn read_sheets(bytes: &[u8], measured: &Measured) -> Result<Workbook, WorkbookFault> {
    let mut file = Xlsx::new(Cursor::new(bytes)).map_err(|e| damaged(&e))?;
    let sheets: Vec<(String, bool)> = file
        .sheets_metadata()
        .iter()
        .filter(|s| s.typ == SheetType::WorkSheet)
        .map(|s| (s.name.clone(), s.visible != SheetVisible::Visible))
        .collect();
    let epoch = if file.has_1904_epoch() { EPOCH_1904 } else { 0.0 };
    let mut reading = Reading { texts: HashSet::new(), n_cells: 0, epoch };
    let mut workbook = Workbook::default();
    for (name, hidden) in sheets {
        let rows = reading.rows(&mut file, &name)?;
        let merges = if measured.may_merge { merges(&mut file, &name) } else { Vec::new() };
        workbook.sheets.push(Sheet { name, hidden, rows, merges });
    }
    Ok(workbook)
}

fn merges(file: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Vec<Merge> {
    let regions = file.merge_cells_by_sheet_name(name).unwrap_or_default();
    let position = |(row, column): (u32, u32)| (row, u16::try_from(column).unwrap_or(u16::MAX));
    regions.iter().map(|d| Merge { start: position(d.start), end: position(d.end) }).collect()
}

struct Reading {
    /// One copy of each text: columns repeat themselves.
    texts: HashSet<Arc<str>>,
    n_cells: usize,
    epoch: f64,
}

impl Reading {
    fn rows(&mut self, file: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<Row>, WorkbookFault> {
        let mut cells = match file.worksheet_cells_reader(name) {
            Ok(cells) => cells,
            Err(XlsxError::NotAWorksheet(_)) => return Ok(Vec::new()),
            Err(e) => return Err(damaged(&e)),
        };
        let mut rows: Vec<Row> = Vec::new();
        while let Some(found) = cells.next_cell_with_formula_metadata().map_err(|e| damaged(&e))? {
            let cell = self.cell(found.value, found.formula.is_some());
            if cell == Cell::Empty {
                continue;
            }
            let (row, column) = found.pos;
            self.check(name, row, column)?;
            let column = u16::try_from(column).unwrap_or(u16::MAX);
            match rows.last_mut() {
                Some(last) if last.index == row => last.cells.push((column, cell)),
                _ => rows.push(Row { index: row, cells: vec![(column, cell)] }),
            }
        }
        put_in_order(&mut rows);
        Ok(rows)
    }

    fn check(&mut self, sheet: &str, row: u32, column: u32) -> Result<(), WorkbookFault> {
        let too_much = |what: String, advice| Err(WorkbookFault::TooMuch { sheet: sheet.to_owned(), what, advice });
        self.n_cells += 1;
        if row >= MAX_ROWS {
            return too_much(format!("超过 {MAX_ROWS} 行"), "请按年份或单位拆成几个工作簿，分次导入。");
        }
        if column >= MAX_COLUMNS {
            return too_much(format!("超过 {MAX_COLUMNS} 列"), "请删去与本台账无关的列后再导入。");
        }
        if self.n_cells > MAX_CELLS {
            let what = format!("的内容超过 {} 万个单元格", MAX_CELLS / 10_000);
            return too_much(what, "请按年份或单位拆成几个工作簿，分次导入。");
        }
        Ok(())
    }

    fn cell(&mut self, value: DataRef<'_>, formula: bool) -> Cell {
        match value {
            DataRef::Empty if formula => Cell::NoResult,
            DataRef::Empty => Cell::Empty,
            #[expect(clippy::cast_precision_loss, reason = "numbers in the file are doubles already")]
            DataRef::Int(n) => Cell::Number(n as f64),
            DataRef::Float(n) => Cell::Number(n),
            DataRef::String(text) => self.text(&text),
            DataRef::SharedString(text) => self.text(text),
            DataRef::Bool(b) => Cell::Bool(b),
            DataRef::DateTime(at) if at.is_duration() => Cell::Serial(at.as_f64()),
            DataRef::DateTime(at) => Cell::Serial(at.as_f64() + if at.as_f64() < 1.0 { 0.0 } else { self.epoch }),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => self.text(&text),
            DataRef::Error(error) => Cell::Error(error.to_string().into()),
        }
    }

    fn text(&mut self, text: &str) -> Cell {
        if text.is_empty() {
            return Cell::Empty;
        }
        if let Some(known) = self.texts.get(text) {
            return Cell::Text(known.clone());
        }
        let text: Arc<str> = text.into();
        if text.len() <= 64 {
            self.texts.insert(text.clone());
        }
        Cell::Text(text)
    }
}

/// Files written by programs need not hold rows and cells in order; the last of two cells in one place wins.
fn put_in_order(rows: &mut Vec<Row>) {
    if !rows.is_sorted_by(|a, b| a.index < b.index) {
        rows.sort_by_key(|row| row.index);
        rows.dedup_by(|later, earlier| {
            let same = later.index == earlier.index;
            if same {
                earlier.cells.append(&mut later.cells);
            }
            same
        });
    }
    for row in rows.iter_mut().filter(|row| !row.cells.is_sorted_by(|a, b| a.0 < b.0)) {
        row.cells.sort_by_key(|(column, _)| *column);
        row.cells.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                earlier.1 = std::mem::take(&mut later.1);
            }
            same
        });
    }
}
