//! The lines of a report that stand for a whole table or chart, and what may be asked of a figure.
//!
//! Such a line stands on its own: `{% table found, closed by kind with share, growth %}` or
//! `{% chart found by month as line %}`. The grammar is read here, once, for the checker and for the printer.

use serde::{Deserialize, Serialize};

use crate::{Name, finding::Span};

/// How an official document is set (GB/T 9704-2012).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Without a red head: title, recipients, text, signature.
    #[default]
    Plain,
    /// Ordinary 文件 with red head, number, red line, 版记.
    File,
    /// 信函: double red lines above and below, number on the right.
    Letter,
}

impl Form {
    /// Each form as written in a definition, with its Chinese meaning.
    pub const NAMES: [(Form, &'static str, &'static str); 3] = [
        (Form::Plain, "plain", "普通报告，不带版头"),
        (Form::File, "file", "文件格式：红头、文号、红线、版记"),
        (Form::Letter, "letter", "信函格式：红头、上下红色双线，文号居右"),
    ];
}

/// What stands around the text of an official document, as templates over `org`, `period`, `year`, `serial` and `dated`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FrameDef {
    /// How it is set.
    pub form: Form,
    /// 发文机关标志; several joined by 、, the last may end in 文件.
    pub issuer: Option<Name>,
    /// 发文字号.
    pub number: Option<Name>,
    /// 份号.
    pub copy_number: Option<Name>,
    /// 密级和保密期限.
    pub security: Option<Name>,
    /// 紧急程度.
    pub urgency: Option<Name>,
    /// 签发人, for documents to a higher office; several joined by 、.
    pub signers: Option<Name>,
    /// 主送机关, without the colon.
    pub to: Option<Name>,
    /// Attachments that are not in the text itself; several joined by ；.
    pub attachments: Option<Name>,
    /// 署名; several joined by 、.
    pub signature: Option<Name>,
    /// A seal will be put over signature and date.
    pub sealed: bool,
    /// 附注, without brackets.
    pub note: Option<Name>,
    /// 抄送.
    pub copy_to: Option<Name>,
    /// 印发机关.
    pub printed_by: Option<Name>,
}

impl FrameDef {
    /// Every template in it, by its key.
    pub fn templates(&self) -> [(&'static str, &Option<Name>); 12] {
        [
            ("issuer", &self.issuer),
            ("number", &self.number),
            ("copy_number", &self.copy_number),
            ("security", &self.security),
            ("urgency", &self.urgency),
            ("signers", &self.signers),
            ("to", &self.to),
            ("attachments", &self.attachments),
            ("signature", &self.signature),
            ("note", &self.note),
            ("copy_to", &self.copy_to),
            ("printed_by", &self.printed_by),
        ]
    }
}

/// What the templates around the text may speak of.
pub const FRAME_NAMES: [(&str, &str); 5] = [
    ("org", "报告的单位"),
    ("period", "报告的期间"),
    ("year", "成文的年份"),
    ("serial", "文号的序号，由 --number 给出；没有给时留空"),
    ("dated", "成文日期，由 --dated 给出"),
];

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

/// Facts of a record a document may print beside its fields.
pub const DOCUMENT_FACTS: [(&str, &str); 7] = [
    ("number", "编号"),
    ("org", "所属单位"),
    ("state", "环节"),
    ("handler", "经办人"),
    ("opened_on", "登记日期"),
    ("closed_on", "办结日期"),
    ("today", "打印的日期"),
];

/// What a document says of itself: `{{ document.number }}`.
pub const DOCUMENT_NAMES: [(&str, &str); 2] = [("number", "文号"), ("date", "成文日期")];

/// What a document may print of a time limit of its record: `{{ filing.due_on }}`.
pub const LIMIT_FACTS: [(&str, &str); 3] = [("due_on", "到期日"), ("started_on", "起算日"), ("ended_on", "办结日")];

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
    /// Bars in which several indicators lie one on the other.
    Stacked,
}

impl ChartKind {
    /// Each kind as written in a report, with its Chinese meaning.
    pub const NAMES: [(ChartKind, &'static str, &'static str); 4] = [
        (ChartKind::Bar, "bar", "柱"),
        (ChartKind::Line, "line", "折线"),
        (ChartKind::Stacked, "stacked", "堆积柱"),
        (ChartKind::Share, "share", "构成"),
    ];
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
    /// `{% chart INDICATOR[, INDICATOR…] by DIM [as bar|line|stacked|share] %}`
    Chart {
        /// Indicators, one a series.
        indicators: Vec<Word>,
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
        let indicators = self.names("指标")?;
        if !self.take("by") {
            let span = self.peek().map_or(self.end, |word| word.span);
            return Err(fault(span, "图要写明按什么分,例如 by month"));
        }
        let by = self.name("维度")?;
        let kind = if self.take("as") { self.chart_kind()? } else { ChartKind::default() };
        if let (ChartKind::Share, Some(second)) = (kind, indicators.get(1)) {
            return Err(fault(second.span, "构成图只画一个指标；几个指标的构成用 as stacked"));
        }
        self.finish(ReportLine::Chart { indicators, by, kind }, " as bar、line、stacked、share 或 %}")
    }

    fn chart_kind(&mut self) -> Result<ChartKind, LineFault> {
        let word = self.name("图的样子(bar、line、stacked、share)")?;
        let known = ChartKind::NAMES.iter().find(|(_, name, _)| *name == word.text);
        known
            .map(|(kind, ..)| *kind)
            .ok_or_else(|| fault(word.span, format!("没有 `{}` 这种图,可用:bar、line、stacked、share", word.text)))
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
            Some(Ok(ReportLine::Chart { indicators, by, kind })) => {
                let names: Vec<_> = indicators.iter().map(|word| word.text.as_str()).collect();
                format!("chart {} | {} | {kind:?}", names.join("+"), by.text)
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
    fn charts_name_indicators_and_a_dimension() {
        check("{% chart found by month %}", "chart found | month | Bar");
        check("{% chart found by month as line %}", "chart found | month | Line");
        check("{% chart found, closed by org as stacked %}", "chart found+closed | org | Stacked");
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
        check("{% chart found by month as pie %}", "27..30 没有 `pie` 这种图,可用:bar、line、stacked、share");
        check("{% chart a, b by month as share %}", "12..13 构成图只画一个指标；几个指标的构成用 as stacked");
        check("{% table found by kind %} 其余", "0..32 这一行要以 %} 结尾,后面不能再有文字");
    }
}
