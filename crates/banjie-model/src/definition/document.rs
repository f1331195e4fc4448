//! Documents printed from one record.

use serde::Serialize;

use crate::Name;

/// A form filled in from one record: a decision, a notice to a party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DocumentDef {
    /// Key.
    pub name: Name,
    /// Title template.
    pub title: Name,
    /// Ledger, `package.ledger`.
    pub of: Name,
    /// Pattern of the document's own number, as a ledger's; none: it has none.
    pub number: Option<Name>,
    /// Who seals it, a template; none: no place for a seal.
    pub seal: Option<Name>,
    /// Date field whose value is the date of the document; none: the day its number was given.
    pub dated: Option<Name>,
    /// A receipt of service 送达回证 is printed with it.
    pub receipt: bool,
    /// Prints personal values in plain; each printing is logged.
    pub plain: bool,
    /// Body template (Markdown + MiniJinja).
    pub body: Name,
    /// File it stands in.
    pub file: Name,
}
