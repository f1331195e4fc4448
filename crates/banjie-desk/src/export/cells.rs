//! Values as cells: real dates and numbers where a spreadsheet holds them exactly, text elsewhere.

use std::collections::HashMap;

use banjie_model::{
    Moment, Name,
    definition::{CodeList, Field, FieldType, Ledger},
    value::{RecordId, Value},
};
use chrono::{NaiveDate, NaiveTime, Timelike};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use crate::{
    mask::mask_text,
    reading::{code_list, code_path, fold},
    snapshot::Snapshot,
    workbook::moment_serial,
};

/// Longest text a cell holds, in characters.
const MAX_CELL: usize = 32_767;
/// Digits a spreadsheet keeps.
const EXACT_DIGITS: usize = 15;

/// How a number is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Plain,
    Money,
    Percent,
}

/// A cell to be written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Out {
    Blank,
    /// Always written as a text: what begins with `=`, `+`, `-` or `@` is never a formula.
    Text(String),
    /// Exact digits.
    Number(String, Shape),
    Date(NaiveDate),
    Time(NaiveTime),
    Moment(Moment),
}

impl Out {
    pub fn text(text: &str) -> Out {
        if text.is_empty() { Out::Blank } else { Out::Text(text.to_owned()) }
    }
}

/// Formats of cells.
pub(super) struct Pen {
    pub head: Format,
    pub wrap: Format,
    date: Format,
    time: Format,
    moment: Format,
    money: Format,
    percent: Format,
}

impl Pen {
    pub fn new() -> Pen {
        let number = |format: &str| Format::new().set_num_format(format);
        Pen {
            head: Format::new().set_bold().set_background_color(rust_xlsxwriter::Color::RGB(0x00D9_E1F2)),
            wrap: Format::new().set_text_wrap(),
            date: number("yyyy-mm-dd"),
            time: number("hh:mm:ss"),
            moment: number("yyyy-mm-dd hh:mm:ss"),
            money: number("#,##0.00"),
            percent: number("0.00##%"),
        }
    }

    /// Writes a cell; false when its text is too long for one and was left out.
    pub fn write(&self, page: &mut Worksheet, row: u32, column: u16, cell: &Out) -> Result<bool, XlsxError> {
        match cell {
            Out::Blank => {}
            Out::Text(text) if text.chars().count() > MAX_CELL => return Ok(false),
            Out::Text(text) => {
                page.write_string(row, column, text)?;
            }
            Out::Number(digits, shape) => self.number(page, row, column, digits, *shape)?,
            Out::Date(date) => {
                page.write_number_with_format(row, column, moment_serial(date.and_time(NaiveTime::MIN)), &self.date)?;
            }
            Out::Time(time) => {
                let days = f64::from(time.num_seconds_from_midnight()) / 86_400.0;
                page.write_number_with_format(row, column, days, &self.time)?;
            }
            Out::Moment(moment) => {
                page.write_number_with_format(row, column, moment_serial(*moment), &self.moment)?;
            }
        }
        Ok(true)
    }

    fn number(&self, page: &mut Worksheet, row: u32, column: u16, digits: &str, shape: Shape) -> Result<(), XlsxError> {
        let significant = digits.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
        let value = digits.parse::<f64>().ok().filter(|_| significant <= EXACT_DIGITS);
        match (value, shape) {
            (None, _) => page.write_string(row, column, digits)?,
            (Some(n), Shape::Plain) => page.write_number(row, column, n)?,
            (Some(n), Shape::Money) => page.write_number_with_format(row, column, n, &self.money)?,
            (Some(n), Shape::Percent) => page.write_number_with_format(row, column, n, &self.percent)?,
        };
        Ok(())
    }
}

/// Texts of codes, organisations and references, each worked out once.
#[derive(Default)]
pub(super) struct Texts {
    codes: HashMap<Name, HashMap<Name, String>>,
    orgs: HashMap<Name, String>,
    references: HashMap<Name, HashMap<RecordId, String>>,
}

impl Texts {
    pub fn new(snapshot: &Snapshot, ledger: &Ledger) -> Texts {
        let mut texts = Texts::default();
        texts.codes_of(snapshot, ledger, &ledger.fields);
        texts
    }

    fn codes_of(&mut self, snapshot: &Snapshot, ledger: &Ledger, fields: &[Field]) {
        for field in fields {
            match &field.ty {
                FieldType::Code(name) | FieldType::Tree(name) => {
                    if let Some(list) = code_list(snapshot.library(), &ledger.package, name) {
                        let texts = list.entries.keys().map(|key| (key.clone(), code_text(list, key)));
                        self.codes.entry(name.clone()).or_insert_with(|| texts.collect());
                    }
                }
                FieldType::List(fields) => self.codes_of(snapshot, ledger, fields),
                _ => {}
            }
        }
    }

