//! Where an application stands, step by step, with the promised day.

use banjie_desk::{Snapshot, ports::Store as _};
use banjie_engine::due_words;
use banjie_model::{
    calendar::date_zh,
    case::Case,
    definition::{Ledger, Service},
    value::RecordId,
};

use crate::{
    App,
    pages::shared::clocks,
    server::Fault,
    text::portal as t,
    ui::{Clock, Step, StepState},
};

/// Steps gone, the present one, and the promise; with where the promise's clock stands.
pub(super) async fn steps(
    app: &App,
    snapshot: &Snapshot,
    (ledger, service): (&Ledger, Option<&Service>),
    id: RecordId,
) -> Result<(Vec<Step>, Clock), Fault> {
    let case = app.store().case(ledger, id).await?.ok_or(Fault::NotFound)?;
    let mut gone: Vec<(String, String)> = Vec::new();
    for record in app.store().versions(ledger, id).await? {
        let Some(words) = said(ledger, service, record.state.as_deref()) else { continue };
        if gone.last().is_none_or(|(last, _)| *last != words) {
            gone.push((words, date_zh(record.changed_at.date())));
        }
    }
    let closed = case.record.closed_at.is_some();
    let last = gone.len().saturating_sub(1);
    let step = |(at, (title, date)): (usize, (String, String))| {
        let state = if at == last && !closed { StepState::Now } else { StepState::Done };
        Step { title, date, note: String::new(), state }
    };
    let mut steps: Vec<Step> = gone.into_iter().enumerate().map(step).collect();
    let (promise, clock) = promise(app, snapshot, ledger, service, &case);
    steps.extend(promise.filter(|_| !closed));
    Ok((steps, clock))
}

/// What the public reads of a state; none: what it read before.
fn said(ledger: &Ledger, service: Option<&Service>, state: Option<&str>) -> Option<String> {
    match (state.and_then(|state| ledger.state(state)), service) {
        (None, _) => Some(t::REGISTERED.to_owned()),
        (Some(state), None) => Some(state.title.to_string()),
        (Some(state), Some(service)) => service.public_state(state).map(ToString::to_string),
    }
}

fn promise(
    app: &App,
    snapshot: &Snapshot,
    ledger: &Ledger,
    service: Option<&Service>,
    case: &Case,
) -> (Option<Step>, Clock) {
    let Some(limit) = service.and_then(|s| s.promised.as_ref()).and_then(|name| ledger.limit(name)) else {
        return (None, Clock::None);
    };
    let run = case.runs.iter().rfind(|run| run.key.limit == limit.name);
    let next = |date: String, note: String| Step { title: limit.title.to_string(), date, note, state: StepState::Next };
    match run {
        Some(run) => {
            let clock = clocks::of_run(snapshot, ledger, run, app.now());
            let step = run.ended.is_none().then(|| next(t::promised_by(&due_words(ledger, run)), String::new()));
            (step, clock)
        }
        None => {
            let from: Vec<String> = limit.from.iter().filter_map(|state| said(ledger, service, Some(state))).collect();
            let note = if from.is_empty() { String::new() } else { t::not_yet(&from.join(t::OR)) };
            (Some(next(String::new(), note)), Clock::None)
        }
    }
}
