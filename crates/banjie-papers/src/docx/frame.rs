//! What stands around the text of an official document (GB/T 9704-2012, 7.2 to 7.4 and 10.1): red head, number, signers,
//! recipients, list of attachments, signature, date, 版记. Lengths are twips.

use std::fmt::Write as _;

use banjie_model::{calendar::date_zh, report::Form};

use super::{
    Options,
    body::{CHARACTER, LINE, WIDTH},
    signature,
    xml::escape,
};
use crate::{document::Frame, plain::width};

/// From the upper edge of the text block to the line of the red head, whose characters then begin 35 mm below it.
const HEAD_DOWN: usize = 2034;
/// From the number to the red line: 4 mm, less what is free below the characters of a line.
const ABOVE_LINE: usize = 165;
/// Points over which and under which the red head is never set.
const HEAD_SIZES: (usize, usize) = (26, 56);
/// Points the red head may fill of a line.
const HEAD_ROOM: usize = 430;
/// Character of the 版记: 4号, 14 pt.
const SMALL: usize = 280;
const RED: &str = "<w:color w:val=\"FF0000\"/>";

/// A paragraph from its properties and runs.
fn paragraph(properties: &str, runs: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>")
}

/// A run in a face of its own; none: that of the paragraph.
fn run(face: Option<&str>, more: &str, text: &str) -> String {
    let face = face.map(|face| format!(" w:eastAsia=\"{0}\" w:ascii=\"{0}\" w:hAnsi=\"{0}\"", escape(face)));
    format!(
        "<w:r><w:rPr><w:rFonts w:hint=\"eastAsia\"{}/>{more}</w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>",
        face.unwrap_or_default(),
        escape(text)
    )
}

/// A run in another East Asian face, its digits as in the text.
fn eastern(face: &str, text: &str) -> String {
    format!(
        "<w:r><w:rPr><w:rFonts w:hint=\"eastAsia\" w:eastAsia=\"{}\"/></w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>",
        escape(face),
        escape(text)
    )
}

fn plain(text: &str) -> String {
    run(None, "", text)
}

/// Flush left without the indent of a paragraph.
const FLUSH: &str = "<w:ind w:firstLine=\"0\"/>";

/// 份号, 密级 and 紧急程度, each a line.
fn marks(frame: &Frame, options: &Options) -> Vec<String> {
    let number = frame.copy_number.iter().map(|text| plain(text));
    let others = frame.security.iter().chain(&frame.urgency).map(|text| eastern(&options.hei, text));
    number.chain(others).map(|run| paragraph(FLUSH, &run)).collect()
}

/// Points of the red head: as large as it fits on one line.
pub(super) fn head_size(frame: &Frame) -> usize {
    let longest = frame.issuers.iter().map(|name| width(name)).max().unwrap_or(0);
    let halves = longest + if frame.wenjian { 4 } else { 0 };
    (HEAD_ROOM * 2 / halves.max(1)).clamp(HEAD_SIZES.0, HEAD_SIZES.1)
}

fn head_run(size: usize, options: &Options, text: &str) -> String {
    let size = size * 2;
    let more = format!("{RED}<w:spacing w:val=\"0\"/><w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>");
    run(Some(&options.title), &more, text)
}

/// The head of an ordinary document down to its red line.
pub(super) fn file_head(frame: &Frame, options: &Options) -> String {
    let marks = marks(frame, options);
    let before = HEAD_DOWN.saturating_sub(marks.len() * LINE);
    let mut out = marks.concat();
    let size = head_size(frame);
    if frame.issuers.len() > 1 && frame.wenjian {
        out.push_str(&joint_head(frame, options, size, before));
    } else {
        let last = frame.issuers.len().saturating_sub(1);
        for (index, name) in frame.issuers.iter().enumerate() {
            let wenjian = if frame.wenjian && index == last { "文件" } else { "" };
            let before = if index == 0 { before } else { 0 };
            let properties = head_properties(size, before, "center");
            out.push_str(&paragraph(&properties, &head_run(size, options, &format!("{name}{wenjian}"))));
        }
    }
    out.push_str(&number_line(frame, options));
    out.push_str(&paragraph(
        &format!(
            "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"16\" w:space=\"0\" w:color=\"FF0000\"/></w:pBdr>\
             <w:spacing w:line=\"{ABOVE_LINE}\" w:lineRule=\"exact\"/>{FLUSH}"
        ),
        "",
    ));
    out
}

