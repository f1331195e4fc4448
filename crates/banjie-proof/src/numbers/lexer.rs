//! One pass over the text that finds the figures.

use super::{Exactness, Figure, Kind, chinese, units};
use crate::prose::Prose;
use crate::text::Span;
use rust_decimal::Decimal;

/// Larger numbers are no figures of a report; the product of two stays within a decimal by saturating arithmetic.
const LARGEST: i64 = 1_000_000_000_000_000;

/// A number before its place in the sentence is known.
struct Raw {
    start: usize,
    end: usize,
    /// After multiplier and 余.
    tail: usize,
    value: Decimal,
    quantum: Decimal,
    more: bool,
    chinese: bool,
}

/// Every figure of the text, in order.
pub(crate) fn figures(prose: &Prose) -> Vec<Figure> {
    let mut found: Vec<Figure> = Vec::new();
    let mut places = Places::default();
    let mut at = 0;
    while at < prose.chars.len() {
        let c = prose.chars[at];
        if !(c.is_ascii_digit() || chinese::is_numeral(c)) {
            places.pass(c, at);
            at += 1;
            continue;
        }
        let run = run_end(prose, at);
        let raw = if c.is_ascii_digit() { arabic(prose, at) } else { numeral(prose, at, run) };
        let next = raw.as_ref().map_or(run, |r| r.end.max(at + 1));
        if let Some(figure) = raw.and_then(|raw| classify(prose, &raw, found.last(), &places)) {
            found.push(figure);
        }
        at = next;
    }
    mark_ranges(prose, &mut found);
    found
}

/// Open brackets while the text is passed.
#[derive(Default)]
struct Places {
    open: Vec<usize>,
}

impl Places {
    fn pass(&mut self, c: char, at: usize) {
        match c {
            '(' => self.open.push(at),
            ')' => drop(self.open.pop()),
            '\n' => self.open.clear(),
            _ => {}
        }
        if self.open.len() > 8 {
            self.open.remove(0);
        }
    }
}

fn run_end(prose: &Prose, at: usize) -> usize {
    let arabic = prose.at(at).is_ascii_digit();
    let mut end = at;
    while end < prose.chars.len() {
        let c = prose.chars[end];
        let goes_on = if arabic { c.is_ascii_digit() || matches!(c, '.' | ',') } else { chinese::is_numeral(c) };
        if !goes_on {
            break;
        }
        end += 1;
    }
    end.max(at + 1)
}

fn arabic(prose: &Prose, start: usize) -> Option<Raw> {
    let mut end = start;
    let mut digits = String::new();
    let mut places = None::<u32>;
    loop {
        let c = prose.at(end);
        let next_digit = prose.at(end + 1).is_ascii_digit();
        if c.is_ascii_digit() {
            digits.push(c);
            places = places.map(|p| p + 1);
        } else if c == '.' && places.is_none() && next_digit {
            digits.push('.');
            places = Some(0);
        } else if c == ',' && places.is_none() && grouped(prose, end) {
        } else {
            break;
        }
        end += 1;
    }
    let mut raw =
        Raw { start, end, tail: end, value: Decimal::ZERO, quantum: Decimal::ONE, more: false, chinese: false };
    if digits.len() > 16 || places.is_some_and(|p| p > 6) {
        return Some(raw);
    }
    raw.value = digits.parse().ok()?;
    raw.quantum = Decimal::new(1, places.unwrap_or(0));
    multiply(prose, &mut raw)?;
    Some(raw)
}

/// A comma that groups exactly three digits.
fn grouped(prose: &Prose, comma: usize) -> bool {
    (1..=3).all(|i| prose.at(comma + i).is_ascii_digit()) && !prose.at(comma + 4).is_ascii_digit()
}

/// Takes 余, 多, 几 and 万, 亿 after the digits.
fn multiply(prose: &Prose, raw: &mut Raw) -> Option<()> {
    let mut tail = raw.tail;
    for _ in 0..4 {
        let c = prose.at(tail);
        let next = prose.at(tail + 1);
        let scale = match c {
            '余' => {
                raw.more = true;
                tail += 1;
                continue;
            }
            '多' if next != '项' || raw.more || !raw.chinese => {
                raw.more = true;
                tail += 1;
                continue;
            }
            '万' => 10_000,
            '亿' => 100_000_000,
            '千' if !raw.chinese && !matches!(next, '瓦' | '克' | '米' | '伏') => 1000,
            '百' if !raw.chinese && !matches!(next, '分' | '货') => 100,
            _ => break,
        };
        raw.value = raw.value.checked_mul(Decimal::from(scale))?;
        raw.quantum = raw.quantum.checked_mul(Decimal::from(scale))?;
        tail += 1;
    }
    if raw.value > Decimal::from(LARGEST) {
        return None;
    }
    raw.tail = tail;
    Some(())
}

