//! A manuscript with its figures, its words, and what the proof-reader found.

use banjie_figures::AsOf;
use banjie_office::reports::{self, ReportError, What};
use banjie_papers::{TemplateFault, document::Document};
use banjie_proof::Report;
use maud::{Markup, html};

use super::{
    figures, notes,
    script::{self, Script},
};
use crate::{
    App,
    server::{Fault, Viewer},
    text::reports as t,
    ui::{self, Level},
};

/// A composed report.
pub(crate) struct Composed {
    pub document: Document,
    pub script: Script,
    pub proof: Report,
}

impl Composed {
    /// Of a document.
    pub fn of(document: Document) -> Composed {
        let script = script::script(&document);
        let proof = notes::of_script(&script, false);
        Composed { document, script, proof }
    }

    /// Composes a text for a viewer, as of a moment.
    ///
    /// # Errors
    /// As [`reports::compose_text`], and a refusal where the viewer may not write this report.
    pub async fn compose(
        app: &App,
        viewer: &Viewer,
        what: &What<'_>,
        body: &str,
        moment: AsOf,
    ) -> Result<Composed, ReportError> {
        reports::compose_for(app.desk(), &viewer.actor, what, Some(body), moment).await.map(Composed::of)
    }

    /// The page with its marks, findings beside it, sources beneath.
    pub fn show(&self) -> Markup {
        let (marks, _) = notes::marks(&self.proof);
        let tally = notes::tally(&self.proof);
        html! {
            div.proof {
                article.proof-text aria-label=(t::PREVIEW) { (script::page(&self.document, &marks)) }
                aside.proof-margin aria-label=(t::FINDINGS) {
                    p.proof-tally {
                        @if tally.is_empty() { (t::NO_FINDINGS) } @else { (tally) }
                    }
                    (notes::margin(&self.script.text, &self.proof))
                }
            }
            (figures::list(&self.document))
        }
    }
}

/// The end of the log, at which a preview is composed.
///
/// # Errors
/// The store.
pub(crate) async fn now(app: &App) -> Result<AsOf, Fault> {
    Ok(AsOf::now(app.store(), app.now()).await?)
}

/// A text that cannot be composed: what is wrong, and where.
pub(crate) fn trouble(error: &ReportError, body: &str) -> Markup {
    let refusal = error.refusal();
    ui::alert(
        Level::Error,
        t::NOT_COMPOSED,
        &html! {
            p { (error) }
            @if let ReportError::Template(fault) = error { (line_of(fault, body)) }
            @if let Some(rule) = refusal.and_then(|r| r.rule.as_ref()) { p.quiet { (t::rule(rule)) } }
            @if let Some(basis) = refusal.and_then(|r| r.basis.as_ref()) { p.quiet { (t::basis(basis)) } }
        },
    )
}

/// The line of the text with the fault, its place marked.
fn line_of(fault: &TemplateFault, body: &str) -> Markup {
    let Some(number) = fault.line else { return html! {} };
    let Some(line) = body.lines().nth(number.saturating_sub(1)) else { return html! {} };
    let begins: usize = body.split_inclusive('\n').take(number.saturating_sub(1)).map(str::len).sum();
    let range = fault.range.as_ref().map(|range| {
        let place = |at: usize| {
            let at = at.saturating_sub(begins).min(line.len());
            (0..=at).rev().find(|i| line.is_char_boundary(*i)).unwrap_or(0)
        };
        place(range.start)..place(range.end)
    });
    html! {
        p {
            a href="#f-text" data-line=(number) { (t::line(number)) }
            code.template-line {
                @match range.filter(|range| range.start < range.end) {
                    Some(range) => { (&line[..range.start]) mark { (&line[range.clone()]) } (&line[range.end..]) },
                    None => (line),
                }
            }
        }
    }
}

/// The fault of a report that was not composed.
pub(crate) fn fault(error: ReportError) -> Fault {
    match error {
        ReportError::Desk(error) => error.into(),
        other => Fault::bad(other.to_string()),
    }
}
