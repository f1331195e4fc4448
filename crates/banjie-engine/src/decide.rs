//! The second half of a decision: look-ups answered, values complete, guards and checks judged, the case moved.

use banjie_model::{
    Name,
    case::{Decision, Effect, Event, HandOver, LimitRun, Message, Record, What},
    definition::{Action, Field, Guard},
    refusal::{FieldFault, Refusal, RefusalCode},
    value::Value,
};

use crate::{
    act::{self, reason},
    clocks::{Clocks, why},
    derive::Source,
    draft::{Draft, compute, field_refusal},
    evaluate, grants, hand_over, permission, present, values, view, words,
};

/// Decides a prepared command. `looked_up` answers [`Draft::lookups`] in their order.
///
/// The number of a new record is given by whoever stores it, from [`number`](crate::number).
///
/// # Errors
/// A refusal with its rule and its legal basis; nothing was changed.
pub fn decide(mut draft: Draft<'_>, looked_up: &[Value]) -> Result<Decision, Refusal> {
    let command = draft.command;
    match &command.what {
        What::Create { .. } | What::Edit { .. } | What::Act { .. } => {
            finish_values(&mut draft, looked_up);
            written(draft)
        }
        What::Assign { handler } => assign(draft, handler),
        What::Suspend { limit, from, until } => grants::suspend(&draft, limit, *from, *until),
        What::Extend { limit, length } => grants::extend(&draft, limit, *length),
        What::Alert => {
            let mut clocks = clocks(&draft);
            if reason(command).is_some() {
                clocks.refuse_then(&draft.record);
            }
            clocks.alert(&draft.record);
            Ok(only_clocks(&draft, "alert", clocks))
        }
        What::Rejudge => {
            let mut clocks = clocks(&draft);
            clocks.rejudge(&draft.record, why::CALENDAR, true);
            Ok(only_clocks(&draft, "rejudge", clocks))
        }
        What::Transfer { to } => Ok(transfer(draft, to)),
    }
}

/// True for a decision that writes nothing: values were corrected to what they were, or nothing was due. It need not be
/// stored.
#[must_use]
pub fn changes_nothing(decision: &Decision) -> bool {
    decision.record.is_none() && decision.runs.is_empty() && decision.event.effects.is_empty()
}

pub(crate) fn clocks<'a>(draft: &Draft<'a>) -> Clocks<'a> {
    Clocks::new(draft.world, draft.ledger, draft.clock, draft.case.map_or(&[], |c| &c.runs))
}

/// Look-ups answered, then everything computed from them.
fn finish_values(draft: &mut Draft<'_>, looked_up: &[Value]) {
    for (at, bound) in draft.lookups.clone().iter().enumerate() {
        let answer = looked_up.get(at).cloned().unwrap_or_default();
        if let Some(field) = draft.ledger.fields.get(bound.field) {
            draft.record.values[bound.field] = values::fit(field, answer);
        }
    }
    for step in std::mem::take(&mut draft.late) {
        if let Source::Set(expr) | Source::Formula(expr) = step.source {
            compute(draft, step.field, expr);
        }
    }
}

/// A creation, a correction or an action: a new version.
fn written(draft: Draft<'_>) -> Result<Decision, Refusal> {
    complete(&draft)?;
    computed_fit(&draft)?;
    let mut effects = Vec::new();
    if let Some(action) = draft.action {
        if action.reason_required && reason(draft.command).is_none() {
            return Err(reason_missing(&draft, action));
        }
        guards(&draft, action, &mut effects)?;
    }
    let before = draft.case.map(|c| &c.record);
    let mut record = draft.record.clone();
    let changed = changed_fields(&draft, before);
    let moved = move_case(&draft, &mut record, &mut effects)?;
    checks(&draft, &record)?;
    if before.is_some() && draft.action.is_none() && changed.is_empty() {
        return Ok(decision(&draft, "edit", None, (Vec::new(), Vec::new(), Vec::new())));
    }
    if !changed.is_empty() {
        effects.push(Effect::Changed { fields: changed });
    }
    record.version = before.map_or(0, |r| r.version) + 1;
    record.changed_at = draft.clock.at;
    let mut clocks = clocks(&draft);
    clocks.concluding = draft.action.filter(|_| draft.actor.system).map(|a| &a.name);
    clocks.try_again();
    if let Some(before) = before {
        clocks.move_start(&record, before.opened_at);
    }
    if let Some(state) = moved {
        clocks.enter(&record, &state);
    }
    clocks.rejudge(&record, why::CONDITION, true);
    let (runs, clock_effects, messages) = clocks.finish();
    effects.extend(clock_effects);
    if let Some(action) = draft.action {
        effects.extend(action.prints.iter().map(|d| Effect::Prints { document: d.clone() }));
    }
    let name = match &draft.command.what {
        What::Act { action, .. } => action.clone(),
        What::Edit { .. } => "edit".into(),
        _ => "create".into(),
    };
    Ok(decision(&draft, &name, Some(record), (runs, effects, messages)))
}

