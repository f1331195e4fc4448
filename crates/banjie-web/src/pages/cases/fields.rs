//! Values of a case by group.

use banjie_model::{
    definition::{Field, FieldType},
    value::{FileRef, Value},
};
use maud::{Markup, html};

use super::{head::is_given, page::View, spelling::inner, uploads::percent};
use crate::{
    text::cases as t,
    ui::{self, Align, Column, Row, Table, Term, definition_list, panel},
};

/// A panel a group; fields without a value and whose turn is still to come are left out where the group has others.
pub(super) fn groups(view: &View<'_>) -> Markup {
    let mut groups: Vec<Option<&str>> = Vec::new();
    for field in &view.ledger.fields {
        if !groups.contains(&field.group.as_deref()) {
            groups.push(field.group.as_deref());
        }
    }
    html! {
        @for (at, group) in groups.iter().enumerate() {
            @let terms = terms(view, *group);
            @if !terms.is_empty() {
                (panel(&format!("group-{at}"), group.unwrap_or(t::CONTENT), &html! {}, &definition_list(&terms)))
            }
        }
    }
}

fn terms(view: &View<'_>, group: Option<&str>) -> Vec<Term> {
    let values = view.ledger.fields.iter().zip(&view.record().values);
    let own: Vec<_> = values.filter(|(field, _)| field.group.as_deref() == group).collect();
    if !own.iter().any(|(_, value)| is_given(value)) {
        return Vec::new();
    }
    own.into_iter().map(|(field, value)| term(view, field, value)).collect()
}

fn term(view: &View<'_>, field: &Field, value: &Value) -> Term {
    let speller = view.speller();
    let text = speller.words(field, value);
    let term = match (&field.ty, value) {
        (_, Value::Missing) => Term::text(&field.title, ""),
        (FieldType::List(fields), Value::List(rows)) => {
            Term::markup(&field.title, table(view, field, fields, rows)).wide()
        }
        (FieldType::Ref(ledger), Value::Ref(id)) if !speller.masks(field) => {
            match view.names.get(ledger, *id).and_then(|named| named.href.as_deref()) {
                Some(href) => Term::markup(&field.title, html! { a href=(href) { (text) } }),
                None => Term::text(&field.title, &text),
            }
        }
        (_, Value::Files(list)) => Term::markup(&field.title, files(view, field, list)).wide(),
        (FieldType::LongText, _) => {
            Term::markup(&field.title, html! { @for line in text.lines() { p { (line) } } }).wide()
        }
        (_, Value::Date(date)) if !speller.masks(field) => Term::text(&field.title, &super::words::day(*date)),
        _ => Term::text(&field.title, &text),
    };
    match field.formula.is_some() || field.lookup.is_some() {
        true => Term { title: t::computed(&field.title), ..term },
        false => term,
    }
}

fn table(view: &View<'_>, list: &Field, fields: &[Field], rows: &[Vec<Value>]) -> Markup {
    let speller = view.speller();
    let align = |field: &Field| match field.ty {
        FieldType::Int | FieldType::Decimal { .. } | FieldType::Money | FieldType::Percent => Align::Number,
        FieldType::Date | FieldType::Time | FieldType::DateTime => Align::Tight,
        _ => Align::Text,
    };
    let cell = |field: &Field, value: &Value| {
        let text = speller.words(&inner(list, field), value);
        html! { @if text.is_empty() { span.missing { (crate::text::ui::MISSING) } } @else { (text) } }
    };
    let row = |row: &Vec<Value>| Row {
        cells: fields.iter().zip(row).map(|(field, value)| cell(field, value)).collect(),
        ..Row::default()
    };
    ui::table(&Table {
        caption: list.title.to_string(),
        columns: fields.iter().map(|field| Column::new(&field.title, align(field))).collect(),
        rows: rows.iter().map(row).collect(),
        ..Table::default()
    })
}

/// Names of files; what a browser can show is shown on demand.
fn files(view: &View<'_>, field: &Field, files: &[FileRef]) -> Markup {
    if view.speller().masks(field) {
        return html! { (t::files_masked(files.len())) };
    }
    html! { ul.kept-files { @for file in files { li { (one(view, field, file)) } } } }
}

fn one(view: &View<'_>, field: &Field, file: &FileRef) -> Markup {
    if file.sha256.is_empty() {
        return html! { (ui::icon(ui::Icon::File)) (file.name) span.file-size { (t::NAME_ONLY) } };
    }
    let purpose = view.purpose.filter(|_| field.class >= banjie_model::definition::Class::Personal);
    let href = match purpose {
        Some(purpose) => format!("/files/{}?purpose={}", file.sha256, percent(purpose)),
        None => format!("/files/{}", file.sha256),
    };
    let ending = file.name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    let picture = matches!(ending.as_str(), "jpg" | "jpeg" | "png" | "gif" | "webp");
    html! {
        (ui::icon(ui::Icon::File))
        a href=(href) { (file.name) }
        span.file-size { (t::size(file.size_bytes)) }
        @if picture || ending == "pdf" {
            details.file-preview {
                summary { (t::PREVIEW) }
                @if picture { img src=(href) alt=(file.name) loading="lazy" width="480"; }
                @else { iframe src=(href) title=(file.name) loading="lazy" width="100%" height="560" {} }
            }
        }
    }
}
