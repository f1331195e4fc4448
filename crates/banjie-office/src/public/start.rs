//! Applying for a service.

use std::sync::Arc;

use banjie_desk::{Call, Desk, Snapshot, Typed};
use banjie_engine::{Clock, applicant};
use banjie_model::{
    Moment, Name,
    applicant::{Applicant, Door},
    case::{Command, What},
    definition::{Ledger, Package, Service},
    refusal::{FieldFault, Refusal, RefusalCode},
    value::{RecordId, Value},
};
use banjie_store::AnyStore;
use chrono::NaiveDate;
use indexmap::IndexMap;
use serde::Serialize;

use super::{Filled, PublicError, PublicResult, Registered, fresh, service};
use crate::scope::{org_code, org_name};

/// What somebody from the public fills in.
#[derive(Clone, Debug)]
pub struct Form {
    /// What it is for.
    pub title: Name,
    /// Ledger the record will stand in: types, titles, help and rules of the fields.
    pub ledger: Arc<Ledger>,
    /// Its fields, by index, in the order they are asked for.
    pub fields: Vec<usize>,
    /// Of these, the ones that must be filled in.
    pub required: Vec<usize>,
    /// Offices that take it; where there is more than one, the applicant chooses.
    pub offices: Vec<Office>,
}

/// An office that takes applications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Office {
    /// Code.
    pub code: Name,
    /// Name.
    pub name: Name,
}

/// The offices whose people take applications of a service: those in post on this day who may create its records, by their
/// organisation; where there is nobody, the one root.
pub fn offices(snapshot: &Snapshot, key: &str, on: NaiveDate) -> PublicResult<Vec<Office>> {
    let (package, service) = service(snapshot.library(), key)?;
    let ledger = snapshot.ledger(&service.starts)?;
    Ok(takers(snapshot, package, ledger, on))
}

pub(super) fn takers(snapshot: &Snapshot, package: &Package, ledger: &Ledger, on: NaiveDate) -> Vec<Office> {
    let people = &snapshot.directory.people;
    let orgs = snapshot.world().orgs;
    let creates = |role: &Name| ledger.creators.is_empty() || ledger.creators.contains(role);
    let takes = |account: &str| {
        let actor = people.actor(account, on)?;
        let roles = package.roles.keys().filter(|role| creates(role));
        roles.into_iter().any(|role| actor.has_role(&package.name, role)).then_some(actor.org)
    };
    let mut codes: Vec<Name> = people.iter().filter_map(|person| takes(&person.account)).collect();
    let stands = |code: &Name| orgs.get(code).is_some_and(|org| org.until.is_none_or(|until| until >= on));
    codes.retain(stands);
    codes.sort();
    codes.dedup();
    let mut roots = orgs.roots();
    if codes.is_empty()
        && let (Some(root), None) = (roots.next(), roots.next())
    {
        codes.push(root.code.clone());
    }
    codes.into_iter().map(|code| Office { name: org_name(snapshot, &code), code }).collect()
}

/// What an applicant for a service (`package/service`) fills in.
///
/// # Errors
/// A refusal: there is no such service.
pub async fn service_form(desk: &Desk<AnyStore>, key: &str, now: Moment) -> PublicResult<Form> {
    let snapshot = fresh(desk).await?;
    let (package, service) = service(snapshot.library(), key)?;
    let ledger = snapshot.ledger(&service.starts)?.clone();
    let fields = applicant::takes(service);
    let required = required(&ledger, service, &fields);
    let offices = takers(&snapshot, package, &ledger, now.date());
    Ok(Form { title: service.title.clone(), ledger, fields, required, offices })
}

fn required(ledger: &Ledger, service: &Service, fields: &[usize]) -> Vec<usize> {
    let handed_in = |index: usize| service.materials.iter().any(|m| m.required && m.field == Some(index));
    let needed = |index: &usize| ledger.fields.get(*index).is_some_and(|field| field.required) || handed_in(*index);
    fields.iter().copied().filter(needed).collect()
}

