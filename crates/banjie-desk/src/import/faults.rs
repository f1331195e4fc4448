//! Bad cells, collected: all of them, in the order of the workbook.

use serde::Serialize;

use crate::{
    reading::EntryFault,
    workbook::{Cell, Mark, Workbook, column_letters},
};

/// Longest value shown in a fault, in characters.
const MAX_SHOWN: usize = 60;

/// A bad cell (or row) as told to people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Sheet.
    pub sheet: String,
    /// Row as the spreadsheet counts, from one.
    pub row: u32,
    /// Letters of the column; none: the row as a whole.
    pub column: Option<String>,
    /// Title of the column.
    pub title: String,
    /// What stands there.
    pub value: String,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub advice: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.column {
            Some(column) => write!(f, "{}!{column}{} {}：", self.sheet, self.row, self.title)?,
            None => write!(f, "{} 第{}行：", self.sheet, self.row)?,
        }
        write!(f, "{}。{}", self.problem.trim_end_matches('。'), self.advice)
    }
}

/// Faults while they are collected.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    marks: Vec<Mark>,
}

impl Faults {
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// A bad cell.
    pub fn cell(&mut self, sheet: usize, row: u32, column: u16, title: &str, cell: &Cell, fault: EntryFault) {
        let shown = cell.shown();
        let mut value: String = shown.chars().take(MAX_SHOWN).collect();
        if shown.chars().count() > MAX_SHOWN {
            value.push('…');
        }
        let (problem, advice) = (fault.problem, fault.advice);
        self.marks.push(Mark { sheet, row, column: Some(column), title: title.to_owned(), value, problem, advice });
    }

    /// A bad row.
    pub fn row(&mut self, sheet: usize, row: u32, fault: EntryFault) {
        let (problem, advice) = (fault.problem, fault.advice);
        self.marks.push(Mark { sheet, row, column: None, title: String::new(), value: String::new(), problem, advice });
    }

    /// Puts them in order.
    pub fn finish(mut self, workbook: &Workbook) -> (Vec<Fault>, Vec<Mark>) {
        self.marks.sort_by_key(|mark| (mark.sheet, mark.row, mark.column));
        self.marks.dedup();
        let faults = self.marks.iter().map(|mark| Fault {
            sheet: workbook.sheets.get(mark.sheet).map_or_else(String::new, |s| s.name.clone()),
            row: mark.row + 1,
            column: mark.column.map(column_letters),
            title: mark.title.clone(),
            value: mark.value.clone(),
            problem: mark.problem.clone(),
            advice: mark.advice.clone(),
        });
        (faults.collect(), self.marks)
    }
}
