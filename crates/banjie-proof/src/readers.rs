//! Reading files: what the bytes are, and their text. A file that cannot be read is refused with what it is and what to do.

mod docx;
mod encoding;
mod html;
mod markdown;
mod pdf;

pub(crate) use docx::{DOCUMENT, Part, open, part, runs};

use crate::text::{Document, Format};
use thiserror::Error;

/// The largest file that is read, in bytes.
pub(crate) const LARGEST: usize = 64 * 1024 * 1024;

/// Why a file is not read; the message says what it is and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReadRefusal {
    /// No bytes at all.
    #[error("文件是空的：没有可校对的内容，请确认是否选对了文件")]
    Empty,
    /// Larger than the limit, packed or unpacked.
    #[error("文件过大：{0}超过 64 MB，请拆分后再校对")]
    TooLarge(&'static str),
    /// Word 97–2003.
    #[error("这是 Word 97—2003 的 .doc 文件（不是 .docx）：请在 Word 或 WPS 中“另存为”.docx 后再校对")]
    OldWord,
    /// Another file of the OLE container.
    #[error("这是旧版 Office 文件（{0}），不是文字稿：请另存为 .docx 后再校对")]
    OldOffice(&'static str),
    /// A password is set.
    #[error("文件已加密（{0}）：请用密码打开，去掉密码另存后再校对")]
    Encrypted(&'static str),
    /// The container is broken.
    #[error("文件已损坏（{0}）：请用 Word 或 WPS 打开并修复另存，或向来文单位重新索取")]
    Damaged(String),
    /// Reading did not end in time.
    #[error("PDF 迟迟读不完（结构异常或过于复杂）：请转存为 .docx 或 .txt 后再校对")]
    TooSlow,
    /// A PDF that is pictures only.
    #[error("这是扫描件或图片 PDF，没有文字层：请先用文字识别（OCR）软件转换，或索取可编辑的原稿")]
    NoText,
    /// A known format that is no prose.
    #[error("这是{0}，不是可校对的文字稿：请转存为 .docx、.txt、.md、.html 或带文字的 .pdf")]
    OtherFormat(&'static str),
    /// Bytes of no known encoding.
    #[error("无法识别文字编码（不是 UTF-8、GB18030 或 UTF-16）：请用记事本打开，另存为 UTF-8 后再校对")]
    UnknownEncoding,
}

/// Reads a file from its bytes; `name_hint` is its name, of which only the ending matters.
///
/// # Errors
/// A [`ReadRefusal`] when the bytes are no readable prose.
pub fn read_file(bytes: &[u8], name_hint: &str) -> Result<Document, ReadRefusal> {
    if bytes.is_empty() {
        return Err(ReadRefusal::Empty);
    }
    if bytes.len() > LARGEST {
        return Err(ReadRefusal::TooLarge("文件"));
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(ole(bytes));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return docx::read(bytes);
    }
    if bytes[..bytes.len().min(1024)].windows(5).any(|w| w == b"%PDF-") {
        return pdf::read(bytes);
    }
    if let Some(other) = foreign(bytes) {
        return Err(ReadRefusal::OtherFormat(other));
    }
    let ending = name_hint.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    let (text, encoding) = encoding::decode(bytes)?;
    let mut document = match ending.as_str() {
        "md" | "markdown" => markdown::read(text),
        "html" | "htm" | "xhtml" => html::read(&text),
        _ if looks_like_html(&text) => html::read(&text),
        _ => Document::plain(text),
    };
    document.encoding = encoding;
    if document.text.trim().is_empty() {
        return Err(ReadRefusal::Empty);
    }
    Ok(document)
}

fn looks_like_html(text: &str) -> bool {
    let head: String = text.trim_start().chars().take(20).collect::<String>().to_ascii_lowercase();
    head.starts_with("<!doctype html") || head.starts_with("<html")
}

fn foreign(bytes: &[u8]) -> Option<&'static str> {
    let known: &[(&[u8], &str)] = &[
        (b"{\\rtf", " RTF 文件"),
        (b"\x89PNG", "图片（PNG）"),
        (b"\xff\xd8\xff", "图片（JPEG）"),
        (b"GIF8", "图片（GIF）"),
        (b"Rar!", " RAR 压缩包"),
        (b"7z\xbc\xaf", " 7z 压缩包"),
        (b"\x1f\x8b", " gzip 压缩包"),
        (b"\x7fELF", "程序文件"),
        (b"MZ\x90", "程序文件"),
    ];
    known.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, name)| *name)
}

/// What an OLE container holds, by the UTF-16 names in its directory.
fn ole(bytes: &[u8]) -> ReadRefusal {
    let holds = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|w| w == wide)
    };
    if holds("EncryptedPackage") {
        ReadRefusal::Encrypted("带密码的 Office 文件")
    } else if holds("WordDocument") {
        ReadRefusal::OldWord
    } else if holds("Workbook") || holds("Book") {
        ReadRefusal::OldOffice("Excel 工作簿")
    } else if holds("PowerPoint Document") {
        ReadRefusal::OldOffice("PowerPoint 演示文稿")
    } else {
        ReadRefusal::OldOffice("格式不明")
    }
}

/// Builds extracted text line by line, counting characters.
#[derive(Default)]
pub(crate) struct Builder {
    pub text: String,
    pub length: usize,
}

impl Builder {
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.length += text.chars().count();
    }

    pub fn line_end(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.push("\n");
        }
    }

    pub fn finish(self, format: Format, tables: Vec<crate::text::Table>, headings: Vec<crate::text::Span>) -> Document {
        Document { text: self.text, format, encoding: "UTF-8", tables, headings, ignored: Vec::new() }
    }
}
