//! The source of every figure: definition, period, organisation, moment, exact value, first records.

use std::fmt::Write as _;

use banjie_model::figure::{Derived, Evidence, Figure, How, MISSING, Operation, RecordLine, Trace};

use super::escape;
use crate::document::{About, Document, LEAVES_SHOWN};

/// "数据截至2026年1月5日 09:00（日志第1234号）。"
pub(crate) fn as_of_words(about: &About) -> String {
    use chrono::Timelike as _;
    let day = banjie_model::calendar::date_zh(about.at.date());
    let (hour, minute) = (about.at.hour(), about.at.minute());
    format!("数据截至{day} {hour:02}:{minute:02}（日志第{}号）", about.as_of)
}

/// The list of sources after the text.
pub(super) fn print(out: &mut String, document: &Document, file: &str) {
    if document.figures.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "<section class=\"sources\" aria-labelledby=\"sources\">\n<h2 id=\"sources\">数据来源</h2>\n\
         <p class=\"note\">正文中每个数都可点开：口径、公式、期间、机构、准确值和前几条记录。{}。</p>",
        escape(&as_of_words(&document.about))
    );
    for (index, figure) in document.figures.iter().enumerate() {
        source(out, document, index + 1, figure, file);
    }
    out.push_str("</section>\n");
}

fn source(out: &mut String, document: &Document, n: usize, figure: &Figure, file: &str) {
    let trace = figure.trace();
    let caption = escape(&trace.caption());
    let value = escape(&with_unit(&figure.text(), &trace.unit));
    let _ = writeln!(
        out,
        "<section class=\"source\" id=\"f{n}\" aria-label=\"数 {n} 的来源\">\n<a class=\"line\" href=\"#f{n}\">\
         <span class=\"n\">{n}</span><span class=\"what\">{caption}<small>{}</small></span>\
         <b class=\"number\">{value}</b></a>\n<div class=\"body\">\n\
         <a class=\"close\" href=\"#r{n}\">返回正文</a>\n<dl>",
        escape(&place_and_period(trace)),
    );
    for (term, words) in facts(figure) {
        let _ = writeln!(out, "<dt>{term}</dt><dd>{}</dd>", escape(&words));
    }
    out.push_str("</dl>\n");
    if trace.how == How::Records {
        records(out, document, trace, "记录");
    } else {
        parts(out, document, trace);
    }
    let command = format!("banjie trace {} --figure {n}", shell_word(file));
    let _ = writeln!(out, "<p class=\"note\">列出全部记录：<code>{}</code></p>\n</div>\n</section>", escape(&command));
}

/// One word for the shell: quoted where it has to be.
fn shell_word(file: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
    if file.chars().all(plain) { file.to_owned() } else { format!("'{}'", file.replace('\'', "'\\''")) }
}

fn with_unit(text: &str, unit: &str) -> String {
    match unit.chars().next() {
        None => text.to_owned(),
        Some(_) if text == MISSING || text.ends_with('%') => text.to_owned(),
        Some(c) if c.is_ascii_alphabetic() => format!("{text} {unit}"),
        Some(_) => format!("{text}{unit}"),
    }
}

fn place_and_period(trace: &Trace) -> String {
    let place = trace.org_name.as_deref().unwrap_or("全部机构");
    let own = if trace.own { "（本级）" } else { "" };
    let period = trace.period.as_ref().map(|period| format!(" · {period}")).unwrap_or_default();
    let words = if trace.filter_words.is_empty() { String::new() } else { format!(" · {}", trace.filter_words) };
    format!("{place}{own}{period}{words}")
}

