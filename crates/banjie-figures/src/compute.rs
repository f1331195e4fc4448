//! From an indicator and a place to a trace with its value.
//!
//! The same code runs until nothing is wanted any more: the first time it only notes which base numbers it needs, the next time
//! they are known. What is printed and what was scanned therefore cannot differ.

use std::sync::Arc;

use banjie_model::{
    Moment, Name, Seq,
    definition::{Indicator, IndicatorKind, Package, Show},
    figure::{Ask, Condition, Cut, Derived, How, Trace},
    period::Period,
    scan::{Aggregate, Dimension, During},
    value::Value,
};

use crate::{
    catalogue::Catalogue,
    condition, formula,
    scans::{Numbers, Query},
    veil::Veiled,
};

/// Formulas of formulas end here; a checked package has no circles.
const DEPTH_MAX: usize = 16;

/// Where and when.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    pub period: Option<Period>,
    /// Code; none: all organisations.
    pub org: Option<Name>,
    pub own: bool,
    /// Conditions as asked.
    pub filter: Vec<Condition>,
}

/// A place, and how a scan over a larger one may answer for it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cell {
    pub place: Place,
    pub via: Option<Via>,
}

/// One group of a scan over a larger place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Via {
    pub place: Place,
    pub cut: Cut,
    pub value: Value,
}

impl From<Place> for Cell {
    fn from(place: Place) -> Cell {
        Cell { place, via: None }
    }
}

/// Computes traces from base numbers.
pub(crate) struct Computer<'a, 'n> {
    pub catalogue: Catalogue<'a>,
    pub as_of: Seq,
    pub at: Moment,
    pub numbers: &'n mut Numbers,
    /// The organisation that publishes: figures of those below it are parts of its own.
    pub home: Option<Name>,
    /// Numbers of tables that are not shown.
    pub veiled: Veiled,
}

impl<'a> Computer<'a, '_> {
    /// The place of an ask, its organisation found.
    pub fn place(&self, ask: &Ask) -> Result<Place, String> {
        let org = ask.org.as_deref().map(|name| self.org(name)).transpose()?;
        Ok(Place { period: ask.period, org, own: ask.own, filter: ask.filter.clone() })
    }

    /// An organisation's code by code or name.
    pub fn org(&self, name: &str) -> Result<Name, String> {
        let orgs = self.catalogue.world().orgs;
        if orgs.is_ambiguous(name) && orgs.get(name).is_none() {
            return Err(format!("有多个机构叫“{name}”，请写代码"));
        }
        orgs.find(name).map(|org| org.code.clone()).ok_or_else(|| format!("没有机构“{name}”"))
    }

    /// The trace of an indicator's value.
    pub fn value(&mut self, package: &'a Arc<Package>, indicator: &'a Indicator, cell: &Cell) -> Result<Trace, String> {
        self.at_depth(package, indicator, cell, 0)
    }

    fn at_depth(
        &mut self,
        package: &'a Arc<Package>,
        indicator: &'a Indicator,
        cell: &Cell,
        depth: usize,
    ) -> Result<Trace, String> {
        if depth > DEPTH_MAX {
            return Err(format!("指标“{}”的公式互相引用", indicator.title));
        }
        let IndicatorKind::Formula(expr) = &indicator.kind else {
            let trace = self.counted(package, indicator, cell)?;
            return Ok(self.veil(indicator, &cell.place, trace));
        };
        let mut trace = self.empty(package, indicator, &cell.place);
        trace.how = How::Formula;
        let mut values = Vec::new();
        for name in formula::named(expr) {
            let (owner, part) = self.catalogue.named_in(package, &name)?;
            let part = self.at_depth(owner, part, cell, depth + 1)?;
            values.push((name, part.value));
            trace.parts.push(part);
        }
        trace.filter_words = trace.parts.first().map(|part| part.filter_words.clone()).unwrap_or_default();
        trace.hidden = Trace::hidden_by(&trace.parts);
        if trace.hidden.is_none() {
            trace.value = formula::value(self.catalogue.world(), expr, &values, self.at);
        }
        Ok(trace)
    }

    /// Counted from records, shown or not.
    pub fn counted(
        &mut self,
        package: &'a Arc<Package>,
        indicator: &'a Indicator,
        cell: &Cell,
    ) -> Result<Trace, String> {
        if matches!(indicator.kind, IndicatorKind::Formula(_)) {
            return Ok(self.empty(package, indicator, &cell.place));
        }
        let mut trace = self.empty(package, indicator, &cell.place);
        let ledger = self.catalogue.ledger(indicator)?;
        trace.filter = condition::typed(self.catalogue.world(), ledger, &cell.place.filter)?;
        trace.filter_words = condition::words(self.catalogue.world(), ledger, &trace.filter);
        if stock_is_gone(indicator, cell.place.period.as_ref(), self.at) {
            return Ok(trace);
        }
        let (place, by) = match &cell.via {
            None => (&cell.place, None),
            Some(via) => (&via.place, Some(self.dimension(indicator, via)?)),
        };
        let conditions = condition::typed(self.catalogue.world(), ledger, &place.filter)?;
        let path = place.org.as_deref().map(|org| self.catalogue.world().orgs.path(org));
        let query = query(&self.catalogue, indicator, (place, path, &conditions), by)?;
        trace.value = self.numbers.get(query, cell.via.as_ref().map(|via| &via.value));
        Ok(trace)
    }

    /// The groups of an indicator (or of the parts of its formula) over a place.
    pub fn groups(
        &mut self,
        package: &'a Arc<Package>,
        indicator: &'a Indicator,
        place: &Place,
        cut: &Cut,
    ) -> Result<Vec<Value>, String> {
        if let IndicatorKind::Formula(expr) = &indicator.kind {
            let mut all = Vec::new();
            for name in formula::named(expr) {
                let (owner, part) = self.catalogue.named_in(package, &name)?;
                let found = self.groups(owner, part, place, cut)?;
                all.extend(found.into_iter().filter(|group| !all.contains(group)).collect::<Vec<_>>());
            }
            return Ok(all);
        }
        let ledger = self.catalogue.ledger(indicator)?;
        let conditions = condition::typed(self.catalogue.world(), ledger, &place.filter)?;
        let path = place.org.as_deref().map(|org| self.catalogue.world().orgs.path(org));
        let via = Via { place: place.clone(), cut: cut.clone(), value: Value::Missing };
        let by = Some(self.dimension(indicator, &via)?);
        let query = query(&self.catalogue, indicator, (place, path, &conditions), by)?;
        Ok(self.numbers.groups(query))
    }

    fn dimension(&self, indicator: &Indicator, via: &Via) -> Result<Dimension, String> {
        let ledger = self.catalogue.ledger(indicator)?;
        let on = || {
            indicator.on.clone().ok_or_else(|| format!("指标“{}”没有归入期间的日期，不能按时间分列", indicator.title))
        };
        Ok(match &via.cut {
            Cut::Field(name) => {
                let found =
                    ledger.field(name).ok_or_else(|| format!("台账“{}”没有名为“{name}”的字段", ledger.title))?;
                Dimension::Field(found.0)
            }
            Cut::State => Dimension::State,
            Cut::Month => Dimension::Month(on()?),
            Cut::Year => Dimension::Year(on()?),
            Cut::Org | Cut::Whole => {
                let orgs = self.catalogue.world().orgs;
                Dimension::OrgBelow { under: via.place.org.as_deref().map_or("/".into(), |org| orgs.path(org)) }
            }
        })
    }

    /// A trace without a value.
    pub fn empty(&self, package: &Package, indicator: &Indicator, place: &Place) -> Trace {
        let orgs = self.catalogue.world().orgs;
        Trace {
            package: package.name.clone(),
            version: package.version.clone(),
            indicator: indicator.name.clone(),
            title: indicator.title.clone(),
            hash: indicator.hash.clone(),
            period: place.period,
            org: place.org.clone(),
            org_name: place.org.as_deref().map(|org| orgs.get(org).map_or_else(|| org.into(), |o| o.name.clone())),
            org_path: place.org.as_deref().map(|org| orgs.path(org)),
            own: place.own,
            filter: place.filter.clone(),
            filter_words: String::new(),
            as_of: self.as_of,
            at: self.at,
            how: How::Records,
            parts: Vec::new(),
            value: None,
            hidden: None,
            show: indicator.show,
            unit: unit(indicator),
        }
    }
}

