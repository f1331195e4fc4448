//! Conditions the desk itself asks of the store.

use banjie_model::{
    Name,
    definition::Ledger,
    expr::{BinaryOp, Expr, ExprKind, Fact, FieldRef, Function, Ty, UnaryOp},
    value::Value,
};

fn expr(kind: ExprKind, ty: Ty) -> Expr {
    Expr { kind, ty, span: Default::default() }
}

/// A constant.
pub(crate) fn literal(value: Value) -> Expr {
    let ty = match &value {
        Value::Date(_) => Ty::Date,
        Value::DateTime(_) => Ty::DateTime,
        Value::Org(_) => Ty::Org,
        Value::Code(_) => Ty::Code("".into()),
        Value::Ref(_) => Ty::Ref("".into()),
        Value::Account(_) => Ty::Account,
        Value::Bool(_) => Ty::Bool,
        Value::Int(_) => Ty::Int,
        Value::Decimal(_) => Ty::Decimal { scale: None },
        Value::Time(_) => Ty::Time,
        Value::Period(_) => Ty::Period,
        _ => Ty::Text,
    };
    expr(ExprKind::Literal(value), ty)
}

fn field_ref(ledger: &Ledger, index: usize) -> (FieldRef, Ty) {
    use banjie_model::definition::FieldType;
    let field = ledger.fields.get(index);
    let ty = match field.map(|f| &f.ty) {
        Some(FieldType::Date) => Ty::Date,
        Some(FieldType::DateTime) => Ty::DateTime,
        Some(FieldType::Org) => Ty::Org,
        Some(FieldType::Ref(to)) => Ty::Ref(to.clone()),
        Some(FieldType::Period) => Ty::Period,
        Some(FieldType::Int) => Ty::Int,
        Some(FieldType::Decimal { scale, .. }) => Ty::Decimal { scale: Some(*scale) },
        Some(FieldType::Money) => Ty::Money,
        Some(FieldType::Percent) => Ty::Percent,
        Some(FieldType::Bool) => Ty::Bool,
        Some(FieldType::Time) => Ty::Time,
        Some(FieldType::Code(list) | FieldType::Tree(list)) => Ty::Code(list.clone()),
        Some(FieldType::Account) => Ty::Account,
        Some(FieldType::File | FieldType::Files) => Ty::Files,
        Some(FieldType::Place) => Ty::Place,
        Some(FieldType::List(_)) => Ty::List,
        _ => Ty::Text,
    };
    (FieldRef { index, name: field.map_or_else(|| "".into(), |f| f.name.clone()) }, ty)
}

/// A field of the record asked for, in a list.
pub(crate) fn field(ledger: &Ledger, index: usize) -> Expr {
    let (field, ty) = field_ref(ledger, index);
    expr(ExprKind::Field(field), ty)
}

/// A field of the record looked up.
pub(crate) fn it_field(ledger: &Ledger, index: usize) -> Expr {
    let (field, ty) = field_ref(ledger, index);
    expr(ExprKind::It(field), ty)
}

fn fact_ty(fact: Fact) -> Ty {
    match fact {
        Fact::Org => Ty::Org,
        Fact::OpenedOn | Fact::ClosedOn => Ty::Date,
        Fact::State => Ty::Code("".into()),
        Fact::Handler => Ty::Account,
        _ => Ty::Text,
    }
}

/// A fact of the record asked for, in a list.
pub(crate) fn fact(fact: Fact) -> Expr {
    expr(ExprKind::Fact(fact), fact_ty(fact))
}

/// A fact of the record looked up.
pub(crate) fn it_fact(fact: Fact) -> Expr {
    expr(ExprKind::ItFact(fact), fact_ty(fact))
}

/// `a op b`, a truth value.
pub(crate) fn binary(op: BinaryOp, a: Expr, b: Expr) -> Expr {
    expr(ExprKind::Binary(op, Box::new(a), Box::new(b)), Ty::Bool)
}

/// `a == b`
pub(crate) fn equals(a: Expr, b: Expr) -> Expr {
    binary(BinaryOp::Eq, a, b)
}

/// `a <= b`
pub(crate) fn not_after(a: Expr, b: Expr) -> Expr {
    binary(BinaryOp::Le, a, b)
}

/// `has(a)`
pub(crate) fn has(a: Expr) -> Expr {
    expr(ExprKind::Call(Function::Has, vec![a]), Ty::Bool)
}

/// `!a`
pub(crate) fn not(a: Expr) -> Expr {
    expr(ExprKind::Unary(UnaryOp::Not, Box::new(a)), Ty::Bool)
}

/// `a in [these]`
pub(crate) fn one_of(a: Expr, items: impl IntoIterator<Item = Value>) -> Expr {
    expr(ExprKind::In(Box::new(a), items.into_iter().map(literal).collect()), Ty::Bool)
}

/// `contains(a, part)`
pub(crate) fn contains(a: Expr, part: Expr) -> Expr {
    expr(ExprKind::Call(Function::Contains, vec![a, part]), Ty::Bool)
}

/// One of these.
pub(crate) fn any_of(parts: impl IntoIterator<Item = Expr>) -> Option<Expr> {
    parts.into_iter().reduce(|a, b| binary(BinaryOp::Or, a, b))
}

/// `a in [these organisations]`
pub(crate) fn one_of_orgs<'a>(a: Expr, orgs: impl IntoIterator<Item = &'a Name>) -> Expr {
    let items = orgs.into_iter().map(|code| literal(Value::Org(code.clone()))).collect();
    expr(ExprKind::In(Box::new(a), items), Ty::Bool)
}

/// All of these.
pub(crate) fn all_of(parts: impl IntoIterator<Item = Expr>) -> Option<Expr> {
    parts.into_iter().reduce(|a, b| binary(BinaryOp::And, a, b))
}
