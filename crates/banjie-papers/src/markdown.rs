//! Prints a document as Markdown (CommonMark with tables).

use std::fmt::Write as _;

use banjie_model::{calendar::date_zh, report::Form};

use crate::{
    document::{Block, Chart, Document, Inline, Table},
    html::sources::as_of_words,
};

/// What to print beside the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// A list of all figures with definition, period, organisation and trace at the end.
    pub sources: bool,
}

/// The document as Markdown.
pub fn print(document: &Document, options: Options) -> String {
    let mut printer = Printer { document, numbered: options.sources, out: String::new() };
    printer.head();
    let _ = writeln!(printer.out, "# {}\n", printer.inlines(&document.title));
    let attached = document.blocks.iter().position(|block| matches!(block, Block::Attachment { .. }));
    let (text, attachments) = document.blocks.split_at(attached.unwrap_or(document.blocks.len()));
    if let Some(to) = document.frame.as_ref().and_then(|frame| frame.recipients.as_ref()) {
        let _ = writeln!(printer.out, "{}\n", escaped(to));
    }
    printer.blocks(text, "");
    printer.after_text();
    printer.blocks(attachments, "");
    printer.imprint();
    if options.sources {
        printer.sources();
    }
    let mut text = printer.out.trim_end().to_owned();
    text.push('\n');
    text
}

struct Printer<'a> {
    document: &'a Document,
    numbered: bool,
    out: String,
}

