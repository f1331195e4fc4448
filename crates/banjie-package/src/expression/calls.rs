//! Calls: built-in functions and decision tables.

use banjie_model::{
    definition::DecisionTable,
    expr::{Expr, ExprKind, Function, Ty},
    finding::Span,
    value::Value,
};
use chrono::NaiveDate;

use super::{
    ExprFault,
    names::suggested,
    operators::is_ordered,
    scope::field_ty,
    text::{listed, ty_zh},
    tree::{Kind, Node},
    typing::{Typing, common_ty, is_constant, is_text},
};

/// Name, function, fewest and most arguments, how it is written.
pub(super) const FUNCTIONS: &[(&str, Function, usize, usize, &str)] = &[
    ("today", Function::Today, 0, 0, "today()"),
    ("now", Function::Now, 0, 0, "now()"),
    ("working_days", Function::WorkingDays, 2, 2, "working_days(起, 止)"),
    ("add_working_days", Function::AddWorkingDays, 2, 2, "add_working_days(日期, 天数)"),
    ("days", Function::Days, 2, 2, "days(起, 止)"),
    ("year", Function::Year, 1, 1, "year(日期)"),
    ("month", Function::Month, 1, 1, "month(日期)"),
    ("quarter", Function::Quarter, 1, 1, "quarter(日期)"),
    ("age", Function::Age, 2, 2, "age(出生日期, 截止日期)"),
    ("size", Function::Size, 1, 1, "size(文件或文字)"),
    ("has", Function::Has, 1, 1, "has(字段)"),
    ("min", Function::Min, 2, 16, "min(a, b)"),
    ("max", Function::Max, 2, 16, "max(a, b)"),
    ("round", Function::Round, 2, 2, "round(数, 位数)"),
    ("contains", Function::Contains, 2, 2, "contains(文字, 部分)"),
    ("starts_with", Function::StartsWith, 2, 2, "starts_with(文字, 开头)"),
];

/// The name a function is written with.
pub(super) fn function_name(function: Function) -> &'static str {
    FUNCTIONS.iter().find(|(_, f, ..)| *f == function).map_or("?", |(name, ..)| name)
}

