//! Records that an action creates in another ledger.

use serde::Serialize;

use crate::{Name, expr::Expr};

/// Records created by an action, in the same transaction: an inspection's findings become items of the rectification list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Creation {
    /// Ledger of the new records, `package.ledger`.
    pub ledger: Name,
    /// One record for each row of this list field (by index); none: one record.
    pub for_each: Option<usize>,
    /// Only when this holds; `it.…` is the row.
    pub when: Option<Expr>,
    /// Values of the new record (by index of its field); `it.…` is the row, `this` the record at hand.
    pub with: Vec<(usize, Expr)>,
    /// Owner organisation of the new record; none: that of the record at hand.
    pub org: Option<Expr>,
}
