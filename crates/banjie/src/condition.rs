//! A condition typed at the command line, read against a ledger like any expression of a package.

use anyhow::{Result, bail};
use banjie_model::{
    definition::{Ledger, Library},
    expr::{Expr, Ty},
};
use banjie_package::expression::{LedgerScope, TypeScope, parse_expression};

/// Reads the condition; all faults at once, each with its place.
pub fn read(library: &Library, ledger: &Ledger, text: &str) -> Result<Expr> {
    let limits = LedgerScope::limits_of(ledger);
    let scope = TypeScope {
        ledger: Some(LedgerScope::of(ledger, &limits)),
        codes: library.packages.values().map(|p| &p.codes).collect(),
        tables: library.packages.values().map(|p| &p.tables).collect(),
        ..TypeScope::default()
    };
    let (expr, faults) = parse_expression(text, &scope, Some(Ty::Bool));
    match expr {
        Some(expr) if faults.is_empty() => Ok(expr),
        _ => {
            let lines = faults.iter().map(|fault| {
                let part = text.get(fault.span.start..fault.span.end).unwrap_or_default();
                let help = fault.help.as_deref().map(|h| format!(";{h}")).unwrap_or_default();
                format!("  “{part}”:{}{help}", fault.message)
            });
            bail!("条件 {text} 读不懂：\n{}", lines.collect::<Vec<_>>().join("\n"))
        }
    }
}
