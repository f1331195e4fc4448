//! Shares: 占…N%, 占…三分之一, and shares that make up a whole.

use super::arithmetic::{bases, percent, print, share_fits};
use crate::check::Desk;
use crate::finding::Severity;
use crate::numbers::{Figure, Kind};
use crate::text::Span;
use rust_decimal::Decimal;

pub(super) fn check(desk: &mut Desk<'_>, sentence: usize) {
    let figures = desk.in_sentence(sentence);
    let mut shares: Vec<&Figure> = Vec::new();
    for figure in figures.iter().filter(|f| !f.range && !f.period.is_some_and(|_| false)) {
        let Some(word) = share_word(desk, figure) else { continue };
        match figure.kind {
            Kind::Percent if desk.prose.at(figure.full_end - 1) == '%' => {
                shares.push(figure);
                one(desk, sentence, figure, word);
            }
            Kind::Fraction => fraction(desk, sentence, figure, word),
            _ => {}
        }
    }
    // Each semicolon begins another whole.
    let mut rest = shares.as_slice();
    while !rest.is_empty() {
        let end = (1..rest.len())
            .find(|&i| desk.text(Span::new(rest[i - 1].full_end, rest[i].start)).contains([';', '。']))
            .unwrap_or(rest.len());
        whole(desk, &rest[..end]);
        rest = &rest[end..];
    }
}

/// Position of the 占 that governs the figure, in its clause.
fn share_word(desk: &Desk<'_>, figure: &Figure) -> Option<usize> {
    let clause = desk.prose.clause(figure.start);
    let text = desk.text(Span::new(clause.start, figure.start));
    let byte = text.rfind('占')?;
    let rest = &text[byte..];
    if rest.starts_with("占用") || rest.starts_with("占地") || rest.chars().count() > 30 || rest.contains('、') {
        return None;
    }
    Some(clause.start + text[..byte].chars().count())
}

fn one(desk: &mut Desk<'_>, sentence: usize, stated: &Figure, word: usize) {
    if stated.value > Decimal::ONE_HUNDRED {
        let message = format!("“占”后的比例为 {}%，超过 100%", print(stated.value, 4));
        return desk.fails("share", "figure-share-over-hundred", Severity::Error, &[stated], message);
    }
    let figures = desk.in_sentence(sentence);
    let part = figures.iter().rev().find(|f| f.full_end <= word && (f.amount() || f.kind == Kind::Percent));
    let Some(part) = part.filter(|p| p.amount()) else { return };
    if let Some(base) = figures.iter().find(|f| f.start > word && f.full_end < stated.start && f.alike(part)) {
        return against(desk, part, base, stated, Severity::Error);
    }
    let before = desk.so_far(sentence);
    let candidates: Vec<&Figure> = before
        .iter()
        .rev()
        .filter(|f| f.start < stated.start && f.start != part.start && f.amount() && f.alike(part))
        .collect();
    if let Some(base) = candidates.iter().find(|b| share_fits(part, b, stated)) {
        return desk.holds("share", &[part, base, stated]);
    }
    if !part.exact() || stated.exactness != crate::numbers::Exactness::Exact || other_subject(desk, part, word) {
        return;
    }
    let named = named_base(desk, word, stated);
    let nearest = candidates
        .iter()
        .find(|b| b.sentence == sentence && b.start < part.start && b.exact() && b.value >= part.value);
    let fitting = candidates
        .iter()
        .find(|b| b.exact() && b.value >= part.value && named.as_ref().is_some_and(|n| speaks(desk, b, n)));
    match (fitting.or(if named.is_none() { nearest } else { None }), named.is_some()) {
        (Some(base), _) if base.sentence == sentence => against(desk, part, base, stated, Severity::Error),
        // A base in another sentence is taken for meant only when the share is near.
        (Some(base), _)
            if percent(part.value, base.value).is_some_and(|c| (c - stated.value).abs() <= Decimal::TEN) =>
        {
            against(desk, part, base, stated, Severity::Warning)
        }
        (Some(_), _) => implied(desk, part, stated),
        (None, _) => implied(desk, part, stated),
    }
}

/// A、B级占…: 占 has a subject of its own, which is not the number before it.
fn other_subject(desk: &Desk<'_>, part: &Figure, word: usize) -> bool {
    let between = desk.text(Span::new(part.full_end, word));
    let last = between.rsplit([',', ';', '(', ')', ':']).next().unwrap_or("");
    between.contains([',', ';', ':'])
        && !matches!(last.trim(), "" | "约" | "共" | "均" | "各" | "分别" | "仅" | "只" | "就" | "已" | "也" | "大约")
}

/// What stands between 占 and the number: the name of the base, without 的.
fn named_base(desk: &Desk<'_>, word: usize, stated: &Figure) -> Option<String> {
    let text = desk.text(Span::new(word + 1, stated.start)).trim_end_matches(['约', '近', '到', '了', '为', '达']);
    let text = text.trim_end_matches('的').trim_start_matches(['比', '了']);
    let short = text.trim_start_matches("比例").trim_start_matches("重");
    (short.chars().count() >= 2).then(|| short.to_owned())
}

