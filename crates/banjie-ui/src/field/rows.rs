//! Child rows: a table of inputs.

use banjie_model::definition::Field;
use maud::{Markup, html};

use super::{ChildRow, Input, Place, choice, drawn, parts};
use crate::{
    icon::{Icon, icon},
    text,
};

/// The rows of a list field with buttons to add and remove.
pub(super) fn rows(input: &Input<'_>, fields: &[Field], place: &Place<'_>) -> Markup {
    html! {
        div.child-rows data-rows-of=(place.name) {
            @if !input.rows.is_empty() {
                div.table-wrap {
                    table.table.child-table {
                        caption.visually-hidden { (input.field.title) }
                        thead {
                            tr {
                                th.tight scope="col" { "#" }
                                @for field in fields { th scope="col" { (parts::label_words(&field.title, field.required)) } }
                                th scope="col" { span.visually-hidden { (text::ROW_REMOVE) } }
                            }
                        }
                        tbody { @for (index, row) in input.rows.iter().enumerate() { (one_row(input, fields, place, index, row)) } }
                    }
                }
            }
            button.button type="submit" name="rows.do" value={ "add:" (place.name) } formnovalidate { (icon(Icon::Plus)) (text::ROW_ADD) }
        }
    }
}

fn one_row(input: &Input<'_>, fields: &[Field], list: &Place<'_>, index: usize, row: &ChildRow) -> Markup {
    html! {
        tr {
            th.tight scope="row" data-label=(text::row(index + 1)) {
                span.row-number { (index + 1) }
                @if !row.key.is_empty() { input type="hidden" name={ (list.name) "[" (index) "].row" } value=(row.key); }
            }
            @for field in fields {
                td data-label=(field.title) { (cell(input, field, list, index, row)) }
            }
            td.cell-actions {
                button.button.button-quiet type="submit" name="rows.do" value={ "remove:" (list.name) ":" (index) } formnovalidate aria-label=(text::row_remove(index + 1)) {
                    (icon(Icon::Cross)) span.row-remove-word { (text::ROW_REMOVE) }
                }
            }
        }
    }
}

fn cell(input: &Input<'_>, field: &Field, list: &Place<'_>, index: usize, row: &ChildRow) -> Markup {
    let empty = String::new();
    let value = row.texts.get(&*field.name).unwrap_or(&empty);
    let place = Place {
        name: format!("{}[{index}].{}", list.name, field.name),
        path: format!("{}.{}", list.path, field.name),
        error: row.errors.get(&*field.name).map(String::as_str),
        required: field.required,
        helped: false,
        label: Some(text::in_row(&field.title, index + 1)),
    };
    let inner = Input { required: field.required, ..Input::new(field, value, input.choices) };
    html! {
        @if matches!(field.ty, banjie_model::definition::FieldType::Bool) { (choice::yes_or_no(value, &place)) } @else { (drawn(&inner, &place)) }
        (parts::error_line(&place))
    }
}
