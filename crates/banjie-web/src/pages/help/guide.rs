//! The guide as pages: Markdown of `docs/guide`, with anchors, links within the program, and its plain words for the search.

use std::sync::LazyLock;

use maud::{Markup, html};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeStream, html::push_html};

/// Characters of an excerpt.
const EXCERPT: usize = 90;
/// Characters of it before the word found.
const BEFORE: usize = 24;

/// The documents, in the order in which they are offered: the first is that of everybody's day.
const SOURCES: [(&str, &str); 11] = [
    ("desk", include_str!("../../../../../docs/guide/desk.md")),
    ("limits", include_str!("../../../../../docs/guide/limits.md")),
    ("papers", include_str!("../../../../../docs/guide/papers.md")),
    ("web", include_str!("../../../../../docs/guide/web.md")),
    ("your-first-package", include_str!("../../../../../docs/guide/your-first-package.md")),
    ("package", include_str!("../../../../../docs/guide/package.md")),
    ("commands", include_str!("../../../../../docs/guide/commands.md")),
    ("allotment", include_str!("../../../../../docs/guide/allotment.md")),
    ("keys", include_str!("../../../../../docs/reference/keys.md")),
    ("field-types", include_str!("../../../../../docs/reference/field-types.md")),
    ("functions", include_str!("../../../../../docs/reference/functions.md")),
];

/// A document of the guide.
#[derive(Clone, Debug)]
pub(super) struct Chapter {
    /// Its file without ending: the last part of its address.
    pub key: &'static str,
    /// Its heading.
    pub title: String,
    /// Its first paragraph, in plain words.
    pub lead: String,
    /// HTML without the heading.
    pub body: String,
    /// Its parts.
    pub sections: Vec<Section>,
}

/// What stands beneath one heading.
#[derive(Clone, Debug)]
pub(super) struct Section {
    /// Anchor: the heading without spaces.
    pub id: String,
    /// Heading.
    pub title: String,
    /// 1: the chapter itself.
    pub level: u8,
    /// Plain words.
    pub text: String,
}

impl Section {
    /// True where all words stand in it.
    pub fn has(&self, words: &[String]) -> bool {
        let text = format!("{} {}", self.title, self.text).to_lowercase();
        words.iter().all(|word| text.contains(word))
    }

    /// The words around the first one found, which is marked.
    pub fn excerpt(&self, words: &[String]) -> Markup {
        let lower = self.text.to_lowercase();
        // Lower case may change lengths; then nothing is marked.
        let same = lower.len() == self.text.len();
        let found =
            words.iter().filter_map(|word| Some((lower.find(word.as_str()).filter(|_| same)?, word.len()))).min();
        let (at, len) = found.unwrap_or((0, 0));
        let back: usize = self.text[..at].chars().rev().take(BEFORE).map(char::len_utf8).sum();
        let start = at - back;
        let after: String = self.text[at + len..].chars().take(EXCERPT).collect();
        html! {
            @if start > 0 { "…" }
            (self.text[start..at]) @if len > 0 { mark { (self.text[at..at + len]) } } (after)
            @if self.text.len() > at + len + after.len() { "…" }
        }
    }
}

/// All documents.
pub(super) fn chapters() -> &'static [Chapter] {
    static ALL: LazyLock<Vec<Chapter>> = LazyLock::new(|| SOURCES.iter().map(|(key, text)| read(key, text)).collect());
    &ALL
}

/// True for an anchor of a chapter.
#[cfg(test)]
pub(super) fn is_anchor(key: &str, id: &str) -> bool {
    chapters().iter().any(|chapter| chapter.key == key && chapter.sections.iter().any(|section| section.id == id))
}

/// Anchor of a heading.
fn anchor(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join("-")
}

fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        _ => 3,
    }
}

fn read(key: &'static str, source: &str) -> Chapter {
    let events: Vec<Event<'_>> =
        TextMergeStream::new(Parser::new_ext(source, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)).collect();
    let sections = sections(&events);
    let title = sections.first().map(|section| section.title.clone()).unwrap_or_default();
    let lead = lead(&events);
    let mut body = String::new();
    push_html(&mut body, shown(events, &sections));
    Chapter { key, title, lead, body, sections }
}

/// The first paragraph in plain words.
fn lead(events: &[Event<'_>]) -> String {
    let inside = events.iter().skip_while(|event| !matches!(event, Event::Start(Tag::Paragraph)));
    let inside = inside.take_while(|event| !matches!(event, Event::End(TagEnd::Paragraph)));
    inside.filter_map(words).collect()
}

fn words<'e>(event: &'e Event<'_>) -> Option<&'e str> {
    match event {
        Event::Text(text) | Event::Code(text) => Some(text),
        Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Item | TagEnd::TableCell | TagEnd::Paragraph) => {
            Some(" ")
        }
        _ => None,
    }
}

