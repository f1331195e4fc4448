//! From a trace back to its records, as they stood.

use std::collections::HashMap;

use banjie_desk::ports::Store;
use banjie_engine::{World, values};
use banjie_model::{
    case::Record,
    definition::{FieldType, Indicator, IndicatorKind, Ledger, OnDate},
    figure::{Evidence, Hidden, How, RecordLine, Trace},
    rounding,
    value::Value,
};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use rust_decimal::Decimal;

use crate::{
    catalogue::Catalogue,
    compute::{Place, query},
    room::{FigureError, FigureResult, Figures},
    scans::{Query, scan_of},
    veil::{is_lowest, is_small},
};

/// Lists of records read at the same time.
const AT_ONCE: usize = 4;

/// A definition found again, with the packages it was in force with.
pub(crate) struct Found<'a> {
    pub world: World<'a>,
    pub indicator: &'a Indicator,
    pub ledger: &'a Ledger,
    pub query: Query,
}

impl<'a, S: Store> Figures<'a, S> {
    /// The records behind a trace that was counted from records, a page at a time, as they stood at its log position.
    ///
    /// # Errors
    /// The store's; no installed version has the definition; the figure is computed (its leaves lead to records).
    pub async fn records(&self, trace: &Trace, limit: u32, offset: u32) -> FigureResult<Vec<Record>> {
        let found = self.found(trace)?;
        self.open(&found, trace).await?;
        let scan = scan_of(&found.query, trace.as_of, trace.at);
        Ok(self.store.scan_records(found.ledger, &scan, 0, &[], limit, offset).await?)
    }

    /// The same as lines for people, personal values masked.
    ///
    /// # Errors
    /// As [`Figures::records`].
    pub async fn lines(&self, trace: &Trace, limit: u32, offset: u32) -> FigureResult<Vec<RecordLine>> {
        let found = self.found(trace)?;
        let records = self.records(trace, limit, offset).await?;
        Ok(records.iter().map(|record| found.line(record)).collect())
    }

    /// The first `n` records of each trace, by [`Trace::key`]: what a printed report shows beside its figures. Records of
    /// indicators whose small numbers are hidden are not printed at all: listed with their organisations they would give
    /// the small numbers away.
    ///
    /// # Errors
    /// As [`Figures::records`].
    pub async fn evidence(&self, leaves: &[&Trace], n: u32) -> FigureResult<HashMap<String, Evidence>> {
        // Gathered first: a stream over a closure with references could not move between threads.
        let each: Vec<_> = leaves.iter().map(|trace| self.first(trace, n)).collect();
        stream::iter(each).buffer_unordered(AT_ONCE).try_collect().await
    }

    async fn first(&self, trace: &Trace, n: u32) -> FigureResult<(String, Evidence)> {
        if self.found(trace)?.indicator.suppress.is_some() {
            return Ok((trace.key(), Evidence::default()));
        }
        let mut first = self.lines(trace, n + 1, 0).await?;
        let more = first.len() > n as usize;
        first.truncate(n as usize);
        Ok((trace.key(), Evidence { first, more }))
    }

    /// Counts a trace again at its own log position: the number must be the one in the trace, for ever.
    ///
    /// # Errors
    /// As [`Figures::records`].
    pub async fn recount(&self, trace: &Trace) -> FigureResult<Option<Decimal>> {
        let found = self.found(trace)?;
        self.open(&found, trace).await?;
        self.counted_again(&found, trace).await
    }

    async fn counted_again(&self, found: &Found<'a>, trace: &Trace) -> FigureResult<Option<Decimal>> {
        let scan = scan_of(&found.query, trace.as_of, trace.at);
        let rows = self.store.scan(found.ledger, &scan).await?;
        Ok(rows.first().and_then(|row| row.values.first().copied().flatten()))
    }

