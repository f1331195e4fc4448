//! Comparisons: NULL where a side is missing; the caller counts that as false.

use banjie_desk::ports::StoreResult;
use banjie_model::expr::{BinaryOp, Expr};

use super::{Compiler, Term, unsupported};

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

impl Compiler<'_, '_> {
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
