//! What the public fills in: inputs, what is wrong with them, what they say, in words before they are sent.

use std::collections::{BTreeMap, HashMap};

use banjie_desk::{
    Snapshot,
    reading::{Entry, Words},
    workbook::Cell,
};
use banjie_engine::values;
use banjie_model::{
    Name,
    case::Record,
    definition::{Class, Field, FieldType, Ledger},
    refusal::Refusal,
    value::{FileRef, Value},
};
use maud::{Markup, html};
use rust_decimal::Decimal;

use crate::{
    App,
    pages::cases::typed::{self, Typed, read_file, spell_file},
    server::Fault,
    text::{portal as t, ui as words},
    ui::{
        self, ChildRow, Choice, Choices, FieldFault, Input, KeptFile, Level, Options, Term, csrf_field, error_summary,
    },
};

/// Lists of organisations up to this length stand in the page.
const FEW: usize = 60;
/// Button that says what is to be done with the form.
pub(super) const STEP: &str = "_step";

/// Fields of a ledger with what was typed for them.
#[derive(Clone, Copy)]
pub(super) struct Sheet<'a> {
    pub app: &'a App,
    pub snapshot: &'a Snapshot,
    pub ledger: &'a Ledger,
    /// Fields asked for, by index.
    pub fields: &'a [usize],
    /// Of these, the ones that must be filled in.
    pub required: &'a [usize],
    /// The record as it stands, where one is completed.
    pub base: Option<&'a Record>,
    pub typed: &'a Typed,
}

/// What is sent to the office.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub texts: Vec<(String, String)>,
    pub files: Vec<(Name, Value)>,
}

impl<'a> Sheet<'a> {
    /// The day a record is opened on is today: nobody is asked for it.
    fn is_today(&self, index: usize) -> bool {
        let dated = matches!(self.ledger.fields[index].ty, FieldType::Date | FieldType::DateTime);
        self.base.is_none() && dated && self.ledger.opened == Some(index)
    }

