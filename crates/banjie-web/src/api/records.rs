//! Records of a ledger: lists page by page, one with its clocks and actions, what happened to it, what was said about it.

use axum::{
    Json,
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::IntoResponse as _,
};
use banjie_desk::{
    Target,
    ports::{PageKey, PageQuery, Sort, Store as _, StoredEvent},
};
use banjie_model::{
    case::{Case, Effect, Record},
    definition::Ledger,
    refusal::{FieldFault, Refusal, RefusalCode},
    value::RecordId,
};
use banjie_office::readings;
use banjie_store::{AuditKind, Comment};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    sent::{Nothing, Sent},
    values::{Told, org, person, titled},
};
use crate::{
    App,
    pages::{
        cases::{comments, history::action as deed_title},
        ledgers::{conditions, query::Asked},
    },
    server::{Answer, Deed, Fault, Viewer, record as record_deed},
    text::{api as t, ledgers},
};

/// Records a page where nothing else is asked, and at most.
const PAGE: u32 = 50;
const MOST: u32 = 500;
/// Counting stops here.
const COUNTED: u32 = 100_000;

/// The id in an address; anything else is no record.
pub(super) fn id(text: &str) -> Result<RecordId, Fault> {
    text.parse().ok().filter(|id| *id > 0).map(RecordId).ok_or(Fault::NotFound)
}

/// A case the viewer may see.
pub(super) async fn case(app: &App, viewer: &Viewer, ledger: &Ledger, text: &str) -> Result<Case, Fault> {
    Ok(app.desk().case(&ledger.key, &Target::Id(id(text)?), &viewer.actor).await?)
}

pub(super) fn limit(query: &str) -> Result<u32, Fault> {
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_str(query).map_err(|e| Fault::bad(t::bad_query(&e.to_string())))?;
    match pairs.iter().rev().find(|(key, _)| key == "limit") {
        None => Ok(PAGE),
        Some((_, text)) => {
            text.parse().ok().filter(|n| (1..=MOST).contains(n)).ok_or_else(|| Fault::bad(t::bad_limit(MOST)))
        }
    }
}

/// What is asked of a list; what cannot be read is refused.
async fn wanted(app: &App, viewer: &Viewer, ledger: &Ledger, asked: &Asked) -> Result<PageQuery, Fault> {
    let read = conditions::read(app, viewer, ledger, asked).await?;
    let mut faults: Vec<FieldFault> = Vec::new();
    let fault = |field: &str, message: String| FieldFault { field: field.into(), title: field.into(), message };
    faults.extend(read.faults.iter().map(|found| fault(&found.name, found.text.clone())));
    let mut page = read.page(app.now());
    match asked.sort.as_deref().map(|sort| Sort::parse(ledger, sort)) {
        None => {}
        Some(Ok(sort)) => page.sort = sort,
        Some(Err(why)) => faults.push(fault("sort", ledgers::two_sentences(&why.problem, &why.advice))),
    }
    for (key, token, place) in [("after", &asked.after, &mut page.after), ("before", &asked.before, &mut page.before)] {
        match token.as_deref().map(|token| PageKey::decode(token, &page.sort)) {
            None => {}
            Some(Ok(at)) => *place = Some(at),
            Some(Err(why)) => faults.push(fault(key, ledgers::two_sentences(&why.problem, &why.advice))),
        }
    }
    if faults.is_empty() {
        return Ok(page);
    }
    let refusal = Refusal { fields: faults, ..Refusal::new(RefusalCode::BadValue, t::BAD_FILTER) };
    Err(Fault::Refused(Box::new(refusal)))
}

/// A page of records.
pub(super) async fn list(
    State(app): State<App>,
    viewer: Viewer,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let query = query.unwrap_or_default();
    let limit = limit(&query)?;
    let mut page = wanted(&app, &viewer, &ledger, &Asked::parse(&query)).await?;
    page.limit = limit;
    let found = app.store().page(&ledger, &page).await?;
    let told = Told::of(&app, &viewer, &ledger, &found.records).await?;
    let answer = json!({
        "records": found.records.iter().map(|record| told.record(record)).collect::<Value>(),
        "next": found.next.map(|key| key.encode()),
        "previous": found.previous.map(|key| key.encode()),
        "bounded": found.bounded,
        "looked": found.looked,
    });
    Ok(Json(answer).into_response())
}

/// How many records a filter finds.
pub(super) async fn count(
    State(app): State<App>,
    viewer: Viewer,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let page = wanted(&app, &viewer, &ledger, &Asked::parse(&query.unwrap_or_default())).await?;
    let count = app.store().count(&ledger, &page, COUNTED).await?;
    Ok(Json(json!({ "count": count.n, "exact": count.exact })).into_response())
}

/// One record.
pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path((key, record)): Path<(String, String)>,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let case = case(&app, &viewer, &ledger, &record).await?;
    let told = Told::of(&app, &viewer, &ledger, std::slice::from_ref(&case.record)).await?;
    Ok(Json(told.case(&case, app.now())).into_response())
}

