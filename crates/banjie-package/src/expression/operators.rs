//! Operators: which types go together, and what comes out.

use banjie_model::{
    expr::{BinaryOp, Duration, Expr, ExprKind, TimeUnit, Ty},
    finding::Span,
    value::Value,
};
use rust_decimal::Decimal;

use super::{
    ExprFault,
    text::ty_zh,
    tree::{Kind, Node},
    typing::{Typing, common_ty, is_constant, is_text},
};

impl<'a> Typing<'a, '_> {
    /// A chain of operators. What hangs on its left side is typed one after another, not one inside another, so that a
    /// long chain needs no deep stack.
    pub(super) fn binary(&mut self, node: &Node<'a>) -> Option<Expr> {
        let mut spine = Vec::new();
        let mut at = node;
        while let Kind::Binary(_, _, left, _) = &at.kind {
            spine.push(at);
            at = left;
        }
        let mut typed = if matches!(at.kind, Kind::Null) { None } else { self.infer(at) };
        for step in spine.into_iter().rev() {
            let Kind::Binary(op, sign, left, right) = &step.kind else { continue };
            typed = self.step(*op, *sign, (left, typed), right, step.span);
        }
        typed
    }

    /// `left op right` with its left side typed, if it could be.
    fn step(
        &mut self,
        op: BinaryOp,
        sign: Span,
        (left_node, left): (&Node<'a>, Option<Expr>),
        right_node: &Node<'a>,
        span: Span,
    ) -> Option<Expr> {
        if matches!(op, BinaryOp::And | BinaryOp::Or) {
            let left = left.and_then(|left| self.truth(left));
            let right = self.condition(right_node);
            return Some(joined(op, left?, right?, Ty::Bool, span));
        }
        if matches!(left_node.kind, Kind::Null) || matches!(right_node.kind, Kind::Null) {
            self.null_comparison(op, left_node, right_node, span);
            return None;
        }
        let right = self.infer(right_node);
        let (left, right) = (left?, right?);
        match op {
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => {
                self.arithmetic(op, sign, left, right, span)
            }
            _ => self.comparison(op, sign, left, right, span),
        }
    }

    fn null_comparison(&mut self, op: BinaryOp, left: &Node<'a>, right: &Node<'a>, span: Span) {
        let other = if matches!(left.kind, Kind::Null) { right } else { left };
        let written = self.written(other.span);
        let fault = ExprFault::new("null-comparison", span, "不能与 null 比较：没有填的值与什么比较都为否");
        let fault = match op {
            BinaryOp::Eq => fault.fix(format!("!has({written})")),
            _ => fault.fix(format!("has({written})")),
        };
        self.note(fault);
    }

    fn comparison(&mut self, op: BinaryOp, sign: Span, left: Expr, right: Expr, span: Span) -> Option<Expr> {
        let (left, right) = self.read_texts(left, right)?;
        if is_constant(&left) && is_constant(&right) {
            self.note(
                ExprFault::new("constant-comparison", span, "两边都是常数，结果永远一样")
                    .help("至少一边要是字段或别的会变的值"),
            );
            return None;
        }
        if same(&left, &right) {
            self.note(
                ExprFault::new("constant-comparison", span, "两边写的是同一个值").help("检查是不是写错了一边的字段"),
            );
            return None;
        }
        if !self.comparable(sign, &left, &right) {
            return None;
        }
        if !matches!(op, BinaryOp::Eq | BinaryOp::Ne) && !is_ordered(&left.ty) {
            let fault =
                ExprFault::new("no-order", sign, format!("{}不分大小先后，只能用 == 和 != 比较", ty_zh(&left.ty)));
            self.note(fault.label(ty_zh(&left.ty)).help("几个值之一写成 x in ['a', 'b']"));
            return None;
        }
        Some(joined(op, left, right, Ty::Bool, span))
    }

    /// Notes why two parts cannot be compared.
    fn comparable(&mut self, sign: Span, left: &Expr, right: &Expr) -> bool {
        let (a, b) = (&left.ty, &right.ty);
        if a.is_number() && b.is_number() {
            return self.same_unit(left, right) && self.sensible_percent(left, right);
        }
        let dates = |ty: &Ty| matches!(ty, Ty::Date | Ty::DateTime);
        let never = |ty: &Ty| matches!(ty, Ty::Files | Ty::List | Ty::Place | Ty::Duration | Ty::Row(_));
        if (a == b || dates(a) && dates(b)) && !never(a) {
            return true;
        }
        let span = left.span.to(right.span);
        let (written_a, written_b) = (self.written(left.span), self.written(right.span));
        let fault = match (a, b) {
            _ if a == b => ExprFault::new("type-mismatch", span, format!("{}之间不能比较", ty_zh(a))),
            _ => ExprFault::new(
                "type-mismatch",
                sign,
                format!("{written_a} 是{}，{written_b} 是{}，不能比较", ty_zh(a), ty_zh(b)),
            ),
        };
        let fault = match (a, b) {
            (Ty::Files | Ty::List, _) => fault.fix_at(left.span, format!("size({written_a})")),
            (Ty::Int, Ty::Duration) if matches!(right.kind, ExprKind::Duration(d) if d.unit == TimeUnit::Days) => {
                fault.help("相差的天数是整数").fix_at(right.span, written_a_number(right))
            }
            (Ty::Place, _) => fault.help(format!("地点写 contains({written_a}, '…')")),
            (Ty::Duration, _) | (_, Ty::Duration) => {
                fault.help("两个日期相差几天写 days(a, b) 或 working_days(a, b)，再与数比较")
            }
            (Ty::Code(_), Ty::Code(_)) => fault.help("两边要是同一个代码表的值"),
            (Ty::Code(_), Ty::Text) | (Ty::Text, Ty::Code(_)) => {
                fault.help("代码与带引号的键比较，如 kind == 'rooftop'")
            }
            _ => fault,
        };
        self.note(fault);
        false
    }

    /// A money field and a number field are of different units: 元 and, say, 万元.
    fn same_unit(&mut self, left: &Expr, right: &Expr) -> bool {
        let plain_field =
            |e: &Expr| matches!(e.kind, ExprKind::Field(_) | ExprKind::It(_)) && matches!(e.ty, Ty::Decimal { .. });
        let clash = left.ty == Ty::Money && plain_field(right) || right.ty == Ty::Money && plain_field(left);
        if clash {
            let number = if left.ty == Ty::Money { right } else { left };
            let fault = ExprFault::new(
                "money-with-number",
                number.span,
                format!("金额（元）不能与 {} 直接加减或比较：它不是金额", self.written(number.span)),
            )
            .label(ty_zh(&number.ty))
            .help("把那个字段声明为 money；单位不同的先换算，如 × 10000");
            self.note(fault);
        }
        !clash
    }

    /// `rate > 50` where `rate > 50%` was meant.
    fn sensible_percent(&mut self, left: &Expr, right: &Expr) -> bool {
        let number = match (&left.ty, &right.ty) {
            (Ty::Percent, _) => right,
            (_, Ty::Percent) => left,
            _ => return true,
        };
        if number.ty == Ty::Percent {
            return true;
        }
        let ExprKind::Literal(value) = &number.kind else { return true };
        if value.as_decimal().is_none_or(|n| n.abs() <= Decimal::ONE) {
            return true;
        }
        let written = self.written(number.span);
        let fault =
            ExprFault::new("percent-literal", number.span, format!("与比例比较时，{written} 就是 {written}00%"))
                .fix(format!("{written}%"));
        self.note(fault);
        false
    }

    fn arithmetic(&mut self, op: BinaryOp, sign: Span, left: Expr, right: Expr, span: Span) -> Option<Expr> {
        match (op, &left.ty, &right.ty) {
            (BinaryOp::Add | BinaryOp::Sub, Ty::Date | Ty::DateTime, Ty::Duration) => {
                self.date_shift(op, left, right, span)
            }
            (BinaryOp::Sub, Ty::Date | Ty::DateTime, Ty::Date | Ty::DateTime) => {
                Some(joined(op, left, right, Ty::Int, span))
            }
            (BinaryOp::Add | BinaryOp::Sub, Ty::Date | Ty::DateTime, ty) if ty.is_number() => {
                let written = self.written(right.span);
                let fault = ExprFault::new("type-mismatch", right.span, "日期只能加减时长")
                    .help(format!("写 {written} days、{written} working days 或 {written} months"))
                    .fix(format!("{written} days"));
                self.note(if is_constant(&right) {
                    fault
                } else {
                    ExprFault { fix: None, ..fault }.help("天数会变时写 add_working_days(d, n)")
                });
                None
            }
            (BinaryOp::Add, Ty::Text, Ty::Text) => {
                self.note(
                    ExprFault::new("type-mismatch", sign, "文字不能相加").help("要拼接的文字写在 label 或文书里"),
                );
                None
            }
            _ => self.number_arithmetic(op, left, right, span),
        }
    }

    fn number_arithmetic(&mut self, op: BinaryOp, left: Expr, right: Expr, span: Span) -> Option<Expr> {
        let left = self.number(left);
        let right = self.number(right);
        let (left, right) = (left?, right?);
        if matches!(op, BinaryOp::Add | BinaryOp::Sub) && !self.same_unit(&left, &right) {
            return None;
        }
        if op == BinaryOp::Div && is_zero(&right) {
            self.note(ExprFault::new("division-by-zero", right.span, "不能除以零").help("改正除数"));
            return None;
        }
        if op == BinaryOp::Mul && left.ty == Ty::Money && right.ty == Ty::Money {
            self.note(ExprFault::new("money-times-money", span, "金额不能乘金额").help("其中一个应是数量或比例"));
            return None;
        }
        let ty = number_ty(op, &left.ty, &right.ty);
        Some(joined(op, left, right, ty, span))
    }

    fn date_shift(&mut self, op: BinaryOp, left: Expr, right: Expr, span: Span) -> Option<Expr> {
        if left.ty == Ty::Date && matches!(right.kind, ExprKind::Duration(Duration { unit: TimeUnit::Hours, .. })) {
            let fault = ExprFault::new("type-mismatch", right.span, "日期没有钟点，不能加减小时");
            self.note(fault.help("用天数，或把字段声明为 datetime"));
            return None;
        }
        let ty = left.ty.clone();
        Some(joined(op, left, right, ty, span))
    }

    /// `left in [items]`
    pub(super) fn membership(&mut self, left: &Node<'a>, items: &[Node<'a>], span: Span) -> Option<Expr> {
        let left = self.infer(left);
        let typed: Vec<Option<Expr>> = items.iter().map(|item| self.infer(item)).collect();
        let left = left?;
        let mut ok = true;
        let mut values: Vec<Expr> = Vec::with_capacity(typed.len());
        for item in typed {
            let item = item.and_then(|item| if is_text(&item) { self.read_text(item, &left.ty) } else { Some(item) });
            let Some(item) = item else {
                ok = false;
                continue;
            };
            if !self.comparable(item.span, &left, &item) {
                ok = false;
            } else if let Some(twice) = values.iter().find(|earlier| same(earlier, &item)) {
                let fault =
                    ExprFault::new("duplicate-item", item.span, format!("{} 写了两次", self.written(twice.span)));
                self.note(fault.help("去掉一个"));
                ok = false;
            } else {
                values.push(item);
            }
        }
        if ok && is_constant(&left) && values.iter().all(is_constant) {
            self.note(ExprFault::new("constant-comparison", span, "两边都是常数，结果永远一样").help("in 前面写字段"));
            return None;
        }
        ok.then(|| Expr { kind: ExprKind::In(Box::new(left), values), ty: Ty::Bool, span })
    }
}

