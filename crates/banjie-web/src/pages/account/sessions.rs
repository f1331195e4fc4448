//! Devices on which one is signed in.

use axum::extract::State;
use banjie_store::{AuditKind, Session};
use maud::{Markup, html};

use super::minute;
use crate::{
    App,
    pages::frame,
    server::{Answer, Caller, Deed, Door, Fault, Input, Viewer, record},
    text::account as t,
    ui::{self, Align, Button, Column, Look, Row, Table, Tone, badge, button, csrf_field, table},
};

/// Characters of a session's hash by which a form names it: enough to tell sessions of one account apart.
const NAMED_BY: usize = 16;

fn name(session: &Session) -> &str {
    session.id_hash.get(..NAMED_BY).unwrap_or_default()
}

fn own(viewer: &Viewer) -> &str {
    match &viewer.door {
        Door::Session(session) => &session.id_hash,
        Door::Token(_) => "",
    }
}

/// What a browser calls itself, in short.
pub(crate) fn browser(agent: &str) -> String {
    let known = [("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
    let systems =
        [("Android", "Android"), ("iPhone", "iPhone"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux")];
    let find = |words: &[(&str, &'static str)]| words.iter().find(|(mark, _)| agent.contains(mark)).map(|pair| pair.1);
    match (find(&known), find(&systems)) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(word), None) | (None, Some(word)) => word.to_owned(),
        _ => agent.chars().take(40).collect(),
    }
}

pub(super) async fn panel(app: &App, viewer: &Viewer) -> Result<Markup, Fault> {
    let sessions = app.store().sessions_of(&viewer.actor.account, app.now()).await?;
    let columns = [t::SESSION_STARTED, t::SESSION_SEEN, t::SESSION_FROM, t::SESSION_AGENT];
    let mut columns: Vec<Column> = columns.iter().map(|title| Column::new(title, Align::Tight)).collect();
    columns.push(Column::new(t::ACTIONS, Align::Actions));
    let row = |session: &Session| Row {
        cells: vec![
            html! { (minute(session.started_at)) },
            html! { (minute(session.seen_at)) },
            html! { (session.from) },
            html! { (browser(&session.agent)) },
            html! {
                @if &*session.id_hash == own(viewer) { (badge(t::SESSION_THIS, Tone::Active)) } @else {
                    (end_form(viewer, name(session), t::SESSION_END))
                }
            },
        ],
        ..Row::default()
    };
    let list = table(&Table {
        id: "sessions-table".to_owned(),
        caption: t::SESSIONS.to_owned(),
        columns,
        rows: sessions.iter().map(row).collect(),
        ..Table::default()
    });
    let others = if sessions.len() > 1 {
        end_form(viewer, "others", t::SESSIONS_END)
    } else {
        html! {}
    };
    Ok(ui::panel("sessions", t::SESSIONS, &others, &list))
}

fn end_form(viewer: &Viewer, which: &str, word: &str) -> Markup {
    html! {
        form.inline-form method="post" action="/account/sessions/end" {
            (csrf_field(viewer.csrf()))
            (button(&Button { word, look: Look::Plain, name: "session", value: which, ..Button::default() }))
        }
    }
}

/// Ends one session, or all but this.
pub(super) async fn end(State(app): State<App>, caller: Caller, viewer: Viewer, input: Input) -> Answer {
    let account = &viewer.actor.account;
    let which = input.text("session").unwrap_or_default();
    let deed = Deed::by(&viewer, AuditKind::SessionEnded).on(account).saying(t::LOG_SESSION);
    if which == "others" {
        let n = app.store().end_sessions_of(account, Some(own(&viewer))).await?;
        record(&app, &caller, deed).await?;
        return Ok(frame::done("/account", t::sessions_ended(n)));
    }
    let sessions = app.store().sessions_of(account, app.now()).await?;
    let Some(session) = sessions.iter().find(|session| name(session) == which) else { return Err(Fault::NotFound) };
    app.store().end_session(&session.id_hash).await?;
    record(&app, &caller, deed).await?;
    Ok(frame::done("/account", t::SESSION_ENDED))
}
