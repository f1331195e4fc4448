//! Duties: which organisation owes what for which period, and which record discharges it.
//!
//! An obligation is owed by an organisation that is in being on the first day of the period and meets `each`; the period's
//! first day lies within `since` and `until` of the duty. A record discharges the obligation of its owner organisation in
//! whose period its date lies. Where a duty names no date (`on`) and is to be discharged after the end of its period, a
//! record filed is the oldest one still owed.

use banjie_model::{
    Moment, Name,
    calendar::{WorkCalendar, add_calendar_days, add_months},
    case::{Case, LimitRun, Record, What},
    definition::{Duty, DutyDeadline, Every, Ledger, Library},
    org::Org,
    value::{RecordId, Value},
};
use chrono::{Datelike, NaiveDate, NaiveTime};
use indexmap::IndexMap;

use crate::{
    World,
    evaluate::{self, RecordView, Scope},
    view,
};

/// State of an obligation that is still owed.
pub const OPEN: &str = "open";
/// Action by which a record discharges one.
pub const DISCHARGE: &str = "discharge";
/// Action by which an organisation is excused from one.
pub const EXCUSE: &str = "excuse";

/// A period by its first and last day.
pub type Period = (NaiveDate, NaiveDate);

/// What an organisation owes for a period.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owed {
    /// First day of the period.
    pub start: NaiveDate,
    /// Last day.
    pub end: NaiveDate,
    /// Who, by code.
    pub org: Name,
    /// Last instant in time.
    pub due_at: Moment,
}

/// All duties with the key of their package.
pub fn all(library: &Library) -> impl Iterator<Item = (&Name, &Duty)> {
    library.packages.values().flat_map(|p| p.duties.values().map(move |duty| (&p.name, duty)))
}

/// Key of the ledger of obligations.
#[must_use]
pub fn key(package: &str, duty: &Duty) -> Name {
    format!("{package}.{}", duty.name).into()
}

/// The period a day lies in; none outside of term for duties of schools.
#[must_use]
pub fn period_of(calendar: &WorkCalendar, every: Every, day: NaiveDate) -> Option<Period> {
    let months = |n: u32| {
        let first = NaiveDate::from_ymd_opt(day.year(), day.month0() / n * n + 1, 1)?;
        let next = add_months(first, i32::try_from(n).ok()?);
        Some((first, add_calendar_days(next, -1)))
    };
    let week = || {
        let monday = add_calendar_days(day, -i64::from(day.weekday().num_days_from_monday()));
        (monday, add_calendar_days(monday, 6))
    };
    match every {
        Every::SchoolDay => calendar.is_school_day(day).then_some((day, day)),
        Every::WorkingDay => calendar.is_working_day(day).then_some((day, day)),
        Every::Day => Some((day, day)),
        Every::Week => Some(week()),
        Every::SchoolWeek => Some(week()).filter(|week| last_school_day(calendar, *week).is_some()),
        Every::Month => months(1),
        Every::Quarter => months(3),
        Every::HalfYear => months(6),
        Every::Year => months(12),
        Every::Term => calendar.term(day).map(|term| (term.starts_on, term.ends_on)),
    }
}

fn last_school_day(calendar: &WorkCalendar, (start, end): Period) -> Option<NaiveDate> {
    start.iter_days().take_while(|day| *day <= end).filter(|day| calendar.is_school_day(*day)).last()
}

/// Last instant in time for a period.
#[must_use]
pub fn deadline(calendar: &WorkCalendar, duty: &Duty, period: Period) -> Moment {
    let end_of = |day: NaiveDate| day.and_time(NaiveTime::from_hms_opt(23, 59, 59).expect("a time of day"));
    let (start, end) = period;
    match duty.by {
        DutyDeadline::LastDay(time) if duty.every == Every::SchoolWeek => {
            last_school_day(calendar, period).unwrap_or(end).and_time(time)
        }
        DutyDeadline::LastDay(time) => end.and_time(time),
        DutyDeadline::Weekday(weekday, time) => {
            let back = (7 + end.weekday().num_days_from_monday() - weekday.num_days_from_monday()) % 7;
            add_calendar_days(end, -i64::from(back)).max(start).and_time(time)
        }
        DutyDeadline::WorkingDaysAfter(n) => end_of(calendar.add_working_days(end, i64::from(n))),
        DutyDeadline::DaysAfter(n) => end_of(add_calendar_days(end, i64::from(n))),
    }
}

/// The obligations of all periods whose first day lies after `after` and up to `upto`, by period and in the order of the
/// tree.
#[must_use]
pub fn owed(world: &World<'_>, duty: &Duty, after: NaiveDate, upto: NaiveDate) -> Vec<Owed> {
    let first = add_calendar_days(after, 1).max(duty.since);
    let last = duty.until.map_or(upto, |until| until.min(upto));
    let days = first.iter_days().take_while(|day| *day <= last);
    let periods = days.filter_map(|day| period_of(world.calendar, duty.every, day).filter(|(start, _)| *start == day));
    let mut orgs: Option<Vec<&Org>> = None;
    let mut all = Vec::new();
    for (start, end) in periods {
        let orgs = orgs.get_or_insert_with(|| world.orgs.iter().filter(|org| owes(world, duty, org, start)).collect());
        let due_at = deadline(world.calendar, duty, (start, end));
        let in_being = orgs.iter().filter(|org| is_in_being(org, start));
        all.extend(in_being.map(|org| Owed { org: org.code.clone(), start, end, due_at }));
    }
    all
}

