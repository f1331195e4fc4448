//! Figures that published reports state, each with the indicator that yields it from the sample records.

use serde::Serialize;

use crate::{Name, finding::Span};

/// One figure of record: `banjie figures-of-record` computes it and compares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stated {
    /// Identifier of the figure in the collection it comes from; more than one where the same figure is stated again.
    pub ids: Vec<Name>,
    /// Indicator, with attribute and call as in a report: `found`, `found.growth`, `found.where(kind="rooftop")`.
    pub figure: Name,
    /// Period, as on the command line.
    pub period: Name,
    /// Organisation; none: the whole tree.
    pub org: Option<Name>,
    /// The figure as stated, digits only, in the indicator's unit.
    pub value: Name,
    /// What may lie between, e.g. `0.05` where the report rounds; none: exact.
    pub within: Option<Name>,
    /// Remark.
    pub note: Option<Name>,
    /// File it stands in.
    pub file: Name,
    /// Place in it.
    pub span: Span,
}
