//! Figures over cases in memory: what a scenario states figures with, and the partner the database path is held against.

use std::collections::HashSet;

use banjie_model::{
    Moment,
    case::{Case, LimitRun},
    definition::{Indicator, IndicatorKind, Ledger, Library, OnDate, Package},
    expr::{Expr, ExprKind, RunFact, Ty},
    figure::{Ask, Condition, Derived},
    value::Value,
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::Stage;
use crate::{
    World,
    evaluate::{self, RecordView, Scope},
    values,
};

/// Answers the figures of a scenario.
pub trait FigureOracle {
    /// The exact value; none: nothing to compute from.
    ///
    /// # Errors
    /// Why the question cannot be answered, in Chinese.
    fn figure(
        &mut self,
        stage: &Stage<'_>,
        package: &Package,
        ask: &Ask,
        now: Moment,
    ) -> Result<Option<Decimal>, String>;
}

/// Figures from the records of the scenario, without a database.
#[derive(Clone, Copy, Debug, Default)]
pub struct InMemoryFigures;

impl FigureOracle for InMemoryFigures {
    fn figure(
        &mut self,
        stage: &Stage<'_>,
        package: &Package,
        ask: &Ask,
        now: Moment,
    ) -> Result<Option<Decimal>, String> {
        let cases: Vec<&Case> = stage.cases.values().collect();
        figure(&stage.world(), package, &cases, ask, now)
    }
}

/// The exact value of an indicator over these cases: for a period, an organisation with all below it, and further
/// conditions. `now` judges what is running or overdue. Only [`Derived::Value`] is answered.
///
/// # Errors
/// An unknown indicator or organisation, a condition that cannot be read, in Chinese.
pub fn figure(
    world: &World<'_>,
    package: &Package,
    cases: &[&Case],
    ask: &Ask,
    now: Moment,
) -> Result<Option<Decimal>, String> {
    if ask.derived != Derived::Value {
        return Err("情景里只能核对指标本身的数值。".into());
    }
    let org = match &ask.org {
        Some(text) => Some(world.orgs.find(text).ok_or_else(|| format!("没有机构“{text}”。"))?.code.clone()),
        None => None,
    };
    let asked = Asked { world, cases, ask, org: org.as_deref(), now };
    asked.value(package, &ask.indicator, 0)
}

struct Asked<'a> {
    world: &'a World<'a>,
    cases: &'a [&'a Case],
    ask: &'a Ask,
    org: Option<&'a str>,
    now: Moment,
}

/// A record counted, or a run counted with its record.
#[derive(Clone, Copy)]
struct Row<'a> {
    case: &'a Case,
    run: Option<&'a LimitRun>,
}

/// Formulas of formulas end here; a checked package has no circles.
const DEPTH_MAX: usize = 32;

impl<'a> Asked<'a> {
    fn value(&self, package: &Package, name: &str, depth: usize) -> Result<Option<Decimal>, String> {
        let (package, indicator) = find(self.world.library, package, name)?;
        if depth > DEPTH_MAX {
            return Err(format!("指标“{}”的公式互相引用。", indicator.title));
        }
        match (&indicator.kind, &indicator.source) {
            (IndicatorKind::Formula(expr), _) => self.formula(package, expr, depth),
            (kind, Some(source)) => {
                let ledger =
                    self.world.library.ledger(&source.ledger).ok_or_else(|| format!("没有台账 {}。", source.ledger))?;
                let conditions = self.conditions(ledger)?;
                let rows = self.rows(ledger, source.limit.as_deref(), indicator, &conditions);
                Ok(aggregate(kind, &rows))
            }
            (_, None) => Err(format!("指标“{}”没有说明统计什么台账。", indicator.title)),
        }
    }

