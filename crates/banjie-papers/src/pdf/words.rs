//! Texts as they go to the page: without what has no shape, with a note of what no font can print.

use serde::Serialize;

use super::{Lacking, fonts::Fonts};
use crate::document::{Document, Inline};

/// Longest piece of text quoted in a message.
const QUOTED: usize = 24;

/// A run of text for the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Run {
    /// Plain.
    Text(String),
    /// A line break, `null` for the page.
    Break(()),
    /// Set apart.
    Set {
        /// `strong`, `emph`, `deleted` or `link`.
        k: &'static str,
        /// Address of a link.
        #[serde(skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        /// What it holds.
        c: Vec<Run>,
    },
}

/// A line of text: one string in most cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Words {
    /// All plain.
    One(String),
    /// Of several parts.
    Many(Vec<Run>),
}

impl Words {
    pub fn is_empty(&self) -> bool {
        match self {
            Words::One(text) => text.trim().is_empty(),
            Words::Many(runs) => runs.is_empty(),
        }
    }
}

/// Takes texts in, looking at every character.
pub(super) struct Reader<'a> {
    document: &'a Document,
    fonts: &'a Fonts,
    /// What no font can print, in the order found, each once.
    pub lacking: Vec<Lacking>,
}

impl<'a> Reader<'a> {
    pub fn new(document: &'a Document, fonts: &'a Fonts) -> Reader<'a> {
        Reader { document, fonts, lacking: Vec::new() }
    }

    pub fn fonts(&self) -> &'a Fonts {
        self.fonts
    }

    /// Plain text at a place, "标题" or "表3".
    pub fn text(&mut self, text: &str, place: &str) -> String {
        let text = shaped(text);
        for character in text.chars().filter(|c| !self.fonts.covers(*c)) {
            if !self.lacking.iter().any(|lacking| lacking.character == character) {
                self.lacking.push(Lacking { character, place: place.to_owned(), text: quoted(&text, character) });
            }
        }
        text
    }

    /// A line of text at a place.
    pub fn words(&mut self, inlines: &[Inline], place: &str) -> Words {
        let mut runs = Vec::new();
        self.gather(inlines, place, &mut runs);
        match runs.as_mut_slice() {
            [] => Words::One(String::new()),
            [Run::Text(text)] => Words::One(std::mem::take(text)),
            _ => Words::Many(runs),
        }
    }

    fn gather(&mut self, inlines: &[Inline], place: &str, runs: &mut Vec<Run>) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => {
                    let text = self.text(text, place);
                    append(runs, text);
                }
                Inline::Figure(index) => {
                    let Some(figure) = self.document.figures.get(*index) else { continue };
                    let text = self.text(&figure.text(), place);
                    append(runs, text);
                }
                Inline::Break => runs.push(Run::Break(())),
                Inline::Strong(inner) => self.set("strong", None, inner, place, runs),
                Inline::Emphasis(inner) => self.set("emph", None, inner, place, runs),
                Inline::Deleted(inner) => self.set("deleted", None, inner, place, runs),
                Inline::Link { to, inlines } => self.set("link", Some(to.clone()), inlines, place, runs),
            }
        }
    }

    fn set(&mut self, k: &'static str, to: Option<String>, inner: &[Inline], place: &str, runs: &mut Vec<Run>) {
        let mut c = Vec::new();
        self.gather(inner, place, &mut c);
        if !c.is_empty() {
            runs.push(Run::Set { k, to, c });
        }
    }
}

fn append(runs: &mut Vec<Run>, text: String) {
    match runs.last_mut() {
        _ if text.is_empty() => {}
        Some(Run::Text(last)) => last.push_str(&text),
        _ => runs.push(Run::Text(text)),
    }
}

/// The text without control characters and characters that have no shape of their own; every blank but the ideographic one
/// and the one that does not break becomes a space.
pub(super) fn shaped(text: &str) -> String {
    let shape = |c: char| match c {
        '\u{3000}' | '\u{A0}' => Some(c),
        c if c.is_whitespace() => Some(' '),
        c if c.is_control() || is_shapeless(c) => None,
        c => Some(c),
    };
    text.chars().filter_map(shape).collect()
}

/// Default_Ignorable_Code_Point of the Unicode Character Database.
fn is_shapeless(c: char) -> bool {
    matches!(u32::from(c),
        0xAD | 0x34F | 0x61C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F
        | 0x202A..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFF8
        | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF)
}

/// The text around a character.
pub(super) fn quoted(text: &str, character: char) -> String {
    let before = text.chars().position(|c| c == character).unwrap_or(0);
    let start = before.saturating_sub(QUOTED / 2);
    let piece: String = text.chars().skip(start).take(QUOTED).collect();
    let more = |on: bool| if on { "…" } else { "" };
    format!("{}{}{}", more(start > 0), piece.trim(), more(text.chars().count() > start + QUOTED))
}
