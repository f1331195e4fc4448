//! Half and full width: marks mixed within one document, full-width digits, blanks between Chinese characters.

use crate::check::Desk;
use crate::finding::Severity;
use crate::text::Span;

fn han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

pub(super) fn check(desk: &mut Desk<'_>) {
    mixed(desk);
    let mut blanks: Vec<usize> = Vec::new();
    let mut digits: Option<Span> = None;
    for at in 0..desk.prose.raw.len() {
        let c = desk.prose.raw[at];
        if (c == ' ' || c == '\u{a0}')
            && at > 0
            && han(desk.prose.raw[at - 1])
            && desk.prose.raw.get(at + 1).is_some_and(|n| han(*n))
            && desk.prose.at(at) == ' '
        {
            blanks.push(at);
        }
        if matches!(c, '\u{ff10}'..='\u{ff19}') && digits.is_none() {
            digits = Some(Span::new(at, at + 1));
        }
    }
    if let Some(span) = digits {
        desk.find("width-digits", Severity::Info, span, "全角数字：公文数字用半角阿拉伯数字");
    }
    // A blank between two characters inside a sentence; titles and tables use blanks on purpose.
    blanks.retain(|&at| in_sentence(desk, at));
    for at in blanks.into_iter().take(50) {
        desk.find_with(
            "width-blank",
            Severity::Info,
            Span::new(at, at + 1),
            "汉字之间有空格",
            Vec::new(),
            Some(String::new()),
        );
    }
}

fn in_sentence(desk: &Desk<'_>, at: usize) -> bool {
    let sentence = desk.prose.sentences.get(desk.prose.sentence_of(at));
    sentence.is_some_and(|s| s.span.contains(at) && desk.prose.at(s.span.end.saturating_sub(1)) == '。')
}

/// The same mark in both widths beside Chinese characters: the rarer one is named once for each mark.
fn mixed(desk: &mut Desk<'_>) {
    const MARKS: [(char, char); 7] =
        [(',', '，'), (';', '；'), (':', '：'), ('(', '（'), (')', '）'), ('?', '？'), ('!', '！')];
    let mut places: [(Vec<usize>, Vec<usize>); 7] = Default::default();
    for (at, &c) in desk.prose.raw.iter().enumerate() {
        if !(c.is_ascii_punctuation() || matches!(c, '\u{ff01}'..='\u{ff1f}')) {
            continue;
        }
        let Some(mark) = MARKS.iter().position(|(half, full)| c == *half || c == *full) else { continue };
        if c == MARKS[mark].1 {
            places[mark].1.push(at);
        } else if desk.prose.at(at) == c && at > 0 && han(desk.prose.raw[at - 1]) {
            places[mark].0.push(at);
        }
    }
    for ((half, full), (halves, fulls)) in MARKS.into_iter().zip(places) {
        if halves.is_empty() || fulls.is_empty() {
            continue;
        }
        let (rare, common, mark) =
            if halves.len() <= fulls.len() { (halves, fulls.len(), full) } else { (fulls, halves.len(), half) };
        let message = format!("“{half}”与“{full}”混用：此处 {} 处，另一种 {common} 处", rare.len());
        for at in rare.into_iter().take(20) {
            desk.find_with(
                "width-mixed",
                Severity::Info,
                Span::new(at, at + 1),
                message.clone(),
                Vec::new(),
                Some(mark.to_string()),
            );
        }
    }
}
