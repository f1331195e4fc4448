//! JSON as values of fields, with everything that is wrong at once. What the desk works out itself cannot be sent.

use std::collections::HashMap;

use banjie_desk::{
    ports::Store as _,
    reading::{Entry, RefNumbers, Words},
    workbook::Cell,
};
use banjie_model::{
    Name,
    case::Record,
    definition::{Field, FieldType, Ledger},
    national::plausible_point,
    refusal::{FieldFault, Refusal, RefusalCode},
    value::{FileRef, Place, RecordId, Value},
};
use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};

use crate::{
    App,
    pages::cases::{names::named, spelling::inner},
    server::{Fault, Viewer},
    text::{api as t, cases},
};

/// Reads the fields of one request.
struct Reader<'a> {
    words: Words<'a>,
    refs: HashMap<(Name, String), RecordId>,
    files: HashMap<String, FileRef>,
    faults: Vec<FieldFault>,
    forbidden: bool,
}

/// The values that were sent.
///
/// # Errors
/// Everything that is wrong; the store.
pub(super) async fn values(
    app: &App,
    viewer: &Viewer,
    ledger: &Ledger,
    base: Option<&Record>,
    sent: &Map<String, Json>,
) -> Result<IndexMap<Name, Value>, Fault> {
    let directory = &viewer.snapshot.directory;
    let library = viewer.snapshot.library();
    let mut wanted = Wanted::default();
    for (name, json) in sent {
        if let Some((_, field)) = ledger.field(name) {
            wanted.collect(field, json);
        }
    }
    let mut reader = Reader {
        words: Words::new(library, ledger, &directory.orgs, &directory.people, RefNumbers::new()),
        refs: HashMap::new(),
        files: HashMap::new(),
        faults: Vec::new(),
        forbidden: false,
    };
    reader.refs = resolve(app, viewer, ledger, wanted.refs).await?;
    reader.files = own(app, viewer, base, wanted.files).await?;
    let mut values = IndexMap::new();
    for (name, json) in sent {
        if let Some((field, value)) = reader.take(ledger, name, json) {
            values.insert(field, value);
        }
    }
    if reader.faults.is_empty() {
        return Ok(values);
    }
    let code = if reader.forbidden { RefusalCode::ForbiddenField } else { RefusalCode::BadValue };
    let message = t::wrong_fields(reader.faults.len());
    Err(Fault::Refused(Box::new(Refusal { fields: reader.faults, ..Refusal::new(code, message) })))
}

#[derive(Default)]
struct Wanted {
    refs: Vec<(Name, String)>,
    files: Vec<String>,
}

impl Wanted {
    fn collect(&mut self, field: &Field, json: &Json) {
        match (&field.ty, json) {
            (FieldType::Ref(to), json) => self.refs.extend(reference(json).map(|text| (to.clone(), text))),
            (FieldType::List(fields), Json::Array(rows)) => {
                for row in rows.iter().filter_map(Json::as_object) {
                    for field in fields {
                        if let Some(json) = row.get(&*field.name) {
                            self.collect(field, json);
                        }
                    }
                }
            }
            (FieldType::File | FieldType::Files, Json::Array(files)) => {
                self.files.extend(files.iter().filter_map(|file| file.get("sha256")?.as_str().map(str::to_owned)));
            }
            _ => {}
        }
    }
}

/// How a reference is spelt: a number, `{"id": 12}` or `{"number": "…"}`; `#12` for an id.
fn reference(json: &Json) -> Option<String> {
    match json {
        Json::String(text) => Some(text.trim().to_owned()),
        Json::Number(id) => Some(format!("#{id}")),
        Json::Object(map) => match (map.get("id"), map.get("number")) {
            (Some(id), _) => id.as_i64().map(|id| format!("#{id}")),
            (None, Some(number)) => number.as_str().map(str::to_owned),
            _ => None,
        },
        _ => None,
    }
}

