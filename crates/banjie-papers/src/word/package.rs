//! The container: which parts hold text, what is written anew, everything else copied as it is.

use std::io::{Cursor, Write as _};

use quick_xml::{Reader, events::Event};
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::{
    docx::{self, Issued, LARGEST, TEXT},
    manifest::Manifest,
};

const TYPES: &str = "[Content_Types].xml";
const RELATIONS: &str = "word/_rels/document.xml.rels";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PROPERTIES: &str = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml";

/// A part with text.
pub(super) struct Part {
    pub name: String,
    /// In Chinese, as [`super::Place`] names it.
    pub title: String,
    pub xml: Vec<u8>,
}

/// What the container holds of interest.
pub(super) struct Package {
    pub parts: Vec<Part>,
    /// Parts with drawings whose text is out of reach, that hold something like a tag.
    pub misplaced: Vec<String>,
}

/// Opens a template.
///
/// # Errors
/// What is wrong with the file, in Chinese.
pub(super) fn open(bytes: &[u8]) -> Result<Package, String> {
    if bytes.len() > LARGEST {
        return Err(format!("文件超过 {} MB，读不了；请压缩其中的图片后再试", LARGEST >> 20));
    }
    let mut archive = docx::open(bytes)?;
    let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    if names.iter().any(|name| name.starts_with("customXml/item")) {
        refuse_reports(bytes, &mut archive, &names)?;
    }
    let types = docx::part(&mut archive, TYPES)?;
    let mut parts = Vec::new();
    for (name, title) in text_parts(&types, &names) {
        let xml = docx::part(&mut archive, &name)?;
        if xml.starts_with(&[0xFF, 0xFE]) || xml.starts_with(&[0xFE, 0xFF]) {
            return Err(format!("文件里的 {name} 不是 UTF-8；请用 Word 打开，另存一份再试"));
        }
        parts.push(Part { name, title, xml });
    }
    let mut misplaced = Vec::new();
    let drawn = |name: &&String| name.starts_with("word/charts/chart") || name.starts_with("word/diagrams/data");
    for name in names.iter().filter(drawn) {
        let xml = docx::part(&mut archive, name)?;
        if xml.windows(2).any(|two| two == b"{{") {
            misplaced.push(name.clone());
        }
    }
    Ok(Package { parts, misplaced })
}

/// A report that was filled or printed before is no template: its list of figures would speak of other figures.
fn refuse_reports(bytes: &[u8], archive: &mut ZipArchive<Cursor<&[u8]>>, names: &[String]) -> Result<(), String> {
    let items = names.iter().filter(|name| name.starts_with("customXml/item") && name.ends_with(".xml"));
    for name in items {
        let part = docx::part(archive, name)?;
        let space = docx::NAMESPACE.as_bytes();
        if part.windows(space.len()).any(|w| w == space) && docx::read(bytes).is_ok() {
            return Err("这份文件已经是由办结写出的报告，里面有数据来源清单；请用没有填过的模板".to_owned());
        }
    }
    Ok(())
}

/// The parts with text in the order in which they are numbered, with their names in Chinese.
fn text_parts(types: &[u8], names: &[String]) -> Vec<(String, String)> {
    let kinds = [("header", "页眉"), ("footer", "页脚"), ("footnotes", "脚注"), ("endnotes", "尾注")];
    let mut parts = vec![(TEXT.to_owned(), "正文".to_owned())];
    for (kind, title) in kinds {
        let suffix = format!(".{kind}+xml");
        let mut found: Vec<String> = overrides(types)
            .into_iter()
            .filter(|(_, content)| content.ends_with(&suffix))
            .map(|(name, _)| name.trim_start_matches('/').to_owned())
            .filter(|name| names.contains(name) && !name.contains("glossary"))
            .collect();
        found.sort_by_key(|name| (name.len(), name.clone()));
        let several = found.len() > 1;
        for (number, name) in (1..).zip(found) {
            parts.push((name, if several { format!("{title}{number}") } else { title.to_owned() }));
        }
    }
    parts
}