fn head_properties(size: usize, before: usize, align: &str) -> String {
    let line = size * 20;
    format!("<w:spacing w:before=\"{before}\" w:line=\"{line}\" w:lineRule=\"exact\"/>{FLUSH}<w:jc w:val=\"{align}\"/>")
}

/// Several offices under each other, 文件 on their right, centred.
fn joint_head(frame: &Frame, options: &Options, size: usize, before: usize) -> String {
    let word = size * 40 + 200;
    let names: String = frame
        .issuers
        .iter()
        .map(|name| paragraph(&head_properties(size, 0, "distribute"), &head_run(size, options, name)))
        .collect();
    let word_cell = paragraph(&head_properties(size, 0, "center"), &head_run(size, options, "文件"));
    let spacer = paragraph(&format!("<w:spacing w:line=\"{}\" w:lineRule=\"exact\"/>{FLUSH}", before.max(20)), "");
    format!("{spacer}{}", table(&[(WIDTH - word, "center", &names), (word, "center", &word_cell)]))
}

/// A row of cells without lines: width, vertical place, content.
fn table(cells: &[(usize, &str, &str)]) -> String {
    let mut out = format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{WIDTH}\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/><w:tblCellMar>\
         <w:left w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"0\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>"
    );
    for (width, ..) in cells {
        let _ = write!(out, "<w:gridCol w:w=\"{width}\"/>");
    }
    out.push_str("</w:tblGrid><w:tr>");
    for (width, place, content) in cells {
        let _ = write!(
            out,
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/><w:vAlign w:val=\"{place}\"/></w:tcPr>{content}</w:tc>"
        );
    }
    out.push_str("</w:tr></w:tbl>");
    out
}

/// The number two lines below the head, centred; with signers on the left, they on the right, two names a line.
fn number_line(frame: &Frame, options: &Options) -> String {
    let number = frame.number.as_deref().unwrap_or_default();
    let gap = 2 * LINE;
    if frame.signers.is_empty() {
        let properties = format!("<w:spacing w:before=\"{gap}\"/>{FLUSH}<w:jc w:val=\"center\"/>");
        return paragraph(&properties, &plain(number));
    }
    const LABEL: &str = "签发人：";
    let mut lines = String::new();
    let mut longest = 0;
    for (index, pair) in frame.signers.chunks(2).enumerate() {
        let names = pair.join("\u{3000}");
        longest = longest.max(width(LABEL) + width(&names));
        let label = if index == 0 { LABEL } else { "\u{3000}\u{3000}\u{3000}\u{3000}" };
        lines.push_str(&paragraph(FLUSH, &(plain(label) + &eastern(&options.kai, &names))));
    }
    let right = longest * CHARACTER / 2 + CHARACTER + 20;
    let left = paragraph(&format!("<w:ind w:left=\"{CHARACTER}\" w:firstLine=\"0\"/>"), &plain(number));
    let spacer = paragraph(&format!("<w:spacing w:line=\"{gap}\" w:lineRule=\"exact\"/>{FLUSH}"), "");
    format!("{spacer}{}", table(&[(WIDTH.saturating_sub(right), "bottom", &left), (right, "bottom", &lines)]))
}

/// A red double line, 170 mm long, centred on the page: 8 mm beyond the text block on the left, 6 mm on the right.
fn double_line(thick_first: bool) -> String {
    let (first, second) = if thick_first { (18, 6) } else { (6, 18) };
    let line = |height: usize, weight: usize| {
        paragraph(
            &format!(
                "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"{weight}\" w:space=\"0\" w:color=\"FF0000\"/></w:pBdr>\
                 <w:spacing w:line=\"{height}\" w:lineRule=\"exact\"/><w:ind w:left=\"-454\" w:right=\"-340\" \
                 w:firstLine=\"0\"/>"
            ),
            "",
        )
    };
    format!("{}{}", line(if thick_first { 100 } else { 20 }, first), line(40, second))
}

