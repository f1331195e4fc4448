//! The desk over real databases.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

mod cap;
mod filters;
mod follow;
mod goes_wrong;
mod import;
mod play;
mod round_trip;
mod schools;
mod support;
mod writer;
