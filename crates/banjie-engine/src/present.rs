//! What stands behind a condition that does not hold: the values it compares, in words.

use banjie_model::{
    definition::{Class, Ledger},
    expr::{BinaryOp, Expr, ExprKind, Function, Ty},
};

use crate::evaluate::{self, Scope};

/// Most values told in one refusal.
const TOLD_MAX: usize = 6;

/// "目前罚款为 4000 元，… 为 5000 元。": the values a condition compares. Personal and sensitive values are left out, since
/// refusals are logged. Empty where nothing can be told.
pub(crate) fn values(expr: &Expr, scope: &Scope<'_>) -> String {
    let mut operands = Vec::new();
    gather(expr, &mut operands);
    let mut told: Vec<String> = Vec::new();
    for operand in operands.into_iter().filter(|e| may_be_told(e, scope.ledger)) {
        let explained = evaluate::explain(operand, scope);
        let words = format!("{}为{}", explained.text, explained.shown.trim_matches(['（', '）']));
        if !told.contains(&words) && told.len() < TOLD_MAX {
            told.push(words);
        }
    }
    if told.is_empty() { String::new() } else { format!("目前{}。", told.join("，")) }
}

/// The sides of comparisons, the subjects of questions.
fn gather<'e>(expr: &'e Expr, operands: &mut Vec<&'e Expr>) {
    match &expr.kind {
        ExprKind::Literal(_) | ExprKind::Duration(_) | ExprKind::Call(Function::Today | Function::Now, _) => {}
        ExprKind::Binary(BinaryOp::And | BinaryOp::Or, a, b) => {
            gather(a, operands);
            gather(b, operands);
        }
        ExprKind::Binary(_, a, b) if expr.ty == Ty::Bool => {
            gather(a, operands);
            gather(b, operands);
        }
        ExprKind::Unary(_, a) if expr.ty == Ty::Bool => gather(a, operands),
        ExprKind::In(a, _) => gather(a, operands),
        ExprKind::If(a, b, c) if expr.ty == Ty::Bool => [a, b, c].into_iter().for_each(|e| gather(e, operands)),
        ExprKind::Call(Function::Has, args) => args.iter().for_each(|e| gather(e, operands)),
        _ => operands.push(expr),
    }
}

fn may_be_told(expr: &Expr, ledger: &Ledger) -> bool {
    let mut open = true;
    expr.walk(&mut |e| match &e.kind {
        ExprKind::Field(f) => open &= ledger.fields.get(f.index).is_some_and(|f| f.class < Class::Personal),
        ExprKind::It(_) | ExprKind::ItFact(_) | ExprKind::ItRun { .. } => open = false,
        _ => {}
    });
    open
}
