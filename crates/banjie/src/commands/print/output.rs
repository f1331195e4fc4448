//! Where printed documents go: one file, a ZIP with a file each, or one PDF with all of them.

use std::{
    fs,
    io::{Cursor, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use banjie_papers::{
    document::Document,
    docx, html,
    record::{Printed, bundle},
};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::{
    cli::print::{InnerForm, Print},
    context::Context,
};

/// Longest name of a file in a ZIP, in characters.
const NAME_MAX: usize = 80;

/// How the documents are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One document, its receipt in a file beside it.
    Single(InnerForm),
    /// A file each in a ZIP.
    Zip(InnerForm),
    /// All in one PDF, pages numbered anew in each.
    Pdf,
}

impl Form {
    /// By the ending of the output file.
    ///
    /// # Errors
    /// An ending that cannot be written, or cannot hold many documents.
    pub fn of(options: &Print, batch: bool) -> Result<Form> {
        let ending = options.out.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
        Ok(match ending.as_str() {
            "zip" => Form::Zip(options.form),
            "pdf" => Form::Pdf,
            "docx" if !batch => Form::Single(InnerForm::Docx),
            "html" | "htm" if !batch => Form::Single(InnerForm::Html),
            "docx" | "html" | "htm" => bail!("成批打印请写成 .zip（每份一个文件）或 .pdf（合为一个）"),
            _ => bail!("文书写成 .docx、.html、.pdf，成批时 .zip 或 .pdf；{} 不是", options.out.display()),
        })
    }
}

/// The file being written.
pub struct Output<'a> {
    context: &'a Context,
    form: Form,
    path: PathBuf,
    zip: ZipWriter<Cursor<Vec<u8>>>,
    pages: Vec<Vec<u8>>,
    singles: Vec<(PathBuf, Vec<u8>)>,
    n: usize,
}

impl<'a> Output<'a> {
    /// Nothing in it yet.
    pub fn new(context: &'a Context, form: Form, path: &Path) -> Result<Output<'a>> {
        let zip = ZipWriter::new(Cursor::new(Vec::new()));
        let output = Output { context, form, path: path.to_owned(), zip, pages: Vec::new(), singles: Vec::new(), n: 0 };
        Ok(output)
    }

    /// Prints a document and its receipt; on a fault neither is in the output.
    pub fn add(&mut self, called: &str, printed: &Printed) -> Result<()> {
        let inner = match self.form {
            Form::Single(form) | Form::Zip(form) => form,
            Form::Pdf => InnerForm::Pdf,
        };
        let all: Vec<&Document> = std::iter::once(&printed.document).chain(&printed.receipt).collect();
        let mut files = Vec::new();
        for document in &all {
            files.push(self.bytes(inner, document)?);
        }
        self.n += 1;
        match self.form {
            Form::Pdf => self.pages.extend(files),
            Form::Single(form) => {
                for (index, (document, bytes)) in all.iter().zip(files).enumerate() {
                    let path = if index == 0 { self.path.clone() } else { beside(&self.path, document, form) };
                    self.singles.push((path, bytes));
                }
            }
            Form::Zip(form) => {
                for (document, bytes) in all.iter().zip(files) {
                    let name = format!("{:03}-{called}-{}", self.n, document.about.title);
                    let options = SimpleFileOptions::default().unix_permissions(0o644);
                    self.zip.start_file(format!("{}.{}", clean(&name), ending(form)), options)?;
                    self.zip.write_all(&bytes)?;
                }
            }
        }
        Ok(())
    }

    fn bytes(&self, form: InnerForm, document: &Document) -> Result<Vec<u8>> {
        Ok(match form {
            InnerForm::Docx => docx::print(document, &docx::Options::default())?,
            InnerForm::Html => html::print(document, "").into_bytes(),
            InnerForm::Pdf => self.context.fonts.print(document)?,
        })
    }

    /// Writes what was printed.
    pub fn finish(self) -> Result<()> {
        let write =
            |path: &Path, bytes: &[u8]| fs::write(path, bytes).with_context(|| format!("写不了 {}", path.display()));
        match self.form {
            Form::Single(_) => self.singles.iter().try_for_each(|(path, bytes)| write(path, bytes)),
            Form::Zip(_) => write(&self.path, &self.zip.finish()?.into_inner()),
            Form::Pdf => write(&self.path, &bundle(self.pages).map_err(anyhow::Error::msg)?),
        }
    }
}

fn ending(form: InnerForm) -> &'static str {
    match form {
        InnerForm::Docx => "docx",
        InnerForm::Html => "html",
        InnerForm::Pdf => "pdf",
    }
}

/// "决定书-送达回证.docx" beside "决定书.docx".
fn beside(path: &Path, document: &Document, form: InnerForm) -> PathBuf {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!("{stem}-{}.{}", document.about.title, ending(form)))
}

/// A file name without what file systems forbid.
fn clean(name: &str) -> String {
    let forbidden = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    name.chars().map(|c| if forbidden(c) { '_' } else { c }).take(NAME_MAX).collect()
}
