//! Prints a document as PDF/A in the layout of GB/T 9704-2012: typeset in this process, in fonts of one folder, without the
//! fonts, the clock or the network of the machine. Equal documents give equal bytes.

use std::fmt;

use banjie_model::Moment;
use typst::{
    diag::SourceDiagnostic,
    foundations::{Bytes, Smart},
    layout::{Frame, FrameItem},
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::{document::Document, manifest::Manifest};

mod fonts;
mod picture;
mod sheet;
#[cfg(test)]
mod tests;
mod tree;
mod words;
mod world;

pub use fonts::{FontFault, Fonts};

/// Documents whose layout is remembered, so that a second print of the same is quick; the rest is given back.
const REMEMBERED: usize = 1;

/// What a print needs beside the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Date in the properties of the file; none: the moment the figures hold for.
    pub dated: Option<Moment>,
}

/// A character that no font of the folder can print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lacking {
    /// The character.
    pub character: char,
    /// Where: "标题", "表3".
    pub place: String,
    /// The text around it.
    pub text: String,
}

/// Why a document cannot be a PDF file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrintFault {
    /// Characters that no font can print.
    Lacking(Vec<Lacking>),
    /// A table does not fit even across the page.
    TooWide {
        /// The table, as its caption names it.
        table: String,
        /// Its columns.
        columns: usize,
    },
    /// The typesetter gave up; what it said.
    Typesetting(String),
}

/// Characters a message names; of a text in a foreign script the first say it all.
const NAMED: usize = 12;

impl fmt::Display for PrintFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PrintFault::Lacking(all) => {
                writeln!(f, "有 {} 个字所有字体里都没有，打出来会是空框，没有打印：", all.len())?;
                for Lacking { character, place, text } in all.iter().take(NAMED) {
                    writeln!(f, "  {character}（U+{:04X}）在{place}：“{text}”", u32::from(*character))?;
                }
                if all.len() > NAMED {
                    writeln!(f, "  ……另有 {} 个", all.len() - NAMED)?;
                }
                write!(f, "请把含有这些字的字体文件（.ttf、.otf）放进字体文件夹，或改用有字形的写法，再打印一次")
            }
            PrintFault::TooWide { table, columns } => {
                write!(f, "{table}有 {columns} 栏，横排也放不下；请减少指标或附加栏，分成几张表，或写成 .html")
            }
            PrintFault::Typesetting(why) => write!(f, "排不成 PDF：{why}"),
        }
    }
}

impl std::error::Error for PrintFault {}

/// The document as PDF/A-3 with its list of figures attached.
///
/// # Errors
/// A character no font has, a table too wide, a picture that cannot be read.
pub fn print(document: &Document, fonts: &Fonts, options: &Options) -> Result<Vec<u8>, PrintFault> {
    let at = options.dated.unwrap_or(document.about.at);
    let (tree, pictures) = tree::build(document, fonts, at)?;
    let data = serde_json::to_vec(&tree).expect("texts and numbers are JSON");
    let manifest = serde_json::to_vec(&Manifest::of(document)).expect("names, numbers and dates are JSON");
    let paper = world::Paper::new(fonts, data, manifest, pictures);
    let pages = set(&paper);
    let printed = pages.and_then(|pages| export(&pages, &paper.data));
    // After a failure too, or what was remembered grows for ever.
    typst::comemo::evict(REMEMBERED);
    printed
}

/// The pages.
fn set(paper: &world::Paper<'_>) -> Result<PagedDocument, PrintFault> {
    let pages = typst::compile::<PagedDocument>(paper).output.map_err(|errors| said(&errors))?;
    let mut lacking = Vec::new();
    for (index, page) in pages.pages().iter().enumerate() {
        shapeless(&page.frame, index + 1, &mut lacking);
    }
    if lacking.is_empty() { Ok(pages) } else { Err(PrintFault::Lacking(lacking)) }
}

/// Characters that came out as an empty box after all: marks over a letter that no one font has together.
fn shapeless(frame: &Frame, page: usize, lacking: &mut Vec<Lacking>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => shapeless(&group.frame, page, lacking),
            FrameItem::Text(item) => {
                for glyph in item.glyphs.iter().filter(|glyph| glyph.id == 0) {
                    let Some(character) = item.text[glyph.range()].chars().next() else { continue };
                    let place = format!("第{page}页");
                    lacking.push(Lacking { character, place, text: words::quoted(&item.text, character) });
                }
            }
            _ => {}
        }
    }
}

fn export(pages: &PagedDocument, data: &Bytes) -> Result<Vec<u8>, PrintFault> {
    let standards = PdfStandards::new(&[PdfStandard::A_3a])
        .map_err(|error| PrintFault::Typesetting(error.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(fingerprint(data)),
        creator: Smart::Custom(Some("办结".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(pages, &options).map_err(|errors| said(&errors))
}

/// Stands for the content in the file's identifier.
fn fingerprint(data: &[u8]) -> String {
    use sha2::Digest as _;
    format!("{:x}", sha2::Sha256::digest(data))
}

fn said(errors: &[SourceDiagnostic]) -> PrintFault {
    let words = errors.iter().map(|error| {
        let hints = error.hints.iter().map(|hint| format!("（{}）", hint.v)).collect::<String>();
        format!("{}{hints}", error.message)
    });
    PrintFault::Typesetting(words.collect::<Vec<_>>().join("；"))
}
