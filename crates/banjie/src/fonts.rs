//! The fonts that reports are printed in, opened when the first is printed.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use banjie_office::printing::PdfPrinter;
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
    lettering: OnceLock<Option<docx::Fonts>>,
    #[cfg(feature = "pdf")]
    opened: OnceLock<banjie_papers::pdf::Fonts>,
}

impl Fonts {
    /// The first folder that exists.
    pub fn new(folders: &[PathBuf]) -> Fonts {
        Fonts {
            folder: folders.iter().find(|folder| folder.is_dir()).cloned(),
            wanted: folders.last().cloned().unwrap_or_else(|| PathBuf::from("fonts")),
            lettering: OnceLock::new(),
            #[cfg(feature = "pdf")]
            opened: OnceLock::new(),
        }
    }

    fn path(&self) -> &Path {
        self.folder.as_deref().unwrap_or(&self.wanted)
    }

    #[cfg(feature = "pdf")]
    fn opened(&self) -> Result<&banjie_papers::pdf::Fonts, banjie_papers::pdf::FontFault> {
        if let Some(fonts) = self.opened.get() {
            return Ok(fonts);
        }
        let fonts = banjie_papers::pdf::Fonts::open(self.path())?;
        Ok(self.opened.get_or_init(|| fonts))
    }
}

impl PdfPrinter for Fonts {
    fn ready(&self) -> bool {
        cfg!(feature = "pdf") && self.folder.is_some()
    }

    #[cfg(feature = "pdf")]
    fn print(&self, document: &Document) -> Result<Vec<u8>, String> {
        use banjie_papers::pdf;
        let fonts = self.opened().map_err(|fault| fault.to_string())?;
        pdf::print(document, fonts, &pdf::Options::default()).map_err(|fault| fault.to_string())
    }

    #[cfg(not(feature = "pdf"))]
    fn print(&self, _document: &Document) -> Result<Vec<u8>, String> {
        Err("这个程序编译时没有带 PDF 排版（cargo 特性 pdf）；请写成 .docx 或 .html，或换用完整的程序".to_owned())
    }

    fn lettering(&self) -> Option<docx::Fonts> {
        let read = || {
            let files: Vec<_> =
                LETTERING.iter().filter_map(|name| std::fs::read(self.path().join(name)).ok()).collect();
            (!files.is_empty()).then(|| docx::Fonts::new(files))
        };
        self.lettering.get_or_init(read).clone()
    }
}
