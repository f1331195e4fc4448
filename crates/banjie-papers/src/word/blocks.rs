//! Conditions, loops and repeated rows: which tags belong together and how much of the file they govern.
//!
//! Both ends in one paragraph govern the text between; alone in paragraphs of one cell or page they govern the paragraphs
//! between; in a table they govern rows.

use std::collections::BTreeSet;

use super::{
    fault::STRUCTURE,
    tag::{Kind, Tag},
    walk::{Kind as Place, Walked},
};

/// A fault: tag, message, help.
pub(super) type Fault = (usize, &'static str, String, &'static str);

/// Where a tag is written in the filled file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Layout {
    /// Before or after a byte: closers first, in the order in which they close, then openers in the order of the text.
    pub inserts: Vec<Insert>,
    /// Tags that are not written where they stand.
    pub moved: BTreeSet<usize>,
    /// Paragraphs that are only tags and go.
    pub gone_paragraphs: BTreeSet<usize>,
    /// Rows (nodes) that are only tags and go.
    pub gone_rows: BTreeSet<usize>,
}

/// A tag written at a byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Insert {
    pub at: usize,
    /// 0: closes, 1: the whole of a table is named, 2: opens.
    pub order: u8,
    pub sequence: usize,
    pub what: What,
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    /// The tag itself.
    Tag(usize),
    /// The end of the loop of a `rows` tag.
    EndRows(usize),
    /// The name `total` for a `rows` tag.
    Total(usize),
}

/// A block that is open: its tags so far, or the row that is repeated.
enum Open {
    Group(Vec<usize>),
    Rows { tag: usize, row: usize },
}

impl What {
    /// The tag it belongs to.
    pub fn tag(self) -> usize {
        match self {
            What::Tag(tag) | What::EndRows(tag) | What::Total(tag) => tag,
        }
    }
}

struct Blocks<'a> {
    walked: &'a Walked,
    tags: &'a [Tag],
    open: Vec<Open>,
    closed: usize,
    tables: BTreeSet<usize>,
    layout: Layout,
    faults: Vec<Fault>,
}

/// Pairs the tags of a part (in order).
pub(super) fn arrange(walked: &Walked, tags: &[Tag]) -> (Layout, Vec<Fault>) {
    let layout = Layout::default();
    let tables = BTreeSet::new();
    let mut blocks = Blocks { walked, tags, open: Vec::new(), closed: 0, tables, layout, faults: Vec::new() };
    for (index, tag) in tags.iter().enumerate() {
        blocks.close_rows(Some(index));
        if let Kind::Block(word) = &tag.kind {
            blocks.block(index, word);
        }
    }
    blocks.close_rows(None);
    for open in std::mem::take(&mut blocks.open) {
        if let Open::Group(tags) = open {
            blocks.fault(tags[0], "这个条件或循环没有结束".to_owned(), "补上 {% endif %} 或 {% endfor %}");
        }
    }
    (blocks.layout, blocks.faults)
}

