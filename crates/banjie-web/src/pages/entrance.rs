//! Signing in and out: the password, then the code of the second factor where there is one. Whoever knows neither learns nothing:
//! unknown accounts are answered, slowed down and locked like known ones.

mod attempt;
mod code;
mod demo;

use axum::{
    Extension,
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use banjie_model::Name;
use banjie_store::AuditKind;
use maud::{Markup, html};
use serde::Deserialize;

use self::attempt::Attempt;
pub(crate) use self::{
    attempt::failed,
    code::{Code, judge},
};
use crate::{
    App,
    pages::frame,
    routes::{Access, Route, get, post},
    server::{Answer, Caller, Deed, Door, Enrolment, Fault, Input, Viewer, close_session, open_session, record},
    text::entrance as t,
    ui::{Button, Level, Look, PlainInput, alert, button, csrf_field, plain_input},
};

/// Routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get("/", Access::Public, "the workbench for staff, the portal for others", home),
        get("/sign-in", Access::Public, "the form of account and password", form),
        post("/sign-in", Access::Public, "account and password are checked", sign_in),
        get("/sign-in/code", Access::Entering, "the form of the second factor's code", code::form),
        post("/sign-in/code", Access::Entering, "the second factor's code is checked", code::check),
        post("/sign-out", Access::Entering, "the session ends", sign_out),
    ]
}

/// Where what is missing before one may work is done.
#[must_use]
pub fn step(step: Enrolment) -> &'static str {
    match step {
        Enrolment::Code => "/sign-in/code",
        Enrolment::Password => "/account/password",
        Enrolment::SecondFactor => "/account/second-factor",
    }
}

/// The first page of somebody: the workbench, or administration for those who do nothing else.
#[must_use]
pub fn first_page(viewer: &Viewer) -> &'static str {
    if viewer.is_staff() { "/work" } else { "/admin" }
}

async fn home(viewer: Option<Extension<Viewer>>) -> Redirect {
    Redirect::to(viewer.map_or("/portal", |Extension(viewer)| first_page(&viewer)))
}

/// Where to go afterwards, and whose name is filled in.
#[derive(Debug, Default, Deserialize)]
pub struct Next {
    next: Option<String>,
    #[serde(default)]
    account: String,
}

impl Next {
    /// As a form sent it.
    #[must_use]
    pub fn of(input: &Input) -> Next {
        Next { next: input.get("next").map(str::to_owned), account: String::new() }
    }

    /// A path of our own; anything else is the workbench.
    #[must_use]
    pub fn path(&self) -> &str {
        self.own().unwrap_or("/work")
    }

    /// A path of our own, where one was asked for.
    #[must_use]
    pub fn own(&self) -> Option<&str> {
        self.next.as_deref().filter(|next| is_own_path(next))
    }

    /// A step on the way, which knows where to go afterwards.
    #[must_use]
    pub fn after(&self, step: &str) -> String {
        match self.own() {
            Some(next) => format!("{step}?{}", serde_urlencoded::to_string([("next", next)]).unwrap_or_default()),
            None => step.to_owned(),
        }
    }
}

/// True for an absolute path of this site: no other host, no scheme, no backslash trick.
#[must_use]
pub fn is_own_path(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n', '\t'])
}

async fn form(State(app): State<App>, viewer: Option<Extension<Viewer>>, Query(next): Query<Next>) -> Response {
    let viewer = viewer.as_ref().map(|Extension(viewer)| viewer);
    if let Some(viewer) = viewer.filter(|viewer| viewer.unfinished().is_none()) {
        return Redirect::to(next.own().unwrap_or_else(|| first_page(viewer))).into_response();
    }
    let password = if app.settings().demo && !next.account.is_empty() { t::DEMO_PASSWORD } else { "" };
    page(&app, viewer, &Form { next: &next, account: &next.account, password, wrong: None }).into_response()
}

struct Form<'a> {
    next: &'a Next,
    account: &'a str,
    password: &'a str,
    wrong: Option<&'a str>,
}

