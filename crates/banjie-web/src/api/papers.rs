//! Figures with their traces, reports, the check of texts, and what the public is shown.

use std::sync::Arc;

use axum::{
    Json, RequestExt as _,
    body::Bytes,
    extract::{FromRequestParts as _, Path, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::IntoResponse as _,
};
use banjie_desk::DeskError;
use banjie_figures::{Catalogue, FigureError, read_token, token};
use banjie_model::{
    Moment, Name,
    definition::Package,
    figure::{Ask, Cut, Derived, FigureTable, TableAsk, Trace, Wants},
    refusal::{Refusal, RefusalCode},
};
use banjie_office::{
    printing::{self, Form, NoPdf},
    public,
    reports::{self, ReportError},
    scope,
    trace::{self, Page, TraceError},
};
use banjie_proof::{Options, check, read_file};
use banjie_store::AuditKind;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    sent::{Query, Sent, own_page},
    work::bounded,
};
use crate::{
    App,
    pages::{cases::uploads::percent, figures},
    server::{Answer, Deed, Fault, Viewer, record},
    text::api as t,
};

/// Longest text that is checked, in characters.
const LONGEST: usize = 500_000;

fn unanswerable(why: impl Into<String>) -> Fault {
    Fault::Refused(Box::new(Refusal::new(RefusalCode::BadValue, why)))
}

/// The moment that is meant; none: now.
fn moment(text: Option<&str>) -> Result<Option<Moment>, Fault> {
    let read = |text: &str| banjie_engine::values::read_moment(text).ok_or_else(|| unanswerable(t::BAD_MOMENT));
    text.map(read).transpose()
}

fn figure_fault(error: FigureError) -> Fault {
    match error {
        FigureError::Store(error) => error.into(),
        FigureError::Unanswerable(why) => unanswerable(why),
    }
}

fn report_fault(error: ReportError) -> Fault {
    match error {
        ReportError::Desk(error) => error.into(),
        ReportError::Figures(error) => figure_fault(error),
        other => unanswerable(other.to_string()),
    }
}

fn trace_fault(error: TraceError) -> Fault {
    match error {
        TraceError::Desk(error) => error.into(),
        TraceError::Figures(error) => figure_fault(error),
        TraceError::Unreadable(why) => unanswerable(why),
    }
}

/// Indicators of the systems the viewer has a role in, in words.
pub(super) async fn catalogue(viewer: Viewer) -> Answer {
    let catalogue = Catalogue::new(viewer.snapshot.world());
    let own = catalogue.iter().filter(|(package, _)| viewer.is_in(&package.name));
    let one = |(package, indicator): (&Arc<Package>, _)| json!(catalogue.wording(package, indicator));
    let all: Vec<Value> = own.map(one).collect();
    Ok(Json(json!({ "indicators": all })).into_response())
}

/// For when and for whom.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Figure {
    period: Option<String>,
    org: Option<String>,
    r#as: Option<String>,
    as_of: Option<String>,
    by: Option<String>,
}

/// A figure with its token, or a table of it cut by something.
pub(super) async fn figure(
    State(app): State<App>,
    viewer: Viewer,
    Path((package, name)): Path<(String, String)>,
    Query(asked): Query<Figure>,
) -> Answer {
    let (package, definition) = figures::indicator(&viewer, &package, &name)?;
    let org = figures::asked::org(&viewer, package, asked.org.as_deref())?;
    let period = reports::period(asked.period.as_deref()).map_err(report_fault)?;
    let as_of = scope::as_of(app.desk(), moment(asked.as_of.as_deref())?, app.now()).await?;
    let derived = match asked.r#as.as_deref() {
        None => Derived::Value,
        Some(word) => Derived::of_key(word).ok_or_else(|| Fault::bad(t::NO_SUCH_WAY))?,
    };
    let indicator: Name = format!("{}/{name}", package.name).into();
    let ask = Ask { indicator, period, org, own: false, filter: Vec::new(), derived };
    let Some(by) = asked.by.as_deref() else {
        let figure = figures::records::figure(&app, &viewer, (package, definition), &ask, as_of).await?;
        return Ok(Json(told(figure.trace())).into_response());
    };
    let catalogue = Catalogue::new(viewer.snapshot.world());
    let by = Cut::parse(by);
    // What the page does not offer is not answered here: groups by person would tell what is masked everywhere else.
    let cuts = figures::asked::cuts(&catalogue, package, definition);
    if !cuts.iter().any(|(key, _)| key == figures::asked::cut_key(&by)) {
        return Err(unanswerable(t::BY_PERSON));
    }
    let with = if derived == Derived::Value { Vec::new() } else { vec![derived] };
    let wanted = TableAsk {
        indicators: vec![ask.indicator.clone()],
        by,
        with,
        period: ask.period,
        org: ask.org.clone(),
        filter: Vec::new(),
    };
    let mut wants = Wants { tables: [wanted.clone()].into_iter().collect(), ..Wants::default() };
    let plain = Ask { derived: Derived::Value, ..ask };
    figures::veil::guard(&viewer, (package, definition), &plain, &mut wants);
    let asking = scope::figures(app.desk(), &viewer.snapshot, as_of).published_by(figures::veil::home(&viewer));
    let found = asking.answer(&wants).await?.tables.remove(&wanted).unwrap_or_else(|| Err(String::new()));
    Ok(Json(table(&*found.map_err(unanswerable)?)).into_response())
}

