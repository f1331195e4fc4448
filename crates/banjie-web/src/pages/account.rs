//! One's own account: who one is, in which role one works, password, second factor, devices, tokens, and what was logged.

mod password;
mod second;
mod sessions;
mod tokens;

pub(crate) use self::sessions::browser;
use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use banjie_model::{Moment, national::mask_phone};
use banjie_store::{AuditOf, AuditRow, Credential};
use maud::{Markup, html};

use crate::{
    App,
    pages::{
        entrance::is_own_path,
        frame::{self, Spot},
    },
    routes::{Access, Route, get, post},
    server::{Answer, Door, Enrolment, Fault, Input, THEME, Viewer, renew_session},
    text::account as t,
    ui::{
        Align, Button, Choice, Column, Look, PlainInput, Row, Table, Term, Theme, Tone, badge, button, chip,
        csrf_field, definition_list, link_button, panel, select_input, table,
    },
};

/// So many entries of the log stand on the page.
const LOGGED: u32 = 20;
/// A year in seconds: so long a browser keeps the appearance.
const YEAR: i64 = 365 * 24 * 3_600;

/// Routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get("/account", Access::SignedIn, "one's own account", own),
        post("/account/role", Access::SignedIn, "takes on one of one's roles, or all", role),
        post("/account/theme", Access::Entering, "chooses the appearance", theme),
        get("/account/password", Access::Entering, "the form of a new password", password::form),
        post("/account/password", Access::Entering, "sets a new password", password::change),
        get("/account/second-factor", Access::Entering, "sets up or ends the second factor", second::form),
        post("/account/second-factor", Access::Entering, "sets up the second factor", second::set),
        post("/account/second-factor/off", Access::SignedIn, "ends the second factor", second::end),
        post("/account/sessions/end", Access::SignedIn, "ends one's sessions on other devices", sessions::end),
        post("/account/tokens", Access::SignedIn, "makes a token for a program", tokens::make),
        post("/account/tokens/revoke", Access::SignedIn, "revokes a token", tokens::revoke),
    ]
}

/// Whoever has not given the code of the second factor has no business with what protects the account.
fn with_code(viewer: &Viewer) -> Result<(), Fault> {
    match viewer.unfinished() {
        Some(Enrolment::Code) => Err(Fault::Enter(Enrolment::Code)),
        _ => Ok(()),
    }
}

/// How the viewer signs in.
async fn credential(app: &App, viewer: &Viewer) -> Result<Credential, Fault> {
    app.store().credential(&viewer.actor.account).await?.ok_or(Fault::SignIn)
}

fn minute(at: Moment) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

async fn own(State(app): State<App>, viewer: Viewer) -> Answer {
    Ok(page(&app, &viewer, &tokens::Typed::default()).await?.into_response())
}

async fn page(app: &App, viewer: &Viewer, typed: &tokens::Typed) -> Result<Markup, Fault> {
    let credential = credential(app, viewer).await?;
    let now = app.now();
    let of = AuditOf { account: Some(viewer.actor.account.clone()), ..AuditOf::default() };
    let log = app.store().audit_entries(&of, None, LOGGED).await?;
    let content = html! {
        header.page-head { h1 { (t::TITLE) } }
        (panel("who", t::WHO, &html! {}, &html! { (person(viewer)) p.quiet { (t::CORRECT) } }))
        @if viewer.person.roles.len() > 1 { (panel("role", t::ROLE, &html! {}, &roles(viewer))) }
        (panel("sign-in", t::SIGN_IN, &html! {}, &ways_in(&credential)))
        (sessions::panel(app, viewer).await?)
        (tokens::panel(&app.store().tokens(Some(&viewer.actor.account)).await?, viewer, now, typed))
        (panel("log", t::LOG, &html! {}, &html! { p.quiet { (t::LOG_WHAT) } (logged(&log)) }))
    };
    Ok(frame::page(app, viewer, &Spot::new(t::TITLE, "/account"), &content))
}

fn person(viewer: &Viewer) -> Markup {
    let person = &viewer.person;
    let unit = viewer.snapshot.world().orgs.get(&person.org).map_or(&person.org, |org| &org.name);
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    let office = t::since_until(day(person.since).as_deref(), day(person.until).as_deref());
    let roles = html! {
        @for role in &person.roles { (chip(&frame::role_title(viewer, role))) " " }
    };
    definition_list(&[
        Term::text(t::NAME, &person.name),
        Term::text(t::ACCOUNT, &person.account),
        Term::text(t::UNIT, unit),
        Term::text(t::POST, person.post.as_deref().unwrap_or_default()),
        Term::text(t::PHONE, &person.phone.as_deref().map(mask_phone).unwrap_or_default()),
        Term::text(t::IN_OFFICE, &office),
        Term::markup(t::ROLES, roles).wide(),
    ])
}

