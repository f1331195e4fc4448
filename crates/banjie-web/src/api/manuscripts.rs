//! Reports being written, and signed ones: made, composed, handed out as files, compared with the database.

use axum::{
    Json, RequestExt as _,
    body::Bytes,
    extract::{FromRequestParts as _, Path, Request, State},
    http::StatusCode,
    response::IntoResponse as _,
};
use banjie_model::{
    figure::Figure,
    refusal::{Refusal, RefusalCode},
};
use banjie_office::trace::{self, Judgement, Seal, judge, unjudged, whole_caption};
use banjie_papers::manifest::{Kind, Reading};
use banjie_store::SignedReport;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    records::id,
    sent::{Query, Sent, own_page},
    values::{case_json, org, person},
};
use crate::{
    App,
    pages::reports::{
        begin::{self, Chosen},
        composed::{self, Composed},
        list,
        manuscript::{LEDGER, Manuscript},
        signed::Signed,
        tracing,
    },
    server::{Answer, Fault, Viewer},
    text::reports,
};

fn refused(why: impl Into<String>) -> Fault {
    Fault::Refused(Box::new(Refusal::new(RefusalCode::BadValue, why)))
}

/// A new manuscript.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Begin {
    report: String,
    period: Option<String>,
    org: Option<String>,
    from: Option<String>,
}

/// Makes a manuscript, from the package's text or from an earlier one.
pub(super) async fn make(State(app): State<App>, viewer: Viewer, Sent { body, ticket }: Sent<Begin>) -> Answer {
    let ledger = viewer.ledger(LEDGER)?;
    let (desk, who) = (app.clone(), viewer.clone());
    let work = async move {
        let chosen = Chosen { report: Some(body.report), period: body.period, org: body.org, from: body.from };
        let (made, _) = begin::made(&desk, &who, &chosen).await?;
        let record = case_json(&desk, &who, &ledger, banjie_model::value::RecordId(made)).await?;
        Ok((StatusCode::CREATED, json!({ "id": made, "record": record })))
    };
    ticket.once(&app, &viewer, work).await
}

/// Another text than the one it has.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Typed {
    text: Option<String>,
}

/// A manuscript composed with figures of this moment, as it stands or as it is typed: its words, figures and findings.
pub(super) async fn preview(
    State(app): State<App>,
    viewer: Viewer,
    Path(record): Path<String>,
    Sent { body, ticket }: Sent<Typed>,
) -> Answer {
    // Nothing is done: the same text is composed again with the figures of the moment.
    drop(ticket);
    let manuscript = Manuscript::find(&app, &viewer, id(&record)?.0).await?;
    let text = body.text.as_deref().unwrap_or_else(|| manuscript.text("text"));
    let moment = composed::now(&app).await?;
    let composed = Composed::compose(&app, &viewer, &manuscript.what(), text, moment).await;
    let composed = composed.map_err(|error| match composed::fault(error) {
        Fault::Bad(why) => refused(why),
        other => other,
    })?;
    let figure = |figure: &std::sync::Arc<Figure>| json!({ "text": figure.text(), "unit": figure.unit(), "caption": whole_caption(figure.trace()) });
    Ok(Json(json!({
        "title": composed.document.about.title,
        "text": composed.script.text,
        "as_of": composed.document.about.at,
        "figures": composed.document.figures.iter().map(figure).collect::<Value>(),
        "proof": composed.proof,
    }))
    .into_response())
}

fn about(viewer: &Viewer, report: &SignedReport) -> Value {
    let signature = &report.signature;
    json!({
        "number": report.number,
        "report": signature.report,
        "title": signature.title,
        "period": signature.period,
        "org": signature.org.as_deref().map(|code| org(viewer, code)),
        "by": person(viewer, &signature.by),
        "at": signature.at,
        "digest": report.digest,
    })
}

/// Signed reports one may look at, latest first.
pub(super) async fn signed_list(State(app): State<App>, viewer: Viewer) -> Answer {
    let all = list::visible(&app, &viewer).await?;
    Ok(Json(json!({ "signed": all.iter().map(|one| about(&viewer, one)).collect::<Value>() })).into_response())
}

/// A signed report: its seal, and what became of its figures since.
pub(super) async fn signed(State(app): State<App>, viewer: Viewer, Path(number): Path<String>) -> Answer {
    let signed = Signed::find(&app, &viewer, id(&number)?.0).await?;
    let reading = signed.reading();
    let judgement = judge(app.desk(), &reading, app.now()).await?;
    let mut told = about(&viewer, &signed.report);
    told["seal"] = json!(judgement.seal.key());
    told["manuscript"] = json!(signed.manuscript.as_ref().map(Manuscript::id));
    told["figures"] = verdicts(&reading, &judgement);
    Ok(Json(told).into_response())
}

fn verdicts(reading: &Reading, judgement: &Judgement) -> Value {
    let entries = reading.manifest.figures.iter().zip(&judgement.verdicts);
    let one = |(entry, verdict): (&banjie_papers::manifest::Entry, &trace::Verdict)| {
        json!({
            "caption": whole_caption(&entry.trace),
            "text": entry.text,
            "finding": { "key": verdict.finding.key(), "title": verdict.finding.zh() },
            "reasons": verdict.reasons,
            "now": verdict.now,
            "changes": verdict.changes,
        })
    };
    entries.map(one).collect()
}

/// What the file is called.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    name: String,
}

/// Compares a printed report with the database. Nothing of it is kept.
pub(super) async fn compare(State(app): State<App>, viewer: Viewer, request: Request) -> Answer {
    let (mut parts, body) = request.into_parts();
    own_page(&parts)?;
    let Query(named) = Query::<Named>::from_request_parts(&mut parts, &app).await?;
    let kind = named.name.rsplit('.').next().and_then(Kind::of).ok_or_else(|| refused(reports::TRACE_KIND))?;
    let bytes: Bytes = Request::from_parts(parts, body).extract().await.map_err(|_| Fault::TooLarge)?;
    let read = tokio::task::spawn_blocking(move || trace::read(kind, &bytes)).await;
    let reading = read.map_err(|lost| Fault::Broken(lost.to_string()))?.map_err(|why| refused(why.to_string()))?;
    let ours = tracing::reaches(&viewer, &reading);
    let judgement = match ours {
        true => judge(app.desk(), &reading, app.now()).await?,
        // Of a system one has no part in, only what the file itself says.
        false => unjudged(&reading),
    };
    let reasons = match &judgement.seal {
        Seal::Broken(reasons) => reasons.clone(),
        Seal::Foreign(why) => vec![why.clone()],
        Seal::Unsigned | Seal::Whole => Vec::new(),
    };
    Ok(Json(json!({
        "title": reading.manifest.about.title,
        "compared": ours,
        "whole": reading.whole,
        "strangers": reading.strangers,
        "seal": { "key": judgement.seal.key(), "reasons": reasons },
        "worst": judgement.worst().key(),
        "figures": verdicts(&reading, &judgement),
    }))
    .into_response())
}
