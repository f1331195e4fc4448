//! Garbled characters: lost bytes, half-pinyin of a filter, replacement marks.
//!
//! A filter that deletes the byte pair A1 A1 from GBK text joins the first byte of one character with the second byte
//! of the next: 省“ (CA A1, A1 B0) becomes 拾 (CA B0). Such a character can be restored when the restored pair makes sense.

use super::pattern::Pattern;
use crate::check::Desk;
use crate::finding::Severity::{self, Info, Warning};
use crate::letters::Letters;
use crate::text::Span;
use std::sync::LazyLock;

pub(super) const RULES: &[Pattern] = &[
    Pattern {
        code: "garbled-text",
        severity: Warning,
        triggers: "&nbsp &lt &gt &amp &quot &#",
        regex: r"&(?:nbsp|lt|gt|amp|quot|#\d+);?",
        message: "网页转义符“{}”残留",
        fix: "",
    },
    Pattern {
        code: "garbled-text",
        severity: Info,
        triggers: "jing gan yin shi bao du huang se",
        regex: r"\p{Han}((?:gan|jing|yin|bao|du|huang|se|shi)\p{Han})",
        message: "“{}”：半拼音，可能是过滤所致",
        fix: "",
    },
];

/// Common words whose last character has A1 as its second byte.
const WORDS: &[&str] = &[
    "评选", "推选", "入选", "挑选", "当选", "候选", "遴选", "初选", "精选", "筛选", "动摇", "基础", "录取", "争取",
    "采取", "获取",
];

pub(super) fn check(desk: &mut Desk<'_>) {
    let open_quotes = unmatched_closings(desk);
    let letters = Letters::of(LOST.iter().map(|(merged, _)| *merged));
    for at in 0..desk.prose.chars.len() {
        let c = desk.prose.chars[at];
        if !letters.may_hold(c) {
            continue;
        }
        let Some((word, mark)) = lost_bytes(c) else { continue };
        let before = desk.prose.before(at);
        let pair: String = [before, word].iter().collect();
        let known = WORDS.contains(&pair.as_str()) && matches!(mark, '。' | '、' | ':' | '“' | '《');
        let quoted = word == '省' && matches!(mark, '“' | '‘') && open_quotes.iter().any(|&q| q > at && q - at < 30);
        if known || quoted {
            let fix = format!("{word}{mark}");
            let message = format!("“{c}”疑为“{fix}”丢失字节所致");
            desk.find_with("garbled-text", Severity::Warning, Span::new(at, at + 1), message, Vec::new(), Some(fix));
        }
    }
}

/// Characters that end the words above, and 省.
const ENDS: [char; 5] = ['省', '选', '摇', '础', '取'];
/// Marks of the row A1 that may follow a word.
const MARKS: [char; 6] = ['、', '。', '‘', '“', '《', '：'];

/// What losing A1 A1 makes of each pair of a character and a mark.
static LOST: LazyLock<Vec<(char, (char, char))>> = LazyLock::new(|| {
    let bytes = |c: char| {
        let mut buffer = [0u8; 4];
        let (bytes, _, _) = encoding_rs::GBK.encode(c.encode_utf8(&mut buffer));
        bytes.first().copied().zip(bytes.get(1).copied())
    };
    let mut found = Vec::new();
    for word in ENDS {
        for mark in MARKS {
            let (Some((lead, 0xa1)), Some((0xa1, trail))) = (bytes(word), bytes(mark)) else { continue };
            let merged = encoding_rs::GBK.decode_without_bom_handling(&[lead, trail]).0.chars().next();
            found.extend(merged.map(|c| (c, (word, mark))));
        }
    }
    found
});

/// The character and the mark that losing A1 A1 makes of `c`.
fn lost_bytes(c: char) -> Option<(char, char)> {
    LOST.iter().find(|(merged, _)| *merged == c).map(|(_, pair)| *pair)
}

/// Closing quotation marks whose opening one is missing in the paragraph.
fn unmatched_closings(desk: &Desk<'_>) -> Vec<usize> {
    let mut found = Vec::new();
    for span in &desk.prose.paragraphs {
        let mut open = 0usize;
        for at in span.start..span.end {
            match desk.prose.at(at) {
                '“' => open += 1,
                '”' if open == 0 => found.push(at),
                '”' => open -= 1,
                _ => {}
            }
        }
    }
    found
}
