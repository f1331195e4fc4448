//! From what was typed to values, by the readers every way in goes through, with all faults at once.

use std::collections::{BTreeMap, HashMap};

use banjie_desk::{
    ports::Store as _,
    reading::{Entry, Words},
    workbook::Cell,
};
use banjie_model::{
    Name,
    case::Record,
    definition::{Field, FieldType, Ledger},
    national::plausible_point,
    value::{FileRef, Place, RecordId, Value},
};
use indexmap::IndexMap;
use rust_decimal::Decimal;

use super::{
    names::{self, Names},
    spelling::{Speller, inner},
    typed::{Typed, read_file, spell_file},
};
use crate::{
    App,
    server::{Fault, Viewer},
    text::cases as t,
    ui::{ChildRow, FieldFault},
};

/// Records meant by what was typed: `(ledger, text)`.
pub(super) type Refs = HashMap<(Name, String), RecordId>;

/// Reads the fields of one form.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    /// Who types.
    pub viewer: &'a Viewer,
    /// Ledger.
    pub ledger: &'a Ledger,
    /// The record as it stood on the screen; none: a new one.
    pub base: Option<&'a Record>,
    /// Records the base names.
    pub names: &'a Names,
    /// What was typed.
    pub typed: &'a Typed,
}

/// A field as its input shows it.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown {
    /// Text.
    pub text: String,
    /// Longitude and latitude.
    pub point: (String, String),
    /// Rows of a list.
    pub rows: Vec<ChildRow>,
    /// Files there would be.
    pub files: Vec<FileRef>,
    /// Of these, uploaded with this form.
    pub uploads: Vec<FileRef>,
    /// Files of the record taken away, as spelt.
    pub removed: Vec<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn speller(&self) -> Speller<'a> {
        Speller { viewer: self.viewer, ledger: self.ledger, names: self.names, plain: false }
    }

    /// The value a field had on the screen before anything was typed.
    pub(super) fn before(&self, index: usize) -> Value {
        match self.base {
            Some(record) => record.values.get(index).cloned().unwrap_or_default(),
            None => self.ledger.fields[index].default.clone().unwrap_or_default(),
        }
    }

    /// A field as its input shows it: as typed, else as the record has it.
    pub(super) fn shown(&self, index: usize) -> Shown {
        let field = &self.ledger.fields[index];
        let before = self.before(index);
        let speller = self.speller();
        let (lng, lat) = speller.point(field, &before);
        let or = |name: &str, known: String| self.typed.get(name).map_or(known, str::to_owned);
        let mut shown = Shown {
            text: or(&field.name, speller.typed(field, &before)),
            point: (or(&format!("{}.lng", field.name), lng), or(&format!("{}.lat", field.name), lat)),
            ..Shown::default()
        };
        match &field.ty {
            FieldType::List(fields) => shown.rows = self.rows(field, fields, &before),
            FieldType::File | FieldType::Files => self.files(field, &before, &mut shown),
            _ => {}
        }
        shown
    }

    fn rows(&self, list: &Field, fields: &[Field], before: &Value) -> Vec<ChildRow> {
        let known = self.known_rows(list, fields, before);
        if !self.typed.has_list(&list.name) {
            return known;
        }
        let row = |at: usize| {
            let key = self.typed.get(&format!("{}[{at}].row", list.name)).unwrap_or_default().to_owned();
            let text = |field: &Field| {
                let typed = self.typed.get(&format!("{}[{at}].{}", list.name, field.name));
                // A row just added begins with the defaults of its fields.
                let text = typed.map_or_else(|| self.begun(field), str::to_owned);
                (field.name.to_string(), text)
            };
            ChildRow { texts: fields.iter().map(text).collect(), errors: BTreeMap::new(), key }
        };
        (0..self.typed.rows(&list.name)).map(row).collect()
    }

    /// What the cell of a new row begins with.
    fn begun(&self, field: &Field) -> String {
        field.default.as_ref().map(|value| self.speller().typed(field, value)).unwrap_or_default()
    }

    /// True for a new row in which nobody has written anything.
    fn is_blank(&self, fields: &[Field], row: &ChildRow) -> bool {
        let untouched = |field: &Field| {
            let text = row.texts.get(&*field.name).map_or("", String::as_str);
            text.is_empty() || text == self.begun(field)
        };
        row.key.is_empty() && fields.iter().all(untouched)
    }

    fn known_rows(&self, list: &Field, fields: &[Field], before: &Value) -> Vec<ChildRow> {
        let Value::List(rows) = before else { return Vec::new() };
        let speller = self.speller();
        let row = |(at, row): (usize, &Vec<Value>)| {
            let texts = fields.iter().zip(row);
            let texts = texts.map(|(field, value)| (field.name.to_string(), speller.typed(&inner(list, field), value)));
            ChildRow { texts: texts.collect(), errors: BTreeMap::new(), key: at.to_string() }
        };
        rows.iter().enumerate().map(row).collect()
    }

    fn files(&self, field: &Field, before: &Value, shown: &mut Shown) {
        let known = if let Value::Files(files) = before { files.clone() } else { Vec::new() };
        let removed: Vec<String> = {
            let name = format!("{}.remove", field.name);
            self.typed.all(&name).map(str::to_owned).collect()
        };
        let is_removed = |file: &FileRef| removed.contains(&spell_file(file));
        shown.removed = known.iter().filter(|f| is_removed(f)).map(spell_file).collect();
        let kept = format!("{}.kept", field.name);
        shown.uploads =
            self.typed.all(&kept).filter_map(read_file).filter(|f| !is_removed(f) && !known.contains(f)).collect();
        shown.files = known.into_iter().filter(|f| !is_removed(f)).chain(shown.uploads.clone()).collect();
        if field.ty == FieldType::File && shown.files.len() > 1 {
            // A new file takes the place of the one there was.
            let gone = shown.files.drain(..shown.files.len() - 1).collect::<Vec<_>>();
            shown.uploads.retain(|file| !gone.contains(file));
            shown.removed.extend(gone.iter().map(spell_file));
        }
    }
}

