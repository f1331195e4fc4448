//! Documents 文书 printed from a case.

use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use banjie_desk::{Silent, Target};
use banjie_model::{case::Effect, definition::Ledger, value::RecordId};
use banjie_office::{
    forms::{self, Binding, FormError, Of, Output},
    printing::{Form, NoPdf, PdfPrinter},
};
use banjie_store::AuditKind;
use maud::{Markup, html};

use super::{names, page::View, send, uploads::percent, words};
use crate::{
    App,
    pages::frame,
    server::{Answer, Deed, Fault, Input, Viewer, record as note},
    text::cases as t,
    ui::{self, Button, Icon, Level},
};

/// Title of a document of the case's package.
pub(super) fn title(view: &View<'_>, document: &str) -> String {
    let package = view.viewer.snapshot.library().packages.get(&view.ledger.package);
    let name = document.rsplit('/').next().unwrap_or(document);
    package.and_then(|p| p.documents.get(name)).map_or_else(|| document.to_owned(), |d| plain_title(&d.title))
}

/// A title without the parts a template fills in.
fn plain_title(title: &str) -> String {
    let mut plain = String::new();
    let mut rest = title;
    while let Some(at) = rest.find("{{") {
        plain.push_str(&rest[..at]);
        rest = rest[at..].split_once("}}").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    plain.trim().to_owned()
}

/// Whether it is time for a document: an action that prints it was taken, or none does.
fn fits(view: &View<'_>, name: &str) -> bool {
    let mut printing =
        view.ledger.actions.iter().filter(|action| action.prints.iter().any(|d| &**d == name)).peekable();
    if printing.peek().is_none() {
        return true;
    }
    let printed = |effect: &Effect| matches!(effect, Effect::Prints { document } if &**document == name);
    let taken = |action: &str| view.events.iter().any(|stored| &*stored.event.action == action);
    printing.any(|action| taken(&action.name))
        || view.events.iter().any(|stored| stored.event.effects.iter().any(printed))
}

/// The panel: what can be printed now, what later, and what was printed.
pub(super) async fn panel(view: &View<'_>) -> Result<Markup, Fault> {
    let offers = forms::offers(&view.viewer.snapshot, &view.ledger.key);
    if offers.is_empty() {
        return Ok(html! {});
    }
    let target = Target::Id(view.record().id);
    let printings = forms::printings(view.app.desk(), &view.viewer.actor, (&view.ledger.key, &target)).await;
    let printings = printings.map_err(fault)?;
    let pdf = view.app.printer().is_some_and(|printer| printer.ready());
    let name = |offer: &forms::Offer| offer.document.rsplit('/').next().unwrap_or_default().to_owned();
    let (now, later): (Vec<_>, Vec<_>) = offers.iter().partition(|offer| fits(view, &name(offer)));
    let line = |offer: &forms::Offer| {
        let path = format!("{}/print/{}", view.path(), name(offer));
        let word = Button { word: if pdf { t::WORD } else { t::PRINT }, icon: Some(Icon::Print), ..Button::default() };
        let last = printings.iter().rev().find(|printing| printing.document == offer.document);
        html! {
            li.row {
                span { (plain_title(&offer.title)) }
                @if let Some(last) = last { span.quiet { (t::printed(&words::minute(last.at), &names::person(view.viewer, &last.by))) } }
                form.inline-form.push method="post" action=(path) data-again {
                    (ui::csrf_field(view.viewer.csrf()))
                    @if pdf { (ui::button(&Button { word: t::PDF, name: "form", value: "pdf", icon: Some(Icon::Print), ..Button::default() })) " " }
                    (ui::button(&word))
                }
            }
        }
    };
    let body = html! {
        @if now.is_empty() { p.quiet { (t::NO_DOCUMENT_YET) } }
        ul.stack { @for offer in &now { (line(offer)) } }
        @if !later.is_empty() {
            details { summary { (t::DOCUMENTS_LATER) } ul.stack { @for offer in &later { (line(offer)) } } }
        }
    };
    Ok(ui::panel("documents", t::DOCUMENTS, &html! {}, &body))
}

fn fault(error: FormError) -> Fault {
    match error {
        FormError::Desk(error) => error.into(),
        other => Fault::bad(other.to_string()),
    }
}

fn exists(ledger: &Ledger, viewer: &Viewer, key: &str) -> bool {
    forms::offers(&viewer.snapshot, &ledger.key).iter().any(|offer| &*offer.document == key)
}

/// Prints a document as a Word file; with its receipt, as an archive of both.
pub(super) async fn print(
    State(app): State<App>,
    viewer: Viewer,
    Path((ledger, id, document)): Path<(String, String, String)>,
    input: Input,
) -> Answer {
    let ledger = viewer.ledger(&ledger)?;
    let record = send::record(&id)?;
    let pdf = input.get("form") == Some("pdf");
    match file(&app, &viewer, &ledger, (record, &document), pdf).await? {
        Ok(file) => Ok(handed_out(file)),
        Err(why) => Ok(frame::told(&format!("/ledgers/{}/{record}", ledger.key), Level::Error, &t::not_printed(&why))),
    }
}

/// A document of a record the viewer sees, filled in; the printing is on record. The inner error: why it cannot be filled in.
///
/// # Errors
/// Not found, a refusal, the typesetter, the store.
pub(crate) async fn file(
    app: &App,
    viewer: &Viewer,
    ledger: &Ledger,
    (record, document): (RecordId, &str),
    pdf: bool,
) -> Result<Result<forms::File, String>, Fault> {
    let case = app.desk().case(&ledger.key, &Target::Id(record), &viewer.actor).await?;
    let key = format!("{}/{document}", ledger.package);
    if !exists(ledger, viewer, &key) {
        return Err(Fault::NotFound);
    }
    let ids = [case.record.id];
    let printed = forms::print(app.desk(), &viewer.actor, app.now(), (&key, Of::Ids(&ids)), &Silent).await;
    let (ready, failures) = printed.map_err(fault)?;
    let Some(ready) = ready.into_iter().next() else {
        return Ok(Err(failures.first().map_or_else(String::new, |failure| failure.why.clone())));
    };
    let target = format!("{}/{record}", ledger.key);
    note(app, &viewer.caller, Deed::by(viewer, AuditKind::Printed).on(&target).saying(&key)).await?;
    let printer = app.printer().filter(|printer| printer.ready() && pdf);
    let setting = tokio::task::spawn_blocking(move || set(printer.as_deref(), &ready));
    let file = setting.await.map_err(|error| Fault::Broken(error.to_string()))?.map_err(fault)?;
    file.map(Ok).ok_or(Fault::Unavailable)
}

/// A file of papers to be kept.
pub(crate) fn handed_out(file: forms::File) -> Response {
    let kind = match file.name.rsplit('.').next() {
        Some("pdf") => Form::Pdf.media_type(),
        Some("zip") => "application/zip",
        _ => Form::Docx.media_type(),
    };
    let disposition = format!("attachment; filename*=UTF-8''{}", percent(&file.name));
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static(kind));
    ([kind, (header::CONTENT_DISPOSITION, disposition)], file.bytes).into_response()
}

/// The document as one file: a PDF with its receipt behind it where there is a typesetter, else a Word file, or an archive of
/// document and receipt.
fn set(pdf: Option<&dyn PdfPrinter>, ready: &forms::Ready) -> Result<Option<forms::File>, FormError> {
    let binding = match (pdf, &ready.printed.receipt) {
        (Some(_), _) => Binding::Pdf,
        (None, Some(_)) => Binding::Zip(Form::Docx),
        (None, None) => Binding::Single(Form::Docx),
    };
    let mut output = Output::new(pdf.unwrap_or(&NoPdf), binding);
    output.add(ready.file_name(), &ready.printed)?;
    Ok(output.finish(ready.file_name())?.into_iter().next())
}
