//! Blocks of a page: panels, lists of terms, large values, empty states, progress.

use maud::{Markup, html};

use super::{
    icon::{Icon, icon},
    mark::Tone,
};
use crate::text;

/// A titled part of a page. `id` names its heading; `actions` stand to the right of it.
pub fn panel(id: &str, title: &str, actions: &Markup, body: &Markup) -> Markup {
    html! {
        section.panel aria-labelledby=(id) {
            header.panel-head { h2 id=(id) { (title) } div.actions { (actions) } }
            (body)
        }
    }
}

/// A term and its value.
#[derive(Clone, Debug)]
pub struct Term {
    /// Title of the field.
    pub title: String,
    /// Value; `None`: missing.
    pub value: Option<Markup>,
    /// Takes the whole width: long text, child rows, files.
    pub wide: bool,
}

impl Term {
    /// A term with a plain text; an empty one is missing.
    pub fn text(title: &str, value: &str) -> Term {
        let value = (!value.is_empty()).then(|| html! { (value) });
        Term { title: title.to_owned(), value, wide: false }
    }
    /// A term with markup.
    pub fn markup(title: &str, value: Markup) -> Term {
        Term { title: title.to_owned(), value: Some(value), wide: false }
    }
    /// The same over the whole width.
    pub fn wide(mut self) -> Term {
        self.wide = true;
        self
    }
}

/// Titles and values, in columns where there is room.
pub fn definition_list(terms: &[Term]) -> Markup {
    html! {
        dl.terms {
            @for term in terms {
                div.term.wide[term.wide] {
                    dt { (term.title) }
                    dd {
                        @match &term.value {
                            Some(value) => (value),
                            None => span.missing { (text::MISSING) },
                        }
                    }
                }
            }
        }
    }
}

/// A large value with its meaning.
#[derive(Clone, Debug, Default)]
pub struct Stat<'a> {
    /// What is counted.
    pub title: &'a str,
    /// The value as shown: `9,711`.
    pub value: &'a str,
    /// Unit, smaller beside it.
    pub unit: &'a str,
    /// Against what it changed, and by how much: (`上月`, `+3.2%`).
    pub change: Option<(&'a str, &'a str)>,
    /// How the change, or the value, is felt.
    pub tone: Tone,
    /// Where the records behind it are; empty: nowhere.
    pub href: &'a str,
    /// Remark below.
    pub note: &'a str,
}

/// A large value with its change.
pub fn stat(stat: &Stat<'_>) -> Markup {
    let value = html! { span.stat-value { (stat.value) } @if !stat.unit.is_empty() { span.stat-unit { (stat.unit) } } };
    html! {
        div.stat.(stat.tone.class()) {
            p.stat-title { (stat.title) }
            p.stat-figure {
                @if stat.href.is_empty() { (value) } @else { a href=(stat.href) { (value) } }
            }
            @if let Some((against, change)) = stat.change { p.stat-change { (text::change(against, change)) } }
            @if !stat.note.is_empty() { p.stat-note { (stat.note) } }
        }
    }
}

/// One reason why an action is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The action.
    pub action: String,
    /// What is missing, and what to do.
    pub reason: String,
    /// The rule read aloud; empty: none.
    pub rule: String,
    /// The basis: `《中华人民共和国行政处罚法》第六十条`; empty: none.
    pub basis: String,
    /// It belongs to another state of the case: told apart, for who wants to know.
    pub elsewhere: bool,
}

/// "为什么不能办理": closed actions with rule and basis, those of other states apart. Nothing when every action is open.
pub fn disclosure(reasons: &[Why]) -> Markup {
    let (elsewhere, here): (Vec<&Why>, Vec<&Why>) = reasons.iter().partition(|why| why.elsewhere);
    html! {
        @if !reasons.is_empty() {
            details.why {
                summary { (icon(Icon::Lock)) (text::WHY_NOT) @if !here.is_empty() { span.count { (here.len()) } } }
                (why_list(&here))
                @if here.is_empty() { (why_list(&elsewhere)) }
                @else if !elsewhere.is_empty() {
                    details.why-elsewhere {
                        summary { (text::ELSEWHERE) span.count { (elsewhere.len()) } }
                        (why_list(&elsewhere))
                    }
                }
            }
        }
    }
}

fn why_list(reasons: &[&Why]) -> Markup {
    html! {
        @if !reasons.is_empty() {
            ul.why-list {
                @for why in reasons {
                    li {
                        p { b { (why.action) } " " (why.reason) }
                        dl.why-terms {
                            @if !why.rule.is_empty() { div { dt { (text::RULE) } dd { (why.rule) } } }
                            @if !why.basis.is_empty() { div { dt { (text::BASIS) } dd { (why.basis) } } }
                        }
                    }
                }
            }
        }
    }
}

/// An empty state: what would stand here, and the first step.
pub fn empty(title: &str, body: &str, first_step: &Markup) -> Markup {
    html! {
        div.empty {
            p.empty-title { (title) }
            @if !body.is_empty() { p { (body) } }
            div.actions { (first_step) }
        }
    }
}

/// How much of something is done.
pub fn progress(label: &str, done: u64, all: u64) -> Markup {
    html! {
        div.progress {
            span.progress-label { (label) }
            progress max=(all.max(1)) value=(done.min(all)) aria-label=(label) {}
            span.progress-words { (text::of(done, all)) }
        }
    }
}
