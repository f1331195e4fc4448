//! The fonts that reports are printed in, opened when the first is printed.

use std::{
    cell::OnceCell,
    path::{Path, PathBuf},
};

use anyhow::Result;
use banjie_papers::{document::Document, docx};

/// Files whose letters charts in Word are drawn with: small letters are read best without serifs, rare ones are looked for in
/// the second.
const LETTERING: [&str; 3] = ["FandolHei-Regular.otf", "LXGWWenKai-Regular.ttf", "simhei.ttf"];

/// A folder of fonts.
pub struct Fonts {
    /// None of the folders that may hold them is there: nobody has fetched them yet.
    folder: Option<PathBuf>,
    /// Where they belong when they are fetched.
    wanted: PathBuf,
    lettering: OnceCell<Option<docx::Fonts>>,
    #[cfg(feature = "pdf")]
    opened: OnceCell<banjie_papers::pdf::Fonts>,
}

impl Fonts {
    /// The first folder that exists.
    pub fn new(folders: &[PathBuf]) -> Fonts {
        Fonts {
            folder: folders.iter().find(|folder| folder.is_dir()).cloned(),
            wanted: folders.last().cloned().unwrap_or_else(|| PathBuf::from("fonts")),
            lettering: OnceCell::new(),
            #[cfg(feature = "pdf")]
            opened: OnceCell::new(),
        }
    }

    fn path(&self) -> &Path {
        self.folder.as_deref().unwrap_or(&self.wanted)
    }

    /// True when PDF can be printed.
    pub fn ready(&self) -> bool {
        cfg!(feature = "pdf") && self.folder.is_some()
    }

    /// Fonts for the charts of a Word file; none where there are none: then the numbers stand in a table.
    pub fn lettering(&self) -> Option<docx::Fonts> {
        let read = || {
            let files: Vec<_> =
                LETTERING.iter().filter_map(|name| std::fs::read(self.path().join(name)).ok()).collect();
            (!files.is_empty()).then(|| docx::Fonts::new(files))
        };
        self.lettering.get_or_init(read).clone()
    }

    /// The document as PDF.
    ///
    /// # Errors
    /// There are no fonts, or they lack a character.
    #[cfg(feature = "pdf")]
    pub fn print(&self, document: &Document) -> Result<Vec<u8>> {
        use banjie_papers::pdf;
        let fonts = match self.opened.get() {
            Some(fonts) => fonts,
            None => {
                let fonts = pdf::Fonts::open(self.path())?;
                self.opened.get_or_init(|| fonts)
            }
        };
        Ok(pdf::print(document, fonts, &pdf::Options::default())?)
    }

    /// This program was built without the typesetter.
    ///
    /// # Errors
    /// Always.
    #[cfg(not(feature = "pdf"))]
    pub fn print(&self, _document: &Document) -> Result<Vec<u8>> {
        anyhow::bail!("这个程序编译时没有带 PDF 排版（cargo 特性 pdf）；请写成 .docx 或 .html，或换用完整的程序")
    }
}
