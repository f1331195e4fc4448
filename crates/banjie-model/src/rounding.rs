//! The one place where figures are rounded, and the forms in which people read and write them.
//!
//! Rounding is half up: a five goes away from zero (四舍五入). Money and shares are exact decimals until they are shown.

use rust_decimal::{Decimal, RoundingStrategy};

mod chinese;
mod parse;

pub use chinese::{capital_money, digits_zh, numeral_zh, numerals_to_digits};
pub use parse::{NumberFault, parse_decimal, parse_percent};

/// Rounds to a number of decimal places; a five goes away from zero: 0.125 → 0.13, −2.5 → −3.
#[must_use]
pub fn round_half_up(value: Decimal, places: u32) -> Decimal {
    let rounded = value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    // There is no negative nothing in a report.
    if rounded.is_zero() { rounded.abs() } else { rounded }
}

/// A part of a whole as a ratio; nothing when the whole is zero, or when the ratio is beyond what decimals hold.
#[must_use]
pub fn share(part: Decimal, whole: Decimal) -> Option<Decimal> {
    part.checked_div(whole)
}

/// Growth over an earlier value as a ratio; nothing when that was zero. A negative base has no growth rate either.
#[must_use]
pub fn growth(now: Decimal, before: Decimal) -> Option<Decimal> {
    if before.is_sign_negative() { None } else { now.checked_sub(before)?.checked_div(before) }
}

/// A ratio as percent with a fixed number of places: 0.8842 → "88.4%".
#[must_use]
pub fn percent(ratio: Decimal, places: u32) -> String {
    match ratio.checked_mul(Decimal::ONE_HUNDRED) {
        Some(hundredfold) => format!("{}%", fixed(hundredfold, places)),
        None => format!("{}00%", round_half_up(ratio, 0)),
    }
}

/// A ratio as percentage points for differences of shares: 0.021 → "2.1".
#[must_use]
pub fn points(difference: Decimal, places: u32) -> String {
    percent(difference, places).trim_end_matches('%').to_owned()
}

/// A number with a fixed number of places: 3 → "3.00".
#[must_use]
pub fn fixed(value: Decimal, places: u32) -> String {
    let rounded = round_half_up(value, places);
    format!("{rounded:.places$}", places = places as usize)
}

/// A number with a comma before every third digit and a fixed number of places: 1234567 → "1,234,567.00".
#[must_use]
pub fn thousands(value: Decimal, places: u32) -> String {
    let plain = fixed(value, places);
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let mut grouped = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if let Some(fraction) = fraction {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

/// 元 in 万元, not yet rounded: 12345.6 → 1.23456.
#[must_use]
pub fn in_wan(yuan: Decimal) -> Decimal {
    yuan / Decimal::from(10_000)
}

/// 元 in 亿元, not yet rounded.
#[must_use]
pub fn in_yi(yuan: Decimal) -> Decimal {
    yuan / Decimal::from(100_000_000)
}

#[cfg(test)]
mod tests;
