//! Notices: what is shown to the public, for how long, and how an objection comes back.

use serde::Serialize;

use crate::{Name, expr::Expr};

/// A record is on show while it is in one of the given states and the condition holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Notice {
    /// Key.
    pub name: Name,
    /// Title.
    pub title: Name,
    /// Ledger, `package.ledger`.
    pub of: Name,
    /// States in which a record is on show.
    pub during: Vec<Name>,
    /// Which records; none: all in these states.
    pub filter: Option<Expr>,
    /// Fields shown (by index); personal ones masked, sensitive ones never.
    pub shows: Vec<usize>,
    /// Limit of the ledger that is the period of publicity.
    pub period: Option<Name>,
    /// Where an objection is registered: ledger and its field (by index) that refers to the record objected to.
    pub objection: Option<(Name, usize)>,
    /// Action that takes a wrong notice back.
    pub withdraw: Option<Name>,
    /// Basis key.
    pub basis: Option<Name>,
    /// Explanation for the public.
    pub help: Option<Name>,
}
