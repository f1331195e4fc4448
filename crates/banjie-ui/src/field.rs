//! Inputs for the fields of a ledger: every one works as plain HTML; scripts only make it quicker.
//!
//! An input is named as its field: `area`; in a child row `people[0].age`. Buttons that change the rows of a list are submit
//! buttons named `rows.do` with values `add:people` and `remove:people:0`: the server shows the form again with one row more or less.

mod choice;
mod parts;
mod plain;
mod rows;

use std::collections::BTreeMap;

use banjie_model::{
    Name,
    definition::{CodeList, Field, FieldType},
};
use indexmap::IndexMap;
use maud::{Markup, html};

pub use plain::{PlainInput, plain_input, select_input, text_area};

use crate::text;

/// One entry to choose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Value sent.
    pub key: String,
    /// Words shown.
    pub title: String,
    /// Group it stands in; empty: none.
    pub group: String,
}

/// What can be chosen for one field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Entries offered at once.
    pub items: Vec<Choice>,
    /// Address asked for more as one types: `?q=` gives `[{"key":…,"title":…}]`; empty: none.
    pub search: String,
}

/// What can be chosen, by the path of the field: `kind`, in child rows `people.kind`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// By path.
    pub by_field: BTreeMap<String, Options>,
}

impl Choices {
    /// The code lists of a package, for every code and tree field and those in child rows.
    pub fn from_codes(fields: &[Field], codes: &IndexMap<Name, CodeList>) -> Choices {
        let mut choices = Choices::default();
        choices.add_codes("", fields, codes);
        choices
    }

    fn add_codes(&mut self, prefix: &str, fields: &[Field], codes: &IndexMap<Name, CodeList>) {
        for field in fields {
            let path = format!("{prefix}{}", field.name);
            match &field.ty {
                FieldType::Code(list) | FieldType::Tree(list) => {
                    if let Some(list) = codes.get(list) {
                        self.by_field.insert(path, Options { items: entries(list), search: String::new() });
                    }
                }
                FieldType::List(inner) => self.add_codes(&format!("{path}."), inner, codes),
                _ => {}
            }
        }
    }

    /// The same with what can be chosen for one more field.
    pub fn with(mut self, path: &str, options: Options) -> Choices {
        self.by_field.insert(path.to_owned(), options);
        self
    }

    fn of(&self, path: &str) -> Options {
        self.by_field.get(path).cloned().unwrap_or_default()
    }
}

/// The entries of a code list; in a tree each stands in the group of its parent, and a parent heads its group.
fn entries(list: &CodeList) -> Vec<Choice> {
    let title = |key: &str| list.entries.get(key).map(|entry| entry.title.to_string()).unwrap_or_default();
    list.entries
        .values()
        .map(|entry| Choice {
            key: entry.key.to_string(),
            title: entry.title.to_string(),
            group: entry.parent.as_deref().map(title).unwrap_or_default(),
        })
        .collect()
}

/// A file a record has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFile {
    /// Value of the checkbox that takes it away (named `<field>.remove`).
    pub key: String,
    /// Its name.
    pub title: String,
    /// Where it can be read; empty: nowhere.
    pub href: String,
    /// `1.2 MB`
    pub size: String,
}

/// A child row as typed, by field name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChildRow {
    /// Text of each field.
    pub texts: BTreeMap<String, String>,
    /// Faults by field.
    pub errors: BTreeMap<String, String>,
    /// Row of the record it came from; empty: a new one. Sent back as `field[0].row`.
    pub key: String,
}

/// One input.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    /// The field.
    pub field: &'a Field,
    /// Text as typed or stored: a code's key, `2025-10-14`, a plain decimal; a place as `address`, its point in `point`.
    pub text: &'a str,
    /// Longitude and latitude of a place as typed.
    pub point: (&'a str, &'a str),
    /// Rows of a list.
    pub rows: &'a [ChildRow],
    /// Files there are.
    pub files: &'a [KeptFile],
    /// What is wrong and what to do.
    pub error: Option<&'a str>,
    /// Must be given here (the field's own `required`, or an action's need).
    pub required: bool,
    /// What can be chosen.
    pub choices: &'a Choices,
}

