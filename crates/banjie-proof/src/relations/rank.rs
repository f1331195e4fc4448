//! Ranks within their field: 列26个单位第三.

use crate::check::Desk;
use crate::finding::Severity;
use crate::numbers::{Figure, Kind, chinese_value};
use crate::text::Span;
use rust_decimal::Decimal;

const FIELD: &[&str] = &[
    "个市",
    "个县",
    "个区",
    "个单位",
    "个省",
    "个部门",
    "个乡镇",
    "个街道",
    "个城市",
    "个参评",
    "个代表队",
    "个设区市",
    "个地市",
    "支队伍",
    "支代表队",
    "所学校",
    "家单位",
    "个县区",
    "个县市区",
    "所高中",
    "所初中",
    "名选手",
];

pub(super) fn check(desk: &mut Desk<'_>, sentence: usize) {
    let figures = desk.in_sentence(sentence);
    let end = desk.prose.sentences[sentence].span.end;
    for field in figures.iter().filter(|f| f.kind == Kind::Count && f.exact()) {
        let name = desk
            .text(Span::new(field.full_end.saturating_sub(field.unit.chars().count()), (field.full_end + 5).min(end)));
        if !FIELD.iter().any(|w| name.starts_with(w)) {
            continue;
        }
        let Some((rank, span)) = rank_after(desk, field, end) else { continue };
        if rank <= field.value {
            desk.relate("rank", true, vec![span, field.span()]);
        } else {
            desk.relate("rank", false, vec![span, field.span()]);
            let message = format!("共 {}，不会有第 {} 名", desk.show(field), rank);
            desk.find_with("figure-rank-outside-field", Severity::Error, span, message, vec![field.span()], None);
        }
    }
}

/// 第三, 第15位 within the same or the next clause.
fn rank_after(desk: &Desk<'_>, field: &Figure, end: usize) -> Option<(Decimal, Span)> {
    let stop = (field.full_end + 24).min(end);
    let at = (field.full_end..stop).find(|&i| desk.prose.at(i) == '第')?;
    if desk.text(Span::new(field.full_end, at)).contains(['。', ';']) {
        return None;
    }
    let mut to = at + 1;
    while to < stop && (desk.prose.at(to).is_ascii_digit() || "一二三四五六七八九十".contains(desk.prose.at(to)))
    {
        to += 1;
    }
    let ranked = matches!(desk.prose.at(to), '名' | '位' | ',' | '。' | ';' | '、' | ')' | '\n');
    let digits = &desk.prose.chars[at + 1..to];
    let value = if digits.first()?.is_ascii_digit() {
        digits.iter().collect::<String>().parse().ok()?
    } else {
        chinese_value(digits)?
    };
    ranked.then_some((value, Span::new(at + 1, to)))
}
