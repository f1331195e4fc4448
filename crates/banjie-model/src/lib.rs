//! The words of the house: values, definitions, typed expressions, cases, findings.
//!
//! Everything every other room talks about, and nothing that acts: no input or output, no clock, no SQL, no async.
//! A package read from disk becomes a [`definition::Package`]; a row of a ledger is a [`case::Record`]; a running clock
//! is a [`case::LimitRun`]; a fault found in a text is a [`finding::Finding`]; a "no" is a [`refusal::Refusal`].

pub mod aloud;
pub mod applicant;
pub mod calendar;
pub mod canonical;
pub mod case;
pub mod definition;
pub mod expr;
pub mod figure;
pub mod finding;
pub mod national;
pub mod org;
pub mod period;
pub mod pushdown;
pub mod refusal;
pub mod report;
pub mod rounding;
pub mod sample;
pub mod scan;
pub mod scenario;
pub mod value;

/// An identifier or title: shared, cheap to clone.
pub type Name = std::sync::Arc<str>;

/// A civil instant in China Standard Time (no daylight saving, so no zone is carried).
pub type Moment = chrono::NaiveDateTime;

/// Position in the log: the number of the event, 1 for the first, without gaps.
pub type Seq = i64;
