//! The person who acts, as expressions see them: `actor` and `actor_org` are put in as literals before a guard, a check, a
//! value or the filter of a look-up is evaluated. So whoever filed a thing can be told from whoever approves it.

use std::borrow::Cow;

use banjie_model::{
    case::Actor,
    expr::{Expr, ExprKind, Fact},
    value::Value,
};

/// The expression with the acting person put in; borrowed where it does not ask.
pub(crate) fn put_in<'e>(expr: &'e Expr, actor: &Actor) -> Cow<'e, Expr> {
    let mut asks = false;
    expr.walk(&mut |part| asks |= matches!(part.kind, ExprKind::Fact(Fact::Actor | Fact::ActorOrg)));
    if asks { Cow::Owned(replaced(expr, actor)) } else { Cow::Borrowed(expr) }
}

fn replaced(expr: &Expr, actor: &Actor) -> Expr {
    let one = |e: &Expr| Box::new(replaced(e, actor));
    let many = |items: &[Expr]| items.iter().map(|e| replaced(e, actor)).collect();
    let kind = match &expr.kind {
        ExprKind::Fact(Fact::Actor) => ExprKind::Literal(Value::Account(actor.account.clone())),
        ExprKind::Fact(Fact::ActorOrg) => ExprKind::Literal(Value::Org(actor.org.clone())),
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
