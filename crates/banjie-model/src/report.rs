//! The lines of a report that stand for a whole table or chart, and what may be asked of a figure.
//!
//! Such a line stands on its own: `{% table found, closed by kind with share, growth %}` or
//! `{% chart found by month as line %}`. The grammar is read here, once, for the checker and for the printer.

use crate::finding::Span;

/// What a figure in prose answers, as attributes: `{{ found.growth }}`, with its Chinese meaning.
pub const FIGURE_ATTRIBUTES: [(&str, &str); 14] = [
    ("value", "数值"),
    ("unit", "单位"),
    ("title", "名称"),
    ("previous", "上期"),
    ("same_last_year", "上年同期"),
    ("growth", "比上期增长"),
    ("growth_on_year", "同比增长"),
    ("change", "增长或下降多少,连同“增长”“下降”“持平”的字样"),
    ("change_on_year", "同比增长或下降多少,连同字样"),
    ("points", "比上期增减的百分点"),
    ("points_on_year", "同比增减的百分点"),
    ("rank", "在同级单位中的排名"),
    ("target", "目标"),
    ("completion", "目标完成率"),
];

/// What a figure answers with arguments: `{{ found.at(period="2024") }}`.
pub const FIGURE_METHODS: [(&str, &str); 6] = [
    ("at", "另一期间:at(period=\"2024\")"),
    ("of", "另一单位:of(\"鹿城分局\")"),
    ("where", "其中某一类:where(kind=\"rooftop\")"),
    ("plus", "与另一个指标相加"),
    ("minus", "与另一个指标相减"),
    ("over", "占另一个指标的比例"),
];

/// What every report may speak of beside its indicators and parameters.
pub const REPORT_NAMES: [(&str, &str); 3] =
    [("period", "报告的期间"), ("org", "报告的单位"), ("children", "下级单位,用于 {% for %}")];

/// Columns a table may add beside the values.
pub const TABLE_COLUMNS: [(&str, &str); 9] = [
    ("share", "占比"),
    ("previous", "上期"),
    ("growth", "比上期增长"),
    ("growth_on_year", "同比增长"),
    ("points", "增减百分点"),
    ("points_on_year", "同比增减百分点"),
    ("rank", "排名"),
    ("target", "目标"),
    ("completion", "目标完成率"),
];

/// Dimensions every indicator has, beside the code, yes-or-no and organisation fields of its ledger.
pub const COMMON_DIMENSIONS: [(&str, &str); 4] =
    [("state", "环节"), ("org", "下级单位"), ("month", "月"), ("year", "年")];

/// A word with its place in the line, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub text: String,
    /// Where it stands in the line.
    pub span: Span,
}

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChartKind {
    /// Bars (the default; also what `bar` asks for).
    #[default]
    Bar,
    /// A line over time.
    Line,
    /// Shares of the whole.
    Share,
}

/// A line that stands for a table or a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportLine {
    /// `{% table INDICATOR[, INDICATOR…] [by DIM] [with share, growth, rank] %}`
    Table {
        /// Indicators, one a column.
        indicators: Vec<Word>,
        /// What each row is; none: one row for the whole.
        by: Option<Word>,
        /// Further columns.
        with: Vec<Word>,
    },
    /// `{% chart INDICATOR by DIM [as bar|line|share] %}`
    Chart {
        /// The indicator.
        indicator: Word,
        /// What is along the axis.
        by: Word,
        /// How it is drawn.
        kind: ChartKind,
    },
}

/// A fault of such a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineFault {
    /// Bytes in the line.
    pub span: Span,
    /// What is wrong, in Chinese.
    pub message: String,
}

/// Reads a line of a report body. `None` when it is no table or chart line (other template lines are not judged).
///
/// # Errors
/// The fault, when the line begins like one and does not go on like one.
pub fn parse_report_line(line: &str) -> Option<Result<ReportLine, LineFault>> {
    let start = line.len() - line.trim_start().len();
    let rest = line.trim_start().strip_prefix("{%")?;
    let inner_start = start + 2 + usize::from(rest.starts_with('-'));
    let keyword = rest.trim_start_matches('-').trim_start();
    let word_end = keyword.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(keyword.len());
    let is_table = match &keyword[..word_end] {
        "table" => true,
        "chart" => false,
        _ => return None,
    };
    let whole = Span::new(start, line.trim_end().len());
    let trimmed = line.trim_end();
    let Some(inner) = trimmed.strip_suffix("%}") else {
        return Some(Err(fault(whole, "这一行要以 %} 结尾,后面不能再有文字")));
    };
    let inner_end = inner.trim_end_matches('-').len();
    let words = words(&line[inner_start..inner_end], inner_start);
    let mut reader = Reader { words, at: 1, end: Span::new(inner_end, inner_end) };
    Some(if is_table { reader.table() } else { reader.chart() })
}

fn fault(span: Span, message: impl Into<String>) -> LineFault {
    LineFault { span, message: message.into() }
}

