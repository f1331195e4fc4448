//! `{% table … %}` and `{% chart … %}`: lines of their own that stand for a table or a chart of figures.

use banjie_model::{
    Name,
    figure::{Cut, Derived},
    report::{ChartKind, ReportLine, Word, parse_report_line},
};

use super::fault::TemplateFault;

/// A table or chart line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BlockLine {
    /// Indicators as written.
    pub indicators: Vec<Name>,
    /// Dimension.
    pub by: Cut,
    /// Extra columns of a table.
    pub with: Vec<Derived>,
    /// Kind of a chart; none: a table.
    pub chart: Option<ChartKind>,
}

/// The template with each block line replaced by a call, and the blocks in order.
pub(super) fn replace(source: &str) -> Result<(String, Vec<BlockLine>), TemplateFault> {
    let mut blocks = Vec::new();
    let mut out = String::with_capacity(source.len());
    let mut offset = 0;
    for line in source.split_inclusive('\n') {
        let (text, end) = line.split_at(line.trim_end_matches(['\r', '\n']).len());
        match parse_report_line(text) {
            None => out.push_str(&alone(line)),
            Some(Err(fault)) => {
                return Err(TemplateFault::at(source, offset + fault.span.start, fault.message, ""));
            }
            Some(Ok(parsed)) => {
                out.push_str(&format!("{{{{ block__({}) }}}}{end}", blocks.len()));
                blocks.push(block(parsed).map_err(|word| column_fault(source, offset, &word))?);
            }
        }
        offset += line.len();
    }
    Ok((out, blocks))
}

/// A line that is one tag and nothing else leaves no line behind: `{% if … %}` becomes `{%- if … %}`.
pub(super) fn alone(line: &str) -> String {
    let tag = line.trim();
    let one = tag.starts_with("{%") && tag.ends_with("%}") && tag.matches("{%").count() == 1;
    if one && !tag.starts_with("{%-") && !tag.starts_with("{%+") {
        line.replacen("{%", "{%-", 1)
    } else {
        line.to_owned()
    }
}

fn block(line: ReportLine) -> Result<BlockLine, Word> {
    Ok(match line {
        ReportLine::Table { indicators, by, with } => BlockLine {
            indicators: indicators.iter().map(|word| word.text.as_str().into()).collect(),
            by: by.map_or(Cut::Whole, |word| Cut::parse(&word.text)),
            with: with.into_iter().map(column).collect::<Result<_, _>>()?,
            chart: None,
        },
        ReportLine::Chart { indicators, by, kind } => BlockLine {
            indicators: indicators.into_iter().map(|word| word.text.into()).collect(),
            by: Cut::parse(&by.text),
            with: Vec::new(),
            chart: Some(kind),
        },
    })
}

fn column(word: Word) -> Result<Derived, Word> {
    Derived::of_key(&word.text).filter(|derived| *derived != Derived::Value).ok_or(word)
}

fn column_fault(source: &str, offset: usize, word: &Word) -> TemplateFault {
    let known: Vec<&str> = Derived::NAMES.iter().skip(1).map(|(_, key, _)| *key).collect();
    let message = format!("表格没有“{}”这一栏", word.text);
    TemplateFault::at(source, offset + word.span.start, message, format!("可用的栏：{}", known.join("、")))
}