/// The head of the first page of a letter: the office, 4 mm below it the double line.
pub(super) fn letter_header(frame: &Frame, options: &Options) -> String {
    let size = head_size(frame);
    let mut out = String::new();
    for name in &frame.issuers {
        let wenjian = if frame.wenjian { "文件" } else { "" };
        out.push_str(&paragraph(
            &head_properties(size, 0, "center"),
            &head_run(size, options, &format!("{name}{wenjian}")),
        ));
    }
    out + &double_line(true)
}

/// The foot of the first page of a letter: a double line, and no page number.
pub(super) fn letter_footer() -> String {
    double_line(false)
}

/// Number on the right of a letter's first line, with 份号, 密级 and 紧急程度 on the left.
pub(super) fn letter_head(frame: &Frame, options: &Options) -> String {
    let number = frame.number.as_deref().unwrap_or_default();
    let mut marks = Vec::new();
    marks.extend(frame.copy_number.iter().map(|text| plain(text)));
    marks.extend(frame.security.iter().chain(&frame.urgency).map(|text| eastern(&options.hei, text)));
    let first = if marks.is_empty() { String::new() } else { marks.remove(0) };
    let tabs = format!("<w:tabs><w:tab w:val=\"right\" w:pos=\"{WIDTH}\"/></w:tabs>");
    let mut out = paragraph(
        &format!("{tabs}<w:spacing w:before=\"60\"/>{FLUSH}"),
        &format!("{first}<w:r><w:tab/></w:r>{}", plain(number)),
    );
    marks.iter().for_each(|run| out.push_str(&paragraph(FLUSH, run)));
    out
}

/// 主送机关.
pub(super) fn recipients(frame: &Frame) -> String {
    frame.recipients.as_ref().map(|to| paragraph(FLUSH, &plain(to))).unwrap_or_default()
}

/// What follows the text: list of attachments, signature, date, note.
pub(super) fn after_text(frame: &Frame) -> String {
    let mut out = attachments(frame);
    out.push_str(&signed(frame));
    if let Some(note) = &frame.note {
        out.push_str(&paragraph("", &plain(note)));
    }
    out
}

/// One line below the text, two characters in; names that need another line go on below their first character.
fn attachments(frame: &Frame) -> String {
    const WORD: usize = 5 * CHARACTER;
    let several = frame.attachments.len() > 1;
    let name_at = WORD + if several { 300 } else { 0 };
    let mut out = String::new();
    for (name, number) in frame.attachments.iter().zip(1..) {
        let start = if number == 1 { 2 * CHARACTER } else { WORD };
        let before = if number == 1 { format!("<w:spacing w:before=\"{LINE}\"/>") } else { String::new() };
        let properties = format!(
            "<w:keepNext/><w:tabs><w:tab w:val=\"left\" w:pos=\"{name_at}\"/></w:tabs>{before}<w:ind w:left=\"{name_at}\" \
             w:hanging=\"{}\"/><w:jc w:val=\"left\"/>",
            name_at - start
        );
        let word = if number == 1 { plain("附件：") } else { String::new() };
        let count =
            if several { format!("{}<w:r><w:tab/></w:r>", plain(&format!("{number}."))) } else { String::new() };
        out.push_str(&paragraph(&properties, &format!("{word}{count}{}", plain(name))));
    }
    out
}

/// Signature and date. Under a seal the date stands four characters from the right and the name is centred above it, with
/// room for the seal; without one the name stands two characters from the right and the date begins two after it.
fn signed(frame: &Frame) -> String {
    let date = date_zh(frame.dated);
    let longest = frame.signature.iter().map(|name| width(name)).max().unwrap_or(0);
    let place = signature::place(longest, width(&date), frame.sealed);
    let line = |text: &str, right: usize, before: usize| {
        let right = right * CHARACTER / 2;
        let properties = format!(
            "<w:keepNext/><w:keepLines/><w:spacing w:before=\"{before}\"/><w:ind w:right=\"{right}\" w:firstLine=\"0\"/>\
             <w:jc w:val=\"right\"/>"
        );
        paragraph(&properties, &plain(text))
    };
    let gap = if frame.sealed { 2 * LINE } else { LINE };
    let mut out = String::new();
    for (index, name) in frame.signature.iter().enumerate() {
        let centred = place.name + (longest - width(name)) / 2;
        out.push_str(&line(name, centred, if index == 0 { gap } else { 0 }));
    }
    let before = if frame.signature.is_empty() { gap } else { 0 };
    let last = line(&date, place.date, before);
    // Only a note follows the date.
    out + &if frame.note.is_some() { last } else { last.replacen("<w:keepNext/>", "", 1) }
}

