//! Labels, help, errors, and the controls of one line, of paragraphs, of places and of files.

use banjie_model::definition::{Field, FieldType};
use maud::{Markup, html};

use super::{KeptFile, Place};
use crate::{
    icon::{Icon, icon},
    text,
};

/// The words of a label.
pub(super) fn label_words(title: &str, required: bool) -> Markup {
    html! { (title) @if required { " " span.required { (text::REQUIRED) } } }
}

/// Help beneath a label.
pub(super) fn help_line(place: &Place<'_>, help: Option<&str>) -> Markup {
    html! { @if let Some(help) = help { p.field-help id={ (place.id()) "-help" } { (help) } } }
}

/// The error of a control.
pub(super) fn error_line(place: &Place<'_>) -> Markup {
    html! {
        @if let Some(error) = place.error {
            p.field-error id={ (place.id()) "-error" } { (icon(Icon::Late)) span.visually-hidden { (text::ERROR) } (error) }
        }
    }
}

/// How one line is typed.
struct Line {
    kind: &'static str,
    mode: Option<&'static str>,
    unit: Option<String>,
    class: &'static str,
    longest: Option<u16>,
}

fn line_of(field: &Field) -> Line {
    let plain = Line {
        kind: "text",
        mode: None,
        unit: field.unit.as_deref().map(str::to_owned),
        class: "input",
        longest: None,
    };
    match &field.ty {
        FieldType::Int => Line { mode: Some("numeric"), class: "input input-number", ..plain },
        FieldType::Decimal { .. } => Line { mode: Some("decimal"), class: "input input-number", ..plain },
        FieldType::Money => Line {
            mode: Some("decimal"),
            class: "input input-number",
            unit: plain.unit.or(Some(text::YUAN.to_owned())),
            ..plain
        },
        FieldType::Percent => {
            Line { mode: Some("decimal"), class: "input input-number", unit: Some(text::PERCENT.to_owned()), ..plain }
        }
        FieldType::Date => Line { kind: "date", class: "input input-short", ..plain },
        FieldType::Time => Line { kind: "time", class: "input input-short", ..plain },
        FieldType::DateTime => Line { kind: "datetime-local", class: "input input-middle", ..plain },
        FieldType::IdCard | FieldType::CreditCode => Line { class: "input input-code", longest: Some(18), ..plain },
        FieldType::SchoolCode | FieldType::StudentNo => Line { class: "input input-code", longest: Some(32), ..plain },
        FieldType::Phone => {
            Line { kind: "tel", mode: Some("tel"), class: "input input-code", longest: Some(20), ..plain }
        }
        FieldType::Period => Line { class: "input input-middle", ..plain },
        _ => plain,
    }
}

/// One line of text, a number, a date, a code with a check.
pub(super) fn line(field: &Field, value: &str, place: &Place<'_>) -> Markup {
    let how = line_of(field);
    let personal = matches!(
        field.ty,
        FieldType::IdCard | FieldType::CreditCode | FieldType::Phone | FieldType::StudentNo | FieldType::SchoolCode
    );
    let id = place.id();
    let input = html! {
        input.(how.class) id=(id) type=(how.kind) name=(place.name) value=(value) inputmode=[how.mode] maxlength=[how.longest]
            autocomplete=[personal.then_some("off")] spellcheck=[personal.then_some("false")] step=[(how.kind == "time").then_some("60")]
            aria-label=[place.label.as_deref()] aria-describedby=[place.described()] aria-invalid=[place.invalid()] aria-required=[place.required.then_some("true")];
    };
    match how.unit {
        Some(unit) => html! { span.with-unit { (input) span.unit { (unit) } } },
        None => input,
    }
}

/// Paragraphs.
pub(super) fn paragraphs(value: &str, place: &Place<'_>) -> Markup {
    html! {
        textarea.input id=(place.id()) name=(place.name) rows=(if place.label.is_some() { 2 } else { 5 }) aria-label=[place.label.as_deref()]
            aria-describedby=[place.described()] aria-invalid=[place.invalid()] aria-required=[place.required.then_some("true")] { "\n" (value) }
    }
}

/// Address, longitude and latitude; with scripts a map to pick the point on.
pub(super) fn place(address: &str, point: (&str, &str), place: &Place<'_>) -> Markup {
    let id = place.id();
    let sub = |key: &str| format!("{id}-{key}");
    html! {
        div.place {
            div.sub-field.place-address {
                label for=(sub("address")) { (text::ADDRESS) }
                input.input id=(sub("address")) type="text" name=(place.name) value=(address) autocomplete="off" aria-invalid=[place.invalid()];
            }
            div.sub-field {
                label for=(sub("lng")) { (text::LONGITUDE) }
                input.input.input-number id=(sub("lng")) type="text" inputmode="decimal" name={ (place.name) ".lng" } value=(point.0);
            }
            div.sub-field {
                label for=(sub("lat")) { (text::LATITUDE) }
                input.input.input-number id=(sub("lat")) type="text" inputmode="decimal" name={ (place.name) ".lat" } value=(point.1);
            }
        }
        details.place-map data-pick=(id) data-library=(crate::assets::asset_url("vendor/leaflet.min.js")) data-style=(crate::assets::asset_url("vendor/leaflet.css")) hidden {
            summary { (icon(Icon::Pin)) (text::PICK_ON_MAP) }
            p.field-help { (text::PICK_HELP) }
            div.map {}
        }
    }
}

/// Files there are, each with a checkbox that takes it away, and an input for more.
pub(super) fn files(kept: &[KeptFile], many: bool, place: &Place<'_>) -> Markup {
    let id = format!("{}-add", place.id());
    html! {
        @if !kept.is_empty() {
            ul.kept-files aria-label=(text::FILES_KEPT) {
                @for file in kept {
                    li {
                        (icon(Icon::File))
                        @if file.href.is_empty() { (file.title) } @else { a href=(file.href) { (file.title) } }
                        span.file-size { (file.size) }
                        label.tick { input type="checkbox" name={ (place.name) ".remove" } value=(file.key); (text::FILE_REMOVE) span.visually-hidden { " " (file.title) } }
                    }
                }
            }
        }
        label.file-label for=(id) { (if many { text::FILES_ADD } else { text::FILE_CHOOSE }) }
        input.input.input-file id=(id) type="file" name=(place.name) multiple[many] aria-describedby=[place.described()] aria-invalid=[place.invalid()];
    }
}
