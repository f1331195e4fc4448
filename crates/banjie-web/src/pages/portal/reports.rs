//! Published reports: signed ones that the bureau decided to publish, as they were frozen. Their figures lead nowhere.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use banjie_desk::ports::{ListQuery, Store as _};
use banjie_model::{
    calendar::date_zh,
    case::Record,
    definition::Ledger,
    value::{FileRef, RecordId, Value},
};
use chrono::{Datelike as _, NaiveDate};
use maud::{Markup, PreEscaped, html};

use super::super::reports::publishing::{LEDGER, PAGE, PRINT, PUBLISHED, PUBLISHER, WORD};
use crate::{
    App,
    pages::{
        frame::{self, Spot},
        shared::jobs::attachment,
    },
    server::{Answer, Fault},
    text::{cases, portal, results as t},
    ui::{Icon, Look, Term, definition_list, empty, link_button},
};

/// A published report.
struct Published {
    ledger: Arc<Ledger>,
    record: Record,
}

impl Published {
    /// All of them, the latest first.
    async fn all(app: &App) -> Result<Vec<Published>, Fault> {
        app.desk().catch_up().await?;
        let Some(ledger) = app.snapshot().library().ledger(LEDGER).cloned() else { return Ok(Vec::new()) };
        let records = app.store().list(&ledger, &ListQuery::default()).await?;
        let standing = records.into_iter().filter(|record| record.state.as_deref() == Some(PUBLISHED));
        let mut all: Vec<Published> = standing.map(|record| Published { ledger: ledger.clone(), record }).collect();
        all.sort_by_key(|one| std::cmp::Reverse((one.day(), one.record.id.0)));
        Ok(all)
    }

    async fn find(app: &App, id: i64) -> Result<Published, Fault> {
        app.desk().catch_up().await?;
        let ledger = app.snapshot().library().ledger(LEDGER).cloned().ok_or(Fault::NotFound)?;
        let case = app.store().case(&ledger, RecordId(id)).await?.ok_or(Fault::NotFound)?;
        let published = case.record.state.as_deref() == Some(PUBLISHED);
        published.then_some(Published { ledger, record: case.record }).ok_or(Fault::NotFound)
    }

    fn value(&self, name: &str) -> Option<&Value> {
        self.record.values.get(self.ledger.field(name)?.0)
    }

    fn text(&self, name: &str) -> &str {
        self.value(name).and_then(Value::as_str).unwrap_or_default()
    }

    fn day(&self) -> NaiveDate {
        match self.value("published_on") {
            Some(Value::Date(day)) => *day,
            _ => self.record.changed_at.date(),
        }
    }

    fn office(&self, app: &App) -> String {
        let snapshot = app.snapshot();
        match self.value("about") {
            Some(Value::Org(code)) => snapshot.world().orgs.get(code).map_or(code.to_string(), |o| o.name.to_string()),
            _ => String::new(),
        }
    }

    /// A file of it, where this program made it: what somebody put there by hand is not shown to the public.
    async fn file(&self, app: &App, name: &str) -> Result<Option<FileRef>, Fault> {
        let Some(Value::Files(files)) = self.value(name) else { return Ok(None) };
        let Some(file) = files.first() else { return Ok(None) };
        let own = app.store().is_uploader(&file.sha256, PUBLISHER).await?;
        Ok(own.then(|| file.clone()))
    }

    fn path(&self) -> String {
        format!("/portal/reports/{}", self.record.id)
    }
}

/// The published reports, by year.
pub(super) async fn list(State(app): State<App>) -> Answer {
    let all = Published::all(&app).await?;
    let mut years: Vec<i32> = all.iter().map(|one| one.day().year()).collect();
    years.dedup();
    let content = html! {
        h1 { (t::REPORTS) }
        p { (t::REPORTS_ABOUT) }
        @if all.is_empty() { (empty(t::NO_REPORTS, portal::NONE_YET, &html! {})) }
        @for year in &years {
            section {
                h2 { (t::year(*year)) }
                ul.service-list {
                    @for one in all.iter().filter(|one| one.day().year() == *year) {
                        li {
                            a href=(one.path()) { (one.text("title")) }
                            p { (date_zh(one.day())) @if !one.text("summary").is_empty() { (portal::STOP) (one.text("summary")) } }
                        }
                    }
                }
            }
        }
    };
    Ok(frame::public(&app, &Spot::new(t::REPORTS, "/portal/reports"), &content).into_response())
}

/// A published report to be read.
pub(super) async fn show(State(app): State<App>, Path(id): Path<i64>) -> Answer {
    let one = Published::find(&app, id).await?;
    let page = one.file(&app, PAGE).await?.ok_or(Fault::NotFound)?;
    let bytes = app.files().read(&page.sha256).await?;
    let text = String::from_utf8(bytes).map_err(|error| Fault::Broken(error.to_string()))?;
    let (word, print) = (one.file(&app, WORD).await?, one.file(&app, PRINT).await?);
    let mut terms = vec![Term::text(t::PUBLISHED_ON, &date_zh(one.day())), Term::text(t::ABOUT, &one.office(&app))];
    if let Some(file) = &word {
        terms.push(Term::markup(t::CHECKSUM, html! { code.digest { (file.sha256) } }).wide());
    }
    let download = |word: &str, end: &str, file: &FileRef| -> Markup {
        let word = t::download(word, &cases::size(file.size_bytes));
        link_button(&word, &format!("{}/{end}", one.path()), Look::Plain, Some(Icon::Download))
    };
    let content = html! {
        div.actions {
            @if let Some(file) = &word { (download(t::WORD, "docx", file)) }
            @if let Some(file) = &print { (download(t::PDF, "pdf", file)) }
        }
        article.proof-text { (PreEscaped(text)) }
        (definition_list(&terms))
        p { a href="/portal/reports" { (t::ALL_REPORTS) } }
    };
    let spot = Spot::new(one.text("title"), "/portal/reports").under(t::REPORTS, "/portal/reports");
    Ok(frame::public(&app, &spot, &content).into_response())
}

/// A published report as a file.
pub(super) async fn file(State(app): State<App>, Path((id, file)): Path<(i64, String)>) -> Result<Response, Fault> {
    let (field, media) = match &*file {
        "docx" => (WORD, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        "pdf" => (PRINT, "application/pdf"),
        _ => return Err(Fault::NotFound),
    };
    let one = Published::find(&app, id).await?;
    let found = one.file(&app, field).await?.ok_or(Fault::NotFound)?;
    let bytes = app.files().read(&found.sha256).await?;
    Ok(attachment(&found.name, media, bytes))
}