fn told(trace: &Trace) -> Value {
    let value = if trace.hidden.is_some() { None } else { trace.value };
    json!({
        "caption": trace::whole_caption(trace),
        "value": value.map(|value| value.normalize().to_string()),
        "text": trace.shown(),
        "unit": trace.unit,
        "as_of": trace.at,
        "token": token(trace),
    })
}

fn table(table: &FigureTable) -> Value {
    let row = |row: &banjie_model::figure::TableRow| {
        let cells = row.cells.iter().map(|cell| cell.as_ref().map(|figure| told(figure.trace())));
        json!({ "title": row.title, "cells": cells.collect::<Vec<_>>() })
    };
    json!({
        "head": table.head,
        "columns": table.columns,
        "rows": table.rows.iter().map(row).collect::<Value>(),
        "total": table.total.as_ref().map(row),
    })
}

/// The token of a figure.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Token {
    token: String,
    limit: Option<u32>,
    offset: Option<u32>,
}

/// The records behind a figure, by its token.
pub(super) async fn behind(State(app): State<App>, viewer: Viewer, Query(asked): Query<Token>) -> Answer {
    let (ask, at, _) = read_token(&asked.token).map_err(unanswerable)?;
    let of = figures::records::permitted(&viewer, &ask)?;
    let shown = figures::records::figure(&app, &viewer, of, &ask, at).await?;
    if shown.trace().hidden.is_some() {
        return Ok(Json(json!({ "figure": told(shown.trace()), "parts": [] })).into_response());
    }
    let wanted = trace::Wanted { what: &asked.token, ..trace::Wanted::default() };
    let page = Page { limit: bounded(asked.limit)?, offset: asked.offset.unwrap_or(0).min(1_000_000) };
    let traced = trace::figure(app.desk(), &viewer.actor, &wanted, app.now(), page).await.map_err(trace_fault)?;
    let part = |part: &trace::Part| {
        json!({
            "figure": told(&part.trace),
            "recount": part.recount.map(|n| n.normalize().to_string()),
            "same": part.same(),
            "records": part.records,
            "withheld": part.withheld,
        })
    };
    let parts: Vec<Value> = traced.parts.iter().map(part).collect();
    Ok(Json(json!({ "figure": told(shown.trace()), "parts": parts })).into_response())
}

/// Reports the viewer may write.
pub(super) async fn reports(viewer: Viewer) -> Answer {
    let one = |offer: &reports::Offer| {
        let parameter = |p: &reports::Parameter| json!({ "name": p.name, "kind": p.kind, "words": p.words });
        json!({
            "report": offer.report,
            "package_title": offer.package_title,
            "title": offer.title,
            "parameters": offer.parameters.iter().map(parameter).collect::<Value>(),
            "official": offer.official,
        })
    };
    let all = reports::offers(&viewer.snapshot, &viewer.actor);
    Ok(Json(json!({ "reports": all.iter().map(one).collect::<Value>() })).into_response())
}

/// What a report is about, and as what it is wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Report {
    period: Option<String>,
    org: Option<String>,
    as_of: Option<String>,
    format: Option<String>,
}

