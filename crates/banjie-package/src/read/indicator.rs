//! Indicators: numbers with a definition.

use std::collections::HashMap;

use banjie_model::{
    Name,
    definition::{Better, Indicator, IndicatorKind, IndicatorSource, Ledger, OnDate, Show},
    expr::{BinaryOp, Expr, ExprKind, Function, RunFact, Ty, UnaryOp},
    pushdown::Over,
    value::Value,
};
use rust_decimal::Decimal;

use super::{Builder, hash, ledger::duplicate};
use crate::{
    expression::{TypeScope, field_ty},
    findings::{Findings, suggestion},
    tree::{At, Item},
};

/// The keys that say what is computed.
const KINDS: [&str; 8] = ["count", "distinct", "sum", "avg", "min", "max", "median", "formula"];

/// What is counted: a ledger, or the runs of one of its limits.
pub(super) struct Source<'b> {
    pub(super) ledger: &'b Ledger,
    pub(super) limit: Option<Name>,
}

impl Builder<'_> {
    /// All indicators.
    pub(super) fn indicators(&mut self, findings: &mut Findings) {
        let folder = self.folder;
        let places = || folder.indicators.iter().flat_map(|d| d.at().get("indicators")).flat_map(At::entries);
        let mut names: Vec<Name> = Vec::new();
        let mut read = Vec::new();
        for at in places() {
            if names.iter().any(|n| &**n == at.name) {
                duplicate(At { name: "", ..at }, "", "指标", at.name, findings);
                continue;
            }
            names.push(at.name.into());
            read.push(at);
        }
        for at in read {
            match self.indicator(at, &names, findings) {
                Some(indicator) => {
                    self.package.indicators.insert(indicator.name.clone(), indicator);
                }
                None => {
                    self.broken.insert(at.name.into());
                }
            }
        }
        self.show_sums_of_counts();
        self.hash_indicators();
    }

    fn indicator(&self, at: At<'_>, names: &[Name], findings: &mut Findings) -> Option<Indicator> {
        let given: Vec<At<'_>> = KINDS.iter().filter_map(|key| at.get(key)).collect();
        let [what] = given[..] else {
            let said = if given.is_empty() { "没有写明怎样算" } else { "写了几种算法" };
            findings
                .add("indicator-kind", at.key_spot(), format!("指标 `{}` {said}", at.name))
                .help(format!("{} 中恰好写一个", KINDS.join("、")));
            return None;
        };
        let source = match what.name {
            "formula" => None,
            "count" => Some(self.source(what, findings)?),
            _ => Some(self.of(at, what, findings)?),
        };
        let kind = self.kind(what, source.as_ref(), names, findings)?;
        let filter = source.as_ref().and_then(|source| self.filter(at, source, findings));
        let on = source.as_ref().and_then(|source| {
            let on_key = at.get("on").filter(|on| on.text().is_none_or(|text| !self.broken.contains(text)))?;
            on(on_key, source, findings)
        });
        let show = at.get("show").and_then(|show| read_show(show, findings));
        let unit = unit(at, &kind, source.as_ref(), show);
        Some(Indicator {
            package: self.package.name.clone(),
            name: at.name.into(),
            title: at.text_at("title").unwrap_or_else(|| at.name.into()),
            show: show.unwrap_or_else(|| default_show(&kind, source.as_ref())),
            kind,
            source: source.map(|s| IndicatorSource { ledger: s.ledger.key.clone(), limit: s.limit }),
            on,
            filter,
            unit,
            suppress: at.int_at("suppress").and_then(|n| u32::try_from(n).ok()),
            target: at.get("target").and_then(|target| read_target(target, findings)),
            better: if at.text_at("better").as_deref() == Some("low") { Better::Low } else { Better::High },
            help: at.text_at("help"),
            basis: at.text_at("basis"),
            hash: "".into(),
        })
    }

    /// `ledger`, `package.ledger`, `ledger.limit` or `package.ledger.limit`.
    pub(super) fn source(&self, at: At<'_>, findings: &mut Findings) -> Option<Source<'_>> {
        let text = at.text()?;
        if let Some(ledger) = self.find_ledger(text) {
            return Some(Source { ledger, limit: None });
        }
        let Some((ledger, limit)) = text.rsplit_once('.') else {
            self.unknown_ledger(at, text, findings);
            return None;
        };
        let Some(ledger) = self.find_ledger(ledger) else {
            self.unknown_ledger(at, ledger, findings);
            return None;
        };
        let limits = self.limit_names(ledger);
        if limits.iter().any(|name| name == limit) {
            return Some(Source { ledger, limit: Some(limit.into()) });
        }
        let allowed: Vec<&str> = limits.iter().map(String::as_str).collect();
        findings
            .add("unknown-limit", at.spot(), format!("台账“{}”没有叫 `{limit}` 的时限", ledger.title))
            .help_if(suggestion(limit, &allowed));
        None
    }

    fn limit_names(&self, ledger: &Ledger) -> Vec<String> {
        match self.limits.get(&ledger.key) {
            Some(limits) => limits.iter().map(|(name, _)| name.to_string()).collect(),
            None => ledger.limits.iter().map(|limit| limit.name.to_string()).collect(),
        }
    }

    fn of(&self, at: At<'_>, what: At<'_>, findings: &mut Findings) -> Option<Source<'_>> {
        let Some(of) = at.get("of") else {
            findings
                .add("missing-key", at.key_spot(), format!("指标 `{}` 缺少 `of`", at.name))
                .label("缺少 of")
                .help(format!("写明 {} 取自哪本台账，例如 of = \"violation\"", what.name));
            return None;
        };
        self.source(of, findings)
    }

    fn kind(
        &self,
        what: At<'_>,
        source: Option<&Source<'_>>,
        names: &[Name],
        findings: &mut Findings,
    ) -> Option<IndicatorKind> {
        let Some(source) = source else {
            let scope = TypeScope { indicators: Some(names.to_vec()), ..self.base_scope() };
            return self.expression(what, &scope, None, findings).map(IndicatorKind::Formula);
        };
        let ledger = source.ledger;
        Some(match what.name {
            "count" => IndicatorKind::Count,
            "distinct" => IndicatorKind::Distinct(self.distinct(what, ledger, findings)?),
            "sum" => IndicatorKind::Sum(self.aggregated(what, ledger, true, findings)?),
            "avg" => IndicatorKind::Avg(self.aggregated(what, ledger, true, findings)?),
            "median" => IndicatorKind::Median(self.aggregated(what, ledger, true, findings)?),
            "min" => IndicatorKind::Min(self.aggregated(what, ledger, true, findings)?),
            _ => IndicatorKind::Max(self.aggregated(what, ledger, true, findings)?),
        })
    }

    fn distinct(&self, at: At<'_>, ledger: &Ledger, findings: &mut Findings) -> Option<usize> {
        let text = at.text()?;
        let found = ledger.field(text).map(|(index, _)| index);
        if found.is_none() && !self.broken.contains(text) {
            let names: Vec<&str> = ledger.fields.iter().map(|f| &*f.name).collect();
            findings
                .add("unknown-field", at.spot(), format!("台账“{}”没有叫 `{text}` 的字段", ledger.title))
                .help_if(suggestion(text, &names));
        }
        found
    }

    fn filter(&self, at: At<'_>, source: &Source<'_>, findings: &mut Findings) -> Option<Expr> {
        let scope = TypeScope {
            ledger: Some(self.ledger_scope(source.ledger)),
            run: source.limit.clone(),
            ..self.base_scope()
        };
        let over = source.limit.as_deref().map_or(Over::Records, |limit| Over::Runs { limit });
        self.condition(at.get("where")?, &scope, over, findings)
    }

    /// Sums and differences of whole numbers are whole: shown so where nothing else is said.
    fn show_sums_of_counts(&mut self) {
        let folder = self.folder;
        let places = || folder.indicators.iter().flat_map(|d| d.at().get("indicators")).flat_map(At::entries);
        let mut open: Vec<Name> = places().filter(|at| at.get("show").is_none()).map(|at| at.name.into()).collect();
        loop {
            let whole = open.iter().position(|name| {
                let indicator = self.package.indicators.get(name);
                indicator.is_some_and(|i| matches!(&i.kind, IndicatorKind::Formula(expr) if self.is_whole(expr)))
            });
            let Some(name) = whole.map(|at| open.swap_remove(at)) else { return };
            if let Some(indicator) = self.package.indicators.get_mut(&name) {
                indicator.show = Show::Integer;
            }
        }
    }

    fn is_whole(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Indicator(name) => self.package.indicators.get(name).is_some_and(|i| i.show == Show::Integer),
            ExprKind::Literal(value) => matches!(value, Value::Int(_)),
            ExprKind::Unary(UnaryOp::Neg, inner) => self.is_whole(inner),
            ExprKind::Binary(BinaryOp::Add | BinaryOp::Sub, a, b) => self.is_whole(a) && self.is_whole(b),
            ExprKind::Call(Function::Min | Function::Max, args) => args.iter().all(|arg| self.is_whole(arg)),
            ExprKind::If(_, a, b) => self.is_whole(a) && self.is_whole(b),
            _ => false,
        }
    }

    /// Fills in the hashes: a formula's covers those of the indicators it uses. Circles have their own finding.
    fn hash_indicators(&mut self) {
        let mut hashes: HashMap<Name, Name> = HashMap::new();
        let names: Vec<Name> = self.package.indicators.keys().cloned().collect();
        for name in &names {
            self.hash_of(name, &mut hashes, &mut Vec::new());
        }
        for (name, hash) in hashes {
            if let Some(indicator) = self.package.indicators.get_mut(&name) {
                indicator.hash = hash;
            }
        }
    }

    fn hash_of(&self, name: &Name, hashes: &mut HashMap<Name, Name>, path: &mut Vec<Name>) -> Name {
        if let Some(hash) = hashes.get(name) {
            return hash.clone();
        }
        let Some(indicator) = self.package.indicators.get(name).filter(|_| !path.contains(name)) else {
            return "".into();
        };
        path.push(name.clone());
        let used: Vec<Name> = used_indicators(indicator).iter().map(|n| self.hash_of(n, hashes, path)).collect();
        path.pop();
        let hash = hash::of_json(serde_json::json!({ "indicator": indicator, "uses": used }));
        hashes.insert(name.clone(), hash.clone());
        hash
    }
}

