//! Every command: its happy path, its main errors, exit codes, and what goes to which stream.

mod cases;
mod database;
mod documents;
mod figures;
mod fill;
mod packages;
mod records;
mod public;
mod signing;
mod surroundings;
mod workbooks;
