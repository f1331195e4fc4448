//! A document as it goes out to the public: every number as it is printed, and nothing of where it came from.

use std::{collections::HashMap, sync::Arc};

use banjie_model::figure::{Figure, How, Trace, Wording};

use crate::document::{Block, Chart, Document, Inline, Row, Table};

/// The document without traces, evidence and signature. Figures become text; those of charts keep value and unit, as they are
/// drawn from them.
#[must_use]
pub fn published(document: &Document) -> Document {
    let mut copy = Copy { document, kept: HashMap::new(), figures: Vec::new() };
    let (title, blocks) = (copy.inlines(&document.title), copy.blocks(&document.blocks));
    Document {
        about: document.about.clone(),
        title,
        frame: document.frame.clone(),
        blocks,
        figures: copy.figures,
        evidence: HashMap::new(),
        issued: None,
    }
}

struct Copy<'a> {
    document: &'a Document,
    /// Old index of a figure of a chart → new one.
    kept: HashMap<usize, usize>,
    figures: Vec<Arc<Figure>>,
}

impl Copy<'_> {
    fn blocks(&mut self, blocks: &[Block]) -> Vec<Block> {
        blocks.iter().map(|block| self.block(block)).collect()
    }

    fn block(&mut self, block: &Block) -> Block {
        match block {
            Block::Heading { level, inlines } => Block::Heading { level: *level, inlines: self.inlines(inlines) },
            Block::Paragraph(inlines) => Block::Paragraph(self.inlines(inlines)),
            Block::List { start, items } => {
                Block::List { start: *start, items: items.iter().map(|item| self.blocks(item)).collect() }
            }
            Block::Quote(inner) => Block::Quote(self.blocks(inner)),
            Block::Table(table) => Block::Table(self.table(table)),
            Block::Chart(chart) => Block::Chart(self.chart(chart)),
            Block::Attachment { number, title } => Block::Attachment { number: *number, title: self.inlines(title) },
            Block::Image(_) | Block::PageBreak | Block::Rule => block.clone(),
        }
    }

    fn table(&mut self, table: &Table) -> Table {
        let row = |copy: &mut Self, row: &Row| Row {
            cells: row.cells.iter().map(|cell| copy.inlines(cell)).collect(),
            total: row.total,
        };
        Table {
            caption: table.caption.clone(),
            number: table.number,
            head: table.head.iter().map(|cell| self.inlines(cell)).collect(),
            groups: table.groups.clone(),
            numeric: table.numeric.clone(),
            rows: table.rows.iter().map(|one| row(self, one)).collect(),
        }
    }

    fn chart(&mut self, chart: &Chart) -> Chart {
        let mut chart = chart.clone();
        for series in &mut chart.series {
            for index in series.values.iter_mut().flatten() {
                *index = self.bare(*index);
            }
        }
        chart
    }

    /// The new index of a figure that is drawn: its value, nothing else.
    fn bare(&mut self, index: usize) -> usize {
        if let Some(new) = self.kept.get(&index) {
            return *new;
        }
        let new = self.figures.len();
        if let Some(figure) = self.document.figures.get(index) {
            self.figures.push(Arc::new(bare(figure)));
            self.kept.insert(index, new);
        }
        new
    }

    fn inlines(&mut self, inlines: &[Inline]) -> Vec<Inline> {
        inlines.iter().map(|inline| self.inline(inline)).collect()
    }

    fn inline(&mut self, inline: &Inline) -> Inline {
        match inline {
            Inline::Figure(index) => {
                Inline::Text(self.document.figures.get(*index).map(|figure| figure.text()).unwrap_or_default())
            }
            Inline::Strong(inner) => Inline::Strong(self.inlines(inner)),
            Inline::Emphasis(inner) => Inline::Emphasis(self.inlines(inner)),
            Inline::Deleted(inner) => Inline::Deleted(self.inlines(inner)),
            Inline::Link { to, inlines } => Inline::Link { to: to.clone(), inlines: self.inlines(inlines) },
            Inline::Text(_) | Inline::Break => inline.clone(),
        }
    }
}

fn bare(figure: &Figure) -> Figure {
    let trace = figure.trace();
    let bare = Trace {
        hash: "".into(),
        org: None,
        org_name: None,
        org_path: None,
        filter: Vec::new(),
        filter_words: String::new(),
        how: How::Records,
        parts: Vec::new(),
        ..Trace::clone(trace)
    };
    Figure::new(bare, Arc::new(Wording::default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{document::plain_text, fixture, manifest::Manifest};

    #[test]
    fn a_published_document_reads_the_same_and_says_nothing_of_its_sources() {
        let document = fixture::document(
            "查处{{ found }}件，**{{ found.change }}**。\n\n- {{ fine }}\n\n{% table found by kind %}\n{% chart found by kind %}\n",
        );
        let public = published(&document);
        assert_eq!(plain_text(&public.title, &public.figures), plain_text(&document.title, &document.figures));
        assert_eq!(
            crate::markdown::print(&public, Default::default()),
            crate::markdown::print(&document, Default::default())
        );
        let manifest = Manifest::of(&public);
        assert!(manifest.issue.is_none() && public.evidence.is_empty());
        assert!(manifest.figures.iter().all(|entry| entry.trace.parts.is_empty() && entry.trace.hash.is_empty()));
        assert!(manifest.figures.len() < document.figures.len());
    }
}
