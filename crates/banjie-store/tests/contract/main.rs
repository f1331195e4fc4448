//! What every store must do, asked of SQLite and of PostgreSQL alike.

mod backups;
mod expressions;
mod failures;
mod figures;
mod fixture;
mod plans;
mod reads;
mod writes;
