//! What programs are given: the same desk as JSON, with the same permissions. Every route stands in one table with what it takes
//! and gives; the router and the OpenAPI document are built from it.

mod bulk;
mod deeds;
mod directory;
mod document;
mod documents;
mod drafts;
mod files;
mod guide;
mod lists;
mod manuscripts;
mod office;
mod papers;
mod public;
mod reading;
mod records;
mod sent;
mod siblings;
mod systems;
mod table;
mod values;
mod views;
mod work;

use axum::{
    extract::{FromRequestParts as _, Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

pub use self::{
    document::document,
    siblings::{Sibling, reference, siblings},
    table::Operation,
};
use crate::{
    App,
    routes::{Access, Route, get},
    server::{Caller, Door, Viewer},
};

/// Routes of the interface for programs.
#[must_use]
pub fn routes() -> Vec<Route> {
    let mut routes: Vec<Route> = table::operations().into_iter().map(|operation| operation.route).collect();
    routes.push(get("/api", Access::SignedIn, "the interface for programs, explained", guide::show));
    routes
}

/// Counts requests of an address and notes when a token was last used.
pub(crate) async fn at_the_door(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let Ok(caller) = Caller::from_request_parts(&mut parts, &app).await;
    if let Err(fault) = app.limits().interface(&caller) {
        return fault.into_response();
    }
    if let Some(Viewer { door: Door::Token(token), .. }) = parts.extensions.get::<Viewer>()
        && let Err(error) = app.store().touch_token(token, app.now()).await
    {
        tracing::warn!(%error, "the last use of a token could not be noted");
    }
    next.run(Request::from_parts(parts, body)).await
}
