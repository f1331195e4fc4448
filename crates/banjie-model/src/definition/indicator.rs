//! Indicators: numbers with a definition 口径.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{Name, expr::Expr};

/// A number with a definition 口径.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Indicator {
    /// Package it belongs to.
    pub package: Name,
    /// Key.
    pub name: Name,
    /// Title.
    pub title: Name,
    /// What is computed.
    pub kind: IndicatorKind,
    /// What is counted over; none for formulas.
    pub source: Option<IndicatorSource>,
    /// The date by which a record belongs to a period; none: the stock as of the moment.
    pub on: Option<OnDate>,
    /// Which records.
    pub filter: Option<Expr>,
    /// Unit in Chinese; `%` for shares.
    pub unit: Name,
    /// How it is shown.
    pub show: Show,
    /// Counts below this (and above zero) are not shown where they are broken down, nor what would give them away.
    pub suppress: Option<u32>,
    /// Target value; percent targets are ratios.
    pub target: Option<Decimal>,
    /// Whether more is better (for rank and completion).
    pub better: Better,
    /// Explanation.
    pub help: Option<Name>,
    /// Basis key.
    pub basis: Option<Name>,
    /// SHA-256 of the definition, hex: part of every trace.
    pub hash: Name,
}

/// What an indicator is counted over.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct IndicatorSource {
    /// `package.ledger`.
    pub ledger: Name,
    /// A limit of it: then runs are counted instead of records.
    pub limit: Option<Name>,
}

/// Kind of indicator. Field indices are into the source ledger.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IndicatorKind {
    /// Number of records (or runs).
    Count,
    /// Number of different values.
    Distinct(usize),
    /// Sum.
    Sum(usize),
    /// Mean.
    Avg(usize),
    /// Smallest.
    Min(usize),
    /// Largest.
    Max(usize),
    /// Middle value (mean of the two middle ones).
    Median(usize),
    /// From other indicators.
    Formula(Expr),
}

/// The date that puts a record into a period.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OnDate {
    /// A date field.
    Field(usize),
    /// Date opened.
    OpenedOn,
    /// Date closed.
    ClosedOn,
    /// Date a run started, is due, ended.
    Run(crate::expr::RunFact),
}

/// How a figure is printed. Rounding is half up and part of the definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// Whole number with thousands separators: `integer`.
    Integer,
    /// `decimal(n)`.
    Decimal(u8),
    /// `percent(n)`.
    Percent(u8),
    /// In 万: `wan(n)`.
    Wan(u8),
}

/// Direction of a figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// More is better.
    #[default]
    High,
    /// Less is better.
    Low,
}
