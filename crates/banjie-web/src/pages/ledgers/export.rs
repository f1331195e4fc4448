//! Export: what the list shows as a workbook, masked; unmasked only with a right, for a purpose, on record.

use std::sync::Arc;

use axum::{
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::IntoResponse as _,
};
use banjie_desk::{
    Export, ExportOptions, Progress, Silent,
    ports::{Reach, Store as _},
};
use banjie_model::{Name, case::Actor, definition::Ledger, rounding::thousands, value::RecordId};
use banjie_office::readings::{self, is_personal};
use banjie_store::{AuditEntry, AuditKind, How, PlainReading};
use maud::{Markup, html};

use super::{
    conditions::{Read, among},
    import::XLSX,
    list::{self, Listed, asked},
};
use crate::{
    App,
    pages::{
        frame::{self, Spot},
        shared::jobs::{self, Done, attachment},
    },
    server::{Answer, Caller, Fault, Input, Viewer},
    text::ledgers as t,
    ui::{self, Button, FieldFault, Icon, Level, Look, PlainInput},
};

/// Records up to which the workbook is the answer; more are a job.
const AT_ONCE: u32 = 2_000;

/// The form: what would be exported.
pub async fn form(
    State(app): State<App>,
    viewer: Viewer,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let listed = asked(&app, &viewer, &ledger, query.as_deref()).await?;
    Ok(page(&app, &listed, &[], "").await?.into_response())
}

fn has_personal(ledger: &Ledger) -> bool {
    ledger.fields.iter().any(is_personal)
}

/// Whoever sees more offices than his own may ask for unmasked values.
fn may_be_plain(read: &Read) -> bool {
    !matches!(read.scope, Reach::Orgs(_))
}

async fn page(app: &App, listed: &Listed<'_>, faults: &[FieldFault], purpose: &str) -> Result<Markup, Fault> {
    let ledger = listed.ledger;
    let count = app.store().count(ledger, &listed.read.page(app.now()), AT_ONCE).await?;
    let n = thousands(count.n.into(), 0);
    let number = if count.exact { t::so_many(&n) } else { t::more_than(&n) };
    let words = listed.read.words();
    let error = faults.first().map(|fault| fault.text.as_str());
    let why = PlainInput {
        name: "purpose",
        title: t::PURPOSE,
        help: t::PURPOSE_HELP,
        value: purpose,
        error,
        ..PlainInput::default()
    };
    let content = html! {
        header.page-head { div { h1 { (t::export_title(&ledger.title)) } p { (number) (t::COMMA) @if words.is_empty() { (t::NO_CONDITION) } @else { (words) } } } }
        (list::wrong(listed))
        form.form method="post" action={ (listed.path) "/export" } {
            (ui::csrf_field(listed.viewer.csrf()))
            (ui::error_summary(faults))
            input type="hidden" name="query" value=(listed.asked.query());
            p { (t::EXPORT_LEAD) @if has_personal(ledger) { (t::EXPORT_MASKED) } }
            @if !count.exact { p.quiet { (t::EXPORT_LONG) } }
            div.actions { (ui::button(&Button { word: t::EXPORT_NOW, look: Look::Primary, icon: Some(Icon::Download), ..Button::default() })) a.button href=(listed.asked.href(&listed.path)) { (t::CANCEL) } }
            @if has_personal(ledger) && may_be_plain(&listed.read) {
                details.why open[!faults.is_empty()] {
                    summary { (t::PLAIN) }
                    p { (t::PLAIN_HELP) }
                    (ui::text_area(&why))
                    (ui::button(&Button { word: t::EXPORT_PLAIN, name: "plain", value: "1", ..Button::default() }))
                }
            }
        }
    };
    let spot = Spot::new(t::EXPORT, format!("{}/export", listed.path))
        .under(&*ledger.title, listed.asked.href(&listed.path))
        .of(ledger.package.clone());
    Ok(frame::page(app, listed.viewer, &spot, &content))
}

/// One export.
#[derive(Clone)]
struct Task {
    app: App,
    actor: Actor,
    ledger: Arc<Ledger>,
    options: ExportOptions,
    from: String,
}

impl Task {
    /// Of a list as it was asked for; with a purpose, in plain.
    fn of(app: &App, listed: &Listed<'_>, ledger: &Arc<Ledger>, purpose: Option<&str>) -> Task {
        let words = listed.read.words();
        let options = ExportOptions {
            filter: listed.read.narrowing.filter.clone(),
            facts: listed.read.narrowing.facts.clone(),
            filter_text: (!words.is_empty()).then_some(words),
            plain: purpose.is_some(),
            purpose: purpose.map(str::to_owned),
            ..ExportOptions::default()
        };
        let (actor, from) = (listed.viewer.actor.clone(), listed.viewer.caller.address.to_string());
        Task { app: app.clone(), actor, ledger: ledger.clone(), options, from }
    }