fn joined(op: BinaryOp, left: Expr, right: Expr, ty: Ty, span: Span) -> Expr {
    Expr { kind: ExprKind::Binary(op, Box::new(left), Box::new(right)), ty, span }
}

/// The bare number of a length of time.
fn written_a_number(duration: &Expr) -> String {
    match duration.kind {
        ExprKind::Duration(duration) => duration.n.to_string(),
        _ => String::new(),
    }
}

fn is_zero(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Literal(value) if value.as_decimal().is_some_and(|d| d.is_zero()))
}

/// True when the values of a type come one before another.
pub(super) fn is_ordered(ty: &Ty) -> bool {
    ty.is_number() || matches!(ty, Ty::Date | Ty::DateTime | Ty::Time)
}

/// The type of a sum, difference, product or quotient of numbers. Money stays money when it is scaled; the quotient of
/// two sums of money is a plain number.
fn number_ty(op: BinaryOp, a: &Ty, b: &Ty) -> Ty {
    let plain = Ty::Decimal { scale: None };
    match (op, a, b) {
        (BinaryOp::Div, Ty::Money, Ty::Money) => plain,
        (BinaryOp::Div, Ty::Money, _) => Ty::Money,
        (BinaryOp::Div, ..) => plain,
        (BinaryOp::Mul, Ty::Money, _) | (BinaryOp::Mul, _, Ty::Money) => Ty::Money,
        (BinaryOp::Mul, Ty::Int, Ty::Int) => Ty::Int,
        (BinaryOp::Mul, ..) => plain,
        (_, Ty::Decimal { .. }, Ty::Decimal { .. }) => plain,
        _ => common_ty(a, b),
    }
}

