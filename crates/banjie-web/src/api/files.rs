//! Uploaded files: sent as they are, named in a field by their hash afterwards.

use axum::{
    RequestExt as _,
    body::Bytes,
    extract::{FromRequestParts as _, Request, State},
    http::StatusCode,
};
use banjie_model::refusal::{Refusal, RefusalCode};
use serde::Deserialize;
use serde_json::json;

use super::sent::{Query, Ticket, own_page};
use crate::{
    App,
    pages::cases::uploads,
    server::{Answer, Fault, Upload, Viewer},
    text::{api as t, cases},
};

/// What the file is called.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    name: String,
}

/// A name without folders and control characters; what a file is called is shown, never used as a path.
pub(super) fn name(text: &str) -> String {
    let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(200).collect::<String>().trim().to_owned()
}

/// Keeps a file.
pub(super) async fn upload(State(app): State<App>, viewer: Viewer, request: Request) -> Answer {
    let (mut parts, body) = request.into_parts();
    own_page(&parts)?;
    let Query(named) = Query::<Named>::from_request_parts(&mut parts, &app).await?;
    let request = Request::from_parts(parts.clone(), body);
    let bytes: Bytes = request.extract().await.map_err(|_| Fault::TooLarge)?;
    let name = name(&named.name);
    if name.is_empty() || bytes.is_empty() {
        return Err(Fault::bad(t::EMPTY_FILE));
    }
    let ticket = Ticket::of(&parts, &bytes)?;
    let (desk, who) = (app.clone(), viewer.clone());
    let work = async move {
        let upload = Upload { field: String::new(), name, bytes };
        let Some(file) = uploads::keep(&desk, &who, &upload).await? else {
            let refusal = Refusal::new(RefusalCode::BadValue, cases::file_refused(&upload.name));
            return Err(Fault::Refused(Box::new(refusal)));
        };
        Ok((StatusCode::CREATED, json!(file)))
    };
    ticket.once(&app, &viewer, work).await
}
