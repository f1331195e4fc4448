//! A condition typed at the command line, read against a ledger like any expression of a package.

use anyhow::Result;
use banjie_model::{
    definition::{Ledger, Library},
    expr::Expr,
};
use banjie_office::conditions;

/// Reads the condition; all faults at once, each with its place.
pub fn read(library: &Library, ledger: &Ledger, text: &str) -> Result<Expr> {
    Ok(conditions::read(library, ledger, text)?)
}
