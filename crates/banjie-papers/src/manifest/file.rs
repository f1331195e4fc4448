//! Reads printed reports back, whatever their form. Files come from anywhere: nothing in them may stop the program.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::{Dictionary, Object};

use super::{EMBEDDED_FILE, Manifest};
use crate::docx::{LARGEST, Reading, Standing};

/// Form of a printed report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `.docx`
    Docx,
    /// `.html`
    Html,
    /// `.pdf`; what its pages show is not compared, only the embedded list.
    Pdf,
}

impl Kind {
    /// By the ending of a file name, without the dot.
    pub fn of(ending: &str) -> Option<Kind> {
        match ending.to_ascii_lowercase().as_str() {
            "docx" => Some(Kind::Docx),
            "html" | "htm" => Some(Kind::Html),
            "pdf" => Some(Kind::Pdf),
            _ => None,
        }
    }
}

/// Reads a printed report.
///
/// # Errors
/// What is wrong with the file, in Chinese.
pub fn read_file(kind: Kind, bytes: &[u8]) -> Result<Reading, String> {
    if bytes.len() > LARGEST {
        return Err(format!("文件超过 {} MB，不是办结写出的报告", LARGEST >> 20));
    }
    match kind {
        Kind::Docx => Manifest::read_docx(bytes),
        Kind::Html => read_html(bytes),
        Kind::Pdf => read_pdf(bytes),
    }
}

fn read_html(bytes: &[u8]) -> Result<Reading, String> {
    let html = std::str::from_utf8(bytes).map_err(|_| "文件不是 UTF-8 文本，不是办结写出的报告")?;
    let manifest = Manifest::read(html)?;
    let mut rest = html;
    let mut standings = Vec::with_capacity(manifest.figures.len());
    for (number, entry) in (1..).zip(&manifest.figures) {
        let found = rest.split_once(&format!("id=\"r{number}\"")).and_then(|(_, after)| {
            let (shown, after) = after.split_once('>')?.1.split_once("</a>")?;
            rest = after;
            Some(unescaped(shown))
        });
        standings.push(match found {
            Some(text) if text.trim() == entry.text.trim() => Standing::Same,
            Some(text) => Standing::Edited(text.trim().to_owned()),
            None => Standing::Removed,
        });
    }
    Ok(Reading { manifest, whole: true, standings, strangers: 0 })
}

/// Text of an element: tags taken out, entities read.
fn unescaped(html: &str) -> String {
    let mut text = String::new();
    for (index, part) in html.split('<').enumerate() {
        let shown = if index == 0 { part } else { part.split_once('>').map_or("", |(_, after)| after) };
        text.push_str(shown);
    }
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")];
    entities.iter().fold(text, |text, (entity, c)| text.replace(entity, c))
}

fn read_pdf(bytes: &[u8]) -> Result<Reading, String> {
    if !bytes.starts_with(b"%PDF-") {
        return Err("这不是 PDF 文件，可能只是改了扩展名".to_owned());
    }
    // The reader of PDF is not ours, and broken files are many.
    let read = catch_unwind(AssertUnwindSafe(|| embedded(bytes)));
    let json = read.unwrap_or_else(|_| Err("PDF 文件已损坏，读不了".to_owned()))?;
    let manifest = Manifest::parse(&json)?;
    let standings = vec![Standing::Same; manifest.figures.len()];
    Ok(Reading { manifest, whole: true, standings, strangers: 0 })
}

/// The embedded file of our name.
fn embedded(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let pdf = lopdf::Document::load_mem(bytes).map_err(|_| "PDF 文件已损坏或加了密码，读不了")?;
    let ours = pdf.objects.values().filter_map(|object| object.as_dict().ok()).find(|dict| is_ours(dict));
    let missing = || "这个文件里没有数据来源清单，不是由办结写出的报告，或清单已被删去".to_owned();
    let files = ours.and_then(|dict| dict.get(b"EF").ok()).ok_or_else(missing)?;
    let files = pdf.dereference(files).map_or(files, |(_, object)| object);
    let dict = files.as_dict().map_err(|_| missing())?;
    let file = dict.get(b"F").or_else(|_| dict.get(b"UF")).map_err(|_| missing())?;
    let (_, stream) = pdf.dereference(file).map_err(|_| missing())?;
    let stream = stream.as_stream().map_err(|_| missing())?;
    let content = match stream.dict.has(b"Filter") {
        true => stream.decompressed_content().map_err(|_| "数据来源清单已损坏")?,
        false => stream.content.clone(),
    };
    Ok(content)
}

/// A file specification with our file name, in either spelling of text strings.
fn is_ours(dict: &Dictionary) -> bool {
    let wide: Vec<u8> =
        [0xFE, 0xFF].into_iter().chain(EMBEDDED_FILE.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let named = |key: &[u8]| match dict.get(key) {
        Ok(Object::String(name, _)) => name == EMBEDDED_FILE.as_bytes() || *name == wide,
        _ => false,
    };
    dict.has(b"EF") && (named(b"UF") || named(b"F"))
}
