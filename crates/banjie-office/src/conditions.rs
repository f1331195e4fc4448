//! A condition a person typed, read against a ledger like any expression of a package.

use std::ops::Range;

use banjie_model::{
    definition::{Ledger, Library},
    expr::{Expr, Ty},
};
use banjie_package::expression::{LedgerScope, TypeScope, parse_expression};

/// One fault of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionFault {
    /// Bytes of the condition that are at fault.
    pub range: Range<usize>,
    /// These bytes as text.
    pub part: String,
    /// What is wrong.
    pub message: String,
    /// What to do, where that is known.
    pub help: Option<String>,
}

/// A condition that cannot be read: all its faults, each with its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("条件 {text} 读不懂：\n{}", lines(.faults))]
pub struct ConditionError {
    /// As typed.
    pub text: String,
    /// In the order they stand.
    pub faults: Vec<ConditionFault>,
}

fn lines(faults: &[ConditionFault]) -> String {
    let line = |fault: &ConditionFault| {
        let help = fault.help.as_deref().map(|h| format!(";{h}")).unwrap_or_default();
        format!("  “{}”:{}{help}", fault.part, fault.message)
    };
    faults.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Reads a condition on the records of a ledger.
///
/// # Errors
/// All faults at once.
pub fn read(library: &Library, ledger: &Ledger, text: &str) -> Result<Expr, ConditionError> {
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
            let fault = |fault: banjie_package::expression::ExprFault| ConditionFault {
                range: fault.span.start..fault.span.end,
                part: text.get(fault.span.start..fault.span.end).unwrap_or_default().to_owned(),
                message: fault.message.to_string(),
                help: fault.help.as_deref().map(str::to_owned),
            };
            Err(ConditionError { text: text.to_owned(), faults: faults.into_iter().map(fault).collect() })
        }
    }
}
