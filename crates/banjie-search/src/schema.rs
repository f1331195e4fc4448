//! The fields of the index and how an entry becomes a document.

use tantivy::schema::{FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::TokenizerManager;
use tantivy::{TantivyDocument, Term};

use banjie_model::Moment;
use banjie_model::value::RecordId;

use crate::tokens::{Cut, Cutter};
use crate::units::{SEPARATOR, Units};
use crate::{Entry, Orgs, Reach};

/// Version of everything in this room that decides what an index contains. Another one on disk is thrown away.
pub(crate) const FORMAT: u32 = 2;

/// The fields.
#[derive(Clone, Copy)]
pub(crate) struct Fields {
    pub(crate) key: Field,
    pub(crate) reach: Field,
    pub(crate) ledger: Field,
    pub(crate) record: Field,
    pub(crate) order: Field,
    pub(crate) exact: Field,
    pub(crate) title: Field,
    pub(crate) body: Field,
    pub(crate) sound: Field,
    pub(crate) label: Field,
    pub(crate) number: Field,
    pub(crate) state: Field,
    pub(crate) text: Field,
}

/// The schema and its fields.
pub(crate) fn schema() -> (Schema, Fields) {
    let mut b = Schema::builder();
    let raw = || {
        let indexing = TextFieldIndexing::default().set_tokenizer("raw").set_fieldnorms(false);
        TextOptions::default().set_indexing_options(indexing.set_index_option(IndexRecordOption::Basic))
    };
    let cut = |name: &str| {
        let indexing = TextFieldIndexing::default().set_tokenizer(name).set_fieldnorms(false);
        TextOptions::default().set_indexing_options(indexing.set_index_option(IndexRecordOption::WithFreqsAndPositions))
    };
    let fields = Fields {
        key: b.add_text_field("key", raw()),
        reach: b.add_text_field("reach", raw()),
        ledger: b.add_text_field("ledger", STRING | FAST | STORED),
        record: b.add_i64_field("record", FAST),
        order: b.add_u64_field("order", FAST),
        exact: b.add_text_field("exact", raw()),
        title: b.add_text_field("title", cut("words")),
        body: b.add_text_field("body", cut("words")),
        sound: b.add_text_field("sound", cut("sound")),
        label: b.add_text_field("label", STORED),
        number: b.add_text_field("number", STORED),
        state: b.add_text_field("state", STORED),
        text: b.add_text_field("text", STORED),
    };
    (b.build(), fields)
}

/// The cutters by the names the schema uses.
pub(crate) fn register(tokenizers: &TokenizerManager) {
    tokenizers.register("words", Cutter::new(Cut::Words));
    tokenizers.register("sound", Cutter::new(Cut::Sound));
}

/// Characters of a title's beginning that are kept; a longer query is compared by so many.
const BEGINNING: usize = 8;

/// The term of a title that is written in these units.
pub(crate) fn is_term(fields: &Fields, canonical: &str) -> Term {
    Term::from_field_text(fields.exact, canonical)
}

/// The term of titles that begin with these units; the last may be cut.
pub(crate) fn begins_term(fields: &Fields, canonical: &str) -> Term {
    Term::from_field_text(fields.exact, beginnings(canonical).last().unwrap_or_default().as_str())
}

/// The beginnings of a canonical title, shortest first. A caret tells them from whole ones.
fn beginnings(canonical: &str) -> impl Iterator<Item = String> {
    let ends = canonical.char_indices().filter(|(_, c)| *c != SEPARATOR).take(BEGINNING);
    ends.map(|(at, c)| format!("^{}", &canonical[..at + c.len_utf8()]))
}

/// Identity of a record's document.
pub(crate) fn key(fields: &Fields, ledger: &str, record: RecordId) -> Term {
    Term::from_field_text(fields.key, &format!("{ledger}\0{record}"))
}

/// Later is more; all open ones are more than any closed one.
fn order(closed: bool, changed_at: Moment) -> u64 {
    const HALF: i64 = 1 << 61;
    let micros = changed_at.and_utc().timestamp_micros().clamp(-HALF, HALF) + HALF;
    u64::from(!closed) << 63 | micros.cast_unsigned()
}

/// Closed and changed at, back from the order.
pub(crate) fn from_order(order: u64) -> (bool, Moment) {
    let micros = (order & !(1 << 63)).cast_signed() - (1 << 61);
    (order >> 63 == 0, chrono::DateTime::from_timestamp_micros(micros).unwrap_or_default().naive_utc())
}

/// Every path that contains this one, itself included: `/a/`, `/a/b/`.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    path.char_indices().filter(|(at, c)| *c == '/' && *at > 0).map(|(at, _)| &path[..=at])
}

/// A path as it is kept: with its stroke at the end.
fn closed_path(path: &str) -> String {
    if path.ends_with('/') { path.to_owned() } else { format!("{path}/") }
}

/// The terms one of which a document within reach has.
pub(crate) fn reach_terms(fields: &Fields, reach: &Reach) -> Vec<Term> {
    let ledger = &reach.ledger;
    let term = |text: String| Term::from_field_text(fields.reach, &text);
    match &reach.orgs {
        Orgs::All => vec![term(format!("{ledger}\0"))],
        Orgs::Exactly(paths) => paths.iter().map(|p| term(format!("{ledger}\0={}", closed_path(p)))).collect(),
        Orgs::Below(paths) if paths.iter().any(|p| closed_path(p) == "/") => vec![term(format!("{ledger}\0"))],
        Orgs::Below(paths) => paths.iter().map(|p| term(format!("{ledger}\0<{}", closed_path(p)))).collect(),
    }
}

/// The document of an entry.
pub(crate) fn document(fields: &Fields, entry: &Entry) -> TantivyDocument {
    let mut doc = TantivyDocument::new();
    let (ledger, path) = (&*entry.ledger, closed_path(&entry.org_path));
    doc.add_text(fields.key, format!("{ledger}\0{}", entry.record));
    doc.add_text(fields.reach, format!("{ledger}\0"));
    doc.add_text(fields.reach, format!("{ledger}\0={path}"));
    for ancestor in ancestors(&path) {
        doc.add_text(fields.reach, format!("{ledger}\0<{ancestor}"));
    }
    doc.add_text(fields.ledger, ledger);
    doc.add_i64(fields.record, entry.record.0);
    doc.add_u64(fields.order, order(entry.closed, entry.changed_at));
    doc.add_text(fields.label, &*entry.label);
    doc.add_text(fields.sound, &*entry.label);
    for title in std::iter::once(&entry.label).chain(&entry.number) {
        let canonical = Units::of(title).canonical();
        beginnings(&canonical).for_each(|beginning| doc.add_text(fields.exact, beginning));
        doc.add_text(fields.exact, canonical);
        doc.add_text(fields.title, &**title);
    }
    if let Some(number) = &entry.number {
        doc.add_text(fields.number, &**number);
    }
    doc.add_text(fields.state, &*entry.state);
    doc.add_text(fields.body, &*entry.state);
    for text in &entry.texts {
        doc.add_text(fields.text, &**text);
        doc.add_text(fields.body, &**text);
    }
    doc
}
