//! Writing what was found: terminal, JSON, HTML, Word comments.

mod comments;
mod html;
mod terminal;

pub use comments::write_docx_comments;
pub use html::render_html;
pub use terminal::render_terminal;

use crate::finding::Report;

/// The report as one JSON object: `findings`, `relations`, `figures`; positions count Unicode scalar values.
#[must_use]
pub fn render_json(report: &Report) -> String {
    serde_json::to_string(report).unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}"))
}

/// Line and column (both from 1, in characters) of every position asked for, which must ascend.
pub(crate) fn places(text: &str, positions: &[usize]) -> Vec<(usize, usize)> {
    let mut found = Vec::with_capacity(positions.len());
    let (mut line, mut column) = (1, 1);
    let mut wanted = positions.iter().peekable();
    for (at, c) in text.chars().chain(std::iter::once('\n')).enumerate() {
        while wanted.next_if(|p| **p <= at).is_some() {
            found.push((line, column));
        }
        if c == '\n' {
            line += 1;
            column = 1;
        } else {
            column += 1;
        }
    }
    found.resize(positions.len(), (line, column));
    found
}