/// What a form says once read.
#[derive(Clone, Debug, Default)]
pub(super) struct Read {
    /// Values that differ from the record on the screen, by field.
    pub values: IndexMap<Name, Value>,
    /// Everything that is wrong.
    pub faults: Vec<FieldFault>,
}

impl Reader<'_> {
    /// Reads these fields; `needed` must have a value afterwards.
    pub(super) fn read(&self, fields: &[usize], needed: &[usize], refs: &Refs) -> Read {
        let directory = &self.viewer.snapshot.directory;
        let library = self.viewer.snapshot.library();
        let words = Words::new(library, self.ledger, &directory.orgs, &directory.people, HashMap::new());
        let mut read = Read::default();
        for index in fields {
            let field = &self.ledger.fields[*index];
            let before = self.before(*index);
            let mut faults = Vec::new();
            let value = self.one(*index, &before, (&words, refs), &mut faults);
            let after = value.as_ref().unwrap_or(&before);
            if faults.is_empty() && after.is_missing() && (field.required || needed.contains(index)) {
                faults.push(fault(&field.name, &field.title, t::FILL_IN.to_owned()));
            }
            if let Some(value) = value.filter(|_| faults.is_empty()) {
                read.values.insert(field.name.clone(), value);
            }
            read.faults.append(&mut faults);
        }
        read
    }

    /// The value typed for a field; none where it is what it was, or wrong.
    fn one(
        &self,
        index: usize,
        before: &Value,
        ways: (&Words<'_>, &Refs),
        faults: &mut Vec<FieldFault>,
    ) -> Option<Value> {
        let field = &self.ledger.fields[index];
        let shown = self.shown(index);
        match &field.ty {
            FieldType::File | FieldType::Files => {
                let after = if shown.files.is_empty() { Value::Missing } else { Value::Files(shown.files) };
                (after != *before).then_some(after)
            }
            FieldType::List(fields) => self.list(field, fields, (before, &shown.rows), ways, faults),
            FieldType::Place => self.place(field, before, &shown, ways, faults),
            _ if shown.text == self.speller().typed(field, before) => None,
            _ => match cell(ways, field, &shown.text) {
                Ok(value) => Some(value),
                Err(text) => {
                    faults.push(fault(&field.name, &field.title, text));
                    None
                }
            },
        }
    }

    fn place(
        &self,
        field: &Field,
        before: &Value,
        shown: &Shown,
        ways: (&Words<'_>, &Refs),
        faults: &mut Vec<FieldFault>,
    ) -> Option<Value> {
        let speller = self.speller();
        if shown.text == speller.typed(field, before) && shown.point == speller.point(field, before) {
            return None;
        }
        let (lng, lat) = &shown.point;
        let read = if lng.is_empty() && lat.is_empty() {
            cell(ways, field, &shown.text)
        } else {
            let point = lng.parse::<Decimal>().ok().zip(lat.parse::<Decimal>().ok());
            point.ok_or_else(|| t::POINT.to_owned()).and_then(|(lng, lat)| {
                plausible_point(lng, lat).map_err(|fault| fault.to_string())?;
                Ok(Value::Place(Place { address: shown.text.as_str().into(), point: Some((lng, lat)) }))
            })
        };
        read.map_err(|text| faults.push(fault(&field.name, &field.title, text))).ok()
    }

    fn list(
        &self,
        list: &Field,
        fields: &[Field],
        (before, rows): (&Value, &[ChildRow]),
        ways: (&Words<'_>, &Refs),
        faults: &mut Vec<FieldFault>,
    ) -> Option<Value> {
        let known = self.known_rows(list, fields, before);
        if rows.len() == known.len() && rows.iter().zip(&known).all(|(a, b)| a.texts == b.texts && a.key == b.key) {
            return None;
        }
        let stored = |key: &str| match before {
            Value::List(rows) => key.parse::<usize>().ok().and_then(|at| Some((known.get(at)?, rows.get(at)?))),
            _ => None,
        };
        let mut values = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            if self.is_blank(fields, row) {
                continue;
            }
            let stored = stored(&row.key);
            let mut cells = Vec::with_capacity(fields.len());
            for (column, field) in fields.iter().enumerate() {
                let text = row.texts.get(&*field.name).map_or("", String::as_str);
                // A cell left as it was keeps its value, masked or not.
                let same = stored.filter(|(known, _)| known.texts.get(&*field.name).is_some_and(|t| t == text));
                let value = match same {
                    Some((_, row)) => Ok(row.get(column).cloned().unwrap_or_default()),
                    None => cell(ways, &inner(list, field), text),
                };
                let name = format!("{}[{at}].{}", list.name, field.name);
                let title = t::in_row(&list.title, at + 1, &field.title);
                match value {
                    Ok(value) if value.is_missing() && field.required => {
                        faults.push(fault(&name, &title, t::FILL_IN.to_owned()));
                    }
                    Ok(value) => cells.push(value),
                    Err(text) => faults.push(fault(&name, &title, text)),
                }
            }
            values.push(cells);
        }
        Some(if values.is_empty() { Value::Missing } else { Value::List(values) })
    }
}

fn fault(name: &str, title: &str, text: String) -> FieldFault {
    FieldFault { name: name.to_owned(), title: title.to_owned(), text }
}

/// The value of one typed text.
fn cell((words, refs): (&Words<'_>, &Refs), field: &Field, text: &str) -> Result<Value, String> {
    if text.is_empty() {
        return Ok(Value::Missing);
    }
    if let FieldType::Ref(ledger) = &field.ty {
        let found = refs.get(&(ledger.clone(), text.to_owned()));
        return found.map(|id| Value::Ref(*id)).ok_or_else(|| t::no_such_record(text));
    }
    let spelt = match &field.ty {
        FieldType::Percent if !text.ends_with(t::PER) => format!("{text}%"),
        _ => text.to_owned(),
    };
    match words.read(field, &Cell::Text(spelt.into())) {
        Ok(Entry::Value(value)) => Ok(value),
        Ok(Entry::Blank | Entry::Clear) => Ok(Value::Missing),
        Ok(Entry::Masked(text)) => Err(t::masked(&text)),
        Err(fault) => Err(t::two(&fault.problem, &fault.advice)),
    }
}

/// Finds the records that what was typed means, of those the viewer may know.
///
/// # Errors
/// What the store says.
pub(super) async fn resolve(app: &App, reader: &Reader<'_>, fields: &[usize]) -> Result<Refs, Fault> {
    let mut wanted: Vec<(Name, String)> = Vec::new();
    for index in fields {
        let field = &reader.ledger.fields[*index];
        match &field.ty {
            FieldType::Ref(ledger) => wanted.push((ledger.clone(), reader.shown(*index).text)),
            FieldType::List(fields) => {
                for row in reader.shown(*index).rows {
                    let text = |field: &Field| match &field.ty {
                        FieldType::Ref(ledger) => Some((ledger.clone(), row.texts.get(&*field.name)?.clone())),
                        _ => None,
                    };
                    wanted.extend(fields.iter().filter_map(text));
                }
            }
            _ => {}
        }
    }
    let mut refs = Refs::new();
    for (key, text) in wanted.into_iter().filter(|(_, text)| !text.is_empty()) {
        if let Some(id) = find(app, reader, &key, &text).await? {
            refs.insert((key, text), id);
        }
    }
    Ok(refs)
}

/// The record of a number, or of a text that ends in `#12`.
async fn find(app: &App, reader: &Reader<'_>, key: &Name, text: &str) -> Result<Option<RecordId>, Fault> {
    let Some(other) = reader.viewer.snapshot.library().ledger(key).cloned() else { return Ok(None) };
    let by_id = text.rsplit_once('#').and_then(|(_, id)| id.trim().parse().ok()).map(RecordId);
    let id = match app.store().find_number(&other, text).await? {
        Some(id) => Some(id),
        None => by_id,
    };
    let Some(id) = id else { return Ok(None) };
    // What the record named before stays, even where the viewer may not open it.
    let named_before = reader.names.get(key, id).is_some();
    let case = app.store().case(&other, id).await?;
    let known =
        case.filter(|case| named_before || names::named(reader.viewer, reader.ledger, &other, &case.record).is_some());
    Ok(known.map(|case| case.record.id))
}
