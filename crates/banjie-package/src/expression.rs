//! Expressions: text → tokens → tree → typed tree, with every fault of a text at once.
//!
//! The spelling follows CEL where CEL has one. [`parse_expression`] answers the typed tree of `banjie-model` or the
//! faults; a tree comes only when there is no fault. Spans are bytes in the text of the expression; whoever read the file
//! moves them to their place in it.

use banjie_model::expr::{Duration, Expr, Function, Ty};
use banjie_model::finding::Span;

mod calls;
pub mod coverage;
mod faults;
mod lexer;
mod names;
mod operators;
pub mod pages;
mod parser;
mod print;
mod scope;
mod text;
mod tree;
mod typing;

pub use print::print;
pub use scope::{LedgerScope, TypeScope, card_list, field_ty, state_list};

/// A fault of an expression. `package` gives it its file and its place there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExprFault {
    /// Kebab-case name; its page is in [`pages::PAGES`].
    pub code: &'static str,
    /// Bytes in the text of the expression.
    pub span: Span,
    /// What is wrong, in Chinese; understandable alone.
    pub message: String,
    /// Beside the mark; may be empty.
    pub label: String,
    /// What to do.
    pub help: Option<String>,
    /// What to write instead, and where (bytes in the text of the expression).
    pub fix: Option<(Span, String)>,
}

/// Reads and types an expression. With `expected`, the result must fit that type: a condition is [`Ty::Bool`], a formula
/// has the type of its field ([`field_ty`]); a money formula must be rounded to two places by its own words.
pub fn parse_expression(text: &str, scope: &TypeScope<'_>, expected: Option<Ty>) -> (Option<Expr>, Vec<ExprFault>) {
    let mut faults = Vec::new();
    let tree = parser::parse(text, &mut faults);
    let mut typing = typing::Typing { text, scope, faults };
    let expr = typing.whole(&tree, expected.as_ref());
    let mut faults = typing.faults;
    faults.sort_by_key(|fault| (fault.span.start, fault.span.end));
    (expr.filter(|_| faults.is_empty()), faults)
}

/// The built-in functions, each with how it is written.
pub fn functions() -> impl Iterator<Item = (Function, &'static str)> {
    calls::FUNCTIONS.iter().map(|(_, function, _, _, usage)| (*function, *usage))
}

/// Reads a length of time: `7 working days`, `180 days`, `3 months`, `24 hours`, `2 years`.
#[expect(clippy::result_large_err, reason = "faults are few, and most callers move them on at once")]
pub fn parse_duration(text: &str) -> Result<Duration, ExprFault> {
    lexer::duration(text).map_err(|fault| *fault)
}

#[cfg(test)]
mod tests;
