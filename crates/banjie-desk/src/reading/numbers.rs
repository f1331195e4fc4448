//! Numbers: whole, decimal, money, per cent. Nothing is rounded; what does not fit is said.

use std::str::FromStr;

use banjie_model::{national::half_width, value::Value};
use rust_decimal::Decimal;

use super::{EntryFault, plain};
use crate::workbook::{Cell, number_text};

/// Spellings of units that mean the same.
const SAME_UNITS: [(&str, &[&str]); 4] =
    [("m²", &["㎡", "平方米", "平米", "m2", "平方"]), ("元", &["圆", "块"]), ("人", &["名"]), ("件", &["宗", "起"])];

/// Largest value of `i64` columns, so that sums stay exact as well.
const MAX_INT: i64 = 1_000_000_000_000_000;

fn not_a_number(cell: &Cell) -> EntryFault {
    EntryFault::new(format!("“{}”不是数", plain(cell)), "请只填数字，如 1234.50；单位和说明请去掉。")
}

/// The exact number, units and separators taken off.
fn number(cell: &Cell, units: &[&str]) -> Result<Decimal, EntryFault> {
    match cell {
        Cell::Number(n) => Decimal::from_str(&number_text(*n)).map_err(|_| not_a_number(cell)),
        Cell::Text(text) => from_text(text, units).ok_or_else(|| match text.contains([',', '，']) {
            true => EntryFault::new(
                format!("“{}”的千分位逗号位置不对", plain(cell)),
                "请去掉逗号，或每三位一个，如 1,234.50。",
            ),
            false => not_a_number(cell),
        }),
        Cell::Serial(_) => {
            let problem = format!("单元格是日期格式（显示为 {}），不是数", cell.shown());
            Err(EntryFault::new(problem, "请把单元格格式改为“常规”后核对数值。"))
        }
        _ => Err(not_a_number(cell)),
    }
}

fn from_text(text: &str, units: &[&str]) -> Option<Decimal> {
    let text: String = text.chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
    let mut rest = text.as_str();
    for sign in ["人民币", "RMB", "rmb", "¥", "￥"] {
        rest = rest.strip_prefix(sign).unwrap_or(rest);
    }
    let unit = units.iter().filter(|u| !u.is_empty()).find_map(|u| rest.strip_suffix(u));
    rest = unit.unwrap_or(rest);
    let (rest, power) = match (rest.strip_suffix('亿'), rest.strip_suffix('万')) {
        (Some(rest), _) => (rest, 8),
        (None, Some(rest)) => (rest, 4),
        (None, None) => (rest, 0),
    };
    let (rest, negative) = match rest.strip_prefix(['-', '−', '–']) {
        Some(rest) => (rest, true),
        None => (rest.strip_prefix('+').unwrap_or(rest), false),
    };
    let digits = without_separators(rest)?;
    let plain = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') && digits.bytes().any(|b| b.is_ascii_digit());
    let value = Decimal::from_str(&digits).ok().filter(|_| plain)?;
    let value = value.checked_mul(Decimal::from(10_i64.pow(power)))?;
    Some(if negative { -value } else { value })
}

/// Takes out separators of thousands where they stand right.
fn without_separators(text: &str) -> Option<String> {
    if !text.contains(',') {
        return Some(text.to_owned());
    }
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(w, f)| (w, Some(f)));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let sound = (1..=3).contains(&first.len()) && groups.clone().all(|g| g.len() == 3);
    if !sound || fraction.is_some_and(|f| f.contains(',')) {
        return None;
    }
    let whole: String = std::iter::once(first).chain(groups).collect();
    Some(match fraction {
        Some(fraction) => format!("{whole}.{fraction}"),
        None => whole,
    })
}

fn unit_words(unit: Option<&str>) -> Vec<&str> {
    let Some(unit) = unit else { return Vec::new() };
    let same = SAME_UNITS.iter().filter(|(u, words)| *u == unit || words.contains(&unit));
    std::iter::once(unit).chain(same.flat_map(|(u, words)| words.iter().copied().chain([*u]))).collect()
}

/// Whole number.
pub(super) fn int(cell: &Cell, unit: Option<&str>) -> Result<Value, EntryFault> {
    let value = number(cell, &unit_words(unit))?.normalize();
    if value.scale() > 0 {
        return Err(EntryFault::new(format!("“{}”不是整数", plain(cell)), "这一列只收整数。"));
    }
    let fits = i64::try_from(value).ok().filter(|n| n.abs() <= MAX_INT);
    fits.map(Value::Int).ok_or_else(|| EntryFault::new(format!("“{}”太大", plain(cell)), "请核对位数。"))
}

/// `decimal(p,s)`.
pub(super) fn decimal(cell: &Cell, unit: Option<&str>, precision: u8, scale: u8) -> Result<Value, EntryFault> {
    let value = number(cell, &unit_words(unit))?;
    fit(value, cell, u32::from(precision), u32::from(scale))
}

/// Money in 元, also written in 万元 or 亿元.
pub(super) fn money(cell: &Cell) -> Result<Value, EntryFault> {
    fit(number(cell, &["元整", "元", "圆"])?, cell, 18, 2)
}

fn fit(value: Decimal, cell: &Cell, precision: u32, scale: u32) -> Result<Value, EntryFault> {
    let value = value.normalize();
    if value.scale() > scale {
        let problem = format!("“{}”有 {} 位小数，最多 {scale} 位", plain(cell), value.scale());
        return Err(EntryFault::new(problem, format!("请四舍五入到 {scale} 位小数后再填，系统不代为取舍。")));
    }
    let limit = 10_i128.pow(precision.saturating_sub(scale).min(20));
    if value.abs().trunc().mantissa() >= limit {
        let whole = precision.saturating_sub(scale);
        return Err(EntryFault::new(format!("“{}”超过 {whole} 位整数", plain(cell)), "请核对位数和单位。"));
    }
    let mut exact = value;
    exact.rescale(scale);
    Ok(Value::Decimal(exact))
}

/// A ratio: `50%`, `0.5`; a bare number above ten cannot be told from a percentage without its sign.
pub(super) fn percent(cell: &Cell) -> Result<Value, EntryFault> {
    let (value, sign) = match cell {
        Cell::Text(text) => {
            let text: String = text.chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
            let (digits, per) = match (text.strip_suffix('%'), text.strip_suffix('‰')) {
                (Some(rest), _) => (rest, 2),
                (None, Some(rest)) => (rest, 3),
                (None, None) => (text.as_str(), 0),
            };
            let value = from_text(digits, &[]).ok_or_else(|| not_a_number(cell))?;
            let ratio = value.checked_mul(Decimal::new(1, per)).ok_or_else(|| not_a_number(cell))?;
            (ratio, per > 0)
        }
        other => (number(other, &[])?, false),
    };
    if !sign && value.abs() > Decimal::TEN {
        let problem = format!("“{}”看不出是百分数还是倍数", plain(cell));
        return Err(EntryFault::new(problem, "请带上百分号，如 50%；或写成小数 0.5。"));
    }
    let mut ratio = value.normalize();
    if ratio.scale() > 6 {
        return Err(EntryFault::new(format!("“{}”小数位太多", plain(cell)), "百分数最多四位小数，如 12.3456%。"));
    }
    ratio.rescale(6);
    Ok(Value::Decimal(ratio))
}
