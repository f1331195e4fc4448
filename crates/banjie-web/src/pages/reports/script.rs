//! A composed report on the screen: its words as one text for the proof-reader, and as a page on which figures and findings are marked.
//!
//! Both come of the same walk over the document, so that a place in the text is a place on the page.

use std::collections::HashSet;

use banjie_papers::{
    document::{Block, Chart, Document, Frame, Inline, Row, Table},
    html::{picture, plate},
};
use banjie_proof::Span;
use maud::{Markup, PreEscaped, html};

use super::notes::Mark;
use crate::text::reports as t;

/// A document in words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Script {
    /// One paragraph a line, cells of a table parted by tabs.
    pub text: String,
    /// Lines that are headings.
    pub headings: Vec<Span>,
}

/// The words of a document.
pub(crate) fn script(document: &Document) -> Script {
    let mut pen = Pen::new(document, &[]);
    pen.document();
    Script { text: pen.text, headings: pen.headings }
}

/// The document as a page: figures lead to their sources, places with findings to the notes. Marks stand in order, without overlap.
pub(crate) fn page(document: &Document, marks: &[Mark]) -> Markup {
    Pen::new(document, marks).document()
}

/// The document as a page on which nothing leads anywhere: for those who may not see sources.
pub(super) fn bare(document: &Document) -> Markup {
    let mut pen = Pen::new(document, &[]);
    pen.bare = true;
    pen.document()
}

/// A plain text, a paragraph a line, with its marks.
pub(crate) fn marked(text: &str, marks: &[Mark]) -> Markup {
    let document = Document::default();
    let mut pen = Pen::new(&document, marks);
    html! { @for line in text.split('\n') { p { (pen.plain(line)) } } }
}

struct Pen<'a> {
    document: &'a Document,
    marks: &'a [Mark],
    next: usize,
    at: usize,
    text: String,
    headings: Vec<Span>,
    anchored: HashSet<String>,
    /// Words that are no part of the text: numbers under a chart.
    aside: bool,
    /// Figures are words like others.
    bare: bool,
}

