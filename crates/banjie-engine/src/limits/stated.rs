//! Limits whose end is stated by the record itself instead of a budget.

use banjie_model::{
    Moment,
    case::{LimitRun, Record},
    definition::{Ledger, Limit},
    expr::{Expr, TimeUnit, Ty},
    value::Value,
};

use super::{
    NO_DUE,
    count::{Stills, advance, end_of_day},
};
use crate::{World, evaluate, view};

/// A date means the end of its day, an instant itself; while it is missing nothing is due. Extensions are added, a last
/// day of rest moves where the limit rolls.
pub(super) fn due_at(
    world: &World<'_>,
    ledger: &Ledger,
    limit: &Limit,
    due: &Expr,
    record: &Record,
    run: &LimitRun,
    now: Moment,
) -> Moment {
    let scope = view::scope(world, ledger, record, std::slice::from_ref(run), now);
    let stated = match evaluate::evaluate(due, &scope) {
        Value::Date(day) => end_of_day(day),
        Value::DateTime(at) => at,
        _ => return NO_DUE,
    };
    let stills = Stills::default();
    let at = run.extensions.iter().fold(stated, |at, e| advance(world.calendar, at, e.length, &stills));
    if limit.rolls { world.calendar.next_working_day_on_or_after(at.date()).and_time(at.time()) } else { at }
}

/// What lateness is told in: hours for an instant, days for a date.
pub(super) fn unit(due: &Expr) -> TimeUnit {
    if due.ty == Ty::DateTime { TimeUnit::Hours } else { TimeUnit::Days }
}
