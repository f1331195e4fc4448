//! Brackets and quotation marks: unpaired, empty, of the wrong kind. Basis: GB/T 15834-2011.

use crate::check::Desk;
use crate::finding::Severity;
use crate::text::Span;

const PAIRS: &[(char, char)] =
    &[('(', ')'), ('“', '”'), ('‘', '’'), ('《', '》'), ('〔', '〕'), ('【', '】'), ('〈', '〉'), ('「', '」')];

pub(super) fn check(desk: &mut Desk<'_>) {
    for index in 0..desk.prose.paragraphs.len() {
        let span = desk.prose.paragraphs[index];
        pairs(desk, span);
    }
    odd(desk);
}

fn pairs(desk: &mut Desk<'_>, span: Span) {
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut lonely: Vec<usize> = Vec::new();
    for at in span.start..span.end {
        let c = desk.prose.at(at);
        if PAIRS.iter().any(|p| p.0 == c) {
            open.push((c, at));
        } else if let Some(pair) = PAIRS.iter().find(|p| p.1 == c) {
            if listed(desk, at) {
                continue;
            }
            match open.iter().rposition(|(o, _)| *o == pair.0) {
                Some(place) => lonely.extend(open.drain(place..).skip(1).map(|(_, at)| at)),
                None if c != '’' => lonely.push(at),
                None => {}
            }
            if c != '’' || open.len() > 64 {
                empty(desk, at, pair.0);
            }
        }
    }
    lonely.extend(open.iter().filter(|(c, _)| *c != '‘').map(|(_, at)| *at));
    lonely.sort_unstable();
    for at in lonely {
        let c = desk.prose.written(Span::new(at, at + 1));
        desk.find("bracket-unpaired", Severity::Warning, Span::new(at, at + 1), format!("“{c}”没有配对（GB/T 15834）"));
    }
}

/// 1) or a) at the head of an item.
fn listed(desk: &Desk<'_>, at: usize) -> bool {
    desk.prose.at(at) == ')' && {
        let mut start = at;
        while start > 0 && desk.prose.before(start).is_ascii_alphanumeric() && at - start < 3 {
            start -= 1;
        }
        start < at && matches!(desk.prose.before(start), '\n' | ' ' | ';' | '。' | ':')
    }
}

fn empty(desk: &mut Desk<'_>, close: usize, open: char) {
    if desk.prose.before(close) == open {
        let span = Span::new(close - 1, close + 1);
        let text = desk.prose.written(span);
        desk.find("bracket-empty", Severity::Warning, span, format!("括号“{text}”内没有内容，可能被删"));
    }
}

/// „ ‟ ‚ and other marks that no Chinese text uses.
fn odd(desk: &mut Desk<'_>) {
    for at in 0..desk.prose.chars.len() {
        if matches!(desk.prose.at(at), '„' | '‟' | '‚' | '‛' | '\u{fffd}' | '锟' | '烫') {
            let c = desk.prose.at(at);
            let garbled = matches!(c, '锟' | '烫') && !matches!(desk.prose.at(at + 1), '斤' | '烫');
            if !garbled {
                desk.find("garbled-text", Severity::Warning, Span::new(at, at + 1), format!("“{c}”：乱码或误用的符号"));
            }
        }
    }
}