/// Words and commas; a Chinese comma counts as one.
fn words(text: &str, offset: usize) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let separates = c.is_whitespace() || matches!(c, ',' | '，' | '、');
        if let (Some(from), true) = (start, separates) {
            words.push(Word { text: text[from..at].to_string(), span: Span::new(from, at).offset(offset) });
            start = None;
        }
        if !separates && start.is_none() {
            start = Some(at);
        }
        if separates && !c.is_whitespace() {
            words.push(Word { text: ",".into(), span: Span::new(at, at + c.len_utf8()).offset(offset) });
        }
    }
    words
}

struct Reader {
    words: Vec<Word>,
    at: usize,
    end: Span,
}

impl Reader {
    fn peek(&self) -> Option<&Word> {
        self.words.get(self.at)
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.peek().is_some_and(|w| w.text == word);
        self.at += usize::from(found);
        found
    }

    fn name(&mut self, what: &str) -> Result<Word, LineFault> {
        match self.peek() {
            Some(word) if is_name(&word.text) && !matches!(&*word.text, "by" | "with" | "as") => {
                let word = word.clone();
                self.at += 1;
                Ok(word)
            }
            Some(word) => Err(fault(word.span, format!("这里应是{what},不是 `{}`", word.text))),
            None => Err(fault(self.end, format!("缺{what}"))),
        }
    }

    fn names(&mut self, what: &str) -> Result<Vec<Word>, LineFault> {
        let mut names = vec![self.name(what)?];
        while self.take(",") {
            names.push(self.name(what)?);
        }
        Ok(names)
    }

    fn finish(&self, line: ReportLine, expected: &str) -> Result<ReportLine, LineFault> {
        match self.peek() {
            None => Ok(line),
            Some(word) => Err(fault(word.span, format!("这里应是{expected},不是 `{}`", word.text))),
        }
    }

    fn table(&mut self) -> Result<ReportLine, LineFault> {
        let indicators = self.names("指标")?;
        let by = if self.take("by") { Some(self.name("维度")?) } else { None };
        let with = if self.take("with") { self.names("附加的列")? } else { Vec::new() };
        self.finish(ReportLine::Table { indicators, by, with }, " by 维度、with 列或 %}")
    }

    fn chart(&mut self) -> Result<ReportLine, LineFault> {
        let indicator = self.name("指标")?;
        if !self.take("by") {
            let span = self.peek().map_or(self.end, |word| word.span);
            return Err(fault(span, "图要写明按什么分,例如 by month"));
        }
        let by = self.name("维度")?;
        let kind = if self.take("as") { self.chart_kind()? } else { ChartKind::default() };
        self.finish(ReportLine::Chart { indicator, by, kind }, " as bar、line、share 或 %}")
    }

    fn chart_kind(&mut self) -> Result<ChartKind, LineFault> {
        let word = self.name("图的样子(bar、line、share)")?;
        match &*word.text {
            "bar" => Ok(ChartKind::Bar),
            "line" => Ok(ChartKind::Line),
            "share" => Ok(ChartKind::Share),
            other => Err(fault(word.span, format!("没有 `{other}` 这种图,可用:bar、line、share"))),
        }
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &str) {
        let found = match parse_report_line(line) {
            None => "-".to_string(),
            Some(Err(fault)) => format!("{}..{} {}", fault.span.start, fault.span.end, fault.message),
            Some(Ok(ReportLine::Table { indicators, by, with })) => {
                let list = |words: &[Word]| words.iter().map(|w| w.text.clone()).collect::<Vec<_>>().join("+");
                format!("table {} | {} | {}", list(&indicators), by.map_or("".into(), |w| w.text), list(&with))
            }
            Some(Ok(ReportLine::Chart { indicator, by, kind })) => {
                format!("chart {} | {} | {kind:?}", indicator.text, by.text)
            }
        };
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn tables_name_indicators_a_dimension_and_columns() {
        check("{% table found by kind with share, growth %}", "table found | kind | share+growth");
        check("{% table found, closed,rate by org %}", "table found+closed+rate | org | ");
        check("  {%- table found -%}", "table found |  | ");
    }

    #[test]
    fn charts_name_one_indicator_and_a_dimension() {
        check("{% chart found by month %}", "chart found | month | Bar");
        check("{% chart found by month as line %}", "chart found | month | Line");
    }

    #[test]
    fn other_lines_are_left_alone() {
        check("{% if found > 3 %}", "-");
        check("查处 {{ found }} 件", "-");
        check("{% tables %}", "-");
    }

    #[test]
    fn faults_point_at_the_word() {
        check("{% chart found %}", "15..15 图要写明按什么分,例如 by month");
        check("{% table by kind %}", "9..11 这里应是指标,不是 `by`");
        check("{% chart found by month as pie %}", "27..30 没有 `pie` 这种图,可用:bar、line、share");
        check("{% table found by kind %} 其余", "0..32 这一行要以 %} 结尾,后面不能再有文字");
    }
}
