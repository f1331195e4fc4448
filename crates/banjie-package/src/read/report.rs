//! Reports: front matter, template syntax, and the figures the prose speaks of.

use std::collections::BTreeSet;

use banjie_model::{
    Name,
    definition::{Indicator, IndicatorKind, ReportDef},
    finding::{Span, Spot},
    report::{
        COMMON_DIMENSIONS, FIGURE_ATTRIBUTES, FIGURE_METHODS, REPORT_NAMES, ReportLine, TABLE_COLUMNS, Word,
        parse_report_line,
    },
};
use minijinja::Environment;

use super::{
    Builder, arithmetic,
    indicator::used_indicators,
    ledger::{check_file_name, duplicate},
};
use crate::{
    expression::field_ty,
    findings::{Findings, suggestion},
    folder::at_start,
    tree::{At, Document},
};

/// A report file: its front matter and its prose.
pub(crate) struct Paper {
    pub(crate) file: Name,
    pub(crate) front: Document,
    pub(crate) has_front: bool,
    pub(super) body: String,
    body_start: usize,
}

impl Paper {
    /// Splits a file at its two lines of `---`.
    pub(crate) fn parse(file: &Name, text: &str, findings: &mut Findings) -> Paper {
        let opened = text.strip_prefix("---").and_then(|rest| rest.find('\n').map(|at| at + 4));
        let front = opened.and_then(|start| {
            let mut at = start;
            for line in text[start..].split_inclusive('\n') {
                if line.trim_end() == "---" {
                    return Some((start, at, at + line.len()));
                }
                at += line.len();
            }
            None
        });
        let Some((start, end, body_start)) = front else {
            findings
                .add("report-without-front-matter", at_start(file), "报告开头没有两行 --- 之间的设置")
                .help("在文首写：--- 换行 report = \"annual\" 换行 title = \"…\" 换行 ---");
            let front = Document::parse(file, "", 0, findings);
            return Paper { file: file.clone(), front, has_front: false, body: text.to_string(), body_start: 0 };
        };
        let front = Document::parse(file, &text[start..end], start, findings);
        Paper { file: file.clone(), front, has_front: true, body: text[body_start..].to_string(), body_start }
    }

    pub(super) fn spot(&self, span: Span) -> Spot {
        Spot { file: self.file.clone(), span: span.offset(self.body_start), label: String::new() }
    }
}

