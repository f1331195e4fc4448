//! The whole file as one source for the template engine: what stays is a mark, each tag is a line of its own.

use std::fmt::Write as _;

use super::{Template, blocks::What, cut::Out, tag::Kind, walk::Walked};
use crate::template::{
    CLOSE, OPEN,
    marked::{ROWS, TOTAL},
};

/// The source, with the tags that failed left out.
pub(super) struct Source {
    blank: Vec<bool>,
}

impl Source {
    pub fn new(template: &Template) -> Source {
        Source { blank: vec![false; template.tags.len()] }
    }

    /// Leaves a tag out; false when it is left out already.
    pub fn blank(&mut self, tag: usize) -> bool {
        !std::mem::replace(&mut self.blank[tag], true)
    }

    /// The source, and the tag of each of its lines.
    pub fn write(&self, template: &Template) -> (String, Vec<Option<usize>>) {
        let mut text = String::new();
        let mut lines = vec![None];
        for (number, part) in template.parts.iter().enumerate() {
            mark(&mut text, 'p', number);
            for (index, out) in part.outs.iter().enumerate() {
                let Out::Tag(what) = out else {
                    mark(&mut text, 'x', index);
                    continue;
                };
                let tag = part.first + what.tag();
                if matches!(what, What::Tag(_)) {
                    mark(&mut text, 't', tag);
                }
                text.push('\n');
                lines.push(Some(tag));
                text.push_str(&self.tag(template, *what, tag));
            }
        }
        (text, lines)
    }

    fn tag(&self, template: &Template, what: What, tag: usize) -> String {
        let placed = &template.tags[tag];
        let rows = placed.rows.filter(|_| !self.blank[tag]);
        match what {
            What::EndRows(_) => return "{% endfor %}".to_owned(),
            What::Total(_) => {
                return rows.map_or_else(String::new, |rows| format!("{{% set total = {TOTAL}({rows}) %}}"));
            }
            What::Tag(_) => {}
        }
        let inner = &placed.tag.inner;
        match &placed.tag.kind {
            Kind::Comment => String::new(),
            Kind::Print if self.blank[tag] => String::new(),
            Kind::Print => format!("{{{{ {inner} }}}}"),
            Kind::Block(word) => match (&**word, self.blank[tag]) {
                ("rows", _) => rows.map_or_else(
                    || "{% for row in [] %}".to_owned(),
                    |rows| format!("{{% for row in {ROWS}({rows}) %}}"),
                ),
                (_, false) => format!("{{% {inner} %}}"),
                ("if", true) => "{% if false %}".to_owned(),
                ("elif", true) => "{% elif false %}".to_owned(),
                ("for", true) => "{% for none__ in [] %}".to_owned(),
                (_, true) => String::new(),
            },
        }
    }
}

fn mark(text: &mut String, kind: char, number: usize) {
    let _ = write!(text, "{OPEN}{kind}{number}{CLOSE}");
}

/// Whether a paragraph lies in the copy of a drawing for old programs.
pub(super) fn is_fallback(walked: &Walked, paragraph: usize) -> bool {
    walked.paragraphs[paragraph].fallback
}
