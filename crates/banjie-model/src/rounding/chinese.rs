//! Numbers in Chinese numerals.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::round_half_up;

/// The numerals of one style of writing.
struct Style {
    digits: [&'static str; 10],
    tens: [&'static str; 4],
}

const PLAIN: Style = Style {
    digits: ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"],
    tens: ["", "十", "百", "千"],
};
const CAPITAL: Style = Style {
    digits: ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"],
    tens: ["", "拾", "佰", "仟"],
};
/// Units of groups of four digits.
const GROUPS: [&str; 5] = ["", "万", "亿", "万亿", "亿亿"];

/// A sum of money in capitals, "壹仟陆佰捌拾元零叁角贰分", rounded to 分 (中国人民银行《正确填写票据和结算凭证的基本规定》).
/// Nothing from ten thousand billion (10¹⁶) 元 on. The words 人民币 in front are left to the form.
#[must_use]
pub fn capital_money(yuan: Decimal) -> Option<String> {
    let rounded = round_half_up(yuan, 2);
    let cents = rounded.abs().checked_mul(Decimal::ONE_HUNDRED)?.to_u64()?;
    let (whole, jiao, fen) = (cents / 100, cents / 10 % 10, cents % 10);
    if whole >= 10_u64.pow(16) {
        return None;
    }
    let digit = |d: u64| CAPITAL.digits[d as usize];
    let mut words = String::from(if rounded.is_sign_negative() { "负" } else { "" });
    if whole > 0 {
        words.push_str(&spell(whole, &CAPITAL));
        words.push('元');
    }
    // A zero is read between 元 and 角 when the last digit before the point is zero, and for missing 角.
    if whole > 0 && (jiao > 0 && whole.is_multiple_of(10) || jiao == 0 && fen > 0) {
        words.push('零');
    }
    if jiao > 0 {
        words.push_str(digit(jiao));
        words.push('角');
    }
    match (cents, fen) {
        (0, _) => words.push_str("零元整"),
        (_, 0) => words.push('整'),
        _ => {
            words.push_str(digit(fen));
            words.push('分');
        }
    }
    Some(words)
}

/// A whole number as it is read: 10 → "十", 21 → "二十一", 105 → "一百零五", 2025 → "二千零二十五".
#[must_use]
pub fn numeral_zh(number: u64) -> String {
    let words = spell(number, &PLAIN);
    match words.strip_prefix("一十") {
        Some(rest) => format!("十{rest}"),
        None => words,
    }
}

/// Digit by digit, as years are written in full: "2025" → "二〇二五". Other characters stay.
#[must_use]
pub fn digits_zh(text: &str) -> String {
    let numeral = |c: char| match c.to_digit(10) {
        Some(0) => Some("〇"),
        Some(d) => Some(PLAIN.digits[d as usize]),
        None => None,
    };
    text.chars().map(|c| numeral(c).map_or_else(|| c.to_string(), str::to_owned)).collect()
}

/// Every Chinese numeral below ten thousand inside a text as digits: "二〇二五年第三季度十二月" → "2025年第3季度12月".
#[must_use]
pub fn numerals_to_digits(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().chain(std::iter::once('\0')) {
        if value(c).is_some() || unit(c).is_some() {
            run.push(c);
            continue;
        }
        out.push_str(&read(&run).unwrap_or_else(|| run.clone()));
        run.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

fn spell(number: u64, style: &Style) -> String {
    if number == 0 {
        return style.digits[0].to_owned();
    }
    let mut words = String::new();
    let mut pending_zero = false;
    for (index, group_unit) in GROUPS.iter().enumerate().rev() {
        let group = number / 10_000_u64.pow(u32::try_from(index).unwrap_or(0)) % 10_000;
        if group == 0 {
            pending_zero = !words.is_empty();
            continue;
        }
        if !words.is_empty() && (pending_zero || group < 1000) {
            words.push_str(style.digits[0]);
        }
        pending_zero = false;
        words.push_str(&spell_group(group, style));
        // 亿 is said once for all groups above it that are not empty: 一万零一亿, not 一万亿零一亿.
        let below = number / 100_000_000 % 10_u64.pow(4 * u32::try_from(index.max(2) - 2).unwrap_or(0));
        let unit = if index > 2 && below > 0 { group_unit.trim_end_matches('亿') } else { group_unit };
        words.push_str(if index == 4 && below > 0 { "亿" } else { unit });
    }
    words
}

/// One to four digits without zeros in front.
fn spell_group(group: u64, style: &Style) -> String {
    let mut words = String::new();
    let mut zero = false;
    for place in (0..4usize).rev() {
        let digit = group / 10_u64.pow(u32::try_from(place).unwrap_or(0)) % 10;
        if digit == 0 {
            zero = !words.is_empty();
            continue;
        }
        if zero {
            words.push_str(style.digits[0]);
            zero = false;
        }
        words.push_str(style.digits[digit as usize]);
        words.push_str(style.tens[place]);
    }
    words
}

fn value(c: char) -> Option<u32> {
    let found = "〇一二三四五六七八九".chars().position(|d| d == c || (c == '零' && d == '〇'))?;
    u32::try_from(found).ok()
}

fn unit(c: char) -> Option<u32> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        _ => None,
    }
}

/// The digits of a run of numerals: digit by digit, or with units from the highest to the lowest. A unit behind something
/// that is no digit of this run (3百) is left alone.
fn read(run: &str) -> Option<String> {
    if !run.chars().any(|c| unit(c).is_some()) {
        return run.chars().map(|c| value(c).and_then(|v| char::from_digit(v, 10))).collect();
    }
    let (mut sum, mut digit, mut zero, mut last_unit) = (0, None, false, u32::MAX);
    for c in run.chars() {
        if let Some(unit) = unit(c) {
            let count = digit.take().or((sum == 0 && unit == 10).then_some(1))?;
            if unit >= last_unit || count == 0 {
                return None;
            }
            sum += count * unit;
            (last_unit, zero) = (unit, false);
        } else {
            let v = value(c)?;
            if digit.is_some_and(|d| d > 0) {
                return None;
            }
            zero |= v == 0;
            digit = Some(v);
        }
    }
    // 一百二 is a hundred and twenty to some and a slip to others.
    if last_unit >= 100 && !zero && digit.is_some() {
        return None;
    }
    Some((sum + digit.unwrap_or(0)).to_string())
}
