//! Decision tables with dated rows.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;

use super::FieldType;
use crate::{Name, value::Value};

/// A decision table with dated rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DecisionTable {
    /// Key.
    pub name: Name,
    /// Title.
    pub title: Name,
    /// Inputs.
    pub inputs: Vec<TableColumn>,
    /// Outputs.
    pub outputs: Vec<TableColumn>,
    /// Sets of rows, oldest first; the latest not after the date in question decides.
    pub dated: Vec<DatedRows>,
}

/// A column of a decision table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TableColumn {
    /// Name.
    pub name: Name,
    /// Type.
    pub ty: FieldType,
}

/// Rows in force since a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DatedRows {
    /// First day.
    pub since: NaiveDate,
    /// Basis key.
    pub basis: Option<Name>,
    /// Rows.
    pub rows: Vec<TableRow>,
}

/// A row: every input condition must hold.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TableRow {
    /// One condition an input, in order.
    pub when: Vec<Cell>,
    /// One value an output, in order.
    pub then: Vec<Value>,
}

/// Condition of one input of a row.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Anything.
    Any,
    /// One of these.
    OneOf(Vec<Value>),
    /// From `low` (inclusive) up to `high` (exclusive); an open end is `None`. Written `"[0, 50)"`, `">= 50"`, `"< 50"`.
    Range {
        /// Lower end, inclusive.
        low: Option<Decimal>,
        /// Upper end, exclusive.
        high: Option<Decimal>,
    },
}
