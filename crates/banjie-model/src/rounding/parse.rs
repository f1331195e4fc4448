//! Reading numbers as people type them.

use rust_decimal::Decimal;
use thiserror::Error;

use super::numerals_to_digits;
use crate::national::half_width;

/// Why a text is no number. Positions count characters of the text as it was typed, from one.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NumberFault {
    /// Nothing was given.
    #[error("数值为空，请填写")]
    Empty,
    /// A character that no number has.
    #[error("第{position}个字符“{found}”不是数字，应填如1234.50、1,234.50、12.5万的数值")]
    Character {
        /// Where, from one.
        position: usize,
        /// The character.
        found: char,
    },
    /// Commas that do not part groups of three digits.
    #[error("“{found}”中的千分位逗号位置不对，每三位一个逗号；小数点请用“.”")]
    Grouping {
        /// What was given.
        found: String,
    },
    /// Digits are missing, or there is more than one point or sign.
    #[error("“{found}”不是完整的数值，应填如1234.50、12.5万的数值")]
    Shape {
        /// What was given.
        found: String,
    },
    /// A number such as 3万5, which may mean 3万5千.
    #[error("“{found}”有歧义，请写全，如3.5万或30005")]
    Ambiguous {
        /// What was given.
        found: String,
    },
    /// Scientific notation, in which spreadsheets lose digits.
    #[error("“{found}”是科学计数法，可能已丢失末尾数字，请把单元格设为文本后重新填写完整数值")]
    Scientific {
        /// What was given.
        found: String,
    },
    /// More digits than can be held exactly: 28.
    #[error("“{found}”位数太多，最多28位有效数字")]
    TooLong {
        /// What was given.
        found: String,
    },
    /// A percentage where a plain number is wanted.
    #[error("“{found}”是百分数，这里应填数值")]
    UnexpectedPercent {
        /// What was given.
        found: String,
    },
    /// A plain number where a percentage is wanted: 0.5 could mean 50% or 0.5%.
    #[error("“{found}”缺少百分号，应填如88.4%")]
    MissingPercent {
        /// What was given.
        found: String,
    },
}

/// Reads a decimal exactly: full-width digits, thousands separators, 元 or ￥, the units 百, 千, 万, 亿 ("1.2亿", "1亿2000万",
/// "三千万元"), a minus sign or accountants' brackets.
///
/// # Errors
/// What is wrong; nothing is ever rounded or guessed.
pub fn parse_decimal(text: &str) -> Result<Decimal, NumberFault> {
    let found = text.trim();
    let Some(body) = Typed::new(text)? else { return Err(NumberFault::Empty) };
    if body.percent {
        return Err(NumberFault::UnexpectedPercent { found: found.to_owned() });
    }
    body.value(found)
}

/// Reads a percentage as its ratio exactly: "88.4%" → 0.884, "百分之五十" → 0.5. The sign is required.
///
/// # Errors
/// What is wrong; a number without the sign among it.
pub fn parse_percent(text: &str) -> Result<Decimal, NumberFault> {
    let found = text.trim();
    let Some(body) = Typed::new(text)? else { return Err(NumberFault::Empty) };
    if !body.percent {
        return Err(NumberFault::MissingPercent { found: found.to_owned() });
    }
    let too_long = || NumberFault::TooLong { found: found.to_owned() };
    let hundredfold = body.value(found)?;
    let mut ratio = hundredfold;
    ratio.set_scale(hundredfold.scale() + 2).map_err(|_| too_long())?;
    Ok(ratio.normalize())
}

/// A typed number without what surrounds it.
struct Typed {
    /// Digits, commas, points and units only.
    body: String,
    negative: bool,
    percent: bool,
}

impl Typed {
    fn new(text: &str) -> Result<Option<Typed>, NumberFault> {
        let plain: String = text.chars().map(sign).collect();
        let mut rest = plain.trim();
        if rest.is_empty() {
            return Ok(None);
        }
        let shape = || NumberFault::Shape { found: text.trim().to_owned() };
        let mut negative = false;
        if let Some(inner) = rest.strip_prefix('(').and_then(|r| r.strip_suffix(')')) {
            (negative, rest) = (true, inner.trim());
        }
        rest = strip_currency(rest);
        if let Some(signed) = rest.strip_prefix(['-', '+', '负']) {
            if negative {
                return Err(shape());
            }
            (negative, rest) = (!rest.starts_with('+'), strip_currency(signed.trim_start()));
        }
        let percent = rest.starts_with("百分之") || rest.ends_with('%');
        rest = rest.strip_prefix("百分之").or_else(|| rest.strip_suffix('%')).unwrap_or(rest).trim();
        let rest =
            ["人民币", "元", "圆"].into_iter().fold(rest, |r, unit| r.strip_suffix(unit).unwrap_or(r)).trim_end();
        let body = numerals_to_digits(&rest.split_whitespace().collect::<String>());
        if is_scientific(&body) {
            return Err(NumberFault::Scientific { found: text.trim().to_owned() });
        }
        if body.chars().any(|c| !is_part(c)) {
            return Err(first_stranger(text).unwrap_or_else(shape));
        }
        Ok(Some(Typed { body, negative, percent }))
    }

