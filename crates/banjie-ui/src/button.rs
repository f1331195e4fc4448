//! Buttons, and links that look like them.

use maud::{Markup, html};

use super::{
    icon::{Icon, icon},
    shell::csrf_field,
};

/// How loud a button is. One `Primary` on a page; `Danger` only for what destroys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// The usual one.
    #[default]
    Plain,
    /// The next step.
    Primary,
    /// Destroys or refers.
    Danger,
    /// Text only.
    Quiet,
}

impl Look {
    fn class(self) -> &'static str {
        match self {
            Look::Plain => "button",
            Look::Primary => "button button-primary",
            Look::Danger => "button button-danger",
            Look::Quiet => "button button-quiet",
        }
    }
}

/// A button of a form.
#[derive(Clone, Debug, Default)]
pub struct Button<'a> {
    /// What it does, a verb.
    pub word: &'a str,
    /// How loud.
    pub look: Look,
    /// Drawing before the word.
    pub icon: Option<Icon>,
    /// `name` sent with the form; empty: none.
    pub name: &'a str,
    /// `value` sent with the form.
    pub value: &'a str,
    /// Sends the form elsewhere; empty: where the form goes.
    pub action: &'a str,
    /// Question asked before it is done; empty: none. Without JavaScript it is not asked: what cannot be undone asks on a page.
    pub confirm: &'a str,
    /// Id of the form, when the button stands outside of it; empty: none.
    pub form: &'a str,
    /// Sends the form without checking it first: drafts, added rows.
    pub unchecked: bool,
}

/// A submit button.
pub fn button(button: &Button<'_>) -> Markup {
    let some = |value: &'_ str| (!value.is_empty()).then(|| value.to_owned());
    html! {
        button type="submit" class=(button.look.class()) name=[some(button.name)] value=[some(button.name).map(|_| button.value)]
            formaction=[some(button.action)] data-confirm=[some(button.confirm)] form=[some(button.form)] formnovalidate[button.unchecked] {
            @if let Some(drawing) = button.icon { (icon(drawing)) }
            (button.word)
        }
    }
}

/// A link that looks like a button.
pub fn link_button(word: &str, href: &str, look: Look, drawing: Option<Icon>) -> Markup {
    html! {
        a class=(look.class()) href=(href) {
            @if let Some(drawing) = drawing { (icon(drawing)) }
            (word)
        }
    }
}

/// A form of one button that posts to an address.
pub fn post_button(csrf: &str, action: &str, what: &Button<'_>) -> Markup {
    html! {
        form.inline-form method="post" action=(action) {
            (csrf_field(csrf))
            (button(what))
        }
    }
}
