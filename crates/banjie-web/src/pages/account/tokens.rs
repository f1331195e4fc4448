//! Tokens by which programs act for oneself.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use banjie_model::Moment;
use banjie_store::{ApiToken, AuditKind};
use chrono::TimeDelta;
use maud::{Markup, html};

use super::{minute, page};
use crate::{
    App,
    pages::frame::{self, Spot},
    server::{Answer, Caller, Deed, Fault, Input, Viewer, kept, record},
    text::account as t,
    ui::{
        self, Align, Button, Choice, Column, FieldFault, Level, Look, PlainInput, Row, Table, Tone, alert, badge,
        button, csrf_field, error_summary, link_button, plain_input, select_input, table,
    },
};

/// Live tokens an account may have.
const MOST: usize = 20;
/// Longest name, in characters.
const LONGEST: usize = 60;

/// What was typed for a new token, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Typed {
    name: String,
    scope: String,
    life: String,
    faults: Vec<FieldFault>,
}

pub(super) fn panel(tokens: &[ApiToken], viewer: &Viewer, now: Moment, typed: &Typed) -> Markup {
    let columns = vec![
        Column::new(t::TOKEN_NAME, Align::Text),
        Column::new(t::TOKEN_SCOPE, Align::Tight),
        Column::new(t::TOKEN_MADE, Align::Tight),
        Column::new(t::TOKEN_EXPIRES, Align::Tight),
        Column::new(t::TOKEN_USED, Align::Tight),
        Column::new(t::TOKEN_STATE, Align::Tight),
        Column::new(t::ACTIONS, Align::Actions),
    ];
    let list = table(&Table {
        id: "tokens-table".to_owned(),
        caption: t::TOKENS.to_owned(),
        columns,
        rows: tokens.iter().rev().map(|token| row(token, viewer, now)).collect(),
        empty: Some(html! { p.empty-line { (t::TOKENS_NONE) } }),
        ..Table::default()
    });
    ui::panel("tokens", t::TOKENS, &html! {}, &html! { p.quiet { (t::TOKENS_WHAT) } (list) (form(viewer, typed)) })
}

fn scopes(token: &ApiToken) -> &'static str {
    let writes = token.scopes.iter().any(|scope| &**scope == "write");
    if writes { t::SCOPES[1].1 } else { t::SCOPES[0].1 }
}

fn row(token: &ApiToken, viewer: &Viewer, now: Moment) -> Row {
    let (state, tone) = match (token.revoked_at, token.is_live(now)) {
        (Some(_), _) => (t::TOKEN_REVOKED, Tone::Plain),
        (None, true) => (t::TOKEN_LIVE, Tone::Done),
        (None, false) => (t::TOKEN_EXPIRED, Tone::Plain),
    };
    let day = |at: Option<Moment>| at.map_or_else(|| ui_missing().to_owned(), |at| at.format("%Y-%m-%d").to_string());
    let id = token.id.to_string();
    let revoke = Button {
        word: t::TOKEN_REVOKE,
        look: Look::Danger,
        name: "token",
        value: &id,
        confirm: t::TOKEN_REVOKE_SURE,
        ..Button::default()
    };
    Row {
        cells: vec![
            html! { (token.name) },
            html! { (scopes(token)) },
            html! { (day(Some(token.made_at))) },
            html! { (day(token.expires_at)) },
            html! { @match token.last_used_at { Some(at) => (minute(at)), None => (ui_missing()) } },
            badge(state, tone),
            html! {
                @if token.is_live(now) {
                    form.inline-form method="post" action="/account/tokens/revoke" { (csrf_field(viewer.csrf())) (button(&revoke)) }
                }
            },
        ],
        ..Row::default()
    }
}

fn ui_missing() -> &'static str {
    crate::text::ui::MISSING
}

fn form(viewer: &Viewer, typed: &Typed) -> Markup {
    let error = |name: &str| typed.faults.iter().find(|fault| fault.name == name).map(|fault| fault.text.as_str());
    let choices = |words: &[(&str, &str)]| -> Vec<Choice> {
        let choice =
            |(key, title): &(&str, &str)| Choice { key: (*key).into(), title: (*title).into(), group: String::new() };
        words.iter().map(choice).collect()
    };
    let name = PlainInput {
        name: "name",
        title: t::TOKEN_NAME,
        value: &typed.name,
        help: t::TOKEN_NAME_HELP,
        error: error("name"),
        required: true,
        autocomplete: "off",
        ..PlainInput::default()
    };
    let scope = if typed.scope.is_empty() { "read" } else { &typed.scope };
    let life = if typed.life.is_empty() { "90" } else { &typed.life };
    let select =
        |name, title, value, error| PlainInput { name, title, value, error, settled: true, ..PlainInput::default() };
    html! {
        form.form method="post" action="/account/tokens" {
            (error_summary(&typed.faults))
            (csrf_field(viewer.csrf()))
            div.fields {
                (plain_input(&name))
                (select_input(&select("scope", t::TOKEN_SCOPE, scope, error("scope")), &choices(&t::SCOPES)))
                (select_input(&select("life", t::TOKEN_EXPIRES, life, error("life")), &choices(&t::LIVES)))
            }
            (button(&Button { word: t::TOKEN_MAKE, ..Button::default() }))
        }
    }
}