/// Names of the indicators a formula speaks of, in order.
pub(crate) fn used_indicators(indicator: &Indicator) -> Vec<Name> {
    let mut used = Vec::new();
    if let IndicatorKind::Formula(expr) = &indicator.kind {
        expr.walk(&mut |node| {
            if let ExprKind::Indicator(name) = &node.kind {
                used.push(name.clone());
            }
        });
    }
    used
}

fn on(at: At<'_>, source: &Source<'_>, findings: &mut Findings) -> Option<OnDate> {
    let text = at.text()?;
    let run = match &**text {
        "started_on" => Some(RunFact::StartedOn),
        "due_on" => Some(RunFact::DueOn),
        "ended_on" => Some(RunFact::EndedOn),
        _ => None,
    };
    if source.limit.is_some() {
        if run.is_none() {
            findings
                .add("on-not-date", at.spot(), format!("数时限时 `on` 不能是 `{text}`"))
                .help("可用：started_on（起算）、due_on（到期）、ended_on（办完）");
        }
        return run.map(OnDate::Run);
    }
    if let Some((index, field)) = source.ledger.field(text) {
        if matches!(field_ty(&field.ty), Ty::Date | Ty::DateTime) {
            return Some(OnDate::Field(index));
        }
        findings
            .add("on-not-date", at.spot(), format!("字段“{}”不是日期", field.title))
            .help(format!("可用：{}", dates(source.ledger).join("、")));
        return None;
    }
    match &**text {
        "opened_on" => Some(OnDate::OpenedOn),
        "closed_on" => Some(OnDate::ClosedOn),
        _ => {
            let allowed = dates(source.ledger);
            findings
                .add("unknown-field", at.spot(), format!("台账“{}”没有叫 `{text}` 的日期", source.ledger.title))
                .help_if(suggestion(text, &allowed));
            None
        }
    }
}