/// Ids of the records that are meant, of those the viewer may know.
async fn resolve(
    app: &App,
    viewer: &Viewer,
    ledger: &Ledger,
    wanted: Vec<(Name, String)>,
) -> Result<HashMap<(Name, String), RecordId>, Fault> {
    let mut found = HashMap::new();
    for (key, text) in wanted {
        let Some(other) = viewer.snapshot.library().ledger(&key).cloned() else { continue };
        let by_id = text.strip_prefix('#').and_then(|id| id.parse().ok()).map(RecordId);
        let id = match by_id {
            Some(id) => Some(id),
            None => app.store().find_number(&other, &text).await?,
        };
        let Some(id) = id.filter(|id| id.0 > 0) else { continue };
        let case = app.store().case(&other, id).await?;
        if case.is_some_and(|case| named(viewer, ledger, &other, &case.record).is_some()) {
            found.insert((key, text), id);
        }
    }
    Ok(found)
}

/// Files by hash that the viewer uploaded himself or that the record holds already.
async fn own(
    app: &App,
    viewer: &Viewer,
    base: Option<&Record>,
    hashes: Vec<String>,
) -> Result<HashMap<String, FileRef>, Fault> {
    let mut files = HashMap::new();
    for value in base.iter().flat_map(|record| &record.values) {
        if let Value::Files(known) = value {
            files.extend(known.iter().map(|file| (file.sha256.to_string(), file.clone())));
        }
    }
    for hash in hashes {
        if !files.contains_key(&hash)
            && app.store().is_uploader(&hash, &viewer.person.account).await?
            && let Some(stored) = app.store().stored_file(&hash).await?
        {
            let file = FileRef { name: stored.first_name, sha256: stored.sha256, size_bytes: stored.size };
            files.insert(hash, file);
        }
    }
    Ok(files)
}

