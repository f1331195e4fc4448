//! Typed tree → text, in the one spelling; reading it again gives the same tree.

use banjie_model::{
    expr::{BinaryOp, Duration, Expr, ExprKind, Fact, RunFact, TimeUnit, Ty, UnaryOp},
    value::Value,
};
use rust_decimal::Decimal;

use super::{
    calls::function_name,
    lexer::escaped,
    names::{FACTS, RUN_FACTS},
};

/// The text of a typed expression, with brackets only where they are needed.
pub fn print(expr: &Expr) -> String {
    let mut out = String::new();
    write(expr, 0, &mut out);
    out
}

/// How strongly the outermost part binds: a part in a stronger place gets brackets.
fn power(expr: &Expr) -> u8 {
    match &expr.kind {
        ExprKind::If(..) => 0,
        ExprKind::Binary(op, ..) => binary_power(*op),
        ExprKind::In(..) => 3,
        ExprKind::Unary(..) => 6,
        ExprKind::Literal(value) if is_negative(value) => 6,
        _ => 7,
    }
}

fn binary_power(op: BinaryOp) -> u8 {
    match op {
        BinaryOp::Or => 1,
        BinaryOp::And => 2,
        BinaryOp::Add | BinaryOp::Sub => 4,
        BinaryOp::Mul | BinaryOp::Div => 5,
        _ => 3,
    }
}

fn is_negative(value: &Value) -> bool {
    value.as_decimal().is_some_and(|d| d.is_sign_negative() && !d.is_zero())
}

fn write(expr: &Expr, place: u8, out: &mut String) {
    let bracketed = power(expr) < place;
    if bracketed {
        out.push('(');
    }
    match &expr.kind {
        ExprKind::Literal(value) => literal(value, &expr.ty, out),
        ExprKind::Duration(duration) => out.push_str(&duration_text(*duration)),
        ExprKind::Field(field) => out.push_str(&field.name),
        ExprKind::It(field) => out.push_str(&format!("it.{}", field.name)),
        ExprKind::Fact(fact) => out.push_str(fact_name(*fact)),
        ExprKind::ItFact(fact) => out.push_str(&format!("it.{}", fact_name(*fact))),
        ExprKind::ItRun { fact, .. } => out.push_str(&format!("it.{}", run_fact_name(*fact))),
        ExprKind::OrgAttribute { of, name } => {
            write(of, 7, out);
            out.push_str(&format!(".{name}"));
        }
        ExprKind::LimitFact { limit, fact } => out.push_str(&format!("{limit}.{}", run_fact_name(*fact))),
        ExprKind::Indicator(name) => out.push_str(name),
        ExprKind::Unary(op, inner) => {
            out.push(if *op == UnaryOp::Not { '!' } else { '-' });
            write(inner, 6, out);
        }
        ExprKind::Binary(op, left, right) => {
            let power = binary_power(*op);
            // Comparisons do not chain: both sides bind more strongly.
            write(left, power + u8::from(power == 3), out);
            out.push_str(sign(*op));
            write(right, power + 1, out);
        }
        ExprKind::If(condition, then, otherwise) => {
            write(condition, 1, out);
            out.push_str(" ? ");
            write(then, 0, out);
            out.push_str(" : ");
            write(otherwise, 0, out);
        }
        ExprKind::In(left, items) => {
            write(left, 4, out);
            out.push_str(" in [");
            list(items, out);
            out.push(']');
        }
        ExprKind::Call(function, args) => call(function_name(*function), args, out),
        ExprKind::Table { table, args, out: output } => {
            call(table, args, out);
            out.push_str(&format!(".{output}"));
        }
    }
    if bracketed {
        out.push(')');
    }
}

fn call(name: &str, args: &[Expr], out: &mut String) {
    out.push_str(name);
    out.push('(');
    list(args, out);
    out.push(')');
}

fn list(items: &[Expr], out: &mut String) {
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        write(item, 0, out);
    }
}

fn literal(value: &Value, ty: &Ty, out: &mut String) {
    match value {
        Value::Missing => out.push_str("null"),
        Value::Int(n) => out.push_str(&n.to_string()),
        Value::Decimal(d) if *ty == Ty::Percent => {
            out.push_str(&format!("{}%", (*d * Decimal::ONE_HUNDRED).normalize()));
        }
        Value::Decimal(d) if d.scale() == 0 => out.push_str(&format!("{d}.0")),
        Value::Decimal(d) => out.push_str(&d.to_string()),
        Value::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
        Value::Date(date) => out.push_str(&date.to_string()),
        Value::Time(time) => out.push_str(&format!("'{}'", time.format("%H:%M"))),
        Value::Period(period) => out.push_str(&format!("'{}'", period.key())),
        other => out.push_str(&format!("'{}'", escaped(other.as_str().unwrap_or_default()))),
    }
}

/// `7 working days`
pub(super) fn duration_text(duration: Duration) -> String {
    let unit = match duration.unit {
        TimeUnit::WorkingDays => "working day",
        TimeUnit::Days => "day",
        TimeUnit::Months => "month",
        TimeUnit::Hours => "hour",
        TimeUnit::Years => "year",
    };
    format!("{} {unit}{}", duration.n, if duration.n == 1 { "" } else { "s" })
}

fn fact_name(fact: Fact) -> &'static str {
    FACTS.iter().find(|(_, f)| *f == fact).map_or("?", |(name, _)| name)
}

fn run_fact_name(fact: RunFact) -> &'static str {
    RUN_FACTS.iter().find(|(_, f)| *f == fact).map_or("?", |(name, _)| name)
}

fn sign(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Or => " || ",
        BinaryOp::And => " && ",
        BinaryOp::Eq => " == ",
        BinaryOp::Ne => " != ",
        BinaryOp::Lt => " < ",
        BinaryOp::Le => " <= ",
        BinaryOp::Gt => " > ",
        BinaryOp::Ge => " >= ",
        BinaryOp::Add => " + ",
        BinaryOp::Sub => " - ",
        BinaryOp::Mul => " * ",
        BinaryOp::Div => " / ",
    }
}
