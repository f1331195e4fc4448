//! A document printed from each of several records: all in one PDF, or a Word file each in an archive.

use std::sync::Arc;

use banjie_desk::Progress as _;
use banjie_model::{Name, case::Actor, definition::Ledger, value::RecordId};
use banjie_office::{
    forms::{self, Binding, Failure, File, FormError, Of, Offer, Output, Ready},
    printing::{Form, NoPdf, PdfPrinter},
};
use banjie_store::AuditKind;
use maud::{Markup, html};

use super::Chosen;
use crate::{
    App,
    pages::shared::jobs::{self, Done, Watch},
    server::{Answer, Caller, Deed, Fault, Viewer, record as note},
    text::ledgers as t,
    ui::{self, Align, Choice, Column, FieldFault, Level, PlainInput, Row, Table},
};

/// Documents printed from records of the ledger.
#[must_use]
pub fn documents(viewer: &Viewer, ledger: &Ledger) -> Vec<Offer> {
    forms::offers(&viewer.snapshot, &ledger.key)
}

impl Chosen<'_> {
    /// Asks which document in which form, then prints it of every record.
    pub(super) async fn print(&self, caller: &Caller) -> Answer {
        let offers = documents(self.viewer, self.ledger);
        let named = self.input.text("document").unwrap_or_default();
        let printer = self.app.printer().filter(|printer| printer.ready());
        let Some(offer) = offers.iter().find(|offer| &*offer.document == named) else {
            let sure = self.input.get("sure").is_some();
            let body = self.wanted(&offers, printer.is_some(), sure);
            let fault = || FieldFault {
                name: "document".to_owned(),
                title: t::DOCUMENT.to_owned(),
                text: t::DOCUMENT_NEEDED.to_owned(),
            };
            let faults: Vec<FieldFault> = sure.then(fault).into_iter().collect();
            return self.question(t::PRINT, &faults, &body, t::PRINT);
        };
        let order = Order {
            app: self.app.clone(),
            caller: caller.clone(),
            actor: self.viewer.actor.clone(),
            ledger: self.ledger.key.clone(),
            document: offer.document.clone(),
            title: offer.title.to_string(),
            ids: self.ids(),
            printer: printer.filter(|_| self.input.text("form") == Some("pdf")),
        };
        let back = (self.ledger.title.to_string(), self.back.clone());
        let title = t::title_print(&offer.title);
        jobs::start(self.app, self.viewer, title, back, move |watch| order.filled(watch)).await
    }

    /// Which document, and in which form where there is a choice.
    fn wanted(&self, offers: &[Offer], pdf: bool, sure: bool) -> Markup {
        let choice = |offer: &Offer| Choice {
            key: offer.document.to_string(),
            title: t::document(&offer.title, offer.plain, offer.numbered),
            group: String::new(),
        };
        let choices: Vec<Choice> = offers.iter().map(choice).collect();
        let document = PlainInput {
            name: "document",
            title: t::DOCUMENT,
            help: if pdf { t::DOCUMENT_HELP_FORMS } else { t::DOCUMENT_HELP },
            required: true,
            error: sure.then_some(t::DOCUMENT_NEEDED),
            ..PlainInput::default()
        };
        let form = PlainInput {
            name: "form",
            title: t::FORM,
            help: t::FORM_HELP,
            value: self.input.text("form").unwrap_or("pdf"),
            required: true,
            ..PlainInput::default()
        };
        let forms = [("pdf", t::FORM_PDF), ("docx", t::FORM_WORD)];
        let forms =
            forms.map(|(key, title)| Choice { key: key.to_owned(), title: title.to_owned(), group: String::new() });
        html! {
            (ui::select_input(&document, &choices))
            @if pdf { (ui::select_input(&form, &forms)) }
            (self.listed(&std::collections::HashMap::new()))
        }
    }
}

/// A printing that was ordered.
struct Order {
    app: App,
    caller: Caller,
    actor: Actor,
    /// `package.ledger`.
    ledger: Name,
    /// `package/document`.
    document: Name,
    /// Title of the document.
    title: String,
    ids: Vec<RecordId>,
    /// Sets all of them into one PDF; none: a Word file each in an archive.
    printer: Option<Arc<dyn PdfPrinter>>,
}

impl Order {
    async fn filled(self, watch: Arc<Watch>) -> Result<Done, Fault> {
        let of = (&*self.document, Of::Ids(&self.ids));
        let printed = forms::print(self.app.desk(), &self.actor, self.app.now(), of, &*watch).await;
        let (ready, mut failed) = printed.map_err(fault)?;
        for one in &ready {
            let target = format!("{}/{}", self.ledger, one.record);
            let deed = Deed::of(&self.actor.account, AuditKind::Printed).on(&target).saying(&self.document);
            note(&self.app, &self.caller, deed).await?;
        }
        watch.begin(t::SETTING, u64::try_from(ready.len()).unwrap_or(0));
        let (printer, title) = (self.printer.clone(), self.title.clone());
        let work = tokio::task::spawn_blocking(move || set(printer.as_deref(), &ready, &title, &watch));
        let set = work.await.map_err(|error| Fault::Broken(error.to_string()))?.map_err(fault)?;
        failed.extend(set.failed);
        let rows: Vec<(String, String)> = failed.into_iter().map(|failure| (failure.record, failure.why)).collect();
        let level = match (set.n, rows.is_empty()) {
            (_, true) => Level::Done,
            (0, false) => Level::Error,
            _ => Level::Warn,
        };
        let mut done = Done::new(level, t::printed(set.n, rows.len())).telling(move |_| failures(&rows));
        let media = if self.printer.is_some() { Form::Pdf.media_type() } else { "application/zip" };
        for file in set.files {
            let made = jobs::made(&self.app, &self.actor.account, file.name, media, &file.bytes).await?;
            done = done.with(made);
        }
        Ok(done)
    }
}

/// What the typesetter made of filled documents.
struct Set {
    n: usize,
    files: Vec<File>,
    failed: Vec<Failure>,
}

fn set(printer: Option<&dyn PdfPrinter>, ready: &[Ready], title: &str, watch: &Watch) -> Result<Set, FormError> {
    let binding = if printer.is_some() { Binding::Pdf } else { Binding::Zip(Form::Docx) };
    let mut output = Output::new(printer.unwrap_or(&NoPdf), binding);
    let (mut n, mut failed) = (0, Vec::new());
    for one in ready {
        match output.add(one.file_name(), &one.printed) {
            Ok(()) => n += 1,
            Err(error) => failed.push(Failure { record: one.called.clone(), why: error.to_string() }),
        }
        watch.step(1);
    }
    let files = if n > 0 { output.finish(title)? } else { Vec::new() };
    Ok(Set { n, files, failed })
}

fn fault(error: FormError) -> Fault {
    match error {
        FormError::Desk(error) => Fault::from(error),
        other => Fault::bad(other.to_string()),
    }
}

fn failures(rows: &[(String, String)]) -> Markup {
    let row =
        |(record, why): &(String, String)| Row { cells: vec![html! { (record) }, html! { (why) }], ..Row::default() };
    html! {
        @if !rows.is_empty() {
            (ui::table(&Table {
                caption: t::NOT_PRINTED.to_owned(),
                caption_shown: true,
                columns: vec![Column::new(t::LABEL, Align::Text), Column::new(t::WHY, Align::Text)],
                rows: rows.iter().map(row).collect(),
                ..Table::default()
            }))
        }
    }
}