fn numeral(prose: &Prose, start: usize, end: usize) -> Option<Raw> {
    let value = chinese::value(&prose.chars[start..end])?;
    let mut raw = Raw { start, end, tail: end, value, quantum: Decimal::ONE, more: false, chinese: true };
    multiply(prose, &mut raw)?;
    let bare = matches!(prose.at(start), '百' | '千' | '万' | '亿');
    if bare && !raw.more && approximate_before(prose, start).is_none() {
        return None;
    }
    if value >= Decimal::ONE_HUNDRED && !raw.more {
        let mut zeros = Decimal::ONE;
        while (value % (zeros * Decimal::TEN)).is_zero() && zeros < value {
            zeros *= Decimal::TEN;
        }
        raw.quantum = Decimal::ONE;
    }
    Some(raw)
}

const BEFORE: &[(&str, Exactness)] = &[
    ("大约", Exactness::About),
    ("约", Exactness::About),
    ("将近", Exactness::Less),
    ("接近", Exactness::Less),
    ("近", Exactness::Less),
    ("不足", Exactness::Less),
    ("不到", Exactness::Less),
    ("不超过", Exactness::Less),
    ("最多", Exactness::Less),
    ("超过", Exactness::More),
    ("突破", Exactness::More),
    ("超", Exactness::More),
    ("逾", Exactness::More),
    ("至少", Exactness::More),
    ("不少于", Exactness::More),
    ("不低于", Exactness::More),
    ("上", Exactness::More),
    ("数", Exactness::About),
];

/// Words that end like an approximation and are none.
const NOT_BEFORE: &[&str] = &["节约", "预约", "签约", "合约", "条约", "最近", "附近", "邻近", "临近", "赶超", "约谈"];

fn approximate_before(prose: &Prose, start: usize) -> Option<Exactness> {
    let last = prose.before(start);
    if !BEFORE.iter().any(|(word, _)| word.ends_with(last)) {
        return None;
    }
    if NOT_BEFORE.iter().any(|w| prose.ends(start, w)) {
        return None;
    }
    let first = prose.at(start);
    let fits = |word: &str| match word {
        "数" => matches!(first, '十' | '百' | '千' | '万'),
        "上" => matches!(first, '百' | '千' | '万'),
        _ => true,
    };
    BEFORE.iter().find(|(word, _)| prose.ends(start, word) && fits(word)).map(|(_, e)| *e)
}

fn approximate_after(prose: &Prose, end: usize) -> Option<Exactness> {
    [
        ("左右", Exactness::About),
        ("上下", Exactness::About),
        ("以上", Exactness::More),
        ("以下", Exactness::Less),
        ("以内", Exactness::Less),
    ]
    .iter()
    .find(|(word, _)| prose.starts(end, word))
    .map(|(_, e)| *e)
}

/// Kind and unit of a number, from what stands before and after it.
fn classify(prose: &Prose, raw: &Raw, last: Option<&Figure>, places: &Places) -> Option<Figure> {
    let (mut kind, mut unit) = sort(prose, raw, last);
    if raw.chinese && kind == Kind::Plain {
        if raw.value < Decimal::ONE_HUNDRED && !raw.more {
            return None;
        }
        kind = Kind::Count;
    }
    let mut full_end = raw.tail + unit;
    let mut value = raw.value;
    let mut quantum = raw.quantum;
    if kind == Kind::Fraction {
        (value, quantum, full_end) = fraction(prose, raw)?;
        unit = 0;
    }
    let label: String = prose.chars[full_end - unit..full_end].iter().collect();
    let mut exactness =
        approximate_before(prose, raw.start).or_else(|| approximate_after(prose, full_end)).unwrap_or(Exactness::Exact);
    if raw.more {
        exactness = Exactness::More;
    }
    let sentence = prose.sentence_of(raw.start);
    let clause = prose.clause(raw.start);
    let counted = counted(prose, full_end);
    let from = last.filter(|l| l.full_end > clause.start).map_or(clause.start, |l| l.full_end).min(raw.start);
    Some(Figure {
        start: raw.start,
        end: raw.end,
        full_end,
        value,
        quantum,
        kind,
        exactness,
        unit: label,
        range: false,
        chinese: raw.chinese,
        counted,
        lead: Span::new(from, raw.start),
        sentence,
        paragraph: prose.sentences.get(sentence).map_or(0, |s| s.paragraph),
        period: period(prose, last, raw.start, sentence),
        bracket: places.open.last().copied(),
    })
}

