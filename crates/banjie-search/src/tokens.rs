//! What stands in the index for a text: tokens at positions, one position a unit.
//!
//! A token's first character tells what it is: `=` a whole word or number, `<` its beginnings, `>` its
//! ends; a Chinese character alone and with its successor stands as it is. In the field of sounds: beginnings of readings in small
//! letters, initials of two neighbours in capitals.

use std::ops::Range;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::sound::readings;
use crate::units::Units;

/// Characters of a word that are kept; a longer one is found by its first or last so many.
pub(crate) const WORD: usize = 24;

/// The first so many characters.
pub(crate) fn head(word: &str, chars: usize) -> &str {
    word.char_indices().nth(chars).map_or(word, |(at, _)| &word[..at])
}

/// The last so many characters.
pub(crate) fn tail(word: &str, chars: usize) -> &str {
    word.char_indices().rev().nth(chars.saturating_sub(1)).map_or(word, |(at, _)| &word[at..])
}

/// Tokens in order of position, in one buffer.
#[derive(Clone, Default)]
struct Tokens {
    text: String,
    items: Vec<(usize, Range<usize>)>,
}

impl Tokens {
    fn push(&mut self, position: usize, pieces: &[&str]) {
        let from = self.text.len();
        for piece in pieces {
            self.text.push_str(piece);
        }
        self.items.push((position, from..self.text.len()));
    }

    fn clear(&mut self) {
        self.text.clear();
        self.items.clear();
    }
}

/// How a field is cut.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Words and characters.
    Words,
    /// Readings of characters.
    Sound,
}

/// The cutter of a field.
#[derive(Clone)]
pub(crate) struct Cutter {
    cut: Cut,
    units: Units,
    tokens: Tokens,
    token: Token,
}

impl Cutter {
    /// A cutter.
    pub(crate) fn new(cut: Cut) -> Cutter {
        Cutter { cut, units: Units::default(), tokens: Tokens::default(), token: Token::default() }
    }

    fn words(&mut self) {
        let Cutter { units, tokens, .. } = self;
        for at in 0..units.len() {
            let (position, text) = (at, units.text(at));
            if units.is_wide(at) {
                tokens.push(position, &[text]);
                if units.is_wide(at + 1) {
                    tokens.push(position, &[units.pair(at)]);
                }
                continue;
            }
            tokens.push(position, &["=", head(text, WORD)]);
            let (first, last) = (head(text, WORD), tail(text, WORD));
            for (end, c) in first.char_indices() {
                tokens.push(position, &["<", &first[..end + c.len_utf8()]]);
            }
            for (start, _) in last.char_indices() {
                tokens.push(position, &[">", &last[start..]]);
            }
        }
    }

    fn sounds(&mut self) {
        let Cutter { units, tokens, .. } = self;
        let mut before: Vec<String> = Vec::new();
        for at in 0..units.len() {
            let here = match units.text(at).chars().next() {
                Some(c) if units.is_wide(at) => readings(c),
                _ => Vec::new(),
            };
            let mut pairs: Vec<[u8; 2]> = Vec::new();
            for (a, b) in before.iter().flat_map(|a| here.iter().map(move |b| (a, b))) {
                let pair = [a.as_bytes()[0].to_ascii_uppercase(), b.as_bytes()[0].to_ascii_uppercase()];
                if !pairs.contains(&pair) {
                    pairs.push(pair);
                    tokens.push(at, &[str::from_utf8(&pair).expect("readings are ASCII")]);
                }
            }
            let mut seen: Vec<&str> = Vec::new();
            for beginning in here.iter().flat_map(|r| (1..=r.len()).map(|to| &r[..to])) {
                if !seen.contains(&beginning) {
                    seen.push(beginning);
                    tokens.push(at + 1, &[beginning]);
                }
            }
            before = here;
        }
    }
}

impl Tokenizer for Cutter {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        self.units.read(text);
        self.tokens.clear();
        match self.cut {
            Cut::Words => self.words(),
            Cut::Sound => self.sounds(),
        }
        self.token.reset();
        Stream { tokens: &self.tokens, next: 0, token: &mut self.token }
    }
}

/// The tokens of a text, one after the other.
pub(crate) struct Stream<'a> {
    tokens: &'a Tokens,
    next: usize,
    token: &'a mut Token,
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        let Some((position, range)) = self.tokens.items.get(self.next) else { return false };
        self.next += 1;
        self.token.position = *position;
        self.token.text.clear();
        self.token.text.push_str(&self.tokens.text[range.clone()]);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
