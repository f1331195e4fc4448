//! A part cut into what stays, byte for byte, and the tags between.

use std::ops::Range;

use super::{
    blocks::{Layout, What},
    tag::{Kind, Tag},
    walk::{Item, Run, Walked},
};

/// A piece of a part in the order of the filled file.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Out {
    /// These bytes of the part.
    Bytes(Range<usize>),
    /// This XML.
    Xml(String),
    /// A tag or what belongs to it.
    Tag(What),
}

/// A stretch of the part and what stands there instead.
struct Edit {
    range: Range<usize>,
    order: (u8, usize),
    out: Vec<Out>,
}

/// Cuts a part; `tags` are those of the part, in order.
pub(super) fn cut(walked: &Walked, tags: &[Tag], layout: &Layout, length: usize) -> Vec<Out> {
    let mut edits: Vec<Edit> = Vec::new();
    for insert in &layout.inserts {
        let order = (insert.order, insert.sequence);
        edits.push(Edit { range: insert.at..insert.at, order, out: vec![Out::Tag(insert.what)] });
    }
    let mut by_paragraph = vec![Vec::new(); walked.paragraphs.len()];
    for (index, tag) in tags.iter().enumerate() {
        by_paragraph[tag.paragraph].push(index);
    }
    let cutter = Cutter { walked, tags, layout, by_paragraph };
    cutter.gone(&mut edits);
    for run in 0..walked.runs.len() {
        cutter.run(run, &mut edits);
    }
    cutter.plain_controls(&mut edits);
    edits.sort_by_key(|edit| (edit.range.start, edit.order));
    let (mut out, mut at) = (Vec::new(), 0);
    for edit in edits {
        if edit.range.start > at {
            out.push(Out::Bytes(at..edit.range.start));
        }
        at = at.max(edit.range.end);
        out.extend(edit.out);
    }
    out.push(Out::Bytes(at..length));
    out
}

struct Cutter<'a> {
    walked: &'a Walked,
    tags: &'a [Tag],
    layout: &'a Layout,
    by_paragraph: Vec<Vec<usize>>,
}

impl Cutter<'_> {
    fn is_gone(&self, paragraph: usize) -> bool {
        let node = self.walked.paragraphs[paragraph].node;
        self.layout.gone_paragraphs.contains(&paragraph)
            || self.walked.ancestors(node).any(|node| self.layout.gone_rows.contains(&node))
    }

    /// The tags of conditions and loops of some paragraphs.
    fn blocks(&self, inside: impl Fn(usize) -> bool) -> impl Iterator<Item = Out> {
        let blocks = self.tags.iter().enumerate().filter(move |(_, tag)| inside(tag.paragraph));
        let blocks = blocks.filter(|(_, tag)| matches!(tag.kind, Kind::Block(_)));
        blocks.map(|(index, _)| Out::Tag(What::Tag(index)))
    }

    /// Paragraphs and rows that are only tags.
    fn gone(&self, edits: &mut Vec<Edit>) {
        for paragraph in &self.layout.gone_paragraphs {
            let held = &self.walked.paragraphs[*paragraph];
            if self.walked.ancestors(held.node).any(|node| self.layout.gone_rows.contains(&node)) {
                continue;
            }
            let mut out: Vec<Out> = held.marks.iter().cloned().map(Out::Bytes).collect();
            out.extend(self.blocks(|of| of == *paragraph));
            edits.push(Edit { range: self.walked.nodes[held.node].range.clone(), order: (3, 0), out });
        }
        for row in &self.layout.gone_rows {
            let inside = |of: usize| self.walked.ancestors(self.walked.paragraphs[of].node).any(|node| node == *row);
            let out = self.blocks(inside).collect();
            edits.push(Edit { range: self.walked.nodes[*row].range.clone(), order: (3, 0), out });
        }
    }

    /// The tag a letter belongs to.
    fn tag_of(&self, paragraph: usize, letter: usize) -> Option<(usize, bool)> {
        let found = self.by_paragraph[paragraph].iter().find(|tag| self.tags[**tag].letters.contains(&letter));
        found.map(|tag| (*tag, self.tags[*tag].letters.start == letter))
    }

    /// Takes the letters of tags out of a run and splits it where a tag begins.
    fn run(&self, index: usize, edits: &mut Vec<Edit>) {
        let run = &self.walked.runs[index];
        let paragraph = run.paragraph;
        let touched = run.items.iter().any(|item| match item {
            Item::Text(letters) => letters.clone().any(|letter| self.tag_of(paragraph, letter).is_some()),
            Item::Sign(_, letter) => self.tag_of(paragraph, *letter).is_some(),
            Item::Raw(_) => false,
        });
        if !touched || self.is_gone(paragraph) {
            return;
        }
        let mut split = Split::new(self.walked, run);
        for item in &run.items {
            match item {
                Item::Text(letters) => {
                    let mut words = String::new();
                    for letter in letters.clone() {
                        match self.tag_of(paragraph, letter) {
                            None => words.push(self.walked.paragraphs[paragraph].letters[letter].c),
                            Some((tag, true)) => {
                                split.text(&std::mem::take(&mut words));
                                split.tag((!self.layout.moved.contains(&tag)).then_some(tag));
                            }
                            Some((_, false)) => {}
                        }
                    }
                    split.text(&words);
                }
                Item::Sign(bytes, letter) => {
                    if self.tag_of(paragraph, *letter).is_none() {
                        split.raw(bytes);
                    }
                }
                Item::Raw(bytes) => split.raw(bytes),
            }
        }
        edits.extend(split.finish());
    }

    /// A content control that takes plain text only cannot hold the content control of a figure: it takes any text then.
    fn plain_controls(&self, edits: &mut Vec<Edit>) {
        let mut done: Vec<Range<usize>> = Vec::new();
        for tag in self.tags.iter().filter(|tag| tag.kind == Kind::Print) {
            for range in &self.walked.runs[tag.run].plain {
                if !done.contains(range) {
                    done.push(range.clone());
                    edits.push(Edit { range: range.clone(), order: (3, 0), out: Vec::new() });
                }
            }
        }
    }
}

