//! Every command: its happy path, its main errors, exit codes, and what goes to which stream.

mod cases;
mod database;
mod documents;
mod figures;
mod fill;
mod packages;
mod public;
mod records;
mod signing;
mod surroundings;
mod workbooks;
