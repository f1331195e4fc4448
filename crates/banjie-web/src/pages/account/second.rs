//! The second factor: set up with a telephone, ended with password and code.

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use banjie_store::AuditKind;
use maud::{Markup, PreEscaped, html};

use super::{credential, with_code, with_cookie};
use crate::{
    App,
    pages::{
        entrance::{self, Code, Next, first_page, judge},
        frame::{self, Spot},
    },
    server::{
        Answer, Caller, Deed, Door, Enrolment, Fault, Input, Viewer, record, renew_session, second_factor, verify,
    },
    text::{account as t, entrance as e},
    ui::{
        Button, FieldFault, Level, Look, PlainInput, Term, alert, button, csrf_field, definition_list, error_summary,
        plain_input,
    },
};

/// The form that fits: set up, or end.
pub(super) async fn form(State(app): State<App>, viewer: Viewer, Query(next): Query<Next>) -> Answer {
    with_code(&viewer)?;
    if viewer.unfinished() == Some(Enrolment::Password) {
        return Err(Fault::Enter(Enrolment::Password));
    }
    let page = match credential(&app, &viewer).await?.totp_secret {
        Some(_) => end_page(&app, &viewer, &[]),
        None => set_page(&app, &viewer, &next, &second_factor::new_secret(&app), None),
    };
    Ok(page.into_response())
}

fn whole(app: &App, viewer: &Viewer, content: &Markup) -> Markup {
    if viewer.unfinished().is_some() {
        return frame::bare(app, t::SECOND_TITLE, content);
    }
    let spot = Spot::new(t::SECOND_TITLE, "/account/second-factor").under(t::TITLE, "/account");
    let content = html! { header.page-head { h1 { (t::SECOND_TITLE) } } div.prose { (content) } };
    frame::page(app, viewer, &spot, &content)
}

fn code_input(error: Option<&str>) -> Markup {
    plain_input(&PlainInput {
        name: "code",
        title: e::CODE,
        help: t::SECOND_CONFIRM,
        error,
        required: true,
        autocomplete: "one-time-code",
        mode: "numeric",
        ..PlainInput::default()
    })
}

fn set_page(app: &App, viewer: &Viewer, next: &Next, secret: &str, wrong: Option<&str>) -> Markup {
    let address = second_factor::address(&app.settings().title, &viewer.actor.account, secret);
    let in_fours: Vec<String> =
        secret.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
    let fault = wrong.map(|text| FieldFault { name: "code".into(), title: e::CODE.into(), text: text.into() });
    let content = html! {
        @if viewer.unfinished().is_some() { (alert(Level::Info, "", &html! { p { (t::SECOND_FORCED) } })) }
        p { (t::SECOND_WHAT) }
        p { (t::SECOND_SCAN) }
        @if let Some(square) = second_factor::square(&address) {
            figure.square-code role="img" aria-label=(t::SECOND_PICTURE) { (PreEscaped(square)) }
        }
        (definition_list(&[Term::markup(t::SECRET, html! { code { (in_fours.join(" ")) } }).wide()]))
        form.form method="post" action="/account/second-factor" {
            (error_summary(fault.as_slice()))
            (csrf_field(viewer.csrf()))
            @if let Some(next) = next.own() { input type="hidden" name="next" value=(next); }
            input type="hidden" name="secret" value=(secret);
            (code_input(wrong))
            (button(&Button { word: t::SECOND_SET, look: Look::Primary, ..Button::default() }))
        }
    };
    whole(app, viewer, &content)
}

