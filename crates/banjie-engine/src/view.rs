//! Records as expressions see them.

use banjie_model::{
    Moment,
    case::{LimitRun, Record},
    definition::Ledger,
};

use crate::{
    World,
    evaluate::{RecordView, Scope},
};

/// What expressions may ask of a record.
pub(crate) fn view(record: &Record) -> RecordView<'_> {
    RecordView {
        values: &record.values,
        state: record.state.as_deref(),
        number: record.number.as_deref(),
        org: &record.org,
        handler: record.handler.as_deref(),
        opened_on: Some(record.opened_at.date()),
        closed_on: record.closed_at.map(|m| m.date()),
        hand_overs: record.hand_overs.len(),
    }
}

/// The scope of an expression over one record.
pub(crate) fn scope<'a>(
    world: &'a World<'a>,
    ledger: &'a Ledger,
    record: &'a Record,
    runs: &'a [LimitRun],
    now: Moment,
) -> Scope<'a> {
    Scope { world, ledger, record: view(record), runs, it: None, now }
}
