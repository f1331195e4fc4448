//! What the typesetter may see: one page description of ours, the document as data, pictures, the fonts of the folder. No
//! file, no clock, no network.

use std::sync::LazyLock;

use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

use super::fonts::Fonts;
use crate::manifest::EMBEDDED_FILE;

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));
static PAGE: LazyLock<Source> = LazyLock::new(|| {
    let text =
        [include_str!("page.typ"), include_str!("frame.typ"), include_str!("blocks.typ"), include_str!("paper.typ")];
    Source::new(file("/page.typ"), text.concat())
});
static DATA: LazyLock<FileId> = LazyLock::new(|| file("/document.json"));
static MANIFEST: LazyLock<FileId> = LazyLock::new(|| file(&format!("/{EMBEDDED_FILE}")));

/// Names are few and fixed: a name once used is kept for ever.
fn file(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("our own names are well-formed");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// Name of the n-th picture, as the data give it.
pub(super) fn picture(index: usize) -> String {
    format!("/picture/{index}")
}

/// The world of one document.
pub(super) struct Paper<'a> {
    pub fonts: &'a Fonts,
    pub data: Bytes,
    pub manifest: Bytes,
    pub pictures: Vec<(FileId, Bytes)>,
}

impl<'a> Paper<'a> {
    pub fn new(fonts: &'a Fonts, data: Vec<u8>, manifest: Vec<u8>, pictures: Vec<Bytes>) -> Paper<'a> {
        let pictures = pictures.into_iter().enumerate().map(|(index, bytes)| (file(&picture(index)), bytes)).collect();
        Paper { fonts, data: Bytes::new(data), manifest: Bytes::new(manifest), pictures }
    }
}

impl World for Paper<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        PAGE.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == PAGE.id() { Ok(PAGE.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == *DATA {
            return Ok(self.data.clone());
        }
        if id == *MANIFEST {
            return Ok(self.manifest.clone());
        }
        let picture = self.pictures.iter().find(|(picture, _)| *picture == id);
        picture.map(|(_, bytes)| bytes.clone()).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
