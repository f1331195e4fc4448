//! The rows made so far, of this package and of those it needs: what later recipes continue and refer to.

use std::{collections::HashMap, sync::Arc};

use banjie_model::{
    Moment, Name,
    case::Case,
    definition::Ledger,
    value::{RecordId, Value},
};
use chrono::NaiveDate;
use indexmap::IndexMap;

/// A row, with all that was done to it.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub id: RecordId,
    pub ledger: Arc<Ledger>,
    /// Values as entered.
    pub entered: IndexMap<Name, Value>,
    pub org: Name,
    pub day: NaiveDate,
    pub at: Moment,
    pub number: Option<Name>,
    pub acts: Vec<Done>,
    /// The record after all acts.
    pub case: Case,
}

/// An act done.
#[derive(Clone, Debug)]
pub(super) struct Done {
    pub action: Name,
    pub at: Moment,
    pub org: Name,
    pub account: Name,
    pub role: Option<Name>,
    pub values: IndexMap<Name, Value>,
    pub reason: Option<Name>,
    pub to: Option<Name>,
}

impl Made {
    /// A value after all acts.
    pub fn field(&self, name: &str) -> Result<Value, String> {
        let (index, _) = self.ledger.field(name).ok_or_else(|| format!("{}没有字段 {name}", self.ledger.title))?;
        Ok(self.case.record.values.get(index).cloned().unwrap_or_default())
    }

    /// Whether the row, after all acts, is as asked; `state` may be asked too.
    pub fn is(&self, filter: &[(Name, String)]) -> bool {
        filter.iter().all(|(name, wanted)| match &**name {
            "state" => self.case.record.state.as_deref() == Some(wanted),
            name => self.field(name).is_ok_and(|value| match value {
                Value::Bool(b) => b.to_string() == *wanted,
                Value::Int(n) => n.to_string() == *wanted,
                Value::Decimal(d) => wanted.parse() == Ok(d),
                Value::Date(d) => d.to_string() == *wanted,
                other => other.as_str() == Some(wanted),
            }),
        })
    }
}

/// Workbooks with their rows, in the order in which they were made.
#[derive(Debug, Default)]
pub(super) struct Pool {
    books: Vec<(String, Vec<Made>)>,
    places: HashMap<RecordId, (usize, usize)>,
    numbers: HashMap<(Name, Name), RecordId>,
}

impl Pool {
    /// Takes in the rows of a workbook.
    pub fn add(&mut self, workbook: &str, rows: Vec<Made>) {
        let book = self.books.len();
        for (place, row) in rows.iter().enumerate() {
            self.places.insert(row.id, (book, place));
            if let Some(number) = &row.number {
                self.numbers.insert((row.ledger.key.clone(), number.clone()), row.id);
            }
        }
        self.books.push((workbook.to_owned(), rows));
    }

    /// The rows of the workbook of this name made last.
    pub fn book(&self, workbook: &str) -> Option<&[Made]> {
        self.books.iter().rev().find(|(name, _)| name == workbook).map(|(_, rows)| rows.as_slice())
    }

    /// A row.
    pub fn row(&self, id: RecordId) -> Option<&Made> {
        let (book, place) = self.places.get(&id)?;
        self.books.get(*book)?.1.get(*place)
    }

    /// The record of a ledger with this number.
    pub fn numbered(&self, ledger: &str, number: &str) -> Option<RecordId> {
        self.numbers.get(&(ledger.into(), number.into())).copied()
    }

    /// Takes out the rows of a ledger that are as asked, in their order: they are continued.
    pub fn take(&mut self, ledger: &str, filter: &[(Name, String)]) -> Vec<Made> {
        let mut taken = Vec::new();
        for (_, rows) in &mut self.books {
            let (mut fitting, rest) =
                std::mem::take(rows).into_iter().partition(|row: &Made| *row.ledger.key == *ledger && row.is(filter));
            taken.append(&mut fitting);
            *rows = rest;
        }
        self.places.clear();
        for (book, (_, rows)) in self.books.iter().enumerate() {
            self.places.extend(rows.iter().enumerate().map(|(place, row)| (row.id, (book, place))));
        }
        taken
    }

    /// All rows.
    pub fn rows(&self) -> impl Iterator<Item = &Made> {
        self.books.iter().flat_map(|(_, rows)| rows)
    }
}
