//! Figures computed again from their traces, at their own log position or a later one, and the records behind them.
//!
//! Nothing is asked anew: the base numbers are counted by the very definition, organisation path and conditions the trace
//! holds, and what was computed from them is computed from them again.

use banjie_desk::ports::{Store, StoreError};
use banjie_engine::World;
use banjie_model::{
    Moment, Seq,
    definition::{Indicator, IndicatorKind, Ledger},
    figure::{Derived, Hidden, How, Operation, RecordMark, Trace},
    rounding,
};
use rust_decimal::Decimal;

use crate::{
    compute::stock_is_gone,
    derived::ranks,
    evidence::measured_field,
    formula,
    room::{FigureResult, Figures},
    scans::{Numbers, Query, scan_of},
    veil::is_small,
};

/// A value computed again; a text says in Chinese why it cannot be.
pub type Again = Result<Option<Decimal>, String>;

/// Runs after which every number must be known; one would do, as nothing asked for depends on a value.
const RUNS: usize = 3;

/// The base numbers of one set of definitions.
struct Counter<'a> {
    world: World<'a>,
    numbers: Numbers,
}

/// Base numbers at a log position.
struct Counters<'a> {
    seq: Seq,
    each: Vec<Counter<'a>>,
}

impl<'a, S: Store> Figures<'a, S> {
    /// The values of traces that were all judged at the same instant, at a log position.
    ///
    /// # Errors
    /// The store's; what cannot be computed is told each for itself.
    pub async fn again(&self, traces: &[&Trace], seq: Seq) -> Result<Vec<Again>, StoreError> {
        let mut counters = Counters { seq, each: Vec::new() };
        let mut values = Vec::new();
        let at = traces.first().map_or_else(|| self.as_of().at, |trace| trace.at);
        for _ in 0..RUNS {
            values = traces.iter().map(|trace| self.value_of(trace, &mut counters)).collect();
            if !counters.each.iter().any(|c| c.numbers.is_waiting()) {
                break;
            }
            for counter in &mut counters.each {
                self.settle_at(&mut counter.numbers, counter.world, (seq, at)).await?;
            }
        }
        Ok(values)
    }

    /// Record, version and last event of each record a trace counts, at a log position.
    ///
    /// # Errors
    /// As [`Figures::records`].
    pub async fn marks(&self, leaf: &Trace, seq: Seq) -> FigureResult<Vec<RecordMark>> {
        let found = self.found(leaf)?;
        if is_gone(found.indicator, leaf) {
            return Ok(Vec::new());
        }
        let scan = scan_of(&found.query, seq, leaf.at);
        Ok(self.store.scan_marks(found.ledger, &scan, 0, &[]).await?)
    }

    /// The ledger a trace counts over, and the field it adds up or compares, by index.
    ///
    /// # Errors
    /// As [`Figures::records`].
    pub fn source(&self, leaf: &Trace) -> FigureResult<(&'a Ledger, Option<usize>)> {
        let found = self.found(leaf)?;
        Ok((found.ledger, measured_field(found.indicator)))
    }

    fn value_of(&self, trace: &Trace, counters: &mut Counters<'a>) -> Again {
        if trace.hidden.is_some() {
            return Ok(None);
        }
        match trace.how {
            How::Records => self.counted(trace, counters),
            How::Formula => {
                let (world, indicator) = self.definition(trace).map_err(|e| e.to_string())?;
                let IndicatorKind::Formula(expr) = &indicator.kind else { return Ok(trace.value) };
                let parts = self.parts(trace, counters)?;
                let named: Vec<_> = formula::named(expr).into_iter().zip(parts).collect();
                Ok(formula::value(&world, expr, &named, trace.at))
            }
            How::Derived(derived) => self.derived_again(trace, derived, counters),
            How::Computed(operation) => Ok(computed(operation, &self.parts(trace, counters)?)),
        }
    }

