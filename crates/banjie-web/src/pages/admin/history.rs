//! What was changed about a record of `orgs`, by whom and when.

use banjie_desk::ports::Store as _;
use banjie_model::{case::Record, definition::Ledger};
use maud::{Markup, html};

use super::{form::said, minute};
use crate::{
    App,
    pages::shared::values,
    server::{Fault, Viewer},
    text::admin::orgs as t,
    ui::{Change, Entry, Tone, timeline},
};

/// The story of a record, newest first.
pub(super) async fn of(app: &App, viewer: &Viewer, ledger: &Ledger, record: &Record) -> Result<Markup, Fault> {
    let versions = app.store().versions(ledger, record.id).await?;
    let events = app.store().events(ledger, record.id).await?;
    let mut entries = Vec::new();
    for stored in events.iter().rev() {
        let event = &stored.event;
        let after = versions.iter().find(|version| version.from_seq == stored.seq);
        let before = versions.iter().rev().find(|version| version.from_seq < stored.seq);
        let changes = after.map(|after| changes(viewer, ledger, before, after)).unwrap_or_default();
        let what = if before.is_none() { t::REGISTERED } else { t::CHANGED };
        entries.push(Entry {
            at: minute(event.at),
            datetime: event.at.format("%Y-%m-%dT%H:%M").to_string(),
            who: values::person(&viewer.snapshot, &event.actor),
            what: html! { (what) },
            tone: Tone::Plain,
            reason: event.note.as_deref().unwrap_or_default().to_owned(),
            changes,
            body: None,
        });
    }
    Ok(timeline(&entries))
}

fn changes(viewer: &Viewer, ledger: &Ledger, before: Option<&Record>, after: &Record) -> Vec<Change> {
    let mut changes = Vec::new();
    for (index, field) in ledger.fields.iter().enumerate() {
        let was = before.and_then(|before| before.values.get(index)).filter(|value| !value.is_missing());
        let is = after.values.get(index).filter(|value| !value.is_missing());
        if was != is && (before.is_some() || is.is_some()) {
            changes.push(Change {
                title: field.title.to_string(),
                before: before.and_then(|before| said(viewer, ledger, before, &field.name)),
                after: said(viewer, ledger, after, &field.name),
            });
        }
    }
    changes
}
