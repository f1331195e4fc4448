//! Saved views of lists: one's own, and those shared by one's office and those above it.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse as _,
};
use banjie_store::SavedView;
use serde::Deserialize;
use serde_json::{Value, json};

use super::sent::{Nothing, Sent};
use crate::{
    App,
    pages::ledgers::{query::Asked, views},
    server::{Answer, Fault, Viewer},
};

fn told(viewer: &Viewer, view: &SavedView) -> Value {
    json!({
        "id": view.id,
        "name": view.name,
        "query": view.query,
        "own": view.account == viewer.actor.account,
        "account": super::values::person(viewer, &view.account),
        "shared_with": view.shared_with_org.as_deref().map(|org| super::values::org(viewer, org)),
    })
}

/// Views there are.
pub(super) async fn list(State(app): State<App>, viewer: Viewer, Path(key): Path<String>) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let all = app.store().views(&viewer.actor.account, &ledger.key, &views::offices(&viewer)).await?;
    Ok(Json(json!({ "views": all.iter().map(|view| told(&viewer, view)).collect::<Value>() })).into_response())
}

/// A view to be kept.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Keep {
    id: Option<i64>,
    name: String,
    query: String,
    #[serde(default)]
    shared: bool,
}

/// Saves a view, or changes one's own.
pub(super) async fn keep(
    State(app): State<App>,
    viewer: Viewer,
    Path(key): Path<String>,
    Sent { body, ticket }: Sent<Keep>,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let (desk, who) = (app.clone(), viewer.clone());
    let work = async move {
        let asked = Asked::parse(&body.query);
        let view = views::keep(&desk, &who, &ledger, (body.id.unwrap_or(0), &body.name), &asked, body.shared).await?;
        Ok((StatusCode::OK, told(&who, &view)))
    };
    ticket.once(&app, &viewer, work).await
}

/// Removes a view of one's own.
pub(super) async fn remove(
    State(app): State<App>,
    viewer: Viewer,
    Path((key, view)): Path<(String, String)>,
    Sent { body: Nothing {}, ticket }: Sent<Nothing>,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let id: i64 = view.parse().map_err(|_| Fault::NotFound)?;
    let (desk, who) = (app.clone(), viewer.clone());
    let work = async move {
        views::remove(&desk, &who, &ledger, id).await?;
        Ok((StatusCode::OK, json!({ "removed": id })))
    };
    ticket.once(&app, &viewer, work).await
}
