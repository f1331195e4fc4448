//! Latin letters lower-cased by a filter: sso, d级, 3+x, 250g.

use crate::check::Desk;
use crate::finding::Severity;
use crate::text::Span;

const LOWER: &[&str] = &[
    "km", "kg", "cm", "mm", "ml", "kw", "kwh", "ha", "mg", "ppm", "mol", "kpa", "mpa", "hz", "www", "http", "https",
    "com", "cn", "gov", "edu", "org", "net", "vs", "etc", "pdf", "doc", "docx", "xls", "xlsx", "ppt", "txt", "html",
    "xx", "xxx", "pa", "min", "max", "db", "of", "and", "the", "in", "to", "for", "is", "it", "on", "at", "by", "we",
    "md", "id",
];

pub(super) fn check(desk: &mut Desk<'_>) {
    let mut at = 0;
    while at < desk.prose.chars.len() {
        if !desk.prose.at(at).is_ascii_alphabetic() {
            at += 1;
            continue;
        }
        let mut end = at;
        while desk.prose.at(end).is_ascii_alphabetic() {
            end += 1;
        }
        word(desk, Span::new(at, end));
        at = end;
    }
}

fn word(desk: &mut Desk<'_>, span: Span) {
    let text = desk.text(span).to_owned();
    let (before, after) = (desk.prose.before(span.start), desk.prose.at(span.end));
    let length = span.end - span.start;
    if !text.chars().all(|c| c.is_ascii_lowercase()) || length > 6 || LOWER.contains(&text.as_str()) {
        return;
    }
    let near = |c: char| {
        matches!(c, '.' | '/' | '@' | '_' | '-' | '\\' | '`' | '<' | '>' | '=' | '&' | '#' | '\'')
            || c.is_ascii_uppercase()
    };
    if near(before)
        || near(after)
        || after == ' ' && desk.prose.at(span.end + 1).is_ascii_alphabetic()
        || before == ' ' && desk.prose.before(span.start - 1).is_ascii_alphabetic()
    {
        return;
    }
    let upper = text.to_ascii_uppercase();
    let grade = length == 1
        && matches!(after, '级' | '等' | '类' | '座' | '区' | '股' | '照' | '”')
        && !before.is_ascii_digit();
    let formula = length == 1 && before == '+' && matches!(text.as_str(), "x" | "n");
    let storage = length == 1
        && before.is_ascii_digit()
        && matches!(text.as_str(), "g" | "m" | "t" | "k")
        && ["容量", "存储", "内存", "硬盘", "带宽", "流量"]
            .iter()
            .any(|w| desk.text(desk.prose.clause(span.start)).contains(w));
    let acronym = length >= 2
        && !before.is_ascii_digit()
        && (han(before) || han(after) || matches!(before, '“' | '《' | '”') || matches!(after, '”' | '》' | '('));
    if grade || formula || storage || acronym {
        let message = format!("“{text}”：字母缩写或等级宜大写为“{upper}”");
        desk.find_with("letter-case", Severity::Info, span, message, Vec::new(), Some(upper));
    }
}

fn han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}