/// True when two parts are written alike, wherever they stand.
pub(super) fn same(a: &Expr, b: &Expr) -> bool {
    match (&a.kind, &b.kind) {
        (ExprKind::Literal(Value::Decimal(x)), ExprKind::Literal(Value::Decimal(y))) => x == y,
        _ => {
            let (below_a, below_b) = (a.children(), b.children());
            below_a.len() == below_b.len()
                && below_a.iter().zip(&below_b).all(|(x, y)| same(x, y))
                && same_top(&a.kind, &b.kind)
        }
    }
}

/// Compares two nodes without what is below them.
fn same_top(a: &ExprKind, b: &ExprKind) -> bool {
    match (a, b) {
        (ExprKind::OrgAttribute { name: x, .. }, ExprKind::OrgAttribute { name: y, .. }) => x == y,
        (ExprKind::Unary(x, _), ExprKind::Unary(y, _)) => x == y,
        (ExprKind::Binary(x, ..), ExprKind::Binary(y, ..)) => x == y,
        (ExprKind::If(..), ExprKind::If(..)) | (ExprKind::In(..), ExprKind::In(..)) => true,
        (ExprKind::Call(x, _), ExprKind::Call(y, _)) => x == y,
        (ExprKind::Table { table: t, out: o, .. }, ExprKind::Table { table: u, out: p, .. }) => t == u && o == p,
        (ExprKind::OrgAttribute { .. } | ExprKind::Unary(..) | ExprKind::Binary(..), _)
        | (ExprKind::If(..) | ExprKind::In(..) | ExprKind::Call(..) | ExprKind::Table { .. }, _) => false,
        _ => a == b,
    }
}
