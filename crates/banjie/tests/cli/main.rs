//! The program as a person uses it: every command, hostile files, trouble with the database, and kills at any moment.

mod commands;
mod crash;
mod hostile;
mod support;
