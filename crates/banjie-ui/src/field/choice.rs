//! Controls that choose: yes or no, codes, records, organisations, accounts.

use maud::{Markup, html};

use super::{Choice, Options, Place};
use crate::text;

/// 是, 否, 未填.
pub(super) fn yes_or_no(value: &str, place: &Place<'_>) -> Markup {
    let id = place.id();
    let entries = [(text::YES, text::YES), (text::NO, text::NO), ("", text::UNSET)];
    let on = match value {
        "" => "",
        "true" | "1" | text::YES => text::YES,
        _ => text::NO,
    };
    html! {
        @if let Some(label) = &place.label {
            select.input id=(id) name=(place.name) aria-label=(label) aria-invalid=[place.invalid()] aria-describedby=[place.described()] {
                @for (key, word) in entries.iter().rev() { option value=(key) selected[*key == on] { (word) } }
            }
        } @else {
            div.radios {
                @for (index, (key, word)) in entries.iter().enumerate() {
                    @if !(place.required && key.is_empty()) {
                        label.tick { input id={ (id) "-" (index) } type="radio" name=(place.name) value=(key) checked[*key == on]; (word) }
                    }
                }
            }
        }
    }
}

/// One code of a list, grouped where it is a tree. A value the list no longer has stays, so that saving does not lose it.
pub(super) fn codes(value: &str, options: &Options, place: &Place<'_>) -> Markup {
    let known = value.is_empty() || options.items.iter().any(|item| item.key == value);
    html! {
        select.input id=(place.id()) name=(place.name) aria-label=[place.label.as_deref()] aria-describedby=[place.described()]
            aria-invalid=[place.invalid()] aria-required=[place.required.then_some("true")] {
            option value="" { (text::CHOOSE) }
            @if !known { option value=(value) selected { (value) } }
            (option_list(value, &options.items))
        }
    }
}

/// Options in their groups, groups in the order of their first entry.
pub(super) fn option_list(value: &str, items: &[Choice]) -> Markup {
    let heads = |item: &Choice| items.iter().any(|other| !item.title.is_empty() && other.group == item.title);
    let option = |item: &Choice| html! { option value=(item.key) selected[item.key == value] { (item.title) } };
    html! {
        @for item in items.iter().filter(|item| item.group.is_empty()) {
            @if heads(item) {
                optgroup label=(item.title) {
                    (option(item))
                    @for child in items.iter().filter(|child| child.group == item.title) { (option(child)) }
                }
            } @else { (option(item)) }
        }
        (other_groups(value, items))
    }
}

/// Groups whose head is no entry of its own, and those below another group.
fn other_groups(value: &str, items: &[Choice]) -> Markup {
    let top = |group: &str| items.iter().any(|item| item.group.is_empty() && item.title == group);
    let mut groups: Vec<&str> = Vec::new();
    for item in items.iter().filter(|item| !item.group.is_empty() && !top(&item.group)) {
        if !groups.contains(&item.group.as_str()) {
            groups.push(&item.group);
        }
    }
    html! {
        @for group in groups {
            optgroup label=(group) {
                @for item in items.iter().filter(|item| item.group == group) { option value=(item.key) selected[item.key == value] { (item.title) } }
            }
        }
    }
}

/// A text with suggestions: the value sent is the text, a number, name or key; plain typing works.
pub(super) fn search(value: &str, options: &Options, place: &Place<'_>) -> Markup {
    let id = place.id();
    let list = format!("{id}-list");
    let listed = !options.items.is_empty() || !options.search.is_empty();
    html! {
        input.input id=(id) type="text" name=(place.name) value=(value) list=[listed.then_some(&list)] autocomplete="off"
            data-suggest=[(!options.search.is_empty()).then_some(&options.search)]
            aria-label=[place.label.as_deref()] aria-describedby=[place.described()] aria-invalid=[place.invalid()]
            aria-required=[place.required.then_some("true")];
        @if listed {
            datalist id=(list) { @for item in &options.items { option value=(item.key) label=(item.title) {} } }
        }
    }
}
