//! Long work: it runs to its end though the browser leaves, and its page tells how far it is and what came of it.

use std::{
    collections::BTreeMap,
    fmt,
    future::Future,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    extract::{Path, State},
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use banjie_desk::Progress;
use banjie_model::{Moment, Name};
use banjie_store::StoredFile;
use chrono::TimeDelta;
use maud::{Markup, html};

use crate::{
    App,
    pages::frame::{self, Spot},
    routes::{Access, Route, get},
    server::{Answer, Fault, Viewer},
    text::jobs as t,
    ui::{self, Icon, Level, Look},
};

/// A finished job is forgotten after so long.
const KEPT: TimeDelta = TimeDelta::hours(24);
/// Jobs of one account that may run at once.
const MOST: usize = 3;
/// So long the first answer waits: short work needs no page of its own.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get("/jobs/{job}", Access::SignedIn, "how far long work is, and what came of it", show),
        get("/jobs/{job}/files/{n}", Access::SignedIn, "a file long work made", file),
    ]
}

/// A file a job made.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its name.
    pub name: String,
    /// Media type.
    pub media: &'static str,
    /// SHA-256 of the content, under which it lies on the shelves.
    pub sha256: Name,
}

/// What is shown of a job that is done, for whoever started it.
pub type Report = Box<dyn Fn(&Viewer) -> Markup + Send + Sync>;

/// What came of a job.
pub struct Done {
    /// Kind of message.
    pub level: Level,
    /// What came of it, in a sentence.
    pub said: String,
    /// The rest.
    pub report: Report,
    /// Files to be taken away.
    pub files: Vec<Made>,
}

impl Done {
    /// Done, and nothing more to say.
    #[must_use]
    pub fn new(level: Level, said: impl Into<String>) -> Done {
        Done { level, said: said.into(), report: Box::new(|_| html! {}), files: Vec::new() }
    }

    /// With more to be read.
    #[must_use]
    pub fn telling(mut self, report: impl Fn(&Viewer) -> Markup + Send + Sync + 'static) -> Done {
        self.report = Box::new(report);
        self
    }

    /// With a file.
    #[must_use]
    pub fn with(mut self, file: Made) -> Done {
        self.files.push(file);
        self
    }
}

/// How far a job is.
#[derive(Debug, Default)]
pub struct Watch {
    stage: Mutex<String>,
    total: AtomicU64,
    done: AtomicU64,
}

impl Progress for Watch {
    fn begin(&self, what: &str, total: u64) {
        what.clone_into(&mut self.stage.lock().unwrap_or_else(PoisonError::into_inner));
        self.total.store(total, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
    }

    fn step(&self, n: u64) {
        self.done.fetch_add(n, Ordering::Relaxed);
    }

    fn end(&self) {
        self.begin("", 0);
    }
}

/// One piece of long work.
struct Job {
    account: Name,
    title: String,
    /// Where it was started: title and address.
    back: (String, String),
    started: Moment,
    watch: Arc<Watch>,
    outcome: OnceLock<Result<Done, Fault>>,
}

/// What people started on pages of this process.
#[derive(Default)]
pub struct Errands(Mutex<BTreeMap<String, Arc<Job>>>);

impl fmt::Debug for Errands {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Errands")
    }
}

impl Errands {
    fn find(&self, id: &str, viewer: &Viewer) -> Result<Arc<Job>, Fault> {
        let jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let job = jobs.get(id).filter(|job| job.account == viewer.actor.account);
        job.cloned().ok_or(Fault::NotFound)
    }

    fn add(&self, id: String, job: Arc<Job>, now: Moment) -> Result<(), Fault> {
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.retain(|_, known| known.outcome.get().is_none() || now - known.started < KEPT);
        let running = jobs.values().filter(|known| known.account == job.account && known.outcome.get().is_none());
        if running.count() >= MOST {
            return Err(Fault::bad(t::too_many(MOST)));
        }
        jobs.insert(id, job);
        Ok(())
    }
}

