//! What somebody may do with a case now, and why not.

use banjie_model::{
    Moment, Name,
    case::{Actor, Case},
    definition::{Action, Ledger},
    refusal::{Refusal, RefusalCode},
};

use crate::{World, act, derive, evaluate, permission::visible, present, view, words};

/// Every action of the ledger in order, with leave or the refusal that stands in the way now: permission, state, and those
/// guards that do not depend on what the action itself would fill in. Nothing for a record the actor may not see.
#[must_use]
pub fn available(
    world: &World<'_>,
    ledger: &Ledger,
    case: &Case,
    actor: &Actor,
    now: Moment,
) -> Vec<(Name, Result<(), Refusal>)> {
    if !visible(world, ledger, &case.record.org, actor) {
        return Vec::new();
    }
    ledger.actions.iter().map(|a| (a.name.clone(), may(world, ledger, a, case, actor, now))).collect()
}

fn may(
    world: &World<'_>,
    ledger: &Ledger,
    action: &Action,
    case: &Case,
    actor: &Actor,
    now: Moment,
) -> Result<(), Refusal> {
    act::permitted(world, ledger, action, &case.record.org, actor)?;
    act::state_allows(ledger, case, action)?;
    let filled = action.takes.iter().chain(&action.needs).copied().chain(action.sets.iter().map(|(i, _)| *i));
    let lookups = ledger.fields.iter().enumerate().filter(|(_, f)| f.lookup.is_some()).map(|(i, _)| i);
    let unsettled = derive::closure(ledger, filled.chain(lookups));
    let scope = view::acting(view::scope(world, ledger, &case.record, &case.runs, now), actor);
    for guard in &action.require {
        let settled = derive::dependencies(&guard.that).is_disjoint(&unsettled);
        if !settled || evaluate::holds(&guard.that, &scope) {
            continue;
        }
        let passes =
            guard.unless.as_ref().is_some_and(|u| act::holds_role(world, ledger, &u.by, &case.record.org, actor));
        if !passes {
            let rule = words::rule(world, ledger, &guard.that);
            let values = present::values(&guard.that, &scope);
            let message = format!("还不能办理「{}」：{}。应当满足：{rule}。{values}", action.title, guard.otherwise);
            let refusal = Refusal { rule: Some(rule), ..Refusal::new(RefusalCode::Guard, message) };
            let basis = guard.basis.as_ref().or(action.basis.as_ref());
            return Err(act::with_basis(world, ledger, refusal, basis));
        }
    }
    Ok(())
}
