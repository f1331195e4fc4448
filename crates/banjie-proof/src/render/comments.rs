//! Findings back into a .docx as Word comments. The body is copied byte for byte but for the comment marks.

use crate::finding::{Finding, Report};
use crate::readers::{DOCUMENT, Part, ReadRefusal, open, part, runs};
use quick_xml::escape::escape;
use std::fmt::Write as _;
use std::io::{Cursor, Read, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const COMMENTS: &str = "word/comments.xml";
const RELATIONS: &str = "word/_rels/document.xml.rels";
const TYPES: &str = "[Content_Types].xml";
const SPACE: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// A copy of the .docx with one Word comment a finding; the report must be that of the same bytes.
///
/// # Errors
/// A [`ReadRefusal`] when the bytes are no readable .docx.
pub fn write_docx_comments(original: &[u8], report: &Report) -> Result<Vec<u8>, ReadRefusal> {
    let mut archive = open(original)?;
    let body = part(&mut archive, DOCUMENT)?;
    let old = if archive.index_for_name(COMMENTS).is_some() { Some(part(&mut archive, COMMENTS)?) } else { None };
    let relations = part(&mut archive, RELATIONS).unwrap_or_else(|_| {
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>".to_vec()
    });
    let types = part(&mut archive, TYPES)?;
    let first = old.as_deref().map_or(0, next_id);
    let mut replaced: Vec<(&str, Vec<u8>)> = vec![
        (DOCUMENT, marked(&body, &runs(&body)?, &report.findings, first)),
        (COMMENTS, comments(old.as_deref(), &report.findings, first)),
    ];
    if old.is_none() {
        let link = "<Relationship Id=\"rIdBanjieProof\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments\" Target=\"comments.xml\"/>";
        replaced.push((RELATIONS, before_close(&relations, "</Relationships>", link)));
        let kind = "<Override PartName=\"/word/comments.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml\"/>";
        replaced.push((TYPES, before_close(&types, "</Types>", kind)));
    }
    rewrite(original, &replaced)
}

fn rewrite(original: &[u8], replaced: &[(&str, Vec<u8>)]) -> Result<Vec<u8>, ReadRefusal> {
    let broken = |_| ReadRefusal::Damaged("写不出批注".to_owned());
    let mut archive = open(original)?;
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let mut written = Vec::new();
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index).map_err(broken)?;
        let name = file.name().to_owned();
        if replaced.iter().any(|(n, _)| *n == name) {
            written.push(name);
        } else {
            writer.raw_copy_file(file).map_err(broken)?;
        }
    }
    for (name, bytes) in replaced {
        writer.start_file(*name, SimpleFileOptions::default()).map_err(broken)?;
        writer.write_all(bytes).map_err(|e| broken(e.into()))?;
    }
    let mut out = Vec::new();
    let mut done = writer.finish().map_err(broken)?;
    done.set_position(0);
    done.read_to_end(&mut out).map_err(|e| broken(e.into()))?;
    Ok(out)
}

/// One more than the largest comment id in use.
fn next_id(xml: &[u8]) -> usize {
    let text = String::from_utf8_lossy(xml);
    text.split("w:id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next()?.parse::<usize>().ok())
        .max()
        .map_or(0, |n| n + 1)
}

fn comments(old: Option<&[u8]>, findings: &[Finding], first: usize) -> Vec<u8> {
    let mut all = String::new();
    for (index, finding) in findings.iter().enumerate() {
        let mut text = format!("{}[{}] {}", finding.severity.title(), finding.code, finding.message);
        if let Some(fix) = finding.fix.as_ref().filter(|f| !f.is_empty()) {
            let _ = write!(text, "；建议改为：{fix}");
        }
        let clean: String = text.chars().filter(|c| !c.is_control()).collect();
        let _ = write!(
            all,
            "<w:comment xmlns:w=\"{SPACE}\" w:id=\"{}\" w:author=\"办结校对\" w:initials=\"校\"><w:p><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p></w:comment>",
            first + index,
            escape(clean.as_str())
        );
    }
    match old {
        Some(old) => before_close(old, "</w:comments>", &all),
        None => format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:comments xmlns:w=\"{SPACE}\">{all}</w:comments>").into_bytes(),
    }
}