    fn value(&self, found: &str) -> Result<Decimal, NumberFault> {
        let shape = || NumberFault::Shape { found: found.to_owned() };
        let too_long = || NumberFault::TooLong { found: found.to_owned() };
        let (mut sum, mut number, mut bound) = (Decimal::ZERO, String::new(), None::<Decimal>);
        let mut chars = self.body.chars().peekable();
        while let Some(c) = chars.next() {
            let Some(mut unit) = unit(c) else {
                number.push(c);
                continue;
            };
            // 千万, 百亿 and the like are one unit.
            while let Some(higher) = chars.peek().copied().and_then(self::unit).filter(|next| *next > unit) {
                unit = unit.checked_mul(higher).ok_or_else(too_long)?;
                chars.next();
            }
            let part = plain_number(&std::mem::take(&mut number), found)?.checked_mul(unit).ok_or_else(too_long)?;
            if bound.is_some_and(|bound| part >= bound) {
                return Err(shape());
            }
            sum = sum.checked_add(part).ok_or_else(too_long)?;
            bound = Some(unit);
        }
        if !number.is_empty() {
            let part = plain_number(&number, found)?;
            if bound.is_some() && number.chars().count() == 1 && part != Decimal::ZERO {
                return Err(NumberFault::Ambiguous { found: found.to_owned() });
            }
            if bound.is_some_and(|bound| part >= bound) {
                return Err(shape());
            }
            sum = sum.checked_add(part).ok_or_else(too_long)?;
        } else if bound.is_none() {
            return Err(shape());
        }
        Ok(if self.negative && !sum.is_zero() { -sum } else { sum })
    }
}

/// Digits with at most one point and well-placed commas.
fn plain_number(number: &str, found: &str) -> Result<Decimal, NumberFault> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() || fraction.contains('.') || number.ends_with('.') {
        return Err(NumberFault::Shape { found: found.to_owned() });
    }
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    let parted = whole.contains(',');
    if fraction.contains(',') || parted && (!(1..=3).contains(&first.len()) || groups.any(|g| g.len() != 3)) {
        return Err(NumberFault::Grouping { found: found.to_owned() });
    }
    Decimal::from_str_exact(&number.replace(',', "")).map_err(|_| NumberFault::TooLong { found: found.to_owned() })
}

/// Half-width, with one spelling of the minus sign and of the currency sign, and without invisible characters.
fn sign(c: char) -> char {
    match half_width(c) {
        '−' | '–' | '—' | '﹣' => '-',
        '￥' | '¥' => '¥',
        '﹪' | '٪' => '%',
        '、' => ',',
        '。' => '.',
        '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{A0}' => ' ',
        other => other,
    }
}

fn strip_currency(text: &str) -> &str {
    let rest = text.trim_start_matches("人民币").trim_start();
    rest.trim_start_matches("RMB").trim_start_matches("CNY").trim_start_matches('¥').trim_start()
}

fn is_part(c: char) -> bool {
    c.is_ascii_digit() || c == ',' || c == '.' || unit(c).is_some()
}

/// The first character of the typed text that belongs to no number at all.
fn first_stranger(text: &str) -> Option<NumberFault> {
    let known = |c: char| {
        let plain = sign(c);
        is_part(plain) || plain.is_whitespace() || "+-()¥%负元圆人民币百分之〇零一二三四五六七八九十".contains(plain)
    };
    let (index, found) = text.chars().enumerate().find(|(_, c)| !known(*c))?;
    Some(NumberFault::Character { position: index + 1, found })
}

fn is_scientific(body: &str) -> bool {
    let Some((mantissa, exponent)) = body.split_once(['e', 'E']) else { return false };
    let exponent = exponent.trim_start_matches(['+', '-']);
    let digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit() || c == '.');
    digits(mantissa) && digits(exponent)
}

fn unit(c: char) -> Option<Decimal> {
    match c {
        '百' => Some(Decimal::from(100)),
        '千' => Some(Decimal::from(1000)),
        '万' => Some(Decimal::from(10_000)),
        '亿' => Some(Decimal::from(100_000_000)),
        _ => None,
    }
}
