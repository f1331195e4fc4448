//! Formulas over indicators, computed exactly by the engine's own evaluator.

use banjie_engine::{
    World,
    evaluate::{self, RecordView, Scope},
};
use banjie_model::{
    Moment, Name,
    expr::{Expr, ExprKind, Ty},
    value::Value,
};
use rust_decimal::Decimal;

/// The indicators a formula names, each once, in the order they stand.
pub(crate) fn named(expr: &Expr) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    expr.walk(&mut |node| {
        if let ExprKind::Indicator(name) = &node.kind
            && !names.contains(name)
        {
            names.push(name.clone());
        }
    });
    names
}

/// The value of a formula; none where a part is missing or a divisor is zero.
pub(crate) fn value(world: &World<'_>, expr: &Expr, parts: &[(Name, Option<Decimal>)], now: Moment) -> Option<Decimal> {
    let ledger = world.library.ledgers().next()?;
    let record = RecordView::default();
    let scope = Scope { world, ledger, record, runs: &[], it: None, now };
    evaluate::evaluate(&substituted(expr, parts), &scope).as_decimal()
}

/// The formula with values in the places of the indicators.
fn substituted(expr: &Expr, parts: &[(Name, Option<Decimal>)]) -> Expr {
    let one = |e: &Expr| Box::new(substituted(e, parts));
    let many = |items: &[Expr]| items.iter().map(|e| substituted(e, parts)).collect();
    let kind = match &expr.kind {
        ExprKind::Indicator(name) => {
            let value = parts.iter().find(|(part, _)| part == name).and_then(|(_, value)| *value);
            let literal = ExprKind::Literal(value.map_or(Value::Missing, Value::Decimal));
            return Expr { kind: literal, ty: Ty::Decimal { scale: None }, span: expr.span };
        }
        ExprKind::Unary(op, a) => ExprKind::Unary(*op, one(a)),
        ExprKind::Binary(op, a, b) => ExprKind::Binary(*op, one(a), one(b)),
        ExprKind::If(a, b, c) => ExprKind::If(one(a), one(b), one(c)),
        ExprKind::In(a, items) => ExprKind::In(one(a), many(items)),
        ExprKind::Call(function, args) => ExprKind::Call(*function, many(args)),
        other => other.clone(),
    };
    Expr { kind, ..expr.clone() }
}
