//! What happened to a case: every version, action, hand-over, reminder and card, newest first, with what changed and why.

use banjie_desk::ports::StoredEvent;
use banjie_model::{
    case::{Effect, Record},
    definition::{ConsequenceKind, Ledger},
};
use maud::{Markup, html};

use super::{
    names,
    page::View,
    spelling::Speller,
    words::{machine, minute},
};
use crate::{
    pages::shared::clocks::of_kind,
    text::cases as t,
    ui::{Change, Entry, Tone, card_mark},
};

/// What an event is called: the action's title, or the deed's.
pub(crate) fn action(ledger: &Ledger, name: &str) -> String {
    let own = ledger.action(name).map(|action| action.title.to_string());
    own.or_else(|| t::deed(name).map(str::to_owned)).unwrap_or_else(|| name.to_owned())
}

/// The time line.
pub(super) fn entries(view: &View<'_>) -> Vec<Entry> {
    view.events.iter().rev().map(|stored| entry(view, stored)).collect()
}

fn version<'a>(view: &View<'a>, version: u32) -> Option<&'a Record> {
    view.versions.iter().find(|record| record.version == version)
}

fn entry(view: &View<'_>, stored: &StoredEvent) -> Entry {
    let event = &stored.event;
    let after = version(view, event.version).filter(|record| record.from_seq == stored.seq);
    let before = event.version.checked_sub(1).and_then(|n| version(view, n));
    let changes = match (before, after) {
        (Some(before), Some(after)) => changes(view, before, after),
        _ => Vec::new(),
    };
    let late = event.at.date() < event.recorded_at.date();
    let told: Vec<Markup> = event.effects.iter().filter_map(|effect| told(view, effect)).collect();
    let org = if event.actor_org.is_empty() { String::new() } else { names::org(view.viewer, &event.actor_org) };
    Entry {
        at: minute(event.at),
        datetime: machine(event.at),
        who: t::person(&names::person(view.viewer, &event.actor), &org),
        what: html! { (action(view.ledger, &event.action)) },
        tone: tone(event.effects.iter()),
        reason: event.note.as_deref().unwrap_or_default().to_owned(),
        changes,
        body: (late || !told.is_empty()).then(|| {
            html! {
                ul { @for told in told { li { (told) } } }
                @if late { p { (t::entered_late(&minute(event.recorded_at))) } }
            }
        }),
    }
}

fn tone<'e>(effects: impl Iterator<Item = &'e Effect>) -> Tone {
    let worst = effects.filter_map(|effect| match effect {
        Effect::Fell { kind, .. } => Some(*kind),
        _ => None,
    });
    match worst.max() {
        Some(kind) if kind >= ConsequenceKind::Yellow => Tone::Late,
        Some(_) => Tone::Due,
        None => Tone::Plain,
    }
}

/// Before and after, of every field that is not the same.
fn changes(view: &View<'_>, before: &Record, after: &Record) -> Vec<Change> {
    // Only what stands in the record now is read in plain; earlier values stay masked.
    let speller = Speller { plain: false, ..view.speller() };
    let some = |text: String| (!text.is_empty()).then_some(text);
    let mut changes = Vec::new();
    for (index, field) in view.ledger.fields.iter().enumerate() {
        let (was, is) = (before.values.get(index), after.values.get(index));
        if was == is {
            continue;
        }
        let text =
            |value: Option<&banjie_model::value::Value>| value.and_then(|value| some(speller.words(field, value)));
        changes.push(Change { title: field.title.to_string(), before: text(was), after: text(is) });
    }
    let handler = |record: &Record| record.handler.as_deref().map(|account| names::person(view.viewer, account));
    if before.handler != after.handler {
        changes.push(Change { title: t::HANDLER.to_owned(), before: handler(before), after: handler(after) });
    }
    changes
}

/// What followed, in words; what stands in the changes already says nothing here.
fn told(view: &View<'_>, effect: &Effect) -> Option<Markup> {
    let state = |name: &str| view.ledger.state(name).map_or_else(|| name.to_owned(), |state| state.title.to_string());
    let limit = |name: &str| view.ledger.limit(name).map_or_else(|| name.to_owned(), |limit| limit.title.to_string());
    let org = |code: &str| names::org(view.viewer, code);
    Some(match effect {
        Effect::Changed { .. } => return None,
        Effect::Moved { from: Some(from), to } => html! { (t::moved(&state(from), &state(to))) },
        Effect::Moved { from: None, to } => html! { (t::entered(&state(to))) },
        Effect::Started { run, due_at, .. } => html! { (t::started(&limit(&run.limit), &due(*due_at))) },
        Effect::Paused { run } => html! { (t::paused(&limit(&run.limit))) },
        Effect::Resumed { run, due_at } => html! { (t::resumed(&limit(&run.limit), &due(*due_at))) },
        Effect::Rejudged { run, was, due_at, why } => {
            html! { (t::rejudged(&limit(&run.limit), &due(*was), &due(*due_at), why)) }
        }
        Effect::Ended { run, met: false, .. } => html! { (t::fell_away(&limit(&run.limit))) },
        Effect::Ended { run, on_time, .. } => html! { (t::met(&limit(&run.limit), *on_time)) },
        Effect::Fell { run, kind } => html! { (card_mark(of_kind(*kind))) " " (limit(&run.limit)) },
        Effect::Withdrawn { run, kind } => html! { (t::withdrawn(kind.zh(), &limit(&run.limit))) },
        Effect::HandedOver(over) => html! { (t::handed_over(&org(&over.from), &org(&over.to), over.forced)) },
        Effect::Excepted { guard } => html! { (t::excepted(guard)) },
        Effect::Created { ledger, record, number } => {
            let other = view.viewer.snapshot.library().ledger(ledger);
            let title = other.map_or_else(|| ledger.to_string(), |ledger| ledger.title.to_string());
            let called = number.as_deref().map_or_else(|| format!("#{record}"), str::to_owned);
            let seen = other.is_some_and(|other| view.viewer.is_in(&other.package));
            let href = seen.then(|| format!("/ledgers/{ledger}/{record}"));
            html! { (t::created(&title)) " " @if let Some(href) = href { a href=(href) { (called) } } @else { (called) } }
        }
        Effect::Prints { document } => html! { (t::prints(&super::documents::title(view, document))) },
    })
}

fn due(at: banjie_model::Moment) -> String {
    if at == banjie_engine::NO_DUE { t::STANDS_STILL.to_owned() } else { super::words::day(at.date()) }
}
