//! Reports 报告: written, proof-read, submitted, signed; any document checked.

use crate::routes::Route;

/// Routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    Vec::new()
}
