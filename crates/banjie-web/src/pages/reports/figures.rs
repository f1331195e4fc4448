//! The numbers of a report: value, definition, and the way to their records.

use banjie_figures::token;
use banjie_model::figure::{Figure, How};
use banjie_office::trace::whole_caption;
use banjie_papers::document::Document;
use maud::{Markup, html};

use crate::text::reports as t;

/// Where the records behind a number are listed: those of a counted one as they stood, the page of its indicator for others.
pub(super) fn href(figure: &Figure) -> Option<String> {
    let trace = figure.trace();
    if trace.how == How::Records {
        let token = token(trace)?;
        return Some(format!("/figures/records?{}", pairs(&[("token", &token)])));
    }
    let period = trace.period.map(|period| period.key());
    let mut asked = Vec::new();
    asked.extend(period.as_deref().map(|key| ("period", key)));
    asked.extend(trace.org.as_deref().map(|code| ("org", code)));
    Some(format!("/figures/{}/{}?{}", trace.package, trace.indicator, pairs(&asked)))
}

fn pairs(pairs: &[(&str, &str)]) -> String {
    serde_urlencoded::to_string(pairs).unwrap_or_default()
}

/// Every number of a report in reading order.
pub(super) fn list(document: &Document) -> Markup {
    let figures = &document.figures;
    html! {
        details.figure-list id="figures" {
            summary { (t::figures(figures.len())) }
            @if figures.is_empty() { p.quiet { (t::NO_FIGURES) } }
            ol {
                @for (n, figure) in (1..).zip(figures) { (entry(n, figure)) }
            }
        }
    }
}

fn entry(n: usize, figure: &Figure) -> Markup {
    let (trace, wording) = (figure.trace(), figure.wording());
    html! {
        li id={ "f" (n) } data-proof={ "f" (n) } {
            p {
                a href={ "#r" (n) } { (n) }
                " " b { (figure.text()) (figure.unit()) } " " (whole_caption(trace))
            }
            p.quiet { (wording.words) @if let Some(formula) = &wording.formula { " " (t::formula(formula)) } }
            @if let Some(hidden) = trace.hidden { p.quiet { (hidden.note()) } }
            @else if let Some(href) = href(figure) { p { a href=(href) { (t::RECORDS) } } }
        }
    }
}
