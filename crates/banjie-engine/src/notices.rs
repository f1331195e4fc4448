//! What is shown to the public, and for how long.

use banjie_model::{
    Moment,
    case::Case,
    definition::{Ledger, Notice},
};

use crate::{NO_DUE, World, evaluate, view};

/// Whether a record is on show at a moment: in one of the states named, meeting the condition, and not past the end of its
/// period of publicity.
#[must_use]
pub fn on_show(world: &World<'_>, notice: &Notice, ledger: &Ledger, case: &Case, now: Moment) -> bool {
    let record = &case.record;
    let stands = record.state.as_ref().is_some_and(|state| notice.during.contains(state));
    let meets = |filter| evaluate::holds(filter, &view::scope(world, ledger, record, &case.runs, now));
    let in_time =
        period(notice, case).is_none_or(|(since, until)| since <= now && until.is_none_or(|until| now <= until));
    stands && in_time && notice.filter.as_ref().is_none_or(meets)
}

/// Since when a record is on show, and the last instant of its period where it has one.
#[must_use]
pub fn period(notice: &Notice, case: &Case) -> Option<(Moment, Option<Moment>)> {
    let limit = notice.period.as_ref()?;
    let run = case.runs.iter().rfind(|run| run.key.limit == *limit)?;
    Some((run.started_at, (run.due_at != NO_DUE).then_some(run.due_at)))
}
