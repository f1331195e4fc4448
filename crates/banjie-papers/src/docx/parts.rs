//! The parts of the package beside the text: styles, page numbers, lists, settings, relationships.

use std::fmt::Write as _;

use super::{
    Options,
    body::Body,
    picture::Media,
    xml::{DECLARATION, MAIN, RELATIONS, address, escape},
};
use crate::{document::Document, html::sources::as_of_words};

const STYLES: &str = include_str!("styles.xml");
const PACKAGE_RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// Identifiers of the relationships of the text; links follow as `link1`, `link2` …
pub(super) const FOOTER_ODD: &str = "footerOdd";
pub(super) const FOOTER_EVEN: &str = "footerEven";
const HEADER_FIRST: &str = "headerFirst";
const FOOTER_FIRST: &str = "footerFirst";

/// Header and footer of the first page, where it has its own.
pub(super) fn first_references() -> String {
    format!(
        "<w:headerReference w:type=\"first\" r:id=\"{HEADER_FIRST}\"/><w:footerReference w:type=\"first\" \
         r:id=\"{FOOTER_FIRST}\"/>"
    )
}

pub(super) fn content_types(first: bool) -> String {
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let mut parts = vec![
        ("word/document.xml", format!("{word}.document.main+xml")),
        ("word/styles.xml", format!("{word}.styles+xml")),
        ("word/settings.xml", format!("{word}.settings+xml")),
        ("word/fontTable.xml", format!("{word}.fontTable+xml")),
        ("word/numbering.xml", format!("{word}.numbering+xml")),
        ("word/footer1.xml", format!("{word}.footer+xml")),
        ("word/footer2.xml", format!("{word}.footer+xml")),
        ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml".to_owned()),
        (
            "customXml/itemProps1.xml",
            "application/vnd.openxmlformats-officedocument.customXmlProperties+xml".to_owned(),
        ),
    ];
    let mut out = format!(
        "{DECLARATION}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Default Extension=\"png\" ContentType=\"image/png\"/><Default Extension=\"jpeg\" ContentType=\"image/jpeg\"/>"
    );
    if first {
        parts.push(("word/header3.xml", format!("{word}.header+xml")));
        parts.push(("word/footer3.xml", format!("{word}.footer+xml")));
    }
    for (name, kind) in parts {
        let _ = write!(out, "<Override PartName=\"/{name}\" ContentType=\"{kind}\"/>");
    }
    out.push_str("</Types>");
    out
}

/// A list of relationships: identifier, last word of the type, target.
fn relations(list: &[(&str, &str, &str)], links: &[String], media: &[Media]) -> String {
    let mut out = format!("{DECLARATION}<Relationships xmlns=\"{PACKAGE_RELATIONS}\">");
    for (id, kind, target) in list {
        let base = if *kind == "metadata/core-properties" { PACKAGE_RELATIONS } else { RELATIONS };
        let _ = write!(out, "<Relationship Id=\"{id}\" Type=\"{base}/{kind}\" Target=\"{target}\"/>");
    }
    for (number, to) in (1..).zip(links) {
        let _ = write!(
            out,
            "<Relationship Id=\"link{number}\" Type=\"{RELATIONS}/hyperlink\" Target=\"{}\" TargetMode=\"External\"/>",
            address(to)
        );
    }
    for (number, media) in (1..).zip(media) {
        let _ = write!(
            out,
            "<Relationship Id=\"picture{number}\" Type=\"{RELATIONS}/image\" Target=\"{}\"/>",
            media_name(number, media)
        );
    }
    out.push_str("</Relationships>");
    out
}

/// Where a picture lies, seen from the text.
pub(super) fn media_name(number: usize, media: &Media) -> String {
    format!("media/picture{number}.{}", media.ending)
}

pub(super) fn package_relations() -> String {
    relations(
        &[("text", "officeDocument", "word/document.xml"), ("core", "metadata/core-properties", "docProps/core.xml")],
        &[],
        &[],
    )
}

pub(super) fn document_relations(body: &Body, first: bool) -> String {
    let mut list = vec![
        ("styles", "styles", "styles.xml"),
        ("settings", "settings", "settings.xml"),
        ("fonts", "fontTable", "fontTable.xml"),
        ("numbering", "numbering", "numbering.xml"),
        (FOOTER_ODD, "footer", "footer1.xml"),
        (FOOTER_EVEN, "footer", "footer2.xml"),
        ("figures", "customXml", "../customXml/item1.xml"),
    ];
    if first {
        list.extend([(HEADER_FIRST, "header", "header3.xml"), (FOOTER_FIRST, "footer", "footer3.xml")]);
    }
    relations(&list, &body.links, &body.media)
}

pub(super) fn item_relations() -> String {
    relations(&[("props", "customXmlProps", "itemProps1.xml")], &[], &[])
}

/// Title, and as of when the figures hold; no time of writing, so that equal reports are equal files.
pub(super) fn core(document: &Document) -> String {
    format!(
        "{DECLARATION}<cp:coreProperties \
         xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title><dc:description>{}</dc:description>\
         </cp:coreProperties>",
        escape(&crate::document::plain_text(&document.title, &document.figures)),
        escape(&as_of_words(&document.about)),
    )
}

