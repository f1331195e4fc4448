//! Markdown: positions stay those of the source; tables, headings and what is no prose are marked.

use crate::text::{Document, Format, Span, Table};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

pub(super) fn read(text: String) -> Document {
    let bytes: Vec<u32> = text.char_indices().map(|(b, _)| u32::try_from(b).unwrap_or(u32::MAX)).collect();
    let at = |byte: usize| bytes.partition_point(|&b| (b as usize) < byte);
    let mut tables: Vec<Table> = Vec::new();
    let mut headings = Vec::new();
    let mut ignored = Vec::new();
    for (event, range) in Parser::new_ext(&text, Options::ENABLE_TABLES).into_offset_iter() {
        let span = Span::new(at(range.start), at(range.end));
        match event {
            Event::Start(Tag::Table(_)) => tables.push(Table::default()),
            Event::Start(Tag::TableHead | Tag::TableRow) => {
                if let Some(table) = tables.last_mut() {
                    table.rows.push(Vec::new());
                }
            }
            Event::Start(Tag::TableCell) => {
                if let Some(row) = tables.last_mut().and_then(|t| t.rows.last_mut()) {
                    row.push(span);
                }
            }
            Event::Start(Tag::Heading { .. }) => headings.push(span),
            Event::Start(Tag::CodeBlock(_)) | Event::Code(_) => ignored.push(span),
            Event::End(TagEnd::Link | TagEnd::Image) => {
                ignored.extend(destination(&text, &range).map(|(a, b)| Span::new(at(a), at(b))))
            }
            _ => {}
        }
    }
    Document { text, format: Format::Markdown, encoding: "UTF-8", tables, headings, ignored }
}

/// The `(address)` part of a link.
fn destination(text: &str, range: &std::ops::Range<usize>) -> Option<(usize, usize)> {
    let open = text.get(range.clone())?.rfind("](")?;
    Some((range.start + open + 1, range.end))
}
