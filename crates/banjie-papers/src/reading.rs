//! Rendered Markdown with numbered pieces → document tree.
//!
//! Every line of Chinese prose is a paragraph of its own, as report writers type it, and a short numbered line
//! (一、 (一) 1. (1)) is a heading, as GB/T 9704-2012 §7.3.3 numbers the levels of a text.

use std::{collections::HashMap, sync::Arc};

use banjie_model::{
    Name,
    figure::{Figure, FigureTable},
    report::ChartKind,
};
use pulldown_cmark::{Alignment, Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeStream};

use crate::{
    document::{Block, Document, Image, Inline, Row, Table, plain_text},
    template::{CLOSE, OPEN, Picture},
};

mod answered;
mod attachment;
mod caption;
mod emphasis;
mod heading;
#[cfg(test)]
mod tests;

/// What a numbered mark in the Markdown stands for.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    /// Literal text: never Markdown.
    Text(String),
    /// A figure.
    Figure(Arc<Figure>),
    /// A table.
    Table(TablePiece),
    /// A chart.
    Chart(ChartPiece),
}

/// A table of figures and the period its caption names.
#[derive(Clone, Debug)]
pub(crate) struct TablePiece {
    pub table: Arc<FigureTable>,
    pub period: Option<String>,
}

/// A chart of figures.
#[derive(Clone, Debug)]
pub(crate) struct ChartPiece {
    pub table: Arc<FigureTable>,
    pub kind: ChartKind,
    pub period: Option<String>,
}

/// A line that begins a new page in print.
const NEW_PAGE: &str = "\\newpage";

/// Reads title and body.
pub(crate) fn read(title: &str, body: &str, pieces: Vec<Piece>, pictures: &HashMap<Name, Picture>) -> Document {
    let mut reader = Reader { pieces, pictures, figures: Vec::new(), tables: 0, charts: 0 };
    let mut nodes = Vec::new();
    reader.text(title.trim(), &mut nodes);
    let (title, mut blocks) = apart(nodes);
    let body = emphasis::friendly(&without_indents(body));
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut events = TextMergeStream::new(Parser::new_ext(&body, options));
    blocks.extend(reader.blocks(&mut events, None));
    attachment::take_in(&mut blocks);
    caption::take_in(&mut blocks);
    Document { title, blocks, figures: reader.figures, ..Document::default() }
}

/// Lines without the two full-width spaces that open a Chinese paragraph, so that they are not taken for code.
fn without_indents(body: &str) -> String {
    body.lines()
        .flat_map(|line| {
            let list = line.trim_start().starts_with(['-', '*', '+', '>', '|']);
            [if list { line } else { line.trim_start_matches(['\u{3000}', ' ', '\t']) }, "\n"]
        })
        .collect()
}

/// A part of a paragraph while it is read.
enum Node {
    Inline(Inline),
    Line,
    Block(Block),
}

struct Reader<'p> {
    pieces: Vec<Piece>,
    pictures: &'p HashMap<Name, Picture>,
    figures: Vec<Arc<Figure>>,
    tables: usize,
    charts: usize,
}

