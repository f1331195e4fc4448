//! Rules that are a pattern within one sentence. A trigger word says in one pass which rules can apply.

use crate::check::Desk;
use crate::finding::Severity;
use crate::text::Span;
use aho_corasick::AhoCorasick;
use regex::Regex;
use std::sync::{LazyLock, OnceLock};

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
    /// A pattern is compiled when a trigger first asks for it.
    rules: Vec<(&'static Pattern, OnceLock<Regex>)>,
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
        for trigger in pattern.triggers.split(' ') {
            triggers.push(trigger);
            owner.push(rules.len());
        }
        rules.push((pattern, OnceLock::new()));
    }
    let finder = AhoCorasick::new(triggers).expect("the triggers are short literals");
    Compiled { rules, finder, owner }
});

fn compile(pattern: &Pattern) -> Regex {
    Regex::new(pattern.regex).expect("the patterns of the rule tables are tested to compile")
}

pub(super) fn check(desk: &mut Desk<'_>) {
    let compiled = &*COMPILED;
    let ends: Vec<usize> = desk.prose.sentences.iter().map(|s| desk.prose.offset(s.span.end)).collect();
    let mut tried = vec![usize::MAX; compiled.rules.len()];
    let mut sentence = 0;
    // The hits come by their ends: a longer word may start in the sentence before.
    for hit in compiled.finder.find_overlapping_iter(&desk.prose.text) {
        while sentence > 0 && ends[sentence - 1] > hit.start() {
            sentence -= 1;
        }
        while sentence + 1 < ends.len() && ends[sentence] <= hit.start() {
            sentence += 1;
        }
        let rule = compiled.owner[hit.pattern().as_usize()];
        if ends.is_empty() || std::mem::replace(&mut tried[rule], sentence) == sentence {
            continue;
        }
        let (pattern, regex) = &compiled.rules[rule];
        apply(desk, pattern, regex.get_or_init(|| compile(pattern)), sentence);
    }
}

fn apply(desk: &mut Desk<'_>, pattern: &'static Pattern, regex: &Regex, sentence: usize) {
    let span = desk.prose.sentences[sentence].span;
    let text = desk.prose.slice(span);
    if !regex.is_match(text) {
        return;
    }
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
        let rules = &super::COMPILED.rules;
        assert!(rules.len() > 50);
        for (pattern, _) in rules {
            assert_eq!(super::compile(pattern).as_str(), pattern.regex);
        }
    }
}