pub(super) fn styles(options: &Options) -> String {
    let faces =
        [("{body}", &options.body), ("{title}", &options.title), ("{hei}", &options.hei), ("{kai}", &options.kai)];
    faces.iter().fold(STYLES.to_owned(), |styles, (mark, face)| styles.replace(mark, &escape(face)))
}

/// The faces with what Word may take where one is not installed.
pub(super) fn fonts(options: &Options) -> String {
    let mut out = format!("{DECLARATION}<w:fonts xmlns:w=\"{MAIN}\">");
    let faces = [
        (&*options.body, "仿宋,FangSong"),
        (&*options.title, "方正小标宋_GBK,华文中宋"),
        (&*options.hei, "SimHei"),
        (&*options.kai, "楷体,KaiTi"),
        ("宋体", "SimSun"),
    ];
    for (face, others) in faces {
        let _ = write!(
            out,
            "<w:font w:name=\"{}\"><w:altName w:val=\"{others}\"/><w:charset w:val=\"86\"/></w:font>",
            escape(face)
        );
    }
    out.push_str("<w:font w:name=\"Times New Roman\"><w:charset w:val=\"00\"/></w:font></w:fonts>");
    out
}

/// Odd and even pages differ; punctuation keeps its width, so that a line has 28 characters.
pub(super) fn settings() -> String {
    format!(
        "{DECLARATION}<w:settings xmlns:w=\"{MAIN}\"><w:defaultTabStop w:val=\"630\"/><w:evenAndOddHeaders/>\
         <w:characterSpacingControl w:val=\"doNotCompress\"/><w:compat><w:doNotExpandShiftReturn/>\
         <w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" \
         w:val=\"15\"/></w:compat><w:themeFontLang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/>\
         <w:doNotAutoCompressPictures/></w:settings>"
    )
}

/// From 20 mm above the lower edge of the page to the foot of the page number, in twips.
pub(super) const FOOTER_RISE: usize = 283;

/// `— N —`, one character in from the outer edge: right on odd pages, left on even ones.
pub(super) fn footer(odd: bool, letter: bool) -> String {
    let side = if odd { "right" } else { "left" };
    let rise = if letter { format!("<w:spacing w:after=\"{FOOTER_RISE}\"/>") } else { String::new() };
    let run = |inner: &str| format!("<w:r><w:rPr><w:rFonts w:hint=\"eastAsia\"/></w:rPr>{inner}</w:r>");
    let text = |text: &str| run(&format!("<w:t xml:space=\"preserve\">{text}</w:t>"));
    let mark = |kind: &str| run(&format!("<w:fldChar w:fldCharType=\"{kind}\"/>"));
    let field = run("<w:instrText xml:space=\"preserve\"> PAGE </w:instrText>");
    format!(
        "{DECLARATION}<w:ftr xmlns:w=\"{MAIN}\"><w:p><w:pPr><w:pStyle w:val=\"Footer\"/>\
         {rise}<w:ind w:{side}=\"280\" w:firstLine=\"0\"/><w:jc w:val=\"{side}\"/></w:pPr>{}{}{field}{}{}{}{}</w:p></w:ftr>",
        text("— "),
        mark("begin"),
        mark("separate"),
        text("1"),
        mark("end"),
        text(" —"),
    )
}

/// A header or footer from its paragraphs; `kind` is `hdr` or `ftr`.
pub(super) fn edge(kind: &str, paragraphs: &str) -> String {
    format!("{DECLARATION}<w:{kind} xmlns:w=\"{MAIN}\">{paragraphs}</w:{kind}>")
}

/// Lists: `starts` holds the first number of each, none for bullets; the n-th list has number n + 1.
pub(super) fn numbering(starts: &[Option<u64>]) -> String {
    let mut out = format!("{DECLARATION}<w:numbering xmlns:w=\"{MAIN}\">");
    for (kind, format) in [(0, "bullet"), (1, "decimal")] {
        let _ = write!(out, "<w:abstractNum w:abstractNumId=\"{kind}\"><w:multiLevelType w:val=\"multilevel\"/>");
        for level in 0..LEVELS {
            let mark = if kind == 0 { "•".to_owned() } else { format!("%{}.", level + 1) };
            let suffix = if kind == 0 { "space" } else { "nothing" };
            let _ = write!(
                out,
                "<w:lvl w:ilvl=\"{level}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/><w:suff w:val=\"{suffix}\"/>\
                 <w:lvlText w:val=\"{mark}\"/><w:lvlJc w:val=\"left\"/><w:pPr><w:ind w:left=\"{}\" w:firstLine=\"630\"/>\
                 </w:pPr></w:lvl>",
                level * 630
            );
        }
        out.push_str("</w:abstractNum>");
    }
    for (number, start) in (1..).zip(starts) {
        let kind = u8::from(start.is_some());
        let first = i32::try_from(start.unwrap_or(1)).unwrap_or(i32::MAX);
        let _ = write!(out, "<w:num w:numId=\"{number}\"><w:abstractNumId w:val=\"{kind}\"/>");
        for level in (0..LEVELS).filter(|_| start.is_some()) {
            let _ =
                write!(out, "<w:lvlOverride w:ilvl=\"{level}\"><w:startOverride w:val=\"{first}\"/></w:lvlOverride>");
        }
        out.push_str("</w:num>");
    }
    out.push_str("</w:numbering>");
    out
}

/// Levels of lists Word knows.
pub(super) const LEVELS: usize = 9;