impl<'a> Pen<'a> {
    fn new(document: &'a Document, marks: &'a [Mark]) -> Pen<'a> {
        let (text, headings, anchored) = (String::new(), Vec::new(), HashSet::new());
        Pen { document, marks, next: 0, at: 0, text, headings, anchored, aside: false, bare: false }
    }

    fn document(&mut self) -> Markup {
        let document = self.document;
        let begins = document.blocks.iter().position(|block| matches!(block, Block::Attachment { .. }));
        let (body, attached) = document.blocks.split_at(begins.unwrap_or(document.blocks.len()));
        let frame = document.frame.as_ref();
        html! {
            @if let Some(frame) = frame { (self.head(frame)) }
            h1 { (self.line(&document.title, true)) }
            @if let Some(to) = frame.and_then(|frame| frame.recipients.as_ref()) { p.flush { (self.plain(to)) } }
            (self.blocks(body))
            @if let Some(frame) = frame { (self.foot(frame)) }
            (self.blocks(attached))
        }
    }

    fn head(&mut self, frame: &Frame) -> Markup {
        html! {
            p.official-head { (self.plain(&frame.head())) }
            @if let Some(number) = &frame.number { p.official-number { (self.plain(number)) } }
        }
    }

    fn foot(&mut self, frame: &Frame) -> Markup {
        let one = frame.attachments.len() == 1;
        html! {
            @for (n, title) in (1..).zip(&frame.attachments) { p { (self.plain(&t::enclosed(n, title, one))) } }
            @for name in &frame.signature { p.official-sign { (self.plain(name)) } }
            p.official-sign { (self.plain(&banjie_model::calendar::date_zh(frame.dated))) }
            @if let Some(note) = &frame.note { p { (self.plain(note)) } }
            @if let Some(copies) = &frame.copy_to { p.official-copies { (self.plain(&t::copies(copies))) } }
        }
    }

    fn blocks(&mut self, blocks: &[Block]) -> Markup {
        html! { @for block in blocks { (self.block(block)) } }
    }

    fn block(&mut self, block: &Block) -> Markup {
        match block {
            Block::Heading { level: 1, inlines } => html! { h2 { (self.line(inlines, true)) } },
            Block::Heading { level: 2, inlines } => html! { h3 { (self.line(inlines, true)) } },
            Block::Heading { inlines, .. } => html! { h4 { (self.line(inlines, true)) } },
            Block::Paragraph(inlines) => html! { p { (self.line(inlines, false)) } },
            Block::List { start, items } => self.list(*start, items),
            Block::Quote(inner) => html! { blockquote { (self.blocks(inner)) } },
            Block::Table(table) => self.table(table),
            Block::Chart(chart) => self.chart(chart),
            Block::Image(image) => html! { (PreEscaped(plate(image))) },
            Block::Attachment { number, title } => html! {
                hr;
                p.flush { (self.plain(&t::attachment(*number))) }
                h2.centred { (self.line(title, true)) }
            },
            Block::PageBreak | Block::Rule => html! { hr; },
        }
    }

    fn list(&mut self, start: Option<u64>, items: &[Vec<Block>]) -> Markup {
        let inner = html! {
            @for item in items {
                li {
                    @match item.as_slice() {
                        [Block::Paragraph(inlines)] => (self.line(inlines, false)),
                        blocks => (self.blocks(blocks)),
                    }
                }
            }
        };
        match start {
            Some(first) => html! { ol start=(first) { (inner) } },
            None => html! { ul { (inner) } },
        }
    }

    fn table(&mut self, table: &Table) -> Markup {
        let head = self.row_head(table);
        html! {
            div.table-wrap tabindex="0" role="region" aria-label=(table.caption) {
                table.report-table {
                    @if table.number > 0 { caption { (t::table_caption(table.number, &table.caption)) } }
                    (head)
                    tbody { @for row in &table.rows { (self.row(table, row)) } }
                }
            }
        }
    }

    fn row_head(&mut self, table: &Table) -> Markup {
        let number = |column: usize| table.numeric.get(column) == Some(&true);
        let head = html! {
            thead {
                @if !table.groups.is_empty() {
                    tr {
                        td {}
                        @for (title, heads) in &table.groups { th.group scope="colgroup" colspan=(heads.len()) { (title) } }
                    }
                }
                tr {
                    @for (column, cell) in table.head.iter().enumerate() {
                        @if column > 0 { (self.tab()) }
                        @if cell.is_empty() { td {} } @else { th scope="col" class=[number(column).then_some("number")] { (self.inlines(cell)) } }
                    }
                }
            }
        };
        self.end_line();
        head
    }

    fn row(&mut self, table: &Table, row: &Row) -> Markup {
        let cells = html! {
            tr.total[row.total] {
                @for (column, cell) in row.cells.iter().enumerate() {
                    @if column > 0 { (self.tab()) }
                    @if column == 0 { th scope="row" { (self.inlines(cell)) } }
                    @else { td class=[(table.numeric.get(column) == Some(&true)).then_some("number")] { (self.inlines(cell)) } }
                }
            }
        };
        self.end_line();
        cells
    }

    /// The picture, and its numbers beneath; only the picture's caption is part of the text.
    fn chart(&mut self, chart: &Chart) -> Markup {
        let caption = html! { (self.plain(&t::chart_caption(chart.number, &chart.caption))) };
        let drawn = picture(chart, self.document);
        self.aside = true;
        let table = self.table(&chart.table());
        self.aside = false;
        html! {
            figure.report-chart {
                figcaption { (caption) span.quiet { (chart.unit()) } }
                @if drawn.is_empty() { p.quiet { (t::NOTHING_DRAWN) } } @else { (PreEscaped(drawn)) }
                details { summary { (t::CHART_NUMBERS) } (table) }
            }
        }
    }

    /// A line of its own.
    fn line(&mut self, inlines: &[Inline], heading: bool) -> Markup {
        let start = self.at;
        let words = self.inlines(inlines);
        if heading {
            self.headings.push(Span::new(start, self.at));
        }
        self.end_line();
        words
    }

    fn plain(&mut self, text: &str) -> Markup {
        let words = self.words(text, None);
        self.end_line();
        words
    }

    fn end_line(&mut self) {
        self.skip('\n');
    }

    fn tab(&mut self) -> Markup {
        self.skip('\t');
        html! {}
    }

    fn skip(&mut self, c: char) {
        if !self.aside {
            self.text.push(c);
            self.at += 1;
        }
    }

    fn inlines(&mut self, inlines: &[Inline]) -> Markup {
        html! { @for inline in inlines { (self.inline(inline)) } }
    }

    fn inline(&mut self, inline: &Inline) -> Markup {
        match inline {
            Inline::Text(text) => self.words(text, None),
            Inline::Strong(inner) => html! { strong { (self.inlines(inner)) } },
            Inline::Emphasis(inner) => html! { em { (self.inlines(inner)) } },
            Inline::Deleted(inner) => html! { del { (self.inlines(inner)) } },
            Inline::Link { inlines, .. } => html! { u { (self.inlines(inlines)) } },
            Inline::Break => {
                self.skip(' ');
                html! { br; }
            }
            Inline::Figure(index) => {
                let text = self.document.figures.get(*index).map(|figure| figure.text()).unwrap_or_default();
                self.words(&text, Some(*index))
            }
        }
    }

    /// Words, cut where marks begin and end.
    fn words(&mut self, text: &str, figure: Option<usize>) -> Markup {
        if self.aside {
            return self.piece(text, None, figure);
        }
        let chars: Vec<char> = text.chars().collect();
        let (start, end) = (self.at, self.at + chars.len());
        let mut pieces = Vec::new();
        while self.at < end {
            while self.marks.get(self.next).is_some_and(|mark| mark.end <= self.at) {
                self.next += 1;
            }
            let (until, mark) = match self.marks.get(self.next) {
                Some(mark) if mark.start <= self.at => (mark.end.min(end), Some(self.next)),
                Some(mark) => (mark.start.min(end), None),
                None => (end, None),
            };
            let words: String = chars[self.at - start..until - start].iter().collect();
            pieces.push(self.piece(&words, mark, figure));
            self.at = until;
        }
        self.text.push_str(text);
        html! { @for piece in pieces { (piece) } }
    }

    fn piece(&mut self, words: &str, mark: Option<usize>, figure: Option<usize>) -> Markup {
        let figure = figure.filter(|_| !self.bare);
        let anchor = figure.map(|index| format!("r{}", index + 1)).filter(|id| self.anchored.insert(id.clone()));
        match (mark.and_then(|index| self.marks.get(index)), figure) {
            (Some(mark), _) => {
                let place = format!("mark-{}", mark.id);
                let place = self.anchored.insert(place.clone()).then_some(place);
                html! {
                    span id=[anchor] {
                        a.proof-mark.(mark.tone()) id=[place] href={ "#note-" (mark.id) } data-proof=(mark.id) { (words) }
                    }
                }
            }
            (None, Some(index)) => {
                let n = index + 1;
                html! { a.proof-mark.figure id=[anchor] href={ "#f" (n) } data-proof={ "f" (n) } { (words) } }
            }
            (None, None) => html! { (words) },
        }
    }
}
