//! Records as expressions see them.

use banjie_model::{
    Moment,
    case::{Actor, LimitRun, Record},
    definition::Ledger,
};

use crate::{
    World,
    evaluate::{RecordView, Scope},
};

/// The same scope while somebody acts.
pub(crate) fn acting<'a>(scope: Scope<'a>, actor: &'a Actor) -> Scope<'a> {
    Scope { record: RecordView { actor: Some(actor), ..scope.record }, ..scope }
}

/// The scope of an expression over one record.
pub(crate) fn scope<'a>(
    world: &'a World<'a>,
    ledger: &'a Ledger,
    record: &'a Record,
    runs: &'a [LimitRun],
    now: Moment,
) -> Scope<'a> {
    Scope { world, ledger, record: RecordView::of(record), runs, it: None, now }
}
