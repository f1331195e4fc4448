//! One try to sign in, counted and written down.

use banjie_model::{Moment, Name};
use banjie_store::{AuditKind, Credential};

use crate::{
    App,
    server::{Caller, Deed, Fault, record, verify},
    text::entrance as t,
};

/// What came of a try.
pub(super) enum Attempt {
    /// The password is right, the account open and its holder in office.
    Right(Box<Credential>),
    /// Anything is not as it should be; which is not told.
    Wrong,
    /// Too many failures: no password is looked at until then.
    Locked(Moment),
}

/// Checks account and password. An account that does not exist takes as long and locks as soon as one that does.
pub(super) async fn password(app: &App, caller: &Caller, account: &Name, password: String) -> Result<Attempt, Fault> {
    let now = app.now();
    let credential = app.store().credential(account).await?;
    let locked = match &credential {
        Some(credential) => credential.locked_until.filter(|until| now < *until),
        None => app.strangers().locked_until(account, now),
    };
    let known = credential.as_ref().map(|credential| &*credential.account);
    if let Some(until) = locked {
        let deed = Deed { who: known, detail: t::LOG_WHILE_LOCKED, ..failure(AuditKind::SignInFailed) };
        record(app, caller, deed).await?;
        return Ok(Attempt::Locked(until));
    }
    let hash = credential.as_ref().map(|credential| credential.password_hash.to_string());
    let right = verify(app, password, hash).await?;
    let Some(credential) = credential else {
        record(app, caller, Deed { detail: t::LOG_UNKNOWN, ..failure(AuditKind::SignInFailed) }).await?;
        let settings = app.settings();
        let until = app.strangers().failed(account, now, settings.failures, settings.lock_minutes);
        return Ok(until.map_or(Attempt::Wrong, Attempt::Locked));
    };
    let in_office = app.snapshot().directory.people.actor(account, now.date()).is_some();
    let why = match (right, credential.disabled, in_office) {
        (false, ..) => t::LOG_PASSWORD,
        (_, true, _) => t::LOG_DISABLED,
        (.., false) => t::LOG_LEFT,
        _ => return Ok(Attempt::Right(Box::new(credential))),
    };
    Ok(failed(app, caller, account, AuditKind::SignInFailed, why).await?.map_or(Attempt::Wrong, Attempt::Locked))
}

fn failure(what: AuditKind) -> Deed<'static> {
    Deed { who: None, what, target: None, detail: "", ok: false }
}

/// Counts a failure of a known account and writes it down; answers until when the account is locked then.
pub(crate) async fn failed(
    app: &App,
    caller: &Caller,
    account: &str,
    what: AuditKind,
    why: &str,
) -> Result<Option<Moment>, Fault> {
    let now = app.now();
    let settings = app.settings();
    record(app, caller, Deed { who: Some(account), detail: why, ..failure(what) }).await?;
    let after = app.store().note_failure(account, now, settings.failures, settings.lock_minutes).await?;
    let until = after.and_then(|credential| credential.locked_until).filter(|until| now < *until);
    if let Some(until) = until {
        let detail = t::log_locked(until);
        record(app, caller, Deed { who: Some(account), detail: &detail, ..failure(AuditKind::Locked) }).await?;
    }
    Ok(until)
}