impl Reader<'_> {
    fn blocks<'a>(&mut self, events: &mut impl Iterator<Item = Event<'a>>, until: Option<TagEnd>) -> Vec<Block> {
        let (mut blocks, mut nodes) = (Vec::new(), Vec::new());
        while let Some(event) = events.next() {
            match event {
                Event::End(end) if Some(end) == until => break,
                Event::Start(Tag::Paragraph | Tag::HtmlBlock | Tag::CodeBlock(_))
                | Event::End(TagEnd::Paragraph | TagEnd::HtmlBlock | TagEnd::CodeBlock) => {
                    self.flush(&mut nodes, &mut blocks);
                }
                Event::Start(Tag::Heading { level, .. }) => {
                    self.flush(&mut nodes, &mut blocks);
                    let (inlines, aside) = apart(self.nodes(events, TagEnd::Heading(level)));
                    // A heading that holds nothing but a table is none.
                    if aside.is_empty() || !plain_text(&inlines, &self.figures).trim().is_empty() {
                        blocks.push(Block::Heading { level: level_number(level), inlines });
                    }
                    blocks.extend(aside);
                }
                Event::Start(Tag::BlockQuote(kind)) => {
                    self.flush(&mut nodes, &mut blocks);
                    blocks.push(Block::Quote(self.blocks(events, Some(TagEnd::BlockQuote(kind)))));
                }
                Event::Start(Tag::List(start)) => {
                    self.flush(&mut nodes, &mut blocks);
                    blocks.push(self.list(events, start));
                }
                Event::Start(Tag::Table(alignment)) => {
                    self.flush(&mut nodes, &mut blocks);
                    let (table, aside) = self.table(events, &alignment);
                    blocks.push(Block::Table(table));
                    blocks.extend(aside);
                }
                Event::Rule => {
                    self.flush(&mut nodes, &mut blocks);
                    blocks.push(Block::Rule);
                }
                inline => self.inline(inline, events, &mut nodes),
            }
        }
        self.flush(&mut nodes, &mut blocks);
        blocks
    }

    /// Ends the paragraph at hand: every line of it is a block.
    fn flush(&mut self, nodes: &mut Vec<Node>, blocks: &mut Vec<Block>) {
        let mut line = Vec::new();
        for node in nodes.drain(..).chain([Node::Line]) {
            match node {
                Node::Inline(inline) => line.push(inline),
                Node::Line => self.end_line(&mut line, blocks),
                Node::Block(block) => {
                    self.end_line(&mut line, blocks);
                    blocks.push(block);
                }
            }
        }
    }

    fn end_line(&mut self, line: &mut Vec<Inline>, blocks: &mut Vec<Block>) {
        let inlines = std::mem::take(line);
        let text = plain_text(&inlines, &self.figures);
        blocks.push(match heading::level(text.trim()) {
            _ if text.trim().is_empty() => return,
            _ if text.trim() == NEW_PAGE => Block::PageBreak,
            Some(level) => Block::Heading { level, inlines },
            None => Block::Paragraph(inlines),
        });
    }

    fn list<'a>(&mut self, events: &mut impl Iterator<Item = Event<'a>>, start: Option<u64>) -> Block {
        let mut items = Vec::new();
        while let Some(event) = events.next() {
            match event {
                Event::Start(Tag::Item) => items.push(self.blocks(events, Some(TagEnd::Item))),
                Event::End(TagEnd::List(_)) => break,
                _ => {}
            }
        }
        Block::List { start, items }
    }

    /// A typed table, and the pictures, tables and charts in its cells, which follow it.
    fn table<'a>(
        &mut self,
        events: &mut impl Iterator<Item = Event<'a>>,
        alignment: &[Alignment],
    ) -> (Table, Vec<Block>) {
        let mut table =
            Table { numeric: alignment.iter().map(|a| *a == Alignment::Right).collect(), ..Table::default() };
        let (mut cells, mut all_aside) = (Vec::new(), Vec::new());
        while let Some(event) = events.next() {
            match event {
                Event::Start(Tag::TableCell) => {
                    let (inlines, aside) = apart(self.nodes(events, TagEnd::TableCell));
                    cells.push(inlines);
                    all_aside.extend(aside);
                }
                Event::End(TagEnd::TableHead) => table.head = std::mem::take(&mut cells),
                Event::End(TagEnd::TableRow) => {
                    table.rows.push(Row { cells: std::mem::take(&mut cells), total: false });
                }
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        (table, all_aside)
    }

    fn nodes<'a>(&mut self, events: &mut impl Iterator<Item = Event<'a>>, until: TagEnd) -> Vec<Node> {
        let mut nodes = Vec::new();
        while let Some(event) = events.next() {
            if event == Event::End(until) {
                break;
            }
            self.inline(event, events, &mut nodes);
        }
        nodes
    }

    fn inline<'a>(&mut self, event: Event<'a>, events: &mut impl Iterator<Item = Event<'a>>, nodes: &mut Vec<Node>) {
        let inline = match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                return self.text(&text, nodes);
            }
            Event::SoftBreak => return nodes.push(Node::Line),
            Event::HardBreak => Inline::Break,
            Event::Start(Tag::Strong) => return around(self.nodes(events, TagEnd::Strong), Inline::Strong, nodes),
            Event::Start(Tag::Emphasis) => {
                return around(self.nodes(events, TagEnd::Emphasis), Inline::Emphasis, nodes);
            }
            Event::Start(Tag::Strikethrough) => {
                return around(self.nodes(events, TagEnd::Strikethrough), Inline::Deleted, nodes);
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                let inner = self.nodes(events, TagEnd::Link);
                if !is_safe(&dest_url) {
                    return nodes.extend(inner);
                }
                let to = emphasis::plain(&dest_url).into_owned();
                return around(inner, |inlines| Inline::Link { to: to.clone(), inlines }, nodes);
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                let words = self.nodes(events, TagEnd::Image);
                let image = self.picture(&dest_url, &words);
                let shown = image.is_some();
                nodes.extend(image.map(|image| Node::Block(Block::Image(image))));
                // Of a picture that is not in the package its words stay; figures stay in any case.
                if !shown || words.iter().any(|node| !matches!(node, Node::Line | Node::Inline(Inline::Text(_)))) {
                    nodes.extend(words);
                }
                return;
            }
            _ => return,
        };
        nodes.push(Node::Inline(inline));
    }

    /// Text with marks: the marks become what they stand for.
    fn text(&mut self, text: &str, nodes: &mut Vec<Node>) {
        for (index, part) in text.split(OPEN).enumerate() {
            let (number, literal) = match part.split_once(CLOSE) {
                Some((number, rest)) if index > 0 => (number.parse::<usize>().ok(), rest),
                _ => (None, part),
            };
            match number.and_then(|number| self.pieces.get(number)).cloned() {
                Some(Piece::Text(words)) => nodes.push(Node::Inline(Inline::Text(words))),
                Some(Piece::Figure(figure)) => nodes.push(Node::Inline(Inline::Figure(self.number(&figure)))),
                Some(Piece::Table(piece)) => {
                    nodes.push(Node::Block(self.answered_table(&piece)));
                    nodes.extend(answered::hidden_note(&piece.table).map(Node::Block));
                }
                Some(Piece::Chart(piece)) => nodes.push(Node::Block(self.answered_chart(&piece))),
                None => {}
            }
            for (line, words) in emphasis::plain(literal).split('\n').enumerate() {
                if line > 0 {
                    nodes.push(Node::Line);
                }
                if !words.is_empty() {
                    nodes.push(Node::Inline(Inline::Text(words.to_owned())));
                }
            }
        }
    }

    /// A picture of the package.
    fn picture(&self, name: &str, words: &[Node]) -> Option<Image> {
        let Picture { format, size, bytes } = self.pictures.get(name)?.clone();
        let text = |node: &Node| match node {
            Node::Inline(inline) => plain_text(std::slice::from_ref(inline), &self.figures),
            Node::Line | Node::Block(_) => String::new(),
        };
        let words = words.iter().map(text).collect::<String>().trim().to_owned();
        Some(Image { name: name.to_owned(), words, number: 0, format, size, bytes })
    }

    /// The number of a figure in reading order.
    fn number(&mut self, figure: &Arc<Figure>) -> usize {
        self.figures.push(figure.clone());
        self.figures.len() - 1
    }
}

/// What stands in emphasis or a link, line by line: tables and charts between the lines stand on their own.
fn around(inner: Vec<Node>, wrap: impl Fn(Vec<Inline>) -> Inline, nodes: &mut Vec<Node>) {
    let mut line = Vec::new();
    for node in inner {
        match node {
            Node::Inline(inline) => line.push(inline),
            Node::Line | Node::Block(_) => {
                if !line.is_empty() {
                    nodes.push(Node::Inline(wrap(std::mem::take(&mut line))));
                }
                nodes.push(node);
            }
        }
    }
    if !line.is_empty() {
        nodes.push(Node::Inline(wrap(line)));
    }
}

/// The words of one line, and the blocks among them, which the line cannot hold: they follow what it stands in.
fn apart(nodes: Vec<Node>) -> (Vec<Inline>, Vec<Block>) {
    let (mut inlines, mut blocks) = (Vec::new(), Vec::new());
    for node in nodes {
        match node {
            Node::Inline(inline) => inlines.push(inline),
            Node::Block(block) => blocks.push(block),
            Node::Line => {}
        }
    }
    (inlines, blocks)
}

fn is_safe(address: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| address.to_ascii_lowercase().starts_with(scheme))
}

fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
