//! What the public may do: apply for a service, complete the own application, rate it, object to what is on show. Nothing
//! else, whatever roles and states there are.

use banjie_model::{
    Name,
    applicant::{Applicant, Door},
    case::{Case, Command, What},
    definition::{Ledger, Service},
    refusal::{Refusal, RefusalCode},
    value::{RecordId, Value},
};

use crate::{World, act::is_open};

/// Fields somebody from the public fills in when he begins a record of a ledger that ratings or objections are kept in: what
/// no action of the officials fills in and nothing computes, except the field that says what it is about.
#[must_use]
pub fn intake(ledger: &Ledger, about: usize) -> Vec<usize> {
    let filled = |index: usize| {
        let fills = |field: &usize| *field == index;
        ledger
            .actions
            .iter()
            .any(|a| a.takes.iter().chain(&a.needs).any(fills) || a.sets.iter().any(|(field, _)| *field == index))
    };
    let fields = ledger.fields.iter().enumerate();
    let open =
        fields.filter(|(index, f)| *index != about && f.formula.is_none() && f.lookup.is_none() && !filled(*index));
    open.map(|(index, _)| index).collect()
}

/// Fields the applicant of a service fills in: those it takes, and those that hold its materials.
#[must_use]
pub fn takes(service: &Service) -> Vec<usize> {
    let materials = service.materials.iter().filter_map(|material| material.field);
    let mut all = service.takes.clone();
    all.extend(materials.filter(|field| !service.takes.contains(field)));
    all
}

/// Fields the applicant may still complete in a state: at the start all he filled in, later those an action open there asks
/// for; none once it is closed.
#[must_use]
pub fn supplements(ledger: &Ledger, service: &Service, state: Option<&str>) -> Vec<usize> {
    let current = state.and_then(|state| ledger.state(state));
    if current.is_some_and(|state| state.end) {
        return Vec::new();
    }
    let at_start = current.is_none_or(|state| state.start);
    let asked = |index: &usize| {
        let asks = |field: &usize| field == index;
        ledger.actions.iter().any(|a| is_open(ledger, a, state) && a.takes.iter().chain(&a.needs).any(asks))
    };
    takes(service).into_iter().filter(|index| at_start || asked(index)).collect()
}

/// The applicant's own record: the one he has shown to be his.
pub(crate) fn owns(world: &World<'_>, applicant: Applicant<'_>, case: &Case) -> bool {
    let service = service(world, applicant);
    service.is_some_and(|service| service.starts == case.record.ledger && applicant.record == Some(case.record.id))
}

fn service<'a>(world: &World<'a>, applicant: Applicant<'_>) -> Option<&'a Service> {
    let Door::Service(name) = applicant.door else { return None };
    world.library.packages.get(applicant.package)?.services.get(name)
}

/// The ledger and field in which a rating or an objection says what it is about.
fn about<'a>(world: &World<'a>, applicant: Applicant<'_>) -> Option<&'a (Name, usize)> {
    let package = world.library.packages.get(applicant.package)?;
    match applicant.door {
        Door::Service(name) => package.services.get(name)?.rating.as_ref(),
        Door::Notice(name) => package.notices.get(name)?.objection.as_ref(),
    }
}

/// Which fields the command may set; none: the command is not open to this applicant.
fn open(
    world: &World<'_>,
    ledger: &Ledger,
    case: Option<&Case>,
    command: &Command,
    who: Applicant<'_>,
) -> Option<Vec<usize>> {
    match (&command.what, case) {
        (What::Create { number: None, values, .. }, None) => {
            if let (Some(service), None) = (service(world, who), who.record)
                && service.starts == ledger.key
            {
                return Some(takes(service));
            }
            let (_, field) = about(world, who).filter(|(key, _)| *key == ledger.key)?;
            let said = values.get(&ledger.fields.get(*field)?.name)?;
            refers(said, who.record?).then(|| {
                let mut fields = intake(ledger, *field);
                fields.push(*field);
                fields
            })
        }
        (What::Edit { .. }, Some(case)) if owns(world, who, case) => {
            Some(supplements(ledger, service(world, who)?, case.record.state.as_deref()))
        }
        _ => None,
    }
}

fn refers(value: &Value, record: RecordId) -> bool {
    matches!(value, Value::Ref(id) if *id == record)
}

/// Refuses everything that is not opened to the public.
pub(crate) fn permitted(
    world: &World<'_>,
    ledger: &Ledger,
    case: Option<&Case>,
    command: &Command,
    who: Applicant<'_>,
) -> Result<(), Refusal> {
    if open(world, ledger, case, command, who).is_some() {
        return Ok(());
    }
    let message = format!(
        "这里只能提出申请、补充自己的申请、评价办结的申请、对公示提出异议，不能在“{}”里办理别的事项。请到办事窗口办理。",
        ledger.title
    );
    Err(Refusal::new(RefusalCode::NotPermitted, message))
}

/// Whether the applicant fills in a field; the refusal's words where he does not.
pub(crate) fn may_set(
    (world, ledger): (&World<'_>, &Ledger),
    case: Option<&Case>,
    command: &Command,
    who: Applicant<'_>,
    index: usize,
) -> Result<(), String> {
    match open(world, ledger, case, command, who) {
        Some(fields) if fields.contains(&index) => Ok(()),
        _ if case.is_some() => Err("现在不能补充，办理单位要求补正时才能修改".into()),
        _ => Err("由办理单位填写，申请时不填".into()),
    }
}
