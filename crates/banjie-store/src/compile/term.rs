//! Values in SQL, by what they are; arithmetic on scaled integers.

use banjie_desk::ports::StoreResult;
use banjie_model::expr::BinaryOp;
use rust_decimal::Decimal;

use super::{Compiler, unsupported};
use crate::{codec::scaled, db::Param};

/// A value in SQL.
#[derive(Clone, Debug)]
pub(super) enum Term {
    /// Missing for certain.
    Null,
    /// A number that is known: bound when its scale is.
    Constant(Decimal),
    /// A whole number times ten to the power of `-scale`; ids too.
    Number {
        /// The integer.
        sql: String,
        /// Decimal places.
        scale: u32,
    },
    /// Text, code, period, account …
    Text(String),
    /// `2025-10-14`
    Day(String),
    /// `2025-10-14 09:00:00`
    Instant(String),
    /// Yes, no or missing.
    Bool(String),
    /// Only asked whether it is there.
    Opaque(String),
}

impl Term {
    /// The text; numbers that are known have none.
    pub(super) fn sql(&self) -> &str {
        match self {
            Term::Null | Term::Constant(_) => "NULL",
            Term::Number { sql, .. } => sql,
            Term::Text(sql) | Term::Day(sql) | Term::Instant(sql) | Term::Bool(sql) | Term::Opaque(sql) => sql,
        }
    }

    /// Decimal places of a number.
    pub(super) fn scale(&self) -> Option<u32> {
        match self {
            Term::Constant(d) => Some(d.normalize().scale()),
            Term::Number { scale, .. } => Some(*scale),
            _ => None,
        }
    }
}

impl Compiler<'_, '_> {
    /// A number as an integer of so many places.
    pub(super) fn at_scale(&mut self, term: &Term, scale: u32) -> StoreResult<String> {
        match term {
            Term::Constant(d) => {
                let whole = scaled(*d, scale).ok_or_else(|| unsupported("位数过多的数"))?;
                Ok(self.sql.bind_shared(Param::from(whole)))
            }
            Term::Number { sql, scale: own } if *own == scale => Ok(sql.clone()),
            Term::Number { sql, scale: own } => {
                let factor = 10_i64.checked_pow(scale - own).ok_or_else(|| unsupported("位数过多的数"))?;
                Ok(format!("({} * {factor})", self.dialect.wide(sql)))
            }
            other => Ok(other.sql().to_string()),
        }
    }

    /// Both numbers with the same places.
    pub(super) fn aligned(&mut self, a: &Term, b: &Term) -> StoreResult<Option<(String, String, u32)>> {
        let (Some(a_scale), Some(b_scale)) = (a.scale(), b.scale()) else { return Ok(None) };
        let scale = a_scale.max(b_scale);
        Ok(Some((self.at_scale(a, scale)?, self.at_scale(b, scale)?, scale)))
    }

    pub(super) fn negated(&mut self, a: Term) -> StoreResult<Term> {
        match a {
            Term::Null => Ok(Term::Null),
            Term::Constant(d) => Ok(Term::Constant(-d)),
            Term::Number { sql, scale } => Ok(Term::Number { sql: format!("(-{sql})"), scale }),
            _ => Err(unsupported("负号")),
        }
    }

    pub(super) fn arithmetic(&mut self, op: BinaryOp, a: Term, b: Term) -> StoreResult<Term> {
        if matches!(a, Term::Null) || matches!(b, Term::Null) {
            return Ok(Term::Null);
        }
        if let (Term::Constant(x), Term::Constant(y)) = (&a, &b) {
            let known = match op {
                BinaryOp::Add => x.checked_add(*y),
                BinaryOp::Sub => x.checked_sub(*y),
                _ => x.checked_mul(*y),
            };
            return Ok(Term::Constant(known.ok_or_else(|| unsupported("位数过多的数"))?));
        }
        if op == BinaryOp::Mul {
            let (Some(a_scale), Some(b_scale)) = (a.scale(), b.scale()) else { return Err(unsupported("乘法")) };
            let (left, right) = (self.at_scale(&a, a_scale)?, self.at_scale(&b, b_scale)?);
            let sql = format!("({} * {})", self.dialect.wide(&left), self.dialect.wide(&right));
            return Ok(Term::Number { sql, scale: a_scale + b_scale });
        }
        let word = if op == BinaryOp::Add { "+" } else { "-" };
        match self.aligned(&a, &b)? {
            Some((a, b, scale)) => Ok(Term::Number { sql: format!("({a} {word} {b})"), scale }),
            None => Err(unsupported("加减")),
        }
    }

    /// `CASE WHEN condition THEN a ELSE b END`.
    pub(super) fn choice(&mut self, condition: &str, a: Term, b: Term) -> StoreResult<Term> {
        let case = |a: &str, b: &str| format!("CASE WHEN {condition} THEN {a} ELSE {b} END");
        if a.scale().is_some() || b.scale().is_some() {
            let scale = a.scale().unwrap_or(0).max(b.scale().unwrap_or(0));
            let (a, b) = (self.at_scale(&a, scale)?, self.at_scale(&b, scale)?);
            return Ok(Term::Number { sql: case(&a, &b), scale });
        }
        let sql = case(a.sql(), b.sql());
        Ok(match (a, b) {
            (Term::Null, Term::Null) => Term::Null,
            (Term::Bool(_), _) | (_, Term::Bool(_)) => Term::Bool(sql),
            (Term::Instant(_), Term::Instant(_) | Term::Null) | (Term::Null, Term::Instant(_)) => Term::Instant(sql),
            (Term::Day(_), Term::Day(_) | Term::Null) | (Term::Null, Term::Day(_)) => Term::Day(sql),
            (Term::Text(_), Term::Text(_) | Term::Null) | (Term::Null, Term::Text(_)) => Term::Text(sql),
            _ => return Err(unsupported("两种不同类型的选择")),
        })
    }

    /// The least (or greatest) of what is there.
    pub(super) fn extreme(&mut self, least: bool, terms: Vec<Term>) -> StoreResult<Term> {
        let present: Vec<Term> = terms.into_iter().filter(|t| !matches!(t, Term::Null)).collect();
        let Some(first) = present.first() else { return Ok(Term::Null) };
        let pick = |parts: &[String]| {
            if least { self.dialect.least(parts) } else { self.dialect.greatest(parts) }
        };
        if first.scale().is_none() {
            let parts: Vec<String> = present.iter().map(|t| t.sql().to_string()).collect();
            let sql = pick(&parts);
            return Ok(match first {
                Term::Day(_) => Term::Day(sql),
                Term::Instant(_) => Term::Instant(sql),
                Term::Text(_) => Term::Text(sql),
                _ => return Err(unsupported("min 和 max")),
            });
        }
        let scale = present.iter().filter_map(Term::scale).max().unwrap_or(0);
        let parts = present.iter().map(|t| self.at_scale(t, scale)).collect::<StoreResult<Vec<_>>>()?;
        let sql = if least { self.dialect.least(&parts) } else { self.dialect.greatest(&parts) };
        Ok(Term::Number { sql, scale })
    }
}
