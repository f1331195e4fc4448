//! Numbers that would tell of too few people are not shown, nor any number they could be computed from.
//!
//! A count of an indicator with `suppress = n` that is more than nothing and less than n is hidden wherever it is a part of
//! something larger. Rows and total of a table together must not give it away: further numbers are hidden until every
//! hidden number could be one of at least two, even for a reader who knows this rule ([`veiled`]). What is made of a
//! hidden number is hidden ([`Hidden::Follows`]). The rule is about publication: it holds for everybody.

use std::{collections::HashMap, sync::Arc};

use banjie_model::{
    definition::{Indicator, IndicatorKind, Package},
    figure::{Cut, Derived, Hidden, TableAsk, Trace},
    period::Period,
};
use rust_decimal::Decimal;

use crate::{
    compute::{Cell, Computer, Place},
    derived::shifted,
    formula,
};

/// No count is larger: stands for a bound nobody knows.
const ENDLESS: i64 = 1_000_000_000_000;

/// Numbers of tables that are hidden, by [`Trace::key`].
pub(crate) type Veiled = HashMap<String, Hidden>;

/// Indicators with their packages.
type Bases<'a> = Vec<(&'a Arc<Package>, &'a Indicator)>;

/// More than nothing and less than this.
pub(crate) fn is_small(value: Option<Decimal>, least: u32) -> bool {
    value.is_some_and(|value| value > Decimal::ZERO && value < Decimal::from(least))
}

impl<'a> Computer<'a, '_> {
    /// Hides a number that is too small and one that would give such a number away.
    pub fn veil(&self, indicator: &Indicator, place: &Place, mut trace: Trace) -> Trace {
        let Some(least) = indicator.suppress else { return trace };
        let small = || (is_small(trace.value, least) && self.is_part(place)).then_some(Hidden::Small(least));
        trace.hidden = self.veiled.get(&trace.key()).copied().or_else(small);
        if trace.hidden.is_some() {
            trace.value = None;
        }
        trace
    }

    /// Whether a number is one part of a larger one that may be printed too: of a group, of an organisation at the lowest
    /// level, or of one below the organisation that publishes.
    fn is_part(&self, place: &Place) -> bool {
        let orgs = self.catalogue.world().orgs;
        let below = |org: &str| {
            let home = self.home.as_deref().filter(|home| *home != org);
            home.is_some_and(|home| orgs.path(org).starts_with(&*orgs.path(home))) || is_lowest(orgs, org)
        };
        place.own || !place.filter.is_empty() || place.org.as_deref().is_some_and(below)
    }

    /// Finds out which numbers of a table are to be hidden, before anything of it is shown.
    pub fn protect(&mut self, ask: &TableAsk) -> Result<(), String> {
        let mut chosen = Vec::new();
        for name in &ask.indicators {
            chosen.push(self.catalogue.find(name)?);
        }
        let mut bases = Bases::new();
        for (package, indicator) in &chosen {
            self.bases(package, indicator, &mut bases)?;
        }
        bases.retain(|(_, indicator)| indicator.suppress.is_some());
        if bases.is_empty() || ask.by == Cut::Whole {
            return Ok(());
        }
        let org = ask.org.as_deref().map(|name| self.org(name)).transpose()?;
        let place = Place { period: ask.period, org, own: false, filter: ask.filter.clone() };
        let (_, plans) = self.rows(&chosen, &ask.by, &place)?;
        let rows: Vec<Cell> = plans.into_iter().map(|plan| plan.cell).collect();
        let whole = Cell::from(place);
        for (package, indicator) in bases {
            self.column(package, indicator, (&rows, &whole))?;
            for shift in shifts(&ask.with) {
                let earlier: Result<Vec<Cell>, String> = rows.iter().map(|cell| shifted(cell, shift)).collect();
                self.column(package, indicator, (&earlier?, &shifted(&whole, shift)?))?;
            }
        }
        Ok(())
    }

    /// Marks what is to be hidden of one column and its total.
    fn column(
        &mut self,
        package: &'a Arc<Package>,
        indicator: &'a Indicator,
        (rows, whole): (&[Cell], &Cell),
    ) -> Result<(), String> {
        let Some(least) = indicator.suppress else { return Ok(()) };
        let total = self.counted(package, indicator, whole)?;
        let mut cells = Vec::new();
        for cell in rows {
            cells.push(self.counted(package, indicator, cell)?);
        }
        let values: Vec<Decimal> = cells.iter().map(|cell| cell.value.unwrap_or_default()).collect();
        let small_total = is_small(total.value, least) && self.is_part(&whole.place);
        let (hidden, last) = veiled(&values, small_total, least);
        for (cell, hidden) in cells.iter().zip(hidden).chain([(&total, last)]) {
            if let Some(hidden) = hidden {
                self.veiled.entry(cell.key()).or_insert(hidden);
            }
        }
        Ok(())
    }

    /// The indicators counted from records that one is made of.
    fn bases(&self, package: &'a Arc<Package>, indicator: &'a Indicator, bases: &mut Bases<'a>) -> Result<(), String> {
        let mut open = vec![(package, indicator)];
        while let Some((package, indicator)) = open.pop() {
            let seen = |(_, other): &(_, &Indicator)| std::ptr::eq(*other, indicator);
            if bases.iter().any(seen) {
                continue;
            }
            bases.push((package, indicator));
            if let IndicatorKind::Formula(expr) = &indicator.kind {
                for name in formula::named(expr) {
                    open.push(self.catalogue.named_in(package, &name)?);
                }
            }
        }
        Ok(())
    }
}

