//! Use cases that join records, figures and papers: reports, signing, tracing, forms of one record, plain readings.
//!
//! Command line and web desk are two faces of this room: it answers values and refusals, they print them. It knows no
//! clock, no files and no terminal; PDF is set through a port ([`printing::PdfPrinter`]).

pub mod boards;
pub mod conditions;
pub mod forms;
pub mod printing;
pub mod public;
pub mod readings;
pub mod reports;
pub mod scope;
pub mod seals;
pub mod signing;
pub mod stated;
pub mod trace;
