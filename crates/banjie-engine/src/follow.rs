//! What follows a decision by itself: records an action creates, and the action the scheduler takes when a limit ends.

use banjie_model::{
    Moment, Name,
    case::{Actor, Case, Command, Decision, Record, What},
    definition::{Action, Creation, Ledger},
    expr::Expr,
    refusal::Refusal,
    value::{RecordId, Value},
};
use indexmap::IndexMap;

use crate::{
    World,
    evaluate::{self, RecordView, Scope},
    limits, values,
};

/// A record an action creates, to be decided like any creation in the same transaction; its id is still to be given out.
#[derive(Clone, Debug, PartialEq)]
pub struct Child {
    /// The creation.
    pub command: Command,
    /// Row of the list field it comes from, from 1.
    pub row: Option<usize>,
}

/// The records that follow from an action just decided. `creates` of the action, row by row, in the order declared.
#[must_use]
pub fn children(world: &World<'_>, ledger: &Ledger, command: &Command, decision: &Decision, at: Moment) -> Vec<Child> {
    let What::Act { action, .. } = &command.what else { return Vec::new() };
    let (Some(action), Some(record)) = (ledger.action(action), &decision.record) else { return Vec::new() };
    let event = &decision.event;
    let actor = Actor { account: event.actor.clone(), org: event.actor_org.clone(), roles: Vec::new(), system: false };
    let creations = action.creates.iter();
    creations.flat_map(|c| of_creation(world, (ledger, action), c, (record, &actor), (&decision.runs, at))).collect()
}

fn of_creation(
    world: &World<'_>,
    (ledger, action): (&Ledger, &Action),
    creation: &Creation,
    (record, actor): (&Record, &Actor),
    (runs, at): (&[limits::LimitRun], Moment),
) -> Vec<Child> {
    let Some(target) = world.library.ledger(&creation.ledger) else { return Vec::new() };
    let child = |row: Option<(usize, &[Value])>| {
        let it = row.map(|(_, values)| {
            (ledger, RecordView { id: None, state: None, number: None, values, ..RecordView::of(record) })
        });
        let record_view = RecordView { actor: Some(actor), ..RecordView::of(record) };
        let scope = Scope { world, ledger, record: record_view, runs, it, now: at };
        if creation.when.as_ref().is_some_and(|when| !evaluate::holds(when, &scope)) {
            return None;
        }
        let what = What::Create {
            org: owner(creation, record, &scope),
            number: None,
            values: given(target, creation, &scope),
        };
        let reason = record.number.as_ref().map(|number| format!("{number}办理「{}」", action.title).into());
        let command =
            Command { ledger: creation.ledger.clone(), record: RecordId(0), expected_version: None, what, reason };
        Some(Child { command, row: row.map(|(n, _)| n) })
    };
    match creation.for_each {
        None => child(None).into_iter().collect(),
        Some(list) => match record.values.get(list) {
            Some(Value::List(rows)) => {
                (1..).zip(rows).filter_map(|(n, row)| child(Some((n, row.as_slice())))).collect()
            }
            _ => Vec::new(),
        },
    }
}

fn owner(creation: &Creation, record: &Record, scope: &Scope<'_>) -> Option<Name> {
    let named = creation.org.as_ref().map(|org| evaluate::evaluate(org, scope));
    let named = named.and_then(|value| value.as_str().map(Name::from));
    Some(named.unwrap_or_else(|| record.org.clone()))
}

fn given(target: &Ledger, creation: &Creation, scope: &Scope<'_>) -> IndexMap<Name, Value> {
    let value = |(index, expr): &(usize, Expr)| {
        let field = target.fields.get(*index)?;
        let value = values::fit(field, evaluate::evaluate(expr, scope));
        (!value.is_missing()).then(|| (field.name.clone(), value))
    };
    creation.with.iter().filter_map(value).collect()
}

/// Whether a record counts or sums what an action of it creates: it is decided once more when the children are there.
#[must_use]
pub fn looks_at(ledger: &Ledger, children: &[Child]) -> bool {
    let lookups = ledger.fields.iter().filter_map(|field| field.lookup.as_ref());
    lookups.into_iter().any(|lookup| children.iter().any(|child| child.command.ledger == lookup.ledger))
}

/// Who a child is created by: the person who acts, not bound by who may create there.
#[must_use]
pub fn on_behalf(actor: &Actor) -> Actor {
    Actor { system: true, ..actor.clone() }
}

/// The refusal of an action because a record it creates was refused.
#[must_use]
pub fn child_refused(
    world: &World<'_>,
    ledger: &Ledger,
    command: &Command,
    child: &Child,
    refusal: Refusal,
) -> Refusal {
    let title = |key: &str| world.library.ledger(key).map_or_else(|| key.to_string(), |l| l.title.to_string());
    let action = match &command.what {
        What::Act { action, .. } => ledger.action(action).map_or(&**action, |a| &*a.title),
        _ => "办理",
    };
    let row = child.row.map_or_else(String::new, |n| format!("（第{n}行）"));
    let message =
        format!("不能办理「{action}」：由它生成的{}{row}不能登记：{}", title(&child.command.ledger), refusal.message);
    Refusal { message, ..refusal }
}

/// The action the scheduler takes on a case now because the end of a limit has passed: its command; none where nothing is
/// to be done, or it was refused already and the case has not changed since.
#[must_use]
pub fn conclusion(world: &World<'_>, ledger: &Ledger, case: &Case, now: Moment) -> Option<Command> {
    let record = &case.record;
    let due = case.runs.iter().filter(|run| run.ended.is_none() && !limits::is_paused(run, now)).find_map(|run| {
        let limit = ledger.limit(&run.key.limit)?;
        let then = limit.then.as_ref()?;
        let count = limits::count(world, ledger, limit, record, run, now);
        limits::then_at(world, limit, run, &count).filter(|at| *at <= now).map(|_| (limit, then))
    });
    let (limit, action) = due?;
    Some(Command {
        ledger: ledger.key.clone(),
        record: record.id,
        expected_version: None,
        what: What::Act { action: action.clone(), values: IndexMap::new(), to_org: None },
        reason: Some(format!("「{}」期满，由系统办理", limit.title).into()),
    })
}

/// The note that the action at the end of a limit was refused: an alert with the reason.
#[must_use]
pub fn refused_conclusion(ledger: &Ledger, command: &Command, refusal: &Refusal) -> Command {
    let action = match &command.what {
        What::Act { action, .. } => ledger.action(action).map_or(&**action, |a| &*a.title),
        _ => "办理",
    };
    let reason = format!("期满应由系统办理「{action}」，未能办理：{}", refusal.message);
    Command { what: What::Alert, reason: Some(reason.into()), ..command.clone() }
}
