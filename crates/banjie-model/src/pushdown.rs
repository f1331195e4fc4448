//! Which expressions a database can compute exactly as the engine does.
//!
//! The subset, and what each part means there (the SQL compiler of `banjie-store` takes all of it and nothing else):
//! - constants, fields, facts of the record counted; facts of the run counted (only where runs are counted);
//! - `==` `!=` `<` `<=` `>` `>=`: **false** when a side is missing, never unknown, so that `!` above it is true. A date
//!   compared with an instant compares the instant's date;
//! - `in`: true when one of the items equals; false when the left side is missing;
//! - `&&` `||` `!` on two values: a missing yes-or-no counts as false;
//! - `+` `-` `*` and the minus sign on numbers with a known number of decimal places ([`decimal_places`]), at most
//!   [`PLACES_MAX`]: missing when a side is missing. Whole numbers scaled by ten to that power are exact;
//! - `min` and `max` of what is present, missing when nothing is; `c ? a : b`;
//! - `year` `month` `quarter` of a date or instant; `size` of a text in characters (Unicode scalar values);
//! - `contains` and `starts_with` on texts, exact and with case; `has`.
//!
//! Not in it: whoever acts (`actor`), `/`, `round`, time that passes (`today`, `now`), counting of days, ages, decision tables, attributes of
//! organisations, other limits of the record, files, places and child rows (save for `has`).

use crate::{
    expr::{BinaryOp, Expr, ExprKind, Fact, Function, Ty, UnaryOp},
    value::Value,
};

/// Most decimal places a computed number may have in a database: 18 digits in all leave 6 before the point.
pub const PLACES_MAX: u8 = 12;

/// What a condition is asked of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over<'a> {
    /// Records of a ledger: bare names are its fields and facts.
    Records,
    /// Runs of a limit: its facts too.
    Runs {
        /// The limit.
        limit: &'a str,
    },
    /// Records of another ledger, `it`; every part without `it` is computed beforehand and is a constant here.
    Lookup,
}

/// Why an expression cannot be computed by a database, and which part.
#[derive(Clone, Debug, PartialEq)]
pub struct Obstacle<'e> {
    /// The part.
    pub node: &'e Expr,
    /// Why, in Chinese.
    pub reason: String,
}

/// Whether a database can compute an expression exactly as the engine does.
///
/// # Errors
/// The first part it cannot compute.
pub fn compilable<'e>(expr: &'e Expr, over: Over<'_>) -> Result<(), Obstacle<'e>> {
    if over == Over::Lookup && !speaks_of_it(expr) {
        return Ok(());
    }
    if let Some(reason) = obstacle(expr, over) {
        return Err(Obstacle { node: expr, reason });
    }
    if let ExprKind::Call(Function::Has, args) = &expr.kind {
        let stored =
            matches!(args[0].kind, ExprKind::Field(_) | ExprKind::It(_) | ExprKind::Fact(_) | ExprKind::ItFact(_));
        if stored {
            return Ok(());
        }
    }
    for child in expr.children() {
        compilable(child, over)?;
    }
    Ok(())
}

/// Whether an expression asks of sensitive values only what a database that holds them sealed can answer, and what tells
/// nobody the value: equal to a constant or not (in a look-up: to a value of the record at hand), one of several
/// constants, there or not. `sensitive` says which fields are.
///
/// # Errors
/// The first sensitive value asked for anything else.
pub fn discreet<'e>(expr: &'e Expr, over: Over<'_>, sensitive: &dyn Fn(&ExprKind) -> bool) -> Result<(), Obstacle<'e>> {
    let known = |part: &Expr| match over {
        Over::Lookup => !speaks_of_it(part),
        Over::Records | Over::Runs { .. } => matches!(part.kind, ExprKind::Literal(_)),
    };
    let sealed = |part: &Expr| sensitive(&part.kind);
    match &expr.kind {
        _ if over == Over::Lookup && !speaks_of_it(expr) => Ok(()),
        ExprKind::Binary(BinaryOp::Eq | BinaryOp::Ne, a, b) if sealed(a) && known(b) || sealed(b) && known(a) => Ok(()),
        ExprKind::In(a, items) if sealed(a) && items.iter().all(known) => Ok(()),
        ExprKind::Call(Function::Has, args) if args.iter().all(sealed) => Ok(()),
        _ if sealed(expr) => Err(Obstacle {
            node: expr,
            reason: "敏感信息只能与定值比较是否相等、是否属于几个定值之一，或用 has 问有没有".to_owned(),
        }),
        _ => expr.children().into_iter().try_for_each(|child| discreet(child, over, sensitive)),
    }
}

/// True when some part is of the record looked up.
pub fn speaks_of_it(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::It(_) | ExprKind::ItFact(_) | ExprKind::ItRun { .. })
        || expr.children().into_iter().any(speaks_of_it)
}

