//! The fonts of the print: files in one folder, never those of the machine.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use serde::Serialize;
use typst::{
    foundations::Bytes,
    layout::Abs,
    text::{Font, FontBook, FontInfo, FontVariant, FontVariations},
    utils::LazyHash,
};

/// Families that may serve for each face, the wanted ones first: an office's own fonts before the open ones.
const TITLE: &[&str] = &[
    "FZXiaoBiaoSong-B05S",
    "方正小标宋简体",
    "FZXiaoBiaoSong-B05",
    "方正小标宋_GBK",
    "STZhongsong",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "FandolSong",
];
const BODY: &[&str] = &[
    "FangSong_GB2312",
    "仿宋_GB2312",
    "FZFangSong-Z02S",
    "方正仿宋简体",
    "FZFangSong-Z02",
    "方正仿宋_GBK",
    "FangSong",
    "仿宋",
    "STFangsong",
    "FandolFang R",
    "FandolFang",
];
const HEI: &[&str] =
    &["SimHei", "黑体", "FZHei-B01S", "方正黑体简体", "FZHei-B01", "方正黑体_GBK", "FandolHei", "Noto Sans CJK SC"];
const KAI: &[&str] = &[
    "KaiTi_GB2312",
    "楷体_GB2312",
    "FZKai-Z03S",
    "方正楷体简体",
    "FZKai-Z03",
    "方正楷体_GBK",
    "KaiTi",
    "楷体",
    "STKaiti",
    "LXGW WenKai",
    "FandolKai",
];
const SONG: &[&str] = &["SimSun", "宋体", "NSimSun", "FZShuSong-Z01S", "STSong", "FandolSong", "Noto Serif CJK SC"];
const LATIN: &[&str] = &["Times New Roman", "Liberation Serif"];
/// Where a character is looked for when the face has it not, before all the other files of the folder.
const FALLBACK: &[&str] = &["LXGW WenKai", "HanaMinA", "HanaMinB"];

/// The families of each face with what stands in for them, as the page asks for them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Faces {
    pub title: Vec<String>,
    pub body: Vec<String>,
    pub hei: Vec<String>,
    pub kai: Vec<String>,
    pub song: Vec<String>,
    pub latin: Vec<String>,
}

/// What is wrong with a folder of fonts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FontFault {
    /// The folder cannot be read.
    Folder(PathBuf),
    /// No font in it can serve for a face.
    Face {
        /// The folder.
        folder: PathBuf,
        /// The face, "仿宋".
        face: &'static str,
        /// Families that would do.
        families: &'static [&'static str],
    },
}

impl fmt::Display for FontFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hint = "在办结的源码目录运行 scripts/fonts.sh 可取得一套开放字体";
        match self {
            FontFault::Folder(folder) => {
                write!(f, "没有字体文件夹 {}，打不出 PDF。{hint}", folder.display())
            }
            FontFault::Face { folder, face, families } => write!(
                f,
                "字体文件夹 {} 里没有可作{face}的字体（{}），打不出 PDF。{hint}",
                folder.display(),
                families.join("、")
            ),
        }
    }
}

impl std::error::Error for FontFault {}

/// A font of a file, read again when it is first used: most documents need few.
struct Slot {
    path: PathBuf,
    index: u32,
    font: OnceLock<Option<Font>>,
}

/// The fonts of a folder. Opening reads all files once; keep it for many documents.
pub struct Fonts {
    pub(super) faces: Faces,
    pub(super) book: LazyHash<FontBook>,
    slots: Vec<Slot>,
    covered: Covered,
    folder: PathBuf,
}

impl fmt::Debug for Fonts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fonts").field("folder", &self.folder).field("faces", &self.faces).finish_non_exhaustive()
    }
}