/// What happened to a record, oldest first.
pub(super) async fn history(
    State(app): State<App>,
    viewer: Viewer,
    Path((key, record)): Path<(String, String)>,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let case = case(&app, &viewer, &ledger, &record).await?;
    let versions = app.store().versions(&ledger, case.record.id).await?;
    let events = app.store().events(&ledger, case.record.id).await?;
    let told = Told::of(&app, &viewer, &ledger, &versions).await?;
    let all = events.iter().map(|stored| event(&viewer, &ledger, &told, &versions, stored)).collect::<Value>();
    Ok(Json(json!({ "events": all })).into_response())
}

fn event(viewer: &Viewer, ledger: &Ledger, told: &Told<'_>, versions: &[Record], stored: &StoredEvent) -> Value {
    let event = &stored.event;
    let version = |n: u32| versions.iter().find(|record| record.version == n);
    let after = version(event.version).filter(|record| record.from_seq == stored.seq);
    let before = event.version.checked_sub(1).and_then(version);
    let changes: Vec<Value> = match (before, after) {
        (Some(before), Some(after)) => {
            let pairs = ledger.fields.iter().zip(before.values.iter().zip(&after.values));
            let changed = pairs.filter(|(_, (was, is))| was != is);
            changed
                .map(|(field, (was, is))| {
                    json!({ "field": field.name, "title": field.title, "before": told.value(field, was), "after": told.value(field, is) })
                })
                .collect()
        }
        _ => Vec::new(),
    };
    let effects: Vec<&Effect> =
        event.effects.iter().filter(|effect| !matches!(effect, Effect::Changed { .. })).collect();
    json!({
        "seq": stored.seq,
        "at": event.at,
        "recorded_at": event.recorded_at,
        "actor": person(viewer, &event.actor),
        "actor_org": org(viewer, &event.actor_org),
        "version": event.version,
        "action": titled(&event.action, &deed_title(ledger, &event.action)),
        "note": event.note,
        "changes": changes,
        "effects": effects,
        "hash": stored.hash,
    })
}

/// A comment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Comments {
    text: String,
}

/// What was said about a record, oldest first.
pub(super) async fn spoken(
    State(app): State<App>,
    viewer: Viewer,
    Path((key, record)): Path<(String, String)>,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let case = case(&app, &viewer, &ledger, &record).await?;
    let all = app.store().comments(&ledger.key, case.record.id).await?;
    let shown = all.iter().filter(|comment| comment.removed_at.is_none());
    Ok(Json(json!({ "comments": shown.map(|comment| said(&viewer, comment)).collect::<Value>() })).into_response())
}

fn said(viewer: &Viewer, comment: &Comment) -> Value {
    json!({
        "id": comment.id,
        "at": comment.at,
        "account": person(viewer, &comment.account),
        "org": org(viewer, &comment.org),
        "text": comment.text,
    })
}

/// Adds a comment.
pub(super) async fn comment(
    State(app): State<App>,
    viewer: Viewer,
    Path((key, record)): Path<(String, String)>,
    Sent { body, ticket }: Sent<Comments>,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let case = case(&app, &viewer, &ledger, &record).await?;
    let (desk, who) = (app.clone(), viewer.clone());
    let work = async move {
        let comment = comments::say(&desk, &who, &ledger, &case, &body.text).await?;
        Ok((StatusCode::CREATED, said(&who, &comment)))
    };
    ticket.once(&app, &viewer, work).await
}

/// Takes one's own comment away.
pub(super) async fn remove_comment(
    State(app): State<App>,
    viewer: Viewer,
    Path((key, record, comment)): Path<(String, String, String)>,
    Sent { body: Nothing {}, ticket }: Sent<Nothing>,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let case = case(&app, &viewer, &ledger, &record).await?;
    let number: i64 = comment.parse().map_err(|_| Fault::NotFound)?;
    let (desk, who) = (app.clone(), viewer.clone());
    let work = async move {
        comments::take_back(&desk, &who, &ledger, &case, number).await?;
        Ok((StatusCode::OK, json!({ "removed": number })))
    };
    ticket.once(&app, &viewer, work).await
}

/// Why personal values are read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Purpose {
    purpose: String,
}

/// Personal values of a record in plain, as texts; the reading is on record before it is answered.
pub(super) async fn plain(
    State(app): State<App>,
    viewer: Viewer,
    Path((key, record)): Path<(String, String)>,
    Sent { body, ticket }: Sent<Purpose>,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let target = Target::Id(id(&record)?);
    // What was read in plain is not kept under a key: every reading is a reading.
    drop(ticket);
    let purpose = Some(body.purpose.as_str());
    let reader = (&*ledger.key, &target);
    let case = readings::plain_case(app.desk(), &viewer.actor, app.now(), reader, purpose).await?;
    let on = format!("{}/{}", ledger.key, case.record.id);
    record_deed(&app, &viewer.caller, Deed::by(&viewer, AuditKind::PlainRead).on(&on).saying(&body.purpose)).await?;
    let world = viewer.snapshot.world();
    let pairs = ledger.fields.iter().zip(&case.record.values).filter(|(field, _)| readings::is_personal(field));
    let plain: serde_json::Map<String, Value> = pairs
        .map(|(field, value)| {
            (field.name.to_string(), json!(banjie_engine::values::show(&world, &ledger, field, value)))
        })
        .collect();
    let told = json!({ "id": case.record.id, "version": case.record.version, "plain": plain });
    Ok(Json(told).into_response())
}
