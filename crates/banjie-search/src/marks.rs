//! Where in a text the words of a question stand.

use std::ops::Range;

use banjie_model::Name;

use crate::Marked;
use crate::query::{Question, Word};
use crate::sound::{readings, ways};
use crate::units::Units;

/// Characters of a snippet.
const SNIPPET: usize = 60;
/// Characters of a snippet before its first mark.
const BEFORE: usize = 15;

/// The label with its marks, by characters or by pinyin.
pub(crate) fn label(text: Name, question: &Question) -> Marked {
    let units = Units::of(&text);
    let mut marks = Vec::new();
    for word in &question.words {
        if !literal(&units, &word.units, &mut marks) {
            by_sound(&units, word, &mut marks);
        }
    }
    Marked { marks: joined(marks), text }
}

/// A text with its marks.
pub(crate) fn plain(text: Name, question: &Question) -> Marked {
    let units = Units::of(&text);
    let mut marks = Vec::new();
    for word in &question.words {
        literal(&units, &word.units, &mut marks);
        for part in &word.parts {
            literal(&units, part, &mut marks);
        }
    }
    Marked { marks: joined(marks), text }
}

/// A piece of the first text that has a mark.
pub(crate) fn snippet(texts: impl Iterator<Item = Name>, question: &Question) -> Option<Marked> {
    let marked = texts.map(|text| plain(text, question)).find(|marked| !marked.marks.is_empty())?;
    let length = marked.text.chars().count();
    if length <= SNIPPET {
        return Some(marked);
    }
    let from = marked.marks[0].start.saturating_sub(BEFORE).min(length - SNIPPET);
    let to = from + SNIPPET;
    let front = usize::from(from > 0);
    let mut text = String::from(if front > 0 { "…" } else { "" });
    text.extend(marked.text.chars().skip(from).take(SNIPPET));
    if to < length {
        text.push('…');
    }
    let within = marked.marks.into_iter().filter(|m| m.start < to);
    let marks = within.map(|m| m.start - from + front..m.end.min(to) - from + front).collect();
    Some(Marked { text: text.into(), marks })
}

/// Marks where the units stand one behind the other; tells whether they do.
fn literal(text: &Units, word: &Units, marks: &mut Vec<Range<usize>>) -> bool {
    let before = marks.len();
    for start in 0..(text.len() + 1).saturating_sub(word.len()) {
        if let Some(mark) = literal_at(text, start, word) {
            marks.push(mark);
        }
    }
    marks.len() > before
}

fn literal_at(text: &Units, start: usize, word: &Units) -> Option<Range<usize>> {
    let last = word.len() - 1;
    let mut mark = text.source(start).start..text.source(start + last).end;
    for k in 0..=last {
        let (here, sought) = (text.text(start + k), word.text(k));
        let chars = sought.chars().count();
        if here == sought {
            continue;
        } else if k == last && !word.is_wide(k) && here.starts_with(sought) {
            mark.end = mark.end.min(text.source(start + k).start + chars);
        } else if k == 0 && !word.is_wide(k) && here.ends_with(sought) && (last > 0 || chars > 1) {
            mark.start = mark.start.max(text.source(start).end.saturating_sub(chars));
        } else {
            return None;
        }
    }
    Some(mark)
}

fn by_sound(text: &Units, word: &Word, marks: &mut Vec<Range<usize>>) {
    let whole = std::slice::from_ref(&word.units);
    for part in if word.parts.is_empty() { whole } else { &word.parts } {
        if literal(text, part, marks) || part.len() != 1 {
            continue;
        }
        for way in ways(part.text(0)) {
            let starts = 0..(text.len() + 1).saturating_sub(way.len());
            marks.extend(
                starts
                    .filter(|start| way.iter().enumerate().all(|(k, piece)| sounds_like(text, start + k, piece)))
                    .map(|start| text.source(start).start..text.source(start + way.len() - 1).end),
            );
        }
    }
}

fn sounds_like(text: &Units, at: usize, piece: &str) -> bool {
    text.is_wide(at) && text.text(at).chars().flat_map(readings).any(|reading| reading.starts_with(piece))
}

/// In order, without overlaps.
fn joined(mut marks: Vec<Range<usize>>) -> Vec<Range<usize>> {
    marks.sort_by_key(|m| (m.start, m.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for mark in marks {
        match joined.last_mut() {
            Some(last) if mark.start <= last.end => last.end = last.end.max(mark.end),
            _ => joined.push(mark),
        }
    }
    joined
}
