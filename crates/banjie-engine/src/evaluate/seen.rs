//! Values as they are seen while evaluating: borrowed or small, never allocated.

use std::cmp::Ordering;

use banjie_model::{Moment, expr::Ty, period::Period, value::RecordId, value::Value};
use chrono::{NaiveDate, NaiveTime};
use rust_decimal::Decimal;

/// Which text-like value a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Text {
    Plain,
    Code,
    Org,
    Account,
}

/// A value seen.
#[derive(Clone, Copy, Debug)]
pub(super) enum Seen<'a> {
    Missing,
    Bool(bool),
    Int(i64),
    Decimal(Decimal),
    Text(&'a str, Text),
    Date(NaiveDate),
    Time(NaiveTime),
    DateTime(Moment),
    Period(Period),
    Ref(RecordId),
    /// Files, places, child rows.
    Whole(&'a Value),
}

impl<'a> Seen<'a> {
    pub(super) fn of(value: &'a Value) -> Seen<'a> {
        match value {
            Value::Missing => Seen::Missing,
            Value::Text(s) => Seen::Text(s, Text::Plain),
            Value::Int(n) => Seen::Int(*n),
            Value::Decimal(d) => Seen::Decimal(*d),
            Value::Bool(truth) => Seen::Bool(*truth),
            Value::Date(date) => Seen::Date(*date),
            Value::Time(time) => Seen::Time(*time),
            Value::DateTime(at) => Seen::DateTime(*at),
            Value::Period(period) => Seen::Period(*period),
            Value::Code(s) => Seen::Text(s, Text::Code),
            Value::Ref(id) => Seen::Ref(*id),
            Value::Org(s) => Seen::Text(s, Text::Org),
            Value::Account(s) => Seen::Text(s, Text::Account),
            Value::Files(_) | Value::Place(_) | Value::List(_) => Seen::Whole(value),
        }
    }

    /// The value itself; a whole number where the type says so.
    pub(super) fn into_value(self, ty: &Ty) -> Value {
        match self {
            Seen::Missing => Value::Missing,
            Seen::Bool(truth) => Value::Bool(truth),
            Seen::Int(n) => Value::Int(n),
            Seen::Decimal(d) if *ty == Ty::Int && d.is_integer() => i64::try_from(d).map_or(Value::Missing, Value::Int),
            Seen::Decimal(d) => Value::Decimal(d),
            Seen::Text(s, Text::Plain) => Value::Text(s.into()),
            Seen::Text(s, Text::Code) => Value::Code(s.into()),
            Seen::Text(s, Text::Org) => Value::Org(s.into()),
            Seen::Text(s, Text::Account) => Value::Account(s.into()),
            Seen::Date(date) => Value::Date(date),
            Seen::Time(time) => Value::Time(time),
            Seen::DateTime(at) => Value::DateTime(at),
            Seen::Period(period) => Value::Period(period),
            Seen::Ref(id) => Value::Ref(id),
            Seen::Whole(value) => value.clone(),
        }
    }

    pub(super) fn is_missing(self) -> bool {
        matches!(self, Seen::Missing)
    }

    pub(super) fn is_true(self) -> bool {
        matches!(self, Seen::Bool(true))
    }

    pub(super) fn decimal(self) -> Option<Decimal> {
        match self {
            Seen::Int(n) => Some(n.into()),
            Seen::Decimal(d) => Some(d),
            _ => None,
        }
    }

    pub(super) fn date(self) -> Option<NaiveDate> {
        match self {
            Seen::Date(date) => Some(date),
            Seen::DateTime(at) => Some(at.date()),
            _ => None,
        }
    }

    /// The text of texts and, for places, the address.
    pub(super) fn text(self) -> Option<&'a str> {
        match self {
            Seen::Text(s, _) => Some(s),
            Seen::Whole(value) => value.as_str(),
            _ => None,
        }
    }

    /// How two values stand to each other; nothing when one is missing or they are not of one kind.
    pub(super) fn order(self, other: Seen<'_>) -> Option<Ordering> {
        match (self, other) {
            (Seen::Int(a), Seen::Int(b)) => Some(a.cmp(&b)),
            (Seen::Int(_) | Seen::Decimal(_), Seen::Int(_) | Seen::Decimal(_)) => {
                Some(self.decimal()?.cmp(&other.decimal()?))
            }
            (Seen::Text(a, _), Seen::Text(b, _)) => Some(a.cmp(b)),
            (Seen::Bool(a), Seen::Bool(b)) => Some(a.cmp(&b)),
            (Seen::DateTime(a), Seen::DateTime(b)) => Some(a.cmp(&b)),
            (Seen::Date(_) | Seen::DateTime(_), Seen::Date(_) | Seen::DateTime(_)) => {
                Some(self.date()?.cmp(&other.date()?))
            }
            (Seen::Time(a), Seen::Time(b)) => Some(a.cmp(&b)),
            (Seen::Period(a), Seen::Period(b)) => Some(a.cmp(&b)),
            (Seen::Ref(a), Seen::Ref(b)) => Some(a.cmp(&b)),
            _ => None,
        }
    }
}

impl From<bool> for Seen<'_> {
    fn from(truth: bool) -> Self {
        Seen::Bool(truth)
    }
}

impl From<Option<Decimal>> for Seen<'_> {
    fn from(number: Option<Decimal>) -> Self {
        number.map_or(Seen::Missing, Seen::Decimal)
    }
}

impl From<Option<i64>> for Seen<'_> {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Seen::Missing, Seen::Int)
    }
}

impl From<Option<NaiveDate>> for Seen<'_> {
    fn from(date: Option<NaiveDate>) -> Self {
        date.map_or(Seen::Missing, Seen::Date)
    }
}

impl<'a> From<(Option<&'a str>, Text)> for Seen<'a> {
    fn from((text, kind): (Option<&'a str>, Text)) -> Self {
        text.map_or(Seen::Missing, |text| Seen::Text(text, kind))
    }
}
