//! Import: an empty workbook to fill in, a dry run that tells every bad cell, the marked workbook back, then the import itself.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse as _,
};
use banjie_desk::{Changed, ImportOptions, ImportReport, Progress, Silent};
use banjie_model::{Name, case::Actor, definition::Ledger};
use banjie_store::{AuditEntry, AuditKind, StoredFile};
use maud::{Markup, html};

use super::conditions::may_create;
use crate::{
    App,
    pages::{
        frame::{self, Spot},
        shared::jobs::{self, Done, Watch, attachment},
    },
    server::{Answer, Caller, Deed, Fault, Input, Upload, Viewer, record},
    text::ledgers as t,
    ui::{self, Align, Button, Choice, Column, FieldFault, Icon, Level, Look, PlainInput, Row, Stat, Table},
};

/// Media type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Faults shown on the page; the marked workbook has them all.
const SHOWN: usize = 200;

/// The ledger, for whoever may register records in it.
fn enterable(viewer: &Viewer, key: &str) -> Result<Arc<Ledger>, Fault> {
    let ledger = viewer.ledger(key)?;
    if may_create(viewer, &ledger) {
        return Ok(ledger);
    }
    let roles = viewer.snapshot.library().packages.get(&ledger.package).map(|package| &package.roles);
    let titles: Vec<&str> = ledger.creators.iter().filter_map(|role| Some(&*roles?.get(role)?.title)).collect();
    Err(Fault::forbidden(t::may_not_import(&ledger.title, &titles.join(t::LIST_COMMA))))
}

/// The form.
pub async fn form(State(app): State<App>, viewer: Viewer, Path(key): Path<String>) -> Answer {
    let ledger = enterable(&viewer, &key)?;
    Ok(page(&app, &viewer, &ledger, None, "edit").into_response())
}

