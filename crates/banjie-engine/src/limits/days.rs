//! How a due date was counted, day by day and in one sentence, for display.

use banjie_model::{
    Moment, Name,
    calendar::{Day, add_calendar_days, date_zh},
    case::{LimitRun, Record, Suspension, SuspensionCause},
    definition::{Ledger, Limit},
    expr::{TimeUnit, Ty},
};
use chrono::NaiveDate;

use super::{Count, NO_DUE, count, is_paused};
use crate::{World, words};

/// The longest stretch that is listed day by day: ten years.
const LONGEST: i64 = 3660;

/// What became of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayVerdict {
    /// The day of the event: does not count.
    Start,
    /// Counted, as the n-th.
    Counted(u32),
    /// A day of rest in a limit of working days, or one the last day moved off.
    Rest(Day),
    /// The clock stood still at its end; why.
    Suspended(Name),
}

impl DayVerdict {
    /// In Chinese: "第3日", "国庆节放假，不计", "中止（听证），不计".
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            DayVerdict::Start => "起算日，不计".into(),
            DayVerdict::Counted(n) => format!("第{n}日"),
            DayVerdict::Rest(day) => format!("{day}，不计"),
            DayVerdict::Suspended(why) => format!("中止（{why}），不计"),
        }
    }
}

/// One day between start and due date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedDay {
    /// The day.
    pub date: NaiveDate,
    /// What became of it.
    pub verdict: DayVerdict,
}

/// Every day from the day of the event up to the due date, with what became of it. While the clock stands still the
/// list ends with `now`. Empty for a limit that is no longer declared.
#[must_use]
pub fn counted_days(
    world: &World<'_>,
    ledger: &Ledger,
    record: &Record,
    run: &LimitRun,
    now: Moment,
) -> Vec<CountedDay> {
    let Some(limit) = ledger.limit(&run.key.limit) else { return Vec::new() };
    let count = count(world, ledger, limit, record, run, now);
    let first = run.started_at.date();
    let last = if is_paused(run, now) || count.due_at == NO_DUE { now.date().max(first) } else { count.due_at.date() };
    let last = last.min(add_calendar_days(first, LONGEST));
    let mut n = 0;
    let mut days = vec![CountedDay { date: first, verdict: DayVerdict::Start }];
    let after = std::iter::successors(first.succ_opt(), |d| d.succ_opt()).take_while(|d| *d <= last);
    days.extend(
        after.map(|date| CountedDay { date, verdict: verdict(world, ledger, limit, run, &count, date, &mut n) }),
    );
    days
}

fn verdict(
    world: &World<'_>,
    ledger: &Ledger,
    limit: &Limit,
    run: &LimitRun,
    count: &Count,
    date: NaiveDate,
    n: &mut u32,
) -> DayVerdict {
    let stands = count.stills.cover(date) || count.open_since.is_some_and(|since| since.date() <= date);
    if stands {
        return DayVerdict::Suspended(cause(ledger, run, date));
    }
    let rolled = limit.rolls && date > count.unrolled.date();
    if (count.budget.unit == TimeUnit::WorkingDays || rolled) && !world.calendar.is_working_day(date) {
        return DayVerdict::Rest(world.calendar.day(date));
    }
    *n += 1;
    DayVerdict::Counted(*n)
}

/// Why the clock stood still at the end of a day.
fn cause(ledger: &Ledger, run: &LimitRun, date: NaiveDate) -> Name {
    let covers = |from: Moment, until: Option<Moment>| from.date() <= date && until.is_none_or(|u| date < u.date());
    let covering = run.suspensions.iter().find(|s| covers(s.from, s.until));
    covering.map_or_else(|| "中止".into(), |s| cause_words(ledger, &s.cause))
}

fn cause_words(ledger: &Ledger, cause: &SuspensionCause) -> Name {
    match cause {
        SuspensionCause::State(state) => ledger.state(state).map_or_else(|| state.clone(), |s| s.title.clone()),
        SuspensionCause::Entered(reason) => reason.clone(),
    }
}

/// The count in one sentence, for display and for documents: "自2025年9月28日起7个工作日（当日不计），10月1日至8日国庆节、中秋节放假不计；
/// 10月11日调休上班计入，2025年10月14日到期". Empty for a limit that is no longer declared.
#[must_use]
pub fn counted_words(world: &World<'_>, ledger: &Ledger, record: &Record, run: &LimitRun, now: Moment) -> String {
    let Some(limit) = ledger.limit(&run.key.limit) else { return String::new() };
    let count = count(world, ledger, limit, record, run, now);
    let (start, due) = (run.started_at.date(), count.due_at.date());
    let mut parts = Vec::new();
    let hours = count.budget.unit == TimeUnit::Hours;
    let begins = if hours { moment_words(Some(limit), run.started_at, false) } else { date_zh(start) };
    let first_day = if hours { "" } else { "（当日不计）" };
    match &limit.due {
        Some(due) => parts.push(format!("期限以记录载明的为准（{}）", words::rule(world, ledger, due))),
        None => parts.push(format!("自{begins}起{}{first_day}", count.budget.zh())),
    }
    parts.extend(run.extensions.iter().map(|e| format!("延长{}", e.length.zh())));
    parts.extend(run.suspensions.iter().map(|s| suspension_words(ledger, s)));
    if count.budget.unit == TimeUnit::WorkingDays {
        parts.push(world.calendar.explain(start, due));
    } else if limit.due.is_none() && count.due_at != count.unrolled {
        let last = count.unrolled.date();
        parts.push(format!("末日{}为{}，顺延至下一工作日", date_zh(last), world.calendar.day(last)));
    }
    parts.retain(|p| !p.is_empty());
    let end = match run.due_at {
        NO_DUE if limit.due.is_some() => "目前没有期限".into(),
        NO_DUE => "目前中止计时".into(),
        _ => format!("{}到期", due_words(ledger, run)),
    };
    format!("{}，{end}", parts.join("，"))
}

fn suspension_words(ledger: &Ledger, suspension: &Suspension) -> String {
    let why = cause_words(ledger, &suspension.cause);
    let from = date_zh(suspension.from.date());
    match suspension.until {
        Some(until) => format!("{from}中止（{why}）、{}恢复", date_zh(until.date())),
        None => format!("{from}中止（{why}）"),
    }
}

/// A run's due date in words: "2025年10月14日", "2027年2月20日（暂定）", "2025年10月14日9时30分" for hours, "中止计时".
#[must_use]
pub fn due_words(ledger: &Ledger, run: &LimitRun) -> String {
    moment_words(ledger.limit(&run.key.limit), run.due_at, run.provisional)
}

pub(crate) fn moment_words(limit: Option<&Limit>, due_at: Moment, provisional: bool) -> String {
    if due_at == NO_DUE {
        let stated = limit.is_some_and(|l| l.due.is_some());
        return if stated { "期限未定" } else { "中止计时" }.into();
    }
    let instant = |l: &Limit| l.due.as_ref().is_some_and(|due| due.ty == Ty::DateTime);
    let hours = limit.is_some_and(|l| instant(l) || l.within.iter().any(|a| a.take.unit == TimeUnit::Hours));
    let date = date_zh(due_at.date());
    let time = if hours { due_at.format("%-H时%-M分").to_string() } else { String::new() };
    let mark = if provisional { "（暂定）" } else { "" };
    format!("{date}{time}{mark}")
}