    fn formula(&self, package: &Package, expr: &Expr, depth: usize) -> Result<Option<Decimal>, String> {
        let computed = self.substitute(package, expr, depth)?;
        let Some(ledger) = self.world.library.ledgers().next() else { return Ok(None) };
        let nothing = RecordView::default();
        let scope = Scope { world: self.world, ledger, record: nothing, runs: &[], it: None, now: self.now };
        Ok(evaluate::evaluate(&computed, &scope).as_decimal())
    }

    /// Puts the values of the indicators a formula names in their places.
    fn substitute(&self, package: &Package, expr: &Expr, depth: usize) -> Result<Expr, String> {
        if let ExprKind::Indicator(name) = &expr.kind {
            let value = self.value(package, name, depth + 1)?.map_or(Value::Missing, Value::Decimal);
            return Ok(Expr { kind: ExprKind::Literal(value), ty: Ty::Decimal { scale: None }, span: expr.span });
        }
        let one = |e: &Expr| self.substitute(package, e, depth).map(Box::new);
        let many = |items: &[Expr]| items.iter().map(|e| self.substitute(package, e, depth)).collect::<Result<_, _>>();
        let kind = match &expr.kind {
            ExprKind::Unary(op, a) => ExprKind::Unary(*op, one(a)?),
            ExprKind::Binary(op, a, b) => ExprKind::Binary(*op, one(a)?, one(b)?),
            ExprKind::If(a, b, c) => ExprKind::If(one(a)?, one(b)?, one(c)?),
            ExprKind::In(a, items) => ExprKind::In(one(a)?, many(items)?),
            ExprKind::Call(function, args) => ExprKind::Call(*function, many(args)?),
            other => other.clone(),
        };
        Ok(Expr { kind, ..expr.clone() })
    }

    /// Further conditions with values read by the type of their field.
    fn conditions(&self, ledger: &Ledger) -> Result<Vec<Condition>, String> {
        let read = |condition: &Condition| {
            let Some((_, field)) = ledger.field(&condition.field) else {
                return if &*condition.field == "state" {
                    Ok(condition.clone())
                } else {
                    Err(format!("台账“{}”没有名为“{}”的字段。", ledger.title, condition.field))
                };
            };
            let typed = |value: &Value| match value {
                Value::Text(text) => values::read(self.world, ledger, field, text, &|_, _| None),
                value => Ok(value.clone()),
            };
            let any_of = condition.any_of.iter().map(typed).collect::<Result<_, _>>()?;
            Ok(Condition { field: condition.field.clone(), any_of })
        };
        self.ask.filter.iter().map(read).collect()
    }

    fn rows(
        &self,
        ledger: &Ledger,
        limit: Option<&str>,
        indicator: &Indicator,
        conditions: &[Condition],
    ) -> Vec<Row<'a>> {
        let of_ledger = self.cases.iter().copied().filter(|c| c.record.ledger == ledger.key);
        let rows: Vec<Row<'a>> = match limit {
            None => of_ledger.map(|case| Row { case, run: None }).collect(),
            Some(limit) => of_ledger
                .flat_map(|case| case.runs.iter().map(move |run| Row { case, run: Some(run) }))
                .filter(|row| row.run.is_some_and(|r| &*r.key.limit == limit))
                .collect(),
        };
        let counts = |row: &Row<'a>| {
            self.in_org(row)
                && self.in_period(row, indicator.on.as_ref())
                && conditions.iter().all(|c| meets(ledger, row, c))
                && indicator.filter.as_ref().is_none_or(|f| self.holds(ledger, f, row))
        };
        rows.into_iter().filter(counts).collect()
    }

    fn in_org(&self, row: &Row<'_>) -> bool {
        let owner = &row.case.record.org;
        self.org.is_none_or(|org| if self.ask.own { **owner == *org } else { self.world.orgs.is_within(owner, org) })
    }

    fn in_period(&self, row: &Row<'_>, on: Option<&OnDate>) -> bool {
        match (&self.ask.period, on) {
            (Some(period), Some(on)) => date_of(row, on).is_some_and(|d| period.contains(d)),
            _ => true,
        }
    }

    fn holds(&self, ledger: &Ledger, filter: &Expr, row: &Row<'_>) -> bool {
        // Bare facts of a run are about the run counted.
        let runs: Vec<LimitRun> = match row.run {
            Some(counted) => {
                let others = row.case.runs.iter().filter(|r| r.key.limit != counted.key.limit);
                others.chain([counted]).cloned().collect()
            }
            None => row.case.runs.clone(),
        };
        let record = RecordView::of(&row.case.record);
        evaluate::holds(filter, &Scope { world: self.world, ledger, record, runs: &runs, it: None, now: self.now })
    }
}

