//! The document as a page with marks in the margin; no script, no outside resource.

use crate::finding::{Finding, Report, Severity};
use crate::text::Document;
use std::fmt::Write;

const STYLE: &str = "body{font:16px/1.8 'Noto Serif CJK SC','SimSun',serif;margin:2rem auto;max-width:72rem;color:#222;padding:0 1rem}\
.p{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,1fr);gap:1.5rem;border-bottom:1px solid #eee}\
.p>p{margin:.4rem 0;white-space:pre-wrap}ol{margin:.4rem 0;padding-left:1.6rem;font:13px/1.5 'Noto Sans CJK SC','Microsoft YaHei',sans-serif}\
mark{background:none;border-bottom:2px solid}mark.error{border-color:#c00;background:#fdd}mark.warning{border-color:#b60;background:#fec}mark.info{border-color:#069;background:#e3f1fb}\
li.error{color:#a00}li.warning{color:#840}li.info{color:#057}code{font-size:12px;color:#555}@media(max-width:50rem){.p{grid-template-columns:1fr}}";

/// The report as one HTML page in Chinese.
#[must_use]
pub fn render_html(document: &Document, name: &str, report: &Report) -> String {
    let mut out = String::new();
    let title = escape(name);
    let _ = write!(
        out,
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>校对：{title}</title><style>{STYLE}</style></head><body><h1>校对：{title}</h1>"
    );
    let _ = write!(
        out,
        "<p>{} 处错误，{} 处警告，{} 处提示；识别数字 {} 个，数字关系 {} 组。</p>",
        report.count(Severity::Error),
        report.count(Severity::Warning),
        report.count(Severity::Info),
        report.figures.len(),
        report.relations.len()
    );
    let chars: Vec<char> = document.text.chars().collect();
    let mut start = 0;
    let mut next = 0;
    for at in 0..=chars.len() {
        if at < chars.len() && chars[at] != '\n' {
            continue;
        }
        let from = next;
        while next < report.findings.len() && report.findings[next].start <= at {
            next += 1;
        }
        paragraph(&mut out, &chars, (start, at), &report.findings[from..next], from);
        start = at + 1;
    }
    out.push_str("</body></html>\n");
    out
}

fn paragraph(out: &mut String, chars: &[char], (start, end): (usize, usize), findings: &[Finding], number: usize) {
    if start >= end && findings.is_empty() {
        return;
    }
    out.push_str("<div class=\"p\"><p>");
    let mut at = start;
    for (index, finding) in findings.iter().enumerate() {
        let from = finding.start.clamp(at, end);
        let to = finding.end.clamp(from, end);
        push(out, &chars[at..from]);
        let _ =
            write!(out, "<mark class=\"{}\" id=\"m{1}\" title=\"{1}\">", class(finding.severity), number + index + 1);
        push(out, &chars[from..to]);
        out.push_str("</mark>");
        at = to;
    }
    push(out, &chars[at..end]);
    let _ = write!(out, "</p><ol start=\"{}\">", number + 1);
    for finding in findings {
        let _ = write!(
            out,
            "<li class=\"{}\">{}：{} <code>{}</code>",
            class(finding.severity),
            finding.severity.title(),
            escape(&finding.message),
            finding.code
        );
        if let Some(fix) = finding.fix.as_ref().filter(|f| !f.is_empty()) {
            let _ = write!(out, "<br>建议：{}", escape(fix));
        }
        out.push_str("</li>");
    }
    out.push_str("</ol></div>\n");
}

fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

fn push(out: &mut String, chars: &[char]) {
    out.push_str(&escape(&chars.iter().collect::<String>()));
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
