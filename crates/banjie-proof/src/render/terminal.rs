//! The report for a terminal: message, place, the line with the place underlined.

use crate::finding::{Finding, Report, Severity};
use crate::text::Document;
use std::fmt::Write;

/// Characters shown on each side of a place.
const AROUND: usize = 24;

/// The findings of one file as text, with colour if asked.
#[must_use]
pub fn render_terminal(document: &Document, name: &str, report: &Report, colour: bool) -> String {
    let chars: Vec<char> = document.text.chars().collect();
    let starts: Vec<usize> = report.findings.iter().map(|f| f.start).collect();
    let places = super::places(&document.text, &starts);
    let mut out = String::new();
    for (finding, (line, column)) in report.findings.iter().zip(places) {
        one(&mut out, &chars, name, finding, (line, column), colour);
    }
    let count = |s| report.count(s);
    let holding = report.relations.iter().filter(|r| r.holds).count();
    let _ = writeln!(
        out,
        "{name}：{} 处错误，{} 处警告，{} 处提示；识别数字 {} 个，数字关系 {} 组（{holding} 组相符）",
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Info),
        report.figures.len(),
        report.relations.len()
    );
    out
}

fn paint(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "\u{1b}[1;31m",
        Severity::Warning => "\u{1b}[1;33m",
        Severity::Info => "\u{1b}[1;36m",
    }
}

fn one(out: &mut String, chars: &[char], name: &str, finding: &Finding, (line, column): (usize, usize), colour: bool) {
    let (on, off) = if colour { (paint(finding.severity), "\u{1b}[0m") } else { ("", "") };
    let _ = writeln!(out, "{on}{}[{}]{off} {}", finding.severity.title(), finding.code, finding.message);
    let _ = writeln!(out, "  --> {name}:{line}:{column}");
    let end = finding.end.min(chars.len());
    let start = finding.start.min(end);
    let from = (start.saturating_sub(AROUND)..start)
        .rev()
        .find(|&i| chars[i] == '\n')
        .map_or(start.saturating_sub(AROUND), |i| i + 1);
    let to = (end..(end + AROUND).min(chars.len()))
        .find(|&i| chars[i] == '\n')
        .unwrap_or_else(|| (end + AROUND).min(chars.len()));
    let shown: String = chars[from..to].iter().map(|c| if c.is_control() { ' ' } else { *c }).collect();
    let before: usize = chars[from..start].iter().map(|c| width(*c)).sum();
    let marked: usize = chars[start..end].iter().map(|c| width(*c)).sum();
    let _ = writeln!(out, "   | {shown}");
    let _ = writeln!(out, "   | {}{on}{}{off}", " ".repeat(before), "^".repeat(marked.max(1)));
    if let Some(fix) = finding.fix.as_ref().filter(|f| !f.is_empty()) {
        let _ = writeln!(out, "   = 建议改为：{fix}");
    }
    let _ = writeln!(out);
}

/// Columns a character takes in a terminal.
fn width(c: char) -> usize {
    let wide = matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff01}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3fffd}');
    if wide { 2 } else { 1 }
}
