//! A part of the file: its paragraphs with their characters and runs, and the tables, rows and cells around them.

use std::ops::Range;

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

/// The two namespaces of WordprocessingML: transitional and strict.
const SPACES: [&[u8]; 2] = [
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
];
/// Elements inside each other that are followed.
const DEPTH_MAX: usize = 2048;

/// What a place in the part belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Root,
    /// A footnote or endnote.
    Note,
    Table,
    Row,
    Cell,
    /// The text of a text box.
    Box,
    /// The content of a content control around whole paragraphs or rows.
    Control,
    Paragraph,
}

/// A container or a paragraph.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub kind: Kind,
    pub range: Range<usize>,
    pub parent: usize,
    /// Number of the element around it, whatever that is.
    pub element: usize,
    /// Which of its kind in its parent (tables: in the part), from 1.
    pub number: usize,
    children: [usize; 4],
    /// The last paragraph or table in it.
    pub last: Option<usize>,
}

/// A character of a paragraph.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letter {
    pub c: char,
    /// Run in the part.
    pub run: usize,
    /// Item of the run.
    pub item: usize,
    /// First byte of the item: the order of all letters of the part.
    pub at: usize,
}

/// A part of a run.
#[derive(Clone, Debug)]
pub(super) enum Item {
    /// `w:t`: its letters.
    Text(Range<usize>),
    /// Tab, line break: shown as one letter, kept as it is.
    Sign(Range<usize>, usize),
    /// Anything else.
    Raw(Range<usize>),
}

/// A run.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub range: Range<usize>,
    /// Its opening tag.
    pub open: Range<usize>,
    /// Its properties.
    pub properties: Range<usize>,
    pub items: Vec<Item>,
    /// Number of the element around it.
    pub element: usize,
    pub paragraph: usize,
    /// Content controls around it that take plain text only: where they say so.
    pub plain: Vec<Range<usize>>,
}

/// A paragraph.
#[derive(Clone, Debug, Default)]
pub(super) struct Paragraph {
    pub node: usize,
    pub letters: Vec<Letter>,
    /// Marks of ranges in it (bookmarks, comments), kept when the paragraph goes.
    pub marks: Vec<Range<usize>>,
    /// Ends a section: it must stay.
    pub section: bool,
    /// Holds something that is no text.
    pub drawing: bool,
    /// Number among the paragraphs outside tables, from 1.
    pub number: usize,
    /// In the copy of a drawing for old programs.
    pub fallback: bool,
}

/// A part read.
#[derive(Clone, Debug, Default)]
pub(super) struct Walked {
    /// Prefix of the namespace with its colon, `w:`.
    pub prefix: String,
    pub nodes: Vec<Node>,
    pub paragraphs: Vec<Paragraph>,
    pub runs: Vec<Run>,
}

/// Reads a part.
///
/// # Errors
/// What is wrong with its XML, in Chinese.
pub(super) fn walk(xml: &[u8]) -> Result<Walked, &'static str> {
    let mut walk = Walk::new(xml.len());
    let mut reader = Reader::from_reader(xml);
    let mut before = 0;
    loop {
        let event = reader.read_event().map_err(|_| "XML 有误")?;
        let after = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match event {
            Event::Start(tag) => walk.start(&tag, before..after)?,
            Event::Empty(tag) => {
                walk.start(&tag, before..after)?;
                walk.end(after);
            }
            Event::End(_) => walk.end(after),
            Event::Text(text) => walk.text(&text.decode().map_err(|_| "不是 UTF-8")?),
            Event::CData(text) => walk.text(&text.decode().map_err(|_| "不是 UTF-8")?),
            Event::GeneralRef(entity) => {
                let c = crate::docx::character(&entity).ok_or("含有不认识的字符实体")?;
                walk.text(c.encode_utf8(&mut [0; 4]));
            }
            Event::Eof if walk.open.is_empty() => return Ok(walk.out),
            Event::Eof => return Err("XML 不完整"),
            _ => {}
        }
        before = after;
    }
}

/// An open element.
struct Open {
    name: Local,
    /// Number of the element.
    element: usize,
    start: usize,
    /// The node it made.
    node: Option<usize>,
    /// Paragraph that was open around it, where it opened another.
    outer: Option<(Option<usize>, Option<usize>)>,
    /// For content controls: where it says that it takes plain text only.
    plain: Option<Range<usize>>,
}

/// Names that matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Local {
    Paragraph,
    ParagraphProperties,
    Run,
    RunProperties,
    Text,
    Sign(char),
    Table,
    Row,
    Cell,
    Box,
    Note,
    Control,
    ControlProperties,
    ControlContent,
    Section,
    RangeMark,
    Hidden,
    Drawing,
    Fallback,
    Other,
}

