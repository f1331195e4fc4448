//! A new password for oneself.

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use banjie_store::AuditKind;
use maud::{Markup, html};

use super::{credential, with_code, with_cookie};
use crate::{
    App,
    pages::{
        entrance::{self, Next, first_page},
        frame::{self, Spot},
    },
    server::{
        Answer, Caller, Deed, Door, Enrolment, Fault, Input, Viewer, acceptable, hash, record, renew_session, verify,
    },
    text::account as t,
    ui::{Button, FieldFault, Level, Look, PlainInput, alert, button, csrf_field, error_summary, plain_input},
};

pub(super) async fn form(State(app): State<App>, viewer: Viewer, Query(next): Query<Next>) -> Answer {
    with_code(&viewer)?;
    Ok(page(&app, &viewer, &next, &[]).into_response())
}

fn page(app: &App, viewer: &Viewer, next: &Next, faults: &[FieldFault]) -> Markup {
    let first = viewer.unfinished() == Some(Enrolment::Password);
    let input = |name: &'static str, title: &'static str, autocomplete: &'static str, help: &'static str| {
        plain_input(&PlainInput {
            name,
            title,
            kind: "password",
            help,
            error: faults.iter().find(|fault| fault.name == name).map(|fault| fault.text.as_str()),
            required: true,
            autocomplete,
            ..PlainInput::default()
        })
    };
    let form = html! {
        @if first { (alert(Level::Info, "", &html! { p { (t::FIRST_PASSWORD) } })) }
        form.form method="post" action="/account/password" {
            (error_summary(faults))
            (csrf_field(viewer.csrf()))
            @if let Some(next) = next.own() { input type="hidden" name="next" value=(next); }
            input type="hidden" name="account" value=(viewer.actor.account) autocomplete="username";
            (input("old", t::OLD_PASSWORD, "current-password", ""))
            (input("new", t::NEW_PASSWORD, "new-password", t::PASSWORD_HELP))
            (input("again", t::REPEAT_PASSWORD, "new-password", ""))
            (button(&Button { word: t::SAVE_PASSWORD, look: Look::Primary, ..Button::default() }))
        }
    };
    if first {
        return frame::bare(app, t::FIRST_PASSWORD_TITLE, &form);
    }
    let spot = Spot::new(t::NEW_PASSWORD_TITLE, "/account/password").under(t::TITLE, "/account");
    let content = html! { header.page-head { h1 { (t::NEW_PASSWORD_TITLE) } } div.prose { (form) } };
    frame::page(app, viewer, &spot, &content)
}

/// What is wrong with the three passwords typed; the old one is looked at last, since that takes time and counts.
async fn faults(app: &App, caller: &Caller, viewer: &Viewer, input: &Input) -> Result<Vec<FieldFault>, Fault> {
    let account = &viewer.actor.account;
    let (old, new) = (input.get("old").unwrap_or_default(), input.get("new").unwrap_or_default());
    let fault = |name: &str, title: &str, text: String| FieldFault { name: name.into(), title: title.into(), text };
    let mut faults = Vec::new();
    if let Err(wrong) = acceptable(new, account) {
        faults.push(fault("new", t::NEW_PASSWORD, wrong.to_string()));
    } else if new == old {
        faults.push(fault("new", t::NEW_PASSWORD, t::SAME_PASSWORD.to_owned()));
    } else if input.get("again") != Some(new) {
        faults.push(fault("again", t::REPEAT_PASSWORD, t::REPEAT_WRONG.to_owned()));
    }
    let credential = credential(app, viewer).await?;
    if let Some(until) = credential.locked_until.filter(|until| app.now() < *until) {
        faults.insert(0, fault("old", t::OLD_PASSWORD, crate::text::entrance::locked(until)));
    } else if !verify(app, old.to_owned(), Some(credential.password_hash.to_string())).await? {
        let why = crate::text::entrance::LOG_PASSWORD;
        entrance::failed(app, caller, account, AuditKind::PasswordChanged, why).await?;
        faults.insert(0, fault("old", t::OLD_PASSWORD, t::OLD_WRONG.to_owned()));
    }
    Ok(faults)
}

/// Sets the new password; every other session of the account ends, this one gets another cookie.
pub(super) async fn change(State(app): State<App>, caller: Caller, viewer: Viewer, input: Input) -> Answer {
    with_code(&viewer)?;
    app.limits().entrance(&caller)?;
    let next = Next::of(&input);
    let faults = faults(&app, &caller, &viewer, &input).await?;
    if !faults.is_empty() {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&app, &viewer, &next, &faults)).into_response());
    }
    let Door::Session(session) = &viewer.door else { return Err(Fault::SignIn) };
    let account = &viewer.actor.account;
    let hash = hash(&app, input.get("new").unwrap_or_default().to_owned()).await?;
    record(&app, &caller, Deed::by(&viewer, AuditKind::PasswordChanged)).await?;
    app.store().set_password(account, &hash, false, app.now()).await?;
    app.store().end_sessions_of(account, Some(&session.id_hash)).await?;
    let cookie = renew_session(&app, &viewer, |_| ()).await?;
    let first = viewer.unfinished() == Some(Enrolment::Password);
    let to = next.own().unwrap_or(if first { first_page(&viewer) } else { "/account" });
    Ok(with_cookie(frame::done(to, t::PASSWORD_DONE), cookie))
}