fn dates(ledger: &Ledger) -> Vec<&str> {
    let fields = ledger.fields.iter().filter(|f| matches!(field_ty(&f.ty), Ty::Date | Ty::DateTime));
    fields.map(|f| &*f.name).chain(["opened_on", "closed_on"]).collect()
}

/// `integer`, `decimal(n)`, `percent(n)`, `wan(n)` with at most six places.
fn read_show(at: At<'_>, findings: &mut Findings) -> Option<Show> {
    let text = at.text()?.trim();
    let places = |word: &str| -> Option<u8> {
        let places = text.strip_prefix(word)?.strip_prefix('(')?.strip_suffix(')')?.trim().parse().ok()?;
        (places <= 6).then_some(places)
    };
    let show = match text {
        "integer" => Some(Show::Integer),
        _ => None
            .or_else(|| places("decimal").map(Show::Decimal))
            .or_else(|| places("percent").map(Show::Percent))
            .or_else(|| places("wan").map(Show::Wan)),
    };
    if show.is_none() {
        findings
            .add("bad-show", at.spot(), format!("不认识的显示方式 \"{text}\""))
            .help("写 integer、decimal(n)、percent(n)、wan(n) 中的一个，n 为小数位 0 到 6");
    }
    show
}

fn default_show(kind: &IndicatorKind, source: Option<&Source<'_>>) -> Show {
    let scale = |index: &usize| source.and_then(|s| s.ledger.fields.get(*index)).map(|f| field_ty(&f.ty));
    match kind {
        IndicatorKind::Count | IndicatorKind::Distinct(_) => Show::Integer,
        IndicatorKind::Sum(index) | IndicatorKind::Min(index) | IndicatorKind::Max(index) => match scale(index) {
            Some(Ty::Int) => Show::Integer,
            Some(Ty::Decimal { scale: Some(scale) }) => Show::Decimal(scale.min(6)),
            Some(Ty::Percent) => Show::Percent(2),
            _ => Show::Decimal(2),
        },
        IndicatorKind::Avg(_) | IndicatorKind::Median(_) | IndicatorKind::Formula(_) => Show::Decimal(2),
    }
}

