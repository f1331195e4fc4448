//! Why an expression has its value: each part in words, with its value for the record.

use banjie_model::{
    aloud::{PackageTitles, Titles, aloud_part, flatten, name_aloud, value_aloud},
    expr::{BinaryOp, Expr, ExprKind, Ty, UnaryOp},
    pushdown::speaks_of_it,
    value::Value,
};

use super::{Scope, evaluate};

/// A part of an expression in words, with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The part read aloud.
    pub text: String,
    /// Its value for the record.
    pub value: Value,
    /// The value in words: 是, 楼顶违法建设, 120.5 m², （空）.
    pub shown: String,
    /// What it was made from; constants are left out.
    pub parts: Vec<Explanation>,
}

impl Explanation {
    /// The tree as indented lines: "违法建筑面积大于 100 m²：是".
    #[must_use]
    pub fn lines(&self) -> String {
        let mut out = String::new();
        self.write(0, &mut out);
        out
    }

    fn write(&self, depth: usize, out: &mut String) {
        out.push_str(&"  ".repeat(depth));
        out.push_str(&self.text);
        out.push('：');
        out.push_str(&self.shown);
        out.push('\n');
        for part in &self.parts {
            part.write(depth + 1, out);
        }
    }
}

/// Explains an expression for a record.
#[must_use]
pub fn explain(expr: &Expr, scope: &Scope<'_>) -> Explanation {
    let mut titles = PackageTitles::from_library(scope.world.library, scope.ledger).with_orgs(scope.world.orgs);
    if let Some((it, _)) = scope.it {
        titles = titles.with_it(it);
    }
    part(expr, speaks_of_it(expr), scope, &titles)
}

fn part(expr: &Expr, two_sides: bool, scope: &Scope<'_>, titles: &dyn Titles) -> Explanation {
    let value = evaluate(expr, scope);
    Explanation {
        text: if is_name(expr) { name_aloud(expr, two_sides, titles) } else { aloud_part(expr, two_sides, titles) },
        shown: value_aloud(&value, &expr.ty, unit(expr, titles).as_deref(), titles),
        value,
        parts: below(expr).into_iter().map(|below| part(below, two_sides, scope, titles)).collect(),
    }
}

/// The parts worth showing: no constants, chains of one operator side by side, nothing below a name.
fn below(expr: &Expr) -> Vec<&Expr> {
    let mut parts = Vec::new();
    match &expr.kind {
        ExprKind::Binary(op @ (BinaryOp::And | BinaryOp::Or), ..) => flatten(expr, *op, &mut parts),
        ExprKind::OrgAttribute { .. } => {}
        ExprKind::Unary(UnaryOp::Not, inner) if inner.ty == Ty::Bool && !is_name(inner) => parts = below(inner),
        _ => parts = expr.children(),
    }
    parts.retain(|part| !is_constant(part));
    parts
}

fn is_constant(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Literal(_) | ExprKind::Duration(_))
}

fn is_name(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Field(_) | ExprKind::It(_) | ExprKind::OrgAttribute { .. })
}

fn unit(expr: &Expr, titles: &dyn Titles) -> Option<String> {
    let field = match &expr.kind {
        ExprKind::Field(field) => titles.field(&field.name),
        ExprKind::It(field) => titles.it_field(&field.name),
        _ => None,
    };
    field?.unit.as_ref().map(|unit| unit.to_string())
}