/// The state entered by a command, with the record moved there.
fn move_case(draft: &Draft<'_>, record: &mut Record, effects: &mut Vec<Effect>) -> Result<Option<Name>, Refusal> {
    let from = draft.case.and_then(|c| c.record.state.clone());
    if draft.case.is_none() {
        let start = record.state.clone();
        effects.extend(start.clone().map(|to| Effect::Moved { from: None, to }));
        close(draft, record);
        return Ok(start);
    }
    let Some(action) = draft.action else { return Ok(None) };
    if action.hands_over {
        let to = match &draft.command.what {
            What::Act { to_org, .. } => to_org.as_ref(),
            _ => None,
        };
        let hand_over = hand_over::decide(draft, action, to)?;
        record.org = hand_over.to.clone();
        record.handler = None;
        record.hand_overs.push(hand_over.clone());
        effects.push(Effect::HandedOver(hand_over));
    } else if let What::Act { to_org: Some(_), .. } = &draft.command.what {
        let message = format!("办理「{}」不移交机构，不能填写接收机构。请去掉接收机构后再提交。", action.title);
        return Err(Refusal::new(RefusalCode::BadReceiver, message));
    }
    match action.to.clone().filter(|to| Some(to) != from.as_ref()) {
        Some(to) => {
            record.state = Some(to.clone());
            effects.insert(0, Effect::Moved { from, to: to.clone() });
            close(draft, record);
            Ok(Some(to))
        }
        None => Ok(None),
    }
}

fn close(draft: &Draft<'_>, record: &mut Record) {
    let end = words::is_end(draft.ledger, record.state.as_deref());
    record.closed_at = end.then_some(draft.clock.at);
}

/// Required fields, and those the action needs, have a value.
fn complete(draft: &Draft<'_>) -> Result<(), Refusal> {
    let needs: &[usize] = draft.action.map_or(&[], |a| &a.needs);
    let is_missing = |(i, f): &(usize, &Field)| {
        (f.required || needs.contains(i)) && draft.record.values.get(*i).is_none_or(Value::is_missing)
    };
    let missing: Vec<(usize, _)> = draft.ledger.fields.iter().enumerate().filter(is_missing).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let titles = words::fields(draft.ledger, &missing.iter().map(|(i, _)| *i).collect::<Vec<_>>());
    let what = match draft.action {
        Some(action) => format!("办理「{}」", action.title),
        None => format!("登记{}", draft.ledger.title),
    };
    let fault = |f: &Field| FieldFault { field: f.name.clone(), title: f.title.clone(), message: "必填".into() };
    Err(Refusal {
        fields: missing.into_iter().map(|(_, f)| fault(f)).collect(),
        ..Refusal::new(RefusalCode::MissingValue, format!("{what}须填写{titles}。请补充后再提交。"))
    })
}

/// Computed values fit their fields.
fn computed_fit(draft: &Draft<'_>) -> Result<(), Refusal> {
    let is_set = |i: usize| draft.action.is_some_and(|a| a.sets.iter().any(|(s, _)| *s == i));
    let mut faults = Vec::new();
    for (i, field) in draft.ledger.fields.iter().enumerate() {
        if field.formula.is_none() && field.lookup.is_none() && !is_set(i) {
            continue;
        }
        let value = &draft.record.values[i];
        if let Err(e) = values::check(&draft.world, draft.ledger, field, value, draft.clock.at.date()) {
            let message = format!("计算结果不对：{e}");
            faults.push(FieldFault { field: field.name.clone(), title: field.title.clone(), message });
        }
    }
    if faults.is_empty() {
        return Ok(());
    }
    Err(field_refusal(RefusalCode::BadValue, faults, "请核对参与计算的各项，仍不对请联系系统管理员。"))
}

fn changed_fields(draft: &Draft<'_>, before: Option<&Record>) -> Vec<Name> {
    let old = |i: usize| before.and_then(|r| r.values.get(i)).unwrap_or(&Value::Missing);
    let fields = draft.ledger.fields.iter().enumerate();
    fields.filter(|(i, _)| draft.record.values[*i] != *old(*i)).map(|(_, f)| f.name.clone()).collect()
}

fn reason_missing(draft: &Draft<'_>, action: &Action) -> Refusal {
    let refusal =
        Refusal::new(RefusalCode::ReasonRequired, format!("办理「{}」须写明理由。请填写理由后再提交。", action.title));
    act::with_basis(&draft.world, draft.ledger, refusal, action.basis.as_ref())
}

/// Judges the guards in order; notes those passed by their way around.
fn guards(draft: &Draft<'_>, action: &Action, effects: &mut Vec<Effect>) -> Result<(), Refusal> {
    let world = &draft.world;
    let scope = view::scope(world, draft.ledger, &draft.record, draft.runs(), draft.clock.at);
    let scope = view::acting(scope, draft.actor);
    for guard in &action.require {
        if !evaluate::holds(&guard.that, &scope) {
            around(draft, action, guard, &present::values(&guard.that, &scope))?;
            effects.push(Effect::Excepted { guard: guard.otherwise.clone() });
        }
    }
    if effects.is_empty() {
        // Nothing stood in the way, so a role that may only pass guards has no part in it.
        let what = format!("办理「{}」", action.title);
        return permission::permit(world, draft.ledger, &action.by, &draft.record.org, draft.actor, &what);
    }
    Ok(())
}

