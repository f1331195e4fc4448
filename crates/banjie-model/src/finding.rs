//! Findings: what is wrong in a text, where, and what to do. Reading never fails; it returns these.

use serde::{Deserialize, Serialize};

use crate::Name;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Works, but probably not what was meant.
    Warning,
    /// The definition cannot be used as it stands.
    Error,
}

/// A stretch of a file, in bytes of its UTF-8 text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// Span from `start` up to `end`.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    /// The smallest span that covers both.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same stretch, moved by `offset` bytes.
    pub fn offset(self, offset: usize) -> Span {
        Span { start: self.start + offset, end: self.end + offset }
    }
}

/// A place in a file, with a word on why it matters there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// Path relative to the package folder, with `/`.
    pub file: Name,
    /// The stretch of text.
    pub span: Span,
    /// Label beside the mark, in Chinese; may be empty.
    pub label: String,
}

/// A replacement that mends the fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// Where to replace.
    pub file: Name,
    /// What to replace.
    pub span: Span,
    /// What to write instead.
    pub with: String,
}

/// One finding. The message stands alone; the code names the page of `banjie explain`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Kebab-case name of the fault, stable for ever.
    pub code: &'static str,
    /// How bad.
    pub severity: Severity,
    /// What is wrong, in Chinese.
    pub message: String,
    /// Where.
    pub spot: Spot,
    /// Other places that explain it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Spot>,
    /// What to do, in Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The mend, where one follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}
