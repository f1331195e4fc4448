//! What a run of the template gives, back in the file: texts as runs, figures as content controls.

use std::{collections::HashSet, fmt::Write as _, sync::Arc};

use banjie_model::figure::Figure;

use super::{Template, cut::Out, cut::text_element};
use crate::{
    docx::{TAG, escape},
    reading::Piece,
    template::{CLOSE, OPEN, marked::Run},
};

/// Longest name Word shows on a content control.
const ALIAS_MAX: usize = 64;

/// Parts as they are written, by name, and the figures in them in order.
type Assembled = (Vec<(String, Vec<u8>)>, Vec<Arc<Figure>>);

/// Writes the parts.
pub(super) fn assemble(template: &Template, run: &Run) -> Assembled {
    let mut filling = Filling {
        template,
        part: 0,
        tag: 0,
        written: vec![Vec::new(); template.parts.len()],
        figures: Vec::new(),
        used: used_numbers(template),
        next: 1,
    };
    for mark in run.text.split(OPEN).skip(1) {
        let Some((mark, _)) = mark.split_once(CLOSE) else { continue };
        match (mark.split_at_checked(1), mark.parse::<usize>()) {
            (_, Ok(piece)) => filling.piece(run.pieces.get(piece)),
            (Some(("p", part)), _) => filling.part = part.parse().unwrap_or(0),
            (Some(("t", tag)), _) => filling.tag = tag.parse().unwrap_or(0),
            (Some(("x", out)), _) => filling.out(out.parse().unwrap_or(usize::MAX)),
            _ => {}
        }
    }
    let names = template.parts.iter().map(|part| part.name.clone());
    (names.zip(filling.written).collect(), filling.figures)
}

/// Numbers of content controls the template already has.
fn used_numbers(template: &Template) -> HashSet<String> {
    let mut used = HashSet::new();
    for part in &template.parts {
        let text = String::from_utf8_lossy(&part.xml);
        used.extend(text.split("id w:val=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
    }
    used
}

struct Filling<'a> {
    template: &'a Template,
    part: usize,
    /// The tag that prints.
    tag: usize,
    written: Vec<Vec<u8>>,
    figures: Vec<Arc<Figure>>,
    used: HashSet<String>,
    next: usize,
}

impl Filling<'_> {
    fn out(&mut self, at: usize) {
        let Some(part) = self.template.parts.get(self.part) else { return };
        match part.outs.get(at) {
            Some(Out::Bytes(range)) => self.written[self.part].extend_from_slice(&part.xml[range.clone()]),
            Some(Out::Xml(xml)) => self.written[self.part].extend_from_slice(xml.as_bytes()),
            Some(Out::Tag(_)) | None => {}
        }
    }

    fn piece(&mut self, piece: Option<&Piece>) {
        let xml = match piece {
            Some(Piece::Text(words)) => self.words(words),
            Some(Piece::Figure(figure)) => self.figure(figure),
            Some(Piece::Table(_) | Piece::Chart(_)) | None => return,
        };
        self.written[self.part].extend_from_slice(xml.as_bytes());
    }

    /// A text in the face of the tag.
    fn words(&self, words: &str) -> String {
        let Some(part) = self.template.parts.get(self.part) else { return String::new() };
        let (prefix, properties) = (&part.walked.prefix, self.properties());
        let mut out = format!("<{prefix}r>{properties}");
        for (line, words) in words.lines().enumerate() {
            if line > 0 {
                let _ = write!(out, "<{prefix}br/>");
            }
            out.push_str(&text_element(prefix, words));
        }
        let _ = write!(out, "</{prefix}r>");
        out
    }

    /// The run properties of the tag's first letter.
    fn properties(&self) -> &str {
        let tag = self.template.tags.get(self.tag);
        let run = tag.and_then(|tag| {
            let part = &self.template.parts[tag.part];
            let run = part.walked.runs.get(tag.tag.run)?;
            std::str::from_utf8(&part.xml[run.properties.clone()]).ok()
        });
        run.unwrap_or_default()
    }

    /// A content control that may be edited but not deleted, as the printer of reports writes it. The copy of a drawing for
    /// old programs has the words only: Word makes it anew.
    fn figure(&mut self, figure: &Arc<Figure>) -> String {
        let fallback = self.template.tags.get(self.tag).is_some_and(|tag| tag.fallback);
        let words = self.words(&figure.text());
        if fallback {
            return words;
        }
        self.figures.push(figure.clone());
        while self.used.contains(&self.next.to_string()) {
            self.next += 1;
        }
        let (id, number) = (self.next, self.figures.len());
        self.next += 1;
        let Some(part) = self.template.parts.get(self.part) else { return words };
        let (w, properties) = (&part.walked.prefix, self.properties());
        let alias: String = format!("数{number} {}", figure.trace().caption()).chars().take(ALIAS_MAX).collect();
        let attribute = |name: &str, value: &str| format!("<{w}{name} {w}val=\"{}\"/>", escape(value));
        format!(
            "<{w}sdt><{w}sdtPr>{properties}{}{}{}{}<{w}text/></{w}sdtPr><{w}sdtContent>{words}</{w}sdtContent></{w}sdt>",
            attribute("alias", &alias),
            attribute("tag", &format!("{TAG}{number}")),
            attribute("id", &id.to_string()),
            attribute("lock", "sdtLocked"),
        )
    }
}
