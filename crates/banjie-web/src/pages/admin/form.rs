//! Forms over the ledgers of organisations, people and calendar: fields from the definition, what was typed is kept, a refusal stands
//! above with rule and basis.

use std::collections::BTreeMap;

use banjie_desk::{
    Snapshot,
    ports::{ListQuery, Store as _},
};
use banjie_model::{
    case::Record,
    definition::{Class, Field, FieldType, Ledger},
    expr::{BinaryOp, Expr, ExprKind, FieldRef, Ty},
    finding::Span,
    refusal::Refusal,
    value::{RecordId, Value},
};
use maud::{Markup, html};

use crate::{
    App,
    pages::{
        frame,
        shared::values::{self, References},
    },
    server::{Fault, Input, Viewer},
    text::admin as t,
    ui::{self, Choice, Choices, FieldFault, Level, Options, alert, error_summary},
};

/// What stands in the inputs of a form, by name of the input.
pub(super) type Typed = BTreeMap<String, String>;

/// A form: the ledger, what stands in it, what is wrong.
pub(super) struct Form<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) typed: &'a Typed,
    /// Fields shown; the others are left as they are.
    pub(super) shown: &'a [&'a str],
    pub(super) refusal: Option<&'a Refusal>,
}

impl Form<'_> {
    /// Faults of single fields, or the one of the form as a whole.
    fn faults(&self) -> Vec<FieldFault> {
        let Some(refusal) = self.refusal else { return Vec::new() };
        if refusal.fields.is_empty() {
            return vec![FieldFault { name: String::new(), title: String::new(), text: refusal.message.clone() }];
        }
        let fault = |fault: &banjie_model::refusal::FieldFault| FieldFault {
            name: fault.field.to_string(),
            title: fault.title.to_string(),
            text: fault.message.clone(),
        };
        refusal.fields.iter().map(fault).collect()
    }

    /// What was refused, by which rule and on which basis; nothing where nothing was.
    pub(super) fn complaint(&self) -> Markup {
        let Some(refusal) = self.refusal else { return html! {} };
        html! {
            (error_summary(&self.faults()))
            @if refusal.rule.is_some() || refusal.basis.is_some() {
                (alert(Level::Info, "", &html! {
                    dl.why-terms {
                        @if let Some(rule) = &refusal.rule { div { dt { (t::RULE) } dd { (rule) } } }
                        @if let Some(basis) = &refusal.basis { div { dt { (t::BASIS) } dd { (basis) } } }
                    }
                }))
            }
        }
    }

    /// The inputs.
    pub(super) fn fields(&self, viewer: &Viewer) -> Markup {
        let snapshot = &viewer.snapshot;
        let package = snapshot.library().packages.get(&self.ledger.package);
        let none = indexmap::IndexMap::new();
        let codes = package.map_or(&none, |package| &package.codes);
        let mut choices = Choices::from_codes(&self.ledger.fields, codes);
        for name in NAMING_ORGS {
            choices = choices.with(name, Options { items: spoken_orgs(snapshot), search: String::new() });
        }
        let faults = self.faults();
        html! {
            div.fields {
                @for name in self.shown {
                    @if let Some((_, field)) = self.ledger.field(name) {
                        (input(field, self.typed, &faults, &choices))
                    }
                }
            }
        }
    }
}

fn input(field: &Field, typed: &Typed, faults: &[FieldFault], choices: &Choices) -> Markup {
    let text = |name: &str| typed.get(name).map_or("", String::as_str);
    // Codes of organisations are plain texts in their own ledger: they are chosen like organisations all the same.
    let chosen = matches!(&*field.name, "parent" | "successor");
    let as_org = Field { ty: FieldType::Org, ..field.clone() };
    let field = if chosen { &as_org } else { field };
    let error = faults.iter().find(|fault| fault.name == *field.name).map(|fault| fault.text.as_str());
    ui::field(&ui::Input {
        error,
        point: (text(&format!("{}.lng", field.name)), text(&format!("{}.lat", field.name))),
        ..ui::Input::new(field, text(&field.name), choices)
    })
}

