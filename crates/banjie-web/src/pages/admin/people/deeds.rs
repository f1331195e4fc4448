//! What the security administrator does with an account of somebody else.

use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use banjie_model::refusal::{Refusal, RefusalCode};
use banjie_store::{AuditKind, Credential};
use maud::html;

use super::{PATH, page_of};
use crate::{
    App,
    pages::{admin::pane, frame},
    server::{Answer, Caller, Deed, Fault, Input, Viewer, hash, record},
    text::admin::people as t,
    ui::{Level, Look, alert, link_button},
};

/// Letters and digits that are not mistaken for one another.
const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789";

/// Does it and writes it down.
pub(in super::super) async fn act(
    State(app): State<App>,
    caller: Caller,
    viewer: Viewer,
    Path((account, deed)): Path<(String, String)>,
    _: Input,
) -> Answer {
    let person = viewer.snapshot.directory.people.get(&account).cloned().ok_or(Fault::NotFound)?;
    if account == *viewer.actor.account {
        return Err(Fault::forbidden(t::SELF));
    }
    let store = app.store();
    let known = store.credential(&account).await?;
    let note = |what| Deed::by(&viewer, what).on(&account);
    let log = |deed| record(&app, &caller, deed);
    if !matches!(&*deed, "open" | "reset" | "unlock" | "disable" | "enable" | "sessions" | "second") {
        return Err(Fault::NotFound);
    }
    if let Some(why) = closed(&deed, known.as_ref(), person.is_active(app.now().date())) {
        return Err(Fault::Refused(Box::new(Refusal::new(RefusalCode::WrongState, why))));
    }
    let said = match &*deed {
        "open" => {
            log(note(AuditKind::AccountCreated).saying(t::LOG_OPENED)).await?;
            return one_time(&app, &viewer, &person.name, &account, false).await;
        }
        "reset" => {
            log(note(AuditKind::PasswordReset)).await?;
            return one_time(&app, &viewer, &person.name, &account, true).await;
        }
        "unlock" => {
            log(note(AuditKind::AccountUnlocked)).await?;
            store.unlock_account(&account).await?;
            t::UNLOCKED.to_owned()
        }
        "disable" => {
            log(note(AuditKind::AccountDisabled)).await?;
            store.set_disabled(&account, true).await?;
            store.end_sessions_of(&account, None).await?;
            store.revoke_tokens_of(&account, app.now()).await?;
            t::DISABLED.to_owned()
        }
        "enable" => {
            log(note(AuditKind::AccountEnabled)).await?;
            store.set_disabled(&account, false).await?;
            t::ENABLED.to_owned()
        }
        "sessions" => {
            log(note(AuditKind::SessionEnded).saying(t::LOG_SESSIONS)).await?;
            t::sessions_ended(store.end_sessions_of(&account, None).await?)
        }
        _ => {
            log(note(AuditKind::TotpRemoved).saying(t::LOG_SECOND)).await?;
            store.set_totp(&account, None).await?;
            store.end_sessions_of(&account, None).await?;
            t::SECOND_ENDED.to_owned()
        }
    };
    Ok(frame::done(&page_of(&account), said))
}

/// Why a deed is not possible as the account stands.
fn closed(deed: &str, known: Option<&Credential>, in_office: bool) -> Option<&'static str> {
    match (deed, known) {
        ("open", Some(_)) => Some(t::OPEN_ALREADY),
        ("open", None) if !in_office => Some(t::LEFT),
        ("open", None) => None,
        (_, None) => Some(t::NOT_OPEN),
        _ => None,
    }
}

/// Gives the account a password that must be changed at the first sign-in, and shows it this once.
async fn one_time(app: &App, viewer: &Viewer, name: &str, account: &str, known: bool) -> Answer {
    let store = app.store();
    let password = password(app);
    let hash = hash(app, password.clone()).await?;
    if known {
        store.set_password(account, &hash, true, app.now()).await?;
        store.unlock_account(account).await?;
        store.end_sessions_of(account, None).await?;
    } else {
        store.save_credential(&fresh(account, &hash, app.now())).await?;
    }
    let content = html! {
        header.page-head { h1 { (t::PASSWORD_TITLE) } }
        div.prose {
            p { (t::password_for(name, account)) }
            p { code.secret data-copy { (password) } }
            (alert(Level::Warn, "", &html! { p { (t::PASSWORD_ONCE) } }))
            p { (link_button(t::BACK, &page_of(account), Look::Primary, None)) }
        }
    };
    Ok(pane(app, viewer, PATH, t::PASSWORD_TITLE, &content).into_response())
}

fn fresh(account: &str, hash: &str, now: banjie_model::Moment) -> Credential {
    Credential {
        account: account.into(),
        password_hash: hash.into(),
        must_change: true,
        totp_secret: None,
        last_totp_step: None,
        failures: 0,
        locked_until: None,
        disabled: false,
        changed_at: now,
        last_sign_in: None,
    }
}

/// Sixteen characters of several kinds.
fn password(app: &App) -> String {
    let letters = app.random::<14>();
    let letters = letters.iter().map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]));
    letters.chain(['-', '7']).collect()
}
