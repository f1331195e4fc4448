//! The untyped tree: what was written, before names are looked up.

use banjie_model::{
    expr::{BinaryOp, Duration, UnaryOp},
    finding::Span,
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// A node and its place in the text.
#[derive(Debug)]
pub(super) struct Node<'t> {
    pub(super) kind: Kind<'t>,
    pub(super) span: Span,
}

/// What was written.
#[derive(Debug)]
pub(super) enum Kind<'t> {
    /// A name standing alone.
    Name(&'t str),
    /// `12`
    Int(i64),
    /// `12.5`
    Decimal(Decimal),
    /// `50%`, as a ratio.
    Percent(Decimal),
    /// `'text'`
    Text(String),
    /// `2025-01-01`
    Date(NaiveDate),
    /// `true`
    Bool(bool),
    /// `null`
    Null,
    /// `7 working days`
    Duration(Duration),
    /// `!x`, `-x`
    Unary(UnaryOp, Box<Node<'t>>),
    /// `a op b`; the span of the sign comes second.
    Binary(BinaryOp, Span, Box<Node<'t>>, Box<Node<'t>>),
    /// `c ? a : b`
    If(Box<Node<'t>>, Box<Node<'t>>, Box<Node<'t>>),
    /// `x in [a, b]`
    In(Box<Node<'t>>, Vec<Node<'t>>),
    /// `f(a, b)`
    Call { name: &'t str, name_span: Span, args: Vec<Node<'t>> },
    /// `x.name`
    Member { of: Box<Node<'t>>, name: &'t str, name_span: Span },
    /// Something that could not be read; the fault is already noted.
    Bad,
}
