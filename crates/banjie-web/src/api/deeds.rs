//! What is done with records: registered, corrected, acted on, assigned, handed over, given more time.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use banjie_desk::{Call, Done, Target};
use banjie_engine::Clock;
use banjie_model::{
    Name,
    case::{Case, Command, What},
    definition::Ledger,
    value::{RecordId, Value},
};
use banjie_office::scope::org_code;
use banjie_store::AuditKind;
use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use super::{
    reading,
    records::case,
    sent::{Sent, Told},
    values::case_json,
};
use crate::{
    App,
    pages::{
        admin::calendar,
        cases::{deed::creatable, uploads},
    },
    server::{Answer, Deed, Fault, Viewer, record},
};

/// Ledgers of people and of organisations.
const PERSON: &str = "orgs.person";
const ORG: &str = "orgs.org";

/// A new record.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Create {
    org: Option<String>,
    number: Option<String>,
    reason: Option<Name>,
    #[serde(default)]
    fields: Map<String, Json>,
}

/// An action.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Act {
    version: Option<u32>,
    to: Option<String>,
    reason: Option<Name>,
    #[serde(default)]
    fields: Map<String, Json>,
}

/// A correction.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Edit {
    version: Option<u32>,
    reason: Option<Name>,
    fields: Map<String, Json>,
}

/// Who handles it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Assign {
    version: Option<u32>,
    reason: Option<Name>,
    handler: String,
}

/// More time.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Extend {
    version: Option<u32>,
    reason: Option<Name>,
    length: String,
}

/// A time the clock stood still.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Suspend {
    version: Option<u32>,
    reason: Option<Name>,
    from: String,
    until: Option<String>,
}

fn done(done: &Done, record: &Json) -> Json {
    json!({
        "id": done.record,
        "ledger": done.ledger,
        "number": done.number,
        "version": done.version,
        "seq": done.seq,
        "changed": done.changed,
        "effects": done.effects,
        "record": record,
    })
}

async fn told(app: &App, viewer: &Viewer, ledger: &Ledger, outcome: &Done, status: StatusCode) -> Told {
    let record = case_json(app, viewer, ledger, outcome.record).await?;
    Ok((status, done(outcome, &record)))
}

/// Sends a command with values and puts the files of them on record.
async fn submit(
    app: &App,
    viewer: &Viewer,
    ledger: &Ledger,
    command: Command,
    values: &IndexMap<Name, Value>,
) -> Result<Done, Fault> {
    let outcome = app.desk().submit(command, viewer.actor.clone(), Clock::now(app.now())).await?;
    uploads::link(app, ledger, outcome.record, values).await?;
    note(app, viewer, ledger, &outcome).await?;
    if values.keys().any(|name| &**name == "roles") && &*ledger.key == PERSON {
        let on = format!("{}/{}", ledger.key, outcome.record);
        record(app, &viewer.caller, Deed::by(viewer, AuditKind::RightsChanged).on(&on)).await?;
    }
    Ok(outcome)
}

/// Organisations, people and the calendar are the administrators' business: what changes them goes into the audit log, as on
/// their pages.
pub(super) async fn note(app: &App, viewer: &Viewer, ledger: &Ledger, outcome: &Done) -> Result<(), Fault> {
    if &*ledger.package != banjie_desk::directory::PACKAGE || !outcome.changed {
        return Ok(());
    }
    let what = match &*ledger.key {
        PERSON => AuditKind::AccountChanged,
        ORG => AuditKind::OrgChanged,
        _ => AuditKind::CalendarChanged,
    };
    let on = format!("{}/{}", ledger.key, outcome.record);
    record(app, &viewer.caller, Deed::by(viewer, what).on(&on)).await?;
    if what == AuditKind::CalendarChanged {
        calendar::rejudge(app, viewer);
    }
    Ok(())
}

/// Registers a record.
pub(super) async fn create(
    State(app): State<App>,
    viewer: Viewer,
    Path(key): Path<String>,
    Sent { body, ticket }: Sent<Create>,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let (desk, who) = (app.clone(), viewer.clone());
    let work = async move {
        let values = reading::values(&desk, &who, &ledger, None, &body.fields).await?;
        let org = match body.org.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            Some(text) => Some(org_code(&who.snapshot, text)?),
            None => creatable(&who, &ledger, desk.now()).into_iter().next(),
        };
        let number = body.number.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(Name::from);
        let what = What::Create { org, number, values: values.clone() };
        let command = command(&ledger, RecordId(0), (None, body.reason), what);
        let outcome = submit(&desk, &who, &ledger, command, &values).await?;
        told(&desk, &who, &ledger, &outcome, StatusCode::CREATED).await
    };
    ticket.once(&app, &viewer, work).await
}

