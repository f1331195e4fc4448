//! A text as units: a Chinese character is one, so is a run of letters and a run of digits. All else only parts them.

use std::ops::Range;

/// Parts units in their canonical text; no unit contains it.
pub(crate) const SEPARATOR: char = '\u{1f}';

/// What a unit is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One character of a script written without blanks.
    Wide,
    /// Letters.
    Letters,
    /// Digits.
    Digits,
}

/// Where a unit lies.
#[derive(Clone, Debug)]
struct Span {
    kind: Kind,
    folded: Range<usize>,
    source: Range<usize>,
}

/// The units of a text, folded to half width and lower case.
#[derive(Clone, Debug, Default)]
pub(crate) struct Units {
    folded: String,
    spans: Vec<Span>,
}

impl Units {
    /// The units of a text.
    pub(crate) fn of(text: &str) -> Units {
        let mut units = Units::default();
        units.read(text);
        units
    }

    /// Replaces these by the units of a text, keeping the memory.
    pub(crate) fn read(&mut self, text: &str) {
        self.folded.clear();
        self.spans.clear();
        let mut touching = false;
        for (at, c) in text.chars().enumerate() {
            for c in half_width(c).to_lowercase() {
                let Some(kind) = kind(c) else {
                    touching = false;
                    continue;
                };
                let from = self.folded.len();
                self.folded.push(c);
                let to = self.folded.len();
                match self.spans.last_mut() {
                    Some(last) if touching && kind != Kind::Wide && last.kind == kind => {
                        last.folded.end = to;
                        last.source.end = at + 1;
                    }
                    _ => self.spans.push(Span { kind, folded: from..to, source: at..at + 1 }),
                }
                touching = true;
            }
        }
    }

    /// Adds the units of another text behind these.
    pub(crate) fn extend(&mut self, other: &Units) {
        let shift = self.folded.len();
        self.folded.push_str(&other.folded);
        self.spans.extend(other.spans.iter().map(|s| Span {
            kind: s.kind,
            folded: s.folded.start + shift..s.folded.end + shift,
            source: s.source.clone(),
        }));
    }

    /// Some of these units.
    pub(crate) fn slice(&self, range: Range<usize>) -> Units {
        Units { folded: self.folded.clone(), spans: self.spans[range].to_vec() }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The folded text of a unit.
    pub(crate) fn text(&self, at: usize) -> &str {
        &self.folded[self.spans[at].folded.clone()]
    }

    /// The folded text of a unit and the one behind it.
    pub(crate) fn pair(&self, at: usize) -> &str {
        &self.folded[self.spans[at].folded.start..self.spans[at + 1].folded.end]
    }

    /// What a unit is made of.
    pub(crate) fn kind(&self, at: usize) -> Kind {
        self.spans[at].kind
    }

    /// Whether the unit is a character of its own; false behind the end.
    pub(crate) fn is_wide(&self, at: usize) -> bool {
        self.spans.get(at).is_some_and(|s| s.kind == Kind::Wide)
    }

    /// Where a unit stands in the source, in Unicode scalar positions.
    pub(crate) fn source(&self, at: usize) -> Range<usize> {
        self.spans[at].source.clone()
    }

    /// One text for all ways to write the same units: nothing but the units, with a mark between.
    pub(crate) fn canonical(&self) -> String {
        let mut canonical = String::with_capacity(self.folded.len() + self.len());
        for at in 0..self.len() {
            canonical.push_str(self.text(at));
            canonical.push(SEPARATOR);
        }
        canonical
    }
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

fn kind(c: char) -> Option<Kind> {
    if is_wide(c) {
        Some(Kind::Wide)
    } else if c.is_numeric() {
        Some(Kind::Digits)
    } else {
        c.is_alphabetic().then_some(Kind::Letters)
    }
}

/// Han, kana and hangul.
fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Whether words of a query end here. Brackets and strokes do not: 违建〔2023〕34号 is one word.
pub(crate) fn ends_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；' | '。')
}