/// What is said of a figure, term by term.
fn facts(figure: &Figure) -> Vec<(&'static str, String)> {
    let (trace, wording) = (figure.trace(), figure.wording());
    let mut facts = vec![("口径", wording.words.clone())];
    facts.extend(wording.formula.clone().map(|formula| ("公式", formula)));
    facts.extend(how_words(trace).map(|how| ("算法", how)));
    let whole = if trace.own { "（只计本级）" } else { "（含下级）" };
    facts.push(("机构", trace.org_name.as_ref().map_or("全部机构".to_owned(), |name| format!("{name}{whole}"))));
    let span = trace.period.as_ref().map(|p| format!("{p}（{}至{}）", p.first(), p.last()));
    facts.push(("期间", span.unwrap_or_else(|| "全部时间".to_owned())));
    if !trace.filter_words.is_empty() {
        facts.push(("另限", trace.filter_words.clone()));
    }
    facts.push(("截至", format!("{}，日志第{}号", trace.at.format("%Y-%m-%d %H:%M"), trace.as_of)));
    let exact = trace.value.map_or(MISSING.to_owned(), |value| value.normalize().to_string());
    facts.push(match trace.hidden {
        Some(hidden) => ("不显示", hidden.note()),
        None => ("准确值", exact),
    });
    facts.extend(wording.basis.clone().map(|basis| ("依据", basis)));
    facts.extend(wording.help.as_ref().map(|help| ("说明", help.to_string())));
    let hash: String = trace.hash.chars().take(12).collect();
    facts.push(("口径版本", format!("{} {}（{hash}）", trace.package, trace.version)));
    facts
}

fn how_words(trace: &Trace) -> Option<String> {
    let text = match trace.how {
        How::Records | How::Formula | How::Derived(Derived::Value | Derived::Previous) => return None,
        How::Derived(Derived::Growth | Derived::GrowthOnYear) => "（本期－基期）÷基期",
        How::Derived(Derived::Points | Derived::PointsOnYear) => "本期比例－基期比例，以百分点计",
        How::Derived(Derived::Rank) => "在同一上级的机构中排序，并列者名次相同",
        How::Derived(Derived::Target) => "口径中写定的目标",
        How::Derived(Derived::Completion) => "本期÷目标",
        How::Derived(Derived::Share) => "本行÷合计",
        How::Computed(Operation::Plus) => "两数相加",
        How::Computed(Operation::Minus) => "两数相减",
        How::Computed(Operation::Over) => "两数相除",
        How::Computed(Operation::Abs) => "取绝对值",
    };
    Some(text.to_owned())
}

/// Parts of a computed figure: what each is and its value; records of those that lead to records.
fn parts(out: &mut String, document: &Document, trace: &Trace) {
    if trace.parts.is_empty() {
        return;
    }
    out.push_str("<div class=\"scroll\"><table class=\"parts\"><caption>组成</caption><tbody>\n");
    for part in &trace.parts {
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{}<small>{}</small></th><td class=\"number\">{}</td></tr>",
            escape(&part.caption()),
            escape(&place_and_period(part)),
            escape(&with_unit(&part.shown(), &part.unit))
        );
    }
    out.push_str("</tbody></table></div>\n");
    for leaf in trace.leaves().into_iter().take(LEAVES_SHOWN) {
        records(out, document, leaf, &leaf.title);
    }
}

fn records(out: &mut String, document: &Document, trace: &Trace, title: &str) {
    let Some(evidence) = document.evidence.get(&trace.key()) else { return };
    let Evidence { first, more } = evidence;
    let count = if *more { format!("前{}条", first.len()) } else { format!("共{}条", first.len()) };
    if first.is_empty() {
        let _ = writeln!(out, "<p class=\"note\">{}：没有记录</p>", escape(title));
        return;
    }
    let amounts = first.iter().any(|line| line.amount.is_some());
    let _ = writeln!(
        out,
        "<div class=\"scroll\"><table class=\"records\"><caption>{}（{}，{count}）</caption>\n<thead><tr>\
         <th scope=\"col\">记录</th><th scope=\"col\">日期</th><th scope=\"col\">单位</th><th scope=\"col\">环节</th>{}\
         </tr></thead><tbody>",
        escape(title),
        escape(&place_and_period(trace)),
        if amounts { "<th scope=\"col\" class=\"number\">数额</th>" } else { "" },
    );
    for line in first {
        record(out, line, amounts);
    }
    out.push_str("</tbody></table></div>\n");
}

fn record(out: &mut String, line: &RecordLine, amounts: bool) {
    let date = line.on.map(|d| d.to_string()).unwrap_or_default();
    let _ = write!(
        out,
        "<tr><th scope=\"row\">{}</th><td class=\"date\">{date}</td><td>{}</td><td>{}</td>",
        escape(&line.label),
        escape(&line.org),
        escape(line.state.as_deref().unwrap_or_default()),
    );
    if amounts {
        let _ = write!(out, "<td class=\"number\">{}</td>", escape(line.amount.as_deref().unwrap_or(MISSING)));
    }
    out.push_str("</tr>\n");
}
