//! Whether everything works: for an administrator to read, and for programs that watch.

use std::path::{Path, PathBuf};

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use banjie_desk::{Fallen, ports::Store as _};
use banjie_model::Moment;
use chrono::TimeDelta;
use maud::{Markup, html};

use super::{backups::size, pane, second};
use crate::{
    App,
    server::{Fault, Round, Viewer},
    text::admin::health as t,
    ui::{Level, Term, alert, definition_list, panel},
};

const PATH: &str = "/admin/health";
/// A scheduler that has been quiet for so long does not work.
const QUIET: TimeDelta = TimeDelta::minutes(3);

/// The program runs.
pub(super) async fn live() -> &'static str {
    "ok"
}

/// The database answers. Nothing about it is told: anybody may ask.
pub(super) async fn ready(State(app): State<App>) -> Response {
    match app.store().head().await {
        Ok(_) => "ok".into_response(),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "database").into_response()
        }
    }
}

pub(super) async fn page(State(app): State<App>, viewer: Viewer) -> Result<Markup, Fault> {
    let database = database(&app).await?;
    let content = html! {
        header.page-head { div { h1 { (t::TITLE) } p { (t::WHAT) } } }
        (panel("scheduler", t::SCHEDULER, &html! {}, &scheduler(&app)))
        (panel("database", t::DATABASE, &html! {}, &definition_list(&database)))
        (panel("disk", t::DISK, &html! {}, &disk(app.files().folder())))
        (panel("program", t::PROGRAM, &html! {}, &definition_list(&program(&app, &viewer))))
    };
    Ok(pane(&app, &viewer, PATH, t::TITLE, &content))
}

fn program(app: &App, viewer: &Viewer) -> Vec<Term> {
    let library = viewer.snapshot.library();
    vec![
        Term::text(t::VERSION, env!("CARGO_PKG_VERSION")),
        Term::text(t::STARTED, &second(app.rounds().started())),
        Term::text(t::ADDRESS, app.settings().address.as_deref().unwrap_or_default()),
        Term::text(t::PACKAGES, &t::packages(library.packages.len(), library.ledgers().count())),
    ]
}

async fn database(app: &App) -> Result<Vec<Term>, Fault> {
    let store = app.store();
    let sealed = store.blind("health", "").is_ok();
    let head = store.head().await?;
    let indexed = app.finder().position().await;
    Ok(vec![
        Term::text(t::KIND, &store.describe()),
        Term::text(t::IDENTITY, &store.identity().await?),
        Term::text(t::HEAD, &t::entries(head)),
        Term::text(t::SEARCH, &indexed.map_or_else(|| t::FILLING.to_owned(), |position| t::indexed(position, head))),
        Term::text(t::KEY, if sealed { t::KEY_OPEN } else { t::KEY_MISSING }),
    ])
}

/// The folder, or what is nearest above it: it is made when the first file comes.
fn standing(folder: &Path) -> Option<PathBuf> {
    let here = std::path::absolute(folder).ok()?;
    here.ancestors().find(|path| path.is_dir()).map(Path::to_path_buf)
}

fn disk(folder: &Path) -> Markup {
    let place = standing(folder);
    let space = place.and_then(|place| Some((fs4::available_space(&place).ok()?, fs4::total_space(&place).ok()?)));
    let words = space.map_or_else(|| t::UNKNOWN.to_owned(), |(free, all)| t::free(&size(free), &size(all)));
    let low = space.is_some_and(|(free, all)| free < all / 10);
    html! {
        @if low { (alert(Level::Warn, "", &html! { p { (t::DISK_LOW) } })) }
        (definition_list(&[Term::text(t::FILES, &folder.display().to_string()), Term::text(t::FREE, &words)]))
    }
}

fn scheduler(app: &App) -> Markup {
    let (last, busy) = app.rounds().last();
    let now: Moment = app.now();
    let quiet_since = last.as_ref().map_or(app.rounds().started(), |round| round.at);
    let shown = |round: &Option<Round>| match round {
        None => html! { (t::NO_ROUND) },
        Some(round) => html! {
            (t::round(&second(round.at), round.took))
            br;
            @match &round.outcome {
                Ok(fallen) => (told(fallen)),
                Err(why) => (t::round_failed(why)),
            }
        },
    };
    html! {
        @if now - quiet_since > QUIET { (alert(Level::Warn, "", &html! { p { (t::ROUND_LATE) } })) }
        (definition_list(&[Term::markup(t::LAST_ROUND, shown(&last)), Term::markup(t::LAST_BUSY, shown(&busy))]))
    }
}

/// What a round did, in words.
fn told(fallen: &Fallen) -> String {
    if *fallen == Fallen::default() {
        return t::IDLE.to_owned();
    }
    let mut parts = vec![t::looked_at(fallen.cases)];
    parts.extend(fallen.kinds.iter().map(|(kind, n)| t::fell(kind.zh(), *n)));
    let more = [
        (fallen.opened, t::opened(fallen.opened)),
        (fallen.handed_over, t::handed_over(fallen.handed_over)),
        (fallen.concluded, t::concluded(fallen.concluded)),
        (fallen.refused.len() as u64, t::refused(fallen.refused.len())),
    ];
    parts.extend(more.into_iter().filter(|(n, _)| *n > 0).map(|(_, words)| words));
    parts.join(t::PART)
}
