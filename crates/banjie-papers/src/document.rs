//! The document tree: what a report says, before it is printed in any form.

use std::{collections::HashMap, sync::Arc};

use banjie_model::{
    Moment, Name, Seq,
    figure::{Evidence, Figure, Trace},
    report::ChartKind,
};
use serde::{Deserialize, Serialize};

/// A report with its values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// What it is, for when, as of when.
    pub about: About,
    /// Title.
    pub title: Vec<Inline>,
    /// Body.
    pub blocks: Vec<Block>,
    /// Every printed figure in reading order; [`Inline::Figure`] holds an index into it.
    pub figures: Vec<Arc<Figure>>,
    /// First records behind the traces, by [`Trace::key`]; filled in by whoever can reach the records.
    pub evidence: HashMap<String, Evidence>,
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

/// A chart: one number a category.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// Caption without its number.
    pub caption: String,
    /// Number in the document, from 1.
    pub number: usize,
    /// Kind.
    pub kind: ChartKind,
    /// What the numbers are.
    pub series: String,
    /// Unit; empty for shares.
    pub unit: Name,
    /// Categories in order, each with its figure by index into [`Document::figures`]; none where there is none.
    pub points: Vec<(String, Option<usize>)>,
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
