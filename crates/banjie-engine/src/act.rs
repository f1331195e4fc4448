//! Actions: whether one is open, for whom, and which values it takes.

use banjie_model::{
    Name,
    case::{Actor, Case, Command, Record, What},
    definition::{Action, Ledger},
    refusal::{Refusal, RefusalCode},
    value::Value,
};

use crate::{
    World, applicant,
    draft::Draft,
    permission::{self, permit},
    words,
};

/// The action of this name.
pub(crate) fn find<'a>(ledger: &'a Ledger, case: Option<&Case>, name: &str) -> Result<&'a Action, Refusal> {
    ledger.action(name).ok_or_else(|| {
        let state = case.and_then(|c| c.record.state.as_deref());
        let open = ledger.actions.iter().filter(|a| is_open(ledger, a, state));
        let titles: Vec<String> = open.map(|a| format!("「{}」（{}）", a.title, a.name)).collect();
        let message = if titles.is_empty() {
            format!("{}没有名为“{name}”的办理事项，当前也没有可办的事项。", ledger.title)
        } else {
            format!("{}没有名为“{name}”的办理事项。当前可办：{}。", ledger.title, titles.join("、"))
        };
        Refusal::new(RefusalCode::UnknownAction, message)
    })
}

/// Whether an action is open in a state: named in `from`, or any state that is no end where nothing is named.
pub(crate) fn is_open(ledger: &Ledger, action: &Action, state: Option<&str>) -> bool {
    if action.from.is_empty() {
        return !words::is_end(ledger, state);
    }
    state.is_some_and(|s| action.from.iter().any(|f| &**f == s))
}

/// Roles that take the action, and those that may pass one of its guards: whether the way around was really needed is
/// seen once the guards are judged.
pub(crate) fn permitted(
    world: &World<'_>,
    ledger: &Ledger,
    action: &Action,
    org: &str,
    actor: &Actor,
) -> Result<(), Refusal> {
    let what = format!("办理「{}」", action.title);
    let regular = permit(world, ledger, &action.by, org, actor, &what);
    let around: Vec<Name> =
        action.require.iter().filter_map(|g| g.unless.as_ref()).flat_map(|u| u.by.clone()).collect();
    match regular {
        Err(_) if !around.is_empty() && permit(world, ledger, &around, org, actor, &what).is_ok() => Ok(()),
        answer => answer.map_err(|refusal| with_basis(world, ledger, refusal, action.basis.as_ref())),
    }
}

/// The refusal with the legal basis of the rule that decided.
pub(crate) fn with_basis(world: &World<'_>, ledger: &Ledger, refusal: Refusal, basis: Option<&Name>) -> Refusal {
    Refusal { basis: words::basis(world, ledger, basis), ..refusal }
}

/// Whether the case's state lets the command through.
pub(crate) fn open(
    ledger: &Ledger,
    case: &Case,
    command: &Command,
    action: Option<&Action>,
    actor: &Actor,
) -> Result<(), Refusal> {
    let state = case.record.state.as_deref();
    match (&command.what, action) {
        (What::Act { .. }, Some(action)) => state_allows(ledger, case, action),
        (What::Edit { .. } | What::Assign { .. }, _) if words::is_end(ledger, state) && !actor.system => {
            Err(closed(ledger, case, "修改"))
        }
        _ => Ok(()),
    }
}

/// Refuses an action in a state it is not open in.
pub(crate) fn state_allows(ledger: &Ledger, case: &Case, action: &Action) -> Result<(), Refusal> {
    let state = case.record.state.as_deref();
    if is_open(ledger, action, state) {
        return Ok(());
    }
    if words::is_end(ledger, state) {
        return Err(closed(ledger, case, &format!("办理「{}」", action.title)));
    }
    let open = ledger.actions.iter().filter(|a| is_open(ledger, a, state));
    let titles: Vec<String> = open.map(|a| format!("「{}」", a.title)).collect();
    let now = if titles.is_empty() { String::new() } else { format!("当前可办：{}。", titles.join("、")) };
    let message = format!(
        "现在是{}状态，不能办理「{}」：须在{}状态办理。{now}",
        words::state(ledger, state),
        action.title,
        words::states(ledger, &action.from),
    );
    Err(Refusal::new(RefusalCode::WrongState, message))
}

