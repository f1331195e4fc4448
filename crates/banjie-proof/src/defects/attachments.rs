//! Attachments: the note under the text, the pages behind it and what the text says of them. Basis: GB/T 9704-2012,
//! 7.3.4 and 7.3.7.

use crate::check::Desk;
use crate::finding::Severity::{Info, Warning};
use crate::numbers::chinese_value;
use crate::text::Span;
use regex::Regex;
use rust_decimal::prelude::ToPrimitive;
use std::sync::LazyLock;

/// One attachment, of the note or of the pages.
struct Item {
    /// Its number; `None` for a single one.
    number: Option<usize>,
    /// Its name.
    name: Span,
    /// Where to point.
    place: Span,
    paragraph: usize,
}

/// 附件2, 附件二; not 附件2.5 or 附件第.
static NAMED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"附件\s*(\d{1,2}|[一二三四五六七八九十]{1,3})").expect("a literal pattern"));

pub(super) fn check(desk: &mut Desk<'_>) {
    if !desk.prose.text.contains("附件") {
        return;
    }
    let note = note(desk);
    let pages = pages(desk);
    numbered(desk, &note);
    for item in &note {
        mark_after(desk, item);
    }
    match_pages(desk, &note, &pages);
    named(desk, &note, &pages);
}

/// Whether the paragraph belongs to the note of attachments, so that its numbers are no headings.
pub(super) fn noted(desk: &Desk<'_>) -> Vec<Span> {
    if !desk.prose.text.contains("附件") {
        return Vec::new();
    }
    note(desk).iter().map(|item| desk.prose.paragraphs[item.paragraph]).collect()
}

fn paragraph(desk: &Desk<'_>, index: usize) -> Span {
    desk.prose.paragraphs[index]
}

/// The number that the characters from `at` begin with, and where the name after it begins.
fn ordinal(desk: &Desk<'_>, at: usize, end: usize) -> Option<(usize, usize)> {
    let mut stop = at;
    while stop < end && stop - at < 2 && desk.prose.at(stop).is_ascii_digit() {
        stop += 1;
    }
    let number = desk.prose.slice(Span::new(at, stop)).parse().ok()?;
    let dotted = matches!(desk.prose.at(stop), '.' | '、') && !desk.prose.at(stop + 1).is_ascii_digit();
    dotted.then_some((number, stop + 1))
}

fn blank(desk: &Desk<'_>, mut at: usize, end: usize) -> usize {
    while at < end && desk.prose.at(at) == ' ' {
        at += 1;
    }
    at
}

/// 附件：1.甲 2.乙 3.丙, one a paragraph; the first such note of the text.
fn note(desk: &Desk<'_>) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for index in 0..desk.prose.paragraphs.len() {
        let span = paragraph(desk, index);
        let at = if items.is_empty() {
            if !desk.prose.starts(span.start, "附件:") {
                continue;
            }
            blank(desk, span.start + 3, span.end)
        } else {
            span.start
        };
        match ordinal(desk, at, span.end) {
            Some((number, name)) => {
                let name = Span::new(blank(desk, name, span.end), span.end);
                items.push(Item { number: Some(number), name, place: Span::new(at, name.start), paragraph: index });
            }
            None if items.is_empty() && at < span.end => {
                let name = Span::new(at, span.end);
                items.push(Item { number: None, name, place: name, paragraph: index });
                break;
            }
            None if items.is_empty() => {}
            None => break,
        }
    }
    items
}

/// 附件1 alone on its line, and the title on the next ones.
fn pages(desk: &Desk<'_>) -> Vec<Item> {
    let mut items = Vec::new();
    for index in 0..desk.prose.paragraphs.len() {
        let span = paragraph(desk, index);
        if span.end - span.start > 6 || !desk.prose.starts(span.start, "附件") {
            continue;
        }
        let rest = desk.text(Span::new(span.start + 2, span.end)).trim().trim_end_matches(':').to_owned();
        let number = number(&rest);
        if !rest.is_empty() && number.is_none() {
            continue;
        }
        let name = desk.prose.paragraphs.get(index + 1).copied().unwrap_or(Span::new(span.end, span.end));
        items.push(Item { number, name, place: span, paragraph: index });
    }
    items
}

fn number(text: &str) -> Option<usize> {
    let chars: Vec<char> = text.chars().collect();
    text.parse().ok().or_else(|| chinese_value(&chars)?.to_usize()).filter(|n| (1..100).contains(n))
}

