//! Tree → typed tree. A part that cannot be typed is noted once and is silent from there up.

use banjie_model::{
    expr::{Expr, ExprKind, Ty, UnaryOp},
    finding::Span,
    period::Period,
    pushdown::decimal_places,
    value::Value,
};
use chrono::NaiveTime;

use super::{
    ExprFault, TypeScope,
    lexer::escaped,
    text::{listed, nearest, ty_zh},
    tree::{Kind, Node},
};

/// The typing of one text.
pub(super) struct Typing<'a, 'c> {
    pub(super) text: &'a str,
    pub(super) scope: &'a TypeScope<'c>,
    pub(super) faults: Vec<ExprFault>,
}

impl<'a> Typing<'a, '_> {
    /// Types a whole text and fits it to what is expected of it.
    pub(super) fn whole(&mut self, node: &Node<'a>, expected: Option<&Ty>) -> Option<Expr> {
        match expected {
            Some(Ty::Bool) => self.condition(node),
            Some(ty) => {
                let expr = self.infer(node)?;
                self.fit(expr, ty)
            }
            None => self.infer(node),
        }
    }

    pub(super) fn note(&mut self, fault: ExprFault) {
        self.faults.push(fault);
    }

    /// The words of a stretch of the text.
    pub(super) fn written(&self, span: Span) -> &'a str {
        &self.text[span.start..span.end]
    }

    /// Types a part by itself; texts stay texts until something beside them says what they are.
    pub(super) fn infer(&mut self, node: &Node<'a>) -> Option<Expr> {
        let span = node.span;
        let literal = |value, ty| Some(Expr { kind: ExprKind::Literal(value), ty, span });
        match &node.kind {
            Kind::Int(n) => literal(Value::Int(*n), Ty::Int),
            Kind::Decimal(d) => literal(Value::Decimal(*d), Ty::Decimal { scale: None }),
            Kind::Percent(d) => literal(Value::Decimal(*d), Ty::Percent),
            Kind::Text(text) => literal(Value::text(text), Ty::Text),
            Kind::Date(date) => literal(Value::Date(*date), Ty::Date),
            Kind::Bool(truth) => literal(Value::Bool(*truth), Ty::Bool),
            Kind::Duration(d) => Some(Expr { kind: ExprKind::Duration(*d), ty: Ty::Duration, span }),
            Kind::Null => {
                self.note(
                    ExprFault::new("null-comparison", span, "没有 null 这个值")
                        .help("问有没有值写 has(x)，没有值写 !has(x)"),
                );
                None
            }
            Kind::Name(name) => self.name(name, span),
            Kind::Member { of, name, name_span } => self.member(of, name, *name_span, span),
            Kind::Call { name, name_span, args } => self.call(name, *name_span, args, span),
            Kind::Unary(UnaryOp::Not, inner) => {
                let inner = self.condition(inner)?;
                Some(Expr { kind: ExprKind::Unary(UnaryOp::Not, Box::new(inner)), ty: Ty::Bool, span })
            }
            Kind::Unary(UnaryOp::Neg, inner) => {
                let inner = self.infer(inner)?;
                let inner = self.number(inner)?;
                let ty = inner.ty.clone();
                Some(Expr { kind: ExprKind::Unary(UnaryOp::Neg, Box::new(inner)), ty, span })
            }
            Kind::Binary(..) => self.binary(node),
            Kind::In(left, items) => self.membership(left, items, span),
            Kind::If(condition, then, otherwise) => self.choice(condition, then, otherwise, span),
            Kind::Bad => None,
        }
    }

    /// A part that must be a yes or no.
    pub(super) fn condition(&mut self, node: &Node<'a>) -> Option<Expr> {
        let expr = self.infer(node)?;
        self.truth(expr)
    }

    /// A typed part that must be a yes or no.
    pub(super) fn truth(&mut self, expr: Expr) -> Option<Expr> {
        if expr.ty == Ty::Bool {
            return Some(expr);
        }
        let written = self.written(expr.span);
        let help = match &expr.ty {
            ty if ty.is_number() => format!("写成比较，如 {written} > 0"),
            Ty::Files | Ty::List => format!("问有没有写 size({written}) > 0"),
            Ty::Code(_) => format!("写成比较，如 {written} == '…'"),
            _ => format!("问有没有值写 has({written})"),
        };
        let fault =
            ExprFault::new("type-mismatch", expr.span, format!("这里要一个条件，{written} 是{}", ty_zh(&expr.ty)));
        self.note(fault.label(ty_zh(&expr.ty)).help(help));
        None
    }

    /// A part that must be a number.
    pub(super) fn number(&mut self, expr: Expr) -> Option<Expr> {
        if expr.ty.is_number() {
            return Some(expr);
        }
        let written = self.written(expr.span);
        let mut fault =
            ExprFault::new("type-mismatch", expr.span, format!("这里要一个数，{written} 是{}", ty_zh(&expr.ty)))
                .label(ty_zh(&expr.ty));
        fault = match &expr.kind {
            ExprKind::Literal(Value::Text(text)) if text.parse::<rust_decimal::Decimal>().is_ok() => {
                fault.help("数不加引号").fix(&**text)
            }
            _ => fault,
        };
        self.note(fault);
        None
    }

    fn choice(&mut self, condition: &Node<'a>, then: &Node<'a>, otherwise: &Node<'a>, span: Span) -> Option<Expr> {
        let condition = self.condition(condition);
        let then = self.infer(then);
        let otherwise = self.infer(otherwise);
        let (condition, then, otherwise) = (condition?, then?, otherwise?);
        let (then, otherwise) = self.same_type(then, otherwise)?;
        let ty = common_ty(&then.ty, &otherwise.ty);
        Some(Expr { kind: ExprKind::If(Box::new(condition), Box::new(then), Box::new(otherwise)), ty, span })
    }

    /// Two parts of which either may be the result: they must be of one type.
    pub(super) fn same_type(&mut self, a: Expr, b: Expr) -> Option<(Expr, Expr)> {
        let (a, b) = self.read_texts(a, b)?;
        if a.ty == b.ty || (a.ty.is_number() && b.ty.is_number()) {
            return Some((a, b));
        }
        let fault = ExprFault::new(
            "type-mismatch",
            b.span,
            format!(
                "两个结果要是同一类：{} 是{}，{} 是{}",
                self.written(a.span),
                ty_zh(&a.ty),
                self.written(b.span),
                ty_zh(&b.ty)
            ),
        );
        self.note(fault.label(ty_zh(&b.ty)));
        None
    }

    /// Where one of two parts is a text in quotes, it is read as what the other part is.
    pub(super) fn read_texts(&mut self, a: Expr, b: Expr) -> Option<(Expr, Expr)> {
        if is_text(&a) && b.ty != Ty::Text {
            let ty = b.ty.clone();
            return Some((self.read_text(a, &ty)?, b));
        }
        if is_text(&b) && a.ty != Ty::Text {
            let ty = a.ty.clone();
            let b = self.read_text(b, &ty)?;
            return Some((a, b));
        }
        Some((a, b))
    }

    /// A text in quotes as a value of a type: key of a code list, organisation, account, time, period.
    pub(super) fn read_text(&mut self, literal: Expr, ty: &Ty) -> Option<Expr> {
        let ExprKind::Literal(Value::Text(text)) = &literal.kind else { return Some(literal) };
        let span = literal.span;
        let value = match ty {
            Ty::Text => return Some(literal),
            Ty::Code(list) => return self.code(text, list, span),
            Ty::Org => Value::Org(text.clone()),
            Ty::Account => Value::Account(text.clone()),
            Ty::Time => match NaiveTime::parse_from_str(text, "%H:%M") {
                Ok(time) => Value::Time(time),
                Err(_) => {
                    self.note(
                        ExprFault::new("type-mismatch", span, format!("“{text}”不是钟点")).help("钟点写成 '16:00'"),
                    );
                    return None;
                }
            },
            Ty::Period => match Period::parse(text) {
                Ok(period) => Value::Period(period),
                Err(fault) => {
                    self.note(
                        ExprFault::new("type-mismatch", span, fault.to_string())
                            .help("期间写成 '2025'、'2025Q3'、'2025-07' 或 '2025-2026学年'"),
                    );
                    return None;
                }
            },
            other => {
                let fault = self.misplaced_text(text, other, span);
                self.note(fault);
                return None;
            }
        };
        Some(Expr { kind: ExprKind::Literal(value), ty: ty.clone(), span })
    }

    fn misplaced_text(&self, text: &str, ty: &Ty, span: Span) -> ExprFault {
        let fault = ExprFault::new("type-mismatch", span, format!("文字“{text}”不能当作{}", ty_zh(ty))).label("文字");
        match ty {
            Ty::Date | Ty::DateTime if text.parse::<chrono::NaiveDate>().is_ok() => {
                fault.help("日期不加引号").fix(text)
            }
            Ty::Date | Ty::DateTime => fault.help("日期写成 2025-01-31"),
            Ty::Bool if matches!(text, "是" | "true") => fault.help("是否写成 true 或 false").fix("true"),
            Ty::Bool => fault.help("是否写成 true 或 false"),
            Ty::Percent | Ty::Int | Ty::Money | Ty::Decimal { .. } => {
                let number = text.trim_end_matches('%').parse::<rust_decimal::Decimal>();
                if number.is_ok() { fault.help("数不加引号").fix(text) } else { fault.help("这里要一个数") }
            }
            Ty::Place => fault.help(format!("地点用 contains(字段, '{}') 比较", escaped(text))),
            Ty::Files | Ty::List => fault.help("份数用 size(字段) 比较"),
            Ty::Ref(_) => fault.help("引用只能与同类引用比较，或用 has(字段) 问有没有"),
            _ => fault,
        }
    }

    /// A key of a code list.
    pub(super) fn code(&mut self, key: &str, list: &banjie_model::Name, span: Span) -> Option<Expr> {
        let literal = Expr { kind: ExprKind::Literal(Value::code(key)), ty: Ty::Code(list.clone()), span };
        // A list that is not there is noted where the field is declared.
        let Some(entries) = self.scope.entries(list) else { return Some(literal) };
        if entries.iter().any(|(entry, _)| *entry == key) {
            return Some(literal);
        }
        let (code, what) = match &**list {
            "@card" => ("unknown-code-key", "牌别".to_string()),
            list if list.starts_with("@state:") => ("unknown-state", "环节".to_string()),
            list => ("unknown-code-key", format!("代码表 {list}")),
        };
        let message =
            if what == "环节" { format!("没有环节“{key}”") } else { format!("{what} 里没有“{key}”") };
        let fault = ExprFault::new(code, span, message);
        let by_title = entries.iter().find(|(_, title)| *title == key).map(|(entry, _)| *entry);
        let fault = match by_title.or_else(|| nearest(key, entries.iter().map(|(entry, _)| *entry))) {
            Some(meant) if by_title.is_some() => {
                fault.label("这是标题").help(format!("写它的键 '{meant}'")).fix(format!("'{meant}'"))
            }
            Some(meant) => fault.help(format!("是不是 '{meant}'？")).fix(format!("'{meant}'")),
            None => fault.help(format!("可用：{}", listed(entries.iter().map(|(entry, _)| *entry)))),
        };
        self.note(fault);
        None
    }

    /// Fits a result to the type that is expected of it: nothing is converted or rounded behind one's back.
    fn fit(&mut self, expr: Expr, ty: &Ty) -> Option<Expr> {
        if is_text(&expr) && *ty != Ty::Text {
            return self.read_text(expr, ty);
        }
        let places = match ty {
            Ty::Int => Some(0),
            Ty::Money => Some(2),
            Ty::Percent => Some(6),
            Ty::Decimal { scale } => *scale,
            _ => None,
        };
        if ty.is_number() && expr.ty.is_number() {
            return match places {
                Some(places) if decimal_places(&expr).is_none_or(|found| found > places) => {
                    let written = self.written(expr.span);
                    let fault = ExprFault::new("not-rounded", expr.span, format!("结果可能超过 {places} 位小数"))
                        .help("写明怎样四舍五入，数才处处一致")
                        .fix(format!("round({written}, {places})"));
                    self.note(fault);
                    None
                }
                _ => Some(expr),
            };
        }
        if expr.ty == *ty {
            return Some(expr);
        }
        let fault =
            ExprFault::new("type-mismatch", expr.span, format!("这里要{}，写的是{}", ty_zh(ty), ty_zh(&expr.ty)));
        self.note(fault.label(ty_zh(&expr.ty)));
        None
    }
}

/// True for a text in quotes.
pub(super) fn is_text(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Literal(Value::Text(_)))
}

/// True for a constant.
pub(super) fn is_constant(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Literal(_) | ExprKind::Duration(_))
}

/// The type of something that is either of two.
pub(super) fn common_ty(a: &Ty, b: &Ty) -> Ty {
    match (a, b) {
        _ if a == b => a.clone(),
        (Ty::Money, _) | (_, Ty::Money) => Ty::Money,
        _ => Ty::Decimal { scale: None },
    }
}