/// Why this node itself cannot be computed.
fn obstacle(expr: &Expr, over: Over<'_>) -> Option<String> {
    let opaque = || matches!(expr.ty, Ty::Files | Ty::Place | Ty::List);
    let reason = match &expr.kind {
        ExprKind::Field(_) | ExprKind::It(_) if opaque() => "文件、地点和子表在这里只能用 has 问有没有",
        ExprKind::Fact(Fact::Actor | Fact::ActorOrg) => "这里没有办理人；在办理动作的 sets 里存成字段，再用字段",
        ExprKind::Literal(_)
        | ExprKind::Field(_)
        | ExprKind::It(_)
        | ExprKind::Fact(_)
        | ExprKind::ItFact(_)
        | ExprKind::ItRun { .. } => return None,
        ExprKind::LimitFact { limit, .. } if matches!(over, Over::Runs { limit: counted } if *counted == **limit) => {
            return None;
        }
        ExprKind::LimitFact { .. } => "这里不能问时限的情况；按时限统计用 count = \"台账.时限\"",
        ExprKind::OrgAttribute { .. } => "这里不能用机构的属性；把它存成本台账的字段，或按机构统计",
        ExprKind::Indicator(_) => "这里不能用指标",
        ExprKind::Table { .. } => "这里不能查判定表；先做成有公式的字段，再用字段",
        ExprKind::Duration(_) => "这里不能加减时长；先做成有公式的字段，再用字段",
        ExprKind::Binary(BinaryOp::Div, ..) => "这里不能用除法；两边同乘，或先做成有公式的字段",
        ExprKind::Binary(BinaryOp::Sub, left, _) if !left.ty.is_number() => {
            "这里不能计算相差的天数；先做成有公式的字段，再用字段"
        }
        ExprKind::Binary(BinaryOp::Add | BinaryOp::Sub, left, _) if !left.ty.is_number() => {
            "这里不能加减时长；先做成有公式的字段，再用字段"
        }
        ExprKind::Binary(BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul, ..) => {
            return match decimal_places(expr) {
                Some(places) if places <= PLACES_MAX => None,
                _ => Some(format!("小数位太多，超过 {PLACES_MAX} 位；先做成有公式的字段，四舍五入后再用")),
            };
        }
        ExprKind::Binary(..) | ExprKind::Unary(..) | ExprKind::If(..) | ExprKind::In(..) => return None,
        ExprKind::Call(function, args) => return call_obstacle(*function, args).map(str::to_string),
    };
    Some(reason.to_string())
}

fn call_obstacle(function: Function, args: &[Expr]) -> Option<&'static str> {
    match function {
        Function::Year | Function::Month | Function::Quarter | Function::Has | Function::Min | Function::Max => None,
        Function::Size if args[0].ty == Ty::Text => None,
        Function::Contains | Function::StartsWith if args[0].ty == Ty::Text => None,
        Function::Size => Some("这里不能数文件和子表的行数；用 has 问有没有，或先做成有公式的字段"),
        Function::Contains | Function::StartsWith => Some("这里不能在地点里查找文字"),
        Function::Today | Function::Now => Some("这里不能用今天：统计的日期由期间决定"),
        Function::WorkingDays | Function::AddWorkingDays | Function::Days | Function::Age => {
            Some("这里不能数日子；先做成有公式的字段，再用字段")
        }
        Function::Round => Some("这里不能四舍五入；先做成有公式的字段，再用字段"),
    }
}

/// How many decimal places a number has at most; none where that is not known (a quotient, an indicator) or where it is
/// no number. Money has 2, shares have 6, products as many as their factors together.
pub fn decimal_places(expr: &Expr) -> Option<u8> {
    match &expr.kind {
        ExprKind::Literal(Value::Int(_)) => Some(0),
        ExprKind::Literal(Value::Decimal(d)) => u8::try_from(d.normalize().scale()).ok(),
        ExprKind::Unary(UnaryOp::Neg, inner) => decimal_places(inner),
        ExprKind::Binary(BinaryOp::Add | BinaryOp::Sub, a, b) => match (&a.ty, &b.ty) {
            (Ty::Date | Ty::DateTime, Ty::Date | Ty::DateTime) => Some(0),
            _ => Some(decimal_places(a)?.max(decimal_places(b)?)),
        },
        ExprKind::Binary(BinaryOp::Mul, a, b) => decimal_places(a)?.checked_add(decimal_places(b)?),
        ExprKind::Binary(..) | ExprKind::Indicator(_) => None,
        ExprKind::If(_, a, b) => Some(decimal_places(a)?.max(decimal_places(b)?)),
        ExprKind::Call(Function::Min | Function::Max, args) => {
            args.iter().try_fold(0, |most, arg| Some(decimal_places(arg)?.max(most)))
        }
        ExprKind::Call(Function::Round, args) => match &args.get(1)?.kind {
            ExprKind::Literal(Value::Int(n)) => u8::try_from(*n).ok(),
            _ => None,
        },
        _ => places_of(&expr.ty),
    }
}

fn places_of(ty: &Ty) -> Option<u8> {
    match ty {
        Ty::Int => Some(0),
        Ty::Money => Some(2),
        Ty::Percent => Some(6),
        Ty::Decimal { scale } => *scale,
        _ => None,
    }
}
