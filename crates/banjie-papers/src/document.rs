//! The document tree: what a report says, before it is printed in any form.

use std::{collections::HashMap, sync::Arc};

use banjie_model::{
    Moment, Name, Seq,
    figure::{Evidence, Figure, Trace},
    report::{ChartKind, Form},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A report with its values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// What it is, for when, as of when.
    pub about: About,
    /// Title.
    pub title: Vec<Inline>,
    /// What stands around the text of an official document; none: nothing does.
    pub frame: Option<Frame>,
    /// Body.
    pub blocks: Vec<Block>,
    /// Every printed figure in reading order; [`Inline::Figure`] holds an index into it.
    pub figures: Vec<Arc<Figure>>,
    /// First records behind the traces, by [`Trace::key`]; filled in by whoever can reach the records.
    pub evidence: HashMap<String, Evidence>,
    /// Signature, packages and fingerprints of the records; filled in when the report is signed.
    pub issued: Option<Arc<crate::manifest::Issued>>,
}

/// What a report is and as of when it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// `package/report`.
    pub report: Name,
    /// Title as plain text.
    pub title: String,
    /// Period as the title says it.
    pub period: Option<String>,
    /// Name of the organisation.
    pub org: Option<Name>,
    /// Log position.
    pub as_of: Seq,
    /// The moment the figures hold for.
    pub at: Moment,
}

/// A paragraph-level part.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// Heading; level 1 一、 level 2 (一) level 3 1. level 4 (1).
    Heading {
        /// 1 to 6.
        level: u8,
        /// Words.
        inlines: Vec<Inline>,
    },
    /// Paragraph.
    Paragraph(Vec<Inline>),
    /// List.
    List {
        /// First number; none: bullets.
        start: Option<u64>,
        /// Items.
        items: Vec<Vec<Block>>,
    },
    /// Quotation.
    Quote(Vec<Block>),
    /// Table.
    Table(Table),
    /// Chart.
    Chart(Chart),
    /// Picture.
    Image(Image),
    /// Here begins an attachment 附件: on a new page, "附件" with its number at the top left, its title centred below.
    Attachment {
        /// From 1; 0: the only one, which has no number.
        number: usize,
        /// Title.
        title: Vec<Inline>,
    },
    /// A new page begins here in print.
    PageBreak,
    /// A thin line.
    Rule,
}

/// A run of text.
#[derive(Clone, Debug, PartialEq)]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// Bold.
    Strong(Vec<Inline>),
    /// Emphasised (shown with a dot under each character or in another face, never in italics).
    Emphasis(Vec<Inline>),
    /// Struck out.
    Deleted(Vec<Inline>),
    /// Link to an `http`, `https` or `mailto` address.
    Link {
        /// Address.
        to: String,
        /// Words.
        inlines: Vec<Inline>,
    },
    /// Line break.
    Break,
    /// A figure, by index into [`Document::figures`].
    Figure(usize),
}

/// A table of figures or one typed by hand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Caption without its number.
    pub caption: String,
    /// Number in the document, from 1; 0: none (typed by hand).
    pub number: usize,
    /// Heads of the columns.
    pub head: Vec<Vec<Inline>>,
    /// Columns that belong together under one head: its words, and the short head of each; empty: none do.
    pub groups: Vec<(String, Vec<String>)>,
    /// True for columns of numbers.
    pub numeric: Vec<bool>,
    /// Rows.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Cells; the first is the head of the row in tables of figures.
    pub cells: Vec<Vec<Inline>>,
    /// The totals row.
    pub total: bool,
}

/// A chart: each series has one number a category.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// Caption without its number.
    pub caption: String,
    /// Number in the document, from 1.
    pub number: usize,
    /// Kind.
    pub kind: ChartKind,
    /// Categories in order.
    pub categories: Vec<String>,
    /// What is drawn of them; one, unless several are compared or stacked.
    pub series: Vec<Series>,
}

impl Chart {
    /// Its numbers as a table: a row a category, a column a series.
    pub fn table(&self) -> Table {
        let head = |series: &Series| {
            let unit = if series.unit.is_empty() { String::new() } else { format!("（{}）", series.unit) };
            vec![Inline::Text(format!("{}{unit}", series.title))]
        };
        let row = |(index, category): (usize, &String)| {
            let values = self.series.iter().map(|series| series.values.get(index).copied().flatten());
            let values = values.map(|figure| figure.into_iter().map(Inline::Figure).collect());
            Row { cells: std::iter::once(vec![Inline::Text(category.clone())]).chain(values).collect(), total: false }
        };
        Table {
            head: std::iter::once(Vec::new()).chain(self.series.iter().map(head)).collect(),
            numeric: std::iter::once(false).chain(self.series.iter().map(|_| true)).collect(),
            rows: self.categories.iter().enumerate().map(row).collect(),
            ..Table::default()
        }
    }

