//! Averages: 人均, 户均, 平均每所 … with their total and count; ceilings per head.

use super::arithmetic::print;
use crate::check::Desk;
use crate::finding::Severity;
use crate::letters::says;
use crate::numbers::{Figure, Kind};
use crate::text::Span;
use rust_decimal::Decimal;

pub(super) fn check(desk: &mut Desk<'_>, sentence: usize) {
    let figures = desk.in_sentence(sentence);
    for stated in
        figures.iter().filter(|f| (f.amount() || f.kind == Kind::Plain) && !matches!(f.unit.as_str(), "所" | "家"))
    {
        if let Some(per) = per(desk, stated) {
            mean(desk, sentence, figures, stated, per);
        }
    }
    ceiling(desk, sentence);
    capped_rate(desk, sentence);
}

/// Units over which the average is taken.
fn per(desk: &Desk<'_>, stated: &Figure) -> Option<&'static [&'static str]> {
    let lead = desk.text(stated.lead);
    let tail: String = lead.chars().rev().take(10).collect::<Vec<_>>().into_iter().rev().collect();
    let rows: &[(&str, &[&str])] = &[
        ("人均", &["人", "名", "位", "人次"]),
        ("平均每次", &["次"]),
        ("平均每期", &["期"]),
        ("平均每天", &["天"]),
        ("生均", &["人", "名"]),
        ("每人", &["人", "名", "位"]),
        ("每生", &["人", "名"]),
        ("户均", &["户", "家"]),
        ("家均", &["家"]),
        ("场均", &["场", "场次"]),
        ("班额", &["个", "班"]),
        ("平均每个", &["个"]),
        ("每户", &["户"]),
        ("校均", &["所", "家"]),
        ("每校", &["所"]),
        ("每所", &["所"]),
        ("班均", &["个", "班"]),
        ("每家", &["家"]),
        ("每个", &["个"]),
        ("亩均", &["亩"]),
        ("次均", &["次", "人次"]),
        ("平均每班", &["个", "班"]),
        ("平均每村", &["个", "村"]),
        ("平均每镇", &["个"]),
        ("每场", &["场"]),
        ("平均每项", &["项"]),
        ("平均每件", &["件"]),
    ];
    let excluded = ["每人每", "每生每", "每户每", "最高", "不得", "不超过", "标准", "收入", "以上"];
    if excluded.iter().any(|w| tail.contains(w)) {
        return None;
    }
    rows.iter().find(|(word, _)| tail.contains(word)).map(|(_, units)| *units)
}

fn mean(desk: &mut Desk<'_>, sentence: usize, figures: &[Figure], stated: &Figure, per: &[&str]) {
    let earlier = || figures.iter().filter(|f| f.start < stated.start && stated.start - f.full_end < 80);
    let of_unit = |f: &&Figure| f.kind == Kind::Count && f.amount() && per.contains(&f.unit.as_str());
    let mut counts: Vec<&Figure> = earlier().filter(of_unit).collect();
    if counts.is_empty()
        && sentence > 0
        && desk.prose.sentences[sentence - 1].paragraph == desk.prose.sentences[sentence].paragraph
    {
        // The head count of the sentence before.
        counts.extend(desk.in_sentence(sentence - 1).iter().filter(of_unit).max_by_key(|f| f.value));
    }
    let totals: Vec<&Figure> = earlier()
        .filter(|f| f.amount() && f.alike(stated) && !per.contains(&f.unit.as_str()) && f.value > stated.value)
        .collect();
    if counts.is_empty() || totals.is_empty() {
        return;
    }
    for total in &totals {
        for count in &counts {
            if fits(total, count, stated) {
                return desk.holds("average", &[stated, total, count]);
            }
        }
    }
    let (Some(total), Some(count)) = (totals.last(), counts.last()) else { return };
    if !(total.exact() && count.exact() && stated.exact()) {
        return;
    }
    let Some(mean) = total.value.checked_div(count.value) else { return };
    let severity = if counts.len() == 1 && totals.len() == 1 { Severity::Error } else { Severity::Warning };
    let message = format!("{}÷{}={}，文中为 {}", desk.show(total), desk.show(count), print(mean, 2), desk.show(stated));
    desk.fails("average", "figure-average-differs", severity, &[stated, total, count], message);
}

/// Within the rounding of all three.
fn fits(total: &Figure, count: &Figure, stated: &Figure) -> bool {
    let loose =
        if total.exact() && count.exact() && stated.exact() { Decimal::ZERO } else { stated.value / Decimal::TEN };
    let half = stated.half() + loose;
    let slack = if total.quantum == Decimal::ONE { Decimal::ZERO } else { total.half() };
    let low = (total.value - slack).checked_div(count.value);
    let high = (total.value + slack).checked_div(count.value);
    matches!((low, high), (Some(low), Some(high)) if low <= stated.value + half && high >= stated.value - half)
}

/// 每家每年最高A万元 … B家 … 共C万元: the total stays under the ceiling.
fn ceiling(desk: &mut Desk<'_>, sentence: usize) {
    let figures = desk.in_sentence(sentence);
    for cap in figures.iter().filter(|f| f.kind == Kind::Money) {
        let clause = desk.text(Span::new(desk.prose.clause(cap.start).start, cap.start));
        let Some(unit) = clause.find('每').and_then(|b| clause[b..].chars().nth(1)) else { continue };
        let capped =
            says(clause, &["不得超过", "不超过", "最高", "上限", "封顶"]) || desk.prose.starts(cap.full_end, "封顶");
        if !capped {
            continue;
        }
        let paragraph = desk.prose.sentences[sentence].paragraph;
        let later: Vec<&Figure> =
            desk.after(cap).iter().take_while(|f| f.paragraph <= paragraph + 1).take(40).collect();
        let Some(count) = later.iter().find(|f| f.kind == Kind::Count && f.unit.starts_with(unit)) else { continue };
        let paid = later.iter().find(|f| {
            f.kind == Kind::Money
                && f.start > count.start
                && f.sentence == count.sentence
                && says(desk.text(f.lead), &["补助", "补贴", "奖励", "资助", "发放", "贴息"])
        });
        let Some(paid) = paid else { continue };
        let years =
            if clause.contains("每年") || clause.contains("年度") { years(desk, count) } else { Decimal::ONE };
        let most = cap.value.saturating_mul(count.value).saturating_mul(years);
        let all = [*paid, *count, cap];
        if paid.value <= most || !count.exact() {
            desk.holds("average", &all);
        } else {
            let message = format!(
                "按每{unit}最高 {}、{}、{} 年计，最多 {} 元，文中为 {}（若另有不受上限的部分则可成立）",
                desk.show(cap),
                desk.show(count),
                print(years, 0),
                print(most, 2),
                desk.show(paid)
            );
            desk.fails("average", "figure-over-ceiling", Severity::Warning, &all, message);
        }
    }
}

/// Number of years that the sentence of a figure names (2010-2011年 is two).
fn years(desk: &Desk<'_>, figure: &Figure) -> Decimal {
    let named: Vec<Decimal> = desk
        .in_sentence(figure.sentence)
        .iter()
        .filter(|f| f.kind == Kind::Year && f.start < figure.start)
        .map(|f| f.value)
        .collect();
    match (named.iter().min(), named.iter().max()) {
        (Some(low), Some(high)) => high - low + Decimal::ONE,
        _ => Decimal::ONE,
    }
}

/// 按X的N%补助 … 补助A万元, X为B万元: the paid share stays under the rate.
fn capped_rate(desk: &mut Desk<'_>, sentence: usize) {
    let figures = desk.in_sentence(sentence);
    for rate in figures.iter().filter(|f| f.kind == Kind::Percent) {
        let lead = desk.text(Span::new(desk.prose.clause(rate.start).start, rate.start));
        let (Some(byte), true) = (lead.rfind('按'), lead.ends_with('的')) else { continue };
        let base_name = lead[byte..]
            .trim_end_matches('的')
            .trim_start_matches('按')
            .trim_start_matches(['其', '照'])
            .trim_start_matches("实际");
        let after = desk.text(Span::new(rate.full_end, (rate.full_end + 12).min(desk.prose.chars.len())));
        let Some(kind) = ["补助", "补贴", "奖励", "贴息", "资助"].into_iter().find(|w| after.contains(w))
        else {
            continue;
        };
        let head: String = base_name.chars().take(2).collect();
        if head.chars().count() < 2 {
            continue;
        }
        let paragraph = desk.prose.sentences[sentence].paragraph;
        let later: Vec<&Figure> = desk
            .after(rate)
            .iter()
            .take_while(|f| f.paragraph <= paragraph + 1)
            .take(40)
            .filter(|f| f.kind == Kind::Money)
            .collect();
        let paid = later.iter().find(|f| desk.text(f.lead).contains(kind) && !desk.text(f.lead).contains("最高"));
        let base = later.iter().find(|f| desk.text(f.lead).contains(&head));
        let (Some(paid), Some(base)) = (paid, base) else { continue };
        let all = [*paid, *base, rate];
        let most = base.value.saturating_mul(rate.value + rate.half()) / Decimal::ONE_HUNDRED;
        if paid.value <= most || paid.start == base.start {
            desk.holds("average", &all);
        } else {
            let message = format!(
                "按{head}的 {}% 计最多 {} 元，文中{kind} {}（若另有其他{kind}则可成立）",
                print(rate.value, 4),
                print(most, 2),
                desk.show(paid)
            );
            desk.fails("average", "figure-over-ceiling", Severity::Warning, &all, message);
        }
    }
}
