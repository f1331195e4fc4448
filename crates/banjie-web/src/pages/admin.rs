//! Administration: organisations, accounts, packages, calendar, backups, audit, health.

use crate::routes::Route;

/// Routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    Vec::new()
}
