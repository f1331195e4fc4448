//! Prose prepared for the checks: widths folded, comments blanked, cut into paragraphs, sentences and clauses.
//! Folding keeps one character for one character, so every position is also a position of the document.

use crate::text::{Document, Span};

/// A sentence: up to 。！？ or the end of the paragraph.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sentence {
    pub span: Span,
    pub paragraph: usize,
}

/// The prepared text.
#[derive(Debug)]
pub(crate) struct Prose {
    /// The characters as written.
    pub raw: Vec<char>,
    /// The characters with full-width Latin, digits and punctuation folded to half width, comments blanked.
    pub chars: Vec<char>,
    /// `chars` as a string, for patterns.
    pub text: String,
    bytes: Vec<u32>,
    /// Paragraphs that are not empty, without their line end.
    pub paragraphs: Vec<Span>,
    /// Sentences in order.
    pub sentences: Vec<Sentence>,
    /// Spans inside comments, with their text.
    pub comments: Vec<(Span, String)>,
    /// Whether the text has a table mark-up that must not be read as prose.
    pub cells: Vec<Span>,
}

impl Prose {
    pub fn new(document: &Document) -> Self {
        let raw: Vec<char> = document.text.chars().collect();
        let mut chars: Vec<char> = raw.iter().map(|&c| fold(c)).collect();
        let comments = blank_comments(&raw, &mut chars);
        for span in &document.ignored {
            blank(&mut chars, *span);
        }
        let mut bytes = Vec::with_capacity(chars.len() + 1);
        let mut text = String::with_capacity(document.text.len());
        for &c in &chars {
            bytes.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
            text.push(c);
        }
        bytes.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        let paragraphs = paragraphs(&chars);
        let sentences = sentences(&chars, &paragraphs);
        let cells = document.tables.iter().flat_map(|t| t.rows.iter().flatten().copied()).collect();
        Self { raw, chars, text, bytes, paragraphs, sentences, comments, cells }
    }

    /// The folded text of a span.
    pub fn slice(&self, span: Span) -> &str {
        let end = span.end.min(self.chars.len());
        let start = span.start.min(end);
        &self.text[self.bytes[start] as usize..self.bytes[end] as usize]
    }

    /// The text of a span as it was written.
    pub fn written(&self, span: Span) -> String {
        let end = span.end.min(self.raw.len());
        self.raw[span.start.min(end)..end].iter().collect()
    }

    /// The byte offset in `text` of a character position.
    pub fn offset(&self, at: usize) -> usize {
        self.bytes[at.min(self.chars.len())] as usize
    }

    /// The character position of a byte offset of `text`.
    pub fn position(&self, byte: usize) -> usize {
        let byte = u32::try_from(byte).unwrap_or(u32::MAX);
        self.bytes.partition_point(|&b| b < byte)
    }

    /// The folded character at `at`, or a line end outside the text.
    pub fn at(&self, at: usize) -> char {
        self.chars.get(at).copied().unwrap_or('\n')
    }

    /// The character before `at`.
    pub fn before(&self, at: usize) -> char {
        at.checked_sub(1).map_or('\n', |i| self.at(i))
    }

    /// Whether the folded text at `at` starts with `word`.
    pub fn starts(&self, at: usize, word: &str) -> bool {
        self.bytes.get(at).is_some_and(|&b| self.text[b as usize..].starts_with(word))
    }

    /// Whether the folded text up to `at` ends with `word`.
    pub fn ends(&self, at: usize, word: &str) -> bool {
        self.bytes.get(at).is_some_and(|&b| self.text[..b as usize].ends_with(word))
    }

    /// The clause around `at`: between , ; : 。 ( ) and line ends.
    pub fn clause(&self, at: usize) -> Span {
        let stop = |c: char| matches!(c, ',' | ';' | ':' | '。' | '!' | '?' | '(' | ')' | '\n');
        let mut start = at;
        while start > 0 && !stop(self.before(start)) && at - start < 120 {
            start -= 1;
        }
        let mut end = at;
        while end < self.chars.len() && !stop(self.at(end)) && end - at < 120 {
            end += 1;
        }
        Span::new(start, end)
    }

    /// Index of the sentence that holds `at`.
    pub fn sentence_of(&self, at: usize) -> usize {
        self.sentences.partition_point(|s| s.span.end <= at).min(self.sentences.len().saturating_sub(1))
    }
}

/// Full-width Latin, digits and punctuation to half width; 。、《》“”〔〕 stay.
pub(crate) fn fold(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        '\r' => ' ',
        _ => c,
    }
}

fn blank(chars: &mut [char], span: Span) {
    let end = span.end.min(chars.len());
    for c in &mut chars[span.start.min(end)..end] {
        if *c != '\n' {
            *c = ' ';
        }
    }
}

/// Replaces `<!-- … -->` by blanks and returns what they said.
fn blank_comments(raw: &[char], chars: &mut [char]) -> Vec<(Span, String)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at + 4 <= raw.len() {
        if raw[at] != '<' || raw[at + 1..at + 4] != ['!', '-', '-'] {
            at += 1;
            continue;
        }
        let Some(length) = raw[at + 4..].windows(3).position(|w| w == ['-', '-', '>']) else { break };
        let span = Span::new(at, at + 4 + length + 3);
        found.push((span, raw[at + 4..at + 4 + length].iter().collect()));
        blank(chars, span);
        at = span.end;
    }
    found
}

fn paragraphs(chars: &[char]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = 0;
    for at in 0..=chars.len() {
        if at == chars.len() || chars[at] == '\n' {
            let mut from = start;
            let mut to = at;
            while from < to && chars[from].is_whitespace() {
                from += 1;
            }
            while to > from && chars[to - 1].is_whitespace() {
                to -= 1;
            }
            if from < to {
                found.push(Span::new(from, to));
            }
            start = at + 1;
        }
    }
    found
}

/// Text without a full stop is cut into pieces of this length, so that no rule looks at all of it at once.
const LONG: usize = 1500;

fn sentences(chars: &[char], paragraphs: &[Span]) -> Vec<Sentence> {
    let mut found = Vec::new();
    for (paragraph, span) in paragraphs.iter().enumerate() {
        let mut start = span.start;
        for (at, &c) in chars.iter().enumerate().take(span.end).skip(span.start) {
            let long = at - start > LONG && matches!(c, ',' | ';' | '、' | ' ' | '\t') || at - start > 2 * LONG;
            if matches!(c, '。' | '!' | '?') || long {
                found.push(Sentence { span: Span::new(start, at + 1), paragraph });
                start = at + 1;
            }
        }
        if start < span.end {
            found.push(Sentence { span: Span::new(start, span.end), paragraph });
        }
    }
    found
}