/// Registers an application. `office` is one of the form's, by code or name; none: the only one.
///
/// # Errors
/// A refusal: values that are wrong or missing, all at once; fields an applicant does not fill in; no such office.
pub async fn apply<'f>(
    desk: &Desk<AnyStore>,
    key: &str,
    filled: impl Into<Filled<'f>>,
    office: Option<&str>,
    now: Moment,
) -> PublicResult<Registered> {
    let filled = filled.into();
    let form = service_form(desk, key, now).await?;
    let snapshot = desk.snapshot();
    let (package, service) = service(snapshot.library(), key)?;
    handed_in(&form, service, &filled)?;
    let office = chosen(&snapshot, &form.offices, office)?;
    let who = Applicant { package: &package.name, door: Door::Service(&service.name), record: None };
    let call = Call::new(who.actor(), Clock::now(now));
    let values = filled.values(desk, &form.ledger).await?;
    begin(desk, &form.ledger, office, values, call).await
}

/// Registers a record of the public.
pub(super) async fn begin(
    desk: &Desk<AnyStore>,
    ledger: &Ledger,
    org: Name,
    values: IndexMap<Name, Value>,
    call: Call,
) -> PublicResult<Registered> {
    let command = Command {
        ledger: ledger.key.clone(),
        record: RecordId(0),
        expected_version: None,
        what: What::Create { org: Some(org), number: None, values },
        reason: call.reason,
    };
    Ok(desk.submit(command, call.actor, call.clock).await?.into())
}

/// Refuses what is no field of the ledger.
pub(super) fn only_fields(ledger: &Ledger, typed: &Typed) -> PublicResult<Vec<(String, String)>> {
    let known = |word: &str| ledger.fields.iter().any(|field| &*field.name == word || &*field.title == word);
    match typed.iter().find(|(key, _)| !known(key.trim())) {
        Some((key, _)) => {
            let message = format!("没有要填写的“{key}”。请刷新页面后重新填写。");
            Err(PublicError::refuse(RefusalCode::ForbiddenField, message))
        }
        None => Ok(typed.to_vec()),
    }
}

/// Everything that must be handed in was.
fn handed_in(form: &Form, service: &Service, filled: &Filled<'_>) -> PublicResult<()> {
    let given = |name: &str, title: &str| {
        filled.files.iter().any(|(key, value)| **key == *name && !value.is_missing())
            || filled
                .typed
                .iter()
                .any(|(key, text)| (key.trim() == name || key.trim() == title) && !text.trim().is_empty())
    };
    let materials = service.materials.iter().filter(|material| material.required);
    let missing = materials.filter_map(|material| {
        let field = form.ledger.fields.get(material.field?)?;
        (!given(&field.name, &field.title)).then(|| FieldFault {
            field: field.name.clone(),
            title: material.title.clone(),
            message: "必须提交".to_owned(),
        })
    });
    let missing: Vec<FieldFault> = missing.collect();
    if missing.is_empty() {
        return Ok(());
    }
    let titles: Vec<&str> = missing.iter().map(|fault| &*fault.title).collect();
    let message = format!("还缺材料：{}。请补齐后再提交。", titles.join("、"));
    let refusal = Refusal { fields: missing, ..Refusal::new(RefusalCode::MissingValue, message) };
    Err(PublicError::Desk(refusal.into()))
}

pub(super) fn chosen(snapshot: &Snapshot, offices: &[Office], office: Option<&str>) -> PublicResult<Name> {
    let names = || offices.iter().map(|office| &*office.name).collect::<Vec<_>>().join("、");
    match (office, offices) {
        (Some(text), _) => {
            let code = org_code(snapshot, text)?;
            if offices.iter().any(|office| office.code == code) {
                return Ok(code);
            }
            let message = format!("“{text}”不受理这项申请。可以选择：{}。", names());
            Err(PublicError::refuse(RefusalCode::BadValue, message))
        }
        (None, [only]) => Ok(only.code.clone()),
        (None, []) => {
            let message = "这项服务目前没有受理的单位，请到办事窗口咨询。";
            Err(PublicError::refuse(RefusalCode::NotPermitted, message))
        }
        (None, _) => {
            let message = format!("请选择受理单位：{}。", names());
            Err(PublicError::refuse(RefusalCode::MissingValue, message))
        }
    }
}
