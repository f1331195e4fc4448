//! Comparisons and membership in words.

use super::{Voice, before_word, firm, spaced, value_aloud};
use crate::{
    expr::{BinaryOp, Expr, ExprKind, Ty},
    value::Value,
};

impl Voice<'_> {
    pub(super) fn comparison(&self, op: BinaryOp, left: &Expr, right: &Expr) -> String {
        // 'rooftop' == kind is read like kind == 'rooftop'.
        if matches!(left.kind, ExprKind::Literal(_)) && !matches!(right.kind, ExprKind::Literal(_)) {
            return self.comparison(mirrored(op), right, left);
        }
        let subject = before_word(self.operand(left, right));
        let object = self.operand(right, left);
        let constant = matches!(right.kind, ExprKind::Literal(_));
        match &left.ty {
            ty if ty.is_number() => format!("{subject}{}{}", number_verb(op), spaced(&object)),
            Ty::Date | Ty::DateTime | Ty::Time => format!("{subject}{}{object}", date_verb(op)),
            _ if constant && op == BinaryOp::Ne => format!("{subject}不为{object}"),
            _ if constant => format!("{subject}为{object}"),
            _ if op == BinaryOp::Ne => format!("{subject}与{object}不同"),
            _ => format!("{subject}与{object}相同"),
        }
    }

    /// One side of a comparison; a constant takes its unit from the other side.
    fn operand(&self, expr: &Expr, other: &Expr) -> String {
        match &expr.kind {
            ExprKind::Literal(Value::Bool(truth)) => format!("“{}”", if *truth { "是" } else { "否" }),
            ExprKind::Literal(value) => {
                let ty = if other.ty.is_number() { &other.ty } else { &expr.ty };
                value_aloud(value, ty, self.unit(other).as_deref(), self.titles)
            }
            _ if expr.ty == Ty::Bool && self.firmness(expr) == firm::CLAUSE => match &expr.kind {
                ExprKind::Field(_) | ExprKind::It(_) | ExprKind::OrgAttribute { .. } => self.name(expr),
                _ => format!("（{}）", self.say(expr)),
            },
            _ => self.inside(expr, firm::SUM),
        }
    }

    /// The unit of a number, where it has one.
    fn unit(&self, expr: &Expr) -> Option<String> {
        match &expr.kind {
            ExprKind::Field(field) => self.titles.field(&field.name)?.unit.as_ref().map(|unit| unit.to_string()),
            ExprKind::It(field) => self.titles.it_field(&field.name)?.unit.as_ref().map(|unit| unit.to_string()),
            ExprKind::Binary(BinaryOp::Add | BinaryOp::Sub, left, right) if left.ty.is_number() => {
                self.unit(left).or_else(|| self.unit(right))
            }
            ExprKind::Call(crate::expr::Function::Round, args) => self.unit(args.first()?),
            _ => None,
        }
    }

    pub(super) fn membership(&self, left: &Expr, items: &[Expr], denied: bool) -> String {
        let said: Vec<String> = items.iter().map(|item| self.operand(item, left)).collect();
        let subject = self.operand(left, left);
        match (said.as_slice(), denied) {
            ([only], false) => format!("{subject}为{}", spaced(only)),
            ([only], true) => format!("{subject}不为{}", spaced(only)),
            (_, false) => format!("{subject}为{}之一", spaced(&said.join("、"))),
            (_, true) => format!("{subject}不是{}之一", spaced(&said.join("、"))),
        }
    }
}

fn mirrored(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Lt => BinaryOp::Gt,
        BinaryOp::Le => BinaryOp::Ge,
        BinaryOp::Gt => BinaryOp::Lt,
        BinaryOp::Ge => BinaryOp::Le,
        other => other,
    }
}

fn number_verb(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Eq => "等于",
        BinaryOp::Ne => "不等于",
        BinaryOp::Lt => "小于",
        BinaryOp::Le => "不大于",
        BinaryOp::Gt => "大于",
        _ => "不小于",
    }
}

fn date_verb(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Eq => "为",
        BinaryOp::Ne => "不为",
        BinaryOp::Lt => "早于",
        BinaryOp::Le => "不晚于",
        BinaryOp::Gt => "晚于",
        _ => "不早于",
    }
}
