//! Emphasis beside Chinese punctuation: CommonMark takes the stars of `**甲。**乙` for stars, as it expects blanks there.

use std::borrow::Cow;

/// A letter that is none, put between stars and Chinese punctuation so that the stars stand between letters (private use area).
const LETTER: char = '\u{E002}';

/// The text with an invisible letter beside stars that touch Chinese punctuation and no blank.
pub(super) fn friendly(body: &str) -> String {
    let body = plain(body);
    let mut out = String::with_capacity(body.len());
    let mut rest = &*body;
    while let Some(at) = rest.find('*') {
        let (before, from) = rest.split_at(at);
        let length = from.len() - from.trim_start_matches('*').len();
        let (stars, after) = from.split_at(length);
        out.push_str(before);
        let (left, right) = (before.chars().next_back(), after.chars().next());
        let stuck = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
        let chinese = |c: Option<char>| c.is_some_and(is_chinese_mark);
        if stuck(left) && chinese(left) && stuck(right) {
            out.push(LETTER);
        }
        out.push_str(stars);
        if stuck(right) && chinese(right) && stuck(left) {
            out.push(LETTER);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Without the invisible letters.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if text.contains(LETTER) { text.replace(LETTER, "").into() } else { text.into() }
}

fn is_chinese_mark(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{3011}' | '\u{3014}'..='\u{301F}' | '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}'
        | '\u{FF3B}'..='\u{FF40}' | '\u{FF5B}'..='\u{FF65}' | '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}