fn is_in_being(org: &Org, day: NaiveDate) -> bool {
    org.since.is_none_or(|since| since <= day) && org.until.is_none_or(|until| day <= until)
}

/// Whether `each` holds of an organisation.
fn owes(world: &World<'_>, duty: &Duty, org: &Org, day: NaiveDate) -> bool {
    let Some(ledger) = world.library.ledger("orgs.org").or_else(|| world.library.ledger(&duty.files)) else {
        return false;
    };
    let values: Vec<Value> = ledger.fields.iter().map(|field| attribute(org, &field.name)).collect();
    let record = RecordView {
        values: &values,
        org: &org.code,
        opened_on: org.since,
        closed_on: org.until,
        ..RecordView::default()
    };
    let now = day.and_time(NaiveTime::MIN);
    evaluate::holds(&duty.each, &Scope { world, ledger, record, runs: &[], it: None, now })
}

/// A field of the ledger of organisations as the tree knows it.
fn attribute(org: &Org, name: &str) -> Value {
    match name {
        "code" => Value::Text(org.code.clone()),
        "name" => Value::Text(org.name.clone()),
        "kind" => Value::Code(org.kind.clone()),
        "parent" => org.parent.clone().map_or(Value::Missing, Value::Text),
        "since" => org.since.map_or(Value::Missing, Value::Date),
        "until" => org.until.map_or(Value::Missing, Value::Date),
        other => org.attributes.get(other).cloned().unwrap_or_default(),
    }
}

/// The creation of an obligation.
#[must_use]
pub fn obligation(owed: &Owed) -> What {
    let values = [
        ("unit", Value::Org(owed.org.clone())),
        ("period_start", Value::Date(owed.start)),
        ("period_end", Value::Date(owed.end)),
        ("due_on", Value::Date(owed.due_at.date())),
        ("due_at", Value::DateTime(owed.due_at)),
    ];
    let values: IndexMap<Name, Value> = values.into_iter().map(|(name, value)| (name.into(), value)).collect();
    What::Create { org: Some(owed.org.clone()), number: None, values }
}

/// The business key of an obligation: organisation and first day of the period.
#[must_use]
pub fn obligation_key(org: &Name, start: NaiveDate) -> Vec<Value> {
    vec![Value::Org(org.clone()), Value::Date(start)]
}

/// The discharge of an obligation by a record.
#[must_use]
pub fn discharge(filed: RecordId) -> What {
    let values = IndexMap::from([(Name::from("filed"), Value::Ref(filed))]);
    What::Act { action: DISCHARGE.into(), values, to_org: None }
}

/// An obligation that ends because its organisation does.
#[must_use]
pub fn excuse() -> What {
    What::Act { action: EXCUSE.into(), values: IndexMap::new(), to_org: None }
}

/// The day by which a record counts for a duty; none where it does not discharge it.
#[must_use]
pub fn counts_on(
    world: &World<'_>,
    duty: &Duty,
    files: &Ledger,
    record: &Record,
    runs: &[LimitRun],
    now: Moment,
) -> Option<NaiveDate> {
    let day = match duty.on {
        Some(field) => date_of(record.values.get(field)?)?,
        None => record.opened_at.date(),
    };
    let meets = |filter| evaluate::holds(filter, &view::scope(world, files, record, runs, now));
    duty.filter.as_ref().is_none_or(meets).then_some(day)
}

fn date_of(value: &Value) -> Option<NaiveDate> {
    match value {
        Value::Date(day) => Some(*day),
        Value::DateTime(at) => Some(at.date()),
        Value::Period(period) => Some(period.first()),
        _ => None,
    }
}

/// True where a record discharges the oldest obligation still owed instead of that of the period its date lies in.
#[must_use]
pub fn oldest_first(duty: &Duty) -> bool {
    duty.on.is_none() && matches!(duty.by, DutyDeadline::WorkingDaysAfter(_) | DutyDeadline::DaysAfter(_))
}

/// First day of the period of an obligation.
#[must_use]
pub fn period_start(ledger: &Ledger, record: &Record) -> Option<NaiveDate> {
    let (index, _) = ledger.field("period_start")?;
    record.values.get(index)?.as_date()
}

/// The record that discharged an obligation.
#[must_use]
pub fn filed(ledger: &Ledger, record: &Record) -> Option<RecordId> {
    let (index, _) = ledger.field("filed")?;
    match record.values.get(index)? {
        Value::Ref(id) => Some(*id),
        _ => None,
    }
}

/// Whether an obligation is still owed.
#[must_use]
pub fn is_open(case: &Case) -> bool {
    case.record.state.as_deref() == Some(OPEN)
}
