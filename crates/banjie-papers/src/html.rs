//! Prints a document as one HTML file: nothing is loaded from anywhere, nothing needs a script, every figure opens its source.

use std::fmt::Write as _;

use crate::{
    chart,
    document::{Block, Chart, Document, Inline, Table, plain_text},
    manifest::{Manifest, OPENING},
};

mod frame;
pub(crate) mod sources;
#[cfg(test)]
mod tests;

const STYLE: &str = include_str!("html/style.css");
/// The page may use its own style and the pictures inside it and nothing else: no script, no address.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// The document as a self-contained HTML file. `file` is the name it will have, for the command that traces a figure.
pub fn print(document: &Document, file: &str) -> String {
    let printer = Printer { document };
    let title = escape(&plain_text(&document.title, &document.figures));
    let mut out = String::with_capacity(64 * 1024);
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <main{}>\n{}<header>\n<h1>{}</h1>\n{}</header>\n<article>\n{}",
        frame::class(document.frame.as_ref()),
        frame::head(document.frame.as_ref()),
        printer.inlines(&document.title),
        about(document),
        frame::recipients(document.frame.as_ref()),
    );
    let begins = |block: &&Block| matches!(block, Block::Attachment { .. });
    let attached = document.blocks.iter().position(|block| begins(&block)).unwrap_or(document.blocks.len());
    let (text, attachments) = document.blocks.split_at(attached);
    text.iter().for_each(|block| printer.block(&mut out, block));
    out.push_str(&frame::after_text(document.frame.as_ref()));
    attachments.iter().for_each(|block| printer.block(&mut out, block));
    out.push_str(&frame::imprint(document.frame.as_ref()));
    out.push_str("</article>\n");
    sources::print(&mut out, document, file);
    let manifest = Manifest::of(document).embedded();
    let _ = write!(out, "</main>\n{OPENING}{manifest}</script>\n</body>\n</html>\n");
    out
}

/// A chart as a drawing inside another page, wide and narrow (classes `wide` and `narrow`), in the page's own colours: the variables
/// `--ink`, `--soft`, `--line`, `--accent`, `--paper`, `--part0` to `--part5`. Empty where there is nothing to draw.
pub fn picture(chart: &Chart, document: &Document) -> String {
    chart::draw(chart, document)
}

/// A picture with its caption, inside another page.
pub fn plate(image: &crate::document::Image) -> String {
    frame::image(image)
}

/// As of when the figures hold; a document without any says nothing of it.
fn about(document: &Document) -> String {
    if document.figures.is_empty() {
        return String::new();
    }
    format!("<p class=\"about\">{}</p>\n", escape(&sources::as_of_words(&document.about)))
}

struct Printer<'a> {
    document: &'a Document,
}