struct Walk {
    out: Walked,
    open: Vec<Open>,
    elements: usize,
    /// Innermost node that is open.
    node: usize,
    paragraph: Option<usize>,
    run: Option<usize>,
    hidden: usize,
    fallback: usize,
    tables: usize,
    free: usize,
}

impl Walk {
    fn new(length: usize) -> Walk {
        let root =
            Node { kind: Kind::Root, range: 0..length, parent: 0, element: 0, number: 1, children: [0; 4], last: None };
        Walk {
            out: Walked { nodes: vec![root], ..Walked::default() },
            open: Vec::new(),
            elements: 0,
            node: 0,
            paragraph: None,
            run: None,
            hidden: 0,
            fallback: 0,
            tables: 0,
            free: 0,
        }
    }

    fn local(&self, tag: &BytesStart<'_>) -> Local {
        let name = tag.name();
        let full = name.as_ref();
        if full.ends_with(b":Fallback") {
            return Local::Fallback;
        }
        if full.ends_with(b":AlternateContent") {
            return Local::Drawing;
        }
        let Some(local) = full.strip_prefix(self.out.prefix.as_bytes()) else { return Local::Other };
        match local {
            b"p" => Local::Paragraph,
            b"pPr" => Local::ParagraphProperties,
            b"r" => Local::Run,
            b"rPr" => Local::RunProperties,
            b"t" => Local::Text,
            b"tab" | b"br" | b"cr" => Local::Sign(' '),
            b"noBreakHyphen" => Local::Sign('-'),
            b"drawing" | b"pict" | b"object" => Local::Drawing,
            b"tbl" => Local::Table,
            b"tr" => Local::Row,
            b"tc" => Local::Cell,
            b"txbxContent" => Local::Box,
            b"footnote" | b"endnote" => Local::Note,
            b"sdt" => Local::Control,
            b"sdtPr" => Local::ControlProperties,
            b"sdtContent" => Local::ControlContent,
            b"sectPr" => Local::Section,
            b"bookmarkStart" | b"bookmarkEnd" | b"commentRangeStart" | b"commentRangeEnd" => Local::RangeMark,
            b"del" | b"moveFrom" | b"delText" | b"instrText" | b"delInstrText" => Local::Hidden,
            _ => Local::Other,
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, bytes: Range<usize>) -> Result<(), &'static str> {
        if self.open.is_empty() {
            self.out.prefix = prefix(tag)?;
        }
        if self.open.len() >= DEPTH_MAX {
            return Err("嵌套过深");
        }
        let name = self.local(tag);
        self.elements += 1;
        let element = self.open.last().map_or(0, |open| open.element);
        let mut open = Open { name, element: self.elements, start: bytes.start, node: None, outer: None, plain: None };
        self.opened(&mut open, element, &bytes);
        let parent = self.open.last_mut();
        if let (Some(Open { name: Local::ControlProperties, .. }), Local::Other) = (&parent, name)
            && tag.local_name().as_ref() == b"text"
        {
            let at = self.open.len().checked_sub(2);
            if let Some(control) = at.and_then(|at| self.open.get_mut(at)) {
                control.plain = Some(bytes.clone());
            }
        }
        self.open.push(open);
        Ok(())
    }

    fn opened(&mut self, open: &mut Open, element: usize, bytes: &Range<usize>) {
        let outer = (self.paragraph, self.run);
        let node = match open.name {
            Local::Paragraph => Some(Kind::Paragraph),
            Local::Table => Some(Kind::Table),
            Local::Row => Some(Kind::Row),
            Local::Cell => Some(Kind::Cell),
            Local::Box => Some(Kind::Box),
            Local::Note => Some(Kind::Note),
            Local::ControlContent if self.paragraph.is_none() => Some(Kind::Control),
            _ => None,
        };
        if let Some(kind) = node {
            open.node = Some(self.push_node(kind, element, bytes.start));
            open.outer = Some(outer);
            (self.paragraph, self.run) = (None, None);
        }
        match open.name {
            Local::Paragraph => self.open_paragraph(),
            Local::Run => self.open_run(element, bytes),
            Local::Hidden => self.hidden += 1,
            Local::Fallback => self.fallback += 1,
            _ => {}
        }
    }

    fn push_node(&mut self, kind: Kind, element: usize, start: usize) -> usize {
        let parent = self.node;
        let index = self.out.nodes.len();
        let slot = match kind {
            Kind::Row => 0,
            Kind::Cell => 1,
            _ => 2,
        };
        self.out.nodes[parent].children[slot] += 1;
        let number = if kind == Kind::Table {
            self.tables += 1;
            self.tables
        } else {
            self.out.nodes[parent].children[slot]
        };
        if matches!(kind, Kind::Paragraph | Kind::Table | Kind::Control) {
            self.out.nodes[parent].last = Some(index);
        }
        self.out.nodes.push(Node { kind, range: start..start, parent, element, number, children: [0; 4], last: None });
        self.node = index;
        index
    }

