//! Further conditions of an ask as typed expressions.

use banjie_engine::{World, values};
use banjie_model::{
    Name,
    aloud::{PackageTitles, aloud},
    definition::{Field, FieldType, Ledger},
    expr::{BinaryOp, Expr, ExprKind, Fact, FieldRef, Function, Ty, UnaryOp},
    figure::Condition,
    finding::Span,
    value::Value,
};

/// The conditions with their texts read by the types of the fields.
pub(crate) fn typed(world: &World<'_>, ledger: &Ledger, conditions: &[Condition]) -> Result<Vec<Condition>, String> {
    conditions.iter().map(|condition| one(world, ledger, condition)).collect()
}

fn one(world: &World<'_>, ledger: &Ledger, condition: &Condition) -> Result<Condition, String> {
    let any_of = match ledger.field(&condition.field) {
        Some((_, field)) => condition.any_of.iter().map(|v| field_value(world, ledger, field, v)).collect(),
        None if &*condition.field == "state" => condition.any_of.iter().map(|v| state_value(ledger, v)).collect(),
        None => Err(format!("台账“{}”没有名为“{}”的字段", ledger.title, condition.field)),
    }?;
    Ok(Condition { field: condition.field.clone(), any_of })
}

fn field_value(world: &World<'_>, ledger: &Ledger, field: &Field, value: &Value) -> Result<Value, String> {
    if matches!(field.ty, FieldType::Files | FieldType::File | FieldType::List(_) | FieldType::Place) {
        return Err(format!("字段“{}”不能用作条件", field.title));
    }
    match value {
        Value::Text(text) => values::read(world, ledger, field, text, &|_, _| None),
        other => Ok(other.clone()),
    }
}

fn state_value(ledger: &Ledger, value: &Value) -> Result<Value, String> {
    let key = value.as_str().ok_or("环节要写它的名称")?;
    let found = ledger.states.iter().find(|state| &*state.name == key || &*state.title == key);
    found.map(|state| Value::Code(state.name.clone())).ok_or_else(|| format!("台账“{}”没有环节“{key}”", ledger.title))
}

/// An indicator's own filter, the further conditions and "owned by this organisation itself", all of which must hold.
pub(crate) fn filter(
    ledger: &Ledger,
    own_filter: Option<&Expr>,
    conditions: &[Condition],
    owner: Option<&Name>,
) -> Option<Expr> {
    let further = conditions.iter().filter_map(|condition| expression(ledger, condition));
    let owner = owner.map(|code| equal(org_fact(), literal(Value::Org(code.clone()), Ty::Org)));
    own_filter.cloned().into_iter().chain(further).chain(owner).reduce(|a, b| binary(BinaryOp::And, a, b))
}

/// The conditions in Chinese: "类型为楼顶违法建设".
pub(crate) fn words(world: &World<'_>, ledger: &Ledger, conditions: &[Condition]) -> String {
    let titles = PackageTitles::from_library(world.library, ledger).with_orgs(world.orgs);
    let told = conditions.iter().filter_map(|condition| expression(ledger, condition)).map(|e| aloud(&e, &titles));
    told.collect::<Vec<_>>().join("，且")
}

fn expression(ledger: &Ledger, condition: &Condition) -> Option<Expr> {
    let subject = match ledger.field(&condition.field) {
        Some((index, field)) => {
            node(ExprKind::Field(FieldRef { index, name: field.name.clone() }), field_ty(&field.ty))
        }
        None => node(ExprKind::Fact(Fact::State), Ty::Code(format!("@state:{}", ledger.key).into())),
    };
    let one = |value: &Value| match value {
        Value::Missing => node(
            ExprKind::Unary(
                UnaryOp::Not,
                Box::new(node(ExprKind::Call(Function::Has, vec![subject.clone()]), Ty::Bool)),
            ),
            Ty::Bool,
        ),
        value => equal(subject.clone(), literal(value.clone(), subject.ty.clone())),
    };
    condition.any_of.iter().map(one).reduce(|a, b| binary(BinaryOp::Or, a, b))
}

fn org_fact() -> Expr {
    node(ExprKind::Fact(Fact::Org), Ty::Org)
}

fn literal(value: Value, ty: Ty) -> Expr {
    node(ExprKind::Literal(value), ty)
}

fn equal(a: Expr, b: Expr) -> Expr {
    binary(BinaryOp::Eq, a, b)
}

fn binary(op: BinaryOp, a: Expr, b: Expr) -> Expr {
    node(ExprKind::Binary(op, Box::new(a), Box::new(b)), Ty::Bool)
}

fn node(kind: ExprKind, ty: Ty) -> Expr {
    Expr { kind, ty, span: Span::default() }
}

/// The expression type of a field.
fn field_ty(ty: &FieldType) -> Ty {
    match ty {
        FieldType::Int => Ty::Int,
        FieldType::Decimal { scale, .. } => Ty::Decimal { scale: Some(*scale) },
        FieldType::Money => Ty::Money,
        FieldType::Percent => Ty::Percent,
        FieldType::Bool => Ty::Bool,
        FieldType::Date => Ty::Date,
        FieldType::Time => Ty::Time,
        FieldType::DateTime => Ty::DateTime,
        FieldType::Period => Ty::Period,
        FieldType::Code(list) | FieldType::Tree(list) => Ty::Code(list.clone()),
        FieldType::Ref(ledger) => Ty::Ref(ledger.clone()),
        FieldType::Org => Ty::Org,
        FieldType::Account => Ty::Account,
        _ => Ty::Text,
    }
}
