//! What every store must do, asked of SQLite and of PostgreSQL alike.

#![expect(clippy::unwrap_used, reason = "a test may fall over where its ground gives way")]

mod backups;
mod expressions;
mod failures;
mod figures;
mod fixture;
mod lists;
mod papers;
mod plans;
mod readings;
mod reads;
mod sealed;
mod web;
mod works;
mod writes;
