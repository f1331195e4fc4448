//! Manual.
/// x
#[must_use]
pub fn reference_pages() -> Vec<(String, String)> { Vec::new() }