/// Fields that name an organisation.
const NAMING_ORGS: [&str; 3] = ["parent", "successor", "unit"];

/// An organisation as people write it: by name, where only one is called so.
fn spoken(snapshot: &Snapshot, code: &str) -> String {
    let orgs = &snapshot.directory.orgs;
    let name = orgs.get(code).map(|org| &*org.name).filter(|name| !orgs.is_ambiguous(name));
    name.unwrap_or(code).to_owned()
}

fn spoken_orgs(snapshot: &Snapshot) -> Vec<Choice> {
    let choice = |org: &banjie_model::org::Org| Choice {
        key: spoken(snapshot, &org.code),
        title: org.code.to_string(),
        group: String::new(),
    };
    snapshot.directory.orgs.iter().map(choice).collect()
}

/// Every organisation, to choose from by its code.
pub(super) fn orgs(snapshot: &Snapshot) -> Vec<Choice> {
    let choice = |org: &banjie_model::org::Org| Choice {
        key: org.code.to_string(),
        title: org.name.to_string(),
        group: String::new(),
    };
    snapshot.directory.orgs.iter().map(choice).collect()
}

/// The ledger of this key in `orgs`.
pub(super) fn ledger(viewer: &Viewer, key: &str) -> Result<std::sync::Arc<Ledger>, Fault> {
    viewer.snapshot.library().ledger(key).cloned().ok_or(Fault::NotFound)
}

/// What was sent with the organisations of the organisations' own ledger by their codes, as it keeps them.
pub(super) fn by_code(viewer: &Viewer, typed: &Typed) -> Typed {
    let mut typed = typed.clone();
    for name in ["parent", "successor"] {
        if let Some(value) = typed.get_mut(name)
            && let Some(org) = viewer.snapshot.directory.orgs.find(value)
        {
            *value = org.code.to_string();
        }
    }
    typed
}

/// What was sent, of the fields shown.
pub(super) fn sent(input: &Input, shown: &[&str]) -> Typed {
    let mut typed = Typed::new();
    for name in shown {
        for name in [(*name).to_owned(), format!("{name}.lng"), format!("{name}.lat")] {
            if let Some(value) = input.get(&name) {
                typed.insert(name, value.trim().to_owned());
            }
        }
    }
    typed
}

/// A record as it stands in the inputs: personal values masked.
pub(super) fn standing(viewer: &Viewer, ledger: &Ledger, record: &Record) -> Typed {
    let mut typed = Typed::new();
    for (field, value) in ledger.fields.iter().zip(&record.values) {
        let name = field.name.to_string();
        if let Value::Place(place) = value
            && let Some((lng, lat)) = place.point
        {
            typed.insert(format!("{name}.lng"), lng.normalize().to_string());
            typed.insert(format!("{name}.lat"), lat.normalize().to_string());
        }
        typed.insert(name, text(viewer, ledger, field, value));
    }
    typed
}

fn text(viewer: &Viewer, ledger: &Ledger, field: &Field, value: &Value) -> String {
    match value {
        Value::Missing => String::new(),
        _ if field.class >= Class::Personal => {
            values::cell(&viewer.snapshot, ledger, field, value, &References::default())
        }
        Value::Text(code) | Value::Org(code) if NAMING_ORGS.contains(&&*field.name) => spoken(&viewer.snapshot, code),
        Value::Code(key) | Value::Org(key) => key.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Place(place) => place.address.to_string(),
        Value::Bool(yes) => if *yes { t::YES } else { t::NO }.to_owned(),
        _ => values::cell(&viewer.snapshot, ledger, field, value, &References::default()),
    }
}

