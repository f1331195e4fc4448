//! Words of a line: `key=value`, quotes, lists in brackets.

use banjie_model::finding::Span;

/// A word of a line.
#[derive(Debug)]
pub(super) struct Word {
    /// As written, quotes included only inside values.
    pub(super) text: String,
    /// The key of `key=value`.
    pub(super) key: Option<String>,
    /// The value, quotes taken off.
    pub(super) value: String,
    /// Place in the file.
    pub(super) span: Span,
}

impl Word {
    /// True for this bare word.
    pub(super) fn is(&self, word: &str) -> bool {
        self.key.is_none() && self.text == word
    }
}

/// Splits a line at spaces outside quotes and brackets.
pub(super) fn words(line: &str, offset: usize) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start: Option<usize> = None;
    let mut quote: Option<char> = None;
    let mut depth = 0usize;
    for (at, c) in line.char_indices().chain([(line.len(), '\n')]) {
        let inside = quote.is_some() || depth > 0;
        if c == '\n' || (c.is_whitespace() && !inside) {
            if let Some(from) = start.take() {
                words.push(word(&line[from..at], Span::new(from, at).offset(offset)));
            }
            continue;
        }
        start.get_or_insert(at);
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '[') => depth += 1,
            (None, ']') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    words
}

fn word(text: &str, span: Span) -> Word {
    let split = text.split_once('=').filter(|(key, _)| is_key(key));
    let (key, value) = match split {
        Some((key, value)) => (Some(key.to_string()), value),
        None => (None, text),
    };
    let value = unquoted(value).to_string();
    Word { text: if key.is_none() { value.clone() } else { text.to_string() }, key, value, span }
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
}

fn unquoted(text: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote).and_then(|t| t.strip_suffix(quote)) {
            return inner;
        }
    }
    text
}
