//! Time limits: a budget with a ledger of suspensions. The due date is always computed, never entered.
//!
//! The day of the event does not count (民法典 §201); a limit in days ends with the last second of its last counted day; a
//! last day on a day of rest moves where the limit `rolls` (§203); months end on the corresponding day (§202); hours count
//! from the moment. A day counts if the clock was running at its end: one rule for pauses of every kind.

use banjie_model::{
    Moment,
    case::{Record, Suspension},
    definition::{Consequence, Ledger, Limit, Supervise},
    expr::{Duration, TimeUnit},
};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

pub use banjie_model::case::LimitRun;

use crate::{World, evaluate, view, words};

mod consequences;
mod count;
mod days;
mod stated;

use consequences::next_alert;
pub(crate) use consequences::{has_fallen, instants, then_at};
pub(crate) use count::end_of_day;
use count::{Stills, advance};
pub use days::{CountedDay, DayVerdict, counted_days, counted_words, due_words};

/// Due instant of a clock that stands still with no end in sight and was not late before: nothing is due until it goes on.
pub const NO_DUE: Moment = NaiveDateTime::new(
    NaiveDate::from_ymd_opt(9999, 12, 31).expect("a date"),
    NaiveTime::from_hms_opt(23, 59, 59).expect("a time"),
);

/// What a limit says at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Last instant that is still in time; [`NO_DUE`] while the clock stands still.
    pub due_at: Moment,
    /// A counted year has no notice of the State Council yet.
    pub provisional: bool,
    /// When the next consequence falls; none when ended, standing still with no end in sight, or all fallen.
    pub next_alert_at: Option<Moment>,
    /// The budget whose condition holds.
    pub budget: Duration,
    /// The clock stands still now.
    pub paused: bool,
}

/// Where a count stands: what it came to, and what it came from.
#[derive(Clone, Debug)]
pub(crate) struct Count {
    /// Due instant, as if an open suspension had ended at once.
    pub(crate) due_at: Moment,
    /// Due instant before it moved off a day of rest.
    pub(crate) unrolled: Moment,
    /// The budget.
    pub(crate) budget: Duration,
    /// Suspensions that have an end.
    pub(crate) stills: Stills,
    /// Since when the clock stands still with no end entered.
    pub(crate) open_since: Option<Moment>,
}

/// Computes a due date: budget by the record's present values, suspensions, extensions, calendar. Takes about a
/// microsecond and allocates nothing for a run without suspensions.
///
/// A run that has ended, or whose limit is no longer declared, answers what it was last judged to be.
#[must_use]
pub fn judge(world: &World<'_>, ledger: &Ledger, record: &Record, run: &LimitRun, now: Moment) -> Judgement {
    let Some(limit) = ledger.limit(&run.key.limit) else { return kept(run, Duration::new(0, TimeUnit::Days)) };
    if run.ended.is_some() {
        return kept(run, budget(world, ledger, limit, record, run, now));
    }
    let count = count(world, ledger, limit, record, run, now);
    let provisional = is_provisional(world, limit, run, &count);
    let due_at = standing_due(&count);
    let next = || {
        let alert = next_alert(world, supervise(ledger, limit), run, &count);
        alert.into_iter().chain(then_at(world, limit, run, &count)).min()
    };
    let next_alert_at = match stands_until(run, now) {
        Stands::No => next(),
        Stands::Until(end) => next().map(|at| at.max(end)),
        Stands::Open => None,
    };
    Judgement { due_at, provisional, next_alert_at, budget: count.budget, paused: is_paused(run, now) }
}

/// Judges a run that has ended once more: a suspension was entered late.
pub(crate) fn judge_ended(
    world: &World<'_>,
    ledger: &Ledger,
    limit: &Limit,
    record: &Record,
    run: &LimitRun,
    now: Moment,
) -> (Moment, bool) {
    let count = count(world, ledger, limit, record, run, now);
    (standing_due(&count), is_provisional(world, limit, run, &count))
}

/// While a clock stands still nothing becomes due; what was late before stays late.
pub(crate) fn standing_due(count: &Count) -> Moment {
    match count.open_since {
        Some(since) if count.due_at >= since => NO_DUE,
        _ => count.due_at,
    }
}

fn kept(run: &LimitRun, budget: Duration) -> Judgement {
    Judgement { due_at: run.due_at, provisional: run.provisional, next_alert_at: None, budget, paused: false }
}

/// The consequences of a limit: its own, or the ledger's.
pub(crate) fn supervise<'a>(ledger: &'a Ledger, limit: &'a Limit) -> &'a Supervise {
    limit.supervise.as_ref().unwrap_or(&ledger.supervise)
}

/// The declared consequence of a kind.
pub(crate) fn consequence(
    supervise: &Supervise,
    kind: banjie_model::definition::ConsequenceKind,
) -> Option<&Consequence> {
    supervise.consequences.iter().find(|c| c.kind == kind)
}

