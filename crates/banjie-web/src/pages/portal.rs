//! The public's portal: services, following, notices, results.

use crate::routes::Route;

/// Routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    Vec::new()
}
