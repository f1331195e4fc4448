//! Numbered headings in plain lines: 一、 (一) 1. (1).

/// Longest line taken for a heading, in characters.
const LENGTH_MAX: usize = 40;

/// The level of a line that is a numbered heading: 1 for 一、, 2 for (一), 3 for 1. or 1、, 4 for (1).
///
/// A line that ends like a sentence, or is longer than forty characters, is a paragraph that begins with a number.
pub(super) fn level(line: &str) -> Option<u8> {
    let sentence =
        line.contains(['。', '；', ';', '！', '？', '：', ':', '…']) || line.ends_with(['，', ',', '、', '.']);
    if line.chars().count() > LENGTH_MAX || sentence {
        return None;
    }
    let (bracketed, rest) = match line.strip_prefix(['（', '(']) {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    let chinese = rest.chars().take_while(|c| "一二三四五六七八九十百".contains(*c)).count();
    let digits = rest.chars().take_while(char::is_ascii_digit).count();
    let after: String = rest.chars().skip(chinese.max(digits)).collect();
    let closes: &[char] = if bracketed { &['）', ')'] } else { &['、', '．', '.'] };
    let title = after.strip_prefix(closes)?.trim();
    if title.is_empty() || title.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    match (bracketed, chinese > 0, digits > 0) {
        (false, true, false) => Some(1),
        (true, true, false) => Some(2),
        (false, false, true) => Some(3),
        (true, false, true) => Some(4),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::level;

    #[test]
    fn numbered_lines_are_headings_of_their_level() {
        let levels =
            ["一、违法建设现状", "（一）总体情况", "(十二)附则", "1.查处情况", "1、查处情况", "（3）拆除"].map(level);
        assert_eq!(levels, [Some(1), Some(2), Some(2), Some(3), Some(3), Some(4)]);
    }

    #[test]
    fn sentences_decimals_and_long_lines_are_paragraphs() {
        let long = format!("一、{}", "长".repeat(50));
        let lines = ["一、农村个人建房少批多建。全年查处9件", "1.5万元", "一是加强巡查", "（一）", &long].map(level);
        assert_eq!(lines, [None; 5]);
    }
}
