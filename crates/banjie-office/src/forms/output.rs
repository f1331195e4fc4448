//! Printed documents as files: a document with its receipt beside it, a ZIP with a file each, or one PDF with all of them.

use std::io::{Cursor, Write as _};

use banjie_papers::{
    document::Document,
    docx, html,
    record::{Printed, bundle},
};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::FormError;
use crate::printing::{Form, PdfPrinter, PrintingError};

/// Longest name of a file in a ZIP, in characters.
const NAME_MAX: usize = 80;

/// How the documents are handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// A file each.
    Single(Form),
    /// A file each in a ZIP.
    Zip(Form),
    /// All in one PDF, pages numbered anew in each.
    Pdf,
}

/// A file to be handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Title of the document; empty where the file holds many.
    pub title: String,
    /// File name with its ending.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Files being made.
pub struct Output<'a> {
    printer: &'a dyn PdfPrinter,
    binding: Binding,
    zip: ZipWriter<Cursor<Vec<u8>>>,
    pages: Vec<Vec<u8>>,
    singles: Vec<File>,
    n: usize,
}

impl<'a> Output<'a> {
    /// Nothing in it yet.
    pub fn new(printer: &'a dyn PdfPrinter, binding: Binding) -> Output<'a> {
        let zip = ZipWriter::new(Cursor::new(Vec::new()));
        Output { printer, binding, zip, pages: Vec::new(), singles: Vec::new(), n: 0 }
    }

    /// Prints a document and its receipt; on a fault neither is in the output. `called` stands in the file names.
    ///
    /// # Errors
    /// What Word, the typesetter or the container cannot do.
    pub fn add(&mut self, called: &str, printed: &Printed) -> Result<(), FormError> {
        let form = match self.binding {
            Binding::Single(form) | Binding::Zip(form) => form,
            Binding::Pdf => Form::Pdf,
        };
        let all: Vec<&Document> = std::iter::once(&printed.document).chain(&printed.receipt).collect();
        let mut files = Vec::new();
        for document in &all {
            files.push(self.bytes(form, document)?);
        }
        self.n += 1;
        if self.binding == Binding::Pdf {
            self.pages.extend(files);
            return Ok(());
        }
        for (document, bytes) in all.iter().zip(files) {
            let title = document.about.title.clone();
            match self.binding {
                Binding::Zip(_) => {
                    let name = clean(&format!("{:03}-{called}-{title}", self.n));
                    let options = SimpleFileOptions::default().unix_permissions(0o644);
                    self.zip.start_file(format!("{name}.{}", form.ending()), options)?;
                    self.zip.write_all(&bytes)?;
                }
                _ => {
                    let name = format!("{}.{}", clean(&format!("{called}-{title}")), form.ending());
                    self.singles.push(File { title, name, bytes });
                }
            }
        }
        Ok(())
    }

    fn bytes(&self, form: Form, document: &Document) -> Result<Vec<u8>, PrintingError> {
        Ok(match form {
            // A document of one record has no charts, so it needs no lettering.
            Form::Docx => docx::print(document, &docx::Options::default())?,
            Form::Html => html::print(document, "").into_bytes(),
            Form::Markdown | Form::Pdf => crate::printing::bytes(document, form, "", self.printer)?,
        })
    }

    /// What was printed: one file for a ZIP or a PDF, named `called`; else a file each, receipts after their documents.
    ///
    /// # Errors
    /// What the container or the joining of PDFs cannot do.
    pub fn finish(self, called: &str) -> Result<Vec<File>, FormError> {
        let whole =
            |ending: &str, bytes| File { title: String::new(), name: format!("{}.{ending}", clean(called)), bytes };
        Ok(match self.binding {
            Binding::Single(_) => self.singles,
            Binding::Zip(_) => vec![whole("zip", self.zip.finish()?.into_inner())],
            Binding::Pdf => vec![whole("pdf", bundle(self.pages).map_err(FormError::Bound)?)],
        })
    }
}

/// A file name without what file systems forbid.
fn clean(name: &str) -> String {
    let forbidden = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    name.chars().map(|c| if forbidden(c) { '_' } else { c }).take(NAME_MAX).collect()
}
