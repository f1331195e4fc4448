//! Rates: 通过率, 录取率, 合格率 … with their counts; an overall rate between its parts.

use super::arithmetic::{print, share_fits};
use super::share::{against, implied};
use crate::check::Desk;
use crate::finding::Severity;
use crate::letters::says;
use crate::numbers::{Figure, Kind};
use crate::text::Span;
use rust_decimal::Decimal;

/// Rates that may exceed 100 %.
const OPEN: &[&str] =
    &["增长", "毛入学", "完成", "执行", "负债", "市盈", "收益", "回报", "杠杆", "增值", "产销", "超额", "利用"];

/// The clause of a base says one of these.
const BASE: &[&str] = &[
    "参加", "报名", "应", "共", "总", "全部", "抽查", "检查", "受理", "收到", "计划", "任务", "排查", "发现", "毕业",
    "报考", "现有", "申报", "抽检", "接件", "立案", "下达",
];

/// A rate as the prose names it.
struct Rate {
    /// Two characters before 率.
    stem: String,
    /// What stands before the stem in the same item.
    qualifier: String,
}

pub(super) fn check(desk: &mut Desk<'_>, sentence: usize) {
    let figures = desk.in_sentence(sentence);
    for stated in figures.iter().filter(|f| f.kind == Kind::Percent && !f.range && desk.prose.at(f.full_end - 1) == '%')
    {
        let Some(rate) = name(desk, stated) else { continue };
        let open =
            OPEN.iter().any(|w| rate.stem.contains(w) || rate.qualifier.ends_with(w) || rate.qualifier.ends_with('毛'));
        if stated.value > Decimal::ONE_HUNDRED && !open {
            let message = format!("{}率为 {}%，超过 100%", rate.stem, print(stated.value, 4));
            desk.fails("share", "figure-share-over-hundred", Severity::Error, &[stated], message);
            continue;
        }
        between(desk, figures, stated);
        if rate.stem != "增长" {
            counts(desk, sentence, stated, &rate);
        }
    }
}

/// The rate's name when the figure follows 率, 率为, 率达到, 率( and the like.
fn name(desk: &Desk<'_>, stated: &Figure) -> Option<Rate> {
    let mut end = stated.start;
    if desk.prose.before(end) == '(' {
        end -= 1;
    }
    let from = end.saturating_sub(24);
    let text = desk.text(Span::new(from, end));
    let text = text.trim_end_matches([':', '“', '”']);
    let tails = [
        "分别达到",
        "分别达",
        "分别为",
        "已经达到",
        "提高到",
        "提高至",
        "上升到",
        "上升至",
        "保持在",
        "达到了",
        "达到",
        "稳定在",
        "始终保持",
        "保持",
        "均为",
        "均达",
        "高达",
        "约为",
        "为",
        "达",
        "是",
        "超过",
        "仅",
    ];
    let mut head = text;
    for tail in tails {
        if let Some(shorter) = head.strip_suffix(tail) {
            head = shorter;
            break;
        }
    }
    let head = head.strip_suffix('率').or_else(|| head.strip_suffix("比例"))?;
    let item: Vec<char> = head
        .chars()
        .rev()
        .take_while(|c| {
            !matches!(c, ',' | '、' | ';' | ':' | '。' | '(' | ')' | '\n' | '和' | '及') && !c.is_ascii_digit()
        })
        .collect();
    let item: Vec<char> = item.into_iter().rev().collect();
    if item.is_empty() {
        return Some(Rate { stem: String::new(), qualifier: String::new() });
    }
    if item.len() < 2 {
        return None;
    }
    let cut = item.len() - 2;
    Some(Rate { stem: item[cut..].iter().collect(), qualifier: item[..cut].iter().collect() })
}

