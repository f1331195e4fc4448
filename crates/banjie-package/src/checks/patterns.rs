//! Patterns of numbers and labels: `违建〔{year}〕{seq}号`.

use banjie_model::{definition::Ledger, finding::Span};

use super::Ctx;
use crate::{
    findings::{Findings, suggestion},
    tree::At,
};

pub(super) fn check_patterns(ctx: &Ctx<'_>, ledger: &Ledger, findings: &mut Findings) {
    let at = ctx.ledger(ledger);
    if let Some(number) = at.get("number") {
        let allowed = ["year", "seq", "org"];
        let parts = check_pattern(number, &allowed, findings);
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
