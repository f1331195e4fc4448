//! Limits: they have a basis, they can end, their parts fit together.

use banjie_model::{
    Name,
    definition::{Ledger, Limit},
    expr::{Duration, TimeUnit},
};

use super::{Ctx, routes::Routes};
use crate::{findings::Findings, shape::SYSTEM};

pub(super) fn check_limits(ctx: &Ctx<'_>, ledger: &Ledger, findings: &mut Findings) {
    let routes = Routes::of(ledger);
    for limit in &ledger.limits {
        if limit.basis.is_none() {
            findings
                .add(
                    "limit-without-basis",
                    ctx.ledger(ledger).reach(&["limits", &limit.name]).key_spot(),
                    format!("时限“{}”没有依据", limit.title),
                )
                .help("在 package.toml 的 [basis.…] 里写明法规条款，再写 basis = \"…\"");
        }
        check_ways(ctx, ledger, limit, &routes, findings);
        check_then(ctx, ledger, limit, &routes, findings);
        if limit.rolls && !limit.within.is_empty() && limit.within.iter().all(|a| a.take.unit == TimeUnit::WorkingDays)
        {
            findings
                .add(
                    "needless-roll",
                    ctx.spot(ledger, &["limits", &limit.name, "rolls"]),
                    format!("时限“{}”按工作日计，最后一天总是工作日", limit.title),
                )
                .help("删去 rolls");
        }
    }
    check_idle(ctx, ledger, findings);
    check_steps(ctx, ledger, findings);
    check_unsupervised(ctx, ledger, &routes, findings);
}

fn check_ways(ctx: &Ctx<'_>, ledger: &Ledger, limit: &Limit, routes: &Routes<'_>, findings: &mut Findings) {
    let ends = |state: &str| limit.until.iter().any(|until| **until == *state);
    if let Some(both) = limit.from.iter().find(|from| ends(from)) {
        findings
            .add(
                "limit-from-is-until",
                ctx.spot(ledger, &["limits", &limit.name, "until"]),
                format!("时限“{}”在环节 `{both}` 起算又在同一环节办完", limit.title),
            )
            .see(ctx.spot(ledger, &["limits", &limit.name, "from"]))
            .help("from 写起算的环节，until 写办完的环节，不要重复");
        return;
    }
    if limit.until.is_empty() {
        return;
    }
    for from in &limit.from {
        if !routes.reachable(from, &|_| false).iter().any(|state| ends(state)) {
            findings
                .add(
                    "limit-never-ends",
                    ctx.spot(ledger, &["limits", &limit.name, "until"]),
                    format!("时限“{}”从环节 `{from}` 起算后永远办不完", limit.title),
                )
                .label("从起算的环节走不到这里")
                .see(ctx.spot(ledger, &["limits", &limit.name, "from"]))
                .help("检查 until 的环节，或加上通到那里的办理动作");
        }
    }
    for pause in &limit.pauses {
        let entered = limit.from.iter().any(|from| from == pause || routes.reachable(from, &ends).contains(&**pause));
        if !entered || ends(pause) {
            findings
                .add(
                    "pause-never-entered",
                    ctx.spot(ledger, &["limits", &limit.name, "pauses"]),
                    format!("时限“{}”计时期间走不到环节 `{pause}`，停表不起作用", limit.title),
                )
                .help("改正环节名，或删去");
        }
    }
}

/// What the scheduler does at the end: it may, and it can. An unknown action has its finding from the shape.
fn check_then(ctx: &Ctx<'_>, ledger: &Ledger, limit: &Limit, routes: &Routes<'_>, findings: &mut Findings) {
    let Some(action) = limit.then.as_deref().and_then(|name| ledger.action(name)) else { return };
    let spot = ctx.spot(ledger, &["limits", &limit.name, "then"]);
    let by = ctx.ledger(ledger).reach(&["actions", &action.name, "by"]);
    if !action.by.iter().any(|role| &**role == SYSTEM) {
        findings
            .add("then-not-by-system", spot, format!("“{}”不由系统办理，到期也没有人办", action.title))
            .see(by.spot())
            .help(format!("在动作 {} 的 by 里加上 \"system\"", action.name));
        return;
    }
    let ends = |state: &str| limit.until.iter().any(|until| **until == *state);
    let runs = |state: &str| {
        !ends(state) && limit.from.iter().any(|from| **from == *state || routes.reachable(from, &ends).contains(state))
    };
    if !action.from.is_empty() && !action.from.iter().any(|from| runs(from)) {
        findings
            .add("then-never-possible", spot, format!("时限“{}”计时期间不能办“{}”", limit.title, action.title))
            .see(ctx.ledger(ledger).reach(&["actions", &action.name, "from"]).spot())
            .help("让动作从时限正在计时的环节出发，或换一个动作");
    } else if !action.needs.is_empty() || action.reason_required {
        let (key, what) = if action.needs.is_empty() { ("reason", "说明理由") } else { ("needs", "填写内容") };
        findings
            .add("then-needs-input", spot, format!("“{}”要人{what}，系统办不了", action.title))
            .see(ctx.ledger(ledger).reach(&["actions", &action.name, key]).spot())
            .help("给系统另写一个不用填写的动作；要写入的值放在 sets 里");
    }
}

