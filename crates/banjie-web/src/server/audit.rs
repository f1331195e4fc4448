//! What is written into the audit log: who did what from where, and what was refused to him.

use banjie_store::{AuditEntry, AuditKind};

use super::{Caller, Fault, Viewer};
use crate::App;

/// Longest text kept beside an entry, in characters.
const LONGEST: usize = 200;

/// Something to be written down.
#[derive(Clone, Copy, Debug)]
pub struct Deed<'a> {
    /// Who did it, or tried to; none: nobody known.
    pub who: Option<&'a str>,
    /// What.
    pub what: AuditKind,
    /// To what: an account, `package.ledger/id`, an address.
    pub target: Option<&'a str>,
    /// More about it, in Chinese; no secrets, no personal values.
    pub detail: &'a str,
    /// It was done; false: it failed or was refused.
    pub ok: bool,
}

impl<'a> Deed<'a> {
    /// Something this account did.
    #[must_use]
    pub fn of(who: &'a str, what: AuditKind) -> Deed<'a> {
        Deed { who: Some(who), what, target: None, detail: "", ok: true }
    }

    /// Something the viewer did.
    #[must_use]
    pub fn by(viewer: &'a Viewer, what: AuditKind) -> Deed<'a> {
        Deed::of(&viewer.actor.account, what)
    }

    /// The same, and to what.
    #[must_use]
    pub fn on(self, target: &'a str) -> Deed<'a> {
        Deed { target: Some(target), ..self }
    }

    /// The same, and more about it.
    #[must_use]
    pub fn saying(self, detail: &'a str) -> Deed<'a> {
        Deed { detail, ..self }
    }

    /// The same, but it failed.
    #[must_use]
    pub fn failed(self) -> Deed<'a> {
        Deed { ok: false, ..self }
    }
}

/// Writes it down. What must be on record is not done when this fails.
///
/// # Errors
/// What the store says.
pub async fn record(app: &App, caller: &Caller, deed: Deed<'_>) -> Result<(), Fault> {
    let entry = AuditEntry {
        at: app.now(),
        account: deed.who.map(Into::into),
        from: caller.address.to_string().into(),
        what: deed.what,
        target: deed.target.map(Into::into),
        detail: deed.detail.chars().take(LONGEST).collect::<String>().into(),
        ok: deed.ok,
    };
    app.store().append_audit(&entry).await?;
    Ok(())
}