/// A rate and the counts of its sentence or the one before.
fn counts(desk: &mut Desk<'_>, sentence: usize, stated: &Figure, rate: &Rate) {
    let all = desk.so_far(sentence);
    let near: Vec<&Figure> = all
        .iter()
        .filter(|f| {
            f.sentence + 1 >= sentence
                && f.amount()
                && (f.start < stated.start || f.sentence == sentence && !nested(desk, f, stated))
        })
        .collect();
    let with_stem = |f: &&&Figure| item(desk, f).contains(&rate.stem) && !nested(desk, f, stated);
    let part = near.iter().filter(with_stem).min_by_key(|f| distance(f, stated)).copied();
    let special = !rate.qualifier.is_empty()
        && ![
            "总", "综合", "平均", "整体", "总体", "按时", "按期", "及时", "限时", "当场", "累计", "全市", "全区",
            "全县",
        ]
        .iter()
        .any(|w| rate.qualifier.ends_with(w));
    let part = part.filter(|_| !rate.stem.is_empty());
    let Some(part) = part else { return unnamed(desk, &near, stated) };
    let bases: Vec<&Figure> =
        near.iter().copied().filter(|f| f.start != part.start && f.alike(part) && f.value >= part.value).collect();
    if let Some(base) = bases.iter().find(|b| share_fits(part, b, stated)) {
        return desk.holds("share", &[part, base, stated]);
    }
    if part.start < stated.start && desk.text(Span::new(part.full_end, stated.start)).contains(';') {
        return;
    }
    if bases.is_empty() && other_unit(desk, &near, part, stated) {
        return;
    }
    let known = special && !tail_of(&rate.qualifier, desk.text(desk.prose.clause(part.start)));
    let base = bases
        .iter()
        .filter(|b| b.sentence == sentence || part.sentence == b.sentence)
        .min_by_key(|b| distance(b, part))
        .copied();
    match base {
        Some(base) if known => sub_rate(desk, base, stated),
        Some(base) => {
            let clause = desk.text(desk.prose.clause(base.start));
            let sure = base.exact() && part.exact() && says(clause, BASE) && bases.len() == 1;
            against(desk, part, base, stated, if sure { Severity::Error } else { Severity::Warning });
        }
        None if known => sub_rate(desk, part, stated),
        None => smaller(desk, &near, part, stated, rate),
    }
}

/// 学生500人,床位400个,床位率…: the count just before the part is the base, in another unit, when the share is near.
fn other_unit(desk: &mut Desk<'_>, near: &[&Figure], part: &Figure, stated: &Figure) -> bool {
    let previous = near.iter().rev().find(|f| f.full_end <= part.start);
    let Some(base) = previous
        .filter(|b| b.sentence == part.sentence && !b.alike(part) && b.kind == part.kind && b.exact() && part.exact())
    else {
        return false;
    };
    let close_by = part.start - base.full_end < 14
        && stated.start - part.full_end < 14
        && !desk.text(Span::new(base.full_end, part.start)).contains(';');
    let Some(computed) = super::arithmetic::percent(part.value, base.value).filter(|_| close_by) else { return false };
    if share_fits(part, base, stated) || (computed - stated.value).abs() <= Decimal::from(15) {
        against(desk, part, base, stated, Severity::Warning);
        return true;
    }
    false
}

/// No base is at least as large as the part: either none is printed, or a printed one is too small.
fn smaller(desk: &mut Desk<'_>, near: &[&Figure], part: &Figure, stated: &Figure, rate: &Rate) {
    let previous = near.iter().rev().find(|f| f.full_end <= part.start && f.amount());
    let strong = |f: &&&Figure| {
        says(desk.text(desk.prose.clause(f.start)), &["参加", "报名", "抽查", "检查", "受理", "抽检", "应"])
    };
    if let Some(base) = previous.filter(|f| f.alike(part) && f.sentence == part.sentence).filter(strong) {
        let message = format!(
            "“{}”{}，大于其范围 {}，与 {}% 的{}率不合（若二者不是同一批则可成立）",
            rate.stem,
            desk.show(part),
            desk.show(base),
            print(stated.value, 4),
            rate.stem
        );
        return desk.fails("share", "figure-share-differs", Severity::Warning, &[stated, part, base], message);
    }
    if part.start < stated.start && stated.start - part.full_end < 40 {
        implied(desk, part, stated);
    }
}

/// The words around a figure between commas and enumeration marks.
fn item<'a>(desk: &Desk<'a>, figure: &Figure) -> &'a str {
    let clause = desk.prose.clause(figure.start);
    let start = (clause.start..figure.start).rev().find(|&i| desk.prose.at(i) == '、').map_or(clause.start, |i| i + 1);
    let end =
        (figure.full_end..clause.end).find(|&i| desk.prose.at(i) == '、').unwrap_or(clause.end.max(figure.full_end));
    desk.text(Span::new(start, end))
}

