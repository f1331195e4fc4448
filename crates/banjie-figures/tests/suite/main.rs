//! Behaviour of the room, in one test program.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod again;
mod board;
mod figures;
mod report;
mod support;
mod traces;
mod veil;
