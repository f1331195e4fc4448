//! What was begun and not sent yet: one's own drafts, the same that the forms of the pages go on with.

use axum::{Json, extract::State, http::StatusCode, response::IntoResponse as _};
use banjie_store::Draft;
use serde::Deserialize;
use serde_json::{Value, json};

use super::sent::{Query, Sent};
use crate::{
    App,
    pages::cases::{
        drafts,
        typed::{self, Typed},
    },
    server::{Answer, Fault, Viewer},
};

/// Drafts listed at most.
const MOST: u32 = 200;

fn told(draft: &Draft) -> Value {
    let fields: Vec<(String, String)> = serde_json::from_str(&draft.fields).unwrap_or_default();
    json!({
        "place": draft.place,
        "title": draft.title,
        "saved_at": draft.saved_at,
        "version_seen": draft.version_seen,
        "fields": fields,
    })
}

/// Which one only.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    place: Option<String>,
}

/// One's own drafts, latest first.
pub(super) async fn list(State(app): State<App>, viewer: Viewer, Query(asked): Query<Asked>) -> Answer {
    let mut all = app.store().drafts(&viewer.person.account, MOST).await?;
    all.retain(|draft| asked.place.as_deref().is_none_or(|place| *draft.place == *place));
    Ok(Json(json!({ "drafts": all.iter().map(told).collect::<Value>() })).into_response())
}

/// What a form holds, as its inputs are called and typed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Save {
    place: String,
    version: Option<u32>,
    fields: Vec<(String, String)>,
}

/// Keeps what a form holds.
pub(super) async fn save(State(app): State<App>, viewer: Viewer, Sent { body, ticket }: Sent<Save>) -> Answer {
    let (desk, who) = (app.clone(), viewer.clone());
    let work = async move {
        let mut typed = Typed::default();
        for (name, value) in body.fields {
            typed.push(name, value);
        }
        if let Some(version) = body.version {
            typed.replace(typed::VERSION, vec![version.to_string()]);
        }
        let draft = drafts::keep_typed(&desk, &who, &body.place, typed).await?;
        Ok((StatusCode::OK, told(&draft)))
    };
    ticket.once(&app, &viewer, work).await
}

/// Which draft.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Drop {
    place: String,
}

/// Throws a draft away.
pub(super) async fn drop(State(app): State<App>, viewer: Viewer, Sent { body, ticket }: Sent<Drop>) -> Answer {
    let (desk, account) = (app.clone(), viewer.person.account.clone());
    let work = async move {
        if !desk.store().drop_draft(&account, &body.place).await? {
            return Err(Fault::NotFound);
        }
        Ok((StatusCode::OK, json!({ "dropped": body.place })))
    };
    ticket.once(&app, &viewer, work).await
}
