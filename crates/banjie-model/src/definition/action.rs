//! States of a matter, the actions that move it, and their guards.

use serde::Serialize;

use super::Creation;
use crate::{Name, expr::Expr};

/// A state of a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct State {
    /// Key.
    pub name: Name,
    /// Title.
    pub title: Name,
    /// Cases begin here.
    pub start: bool,
    /// Cases end here.
    pub end: bool,
}

/// What moves a case.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Action {
    /// Key.
    pub name: Name,
    /// Title.
    pub title: Name,
    /// States it may be taken in; empty: every state that is not an end.
    pub from: Vec<Name>,
    /// State it leads to; none: the case stays where it is.
    pub to: Option<Name>,
    /// Roles that may take it.
    pub by: Vec<Name>,
    /// Fields asked for (by index); those also in `needs` must be given.
    pub takes: Vec<usize>,
    /// Fields that must have a value once the action is done (by index).
    pub needs: Vec<usize>,
    /// Fields set by the action (by index).
    pub sets: Vec<(usize, Expr)>,
    /// Guards.
    pub require: Vec<Guard>,
    /// Documents printed.
    pub prints: Vec<Name>,
    /// Records created in other ledgers.
    pub creates: Vec<Creation>,
    /// True when the case is handed to another organisation, named with the command.
    pub hands_over: bool,
    /// How many hand-overs are allowed before it goes to `over_to`.
    pub returns_max: Option<u32>,
    /// Role whose organisation receives the case after `returns_max` hand-overs.
    pub over_to: Option<Name>,
    /// A reason must be given.
    pub reason_required: bool,
    /// Basis key.
    pub basis: Option<Name>,
    /// Help text.
    pub help: Option<Name>,
}

/// A guard of an action.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Guard {
    /// Must be true.
    pub that: Expr,
    /// What to say otherwise.
    pub otherwise: Name,
    /// Who may pass all the same, with a reason.
    pub unless: Option<Unless>,
    /// Basis key.
    pub basis: Option<Name>,
}

/// The way around a guard: recorded with its reason.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unless {
    /// Reason must be given.
    pub reason_required: bool,
    /// Roles.
    pub by: Vec<Name>,
}
