//! Chinese numerals.

use rust_decimal::Decimal;

/// Whether `c` can stand in a Chinese numeral.
pub(crate) fn is_numeral(c: char) -> bool {
    matches!(
        c,
        '零' | '〇'
            | '一'
            | '二'
            | '两'
            | '三'
            | '四'
            | '五'
            | '六'
            | '七'
            | '八'
            | '九'
            | '十'
            | '百'
            | '千'
            | '万'
            | '亿'
    )
}

fn digit(c: char) -> Option<i64> {
    Some(match c {
        '零' | '〇' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn unit(c: char) -> Option<i64> {
    Some(match c {
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        _ => return None,
    })
}

/// The value of a numeral (二十六, 一百零五, 三千万), or `None` when it is none (三五, 千百).
pub(crate) fn value(numeral: &[char]) -> Option<Decimal> {
    if numeral.is_empty() || numeral.len() > 16 {
        return None;
    }
    let digits: Option<Vec<i64>> = numeral.iter().map(|&c| digit(c)).collect();
    if let Some(digits) = digits.filter(|d| d.len() > 1) {
        // Only a year or a number read digit by digit (二〇二四).
        return (digits.len() == 4).then(|| Decimal::from(digits.iter().fold(0, |n, d| n * 10 + d)));
    }
    let (mut total, mut section, mut current) = (0i64, 0i64, None::<i64>);
    for &c in numeral {
        if let Some(d) = digit(c) {
            if current.is_some_and(|n| n != 0) {
                return None;
            }
            current = Some(d);
        } else if let Some(u) = unit(c) {
            section += current.take().filter(|&n| n > 0).unwrap_or(1).checked_mul(u)?;
        } else {
            let scale = if c == '万' { 10_000 } else { 100_000_000 };
            section += current.take().unwrap_or(0);
            if section == 0 && total == 0 {
                section = 1;
            }
            total = total.checked_add(section)?.checked_mul(scale)?;
            section = 0;
        }
        if total > 10_000_000_000_000 {
            return None;
        }
    }
    Some(Decimal::from(total + section + current.unwrap_or(0)))
}
