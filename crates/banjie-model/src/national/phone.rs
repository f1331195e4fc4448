//! Telephone numbers as people in China write them.

use std::fmt;

use super::{CodeFault, half_width};

const WHAT: &str = "电话号码";

/// The sort of line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PhoneKind {
    /// Eleven digits, 13 to 19 in front (《电信网编号计划》).
    Mobile,
    /// Area code and seven or eight digits, with an extension where one was given.
    Fixed,
    /// A number of a service: 400, 800, or short such as 12345.
    Service,
}

/// A telephone number in its one spelling: 13800001234, 0577-88888888, 0577-88888888-601, 4001234567, 12345.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Phone {
    /// The canonical spelling.
    pub number: String,
    /// The sort of line.
    pub kind: PhoneKind,
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.number)
    }
}

/// Checks a telephone number of any sort, dropping +86, spaces, brackets and hyphens.
///
/// # Errors
/// What is wrong: a letter, a wrong number of digits, a missing area code.
pub fn check_phone(text: &str) -> Result<Phone, CodeFault> {
    let (main, extension) = split_extension(text)?;
    if main.is_empty() {
        return Err(CodeFault::Empty { what: WHAT });
    }
    let digits =
        main.strip_prefix("0086").or_else(|| main.strip_prefix("86").filter(|d| d.len() >= 10)).unwrap_or(&main);
    let fault = |hint| CodeFault::Form { what: WHAT, found: text.trim().to_owned(), hint };
    let kind = kind(digits, main.len() != digits.len()).map_err(fault)?;
    if extension.is_some() && kind != PhoneKind::Fixed {
        return Err(fault("只有固定电话可以带分机号，一格只填一个号码"));
    }
    let number = match kind {
        PhoneKind::Mobile | PhoneKind::Service => digits.to_owned(),
        PhoneKind::Fixed => {
            let trunk = if digits.starts_with('0') { digits.to_owned() } else { format!("0{digits}") };
            let (area, line) = trunk.split_at(area_length(&trunk));
            extension.map_or_else(|| format!("{area}-{line}"), |ext| format!("{area}-{line}-{ext}"))
        }
    };
    Ok(Phone { number, kind })
}

/// Digits of the number, and of an extension behind 转, 分机, x, # or a second hyphen.
fn split_extension(text: &str) -> Result<(String, Option<String>), CodeFault> {
    let mut parts: Vec<String> = vec![String::new()];
    let mut marked = false;
    for (index, c) in text.chars().map(half_width).enumerate() {
        match c {
            '0'..='9' => parts.last_mut().expect("there is always a part").push(c),
            '转' | '分' | 'x' | 'X' | '#' if !marked => {
                marked = true;
                parts = vec![parts.concat(), String::new()];
            }
            '机' | ':' if marked => {}
            '-' | '—' | '–' | '‐' | '‑' | '(' | ')' if !marked => parts.push(String::new()),
            '-' | '+' | ' ' | '\t' | '\u{A0}' | '\u{200B}'..='\u{202E}' | '\u{FEFF}' => {}
            found => {
                let hint = "电话号码只能有数字、连字符和分机号，一格只填一个号码";
                return Err(CodeFault::Character { what: WHAT, position: index + 1, found, hint });
            }
        }
    }
    parts.retain(|p| !p.is_empty());
    let fixed = parts.first().is_some_and(|p| p.starts_with('0'));
    let hyphened = fixed && parts.len() == 3 && !parts[0].starts_with("00") && parts[1].len() >= 7;
    if parts.len() > 1 && (marked || hyphened) {
        let extension = parts.pop();
        return Ok((parts.concat(), extension));
    }
    Ok((parts.concat(), None))
}

/// The sort of line of plain digits, or what to write instead; behind +86 the 0 of an area code is left out.
fn kind(digits: &str, abroad: bool) -> Result<PhoneKind, &'static str> {
    let bytes = digits.as_bytes();
    let length = bytes.len();
    match bytes {
        [b'1', b'3'..=b'9', ..] if length == 11 => Ok(PhoneKind::Mobile),
        [b'4' | b'8', b'0', b'0', ..] if length == 10 && !abroad => Ok(PhoneKind::Service),
        [b'1', b'0'..=b'2', ..] if matches!(length, 3 | 5 | 6) && !abroad => Ok(PhoneKind::Service),
        [b'9', b'5' | b'6', ..] if (5..=8).contains(&length) && !abroad => Ok(PhoneKind::Service),
        [b'1', ..] => Err("手机号码应为11位，以13至19开头"),
        [b'0', ..] => fixed(digits),
        [b'2'..=b'9', ..] if abroad => fixed(&format!("0{digits}")),
        [b'2'..=b'8', ..] if matches!(length, 7 | 8) => Err("固定电话前应加区号，如0577-88888888"),
        _ => Err("应填11位手机号码，或带区号的固定电话，如0577-88888888"),
    }
}

fn fixed(trunk: &str) -> Result<PhoneKind, &'static str> {
    let (area, line) = trunk.split_at(area_length(trunk).min(trunk.len()));
    if !matches!(area.as_bytes(), [b'0', b'1', b'0'] | [b'0', b'2', b'0'..=b'9'] | [b'0', b'3'..=b'9', _, _]) {
        return Err("区号无法识别，应为010、02X或03XX至09XX");
    }
    match (line.len(), line.as_bytes().first()) {
        (7 | 8, Some(b'2'..=b'9')) => Ok(PhoneKind::Fixed),
        (7 | 8, _) => Err("区号后的号码应以2至9开头"),
        _ => Err("区号后应有7位或8位号码"),
    }
}

/// Three digits for 010 and 02X, four otherwise.
fn area_length(trunk: &str) -> usize {
    if trunk.starts_with("01") || trunk.starts_with("02") { 3 } else { 4 }
}