fn nested(desk: &Desk<'_>, figure: &Figure, stated: &Figure) -> bool {
    figure.start > stated.start && desk.text(Span::new(stated.full_end, figure.start)).contains([';', '。'])
}

fn distance(a: &Figure, b: &Figure) -> usize {
    a.start.abs_diff(b.start)
}

fn tail_of(qualifier: &str, clause: &str) -> bool {
    let tail: Vec<char> = qualifier.chars().rev().take(2).collect();
    let tail: String = tail.into_iter().rev().collect();
    clause.contains(&tail)
}

/// A special rate of a printed base: the count it stands for must be whole.
fn sub_rate(desk: &mut Desk<'_>, base: &Figure, stated: &Figure) {
    if !base.whole() || stated.exactness != crate::numbers::Exactness::Exact {
        return;
    }
    let at = |p: Decimal| base.value.saturating_mul(p) / Decimal::ONE_HUNDRED;
    let (low, high) = (at(stated.value - stated.half()).ceil(), at(stated.value + stated.half()).floor());
    if low <= high {
        return desk.holds("share", &[base, stated]);
    }
    let message = format!(
        "{} 的 {}% 为 {}，不是整数（若分母另有所指则可成立）",
        desk.show(base),
        print(stated.value, 4),
        print(at(stated.value), 2)
    );
    desk.fails("share", "figure-share-base-not-whole", Severity::Warning, &[stated, base], message);
}

/// No count is named like the rate: the two counts just before it, when the rate is near their share.
fn unnamed(desk: &mut Desk<'_>, near: &[&Figure], stated: &Figure) {
    let mut earlier = near.iter().rev().filter(|f| f.start < stated.start && f.sentence == stated.sentence);
    if let (Some(part), Some(base)) = (earlier.next(), earlier.next())
        && part.alike(base)
        && base.value >= part.value
        && stated.start - part.full_end < 14
        && part.exact()
        && base.exact()
        && let Some(computed) = super::arithmetic::percent(part.value, base.value)
        && (computed - stated.value).abs() <= Decimal::TEN
    {
        return against(desk, part, base, stated, Severity::Warning);
    }
    any_pair(desk, near, stated);
}

/// Any two counts of the sentence whose share is the printed one to at least one decimal.
fn any_pair(desk: &mut Desk<'_>, near: &[&Figure], stated: &Figure) {
    if stated.value >= Decimal::ONE_HUNDRED || stated.value.is_zero() {
        return;
    }
    for part in near {
        if let Some(base) = near.iter().find(|b| b.alike(part) && b.value > part.value && share_fits(part, b, stated)) {
            return desk.holds("share", &[part, base, stated]);
        }
    }
}

/// 总率为x%(其中A为a%,B为b%): the whole lies between its parts.
fn between(desk: &mut Desk<'_>, figures: &[Figure], stated: &Figure) {
    let at = stated.full_end;
    let open = desk.prose.at(at) == '(';
    let from = at + usize::from(matches!(desk.prose.at(at), '(' | ','));
    if !desk.prose.starts(from, "其中") {
        return;
    }
    let parts: Vec<&Figure> = figures
        .iter()
        .filter(|f| f.start > at && f.kind == Kind::Percent && (!open || f.bracket == Some(at)))
        .take_while(|f| open || !desk.text(Span::new(at, f.start)).contains([';', '。']))
        .filter(|f| !says(desk.text(f.lead), &["增长", "提高", "下降", "占"]))
        .collect();
    if parts.len() < 2 {
        return;
    }
    let all: Vec<&Figure> = std::iter::once(stated).chain(parts.iter().copied()).collect();
    let low = parts.iter().map(|f| f.value).min().unwrap_or_default();
    let high = parts.iter().map(|f| f.value).max().unwrap_or_default();
    if low <= stated.value && stated.value <= high {
        return desk.holds("share", &all);
    }
    let message = format!(
        "总率 {}% 不在各部分 {}%～{}% 之间（若所列只是一部分则可成立）",
        print(stated.value, 4),
        print(low, 4),
        print(high, 4)
    );
    desk.fails("share", "figure-rate-outside-parts", Severity::Warning, &all, message);
}