    fn asked(&self) -> impl Iterator<Item = usize> + 'a {
        let sheet = *self;
        self.fields.iter().copied().filter(move |index| !sheet.is_today(*index))
    }

    fn before(&self, index: usize) -> String {
        let field = &self.ledger.fields[index];
        let missing = Value::Missing;
        let value = match self.base {
            Some(record) => record.values.get(index).unwrap_or(&missing),
            None => field.default.as_ref().unwrap_or(&missing),
        };
        if field.class >= Class::Personal {
            return values::masked(&self.snapshot.world(), self.ledger, field, value);
        }
        match value {
            Value::Missing | Value::Files(_) | Value::List(_) | Value::Ref(_) => String::new(),
            Value::Text(text) | Value::Code(text) | Value::Account(text) => text.to_string(),
            Value::Bool(yes) => if *yes { words::YES } else { words::NO }.to_owned(),
            Value::Decimal(d) if field.ty == FieldType::Percent => (*d * Decimal::ONE_HUNDRED).normalize().to_string(),
            Value::Decimal(d) => d.normalize().to_string(),
            Value::DateTime(at) => at.format("%Y-%m-%dT%H:%M").to_string(),
            Value::Time(time) => time.format("%H:%M").to_string(),
            Value::Date(date) => date.to_string(),
            Value::Org(code) => org_word(self.snapshot, code),
            Value::Place(place) => place.address.to_string(),
            other => values::show(&self.snapshot.world(), self.ledger, field, other),
        }
    }

    fn text(&self, index: usize) -> String {
        self.typed.get(&self.ledger.fields[index].name).map_or_else(|| self.before(index), str::to_owned)
    }

    fn part(&self, field: &Field, key: &str) -> &'a str {
        self.typed.get(&format!("{}.{key}", field.name)).unwrap_or_default()
    }

    fn kept(&self, field: &Field) -> Vec<FileRef> {
        self.typed.all(&format!("{}.kept", field.name)).filter_map(read_file).collect()
    }

    fn rows(&self, list: &Field, fields: &[Field]) -> Vec<ChildRow> {
        let row = |at: usize| {
            let text = |field: &Field| {
                let typed = self.typed.get(&format!("{}[{at}].{}", list.name, field.name));
                typed.map(|text| (field.name.to_string(), text.to_owned()))
            };
            ChildRow { texts: fields.iter().filter_map(text).collect(), errors: BTreeMap::new(), key: String::new() }
        };
        (0..self.typed.rows(&list.name)).map(row).collect()
    }

    /// A field as a text the desk reads; none: not told, or told by files.
    fn spelt(&self, index: usize) -> Option<String> {
        let field = &self.ledger.fields[index];
        let text = self.text(index);
        match &field.ty {
            FieldType::File | FieldType::Files => None,
            FieldType::List(fields) => {
                let rows: Vec<_> = self.rows(field, fields).into_iter().map(|row| row.texts).collect();
                let told: Vec<_> = rows.into_iter().filter(|row| row.values().any(|text| !text.is_empty())).collect();
                (!told.is_empty()).then(|| serde_json::to_string(&told).unwrap_or_default())
            }
            FieldType::Place => {
                let (lng, lat) = (self.part(field, "lng"), self.part(field, "lat"));
                let whole = if lng.is_empty() && lat.is_empty() { text } else { format!("{text}({lng},{lat})") };
                Some(whole)
            }
            FieldType::Percent if !text.is_empty() && !text.ends_with('%') => Some(format!("{text}%")),
            _ => Some(text),
        }
        .filter(|text| self.base.is_some() || !text.is_empty())
    }

    /// What is told to the office: texts that differ from the record, and files beside those it has.
    pub(super) fn told(&self) -> Told {
        let mut told = Told::default();
        for index in self.fields.iter().copied() {
            let field = &self.ledger.fields[index];
            if self.is_today(index) {
                let now = self.app.now();
                let today = match field.ty {
                    FieldType::DateTime => now.format("%Y-%m-%d %H:%M").to_string(),
                    _ => now.date().to_string(),
                };
                told.texts.push((field.name.to_string(), today));
                continue;
            }
            let new = self.kept(field);
            if !new.is_empty() {
                let mut files = match self.base.and_then(|record| record.values.get(index)) {
                    Some(Value::Files(files)) if field.ty == FieldType::Files => files.clone(),
                    _ => Vec::new(),
                };
                files.extend(new);
                told.files.push((field.name.clone(), Value::Files(files)));
            }
            let unchanged = self.base.is_some() && self.text(index) == self.before(index);
            if let Some(text) = self.spelt(index).filter(|_| !unchanged) {
                told.texts.push((field.name.to_string(), text));
            }
        }
        told
    }

    /// Everything that is wrong as far as it can be seen without the database.
    pub(super) fn faults(&self) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        for index in self.asked() {
            let field = &self.ledger.fields[index];
            let mut say = |text: String| {
                faults.push(FieldFault { name: field.name.to_string(), title: field.title.to_string(), text });
            };
            let text = self.spelt(index).unwrap_or_default();
            let files = matches!(field.ty, FieldType::File | FieldType::Files);
            let given = if files { !self.kept(field).is_empty() } else { !text.trim().is_empty() };
            let had = self.base.and_then(|r| r.values.get(index)).is_some_and(|value| !value.is_missing());
            if !given && self.required.contains(&index) && !(files && had) {
                say(if files { t::HAND_IN.to_owned() } else { t::FILL_IN.to_owned() });
            } else if given && !files && !(self.base.is_some() && self.text(index) == self.before(index)) {
                match &field.ty {
                    FieldType::Ref(_) if text.starts_with('#') => say(t::BY_NUMBER.to_owned()),
                    FieldType::Ref(_) => {}
                    _ => {
                        if let Err(problem) = self.value(index, &text) {
                            say(problem);
                        }
                    }
                }
            }
        }
        faults
    }

    fn value(&self, index: usize, text: &str) -> Result<Value, String> {
        let directory = &self.snapshot.directory;
        let library = self.snapshot.library();
        let reader = Words::new(library, self.ledger, &directory.orgs, &directory.people, HashMap::new());
        match reader.read(&self.ledger.fields[index], &Cell::Text(text.into())) {
            Ok(Entry::Value(value)) => Ok(value),
            Ok(Entry::Blank | Entry::Clear) => Ok(Value::Missing),
            Ok(Entry::Masked(text)) => Err(t::masked(&text)),
            Err(fault) => Err(t::two(&fault.problem, &fault.advice)),
        }
    }

    /// What was filled in, in words, before it is sent.
    pub(super) fn preview(&self) -> Vec<Term> {
        let term = |index: usize| {
            let field = &self.ledger.fields[index];
            let text = match &field.ty {
                FieldType::File | FieldType::Files => {
                    self.kept(field).iter().map(|file| file.name.to_string()).collect::<Vec<_>>().join(t::AND)
                }
                _ => {
                    let spelt = self.spelt(index).unwrap_or_default();
                    let world = self.snapshot.world();
                    self.value(index, &spelt).map_or(spelt, |value| values::show(&world, self.ledger, field, &value))
                }
            };
            Term::text(&field.title, &text)
        };
        self.asked().map(term).collect()
    }

    /// Everything typed as hidden inputs.
    pub(super) fn hidden(&self) -> Markup {
        html! {
            @for (name, value) in self.typed.pairs().filter(|(name, _)| !matches!(*name, STEP | typed::ONCE | super::TRAP)) {
                input type="hidden" name=(name) value=(value);
            }
        }
    }

    /// The inputs in their groups.
    pub(super) fn inputs(&self, faults: &[FieldFault]) -> Markup {
        let mut groups: Vec<Option<&str>> = Vec::new();
        for index in self.asked() {
            let group = self.ledger.fields[index].group.as_deref();
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        let choices = self.choices();
        let lists = self.asked().filter(|i| matches!(self.ledger.fields[*i].ty, FieldType::List(_)));
        html! {
            @for index in lists { input type="hidden" name=(typed::LIST) value=(self.ledger.fields[index].name); }
            @for group in groups {
                section.form-group {
                    @if let Some(title) = group { h2 { (title) } }
                    div.fields {
                        @for index in self.asked().filter(|i| self.ledger.fields[*i].group.as_deref() == group) {
                            (self.input(index, &choices, faults))
                        }
                    }
                }
            }
        }
    }

    fn input(&self, index: usize, choices: &Choices, faults: &[FieldFault]) -> Markup {
        let field = &self.ledger.fields[index];
        let rows = if let FieldType::List(fields) = &field.ty { self.rows(field, fields) } else { Vec::new() };
        let new = self.kept(field);
        let shown = |file: &FileRef| KeptFile {
            key: spell_file(file),
            title: file.name.to_string(),
            href: String::new(),
            size: crate::text::cases::size(file.size_bytes),
        };
        let files: Vec<KeptFile> = new.iter().map(shown).collect();
        let fault = faults.iter().find(|fault| fault.name == *field.name);
        html! {
            (ui::field(&Input {
                point: (self.part(field, "lng"), self.part(field, "lat")),
                rows: &rows,
                files: &files,
                error: fault.map(|fault| fault.text.as_str()),
                required: self.required.contains(&index),
                ..Input::new(field, &self.text(index), choices)
            }))
            @for file in &new { input type="hidden" name={ (field.name) ".kept" } value=(spell_file(file)); }
        }
    }

    fn choices(&self) -> Choices {
        let package = self.snapshot.library().packages.get(&self.ledger.package);
        let mut choices = package.map_or_else(Choices::default, |p| Choices::from_codes(&self.ledger.fields, &p.codes));
        for field in self.ledger.fields.iter().filter(|field| field.ty == FieldType::Org) {
            choices.by_field.insert(field.name.to_string(), orgs(self.snapshot));
        }
        choices
    }
}

