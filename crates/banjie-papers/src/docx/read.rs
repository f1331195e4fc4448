//! Reads a printed report back: the list of figures as issued, and what stands in each figure's content control now.
//!
//! The file comes from anywhere: every part is read up to a limit, and what is no report of ours is told apart in words.

use std::{
    collections::HashSet,
    io::{Cursor, Read as _},
};

use quick_xml::{
    Reader,
    events::{BytesRef, BytesStart, Event},
};
use zip::{ZipArchive, result::ZipError};

use super::{
    body::TAG,
    issued::{ELEMENT, HASH, NAMESPACE, hash, hash_of},
    picture,
};
use crate::manifest::Manifest;

/// Largest file and largest part that is read, in bytes.
pub const LARGEST: usize = 64 << 20;
/// Custom parts that are looked at; Word itself adds one or two.
const ITEMS_MAX: usize = 64;
/// What is read for a figure in a chart whose picture has changed.
pub const REDRAWN: &str = "（图已改动）";
/// Pictures that are looked at.
const PICTURES_MAX: usize = 512;
/// Headers and footers that are looked at; a section has up to six.
const EDGES_MAX: usize = 600;
/// Text of one content control that is kept, in characters.
const TEXT_MAX: usize = 120;
pub(crate) const TEXT: &str = "word/document.xml";

/// A report read back.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The list of figures in the file.
    pub manifest: Manifest,
    /// Whether the list is the one issued, by its hash. This guards against accident only; it is no signature.
    pub whole: bool,
    /// Each figure of the list as it stands in the text now.
    pub standings: Vec<Standing>,
    /// Content controls of ours in the text whose figure the list does not have: pasted from another report.
    pub strangers: usize,
}

/// What has become of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// As issued.
    Same,
    /// This stands there now; where the figure was copied, the first copy that differs; [`REDRAWN`] where it was drawn in a
    /// chart whose picture has changed.
    Edited(String),
    /// The figure is no longer in the text, or its content control was removed around it.
    Removed,
}

impl Reading {
    /// What was changed since the report was issued, a line each; empty when nothing was.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if !self.whole {
            faults.push("数据来源清单与签发时的校验值不符：清单被改动过，下面的比对不可靠".to_owned());
        }
        faults.extend((1..).zip(&self.standings).filter_map(|(number, _)| self.fault(number)));
        if self.strangers > 0 {
            faults.push(format!("文中有 {} 处数不在清单里，可能是从别的报告粘贴来的", self.strangers));
        }
        faults
    }

    /// What was changed in a figure; `number` counts from 1.
    pub fn fault(&self, number: usize) -> Option<String> {
        let index = number.checked_sub(1)?;
        let issued = &self.manifest.figures.get(index)?.text;
        match self.standings.get(index)? {
            Standing::Same => None,
            Standing::Edited(text) if text == REDRAWN => {
                Some(format!("第 {number} 个数：在图中，图已被改动或换过，签发时为 {issued}"))
            }
            Standing::Edited(text) if text.is_empty() => {
                Some(format!("第 {number} 个数：文中已清空，签发时为 {issued}"))
            }
            Standing::Edited(text) => Some(format!("第 {number} 个数：文中为 {text}，签发时为 {issued}")),
            Standing::Removed => Some(format!("第 {number} 个数：文中已删去或已失去标记，签发时为 {issued}")),
        }
    }
}

/// Reads a DOCX report.
pub(crate) fn read(bytes: &[u8]) -> Result<Reading, String> {
    if bytes.len() > LARGEST {
        return Err(format!("文件超过 {} MB，不是办结写出的报告", LARGEST >> 20));
    }
    let mut archive = open(bytes)?;
    let (manifest, whole) = issued(&mut archive)?;
    let text = part(&mut archive, TEXT)?;
    let mut walk = Walk::new(&manifest, pictures(&mut archive)?);
    walk.run(&text)?;
    for name in edges(&archive) {
        walk.run(&part(&mut archive, &name)?)?;
    }
    let Walk { standings, strangers, .. } = walk;
    Ok(Reading { manifest, whole, standings, strangers })
}

pub(crate) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

pub(crate) fn open(bytes: &[u8]) -> Result<Archive<'_>, String> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| {
        if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
            "这是旧版 .doc 或加了密码的文件；请用 Word 打开，另存为不加密的 .docx 再试"
        } else if bytes.starts_with(b"PK") {
            "文件不完整，可能没有传完或被截断；请重新取一份"
        } else {
            "这不是 Word 文件（.docx），可能只是改了扩展名"
        }
    })?;
    match archive.index_for_name(TEXT) {
        Some(_) => Ok(archive),
        None => Err("这是压缩文件，但不是 Word 文件（.docx）".to_owned()),
    }
}

