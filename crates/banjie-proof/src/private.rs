//! Private data in a text that others will read. Basis: 个人信息保护法 art. 28 ff., 政府信息公开条例 art. 15, GB 11643.

use crate::check::Desk;
use crate::finding::Severity;
use crate::text::Span;
use regex::Regex;
use std::sync::LazyLock;

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:住址|家住|现住|户籍地址|户籍地|家庭住址|居住地址|住所)[:为是]?\s*([\p{Han}\d\-]{4,40}?\d+(?:号|室|栋|幢|单元|组)[\d\-室号栋幢单元]*)").expect("a literal pattern")
});

pub(crate) fn check(desk: &mut Desk<'_>) {
    let severity = if desk.public { Severity::Error } else { Severity::Warning };
    let mut at = 0;
    while at < desk.prose.chars.len() {
        if !desk.prose.at(at).is_ascii_digit() || desk.prose.before(at).is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let mut end = at;
        while desk.prose.at(end).is_ascii_digit() {
            end += 1;
        }
        if end - at == 17 && matches!(desk.prose.at(end), 'X' | 'x') {
            end += 1;
        }
        digits(desk, Span::new(at, end), severity);
        at = end;
    }
    if ["住址", "家住", "现住", "户籍", "居住地址", "住所"].iter().any(|w| desk.prose.text.contains(w)) {
        addresses(desk, severity);
    }
}

fn digits(desk: &mut Desk<'_>, span: Span, severity: Severity) {
    let text: Vec<char> = desk.prose.chars[span.start..span.end].to_vec();
    if desk.prose.at(span.end).is_ascii_alphanumeric()
        || desk.prose.at(span.end) == '.' && desk.prose.at(span.end + 1).is_ascii_digit()
        || desk.prose.before(span.start) == '.'
    {
        return;
    }
    let shown: String = text.iter().take(3).collect();
    match text.len() {
        18 if identity(&text) => desk.find_with(
            "private-id",
            severity,
            span,
            format!("居民身份证号码 {shown}…（校验码相符）：公开前应隐去"),
            Vec::new(),
            Some(mask(&text, 6, 4)),
        ),
        11 if text[0] == '1' && text[1] >= '3' => desk.find_with(
            "private-phone",
            severity,
            span,
            format!("手机号码 {shown}…：公开前应隐去"),
            Vec::new(),
            Some(mask(&text, 3, 4)),
        ),
        16..=19 if luhn(&text) && text[0] != '0' && text[0] != '1' => desk.find_with(
            "private-card",
            severity,
            span,
            format!("银行卡号 {shown}…（校验码相符）：公开前应隐去"),
            Vec::new(),
            Some(mask(&text, 4, 4)),
        ),
        _ => {}
    }
}

fn mask(text: &[char], head: usize, tail: usize) -> String {
    text.iter().enumerate().map(|(i, c)| if i < head || i + tail >= text.len() { *c } else { '*' }).collect()
}

/// Check digit of GB 11643 and a possible date of birth.
fn identity(text: &[char]) -> bool {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = text.iter().zip(weights).map(|(c, w)| c.to_digit(10).unwrap_or(0) * w).sum();
    let check = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'][(sum % 11) as usize];
    let number = |from: usize, to: usize| text[from..to].iter().collect::<String>().parse::<u32>().unwrap_or(0);
    text[17].to_ascii_uppercase() == check
        && (1900..2100).contains(&number(6, 10))
        && (1..=12).contains(&number(10, 12))
        && (1..=31).contains(&number(12, 14))
}

fn luhn(text: &[char]) -> bool {
    let sum: u32 = text
        .iter()
        .rev()
        .enumerate()
        .map(|(i, c)| {
            let d = c.to_digit(10).unwrap_or(0);
            if i % 2 == 0 {
                d
            } else if d > 4 {
                d * 2 - 9
            } else {
                d * 2
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

fn addresses(desk: &mut Desk<'_>, severity: Severity) {
    for found in ADDRESS.captures_iter(&desk.prose.text) {
        let Some(place) = found.get(1) else { continue };
        let span = Span::new(desk.prose.position(place.start()), desk.prose.position(place.end()));
        desk.find("private-address", severity, span, "个人住址：公开前应隐去门牌");
    }
}
