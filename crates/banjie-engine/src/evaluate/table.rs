//! Reading decision tables.

use std::cmp::Ordering;

use banjie_model::{
    definition::{Cell, DatedRows, DecisionTable, TableRow},
    expr::Expr,
    value::Value,
};
use chrono::NaiveDate;

use super::{Scope, compute::value, seen::Seen};

/// The row of a table that fits the inputs, among the rows in force on a day.
#[must_use]
pub fn table_row<'t>(table: &'t DecisionTable, inputs: &[Value], on: NaiveDate) -> Option<&'t TableRow> {
    let fits = |row: &&TableRow| row.when.iter().zip(inputs).all(|(cell, input)| admits(cell, Seen::of(input)));
    rows_in_force(table, on)?.rows.iter().find(fits)
}

/// The rows in force on a day: the latest set that began not after it.
#[must_use]
pub fn rows_in_force(table: &DecisionTable, on: NaiveDate) -> Option<&DatedRows> {
    table.dated.iter().rev().find(|dated| dated.since <= on)
}

/// Most inputs read without allocating; tables with more do not occur in practice and are read all the same.
const INPUTS: usize = 8;

/// An output of the row that fits the values of `args`.
pub(super) fn output<'s>(name: &str, args: &'s [Expr], out: &str, scope: &'s Scope<'_>) -> Seen<'s> {
    find(name, scope).and_then(|table| cell(table, args, out, scope)).map_or(Seen::Missing, Seen::of)
}

/// The table a name means: the ledger's own package first.
fn find<'s>(name: &str, scope: &'s Scope<'_>) -> Option<&'s DecisionTable> {
    let packages = &scope.world.library.packages;
    let own = packages.get(&scope.ledger.package).and_then(|package| package.tables.get(name));
    own.or_else(|| packages.values().find_map(|package| package.tables.get(name)))
}

fn cell<'s>(table: &'s DecisionTable, args: &'s [Expr], out: &str, scope: &'s Scope<'_>) -> Option<&'s Value> {
    let column = table.outputs.iter().position(|output| &*output.name == out)?;
    let dated = rows_in_force(table, scope.now.date())?;
    let mut few = [Seen::Missing; INPUTS];
    let many: Vec<Seen<'_>>;
    let inputs: &[Seen<'_>] = if args.len() <= INPUTS {
        for (slot, arg) in few.iter_mut().zip(args) {
            *slot = value(arg, scope);
        }
        &few[..args.len()]
    } else {
        many = args.iter().map(|arg| value(arg, scope)).collect();
        &many
    };
    let row = dated.rows.iter().find(|row| row.when.iter().zip(inputs).all(|(cell, input)| admits(cell, *input)))?;
    row.then.get(column)
}

/// Whether a condition of a row holds for an input; a missing input fits only where anything does.
fn admits(cell: &Cell, input: Seen<'_>) -> bool {
    match cell {
        Cell::Any => true,
        Cell::OneOf(values) => values.iter().any(|value| Seen::of(value).order(input) == Some(Ordering::Equal)),
        Cell::Range { low, high } => {
            input.decimal().is_some_and(|n| low.is_none_or(|low| n >= low) && high.is_none_or(|high| n < high))
        }
    }
}
