//! Somebody else changed the record in the meantime: what it was, what it is, what was typed, field by field.

use banjie_desk::ports::StoredEvent;
use banjie_model::{
    case::Record,
    definition::{Field, FieldType},
};
use maud::{Markup, html};

use super::{
    names,
    reading::{Reader, Shown},
    typed::Typed,
};
use crate::{
    text::cases as t,
    ui::{self, Align, Column, Level, Row, Table},
};

/// What changed, and which fields of the form were left alone: they show what stands in the record now.
pub(super) fn told(
    reader: &Reader<'_>,
    current: &Record,
    fields: &[usize],
    events: &[StoredEvent],
) -> (Markup, Vec<usize>) {
    let nothing = Typed::default();
    let before = Reader { typed: &nothing, ..*reader };
    let is_touched = |index: &usize| !same(&reader.shown(*index), &before.shown(*index));
    let (touched, untouched): (Vec<usize>, Vec<usize>) = fields.iter().copied().partition(is_touched);
    let mut rows = facts(reader, current);
    for (index, field) in reader.ledger.fields.iter().enumerate() {
        let (was, is) = (reader.before(index), current.values.get(index).cloned().unwrap_or_default());
        if was == is {
            continue;
        }
        let speller = reader.speller();
        let mine = touched.contains(&index).then(|| mine(reader, field, &reader.shown(index)));
        rows.push((field.title.to_string(), speller.words(field, &was), speller.words(field, &is), mine));
    }
    let seen = reader.base.map_or(0, |record| record.version);
    let last = events.iter().rev().find(|stored| stored.event.version > seen);
    let who = last.map(|stored| {
        let event = &stored.event;
        let action = super::history::action(reader.ledger, &event.action);
        t::changed_by(&names::person(reader.viewer, &event.actor), &super::words::minute(event.at), &action)
    });
    let notice = html! {
        @if let Some(who) = who { p { (who) } }
        p { (t::CONFLICT_HELP) }
        (table(rows))
    };
    (ui::alert(Level::Warn, t::CONFLICT, &notice), untouched)
}

/// Title, before, now, mine.
type Line = (String, String, String, Option<String>);

fn facts(reader: &Reader<'_>, current: &Record) -> Vec<Line> {
    let Some(seen) = reader.base else { return Vec::new() };
    let state = |record: &Record| {
        let state = record.state.as_deref().and_then(|name| reader.ledger.state(name));
        state.map(|state| state.title.to_string()).unwrap_or_default()
    };
    let handler =
        |record: &Record| record.handler.as_deref().map(|a| names::person(reader.viewer, a)).unwrap_or_default();
    let org = |record: &Record| names::org(reader.viewer, &record.org);
    let all = [
        (t::STATE, state(seen), state(current)),
        (t::OWNER, org(seen), org(current)),
        (t::HANDLER, handler(seen), handler(current)),
    ];
    all.into_iter().filter(|(_, was, is)| was != is).map(|(title, was, is)| (title.to_owned(), was, is, None)).collect()
}

fn same(a: &Shown, b: &Shown) -> bool {
    a.text == b.text && a.point == b.point && a.rows == b.rows && a.files == b.files
}

fn mine(reader: &Reader<'_>, field: &Field, shown: &Shown) -> String {
    match &field.ty {
        FieldType::Code(list) | FieldType::Tree(list) => {
            let package = reader.viewer.snapshot.library().packages.get(&reader.ledger.package);
            let entry = package.and_then(|p| p.codes.get(list)?.entries.get(shown.text.as_str()));
            entry.map_or_else(|| shown.text.clone(), |entry| entry.title.to_string())
        }
        FieldType::List(_) => t::rows(shown.rows.len()),
        FieldType::File | FieldType::Files => {
            shown.files.iter().map(|file| &*file.name).collect::<Vec<_>>().join(t::ENUMERATION)
        }
        _ => shown.text.clone(),
    }
}

fn table(rows: Vec<Line>) -> Markup {
    let cell = |text: String| {
        if text.is_empty() {
            html! { span.missing { (crate::text::ui::MISSING) } }
        } else {
            html! { (text) }
        }
    };
    let row = |(title, was, is, mine): Line| Row {
        cells: vec![
            html! { (title) },
            cell(was),
            cell(is),
            mine.map_or_else(|| html! { span.missing { (t::UNTOUCHED) } }, cell),
        ],
        ..Row::default()
    };
    let heads = [t::FIELD, t::BEFORE, t::THEIRS, t::MINE];
    ui::table(&Table {
        caption: t::CONFLICT.to_owned(),
        columns: heads.iter().map(|head| Column::new(head, Align::Text)).collect(),
        rows: rows.into_iter().map(row).collect(),
        empty: Some(html! { p { (t::NOTHING_VISIBLE) } }),
        ..Table::default()
    })
}