/// The unit given, or the one that follows; empty when none does (a finding of its own).
fn unit(at: At<'_>, kind: &IndicatorKind, source: Option<&Source<'_>>, show: Option<Show>) -> Name {
    if let Some(unit) = at.text_at("unit") {
        return unit;
    }
    if matches!(show, Some(Show::Percent(_))) {
        return "%".into();
    }
    match kind {
        IndicatorKind::Count => "件".into(),
        IndicatorKind::Sum(i)
        | IndicatorKind::Avg(i)
        | IndicatorKind::Min(i)
        | IndicatorKind::Max(i)
        | IndicatorKind::Median(i) => {
            let field = source.and_then(|s| s.ledger.fields.get(*i));
            match field {
                Some(field) if field_ty(&field.ty) == Ty::Money => field.unit.clone().unwrap_or_else(|| "元".into()),
                Some(field) if field_ty(&field.ty) == Ty::Percent => "%".into(),
                Some(field) => field.unit.clone().unwrap_or_else(|| "".into()),
                None => "".into(),
            }
        }
        IndicatorKind::Distinct(_) | IndicatorKind::Formula(_) => "".into(),
    }
}

fn read_target(at: At<'_>, findings: &mut Findings) -> Option<Decimal> {
    let read = match &at.node.item {
        Item::Int(n) => Some(Decimal::from(*n)),
        Item::Number(d) => Some(*d),
        Item::Text(text, _) => match text.trim().strip_suffix('%') {
            Some(digits) => digits.trim().parse::<Decimal>().ok().and_then(|d| d.checked_div(Decimal::ONE_HUNDRED)),
            None => text.trim().parse().ok(),
        },
        _ => return None,
    };
    if read.is_none() {
        super::field::bad_value(at, "不是数，也不是百分比", findings);
    }
    read
}