fn roles(viewer: &Viewer) -> Markup {
    let choice = |key: &str, title: String| Choice { key: key.to_owned(), title, group: String::new() };
    let held = viewer.person.roles.iter().map(|role| choice(role, frame::role_title(viewer, role)));
    let all: Vec<Choice> = std::iter::once(choice("all", t::ROLE_ALL.to_owned())).chain(held).collect();
    let now = match &viewer.door {
        Door::Session(session) => session.role.as_deref().unwrap_or("all"),
        Door::Token(_) => "all",
    };
    let input = PlainInput {
        name: "role",
        title: t::ROLE,
        value: now,
        help: t::ROLE_HELP,
        settled: true,
        ..PlainInput::default()
    };
    html! {
        form.form method="post" action="/account/role" {
            (csrf_field(viewer.csrf()))
            input type="hidden" name="next" value="/account";
            (select_input(&input, &all))
            (button(&Button { word: t::ROLE_SWITCH, ..Button::default() }))
        }
    }
}

fn ways_in(credential: &Credential) -> Markup {
    let on = credential.totp_secret.is_some();
    let second = html! {
        @if on { (badge(t::SECOND_ON, Tone::Done)) } @else { (badge(t::SECOND_OFF, Tone::Plain)) } " "
        a href="/account/second-factor" { (if on { t::END_SECOND } else { t::SET_SECOND }) }
    };
    let password = html! { (t::changed(credential.changed_at)) " " (link_button(t::CHANGE_PASSWORD, "/account/password", Look::Plain, None)) };
    definition_list(&[Term::markup(t::PASSWORD, password), Term::markup(t::SECOND, second)])
}

fn logged(rows: &[AuditRow]) -> Markup {
    let columns = vec![
        Column::new(t::LOG_AT, Align::Tight),
        Column::new(t::LOG_WHAT_COLUMN, Align::Tight),
        Column::new(t::LOG_FROM, Align::Tight),
        Column::new(t::LOG_DETAIL, Align::Text),
    ];
    let row = |row: &AuditRow| Row {
        cells: vec![
            html! { (minute(row.entry.at)) },
            html! { (row.entry.what.zh()) },
            html! { (row.entry.from) },
            html! { (row.entry.detail) },
        ],
        tone: if row.entry.ok { Tone::Plain } else { Tone::Due },
        ..Row::default()
    };
    table(&Table {
        id: "log-table".to_owned(),
        caption: t::LOG.to_owned(),
        columns,
        rows: rows.iter().map(row).collect(),
        empty: Some(html! { p.empty-line { (t::LOG_NONE) } }),
        ..Table::default()
    })
}

/// Takes on one role, or all. The session gets another cookie: rights have changed.
async fn role(State(app): State<App>, viewer: Viewer, input: Input) -> Answer {
    let wanted = input.text("role").filter(|role| *role != "all");
    let held = wanted.map(|wanted| viewer.person.roles.iter().find(|role| ***role == *wanted).cloned());
    let role = match held {
        None => None,
        Some(Some(role)) => Some(role),
        Some(None) => return Err(Fault::forbidden(t::ROLE_NOT_MINE)),
    };
    let cookie = renew_session(&app, &viewer, |session| session.role = role).await?;
    let to = input.text("next").filter(|next| is_own_path(next)).unwrap_or("/");
    Ok(with_cookie(frame::done(to, t::ROLE_DONE), cookie))
}

fn with_cookie(mut response: Response, cookie: HeaderValue) -> Response {
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

/// Light, dark, strong contrast: kept by the browser.
async fn theme(headers: axum::http::HeaderMap, _: Viewer, input: Input) -> Answer {
    let wanted = Theme::parse(input.text("theme").unwrap_or_default());
    let key = Theme::ALL.iter().find(|(theme, ..)| *theme == wanted).map_or("auto", |(_, key, _)| key);
    let referer = headers.get(header::REFERER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let back = referer.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
    let to = back.filter(|path| is_own_path(path)).unwrap_or("/account");
    let cookie = format!("{THEME}={key}; Path=/; HttpOnly; SameSite=Lax; Max-Age={YEAR}");
    let cookie = HeaderValue::from_str(&cookie).map_err(|error| Fault::Broken(error.to_string()))?;
    Ok(with_cookie(Redirect::to(to).into_response(), cookie))
}
