//! What happened to a case, and where an application stands.

use maud::{Markup, html};

use super::{
    icon::{Icon, icon},
    mark::Tone,
};
use crate::text;

/// A field that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Title of the field.
    pub title: String,
    /// Before; `None`: it was missing.
    pub before: Option<String>,
    /// After; `None`: it was taken away.
    pub after: Option<String>,
}

/// One entry of a time line.
#[derive(Clone, Debug)]
pub struct Entry {
    /// When, as shown: `2025-10-14 09:30`.
    pub at: String,
    /// When, for machines: `2025-10-14T09:30`.
    pub datetime: String,
    /// Who.
    pub who: String,
    /// What: 立案, 移交 …
    pub what: Markup,
    /// How it is felt.
    pub tone: Tone,
    /// Reason given; empty: none.
    pub reason: String,
    /// Fields changed.
    pub changes: Vec<Change>,
    /// More: links to documents, files.
    pub body: Option<Markup>,
}

/// Entries, newest first as the caller gives them.
pub fn timeline(entries: &[Entry]) -> Markup {
    html! {
        ol.timeline {
            @for entry in entries {
                li.(entry.tone.class()) {
                    p.timeline-head {
                        span.timeline-what { (entry.what) }
                        span.timeline-who { (entry.who) }
                        time datetime=(entry.datetime) { (entry.at) }
                    }
                    @if !entry.reason.is_empty() { p.timeline-reason { span.quiet-label { (text::REASON) } (entry.reason) } }
                    @if !entry.changes.is_empty() { (changes(&entry.changes)) }
                    @if let Some(body) = &entry.body { div.timeline-body { (body) } }
                }
            }
        }
    }
}

/// Before → after, field by field.
fn changes(changes: &[Change]) -> Markup {
    html! {
        dl.changes {
            @for change in changes {
                div {
                    dt { (change.title) }
                    dd {
                        @if let Some(before) = &change.before {
                            del { span.visually-hidden { (text::BEFORE) " " } (before) } " "
                        }
                        @match &change.after {
                            Some(after) => ins { span.visually-hidden { (text::AFTER) " " } (after) },
                            None => span.missing { (text::MISSING) },
                        }
                    }
                }
            }
        }
    }
}

/// Whether a step is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Over.
    Done,
    /// At hand.
    Now,
    /// To come.
    Next,
}

/// A step of an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What: 受理, 审核 …
    pub title: String,
    /// Done on, or promised by: `承诺 2025-10-14 前`; empty: nothing.
    pub date: String,
    /// Remark; empty: none.
    pub note: String,
    /// Where it stands.
    pub state: StepState,
}

/// A progress line.
pub fn steps(label: &str, steps: &[Step]) -> Markup {
    html! {
        ol.steps aria-label=(label) {
            @for step in steps {
                @let (class, word) = match step.state {
                    StepState::Done => ("step-done", text::STEP_DONE),
                    StepState::Now => ("step-now", text::STEP_NOW),
                    StepState::Next => ("step-next", text::STEP_NEXT),
                };
                li.(class) aria-current=[(step.state == StepState::Now).then_some("step")] {
                    span.step-mark { @if step.state == StepState::Done { (icon(Icon::Check)) } }
                    div.step-body {
                        p.step-title { (step.title) " " span.step-word { (word) } }
                        @if !step.date.is_empty() { p.step-date { (step.date) } }
                        @if !step.note.is_empty() { p.step-note { (step.note) } }
                    }
                }
            }
        }
    }
}
