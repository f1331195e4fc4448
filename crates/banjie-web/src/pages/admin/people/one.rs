//! One person: what is registered, how the account stands, what can be done about it.

use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use banjie_desk::directory::Person;
use banjie_model::case::Record;
use banjie_store::{AuditOf, AuditRow, Credential, Session};
use maud::{Markup, html};

use super::{LEDGER, PATH, page_of, state_badge, state_of};
use crate::{
    App,
    pages::{
        account::browser,
        admin::{form, history, minute, pane},
        frame,
        shared::values,
    },
    server::{Answer, Fault, Viewer},
    text::{
        account as own,
        admin::{orgs, people as t},
    },
    ui::{
        Align, Button, Column, Level, Look, Row, Table, Term, alert, button, chip, csrf_field, definition_list,
        link_button, panel, table,
    },
};

/// Entries of the log on the page.
const LOGGED: u32 = 15;

/// The person and his record.
pub(super) async fn found(app: &App, viewer: &Viewer, account: &str) -> Result<(Person, Record), Fault> {
    let ledger = form::ledger(viewer, LEDGER)?;
    let person = viewer.snapshot.directory.people.get(account).cloned().ok_or(Fault::NotFound)?;
    let record = form::record_of(app, &ledger, "account", account).await?.ok_or(Fault::NotFound)?;
    Ok((person, record))
}

pub(in super::super) async fn one(State(app): State<App>, viewer: Viewer, Path(account): Path<String>) -> Answer {
    let (person, record) = found(&app, &viewer, &account).await?;
    let ledger = form::ledger(&viewer, LEDGER)?;
    let store = app.store();
    let now = app.now();
    let credential = store.credential(&account).await?;
    let sessions = store.sessions_of(&account, now).await?;
    let live = store.tokens(Some(&account)).await?.iter().filter(|token| token.is_live(now)).count();
    let about = AuditOf { target: Some(person.account.clone()), ..AuditOf::default() };
    let log = store.audit_entries(&about, None, LOGGED).await?;
    let own = viewer.actor.account == person.account;
    let edit = link_button(t::EDIT, &format!("{}/edit", page_of(&account)), Look::Primary, None);
    let content = html! {
        header.page-head {
            div { h1 { (person.name) } p { (values::org(&viewer.snapshot, &person.org)) } }
            div.actions { @if !own { (edit) } }
        }
        @if own { (alert(Level::Info, "", &html! { p { (t::SELF) } })) }
        (panel("person", t::PERSON, &html! {}, &facts(&viewer, &person, &record)?))
        (panel("account", t::HIS_ACCOUNT, &html! {}, &account_of(&app, &viewer, &person, credential.as_ref(), own)))
        (panel("sessions", t::SESSIONS, &html! {}, &sessions_table(&sessions)))
        (panel("tokens", t::TOKENS, &html! {}, &html! { p { (t::live_tokens(live)) } }))
        (panel("log", t::LOG, &html! {}, &log_table(&viewer, &log)))
        (panel("history", orgs::HISTORY, &html! {}, &history::of(&app, &viewer, &ledger, &record).await?))
    };
    Ok(pane(&app, &viewer, PATH, &person.name, &content).into_response())
}

fn facts(viewer: &Viewer, person: &Person, record: &Record) -> Result<Markup, Fault> {
    let ledger = form::ledger(viewer, LEDGER)?;
    let shown = ledger.fields.iter().filter(|field| &*field.name != "roles");
    let mut terms: Vec<Term> = shown
        .map(|field| Term::text(&field.title, &form::said(viewer, &ledger, record, &field.name).unwrap_or_default()))
        .collect();
    let roles = html! { @for role in &person.roles { (chip(&frame::role_title(viewer, role))) " " } };
    let roles = (!person.roles.is_empty()).then_some(roles);
    terms.push(Term { title: t::ROLES.to_owned(), value: roles, wide: true });
    Ok(definition_list(&terms))
}

fn account_of(app: &App, viewer: &Viewer, person: &Person, credential: Option<&Credential>, own: bool) -> Markup {
    let now = app.now();
    let state = state_of(person, credential, now);
    let locked = credential.and_then(|c| c.locked_until).filter(|until| now < *until);
    let state_words = html! { (state_badge(state)) @if let Some(until) = locked { " " (t::locked(until)) } };
    let mut terms = vec![Term::markup(t::STATE, state_words)];
    if let Some(credential) = credential {
        let second = if credential.totp_secret.is_some() { t::ON } else { t::OFF };
        terms.push(Term::text(t::SECOND, second));
        terms.push(Term::text(t::LAST, &credential.last_sign_in.map(minute).unwrap_or_default()));
        terms.push(Term::text(t::CHANGED, &minute(credential.changed_at)));
        terms.push(Term::text(t::FAILURES, &t::times(credential.failures)));
    }
    html! {
        (definition_list(&terms))
        @if !own { (deeds(viewer, person, credential, state)) }
    }
}

/// What can be done, by how the account stands.
fn deeds(viewer: &Viewer, person: &Person, credential: Option<&Credential>, state: &str) -> Markup {
    let open = |key: &str| match (key, credential) {
        ("open", None) => state != "left",
        (_, None) | ("open", Some(_)) => false,
        ("unlock", Some(credential)) => credential.failures > 0 || state == "locked",
        ("disable", Some(credential)) => !credential.disabled,
        ("enable", Some(credential)) => credential.disabled,
        ("second", Some(credential)) => credential.totp_secret.is_some(),
        _ => true,
    };
    html! {
        div.row {
            @for (key, word, danger, confirm) in t::DEEDS.into_iter().filter(|(key, ..)| open(key)) {
                form.inline-form method="post" action={ (page_of(&person.account)) "/" (key) } {
                    (csrf_field(viewer.csrf()))
                    (button(&Button { word, confirm, look: if danger { Look::Danger } else { Look::Plain }, ..Button::default() }))
                }
            }
        }
    }
}

fn sessions_table(sessions: &[Session]) -> Markup {
    let titles = [own::SESSION_STARTED, own::SESSION_SEEN, own::SESSION_FROM, own::SESSION_AGENT];
    let row = |session: &Session| Row {
        cells: vec![
            html! { (minute(session.started_at)) },
            html! { (minute(session.seen_at)) },
            html! { (session.from) },
            html! { (browser(&session.agent)) },
        ],
        ..Row::default()
    };
    table(&Table {
        id: "sessions-table".to_owned(),
        caption: t::SESSIONS.to_owned(),
        columns: titles.iter().map(|title| Column::new(title, Align::Tight)).collect(),
        rows: sessions.iter().map(row).collect(),
        empty: Some(html! { p.empty-line { (t::SESSIONS_NONE) } }),
        ..Table::default()
    })
}

fn log_table(viewer: &Viewer, rows: &[AuditRow]) -> Markup {
    let titles = [own::LOG_AT, own::LOG_WHAT_COLUMN, t::NAME, own::LOG_DETAIL];
    let row = |row: &AuditRow| Row {
        cells: vec![
            html! { (minute(row.entry.at)) },
            html! { (row.entry.what.zh()) },
            html! { (row.entry.account.as_deref().map(|account| values::person(&viewer.snapshot, account)).unwrap_or_default()) },
            html! { (row.entry.detail) },
        ],
        ..Row::default()
    };
    table(&Table {
        id: "log-table".to_owned(),
        caption: t::LOG.to_owned(),
        columns: titles.iter().map(|title| Column::new(title, Align::Text)).collect(),
        rows: rows.iter().map(row).collect(),
        empty: Some(html! { p.empty-line { (t::LOG_NONE) } }),
        ..Table::default()
    })
}
