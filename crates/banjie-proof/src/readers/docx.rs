//! DOCX: the text of the body in reading order, tables by cell, headings by style; and the runs for writing comments back.

use super::{Builder, LARGEST, ReadRefusal};
use crate::text::{Document, Format, Span, Table};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{Cursor, Read};
use std::ops::Range;
use zip::ZipArchive;

/// The part that holds the body.
pub(crate) const DOCUMENT: &str = "word/document.xml";

/// A run of text in the body: where it lies in the part and in the text.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// Bytes of the whole `<w:r>` element.
    pub bytes: Range<usize>,
    /// Bytes of its `<w:rPr>` element, if any.
    pub properties: Range<usize>,
    /// Characters of the document it holds.
    pub span: Span,
    /// Whether it holds one `<w:t>` and nothing else, so that it can be split.
    pub simple: bool,
}

fn damaged(what: impl ToString) -> ReadRefusal {
    ReadRefusal::Damaged(what.to_string())
}

/// Opens the container; says what it is when it is no Word file.
pub(crate) fn open(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, ReadRefusal> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged("压缩结构不完整"))?;
    if archive.index_for_name(DOCUMENT).is_some() {
        return Ok(archive);
    }
    let known = [
        ("xl/workbook.xml", " Excel 工作簿"),
        ("ppt/presentation.xml", "演示文稿"),
        ("OFD.xml", " OFD 版式文件"),
        ("content.xml", " ODF 文件（.odt）"),
    ];
    let found = known.iter().find(|(name, _)| archive.index_for_name(name).is_some());
    Err(ReadRefusal::OtherFormat(found.map_or("压缩包", |(_, name)| name)))
}

/// The bytes of a part, never more than the limit.
pub(crate) fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<Vec<u8>, ReadRefusal> {
    let file = archive.by_name(name).map_err(|e| match e {
        zip::result::ZipError::UnsupportedArchive(_) => ReadRefusal::Encrypted("带密码的压缩文件"),
        _ => damaged(format!("读不出 {name}")),
    })?;
    let mut bytes = Vec::new();
    file.take(LARGEST as u64 + 1).read_to_end(&mut bytes).map_err(|_| damaged(format!("读不出 {name}")))?;
    if bytes.len() > LARGEST {
        return Err(ReadRefusal::TooLarge("解压后的正文"));
    }
    Ok(bytes)
}

pub(super) fn read(bytes: &[u8]) -> Result<Document, ReadRefusal> {
    let mut archive = open(bytes)?;
    let body = part(&mut archive, DOCUMENT)?;
    let walk = walk(&body)?;
    if walk.out.text.trim().is_empty() {
        return Err(ReadRefusal::Empty);
    }
    let tables = walk.tables.into_iter().filter(|t| t.rows.len() >= 2).collect();
    Ok(walk.out.finish(Format::Docx, tables, walk.headings))
}

/// The runs of a body, in order.
pub(crate) fn runs(body: &[u8]) -> Result<Vec<Part>, ReadRefusal> {
    Ok(walk(body)?.runs)
}

#[derive(Default)]
struct Walk {
    out: Builder,
    runs: Vec<Part>,
    tables: Vec<Table>,
    headings: Vec<Span>,
    open_tables: Vec<usize>,
    cells: Vec<usize>,
    paragraph: usize,
    heading: bool,
    run: Option<Part>,
    texts: usize,
    others: usize,
    /// Inside `<w:t>`.
    text: bool,
    /// Depth inside elements whose text is not shown (deleted text, field codes).
    hidden: usize,
    depth: usize,
}