/// Whether a candidate counts what the base is called.
fn speaks(desk: &Desk<'_>, base: &Figure, name: &str) -> bool {
    let clause = desk.text(desk.prose.clause(base.start));
    let core: Vec<char> = name
        .chars()
        .filter(|c| {
            !matches!(
                c,
                '总' | '全'
                    | '部'
                    | '市'
                    | '区'
                    | '县'
                    | '省'
                    | '数'
                    | '量'
                    | '额'
                    | '的'
                    | '应'
                    | '计'
                    | '人'
                    | '员'
            )
        })
        .collect();
    core.windows(2).any(|pair| clause.contains(&pair.iter().collect::<String>()))
}

/// Compares a share with the base that the prose names.
pub(super) fn against(desk: &mut Desk<'_>, part: &Figure, base: &Figure, stated: &Figure, severity: Severity) {
    if share_fits(part, base, stated) {
        return desk.holds("share", &[part, base, stated]);
    }
    let Some(computed) = percent(part.value, base.value) else { return };
    let places = stated.quantum.scale() + 1;
    let fix = print(computed, stated.quantum.scale());
    let severity = if part.exact() && base.exact() && stated.exact() { severity } else { Severity::Warning };
    if severity == Severity::Warning
        && (computed - stated.value).abs() <= stated.value / Decimal::TEN
        && !(part.exact() && base.exact())
    {
        return desk.holds("share", &[part, base, stated]);
    }
    let mut message = format!(
        "{}÷{}={}%，文中为 {}%",
        print(part.value, 4),
        print(base.value, 4),
        print(computed, places),
        print(stated.value, 4)
    );
    if severity != Severity::Error {
        message.push_str("（若分母另有所指则可成立）");
    } else {
        message = format!("{message}，应为 {fix}%");
    }
    desk.fails("share", "figure-share-differs", severity, &[stated, part, base], message);
}

/// No base is printed: a whole number must exist of which the part is the share.
pub(super) fn implied(desk: &mut Desk<'_>, part: &Figure, stated: &Figure) {
    if !part.whole() || stated.value.is_zero() {
        return;
    }
    let Some((low, high)) = bases(part.value, stated) else { return };
    if low <= high {
        return desk.holds("share", &[part, stated]);
    }
    let exact = percent(part.value, stated.value).unwrap_or_default();
    let (below, above) = (exact.floor(), exact.floor() + Decimal::ONE);
    let show = |n: Decimal| percent(part.value, n).map_or_else(String::new, |p| print(p, stated.quantum.scale()));
    let message = format!(
        "{} 为 {}% 时分母约 {}，但没有整数分母：{} 得 {}%，{} 得 {}%（若二者不是同一口径则可成立）",
        desk.show(part),
        print(stated.value, 4),
        print(exact, 2),
        below,
        show(below),
        above,
        show(above)
    );
    desk.fails("share", "figure-share-base-not-whole", Severity::Warning, &[stated, part], message);
}

/// 前30名中占1/3: the count must be whole.
fn fraction(desk: &mut Desk<'_>, sentence: usize, stated: &Figure, word: usize) {
    let figures = desk.in_sentence(sentence);
    let Some(part) = figures.iter().rev().find(|f| f.full_end <= word && f.amount()) else { return };
    let after = desk.text(Span::new(part.full_end, word));
    if !after.contains('中') {
        let base = figures.iter().rev().find(|f| f.start < part.start && f.alike(part) && f.amount());
        let fits = base.is_none_or(|b| (part.value - stated.value.saturating_mul(b.value)).abs() < Decimal::ONE);
        return match base {
            Some(base) if !fits && part.exact() && base.exact() => {
                let message = format!(
                    "{}÷{} 不是文中的 {}（若分母另有所指则可成立）",
                    desk.show(part),
                    desk.show(base),
                    desk.text(stated.full())
                );
                desk.fails("share", "figure-share-differs", Severity::Warning, &[stated, part, base], message);
            }
            _ => desk.holds("share", &[part, stated]),
        };
    }
    let count = part.value.saturating_mul(stated.value).round_dp(6);
    if count.fract().is_zero() || !part.whole() || stated.exactness != crate::numbers::Exactness::Exact {
        return desk.holds("share", &[part, stated]);
    }
    let message = format!(
        "{} 的 {} 为 {}，不是整数（若为约数应写“约”）",
        desk.show(part),
        desk.text(stated.full()),
        print(count, 2)
    );
    desk.fails("share", "figure-share-base-not-whole", Severity::Warning, &[stated, part], message);
}

/// Shares of one whole, three or more, must make 100 % or less.
fn whole(desk: &mut Desk<'_>, shares: &[&Figure]) {
    let near = shares.windows(2).all(|w| w[1].start - w[0].full_end < 40);
    if shares.len() < 2 || !near {
        return;
    }
    let total: Decimal = shares.iter().map(|f| f.value).sum();
    let rounded: Decimal = shares.iter().map(|f| f.half()).sum();
    let off = total - Decimal::ONE_HUNDRED;
    if off.abs() <= rounded {
        return desk.holds("sum", shares);
    }
    if shares.len() > 2 && (off > rounded || off.abs() <= Decimal::from(3)) {
        let terms: Vec<String> = shares.iter().map(|f| print(f.value, 4)).collect();
        let message = format!(
            "各项占比 {}={}%，与 100% 相差 {}（若各项有重叠或只列一部分则可成立）",
            terms.join("+"),
            print(total, 4),
            print(off.abs(), 4)
        );
        desk.fails("sum", "figure-shares-not-hundred", Severity::Warning, shares, message);
    }
}
