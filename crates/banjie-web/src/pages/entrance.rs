//! Signing in and out.

use axum::{
    extract::{Query, State},
    http::header,
    response::{IntoResponse, Redirect},
};
use banjie_model::Name;
use maud::{Markup, html};
use serde::Deserialize;

use crate::{
    App,
    pages::frame,
    routes::{Access, Route, get, post},
    server::{Answer, Caller, Enrolment, Fault, Input, Viewer, close_session, open_session, verify},
    text::entrance as t,
};

/// Routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get("/", Access::Public, "the workbench for staff, the portal for others", home),
        get("/sign-in", Access::Public, "the form of account and password", form),
        post("/sign-in", Access::Public, "account and password are checked", sign_in),
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

async fn home(viewer: Option<axum::Extension<Viewer>>) -> Redirect {
    Redirect::to(if viewer.is_some() { "/work" } else { "/portal" })
}

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize)]
pub struct Next {
    next: Option<String>,
}

impl Next {
    /// A path of our own; anything else is the workbench.
    fn path(&self) -> &str {
        self.next.as_deref().filter(|next| is_own_path(next)).unwrap_or("/work")
    }
}

/// True for an absolute path of this site: no other host, no scheme, no backslash trick.
#[must_use]
pub fn is_own_path(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n', '\t'])
}

async fn form(State(app): State<App>, Query(next): Query<Next>) -> Markup {
    page(&app, &next, None, "")
}

fn page(app: &App, next: &Next, wrong: Option<&str>, account: &str) -> Markup {
    frame::bare(
        app,
        t::TITLE,
        &html! {
            @if let Some(wrong) = wrong { p role="alert" { (wrong) } }
            form method="post" action="/sign-in" {
                input type="hidden" name="next" value=(next.path());
                label for="account" { (t::ACCOUNT) }
                input #account name="account" value=(account) autocomplete="username" required;
                label for="password" { (t::PASSWORD) }
                input #password name="password" type="password" autocomplete="current-password" required;
                button { (t::SIGN_IN) }
            }
        },
    )
}

async fn sign_in(State(app): State<App>, caller: Caller, input: Input) -> Answer {
    app.limits().entrance(&caller)?;
    let next = Next { next: input.get("next").map(str::to_owned) };
    let account = Name::from(input.text("account").unwrap_or_default());
    let password = input.get("password").unwrap_or_default().to_owned();
    let credential = app.store().credential(&account).await?;
    let hash = credential.as_ref().map(|credential| credential.password_hash.to_string());
    let right = verify(&app, password, hash).await?;
    let Some(credential) = credential.filter(|credential| right && !credential.disabled) else {
        let page = page(&app, &next, Some(t::WRONG), &account);
        return Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let cookie = open_session(&app, &credential.account, &caller, false).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(next.path())).into_response())
}

async fn sign_out(State(app): State<App>, viewer: Viewer, _: Input) -> Result<impl IntoResponse, Fault> {
    let cookie = close_session(&app, &viewer).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/sign-in")))
}