impl<'a> Typing<'a, '_> {
    /// `name(args)`
    pub(super) fn call(&mut self, name: &'a str, name_span: Span, args: &[Node<'a>], span: Span) -> Option<Expr> {
        if name == "date" {
            return self.date_call(args, span);
        }
        if let Some((_, function, fewest, most, usage)) = FUNCTIONS.iter().find(|(f, ..)| *f == name) {
            let typed: Vec<Option<Expr>> = args.iter().map(|arg| self.infer(arg)).collect();
            if !(*fewest..=*most).contains(&args.len()) {
                let message = format!("{name} 要 {}，写了 {} 个", counted(*fewest, *most), args.len());
                self.note(ExprFault::new("wrong-argument-count", span, message).help(format!("写成 {usage}")));
                return None;
            }
            let typed: Vec<Expr> = typed.into_iter().collect::<Option<_>>()?;
            return self.function(*function, usage, typed, span);
        }
        if let Some(table) = self.scope.table(name) {
            return self.table_output(table, name_span, args, None, span);
        }
        for arg in args {
            self.infer(arg);
        }
        let fault = self.unknown_function(name, name_span);
        self.note(fault);
        None
    }

    fn unknown_function(&self, name: &str, span: Span) -> ExprFault {
        let fault = ExprFault::new("unknown-function", span, format!("没有函数或表 {name}"));
        let meant = match name {
            "sum" | "count" | "avg" => {
                return fault.help("要汇总别的记录，用带 lookup 的字段；要汇总全部，用指标");
            }
            "len" | "length" => Some("size"),
            "exists" | "isset" | "present" => Some("has"),
            "startsWith" => Some("starts_with"),
            "workdays" | "workingDays" => Some("working_days"),
            _ => None,
        };
        if let Some(meant) = meant {
            return fault.help(format!("是不是 {meant}？")).fix(meant);
        }
        let mut names: Vec<&str> = FUNCTIONS.iter().map(|(function, ..)| *function).collect();
        names.extend(self.scope.tables.iter().flat_map(|tables| tables.keys()).map(|table| &**table));
        suggested(fault, name, &names, "")
    }

    fn date_call(&mut self, args: &[Node<'a>], span: Span) -> Option<Expr> {
        if let [Node { kind: Kind::Text(text), .. }] = args {
            if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
                return Some(Expr { kind: ExprKind::Literal(Value::Date(date)), ty: Ty::Date, span });
            }
            self.note(ExprFault::new("bad-date", span, format!("“{text}”不是日期")).help("写成 2025-01-31"));
            return None;
        }
        self.note(
            ExprFault::new("bad-date", span, "date() 里要写带引号的日期")
                .help("写成 2025-01-31，或 date('2025-01-31')"),
        );
        None
    }

    fn function(&mut self, function: Function, usage: &str, mut args: Vec<Expr>, span: Span) -> Option<Expr> {
        let ty = match function {
            Function::Today => Ty::Date,
            Function::Now => Ty::DateTime,
            Function::WorkingDays | Function::Days | Function::Age => {
                self.all_dates(&args, usage).then_some(Ty::Int)?
            }
            Function::Year | Function::Month | Function::Quarter => self.all_dates(&args, usage).then_some(Ty::Int)?,
            Function::AddWorkingDays => self.date_and_count(&args, usage).then_some(Ty::Date)?,
            Function::Size => {
                let sized = matches!(args[0].ty, Ty::Files | Ty::List | Ty::Text);
                self.check(sized, &args[0], "文件、子表或文字", usage).then_some(Ty::Int)?
            }
            Function::Has => self.asks_something(&args[0]).then_some(Ty::Bool)?,
            Function::Min | Function::Max => return self.extreme(function, args, span),
            Function::Round => self.rounded(&args, usage)?,
            Function::Contains | Function::StartsWith => {
                let texts = matches!(args[0].ty, Ty::Text | Ty::Place);
                let first = self.check(texts, &args[0], "文字或地点", usage);
                let second = self.check(args[1].ty == Ty::Text, &args[1], "文字", usage);
                (first && second).then_some(Ty::Bool)?
            }
        };
        args.shrink_to_fit();
        Some(Expr { kind: ExprKind::Call(function, args), ty, span })
    }

    /// Notes an argument of the wrong type.
    fn check(&mut self, right: bool, arg: &Expr, wanted: &str, usage: &str) -> bool {
        if !right {
            let written = self.written(arg.span);
            let fault =
                ExprFault::new("type-mismatch", arg.span, format!("这里要{wanted}，{written} 是{}", ty_zh(&arg.ty)));
            self.note(fault.label(ty_zh(&arg.ty)).help(format!("写成 {usage}")));
        }
        right
    }

    fn all_dates(&mut self, args: &[Expr], usage: &str) -> bool {
        let mut right = true;
        for arg in args {
            right &= self.check(matches!(arg.ty, Ty::Date | Ty::DateTime), arg, "日期", usage);
        }
        right
    }

    fn date_and_count(&mut self, args: &[Expr], usage: &str) -> bool {
        let date = self.check(matches!(args[0].ty, Ty::Date | Ty::DateTime), &args[0], "日期", usage);
        date & self.check(args[1].ty == Ty::Int, &args[1], "整数", usage)
    }

    fn asks_something(&mut self, arg: &Expr) -> bool {
        let always =
            is_constant(arg) || arg.ty == Ty::Bool && matches!(arg.kind, ExprKind::Binary(..) | ExprKind::In(..));
        if always {
            let fault = ExprFault::new("constant-comparison", arg.span, "它总有值，has 永远为是");
            self.note(fault.help("has 里写字段或别的可能没有值的东西"));
        }
        !always
    }

    fn rounded(&mut self, args: &[Expr], usage: &str) -> Option<Ty> {
        self.check(args[0].ty.is_number(), &args[0], "数", usage).then_some(())?;
        let places = match &args[1].kind {
            ExprKind::Literal(Value::Int(n)) => u8::try_from(*n).ok().filter(|n| *n <= 12),
            _ => None,
        };
        let Some(places) = places else {
            let fault = ExprFault::new("type-mismatch", args[1].span, "保留几位小数要写 0 到 12 的整数");
            self.note(fault.help(format!("写成 {usage}，如 round(x, 2)")));
            return None;
        };
        Some(match &args[0].ty {
            Ty::Money => Ty::Money,
            Ty::Percent => Ty::Percent,
            _ if places == 0 => Ty::Int,
            _ => Ty::Decimal { scale: Some(places) },
        })
    }

    fn extreme(&mut self, function: Function, args: Vec<Expr>, span: Span) -> Option<Expr> {
        let mut ty = args[0].ty.clone();
        for (i, arg) in args.iter().enumerate() {
            let fits = is_ordered(&arg.ty) && (arg.ty == ty || arg.ty.is_number() && ty.is_number());
            if !fits {
                let other = if i == 0 { String::new() } else { format!("，前面是{}", ty_zh(&ty)) };
                let written = self.written(arg.span);
                let message = format!("只有同类的数或日期能比大小，{written} 是{}{other}", ty_zh(&arg.ty));
                let fault = ExprFault::new("type-mismatch", arg.span, message).label(ty_zh(&arg.ty));
                self.note(if is_text(arg) { fault.help("数和日期不加引号") } else { fault });
                return None;
            }
            ty = common_ty(&ty, &arg.ty);
        }
        Some(Expr { kind: ExprKind::Call(function, args), ty, span })
    }

    /// `table(args).out`; a table with one output needs no name of it.
    pub(super) fn table_output(
        &mut self,
        table: &DecisionTable,
        table_span: Span,
        args: &[Node<'a>],
        out: Option<(&str, Span)>,
        span: Span,
    ) -> Option<Expr> {
        let typed: Vec<Option<Expr>> = args.iter().map(|arg| self.infer(arg)).collect();
        let inputs = || table.inputs.iter().map(|input| &*input.name).collect::<Vec<_>>().join(", ");
        if args.len() != table.inputs.len() {
            let message = format!("表 {} 有 {} 个输入，写了 {} 个", table.name, table.inputs.len(), args.len());
            let help = if table.inputs.is_empty() {
                format!("写成 {}()", table.name)
            } else {
                format!("写成 {}({})", table.name, inputs())
            };
            self.note(ExprFault::new("wrong-argument-count", table_span, message).help(help));
            return None;
        }
        let typed: Vec<Expr> = typed.into_iter().collect::<Option<_>>()?;
        let mut fitted = Vec::with_capacity(typed.len());
        for (arg, input) in typed.into_iter().zip(&table.inputs) {
            fitted.push(self.table_input(arg, &field_ty(&input.ty), &input.name));
        }
        let fitted: Vec<Expr> = fitted.into_iter().collect::<Option<_>>()?;
        let outputs: Vec<&str> = table.outputs.iter().map(|output| &*output.name).collect();
        let output = match out {
            Some((name, name_span)) => match table.outputs.iter().find(|output| &*output.name == name) {
                Some(output) => output,
                None => {
                    let fault =
                        ExprFault::new("unknown-table-output", name_span, format!("表 {} 没有输出 {name}", table.name));
                    self.note(suggested(fault, name, &outputs, ""));
                    return None;
                }
            },
            None => match table.outputs.as_slice() {
                [only] => only,
                _ => {
                    let fault = ExprFault::new(
                        "unknown-table-output",
                        span,
                        format!("表 {} 有几个输出，要写明取哪个", table.name),
                    );
                    self.note(fault.help(format!(
                        "如 .{}；可用：{}",
                        outputs.first().unwrap_or(&"…"),
                        listed(outputs.iter().copied())
                    )));
                    return None;
                }
            },
        };
        let kind = ExprKind::Table { table: table.name.clone(), args: fitted, out: output.name.clone() };
        Some(Expr { kind, ty: field_ty(&output.ty), span })
    }

    fn table_input(&mut self, arg: Expr, ty: &Ty, input: &str) -> Option<Expr> {
        if is_text(&arg) && *ty != Ty::Text {
            return self.read_text(arg, ty);
        }
        if arg.ty == *ty || arg.ty.is_number() && ty.is_number() {
            return Some(arg);
        }
        let written = self.written(arg.span);
        let message = format!("表的输入 {input} 要{}，{written} 是{}", ty_zh(ty), ty_zh(&arg.ty));
        self.note(ExprFault::new("type-mismatch", arg.span, message).label(ty_zh(&arg.ty)));
        None
    }
}

fn counted(fewest: usize, most: usize) -> String {
    match (fewest, most) {
        (0, 0) => "0 个值".into(),
        _ if fewest == most => format!("{fewest} 个值"),
        _ => format!("{fewest} 个以上的值"),
    }
}
