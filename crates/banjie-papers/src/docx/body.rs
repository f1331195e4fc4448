//! The text of the document: paragraphs, headings, lists, runs, and a content control for every figure.

use std::fmt::Write as _;

use super::{
    Options, PrintFault, frame, parts, picture, signature, table,
    xml::{DECLARATION, MAIN, RELATIONS, escape},
};
use banjie_model::report::Form;

use crate::document::{Block, Document, Frame, Inline};

/// Begins the tag of each figure's content control; its number, from 1, follows.
pub(crate) const TAG: &str = "banjie-figure-";
/// A character of the body, in twips: 15.75 pt.
pub(super) const CHARACTER: usize = 315;
/// A line of the body, in twips: 28.95 pt, so that 22 fill the text block.
pub(super) const LINE: usize = 579;
/// Width of the text block in twips.
pub(super) const WIDTH: usize = 8845;
/// Longest name Word shows on a content control.
const ALIAS_MAX: usize = 64;

/// Page and margins of GB/T 9704-2012, 5.1: A4, 37 mm above, 28 mm left, text block 156 × 225 mm. The footer is placed so
/// that its dash lies about 7 mm below the text block; that of a letter stands on its lower double line, 20 mm above the
/// edge of the page, and its header begins 30 mm below the upper edge.
fn page(letter: bool) -> String {
    let (header, footer) = if letter { (1751, 1134) } else { (1134, 1134 + parts::FOOTER_RISE) };
    format!(
        "<w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" \
         w:left=\"1587\" w:header=\"{header}\" w:footer=\"{footer}\" w:gutter=\"0\"/>"
    )
}

/// The text, and what other parts have to know of it.
pub(super) struct Body {
    pub xml: String,
    /// Addresses of the links, in order.
    pub links: Vec<String>,
    /// First number of each list; none: bullets.
    pub lists: Vec<Option<u64>>,
    /// Pictures, in order.
    pub media: Vec<picture::Media>,
}

pub(super) fn print(document: &Document, options: &Options) -> Result<Body, PrintFault> {
    let mut printer = Printer::new(document, options);
    let blocks = &document.blocks;
    let apart = blocks.iter().position(|block| matches!(block, Block::Attachment { .. })).unwrap_or(blocks.len());
    let (text, attachments) = blocks.split_at(apart);
    printer.head(document.frame.as_ref());
    match &document.frame {
        Some(frame) => {
            printer.blocks(text)?;
            printer.keep_last_with_next();
            printer.out.push_str(&frame::after_text(frame));
        }
        None => printer.closed_by_hand(text)?,
    }
    printer.blocks(attachments)?;
    if let Some(frame) = &document.frame {
        printer.out.push_str(&frame::imprint(frame));
    }
    let letter = document.frame.as_ref().is_some_and(|frame| frame.form == Form::Letter);
    let page = page(letter);
    let (first, first_page) = if letter { (parts::first_references(), "<w:titlePg/>") } else { (String::new(), "") };
    let xml = format!(
        "{DECLARATION}<w:document xmlns:w=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><w:body>{}<w:sectPr>{first}\
         <w:footerReference w:type=\"default\" r:id=\"{}\"/><w:footerReference w:type=\"even\" r:id=\"{}\"/>{page}\
         {first_page}</w:sectPr></w:body></w:document>",
        printer.out,
        parts::FOOTER_ODD,
        parts::FOOTER_EVEN
    );
    Ok(Body { xml, links: printer.links, lists: printer.lists, media: printer.media })
}

/// How a paragraph is set; lengths in twips.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Setting {
    pub style: Option<&'static str>,
    /// Left, centre or right, where it is not the style's.
    pub align: Option<&'static str>,
    /// Number of its list and level.
    pub item: Option<(usize, usize)>,
    pub keep_next: bool,
    /// All of it is bold.
    pub bold: bool,
    /// A thin line below it.
    pub rule: bool,
    /// Signature or date: on the right, without the indent of a paragraph.
    pub signature: bool,
    /// Free on the right, for signatures.
    pub right: usize,
    /// Free above.
    pub before: u32,
    /// Moved to the right, in lists.
    pub left: usize,
}

impl Setting {
    pub fn style(style: &'static str) -> Setting {
        Setting { style: Some(style), ..Setting::default() }
    }
}

/// How a run is set.
#[derive(Clone, Copy, Debug, Default)]
struct Face {
    bold: bool,
    dotted: bool,
    struck: bool,
    link: bool,
}

impl Face {
    /// The hint makes quotation marks and dashes Chinese.
    fn properties(self) -> String {
        let part = |on: bool, xml: &'static str| if on { xml } else { "" };
        format!(
            "<w:rPr><w:rFonts w:hint=\"eastAsia\"/>{}{}{}{}</w:rPr>",
            part(self.bold, "<w:b/><w:bCs/>"),
            part(self.struck, "<w:strike/>"),
            part(self.link, "<w:u w:val=\"single\"/>"),
            part(self.dotted, "<w:em w:val=\"dot\"/>"),
        )
    }
}

