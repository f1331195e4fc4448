//! What is derived from values: growth, percentage points, rank, target, completion.

use std::sync::Arc;

use banjie_model::{
    Name,
    definition::{Better, Indicator, Package, Show},
    figure::{Ask, Cut, Derived, Hidden, Trace, Wording},
    period::Period,
    rounding,
    value::Value,
};
use chrono::Datelike as _;
use rust_decimal::Decimal;

use crate::compute::{Cell, Computer, Place, Via, derived};

impl<'a> Computer<'a, '_> {
    /// The trace of an ask, with the definition in words.
    pub fn ask(&mut self, ask: &Ask) -> Result<(Trace, Arc<Wording>), String> {
        let (package, indicator) = self.catalogue.find(&ask.indicator)?;
        let place = self.place(ask)?;
        let trace = match ask.derived {
            Derived::Rank => self.rank(package, indicator, &place)?,
            Derived::Share => return Err("占比只用于表格".to_owned()),
            other => self.derive(package, indicator, &place.into(), other)?,
        };
        Ok((trace, Arc::new(self.catalogue.wording(package, indicator))))
    }

    /// A value, or what follows from a value and its definition and other periods.
    pub fn derive(
        &mut self,
        package: &'a Arc<Package>,
        indicator: &'a Indicator,
        cell: &Cell,
        what: Derived,
    ) -> Result<Trace, String> {
        let earlier: fn(&Period) -> Period = match what {
            Derived::GrowthOnYear | Derived::PointsOnYear => Period::same_last_year,
            _ => Period::previous,
        };
        let value = match what {
            Derived::Previous => return self.value(package, indicator, &shifted(cell, earlier)?),
            Derived::Target => None,
            _ => Some(self.value(package, indicator, cell)?),
        };
        let of = value.clone().unwrap_or_else(|| self.empty(package, indicator, &cell.place));
        match what {
            Derived::Growth | Derived::GrowthOnYear => {
                let before = self.value(package, indicator, &shifted(cell, earlier)?)?;
                let growth = of.value.zip(before.value).and_then(|(now, before)| rounding::growth(now, before));
                let trace = derived(&of, what, vec![of.clone(), before], Show::Percent(1), "");
                Ok(Trace { value: growth, ..trace })
            }
            Derived::Points | Derived::PointsOnYear => {
                if !matches!(indicator.show, Show::Percent(_)) {
                    return Err(format!("指标“{}”不是百分比，没有增减百分点", indicator.title));
                }
                let before = self.value(package, indicator, &shifted(cell, earlier)?)?;
                let points = of.value.zip(before.value).map(|(now, before)| (now - before) * Decimal::ONE_HUNDRED);
                let trace = derived(&of, what, vec![of.clone(), before], Show::Decimal(1), "个百分点");
                Ok(Trace { value: points, ..trace })
            }
            Derived::Target => {
                let target = indicator.target.ok_or_else(|| format!("指标“{}”没有定目标", indicator.title))?;
                Ok(Trace { value: Some(target), ..derived(&of, what, Vec::new(), indicator.show, &of.unit) })
            }
            Derived::Completion => {
                let target = self.derive(package, indicator, cell, Derived::Target)?;
                let share = of.value.zip(target.value).and_then(|(value, target)| rounding::share(value, target));
                let trace = derived(&of, what, vec![of.clone(), target], Show::Percent(1), "");
                Ok(Trace { value: share, ..trace })
            }
            Derived::Value | Derived::Previous | Derived::Rank | Derived::Share => Ok(of),
        }
    }

    /// The place among the organisations with the same parent.
    fn rank(&mut self, package: &'a Arc<Package>, indicator: &'a Indicator, place: &Place) -> Result<Trace, String> {
        let orgs = self.catalogue.world().orgs;
        let org = place.org.as_deref().ok_or("没有指明机构，不能排名")?;
        let parent = orgs.get(org).and_then(|org| org.parent.clone());
        let Some(parent) = parent.filter(|parent| orgs.get(parent).is_some()) else {
            return Err("最上级机构没有同级机构，不能排名".to_owned());
        };
        let whole = Place { org: Some(parent.clone()), own: false, ..place.clone() };
        let siblings: Vec<Name> = orgs.children(&parent).map(|org| org.code.clone()).collect();
        let mut traces = Vec::new();
        for sibling in siblings {
            let cell = below(&whole, sibling);
            traces.push(self.value(package, indicator, &cell)?);
        }
        let values: Vec<Option<Decimal>> = traces.iter().map(|trace| trace.value).collect();
        let mine = traces.iter().position(|trace| trace.org.as_deref() == Some(org));
        let place_of = mine.and_then(|mine| ranks(&values, indicator.better)[mine]);
        let of = mine.map_or_else(|| self.empty(package, indicator, place), |mine| traces[mine].clone());
        let trace = derived(&of, Derived::Rank, traces, Show::Integer, "");
        Ok(Trace { value: place_of, hidden: of.hidden.map(|_| Hidden::Follows), ..trace })
    }
}

