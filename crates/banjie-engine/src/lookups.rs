//! Look-ups with everything known of the record at hand put in, ready for the store.

use banjie_model::{
    case::Record,
    definition::{Ledger, Lookup},
    expr::{BinaryOp, Expr, ExprKind, Fact, FieldRef, Ty, UnaryOp},
    pushdown::speaks_of_it,
    value::Value,
};

use crate::evaluate;

/// A look-up to be answered by the store under lock: every part of its filter that speaks of the record at hand is a
/// literal; what is left speaks of `it`.
#[derive(Clone, Debug, PartialEq)]
pub struct BoundLookup {
    /// Field of the record at hand that takes the answer.
    pub field: usize,
    /// The look-up.
    pub lookup: Lookup,
}

/// Binds a look-up to a record, whose scope this is.
pub(crate) fn bind(scope: &evaluate::Scope<'_>, record: &Record, field: usize, lookup: &Lookup) -> BoundLookup {
    let filter = lookup.filter.as_ref().map(|f| fold(f, scope));
    let filter = match (filter, not_itself(scope.ledger, record, lookup)) {
        (Some(filter), Some(other)) => Some(binary(BinaryOp::And, other, filter)),
        (filter, other) => filter.or(other),
    };
    BoundLookup { field, lookup: Lookup { filter, ..lookup.clone() } }
}

/// Replaces the largest parts that do not speak of `it` by their values.
fn fold(expr: &Expr, scope: &evaluate::Scope<'_>) -> Expr {
    if matches!(expr.kind, ExprKind::Literal(_) | ExprKind::Duration(_)) {
        return expr.clone();
    }
    if !speaks_of_it(expr) {
        return Expr { kind: ExprKind::Literal(evaluate::evaluate(expr, scope)), ty: expr.ty.clone(), span: expr.span };
    }
    let one = |e: &Expr| Box::new(fold(e, scope));
    let many = |items: &[Expr]| items.iter().map(|e| fold(e, scope)).collect();
    let kind = match &expr.kind {
        ExprKind::OrgAttribute { of, name } => ExprKind::OrgAttribute { of: one(of), name: name.clone() },
        ExprKind::Unary(op, a) => ExprKind::Unary(*op, one(a)),
        ExprKind::Binary(op, a, b) => ExprKind::Binary(*op, one(a), one(b)),
        ExprKind::If(a, b, c) => ExprKind::If(one(a), one(b), one(c)),
        ExprKind::In(a, items) => ExprKind::In(one(a), many(items)),
        ExprKind::Call(function, args) => ExprKind::Call(*function, many(args)),
        ExprKind::Table { table, args, out } => {
            ExprKind::Table { table: table.clone(), args: many(args), out: out.clone() }
        }
        other => other.clone(),
    };
    Expr { kind, ty: expr.ty.clone(), span: expr.span }
}

/// A look-up reads *other* records: a stored version of the record itself is left out by its number or business key.
fn not_itself(ledger: &Ledger, record: &Record, lookup: &Lookup) -> Option<Expr> {
    if lookup.ledger != ledger.key || record.version == 0 {
        return None;
    }
    let same = match &record.number {
        Some(number) => equal(ExprKind::ItFact(Fact::Number), Ty::Text, Value::Text(number.clone())),
        None => {
            let key = ledger.unique.iter().filter_map(|i| {
                let field = ledger.fields.get(*i)?;
                let it = ExprKind::It(FieldRef { index: *i, name: field.name.clone() });
                Some(equal(it, literal_type(record.values.get(*i)?), record.values.get(*i)?.clone()))
            });
            key.reduce(|a, b| binary(BinaryOp::And, a, b))?
        }
    };
    Some(Expr { kind: ExprKind::Unary(UnaryOp::Not, Box::new(same)), ty: Ty::Bool, span: Default::default() })
}

fn equal(it: ExprKind, ty: Ty, value: Value) -> Expr {
    let side = |kind| Expr { kind, ty: ty.clone(), span: Default::default() };
    binary(BinaryOp::Eq, side(it), side(ExprKind::Literal(value)))
}

fn binary(op: BinaryOp, a: Expr, b: Expr) -> Expr {
    Expr { kind: ExprKind::Binary(op, Box::new(a), Box::new(b)), ty: Ty::Bool, span: Default::default() }
}

fn literal_type(value: &Value) -> Ty {
    match value {
        Value::Int(_) => Ty::Int,
        Value::Decimal(_) => Ty::Decimal { scale: None },
        Value::Bool(_) => Ty::Bool,
        Value::Date(_) => Ty::Date,
        Value::DateTime(_) => Ty::DateTime,
        Value::Period(_) => Ty::Period,
        Value::Org(_) => Ty::Org,
        Value::Account(_) => Ty::Account,
        Value::Ref(_) => Ty::Ref("".into()),
        Value::Code(_) => Ty::Code("".into()),
        Value::Place(_) => Ty::Place,
        _ => Ty::Text,
    }
}