/// A report as Markdown, HTML or Word.
pub(super) async fn report(
    State(app): State<App>,
    viewer: Viewer,
    Path((package, name)): Path<(String, String)>,
    Query(asked): Query<Report>,
) -> Answer {
    if !viewer.is_in(&package) {
        return Err(Fault::NotFound);
    }
    let form = match asked.format.as_deref().unwrap_or("md") {
        "md" | "markdown" => Form::Markdown,
        "html" => Form::Html,
        "docx" => Form::Docx,
        "pdf" => Form::Pdf,
        _ => return Err(Fault::bad(t::NO_SUCH_FORM)),
    };
    let key = format!("{package}/{name}");
    let what = reports::What {
        report: &key,
        period: asked.period.as_deref(),
        org: asked.org.as_deref(),
        ..reports::What::default()
    };
    reports::permit(&viewer.snapshot, &viewer.actor, &what).map_err(report_fault)?;
    let as_of = scope::as_of(app.desk(), moment(asked.as_of.as_deref())?, app.now()).await?;
    let document = reports::compose(app.desk(), &what, as_of).await.map_err(report_fault)?;
    let file = format!("{}.{}", document.about.title, form.ending());
    let printer = app.printer().unwrap_or_else(|| Arc::new(NoPdf));
    let called = file.clone();
    let setting = tokio::task::spawn_blocking(move || printing::bytes(&document, form, &called, &*printer)).await;
    let bytes = setting.map_err(|lost| Fault::Broken(lost.to_string()))?;
    let bytes = bytes.map_err(|error| unanswerable(error.to_string()))?;
    let said = form.ending();
    record(&app, &viewer.caller, Deed::by(&viewer, AuditKind::Downloaded).on(&key).saying(said)).await?;
    let disposition = format!("attachment; filename*=UTF-8''{}", percent(&file));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(form.media_type())),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")),
        ),
    ];
    Ok((headers, bytes).into_response())
}

/// A text to be checked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    text: String,
    #[serde(default)]
    public: bool,
}

/// What cannot be right in a text.
pub(super) async fn proof(State(app): State<App>, viewer: Viewer, Sent { body, ticket }: Sent<Text>) -> Answer {
    if body.text.chars().count() > LONGEST {
        return Err(Fault::TooLarge);
    }
    let work = async move {
        let checked = tokio::task::spawn_blocking(move || {
            let document = read_file(body.text.as_bytes(), "text.md").map_err(|refusal| refusal.to_string())?;
            Ok(json!(check(&document, &Options { silences: Vec::new(), public: body.public })))
        });
        let report: Result<Value, String> = checked.await.map_err(|lost| Fault::Broken(lost.to_string()))?;
        Ok((StatusCode::OK, report.map_err(unanswerable)?))
    };
    ticket.once(&app, &viewer, work).await
}

/// What the file is called.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    name: String,
    #[serde(default)]
    public: bool,
}

/// What cannot be right in a document: Word, PDF, a page, Markdown or plain text. Nothing of it is kept.
pub(super) async fn proof_file(State(app): State<App>, _: Viewer, request: Request) -> Answer {
    let (mut parts, body) = request.into_parts();
    own_page(&parts)?;
    let Query(named) = Query::<Named>::from_request_parts(&mut parts, &app).await?;
    let bytes: Bytes = Request::from_parts(parts, body).extract().await.map_err(|_| Fault::TooLarge)?;
    let checked = tokio::task::spawn_blocking(move || {
        let document = read_file(&bytes, &named.name).map_err(|refusal| refusal.to_string())?;
        Ok(json!(check(&document, &Options { silences: Vec::new(), public: named.public })))
    });
    let report: Result<Value, String> = checked.await.map_err(|lost| Fault::Broken(lost.to_string()))?;
    Ok(Json(report.map_err(unanswerable)?).into_response())
}

/// Of which system.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Of {
    package: Option<String>,
}

fn public_fault(error: public::PublicError) -> Fault {
    let public::PublicError::Desk(error) = error;
    DeskError::into(error)
}

/// What one may apply for.
pub(super) async fn services(State(app): State<App>, Query(of): Query<Of>) -> Answer {
    let snapshot = app.snapshot();
    let entries = public::guide(snapshot.library(), of.package.as_deref()).map_err(public_fault)?;
    let one = |entry: &public::Entry| {
        let lines = entry.lines.iter().map(|(heading, text)| json!({ "heading": heading, "text": text }));
        json!({
            "service": format!("{}/{}", entry.package, entry.name),
            "title": entry.title,
            "lines": lines.collect::<Value>(),
            "materials": entry.materials,
        })
    };
    Ok(Json(json!({ "services": entries.iter().map(one).collect::<Value>() })).into_response())
}

/// What is on show.
pub(super) async fn notices(State(app): State<App>, Query(of): Query<Of>) -> Answer {
    let boards = public::on_show(app.desk(), of.package.as_deref(), app.now()).await.map_err(public_fault)?;
    Ok(Json(json!({ "notices": boards })).into_response())
}
