//! Comparisons: NULL where a side is missing; the caller counts that as false.

use banjie_desk::ports::StoreResult;
use banjie_model::{
    definition::Field,
    expr::{BinaryOp, Expr, ExprKind},
};

use super::{Compiler, Term, unsupported};
use crate::{
    codec::encode_first,
    layout::{column_of, field_at, is_sealed},
};

/// `==` `!=` `<` `<=` `>` `>=`
pub(super) fn is_comparison(op: BinaryOp) -> bool {
    word(op).is_some()
}

fn word(op: BinaryOp) -> Option<&'static str> {
    Some(match op {
        BinaryOp::Eq => "=",
        BinaryOp::Ne => "<>",
        BinaryOp::Lt => "<",
        BinaryOp::Le => "<=",
        BinaryOp::Gt => ">",
        BinaryOp::Ge => ">=",
        _ => return None,
    })
}

impl<'a> Compiler<'a, '_> {
    /// The field an expression is, where it is encrypted at rest.
    pub(super) fn sealed(&self, expr: &Expr) -> StoreResult<Option<&'a Field>> {
        let (ExprKind::Field(named) | ExprKind::It(named)) = &expr.kind else { return Ok(None) };
        let field = field_at(self.columns.ledger, named.index)?;
        Ok(is_sealed(field).then_some(field))
    }

    /// `field == constant` and `!=` on encrypted fields: the constant is encrypted too. Nothing else can be asked of them.
    pub(super) fn compare_sealed(&mut self, op: BinaryOp, a: &Expr, b: &Expr) -> StoreResult<String> {
        let (field, other) = match (self.sealed(a)?, self.sealed(b)?) {
            (Some(field), None) => (field, b),
            (None, Some(field)) => (field, a),
            _ => return Err(unsupported("两个加密字段的比较")),
        };
        let word = match op {
            BinaryOp::Eq => "=",
            BinaryOp::Ne => "<>",
            _ => return Err(unsupported("加密字段的大小比较")),
        };
        let ExprKind::Literal(value) = &other.kind else {
            return Err(unsupported("加密字段和另一字段的比较"));
        };
        if value.is_missing() {
            return Ok("FALSE".to_string());
        }
        let column = format!("{}.{}", self.columns.record, column_of(field));
        let constant = self.sql.bind_shared(encode_first(field, value)?);
        Ok(format!("({column} {word} {constant})"))
    }
    /// `a op b`.
    pub(super) fn compare(&mut self, op: BinaryOp, a: Term, b: Term) -> StoreResult<String> {
        let word = word(op).ok_or_else(|| unsupported("比较"))?;
        if matches!(a, Term::Null) || matches!(b, Term::Null) {
            return Ok("FALSE".to_string());
        }
        if let Some((a, b, _)) = self.aligned(&a, &b)? {
            return Ok(format!("({a} {word} {b})"));
        }
        match (&a, &b) {
            (Term::Day(day), Term::Instant(instant)) => Ok(format!("({day} {word} SUBSTR({instant}, 1, 10))")),
            (Term::Instant(instant), Term::Day(day)) => Ok(format!("(SUBSTR({instant}, 1, 10) {word} {day})")),
            (Term::Text(a), Term::Text(b))
            | (Term::Day(a), Term::Day(b))
            | (Term::Instant(a), Term::Instant(b))
            | (Term::Bool(a), Term::Bool(b)) => Ok(format!("({a} {word} {b})")),
            // Values of different kinds stand in no order: every comparison is false.
            _ => Ok("FALSE".to_string()),
        }
    }

    /// `a in [items]`: true when one equals.
    pub(super) fn within(&mut self, a: &Expr, items: &[Expr]) -> StoreResult<String> {
        let a = self.term(a)?;
        let items = items.iter().map(|item| self.term(item)).collect::<StoreResult<Vec<_>>>()?;
        if matches!(a, Term::Null) {
            return Ok("FALSE".to_string());
        }
        let texts: Option<Vec<&str>> =
            items.iter().map(|t| if let Term::Text(sql) = t { Some(sql.as_str()) } else { None }).collect();
        if let (Term::Text(a), Some(texts), false) = (&a, texts, items.is_empty()) {
            return Ok(format!("({a} IN ({}))", texts.join(", ")));
        }
        let mut parts = Vec::with_capacity(items.len());
        for item in items {
            parts.push(self.compare(BinaryOp::Eq, a.clone(), item)?);
        }
        if parts.is_empty() {
            return Ok("FALSE".to_string());
        }
        Ok(format!("({})", parts.join(" OR ")))
    }
}