    pub(crate) fn found(&self, trace: &Trace) -> FigureResult<Found<'a>> {
        if trace.how != How::Records {
            return Err(FigureError::Unanswerable(format!("“{}”是算出来的，请看它的各个组成部分", trace.caption())));
        }
        if let Some(hidden) = trace.hidden {
            return Err(closed(trace, hidden));
        }
        let (world, indicator) = self.definition(trace)?;
        let catalogue = Catalogue::new(world);
        let place = Place { period: trace.period, org: trace.org.clone(), own: trace.own, filter: Vec::new() };
        let query = query(&catalogue, indicator, (&place, trace.org_path.clone(), &trace.filter), None)?;
        Ok(Found { world, indicator, ledger: catalogue.ledger(indicator)?, query })
    }

    /// Refuses the records of a small number whose trace does not say that it is hidden: that was taken out of the file.
    async fn open(&self, found: &Found<'a>, trace: &Trace) -> FigureResult<()> {
        let Some(least) = found.indicator.suppress else { return Ok(()) };
        let lowest = trace.org.as_deref().is_some_and(|org| is_lowest(self.world.orgs, org));
        let part = trace.own || !trace.filter.is_empty() || lowest;
        if part && is_small(self.counted_again(found, trace).await?, least) {
            return Err(closed(trace, Hidden::Small(least)));
        }
        Ok(())
    }

    /// The very definition a trace was made with, in force or earlier.
    pub(crate) fn definition(&self, trace: &Trace) -> FigureResult<(World<'a>, &'a Indicator)> {
        let libraries = std::iter::once(self.world.library).chain(self.earlier.iter().copied());
        let mut known = false;
        for library in libraries {
            let indicator = library.packages.get(&trace.package).and_then(|p| p.indicators.get(&trace.indicator));
            known |= indicator.is_some();
            if let Some(indicator) = indicator.filter(|i| !trace.hash.is_empty() && i.hash.starts_with(&*trace.hash)) {
                return Ok((World { library, ..self.world }, indicator));
            }
        }
        let key = Catalogue::key(&trace.package, &trace.indicator);
        Err(FigureError::Unanswerable(if known {
            format!(
                "指标 {key} 的口径在算出这个数之后改过，已装的版本里没有当时的口径（{}）；请装回当时的应用包版本",
                trace.hash
            )
        } else {
            format!("没有指标 {key}；请装上应用包“{}”", trace.package)
        }))
    }
}

fn closed(trace: &Trace, hidden: Hidden) -> FigureError {
    FigureError::Unanswerable(format!("“{}”{}", trace.caption(), hidden.note()))
}

impl Found<'_> {
    fn line(&self, record: &Record) -> RecordLine {
        let state = record.state.as_deref().and_then(|state| self.ledger.state(state));
        RecordLine {
            record: record.id,
            number: record.number.clone(),
            label: values::label(&self.world, self.ledger, record),
            on: self.date(record),
            org: self.world.orgs.get(&record.org).map_or_else(|| record.org.to_string(), |org| org.name.to_string()),
            state: state.map(|state| state.title.to_string()),
            amount: self.amount(record),
        }
    }

    fn date(&self, record: &Record) -> Option<chrono::NaiveDate> {
        match self.indicator.on.as_ref()? {
            OnDate::Field(index) => record.values.get(*index)?.as_date(),
            OnDate::OpenedOn => Some(record.opened_at.date()),
            OnDate::ClosedOn => record.closed_at.map(|at| at.date()),
            OnDate::Run(_) => None,
        }
    }

    fn amount(&self, record: &Record) -> Option<String> {
        let index = measured_field(self.indicator)?;
        let (field, value) = (self.ledger.fields.get(index)?, record.values.get(index)?);
        match (&field.ty, value) {
            (FieldType::Decimal { scale, .. }, Value::Decimal(d)) => Some(rounding::thousands(*d, u32::from(*scale))),
            _ => Some(values::show(&self.world, self.ledger, field, value)),
        }
    }
}

/// The field an indicator adds up or compares, by index; none where it counts.
pub(crate) fn measured_field(indicator: &Indicator) -> Option<usize> {
    match indicator.kind {
        IndicatorKind::Sum(i)
        | IndicatorKind::Avg(i)
        | IndicatorKind::Min(i)
        | IndicatorKind::Max(i)
        | IndicatorKind::Median(i) => Some(i),
        IndicatorKind::Count | IndicatorKind::Distinct(_) | IndicatorKind::Formula(_) => None,
    }
}
