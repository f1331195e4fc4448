//! The parts of an official document by their place: title, main recipients, date, copy line. Basis: GB/T 9704-2012.

use crate::check::Desk;
use crate::finding::Severity::{Info, Warning};
use crate::text::Span;
use regex::Regex;
use std::sync::LazyLock;

/// Kinds of documents a title ends with (党政机关公文处理工作条例 art. 8, and the usual others).
const KINDS: &[&str] = &[
    "决议", "决定", "命令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复", "议案", "函",
    "纪要", "方案", "办法", "细则", "规定",
];
/// What the name of an organ ends with.
const ORGANS: &[char] = &[
    '府', '局', '委', '办', '厅', '部', '会', '院', '校', '区', '县', '市', '省', '处', '心', '司', '位', '关', '门',
    '所', '室', '团', '队', '行', '站', '镇', '乡', '道', '园', '构', '业', '组', '州', '旗', '社', '站',
];
/// Paragraphs at the head of a document in which title and recipients stand.
const HEAD: usize = 8;

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^((?:19|20)\d\d)\s*(?:[./\-]|年\s*)(\d{1,2})\s*(?:[./\-]|月\s*)(\d{1,2})\s*日?$")
        .expect("a literal pattern")
});

pub(super) fn check(desk: &mut Desk<'_>) {
    if let Some(index) = title(desk) {
        marks_of_title(desk, index);
        recipients(desk, index);
    }
    copies(desk);
    dates(desk);
}

/// The paragraph that is the title: 关于……的通知, with or without a mark after it.
fn title(desk: &Desk<'_>) -> Option<usize> {
    (0..desk.prose.paragraphs.len().min(HEAD)).find(|&index| {
        let text = desk.text(heading(desk, index));
        let bare = text.trim_end_matches(['。', ',', ';', ':', '.']);
        text.chars().count() <= 80
            && KINDS.iter().any(|kind| bare.ends_with(kind) || bare.ends_with(&format!("{kind}(试行)")))
            && bare.contains("关于")
            && !bare.contains('。')
            && ["根据", "按照", "依据", "为", "现将", "收到", "我"].iter().all(|w| !bare.starts_with(w))
    })
}

/// A paragraph without the marks of a heading in Markdown.
fn heading(desk: &Desk<'_>, index: usize) -> Span {
    let span = desk.prose.paragraphs[index];
    let start = (span.start..span.end).find(|&at| !matches!(desk.prose.at(at), '#' | ' ' | '*')).unwrap_or(span.end);
    Span::new(start, span.end)
}

fn marks_of_title(desk: &mut Desk<'_>, index: usize) {
    let span = heading(desk, index);
    let mut titles = 0usize;
    for at in span.start..span.end {
        match desk.prose.at(at) {
            '《' => titles += 1,
            '》' => titles = titles.saturating_sub(1),
            ',' | '。' | ';' | ':' | '!' | '?' if titles == 0 => {
                let mark = desk.prose.written(Span::new(at, at + 1));
                desk.find(
                    "title-punctuation",
                    Info,
                    Span::new(at, at + 1),
                    format!("公文标题中有“{mark}”：除书名号外一般不用标点"),
                );
            }
            _ => {}
        }
    }
}

/// The names of organs parted by 、 and ,; `None` when the text is something else.
fn organs(text: &str) -> Option<usize> {
    let mut count = 0;
    for item in text.split(['、', ',']) {
        let item = item.trim();
        let name = item.split('(').next().unwrap_or(item).trim_end();
        let long = name.chars().count();
        if !(2..=24).contains(&long) || !name.ends_with(ORGANS) || name.contains(['是', '了', '将', '第', '“', '。'])
        {
            return None;
        }
        count += 1;
    }
    Some(count)
}

/// The line under the title that names the main recipients ends with a full-width colon.
fn recipients(desk: &mut Desk<'_>, title: usize) {
    let Some(&span) = desk.prose.paragraphs.get(title + 1) else { return };
    let text = desk.text(span).to_owned();
    let bare = text.trim_end_matches(['。', ',', ';', ':', '、', '.']);
    let Some(count) = organs(bare) else { return };
    let general = bare.split(['、', ',']).any(|item| item.trim().starts_with("各") || item.trim().starts_with("有关"));
    let last = desk.prose.raw[span.end - 1];
    if last == '：' || !(general || text.ends_with(':')) && count < 3 {
        return;
    }
    // A text without any full-width comma or colon is half-width throughout: that is said once, elsewhere.
    if last == ':' && !desk.prose.raw.iter().any(|c| matches!(c, '，' | '：')) {
        return;
    }
    let (start, fix) = if desk.prose.at(span.end - 1) == bare.chars().next_back().unwrap_or(' ') {
        (span.end - 1, None)
    } else {
        (span.end - 1, Some("：".to_owned()))
    };
    let message = "主送机关之后标全角冒号（GB/T 9704—2012 第7.3.2条）";
    desk.find_with("recipient-mark", Info, Span::new(start, span.end), message, Vec::new(), fix);
}

/// 抄送：A，B。 and 主送：A，B。 at the foot end with a full stop.
fn copies(desk: &mut Desk<'_>) {
    for index in 0..desk.prose.paragraphs.len() {
        let span = desk.prose.paragraphs[index];
        if !["抄送:", "抄送 ", "分送:"].iter().any(|w| desk.prose.starts(span.start, w)) {
            continue;
        }
        // The list may go on in the next line.
        let mut last = span;
        let mut next = index + 1;
        while matches!(desk.prose.before(last.end), ',' | '、') && next < desk.prose.paragraphs.len() {
            last = desk.prose.paragraphs[next];
            next += 1;
        }
        let mark = desk.prose.before(last.end);
        if last.end - span.start <= 3 || mark == '。' {
            continue;
        }
        let fix = matches!(mark, ',' | ';' | ':' | '、' | '.').then(|| "。".to_owned());
        let place = Span::new(last.end - 1, last.end);
        let message = "抄送机关之后标句号（GB/T 9704—2012 第7.4.2条）";
        desk.find_with("copy-mark", Info, place, message, Vec::new(), fix);
    }
}

/// A date alone on its line, as under a signature: 2024年3月5日.
fn dates(desk: &mut Desk<'_>) {
    for index in 0..desk.prose.paragraphs.len() {
        let span = desk.prose.paragraphs[index];
        if span.end - span.start > 20 || !desk.prose.at(span.start).is_ascii_digit() || in_cell(desk, span) {
            continue;
        }
        let text = desk.text(span);
        let Some(found) = DATE.captures(text) else { continue };
        let (Ok(month), Ok(day)) = (found[2].parse::<u32>(), found[3].parse::<u32>()) else { continue };
        let right = format!("{}年{month}月{day}日", &found[1]);
        // Zeros and blanks in a date written with 年, 月, 日 have a rule of their own.
        if text.contains('年') && text.ends_with('日') || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            continue;
        }
        let message = format!("成文日期写作“{right}”：年、月、日标全（GB/T 9704—2012 第7.3.5.4条）");
        desk.find_with("date-form", Warning, span, message, Vec::new(), Some(right));
    }
}

fn in_cell(desk: &Desk<'_>, span: Span) -> bool {
    let at = desk.prose.cells.partition_point(|cell| cell.end <= span.start);
    desk.prose.cells.get(at).is_some_and(|cell| cell.start < span.end)
}
