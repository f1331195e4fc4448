//! HTML: the visible text, one block a line; cells of tables are kept apart.

use super::Builder;
use crate::text::{Document, Format, Span, Table};
use html5gum::{Token, Tokenizer};

const BLOCKS: &[&[u8]] = &[
    b"p",
    b"div",
    b"br",
    b"li",
    b"ul",
    b"ol",
    b"tr",
    b"table",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"section",
    b"article",
    b"header",
    b"footer",
    b"blockquote",
    b"pre",
    b"hr",
    b"title",
    b"body",
    b"td",
    b"th",
];
const HIDDEN: &[&[u8]] = &[b"script", b"style", b"noscript", b"template", b"svg"];

#[derive(Default)]
struct Page {
    out: Builder,
    hidden: usize,
    tables: Vec<Table>,
    depth: usize,
    cell: Option<usize>,
    heading: Option<usize>,
    headings: Vec<Span>,
}

pub(super) fn read(text: &str) -> Document {
    let mut page = Page::default();
    for token in Tokenizer::new(text) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => page.open(&tag.name, tag.self_closing),
            Token::EndTag(tag) => page.close(&tag.name),
            Token::String(string) if page.hidden == 0 => page.say(&String::from_utf8_lossy(&string)),
            Token::Comment(comment) if comment.trim_ascii_start().starts_with(b"proof:") => {
                page.out.push(&format!("<!--{}-->", String::from_utf8_lossy(&comment)));
            }
            _ => {}
        }
    }
    let Page { out, tables, headings, .. } = page;
    out.finish(Format::Html, tables.into_iter().filter(|t| t.rows.len() >= 2).collect(), headings)
}

impl Page {
    fn open(&mut self, name: &[u8], closed: bool) {
        if HIDDEN.contains(&name) && !closed {
            self.hidden += 1;
        }
        if BLOCKS.contains(&name) {
            self.out.line_end();
        }
        match name {
            b"table" => {
                self.depth += 1;
                self.tables.push(Table::default());
            }
            b"tr" => {
                if let Some(table) = self.tables.last_mut().filter(|_| self.depth > 0) {
                    table.rows.push(Vec::new());
                }
            }
            b"td" | b"th" => self.cell = Some(self.out.length),
            b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => self.heading = Some(self.out.length),
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8]) {
        if HIDDEN.contains(&name) {
            self.hidden = self.hidden.saturating_sub(1);
        }
        match name {
            b"td" | b"th" => {
                if let (Some(start), Some(row)) =
                    (self.cell.take(), self.tables.last_mut().and_then(|t| t.rows.last_mut()))
                {
                    row.push(Span::new(start, self.out.length));
                }
            }
            b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => {
                if let Some(start) = self.heading.take() {
                    self.headings.push(Span::new(start, self.out.length));
                }
            }
            b"table" => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if BLOCKS.contains(&name) {
            self.out.line_end();
        }
    }

    /// Line ends and runs of blanks in the source mean nothing.
    fn say(&mut self, text: &str) {
        let mut clean = String::with_capacity(text.len());
        for c in text.chars() {
            if matches!(c, '\n' | '\r' | '\t' | ' ') {
                if !clean.ends_with(' ') && clean.chars().last().is_some_and(|l| l.is_ascii_alphanumeric()) {
                    clean.push(' ');
                }
            } else {
                clean.push(c);
            }
        }
        self.out.push(&clean);
    }
}
