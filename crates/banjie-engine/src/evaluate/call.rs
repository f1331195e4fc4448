//! Built-in functions.

use std::cmp::Ordering;

use banjie_model::{
    expr::{Expr, Function},
    rounding::round_half_up,
    value::Value,
};
use chrono::{Datelike, NaiveDate};

use super::{Scope, compute::value, seen::Seen};

/// The value of a call.
pub(super) fn call<'s>(function: Function, args: &'s [Expr], scope: &'s Scope<'_>) -> Seen<'s> {
    let calendar = scope.world.calendar;
    let arg = |i: usize| args.get(i).map_or(Seen::Missing, |arg| value(arg, scope));
    let date = |i: usize| arg(i).date();
    let two_dates = || Some((date(0)?, date(1)?));
    match function {
        Function::Today => Seen::Date(scope.now.date()),
        Function::Now => Seen::DateTime(scope.now),
        Function::WorkingDays => two_dates().map(|(a, b)| calendar.working_days_between(a, b)).into(),
        Function::Days => two_dates().map(|(a, b)| b.signed_duration_since(a).num_days()).into(),
        Function::AddWorkingDays => match (date(0), arg(1)) {
            (Some(date), Seen::Int(n)) => Seen::Date(calendar.add_working_days(date, n)),
            _ => Seen::Missing,
        },
        Function::Year => date(0).map(|d| i64::from(d.year())).into(),
        Function::Month => date(0).map(|d| i64::from(d.month())).into(),
        Function::Quarter => date(0).map(|d| i64::from(d.month0() / 3 + 1)).into(),
        Function::Age => two_dates().and_then(|(birth, on)| full_years(birth, on)).into(),
        Function::Size => size(args, arg(0)),
        Function::Has => (!arg(0).is_missing()).into(),
        Function::Min => extreme(args, scope, Ordering::Less),
        Function::Max => extreme(args, scope, Ordering::Greater),
        Function::Round => rounded(arg(0), arg(1)),
        Function::Contains => asked(arg(0), arg(1), |text, part| text.contains(part)),
        Function::StartsWith => asked(arg(0), arg(1), |text, part| text.starts_with(part)),
    }
}

/// Full years from birth to a day; the birthday itself completes a year (民法典 §17, 公历). Missing before birth.
fn full_years(birth: NaiveDate, on: NaiveDate) -> Option<i64> {
    on.years_since(birth).map(i64::from)
}

fn size<'s>(args: &[Expr], of: Seen<'_>) -> Seen<'s> {
    use banjie_model::expr::Ty;
    let count = match of {
        Seen::Whole(Value::Files(files)) => files.len(),
        Seen::Whole(Value::List(rows)) => rows.len(),
        Seen::Missing if args.first().is_some_and(|arg| matches!(arg.ty, Ty::Files | Ty::List)) => 0,
        other => match other.text() {
            Some(text) => text.chars().count(),
            None => return Seen::Missing,
        },
    };
    i64::try_from(count).ok().into()
}

/// The first of the smallest (or largest) of what is present.
fn extreme<'s>(args: &'s [Expr], scope: &'s Scope<'_>, wanted: Ordering) -> Seen<'s> {
    let mut best = Seen::Missing;
    for arg in args {
        let found = value(arg, scope);
        if best.is_missing() || found.order(best) == Some(wanted) {
            best = found;
        }
    }
    best
}

fn rounded<'s>(number: Seen<'_>, places: Seen<'_>) -> Seen<'s> {
    match (number, places) {
        (Seen::Int(n), _) => Seen::Int(n),
        (Seen::Decimal(d), Seen::Int(places)) => {
            u32::try_from(places).ok().map(|places| round_half_up(d, places)).into()
        }
        _ => Seen::Missing,
    }
}

fn asked<'s>(text: Seen<'_>, part: Seen<'_>, ask: impl Fn(&str, &str) -> bool) -> Seen<'s> {
    match (text.text(), part.text()) {
        (Some(text), Some(part)) => ask(text, part).into(),
        _ => Seen::Bool(false),
    }
}
