//! What people may grant a clock: a time it stood still, entered perhaps late, and more time.

use banjie_model::{
    Moment, Name,
    case::{Decision, Effect, Extension, LimitRun, Suspension, SuspensionCause},
    definition::{Extend, Limit},
    expr::{Duration, TimeUnit},
    refusal::{Refusal, RefusalCode},
};

use crate::{
    act::{self, reason},
    clocks::{Clocks, why},
    decide::{clocks, only_clocks},
    draft::Draft,
    limits::{due_words, is_paused},
    permission::{self, permit},
    words,
};

/// Enters a suspension. The due date is judged anew, cards that turn out unjustified are withdrawn by entry; due dates
/// made known stay on record. An open suspension entered before is closed by entering it again with its end.
pub(crate) fn suspend(
    draft: &Draft<'_>,
    name: &Name,
    from: Moment,
    until: Option<Moment>,
) -> Result<Decision, Refusal> {
    let limit = declared(draft, name)?;
    let allowed = suspenders(draft, limit);
    let what = format!("中止「{}」", limit.title);
    permit(&draft.world, draft.ledger, &allowed, &draft.record.org, draft.actor, &what)
        .map_err(|r| act::with_basis(&draft.world, draft.ledger, r, limit.basis.as_ref()))?;
    let reason = required_reason(draft, &what)?;
    let mut clocks = clocks(draft);
    let index = suspended_run(draft, limit, &clocks.runs, from, until)?;
    let from = on_the_first_day(from, clocks.runs[index].started_at);
    plausible(draft, &clocks.runs[index], from, until)?;
    let suspension =
        Suspension { from, until, cause: SuspensionCause::Entered(reason), entered_at: draft.clock.recorded_at };
    enter(&mut clocks, draft, index, &suspension)?;
    for step in steps_of(draft, limit, &clocks.runs) {
        let begins = suspension.from.max(clocks.runs[step].started_at);
        if until.is_none_or(|u| u > begins) {
            enter(&mut clocks, draft, step, &Suspension { from: begins, ..suspension.clone() })?;
        }
    }
    Ok(only_clocks(draft, "suspend", clocks))
}

/// A start given as a bare day (its midnight) on the very day the clock started means from its start.
fn on_the_first_day(from: Moment, started_at: Moment) -> Moment {
    let bare_day = from == started_at.date().and_time(chrono::NaiveTime::MIN);
    if bare_day { started_at } else { from }
}

/// Roles that may enter a suspension: those that may extend the limit, else those that watch over others, else all. Who
/// sees only the own organisation's records does not stop its own clock where somebody else could.
fn suspenders(draft: &Draft<'_>, limit: &Limit) -> Vec<Name> {
    let extenders = limit.extend.as_ref().map(|e| e.by.clone()).unwrap_or_default();
    if extenders.is_empty() { permission::supervisors(&draft.world, draft.ledger) } else { extenders }
}

fn declared<'a>(draft: &Draft<'a>, name: &str) -> Result<&'a Limit, Refusal> {
    draft.ledger.limit(name).ok_or_else(|| {
        let titles: Vec<String> =
            draft.ledger.limits.iter().map(|l| format!("「{}」（{}）", l.title, l.name)).collect();
        let message = format!("{}没有名为“{name}”的时限。已有时限：{}。", draft.ledger.title, titles.join("、"));
        Refusal::new(RefusalCode::LimitNotRunning, message)
    })
}

fn required_reason(draft: &Draft<'_>, what: &str) -> Result<Name, Refusal> {
    reason(draft.command).cloned().ok_or_else(|| {
        Refusal::new(
            RefusalCode::ReasonRequired,
            format!("{what}须写明理由（如检验、鉴定、听证的起止）。请填写后再提交。"),
        )
    })
}

/// The run a suspension belongs to: the one running, else the latest that ended by being met, when the suspension lies in it.
fn suspended_run(
    draft: &Draft<'_>,
    limit: &Limit,
    runs: &[LimitRun],
    from: Moment,
    until: Option<Moment>,
) -> Result<usize, Refusal> {
    let of_limit = |r: &LimitRun| r.key.limit == limit.name;
    if let Some(open) = runs.iter().rposition(|r| of_limit(r) && r.ended.is_none()) {
        return Ok(open);
    }
    let holds = |r: &LimitRun| {
        let ended = r.ended.as_ref().filter(|e| e.met).map(|e| e.at);
        of_limit(r) && from >= r.started_at && ended.is_some_and(|at| until.is_some_and(|u| u <= at))
    };
    runs.iter().rposition(holds).ok_or_else(|| not_running(draft, limit, runs))
}

fn not_running(draft: &Draft<'_>, limit: &Limit, runs: &[LimitRun]) -> Refusal {
    let last = runs.iter().rfind(|r| r.key.limit == limit.name).and_then(|r| r.ended.as_ref());
    let message = match last {
        Some(end) => {
            format!(
                "「{}」已于{}结束，不在计时中。补录的中止须整段落在计时期间内。",
                limit.title,
                words::moment(end.at)
            )
        }
        None => {
            format!("「{}」还没有开始计时：进入{}状态后才开始。", limit.title, words::states(draft.ledger, &limit.from))
        }
    };
    Refusal::new(RefusalCode::LimitNotRunning, message)
}