/// Headings, each with the plain words beneath it.
fn sections(events: &[Event<'_>]) -> Vec<Section> {
    let mut all: Vec<Section> = Vec::new();
    let mut heading = false;
    for event in events {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                heading = true;
                all.push(Section {
                    id: String::new(),
                    title: String::new(),
                    level: depth(*level),
                    text: String::new(),
                });
            }
            Event::End(TagEnd::Heading(_)) => heading = false,
            _ => {
                let (Some(section), Some(words)) = (all.last_mut(), words(event)) else { continue };
                if heading { section.title.push_str(words) } else { section.text.push_str(words) }
            }
        }
    }
    let mut known: Vec<String> = Vec::new();
    for section in &mut all {
        let own = anchor(&section.title);
        let before = known.iter().filter(|id| **id == own).count();
        known.push(own.clone());
        section.id = if before == 0 { own } else { format!("{own}-{before}") };
    }
    all
}

/// The events as they are shown: without the first heading, with anchors, links within the program, and boxes that scroll.
fn shown<'e>(events: Vec<Event<'e>>, sections: &[Section]) -> impl Iterator<Item = Event<'e>> {
    let begin = events.iter().position(|event| matches!(event, Event::End(TagEnd::Heading(HeadingLevel::H1))));
    let mut ids = sections.iter().skip(1).map(|section| section.id.clone()).collect::<Vec<_>>().into_iter();
    let raw = |text: &'static str| Event::Html(CowStr::Borrowed(text));
    // A box that scrolls is reached by keyboard.
    events.into_iter().skip(begin.map_or(0, |at| at + 1)).flat_map(move |event| match event {
        Event::Start(Tag::Heading { level, classes, attrs, .. }) => {
            let id = ids.next().map(CowStr::from);
            vec![Event::Start(Tag::Heading { level, id, classes, attrs })]
        }
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = address(&dest_url).into();
            vec![Event::Start(Tag::Link { link_type, dest_url, title, id })]
        }
        Event::Start(Tag::Table(columns)) => {
            vec![raw("<div class=\"table-wrap\" tabindex=\"0\">"), Event::Start(Tag::Table(columns))]
        }
        Event::End(TagEnd::Table) => vec![Event::End(TagEnd::Table), raw("</div>")],
        Event::Start(Tag::CodeBlock(kind)) => {
            vec![raw("<div class=\"code\" tabindex=\"0\">"), Event::Start(Tag::CodeBlock(kind))]
        }
        Event::End(TagEnd::CodeBlock) => vec![Event::End(TagEnd::CodeBlock), raw("</div>")],
        other => vec![other],
    })
}

/// A link from document to document as an address of the program.
fn address(link: &str) -> String {
    let (file, fragment) = link.split_once('#').unwrap_or((link, ""));
    let fragment = if fragment.is_empty() { String::new() } else { format!("#{fragment}") };
    match file.rsplit('/').next().and_then(|name| name.strip_suffix(".md")) {
        Some(name) if SOURCES.iter().any(|(key, _)| *key == name) => format!("/help/{name}{fragment}"),
        _ => link.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chapter_has_a_title_anchors_of_its_own_and_no_style_the_policy_forbids() {
        for chapter in chapters() {
            assert!(!chapter.title.is_empty(), "{}", chapter.key);
            let mut ids: Vec<&str> = chapter.sections.iter().map(|section| &*section.id).collect();
            ids.sort_unstable();
            let all = ids.len();
            ids.dedup();
            assert_eq!(ids.len(), all, "two headings of {} are the same", chapter.key);
            assert!(!chapter.body.contains("style="), "{}", chapter.key);
        }
    }

    #[test]
    fn every_link_of_the_guide_leads_somewhere_in_the_program_or_is_a_whole_address() {
        for chapter in chapters() {
            for link in chapter.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                let known = link.strip_prefix("/help/").is_some_and(|rest| {
                    let (key, id) = rest.split_once('#').unwrap_or((rest, ""));
                    chapters().iter().any(|chapter| chapter.key == key) && (id.is_empty() || is_anchor(key, id))
                });
                assert!(known || link.starts_with("http"), "{} links to {link}", chapter.key);
            }
        }
    }

    #[test]
    fn an_excerpt_shows_the_words_around_the_one_found() {
        let text = "其余的字。".repeat(20) + "这里写着按时率的意思。";
        let section = Section { id: String::new(), title: "监察".into(), level: 2, text };
        let shown = section.excerpt(&["按时率".to_owned()]).into_string();
        assert!(shown.starts_with("…") && shown.contains("<mark>按时率</mark>的意思"), "{shown}");
    }
}
