//! Consequences: after the limit has started, in the order of their weight.

use banjie_model::{
    definition::{Consequence, Ledger, Limit, Supervise, When},
    expr::Duration,
};

use super::{Ctx, limits::hours};
use crate::{findings::Findings, tree::At};

pub(super) fn check_consequences(ctx: &Ctx<'_>, ledger: &Ledger, findings: &mut Findings) {
    let at = ctx.ledger(ledger);
    if ledger.limits.is_empty() {
        if let Some(supervise) = at.get("supervise").filter(|_| at.get("limits").is_none()) {
            findings
                .add("supervise-without-limits", supervise.key_spot(), "台账没有时限，监察不起作用")
                .help("先写 [limits.…],或删去 [supervise]");
        }
        return;
    }
    check_order(at.reach(&["supervise"]), &ledger.supervise, findings);
    for limit in &ledger.limits {
        let (place, supervise) = match &limit.supervise {
            Some(own) => (at.reach(&["limits", &limit.name, "supervise"]), own),
            None => (at.reach(&["supervise"]), &ledger.supervise),
        };
        if limit.supervise.is_some() {
            check_order(place, supervise, findings);
        }
        for consequence in &supervise.consequences {
            check_start(ctx, ledger, limit, place, consequence, findings);
        }
    }
}

/// A consequence so long before the end that the limit has not begun.
fn check_start(
    ctx: &Ctx<'_>,
    ledger: &Ledger,
    limit: &Limit,
    place: At<'_>,
    consequence: &Consequence,
    findings: &mut Findings,
) {
    let When::Before(before) = consequence.when else { return };
    let Some(shortest) = limit.within.iter().map(|allowance| allowance.take).min_by_key(|take| hours(*take).0) else {
        return;
    };
    if !not_inside(before, shortest) {
        return;
    }
    findings
        .add(
            "consequence-before-limit",
            place.reach(&[consequence.kind.key(), "before"]).spot(),
            format!(
                "{}在到期前 {}，可时限“{}”一共只有 {}",
                consequence.kind.zh(),
                before.zh(),
                limit.title,
                shortest.zh()
            ),
        )
        .see(ctx.spot(ledger, &["limits", &limit.name, "within"]))
        .help("改短，或给这个时限写自己的 supervise；也可以写 at = \"90%\"");
}

fn not_inside(before: Duration, whole: Duration) -> bool {
    if before.unit == whole.unit { before.n >= whole.n } else { hours(before).0 > hours(whole).1 }
}

/// A graver consequence never comes before a milder one.
fn check_order(place: At<'_>, supervise: &Supervise, findings: &mut Findings) {
    for pair in supervise.consequences.windows(2) {
        let [milder, graver] = pair else { continue };
        if earlier(graver.when, milder.when) {
            findings
                .add(
                    "consequence-order",
                    place.reach(&[graver.kind.key()]).key_spot(),
                    format!("{}比{}还早", graver.kind.zh(), milder.kind.zh()),
                )
                .see(place.reach(&[milder.kind.key()]).key_spot())
                .help("由轻到重排时间：催办、预警、黄牌、红牌、移送");
        }
    }
}

/// True when `a` surely falls before `b`.
fn earlier(a: When, b: When) -> bool {
    let rank = |when: When| match when {
        When::Before(_) | When::AtPercent(_) => 0,
        When::AtDue => 1,
        When::After(_) => 2,
    };
    match (a, b) {
        (When::Before(a), When::Before(b)) => a.unit == b.unit && a.n > b.n,
        (When::After(a), When::After(b)) => a.unit == b.unit && a.n < b.n,
        (When::AtPercent(a), When::AtPercent(b)) => a < b,
        _ => rank(a) < rank(b),
    }
}