fn plausible(draft: &Draft<'_>, run: &LimitRun, from: Moment, until: Option<Moment>) -> Result<(), Refusal> {
    let refuse = |message: String| Err(Refusal::new(RefusalCode::BadSuspension, message));
    if from < run.started_at {
        return refuse(format!(
            "中止起始时间{}早于计时开始时间{}。请核对起始时间。",
            words::moment(from),
            words::moment(run.started_at)
        ));
    }
    if from > draft.clock.recorded_at {
        return refuse(format!("中止起始时间{}还没有到，不能预先中止。请在中止发生后登记。", words::moment(from)));
    }
    match until {
        Some(until) if until <= from => {
            refuse(format!("恢复时间{}不晚于中止时间{}。请核对起止时间。", words::moment(until), words::moment(from)))
        }
        _ => Ok(()),
    }
}

/// Puts a suspension into a run, or closes the open one with the same start, and judges the run again.
fn enter(clocks: &mut Clocks<'_>, draft: &Draft<'_>, index: usize, new: &Suspension) -> Result<(), Refusal> {
    let run = &mut clocks.runs[index];
    let is_entered = |s: &&mut Suspension| matches!(s.cause, SuspensionCause::Entered(_)) && s.from == new.from;
    let mut closes = false;
    match run.suspensions.iter_mut().find(is_entered) {
        Some(known) if known.until.is_none() && new.until.is_some() => {
            known.until = new.until;
            closes = true;
        }
        Some(known) => {
            let until = known.until.map_or_else(|| "今（尚未恢复）".into(), words::moment);
            let message = format!("{}至{until}的中止已经登记过。请核对起止时间。", words::moment(known.from));
            return Err(Refusal::new(RefusalCode::BadSuspension, message));
        }
        None => run.suspensions.push(new.clone()),
    }
    if run.ended.is_some() {
        clocks.rejudge_ended(index, &draft.record);
    } else {
        clocks.rejudge_one(index, &draft.record, why::SUSPENDED_LATE, true);
    }
    let run = &clocks.runs[index];
    match new.until {
        None => clocks.effects.push(Effect::Paused { run: run.key.clone() }),
        Some(_) if closes && !is_paused(run, draft.clock.at) => {
            clocks.effects.push(Effect::Resumed { run: run.key.clone(), due_at: run.due_at });
        }
        Some(_) => {}
    }
    Ok(())
}

/// Running steps of a whole limit: they stand still with it.
fn steps_of(draft: &Draft<'_>, whole: &Limit, runs: &[LimitRun]) -> Vec<usize> {
    let is_step = |r: &LimitRun| {
        let part_of = draft.ledger.limit(&r.key.limit).and_then(|l| l.part_of.as_ref());
        r.ended.is_none() && part_of == Some(&whole.name)
    };
    (0..runs.len()).filter(|i| is_step(&runs[*i])).collect()
}

/// Grants more time.
pub(crate) fn extend(draft: &Draft<'_>, name: &Name, length: Duration) -> Result<Decision, Refusal> {
    let limit = declared(draft, name)?;
    let refuse = |message: String| {
        let refusal = Refusal::new(RefusalCode::NoExtension, message);
        Err(act::with_basis(&draft.world, draft.ledger, refusal, limit.basis.as_ref()))
    };
    let Some(extend) = &limit.extend else {
        return refuse(format!("「{}」没有规定可以延长，请在期限内办结。", limit.title));
    };
    let what = format!("延长「{}」", limit.title);
    permit(&draft.world, draft.ledger, &extend.by, &draft.record.org, draft.actor, &what)
        .map_err(|r| act::with_basis(&draft.world, draft.ledger, r, limit.basis.as_ref()))?;
    let mut clocks = clocks(draft);
    let Some(index) = clocks.running(&limit.name) else {
        return Err(not_running(draft, limit, &clocks.runs));
    };
    if extend.reason_required {
        required_reason(draft, &what)?;
    }
    clocks.rejudge_one(index, &draft.record, why::CONDITION, true);
    if let Some(message) = no_extension(draft, limit, extend, &clocks.runs[index], length) {
        return refuse(message);
    }
    clocks.runs[index].extensions.push(Extension {
        length,
        at: draft.clock.at,
        by: draft.actor.account.clone(),
        reason: reason(draft.command).cloned(),
    });
    clocks.rejudge_one(index, &draft.record, why::EXTENDED, false);
    Ok(only_clocks(draft, "extend", clocks))
}

/// Why there is no such extension.
fn no_extension(draft: &Draft<'_>, limit: &Limit, extend: &Extend, run: &LimitRun, length: Duration) -> Option<String> {
    let title = &limit.title;
    let granted = run.extensions.len();
    if granted >= extend.times as usize {
        return Some(format!("「{title}」最多延长{}次，已经延长{granted}次，不能再延长。请尽快办结。", extend.times));
    }
    if length.n == 0 {
        return Some(format!("延长的时间不能为零。「{title}」最多延长{}。", extend.upto.zh()));
    }
    match (longest_days(length), longest_days(extend.upto)) {
        _ if length.unit == extend.upto.unit && length.n <= extend.upto.n => {}
        (Some(asked), Some(most)) if length.unit != extend.upto.unit && asked <= most => {}
        _ => {
            return Some(format!(
                "「{title}」最多延长{}，申请延长{}。请按规定的上限申请。",
                extend.upto.zh(),
                length.zh()
            ));
        }
    }
    if draft.clock.at > run.due_at {
        let due = due_words(draft.ledger, run);
        return Some(format!("「{title}」已于{due}到期。延长须在到期以前批准，请尽快办结并说明逾期原因。"));
    }
    None
}

/// A length in days, to compare lengths of different units; working days do not compare with others.
fn longest_days(length: Duration) -> Option<u64> {
    let n = u64::from(length.n);
    match length.unit {
        TimeUnit::Days => Some(n),
        TimeUnit::Hours => Some(n.div_ceil(24)),
        TimeUnit::Months => Some(n * 31),
        TimeUnit::Years => Some(n * 366),
        TimeUnit::WorkingDays => None,
    }
}
