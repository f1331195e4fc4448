//! Punctuation. Basis: GB/T 15834-2011.

use super::pattern::Pattern;
use crate::check::Desk;
use crate::finding::Severity;
use crate::finding::Severity::{Info, Warning};
use crate::text::Span;

macro_rules! rule {
    ($code:literal, $severity:ident, $trigger:literal, $regex:literal, $message:literal) => {
        Pattern { code: $code, severity: $severity, triggers: $trigger, regex: $regex, message: $message, fix: "" }
    };
    ($code:literal, $severity:ident, $trigger:literal, $regex:literal, $message:literal, $fix:literal) => {
        Pattern { code: $code, severity: $severity, triggers: $trigger, regex: $regex, message: $message, fix: $fix }
    };
}

pub(super) const RULES: &[Pattern] = &[
    rule!("punctuation-stray", Warning, ".", "\\p{Han}(\\.)\\p{Han}", "汉字之间有半角点号", ""),
    rule!(
        "punctuation-stray",
        Warning,
        ",政府 ,委员会 ,教育局 ,常务 ,人大",
        "(?:人民|省委|市委|县委|国务院|监督|管理|发展改革)(,)(?:政府|委员会|教育局|常务|督查|总局)",
        "词语中间多了逗号"
    ),
    rule!(
        "punctuation-doubled",
        Warning,
        ",, 、、 ;; :: ,。 、, ,、 ;。 、。 :。 ,; ;,",
        "(,,|、、|;;|::|,。|、,|,、|;。|、。|:。|,;|;,)",
        "标点重复或连用：“{}”"
    ),
    rule!("ellipsis-doubled", Info, "等…… ……等", "(等\\p{Han}{0,4}……|……等)", "省略号与“等”留其一（GB/T 15834）"),
    rule!("redundant-etc", Info, "等等", "[,](等等)[,。;]", "“等等”前不用逗号；其后宜另起句（GB/T 15834）"),
    rule!("list-mark", Info, "》、《", "(》、《)", "书名号之间通常不用顿号（GB/T 15834）", "》《"),
    rule!("list-mark", Info, "”、“", "(”、“)", "引号之间通常不用顿号（GB/T 15834）", "”“"),
    rule!(
        "list-mark",
        Info,
        "等形式 等方式 等措施 等活动 等途径 等手段",
        "、[^,。;:、]{2,20}(,)[^,。;:、]{2,20}等(?:形式|方式|措施|活动|途径|手段)",
        "同一列举中逗号、顿号混用",
        "、"
    ),
    rule!("list-mark", Info, "、和 、与 、及 、以及", "\\p{Han}(、(?:和|与|及))\\p{Han}", "顿号后不再用“和、与、及”"),
    rule!("list-mark", Warning, "等奖", "[特一二三]等奖\\d+[名个项人]([特一二三]等奖)\\d+", "列举之间缺顿号", "、$1"),
    rule!(
        "list-mark",
        Info,
        "比赛 竞赛 大赛",
        "((?:比赛|竞赛|大赛)\\p{Han}{2,8}(?:比赛|竞赛|大赛)\\p{Han}{2,8}(?:比赛|竞赛|大赛))",
        "列举之间缺顿号"
    ),
    rule!(
        "list-mark",
        Info,
        "一是、 二是、 三是、 其一、 首先、",
        "((?:[一二三四五六七八九]是|首先|其次)、)",
        "“{}”后用逗号或不用标点，不用顿号"
    ),
    rule!("range-mark", Info, "-", "\\d+(?:\\.\\d+)?%?(--+)\\d", "范围用一字线“—”或浪纹线“～”", "—"),
    rule!("quotes-straight", Info, "\"", "(\"[^\"]{1,40}\")", "汉语文稿用弯引号“ ”"),
    rule!("colon-doubled", Info, ":", "^[^,。;:]{2,20}(:)[^,。;:]{2,16}:\\p{Han}", "一句之内冒号套用"),
];

/// Marks after a full stop, which the patterns of one sentence do not see.
pub(super) fn check(desk: &mut Desk<'_>) {
    for at in 1..desk.prose.chars.len() {
        let doubled = desk.prose.before(at) == '。' && matches!(desk.prose.at(at), '。' | ',' | ';' | '、' | ':');
        if doubled {
            let span = Span::new(at - 1, at + 1);
            let message = format!("标点重复或连用：“{}”", desk.prose.written(span));
            desk.find("punctuation-doubled", Severity::Warning, span, message);
        }
    }
}