/// Starts long work and answers with the way to its page. `back` is where it was started: title and address.
///
/// # Errors
/// Too many run already.
pub async fn start<W, F>(app: &App, viewer: &Viewer, title: String, back: (String, String), work: W) -> Answer
where
    W: FnOnce(Arc<Watch>) -> F,
    F: Future<Output = Result<Done, Fault>> + Send + 'static,
{
    let watch = Arc::new(Watch::default());
    let job = Arc::new(Job {
        account: viewer.actor.account.clone(),
        title,
        back,
        started: app.now(),
        watch: watch.clone(),
        outcome: OnceLock::new(),
    });
    let id = app.secret();
    app.errands().add(id.clone(), job.clone(), app.now())?;
    let running = work(watch);
    let task = tokio::spawn(async move {
        let worker = tokio::spawn(running);
        let outcome = worker.await.unwrap_or_else(|error| Err(Fault::Broken(error.to_string())));
        if let Err(Fault::Broken(why)) = &outcome {
            tracing::error!(%why, "a job failed");
        }
        let _first = job.outcome.set(outcome);
    });
    let _still_running = tokio::time::timeout(PATIENCE, task).await;
    Ok(Redirect::to(&format!("/jobs/{id}")).into_response())
}

async fn show(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Answer {
    let job = app.errands().find(&id, &viewer)?;
    let (back, href) = &job.back;
    let content = html! {
        header.page-head { div { h1 { (job.title) } p.quiet { (t::started(&job.started.format("%Y-%m-%d %H:%M:%S").to_string())) } } }
        @match job.outcome.get() {
            None => (running(&job.watch)),
            Some(Ok(done)) => {
                (ui::alert(done.level, &done.said, &html! {}))
                @if !done.files.is_empty() {
                    div.row {
                        @for (n, file) in done.files.iter().enumerate() {
                            (ui::link_button(&t::download(&file.name), &format!("/jobs/{id}/files/{n}"), Look::Primary, Some(Icon::Download)))
                        }
                    }
                }
                ((done.report)(&viewer))
            },
            Some(Err(fault)) => (failed(fault)),
        }
        p { a href=(href) { (t::back(back)) } }
    };
    let spot = Spot::new(&job.title, format!("/jobs/{id}")).under(back, href);
    let mut response = frame::page(&app, &viewer, &spot, &content).into_response();
    if job.outcome.get().is_none() {
        response.headers_mut().insert(HeaderName::from_static("refresh"), HeaderValue::from_static("2"));
    }
    Ok(response)
}

fn running(watch: &Watch) -> Markup {
    let stage = watch.stage.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let (done, total) = (watch.done.load(Ordering::Relaxed), watch.total.load(Ordering::Relaxed));
    let stage = if stage.is_empty() { t::WORKING.to_owned() } else { stage };
    html! {
        div role="status" {
            @if total > 0 { (ui::progress(&stage, done, total)) } @else { p { (stage) @if done > 0 { " " (done) } "…" } }
        }
        p.quiet { (t::MAY_LEAVE) }
    }
}

/// What went wrong, with rule and basis.
fn failed(fault: &Fault) -> Markup {
    let problem = fault.problem();
    let body = html! {
        p { (problem.message) }
        @if let Some(rule) = &problem.rule { p { (t::RULE) (rule) } }
        @if let Some(basis) = &problem.basis { p { (t::BASIS) (basis) } }
    };
    ui::alert(Level::Error, t::FAILED, &body)
}

async fn file(State(app): State<App>, viewer: Viewer, Path((id, n)): Path<(String, usize)>) -> Answer {
    let job = app.errands().find(&id, &viewer)?;
    let Some(Ok(done)) = job.outcome.get() else { return Err(Fault::NotFound) };
    let made = done.files.get(n).ok_or(Fault::NotFound)?;
    let bytes = app.files().read(&made.sha256).await?;
    Ok(attachment(&made.name, made.media, bytes))
}

/// A file to be kept by the reader, never shown in the browser.
#[must_use]
pub fn attachment(name: &str, media: &'static str, bytes: Vec<u8>) -> Response {
    let mut encoded = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    let disposition = format!("attachment; filename*=UTF-8''{encoded}");
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// Lays a file on the shelves for the viewer to take away; files no record needs are forgotten in time.
///
/// # Errors
/// The disk, the store.
pub async fn made(app: &App, account: &Name, name: String, media: &'static str, bytes: &[u8]) -> Result<Made, Fault> {
    let sha256 = app.files().keep(bytes).await?;
    let stored = StoredFile {
        sha256: sha256.clone(),
        size: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        media_type: media.into(),
        first_name: name.as_str().into(),
        uploaded_by: account.clone(),
        at: app.now(),
    };
    app.store().keep_file(&stored).await?;
    Ok(Made { name, media, sha256 })
}
