//! The workbench 工作台: today's cases by what is due, drafts, search.

use crate::routes::Route;

/// Routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    Vec::new()
}
