//! Document numbers, titles and attachments. Basis: 党政机关公文处理工作条例, GB/T 9704-2012.

use super::pattern::Pattern;
use crate::finding::Severity::{Info, Warning};

macro_rules! rule {
    ($code:literal, $severity:ident, $trigger:literal, $regex:literal, $message:literal) => {
        Pattern { code: $code, severity: $severity, triggers: $trigger, regex: $regex, message: $message, fix: "" }
    };
    ($code:literal, $severity:ident, $trigger:literal, $regex:literal, $message:literal, $fix:literal) => {
        Pattern { code: $code, severity: $severity, triggers: $trigger, regex: $regex, message: $message, fix: $fix }
    };
}

pub(super) const RULES: &[Pattern] = &[
    rule!(
        "document-number",
        Warning,
        "[20 [19 (20 (19 【20 【19 „20 „19 〈20 《20 {20",
        "\\p{Han}{1,8}([\\[(【„〈{](?:19|20)\\d\\d[\\])】‟〉}])第?\\d+号",
        "发文字号的年份用六角括号〔〕（GB/T 9704）"
    ),
    rule!("document-number", Warning, "〔", "〔\\d{4}〕(第\\d+号)", "发文字号的序号前不加“第”（GB/T 9704）"),
    rule!("document-number", Warning, "〔", "〔\\d{4}〕(0+\\d*)号", "发文字号的序号不编虚位（GB/T 9704）"),
    rule!("document-number", Warning, "〔", "〔(\\d{1,3}|\\d{5,})〕\\d+号", "发文字号的年份应写全四位（GB/T 9704）"),
    rule!(
        "document-number",
        Warning,
        "〔",
        "\\p{Han}〔(?:19|20)\\d\\d〕(\\d+)(?:[,。;()》”文的]|\\s|$)",
        "发文字号的序号后加“号”（GB/T 9704—2012 第7.2.5条）"
    ),
    rule!(
        "year-period",
        Info,
        "年度",
        "(?:19|20)\\d\\d(年度(?:上半年|下半年|前[一二三]季度|第?[一二三四]季度|\\d{1,2}月|\\d{1,2}[-—~～至]\\d{1,2}月))",
        "“年度”指十二个月，“{}”只是其中一段：去掉“度”"
    ),
    rule!(
        "document-number",
        Warning,
        "发 办 规 函 字 教 政 委",
        "(?:^|[,。;:、(据照及和对与《》经])(\\p{Han}{1,5}(?:发|办|规|函|字|教|通|委))(?:\\d{1,4})号",
        "发文字号缺少年份〔20××〕（GB/T 9704）"
    ),
    rule!(
        "attachment-note",
        Info,
        "附件",
        "^附件(?::\\s*\\d*\\.?|\\s*\\d+\\.)[^。;]{2,40}([。;])$",
        "附件名称后不加标点（GB/T 9704）",
        ""
    ),
    rule!(
        "attachment-note",
        Info,
        "附件",
        "^附件:?\\s*([一二三四五六七八九]、)",
        "附件的序号用阿拉伯数字加点（GB/T 9704）"
    ),
    rule!("blank-page", Warning, "此页无正文", "(此页无正文)", "不用“此页无正文”（GB/T 9704）：调整行距、字距"),
    rule!(
        "date-zero",
        Info,
        "年0 月0",
        "(?:19|20)\\d\\d年((?:0\\d月\\d{1,2}|\\d{1,2}月0\\d)日)",
        "日期的月、日不编虚位（GB/T 9704）"
    ),
    rule!(
        "date-zero",
        Info,
        "月 〇 二〇",
        "(二[〇零○O0][\\p{Han}〇零○O0]{2}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)",
        "成文日期用阿拉伯数字（GB/T 9704）"
    ),
    rule!(
        "year-short",
        Info,
        "年",
        "(?:^|[,。;(、至\\p{Han}])([0-2]\\d)年(?:\\d{1,2}月|底|初|上半年|下半年|度)",
        "年份应写全四位（GB/T 15835）"
    ),
    rule!(
        "year-missing",
        Info,
        "月《",
        "(?:^|[。;])(\\d{1,2}月)《[^》]+》(?:施行|实施|颁布|出台|发布|印发)",
        "“{}”前缺少年份"
    ),
    rule!(
        "year-missing",
        Info,
        "日之后 日之前 日以后 日以前 日前",
        "[^年\\d](\\d{1,2}月\\d{1,2}日(?:之后|之前|以后|以前))",
        "“{}”：没有年份，期限不明"
    ),
    rule!("year-missing", Warning, "年,", "^(年),", "段首“年”之前缺少年份"),
    rule!(
        "title-mark",
        Info,
        "《",
        "《[^》]{2,60}(?:活动|大赛|奖|称号)》",
        "活动、奖项名称用引号，不用书名号（GB/T 15834）"
    ),
];
