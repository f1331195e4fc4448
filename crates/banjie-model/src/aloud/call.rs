//! Functions in words.

use super::{Voice, before_word, firm, spaced};
use crate::{
    expr::{Expr, ExprKind, Function, Ty},
    value::Value,
};

/// How firmly the phrase of a call holds together.
pub(super) fn firmness(function: Function, args: &[Expr]) -> u8 {
    match function {
        Function::Round => firm::LOOSE,
        Function::Max if floor_at_zero(args).is_some() => firm::LOOSE,
        Function::Min | Function::Max => firm::CLAUSE,
        Function::Has | Function::Contains | Function::StartsWith => firm::CLAUSE,
        _ => firm::THING,
    }
}

/// The other argument of `max(0, x)`.
fn floor_at_zero(args: &[Expr]) -> Option<&Expr> {
    let zero = |e: &Expr| matches!(&e.kind, ExprKind::Literal(v) if v.as_decimal().is_some_and(|d| d.is_zero()));
    match args {
        [a, b] if zero(a) => Some(b),
        [a, b] if zero(b) => Some(a),
        _ => None,
    }
}

impl Voice<'_> {
    pub(super) fn call(&self, function: Function, args: &[Expr], whole: &Expr) -> String {
        let part = |i: usize| args.get(i).map_or_else(String::new, |arg| self.inside(arg, firm::THING));
        match function {
            Function::Today => "今天".into(),
            Function::Now => "现在".into(),
            Function::WorkingDays => format!("从{}到{}的工作日数", part(0), part(1)),
            Function::Days => format!("从{}到{}的天数", part(0), part(1)),
            Function::AddWorkingDays => format!("{}后第{} 个工作日", part(0), spaced(&part(1))),
            Function::Year => format!("{}的年份", part(0)),
            Function::Month => format!("{}的月份", part(0)),
            Function::Quarter => format!("{}的季度", part(0)),
            Function::Age => format!("按{}计算到{}的周岁", part(0), part(1)),
            Function::Size if args.first().is_some_and(|arg| arg.ty == Ty::Text) => format!("{}的字数", part(0)),
            Function::Size => format!("{}的数量", part(0)),
            Function::Has => args.first().map_or_else(String::new, |arg| self.has(arg, true)),
            Function::Contains | Function::StartsWith => self.finds(function == Function::Contains, args, true),
            Function::Round => self.rounded(args, &whole.ty),
            Function::Min | Function::Max => self.extreme(function, args),
        }
    }

    pub(super) fn has(&self, of: &Expr, yes: bool) -> String {
        let name = self.name(of);
        match (&of.kind, yes) {
            (ExprKind::Field(_) | ExprKind::It(_), true) => format!("已填写{name}"),
            (ExprKind::Field(_) | ExprKind::It(_), false) => format!("未填写{name}"),
            (_, true) => format!("有{name}"),
            (_, false) => format!("没有{name}"),
        }
    }

    pub(super) fn finds(&self, anywhere: bool, args: &[Expr], yes: bool) -> String {
        let [text, part] = args else { return String::new() };
        let (text, part) = (self.inside(text, firm::THING), self.inside(part, firm::THING));
        match (anywhere, yes) {
            (true, true) => format!("{text}含有{part}"),
            (true, false) => format!("{text}不含{part}"),
            (false, true) => format!("{text}以{part}开头"),
            (false, false) => format!("{text}不以{part}开头"),
        }
    }

    fn rounded(&self, args: &[Expr], ty: &Ty) -> String {
        let [number, places] = args else { return String::new() };
        let said = self.inside(number, firm::SUM);
        match (ty, &places.kind) {
            (Ty::Money, ExprKind::Literal(Value::Int(2))) => format!("{said}，四舍五入到分"),
            (Ty::Money, ExprKind::Literal(Value::Int(0))) => format!("{said}，四舍五入到元"),
            (_, ExprKind::Literal(Value::Int(0))) => format!("{said}，四舍五入取整"),
            _ => format!("{said}，四舍五入保留 {} 位小数", self.say(places)),
        }
    }

    fn extreme(&self, function: Function, args: &[Expr]) -> String {
        if let (Function::Max, Some(number)) = (function, floor_at_zero(args)) {
            let said = match &number.kind {
                ExprKind::Call(Function::Min | Function::Max, inner)
                    if firmness(Function::Min, inner) == firm::CLAUSE =>
                {
                    self.say(number)
                }
                _ => self.inside(number, firm::SUM),
            };
            return format!("{said}，为负时取 0");
        }
        let dates = args.first().is_some_and(|arg| !arg.ty.is_number());
        let word = match (function, dates) {
            (Function::Min, true) => "较早者",
            (Function::Max, true) => "较晚者",
            (Function::Min, false) => "较小者",
            _ => "较大者",
        };
        let said: Vec<String> = args.iter().map(|arg| self.inside(arg, firm::THING)).collect();
        match said.as_slice() {
            [a, b] => format!("{}与{}中的{word}", before_word(a.clone()), before_word(spaced(b))),
            _ => format!(
                "{}中的最{}者",
                before_word(said.join("、")),
                word.trim_start_matches('较').trim_end_matches('者')
            ),
        }
    }
}
