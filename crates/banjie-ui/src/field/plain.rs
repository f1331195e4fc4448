//! Inputs that no field of a ledger stands behind: sign-in, filters, reasons, administration.

use maud::{Markup, html};

use super::{Choice, Place, choice, parts};

/// An input without a field.
#[derive(Clone, Debug, Default)]
pub struct PlainInput<'a> {
    /// `name`.
    pub name: &'a str,
    /// Title.
    pub title: &'a str,
    /// `type`; empty: `text`.
    pub kind: &'a str,
    /// Value.
    pub value: &'a str,
    /// Help; empty: none.
    pub help: &'a str,
    /// What is wrong; `None`: nothing.
    pub error: Option<&'a str>,
    /// Must be given.
    pub required: bool,
    /// Always holds one of its choices, as a chooser above a page does: neither marked as required nor offered empty.
    pub settled: bool,
    /// `autocomplete`; empty: the browser decides.
    pub autocomplete: &'a str,
    /// `inputmode`; empty: by type.
    pub mode: &'a str,
}

fn place_of<'a>(input: &PlainInput<'a>) -> Place<'a> {
    Place {
        name: input.name.to_owned(),
        path: input.name.to_owned(),
        error: input.error,
        required: input.required,
        helped: !input.help.is_empty(),
        label: None,
    }
}

fn framed(input: &PlainInput<'_>, place: &Place<'_>, control: &Markup) -> Markup {
    html! {
        div.field.field-bad[input.error.is_some()] {
            label for=(place.id()) { (parts::label_words(input.title, input.required)) }
            (parts::help_line(place, (!input.help.is_empty()).then_some(input.help)))
            (parts::error_line(place))
            (control)
        }
    }
}

/// One line.
pub fn plain_input(input: &PlainInput<'_>) -> Markup {
    let place = place_of(input);
    let some = |value: &str| (!value.is_empty()).then(|| value.to_owned());
    let kind = if input.kind.is_empty() { "text" } else { input.kind };
    let control = html! {
        input.input id=(place.id()) type=(kind) name=(input.name) value=(input.value) autocomplete=[some(input.autocomplete)] inputmode=[some(input.mode)]
            aria-describedby=[place.described()] aria-invalid=[place.invalid()] required[input.required];
    };
    framed(input, &place, &control)
}

/// Paragraphs: reasons, replies.
pub fn text_area(input: &PlainInput<'_>) -> Markup {
    let place = place_of(input);
    framed(input, &place, &parts::paragraphs(input.value, &place))
}

/// One of a list; an empty first entry only where nothing is required or chosen.
pub fn select_input(input: &PlainInput<'_>, items: &[Choice]) -> Markup {
    let place = place_of(input);
    let control = html! {
        select.input id=(place.id()) name=(input.name) aria-describedby=[place.described()] aria-invalid=[place.invalid()] required[input.required] {
            @if !input.settled && (!input.required || input.value.is_empty()) { option value="" { (crate::text::CHOOSE) } }
            (choice::option_list(input.value, items))
        }
    };
    framed(input, &place, &control)
}