fn numbered(desk: &mut Desk<'_>, note: &[Item]) {
    for (index, item) in note.iter().enumerate() {
        let Some(number) = item.number else { continue };
        if number != index + 1 {
            let message =
                format!("附件说明的顺序号应为“{}.”，此处为“{number}.”（GB/T 9704—2012 第7.3.4条）", index + 1);
            desk.find("attachment-list", Warning, item.place, message);
            return;
        }
    }
}

/// A mark after a name beyond the first, which has a rule of its own.
fn mark_after(desk: &mut Desk<'_>, item: &Item) {
    let mark = desk.prose.before(item.name.end);
    let first = desk.prose.starts(paragraph(desk, item.paragraph).start, "附件");
    if !first && matches!(mark, '。' | ';' | ',' | '、') && item.name.end - item.name.start > 1 {
        let place = Span::new(item.name.end - 1, item.name.end);
        let message = "附件名称后不加标点（GB/T 9704—2012 第7.3.4条）";
        desk.find_with("attachment-note", Info, place, message, Vec::new(), Some(String::new()));
    }
}

/// The note and the pages name the same attachments by the same names.
fn match_pages(desk: &mut Desk<'_>, note: &[Item], pages: &[Item]) {
    if note.is_empty() || pages.is_empty() {
        return;
    }
    for page in pages {
        if !note.iter().any(|item| same_number(item, page)) {
            let shown = desk.prose.written(page.place);
            let message = format!("文后有“{shown}”，附件说明没有列出（GB/T 9704—2012 第7.3.7条）");
            desk.find("attachment-list", Warning, page.place, message);
        }
    }
    for item in note {
        let Some(page) = pages.iter().find(|page| same_number(item, page)) else {
            let shown = item.number.map_or(String::new(), |n| n.to_string());
            let message = format!("附件说明列有附件{shown}，文后没有这个附件");
            desk.find("attachment-list", Warning, item.place, message);
            continue;
        };
        if !same_name(desk, item, page) {
            let message = format!(
                "附件标题“{}”与附件说明“{}”的表述不一致（GB/T 9704—2012 第7.3.7条）",
                desk.prose.written(page.name),
                desk.prose.written(item.name)
            );
            desk.find_with("attachment-title", Warning, page.name, message, vec![item.name], None);
        }
    }
}

fn same_number(a: &Item, b: &Item) -> bool {
    a.number.unwrap_or(1) == b.number.unwrap_or(1)
}

/// The title of a page may take up to three lines.
fn same_name(desk: &Desk<'_>, item: &Item, page: &Item) -> bool {
    let plain = |text: &str| -> String {
        text.chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '《' | '》' | '。' | ';' | ',' | '#' | '*'))
            .collect()
    };
    let listed = plain(desk.text(item.name));
    let mut title = String::new();
    for index in page.paragraph + 1..(page.paragraph + 4).min(desk.prose.paragraphs.len()) {
        title.push_str(&plain(desk.text(paragraph(desk, index))));
        if title == listed {
            return true;
        }
    }
    title.is_empty()
}

/// 附件3 in the text is listed, or there as a page.
fn named(desk: &mut Desk<'_>, note: &[Item], pages: &[Item]) {
    if note.is_empty() {
        return;
    }
    let known = |n: usize| note.iter().chain(pages).any(|item| item.number.unwrap_or(1) == n);
    let end = paragraph(desk, note[0].paragraph).start;
    let mut found: Vec<(Span, usize)> = Vec::new();
    for hit in NAMED.captures_iter(desk.prose.slice(Span::new(0, end))) {
        let (Some(all), Some(n)) = (hit.get(0), number(&hit[1])) else { continue };
        let span = Span::new(desk.prose.position(all.start()), desk.prose.position(all.end()));
        let other = matches!(desk.prose.at(span.end), '.' | '-' | '份' | '件' | '个' | '次' | '页' | '年');
        // 《……》附件2 belongs to another document.
        if !known(n) && !other && desk.prose.before(span.start) != '》' && !found.iter().any(|(_, seen)| *seen == n) {
            found.push((span, n));
        }
    }
    for (span, n) in found {
        let message = format!("正文提到附件{n}，附件说明只列到附件{}", note.len());
        desk.find("attachment-list", Warning, span, message);
    }
}
