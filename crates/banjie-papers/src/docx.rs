//! Prints a document as DOCX in the layout of GB/T 9704-2012 and reads its figures back.
//!
//! Every figure is a content control that can be edited but not deleted; the list of figures lies in the file as a custom
//! XML part, so that what was edited afterwards is noticed. The hash beside the list guards against accident only: whoever
//! wants to can change both.

use std::{
    fmt,
    io::{Cursor, Write as _},
};

use banjie_model::report::Form;
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use crate::{document::Document, manifest::Manifest};

mod body;
mod frame;
mod issued;
#[cfg(test)]
mod office;
mod parts;
mod picture;
mod read;
pub(crate) mod signature;
mod table;
#[cfg(test)]
mod tests;
mod xml;

pub use read::{LARGEST, REDRAWN, Reading, Standing};

pub use crate::chart::picture::Fonts;

pub(crate) use body::TAG;
pub(crate) use issued::{Issued, NAMESPACE};
pub(crate) use read::{TEXT, character, open, part, read};
pub(crate) use xml::escape;

/// Faces of the print, by default those of the standard, and the fonts charts are drawn with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Title.
    pub title: String,
    /// Body and headings of the third and fourth level.
    pub body: String,
    /// Headings of the first level and captions.
    pub hei: String,
    /// Headings of the second level.
    pub kai: String,
    /// Fonts for the letters of charts; none: the numbers of a chart stand in a table.
    pub fonts: Option<Fonts>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            title: "方正小标宋简体".to_owned(),
            body: "仿宋_GB2312".to_owned(),
            hei: "黑体".to_owned(),
            kai: "楷体_GB2312".to_owned(),
            fonts: None,
        }
    }
}

/// Why a document cannot be a DOCX file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrintFault {
    /// Word holds at most 63 columns.
    TooManyColumns {
        /// The table, as its caption names it.
        table: String,
        /// Its columns.
        columns: usize,
    },
    /// The container could not be written.
    Container(String),
}

impl fmt::Display for PrintFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PrintFault::TooManyColumns { table, columns } => write!(
                f,
                "{table}有{columns}栏，Word 的表格最多{}栏；请减少指标或附加栏，或写成 .html",
                table::COLUMNS_MAX
            ),
            PrintFault::Container(why) => write!(f, "写不成 .docx：{why}"),
        }
    }
}

impl std::error::Error for PrintFault {}

impl From<zip::result::ZipError> for PrintFault {
    fn from(error: zip::result::ZipError) -> PrintFault {
        PrintFault::Container(error.to_string())
    }
}

impl From<std::io::Error> for PrintFault {
    fn from(error: std::io::Error) -> PrintFault {
        PrintFault::Container(error.to_string())
    }
}

/// The document as a DOCX file; equal documents give equal bytes.
///
/// # Errors
/// A table with more columns than Word can hold.
pub fn print(document: &Document, options: &Options) -> Result<Vec<u8>, PrintFault> {
    let body = body::print(document, options)?;
    let issued = issued::Issued::of(&Manifest::of(document));
    let letter = document.frame.as_ref().filter(|frame| frame.form == Form::Letter);
    let mut parts = vec![
        ("[Content_Types].xml", parts::content_types(letter.is_some())),
        ("_rels/.rels", parts::package_relations()),
        ("docProps/core.xml", parts::core(document)),
        ("word/_rels/document.xml.rels", parts::document_relations(&body, letter.is_some())),
        ("word/document.xml", body.xml),
        ("word/styles.xml", parts::styles(options)),
        ("word/settings.xml", parts::settings()),
        ("word/fontTable.xml", parts::fonts(options)),
        ("word/numbering.xml", parts::numbering(&body.lists)),
        ("word/footer1.xml", parts::footer(true, letter.is_some())),
        ("word/footer2.xml", parts::footer(false, letter.is_some())),
        ("customXml/item1.xml", issued.item()),
        ("customXml/itemProps1.xml", issued.properties()),
        ("customXml/_rels/item1.xml.rels", parts::item_relations()),
    ];
    if let Some(frame) = letter {
        parts.push(("word/header3.xml", parts::edge("hdr", &frame::letter_header(frame, options))));
        parts.push(("word/footer3.xml", parts::edge("ftr", &frame::letter_footer())));
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let file = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for (name, text) in parts {
        zip.start_file(name, file)?;
        zip.write_all(text.as_bytes())?;
    }
    // Pictures are compressed already.
    let stored = file.compression_method(CompressionMethod::Stored);
    for (number, media) in (1..).zip(&body.media) {
        zip.start_file(format!("word/{}", parts::media_name(number, media)), stored)?;
        zip.write_all(&media.bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