/// The period named last before the number in its sentence.
fn period(prose: &Prose, last: Option<&Figure>, at: usize, sentence: usize) -> Option<Span> {
    if let Some(year) = last.filter(|l| l.sentence == sentence && matches!(l.kind, Kind::Year | Kind::Month)) {
        return Some(year.full());
    }
    let from = last
        .filter(|l| l.sentence == sentence)
        .map_or_else(|| prose.sentences.get(sentence).map_or(at, |s| s.span.start), |l| l.full_end)
        .max(at.saturating_sub(60));
    // Every one of the words has one of these.
    let from = from.min(at);
    if !prose.chars[from..at].iter().any(|c| matches!(c, '年' | '期')) {
        return last.filter(|l| l.sentence == sentence).and_then(|l| l.period);
    }
    let words = ["上年", "去年", "今年", "上半年", "下半年", "全年", "前年", "本年", "同期"];
    let text = prose.slice(Span::new(from, at));
    let found = words.iter().filter_map(|w| text.rfind(w).map(|b| (b, w.chars().count()))).max();
    if let Some((byte, length)) = found {
        let start = from + text[..byte].chars().count();
        return Some(Span::new(start, start + length));
    }
    last.filter(|l| l.sentence == sentence).and_then(|l| l.period)
}

fn fraction(prose: &Prose, raw: &Raw) -> Option<(Decimal, Decimal, usize)> {
    if prose.at(raw.end) == '/' {
        let bottom = arabic(prose, raw.end + 1)?;
        let value = raw.value.checked_div(bottom.value)?;
        return Some((value, Decimal::ZERO, bottom.end));
    }
    let start = raw.end + 2;
    let mut end = start;
    while chinese::is_numeral(prose.at(end)) {
        end += 1;
    }
    let top = chinese::value(&prose.chars[start..end.min(prose.chars.len())])?;
    Some((top.checked_div(raw.value)?, Decimal::ZERO, end))
}

/// The kind of a number and the length of its unit.
fn sort(prose: &Prose, raw: &Raw, last: Option<&Figure>) -> (Kind, usize) {
    let before = prose.before(raw.start);
    let next = prose.at(raw.tail);
    let touching = last.filter(|l| l.full_end == raw.start);
    if raw.quantum.is_zero() || raw.value.is_zero() && raw.end - raw.start > 8 || raw.end - raw.start > 16 {
        return (Kind::Label, 0);
    }
    if marker(prose, raw) {
        return (Kind::Marker, 0);
    }
    if before == '第' {
        return (Kind::Ordinal, units::leading(tail(prose, raw.tail), true));
    }
    if let Some(found) = dated(prose, raw, touching) {
        return found;
    }
    if raw.chinese && prose.starts(raw.end, "分之") {
        return (Kind::Fraction, 0);
    }
    if !raw.chinese {
        if before.is_ascii_alphabetic()
            || matches!(before, '〔' | '[' | '_')
            || next == '号'
            || before == '.'
            || prose.at(raw.tail) == '+'
            || before == '+'
        {
            return (Kind::Label, 0);
        }
        if next == '%' || next == '‰' {
            return (Kind::Percent, 1);
        }
        if next == '/' && prose.at(raw.end + 1).is_ascii_digit() {
            return fraction(prose, raw)
                .filter(|f| f.0 < Decimal::ONE && raw.value < Decimal::TEN)
                .map_or((Kind::Label, 0), |_| (Kind::Fraction, 0));
        }
        if (next == ':' && prose.at(raw.end + 1).is_ascii_digit())
            || (before == ':' && prose.before(raw.start - 1).is_ascii_digit())
        {
            return (Kind::Ratio, 0);
        }
        if before == '/' && prose.before(raw.start - 1).is_ascii_digit() {
            return (Kind::Label, 0);
        }
    }
    measured(prose, raw)
}

/// Kinds that the unit decides.
fn measured(prose: &Prose, raw: &Raw) -> (Kind, usize) {
    let unit = units::leading(tail(prose, raw.tail), raw.chinese);
    let word: String = prose.chars[raw.tail..raw.tail + unit].iter().collect();
    let next = prose.at(raw.tail);
    match word.as_str() {
        "个百分点" | "百分点" => (Kind::Points, unit),
        // 一本, 二类, 三级 name a class; 一本书 and 三级管理 count.
        "本" | "类" | "级" | "等" if raw.chinese && class_name(prose, raw.tail + unit, &word) => (Kind::Label, 0),
        "" if next == '倍' => (Kind::Times, 1),
        "" if next == '成' && !matches!(prose.at(raw.tail + 1), '立' | '为' | '果' | '功' | '员' | '效' | '绩') => {
            (Kind::Percent, 1)
        }
        "" if prose.at(raw.tail).is_ascii_alphabetic() => (Kind::Label, 0),
        "" => (Kind::Plain, 0),
        w if units::money(w) => (Kind::Money, unit),
        w if units::measure(w) => (Kind::Measure, unit),
        w if units::duration(w) => (Kind::Duration, unit),
        _ => (Kind::Count, unit),
    }
}