/// `package/name`, or a name of this package.
fn find<'a>(library: &'a Library, package: &'a Package, name: &str) -> Result<(&'a Package, &'a Indicator), String> {
    let (owner, name) = match name.split_once('/') {
        Some((owner, name)) => (library.packages.get(owner).map_or(package, |p| &**p), name),
        None => (package, name),
    };
    owner.indicators.get(name).map(|i| (owner, i)).ok_or_else(|| format!("没有名为“{name}”的指标。"))
}

fn meets(ledger: &Ledger, row: &Row<'_>, condition: &Condition) -> bool {
    let actual = match ledger.field(&condition.field) {
        Some((index, _)) => row.case.record.values.get(index).cloned().unwrap_or_default(),
        None => row.case.record.state.clone().map_or(Value::Missing, Value::Code),
    };
    condition
        .any_of
        .iter()
        .any(|v| *v == actual || (!actual.is_missing() && v.as_str().is_some() && v.as_str() == actual.as_str()))
}

fn date_of(row: &Row<'_>, on: &OnDate) -> Option<NaiveDate> {
    let record = &row.case.record;
    match on {
        OnDate::Field(index) => record.values.get(*index)?.as_date(),
        OnDate::OpenedOn => Some(record.opened_at.date()),
        OnDate::ClosedOn => record.closed_at.map(|at| at.date()),
        OnDate::Run(fact) => {
            let run = row.run?;
            match fact {
                RunFact::StartedOn => Some(run.started_at.date()),
                RunFact::DueOn => Some(run.due_at.date()),
                RunFact::EndedOn => run.ended.as_ref().filter(|e| e.met).map(|e| e.at.date()),
                _ => None,
            }
        }
    }
}

fn aggregate(kind: &IndicatorKind, rows: &[Row<'_>]) -> Option<Decimal> {
    let value = |index: &usize| {
        let index = *index;
        rows.iter().filter_map(move |r| r.case.record.values.get(index)).filter(|v| !v.is_missing())
    };
    let numbers = |index: &usize| value(index).filter_map(Value::as_decimal);
    let count = |n: usize| Some(Decimal::from(n));
    match kind {
        IndicatorKind::Count => count(rows.len()),
        IndicatorKind::Distinct(index) => count(value(index).collect::<HashSet<_>>().len()),
        IndicatorKind::Sum(index) => Some(numbers(index).sum()),
        IndicatorKind::Avg(index) => {
            let n = numbers(index).count();
            numbers(index).sum::<Decimal>().checked_div(Decimal::from(n))
        }
        IndicatorKind::Min(index) => numbers(index).min(),
        IndicatorKind::Max(index) => numbers(index).max(),
        IndicatorKind::Median(index) => median(numbers(index).collect()),
        IndicatorKind::Formula(_) => None,
    }
}

fn median(mut numbers: Vec<Decimal>) -> Option<Decimal> {
    numbers.sort_unstable();
    let middle = numbers.len() / 2;
    match numbers.len() {
        0 => None,
        n if n % 2 == 1 => Some(numbers[middle]),
        _ => Some((numbers[middle - 1] + numbers[middle]) / Decimal::TWO),
    }
}
