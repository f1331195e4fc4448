//! The same figure stated twice with different values.

use crate::check::Desk;
use crate::finding::Severity;
use crate::letters::says;
use crate::numbers::{Figure, Kind};
use crate::text::Span;
use std::collections::HashMap;

const EMPTY: &[&str] = &[
    "共有", "现有", "达到", "共计", "合计", "累计", "总数", "总计", "一共", "已经", "共", "有", "达", "为", "了", "已",
    "约", "近",
];

pub(super) fn check(desk: &mut Desk<'_>) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for index in 0..desk.figures.len() {
        let figure = &desk.figures[index];
        if !matches!(figure.kind, Kind::Count | Kind::Money | Kind::Measure | Kind::Percent) || !figure.exact() {
            continue;
        }
        for key in [award(desk, figure), subject(desk, figure)].into_iter().flatten() {
            let Some(&first) = seen.get(&key) else {
                seen.insert(key, index);
                continue;
            };
            let first = &desk.figures[first];
            if first.sentence == figure.sentence && first.paragraph == figure.paragraph {
                continue;
            }
            if first.value == figure.value {
                desk.holds("repeat", &[first, figure]);
            } else if same_period(desk, first, figure) {
                let message = format!(
                    "同一内容两处数字不同：{} 与 {}（若时间或范围不同则可成立）",
                    desk.show(first),
                    desk.show(figure)
                );
                desk.fails("repeat", "figure-repeated-differs", Severity::Warning, &[figure, first], message);
            }
        }
    }
}

fn same_period(desk: &Desk<'_>, a: &Figure, b: &Figure) -> bool {
    let words = |f: &Figure| f.period.map(|p| desk.text(p).to_owned());
    let plan = |f: &Figure| {
        let around = desk.text(Span::new(desk.prose.clause(f.start).start, f.start));
        says(around, &["计划", "将", "力争", "目标", "上年", "去年", "预计"])
    };
    (words(a).is_none() || words(b).is_none() || words(a) == words(b)) && !plan(a) && !plan(b)
}

fn strip(text: &str) -> String {
    let mut text = text.to_owned();
    for word in EMPTY {
        if text.contains(word) {
            text = text.replace(word, "");
        }
    }
    text
}

/// N人获(评)X: the award is the key.
fn award(desk: &Desk<'_>, figure: &Figure) -> Option<String> {
    if figure.kind != Kind::Count {
        return None;
    }
    let end = (figure.full_end + 28).min(desk.prose.chars.len());
    // Every one of the words has one of these.
    let held = |c: &char| matches!(c, '获' | '评' | '授' | '选');
    if !desk.prose.chars.get(figure.full_end..end).is_some_and(|after| after.iter().any(held)) {
        return None;
    }
    let after = desk.text(Span::new(figure.full_end, end));
    let won = ["获评", "荣获", "获得", "获", "被评为", "被授予", "入选", "当选"]
        .iter()
        .find_map(|w| after.find(w).filter(|b| *b <= 12).map(|b| (&after[..b], &after[b + w.len()..])))?;
    let name = won.1.split([',', '。', ';', '、', '\n']).next().unwrap_or("");
    let name = name.trim_end_matches("称号");
    let long = name.chars().count() >= 5 && !name.contains("等奖") && !name.chars().any(|c| c.is_ascii_digit());
    long.then(|| format!("award {} {} {}", figure.unit, won.0, name))
}

/// The whole clause before the number and the noun after it are the key.
fn subject(desk: &Desk<'_>, figure: &Figure) -> Option<String> {
    // Every word for the whole of an area has one of these, and taking words away adds none.
    if !desk.text(figure.lead).contains(['全', '我', '总', '本']) {
        return None;
    }
    let clause = desk.prose.clause(figure.start);
    if figure.lead.start != clause.start
        || desk
            .figures
            .iter()
            .skip(desk.figures.partition_point(|f| f.full_end <= clause.start))
            .take(1)
            .any(|f| f.start < figure.start)
    {
        return None;
    }
    let lead = desk.text(figure.lead);
    if lead.contains(['、', '每', '“', '_', '第'])
        || says(lead, &["增加", "减少", "增长", "新增", "提高", "下降", "占", "其中", "同比"])
    {
        return None;
    }
    let subject = strip(lead.trim());
    let noun: String = desk.text(figure.counted).chars().take(6).collect();
    let named = subject.chars().count() >= 4 && (noun.chars().count() >= 2 || subject.chars().count() >= 5);
    let local = says(
        &subject,
        &["全市", "全区", "全县", "全省", "全校", "全系统", "我市", "我区", "我县", "总", "本市", "本区", "全局"],
    );
    (named && local).then(|| format!("subject {subject} {} {noun}", figure.unit))
}