/// A run while it is split.
struct Split<'a> {
    walked: &'a Walked,
    run: &'a Run,
    /// Up to here the run is written.
    at: usize,
    /// What stands in the place of the bytes since.
    out: Vec<Out>,
    /// A run is open in what is written.
    open: bool,
    edits: Vec<Edit>,
}

impl<'a> Split<'a> {
    fn new(walked: &'a Walked, run: &'a Run) -> Split<'a> {
        Split { walked, run, at: run.range.start, out: Vec::new(), open: false, edits: Vec::new() }
    }

    fn open(&mut self) {
        if !self.open {
            self.open = true;
            self.out.push(Out::Bytes(self.run.open.clone()));
            if !self.run.properties.is_empty() {
                self.out.push(Out::Bytes(self.run.properties.clone()));
            }
        }
    }

    fn close(&mut self) {
        if std::mem::take(&mut self.open) {
            self.out.push(Out::Xml(format!("</{}r>", self.walked.prefix)));
        }
    }

    fn text(&mut self, words: &str) {
        if !words.is_empty() {
            self.open();
            self.out.push(Out::Xml(text_element(&self.walked.prefix, words)));
        }
    }

    fn raw(&mut self, bytes: &Range<usize>) {
        self.open();
        let out = std::mem::take(&mut self.out);
        self.edits.push(Edit { range: self.at..bytes.start, order: (3, 0), out });
        self.at = bytes.end;
    }

    /// A tag begins here; none: it is written elsewhere.
    fn tag(&mut self, tag: Option<usize>) {
        if let Some(tag) = tag {
            self.close();
            self.out.push(Out::Tag(What::Tag(tag)));
        }
    }

    fn finish(mut self) -> Vec<Edit> {
        self.close();
        self.edits.push(Edit { range: self.at..self.run.range.end, order: (3, 0), out: self.out });
        self.edits
    }
}

/// A text of a run; spaces at its ends stay.
pub(super) fn text_element(prefix: &str, words: &str) -> String {
    format!("<{prefix}t xml:space=\"preserve\">{}</{prefix}t>", crate::docx::escape(words))
}