    /// True when the number of a record is known.
    pub fn knows(&self, ledger: &Name, id: RecordId) -> bool {
        self.references.get(ledger).is_some_and(|known| known.contains_key(&id))
    }

    /// Remembers the number of a record.
    pub fn learn(&mut self, ledger: Name, id: RecordId, number: Option<Name>) {
        let text = number.map_or_else(|| format!("#{id}"), |number| number.to_string());
        self.references.entry(ledger).or_default().insert(id, text);
    }

    /// The name of an organisation; its code where more than one has the name.
    pub fn org(&mut self, snapshot: &Snapshot, code: &Name) -> String {
        self.orgs.entry(code.clone()).or_insert_with(|| org_text(snapshot, code)).clone()
    }

    /// A value as a cell.
    pub fn out(&self, snapshot: &Snapshot, ledger: &Ledger, field: &Field, value: &Value, masked: bool) -> Out {
        if masked {
            return Out::text(&mask_text(snapshot, ledger, field, value));
        }
        match (value, &field.ty) {
            (Value::Missing, _) => Out::Blank,
            (Value::Int(n), _) => Out::Number(n.to_string(), Shape::Plain),
            (Value::Decimal(d), FieldType::Money) => number(*d, Shape::Money),
            (Value::Decimal(d), FieldType::Percent) => number(*d, Shape::Percent),
            (Value::Decimal(d), _) => number(*d, Shape::Plain),
            (Value::Date(d), _) => Out::Date(*d),
            (Value::Time(t), _) => Out::Time(*t),
            (Value::DateTime(m), _) => Out::Moment(*m),
            (Value::Code(key), FieldType::Code(list) | FieldType::Tree(list)) => {
                let known = self.codes.get(list).and_then(|texts| texts.get(key));
                Out::text(known.map_or(&**key, String::as_str))
            }
            (Value::Ref(id), FieldType::Ref(other)) => {
                let known = self.references.get(other).and_then(|known| known.get(id));
                Out::Text(known.cloned().unwrap_or_else(|| format!("#{id}")))
            }
            _ => Out::text(&cell_text(snapshot, ledger, field, value)),
        }
    }
}

fn number(d: Decimal, shape: Shape) -> Out {
    let digits = d.normalize().to_string();
    // A number no spreadsheet holds is written as text by the pen.
    if d.to_f64().is_some() { Out::Number(digits, shape) } else { Out::Text(digits) }
}

/// The text by which an entry of a code list is known again: its title, its path where the title is not enough, its key
/// where that is not enough either.
fn code_text(list: &CodeList, key: &Name) -> String {
    let Some(entry) = list.entries.get(key) else { return key.to_string() };
    let title = fold(&entry.title);
    let clashes = |text: &str| {
        list.entries.values().any(|other| other.key != *key && (fold(&other.title) == text || fold(&other.key) == text))
    };
    if !clashes(&title) {
        return entry.title.to_string();
    }
    let path = code_path(list, key);
    let unique = list.entries.keys().filter(|other| code_path(list, other) == path).count() == 1;
    if unique && path != *entry.title { path } else { key.to_string() }
}

fn org_text(snapshot: &Snapshot, code: &Name) -> String {
    let orgs = &snapshot.directory.orgs;
    match orgs.get(code) {
        Some(org) if !orgs.is_ambiguous(&org.name) && orgs.find(&org.name).is_some_and(|o| o.code == *code) => {
            org.name.to_string()
        }
        _ => code.to_string(),
    }
}

/// A value as text, as the import reads it back.
pub(crate) fn cell_text(snapshot: &Snapshot, ledger: &Ledger, field: &Field, value: &Value) -> String {
    match value {
        Value::Missing | Value::List(_) => String::new(),
        Value::Text(text) | Value::Account(text) => text.to_string(),
        Value::Int(n) => n.to_string(),
        Value::Decimal(d) => d.normalize().to_string(),
        Value::Bool(b) => if *b { "是" } else { "否" }.to_owned(),
        Value::Date(d) => d.format("%Y-%m-%d").to_string(),
        Value::Time(t) => t.format("%H:%M:%S").to_string(),
        Value::DateTime(m) => m.format("%Y-%m-%d %H:%M:%S").to_string(),
        Value::Period(period) => period.to_string(),
        Value::Code(key) => match &field.ty {
            FieldType::Code(list) | FieldType::Tree(list) => code_list(snapshot.library(), &ledger.package, list)
                .map_or_else(|| key.to_string(), |list| code_text(list, key)),
            _ => key.to_string(),
        },
        Value::Ref(id) => format!("#{id}"),
        Value::Org(code) => org_text(snapshot, code),
        Value::Files(files) => files.iter().map(|f| &*f.name).collect::<Vec<_>>().join("；"),
        Value::Place(place) => match place.point {
            Some((lon, lat)) => format!("{}({lon},{lat})", place.address),
            None => place.address.to_string(),
        },
    }
}
