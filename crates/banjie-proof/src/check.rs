//! The run of all checks over one document.

use crate::finding::{Finding, Relation, Report, Severity};
use crate::numbers::{Figure, figures};
use crate::prose::Prose;
use crate::suppress::{Silence, silenced};
use crate::text::{Document, Span};
use std::ops::Range;

/// What the caller may set.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Findings that the project file silences for this document.
    pub silences: Vec<Silence>,
    /// Whether the document will be published, so that private data is an error and not a warning.
    pub public: bool,
}

/// The document under check and what was found so far.
pub(crate) struct Desk<'a> {
    pub document: &'a Document,
    pub prose: &'a Prose,
    pub figures: &'a [Figure],
    pub public: bool,
    by_sentence: Vec<Range<usize>>,
    findings: Vec<Finding>,
    relations: Vec<Relation>,
}

impl<'a> Desk<'a> {
    fn new(document: &'a Document, prose: &'a Prose, figures: &'a [Figure], public: bool) -> Self {
        let mut by_sentence = vec![0..0; prose.sentences.len()];
        let mut at = 0;
        for (index, range) in by_sentence.iter_mut().enumerate() {
            let start = at;
            while at < figures.len() && figures[at].sentence == index {
                at += 1;
            }
            *range = start..at;
        }
        Self { document, prose, figures, public, by_sentence, findings: Vec::new(), relations: Vec::new() }
    }

    /// Figures of a sentence.
    pub fn in_sentence(&self, sentence: usize) -> &'a [Figure] {
        self.by_sentence.get(sentence).map_or(&[], |r| &self.figures[r.clone()])
    }

    /// Figures of the paragraph of `sentence`, from its first sentence to `sentence`.
    pub fn so_far(&self, sentence: usize) -> &'a [Figure] {
        let paragraph = self.prose.sentences[sentence].paragraph;
        let mut first = sentence;
        while first > 0 && self.prose.sentences[first - 1].paragraph == paragraph && sentence - first < 12 {
            first -= 1;
        }
        &self.figures[self.by_sentence[first].start..self.by_sentence[sentence].end]
    }

    /// Figures after one of them.
    pub fn after(&self, figure: &Figure) -> &'a [Figure] {
        &self.figures[self.figures.partition_point(|f| f.start <= figure.start)..]
    }

    /// The text of a span.
    pub fn text(&self, span: Span) -> &'a str {
        self.prose.slice(span)
    }

    /// A figure as printed, with multiplier and unit.
    pub fn show(&self, figure: &Figure) -> String {
        self.prose.written(figure.full())
    }

    /// Records a relation that holds.
    pub fn holds(&mut self, kind: &'static str, figures: &[&Figure]) {
        self.relations.push(Relation { kind, holds: true, spans: figures.iter().map(|f| f.span()).collect() });
    }

    /// Records a relation that fails, and the finding that says so; the first figure is the place.
    pub fn fails(
        &mut self,
        kind: &'static str,
        code: &'static str,
        severity: Severity,
        figures: &[&Figure],
        message: String,
    ) {
        let spans: Vec<Span> = figures.iter().map(|f| f.span()).collect();
        let Some(&first) = spans.first() else { return };
        self.relations.push(Relation { kind, holds: false, spans: spans.clone() });
        self.findings.push(Finding {
            code,
            severity,
            start: first.start,
            end: first.end,
            message,
            related: spans[1..].to_vec(),
            fix: None,
        });
    }

    /// Records a relation whose numbers are not all figures.
    pub fn relate(&mut self, kind: &'static str, holds: bool, spans: Vec<Span>) {
        self.relations.push(Relation { kind, holds, spans });
    }

    /// Records a finding.
    pub fn find(&mut self, code: &'static str, severity: Severity, span: Span, message: impl Into<String>) {
        self.findings.push(Finding {
            code,
            severity,
            start: span.start,
            end: span.end,
            message: message.into(),
            related: Vec::new(),
            fix: None,
        });
    }

    /// Records a finding with other places and a fix.
    pub fn find_with(
        &mut self,
        code: &'static str,
        severity: Severity,
        span: Span,
        message: impl Into<String>,
        related: Vec<Span>,
        fix: Option<String>,
    ) {
        self.findings.push(Finding {
            code,
            severity,
            start: span.start,
            end: span.end,
            message: message.into(),
            related,
            fix,
        });
    }
}

/// Checks a document.
#[must_use]
pub fn check(document: &Document, options: &Options) -> Report {
    let prose = Prose::new(document);
    let figures = figures(&prose);
    let mut desk = Desk::new(document, &prose, &figures, options.public);
    crate::relations::check(&mut desk);
    crate::defects::check(&mut desk);
    crate::private::check(&mut desk);
    let Desk { mut findings, mut relations, .. } = desk;
    findings.retain(|f| !silenced(f, &prose, &options.silences));
    findings.sort_by(|a, b| (a.start, a.end, a.code, &a.message).cmp(&(b.start, b.end, b.code, &b.message)));
    findings.dedup_by(|a, b| a.code == b.code && a.start == b.start && a.end == b.end && a.message == b.message);
    let findings = gathered(findings);
    relations.sort_by(|a, b| (a.kind, &a.spans).cmp(&(b.kind, &b.spans)));
    relations.dedup();
    Report { findings, relations, figures }
}

/// Three or more hints that say the same become one at the first place, with the others as related places.
fn gathered(findings: Vec<Finding>) -> Vec<Finding> {
    let mut counts: std::collections::HashMap<(&str, &str), usize> = std::collections::HashMap::new();
    for f in findings.iter().filter(|f| f.severity == Severity::Info && f.related.is_empty()) {
        *counts.entry((f.code, f.message.as_str())).or_default() += 1;
    }
    let often: std::collections::HashMap<(&'static str, String), usize> = counts
        .into_iter()
        .filter(|(_, n)| *n > 2)
        .filter_map(|((code, message), n)| {
            findings.iter().find(|f| f.code == code).map(|f| ((f.code, message.to_owned()), n))
        })
        .collect();
    let mut kept: Vec<Finding> = Vec::with_capacity(findings.len());
    let mut first: std::collections::HashMap<(&'static str, String), usize> = std::collections::HashMap::new();
    for mut finding in findings {
        let key = (finding.code, finding.message.clone());
        let Some(count) = often.get(&key).filter(|_| finding.severity == Severity::Info && finding.related.is_empty())
        else {
            kept.push(finding);
            continue;
        };
        match first.get(&key) {
            Some(&at) => kept[at].related.push(finding.span()),
            None => {
                finding.message.push_str(&format!("（全文 {count} 处）"));
                first.insert(key, kept.len());
                kept.push(finding);
            }
        }
    }
    kept
}
