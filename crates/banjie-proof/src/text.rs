//! The document as the checks see it: text, paragraphs, tables. Positions are Unicode scalar values of `Document::text`.

use serde::Serialize;

/// A half-open range of characters (Unicode scalar values).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

impl Span {
    /// A span from `start` to `end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Whether the two spans share a character.
    #[must_use]
    pub const fn touches(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `at` lies inside.
    #[must_use]
    pub const fn contains(self, at: usize) -> bool {
        self.start <= at && at < self.end
    }
}

/// What kind of file the text came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Plain text.
    Plain,
    /// Markdown; positions are those of the source.
    Markdown,
    /// HTML; positions are those of the extracted text.
    Html,
    /// Word 2007 and later; positions are those of the extracted text.
    Docx,
    /// PDF with a text layer; positions are those of the extracted text.
    Pdf,
}

/// A table: rows of cells, each cell a span of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Rows from top to bottom.
    pub rows: Vec<Vec<Span>>,
}

/// A document that has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The text; one paragraph a line for all formats but Markdown.
    pub text: String,
    /// Where it came from.
    pub format: Format,
    /// The encoding it was read in, as an office would name it.
    pub encoding: &'static str,
    /// Tables found by the reader, in the order of the text.
    pub tables: Vec<Table>,
    /// Spans that are headings by the file's own mark-up.
    pub headings: Vec<Span>,
    /// Spans that are no prose (code, addresses of links); the checks skip them.
    pub ignored: Vec<Span>,
}

impl Document {
    /// A plain document made of `text`; columns parted by tabs become tables.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        let text = text.into();
        let tables = tab_tables(&text);
        Self { text, format: Format::Plain, encoding: "UTF-8", tables, headings: Vec::new(), ignored: Vec::new() }
    }
}

/// Tables drawn with tabs: at least two neighbouring lines with the same number of two or more columns.
fn tab_tables(text: &str) -> Vec<Table> {
    let mut tables = Vec::new();
    let mut current = Table::default();
    let mut at = 0;
    for line in text.split('\n') {
        let length = line.chars().count();
        let cells = if line.contains('\t') { cells_of(line, at) } else { Vec::new() };
        let fits = current.rows.last().is_none_or(|row| row.len() == cells.len());
        if cells.len() < 2 || !fits {
            keep(&mut tables, &mut current);
        }
        if cells.len() >= 2 {
            current.rows.push(cells);
        }
        at += length + 1;
    }
    keep(&mut tables, &mut current);
    tables
}

fn keep(tables: &mut Vec<Table>, current: &mut Table) {
    let table = std::mem::take(current);
    if table.rows.len() >= 2 {
        tables.push(table);
    }
}

fn cells_of(line: &str, at: usize) -> Vec<Span> {
    let mut cells = Vec::new();
    let mut start = at;
    let mut here = at;
    for c in line.chars() {
        if c == '\t' {
            cells.push(Span::new(start, here));
            start = here + 1;
        }
        here += 1;
    }
    cells.push(Span::new(start, here));
    cells
}