/// The bytes of a part, never more than the limit.
pub(crate) fn part(archive: &mut Archive<'_>, name: &str) -> Result<Vec<u8>, String> {
    let file = archive.by_name(name).map_err(|error| match error {
        ZipError::UnsupportedArchive(_) => format!("{name} 加了密码或用了不支持的压缩方式，读不了"),
        _ => format!("文件里的 {name} 已损坏"),
    })?;
    let mut bytes = Vec::new();
    file.take(LARGEST as u64 + 1).read_to_end(&mut bytes).map_err(|_| format!("文件里的 {name} 已损坏"))?;
    if bytes.len() > LARGEST {
        return Err(format!("文件里的 {name} 展开后超过 {} MB，不是办结写出的报告", LARGEST >> 20));
    }
    Ok(bytes)
}

/// Hashes of the pictures in the file.
fn pictures(archive: &mut Archive<'_>) -> Result<HashSet<String>, String> {
    let names = archive.file_names().filter(|name| name.starts_with("word/media/")).take(PICTURES_MAX);
    let names: Vec<String> = names.map(str::to_owned).collect();
    let hash = |name: &String| Ok(hash_of(&part(archive, name)?).chars().take(picture::HASH).collect());
    names.iter().map(hash).collect()
}

/// First and last number of the figures in a chart and the hash of its picture, from the tag of its content control.
fn chart_tag(tag: &str) -> Option<(usize, usize, String)> {
    let mut parts = tag.strip_prefix(picture::TAG)?.splitn(3, '-');
    let (first, last) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some((first, last, parts.next()?.to_owned()))
}

/// Headers, footers and notes: a bureau's own template may have figures there.
fn edges(archive: &Archive<'_>) -> Vec<String> {
    let kinds = ["word/header", "word/footer", "word/footnotes.xml", "word/endnotes.xml"];
    let is_edge = |name: &&str| name.ends_with(".xml") && kinds.iter().any(|kind| name.starts_with(kind));
    archive.file_names().filter(is_edge).take(EDGES_MAX).map(str::to_owned).collect()
}

/// The list of figures and whether it is whole. Word renames custom parts when it saves, so each is looked at.
fn issued(archive: &mut Archive<'_>) -> Result<(Manifest, bool), String> {
    let is_item = |name: &&str| name.starts_with("customXml/item") && name.ends_with(".xml");
    let names: Vec<String> = archive.file_names().filter(is_item).take(ITEMS_MAX).map(str::to_owned).collect();
    for name in names.iter().filter(|name| !name.contains("itemProps")) {
        let bytes = part(archive, name)?;
        if let Some((json, stored)) = item(&bytes) {
            let manifest =
                serde_json::from_str(&json).map_err(|e| format!("数据来源清单无法读取（{e}），文件可能被改动过"))?;
            return Ok((manifest, stored == hash(&json)));
        }
    }
    Err("这个文件里没有数据来源清单，不是由办结写出的报告，或清单已被删去".to_owned())
}

/// The text of our part and the hash stored with it; none when the part is not ours.
fn item(bytes: &[u8]) -> Option<(String, String)> {
    let mut reader = Reader::from_reader(bytes);
    let mut stored = None;
    let mut json = String::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) if stored.is_none() => stored = Some(stored_hash(&tag)?),
            Event::Text(text) => {
                json.push_str(text.decode().ok().filter(|_| stored.is_some()).as_deref().unwrap_or(""))
            }
            Event::CData(text) => json.push_str(&text.decode().ok()?),
            Event::GeneralRef(entity) => json.push(character(&entity)?),
            Event::End(_) => return Some((json, stored?)),
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// The hash of the element, when it is the list of figures.
fn stored_hash(tag: &BytesStart<'_>) -> Option<String> {
    let attributes = || tag.attributes().flatten();
    let ours = attributes().any(|a| a.key.as_ref().starts_with(b"xmlns") && *a.value == *NAMESPACE.as_bytes());
    if tag.local_name().as_ref() != ELEMENT.as_bytes() || !ours {
        return None;
    }
    let hash = attributes().find(|a| a.key.as_ref() == HASH.as_bytes());
    Some(hash.map(|a| String::from_utf8_lossy(&a.value).into_owned()).unwrap_or_default())
}

pub(crate) fn character(entity: &BytesRef<'_>) -> Option<char> {
    if let Some(c) = entity.resolve_char_ref().ok()? {
        return Some(c);
    }
    quick_xml::escape::resolve_predefined_entity(&entity.decode().ok()?)?.chars().next()
}

/// A content control that is open.
#[derive(Default)]
struct Control {
    /// Number of the figure; none: not ours.
    number: Option<usize>,
    /// A chart: its figures and the hash of its picture.
    chart: Option<(usize, usize, String)>,
    text: String,
    /// Emptied: Word shows a prompt in its place.
    prompt: bool,
}

