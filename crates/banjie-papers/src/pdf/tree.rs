//! The document as data for the page description.

use chrono::{Datelike, NaiveDateTime, Timelike};
use serde::Serialize;
use typst::foundations::Bytes;

use super::{
    PrintFault,
    fonts::{Faces, Fonts},
    picture,
    sheet::{self, Sheet},
    words::{Reader, Words},
    world,
};
use crate::{
    document::{Block, Chart, Document, Frame, Image, Inline, plain_text},
    docx::signature::find,
    html::sources::as_of_words,
    title,
};

/// All the page description knows.
#[derive(Debug, Serialize)]
pub(super) struct Tree {
    meta: Meta,
    title: Vec<Words>,
    frame: Option<FrameData>,
    blocks: Vec<Piece>,
    /// Pieces before the first attachment: there the text ends.
    ends: usize,
}

#[derive(Debug, Serialize)]
struct Meta {
    title: String,
    author: String,
    description: String,
    date: [u32; 6],
    faces: Faces,
    dash_top: f64,
}

/// A frame as texts.
#[derive(Debug, Serialize)]
struct FrameData {
    form: &'static str,
    issuers: Vec<String>,
    wenjian: bool,
    number: Option<String>,
    copy_number: Option<String>,
    security: Option<String>,
    urgency: Option<String>,
    signers: Vec<String>,
    recipients: Option<String>,
    attachments: Vec<String>,
    signature: Vec<String>,
    sealed: bool,
    dated: String,
    note: Option<String>,
    copy_to: Option<String>,
    printed_by: Option<String>,
    printed_on: String,
    imprint: bool,
}

/// A piece of the text.
#[derive(Debug, Serialize)]
#[serde(tag = "k")]
pub(super) enum Piece {
    #[serde(rename = "h")]
    Heading { level: u8, c: Words },
    #[serde(rename = "p")]
    Paragraph { c: Words },
    #[serde(rename = "item")]
    Item { mark: String, depth: usize, c: Words },
    #[serde(rename = "q")]
    Quote { c: Vec<Piece> },
    #[serde(rename = "t")]
    Table(Sheet),
    #[serde(rename = "c")]
    Chart { svg: String, alt: String, caption: Option<String> },
    #[serde(rename = "i")]
    Image { path: String, width: f64, alt: String, caption: Option<String> },
    #[serde(rename = "a")]
    Attachment { label: String, title: Vec<Words> },
    #[serde(rename = "s")]
    Signed { name: String, date: String },
    #[serde(rename = "b")]
    PageBreak,
    #[serde(rename = "r")]
    Rule,
}

/// The document as data, and its pictures.
pub(super) fn build(document: &Document, fonts: &Fonts, at: NaiveDateTime) -> Result<(Tree, Vec<Bytes>), PrintFault> {
    let mut builder = Builder { reader: Reader::new(document, fonts), document, pictures: Vec::new() };
    let reader = &mut builder.reader;
    let title = title::lines(&document.title, &document.figures);
    let title = title.iter().map(|line| reader.words(line, "标题")).collect();
    let frame = document.frame.as_ref().map(|frame| framed(reader, frame));
    let first = document.blocks.iter().position(|block| matches!(block, Block::Attachment { .. }));
    let (text, rest) = document.blocks.split_at(first.unwrap_or(document.blocks.len()));
    let mut blocks = builder.signed(text)?;
    let ends = blocks.len();
    blocks.extend(builder.pieces(rest)?);
    if !builder.reader.lacking.is_empty() {
        return Err(PrintFault::Lacking(builder.reader.lacking));
    }
    let (date, time) = (at.date(), at.time());
    let meta = Meta {
        title: plain_text(&document.title, &document.figures),
        author: document.about.org.as_ref().map_or_else(String::new, ToString::to_string),
        description: as_of_words(&document.about),
        date: [
            u32::try_from(date.year()).unwrap_or(0),
            date.month(),
            date.day(),
            time.hour(),
            time.minute(),
            time.second(),
        ],
        faces: fonts.faces.clone(),
        dash_top: fonts.dash_top(),
    };
    Ok((Tree { meta, title, frame, blocks, ends }, builder.pictures))
}

fn framed(reader: &mut Reader<'_>, frame: &Frame) -> FrameData {
    use banjie_model::report::Form;
    let mut one = |text: &Option<String>, place: &str| text.as_ref().map(|text| reader.text(text, place));
    let number = one(&frame.number, "发文字号");
    let copy_number = one(&frame.copy_number, "份号");
    let security = one(&frame.security, "密级");
    let urgency = one(&frame.urgency, "紧急程度");
    let recipients = one(&frame.recipients, "主送机关");
    let note = one(&frame.note, "附注");
    let copy_to = one(&frame.copy_to, "抄送机关");
    let printed_by = one(&frame.printed_by, "印发机关");
    let mut all =
        |texts: &[String], place: &str| -> Vec<String> { texts.iter().map(|text| reader.text(text, place)).collect() };
    FrameData {
        form: match frame.form {
            Form::Plain => "plain",
            Form::File => "file",
            Form::Letter => "letter",
        },
        issuers: all(&frame.issuers, "发文机关标志"),
        wenjian: frame.wenjian,
        signers: all(&frame.signers, "签发人"),
        attachments: all(&frame.attachments, "附件说明"),
        signature: all(&frame.signature, "署名"),
        number,
        copy_number,
        security,
        urgency,
        recipients,
        sealed: frame.sealed,
        dated: dated(frame.dated),
        note,
        imprint: copy_to.is_some() || (printed_by.is_some() && frame.form != Form::Letter),
        copy_to,
        printed_by,
        printed_on: dated(frame.printed_on),
    }
}