fn page(app: &App, viewer: &Viewer, ledger: &Ledger, fault: Option<&str>, changed: &str) -> Markup {
    let path = format!("/ledgers/{}", ledger.key);
    let choices =
        t::CHANGED_CHOICES.map(|(key, title)| Choice { key: key.into(), title: title.into(), group: String::new() });
    let faults: Vec<FieldFault> = fault
        .map(|text| FieldFault { name: "file".to_owned(), title: t::WORKBOOK.to_owned(), text: text.to_owned() })
        .into_iter()
        .collect();
    let select = PlainInput {
        name: "changed",
        title: t::CHANGED_ROWS,
        value: changed,
        settled: true,
        help: t::CHANGED_HELP,
        ..PlainInput::default()
    };
    let content = html! {
        header.page-head {
            div { h1 { (t::import_title(&ledger.title)) } p { (t::IMPORT_LEAD) } }
            div.actions { (ui::link_button(t::TEMPLATE, &format!("{path}/import/template"), Look::Plain, Some(Icon::Download))) }
        }
        form.form method="post" action={ (path) "/import" } enctype="multipart/form-data" {
            (ui::csrf_field(viewer.csrf()))
            (ui::error_summary(&faults))
            section.form-group {
                h2 { (t::WORKBOOK) }
                div.fields {
                    div.field.wide.field-bad[fault.is_some()] {
                        label for="f-file" { (t::WORKBOOK_FILE) }
                        p.field-help #f-file-help { (t::WORKBOOK_HELP) }
                        @if let Some(fault) = fault { p.field-error #f-file-error { (fault) } }
                        input.input.input-file #f-file type="file" name="file" accept=".xlsx" required aria-describedby="f-file-help" aria-invalid=[fault.map(|_| "true")];
                    }
                    (ui::select_input(&select, &choices))
                }
            }
            div.form-foot {
                (ui::button(&Button { word: t::CHECK, look: Look::Primary, icon: Some(Icon::Check), ..Button::default() }))
                a.button href=(path) { (t::CANCEL) }
                span.quiet { (t::CHECK_HELP) }
            }
        }
    };
    let spot =
        Spot::new(t::IMPORT, format!("{path}/import")).under(&*ledger.title, path.clone()).of(ledger.package.clone());
    frame::page(app, viewer, &spot, &content)
}

/// The empty workbook.
pub async fn template(viewer: Viewer, Path(key): Path<String>) -> Answer {
    let ledger = enterable(&viewer, &key)?;
    let snapshot = viewer.snapshot.clone();
    let title = ledger.title.clone();
    let written = tokio::task::spawn_blocking(move || banjie_desk::template(&snapshot, &ledger)).await;
    let bytes = written.map_err(|error| Fault::Broken(error.to_string()))??;
    Ok(attachment(&t::template_name(&title), XLSX, bytes))
}

/// What is imported, and how.
#[derive(Clone)]
struct Task {
    app: App,
    actor: Actor,
    ledger: Arc<Ledger>,
    sha256: Name,
    name: String,
    changed: &'static str,
    accept_good: bool,
    dry_run: bool,
    from: String,
}

impl Task {
    fn options(&self) -> ImportOptions {
        let changed = match self.changed {
            "skip" => Changed::Skip,
            "refuse" => Changed::Refuse,
            _ => Changed::Edit,
        };
        ImportOptions {
            dry_run: self.dry_run,
            accept_good: self.accept_good,
            history: false,
            changed,
            source: Some(self.name.clone()),
        }
    }

    /// Reads the workbook, and writes what may be written; what was written is on record.
    async fn report(&self, progress: &dyn Progress) -> Result<ImportReport, Fault> {
        let bytes = self.app.files().read(&self.sha256).await?;
        let now = self.app.now();
        let report =
            self.app.desk().import(&self.ledger.key, bytes, &self.options(), &self.actor, now, progress).await?;
        if report.committed {
            let entry = AuditEntry {
                at: now,
                account: Some(self.actor.account.clone()),
                from: self.from.as_str().into(),
                what: AuditKind::Imported,
                target: Some(self.ledger.key.clone()),
                detail: t::import_audit(&self.name, report.created, report.edited).into(),
                ok: true,
            };
            self.app.store().append_audit(&entry).await?;
        }
        Ok(report)
    }

    /// The workbook with its faults, for whoever sent it to take away.
    async fn marked(&self, report: &ImportReport) -> Result<Option<jobs::Made>, Fault> {
        let Some(bytes) = &report.marked else { return Ok(None) };
        jobs::made(&self.app, &self.actor.account, t::marked_name(&self.name), XLSX, bytes).await.map(Some)
    }

    async fn run(self, watch: Arc<Watch>) -> Result<Done, Fault> {
        let report = self.report(&*watch).await?;
        let (level, said) = verdict(&report);
        let marked = self.marked(&report).await?;
        let shown = ImportReport { marked: None, ..report };
        let done = Done::new(level, said).telling(move |viewer| outcome(&self, &shown, viewer));
        Ok(match marked {
            Some(file) => done.with(file),
            None => done,
        })
    }
}

/// What came of it in a sentence.
fn verdict(report: &ImportReport) -> (Level, String) {
    let bad = report.faults.len();
    match (report.committed, bad) {
        (true, 0) => (Level::Done, t::imported(report.created, report.edited, report.unchanged)),
        (true, bad) => (Level::Warn, t::imported_good(report.created, report.edited, report.skipped, bad)),
        (false, 0) if report.created + report.edited == 0 => (Level::Info, t::NOTHING_NEW.to_owned()),
        (false, 0) => (Level::Done, t::checked(report.created, report.edited)),
        (false, bad) => (Level::Warn, t::checked_bad(bad)),
    }
}

/// Sums, what is bad, and what to do next.
fn outcome(task: &Task, report: &ImportReport, viewer: &Viewer) -> Markup {
    let path = format!("/ledgers/{}", task.ledger.key);
    let number = |title: &'static str, n: u64, unit: &'static str| {
        ui::stat(&Stat { title, value: &n.to_string(), unit, ..Stat::default() })
    };
    html! {
        p.quiet { (t::read_from(&task.name, &report.sheet, report.rows)) }
        div.stats {
            (number(t::ROWS_NEW, report.created, t::ROWS))
            (number(t::ROWS_CHANGED, report.edited, t::ROWS))
            (number(t::ROWS_SAME, report.unchanged, t::ROWS))
            (number(t::ROWS_SKIPPED, report.skipped, t::ROWS))
            (number(t::ROWS_BAD, u64::try_from(report.faults.len()).unwrap_or(0), t::PLACES))
        }
        @if !report.notices.is_empty() { ul { @for notice in &report.notices { li { (notice) } } } }
        @if !report.committed { (next(task, report, viewer, &path)) }
        @if !report.faults.is_empty() { (faults(report)) }
        @if report.committed { p { (ui::link_button(t::TO_LIST, &format!("{path}?view=all&sort=-entered"), Look::Primary, None)) } }
    }
}

/// The way on from a dry run.
fn next(task: &Task, report: &ImportReport, viewer: &Viewer, path: &str) -> Markup {
    let good = report.created + report.edited;
    let bad = !report.faults.is_empty();
    html! {
        @if good > 0 {
            form.form method="post" action={ (path) "/import/confirm" } {
                (ui::csrf_field(viewer.csrf()))
                input type="hidden" name="sha256" value=(task.sha256);
                input type="hidden" name="name" value=(task.name);
                input type="hidden" name="changed" value=(task.changed);
                div.form-foot {
                    @if bad {
                        (ui::button(&Button { word: &t::import_good(good), name: "good", value: "1", ..Button::default() }))
                    } @else {
                        (ui::button(&Button { word: &t::import_all(good), look: Look::Primary, ..Button::default() }))
                    }
                    (ui::link_button(t::ANOTHER_FILE, &format!("{path}/import"), if bad { Look::Primary } else { Look::Plain }, Some(Icon::Upload)))
                }
            }
        } @else {
            p { (ui::link_button(t::ANOTHER_FILE, &format!("{path}/import"), Look::Primary, Some(Icon::Upload))) }
        }
    }
}

fn faults(report: &ImportReport) -> Markup {
    let place = |fault: &banjie_desk::Fault| match &fault.column {
        Some(column) => format!("{column}{}", fault.row),
        None => t::whole_row(fault.row),
    };
    let row = |fault: &banjie_desk::Fault| Row {
        cells: vec![
            html! { (fault.sheet) },
            html! { (place(fault)) },
            html! { (fault.title) },
            html! { (fault.value) },
            html! { (fault.problem) },
            html! { (fault.advice) },
        ],
        ..Row::default()
    };
    html! {
        (ui::table(&Table {
            caption: t::faults_shown(report.faults.len().min(SHOWN), report.faults.len()),
            caption_shown: true,
            columns: t::FAULT_HEADS.iter().zip([Align::Tight, Align::Tight, Align::Tight, Align::Text, Align::Text, Align::Text]).map(|(title, align)| Column::new(title, align)).collect(),
            rows: report.faults.iter().take(SHOWN).map(row).collect(),
            ..Table::default()
        }))
    }
}

/// What is done with rows that say something else than their record: a word of the form, `edit` where none is known.
fn changed(asked: Option<&str>) -> &'static str {
    let asked = asked.unwrap_or("edit");
    t::CHANGED_CHOICES.iter().map(|(key, _)| *key).find(|key| *key == asked).unwrap_or("edit")
}