/// An organisation with one above it and none below.
pub(crate) fn is_lowest(orgs: &banjie_model::org::OrgTree, org: &str) -> bool {
    orgs.children(org).next().is_none() && orgs.get(org).is_some_and(|org| org.parent.is_some())
}

/// The earlier periods whose numbers stand beside those of the period, or can be computed from what does.
fn shifts(with: &[Derived]) -> Vec<fn(&Period) -> Period> {
    let asks = |one: &[Derived]| with.iter().any(|derived| one.contains(derived));
    let mut shifts: Vec<fn(&Period) -> Period> = Vec::new();
    if asks(&[Derived::Previous, Derived::Growth, Derived::Points]) {
        shifts.push(Period::previous);
    }
    if asks(&[Derived::GrowthOnYear, Derived::PointsOnYear]) {
        shifts.push(Period::same_last_year);
    }
    shifts
}

/// Which of the counts of a column are hidden, and whether their total is. `small_total`: the total is hidden for its own
/// smallness.
///
/// Hidden are all that are small; then, while one of the hidden could be computed, the smallest of the others that is not
/// zero; and when there is none left, the total.
pub(crate) fn veiled(values: &[Decimal], small_total: bool, least: u32) -> (Vec<Option<Hidden>>, Option<Hidden>) {
    let small = |value: &Decimal| is_small(Some(*value), least).then_some(Hidden::Small(least));
    let mut hidden: Vec<Option<Hidden>> = values.iter().map(small).collect();
    let mut total = small_total.then_some(Hidden::Small(least));
    while total != Some(Hidden::Beside) && is_told(values, &hidden, total, least) {
        let shown = (0..values.len()).filter(|&index| hidden[index].is_none() && !values[index].is_zero());
        match shown.min_by_key(|&index| values[index]) {
            Some(next) => hidden[next] = Some(Hidden::Beside),
            None => total = Some(Hidden::Beside),
        }
    }
    (hidden, total)
}

