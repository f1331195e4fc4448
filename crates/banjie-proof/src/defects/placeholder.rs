//! Left-over placeholders: ____, 20xx, x-x, ××, 【】, TODO.

use crate::check::Desk;
use crate::finding::Severity;
use crate::text::Span;
use regex::Regex;
use std::sync::LazyLock;

static MARKS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        _{2,} | 20_+ |
        (?:19|20)[xX×*_○]{1,2}(?:年|级|届|-)? |
        [xX]+[.\-][xX]+ | [xX×]{2,} | ×+ | \*{3,} | ○{2,} | □{2,} | ●{3,} |
        (?:某某|XX|ＸＸ)(?:市|县|区|局|学校|单位) |
        [【\[(](?:此处|请填写|待补充|待定|填写|姓名|日期|单位名称|数字)[^】\])]{0,12}[】\])] |
        \{\{[^}]{0,40}\}\} | \$\{[^}]{0,40}\} | (?i:todo|tbd|lorem\ ipsum)",
    )
    .expect("a literal pattern")
});

/// A single x in the place of a number: 共x平方米, 用于我区x所, x.加强.
static SINGLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[\p{Han},。;:、(\s])([xX])(?:[.．]\p{Han}|年|月|日|名|个|所|家|人|万|亿|平方|米|元|项|次|件|%|亩|级|班|号|市|省|县|区)").expect("a literal pattern")
});

pub(super) fn check(desk: &mut Desk<'_>) {
    let mut spans: Vec<Span> = Vec::new();
    let text = &desk.prose.text;
    for found in MARKS.find_iter(text) {
        let span = Span::new(desk.prose.position(found.start()), desk.prose.position(found.end()));
        let before = desk.prose.before(span.start);
        let word = found.as_str();
        let latin = word.starts_with(['x', 'X', 't', 'T', 'l', 'L'])
            && (before.is_ascii_alphanumeric()
                || desk.prose.at(span.end).is_ascii_alphanumeric()
                || desk.prose.at(span.end) == '-' && desk.prose.at(span.end + 1).is_ascii_digit());
        let product = word.starts_with('×') && (before.is_ascii_digit() || desk.prose.at(span.end).is_ascii_digit());
        let rule = span.end - span.start > 24 || (word.starts_with('_') && alone(desk, span));
        if !latin && !product && !rule {
            spans.push(span);
        }
    }
    if text.contains(['x', 'X']) {
        let mut from = 0;
        while let Some(found) = SINGLE.captures_at(text, from) {
            let Some(place) = found.get(1) else { break };
            spans.push(Span::new(desk.prose.position(place.start()), desk.prose.position(place.end())));
            from = place.end();
        }
    }
    for span in spans {
        let message = format!("占位符“{}”未替换", desk.text(span));
        desk.find("placeholder-left", Severity::Error, span, message);
    }
}

/// A line of underscores alone is a rule to write on, not a placeholder.
fn alone(desk: &Desk<'_>, span: Span) -> bool {
    desk.prose.before(span.start) == '\n' && desk.prose.at(span.end) == '\n'
}