/// Checks a workbook; nothing is written.
pub async fn check(State(app): State<App>, viewer: Viewer, Path(key): Path<String>, input: Input) -> Answer {
    let ledger = enterable(&viewer, &key)?;
    let changed = changed(input.text("changed"));
    let Some(upload) = input.file("file") else {
        let page = page(&app, &viewer, &ledger, Some(t::NO_WORKBOOK), changed);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let task = sent(&app, &viewer, ledger, upload, How { changed, accept_good: false, dry_run: true }).await?;
    run(&app, &viewer, task, t::checking(&upload.name)).await
}

/// How a workbook is imported.
#[derive(Clone, Copy, Debug)]
struct How {
    changed: &'static str,
    accept_good: bool,
    dry_run: bool,
}

/// Keeps the workbook that was sent; it is on record who brought it.
async fn sent(app: &App, viewer: &Viewer, ledger: Arc<Ledger>, upload: &Upload, how: How) -> Result<Task, Fault> {
    let sha256 = app.files().keep(&upload.bytes).await?;
    let size = u64::try_from(upload.bytes.len()).unwrap_or(u64::MAX);
    let stored = StoredFile {
        sha256: sha256.clone(),
        size,
        media_type: XLSX.into(),
        first_name: upload.name.as_str().into(),
        uploaded_by: viewer.actor.account.clone(),
        at: app.now(),
    };
    app.store().keep_file(&stored).await?;
    let deed = Deed::by(viewer, AuditKind::Uploaded).on(&ledger.key);
    record(app, &viewer.caller, deed.saying(&t::log_workbook(size))).await?;
    Ok(Task {
        app: app.clone(),
        actor: viewer.actor.clone(),
        ledger,
        sha256,
        name: upload.name.clone(),
        changed: how.changed,
        accept_good: how.accept_good,
        dry_run: how.dry_run,
        from: viewer.caller.address.to_string(),
    })
}

/// Imports a workbook for a program, at once; answers what came of it and the workbook with its faults.
///
/// # Errors
/// The viewer may not register records; no workbook; the store.
pub async fn at_once(
    app: &App,
    viewer: &Viewer,
    key: &str,
    upload: &Upload,
    (changed_rows, accept_good, dry_run): (Option<&str>, bool, bool),
) -> Result<(ImportReport, Option<jobs::Made>), Fault> {
    let ledger = enterable(viewer, key)?;
    let task = sent(app, viewer, ledger, upload, How { changed: changed(changed_rows), accept_good, dry_run }).await?;
    let report = task.report(&Silent).await?;
    let marked = task.marked(&report).await?;
    Ok((report, marked))
}

/// Imports a workbook that was checked before.
pub async fn confirm(
    State(app): State<App>,
    viewer: Viewer,
    Path(key): Path<String>,
    caller: Caller,
    input: Input,
) -> Answer {
    let ledger = enterable(&viewer, &key)?;
    let sha256 = input.text("sha256").unwrap_or_default();
    if !app.store().is_uploader(sha256, &viewer.actor.account).await? {
        return Err(Fault::NotFound);
    }
    let name: String = input.text("name").unwrap_or(t::WORKBOOK).chars().take(200).collect();
    let title = t::importing(&name);
    let task = Task {
        app: app.clone(),
        actor: viewer.actor.clone(),
        ledger,
        sha256: sha256.into(),
        name,
        changed: changed(input.text("changed")),
        accept_good: input.text("good").is_some(),
        dry_run: false,
        from: caller.address.to_string(),
    };
    run(&app, &viewer, task, title).await
}

async fn run(app: &App, viewer: &Viewer, task: Task, title: String) -> Answer {
    let back = (task.ledger.title.to_string(), format!("/ledgers/{}", task.ledger.key));
    jobs::start(app, viewer, title, back, move |watch| task.run(watch)).await
}
