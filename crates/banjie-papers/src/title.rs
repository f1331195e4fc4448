//! Titles of more than one line are broken by sense, into lines of like length (GB/T 9704-2012, 7.3.1).

use std::sync::Arc;

use banjie_model::figure::Figure;

use crate::{
    document::{Inline, plain_text},
    plain::width,
};

/// Half characters of 2号 in a line of the text block.
const LINE: usize = 40;
/// Longest title that is broken by sense; a longer one is left to the typesetter.
const LONGEST: usize = 4 * LINE;

/// The lines of a title: those its writer made, else by sense.
pub(crate) fn lines(inlines: &[Inline], figures: &[Arc<Figure>]) -> Vec<Vec<Inline>> {
    if inlines.iter().any(|inline| matches!(inline, Inline::Break)) {
        return inlines.split(|inline| matches!(inline, Inline::Break)).map(<[Inline]>::to_vec).collect();
    }
    let plain = inlines.iter().all(|inline| matches!(inline, Inline::Text(_) | Inline::Figure(_)));
    let text = plain_text(inlines, figures);
    if !plain || width(&text) > LONGEST {
        return vec![inlines.to_vec()];
    }
    broken(&text).into_iter().map(|line| vec![Inline::Text(line)]).collect()
}

/// The text in as few lines as it needs.
fn broken(text: &str) -> Vec<String> {
    let count = width(text).div_ceil(LINE).max(1);
    let characters: Vec<char> = text.trim().chars().collect();
    let mut lines = Vec::new();
    let mut from = 0;
    for left in (1..=count).rev() {
        let rest: String = characters[from..].iter().collect();
        let wanted = width(&rest) / left;
        let fits = |to: &usize| {
            let (line, rest): (String, String) =
                (characters[from..*to].iter().collect(), characters[*to..].iter().collect());
            width(&line) <= LINE && width(&rest) <= LINE * (left - 1)
        };
        let cost = |to: &usize| {
            let line: String = characters[from..*to].iter().collect();
            width(&line).abs_diff(wanted) + sense(&characters, *to)
        };
        let to = (from + 1..characters.len()).filter(fits).min_by_key(cost).filter(|_| left > 1);
        let to = to.unwrap_or(characters.len());
        lines.push(characters[from..to].iter().collect::<String>().trim().to_owned());
        from = to;
        if from == characters.len() {
            break;
        }
    }
    lines
}

/// How much a break before this character hurts.
fn sense(characters: &[char], at: usize) -> usize {
    let (before, after) = (characters[at - 1], characters[at]);
    let starts = |words: &str| characters[at..].iter().take(words.chars().count()).copied().eq(words.chars());
    let inside = characters[..at].iter().filter(|c| "《（〔“".contains(**c)).count()
        > characters[..at].iter().filter(|c| "》）〕”".contains(**c)).count();
    match (before, after) {
        _ if inside => 40,
        (_, '的' | '》' | '）' | '〕' | '”' | '、' | '，' | '年' | '月' | '日' | '度' | '号' | '％' | '%') => {
            60
        }
        ('《' | '（' | '〔' | '“', _) => 60,
        (a, b) if a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric() => 60,
        // The office that writes, then what it writes about.
        _ if starts("关于") => 0,
        (_, '（') => 6,
        ('的' | '》' | '）' | '、' | '，' | ' ' | '度' | '月' | '局' | '会' | '府', _) => 14,
        ('和' | '与' | '及' | '于' | '第', _) => 40,
        _ => 32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_broken_by_sense() {
        let check = |text: &str, lines: &[&str]| assert_eq!(broken(text), lines, "{text}");
        check("关于开展专项整治的通知", &["关于开展专项整治的通知"]);
        check(
            "温州市规划局关于2025年度违法建设监察工作情况的报告",
            &["温州市规划局", "关于2025年度违法建设监察工作情况的报告"],
        );
        check(
            "温州市规划局违法建设电子监察通报（2025年12月）",
            &["温州市规划局违法建设电子监察通报", "（2025年12月）"],
        );
        check("温州市规划局2025年违法建设监察工作总结", &["温州市规划局2025年违法建设监察工作总结"]);
    }
}