/// 2026年1月5日: Arabic digits, no zero in front.
fn dated(date: chrono::NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

struct Builder<'a> {
    reader: Reader<'a>,
    document: &'a Document,
    pictures: Vec<Bytes>,
}

impl Builder<'_> {
    /// The text; name and date that its writer put at its end are set as a signature.
    fn signed(&mut self, blocks: &[Block]) -> Result<Vec<Piece>, PrintFault> {
        let figures = &self.document.figures;
        let (Some(_), [text @ .., Block::Paragraph(name), Block::Paragraph(date)]) = (find(blocks, figures), blocks)
        else {
            return self.pieces(blocks);
        };
        let mut pieces = self.pieces(text)?;
        let mut line = |inlines: &[Inline], place| self.reader.text(plain_text(inlines, figures).trim(), place);
        pieces.push(Piece::Signed { name: line(name, "署名"), date: line(date, "成文日期") });
        Ok(pieces)
    }

    fn pieces(&mut self, blocks: &[Block]) -> Result<Vec<Piece>, PrintFault> {
        let mut pieces = Vec::new();
        for block in blocks {
            self.piece(block, &mut pieces)?;
        }
        Ok(pieces)
    }

    fn piece(&mut self, block: &Block, pieces: &mut Vec<Piece>) -> Result<(), PrintFault> {
        let piece = match block {
            Block::Heading { level, inlines } => {
                Piece::Heading { level: (*level).clamp(1, 4), c: self.reader.words(inlines, "标题") }
            }
            Block::Paragraph(inlines) => match self.reader.words(inlines, "正文") {
                words if words.is_empty() => return Ok(()),
                c => Piece::Paragraph { c },
            },
            Block::List { start, items } => return self.list(*start, items, 0, pieces),
            Block::Quote(inner) => Piece::Quote { c: self.pieces(inner)? },
            Block::Table(table) => match sheet::of(&mut self.reader, table, &self.document.figures)? {
                Some(sheet) => Piece::Table(sheet),
                None => return Ok(()),
            },
            Block::Chart(chart) => self.chart(chart)?,
            Block::Image(image) => self.image(image)?,
            Block::Attachment { number, title } => {
                let label = if *number > 0 { format!("附件{number}") } else { "附件".to_owned() };
                let lines = title::lines(title, &self.document.figures);
                let title = lines.iter().map(|line| self.reader.words(line, "附件标题")).collect();
                Piece::Attachment { label, title }
            }
            Block::PageBreak => Piece::PageBreak,
            Block::Rule => Piece::Rule,
        };
        pieces.push(piece);
        Ok(())
    }

    /// Items are paragraphs that begin with a mark.
    fn list(
        &mut self,
        start: Option<u64>,
        items: &[Vec<Block>],
        depth: usize,
        pieces: &mut Vec<Piece>,
    ) -> Result<(), PrintFault> {
        for (item, index) in items.iter().zip(0u64..) {
            let mark = start.map_or_else(|| "●".to_owned(), |start| format!("{}.", start.saturating_add(index)));
            let mark = self.reader.text(&mark, "列表");
            let (first, rest) = match item.split_first() {
                Some((Block::Paragraph(inlines), rest)) => (self.reader.words(inlines, "列表"), rest),
                _ => (Words::One(String::new()), &item[..]),
            };
            pieces.push(Piece::Item { mark, depth: depth.min(8), c: first });
            for block in rest {
                match block {
                    Block::List { start, items } => self.list(*start, items, depth + 1, pieces)?,
                    other => self.piece(other, pieces)?,
                }
            }
        }
        Ok(())
    }

    /// The drawing; what cannot be drawn is given as a table.
    fn chart(&mut self, chart: &Chart) -> Result<Piece, PrintFault> {
        let caption = format!("图{} {}{}", chart.number, chart.caption, chart.unit());
        let place = format!("图{}", chart.number);
        let caption = self.reader.text(&caption, &place);
        for category in &chart.categories {
            self.reader.text(category, &place);
        }
        for index in chart.figures() {
            self.reader.words(&[Inline::Figure(index)], &place);
        }
        let titles = chart.series.iter().map(|series| self.reader.text(&series.title, &place));
        let alt = format!("{caption}：{}", titles.collect::<Vec<_>>().join("、"));
        if let Some(svg) = picture::chart(chart, self.document, &self.reader.fonts().faces) {
            return Ok(Piece::Chart { svg, alt, caption: Some(caption) });
        }
        let sheet = sheet::of(&mut self.reader, &chart.table(), &self.document.figures)?;
        Ok(match sheet {
            Some(sheet) => Piece::Table(sheet.captioned(caption)),
            None => Piece::Paragraph { c: Words::One(caption) },
        })
    }

    fn image(&mut self, image: &Image) -> Result<Piece, PrintFault> {
        let words = self.reader.text(&image.words, "图片说明");
        let path = world::picture(self.pictures.len());
        let width = picture::width(image.size);
        self.pictures.push(Bytes::new(image.bytes.clone()));
        let alt = if words.trim().is_empty() { image.name.clone() } else { words.clone() };
        Ok(Piece::Image { path, width, alt, caption: (!words.trim().is_empty()).then_some(words) })
    }
}
