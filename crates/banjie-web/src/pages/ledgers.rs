//! Ledgers 台账: lists, filters, saved views, import and export, maps.

use crate::routes::Route;

/// Routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    Vec::new()
}
