//! Services: what the public may start.

use serde::Serialize;

use crate::{Name, value::Value};

/// An entry of the guide to services 服务指南; the portal offers it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Service {
    /// Key.
    pub name: Name,
    /// Title.
    pub title: Name,
    /// Ledger in which an application becomes a record, `package.ledger`.
    pub starts: Name,
    /// Who may apply, in words.
    pub audience: Name,
    /// Fields the applicant fills in (by index).
    pub takes: Vec<usize>,
    /// Fields the applicant may read afterwards (by index), beside number and state.
    pub follows: Vec<usize>,
    /// What the applicant reads of where his application stands: state and words. A state that is not named shows the last
    /// one that is; empty: every state with its own title.
    pub shows_states: Vec<(Name, Name)>,
    /// The limit that is promised.
    pub promised: Option<Name>,
    /// What must be handed in.
    pub materials: Vec<Material>,
    /// Name of the letter box it is, as people know it: 局长信箱; none: it is none.
    pub letter_box: Option<Name>,
    /// Fields (by index) with the value they have beforehand: of every application, of a letter box of what comes by it.
    pub with: Vec<(usize, Value)>,
    /// Fee in words; none: free of charge.
    pub fee: Option<Name>,
    /// Ledger in which the applicant's rating is kept, and its field (by index) that refers to the application.
    pub rating: Option<(Name, usize)>,
    /// Where and when, telephone.
    pub office: Option<Name>,
    /// Explanation.
    pub help: Option<Name>,
    /// Basis key.
    pub basis: Option<Name>,
}

impl Service {
    /// What the applicant reads of a state; none: what he read before still holds.
    #[must_use]
    pub fn public_state<'a>(&'a self, state: &'a super::State) -> Option<&'a Name> {
        if self.shows_states.is_empty() {
            return Some(&state.title);
        }
        self.shows_states.iter().find(|(name, _)| *name == state.name).map(|(_, words)| words)
    }
}

/// Something to hand in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Material {
    /// Title.
    pub title: Name,
    /// Field of the ledger that holds it (by index).
    pub field: Option<usize>,
    /// Must be handed in.
    pub required: bool,
    /// Remark: original or copy, how many.
    pub note: Option<Name>,
}
