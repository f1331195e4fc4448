//! Messages: what happened, to what, and what to do next.

use maud::{Markup, html};

use super::icon::{Icon, icon};
use crate::text;

/// Kind of message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// To know.
    #[default]
    Info,
    /// Done.
    Done,
    /// To heed.
    Warn,
    /// Refused or failed.
    Error,
}

impl Level {
    fn parts(self) -> (&'static str, Icon, &'static str) {
        match self {
            Level::Info => ("alert-info", Icon::Info, text::ALERT_INFO),
            Level::Done => ("alert-done", Icon::Check, text::ALERT_DONE),
            Level::Warn => ("alert-warn", Icon::Triangle, text::ALERT_WARN),
            Level::Error => ("alert-error", Icon::Late, text::ALERT_ERROR),
        }
    }
}

/// What the last request did, shown once on the next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    /// Kind.
    pub level: Level,
    /// The sentence.
    pub text: String,
}

/// A message in the page.
pub fn alert(level: Level, title: &str, body: &Markup) -> Markup {
    let (class, drawing, word) = level.parts();
    html! {
        div.alert.(class) role=[(level == Level::Error).then_some("alert")] {
            (icon(drawing))
            div.alert-body {
                @if title.is_empty() { span.quiet-label { (word) } } @else { p.alert-title { (title) } }
                (body)
            }
        }
    }
}

/// What the last request did.
pub fn flash(flash: &Flash) -> Markup {
    let (class, drawing, word) = flash.level.parts();
    let role = if flash.level == Level::Error { "alert" } else { "status" };
    html! {
        div.alert.flash.(class) role=(role) {
            (icon(drawing))
            div.alert-body { span.quiet-label { (word) } p { (flash.text) } }
        }
    }
}

/// A field that two people changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// Title of the field.
    pub title: String,
    /// As it stands now, from the other; empty: missing.
    pub theirs: String,
    /// As typed here; empty: missing.
    pub mine: String,
}

/// Somebody else saved meanwhile: who and when in `sentence`, then field by field. What was typed stays in the form beneath.
pub fn conflict(sentence: &str, clashes: &[Clash]) -> Markup {
    let shown = |value: &str| if value.is_empty() { text::MISSING.to_owned() } else { value.to_owned() };
    html! {
        div.alert.alert-warn.conflict role="alert" tabindex="-1" data-focus {
            (icon(Icon::Triangle))
            div.alert-body {
                p.alert-title { (text::CONFLICT) }
                p { (sentence) }
                @if !clashes.is_empty() {
                    table.table.matrix {
                        caption.visually-hidden { (text::CONFLICT) }
                        thead { tr { th scope="col" { (text::CONFLICT_FIELD) } th scope="col" { (text::CONFLICT_THEIRS) } th scope="col" { (text::CONFLICT_MINE) } } }
                        tbody {
                            @for clash in clashes {
                                tr { th scope="row" { (clash.title) } td { (shown(&clash.theirs)) } td.mine { (shown(&clash.mine)) } }
                            }
                        }
                    }
                }
                p { (text::CONFLICT_NEXT) }
            }
        }
    }
}

/// A fault of a field: which, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// Name of the input: `area`, `people[0].age`; empty: the form as a whole.
    pub name: String,
    /// Title of the field.
    pub title: String,
    /// What is wrong and what to do.
    pub text: String,
}

/// All faults of a form on top of it, each a link to its field. Nothing when there is none.
pub fn error_summary(faults: &[FieldFault]) -> Markup {
    html! {
        @if !faults.is_empty() {
            section.error-summary aria-labelledby="error-summary-title" tabindex="-1" data-focus {
                h2 #error-summary-title { (icon(Icon::Late)) (text::ERRORS) span.count { (text::errors(faults.len())) } }
                ul {
                    @for fault in faults {
                        li {
                            @if fault.name.is_empty() { (fault.text) } @else {
                                a href={ "#" (super::field::input_id(&fault.name)) } {
                                    @if !fault.title.is_empty() { b { (fault.title) } " " }
                                    (fault.text)
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