/// The first budget whose condition holds; the last one where none does.
pub(crate) fn budget(
    world: &World<'_>,
    ledger: &Ledger,
    limit: &Limit,
    record: &Record,
    run: &LimitRun,
    now: Moment,
) -> Duration {
    let holds = |when| evaluate::holds(when, &view::scope(world, ledger, record, std::slice::from_ref(run), now));
    let chosen = limit.within.iter().find(|a| a.when.as_ref().is_none_or(holds));
    chosen.or(limit.within.last()).map_or(Duration::new(0, TimeUnit::Days), |a| a.take)
}

/// The budgets of a limit in words: "7个工作日", "30日；案情复杂的90日" with each condition read aloud.
#[must_use]
pub fn budgets_words(world: &World<'_>, ledger: &Ledger, limit: &Limit) -> String {
    if let Some(due) = &limit.due {
        return format!("，以{}为准", words::rule(world, ledger, due));
    }
    let budget = |a: &banjie_model::definition::Allowance| match &a.when {
        Some(when) => format!("{}的，{}", words::rule(world, ledger, when), a.take.zh()),
        None if limit.within.len() > 1 => format!("其他情形，{}", a.take.zh()),
        None => a.take.zh(),
    };
    limit.within.iter().map(budget).collect::<Vec<_>>().join("；")
}

/// The budget a message tells: of a limit with a stated end only the unit means something.
pub(crate) fn told_budget(
    world: &World<'_>,
    ledger: &Ledger,
    limit: &Limit,
    record: &Record,
    run: &LimitRun,
    now: Moment,
) -> Duration {
    match &limit.due {
        Some(due) => Duration::new(0, stated::unit(due)),
        None => budget(world, ledger, limit, record, run, now),
    }
}

pub(crate) fn count(
    world: &World<'_>,
    ledger: &Ledger,
    limit: &Limit,
    record: &Record,
    run: &LimitRun,
    now: Moment,
) -> Count {
    let stills = Stills::of(&run.suspensions);
    let open_since = run.suspensions.iter().filter(|s| s.until.is_none()).map(|s| s.from).min();
    if let Some(due) = &limit.due {
        let due_at = stated::due_at(world, ledger, limit, due, record, run, now);
        let unit = stated::unit(due);
        return Count { due_at, unrolled: due_at, budget: Duration::new(0, unit), stills, open_since };
    }
    let budget = budget(world, ledger, limit, record, run, now);
    let same: u32 = run.extensions.iter().filter(|e| e.length.unit == budget.unit).map(|e| e.length.n).sum();
    let whole = Duration::new(budget.n.saturating_add(same), budget.unit);
    let mut at = advance(world.calendar, run.started_at, whole, &stills);
    let mut last_unit = budget.unit;
    for extension in run.extensions.iter().filter(|e| e.length.unit != budget.unit) {
        at = advance(world.calendar, at, extension.length, &stills);
        last_unit = extension.length.unit;
    }
    let rolls = limit.rolls && !matches!(last_unit, TimeUnit::WorkingDays | TimeUnit::Hours);
    let due_at = if rolls { end_of_day(world.calendar.next_working_day_on_or_after(at.date())) } else { at };
    Count { due_at, unrolled: at, budget, stills, open_since }
}

/// Whether a day that mattered lies in a year whose arrangement is not known yet.
fn is_provisional(world: &World<'_>, limit: &Limit, run: &LimitRun, count: &Count) -> bool {
    use chrono::Datelike;
    let counts_working_days = count.budget.unit == TimeUnit::WorkingDays
        || run.extensions.iter().any(|e| e.length.unit == TimeUnit::WorkingDays);
    let from = if counts_working_days {
        run.started_at.date()
    } else if limit.rolls && count.budget.unit != TimeUnit::Hours {
        count.unrolled.date()
    } else {
        return false;
    };
    let due = count.due_at.date();
    let first_of = |year| NaiveDate::from_ymd_opt(year, 1, 1);
    world.calendar.is_provisional(from)
        || world.calendar.is_provisional(due)
        || (from.year() + 1..due.year()).filter_map(first_of).any(|d| world.calendar.is_provisional(d))
}

/// Whether the clock stands still at a moment.
#[must_use]
pub fn is_paused(run: &LimitRun, now: Moment) -> bool {
    stands_until(run, now) != Stands::No
}

/// Whether and until when a clock stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stands {
    No,
    Until(Moment),
    Open,
}

fn stands_until(run: &LimitRun, now: Moment) -> Stands {
    if run.ended.is_some() {
        return Stands::No;
    }
    let covers = |s: &&Suspension| s.from <= now && s.until.is_none_or(|until| now < until);
    run.suspensions.iter().filter(covers).fold(Stands::No, |stands, s| match (stands, s.until) {
        (Stands::Open, _) | (_, None) => Stands::Open,
        (Stands::Until(a), Some(b)) => Stands::Until(a.max(b)),
        (Stands::No, Some(b)) => Stands::Until(b),
    })
}
