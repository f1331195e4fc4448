//! When the next consequence of each case falls: a queue in memory instead of a query a day.

use std::{cmp::Reverse, collections::BinaryHeap};

use banjie_model::{Moment, Name, value::RecordId};

use crate::batch::{Batch, next_alert};

/// The queue. Entries may be stale: whoever takes one compares it with the case.
#[derive(Debug, Default)]
pub(super) struct Alerts(BinaryHeap<Reverse<(Moment, RecordId)>>);

impl Alerts {
    /// The alerts of all cases loaded in a batch.
    pub fn of<T>(batch: &Batch<'_, T>, ledger: &Name) -> Alerts {
        let cases = batch.loaded(ledger);
        Alerts(cases.filter_map(|case| Some(Reverse((next_alert(&case.runs)?, case.record.id)))).collect())
    }

    /// Takes the earliest alert at or before a moment.
    pub fn next_until(&mut self, moment: Moment) -> Option<(Moment, RecordId)> {
        let Reverse((at, _)) = self.0.peek()?;
        if *at > moment {
            return None;
        }
        self.0.pop().map(|Reverse(alert)| alert)
    }

    pub fn push(&mut self, at: Moment, record: RecordId) {
        self.0.push(Reverse((at, record)));
    }
}