fn walk(body: &[u8]) -> Result<Walk, ReadRefusal> {
    let mut reader = Reader::from_reader(body);
    let mut walk = Walk::default();
    let mut before = 0usize;
    loop {
        let event = reader.read_event().map_err(|_| damaged("正文 XML 有误"))?;
        let after = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match event {
            Event::Start(tag) => {
                walk.depth += 1;
                if walk.depth > 4096 {
                    return Err(damaged("正文嵌套过深"));
                }
                walk.start(&tag, before..after);
            }
            Event::Empty(tag) => walk.empty(&tag),
            Event::End(tag) => {
                walk.depth = walk.depth.saturating_sub(1);
                walk.end(tag.local_name().as_ref(), after);
            }
            Event::Text(text) if walk.text && walk.hidden == 0 => {
                walk.out.push(&text.decode().map_err(|_| damaged("正文不是 UTF-8"))?)
            }
            Event::GeneralRef(entity) if walk.text && walk.hidden == 0 => {
                let resolved = entity.resolve_char_ref().ok().flatten();
                let name = entity.decode().unwrap_or_default();
                let shown = resolved.or(match name.as_ref() {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => None,
                });
                if let Some(c) = shown {
                    walk.out.push(&c.to_string());
                }
            }
            Event::Eof => return Ok(walk),
            _ => {}
        }
        if walk.out.length > LARGEST {
            return Err(ReadRefusal::TooLarge("正文"));
        }
        before = after;
    }
}

impl Walk {
    fn start(&mut self, tag: &BytesStart<'_>, bytes: Range<usize>) {
        let name = tag.local_name();
        match name.as_ref() {
            b"p" => {
                self.out.line_end();
                self.paragraph = self.out.length;
                self.heading = false;
            }
            b"r" => {
                self.run = Some(Part {
                    bytes,
                    properties: 0..0,
                    span: Span::new(self.out.length, self.out.length),
                    simple: true,
                });
                self.texts = 0;
                self.others = 0;
            }
            b"rPr" => {
                if let Some(run) = &mut self.run {
                    run.properties = bytes;
                }
            }
            b"t" => {
                self.text = true;
                self.texts += 1;
            }
            b"del" | b"instrText" | b"delText" | b"moveFrom" => self.hidden += 1,
            b"tbl" => {
                self.open_tables.push(self.tables.len());
                self.tables.push(Table::default());
            }
            b"tr" => {
                if let Some(&table) = self.open_tables.last() {
                    self.tables[table].rows.push(Vec::new());
                }
            }
            b"tc" => {
                self.out.line_end();
                self.cells.push(self.out.length);
            }
            _ => self.others += 1,
        }
    }

    fn empty(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            b"tab" if self.run.is_some() => {
                self.others += 1;
                self.out.push("\t");
            }
            b"br" | b"cr" => {
                self.others += 1;
                self.out.line_end();
            }
            b"noBreakHyphen" => {
                self.others += 1;
                self.out.push("-");
            }
            b"pStyle" => {
                let value = tag.attributes().flatten().find(|a| a.key.local_name().as_ref() == b"val");
                let style = value.map(|a| String::from_utf8_lossy(&a.value).to_ascii_lowercase()).unwrap_or_default();
                self.heading = style.contains("heading")
                    || style.starts_with("title")
                    || matches!(style.as_str(), "1" | "2" | "3" | "4");
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8], after: usize) {
        match name {
            b"p" => {
                if self.heading {
                    self.headings.push(Span::new(self.paragraph, self.out.length));
                }
                self.out.line_end();
            }
            b"r" => {
                if let Some(mut run) = self.run.take() {
                    run.bytes.end = after;
                    run.span.end = self.out.length;
                    run.simple = self.texts == 1 && self.others == 0;
                    if run.span.start < run.span.end {
                        self.runs.push(run);
                    }
                }
            }
            b"rPr" => {
                self.others = 0;
                if let Some(run) = &mut self.run {
                    run.properties.end = after;
                }
            }
            b"t" => self.text = false,
            b"del" | b"instrText" | b"delText" | b"moveFrom" => self.hidden = self.hidden.saturating_sub(1),
            b"tbl" => drop(self.open_tables.pop()),
            b"tc" => {
                if let (Some(start), Some(&table)) = (self.cells.pop(), self.open_tables.last()) {
                    let mut end = self.out.length;
                    if self.out.text.ends_with('\n') && end > start {
                        end -= 1;
                    }
                    if let Some(row) = self.tables[table].rows.last_mut() {
                        row.push(Span::new(start, end));
                    }
                }
            }
            _ => {}
        }
    }
}