fn page(app: &App, viewer: Option<&Viewer>, given: &Form<'_>) -> Markup {
    let account = PlainInput {
        name: "account",
        title: t::ACCOUNT,
        value: given.account,
        required: true,
        autocomplete: "username",
        ..PlainInput::default()
    };
    let password = PlainInput {
        name: "password",
        title: t::PASSWORD,
        kind: "password",
        value: given.password,
        required: true,
        autocomplete: "current-password",
        ..PlainInput::default()
    };
    let content = html! {
        @if let Some(wrong) = given.wrong { (alert(Level::Error, t::NOT_IN, &html! { p { (wrong) } })) }
        form.form method="post" action="/sign-in" {
            @if let Some(viewer) = viewer { (csrf_field(viewer.csrf())) }
            @if let Some(next) = given.next.own() { input type="hidden" name="next" value=(next); }
            (plain_input(&account))
            (plain_input(&password))
            (button(&Button { word: t::SIGN_IN, look: Look::Primary, ..Button::default() }))
        }
        p.quiet { (t::FORGOTTEN) }
        @if app.settings().demo { (demo::accounts(app, given.next)) }
    };
    frame::bare(app, t::TITLE, &content)
}

async fn sign_in(State(app): State<App>, caller: Caller, viewer: Option<Extension<Viewer>>, input: Input) -> Answer {
    app.limits().entrance(&caller)?;
    let viewer = viewer.as_ref().map(|Extension(viewer)| viewer);
    let next = Next::of(&input);
    let account = Name::from(input.text("account").unwrap_or_default());
    let password = input.get("password").unwrap_or_default().to_owned();
    let (status, wrong) = match attempt::password(&app, &caller, &account, password).await? {
        Attempt::Right(credential) => return enter(&app, &caller, viewer, &credential, &next).await,
        Attempt::Wrong => (StatusCode::UNPROCESSABLE_ENTITY, t::WRONG.to_owned()),
        Attempt::Locked(until) => (StatusCode::LOCKED, t::locked(until)),
    };
    let page = page(&app, viewer, &Form { next: &next, account: &account, password: "", wrong: Some(&wrong) });
    Ok((status, page).into_response())
}

/// Opens a session of its own for this sign-in: what a browser carried before is worth nothing.
async fn enter(
    app: &App,
    caller: &Caller,
    before: Option<&Viewer>,
    credential: &banjie_store::Credential,
    next: &Next,
) -> Answer {
    if let Some(Door::Session(session)) = before.map(|viewer| &viewer.door) {
        app.store().end_session(&session.id_hash).await?;
    }
    let account = &credential.account;
    if credential.totp_secret.is_some() {
        let cookie = open_session(app, account, caller, false).await?;
        return Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&next.after("/sign-in/code"))).into_response());
    }
    if !app.store().note_success(account, app.now()).await? {
        let page = page(app, None, &Form { next, account, password: "", wrong: Some(t::WRONG) });
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    record(app, caller, Deed::of(account, AuditKind::SignIn).saying(t::BY_PASSWORD)).await?;
    let cookie = open_session(app, account, caller, true).await?;
    let to = if credential.must_change { next.after("/account/password") } else { landing(app, account, next) };
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&to)).into_response())
}

/// Where an account goes on after its sign-in.
fn landing(app: &App, account: &str, next: &Next) -> String {
    if let Some(next) = next.own() {
        return next.to_owned();
    }
    let snapshot = app.snapshot();
    let person = snapshot.directory.people.get(account);
    let staff = person.is_some_and(|person| person.roles.iter().any(|role| !role.starts_with("orgs.")));
    if staff { "/work" } else { "/admin" }.to_owned()
}

async fn sign_out(
    State(app): State<App>,
    caller: Caller,
    viewer: Viewer,
    _: Input,
) -> Result<impl IntoResponse, Fault> {
    let cookie = close_session(&app, &viewer).await?;
    record(&app, &caller, Deed::by(&viewer, AuditKind::SignOut)).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/sign-in")))
}