/// A guard does not hold: passed by its way around, or refused. `now` tells the values it compares.
fn around(draft: &Draft<'_>, action: &Action, guard: &Guard, now: &str) -> Result<(), Refusal> {
    let (world, ledger) = (&draft.world, draft.ledger);
    let rule = words::rule(world, ledger, &guard.that);
    let title = &action.title;
    let with = |code, message, needs_role| Refusal {
        rule: Some(rule.clone()),
        basis: words::basis(world, ledger, guard.basis.as_ref().or(action.basis.as_ref())),
        needs_role,
        ..Refusal::new(code, message)
    };
    let Some(unless) = &guard.unless else {
        let message = format!("不能办理「{title}」：{}。应当满足：{rule}。{now}请补正后再办理。", guard.otherwise);
        return Err(with(RefusalCode::Guard, message, Vec::new()));
    };
    let who = act::exception_words(world, ledger, &unless.by);
    if !act::holds_role(world, ledger, &unless.by, &draft.record.org, draft.actor) {
        let message = format!(
            "不能办理「{title}」：{}。应当满足：{rule}。{now}请补正后再办理；确需例外的，由{who}写明理由办理。",
            guard.otherwise
        );
        return Err(with(RefusalCode::Guard, message, unless.by.clone()));
    }
    if unless.reason_required && reason(draft.command).is_none() {
        let message =
            format!("{}（应当满足：{rule}）。例外办理「{title}」须写明理由，请填写理由后再提交。", guard.otherwise);
        return Err(with(RefusalCode::ReasonRequired, message, Vec::new()));
    }
    Ok(())
}

/// Conditions every version must meet.
fn checks(draft: &Draft<'_>, record: &Record) -> Result<(), Refusal> {
    let (world, ledger) = (&draft.world, draft.ledger);
    let scope = view::acting(view::scope(world, ledger, record, draft.runs(), draft.clock.at), draft.actor);
    for check in &ledger.checks {
        if evaluate::holds(&check.that, &scope) {
            continue;
        }
        let rule = words::rule(world, ledger, &check.that);
        let now = present::values(&check.that, &scope);
        let message = format!("{}。应当满足：{rule}。{now}请核对后再提交。", check.otherwise);
        let refusal = Refusal { rule: Some(rule), ..Refusal::new(RefusalCode::Check, message) };
        return Err(act::with_basis(world, ledger, refusal, check.basis.as_ref().or(ledger.basis.as_ref())));
    }
    Ok(())
}

fn assign(draft: Draft<'_>, handler: &Name) -> Result<Decision, Refusal> {
    let handler = handler.trim();
    if handler.is_empty() || handler.chars().any(char::is_whitespace) {
        return Err(Refusal::new(RefusalCode::BadValue, "请写明经办人的登录名，不能为空或带空格。"));
    }
    if draft.record.handler.as_deref() == Some(handler) {
        return Ok(decision(&draft, "assign", None, (Vec::new(), Vec::new(), Vec::new())));
    }
    let mut record = draft.record.clone();
    record.handler = Some(handler.into());
    record.version += 1;
    record.changed_at = draft.clock.at;
    let effects = vec![Effect::Changed { fields: vec!["handler".into()] }];
    Ok(decision(&draft, "assign", Some(record), (Vec::new(), effects, Vec::new())))
}

/// The scheduler hands a case of an organisation that is no more to its successor, or puts it in the organisation's new
/// place in the tree.
fn transfer(draft: Draft<'_>, to: &Name) -> Decision {
    let mut record = draft.record.clone();
    record.version += 1;
    record.changed_at = draft.clock.at;
    if record.org == *to {
        return decision(&draft, "move", Some(record), (Vec::new(), Vec::new(), Vec::new()));
    }
    let reason = reason(draft.command).cloned();
    let hand_over = HandOver { from: record.org.clone(), to: to.clone(), at: draft.clock.at, reason, forced: false };
    record.org = to.clone();
    record.handler = None;
    record.hand_overs.push(hand_over.clone());
    decision(&draft, "transfer", Some(record), (Vec::new(), vec![Effect::HandedOver(hand_over)], Vec::new()))
}

pub(crate) fn only_clocks(draft: &Draft<'_>, name: &str, clocks: Clocks<'_>) -> Decision {
    decision(draft, name, None, clocks.finish())
}

fn decision(
    draft: &Draft<'_>,
    name: &str,
    record: Option<Record>,
    (runs, effects, messages): (Vec<LimitRun>, Vec<Effect>, Vec<Message>),
) -> Decision {
    let now = record.as_ref().unwrap_or(&draft.record);
    let event = Event {
        at: draft.clock.at,
        recorded_at: draft.clock.recorded_at,
        actor: draft.actor.account.clone(),
        actor_org: draft.actor.org.clone(),
        org: now.org.clone(),
        ledger: draft.ledger.key.clone(),
        record: now.id,
        version: now.version,
        action: name.into(),
        note: reason(draft.command).cloned(),
        effects,
    };
    Decision { event, record, runs, messages }
}
