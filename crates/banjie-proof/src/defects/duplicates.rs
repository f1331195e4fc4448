//! The same clause twice in one document; the same word twice in one title.

use crate::check::Desk;
use crate::finding::Severity;
use crate::text::Span;
use std::collections::HashMap;

pub(super) fn check(desk: &mut Desk<'_>) {
    clauses(desk);
    titles(desk);
}

fn clauses(desk: &mut Desk<'_>) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    let mut found: Vec<(Span, Span)> = Vec::new();
    let prose = desk.prose;
    for sentence in &prose.sentences {
        let mut start = sentence.span.start;
        for at in sentence.span.start..=sentence.span.end {
            let stop = at == sentence.span.end || matches!(prose.at(at), ',' | ';' | '。' | ':' | '!' | '?');
            if !stop {
                continue;
            }
            let span = Span::new(start, at);
            start = at + 1;
            if span.end - span.start < 11 {
                continue;
            }
            let text = prose.slice(span).trim();
            if text.chars().next().is_none_or(|c| !('\u{4e00}'..='\u{9fff}').contains(&c)) {
                continue;
            }
            match seen.get(text) {
                Some(first) if found.len() < 60 => found.push((span, *first)),
                Some(_) => {}
                None => drop(seen.insert(text, span)),
            }
        }
    }
    for (span, first) in found {
        desk.find_with("clause-repeated", Severity::Info, span, "整句在前文出现过", vec![first], None);
    }
}

fn titles(desk: &mut Desk<'_>) {
    let mut open = None;
    for at in 0..desk.prose.chars.len() {
        match desk.prose.at(at) {
            '《' => open = Some(at),
            '》' => {
                if let Some(start) = open.take().filter(|s| at - s < 60) {
                    title(desk, Span::new(start, at + 1));
                }
            }
            _ => {}
        }
    }
}

/// 检查专项检查: a two-character word again after at most two others.
fn title(desk: &mut Desk<'_>, span: Span) {
    let chars = &desk.prose.chars[span.start + 1..span.end - 1];
    for first in 0..chars.len().saturating_sub(3) {
        let word = &chars[first..first + 2];
        if word.iter().any(|c| !('\u{4e00}'..='\u{9fff}').contains(c)) || word[0] == word[1] {
            continue;
        }
        let again = (first + 2..=(first + 4).min(chars.len() - 2))
            .find(|&i| &chars[i..i + 2] == word && !matches!(chars[i - 1], '局' | '厅' | '部' | '委' | '院' | '处'));
        let common =
            ["教育", "学校", "工作", "管理", "中学", "小学"].contains(&word.iter().collect::<String>().as_str());
        if let Some(again) = again.filter(|_| !common) {
            let message = format!("题名中“{}”重复", word.iter().collect::<String>());
            let place = Span::new(span.start + 1 + first, span.start + 3 + again);
            return desk.find("repeated-word", Severity::Info, place, message);
        }
    }
}
