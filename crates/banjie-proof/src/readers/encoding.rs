//! Encodings that a Chinese office has: UTF-8, GB18030, UTF-16 in both orders, with and without mark.

use super::ReadRefusal;
use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// The text and the name of its encoding.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, &'static str), ReadRefusal> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return tolerant(encoding, &bytes[mark..]);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return if text.bytes().filter(|b| *b == 0).count() * 10 > text.len() {
            wide(bytes)
        } else {
            Ok((text.to_owned(), "UTF-8"))
        };
    }
    if bytes.contains(&0) {
        return wide(bytes);
    }
    let (utf8, _, _) = UTF_8.decode(bytes);
    let (gb, _, _) = GB18030.decode(bytes);
    let bad = |text: &str| text.chars().filter(|c| *c == '\u{fffd}').count();
    // One damaged byte does not change the encoding: the better of the two is taken.
    if bad(&utf8) <= bad(&gb) && utf8.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) {
        return tolerant(UTF_8, bytes);
    }
    tolerant(GB18030, bytes)
}

fn wide(bytes: &[u8]) -> Result<(String, &'static str), ReadRefusal> {
    let score = |encoding: &'static Encoding| {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        text.chars()
            .filter(|c| matches!(c, '\u{4e00}'..='\u{9fff}' | '。' | '，' | '、' | '0'..='9' | '\n' | ' '..='~'))
            .count()
    };
    tolerant(if score(UTF_16LE) >= score(UTF_16BE) { UTF_16LE } else { UTF_16BE }, bytes)
}

/// Decodes; up to one character in fifty may be damaged.
fn tolerant(encoding: &'static Encoding, bytes: &[u8]) -> Result<(String, &'static str), ReadRefusal> {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let (mut damaged, mut length, mut control) = (0usize, 0usize, 0usize);
    for c in text.chars() {
        length += 1;
        damaged += usize::from(c == '\u{fffd}');
        control += usize::from(c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'));
    }
    if (damaged + control) * 50 > length {
        return Err(ReadRefusal::UnknownEncoding);
    }
    Ok((text.into_owned(), encoding.name()))
}