/// An organisation directly below a place, answered by a scan over the whole of it.
pub(crate) fn below(whole: &Place, org: Name) -> Cell {
    let via = Via { place: whole.clone(), cut: Cut::Org, value: Value::Org(org.clone()) };
    Cell { place: Place { org: Some(org), ..whole.clone() }, via: Some(via) }
}

/// Places from 1, ties sharing one; nothing for what has no value.
pub(crate) fn ranks(values: &[Option<Decimal>], better: Better) -> Vec<Option<Decimal>> {
    let ahead = |mine: Decimal| {
        let better_than = |other: &&Decimal| match better {
            Better::High => **other > mine,
            Better::Low => **other < mine,
        };
        values.iter().flatten().filter(better_than).count()
    };
    values.iter().map(|value| value.map(|mine| Decimal::from(ahead(mine) + 1))).collect()
}

/// The same cell in another period.
pub(crate) fn shifted(cell: &Cell, shift: fn(&Period) -> Period) -> Result<Cell, String> {
    let period = cell.place.period.as_ref().ok_or("没有统计期间，不能与上期比较")?;
    let place = Place { period: Some(shift(period)), ..cell.place.clone() };
    let via = cell.via.as_ref().and_then(|via| shifted_via(via, &place, shift));
    Ok(Cell { place, via })
}

/// A group of the same scan where the other period lies in it, of the scan of the other period where that holds it, else none.
fn shifted_via(via: &Via, place: &Place, shift: fn(&Period) -> Period) -> Option<Via> {
    let (whole, wanted) = (via.place.period?, place.period?);
    let value = match via.cut {
        Cut::Month => Value::text(&format!("{:04}-{:02}", wanted.first().year(), wanted.first().month())),
        Cut::Year => Value::text(&format!("{:04}", wanted.first().year())),
        _ => {
            let place = Place { period: Some(shift(&whole)), ..via.place.clone() };
            return Some(Via { place, ..via.clone() });
        }
    };
    let holding = [whole, whole.previous(), shift(&whole)];
    let holds = |p: &Period| p.contains(wanted.first()) && p.contains(wanted.last());
    let period = holding.into_iter().find(holds)?;
    Some(Via { place: Place { period: Some(period), ..via.place.clone() }, cut: via.cut.clone(), value })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ties_share_a_place_and_what_has_no_value_has_none() {
        let values = [Some(3), None, Some(5), Some(3), Some(1)].map(|v| v.map(Decimal::from));
        let places = |better| ranks(&values, better).into_iter().map(|p| p.map(|p| p.to_string())).collect::<Vec<_>>();
        let some = |n: &str| Some(n.to_owned());
        assert_eq!(places(Better::High), [some("2"), None, some("1"), some("2"), some("4")]);
        assert_eq!(places(Better::Low), [some("2"), None, some("4"), some("2"), some("1")]);
    }

    proptest! {
        #[test]
        fn a_better_value_never_stands_behind_a_worse_one(values in prop::collection::vec(prop::option::of(0i64..9), 1..12)) {
            let values: Vec<Option<Decimal>> = values.into_iter().map(|v| v.map(Decimal::from)).collect();
            let places = ranks(&values, Better::High);
            for (a, mine) in values.iter().zip(&places) {
                prop_assert_eq!(a.is_some(), mine.is_some());
                for (b, other) in values.iter().zip(&places) {
                    if let (Some(a), Some(b)) = (a, b) {
                        prop_assert_eq!(a.cmp(b), other.cmp(mine));
                    }
                }
            }
        }
    }
}
