//! The program as a person uses it: every command, hostile files, trouble with the database, and kills at any moment.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

mod commands;
mod crash;
mod guide;
mod hostile;
mod support;
