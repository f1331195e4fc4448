//! The behaviour of the search.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;
mod finding;
mod keeping;
mod properties;
mod reach;
