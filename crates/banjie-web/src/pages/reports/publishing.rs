//! Publishing a signed report: the document as it was frozen is set once more without its sources, kept, and proposed. Who
//! publishes is decided by the ledger of publications.

use std::sync::Arc;

use axum::extract::{Path, State};
use banjie_desk::ports::{ListQuery, Store as _};
use banjie_model::{
    Name,
    case::{Command, Record, What},
    definition::Ledger,
    refusal::{Refusal, RefusalCode},
    value::{FileRef, RecordId, Value},
};
use banjie_office::printing::{self, Form, NoPdf, PdfPrinter};
use banjie_papers::{document::Document, published};
use banjie_store::{AuditKind, StoredFile};
use indexmap::IndexMap;
use maud::{Markup, html};

use super::{script, signed::Signed};
use crate::{
    App,
    pages::{cases::uploads, frame},
    server::{Answer, Caller, Deed, Fault, Viewer, record},
    text::results as t,
    ui::{self, Button},
};

/// The ledger of publications.
pub(crate) const LEDGER: &str = "manuscripts.publication";
/// The state in which the public reads.
pub(crate) const PUBLISHED: &str = "published";
/// Field of the page.
pub(crate) const PAGE: &str = "page";
/// Field of the Word file.
pub(crate) const WORD: &str = "word";
/// Field of the PDF.
pub(crate) const PRINT: &str = "print";
/// Who puts the files of published reports on the shelf; no account has this name, so that nobody else can.
pub(crate) const PUBLISHER: &str = "@publisher";

/// What a report tells the public, where its package says that it may be published.
fn summary(viewer: &Viewer, report: &str) -> Option<Name> {
    let (package, name) = report.split_once('/')?;
    viewer.snapshot.library().packages.get(package)?.reports.get(name)?.public.clone()
}

/// The publication of a signed report.
async fn publication(app: &App, ledger: &Ledger, number: i64) -> Result<Option<Record>, Fault> {
    let Some((index, _)) = ledger.field("signed_number") else { return Ok(None) };
    let all = app.store().list(ledger, &ListQuery::default()).await?;
    Ok(all.into_iter().find(|record| record.values.get(index) == Some(&Value::Int(number))))
}

/// On the page of a signed report: where its publication stands, or the button that proposes it.
///
/// # Errors
/// The store.
pub(super) async fn panel(app: &App, viewer: &Viewer, signed: &Signed) -> Result<Markup, Fault> {
    let Ok(ledger) = viewer.ledger(LEDGER) else { return Ok(html! {}) };
    if summary(viewer, &signed.report.signature.report).is_none() {
        return Ok(html! {});
    }
    let number = signed.report.number;
    let body = match publication(app, &ledger, number).await? {
        Some(record) => {
            let state = record.state.as_deref().and_then(|state| ledger.state(state)).map_or("", |state| &*state.title);
            html! { p { a href={ "/ledgers/" (LEDGER) "/" (record.id) } { (state) } } }
        }
        None => html! {
            form method="post" action={ "/reports/signed/" (number) "/publish" } {
                (ui::csrf_field(viewer.csrf()))
                p { (t::PROPOSE_HELP) }
                (ui::button(&Button { word: t::PROPOSE, ..Button::default() }))
            }
        },
    };
    Ok(ui::panel("publication", t::PUBLICATION, &html! {}, &body))
}

/// Makes the files of a signed report and proposes to publish it.
pub(super) async fn propose(
    State(app): State<App>,
    viewer: Viewer,
    caller: Caller,
    Path(number): Path<i64>,
    _input: crate::server::Input,
) -> Answer {
    let signed = Signed::find(&app, &viewer, number).await?;
    let ledger = viewer.ledger(LEDGER)?;
    let summary = summary(&viewer, &signed.report.signature.report).ok_or_else(not_public)?;
    let document = signed.document(&app, &viewer).await?.ok_or_else(|| Fault::bad(crate::text::reports::NOT_AGAIN))?;
    let mut values: IndexMap<Name, Value> = IndexMap::new();
    let signature = &signed.report.signature;
    let text = |text: &Name| Value::Text(text.clone());
    values.insert("signed_number".into(), Value::Int(number));
    values.insert("title".into(), text(&signature.title));
    values.insert("report".into(), text(&signature.report));
    values.insert("summary".into(), text(&summary));
    values.extend(document.about.period.as_deref().map(|period| ("period".into(), Value::Text(period.into()))));
    values.extend(signature.org.iter().map(|org| ("about".into(), Value::Org(org.clone()))));
    values.extend(signed.manuscript.iter().map(|m| ("manuscript".into(), Value::Ref(RecordId(m.id())))));
    values.insert("proposed_by".into(), Value::Account(viewer.actor.account.clone()));
    for (field, file) in files(&app, &document).await? {
        values.insert(field.into(), Value::Files(vec![file]));
    }
    let what = What::Create { org: None, number: None, values: values.clone() };
    let command =
        Command { ledger: ledger.key.clone(), record: RecordId(0), expected_version: None, what, reason: None };
    let done = app.desk().submit(command, viewer.actor.clone(), app.clock()).await?;
    uploads::link(&app, &ledger, done.record, &values).await?;
    let target = format!("/ledgers/{LEDGER}/{}", done.record);
    record(&app, &caller, Deed::by(&viewer, AuditKind::Exported).on(&target).saying(&signature.title)).await?;
    Ok(frame::done(&target, t::PROPOSED))
}

fn not_public() -> Fault {
    let refusal =
        Refusal { rule: Some(t::NOT_PUBLIC_RULE.to_owned()), ..Refusal::new(RefusalCode::NotPermitted, t::NOT_PUBLIC) };
    Fault::Refused(Box::new(refusal))
}

/// The page, the Word file, and the PDF where there is a typesetter; each on the shelf.
async fn files(app: &App, document: &Document) -> Result<Vec<(&'static str, FileRef)>, Fault> {
    let document = published(document);
    let title = document.about.title.replace(['/', '\\'], "-");
    let page = script::bare(&document).into_string().into_bytes();
    let mut made = vec![(PAGE, keep(app, &format!("{title}.html"), "text/html", &page).await?)];
    let printer: Arc<dyn PdfPrinter> = app.printer().unwrap_or_else(|| Arc::new(NoPdf));
    for (field, form) in [(WORD, Form::Docx), (PRINT, Form::Pdf)] {
        if form == Form::Pdf && !printer.ready() {
            continue;
        }
        let name = format!("{title}.{}", form.ending());
        let (called, printer, document) = (name.clone(), printer.clone(), document.clone());
        let work = tokio::task::spawn_blocking(move || printing::bytes(&document, form, &called, &*printer));
        let bytes = work.await.map_err(|error| Fault::Broken(error.to_string()))?;
        let bytes = bytes.map_err(|error| Fault::bad(error.to_string()))?;
        made.push((field, keep(app, &name, form.media_type(), &bytes).await?));
    }
    Ok(made)
}

async fn keep(app: &App, name: &str, media: &str, bytes: &[u8]) -> Result<FileRef, Fault> {
    let sha256 = app.files().keep(bytes).await?;
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let stored = StoredFile {
        sha256: sha256.clone(),
        size,
        media_type: media.into(),
        first_name: name.into(),
        uploaded_by: PUBLISHER.into(),
        at: app.now(),
    };
    app.store().keep_file(&stored).await?;
    Ok(FileRef { name: name.into(), sha256, size_bytes: size })
}
