//! Reports as files: Word, PDF, a page, Markdown. Setting them takes a while and is done off the threads that answer.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::Response,
};
use banjie_office::printing::{self, Form, NoPdf, PdfPrinter};
use banjie_papers::document::Document;
use banjie_store::AuditKind;

use super::{
    composed::{self, Composed},
    manuscript::Manuscript,
};
use crate::{
    App,
    pages::shared::jobs::attachment,
    server::{Answer, Caller, Deed, Fault, Viewer, record},
};

/// A manuscript as it stands, composed now; one that was signed, as it was signed.
pub(crate) async fn manuscript(
    State(app): State<App>,
    viewer: Viewer,
    caller: Caller,
    Path((id, file)): Path<(i64, String)>,
) -> Answer {
    let form = Form::of(&file).ok_or(Fault::NotFound)?;
    let manuscript = Manuscript::find(&app, &viewer, id).await?;
    if let Some(number) = manuscript.number("signed_number") {
        return hand_out_signed(&app, &viewer, &caller, number, form).await;
    }
    let moment = composed::now(&app).await?;
    let body = manuscript.text("text");
    let composed = Composed::compose(&app, &viewer, &manuscript.what(), body, moment).await.map_err(composed::fault)?;
    record(&app, &caller, Deed::by(&viewer, AuditKind::Downloaded).on(&manuscript.path()).saying(form.ending()))
        .await?;
    printed(&app, composed.document, form).await
}

/// A signed report.
pub(crate) async fn signed(
    State(app): State<App>,
    viewer: Viewer,
    caller: Caller,
    Path((number, file)): Path<(i64, String)>,
) -> Answer {
    let form = Form::of(&file).ok_or(Fault::NotFound)?;
    hand_out_signed(&app, &viewer, &caller, number, form).await
}

async fn hand_out_signed(app: &App, viewer: &Viewer, caller: &Caller, number: i64, form: Form) -> Answer {
    let signed = super::signed::Signed::find(app, viewer, number).await?;
    let document = signed.document(app, viewer).await?.ok_or_else(|| Fault::bad(crate::text::reports::NOT_AGAIN))?;
    let target = format!("/reports/signed/{number}");
    record(app, caller, Deed::by(viewer, AuditKind::Downloaded).on(&target).saying(form.ending())).await?;
    printed(app, document, form).await
}

/// The document as a file to be kept.
async fn printed(app: &App, document: Document, form: Form) -> Result<Response, Fault> {
    let printer: Arc<dyn PdfPrinter> = app.printer().unwrap_or_else(|| Arc::new(NoPdf));
    let name = format!("{}.{}", document.about.title.replace(['/', '\\'], "-"), form.ending());
    let called = name.clone();
    let work = tokio::task::spawn_blocking(move || printing::bytes(&document, form, &called, &*printer));
    let bytes = work.await.map_err(|error| Fault::Broken(error.to_string()))?;
    let bytes = bytes.map_err(|error| Fault::bad(error.to_string()))?;
    Ok(attachment(&name, form.media_type(), bytes))
}