impl Fonts {
    /// Reads the fonts (`.otf`, `.ttf`, `.ttc`) of a folder.
    ///
    /// # Errors
    /// The folder cannot be read, or a face has no font in it.
    pub fn open(folder: &Path) -> Result<Fonts, FontFault> {
        let mut book = FontBook::new();
        let (mut slots, mut covered) = (Vec::new(), Covered::default());
        for path in files(folder)? {
            let Ok(data) = fs::read(&path) else { continue };
            for (info, index) in FontInfo::iter(&data).zip(0..) {
                info.coverage.iter().for_each(|c| covered.add(c));
                book.push(info);
                slots.push(Slot { path: path.clone(), index, font: OnceLock::new() });
            }
        }
        let faces = faces(folder, &book)?;
        Ok(Fonts { faces, book: LazyHash::new(book), slots, covered, folder: folder.to_owned() })
    }

    /// The folder they come from.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// True when some font can print the character.
    pub fn covers(&self, character: char) -> bool {
        self.covered.has(u32::from(character))
    }

    pub(super) fn font(&self, index: usize) -> Option<Font> {
        let slot = self.slots.get(index)?;
        let read = || Font::new(Bytes::new(fs::read(&slot.path).ok()?), slot.index);
        slot.font.get_or_init(read).clone()
    }

    /// How high the upper edge of the dash beside the page number lies above the baseline, in parts of the size of the
    /// letters.
    pub(super) fn dash_top(&self) -> f64 {
        let top = || {
            let family = self.faces.song.first()?.to_lowercase();
            let font = self.font(self.book.select_family(&family).next()?)?;
            let font = font.instantiate(FontVariant::default(), Abs::pt(14.0), &FontVariations::default());
            let face = font.ttf();
            let bounds = face.glyph_bounding_box(face.glyph_index('—')?)?;
            Some(f64::from(bounds.y_max) / f64::from(face.units_per_em()))
        };
        top().unwrap_or(0.4)
    }
}

/// The font files of a folder in the order of their names: equal folders give equal print.
fn files(folder: &Path) -> Result<Vec<PathBuf>, FontFault> {
    let entries = fs::read_dir(folder).map_err(|_| FontFault::Folder(folder.to_owned()))?;
    let is_font = |path: &PathBuf| {
        let end = path.extension().and_then(|end| end.to_str()).unwrap_or_default().to_lowercase();
        ["otf", "ttf", "ttc", "otc"].contains(&end.as_str())
    };
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_font).collect();
    files.sort();
    Ok(files)
}

fn faces(folder: &Path, book: &FontBook) -> Result<Faces, FontFault> {
    let has = |family: &&&str| book.contains_family(&family.to_lowercase());
    let others = book.families().map(|(family, _)| family).filter(|family| {
        // Faces that come first for one purpose serve last for the others.
        !FALLBACK.contains(family) && !is_other_region(family)
    });
    let rest: Vec<&str> = FALLBACK.iter().filter(has).copied().chain(others).collect();
    let chain = |face: &'static str, families: &'static [&'static str]| {
        let first = families.iter().find(has).ok_or(FontFault::Face { folder: folder.to_owned(), face, families })?;
        let rest = rest.iter().filter(|family| *family != first);
        Ok(std::iter::once(first).chain(rest).map(|family| (*family).to_owned()).collect())
    };
    Ok(Faces {
        title: chain("小标宋", TITLE)?,
        body: chain("仿宋", BODY)?,
        hei: chain("黑体", HEI)?,
        kai: chain("楷体", KAI)?,
        song: chain("宋体", SONG)?,
        latin: chain("西文", LATIN)?.into_iter().take(1).collect(),
    })
}

/// The files of Noto hold a face for each region: only the mainland's is ours.
fn is_other_region(family: &str) -> bool {
    [" JP", " KR", " TC", " HK", " TW"].iter().any(|end| family.ends_with(end))
}

/// One bit a character.
#[derive(Default)]
struct Covered(Vec<u64>);

impl Covered {
    fn add(&mut self, c: u32) {
        let (word, bit) = (c as usize / 64, c % 64);
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << bit;
    }

    fn has(&self, c: u32) -> bool {
        self.0.get(c as usize / 64).is_some_and(|word| word >> (c % 64) & 1 == 1)
    }
}