impl Blocks<'_> {
    fn fault(&mut self, tag: usize, message: String, help: &'static str) {
        self.faults.push((tag, STRUCTURE, message, help));
    }

    fn block(&mut self, index: usize, word: &str) {
        match word {
            "if" | "for" => self.open.push(Open::Group(vec![index])),
            "elif" | "else" => {
                self.close_rows_of();
                match self.open.last_mut() {
                    Some(Open::Group(tags)) => tags.push(index),
                    _ => self.fault(index, format!("{{% {word} %}} 前面没有 {{% if %}}"), "补上 {% if … %}"),
                }
            }
            "endif" | "endfor" => {
                self.close_rows_of();
                self.end(index, word);
            }
            "rows" => self.open_rows(index),
            "set" => {}
            "table" | "chart" => self.fault(
                index,
                format!("Word 模板里不写 {{% {word} %}}"),
                "表格在 Word 里画好，要重复的那一行写 {% rows 指标 by 维度 %}；图用 banjie report 写成的报告",
            ),
            other => self.fault(
                index,
                format!("不认识 {{% {other} %}}"),
                "可用：if、elif、else、endif、for、endfor、rows、set",
            ),
        }
    }

    fn end(&mut self, index: usize, word: &str) {
        let begin = word.trim_start_matches("end");
        match self.open.pop() {
            Some(Open::Group(mut tags)) if self.word(tags[0]) == begin => {
                tags.push(index);
                self.govern(&tags);
            }
            other => {
                self.open.extend(other);
                self.fault(
                    index,
                    format!("{{% {word} %}} 前面没有与它成对的 {{% {begin} %}}"),
                    "补上开头，或删去这一处",
                );
            }
        }
    }

    fn word(&self, tag: usize) -> &str {
        match &self.tags[tag].kind {
            Kind::Block(word) => word,
            _ => "",
        }
    }

    fn node(&self, tag: usize) -> usize {
        self.walked.paragraphs[self.tags[tag].paragraph].node
    }

    fn open_rows(&mut self, tag: usize) {
        let row = self.walked.ancestors(self.node(tag)).find(|node| self.walked.nodes[*node].kind == Place::Row);
        let Some(row) = row else {
            return self.fault(tag, "{% rows %} 不在表格里".to_owned(), "写在要重复的那一行的任一格里");
        };
        let table = self.walked.nodes[row].parent;
        let already = self.open.iter().any(|open| matches!(open, Open::Rows { row: other, .. } if *other == row));
        if self.walked.nodes[table].kind != Place::Table || already {
            return self.fault(tag, "这一行不能再按维度重复".to_owned(), "一行只写一个 {% rows %}，不要放进内容控件");
        }
        self.layout.moved.insert(tag);
        let start = self.walked.nodes[row].range.start;
        let first = self.tables.insert(table);
        let at = if first { self.walked.nodes[table].range.start } else { start };
        self.insert(at, 1, tag, What::Total(tag));
        self.insert(start, 2, tag, What::Tag(tag));
        self.open.push(Open::Rows { tag, row });
    }

    fn insert(&mut self, at: usize, order: u8, sequence: usize, what: What) {
        self.layout.inserts.push(Insert { at, order, sequence, what });
    }

    /// Ends the repeated rows that lie before a tag; none: all.
    fn close_rows(&mut self, before: Option<usize>) {
        while let Some(Open::Rows { tag, row }) = self.open.last() {
            let (tag, row) = (*tag, *row);
            let inside = before.is_some_and(|next| self.walked.ancestors(self.node(next)).any(|node| node == row));
            if inside {
                return;
            }
            self.open.pop();
            self.end_rows(tag, row);
        }
    }

    /// A block opened before the repeated row ends inside it: the row ends first.
    fn close_rows_of(&mut self) {
        while let Some(Open::Rows { tag, row }) = self.open.last() {
            let (tag, row) = (*tag, *row);
            self.open.pop();
            self.end_rows(tag, row);
        }
    }

    fn end_rows(&mut self, tag: usize, row: usize) {
        self.closed += 1;
        self.insert(self.walked.nodes[row].range.end, 0, self.closed, What::EndRows(tag));
    }

    /// Decides what a complete block governs.
    fn govern(&mut self, group: &[usize]) {
        let first = self.tags[group[0]].paragraph;
        if group.iter().all(|tag| self.tags[*tag].paragraph == first) {
            let element = |tag: &usize| self.walked.runs[self.tags[*tag].run].element;
            if group.iter().any(|tag| element(tag) != element(&group[0])) {
                let message = "条件或循环的两端，一端在超链接、修订或内容控件里，一端在外面".to_owned();
                self.fault(group[0], message, "两端放在同一处，或先接受修订");
            }
            return;
        }
        let common = self.common(group);
        match self.walked.nodes[common].kind {
            Place::Row => self.one_row(group, common),
            Place::Table => self.several_rows(group, common),
            _ => self.paragraphs(group, common),
        }
    }

    /// The innermost place that holds all of a group.
    fn common(&self, group: &[usize]) -> usize {
        let paths = group.iter().map(|tag| self.walked.ancestors(self.node(*tag)).collect::<Vec<_>>());
        let paths: Vec<Vec<usize>> = paths.collect();
        let shared = paths[0].iter().find(|node| paths.iter().all(|path| path.contains(node)));
        shared.copied().unwrap_or(0)
    }

    /// The part of a place that holds a tag.
    fn child(&self, tag: usize, place: usize) -> usize {
        let mut child = self.node(tag);
        for node in self.walked.ancestors(self.node(tag)) {
            if node == place {
                break;
            }
            child = node;
        }
        child
    }

    fn is_end(&self, tag: usize) -> bool {
        self.word(tag).starts_with("end")
    }

    fn put(&mut self, tag: usize, at: usize) {
        self.layout.moved.insert(tag);
        if self.is_end(tag) {
            self.closed += 1;
            self.insert(at, 0, self.closed, What::Tag(tag));
        } else {
            self.insert(at, 2, tag, What::Tag(tag));
        }
    }

    fn one_row(&mut self, group: &[usize], row: usize) {
        if group.len() > 2 {
            let message = "一行的几个格子之间不能写 {% else %}".to_owned();
            return self.fault(group[1], message, "把两种情形写成两行，各用一个 {% if %}");
        }
        let range = self.walked.nodes[row].range.clone();
        self.put(group[0], range.start);
        self.put(group[1], range.end);
    }

    fn several_rows(&mut self, group: &[usize], table: usize) {
        for tag in group {
            let row = self.child(*tag, table);
            if self.walked.nodes[row].kind != Place::Row {
                return self.fault(*tag, "条件或循环的一端在内容控件里".to_owned(), "移到内容控件外面");
            }
            let range = self.walked.nodes[row].range.clone();
            if self.only_tags(row) {
                self.layout.gone_rows.insert(row);
                self.layout.moved.insert(*tag);
            } else {
                self.put(*tag, if self.is_end(*tag) { range.end } else { range.start });
            }
        }
    }

    fn paragraphs(&mut self, group: &[usize], place: usize) {
        let children: Vec<usize> = group.iter().map(|tag| self.child(*tag, place)).collect();
        let nodes = &self.walked.nodes;
        let level = nodes[children[0]].element;
        for (tag, child) in group.iter().zip(&children) {
            if nodes[*child].kind != Place::Paragraph || nodes[*child].element != level {
                let message = "条件或循环的两端不在同一层：一端在表格、文本框或修订里，一端在外面".to_owned();
                return self.fault(*tag, message, "两端放在同一段，或各自独占一段，或同在一个表格的行里");
            }
            if !self.only_tags(*child) {
                let message = "条件或循环跨了几段，它的标签却与别的文字在同一段".to_owned();
                return self.fault(*tag, message, "让这个标签独占一段；只管一段里的文字时，两端写在同一段");
            }
        }
        for (tag, child) in group.iter().zip(&children) {
            let paragraph = self.tags[*tag].paragraph;
            let container = &nodes[nodes[*child].parent];
            let last = container.kind != Place::Root && container.last == Some(*child);
            if !self.walked.paragraphs[paragraph].section && !last {
                self.layout.gone_paragraphs.insert(paragraph);
                self.layout.moved.insert(*tag);
            } else if self.is_end(*tag) {
                self.put(*tag, nodes[*child].range.start);
            } else {
                let message = "这个标签所在的段带有分节符".to_owned();
                return self.fault(*tag, message, "把标签移到分节符之前的一段");
            }
        }
    }

    /// Whether a paragraph or row holds nothing but tags of conditions and loops.
    fn only_tags(&self, node: usize) -> bool {
        let inside = |at: &usize| self.walked.ancestors(self.walked.paragraphs[*at].node).any(|n| n == node);
        (0..self.walked.paragraphs.len()).filter(inside).all(|at| {
            let paragraph = &self.walked.paragraphs[at];
            let tags = || self.tags.iter().filter(|tag| tag.paragraph == at);
            let tagged = |index: usize| tags().any(|tag| tag.letters.contains(&index));
            let letters = paragraph.letters.iter().enumerate();
            let blocks = |tag: &Tag| match &tag.kind {
                Kind::Block(word) => !matches!(&**word, "rows" | "set"),
                Kind::Comment => true,
                Kind::Print => false,
            };
            !paragraph.drawing
                && tags().all(blocks)
                && letters.into_iter().all(|(index, letter)| letter.c.is_whitespace() || tagged(index))
        })
    }
}
