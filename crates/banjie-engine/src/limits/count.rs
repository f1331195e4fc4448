//! Walking through time with the stretches in which a clock stands still.

use banjie_model::{
    Moment,
    calendar::{WorkCalendar, add_calendar_days, add_months},
    case::Suspension,
    expr::{Duration, TimeUnit},
};
use chrono::{NaiveDate, NaiveTime, TimeDelta};

/// Suspensions that have an end: ascending, without overlap.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stills(Vec<(Moment, Moment)>);

impl Stills {
    /// Merges what a run holds; open suspensions are left out.
    pub(crate) fn of(suspensions: &[Suspension]) -> Stills {
        let mut all: Vec<(Moment, Moment)> = suspensions.iter().filter_map(|s| Some((s.from, s.until?))).collect();
        all.sort_unstable();
        let mut merged: Vec<(Moment, Moment)> = Vec::with_capacity(all.len());
        for (from, until) in all {
            match merged.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(until),
                _ => merged.push((from, until)),
            }
        }
        Stills(merged)
    }

    /// First and last day of each stretch that do not count: a day counts if the clock runs at its end.
    fn days(&self) -> impl Iterator<Item = (NaiveDate, NaiveDate)> + '_ {
        let whole = |&(from, until): &(Moment, Moment)| (from.date(), add_calendar_days(until.date(), -1));
        self.0.iter().map(whole).filter(|(first, last)| first <= last)
    }

    /// The stretches inside two instants.
    pub(crate) fn between(&self, start: Moment, end: Moment) -> impl Iterator<Item = (Moment, Moment)> + '_ {
        self.0.iter().map(move |&(from, until)| (from.max(start), until.min(end))).filter(|(from, until)| from < until)
    }

    /// Whether a day does not count.
    pub(crate) fn cover(&self, day: NaiveDate) -> bool {
        self.days().any(|(first, last)| first <= day && day <= last)
    }
}

/// The last second of a day (民法典 §203: 24:00).
pub(crate) fn end_of_day(day: NaiveDate) -> Moment {
    day.and_time(NaiveTime::from_hms_opt(23, 59, 59).expect("a time of day"))
}

/// The first instant of a day.
pub(crate) fn start_of_day(day: NaiveDate) -> Moment {
    day.and_time(NaiveTime::MIN)
}

/// The instant a length of running time after `from` is over: for hours to the second, else the end of the last day.
pub(crate) fn advance(calendar: &WorkCalendar, from: Moment, length: Duration, stills: &Stills) -> Moment {
    let n = i64::from(length.n);
    match length.unit {
        TimeUnit::Hours => advance_seconds(from, n * 3600, stills),
        TimeUnit::WorkingDays | TimeUnit::Days => {
            end_of_day(advance_days(calendar, from.date(), n, length.unit, stills))
        }
        TimeUnit::Months => end_of_day(advance_months(calendar, from.date(), length.n, stills)),
        TimeUnit::Years => end_of_day(advance_months(calendar, from.date(), length.n.saturating_mul(12), stills)),
    }
}

/// The instant after so many seconds of running time.
pub(crate) fn advance_seconds(from: Moment, seconds: i64, stills: &Stills) -> Moment {
    let mut at = from;
    let mut left = seconds;
    for &(still, until) in &stills.0 {
        let run = (still.max(at) - at).num_seconds();
        if left <= run {
            break;
        }
        if until > at {
            left -= run;
            at = until;
        }
    }
    at.checked_add_signed(TimeDelta::try_seconds(left).unwrap_or(TimeDelta::MAX)).unwrap_or(Moment::MAX)
}

/// The n-th counted day after a day, in working or calendar days.
pub(crate) fn advance_days(
    calendar: &WorkCalendar,
    from: NaiveDate,
    n: i64,
    unit: TimeUnit,
    stills: &Stills,
) -> NaiveDate {
    let step = |day, n| match unit {
        TimeUnit::WorkingDays => calendar.add_working_days(day, n),
        _ => add_calendar_days(day, n),
    };
    let mut at = from;
    let mut left = n;
    for (first, last) in stills.days() {
        if last <= at {
            continue;
        }
        let before = add_calendar_days(first, -1).max(at);
        let free = match unit {
            TimeUnit::WorkingDays => calendar.working_days_between(at, before),
            _ => (before - at).num_days(),
        };
        if free >= left {
            break;
        }
        left -= free;
        at = last;
    }
    step(at, left)
}

/// The corresponding day some months on, later by the days that did not count on the way.
fn advance_months(calendar: &WorkCalendar, from: NaiveDate, months: u32, stills: &Stills) -> NaiveDate {
    let target = add_months(from, i32::try_from(months).unwrap_or(i32::MAX));
    if stills.0.is_empty() {
        return target;
    }
    advance_days(calendar, from, (target - from).num_days(), TimeUnit::Days, stills)
}

/// Calendar days after `from` up to and including `to` that count.
pub(crate) fn counted_between(from: NaiveDate, to: NaiveDate, stills: &Stills) -> i64 {
    let mut days = (to - from).num_days();
    for (first, last) in stills.days() {
        let (first, last) = (first.max(add_calendar_days(from, 1)), last.min(to));
        days -= ((last - first).num_days() + 1).max(0);
    }
    days
}
