//! Rules that are a pattern within one sentence. A trigger word says in one pass which rules can apply.

use crate::check::Desk;
use crate::finding::Severity;
use crate::text::Span;
use aho_corasick::AhoCorasick;
use regex::Regex;
use std::collections::HashSet;
use std::sync::LazyLock;

/// One rule. The first group that matches is the place, or the whole match where there is no group.
pub(super) struct Pattern {
    pub code: &'static str,
    pub severity: Severity,
    /// Words one of which must occur in the sentence; parted by spaces.
    pub triggers: &'static str,
    pub regex: &'static str,
    /// What is wrong; `{}` stands for the matched text.
    pub message: &'static str,
    /// Replacement for the place (`$2`, `$3` name groups), or empty.
    pub fix: &'static str,
}

struct Compiled {
    rules: Vec<(&'static Pattern, Regex)>,
    finder: AhoCorasick,
    /// The rule of each trigger.
    owner: Vec<usize>,
}

static COMPILED: LazyLock<Compiled> = LazyLock::new(|| {
    let tables: [&'static [Pattern]; 6] = [
        super::words::RULES,
        super::grammar::RULES,
        super::punctuation::RULES,
        super::document_number::RULES,
        super::numerals::RULES,
        super::garbled::RULES,
    ];
    let mut rules = Vec::new();
    let mut triggers = Vec::new();
    let mut owner = Vec::new();
    for pattern in tables.into_iter().flatten() {
        let regex = Regex::new(pattern.regex).expect("the patterns of the rule tables are tested to compile");
        for trigger in pattern.triggers.split(' ') {
            triggers.push(trigger);
            owner.push(rules.len());
        }
        rules.push((pattern, regex));
    }
    let finder = AhoCorasick::new(triggers).expect("the triggers are short literals");
    Compiled { rules, finder, owner }
});

pub(super) fn check(desk: &mut Desk<'_>) {
    let compiled = &*COMPILED;
    let mut tried: HashSet<(usize, usize)> = HashSet::new();
    for hit in compiled.finder.find_overlapping_iter(&desk.prose.text) {
        let at = desk.prose.position(hit.start());
        let sentence = desk.prose.sentence_of(at);
        let rule = compiled.owner[hit.pattern().as_usize()];
        if desk.prose.sentences.is_empty() || !tried.insert((rule, sentence)) {
            continue;
        }
        apply(desk, &compiled.rules[rule], sentence);
    }
}

fn apply(desk: &mut Desk<'_>, (pattern, regex): &(&'static Pattern, Regex), sentence: usize) {
    let span = desk.prose.sentences[sentence].span;
    let text = desk.prose.slice(span);
    let base = text.as_ptr() as usize - desk.prose.text.as_ptr() as usize;
    for found in regex.captures_iter(text) {
        let Some(place) = found.iter().skip(1).flatten().next().or_else(|| found.get(0)) else { continue };
        let place_span = Span::new(desk.prose.position(base + place.start()), desk.prose.position(base + place.end()));
        let fix = (!pattern.fix.is_empty()).then(|| {
            let mut out = String::new();
            found.expand(pattern.fix, &mut out);
            out
        });
        let mut message = pattern.message.replace("{}", &desk.prose.written(place_span));
        if let Some(fix) = fix.as_ref().filter(|_| message.ends_with('→')) {
            message.push_str(&format!("“{fix}”"));
        }
        desk.find_with(pattern.code, pattern.severity, place_span, message, Vec::new(), fix);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_pattern_compiles() {
        assert!(super::COMPILED.rules.len() > 50);
    }
}
