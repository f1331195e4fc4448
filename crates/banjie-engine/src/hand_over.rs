//! Handing a case to another organisation, and the end of passing it around (不得推诿).

use banjie_model::{
    Name,
    case::{HandOver, Record},
    definition::Action,
    org::Org,
    refusal::{Refusal, RefusalCode},
    value::Value,
};

use crate::{World, act, draft::Draft, words};

/// The hand-over a command asks for: to the organisation named, or to the supervisor once the case was passed on often
/// enough.
pub(crate) fn decide(draft: &Draft<'_>, action: &Action, to: Option<&Name>) -> Result<HandOver, Refusal> {
    let world = &draft.world;
    let record = &draft.record;
    let receiver = receiver(draft, action, to)?;
    let reason = act::reason(draft.command).cloned();
    let hand_over = |to: &Org, forced| HandOver {
        from: record.org.clone(),
        to: to.code.clone(),
        at: draft.clock.at,
        reason: reason.clone(),
        forced,
    };
    if !used_up(draft, action) {
        return Ok(hand_over(receiver, false));
    }
    match supervisor(world, action, record, receiver) {
        Some(org) => Ok(hand_over(org, true)),
        None => {
            let message = format!(
                "这件已移送{}次，不得再推诿；又没有共同的上级机构可以指定承办。请在机构树中为{}设置上级机构。",
                since_forced(record),
                words::org(world, &record.org)
            );
            Err(Refusal::new(RefusalCode::BadReceiver, message))
        }
    }
}

fn receiver<'a>(draft: &Draft<'a>, action: &Action, to: Option<&Name>) -> Result<&'a Org, Refusal> {
    let refuse = |message: String| Err(Refusal::new(RefusalCode::BadReceiver, message));
    let Some(to) = to.filter(|t| !t.is_empty()) else {
        return refuse(format!("办理「{}」须指明接收机构。请选择接收机构。", action.title));
    };
    let today = draft.clock.at.date();
    match draft.world.orgs.get(to) {
        None => refuse(format!("没有代码为“{to}”的机构。请从机构树中选择接收机构。")),
        Some(org) if org.code == draft.record.org => {
            refuse(format!("这件本来就归{}，不能移送给自己。请选择其他机构。", org.name))
        }
        Some(org) if org.until.is_some_and(|d| d < today) || org.since.is_some_and(|d| d > today) => {
            refuse(format!("{}在{today}并不存续，不能接收移送。请选择承接其职责的机构。", org.name))
        }
        Some(org) => Ok(org),
    }
}

/// Hand-overs since the supervisor last had the case.
fn since_forced(record: &Record) -> usize {
    record.hand_overs.iter().rev().take_while(|h| !h.forced).count()
}

/// The number allowed is used up, and the actor is not the supervisor who now settles who deals with the case.
fn used_up(draft: &Draft<'_>, action: &Action) -> bool {
    let Some(max) = action.returns_max else { return false };
    let settles = action.over_to.as_ref().is_some_and(|role| draft.actor.has_role(&draft.ledger.package, role));
    !settles && since_forced(&draft.record) >= max as usize
}

/// The supervisor's organisation: going up from the owner, the first organisation that is of the kind of the role `over_to`
/// (or carries it as attribute `role`), else the nearest one above both parties.
fn supervisor<'a>(world: &World<'a>, action: &Action, record: &Record, receiver: &Org) -> Option<&'a Org> {
    let above = above(world, &record.org);
    let named = action.over_to.as_ref().and_then(|role| {
        let stands_for = |org: &&Org| {
            let attribute = org.attributes.get("role").and_then(Value::as_str);
            *org.kind == **role || attribute == Some(role)
        };
        let root =
            |org: &&'a Org| world.orgs.iter().find(|o| stands_for(o) && world.orgs.is_within(&o.code, &org.code));
        above.iter().find_map(root).or_else(|| world.orgs.iter().find(stands_for))
    });
    let common = || above.iter().find(|org| world.orgs.is_within(&receiver.code, &org.code)).copied();
    named.or_else(common).filter(|org| org.code != record.org)
}

/// Organisations above one, nearest first.
fn above<'a>(world: &World<'a>, code: &str) -> Vec<&'a Org> {
    let mut all: Vec<&Org> = Vec::new();
    let mut at = world.orgs.get(code);
    while let Some(parent) = at.and_then(|o| o.parent.as_deref()).and_then(|p| world.orgs.get(p)) {
        if all.iter().any(|o| o.code == parent.code) {
            break;
        }
        all.push(parent);
        at = Some(parent);
    }
    all
}
