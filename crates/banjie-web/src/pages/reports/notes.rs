//! Findings of the proof-reader: places to mark, notes beside them.

use banjie_proof::{Document, Finding, Options, Report, Severity, check, page};
use maud::{Markup, html};

use super::script::Script;
use crate::text::reports as t;

/// A place with findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// First character.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Key of the place and of its notes.
    pub id: String,
    /// The gravest finding.
    pub severity: Severity,
}

impl Mark {
    /// Its class.
    pub fn tone(&self) -> &'static str {
        tone(self.severity)
    }
}

fn tone(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "tone-late",
        Severity::Warning => "tone-due",
        Severity::Info => "tone-note",
    }
}

/// Checks the words of a composed report.
pub(crate) fn of_script(script: &Script, public: bool) -> Report {
    let document = Document { headings: script.headings.clone(), ..Document::plain(script.text.clone()) };
    check(&document, &Options { public, ..Options::default() })
}

/// Places of findings in order without overlap, and for each finding the place it belongs to.
pub(crate) fn marks(report: &Report) -> (Vec<Mark>, Vec<usize>) {
    let mut marks: Vec<Mark> = Vec::new();
    let mut places = Vec::with_capacity(report.findings.len());
    for finding in &report.findings {
        let (start, end) = (finding.start, finding.end.max(finding.start + 1));
        match marks.last_mut() {
            Some(last) if start < last.end => {
                last.end = last.end.max(end);
                last.severity = last.severity.max(finding.severity);
            }
            _ => marks.push(Mark { start, end, id: format!("p{}", marks.len() + 1), severity: finding.severity }),
        }
        places.push(marks.len() - 1);
    }
    (marks, places)
}

/// How many findings of each kind, in words; empty where there are none.
pub(crate) fn tally(report: &Report) -> String {
    let counts = [Severity::Error, Severity::Warning, Severity::Info].map(|s| (s.title(), report.count(s)));
    t::tally(&counts)
}

/// The notes, the gravest first; each leads to its place in a text.
pub(crate) fn margin(text: &str, report: &Report) -> Markup {
    let (marks, places) = marks(report);
    let chars: Vec<char> = text.chars().collect();
    let mut notes: Vec<(usize, &Finding)> = places.into_iter().zip(&report.findings).collect();
    notes.sort_by_key(|(_, finding)| (std::cmp::Reverse(finding.severity), finding.start));
    let mut told = std::collections::HashSet::new();
    html! {
        @for (place, finding) in notes {
            @let mark = &marks[place];
            a.proof-note.(tone(finding.severity)) id=[told.insert(place).then(|| format!("note-{}", mark.id))] href={ "#mark-" (mark.id) } data-proof=(mark.id) {
                b { (finding.severity.title()) @if let Some(page) = page(finding.code) { (t::COLON) (page.title) } }
                @if let Some((before, at, after)) = sentence(&chars, finding) {
                    span.quote { (before) mark { (at) } (after) }
                }
                span { (finding.message) }
                @if let Some(fix) = finding.fix.as_ref().filter(|fix| !fix.is_empty()) { span.fix { (t::suggestion(fix)) } }
            }
        }
    }
}

/// The sentence around a finding, cut at its place.
pub(crate) fn sentence(chars: &[char], finding: &Finding) -> Option<(String, String, String)> {
    const AROUND: usize = 24;
    let ends = |c: &char| matches!(c, '\u{3002}' | '\u{FF1B}' | '\n' | '\t' | '!' | '?');
    let (start, end) = (finding.start.min(chars.len()), finding.end.min(chars.len()));
    let from = (start.saturating_sub(AROUND)..start)
        .rev()
        .find(|i| ends(&chars[*i]))
        .map_or(start.saturating_sub(AROUND), |i| i + 1);
    let to = (end..chars.len().min(end + AROUND)).find(|i| ends(&chars[*i])).unwrap_or(chars.len().min(end + AROUND));
    let words = |from: usize, to: usize| chars[from..to].iter().collect::<String>().replace(['\n', '\t'], " ");
    (start < end).then(|| (words(from, start), words(start, end), words(end, to)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_that_touch_share_one_place_and_each_keeps_its_note() {
        let script = Script {
            text: "一季度发现10件，二季度发现20件，共40件。".to_owned(), headings: Vec::new()
        };
        let report = of_script(&script, false);
        let (marks, places) = marks(&report);
        assert!(!report.findings.is_empty(), "the sum is wrong");
        assert_eq!(places.len(), report.findings.len());
        assert!(marks.windows(2).all(|two| two[0].end <= two[1].start), "{marks:?}");
        let shown = margin(&script.text, &report).into_string();
        for (place, finding) in places.iter().zip(&report.findings) {
            assert!(shown.contains(&format!("#mark-{}", marks[*place].id)), "{}", finding.message);
        }
    }
}