    /// Writes the workbook; what it gives out is on record before it is given out.
    async fn run(&self, progress: &dyn Progress) -> Result<Export, Fault> {
        let now = self.app.now();
        let export = self.app.desk().export(&self.ledger.key, &self.options, &self.actor, now, progress).await?;
        let condition = self.options.filter_text.as_deref().map(Name::from);
        if self.options.plain {
            let purpose = readings::purpose(self.options.purpose.as_deref())?;
            let fields = self.ledger.fields.iter().filter(|f| is_personal(f)).map(|f| f.name.clone()).collect();
            let entry = readings::entry(&self.actor, now, (&self.ledger, None), fields, (How::Export, purpose));
            let records = i64::try_from(export.rows).unwrap_or(i64::MAX);
            let reading = PlainReading { records, condition: condition.clone(), ..entry };
            self.app.store().log_readings(&[reading]).await?;
        }
        let entry = AuditEntry {
            at: now,
            account: Some(self.actor.account.clone()),
            from: self.from.as_str().into(),
            what: AuditKind::Exported,
            target: Some(self.ledger.key.clone()),
            detail: t::export_audit(export.rows, self.options.plain, condition.as_deref().unwrap_or_default()).into(),
            ok: true,
        };
        self.app.store().append_audit(&entry).await?;
        Ok(export)
    }

    fn file_name(&self) -> String {
        t::export_name(&self.ledger.title, &self.app.now().format("%Y%m%d-%H%M").to_string())
    }

    /// As a job with a file.
    async fn made(self, watch: Arc<jobs::Watch>) -> Result<Done, Fault> {
        let export = self.run(&*watch).await?;
        let made = jobs::made(&self.app, &self.actor.account, self.file_name(), XLSX, &export.bytes).await?;
        Ok(Done::new(Level::Done, t::exported(export.rows)).with(made))
    }
}

/// The workbook, or the way to the job that makes it.
pub async fn make(State(app): State<App>, viewer: Viewer, Path(key): Path<String>, input: Input) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let listed = asked(&app, &viewer, &ledger, input.get("query")).await?;
    let plain = input.text("plain").is_some();
    let purpose = input.text("purpose").unwrap_or_default();
    if plain && purpose.is_empty() {
        let text = t::PURPOSE_NEEDED.to_owned();
        let fault = FieldFault { name: "purpose".to_owned(), title: t::PURPOSE.to_owned(), text };
        let page = page(&app, &listed, &[fault], purpose).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let count = app.store().count(&ledger, &listed.read.page(app.now()), AT_ONCE).await?;
    let task = Task::of(&app, &listed, &ledger, plain.then_some(purpose));
    if count.exact {
        let export = task.run(&Silent).await?;
        return Ok(attachment(&task.file_name(), XLSX, export.bytes));
    }
    let back = (ledger.title.to_string(), listed.asked.href(&listed.path));
    jobs::start(&app, &viewer, t::export_title(&ledger.title), back, move |watch| task.made(watch)).await
}

/// The workbook of a list, however long, for a program; with a purpose, in plain.
///
/// # Errors
/// What the desk refuses, the store.
pub async fn workbook(app: &App, listed: &Listed<'_>, ledger: &Arc<Ledger>, purpose: Option<&str>) -> Answer {
    let task = Task::of(app, listed, ledger, purpose);
    let export = task.run(&Silent).await?;
    Ok(attachment(&task.file_name(), XLSX, export.bytes))
}

/// The records chosen in a list as a workbook, masked.
///
/// # Errors
/// What the desk refuses, the store.
pub async fn chosen(app: &App, viewer: &Viewer, ledger: &Arc<Ledger>, ids: &[RecordId], caller: &Caller) -> Answer {
    let options = ExportOptions {
        filter: Some(among(ledger, None, ids)),
        filter_text: Some(t::chosen(ids.len())),
        ..ExportOptions::default()
    };
    let task = Task {
        app: app.clone(),
        actor: viewer.actor.clone(),
        ledger: ledger.clone(),
        options,
        from: caller.address.to_string(),
    };
    let export = task.run(&Silent).await?;
    Ok(attachment(&task.file_name(), XLSX, export.bytes))
}