/// Whether 本, 类, 级 after a Chinese numeral belongs to the name of a class.
fn class_name(prose: &Prose, after: usize, unit: &str) -> bool {
    let next = prose.at(after);
    next.is_ascii_digit()
        || matches!(
            next,
            '以' | '上' | '率' | '共' | '占' | '达' | '为' | '学' | '医' | '甲' | '乙' | '建' | '园' | '和' | '、'
        ) && unit != "级"
        || unit == "本" && !matches!(next, '书' | '《' | '教' | '手' | '刊')
}

fn tail(prose: &Prose, at: usize) -> &[char] {
    let start = at.min(prose.chars.len());
    &prose.chars[start..(start + 6).min(prose.chars.len())]
}

/// Years, months, days, times.
fn dated(prose: &Prose, raw: &Raw, touching: Option<&Figure>) -> Option<(Kind, usize)> {
    let next = prose.at(raw.tail);
    let length = raw.end - raw.start;
    let whole = raw.tail == raw.end && raw.quantum == Decimal::ONE;
    if !whole {
        return None;
    }
    let after_month = touching.is_some_and(|t| t.kind == Kind::Month);
    match next {
        '年' if length == 4 && (prose.at(raw.end + 1) != '级') => Some((Kind::Year, 1)),
        '月' if raw.value <= Decimal::from(99) && !raw.chinese => Some((Kind::Month, 1)),
        '日' | '号' if after_month || (next == '日' && !raw.chinese && raw.value <= Decimal::from(99)) => {
            Some((Kind::Day, 1))
        }
        '时' | '点'
            if !raw.chinese
                && raw.value <= Decimal::from(24)
                && matches!(prose.at(raw.end + 1), '3' | '整' | '半' | '前' | '至') =>
        {
            Some((Kind::Time, 1))
        }
        '-' | '—' | '~' | '～' | '至'
            if length == 4 && !raw.chinese && raw.value > Decimal::from(1900) && raw.value < Decimal::from(2100) =>
        {
            let mut at = raw.end;
            while matches!(prose.at(at), '-' | '—' | '~' | '～' | '至') {
                at += 1;
            }
            let end = (at..at + 4).all(|i| prose.at(i).is_ascii_digit()) && prose.at(at + 4) == '年';
            end.then_some((Kind::Year, 0))
        }
        _ => None,
    }
}

/// Numbers that head a paragraph or an item.
fn marker(prose: &Prose, raw: &Raw) -> bool {
    let next = prose.at(raw.end);
    let before = prose.before(raw.start);
    let fresh = matches!(before, '\n' | '。' | ';' | ' ' | ':' | '!');
    if raw.tail != raw.end || raw.quantum != Decimal::ONE || raw.value > Decimal::from(99) {
        return false;
    }
    if before == '(' && next == ')' {
        return true;
    }
    if raw.chinese {
        return (matches!(before, '\n' | ' ') && next == '、')
            || (next == '是' && matches!(before, '\n' | '。' | ';' | ':' | ',' | ' '));
    }
    fresh && (next == '、' || (next == '.' && !prose.at(raw.end + 1).is_ascii_digit()) || next == ')')
}

/// The words after the unit, up to punctuation or the next number.
fn counted(prose: &Prose, start: usize) -> Span {
    let mut end = start;
    while end - start < 16 {
        let c = prose.at(end);
        if c.is_ascii_digit()
            || matches!(c, '\n' | ',' | ';' | ':' | '。' | '、' | '(' | ')' | '!' | '?' | '“' | '”' | '《' | '》')
        {
            break;
        }
        end += 1;
    }
    Span::new(start, end)
}

/// Marks both ends of ranges and gives the first end the unit of the second.
fn mark_ranges(prose: &Prose, figures: &mut [Figure]) {
    for at in 1..figures.len() {
        let (left, right) = (&figures[at - 1], &figures[at]);
        if right.start < left.full_end || right.start - left.full_end > 2 || left.full_end == right.start {
            continue;
        }
        let joined = (left.full_end..right.start).all(|i| matches!(prose.at(i), '-' | '—' | '~' | '～' | '至' | '–'));
        let open = matches!(left.kind, Kind::Plain) || left.kind == right.kind;
        if joined && open && right.kind != Kind::Marker {
            let (kind, unit) = (right.kind, right.unit.clone());
            figures[at].range = true;
            figures[at - 1].range = true;
            figures[at - 1].kind = kind;
            figures[at - 1].unit = unit;
        }
    }
}