/// What only the system may do, but nothing makes it do.
fn check_idle(ctx: &Ctx<'_>, ledger: &Ledger, findings: &mut Findings) {
    if ctx.package.duties.contains_key(&ledger.name) {
        return;
    }
    let written = |name: &Name| {
        let mut allocations = ctx.package.allocations.values().filter(|a| a.seekers == ledger.key);
        allocations.any(|a| a.result.0 == *name || a.unplaced.as_ref() == Some(name))
    };
    for action in &ledger.actions {
        let alone = !action.by.is_empty() && action.by.iter().all(|role| &**role == SYSTEM);
        let named = ledger.limits.iter().any(|limit| limit.then.as_ref() == Some(&action.name));
        if alone && !named && !written(&action.name) {
            findings
                .add(
                    "system-action-never",
                    ctx.ledger(ledger).reach(&["actions", &action.name]).key_spot(),
                    format!("“{}”只由系统办理，却没有时限到期时办它", action.title),
                )
                .help(format!("在时限上写 then = \"{}\"，或在 by 里加上办理的角色", action.name));
        }
    }
}

/// Steps of a whole limit: together no longer than the whole, and in no circle.
fn check_steps(ctx: &Ctx<'_>, ledger: &Ledger, findings: &mut Findings) {
    for whole in &ledger.limits {
        if in_circle(ledger, whole) {
            findings
                .add(
                    "part-of-itself",
                    ctx.spot(ledger, &["limits", &whole.name, "part_of"]),
                    format!("时限“{}”成了自己的一步", whole.title),
                )
                .help("总时限不写 part_of");
            continue;
        }
        let steps: Vec<&Limit> = ledger.limits.iter().filter(|l| l.part_of.as_ref() == Some(&whole.name)).collect();
        let (Some(last), Some(first)) = (steps.last(), steps.first()) else { continue };
        let lengths: Vec<Duration> = steps.iter().filter_map(|step| usual(step)).collect();
        let Some(budget) = usual(whole) else { continue };
        if exceeds(&lengths, budget) {
            let sum: Vec<String> =
                steps.iter().filter_map(|s| Some(format!("{} {}", s.title, usual(s)?.zh()))).collect();
            let added = findings
                .add(
                    "steps-exceed-whole",
                    ctx.spot(ledger, &["limits", &last.name, "within"]),
                    format!("各步时限之和超过总时限“{}”的 {}", whole.title, budget.zh()),
                )
                .see(ctx.spot(ledger, &["limits", &whole.name, "within"]))
                .help(format!("各步：{}；缩短其中几步，或去掉 part_of", sum.join("、")));
            if first.name != last.name {
                added.see(ctx.spot(ledger, &["limits", &first.name, "within"]));
            }
        }
    }
}

fn in_circle(ledger: &Ledger, limit: &Limit) -> bool {
    let mut at = limit;
    for _ in 0..=ledger.limits.len() {
        match at.part_of.as_deref().and_then(|name| ledger.limit(name)) {
            Some(next) if next.name == limit.name => return true,
            Some(next) => at = next,
            None => return false,
        }
    }
    false
}

/// The length without a condition.
fn usual(limit: &Limit) -> Option<Duration> {
    limit.within.iter().find(|allowance| allowance.when.is_none()).map(|allowance| allowance.take)
}

/// True when lengths add up to more than a whole, whatever the calendar.
fn exceeds(lengths: &[Duration], whole: Duration) -> bool {
    if lengths.iter().all(|length| length.unit == whole.unit) {
        return lengths.iter().map(|length| u64::from(length.n)).sum::<u64>() > u64::from(whole.n);
    }
    lengths.iter().map(|length| hours(*length).0).sum::<u64>() > hours(whole).1
}

/// The fewest and the most hours a length can take. Working days stand at least as close as five to the week, at most a
/// week of holidays further apart.
pub(super) fn hours(length: Duration) -> (u64, u64) {
    let n = u64::from(length.n);
    let (least, most) = match length.unit {
        TimeUnit::Hours => return (n, n),
        TimeUnit::Days => (n, n),
        TimeUnit::WorkingDays => (n + n.saturating_sub(1) / 6, n * 7 / 5 + 14),
        TimeUnit::Months => (n * 28, n * 31),
        TimeUnit::Years => (n * 365, n * 366),
    };
    (least * 24, most * 24)
}

/// In a ledger with limits, a state no limit runs in is worth knowing: there a case can lie for ever.
fn check_unsupervised(ctx: &Ctx<'_>, ledger: &Ledger, routes: &Routes<'_>, findings: &mut Findings) {
    if ledger.limits.is_empty() {
        return;
    }
    for state in ledger.states.iter().filter(|state| !state.end) {
        let covered = ledger.limits.iter().any(|limit| {
            let ends = |name: &str| limit.until.iter().any(|until| **until == *name);
            !ends(&state.name)
                && limit
                    .from
                    .iter()
                    .any(|from| *from == state.name || routes.reachable(from, &ends).contains(&*state.name))
        });
        if !covered {
            findings
                .add(
                    "unsupervised-state",
                    ctx.ledger(ledger).reach(&["states", &state.name]).key_spot(),
                    format!("环节“{}”不在任何时限之内", state.title),
                )
                .help("办件可能在这里无限期搁置；加一个时限，或确认本该如此");
        }
    }
}