impl Builder<'_> {
    /// All reports.
    pub(super) fn reports(&mut self, findings: &mut Findings) {
        let folder = self.folder;
        for paper in &folder.reports {
            let at = paper.front.at();
            let parameters = at
                .get("parameters")
                .into_iter()
                .flat_map(At::entries)
                .filter_map(|entry| Some((Name::from(entry.name), entry.text()?.clone())))
                .collect();
            self.check_lines(paper, findings);
            self.check_template(&without_lines(&paper.body), &|span| paper.spot(span), at, findings);
            if let Some(title) = at.get("title")
                && let Some(text) = title.text()
            {
                self.check_template(text, &|span| title.inner_spot(span), at, findings);
            }
            let frame = self.frame(at, findings);
            let images = self.images(paper, findings);
            let Some(name) = at.text_at("report") else { continue };
            check_file_name(at, "report", &name, findings);
            if self.package.reports.contains_key(&name) {
                duplicate(at, "report", "报告", &name, findings);
                continue;
            }
            let report = ReportDef {
                name: name.clone(),
                title: at.text_at("title").unwrap_or_else(|| name.clone()),
                parameters,
                public: at.text_at("public"),
                body: paper.body.as_str().into(),
                frame: frame.map(Box::new),
                images,
                file: paper.file.clone(),
            };
            self.package.reports.insert(name, report);
        }
    }

    /// Template syntax, and the names it uses.
    fn check_template(&self, text: &str, place: &dyn Fn(Span) -> Spot, front: At<'_>, findings: &mut Findings) {
        for path in template_names(text, place, findings) {
            let mut parts = path.split('.');
            let root = parts.next().unwrap_or_default();
            self.check_variable(text, root, parts.next(), place, front, findings);
        }
    }

    fn check_variable(
        &self,
        text: &str,
        root: &str,
        attribute: Option<&str>,
        place: &dyn Fn(Span) -> Spot,
        front: At<'_>,
        findings: &mut Findings,
    ) {
        let parameters: Vec<&str> = front.get("parameters").into_iter().flat_map(At::entries).map(|e| e.name).collect();
        let always = REPORT_NAMES.iter().any(|(name, _)| *name == root) || ENGINE.contains(&root);
        if always || parameters.contains(&root) || self.broken.contains(root) {
            return;
        }
        if !self.package.indicators.contains_key(root) {
            for span in occurrences(text, root) {
                self.unknown_indicator(place(span), root, findings);
            }
            return;
        }
        for span in arithmetic::signs(text, root) {
            findings
                .add("report-arithmetic", place(span), "数与数之间不能直接写加减乘除")
                .help(format!("写 {root}.plus(…)、.minus(…)、.over(…)，算出的数才能溯源；条件里用 and、or 分开问"));
        }
        let Some(attribute) = attribute else { return };
        let known = || FIGURE_ATTRIBUTES.iter().chain(&FIGURE_METHODS).map(|(word, _)| *word);
        if known().any(|word| word == attribute) {
            return;
        }
        let allowed: Vec<&str> = known().collect();
        for span in occurrences(text, &format!("{root}.{attribute}")) {
            findings
                .add("report-unknown-attribute", place(span), format!("指标没有 `{attribute}` 这一项"))
                .help_if(suggestion(attribute, &allowed));
        }
    }

    fn unknown_indicator(&self, spot: Spot, name: &str, findings: &mut Findings) {
        let allowed: Vec<&str> = self.package.indicators.keys().map(|k| &**k).collect();
        findings
            .add("report-unknown-indicator", spot, format!("没有叫 `{name}` 的指标"))
            .help(suggestion(name, &allowed).unwrap_or_else(|| "先在 indicators/ 里声明指标".into()));
    }

    /// Lines that stand for a table or a chart.
    fn check_lines(&self, paper: &Paper, findings: &mut Findings) {
        let mut start = 0;
        for line in paper.body.split_inclusive('\n') {
            match parse_report_line(line.trim_end_matches(['\n', '\r'])) {
                Some(Ok(ReportLine::Table { indicators, by, with })) => {
                    self.check_line(paper, start, &indicators, by.as_ref(), findings);
                    for word in &with {
                        check_column(paper.spot(word.span.offset(start)), word, findings);
                    }
                }
                Some(Ok(ReportLine::Chart { indicators, by, .. })) => {
                    self.check_line(paper, start, &indicators, Some(&by), findings);
                }
                Some(Err(fault)) => {
                    findings.add("report-line", paper.spot(fault.span.offset(start)), fault.message).help(
                        "写成 {% table 指标, 指标 by 维度 with share, growth %} 或 {% chart 指标 by month %}，各占一行",
                    );
                }
                None => {}
            }
            start += line.len();
        }
    }

    fn check_line(&self, paper: &Paper, start: usize, indicators: &[Word], by: Option<&Word>, findings: &mut Findings) {
        for word in indicators {
            let Some(indicator) = self.package.indicators.get(word.text.as_str()) else {
                if !self.broken.contains(word.text.as_str()) {
                    self.unknown_indicator(paper.spot(word.span.offset(start)), &word.text, findings);
                }
                continue;
            };
            let Some(by) = by else { continue };
            let dimensions = self.dimensions(indicator);
            if dimensions.contains(&by.text) || self.broken.contains(by.text.as_str()) {
                continue;
            }
            let allowed: Vec<&str> = dimensions.iter().map(String::as_str).collect();
            findings
                .add(
                    "report-unknown-dimension",
                    paper.spot(by.span.offset(start)),
                    format!("指标“{}”不能按 `{}` 分", indicator.title, by.text),
                )
                .help_if(suggestion(&by.text, &allowed));
        }
    }

    /// What an indicator can be split by; a formula by what all its parts can.
    pub(super) fn dimensions(&self, indicator: &Indicator) -> Vec<String> {
        if matches!(indicator.kind, IndicatorKind::Formula(_)) {
            let parts = used_indicators(indicator);
            let mut all =
                parts.iter().filter(|n| **n != indicator.name).filter_map(|n| self.package.indicators.get(n)).map(
                    |i| if matches!(i.kind, IndicatorKind::Formula(_)) { common(true) } else { self.dimensions(i) },
                );
            let first = all.next().unwrap_or_else(|| common(true));
            return all.fold(first, |kept, more| kept.into_iter().filter(|d| more.contains(d)).collect());
        }
        let mut dimensions = common(indicator.on.is_some());
        let ledger = indicator.source.as_ref().and_then(|source| self.find_ledger(&source.ledger));
        for field in ledger.into_iter().flat_map(|ledger| &ledger.fields) {
            use banjie_model::expr::Ty;
            if matches!(field_ty(&field.ty), Ty::Code(_) | Ty::Bool | Ty::Org) {
                dimensions.push(field.name.to_string());
            }
        }
        dimensions
    }
}

