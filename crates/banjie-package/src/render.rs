//! Showing findings: as a good compiler does on a terminal, as JSON for other programs.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet, renderer::DecorStyle};
use banjie_model::{
    definition::Package,
    finding::{Finding, Severity, Spot},
};
use serde_json::{Value, json};

use crate::read::Sources;

/// How findings are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// With colours, for a terminal.
    Colour,
    /// Without.
    Plain,
}

/// All findings with the lines they are about; each separated by an empty line. `folder` stands before every path.
#[must_use]
pub fn render(findings: &[Finding], sources: &Sources, folder: &str, look: Look) -> String {
    let renderer = match look {
        Look::Colour => Renderer::styled(),
        Look::Plain => Renderer::plain(),
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let mut text = String::new();
    for finding in findings {
        text.push_str(&renderer.render(&report(finding, sources, folder)));
        text.push_str("\n\n");
    }
    text
}

fn report<'a>(finding: &'a Finding, sources: &'a Sources, folder: &str) -> Vec<Group<'a>> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR.with_name("错误"),
        Severity::Warning => Level::WARNING.with_name("警告"),
        Severity::Info => Level::INFO.with_name("提示"),
    };
    let mut group = level
        .primary_title(finding.message.as_str())
        .id(finding.code)
        .elements(std::iter::empty::<Snippet<'_, Annotation<'_>>>());
    let mut spots = vec![(&finding.spot, AnnotationKind::Primary)];
    spots.extend(finding.related.iter().map(|spot| (spot, AnnotationKind::Context)));
    while let Some(file) = spots.first().map(|(spot, _)| spot.file.clone()) {
        let (here, elsewhere): (Vec<_>, Vec<_>) = spots.into_iter().partition(|(spot, _)| spot.file == file);
        spots = elsewhere;
        let text = sources.text(&file);
        let path = path(folder, &file);
        if text.is_empty() {
            group = group.element(Origin::path(path));
            continue;
        }
        let annotations = here.into_iter().map(|(spot, kind)| annotation(spot, kind, text));
        group = group.element(Snippet::source(text).path(path).annotations(annotations));
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.with_name("怎么办").message(help.as_str()));
    }
    vec![group]
}

fn annotation<'a>(spot: &'a Spot, kind: AnnotationKind, text: &str) -> Annotation<'a> {
    let start = floor(text, spot.span.start);
    // A stretch over many lines is shown by its first one.
    let end = floor(text, spot.span.end);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let annotation = kind.span(start..end.clamp(start, line_end));
    if spot.label.is_empty() { annotation } else { annotation.label(spot.label.as_str()) }
}

/// The nearest character boundary not after a byte.
fn floor(text: &str, byte: usize) -> usize {
    let byte = byte.min(text.len());
    (0..=byte).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn path(folder: &str, file: &str) -> String {
    if folder.is_empty() { file.to_string() } else { format!("{}/{file}", folder.trim_end_matches('/')) }
}

/// The findings as a JSON array. Lines and columns start at 1; columns count characters, not bytes.
#[must_use]
pub fn render_json(findings: &[Finding], sources: &Sources, folder: &str) -> Value {
    let spot = |spot: &Spot| {
        let text = sources.text(&spot.file);
        let (line, column) = position(text, spot.span.start);
        let (end_line, end_column) = position(text, spot.span.end);
        json!({
            "file": path(folder, &spot.file),
            "line": line,
            "column": column,
            "end_line": end_line,
            "end_column": end_column,
            "span": [spot.span.start, spot.span.end],
            "label": spot.label,
        })
    };
    let one = |finding: &Finding| {
        let mut value = spot(&finding.spot);
        value["code"] = json!(finding.code);
        value["severity"] = json!(finding.severity);
        value["message"] = json!(finding.message);
        value["help"] = json!(finding.help);
        value["related"] = finding.related.iter().map(spot).collect();
        value["fix"] = match &finding.fix {
            Some(fix) => {
                let place = Spot { file: fix.file.clone(), span: fix.span, label: String::new() };
                let mut value = spot(&place);
                value["with"] = json!(fix.with);
                value
            }
            None => Value::Null,
        };
        value
    };
    Value::Array(findings.iter().map(one).collect())
}

/// Line and column of a byte, both from 1; columns count characters.
fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = &text[..floor(text, byte)];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// "3 个错误，1 个警告，2 条提示"; "没有发现问题" when there is none.
#[must_use]
pub fn summary<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> String {
    let mut counts = [0usize; 3];
    for finding in findings {
        counts[match finding.severity {
            Severity::Error => 0,
            Severity::Warning => 1,
            Severity::Info => 2,
        }] += 1;
    }
    let parts: Vec<String> = counts
        .iter()
        .zip(["个错误", "个警告", "条提示"])
        .filter(|(count, _)| **count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if parts.is_empty() { "没有发现问题".into() } else { parts.join(",") }
}

/// What a package declares, counted: "信访件（letters 1.0.0）：台账 1、办理动作 3、时限 2、指标 4、报告 1、情景 1".
#[must_use]
pub fn inventory(package: &Package) -> String {
    let own = || package.ledgers.values().filter(|ledger| !package.duties.contains_key(&ledger.name));
    let counts = [
        ("台账", own().count()),
        ("办理动作", own().map(|ledger| ledger.actions.len()).sum()),
        ("时限", own().map(|ledger| ledger.limits.len()).sum()),
        ("决策表", package.tables.len()),
        ("义务", package.duties.len()),
        ("公示", package.notices.len()),
        ("结果查询", package.results.len()),
        ("服务事项", package.services.len()),
        ("分配", package.allocations.len()),
        ("指标", package.indicators.len()),
        ("看板", package.dashboards.len()),
        ("在案数字", package.stated.len()),
        ("报告", package.reports.len()),
        ("文书", package.documents.len()),
        ("情景", package.scenarios.len()),
    ];
    let parts: Vec<String> =
        counts.iter().filter(|(_, count)| *count > 0).map(|(word, count)| format!("{word} {count}")).collect();
    let what = if parts.is_empty() { "还没有任何定义".to_string() } else { parts.join("、") };
    format!("{}（{} {}）：{what}", package.title, package.name, package.version)
}
