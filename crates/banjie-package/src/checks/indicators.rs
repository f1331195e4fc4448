//! Indicators: units that fit, no circles.

use banjie_model::{
    Name,
    definition::{Indicator, IndicatorKind, Show},
    expr::{BinaryOp, Expr, ExprKind, Function},
};

use super::Ctx;
use crate::{findings::Findings, read::used_indicators, tree::At};

pub(super) fn check_indicators(ctx: &Ctx<'_>, findings: &mut Findings) {
    for indicator in ctx.package.indicators.values() {
        let at = place(ctx, indicator);
        let percent = matches!(indicator.show, Show::Percent(_));
        if indicator.unit.trim().is_empty() {
            findings
                .add("indicator-without-unit", at.key_spot(), format!("指标“{}”没有单位", indicator.title))
                .help("写上 unit，例如 unit = \"件\";比例写 show = \"percent(1)\"");
        } else if percent && &*indicator.unit != "%" {
            findings
                .add(
                    "unit-not-percent",
                    at.reach(&["unit"]).spot(),
                    format!("指标“{}”按百分比显示，单位却是“{}”", indicator.title, indicator.unit),
                )
                .help("删去 unit，或换一种 show");
        }
        if indicator.suppress.is_some() && !matches!(indicator.kind, IndicatorKind::Count | IndicatorKind::Distinct(_))
        {
            findings
                .add(
                    "suppress-without-count",
                    at.reach(&["suppress"]).spot(),
                    format!("指标“{}”不是计数", indicator.title),
                )
                .help("把 suppress 写在 count、distinct 的指标上，或删去");
        }
        let IndicatorKind::Formula(expr) = &indicator.kind else { continue };
        if is_circular(ctx, indicator) {
            findings
                .add(
                    "circular-indicator",
                    at.reach(&["formula"]).spot(),
                    format!("指标“{}”要先有自己才算得出", indicator.title),
                )
                .help("公式里的指标不能又用到它");
            continue;
        }
        let mut units = Units { ctx, at, findings };
        let unit = units.of(expr);
        if let Unit::Ratio(a, b) = unit
            && (percent || indicator.unit.is_empty())
        {
            units.mixed(expr, &format!("分子的单位是“{a}”，分母的单位是“{b}”，相除不是百分比"));
        }
    }
}

fn place<'a>(ctx: &Ctx<'a>, indicator: &Indicator) -> At<'a> {
    let documents = ctx.folder.indicators.iter().map(|d| d.at());
    let found = documents.filter_map(|at| at.get("indicators")?.get(&indicator.name)).next();
    found.unwrap_or_else(|| ctx.folder.package.at())
}

fn is_circular(ctx: &Ctx<'_>, indicator: &Indicator) -> bool {
    let mut open = used_indicators(indicator);
    let mut seen: Vec<Name> = Vec::new();
    while let Some(name) = open.pop() {
        if name == indicator.name {
            return true;
        }
        if !seen.contains(&name) {
            open.extend(ctx.package.indicators.get(&name).map(used_indicators).unwrap_or_default());
            seen.push(name);
        }
    }
    false
}

/// Unit of a part of a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Unit {
    /// Goes with everything: numbers written in the formula, products of units.
    Any,
    /// A ratio.
    None,
    /// A unit.
    Of(Name),
    /// One unit by another.
    Ratio(Name, Name),
}

struct Units<'c, 'a, 'f> {
    ctx: &'c Ctx<'a>,
    at: At<'a>,
    findings: &'f mut Findings,
}

impl Units<'_, '_, '_> {
    fn of(&mut self, expr: &Expr) -> Unit {
        match &expr.kind {
            ExprKind::Indicator(name) => match self.ctx.package.indicators.get(name) {
                Some(indicator) if &*indicator.unit == "%" => Unit::None,
                Some(indicator) if !indicator.unit.is_empty() => Unit::Of(indicator.unit.clone()),
                _ => Unit::Any,
            },
            ExprKind::Binary(BinaryOp::Div, a, b) => self.quotient(a, b),
            ExprKind::Binary(BinaryOp::Mul, a, b) => match (self.of(a), self.of(b)) {
                (Unit::None | Unit::Any, unit) | (unit, Unit::None | Unit::Any) => unit,
                _ => Unit::Any,
            },
            ExprKind::Binary(BinaryOp::Add | BinaryOp::Sub, a, b) => self.alike(expr, &[a, b]),
            ExprKind::Binary(_, a, b) => {
                self.alike(expr, &[a, b]);
                Unit::Any
            }
            ExprKind::Unary(_, a) => self.of(a),
            ExprKind::If(condition, a, b) => {
                self.of(condition);
                self.alike(expr, &[a, b])
            }
            ExprKind::Call(Function::Min | Function::Max, args) => self.alike(expr, &args.iter().collect::<Vec<_>>()),
            ExprKind::Call(Function::Round, args) => args.first().map_or(Unit::Any, |arg| self.of(arg)),
            _ => Unit::Any,
        }
    }

    fn quotient(&mut self, a: &Expr, b: &Expr) -> Unit {
        match (self.of(a), self.of(b)) {
            (unit, Unit::None) => unit,
            (Unit::Any, _) | (_, Unit::Any) => Unit::Any,
            (a, b) if a == b => Unit::None,
            (Unit::Of(a), Unit::Of(b)) => Unit::Ratio(a, b),
            _ => Unit::Any,
        }
    }

    /// Parts that are added or compared have the same unit.
    fn alike(&mut self, whole: &Expr, parts: &[&Expr]) -> Unit {
        let mut unit = Unit::Any;
        for part in parts {
            let next = self.of(part);
            match (&unit, &next) {
                (_, Unit::Any) => {}
                (Unit::Any, _) => unit = next,
                (Unit::Of(a), Unit::Of(b)) if a != b => {
                    let message = format!("单位不同的两个数（{a} 与 {b}）不能相加、相减或比较");
                    self.mixed(whole, &message);
                }
                _ => {}
            }
        }
        unit
    }

    fn mixed(&mut self, expr: &Expr, message: &str) {
        let spot = self.at.get("formula").map_or_else(|| self.at.key_spot(), |at| at.inner_spot(expr.span));
        self.findings
            .add("mixed-units", spot, message.to_string())
            .help("换用同单位的指标；确实是两种单位之比的，写明单位，例如 unit = \"m²/件\"");
    }
}
