//! Evaluating expressions for one record, exactly as `banjie_model::expr` says they mean.
//!
//! Further rules, the same for every executor:
//! - text functions that ask (`contains`, `starts_with`) are false when a side is missing, as comparisons are;
//! - `size` of files or child rows nobody entered is 0; `size` of a missing text is missing;
//! - a date compared with an instant compares the instant's date; differences in days are of dates;
//! - a number beyond what decimals hold (28 digits) is missing; so is a whole number beyond 64 bits;
//! - a decision table is read as of the day of `now`, the rows in force that day; no fitting row gives missing;
//! - a limit fact is about the latest run of the limit; without a run it is missing, hence false as a condition. `on_time`
//!   is true only once the limit has been met in time; `ended_on` is the day it was met.
//!
//! Nothing is allocated on the way to a number, a date or a truth value.

use banjie_model::{
    Moment, Name,
    case::{Actor, LimitRun, Record},
    definition::{FieldType, Ledger},
    expr::Expr,
    value::{RecordId, Value},
};
use chrono::NaiveDate;

use crate::World;

mod call;
mod compute;
mod explain;
mod facts;
mod seen;
mod table;

pub use explain::{Explanation, explain};
pub use table::{rows_in_force, table_row};

/// What expressions may ask of a record.
#[derive(Clone, Copy, Debug, Default)]
pub struct RecordView<'a> {
    /// The record itself; none where there is none (an organisation, an indicator).
    pub id: Option<RecordId>,
    /// In the order of the ledger's fields.
    pub values: &'a [Value],
    /// State key.
    pub state: Option<&'a str>,
    /// Number.
    pub number: Option<&'a str>,
    /// Owner organisation's code.
    pub org: &'a str,
    /// Handler's account.
    pub handler: Option<&'a str>,
    /// Date opened.
    pub opened_on: Option<NaiveDate>,
    /// Date closed.
    pub closed_on: Option<NaiveDate>,
    /// Number of hand-overs.
    pub hand_overs: usize,
    /// Who acts on it; none where nobody does.
    pub actor: Option<&'a Actor>,
}

impl<'a> RecordView<'a> {
    /// The view of a stored record.
    #[must_use]
    pub fn of(record: &'a Record) -> RecordView<'a> {
        RecordView {
            id: Some(record.id),
            values: &record.values,
            state: record.state.as_deref(),
            number: record.number.as_deref(),
            org: &record.org,
            handler: record.handler.as_deref(),
            opened_on: Some(record.opened_at.date()),
            closed_on: record.closed_at.map(|at| at.date()),
            hand_overs: record.hand_overs.len(),
            actor: None,
        }
    }
}

/// What an expression is evaluated over.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// Packages, calendar, organisations.
    pub world: &'a World<'a>,
    /// The ledger of the record.
    pub ledger: &'a Ledger,
    /// The record.
    pub record: RecordView<'a>,
    /// Its clocks.
    pub runs: &'a [LimitRun],
    /// The record looked up, in the filter of a look-up.
    pub it: Option<(&'a Ledger, RecordView<'a>)>,
    /// `now()`; its day is `today()` and the day decision tables are read for.
    pub now: Moment,
}

/// The value of an expression.
#[must_use]
pub fn evaluate(expr: &Expr, scope: &Scope<'_>) -> Value {
    compute::value(expr, scope).into_value(&expr.ty)
}

/// Whether a condition holds; a missing truth value counts as no.
#[must_use]
pub fn holds(expr: &Expr, scope: &Scope<'_>) -> bool {
    compute::value(expr, scope).is_true()
}

/// A computed value as a field of this type stores it: whole numbers become decimals in money, decimal and percent fields.
/// Nothing is rounded; the types of a checked package see to that.
#[must_use]
pub fn as_field(value: Value, ty: &FieldType) -> Value {
    match (value, ty) {
        (Value::Int(n), FieldType::Money | FieldType::Percent | FieldType::Decimal { .. }) => Value::Decimal(n.into()),
        (Value::Decimal(d), FieldType::Int) if d.is_integer() => i64::try_from(d).map_or(Value::Missing, Value::Int),
        (value, _) => value,
    }
}

/// The names of limits whose facts an expression asks for.
#[must_use]
pub fn limits_asked(expr: &Expr) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    expr.walk(&mut |part| {
        if let banjie_model::expr::ExprKind::LimitFact { limit, .. } = &part.kind
            && !names.contains(limit)
        {
            names.push(limit.clone());
        }
    });
    names
}

#[cfg(test)]
mod tests;