    /// The unit of all its numbers in brackets; empty where they have none or differ.
    pub fn unit(&self) -> String {
        match self.series.split_first() {
            Some((first, rest)) if !first.unit.is_empty() && rest.iter().all(|other| other.unit == first.unit) => {
                format!("（{}）", first.unit)
            }
            _ => String::new(),
        }
    }

    /// The figures in it, by index.
    pub fn figures(&self) -> impl Iterator<Item = usize> + '_ {
        self.series.iter().flat_map(|series| series.values.iter().copied().flatten())
    }
}

/// The numbers of a chart that belong together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// What the numbers are.
    pub title: String,
    /// Unit; empty for shares.
    pub unit: Name,
    /// One a category: the figure by index into [`Document::figures`]; none where there is none.
    pub values: Vec<Option<usize>>,
}

/// A picture.
#[derive(Clone, PartialEq)]
pub struct Image {
    /// The file as it lies in the package.
    pub name: String,
    /// What it shows: its caption; empty: it has none.
    pub words: String,
    /// Number in the document, counted with the charts, from 1; 0: none, as it has no caption.
    pub number: usize,
    /// PNG or JPEG.
    pub format: ImageFormat,
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// The file.
    pub bytes: Arc<[u8]>,
}

/// How a picture is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageFormat {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
}

/// What stands around the text of an official document (GB/T 9704-2012, 7.2 to 7.4): texts as they are printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// How it is set.
    pub form: Form,
    /// 发文机关标志: the offices, one a line, without 文件.
    pub issuers: Vec<String>,
    /// 文件 stands after the offices (beside them, centred, where there are several).
    pub wenjian: bool,
    /// 发文字号, "温规〔2025〕3号".
    pub number: Option<String>,
    /// 份号.
    pub copy_number: Option<String>,
    /// 密级和保密期限, "机密★1年".
    pub security: Option<String>,
    /// 紧急程度, "特急".
    pub urgency: Option<String>,
    /// 签发人, for documents to a higher office.
    pub signers: Vec<String>,
    /// 主送机关, with its full-width colon.
    pub recipients: Option<String>,
    /// Titles in the list 附件：1.…; one of them has no number.
    pub attachments: Vec<String>,
    /// 署名.
    pub signature: Vec<String>,
    /// A seal will be put over signature and date.
    pub sealed: bool,
    /// 成文日期.
    pub dated: NaiveDate,
    /// 附注 with its brackets.
    pub note: Option<String>,
    /// 抄送, without the word and with its full stop.
    pub copy_to: Option<String>,
    /// 印发机关.
    pub printed_by: Option<String>,
    /// 印发日期.
    pub printed_on: NaiveDate,
}

impl Frame {
    /// 发文机关标志 as one text.
    pub fn head(&self) -> String {
        format!("{}{}", self.issuers.join(" "), if self.wenjian { "文件" } else { "" })
    }

    /// True when there is something in the 版记.
    pub fn has_imprint(&self) -> bool {
        self.copy_to.is_some() || self.printed_by.is_some()
    }
}

impl std::fmt::Debug for Image {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (width, height) = self.size;
        write!(f, "Image({} “{}” {width}×{height}, {} bytes)", self.name, self.words, self.bytes.len())
    }
}

/// Parts of a computed figure whose records are shown: of a ranking the records of thirty offices would bury the one that
/// matters.
pub(crate) const LEAVES_SHOWN: usize = 4;

impl Document {
    /// The traces whose first records the printed report shows, each once.
    pub fn leaves(&self) -> Vec<&Trace> {
        let mut seen = std::collections::HashSet::new();
        let all = self.figures.iter().flat_map(|figure| figure.trace().leaves().into_iter().take(LEAVES_SHOWN));
        all.filter(|trace| seen.insert(trace.key())).collect()
    }
}

/// The words of a run, with figures as their text.
pub fn plain_text(inlines: &[Inline], figures: &[Arc<Figure>]) -> String {
    let mut text = String::new();
    gather(inlines, figures, &mut text);
    text
}

fn gather(inlines: &[Inline], figures: &[Arc<Figure>], text: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(words) => text.push_str(words),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Deleted(inner) => gather(inner, figures, text),
            Inline::Link { inlines: inner, .. } => gather(inner, figures, text),
            Inline::Break => text.push(' '),
            Inline::Figure(index) => {
                if let Some(figure) = figures.get(*index) {
                    text.push_str(&figure.text());
                }
            }
        }
    }
}
