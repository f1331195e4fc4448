//! Money in capital numerals beside the same amount in figures: 人民币壹拾贰万元整(120000元).

use crate::check::Desk;
use crate::finding::Severity;
use crate::numbers::Kind;
use crate::text::Span;
use rust_decimal::Decimal;

const CAPITALS: &[(char, char)] = &[
    ('零', '零'),
    ('壹', '一'),
    ('贰', '二'),
    ('叁', '三'),
    ('肆', '四'),
    ('伍', '五'),
    ('陆', '六'),
    ('柒', '七'),
    ('捌', '八'),
    ('玖', '九'),
    ('拾', '十'),
    ('佰', '百'),
    ('仟', '千'),
    ('万', '万'),
    ('亿', '亿'),
];

fn plain(c: char) -> Option<char> {
    CAPITALS.iter().find(|(capital, _)| *capital == c).map(|(_, plain)| *plain)
}

pub(super) fn check(desk: &mut Desk<'_>, sentence: usize) {
    let figures = desk.in_sentence(sentence);
    if !figures.iter().any(|f| f.kind == Kind::Money) {
        return;
    }
    let span = desk.prose.sentences[sentence].span;
    let mut at = span.start;
    while at < span.end {
        if plain(desk.prose.at(at)).is_none() || "万亿零".contains(desk.prose.at(at)) {
            at += 1;
            continue;
        }
        let (value, end) = read(desk, at, span.end);
        let place = Span::new(at, end);
        at = end.max(at + 1);
        let Some(value) = value else { continue };
        let near = figures
            .iter()
            .filter(|f| f.kind == Kind::Money && f.exact())
            .min_by_key(|f| f.start.abs_diff(place.start))
            .filter(|f| f.start.abs_diff(place.end) < 24 || place.start.abs_diff(f.full_end) < 24);
        let Some(figure) = near else { continue };
        let holds = figure.value == value;
        desk.relate("sum", holds, vec![figure.span(), place]);
        if !holds {
            let message = format!("大写为 {} 元，小写为 {}，二者不等", value.normalize(), desk.show(figure));
            desk.find_with("figure-capitals-differ", Severity::Error, place, message, vec![figure.span()], None);
        }
    }
}

/// Reads capitals followed by 元 or 圆, with 角 and 分.
fn read(desk: &Desk<'_>, start: usize, limit: usize) -> (Option<Decimal>, usize) {
    let mut at = start;
    let mut numeral = Vec::new();
    while at < limit {
        let Some(c) = plain(desk.prose.at(at)) else { break };
        numeral.push(c);
        at += 1;
    }
    if !matches!(desk.prose.at(at), '元' | '圆') {
        return (None, at);
    }
    at += 1;
    let Some(mut value) = crate::numbers::chinese_value(&numeral) else { return (None, at) };
    for (mark, scale) in [('角', 1), ('分', 2)] {
        while desk.prose.at(at) == '零' {
            at += 1;
        }
        if desk.prose.at(at + 1) == mark
            && let Some(digit) = plain(desk.prose.at(at)).and_then(|c| crate::numbers::chinese_value(&[c]))
        {
            value += digit * Decimal::new(1, scale);
            at += 2;
        }
    }
    if matches!(desk.prose.at(at), '整' | '正') {
        at += 1;
    }
    (Some(value), at)
}