impl Printer<'_> {
    fn block(&self, out: &mut String, block: &Block) {
        let _ = match block {
            Block::Heading { level, inlines } => {
                let level = level.clamp(&1, &5) + 1;
                writeln!(out, "<h{level}>{}</h{level}>", self.inlines(inlines))
            }
            Block::Paragraph(inlines) => writeln!(out, "<p>{}</p>", self.inlines(inlines)),
            Block::List { start, items } => return self.list(out, *start, items),
            Block::Quote(inner) => {
                out.push_str("<blockquote>\n");
                inner.iter().for_each(|block| self.block(out, block));
                writeln!(out, "</blockquote>")
            }
            Block::Table(table) => return self.table(out, table),
            Block::Chart(chart) => return self.chart(out, chart),
            Block::Image(image) => writeln!(out, "{}", frame::image(image)),
            Block::Attachment { number, title } => {
                let mark = if *number == 0 { "附件".to_owned() } else { format!("附件{number}") };
                let title = self.inlines(title);
                writeln!(
                    out,
                    "<div class=\"page-break\"></div>\n<p class=\"mark\">{mark}</p>\n<h2 class=\"title\">{title}</h2>"
                )
            }
            Block::PageBreak => writeln!(out, "<div class=\"page-break\"></div>"),
            Block::Rule => writeln!(out, "<hr>"),
        };
    }

    fn list(&self, out: &mut String, start: Option<u64>, items: &[Vec<Block>]) {
        let (open, close) = match start {
            None => ("<ul>".to_owned(), "</ul>"),
            Some(1) => ("<ol>".to_owned(), "</ol>"),
            Some(n) => (format!("<ol start=\"{n}\">"), "</ol>"),
        };
        let _ = writeln!(out, "{open}");
        for item in items {
            out.push_str("<li>");
            match item.as_slice() {
                [Block::Paragraph(inlines)] => out.push_str(&self.inlines(inlines)),
                blocks => blocks.iter().for_each(|block| self.block(out, block)),
            }
            out.push_str("</li>\n");
        }
        let _ = writeln!(out, "{close}");
    }

    fn table(&self, out: &mut String, table: &Table) {
        out.push_str("<figure class=\"table\">\n<div class=\"scroll\" tabindex=\"0\">\n<table>\n");
        if table.number > 0 {
            let _ = writeln!(out, "<caption>表{} {}</caption>", table.number, escape(&table.caption));
        }
        let class = |column: usize| if table.numeric.get(column) == Some(&true) { " class=\"number\"" } else { "" };
        out.push_str("<thead>");
        if table.groups.is_empty() {
            out.push_str("<tr>");
            for (column, head) in table.head.iter().enumerate() {
                let _ = write!(out, "<th scope=\"col\"{}>{}</th>", class(column), self.inlines(head));
            }
            out.push_str("</tr>");
        } else {
            self.grouped_head(out, table);
        }
        out.push_str("</thead>\n<tbody>\n");
        for row in &table.rows {
            out.push_str(if row.total { "<tr class=\"total\">" } else { "<tr>" });
            for (column, cell) in row.cells.iter().enumerate() {
                let text = self.inlines(cell);
                let _ = match column {
                    0 if table.number > 0 => write!(out, "<th scope=\"row\">{text}</th>"),
                    _ => write!(out, "<td{}>{text}</td>", class(column)),
                };
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</tbody>\n</table>\n</div>\n</figure>\n");
    }

    /// Two rows: the indicators, and beneath each its value and what is derived from it.
    fn grouped_head(&self, out: &mut String, table: &Table) {
        let first = table.head.first().map(|head| self.inlines(head)).unwrap_or_default();
        let _ = write!(out, "<tr><th scope=\"col\" rowspan=\"2\">{first}</th>");
        for (title, heads) in &table.groups {
            let span = heads.len();
            let _ = write!(out, "<th scope=\"colgroup\" colspan=\"{span}\" class=\"group\">{}</th>", escape(title));
        }
        out.push_str("</tr><tr>");
        for (title, heads) in &table.groups {
            for head in heads {
                let (title, head) = (escape(title), escape(head));
                let _ = write!(out, "<th scope=\"col\" class=\"number\" aria-label=\"{title} {head}\">{head}</th>");
            }
        }
        out.push_str("</tr>");
    }

    /// The picture, and its numbers as a table beneath: there each is a link to its source.
    fn chart(&self, out: &mut String, chart: &Chart) {
        let caption = format!("图{} {}", chart.number, escape(&chart.caption));
        let picture = chart::draw(chart, self.document);
        let _ = writeln!(
            out,
            "<figure class=\"chart\">\n<figcaption>{caption}<span class=\"unit\">{}</span></figcaption>",
            escape(&chart.unit())
        );
        if picture.is_empty() {
            out.push_str("<p class=\"empty\">没有可画的数</p>\n");
        }
        let _ = writeln!(out, "{picture}\n<details><summary>图中的数</summary>\n<div class=\"scroll\"><table>");
        let table = chart.table();
        out.push_str("<thead><tr><th scope=\"col\"></th>");
        for head in &table.head[1..] {
            let _ = write!(out, "<th scope=\"col\" class=\"number\">{}</th>", self.inlines(head));
        }
        out.push_str("</tr></thead><tbody>");
        for row in &table.rows {
            let _ = write!(out, "<tr><th scope=\"row\">{}</th>", self.inlines(&row.cells[0]));
            for cell in &row.cells[1..] {
                let _ = write!(out, "<td class=\"number\">{}</td>", self.inlines(cell));
            }
            out.push_str("</tr>");
        }
        out.push_str("</tbody></table></div>\n</details>\n</figure>\n");
    }

    fn inlines(&self, inlines: &[Inline]) -> String {
        let mut out = String::new();
        for inline in inlines {
            let _ = match inline {
                Inline::Text(text) => write!(out, "{}", escape(text)),
                Inline::Strong(inner) => write!(out, "<strong>{}</strong>", self.inlines(inner)),
                Inline::Emphasis(inner) => write!(out, "<em>{}</em>", self.inlines(inner)),
                Inline::Deleted(inner) => write!(out, "<del>{}</del>", self.inlines(inner)),
                Inline::Link { to, inlines } => {
                    write!(out, "<a href=\"{}\" rel=\"noreferrer\">{}</a>", escape(to), self.inlines(inlines))
                }
                Inline::Break => write!(out, "<br>"),
                Inline::Figure(index) => self.figure(&mut out, *index),
            };
        }
        out
    }

    fn figure(&self, out: &mut String, index: usize) -> std::fmt::Result {
        let Some(figure) = self.document.figures.get(index) else { return Ok(()) };
        let n = index + 1;
        write!(out, "<a class=\"figure\" id=\"r{n}\" href=\"#f{n}\">{}</a>", escape(&figure.text()))
    }
}

/// Text in which no character means anything to HTML, inside elements and quoted attributes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() && c != '\n' && c != '\t' => {}
            c => out.push(c),
        }
    }
    out
}