/// Whether what is shown leaves a single value for one of the hidden counts.
fn is_told(values: &[Decimal], hidden: &[Option<Hidden>], total: Option<Hidden>, least: u32) -> bool {
    let least = Decimal::from(least);
    let shown = || values.iter().zip(hidden).filter(|(_, hidden)| hidden.is_none()).map(|(value, _)| *value);
    // Hidden besides are those next in size: none is larger than one that is shown.
    let ceiling = shown().filter(|value| !value.is_zero()).min().unwrap_or(Decimal::from(ENDLESS));
    let small = (Decimal::ONE, least - Decimal::ONE);
    let bounds: Vec<(Decimal, Decimal)> = hidden
        .iter()
        .flatten()
        .map(|hidden| if matches!(hidden, Hidden::Small(_)) { small } else { (least, ceiling) })
        .collect();
    let visible: Decimal = shown().sum();
    let exact = values.iter().sum::<Decimal>() - visible;
    let sum = match total {
        None => (exact, exact),
        Some(Hidden::Small(_)) => (small.0 - visible, small.1 - visible),
        Some(_) => (Decimal::ZERO, Decimal::from(ENDLESS)),
    };
    let lows: Decimal = bounds.iter().map(|(low, _)| *low).sum();
    let highs: Decimal = bounds.iter().map(|(_, high)| *high).sum();
    bounds.iter().any(|(low, high)| {
        let most = (*high).min(sum.1 - (lows - low));
        let fewest = (*low).max(sum.0 - (highs - high));
        fewest >= most
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(values: &[i64], expected: &str) {
        let values: Vec<Decimal> = values.iter().map(|n| Decimal::from(*n)).collect();
        let (hidden, total) = veiled(&values, false, 5);
        let word =
            |(value, hidden): (&Decimal, &Option<Hidden>)| hidden.map_or_else(|| value.to_string(), Hidden::text);
        let sum = values.iter().sum();
        let words: Vec<String> = values.iter().zip(&hidden).chain([(&sum, &total)]).map(word).collect();
        assert_eq!(words.join(" "), expected);
    }

    #[test]
    fn small_counts_are_hidden_with_as_many_others_as_their_total_needs() {
        check(&[12, 0, 30], "12 0 30 42");
        check(&[3, 12, 30], "少于5 — 30 45");
        check(&[3, 2, 30], "少于5 少于5 30 35");
        // 1 + 1 = 2 and 4 + 4 = 8 leave nothing open.
        check(&[1, 1, 30], "少于5 少于5 — 32");
        check(&[4, 4, 9, 30], "少于5 少于5 — 30 47");
        // 1 + 5 = 6: of a small one and one that is not, only these.
        check(&[1, 5, 6, 30], "少于5 — — 30 42");
        check(&[3, 0, 0], "少于5 0 0 —");
        check(&[1, 1], "少于5 少于5 —");
        check(&[0, 0], "0 0 0");
    }

    #[test]
    fn a_total_hidden_for_its_smallness_does_not_tell_of_its_parts() {
        let ones = [Decimal::ONE; 4];
        let (_, total) = veiled(&ones, true, 5);
        assert_eq!(total, Some(Hidden::Beside), "four parts of less than five are one each");
        let (_, total) = veiled(&ones[..2], true, 5);
        assert_eq!(total, Some(Hidden::Small(5)));
    }

    /// Every way to fill in the hidden counts that agrees with what is printed.
    fn readings(values: &[i64], hidden: &[Option<Hidden>], total: Option<i64>, least: i64) -> Vec<Vec<i64>> {
        let shown = || values.iter().zip(hidden).filter(|(_, hidden)| hidden.is_none()).map(|(value, _)| *value);
        let most = shown().filter(|value| *value > 0).min().unwrap_or(40);
        let mut all: Vec<Vec<i64>> = vec![Vec::new()];
        for (value, hidden) in values.iter().zip(hidden) {
            let range = match hidden {
                None => *value..=*value,
                Some(Hidden::Small(_)) => 1..=least - 1,
                Some(_) => least..=most,
            };
            all = all.iter().flat_map(|row| range.clone().map(|n| [&row[..], &[n]].concat())).collect();
        }
        all.retain(|row| total.is_none_or(|total| row.iter().sum::<i64>() == total));
        all
    }

    proptest! {
        #[test]
        fn no_hidden_count_can_be_computed_from_what_is_printed(
            values in prop::collection::vec(prop_oneof![Just(0i64), 1i64..7, 1i64..16], 1..5),
            least in 3u32..6,
        ) {
            let decimals: Vec<Decimal> = values.iter().map(|n| Decimal::from(*n)).collect();
            let (hidden, total) = veiled(&decimals, false, least);
            let printed = total.is_none().then(|| values.iter().sum());
            let readings = readings(&values, &hidden, printed, i64::from(least));
            for (index, value) in values.iter().enumerate() {
                prop_assert_eq!(hidden[index].is_none() && *value > 0 && *value < i64::from(least), false);
                if hidden[index].is_some() {
                    let other = readings.iter().any(|row| row[index] != *value);
                    prop_assert!(other, "{values:?} {hidden:?} tells {value}");
                    prop_assert!(*value != 0, "what is nothing is shown");
                }
            }
        }
    }
}
