//! Patterns of numbers and labels: `违建〔{year}〕{seq}号`.

use banjie_model::{
    definition::{FieldType, Ledger},
    finding::Span,
};

use super::Ctx;
use crate::{
    findings::{Findings, suggestion},
    tree::At,
};

pub(super) fn check_patterns(ctx: &Ctx<'_>, ledger: &Ledger, findings: &mut Findings) {
    let at = ctx.ledger(ledger);
    if let Some(number) = at.get("number") {
        let references = ledger.fields.iter().filter(|field| matches!(field.ty, FieldType::Ref(_)));
        let allowed: Vec<&str> = ["year", "seq", "org"].into_iter().chain(references.map(|f| &*f.name)).collect();
        let parts = check_pattern(number, &allowed, findings);
        check_number_fields(at, ledger, &parts, findings);
        if !parts.iter().any(|part| part == "seq") {
            findings
                .add("number-without-sequence", number.spot(), "编号里没有顺序号，两条记录会同号")
                .help("写上 {seq}，例如 \"违建〔{year}〕{seq}号\"");
        }
    }
    if let Some(label) = at.get("label") {
        let allowed: Vec<&str> =
            ["number", "state", "org"].into_iter().chain(ledger.fields.iter().map(|field| &*field.name)).collect();
        check_pattern(label, &allowed, findings);
    }
}

/// A record without the reference that stands in its number would have none.
fn check_number_fields(at: At<'_>, ledger: &Ledger, parts: &[String], findings: &mut Findings) {
    for field in parts.iter().filter_map(|part| ledger.field(part)).map(|(_, field)| field) {
        if !field.required && matches!(field.ty, FieldType::Ref(_)) {
            findings
                .add("bad-pattern", at.reach(&["number"]).spot(), format!("编号里的“{}”可以不填", field.title))
                .see(at.reach(&["fields", &field.name]).key_spot())
                .help(format!("给 {} 写上 required = true，否则编不出号", field.name));
        }
    }
}

/// The parts of a pattern; `{seq:4}` is the part `seq`.
fn check_pattern(at: At<'_>, allowed: &[&str], findings: &mut Findings) -> Vec<String> {
    let Some(text) = at.text() else { return Vec::new() };
    let mut parts = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find(['{', '}']).map(|at| at + from) {
        let close = text[open..].find('}').map(|at| at + open);
        let (true, Some(close)) = (text[open..].starts_with('{'), close) else {
            findings
                .add("bad-pattern", at.inner_spot(Span::new(open, open + 1)), "花括号不成对")
                .help("每一部分写成 {名字}");
            return parts;
        };
        let inner = &text[open + 1..close];
        let (part, width) = inner.split_once(':').map_or((inner, None), |(part, width)| (part, Some(width)));
        let width_ok = width.is_none_or(|w| part == "seq" && w.parse::<u8>().is_ok_and(|n| (1..=12).contains(&n)));
        if !allowed.contains(&part) || !width_ok {
            findings
                .add("bad-pattern", at.inner_spot(Span::new(open, close + 1)), format!("样式里不认识 {{{inner}}}"))
                .help_if(suggestion(part, allowed));
        }
        parts.push(part.to_string());
        from = close + 1;
    }
    parts
}