fn command(ledger: &Ledger, record: RecordId, (version, reason): (Option<u32>, Option<Name>), what: What) -> Command {
    Command { ledger: ledger.key.clone(), record, expected_version: version, what, reason }
}

/// Takes an action; with `to` it hands over.
pub(super) async fn act(
    State(app): State<App>,
    viewer: Viewer,
    Path((key, record, action)): Path<(String, String, String)>,
    Sent { body, ticket }: Sent<Act>,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let found = case(&app, &viewer, &ledger, &record).await?;
    let action = ledger.action(&action).map(|action| action.name.clone()).ok_or(Fault::NotFound)?;
    let (desk, who) = (app.clone(), viewer.clone());
    let work = async move {
        let values = reading::values(&desk, &who, &ledger, Some(&found.record), &body.fields).await?;
        let to_org = body.to.as_deref().map(|text| org_code(&who.snapshot, text.trim())).transpose()?;
        let what = What::Act { action, values: values.clone(), to_org };
        let command = command(&ledger, found.record.id, (body.version, body.reason), what);
        let outcome = submit(&desk, &who, &ledger, command, &values).await?;
        told(&desk, &who, &ledger, &outcome, StatusCode::OK).await
    };
    ticket.once(&app, &viewer, work).await
}

/// Corrects values.
pub(super) async fn edit(
    State(app): State<App>,
    viewer: Viewer,
    Path((key, record)): Path<(String, String)>,
    Sent { body, ticket }: Sent<Edit>,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let found = case(&app, &viewer, &ledger, &record).await?;
    let (desk, who) = (app.clone(), viewer.clone());
    let work = async move {
        let values = reading::values(&desk, &who, &ledger, Some(&found.record), &body.fields).await?;
        let what = What::Edit { values: values.clone() };
        let command = command(&ledger, found.record.id, (body.version, body.reason), what);
        let outcome = submit(&desk, &who, &ledger, command, &values).await?;
        told(&desk, &who, &ledger, &outcome, StatusCode::OK).await
    };
    ticket.once(&app, &viewer, work).await
}

fn call(app: &App, viewer: &Viewer, version: Option<u32>, reason: Option<Name>) -> Call {
    Call { reason, expected_version: version, ..Call::new(viewer.actor.clone(), Clock::now(app.now())) }
}

fn target(case: &Case) -> Target {
    Target::Id(case.record.id)
}

/// Names the handler.
pub(super) async fn assign(
    State(app): State<App>,
    viewer: Viewer,
    Path((key, record)): Path<(String, String)>,
    Sent { body, ticket }: Sent<Assign>,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let found = case(&app, &viewer, &ledger, &record).await?;
    let (desk, who) = (app.clone(), viewer.clone());
    let work = async move {
        let call = call(&desk, &who, body.version, body.reason);
        let outcome = desk.desk().assign(&ledger.key, &target(&found), &body.handler, &call).await?;
        told(&desk, &who, &ledger, &outcome, StatusCode::OK).await
    };
    ticket.once(&app, &viewer, work).await
}

/// Gives more time.
pub(super) async fn extend(
    State(app): State<App>,
    viewer: Viewer,
    Path((key, record, limit)): Path<(String, String, String)>,
    Sent { body, ticket }: Sent<Extend>,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let found = case(&app, &viewer, &ledger, &record).await?;
    let limit = ledger.limit(&limit).map(|limit| limit.name.clone()).ok_or(Fault::NotFound)?;
    let (desk, who) = (app.clone(), viewer.clone());
    let work = async move {
        let call = call(&desk, &who, body.version, body.reason);
        let outcome = desk.desk().extend(&ledger.key, &target(&found), &limit, &body.length, &call).await?;
        told(&desk, &who, &ledger, &outcome, StatusCode::OK).await
    };
    ticket.once(&app, &viewer, work).await
}

/// Enters a time a limit stood still.
pub(super) async fn suspend(
    State(app): State<App>,
    viewer: Viewer,
    Path((key, record, limit)): Path<(String, String, String)>,
    Sent { body, ticket }: Sent<Suspend>,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let found = case(&app, &viewer, &ledger, &record).await?;
    let limit = ledger.limit(&limit).map(|limit| limit.name.clone()).ok_or(Fault::NotFound)?;
    let (desk, who) = (app.clone(), viewer.clone());
    let work = async move {
        let mut typed = vec![("from".to_owned(), body.from)];
        typed.extend(body.until.map(|until| ("until".to_owned(), until)));
        let call = call(&desk, &who, body.version, body.reason);
        let outcome = desk.desk().suspend(&ledger.key, &target(&found), &limit, &typed, &call).await?;
        told(&desk, &who, &ledger, &outcome, StatusCode::OK).await
    };
    ticket.once(&app, &viewer, work).await
}
