//! When reminders, warnings, cards and referrals fall.

use banjie_model::{
    Moment,
    calendar::{WorkCalendar, add_calendar_days, add_months},
    case::LimitRun,
    definition::Limit,
    definition::{Consequence, ConsequenceKind, Supervise, When},
    expr::{Duration, TimeUnit},
};
use chrono::{NaiveDate, TimeDelta};

use super::{
    Count, NO_DUE,
    count::{Stills, advance, advance_days, advance_seconds, counted_between, start_of_day},
};
use crate::World;

/// The instants of all consequences, in the order in which they fall.
pub(crate) fn instants<'a>(
    world: &World<'_>,
    supervise: &'a Supervise,
    run: &LimitRun,
    count: &Count,
) -> Vec<(Moment, &'a Consequence)> {
    if count.due_at == NO_DUE {
        return Vec::new();
    }
    let mut all: Vec<_> =
        supervise.consequences.iter().map(|c| (instant(world.calendar, c.when, run, count), c)).collect();
    all.sort_by_key(|(at, c)| (*at, c.kind));
    all
}

/// The earliest instant of a consequence that has not fallen.
pub(crate) fn next_alert(world: &World<'_>, supervise: &Supervise, run: &LimitRun, count: &Count) -> Option<Moment> {
    if count.due_at == NO_DUE {
        return None;
    }
    let open = supervise.consequences.iter().filter(|c| !has_fallen(run, c.kind));
    open.map(|c| instant(world.calendar, c.when, run, count)).min()
}

/// Whether a consequence has fallen and stands.
pub(crate) fn has_fallen(run: &LimitRun, kind: ConsequenceKind) -> bool {
    run.fired.iter().any(|f| f.kind == kind && f.withdrawn_at.is_none())
}

/// When the scheduler takes the action declared for the end of the limit: the first instant after it; none once it was
/// refused and the case has not changed since.
pub(crate) fn then_at(world: &World<'_>, limit: &Limit, run: &LimitRun, count: &Count) -> Option<Moment> {
    let open = limit.then.is_some() && run.then_refused_at.is_none() && run.ended.is_none();
    (open && count.due_at != NO_DUE).then(|| instant(world.calendar, When::AtDue, run, count))
}

/// When one consequence falls.
pub(crate) fn instant(calendar: &WorkCalendar, when: When, run: &LimitRun, count: &Count) -> Moment {
    let due = count.due_at;
    match when {
        When::Before(length) => before(calendar, due, length),
        When::AtDue if count.budget.unit == TimeUnit::Hours && due == count.unrolled => due + TimeDelta::seconds(1),
        When::AtDue => day_after(due.date()),
        When::After(length) if length.unit == TimeUnit::Hours => advance(calendar, due, length, &count.stills),
        When::After(length) => day_after(advance(calendar, due, length, &count.stills).date()),
        When::AtPercent(percent) => at_share(calendar, percent, run, count),
    }
}

fn day_after(day: NaiveDate) -> Moment {
    start_of_day(add_calendar_days(day, 1))
}

fn before(calendar: &WorkCalendar, due: Moment, length: Duration) -> Moment {
    let n = i64::from(length.n);
    let months = i32::try_from(length.n).unwrap_or(i32::MAX);
    match length.unit {
        TimeUnit::Hours => {
            due.checked_sub_signed(TimeDelta::try_hours(n).unwrap_or(TimeDelta::MAX)).unwrap_or(Moment::MIN)
        }
        TimeUnit::WorkingDays => start_of_day(calendar.add_working_days(due.date(), -n)),
        TimeUnit::Days => start_of_day(add_calendar_days(due.date(), -n)),
        TimeUnit::Months => start_of_day(add_months(due.date(), -months)),
        TimeUnit::Years => start_of_day(add_months(due.date(), months.saturating_mul(-12))),
    }
}

/// The start of the day on which a share of the counted days is reached, the share rounded up to a whole day.
fn at_share(calendar: &WorkCalendar, percent: u32, run: &LimitRun, count: &Count) -> Moment {
    let (start, due, stills) = (run.started_at, count.unrolled, &count.stills);
    let share = |total: i64| (total * i64::from(percent) + 99).div_euclid(100).max(1);
    match count.budget.unit {
        TimeUnit::Hours => {
            let seconds = running_seconds(start, due, stills);
            advance_seconds(start, share(seconds), stills)
        }
        TimeUnit::WorkingDays => {
            let total = working_total(calendar, run, count);
            start_of_day(advance_days(calendar, start.date(), share(total), TimeUnit::WorkingDays, stills))
        }
        _ => {
            let total = counted_between(start.date(), due.date(), stills);
            start_of_day(advance_days(calendar, start.date(), share(total), TimeUnit::Days, stills))
        }
    }
}

/// Working days of budget and extensions; extensions in other units by the working days they came to.
fn working_total(calendar: &WorkCalendar, run: &LimitRun, count: &Count) -> i64 {
    let all_working = run.extensions.iter().all(|e| e.length.unit == TimeUnit::WorkingDays);
    if all_working {
        let more: i64 = run.extensions.iter().map(|e| i64::from(e.length.n)).sum();
        return i64::from(count.budget.n) + more;
    }
    let (start, due) = (run.started_at.date(), count.unrolled.date());
    let days = std::iter::successors(start.succ_opt(), |d| d.succ_opt()).take_while(|d| *d <= due);
    let counted = days.filter(|d| calendar.is_working_day(*d) && !count.stills.cover(*d)).count();
    i64::try_from(counted).unwrap_or(i64::MAX)
}

fn running_seconds(start: Moment, due: Moment, stills: &Stills) -> i64 {
    let still: i64 = stills.between(start, due).map(|(from, until)| (until - from).num_seconds()).sum();
    (due - start).num_seconds() - still
}
