//! A list as a workbook, as points on a map, counted; workbooks that come back as records.

use axum::{
    Json, RequestExt as _,
    body::Bytes,
    extract::{FromRequestParts as _, Path, RawQuery, Request, State},
    http::StatusCode,
    response::IntoResponse as _,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::sent::{Query, Sent, Ticket, own_page};
use crate::{
    App,
    pages::ledgers::{charts, export, import, list, map},
    server::{Answer, Fault, Upload, Viewer},
    text::{api as t, ledgers},
};

/// Which list, and what it is read for where it is read in plain.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    #[serde(default)]
    query: String,
    purpose: Option<String>,
}

/// A list as a workbook, masked; with a purpose in plain, where one may.
pub(super) async fn workbook(
    State(app): State<App>,
    viewer: Viewer,
    Path(key): Path<String>,
    Sent { body, ticket }: Sent<Wanted>,
) -> Answer {
    // A file is not kept under a key: every export is an export.
    drop(ticket);
    let ledger = viewer.ledger(&key)?;
    let listed = list::asked(&app, &viewer, &ledger, Some(&body.query)).await?;
    readable(&listed)?;
    let purpose = body.purpose.as_deref().map(str::trim);
    if purpose == Some("") {
        return Err(Fault::bad(ledgers::PURPOSE_NEEDED));
    }
    export::workbook(&app, &listed, &ledger, purpose).await
}

/// Refuses what cannot be read: a program would not see the note a page shows.
fn readable(listed: &list::Listed<'_>) -> Result<(), Fault> {
    let faults = listed.read.faults.iter().map(|fault| fault.text.clone()).chain(listed.faults.iter().cloned());
    let faults: Vec<String> = faults.collect();
    if faults.is_empty() { Ok(()) } else { Err(Fault::bad(faults.concat())) }
}

/// Records of a list as points.
pub(super) async fn points(
    State(app): State<App>,
    viewer: Viewer,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let listed = list::asked(&app, &viewer, &ledger, query.as_deref()).await?;
    readable(&listed)?;
    let found = map::points(&app, &listed).await?;
    let without: Vec<_> = found.without.iter().map(|index| found.records[*index].id).collect();
    Ok(Json(json!({ "points": found.points, "without": without, "more": found.more })).into_response())
}

/// Records of a list counted by state, month, organisation and codes.
pub(super) async fn counted(
    State(app): State<App>,
    viewer: Viewer,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let listed = list::asked(&app, &viewer, &ledger, query.as_deref()).await?;
    readable(&listed)?;
    let (all, newest_only) = charts::counted(&app, &listed).await?;
    let bar = |bar: &charts::Bar| {
        let query = bar.href.split_once('?').map(|(_, query)| query);
        json!({ "label": bar.label, "count": bar.n, "query": query })
    };
    let one =
        |one: &charts::Counted| json!({ "title": one.title, "bars": one.bars.iter().map(bar).collect::<Value>() });
    Ok(Json(json!({ "counts": all.iter().map(one).collect::<Value>(), "newest_only": newest_only })).into_response())
}

/// How a workbook is imported.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct How {
    name: Option<String>,
    changed: Option<String>,
    #[serde(default)]
    accept_good: bool,
    #[serde(default)]
    commit: bool,
}

/// Checks a workbook and tells every bad cell; with `commit` it is written as well.
pub(super) async fn import(
    State(app): State<App>,
    viewer: Viewer,
    Path(key): Path<String>,
    request: Request,
) -> Answer {
    let (mut parts, body) = request.into_parts();
    own_page(&parts)?;
    let Query(how) = Query::<How>::from_request_parts(&mut parts, &app).await?;
    if !matches!(how.changed.as_deref(), None | Some("edit" | "skip" | "refuse")) {
        return Err(Fault::bad(t::BAD_CHANGED));
    }
    let request = Request::from_parts(parts.clone(), body);
    let bytes: Bytes = request.extract().await.map_err(|_| Fault::TooLarge)?;
    let ticket = Ticket::of(&parts, &bytes)?;
    let name = super::files::name(how.name.as_deref().unwrap_or(ledgers::WORKBOOK));
    let upload = Upload { field: "file".to_owned(), name, bytes };
    let (desk, who) = (app.clone(), viewer.clone());
    let work = async move {
        let wanted = (how.changed.as_deref(), how.accept_good, !how.commit);
        let (report, marked) = import::at_once(&desk, &who, &key, &upload, wanted).await?;
        let told = json!({
            "committed": report.committed,
            "rows": report.rows,
            "created": report.created,
            "edited": report.edited,
            "unchanged": report.unchanged,
            "skipped": report.skipped,
            "faults": report.faults,
            "notices": report.notices,
            "marked": marked.map(|made| json!({ "name": made.name, "sha256": made.sha256 })),
        });
        Ok((StatusCode::OK, told))
    };
    ticket.once(&app, &viewer, work).await
}