impl Printer<'_> {
    fn blocks(&mut self, blocks: &[Block], indent: &str) {
        for block in blocks {
            let text = self.block(block);
            for line in text.lines() {
                let _ = writeln!(self.out, "{}", format!("{indent}{line}").trim_end());
            }
            self.out.push('\n');
        }
    }

    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{}\n", escaped(text));
    }

    /// Red head and number as lines.
    fn head(&mut self) {
        let Some(frame) = self.document.frame.as_ref().filter(|frame| frame.form != Form::Plain) else { return };
        frame.copy_number.iter().chain(&frame.security).chain(&frame.urgency).for_each(|mark| self.line(mark));
        let _ = writeln!(self.out, "**{}**\n", escaped(&frame.head()));
        frame.number.iter().for_each(|number| self.line(number));
        if !frame.signers.is_empty() {
            self.line(&format!("签发人：{}", frame.signers.join("　")));
        }
    }

    /// List of attachments, signature, date, note.
    fn after_text(&mut self) {
        let Some(frame) = &self.document.frame else { return };
        match frame.attachments.as_slice() {
            [] => {}
            [one] => self.line(&format!("附件：{one}")),
            several => {
                let titles = several.iter().zip(1..).map(|(title, number)| format!("{number}. {}\n", escaped(title)));
                let _ = writeln!(self.out, "附件：\n\n{}", titles.collect::<String>());
            }
        }
        frame.signature.iter().for_each(|name| self.line(name));
        self.line(&date_zh(frame.dated));
        frame.note.iter().for_each(|note| self.line(note));
    }

    fn imprint(&mut self) {
        let Some(frame) = self.document.frame.as_ref().filter(|frame| frame.has_imprint()) else { return };
        self.out.push_str("---\n\n");
        frame.copy_to.iter().for_each(|copies| self.line(&format!("抄送：{copies}")));
        if let Some(office) = frame.printed_by.as_ref().filter(|_| frame.form != Form::Letter) {
            self.line(&format!("{office}　{}印发", date_zh(frame.printed_on)));
        }
    }

    fn block(&self, block: &Block) -> String {
        match block {
            Block::Heading { level, inlines } => {
                format!("{} {}", "#".repeat(usize::from(*level).clamp(1, 5) + 1), self.inlines(inlines))
            }
            Block::Paragraph(inlines) => self.inlines(inlines),
            Block::List { start, items } => self.list(*start, items),
            Block::Quote(inner) => {
                let text = self.nested(inner);
                text.lines().map(|line| format!("> {line}").trim_end().to_owned() + "\n").collect()
            }
            Block::Table(table) => self.table(table),
            Block::Chart(chart) => self.chart(chart),
            Block::Image(image) => format!("![{}](<{}>)", escaped(&image.words), image.name),
            Block::Attachment { number, title } => {
                let number = if *number == 0 { String::new() } else { number.to_string() };
                format!("---\n\n附件{number}\n\n## {}", self.inlines(title))
            }
            Block::PageBreak => "\\newpage".to_owned(),
            Block::Rule => "---".to_owned(),
        }
    }

    fn nested(&self, blocks: &[Block]) -> String {
        let mut inner = Printer { document: self.document, numbered: self.numbered, out: String::new() };
        inner.blocks(blocks, "");
        inner.out.trim_end().to_owned()
    }

    fn list(&self, start: Option<u64>, items: &[Vec<Block>]) -> String {
        let mut out = String::new();
        for (item, number) in items.iter().zip(start.unwrap_or(1)..) {
            let mark = start.map_or("- ".to_owned(), |_| format!("{number}. "));
            for (index, line) in self.nested(item).lines().enumerate() {
                let lead = if index == 0 { mark.clone() } else { " ".repeat(mark.len()) };
                let _ = writeln!(out, "{}", format!("{lead}{line}").trim_end());
            }
        }
        out
    }

    fn table(&self, table: &Table) -> String {
        let mut out = String::new();
        if !table.caption.is_empty() {
            let _ = writeln!(out, "**表{} {}**\n", table.number, escaped(&table.caption));
        }
        let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
        let columns = table.head.len();
        let _ = writeln!(out, "{}", row(table.head.iter().map(|cell| self.cell(cell)).collect()));
        let rulers = (0..columns).map(|c| if table.numeric.get(c) == Some(&true) { "---:" } else { "---" });
        let _ = writeln!(out, "{}", row(rulers.map(str::to_owned).collect()));
        for line in &table.rows {
            let cells = line.cells.iter().map(|cell| {
                let text = self.cell(cell);
                if line.total && !text.is_empty() { format!("**{text}**") } else { text }
            });
            let _ = writeln!(out, "{}", row(cells.collect()));
        }
        out
    }

    fn cell(&self, inlines: &[Inline]) -> String {
        self.inlines(inlines).replace('|', "\\|").replace('\n', " ")
    }

    /// A chart cannot be drawn in plain Markdown: its numbers are given as a table.
    fn chart(&self, chart: &Chart) -> String {
        let mut out = format!("**图{} {}**\n\n", chart.number, escaped(&chart.caption));
        out.push_str(&self.table(&chart.table()));
        out
    }

    fn inlines(&self, inlines: &[Inline]) -> String {
        let mut out = String::new();
        for inline in inlines {
            match inline {
                Inline::Text(text) => out.push_str(&escaped(text)),
                Inline::Strong(inner) => {
                    let _ = write!(out, "**{}**", self.inlines(inner));
                }
                Inline::Emphasis(inner) => {
                    let _ = write!(out, "*{}*", self.inlines(inner));
                }
                Inline::Deleted(inner) => {
                    let _ = write!(out, "~~{}~~", self.inlines(inner));
                }
                Inline::Link { to, inlines } => {
                    let _ = write!(out, "[{}](<{to}>)", self.inlines(inlines));
                }
                Inline::Break => out.push_str("  \n"),
                Inline::Figure(index) => out.push_str(&self.figure(*index)),
            }
        }
        out
    }

    fn figure(&self, index: usize) -> String {
        let text = self.document.figures.get(index).map(|figure| escaped(&figure.text())).unwrap_or_default();
        if self.numbered { format!("{text}[^{}]", index + 1) } else { text }
    }

    /// One footnote a figure.
    fn sources(&mut self) {
        let about = &self.document.about;
        let _ = writeln!(self.out, "## 数据来源\n\n{}\n", as_of_words(about));
        for (index, figure) in self.document.figures.iter().enumerate() {
            let trace = figure.trace();
            let place = trace.org_name.as_deref().unwrap_or("全部机构");
            let period = trace.period.as_ref().map_or("全部时间".to_owned(), ToString::to_string);
            let caption = escaped(&trace.caption());
            let words = escaped(&figure.wording().words);
            let _ = writeln!(
                self.out,
                "[^{}]: {caption}，{period}，{}：{}。口径：{words}",
                index + 1,
                escaped(place),
                escaped(&figure.text())
            );
        }
    }
}

/// Text in which no character means anything to Markdown.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, c) in text.chars().enumerate() {
        let opens_block = index == 0 && opens_block(text);
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&') || opens_block {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
    }
    out
}

/// True for a text that at the start of a line would open a list, a heading or a line under a heading.
fn opens_block(text: &str) -> bool {
    text.starts_with(['#', '=']) || text.starts_with("- ") || text.starts_with("+ ") || text.starts_with("--")
}