pub(super) struct Printer<'a> {
    pub document: &'a Document,
    pub options: &'a Options,
    pub out: String,
    pub media: Vec<picture::Media>,
    links: Vec<String>,
    lists: Vec<Option<u64>>,
    /// Content controls so far: each has a number of its own.
    controls: usize,
    /// The next paragraph begins a page.
    new_page: bool,
    quoted: bool,
    /// Depth of lists.
    depth: usize,
}

impl<'a> Printer<'a> {
    pub fn new(document: &'a Document, options: &'a Options) -> Printer<'a> {
        Printer {
            document,
            options,
            out: String::with_capacity(64 * 1024),
            media: Vec::new(),
            links: Vec::new(),
            lists: Vec::new(),
            controls: 0,
            new_page: false,
            quoted: false,
            depth: 0,
        }
    }

    /// Red head, title, recipients.
    fn head(&mut self, frame: Option<&Frame>) {
        let before = match frame {
            Some(frame) if frame.form == Form::File => {
                self.out.push_str(&frame::file_head(frame, self.options));
                2 * LINE
            }
            Some(frame) if frame.form == Form::Letter => {
                self.out.push_str(&frame::letter_head(frame, self.options));
                2 * LINE
            }
            _ => 0,
        };
        self.title(&self.document.title, before);
        if let Some(frame) = frame {
            self.out.push_str(&frame::recipients(frame));
        }
    }

    /// Signature and date never stand on a page without text.
    fn keep_last_with_next(&mut self) {
        let Some(start) = self.out.rfind("<w:p>") else { return };
        let mut at = start + "<w:p>".len();
        if !self.out[at..].starts_with("<w:pPr>") {
            return self.out.insert_str(at, "<w:pPr><w:keepNext/></w:pPr>");
        }
        at += "<w:pPr>".len();
        if self.out[at..].starts_with("<w:pStyle") {
            at += self.out[at..].find("/>").map_or(0, |end| end + 2);
        }
        if !self.out[at..].starts_with("<w:keepNext/>") {
            self.out.insert_str(at, "<w:keepNext/>");
        }
    }

    fn title(&mut self, title: &[Inline], before: usize) {
        let before = u32::try_from(before).unwrap_or(0);
        let setting = Setting { before, ..Setting::style("Title") };
        // A broken line is text: a figure in it would lose its content control.
        if title.iter().any(|inline| matches!(inline, Inline::Figure(_))) {
            return self.paragraph(&setting, title);
        }
        let lines = crate::title::lines(title, &self.document.figures);
        self.paragraph(&setting, &lines.join(&Inline::Break));
    }

    /// Text whose last two paragraphs may be signature and date.
    fn closed_by_hand(&mut self, blocks: &[Block]) -> Result<(), PrintFault> {
        let signed = signature::find(blocks, &self.document.figures);
        let text = blocks.len() - if signed.is_some() { 2 } else { 0 };
        self.blocks(&blocks[..text])?;
        if let (Some(signed), [.., Block::Paragraph(name), Block::Paragraph(date)]) = (signed, blocks) {
            let line = |right: usize, before| Setting {
                right: right * CHARACTER / 2,
                before,
                signature: true,
                ..Setting::default()
            };
            self.paragraph(&line(signed.name, 579), name);
            self.paragraph(&line(signed.date, 0), date);
        }
        Ok(())
    }

    pub fn blocks(&mut self, blocks: &[Block]) -> Result<(), PrintFault> {
        blocks.iter().try_for_each(|block| self.block(block))
    }

    fn block(&mut self, block: &Block) -> Result<(), PrintFault> {
        match block {
            Block::Heading { level, inlines } => {
                let styles = ["Heading1", "Heading2", "Heading3", "Heading4"];
                let style = styles[usize::from(*level).clamp(1, styles.len()) - 1];
                self.paragraph(&Setting::style(style), inlines);
            }
            Block::Paragraph(inlines) => self.paragraph(&self.plain(), inlines),
            Block::List { start, items } => return self.list(*start, items),
            Block::Quote(inner) => {
                let outer = std::mem::replace(&mut self.quoted, true);
                self.blocks(inner)?;
                self.quoted = outer;
            }
            Block::Table(table) => return table::print(self, table),
            Block::Chart(chart) => return picture::chart(self, chart),
            Block::Image(image) => picture::image(self, image),
            Block::Attachment { number, title } => {
                self.new_page = false;
                self.out.push_str(&frame::attachment_mark(*number, self.options));
                self.title(title, LINE);
            }
            Block::PageBreak => self.new_page = true,
            Block::Rule => self.paragraph(&Setting { rule: true, ..Setting::style("Gap") }, &[]),
        }
        Ok(())
    }

    /// An ordinary paragraph at this place.
    fn plain(&self) -> Setting {
        match (self.quoted, self.depth) {
            (true, _) => Setting::style("Quote"),
            (false, 0 | 1) => Setting::default(),
            (false, depth) => Setting { left: (depth - 1).min(parts::LEVELS - 1) * 630, ..Setting::default() },
        }
    }

    fn list(&mut self, start: Option<u64>, items: &[Vec<Block>]) -> Result<(), PrintFault> {
        self.lists.push(start);
        let number = self.lists.len();
        let level = self.depth.min(parts::LEVELS - 1);
        self.depth += 1;
        for item in items {
            let first = Setting { item: Some((number, level)), ..Setting::default() };
            let rest = match item.split_first() {
                Some((Block::Paragraph(inlines), rest)) => {
                    self.paragraph(&first, inlines);
                    rest
                }
                _ => {
                    self.paragraph(&first, &[]);
                    item
                }
            };
            self.blocks(rest)?;
        }
        self.depth -= 1;
        Ok(())
    }

    pub fn paragraph(&mut self, setting: &Setting, inlines: &[Inline]) {
        let properties = self.paragraph_properties(setting);
        let _ = write!(self.out, "<w:p>{properties}");
        self.inlines(inlines, Face { bold: setting.bold, ..Face::default() });
        self.out.push_str("</w:p>");
    }

    /// In the order the schema prescribes.
    pub fn paragraph_properties(&mut self, setting: &Setting) -> String {
        let mut out = String::new();
        if let Some(style) = setting.style {
            let _ = write!(out, "<w:pStyle w:val=\"{style}\"/>");
        }
        if setting.keep_next {
            out.push_str("<w:keepNext/>");
        }
        if std::mem::take(&mut self.new_page) {
            out.push_str("<w:pageBreakBefore/>");
        }
        if let Some((number, level)) = setting.item {
            let _ = write!(out, "<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{number}\"/></w:numPr>");
        }
        if setting.rule {
            out.push_str("<w:pBdr><w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"1\" w:color=\"auto\"/></w:pBdr>");
        }
        if setting.before > 0 && setting.style == Some("Title") {
            let _ = write!(out, "<w:spacing w:before=\"{}\" w:after=\"{LINE}\"/>", setting.before);
        } else if setting.before > 0 {
            let _ = write!(out, "<w:spacing w:before=\"{}\"/>", setting.before);
        }
        if setting.signature {
            let _ = write!(out, "<w:ind w:right=\"{}\" w:firstLine=\"0\"/><w:jc w:val=\"right\"/>", setting.right);
        } else if setting.left > 0 {
            let _ = write!(out, "<w:ind w:left=\"{}\" w:firstLine=\"630\"/>", setting.left);
        }
        if let Some(align) = setting.align {
            let _ = write!(out, "<w:jc w:val=\"{align}\"/>");
        }
        if out.is_empty() { out } else { format!("<w:pPr>{out}</w:pPr>") }
    }

    fn inlines(&mut self, inlines: &[Inline], face: Face) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => self.run(text, face),
                Inline::Strong(inner) => self.inlines(inner, Face { bold: true, ..face }),
                Inline::Emphasis(inner) => self.inlines(inner, Face { dotted: true, ..face }),
                Inline::Deleted(inner) => self.inlines(inner, Face { struck: true, ..face }),
                Inline::Link { inlines: inner, .. } if face.link => self.inlines(inner, face),
                Inline::Link { to, inlines: inner } => {
                    self.links.push(to.clone());
                    let _ = write!(self.out, "<w:hyperlink r:id=\"link{}\">", self.links.len());
                    self.inlines(inner, Face { link: true, ..face });
                    self.out.push_str("</w:hyperlink>");
                }
                Inline::Break => self.out.push_str("<w:r><w:br/></w:r>"),
                Inline::Figure(index) => self.figure(*index, face),
            }
        }
    }

    fn run(&mut self, text: &str, face: Face) {
        if !text.is_empty() {
            let (properties, text) = (face.properties(), escape(text));
            let _ = write!(self.out, "<w:r>{properties}<w:t xml:space=\"preserve\">{text}</w:t></w:r>");
        }
    }

    /// The number of the next content control.
    pub fn control(&mut self) -> usize {
        self.controls += 1;
        self.controls
    }

    /// A content control that may be edited, so that a slip can be put right by hand, but not deleted.
    fn figure(&mut self, index: usize, face: Face) {
        let Some(figure) = self.document.figures.get(index) else { return };
        let (id, number) = (self.control(), index + 1);
        let caption = format!("数{number} {}", figure.trace().caption());
        let alias: String = caption.chars().take(ALIAS_MAX).collect();
        let _ = write!(
            self.out,
            "<w:sdt><w:sdtPr>{}<w:alias w:val=\"{}\"/><w:tag w:val=\"{TAG}{number}\"/><w:id w:val=\"{id}\"/>\
             <w:lock w:val=\"sdtLocked\"/><w:text/></w:sdtPr><w:sdtContent>",
            face.properties(),
            escape(&alias)
        );
        self.run(&figure.text(), face);
        self.out.push_str("</w:sdtContent></w:sdt>");
    }

    /// The words of a run, with figures as their text.
    pub fn words(&self, inlines: &[Inline]) -> String {
        crate::document::plain_text(inlines, &self.document.figures)
    }
}