/// Functions of the template engine that stand among the names it does not know.
pub(super) const ENGINE: [&str; 4] = ["range", "dict", "namespace", "loop"];

/// The names a template uses, with the attribute asked of each; a fault of its syntax is a finding.
pub(super) fn template_names(text: &str, place: &dyn Fn(Span) -> Spot, findings: &mut Findings) -> BTreeSet<String> {
    let env = Environment::new();
    let readable = without_percent_signs(text);
    match env.template_from_str(&readable) {
        Ok(template) => template.undeclared_variables(true).into_iter().collect(),
        Err(error) => {
            let span =
                error.range().map_or_else(|| line_span(text, error.line().unwrap_or(1)), |r| Span::new(r.start, r.end));
            findings
                .add("template-syntax", place(span), "模板写法有误")
                .label(template_fault_zh(&error))
                .help("数字写成 {{ 指标 }}，条件写成 {% if … %}…{% endif %}；花括号要成对");
            BTreeSet::new()
        }
    }
}

fn common(dated: bool) -> Vec<String> {
    let dimensions = COMMON_DIMENSIONS.iter().map(|(word, _)| *word);
    dimensions.filter(|word| dated || !matches!(*word, "month" | "year")).map(ToString::to_string).collect()
}

fn check_column(spot: Spot, word: &Word, findings: &mut Findings) {
    let allowed: Vec<&str> = TABLE_COLUMNS.iter().map(|(name, _)| *name).collect();
    if !allowed.contains(&word.text.as_str()) {
        findings
            .add("report-unknown-attribute", spot, format!("表格没有 `{}` 这种列", word.text))
            .help_if(suggestion(&word.text, &allowed));
    }
}

/// The body with table and chart lines blanked out, every other byte in its place.
fn without_lines(body: &str) -> String {
    body.split_inclusive('\n')
        .map(|line| {
            let text = line.trim_end_matches(['\n', '\r']);
            match parse_report_line(text) {
                Some(_) => format!("{}{}", " ".repeat(text.len()), &line[text.len()..]),
                None => line.to_string(),
            }
        })
        .collect()
}

/// `50%` inside a tag is a ratio to the printer; the template engine is shown the bare number, every byte in its place.
fn without_percent_signs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    let mut chars = text.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        match (c, next) {
            ('{', Some('{' | '%')) => inside = true,
            ('}' | '%', Some('}')) => inside = false,
            _ => {}
        }
        let is_percent = inside && c == '%' && before.is_ascii_digit();
        out.push(if is_percent { ' ' } else { c });
        before = c;
    }
    out
}

/// Where a name stands inside the tags of a template, as a word of its own.
pub(super) fn occurrences(text: &str, name: &str) -> Vec<Span> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    for (at, _) in text.match_indices(name) {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        let opened = text[..at].rfind("{{").max(text[..at].rfind("{%"));
        let closed = text[..at].rfind("}}").max(text[..at].rfind("%}"));
        let alone =
            !before.is_some_and(|c| is_word(c) || c == '.' || c == '\'' || c == '"') && !after.is_some_and(is_word);
        if opened.is_some() && opened > closed && alone {
            found.push(Span::new(at, at + name.len()));
        }
    }
    if found.is_empty() {
        found.push(Span::new(0, 0));
    }
    found
}

fn line_span(text: &str, line: usize) -> Span {
    let mut start = 0;
    for (number, content) in text.split_inclusive('\n').enumerate() {
        if number + 1 == line {
            return Span::new(start, start + content.trim_end().len());
        }
        start += content.len();
    }
    Span::new(text.len(), text.len())
}

/// The template engine's words in Chinese; unknown ones as they are.
fn template_fault_zh(error: &minijinja::Error) -> String {
    const WORDS: [(&str, &str); 10] = [
        ("expected end of variable block", "数字没有写完，缺右花括号 }}"),
        ("expected end of block", "标签没有写完，缺 %}"),
        ("unexpected end of string", "引号没有配对"),
        ("unexpected end of comment", "注释没有写完，缺 #}"),
        ("unexpected end of input", "到文末还没有结束，缺 endif、endfor 或右花括号"),
        ("unexpected input after", "标签里多了内容"),
        ("unexpected end of variable block", "花括号里的内容不完整"),
        ("unexpected end of block", "标签里的内容不完整"),
        ("unknown statement", "没有这种标签"),
        ("unexpected", "这里不该出现这样的内容"),
    ];
    let detail = error.detail().unwrap_or_default();
    WORDS
        .iter()
        .find(|(english, _)| detail.contains(english))
        .map_or_else(|| detail.to_string(), |(_, zh)| (*zh).to_string())
}
