//! Where the clocks of a record stand, for lists and headers.

use banjie_desk::Snapshot;
use banjie_engine::{NO_DUE, limits::is_paused};
use banjie_model::{
    Moment, Name,
    case::{LimitRun, Record},
    definition::{ConsequenceKind, Ledger, Limit},
    expr::TimeUnit,
};
use chrono::NaiveDate;
use maud::{Markup, html};

use crate::ui::{self, Card, Clock, Tone};

/// Where a record stands in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The earliest clock that runs; of a record that is done with, how it ended.
    pub clock: Clock,
    /// Its due day; none: it stands still, or there is none.
    pub due: Option<NaiveDate>,
    /// The highest consequence that stands.
    pub card: Option<Card>,
    /// The limit the card fell on, where it is another than the one whose clock is told.
    pub card_of: Option<Name>,
}

impl Standing {
    /// How the row of the record is felt.
    #[must_use]
    pub fn tone(&self) -> Tone {
        match self.clock {
            Clock::DoneLate { .. } => Tone::Plain,
            clock => match clock.tone() {
                tone @ (Tone::Late | Tone::Due) => tone,
                _ => Tone::Plain,
            },
        }
    }

    /// The clock in words with its day and the card.
    #[must_use]
    pub fn show(&self) -> Markup {
        html! {
            span.marks {
                (ui::clock_words(self.clock))
                @if let Some(due) = self.due { span.quiet { (due) } }
                @if let Some(card) = self.card { (ui::card_mark(card)) @if let Some(limit) = &self.card_of { span.quiet { (limit) } } }
            }
        }
    }
}

/// Where a record stands by its runs.
#[must_use]
pub fn standing(snapshot: &Snapshot, ledger: &Ledger, record: &Record, runs: &[LimitRun], now: Moment) -> Standing {
    let gravest = gravest(runs);
    let card = gravest.map(|(kind, _)| of_kind(kind));
    let earliest = runs.iter().filter(|run| run.ended.is_none()).min_by_key(|run| run.due_at);
    if let Some(run) = earliest.filter(|_| record.closed_at.is_none()) {
        let due = (run.due_at != NO_DUE).then(|| run.due_at.date());
        let other = gravest.filter(|(_, fell)| fell.key != run.key).map(|(_, fell)| &fell.key.limit);
        let card_of = other.map(|name| ledger.limit(name).map_or_else(|| name.clone(), |limit| limit.title.clone()));
        return Standing { clock: of_run(snapshot, ledger, run, now), due, card, card_of };
    }
    let card = card.filter(|card| !matches!(card, Card::Remind | Card::Warn));
    let met = runs.iter().filter(|run| run.ended.as_ref().is_some_and(|end| end.met));
    let clock = match met.max_by_key(|run| lateness(snapshot, ledger, run)) {
        Some(run) if record.closed_at.is_some() => of_run(snapshot, ledger, run, now),
        _ => Clock::None,
    };
    Standing { clock, due: None, card, card_of: None }
}

fn lateness(snapshot: &Snapshot, ledger: &Ledger, run: &LimitRun) -> u64 {
    let end = run.ended.as_ref().map_or(run.due_at, |end| end.at);
    distance(snapshot, ledger.limit(&run.key.limit), run.due_at.date(), end.date()).0
}

/// Where one run stands.
#[must_use]
pub fn of_run(snapshot: &Snapshot, ledger: &Ledger, run: &LimitRun, now: Moment) -> Clock {
    let limit = ledger.limit(&run.key.limit);
    let (due, today) = (run.due_at.date(), now.date());
    match &run.ended {
        Some(end) if !end.met => Clock::None,
        Some(end) if end.at <= run.due_at => Clock::Done,
        Some(end) => {
            let (days, working) = distance(snapshot, limit, due, end.at.date());
            Clock::DoneLate { days, working }
        }
        None if is_paused(run, now) => Clock::Paused,
        None if run.due_at == NO_DUE => Clock::None,
        None if now <= run.due_at => {
            let (days, working) = distance(snapshot, limit, today, due);
            Clock::Left { days, working }
        }
        None => {
            let (days, working) = distance(snapshot, limit, due, today);
            Clock::Late { days, working }
        }
    }
}

/// Days from one day to another in the unit of the limit, and whether they are working days.
fn distance(snapshot: &Snapshot, limit: Option<&Limit>, from: NaiveDate, to: NaiveDate) -> (u64, bool) {
    let working = limit.is_some_and(|limit| limit.within.iter().any(|a| a.take.unit == TimeUnit::WorkingDays));
    let days = match working {
        true => snapshot.directory.calendar.working_days_between(from, to),
        false => (to - from).num_days(),
    };
    (days.max(0).unsigned_abs(), working)
}

/// The highest consequence that stands, and the run it fell on: of clocks that are over only the cards, not what reminded of them.
fn gravest(runs: &[LimitRun]) -> Option<(ConsequenceKind, &LimitRun)> {
    let stands = |run: &LimitRun, kind: ConsequenceKind| run.ended.is_none() || kind >= ConsequenceKind::Yellow;
    let fell = runs.iter().flat_map(|run| run.fired.iter().map(move |fired| (fired, run)));
    let standing = fell.filter(|(fired, run)| fired.withdrawn_at.is_none() && stands(run, fired.kind));
    standing.map(|(fired, run)| (fired.kind, run)).max_by_key(|(kind, run)| (*kind, run.ended.is_none()))
}

/// The mark of a consequence.
#[must_use]
pub fn of_kind(kind: ConsequenceKind) -> Card {
    match kind {
        ConsequenceKind::Remind => Card::Remind,
        ConsequenceKind::Warn => Card::Warn,
        ConsequenceKind::Yellow => Card::Yellow,
        ConsequenceKind::Red => Card::Red,
        ConsequenceKind::Refer => Card::Refer,
    }
}

/// How a state is felt: an end is done with, others go on.
#[must_use]
pub fn state_tone(ledger: &Ledger, state: &str) -> Tone {
    match ledger.state(state) {
        Some(state) if state.end => Tone::Done,
        Some(_) => Tone::Active,
        None => Tone::Plain,
    }
}

/// The badge of a record's state; nothing in a plain register.
#[must_use]
pub fn state_badge(ledger: &Ledger, record: &Record) -> Option<Markup> {
    let state = record.state.as_deref()?;
    let title = ledger.state(state).map_or(state, |found| &found.title);
    Some(ui::badge(title, state_tone(ledger, state)))
}