/// Sets it up once a code shows that the telephone has the secret.
pub(super) async fn set(State(app): State<App>, caller: Caller, viewer: Viewer, input: Input) -> Answer {
    with_code(&viewer)?;
    if viewer.unfinished() == Some(Enrolment::Password) {
        return Err(Fault::Enter(Enrolment::Password));
    }
    app.limits().entrance(&caller)?;
    let Door::Session(session) = &viewer.door else { return Err(Fault::SignIn) };
    let next = Next::of(&input);
    let account = &viewer.actor.account;
    if credential(&app, &viewer).await?.totp_secret.is_some() {
        return Ok((StatusCode::CONFLICT, end_page(&app, &viewer, &[])).into_response());
    }
    let secret = input.text("secret").filter(|secret| second_factor::is_secret(secret));
    let again = |secret: &str, wrong| {
        (StatusCode::UNPROCESSABLE_ENTITY, set_page(&app, &viewer, &next, secret, Some(wrong))).into_response()
    };
    let Some(secret) = secret else { return Ok(again(&second_factor::new_secret(&app), t::SECRET_STALE)) };
    let code = input.text("code").unwrap_or_default();
    let Some(step) = second_factor::step_of(secret, code, app.now()) else {
        return Ok(again(secret, e::CODE_WRONG));
    };
    record(&app, &caller, Deed::by(&viewer, AuditKind::TotpSet)).await?;
    app.store().set_totp(account, Some(secret)).await?;
    app.store().use_totp_step(account, step).await?;
    app.store().end_sessions_of(account, Some(&session.id_hash)).await?;
    let cookie = renew_session(&app, &viewer, |session| session.second_factor_done = true).await?;
    let to = next.own().unwrap_or(if viewer.unfinished().is_some() { first_page(&viewer) } else { "/account" });
    Ok(with_cookie(frame::done(to, t::SECOND_DONE), cookie))
}

fn end_page(app: &App, viewer: &Viewer, faults: &[FieldFault]) -> Markup {
    let error = |name: &str| faults.iter().find(|fault| fault.name == name).map(|fault| fault.text.as_str());
    let password = PlainInput {
        name: "password",
        title: t::PASSWORD,
        kind: "password",
        error: error("password"),
        required: true,
        autocomplete: "current-password",
        ..PlainInput::default()
    };
    let content = html! {
        p { (t::SECOND_WHAT) }
        p { (t::SECOND_END_WHAT) }
        form.form method="post" action="/account/second-factor/off" {
            (error_summary(faults))
            (csrf_field(viewer.csrf()))
            (plain_input(&password))
            (code_input(error("code")))
            (button(&Button { word: t::SECOND_END, look: Look::Danger, ..Button::default() }))
        }
    };
    whole(app, viewer, &content)
}

/// Ends it: both factors are asked for once more, and wrong ones count.
pub(super) async fn end(State(app): State<App>, caller: Caller, viewer: Viewer, input: Input) -> Answer {
    app.limits().entrance(&caller)?;
    let account = &viewer.actor.account;
    let credential = credential(&app, &viewer).await?;
    if credential.totp_secret.is_none() {
        return Ok(frame::done("/account", t::SECOND_ENDED));
    }
    let fault = |name: &str, title: &str, text: String| {
        vec![FieldFault { name: name.to_owned(), title: title.to_owned(), text }]
    };
    let password = input.get("password").unwrap_or_default().to_owned();
    let locked = credential.locked_until.filter(|until| app.now() < *until);
    let faults = if let Some(until) = locked {
        fault("password", t::PASSWORD, e::locked(until))
    } else if !verify(&app, password, Some(credential.password_hash.to_string())).await? {
        entrance::failed(&app, &caller, account, AuditKind::TotpRemoved, e::LOG_PASSWORD).await?;
        fault("password", t::PASSWORD, t::OLD_WRONG.to_owned())
    } else {
        match judge(&app, &caller, &credential, input.text("code").unwrap_or_default()).await? {
            Code::Right => Vec::new(),
            Code::Wrong(told) => fault("code", e::CODE, told.to_owned()),
            Code::Locked(until) => fault("code", e::CODE, e::locked(until)),
        }
    };
    if !faults.is_empty() {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, end_page(&app, &viewer, &faults)).into_response());
    }
    record(&app, &caller, Deed::by(&viewer, AuditKind::TotpRemoved)).await?;
    app.store().set_totp(account, None).await?;
    let cookie = renew_session(&app, &viewer, |_| ()).await?;
    Ok(with_cookie(frame::done("/account", t::SECOND_ENDED), cookie))
}