/// Name and type of each part that has a type of its own.
fn overrides(types: &[u8]) -> Vec<(String, String)> {
    let mut reader = Reader::from_reader(types);
    let mut found = Vec::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == b"Override" => {
                let value = |key: &[u8]| {
                    let attribute = tag.attributes().flatten().find(|a| a.key.as_ref() == key);
                    attribute.map(|a| String::from_utf8_lossy(&a.value).into_owned()).unwrap_or_default()
                };
                found.push((value(b"PartName"), value(b"ContentType")));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    found
}

/// The template with some parts written anew and the list of figures added.
///
/// # Errors
/// What is wrong with the file, in Chinese.
pub(super) fn write(bytes: &[u8], parts: Vec<(String, Vec<u8>)>, manifest: &Manifest) -> Result<Vec<u8>, String> {
    let mut archive = docx::open(bytes)?;
    let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    let number = (1..).find(|n| !names.iter().any(|name| is_item(name, *n))).unwrap_or(1);
    let issued = Issued::of(manifest);
    let mut changed = parts;
    let relations = match names.iter().any(|name| name == RELATIONS) {
        true => docx::part(&mut archive, RELATIONS)?,
        false => b"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>".to_vec(),
    };
    let link = format!("Id=\"banjieFigures\" Type=\"{OFFICE}/customXml\" Target=\"../customXml/item{number}.xml\"/>");
    changed.push((RELATIONS.to_owned(), added(&relations, "Relationships", "Relationship", &link)?));
    let types = docx::part(&mut archive, TYPES)?;
    let item = format!("customXml/item{number}.xml");
    let properties = format!("customXml/itemProps{number}.xml");
    let types = added(&types, "Types", "Override", &format!("PartName=\"/{item}\" ContentType=\"application/xml\"/>"))?;
    let kind = format!("PartName=\"/{properties}\" ContentType=\"{PROPERTIES}\"/>");
    changed.push((TYPES.to_owned(), added(&types, "Types", "Override", &kind)?));
    let link = format!("Id=\"props\" Type=\"{OFFICE}/customXmlProps\" Target=\"itemProps{number}.xml\"/>");
    let empty = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>";
    let item_relations = added(empty.as_bytes(), "Relationships", "Relationship", &link)?;
    changed.push((item, issued.item().into_bytes()));
    changed.push((properties, issued.properties().into_bytes()));
    changed.push((format!("customXml/_rels/item{number}.xml.rels"), item_relations));
    copied(archive, changed).map_err(|error| format!("写不成 .docx：{error}"))
}

fn is_item(name: &str, number: usize) -> bool {
    name == format!("customXml/item{number}.xml") || name == format!("customXml/itemProps{number}.xml")
}

/// An element added at the end of a list, in the prefix the list is written in.
fn added(xml: &[u8], list: &str, element: &str, rest: &str) -> Result<Vec<u8>, String> {
    let text = std::str::from_utf8(xml).map_err(|_| "文件的目录不是 UTF-8；请用 Word 打开，另存一份再试".to_owned())?;
    let broken = || "文件的目录已损坏；请用 Word 打开并修复另存".to_owned();
    let begin = text.rfind(&format!("{list}>")).ok_or_else(broken)?;
    let start = text[..begin].rfind("</").ok_or_else(broken)?;
    let prefix = &text[start + 2..begin];
    if !prefix.is_empty() && !prefix.ends_with(':') {
        return Err(broken());
    }
    Ok(format!("{}<{prefix}{element} {rest}{}", &text[..start], &text[start..]).into_bytes())
}

/// Parts that did not change are copied as they are, packed.
fn copied(
    mut archive: ZipArchive<Cursor<&[u8]>>,
    mut changed: Vec<(String, Vec<u8>)>,
) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let file = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index)?;
        match changed.iter().position(|(name, _)| *name == entry.name()) {
            None => zip.raw_copy_file(entry)?,
            Some(at) => {
                let (name, bytes) = changed.remove(at);
                zip.start_file(name, file)?;
                zip.write_all(&bytes)?;
            }
        }
    }
    for (name, bytes) in changed {
        zip.start_file(name, file)?;
        zip.write_all(&bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
