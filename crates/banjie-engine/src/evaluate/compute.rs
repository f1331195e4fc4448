//! The evaluator proper: one match over the kinds of expressions.

use std::cmp::Ordering;

use banjie_model::{
    Moment,
    calendar::{WorkCalendar, add_calendar_days, add_months, add_years},
    expr::{BinaryOp, Duration, Expr, ExprKind, TimeUnit, UnaryOp},
};
use chrono::{NaiveDate, TimeDelta};

use super::{Scope, call, facts, seen::Seen, table};

/// The value of an expression.
pub(super) fn value<'s>(expr: &'s Expr, scope: &'s Scope<'_>) -> Seen<'s> {
    match &expr.kind {
        ExprKind::Literal(literal) => Seen::of(literal),
        // A length of time has a value only beside a date; an indicator only in its own room.
        ExprKind::Duration(_) | ExprKind::Indicator(_) => Seen::Missing,
        ExprKind::Field(field) => scope.record.values.get(field.index).map_or(Seen::Missing, Seen::of),
        ExprKind::It(field) => scope.it.and_then(|(_, it)| it.values.get(field.index)).map_or(Seen::Missing, Seen::of),
        ExprKind::Fact(fact) => facts::of_record(*fact, &scope.record),
        ExprKind::ItFact(fact) => match &scope.it {
            Some((_, it)) => facts::of_record(*fact, it),
            None => Seen::Missing,
        },
        ExprKind::OrgAttribute { of, name } => facts::of_org(value(of, scope), name, scope.world.orgs),
        // In a look-up over runs, the runs at hand are those of the record looked up: the other side is bound already.
        ExprKind::LimitFact { limit, fact } | ExprKind::ItRun { limit, fact } => {
            facts::of_limit(limit, *fact, scope.runs, scope.now)
        }
        ExprKind::Unary(UnaryOp::Not, inner) => Seen::Bool(!value(inner, scope).is_true()),
        ExprKind::Unary(UnaryOp::Neg, inner) => match value(inner, scope) {
            Seen::Int(n) => n.checked_neg().into(),
            number => number.decimal().map(|d| -d).into(),
        },
        ExprKind::Binary(op, left, right) => binary(*op, left, right, scope),
        ExprKind::If(condition, then, otherwise) => {
            value(if value(condition, scope).is_true() { then } else { otherwise }, scope)
        }
        ExprKind::In(left, items) => {
            let left = value(left, scope);
            items.iter().any(|item| left.order(value(item, scope)) == Some(Ordering::Equal)).into()
        }
        ExprKind::Call(function, args) => call::call(*function, args, scope),
        ExprKind::Table { table, args, out } => table::output(table, args, out, scope),
    }
}

fn binary<'s>(op: BinaryOp, left: &'s Expr, right: &'s Expr, scope: &'s Scope<'_>) -> Seen<'s> {
    match op {
        BinaryOp::And => (value(left, scope).is_true() && value(right, scope).is_true()).into(),
        BinaryOp::Or => (value(left, scope).is_true() || value(right, scope).is_true()).into(),
        BinaryOp::Add | BinaryOp::Sub if matches!(right.kind, ExprKind::Duration(_)) => {
            let ExprKind::Duration(length) = right.kind else { return Seen::Missing };
            shifted(value(left, scope), length, op == BinaryOp::Sub, scope.world.calendar)
        }
        BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => {
            arithmetic(op, value(left, scope), value(right, scope))
        }
        _ => {
            let order = value(left, scope).order(value(right, scope));
            order.is_some_and(|order| compared(op, order)).into()
        }
    }
}

fn compared(op: BinaryOp, order: Ordering) -> bool {
    match op {
        BinaryOp::Eq => order.is_eq(),
        BinaryOp::Ne => order.is_ne(),
        BinaryOp::Lt => order.is_lt(),
        BinaryOp::Le => order.is_le(),
        BinaryOp::Gt => order.is_gt(),
        _ => order.is_ge(),
    }
}

fn arithmetic<'s>(op: BinaryOp, left: Seen<'_>, right: Seen<'_>) -> Seen<'s> {
    if let (Seen::Int(a), Seen::Int(b)) = (left, right) {
        match op {
            BinaryOp::Add => return a.checked_add(b).into(),
            BinaryOp::Sub => return a.checked_sub(b).into(),
            BinaryOp::Mul => return a.checked_mul(b).into(),
            _ => {}
        }
    }
    if let (BinaryOp::Sub, Some(a), Some(b)) = (op, left.date(), right.date()) {
        return Seen::Int(a.signed_duration_since(b).num_days());
    }
    let (Some(a), Some(b)) = (left.decimal(), right.decimal()) else { return Seen::Missing };
    match op {
        BinaryOp::Add => a.checked_add(b),
        BinaryOp::Sub => a.checked_sub(b),
        BinaryOp::Mul => a.checked_mul(b),
        _ => a.checked_div(b),
    }
    .into()
}

/// A date or instant some time later or earlier. The day itself does not count; an instant keeps its time of day.
fn shifted<'s>(from: Seen<'_>, length: Duration, back: bool, calendar: &WorkCalendar) -> Seen<'s> {
    let n = if back { -i64::from(length.n) } else { i64::from(length.n) };
    match from {
        Seen::Date(date) => shifted_date(date, length.unit, n, calendar).into(),
        Seen::DateTime(at) => shifted_moment(at, length.unit, n, calendar).map_or(Seen::Missing, Seen::DateTime),
        _ => Seen::Missing,
    }
}

fn shifted_date(date: NaiveDate, unit: TimeUnit, n: i64, calendar: &WorkCalendar) -> Option<NaiveDate> {
    Some(match unit {
        TimeUnit::WorkingDays => calendar.add_working_days(date, n),
        TimeUnit::Days => add_calendar_days(date, n),
        TimeUnit::Months => add_months(date, i32::try_from(n).ok()?),
        TimeUnit::Years => add_years(date, i32::try_from(n).ok()?),
        TimeUnit::Hours => return None,
    })
}

fn shifted_moment(at: Moment, unit: TimeUnit, n: i64, calendar: &WorkCalendar) -> Option<Moment> {
    match unit {
        TimeUnit::Hours => at.checked_add_signed(TimeDelta::try_hours(n)?),
        _ => Some(shifted_date(at.date(), unit, n, calendar)?.and_time(at.time())),
    }
}