impl Reader<'_> {
    fn fault(&mut self, name: &str, title: &str, message: String) {
        self.faults.push(FieldFault { field: name.into(), title: title.into(), message });
    }

    fn take(&mut self, ledger: &Ledger, name: &str, json: &Json) -> Option<(Name, Value)> {
        let Some((_, field)) = ledger.field(name) else {
            self.fault(name, name, t::NO_SUCH_FIELD.to_owned());
            return None;
        };
        if field.formula.is_some() || field.lookup.is_some() {
            self.forbidden = true;
            self.fault(name, &field.title, t::WORKED_OUT.to_owned());
            return None;
        }
        match self.one(field, json) {
            Ok(value) => Some((field.name.clone(), value)),
            Err(message) => {
                self.fault(name, &field.title, message);
                None
            }
        }
    }

    fn one(&self, field: &Field, json: &Json) -> Result<Value, String> {
        match (&field.ty, json) {
            (_, Json::Null) => Ok(Value::Missing),
            (FieldType::Bool, Json::Bool(yes)) => Ok(Value::Bool(*yes)),
            (FieldType::Ref(to), _) => {
                let text = reference(json).ok_or_else(|| t::wrong_kind(&field.ty))?;
                let id = self.refs.get(&(to.clone(), text.clone()));
                id.map(|id| Value::Ref(*id)).ok_or_else(|| cases::no_such_record(&text))
            }
            (FieldType::List(fields), Json::Array(rows)) => self.rows(field, fields, rows),
            (FieldType::File | FieldType::Files, Json::Array(files)) => self.attached(files),
            (FieldType::File | FieldType::Files | FieldType::List(_), _) => Err(t::wrong_kind(&field.ty)),
            (FieldType::Place, Json::Object(place)) => self.place(field, place),
            (FieldType::Percent, Json::Number(n)) => share(&n.to_string()).ok_or_else(|| t::wrong_kind(&field.ty)),
            (FieldType::Percent, Json::String(text)) if share(text).is_some() => Ok(share(text).unwrap_or_default()),
            (FieldType::Int | FieldType::Decimal { .. } | FieldType::Money, Json::Number(n)) => {
                self.text(field, &n.to_string())
            }
            (
                FieldType::Code(_) | FieldType::Tree(_) | FieldType::Org | FieldType::Account | FieldType::Period,
                Json::Object(map),
            ) => match map.get("key").and_then(Json::as_str) {
                Some(key) => self.text(field, key),
                None => Err(t::wrong_kind(&field.ty)),
            },
            (_, Json::String(text)) => self.text(field, text),
            _ => Err(t::wrong_kind(&field.ty)),
        }
    }

    fn text(&self, field: &Field, text: &str) -> Result<Value, String> {
        match self.words.read(field, &Cell::Text(text.into())) {
            Ok(Entry::Value(value)) => Ok(value),
            Ok(Entry::Blank | Entry::Clear) => Ok(Value::Missing),
            Ok(Entry::Masked(text)) => Err(cases::masked(&text)),
            Err(fault) => Err(cases::two(&fault.problem, &fault.advice)),
        }
    }

    fn place(&self, field: &Field, place: &Map<String, Json>) -> Result<Value, String> {
        let address = place.get("address").and_then(Json::as_str).ok_or_else(|| t::wrong_kind(&field.ty))?;
        let point = match place.get("point") {
            None | Some(Json::Null) => return self.text(field, address),
            Some(point) => point.as_array().filter(|pair| pair.len() == 2).ok_or_else(|| t::wrong_kind(&field.ty))?,
        };
        let degree = |json: &Json| match json {
            Json::String(text) => text.parse::<Decimal>().ok(),
            Json::Number(n) => n.to_string().parse().ok(),
            _ => None,
        };
        let (lng, lat) = degree(&point[0]).zip(degree(&point[1])).ok_or_else(|| t::wrong_kind(&field.ty))?;
        plausible_point(lng, lat).map_err(|fault| fault.to_string())?;
        Ok(Value::Place(Place { address: address.into(), point: Some((lng, lat)) }))
    }

    fn rows(&self, list: &Field, fields: &[Field], rows: &[Json]) -> Result<Value, String> {
        let mut values = Vec::with_capacity(rows.len());
        for (at, row) in rows.iter().enumerate() {
            let row = row.as_object().ok_or_else(|| t::wrong_kind(&list.ty))?;
            if let Some(other) = row.keys().find(|key| !fields.iter().any(|field| *field.name == ***key)) {
                return Err(t::no_such_column(at + 1, other));
            }
            let mut cells = Vec::with_capacity(fields.len());
            for field in fields {
                let json = row.get(&*field.name).unwrap_or(&Json::Null);
                let read = self.one(&inner(list, field), json);
                cells.push(read.map_err(|why| t::in_cell(at + 1, &field.title, &why))?);
            }
            values.push(cells);
        }
        Ok(if values.is_empty() { Value::Missing } else { Value::List(values) })
    }

    fn attached(&self, files: &[Json]) -> Result<Value, String> {
        let mut values = Vec::with_capacity(files.len());
        for file in files {
            let hash = file.get("sha256").and_then(Json::as_str).unwrap_or_default();
            let known = self.files.get(hash).ok_or_else(|| t::NO_SUCH_FILE.to_owned())?;
            let name = file.get("name").and_then(Json::as_str).map(str::trim).filter(|name| !name.is_empty());
            let name = name.map_or_else(
                || known.name.clone(),
                |name| name.chars().filter(|c| !c.is_control()).take(200).collect::<String>().into(),
            );
            values.push(FileRef { name, ..known.clone() });
        }
        Ok(if values.is_empty() { Value::Missing } else { Value::Files(values) })
    }
}

/// A share as a fraction, `0.125`.
fn share(text: &str) -> Option<Value> {
    text.trim().parse::<Decimal>().ok().map(Value::Decimal)
}