fn read(input: &Input, live: usize) -> Typed {
    let text = |name: &str| input.text(name).unwrap_or_default().to_owned();
    let mut typed = Typed { name: text("name"), scope: text("scope"), life: text("life"), faults: Vec::new() };
    let known = |words: &[(&str, &str)], value: &str| words.iter().any(|(key, _)| *key == value);
    let mut fault = |name: &str, title: &str, text: &str| {
        typed.faults.push(FieldFault { name: name.into(), title: title.into(), text: text.into() });
    };
    match typed.name.chars().count() {
        0 => fault("name", t::TOKEN_NAME, t::TOKEN_NAMELESS),
        n if n > LONGEST => fault("name", t::TOKEN_NAME, t::TOKEN_NAME_LONG),
        _ if live >= MOST => fault("name", t::TOKEN_NAME, t::TOKENS_MANY),
        _ => {}
    }
    if !known(&t::SCOPES, &typed.scope) {
        fault("scope", t::TOKEN_SCOPE, t::TOKEN_SCOPE_UNKNOWN);
    }
    if !known(&t::LIVES, &typed.life) {
        fault("life", t::TOKEN_EXPIRES, t::TOKEN_LIFE_UNKNOWN);
    }
    typed
}

/// Makes a token and shows it this once.
pub(super) async fn make(State(app): State<App>, caller: Caller, viewer: Viewer, input: Input) -> Answer {
    let account = &viewer.actor.account;
    let now = app.now();
    let live = app.store().tokens(Some(account)).await?.iter().filter(|token| token.is_live(now)).count();
    let typed = read(&input, live);
    if !typed.faults.is_empty() {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&app, &viewer, &typed).await?).into_response());
    }
    let secret = app.secret();
    let scopes = if typed.scope == "write" { vec!["read".into(), "write".into()] } else { vec!["read".into()] };
    let days = typed.life.parse().ok().and_then(TimeDelta::try_days).unwrap_or_default();
    let token = ApiToken {
        id: 0,
        account: account.clone(),
        name: typed.name.as_str().into(),
        hash: kept(&secret),
        scopes,
        made_at: now,
        expires_at: Some(now + days),
        revoked_at: None,
        last_used_at: None,
    };
    record(&app, &caller, Deed::by(&viewer, AuditKind::TokenMade).on(account).saying(&typed.name)).await?;
    app.store().make_token(&token).await?;
    let content = html! {
        header.page-head { h1 { (t::TOKEN_DONE) } }
        div.prose {
            (alert(Level::Warn, "", &html! { p { (t::TOKEN_ONCE) } }))
            p { code.secret data-copy { (secret) } }
            p.quiet { (t::TOKEN_HOW) " " code { "Authorization: Bearer " (secret) } }
            p { (link_button(t::BACK, "/account", Look::Primary, None)) }
        }
    };
    let spot = Spot::new(t::TOKEN_DONE, "/account").under(t::TITLE, "/account");
    Ok(frame::page(&app, &viewer, &spot, &content).into_response())
}

/// Revokes one of one's own.
pub(super) async fn revoke(State(app): State<App>, caller: Caller, viewer: Viewer, input: Input) -> Answer {
    let account = &viewer.actor.account;
    let id: i64 = input.text("token").and_then(|id| id.parse().ok()).ok_or(Fault::NotFound)?;
    let tokens = app.store().tokens(Some(account)).await?;
    let Some(token) = tokens.iter().find(|token| token.id == id) else { return Err(Fault::NotFound) };
    if app.store().revoke_token(id, Some(account), app.now()).await? {
        record(&app, &caller, Deed::by(&viewer, AuditKind::TokenRevoked).on(account).saying(&token.name)).await?;
    }
    Ok(frame::done("/account#tokens", t::TOKEN_GONE))
}