fn before_close(xml: &[u8], close: &str, insert: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(xml);
    match text.rfind(close) {
        Some(at) => format!("{}{insert}{}", &text[..at], &text[at..]).into_bytes(),
        None => xml.to_vec(),
    }
}

/// A mark to set at a character position.
enum Mark {
    Start(usize),
    End(usize),
}

/// The body with the marks set; runs are split where a finding begins or ends inside one.
fn marked(body: &[u8], runs: &[Part], findings: &[Finding], first: usize) -> Vec<u8> {
    let mut marks: Vec<(usize, Mark)> = Vec::new();
    for (index, finding) in findings.iter().enumerate() {
        let inside: Vec<&Part> = runs.iter().filter(|r| r.span.touches(finding.span())).collect();
        let (Some(head), Some(tail)) = (inside.first(), inside.last()) else { continue };
        marks.push((
            if head.simple { finding.start.max(head.span.start) } else { head.span.start },
            Mark::Start(first + index),
        ));
        marks
            .push((if tail.simple { finding.end.min(tail.span.end) } else { tail.span.end }, Mark::End(first + index)));
    }
    marks.sort_by_key(|(at, mark)| (*at, matches!(mark, Mark::Start(_))));
    let mut out = Vec::with_capacity(body.len() + marks.len() * 120);
    let mut copied = 0;
    for run in runs {
        let here: Vec<&(usize, Mark)> = marks
            .iter()
            .filter(|(at, mark)| match mark {
                Mark::Start(_) => run.span.start <= *at && *at < run.span.end,
                Mark::End(_) => run.span.start < *at && *at <= run.span.end,
            })
            .collect();
        if here.is_empty() {
            continue;
        }
        out.extend_from_slice(&body[copied..run.bytes.start]);
        write_run(&mut out, body, run, &here);
        copied = run.bytes.end;
    }
    out.extend_from_slice(&body[copied..]);
    out
}

fn write_run(out: &mut Vec<u8>, body: &[u8], run: &Part, marks: &[&(usize, Mark)]) {
    if !run.simple {
        marks.iter().filter(|(_, m)| matches!(m, Mark::Start(_))).for_each(|(_, m)| push(out, m));
        out.extend_from_slice(&body[run.bytes.clone()]);
        marks.iter().filter(|(_, m)| matches!(m, Mark::End(_))).for_each(|(_, m)| push(out, m));
        return;
    }
    let text: Vec<char> = run_text(&body[run.bytes.clone()]);
    let mut at = run.span.start;
    for (place, mark) in marks {
        piece(out, body, run, &text, at, *place);
        at = *place;
        push(out, mark);
    }
    piece(out, body, run, &text, at, run.span.end);
}

/// The characters of a simple run.
fn run_text(xml: &[u8]) -> Vec<char> {
    let text = String::from_utf8_lossy(xml);
    let inner = text
        .find("<w:t")
        .and_then(|a| text[a..].find('>').map(|b| a + b + 1))
        .and_then(|a| text[a..].find("</").map(|b| &text[a..a + b]))
        .unwrap_or("");
    quick_xml::escape::unescape(inner).map_or_else(|_| inner.chars().collect(), |t| t.chars().collect())
}

fn piece(out: &mut Vec<u8>, body: &[u8], run: &Part, text: &[char], from: usize, to: usize) {
    if from >= to {
        return;
    }
    let (a, b) = ((from - run.span.start).min(text.len()), (to - run.span.start).min(text.len()));
    let words: String = text[a..b].iter().collect();
    out.extend_from_slice(b"<w:r>");
    out.extend_from_slice(&body[run.properties.clone()]);
    out.extend_from_slice(format!("<w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(words.as_str())).as_bytes());
}

fn push(out: &mut Vec<u8>, mark: &Mark) {
    let text = match mark {
        Mark::Start(id) => format!("<w:commentRangeStart w:id=\"{id}\"/>"),
        Mark::End(id) => format!("<w:commentRangeEnd w:id=\"{id}\"/><w:r><w:commentReference w:id=\"{id}\"/></w:r>"),
    };
    out.extend_from_slice(text.as_bytes());
}
