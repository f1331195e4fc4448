//! Logical plans of figures: what to count, over what, as of when. The store turns one plan into one query.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    Name, Seq,
    definition::{IndicatorSource, OnDate},
    expr::Expr,
    value::Value,
};

/// Many measures over one source in one pass.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scan {
    /// Records of a ledger, or runs of one of its limits.
    pub source: IndicatorSource,
    /// As of this log position.
    pub as_of: Seq,
    /// Instant the run facts (overdue, running) are judged at.
    pub at: crate::Moment,
    /// Only organisations under this path (`/3303/lc/`); none: all.
    pub org_path: Option<Name>,
    /// What is computed.
    pub measures: Vec<Measure>,
    /// One row a combination; empty: one row.
    pub group_by: Vec<Dimension>,
}

/// One aggregate with its own filter and period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measure {
    /// What.
    pub aggregate: Aggregate,
    /// Which rows.
    pub filter: Option<Expr>,
    /// The period: date, first day, last day (inclusive).
    pub during: Option<During>,
}

/// A date between two days, both included.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct During {
    /// Which date.
    pub on: OnDate,
    /// First day.
    pub first: NaiveDate,
    /// Last day.
    pub last: NaiveDate,
}

/// Aggregates; fields by index into the source ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Aggregate {
    /// Rows.
    Count,
    /// Different values.
    Distinct(usize),
    /// Sum.
    Sum(usize),
    /// Mean, exact to 28 digits.
    Avg(usize),
    /// Smallest.
    Min(usize),
    /// Largest.
    Max(usize),
    /// Middle.
    Median(usize),
}

/// What rows are grouped by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// A field (code, bool, org, text).
    Field(usize),
    /// State.
    State,
    /// Owner organisation's code, cut to the child of `under` it lies in (the first path step below `under`).
    OrgBelow {
        /// Path, e.g. `/3303/`.
        under: Name,
    },
    /// Owner organisation's code.
    Org,
    /// Month of a date, `2025-07`.
    Month(OnDate),
    /// Year of a date, `2025`.
    Year(OnDate),
}

/// A row of a scan's answer: group values, then one number a measure (none: nothing to compute from).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScanRow {
    /// In the order of `group_by`.
    pub group: Vec<Value>,
    /// In the order of `measures`.
    pub values: Vec<Option<Decimal>>,
}
