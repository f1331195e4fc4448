//! Checks that nothing that was written was changed since: the audit log, the log of events with the records, the signed reports.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use banjie_desk::Snapshot;
use banjie_model::definition::Ledger;
use banjie_store::{AuditEntry, AuditKind};
use maud::html;

use super::{back, job, pane};
use crate::{
    App,
    server::{Answer, Caller, Fault, Input, JobState, Steps, Viewer},
    text::admin::audit as t,
    ui::{Button, Look, empty, panel, post_button},
};

const PATH: &str = "/admin/chains";
const KIND: &str = "chains";

pub(super) async fn page(State(app): State<App>, viewer: Viewer) -> Response {
    let last = app.jobs().last(KIND);
    let start =
        post_button(viewer.csrf(), PATH, &Button { word: t::CHAINS_START, look: Look::Primary, ..Button::default() });
    let outcome = match &last {
        Some(last) => job::shown(last),
        None => empty(t::CHAINS_NEVER, t::CHAINS_NEVER_WHAT, &html! {}),
    };
    let content = html! {
        header.page-head { div { h1 { (t::CHAINS) } p { (t::CHAINS_WHAT) } } div.actions { (start) } }
        (panel("last", t::CHAINS_LAST, &html! {}, &outcome))
    };
    job::watched(pane(&app, &viewer, PATH, t::CHAINS, &content), last.as_ref())
}

/// Starts the check; what it finds goes into the audit log too.
pub(super) async fn start(State(app): State<App>, caller: Caller, viewer: Viewer, _: Input) -> Answer {
    let account = viewer.actor.account.clone();
    let (work, from) = (app.clone(), caller.address.to_string());
    app.jobs().start(KIND, &account.clone(), app.now(), move |steps| async move {
        let state = check(&work, &steps).await?;
        let whole = matches!(state, JobState::Done(_));
        let entry = AuditEntry {
            at: work.now(),
            account: Some(account),
            from: from.into(),
            what: AuditKind::AuditChecked,
            target: None,
            detail: if whole { t::CHAINS_WHOLE } else { t::CHAINS_BROKEN }.into(),
            ok: whole,
        };
        work.store().append_audit(&entry).await?;
        Ok(state)
    });
    Ok(back(PATH).into_response())
}

async fn check(app: &App, steps: &Steps) -> Result<JobState, Fault> {
    let store = app.store();
    let (mut found, mut wrong) = (Vec::new(), false);
    let audit = store.verify_audit().await?;
    match audit.broken {
        None => found.push(t::audit_whole(audit.entries, &audit.last_hash)),
        Some(broken) => {
            wrong = true;
            found.push(t::audit_broken(broken.id, &broken.what));
        }
    }
    let snapshot = app.snapshot();
    let find = |key: &str, version: Option<&str>| definition(&snapshot, key, version);
    let (events, altered) = store.altered(&find, steps).await?;
    if altered.is_empty() {
        found.push(t::events_whole(events));
    }
    for one in &altered {
        wrong = true;
        let title = snapshot.library().ledger(&one.ledger).map_or(&*one.ledger, |ledger| &*ledger.title);
        found.push(t::event_broken(one.seq, title, &one.record.0.to_string(), &one.what));
    }
    let broken = store.broken_seals().await?;
    if broken.is_empty() {
        found.push(t::seals_whole(store.signed_reports().await?.len()));
    }
    for one in &broken {
        wrong = true;
        found.push(t::seal_broken(one.number, &one.what));
    }
    Ok(if wrong { JobState::Faulty(found) } else { JobState::Done(found) })
}

/// The definition of a ledger in a package version; none: in force.
fn definition(snapshot: &Snapshot, key: &str, version: Option<&str>) -> Option<Arc<Ledger>> {
    let (package, ledger) = key.split_once('.')?;
    let mut libraries = std::iter::once(snapshot.library()).chain(snapshot.earlier());
    let fits = libraries.find(|library| {
        let package = library.packages.get(package);
        package.is_some_and(|p| version.is_none_or(|version| &*p.version == version))
    })?;
    fits.packages.get(package)?.ledgers.get(ledger).cloned()
}