    fn parts(&self, trace: &Trace, counters: &mut Counters<'a>) -> Result<Vec<Option<Decimal>>, String> {
        trace.parts.iter().map(|part| self.value_of(part, counters)).collect()
    }

    fn counted(&self, trace: &Trace, counters: &mut Counters<'a>) -> Again {
        let found = self.found(trace).map_err(|e| e.to_string())?;
        if is_gone(found.indicator, trace) {
            return Ok(None);
        }
        let same = |c: &Counter<'_>| std::ptr::eq(c.world.library, found.world.library);
        let at = counters.each.iter().position(same).unwrap_or_else(|| {
            counters.each.push(Counter { world: found.world, numbers: Numbers::default() });
            counters.each.len() - 1
        });
        let query: Query = found.query;
        let value = counters.each[at].numbers.get(query, None);
        match found.indicator.suppress {
            // Printed as it was: too small to be shown only now.
            Some(least) if counters.seq != trace.as_of && is_small(value, least) && !is_small(trace.value, least) => {
                Err(Hidden::Small(least).note())
            }
            _ => Ok(value),
        }
    }

    fn derived_again(&self, trace: &Trace, derived: Derived, counters: &mut Counters<'a>) -> Again {
        let parts = self.parts(trace, counters)?;
        let pair = || parts.first().copied().flatten().zip(parts.get(1).copied().flatten());
        Ok(match derived {
            Derived::Growth | Derived::GrowthOnYear => pair().and_then(|(now, before)| rounding::growth(now, before)),
            Derived::Points | Derived::PointsOnYear => {
                pair().map(|(now, before)| (now - before) * Decimal::ONE_HUNDRED)
            }
            Derived::Completion | Derived::Share => pair().and_then(|(part, whole)| rounding::share(part, whole)),
            Derived::Target => self.definition(trace).map_err(|e| e.to_string())?.1.target,
            Derived::Rank => return self.rank_again(trace, &parts),
            Derived::Value | Derived::Previous => trace.value,
        })
    }

    /// The place among all that were compared. A place in a table keeps its own value only: that stands for it.
    fn rank_again(&self, trace: &Trace, parts: &[Option<Decimal>]) -> Again {
        if let ([now], [then]) = (parts, trace.parts.as_slice()) {
            if *now == then.value {
                return Ok(trace.value);
            }
            return Err("表格里的名次要与其他各行一起重算".to_owned());
        }
        let better = self.definition(trace).map_err(|e| e.to_string())?.1.better;
        let mine = trace.parts.iter().position(|part| part.org == trace.org);
        Ok(mine.and_then(|mine| ranks(parts, better)[mine]))
    }

    /// Runs the scans these numbers want, at a position, by these definitions.
    async fn settle_at(
        &self,
        numbers: &mut Numbers,
        world: World<'a>,
        (seq, at): (Seq, Moment),
    ) -> Result<(), StoreError> {
        for (scan, queries) in numbers.scans(seq, at) {
            let ledger = world.library.ledger(&scan.source.ledger);
            let ledger = ledger.ok_or_else(|| StoreError::Other(format!("没有台账 {}", scan.source.ledger)))?;
            let rows = self.store.scan(ledger, &scan).await?;
            numbers.take(queries, &rows);
        }
        Ok(())
    }
}

fn is_gone(indicator: &Indicator, trace: &Trace) -> bool {
    stock_is_gone(indicator, trace.period.as_ref(), trace.at)
}

/// What a template computes.
fn computed(operation: Operation, parts: &[Option<Decimal>]) -> Option<Decimal> {
    let values: Vec<Decimal> = parts.iter().copied().collect::<Option<_>>()?;
    match (operation, values.as_slice()) {
        (Operation::Plus, [a, b]) => a.checked_add(*b),
        (Operation::Minus, [a, b]) => a.checked_sub(*b),
        (Operation::Over, [a, b]) => rounding::share(*a, *b),
        (Operation::Abs, [a, ..]) => Some(a.abs()),
        _ => None,
    }
}
