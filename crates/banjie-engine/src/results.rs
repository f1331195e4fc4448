//! What people look up about themselves, and from when to when.

use banjie_model::{
    Moment,
    case::{Case, Record},
    definition::{Day, Ledger, Results},
    value::{RecordId, Value},
};
use chrono::{NaiveTime, TimeDelta};

use crate::{World, evaluate, view};

/// Whether a record can be looked up at a moment: it has a result, the time of release has come and the end has not.
/// `other` gives the records that it refers to.
#[must_use]
pub fn open<'r>(
    world: &World<'_>,
    results: &Results,
    (ledger, case): (&Ledger, &'r Case),
    other: &dyn Fn(RecordId) -> Option<&'r Record>,
    now: Moment,
) -> bool {
    let record = &case.record;
    let decided = record.state.as_deref().is_some_and(|state| results.outcome(state).is_some());
    let meets = |filter| evaluate::holds(filter, &view::scope(world, ledger, record, &case.runs, now));
    let released =
        results.released.as_ref().is_none_or(|day| begins(stated(day, record, other)).is_some_and(|at| at <= now));
    let lasts = results.until.as_ref().and_then(|day| ends(stated(day, record, other))).is_none_or(|past| now < past);
    decided && released && lasts && results.filter.as_ref().is_none_or(meets)
}

fn stated<'a>(day: &Day, record: &'a Record, other: &dyn Fn(RecordId) -> Option<&'a Record>) -> Option<&'a Value> {
    match day {
        Day::Own(index) => record.values.get(*index),
        Day::Through { by, field, .. } => match record.values.get(*by)? {
            Value::Ref(id) => other(*id)?.values.get(*field),
            _ => None,
        },
    }
}

/// The instant a stated day or instant begins at.
#[must_use]
pub fn begins(value: Option<&Value>) -> Option<Moment> {
    match value? {
        Value::Date(day) => Some(day.and_time(NaiveTime::MIN)),
        Value::DateTime(at) => Some(*at),
        _ => None,
    }
}

/// The first instant after a stated day, or after the second of a stated instant.
fn ends(value: Option<&Value>) -> Option<Moment> {
    match value? {
        Value::Date(day) => Some(day.succ_opt()?.and_time(NaiveTime::MIN)),
        Value::DateTime(at) => Some(*at + TimeDelta::seconds(1)),
        _ => None,
    }
}
