//! Results: what each person may look up about himself once it is released.

use serde::Serialize;

use crate::{Name, expr::Expr};

/// A list of results 结果查询: whoever tells what identifies him reads his own, nobody reads the list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Results {
    /// Key.
    pub name: Name,
    /// Title.
    pub title: Name,
    /// Ledger, `package.ledger`.
    pub of: Name,
    /// States in which a record has a result, each with what it says to the person.
    pub outcomes: Vec<(Name, Name)>,
    /// Which records; none: all in these states. The store computes it.
    pub filter: Option<Expr>,
    /// What must be told, all of it, in the order it is asked for.
    pub identify_by: Vec<Identity>,
    /// Fields shown (by index); personal ones masked, sensitive ones never.
    pub shows: Vec<usize>,
    /// From when a record may be looked up; none: at once.
    pub released: Option<Day>,
    /// Up to when it may be looked up, that day included; none: for ever.
    pub until: Option<Day>,
    /// Basis key.
    pub basis: Option<Name>,
    /// Explanation for the public.
    pub help: Option<Name>,
}

impl Results {
    /// What a state says to the person.
    #[must_use]
    pub fn outcome(&self, state: &str) -> Option<&Name> {
        self.outcomes.iter().find(|(name, _)| **name == *state).map(|(_, words)| words)
    }
}

/// Where a date or an instant stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Day {
    /// A field of the record, by index.
    Own(usize),
    /// A field of the record it refers to: the round, the batch.
    Through {
        /// Field that refers to it, by index.
        by: usize,
        /// Ledger of the other record, `package.ledger`.
        ledger: Name,
        /// Its field, by index.
        field: usize,
    },
}

/// Something a person tells to be known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Identity {
    /// The number of the record.
    Number,
    /// A field, by index.
    Field(usize),
}
