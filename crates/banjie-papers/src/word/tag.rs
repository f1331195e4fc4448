//! Tags in the letters of a paragraph, whatever runs they are split over.
//!
//! Chinese input methods type full-width braces, quotation marks and commas: inside a tag they mean what they look like.

use std::ops::Range;

use super::walk::{Letter, Paragraph, Walked};

/// What a tag is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `{{ … }}`.
    Print,
    /// `{% keyword … %}`.
    Block(String),
    /// `{# … #}`.
    Comment,
}

/// A tag.
#[derive(Clone, Debug)]
pub(super) struct Tag {
    pub kind: Kind,
    /// What is between the braces, in half-width signs.
    pub inner: String,
    pub paragraph: usize,
    /// Its letters in the paragraph.
    pub letters: Range<usize>,
    /// The run of its first letter.
    pub run: usize,
    /// First byte of that letter's item, and its place in it: the order of all tags.
    pub at: (usize, usize),
}

/// A tag that does not end, or an end without beginning: where, what is wrong, what to do.
pub(super) struct Broken {
    pub letters: Range<usize>,
    pub message: String,
    pub help: &'static str,
}

/// The tags of a paragraph, and what is broken.
pub(super) fn find(walked: &Walked, index: usize) -> (Vec<Tag>, Vec<Broken>) {
    let paragraph = &walked.paragraphs[index];
    let (mut tags, mut broken) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < paragraph.letters.len() {
        let Some(sign) = opening(&paragraph.letters[at..]) else {
            if closes(&paragraph.letters[at..], '}') {
                let message = "多出 }}，前面没有 {{".to_owned();
                broken.push(Broken { letters: at..at + 2, message, help: "补上 {{，或删去 }}" });
                at += 1;
            }
            at += 1;
            continue;
        };
        match inside(paragraph, at + 2, sign) {
            Ok((inner, end)) => {
                tags.push(tag(paragraph, index, at..end, sign, inner));
                at = end;
            }
            Err(fault) => {
                let end = fault.letters.end;
                broken.push(Broken { letters: at..end, ..fault });
                at = end.max(at + 2);
            }
        }
    }
    (tags, broken)
}

fn tag(paragraph: &Paragraph, index: usize, letters: Range<usize>, sign: char, inner: String) -> Tag {
    let first = paragraph.letters[letters.start];
    let inner = inner.trim().trim_start_matches(['-', '+']).trim_end_matches(['-', '+']).trim().to_owned();
    let kind = match sign {
        '}' => Kind::Print,
        '#' => Kind::Comment,
        _ => {
            let end = inner.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(inner.len());
            Kind::Block(inner[..end].to_owned())
        }
    };
    Tag { kind, inner, paragraph: index, run: first.run, at: (first.at, letters.start), letters }
}

/// The sign that will close a tag which begins here.
fn opening(letters: &[Letter]) -> Option<char> {
    let [first, second, ..] = letters else { return None };
    if half(first.c) != '{' {
        return None;
    }
    match half(second.c) {
        '{' => Some('}'),
        '%' => Some('%'),
        '#' => Some('#'),
        _ => None,
    }
}

fn closes(letters: &[Letter], sign: char) -> bool {
    matches!(letters, [first, second, ..] if half(first.c) == sign && half(second.c) == '}')
}

/// What is inside a tag, in half-width signs, and where it ends.
fn inside(paragraph: &Paragraph, from: usize, sign: char) -> Result<(String, usize), Broken> {
    let letters = &paragraph.letters;
    let close = if sign == '}' { "}}".to_owned() } else { format!("{sign}}}") };
    let mut inner = String::new();
    let mut quote = None;
    let mut at = from;
    while at < letters.len() {
        let c = letters[at].c;
        if quote.is_none() && closes(&letters[at..], sign) {
            return Ok((inner, at + 2));
        }
        if quote.is_none() && sign != '#' && opening(&letters[at..]).is_some() {
            let message = format!("标签没有写完，缺少 {close}，后面又开始了一个标签");
            return Err(Broken { letters: from..at, message, help: "补上" });
        }
        let kind = if sign == '#' { None } else { quotation(c) };
        match (kind, quote) {
            (Some(mark), None) => {
                quote = Some(mark);
                inner.push(mark);
            }
            (Some(mark), Some(open)) if mark == open => {
                quote = None;
                inner.push(mark);
            }
            (_, Some(_)) => inner.extend(kept(c)),
            (_, None) => push_half(&mut inner, c),
        }
        at += 1;
    }
    let message = match quote {
        Some(_) => format!("标签没有写完，缺少 {close}：其中的引号没有配对"),
        None => format!("标签没有写完，缺少 {close}"),
    };
    Err(Broken {
        letters: from..letters.len(), message, help: "补上；一个标签要写在同一段、同一格里"
    })
}

/// The quotation mark a letter stands for inside a tag.
fn quotation(c: char) -> Option<char> {
    match c {
        '"' | '“' | '”' | '＂' | '„' => Some('"'),
        '\'' | '‘' | '’' | '＇' => Some('\''),
        _ => None,
    }
}

/// The half-width form of a letter.
fn half(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\u{A0}' => ' ',
        '。' => '.',
        '、' => ',',
        c => c,
    }
}

/// A letter of a quoted text; control signs and the private signs of the engine go.
fn kept(c: char) -> Option<char> {
    (!c.is_control() && !('\u{E000}'..='\u{E001}').contains(&c) && c != '\\').then_some(c)
}

fn push_half(inner: &mut String, c: char) {
    match c {
        '≥' => inner.push_str(">="),
        '≤' => inner.push_str("<="),
        '≠' => inner.push_str("!="),
        c if c.is_control() => inner.push(' '),
        c => inner.extend(kept(half(c))),
    }
}
