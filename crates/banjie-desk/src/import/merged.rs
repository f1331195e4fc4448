//! Merged cells: below the header a value merged over several rows stands for each of them, unless it is a number.

use std::collections::{BTreeSet, HashMap};

use crate::workbook::{Cell, MAX_COLUMNS, Merge, Row, Sheet};

/// Cells a workbook may cover with merged regions before the rest is read as blank.
const MAX_COVERED: usize = 1_000_000;

/// Cells covered by a region that spans rows, with the place of its value.
#[derive(Debug, Default)]
pub(super) struct Merged {
    covered: HashMap<(u32, u16), (u32, u16)>,
}

impl Merged {
    /// The covered cells of a sheet, in rows that hold anything.
    pub fn of(sheet: &Sheet) -> Merged {
        let mut merged = Merged::default();
        for merge in sheet.merges.iter().filter(|m| m.start.0 < m.end.0) {
            merged.cover(sheet, merge);
        }
        merged
    }

    fn cover(&mut self, sheet: &Sheet, merge: &Merge) {
        let first = sheet.rows.partition_point(|row| row.index < merge.start.0);
        let last_column = merge.end.1.min(u16::try_from(MAX_COLUMNS).unwrap_or(u16::MAX));
        for row in sheet.rows[first..].iter().take_while(|row| row.index <= merge.end.0) {
            for column in merge.start.1..=last_column {
                if (row.index, column) == merge.start {
                    continue;
                }
                if self.covered.len() >= MAX_COVERED {
                    return;
                }
                // Only the first column of a region that is also wide stands for something below the header.
                if column == merge.start.1 {
                    self.covered.insert((row.index, column), merge.start);
                }
            }
        }
    }

    /// Where the value of a covered cell stands.
    pub fn source(&self, row: u32, column: u16) -> Option<(u32, u16)> {
        if self.covered.is_empty() { None } else { self.covered.get(&(row, column)).copied() }
    }

    /// True when nothing is merged over rows.
    pub fn is_empty(&self) -> bool {
        self.covered.is_empty()
    }

    /// Columns of a row that hold something, themselves or by a region above.
    pub fn columns(&self, row: &Row) -> BTreeSet<u16> {
        let own = row.cells.iter().map(|(column, _)| *column);
        let covered = self.covered.keys().filter(|(r, _)| *r == row.index).map(|(_, column)| *column);
        if self.covered.is_empty() { own.collect() } else { own.chain(covered).collect() }
    }

    /// A cell of a header row, which may be merged with the row above.
    pub fn header_cell<'a>(&self, sheet: &'a Sheet, row: &'a Row, column: u16) -> &'a Cell {
        let own = row.cell(column);
        match self.source(row.index, column) {
            Some((above, column)) if own.is_blank() => sheet.row(above).map_or(own, |row| row.cell(column)),
            _ => own,
        }
    }
}
