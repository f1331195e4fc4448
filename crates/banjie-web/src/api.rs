//! What programs are given: the same desk as JSON, with the same permissions.

use crate::routes::Route;

/// Routes of the interface for programs.
#[must_use]
pub fn routes() -> Vec<Route> {
    Vec::new()
}
