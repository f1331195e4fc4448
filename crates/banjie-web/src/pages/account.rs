//! One's own account: password, second factor, sessions, tokens of programs.

use crate::routes::Route;

/// Routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    Vec::new()
}