/// What is to be written: the fields sent that are not as they stood. A masked value left as it was is no value.
pub(super) fn changed(sent: &Typed, stood: Option<&Typed>) -> Vec<(String, String)> {
    let is_part = |name: &str| name.ends_with(".lng") || name.ends_with(".lat");
    let whole = |typed: &Typed, name: &str| {
        let part = |end: &str| typed.get(&format!("{name}{end}")).map_or("", String::as_str).trim().to_owned();
        match (part(""), part(".lng"), part(".lat")) {
            (text, lng, lat) if lng.is_empty() && lat.is_empty() => text,
            (text, lng, lat) => format!("{text}({lng},{lat})"),
        }
    };
    let names = sent.keys().filter(|name| !is_part(name));
    let mut changed = Vec::new();
    for name in names {
        let now = whole(sent, name);
        let same = match stood {
            Some(stood) => now == whole(stood, name),
            None => now.is_empty(),
        };
        if !same {
            changed.push((name.clone(), now));
        }
    }
    changed
}

/// The record whose field has this text; people and organisations have no numbers of their own.
pub(super) async fn record_of(app: &App, ledger: &Ledger, field: &str, text: &str) -> Result<Option<Record>, Fault> {
    let Some((index, found)) = ledger.field(field) else { return Ok(None) };
    let node = |kind| Box::new(Expr { kind, ty: Ty::Text, span: Span::default() });
    let at = node(ExprKind::Field(FieldRef { index, name: found.name.clone() }));
    let wanted = node(ExprKind::Literal(Value::text(text)));
    let filter = Expr { kind: ExprKind::Binary(BinaryOp::Eq, at, wanted), ty: Ty::Bool, span: Span::default() };
    let query = ListQuery { filter: Some(filter), limit: Some(1), ..ListQuery::default() };
    Ok(app.store().list(ledger, &query).await?.into_iter().next())
}

/// All records of a small ledger, by id.
pub(super) async fn all(app: &App, ledger: &Ledger) -> Result<Vec<Record>, Fault> {
    Ok(app.store().list(ledger, &ListQuery::default()).await?)
}

/// A record by the number in an address.
pub(super) async fn record(app: &App, ledger: &Ledger, id: i64) -> Result<Record, Fault> {
    let case = app.store().case(ledger, RecordId(id)).await?;
    case.map(|case| case.record).ok_or(Fault::NotFound)
}

/// The value of a field in words; none where it is missing.
pub(super) fn said(viewer: &Viewer, ledger: &Ledger, record: &Record, field: &str) -> Option<String> {
    let (index, field) = ledger.field(field)?;
    let value = record.values.get(index).filter(|value| !value.is_missing())?;
    let words = match (&*ledger.key, &*field.name, value.as_str()) {
        ("orgs.org", "parent" | "successor", Some(code)) => Some(values::org(&viewer.snapshot, code)),
        ("orgs.person", "roles", Some(roles)) => Some(role_titles(viewer, roles)),
        _ => None,
    };
    if words.is_some() {
        return words;
    }
    Some(values::cell(&viewer.snapshot, ledger, field, value, &References::default()))
}

/// Roles as the ledger keeps them, by their titles.
fn role_titles(viewer: &Viewer, roles: &str) -> String {
    let roles = roles.split([',', '\u{ff0c}', '\u{3001}', ';', '\u{ff1b}', ' ', '\n']).map(str::trim);
    let titles: Vec<String> =
        roles.filter(|role| !role.is_empty()).map(|role| frame::role_title(viewer, role)).collect();
    titles.join(t::people::COMMA)
}

/// The plain text of a text field that is not personal.
pub(super) fn plain<'a>(ledger: &Ledger, record: &'a Record, field: &str) -> Option<&'a str> {
    let (index, field) = ledger.field(field)?;
    record.values.get(index).filter(|_| field.class < Class::Personal)?.as_str()
}

/// A refusal the page shows; other faults go on.
pub(super) fn refusal(fault: Fault) -> Result<Box<Refusal>, Fault> {
    match fault {
        Fault::Refused(refusal) => Ok(refusal),
        other => Err(other),
    }
}

/// The status a refusal is answered with.
pub(super) fn status(refusal: &Refusal) -> axum::http::StatusCode {
    Fault::Refused(Box::new(refusal.clone())).problem().status
}

/// The version the person had before him.
pub(super) fn version_seen(input: &Input) -> Option<u32> {
    input.text("version").and_then(|version| version.parse().ok())
}
