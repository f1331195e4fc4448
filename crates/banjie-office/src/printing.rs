//! The forms a document is handed out in. PDF needs fonts and a typesetter, which the house keeps behind a port.

use banjie_papers::{document::Document, docx, html, markdown};

/// Sets documents as PDF.
pub trait PdfPrinter: Send + Sync {
    /// The document as PDF.
    ///
    /// # Errors
    /// Why it cannot be set (no fonts, a character no font has), in Chinese.
    fn print(&self, document: &Document) -> Result<Vec<u8>, String>;

    /// Whether there are fonts and a typesetter at all.
    fn ready(&self) -> bool;

    /// Fonts for the charts of a Word file; none: their numbers stand in a table.
    fn lettering(&self) -> Option<docx::Fonts> {
        None
    }
}

/// A house without a typesetter.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoPdf;

impl PdfPrinter for NoPdf {
    fn print(&self, _document: &Document) -> Result<Vec<u8>, String> {
        Err("这里没有 PDF 排版和字体，请改用 Word（.docx）或网页（.html）".to_owned())
    }

    fn ready(&self) -> bool {
        false
    }
}

/// A form of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// PDF/A.
    Pdf,
    /// Word.
    Docx,
    /// A self-contained page.
    Html,
    /// Markdown with the list of sources.
    Markdown,
}

impl Form {
    /// Each with its endings, its usual one first, and its media type.
    const NAMES: [(Form, &'static [&'static str], &'static str); 4] = [
        (Form::Pdf, &["pdf"], "application/pdf"),
        (Form::Docx, &["docx"], "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (Form::Html, &["html", "htm"], "text/html; charset=utf-8"),
        (Form::Markdown, &["md"], "text/markdown; charset=utf-8"),
    ];

    /// By the ending of a file name, without its point.
    pub fn of(ending: &str) -> Option<Form> {
        Self::NAMES.iter().find(|(_, endings, _)| endings.contains(&ending)).map(|(form, ..)| *form)
    }

    /// The ending of its file names.
    pub fn ending(self) -> &'static str {
        Self::NAMES.iter().find(|(form, ..)| *form == self).map_or("", |(_, endings, _)| endings[0])
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        Self::NAMES.iter().find(|(form, ..)| *form == self).map_or("", |(.., media)| media)
    }
}

/// Why a document cannot be handed out in a form.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PrintingError {
    /// Word cannot hold it.
    #[error(transparent)]
    Docx(#[from] docx::PrintFault),
    /// The typesetter cannot set it.
    #[error("{0}")]
    Pdf(String),
}

/// The document in a form. `name` is the name the file will have; the HTML shows it in the command that traces a figure.
///
/// # Errors
/// What Word or the typesetter cannot do.
pub fn bytes(document: &Document, form: Form, name: &str, printer: &dyn PdfPrinter) -> Result<Vec<u8>, PrintingError> {
    Ok(match form {
        Form::Markdown => markdown::print(document, markdown::Options { sources: true }).into_bytes(),
        Form::Html => html::print(document, name).into_bytes(),
        Form::Docx => docx::print(document, &docx::Options { fonts: printer.lettering(), ..docx::Options::default() })?,
        Form::Pdf => printer.print(document).map_err(PrintingError::Pdf)?,
    })
}