fn closed(ledger: &Ledger, case: &Case, what: &str) -> Refusal {
    let record = &case.record;
    let since = record.closed_at.map_or_else(String::new, |at| format!("已于{}", words::moment(at)));
    let state = words::state(ledger, record.state.as_deref());
    let message = format!("这件{since}进入{state}状态，已经办完，不能再{what}。如需更正，请联系系统管理员留痕处理。");
    Refusal::new(RefusalCode::Closed, message)
}

/// Whether a command may set a field. Formulas and look-ups are computed; an action takes what it declares; a correction
/// changes what no action fills in, or what a still open action would.
pub(crate) fn may_set(draft: &Draft<'_>, index: usize, value: &Value) -> Result<(), String> {
    let ledger = draft.ledger;
    let field = &ledger.fields[index];
    if field.formula.is_some() {
        return Err("由公式算出，不能填写".into());
    }
    if field.lookup.is_some() {
        return Err("由系统从其他记录查出，不能填写".into());
    }
    if let Some(who) = draft.actor.applicant() {
        return applicant::may_set((&draft.world, ledger), draft.case, draft.command, who, index);
    }
    match (&draft.command.what, draft.action) {
        (_, Some(action)) if takes(action, index) => Ok(()),
        (_, Some(action)) => {
            let mut taken = action.takes.clone();
            taken.extend(action.needs.iter().filter(|i| !action.takes.contains(i)));
            let may = if taken.is_empty() {
                "本办理不填写任何字段".to_string()
            } else {
                format!("本办理只填写{}", words::fields(ledger, &taken))
            };
            Err(format!("不能在办理「{}」时填写，{may}", action.title))
        }
        (What::Edit { .. }, None) => may_correct(draft, index, value),
        _ => Ok(()),
    }
}

fn takes(action: &Action, index: usize) -> bool {
    action.takes.contains(&index) || action.needs.contains(&index)
}

fn may_correct(draft: &Draft<'_>, index: usize, value: &Value) -> Result<(), String> {
    let unchanged = draft.record.values.get(index) == Some(value);
    let filling = reserved(draft.ledger, draft.record.state.as_deref(), index);
    if filling.is_empty() || unchanged || draft.actor.system {
        return Ok(());
    }
    let titles: Vec<String> = filling.iter().map(|a| format!("「{}」", a.title)).collect();
    Err(format!("由办理{}填写，不能直接修改", titles.join("、")))
}

/// The actions that alone fill in a field once the case is in this state: none of them is still ahead.
fn reserved<'l>(ledger: &'l Ledger, state: Option<&str>, index: usize) -> Vec<&'l Action> {
    let fills = |a: &&Action| takes(a, index) || a.sets.iter().any(|(i, _)| *i == index);
    let filling: Vec<&Action> = ledger.actions.iter().filter(fills).collect();
    let at_start = state.is_none() || ledger.state(state.unwrap_or_default()).is_some_and(|s| s.start);
    let ahead = filling.iter().any(|a| is_open(ledger, a, state));
    if ledger.fields[index].required || at_start || ahead { Vec::new() } else { filling }
}

/// Fields of a record (by index) that a correction may change as it stands: those that nothing computes and no action that
/// is over has filled in.
#[must_use]
pub fn correctable(ledger: &Ledger, record: &Record) -> Vec<usize> {
    let open = |index: &usize| {
        let field = &ledger.fields[*index];
        field.formula.is_none()
            && field.lookup.is_none()
            && reserved(ledger, record.state.as_deref(), *index).is_empty()
    };
    (0..ledger.fields.len()).filter(open).collect()
}

/// A reason was given where one is required.
pub(crate) fn reason(command: &Command) -> Option<&Name> {
    command.reason.as_ref().filter(|r| !r.trim().is_empty())
}

/// Titles of the roles that may pass a guard.
pub(crate) fn exception_words(world: &World<'_>, ledger: &Ledger, roles: &[Name]) -> String {
    if roles.is_empty() { "办理人".into() } else { words::roles(world, ledger, roles) }
}

/// Whether the actor holds one of these roles for the record's organisation; nobody named: whoever may act.
pub(crate) fn holds_role(world: &World<'_>, ledger: &Ledger, roles: &[Name], org: &str, actor: &Actor) -> bool {
    roles.is_empty() || permission::permit(world, ledger, roles, org, actor, "").is_ok()
}
