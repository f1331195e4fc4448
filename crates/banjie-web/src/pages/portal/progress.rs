//! Where an application stands, step by step, with the promised day.

use banjie_desk::{Snapshot, ports::Store as _};
use banjie_engine::due_words;
use banjie_model::{
    Name,
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
    let mut gone: Vec<(Option<Name>, String)> = Vec::new();
    for record in app.store().versions(ledger, id).await? {
        if gone.last().is_none_or(|(state, _)| *state != record.state) {
            gone.push((record.state.clone(), date_zh(record.changed_at.date())));
        }
    }
    let closed = case.record.closed_at.is_some();
    let last = gone.len().saturating_sub(1);
    let step = |(at, (state, date)): (usize, (Option<Name>, String))| {
        let title =
            state.as_deref().and_then(|s| ledger.state(s)).map_or(t::REGISTERED.to_owned(), |s| s.title.to_string());
        let state = if at == last && !closed { StepState::Now } else { StepState::Done };
        Step { title, date, note: String::new(), state }
    };
    let mut steps: Vec<Step> = gone.into_iter().enumerate().map(step).collect();
    let (promise, clock) = promise(app, snapshot, ledger, service, &case);
    steps.extend(promise.filter(|_| !closed));
    Ok((steps, clock))
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
            let from: Vec<&str> =
                limit.from.iter().map(|state| ledger.state(state).map_or(&**state, |s| &*s.title)).collect();
            (Some(next(String::new(), t::not_yet(&from.join(t::OR)))), Clock::None)
        }
    }
}
