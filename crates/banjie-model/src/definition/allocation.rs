//! Allocations: who seeks, who offers, by which method.

use serde::{Deserialize, Serialize};

use crate::{Name, expr::Expr};

/// A matching of seekers to places, run by the desk and written back by a declared action.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Allocation {
    /// Key.
    pub name: Name,
    /// Title.
    pub title: Name,
    /// How.
    pub method: AllotMethod,
    /// Ledger of those who seek, `package.ledger`.
    pub seekers: Name,
    /// Which of them take part.
    pub seekers_filter: Option<Expr>,
    /// Ledger of the places.
    pub places: Name,
    /// Which of them take part.
    pub places_filter: Option<Expr>,
    /// Fields of the seeker that refer to places, best first (by index): either several `ref` fields, or one `list` field whose
    /// row field (second) refers to a place.
    pub choices: Choices,
    /// Field of the place with the number of seats (by index); none: one.
    pub capacity: Option<usize>,
    /// Score of a seeker, more is better (lottery: unused); ties by record number.
    pub score: Option<Expr>,
    /// The place's own choices, best first; none: places rank by `score`.
    pub place_choices: Option<Choices>,
    /// Field of the place (by index) by which floors are counted, and the least number in each group, where possible.
    pub floor: Option<(usize, u32)>,
    /// Quotas inside a place for groups of seekers (指标生): the seeker's group expression and the place's list field.
    pub reserve: Option<Reserve>,
    /// Action of the seeker's ledger that writes the result, and its field (by index) that takes the place.
    pub result: (Name, usize),
    /// Action for those who got nothing.
    pub unplaced: Option<Name>,
    /// Basis key.
    pub basis: Option<Name>,
    /// Explanation.
    pub help: Option<Name>,
}

/// Where choices are written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Choices {
    /// One `ref` field a choice, in order.
    Fields(Vec<usize>),
    /// A list field and its row field.
    Rows {
        /// List field.
        list: usize,
        /// Row field that refers to the other side.
        field: usize,
    },
}

/// Seats kept for groups of seekers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reserve {
    /// Group of a seeker, e.g. its school.
    pub group: Expr,
    /// List field of the place.
    pub list: usize,
    /// Its row field that names the group.
    pub of: usize,
    /// Its row field with the number of seats.
    pub seats: usize,
}

/// Methods of `banjie-allot`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AllotMethod {
    /// Deferred acceptance, seekers propose.
    DeferredAcceptance,
    /// Deferred acceptance, places propose.
    DeferredAcceptancePlaces,
    /// By score, each takes the best place left (平行志愿).
    SerialDictatorship,
    /// Verifiable lottery 摇号.
    Lottery,
    /// Least total cost; rank of the choice is the cost.
    MinimumCost,
}