/// The text by which an organisation is known again.
pub(super) fn org_word(snapshot: &Snapshot, code: &str) -> String {
    let orgs = snapshot.world().orgs;
    match orgs.get(code) {
        Some(org) if !orgs.is_ambiguous(&org.name) => org.name.to_string(),
        _ => code.to_owned(),
    }
}

fn orgs(snapshot: &Snapshot) -> Options {
    let all = snapshot.world().orgs;
    if all.len() > FEW {
        return Options { items: Vec::new(), search: "/portal/pick/org".to_owned() };
    }
    let standing = all.iter().filter(|org| org.until.is_none());
    let choice = |org: &banjie_model::org::Org| Choice {
        key: org_word(snapshot, &org.code),
        title: String::new(),
        group: String::new(),
    };
    Options { items: standing.map(choice).collect(), search: String::new() }
}

/// What stands on top of every form of the public: token, trap, one-time key, everything wrong, a refusal.
pub(super) fn head(csrf: &str, secret: &str, faults: &[FieldFault], refusal: Option<&Refusal>) -> Markup {
    html! {
        (csrf_field(csrf))
        (super::trap())
        input type="hidden" name=(typed::ONCE) value=(secret);
        (error_summary(faults))
        @if let Some(refusal) = refusal { (told(refusal)) }
    }
}

/// A refusal with its rule and basis.
pub(super) fn told(refusal: &Refusal) -> Markup {
    ui::alert(
        Level::Error,
        t::REFUSED,
        &html! {
            @for line in refusal.message.lines() { p { (line) } }
            @if refusal.rule.is_some() || refusal.basis.is_some() {
                dl.why-terms {
                    @if let Some(rule) = &refusal.rule { div { dt { (words::RULE) } dd { (rule) } } }
                    @if let Some(basis) = &refusal.basis { div { dt { (words::BASIS) } dd { (basis) } } }
                }
            }
        },
    )
}

/// The faults of a refusal beside their fields, and the refusal itself where it says more.
pub(super) fn refused(fault: Fault) -> Result<(Vec<FieldFault>, Option<Refusal>, axum::http::StatusCode), Fault> {
    let status = fault.problem().status;
    match fault {
        Fault::Refused(refusal) => {
            let faults: Vec<FieldFault> = refusal
                .fields
                .iter()
                .map(|f| FieldFault { name: f.field.to_string(), title: f.title.to_string(), text: f.message.clone() })
                .collect();
            let rest = faults.is_empty() || refusal.rule.is_some() || refusal.basis.is_some();
            Ok((faults, rest.then_some(*refusal), status))
        }
        fault => Err(fault),
    }
}