impl<'a> Input<'a> {
    /// The input of a field with its text; required as the field says.
    pub fn new(field: &'a Field, text: &'a str, choices: &'a Choices) -> Input<'a> {
        Input { field, text, point: ("", ""), rows: &[], files: &[], error: None, required: field.required, choices }
    }
}

/// Id of an input by its name.
pub(super) fn input_id(name: &str) -> String {
    let mut id = String::from("f-");
    id.extend(name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' || c == '.' { c } else { '-' }));
    id
}

/// Where a control stands: its name, its path for choices, what describes it.
pub(super) struct Place<'a> {
    pub name: String,
    pub path: String,
    pub error: Option<&'a str>,
    pub required: bool,
    /// Help is shown beneath, so that the control refers to it.
    pub helped: bool,
    /// Name where no label stands beside it (cells of child rows).
    pub label: Option<String>,
}

impl Place<'_> {
    pub(super) fn id(&self) -> String {
        input_id(&self.name)
    }

    /// Ids of what describes the control.
    pub(super) fn described(&self) -> Option<String> {
        let id = self.id();
        let mut parts = Vec::new();
        if self.helped {
            parts.push(format!("{id}-help"));
        }
        if self.error.is_some() {
            parts.push(format!("{id}-error"));
        }
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    pub(super) fn invalid(&self) -> Option<&'static str> {
        self.error.map(|_| "true")
    }
}

/// Help shown beneath a control: the field's own, else what its type asks for.
fn help(field: &Field) -> Option<&str> {
    field.help.as_deref().or(match &field.ty {
        FieldType::IdCard => Some(text::HELP_ID_CARD),
        FieldType::CreditCode => Some(text::HELP_CREDIT),
        FieldType::Phone => Some(text::HELP_PHONE),
        FieldType::Period => Some(text::HELP_PERIOD),
        FieldType::Ref(_) => Some(text::HELP_REF),
        FieldType::Org => Some(text::HELP_ORG),
        FieldType::Account => Some(text::HELP_ACCOUNT),
        _ => None,
    })
}

/// The field of a form: label, help, error and control.
pub fn field(input: &Input<'_>) -> Markup {
    let place = Place {
        name: input.field.name.to_string(),
        path: input.field.name.to_string(),
        error: input.error,
        required: input.required,
        helped: help(input.field).is_some(),
        label: None,
    };
    let grouped = matches!(
        input.field.ty,
        FieldType::Bool | FieldType::Place | FieldType::Files | FieldType::File | FieldType::List(_)
    );
    let wide = matches!(input.field.ty, FieldType::LongText | FieldType::Place | FieldType::Files | FieldType::List(_));
    let body =
        html! { (parts::help_line(&place, help(input.field))) (parts::error_line(&place)) (drawn(input, &place)) };
    html! {
        @if grouped {
            fieldset.field.field-group.wide[wide].field-bad[input.error.is_some()] id=(place.id()) tabindex="-1" aria-describedby=[place.described()] {
                legend { (parts::label_words(&input.field.title, input.required)) }
                (body)
            }
        } @else {
            div.field.wide[wide].field-bad[input.error.is_some()] {
                label for=(place.id()) { (parts::label_words(&input.field.title, input.required)) }
                (body)
            }
        }
    }
}

/// The control alone, named by `aria-label`: for cells of tables and filters. `name` may differ from the field's.
pub fn control(input: &Input<'_>, name: &str, label: &str) -> Markup {
    let place = Place {
        name: name.to_owned(),
        path: input.field.name.to_string(),
        error: input.error,
        required: input.required,
        helped: false,
        label: Some(label.to_owned()),
    };
    html! { (drawn(input, &place)) (parts::error_line(&place)) }
}

/// The control of a field by its type.
fn drawn(input: &Input<'_>, place: &Place<'_>) -> Markup {
    match &input.field.ty {
        FieldType::List(fields) => rows::rows(input, fields, place),
        FieldType::Bool => choice::yes_or_no(input.text, place),
        FieldType::Code(_) | FieldType::Tree(_) => choice::codes(input.text, &input.choices.of(&place.path), place),
        FieldType::Ref(_) | FieldType::Org | FieldType::Account => {
            choice::search(input.text, &input.choices.of(&place.path), place)
        }
        FieldType::File => parts::files(input.files, false, place),
        FieldType::Files => parts::files(input.files, true, place),
        FieldType::Place => parts::place(input.text, input.point, place),
        FieldType::LongText => parts::paragraphs(input.text, place),
        _ => parts::line(input.field, input.text, place),
    }
}