/// The base number of an indicator at a place whose conditions are typed.
pub(crate) fn query(
    catalogue: &Catalogue<'_>,
    indicator: &Indicator,
    (place, org_path, conditions): (&Place, Option<Name>, &[Condition]),
    by: Option<Dimension>,
) -> Result<Query, String> {
    let ledger = catalogue.ledger(indicator)?;
    let aggregate = match indicator.kind {
        IndicatorKind::Count => Aggregate::Count,
        IndicatorKind::Distinct(index) => Aggregate::Distinct(index),
        IndicatorKind::Sum(index) => Aggregate::Sum(index),
        IndicatorKind::Avg(index) => Aggregate::Avg(index),
        IndicatorKind::Min(index) => Aggregate::Min(index),
        IndicatorKind::Max(index) => Aggregate::Max(index),
        IndicatorKind::Median(index) => Aggregate::Median(index),
        IndicatorKind::Formula(_) => return Err(format!("指标“{}”由公式算出", indicator.title)),
    };
    let during = indicator.on.clone().zip(place.period);
    Ok(Query {
        source: indicator.source.clone().ok_or_else(|| format!("指标“{}”没有说明统计什么台账", indicator.title))?,
        org_path,
        by,
        aggregate,
        filter: condition::filter(
            ledger,
            indicator.filter.as_ref(),
            conditions,
            place.org.as_ref().filter(|_| place.own),
        ),
        during: during.map(|(on, period)| During { on, first: period.first(), last: period.last() }),
    })
}

/// A stock (an indicator without a date) is only known as it stands at the moment: for a period that ended long before it there
/// is no number, and showing today's would be wrong. A month's grace lets a yearly report be written in January.
pub(crate) fn stock_is_gone(indicator: &Indicator, period: Option<&Period>, at: Moment) -> bool {
    let Some(period) = period.filter(|_| indicator.on.is_none()) else { return false };
    let grace = (period.days() / 2).clamp(1, 31);
    at.date() < period.first() || (at.date() - period.last()).num_days() > grace
}

/// The unit as printed: percentages carry their sign in the number, 万 belongs to the unit.
fn unit(indicator: &Indicator) -> Name {
    match indicator.show {
        Show::Percent(_) => "".into(),
        Show::Wan(_) if !indicator.unit.starts_with('万') => format!("万{}", indicator.unit).into(),
        _ => indicator.unit.clone(),
    }
}

/// A derived trace of the same indicator and place.
pub(crate) fn derived(of: &Trace, derived: Derived, parts: Vec<Trace>, show: Show, unit: &str) -> Trace {
    let hidden = Trace::hidden_by(&parts);
    Trace { how: How::Derived(derived), parts, value: None, hidden, show, unit: unit.into(), ..of.clone() }
}
