//! All SQL of the house: SQLite and PostgreSQL behind one store.
//!
//! [`connect`] opens a database; [`AnyStore`] implements [`banjie_desk::ports::Store`]. One SQL text serves both databases;
//! the few differences are in one module. Tables follow the definitions: one table a ledger with all versions in it, one row a
//! clock and version in `limit_run`, the log in `event` without gaps. Numbers are scaled integers, dates and instants ISO text.

mod backup;
mod board;
mod change;
mod codec;
mod compile;
mod connect;
mod copy;
mod db;
mod dialect;
mod error;
#[cfg(any(test, feature = "testing"))]
mod floor;
mod keys;
mod layout;
mod log;
mod marks;
mod migrate;
mod pages;
mod papers;
mod plan;
mod readings;
mod records;
mod runs;
mod scan;
mod seals;
mod shape;
mod signing;
mod store;
mod totals;
mod vault;
mod watch;
mod web;
mod work;
mod write;

#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use connect::Memory;
pub use papers::{IssuedNumber, PrintOrder, PrintRun, Printing};
pub use readings::{How, PlainReading, ReadingsOf};
pub use seals::{Altered, Definitions};
pub use signing::{BrokenSeal, Signature, SignedReport, Slot};
pub use store::{AnyStore, AnyTx, connect, connect_in, missing_file, open_file};
pub use vault::Vault;
pub use watch::{CellPage, Column, DayCount, HandlerRow};
pub use web::{
    ApiToken, Application, AuditCheck, AuditEntry, AuditKind, AuditOf, AuditRow, BrokenEntry, Claim, Comment,
    Credential, Draft, FileLink, Followed, MessagesOf, OutboxMessage, SavedView, Session, StoredFile,
};