    fn open_paragraph(&mut self) {
        let inside = self.ancestors().any(|node| matches!(self.out.nodes[node].kind, Kind::Cell | Kind::Box));
        self.free += usize::from(!inside);
        let number = if inside { 0 } else { self.free };
        self.paragraph = Some(self.out.paragraphs.len());
        let fallback = self.fallback > 0;
        self.out.paragraphs.push(Paragraph { node: self.node, number, fallback, ..Paragraph::default() });
    }

    fn ancestors(&self) -> impl Iterator<Item = usize> + '_ {
        self.out.ancestors(self.node)
    }

    fn open_run(&mut self, element: usize, bytes: &Range<usize>) {
        let Some(paragraph) = self.paragraph.filter(|_| self.run.is_none() && self.hidden == 0) else { return };
        self.run = Some(self.out.runs.len());
        self.out.runs.push(Run {
            range: bytes.start..bytes.end,
            open: bytes.clone(),
            properties: bytes.end..bytes.end,
            items: Vec::new(),
            element,
            paragraph,
            plain: self.open.iter().filter_map(|open| open.plain.clone()).collect(),
        });
    }

    fn text(&mut self, text: &str) {
        let Some(Open { name: Local::Text, start, .. }) = self.open.last() else { return };
        let start = *start;
        let (Some(run), Some(paragraph)) = (self.run, self.paragraph) else { return };
        let item = self.out.runs[run].items.len();
        // Of a text that is no direct part of its run nothing can be taken.
        let around = self.open.len().checked_sub(2).map(|at| &self.open[at]);
        let direct = around.is_some_and(|open| open.name == Local::Run && open.start == self.out.runs[run].range.start);
        if direct && self.hidden == 0 {
            let letter = |c| Letter { c, run, item, at: start };
            self.out.paragraphs[paragraph].letters.extend(text.chars().map(letter));
        }
    }

    fn end(&mut self, after: usize) {
        let Some(open) = self.open.pop() else { return };
        let bytes = open.start..after;
        match open.name {
            Local::Hidden => self.hidden = self.hidden.saturating_sub(1),
            Local::Fallback => self.fallback = self.fallback.saturating_sub(1),
            Local::Section | Local::RangeMark => self.special(open.name, &bytes),
            _ => {}
        }
        if let Some(node) = open.node {
            self.out.nodes[node].range = bytes.clone();
            self.node = self.out.nodes[node].parent;
        }
        if let Some((paragraph, run)) = open.outer {
            (self.paragraph, self.run) = (paragraph, run);
        }
        if open.name == Local::Run {
            self.close_run(&bytes);
        } else if self
            .run
            .is_some_and(|run| self.open.last().is_some_and(|o| o.start == self.out.runs[run].range.start))
        {
            self.item(open.name, bytes);
        }
    }

    fn special(&mut self, name: Local, bytes: &Range<usize>) {
        let Some(paragraph) = self.paragraph else { return };
        let paragraph = &mut self.out.paragraphs[paragraph];
        match name {
            Local::Section => paragraph.section = true,
            _ => paragraph.marks.push(bytes.clone()),
        }
    }

    fn close_run(&mut self, bytes: &Range<usize>) {
        if let Some(run) = self.run
            && self.out.runs[run].range.start == bytes.start
        {
            self.out.runs[run].range = bytes.clone();
            self.run = None;
        }
    }

    /// A part of the run that is open.
    fn item(&mut self, name: Local, bytes: Range<usize>) {
        let (Some(run), Some(paragraph)) = (self.run, self.paragraph) else { return };
        let paragraph = &mut self.out.paragraphs[paragraph];
        let item = self.out.runs[run].items.len();
        let from = paragraph.letters.iter().rposition(|l| (l.run, l.item) != (run, item)).map_or(0, |at| at + 1);
        let item = match name {
            Local::RunProperties => {
                self.out.runs[run].properties = bytes;
                return;
            }
            Local::Text => Item::Text(from..paragraph.letters.len()),
            Local::Sign(c) => {
                paragraph.letters.push(Letter { c, run, item, at: bytes.start });
                Item::Sign(bytes, paragraph.letters.len() - 1)
            }
            _ => {
                paragraph.drawing |= name == Local::Drawing;
                Item::Raw(bytes)
            }
        };
        self.out.runs[run].items.push(item);
    }
}

impl Walked {
    /// A node and all around it.
    pub fn ancestors(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(node), |at| (*at != 0).then(|| self.nodes[*at].parent))
    }
}

/// The prefix the root binds to WordprocessingML.
fn prefix(tag: &BytesStart<'_>) -> Result<String, &'static str> {
    for attribute in tag.attributes().flatten() {
        if SPACES.iter().any(|space| *space == &*attribute.value) {
            let key = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
            return Ok(key.strip_prefix("xmlns:").map(|prefix| format!("{prefix}:")).unwrap_or_default());
        }
    }
    Err("不是 Word 的正文格式")
}
