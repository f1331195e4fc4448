//! The code of the second factor.

use axum::{
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect},
};
use banjie_store::{AuditKind, Credential};
use maud::{Markup, html};

use super::{Form, Next, attempt, landing, page as password_page};
use crate::{
    App,
    pages::frame,
    server::{
        Answer, Caller, Deed, Enrolment, Fault, Input, Viewer, close_session, record, renew_session, second_factor,
    },
    text::entrance as t,
    ui::{Button, Look, PlainInput, button, csrf_field, plain_input},
};

/// The form; whoever has nothing left to enter goes on.
pub(super) async fn form(State(app): State<App>, viewer: Viewer, Query(next): Query<Next>) -> Answer {
    if viewer.unfinished() != Some(Enrolment::Code) {
        return Ok(Redirect::to(&landing(&app, &viewer.actor.account, &next)).into_response());
    }
    Ok(page(&app, &viewer, &next, None).into_response())
}

fn page(app: &App, viewer: &Viewer, next: &Next, wrong: Option<&str>) -> Markup {
    let input = PlainInput {
        name: "code",
        title: t::CODE,
        help: t::CODE_HELP,
        error: wrong,
        required: true,
        autocomplete: "one-time-code",
        mode: "numeric",
        ..PlainInput::default()
    };
    let content = html! {
        p { (t::code_for(&viewer.actor.account)) }
        form.form method="post" action="/sign-in/code" {
            (csrf_field(viewer.csrf()))
            @if let Some(next) = next.own() { input type="hidden" name="next" value=(next); }
            (plain_input(&input))
            (button(&Button { word: t::CODE_CHECK, look: Look::Primary, ..Button::default() }))
        }
        form method="post" action="/sign-out" {
            (csrf_field(viewer.csrf()))
            (button(&Button { word: t::OTHER_ACCOUNT, look: Look::Quiet, ..Button::default() }))
        }
    };
    frame::bare(app, t::CODE_TITLE, &content)
}

/// What came of a code.
pub(crate) enum Code {
    /// It is right and was not used before.
    Right,
    /// It is not; what to tell the person.
    Wrong(&'static str),
    /// And the account is locked now.
    Locked(banjie_model::Moment),
}

/// Checks a code of an account's second factor and uses it up; a wrong one is counted and written down.
///
/// # Errors
/// What the store says.
pub(crate) async fn judge(app: &App, caller: &Caller, credential: &Credential, code: &str) -> Result<Code, Fault> {
    let (account, now) = (&credential.account, app.now());
    if let Some(until) = credential.locked_until.filter(|until| now < *until) {
        return Ok(Code::Locked(until));
    }
    let secret = credential.totp_secret.as_deref().unwrap_or_default();
    let (told, logged) = match second_factor::step_of(secret, code, now) {
        Some(step) if app.store().use_totp_step(account, step).await? => return Ok(Code::Right),
        Some(_) => (t::CODE_USED, t::LOG_CODE_USED),
        None => (t::CODE_WRONG, t::LOG_CODE),
    };
    let until = attempt::failed(app, caller, account, AuditKind::SecondFactorFailed, logged).await?;
    Ok(until.map_or(Code::Wrong(told), Code::Locked))
}

/// Checks the code; right, the session gets another cookie.
pub(super) async fn check(State(app): State<App>, caller: Caller, viewer: Viewer, input: Input) -> Answer {
    app.limits().entrance(&caller)?;
    let next = Next::of(&input);
    if viewer.unfinished() != Some(Enrolment::Code) {
        return Ok(Redirect::to(&landing(&app, &viewer.actor.account, &next)).into_response());
    }
    let account = &viewer.actor.account;
    let Some(credential) = app.store().credential(account).await? else { return Err(Fault::SignIn) };
    match judge(&app, &caller, &credential, input.text("code").unwrap_or_default()).await? {
        Code::Wrong(told) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&app, &viewer, &next, Some(told))).into_response())
        }
        Code::Locked(until) => locked(&app, &viewer, &next, &t::locked(until)).await,
        Code::Right if !app.store().note_success(account, app.now()).await? => {
            locked(&app, &viewer, &next, t::WRONG).await
        }
        Code::Right => {
            let cookie = renew_session(&app, &viewer, |session| session.second_factor_done = true).await?;
            record(&app, &caller, Deed::by(&viewer, AuditKind::SignIn).saying(t::BY_CODE)).await?;
            let to = match credential.must_change {
                true => next.after("/account/password"),
                false => landing(&app, account, &next),
            };
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&to)).into_response())
        }
    }
}

/// Too many wrong codes: the half-open session ends.
async fn locked(app: &App, viewer: &Viewer, next: &Next, told: &str) -> Answer {
    let cookie = close_session(app, viewer).await?;
    let form = Form { next, account: &viewer.actor.account, password: "", wrong: Some(told) };
    Ok((StatusCode::LOCKED, [(header::SET_COOKIE, cookie)], password_page(app, None, &form)).into_response())
}