/// 附件 and its number at the top left of a new page; the title follows on the third line.
pub(super) fn attachment_mark(number: usize, options: &Options) -> String {
    let word = if number == 0 { "附件".to_owned() } else { format!("附件{number}") };
    paragraph(&format!("<w:keepNext/><w:pageBreakBefore/>{FLUSH}"), &eastern(&options.hei, &word))
}

/// 版记 at the bottom of the last page: each row a frame, the last on the lower edge of the text block. In a letter it has neither lines
/// nor printing office.
pub(super) fn imprint(frame: &Frame) -> String {
    let letter = frame.form == Form::Letter;
    let spacing = format!("<w:spacing w:line=\"{SMALL_LINE}\" w:lineRule=\"exact\"/>");
    let mut rows = Vec::new();
    if let Some(copies) = &frame.copy_to {
        let indent = format!("<w:ind w:left=\"{}\" w:right=\"{SMALL}\" w:hanging=\"{}\"/>", 4 * SMALL, 3 * SMALL);
        let lines = width(copies).div_ceil(SMALL_HALVES).max(1);
        rows.push((lines, format!("{spacing}{indent}"), small_run(&format!("抄送：{copies}"))));
    }
    if let Some(office) = frame.printed_by.as_ref().filter(|_| !letter) {
        let tabs = format!("<w:tabs><w:tab w:val=\"right\" w:pos=\"{}\"/></w:tabs>", WIDTH - SMALL);
        let indent = format!("<w:ind w:left=\"{SMALL}\" w:right=\"{SMALL}\" w:firstLine=\"0\"/>");
        let date = small_run(&format!("{}印发", date_zh(frame.printed_on)));
        let runs = format!("{}<w:r><w:tab/></w:r>{date}", small_run(office));
        rows.push((1, format!("{tabs}{spacing}{indent}"), runs));
    }
    if rows.is_empty() {
        return String::new();
    }
    let last = rows.len() - 1;
    let mut out = String::new();
    let mut bottom = TEXT_BOTTOM;
    for (index, (lines, properties, runs)) in rows.iter().enumerate().rev() {
        // 0.35 mm outside, 0.25 mm between.
        let line = |side: &str, weight| {
            format!("<w:{side} w:val=\"single\" w:sz=\"{weight}\" w:space=\"0\" w:color=\"auto\"/>")
        };
        let above = if index == 0 { line("top", 8) } else { String::new() };
        let below = line("bottom", if index == last { 8 } else { 6 });
        let borders = if letter { String::new() } else { format!("<w:pBdr>{above}{below}</w:pBdr>") };
        let height = lines * SMALL_LINE;
        bottom -= height;
        let properties = format!(
            "<w:keepLines/><w:framePr w:w=\"{WIDTH}\" w:h=\"{height}\" w:hRule=\"atLeast\" w:hSpace=\"0\" w:wrap=\"around\" \
             w:vAnchor=\"page\" w:hAnchor=\"page\" w:x=\"1587\" w:y=\"{bottom}\"/>{borders}{properties}"
        );
        out.insert_str(0, &paragraph(&properties, runs));
    }
    // The frame belongs to the page of the paragraph after it.
    let anchor = format!("<w:spacing w:line=\"20\" w:lineRule=\"exact\"/>{FLUSH}");
    out + &paragraph(&anchor, "")
}

/// A line of the 版记.
const SMALL_LINE: usize = 500;
/// Half characters of 4号 beside the word 抄送, one of them left for punctuation that may not begin a line.
const SMALL_HALVES: usize = 52;
/// From the upper edge of the page to the lower edge of the text block: 262 mm.
const TEXT_BOTTOM: usize = 14_854;

fn small_run(text: &str) -> String {
    run(None, "<w:spacing w:val=\"0\"/><w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/>", text)
}