/// One pass over the text.
struct Walk<'a> {
    issued: &'a Manifest,
    pictures: HashSet<String>,
    standings: Vec<Standing>,
    strangers: usize,
    open: Vec<Control>,
    /// Inside `w:t`.
    text: bool,
    /// Elements open.
    depth: usize,
    /// Depth inside what was deleted or moved away with changes tracked.
    gone: usize,
}

/// Content controls inside each other that are followed.
const DEPTH_MAX: usize = 64;

impl<'a> Walk<'a> {
    fn new(issued: &'a Manifest, pictures: HashSet<String>) -> Walk<'a> {
        let standings = vec![Standing::Removed; issued.figures.len()];
        Walk { issued, pictures, standings, strangers: 0, open: Vec::new(), text: false, depth: 0, gone: 0 }
    }

    fn run(&mut self, xml: &[u8]) -> Result<(), String> {
        let mut reader = Reader::from_reader(xml);
        let broken = || "正文已损坏（XML 不完整）".to_owned();
        loop {
            match reader.read_event().map_err(|_| broken())? {
                Event::Start(tag) => {
                    self.depth += 1;
                    self.start(&tag)?;
                }
                Event::Empty(tag) => self.empty(&tag),
                Event::End(tag) => {
                    self.depth -= 1;
                    self.end(tag.local_name().as_ref());
                }
                Event::Text(text) => self.push(&text.decode().map_err(|_| broken())?),
                Event::CData(text) => self.push(&text.decode().map_err(|_| broken())?),
                Event::GeneralRef(entity) => {
                    self.push(character(&entity).map(String::from).as_deref().unwrap_or("\u{FFFD}"))
                }
                Event::Eof if self.depth == 0 => return Ok(()),
                Event::Eof => return Err(broken()),
                _ => {}
            }
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        match tag.local_name().as_ref() {
            b"sdt" if self.open.len() >= DEPTH_MAX => return Err("正文嵌套过深，不是办结写出的报告".to_owned()),
            b"sdt" => self.open.push(Control::default()),
            b"t" => self.text = true,
            b"del" | b"moveFrom" | b"delText" | b"instrText" | b"sdtPr" => self.gone += 1,
            _ => {}
        }
        self.empty(tag);
        Ok(())
    }

    fn empty(&mut self, tag: &BytesStart<'_>) {
        match (tag.local_name().as_ref(), self.open.last_mut()) {
            (b"tag", Some(control)) => {
                let value = tag.attributes().flatten().find(|a| a.key.local_name().as_ref() == b"val");
                let value = value.as_ref().and_then(|a| std::str::from_utf8(&a.value).ok()).unwrap_or_default();
                control.number = control.number.or(value.strip_prefix(TAG).and_then(|number| number.parse().ok()));
                control.chart = control.chart.take().or_else(|| chart_tag(value));
            }
            (b"showingPlcHdr", Some(control)) => control.prompt = true,
            (b"tab" | b"br" | b"cr", Some(_)) if self.gone == 0 => self.add(" "),
            (b"noBreakHyphen", Some(_)) if self.gone == 0 => self.add("-"),
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8]) {
        match name {
            b"t" => self.text = false,
            b"del" | b"moveFrom" | b"delText" | b"instrText" | b"sdtPr" => self.gone = self.gone.saturating_sub(1),
            b"sdt" => {
                let Some(control) = self.open.pop() else { return };
                if let Some(chart) = &control.chart {
                    self.close_chart(chart);
                }
                if let Control { number: Some(number), text, prompt, .. } = control {
                    self.close(number, if prompt { "" } else { text.trim() });
                }
            }
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        if self.text && self.gone == 0 {
            self.add(text);
        }
    }

    /// Text belongs to every content control around it.
    fn add(&mut self, text: &str) {
        for control in &mut self.open {
            let room = TEXT_MAX.saturating_sub(control.text.chars().count());
            control.text.extend(text.chars().take(room));
        }
    }

    /// The figures of a chart stand as issued while its picture does.
    fn close_chart(&mut self, (first, last, hash): &(usize, usize, String)) {
        let same = self.pictures.contains(hash);
        for standing in self.standings.iter_mut().take(*last).skip(first.saturating_sub(1)) {
            match standing {
                Standing::Edited(_) | Standing::Same => {}
                _ => *standing = if same { Standing::Same } else { Standing::Edited(REDRAWN.to_owned()) },
            }
        }
    }

    fn close(&mut self, number: usize, text: &str) {
        let index = number.checked_sub(1).filter(|index| *index < self.standings.len());
        let Some(index) = index else {
            self.strangers += 1;
            return;
        };
        let same = self.issued.figures[index].text.trim() == text;
        let standing = &mut self.standings[index];
        match standing {
            Standing::Edited(_) => {}
            _ if same => *standing = Standing::Same,
            _ => *standing = Standing::Edited(text.to_owned()),
        }
    }
}
