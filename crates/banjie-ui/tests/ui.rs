//! The sample pages as a browser reads them: no parse error, every input named, ids unique, references resolved, nothing inline.

#[path = "../examples/gallery/samples/mod.rs"]
mod samples;

use std::collections::{BTreeMap, BTreeSet};

use banjie_ui::assets::asset_integrity;
use html5gum::{Token, Tokenizer};

/// An element: name, attributes, and what is written inside it.
#[derive(Debug)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
    /// Index of the element around it.
    parent: Option<usize>,
}

impl Element {
    fn get(&self, attribute: &str) -> Option<&str> {
        self.attributes.get(attribute).map(String::as_str)
    }
}

const EMPTY: [&str; 6] = ["meta", "link", "input", "br", "hr", "img"];

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The elements of a page; tokens a browser would correct, and tags not closed in order, are collected as faults.
fn read(html: &str, faults: &mut Vec<String>) -> Vec<Element> {
    let mut elements: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for token in Tokenizer::new(html) {
        let Ok(token) = token;
        match token {
            Token::Error(error) => faults.push(format!("parse error {error:?}")),
            Token::StartTag(tag) => {
                let name = words(&tag.name);
                let attributes = tag.attributes.iter().map(|(key, value)| (words(key), words(value))).collect();
                elements.push(Element {
                    name: name.clone(),
                    attributes,
                    text: String::new(),
                    parent: open.last().copied(),
                });
                if !tag.self_closing && !EMPTY.contains(&name.as_str()) {
                    open.push(elements.len() - 1);
                }
            }
            Token::EndTag(tag) => match open.pop() {
                Some(at) if elements[at].name == words(&tag.name) => {}
                at => {
                    faults.push(format!("</{}> closes {:?}", words(&tag.name), at.map(|at| elements[at].name.clone())))
                }
            },
            Token::String(text) => open.iter().for_each(|&at| elements[at].text.push_str(&words(&text))),
            _ => {}
        }
    }
    elements
}

fn faults_of(html: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let elements = read(html, &mut faults);
    let mut ids = BTreeSet::new();
    for id in elements.iter().filter_map(|element| element.get("id")) {
        if !ids.insert(id) {
            faults.push(format!("id {id} twice"));
        }
    }
    let labelled: BTreeSet<&str> = elements.iter().filter(|e| e.name == "label").filter_map(|e| e.get("for")).collect();
    for element in &elements {
        references(element, &ids, &mut faults);
        names(element, &elements, &labelled, &mut faults);
        inline(element, &mut faults);
    }
    faults
}

/// What an element points to must be there.
fn references(element: &Element, ids: &BTreeSet<&str>, faults: &mut Vec<String>) {
    for attribute in
        ["for", "form", "list", "aria-describedby", "aria-labelledby", "aria-controls", "data-chart", "data-map"]
    {
        for id in element.get(attribute).into_iter().flat_map(str::split_whitespace) {
            if !ids.contains(id) {
                faults.push(format!("<{} {attribute}={id}>: nothing has that id", element.name));
            }
        }
    }
    if let Some(id) = element.get("href").and_then(|href| href.strip_prefix('#'))
        && !ids.contains(id)
    {
        faults.push(format!("a link leads to #{id}, which is not there"));
    }
}

/// Whatever can be used has a name.
fn names(element: &Element, elements: &[Element], labelled: &BTreeSet<&str>, faults: &mut Vec<String>) {
    let around = |name: &str| {
        let mut at = element.parent;
        std::iter::from_fn(|| {
            let here = &elements[at?];
            at = here.parent;
            Some(here)
        })
        .any(|parent| parent.name == name)
    };
    let named = element.get("aria-label").is_some_and(|label| !label.trim().is_empty())
        || element.get("aria-labelledby").is_some()
        || match element.name.as_str() {
            "input" if element.get("type") == Some("hidden") => true,
            "input" | "select" | "textarea" => {
                element.get("id").is_some_and(|id| labelled.contains(id)) || around("label")
            }
            "a" | "button" | "summary" | "legend" | "label" | "caption" => !element.text.trim().is_empty(),
            "svg" => element.get("aria-hidden") == Some("true") || around("svg"),
            "nav" | "fieldset" | "dialog" => element.name == "fieldset",
            _ => true,
        };
    if !named {
        faults.push(format!("<{} {:?}> has no name", element.name, element.attributes));
    }
}

/// Nothing that a strict content security policy forbids.
fn inline(element: &Element, faults: &mut Vec<String>) {
    for (key, value) in &element.attributes {
        if key == "style" || key.starts_with("on") || value.trim_start().starts_with("javascript:") {
            faults.push(format!("<{} {key}={value}> is inline", element.name));
        }
    }
    if element.name == "script" && element.get("src").is_none() && element.get("type") != Some("application/json") {
        faults.push("an inline script".to_owned());
    }
}

#[test]
fn every_sample_page_is_sound_html_with_names_ids_and_references() {
    for sample in samples::all() {
        assert_eq!(faults_of(&sample.html), Vec::<String>::new(), "{}", sample.name);
    }
}

#[test]
fn the_check_of_pages_finds_what_it_looks_for() {
    let bad = "<!DOCTYPE html><html><body><input id=a><p id=a style='x'><a href='#b'></a></p><label for=c>x</label><svg></svg><script>1</script></body></html>";
    insta::assert_snapshot!(faults_of(bad).join("\n"), @r##"
    id a twice
    <input {"id": "a"}> has no name
    <p style=x> is inline
    a link leads to #b, which is not there
    <a {"href": "#b"}> has no name
    <label for=c>: nothing has that id
    <svg {}> has no name
    an inline script
    "##);
}

#[test]
fn every_asset_a_page_asks_for_is_there_with_its_checksum() {
    for sample in samples::all() {
        for element in read(&sample.html, &mut Vec::new()) {
            let asked = ["src", "href", "data-library", "data-style", "data-charts", "data-maps"]
                .iter()
                .filter_map(|attribute| element.get(attribute));
            for address in asked.filter_map(|address| address.strip_prefix("/assets/")) {
                let name = address.split_once('/').map(|(_, name)| name).unwrap_or_default();
                let integrity = asset_integrity(name);
                assert!(integrity.is_some(), "{}: {address}", sample.name);
                assert!(
                    element.get("integrity").is_none_or(|given| Some(given) == integrity),
                    "{}: {address}",
                    sample.name
                );
            }
        }
    }
}

#[test]
fn first_page_over_the_wire_is_small() {
    use std::io::Write as _;
    let zipped = |bytes: &[u8]| {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap().len()
    };
    let assets = concat!(env!("CARGO_MANIFEST_DIR"), "/assets");
    let fixed: usize = ["banjie.css", "banjie.js", "vendor/htmx.min.js", "mark.svg"]
        .iter()
        .map(|name| zipped(&std::fs::read(format!("{assets}/{name}")).unwrap()))
        .sum();
    let page = samples::all().into_iter().find(|sample| sample.name == "list").unwrap();
    let whole = fixed + zipped(page.html.as_bytes());
    assert!(whole < 60_000, "{whole} bytes");
}

#[test]
fn what_people_write_is_shown_as_text() {
    use banjie_ui::{Change, Entry, MapPoint, PointMap, Term, Tone, definition_list, point_map, timeline};
    let bad = "</script><img src=x onerror=alert(1)>\"'&";
    let entry = Entry {
        at: bad.into(),
        datetime: bad.into(),
        who: bad.into(),
        what: maud::html! { (bad) },
        tone: Tone::Plain,
        reason: bad.into(),
        changes: vec![Change { title: bad.into(), before: Some(bad.into()), after: Some(bad.into()) }],
        body: None,
    };
    let point = MapPoint { lng: 1.0, lat: 2.0, title: bad.into(), note: bad.into(), href: String::new(), tone: "" };
    let map =
        PointMap { id: "m".into(), title: bad.into(), points: vec![point], tiles: String::new(), credit: bad.into() };
    for markup in [timeline(&[entry]), definition_list(&[Term::text(bad, bad)]), point_map(&map)] {
        let html = markup.into_string();
        assert!(!html.contains("<img"), "{html}");
        assert_eq!(html.matches("</script>").count(), html.matches("<script").count());
    }
}

#[test]
fn components_hold_no_chinese_word_of_their_own() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let mut open = vec![std::path::PathBuf::from(folder)];
    while let Some(at) = open.pop() {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            if path.file_name().is_some_and(|name| name == "text.rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
                assert!(
                    !line
                        .chars()
                        .any(|c| ('\u{3000}'..='\u{9fff}').contains(&c) || ('\u{ff00}'..='\u{ffef}').contains(&c)),
                    "{}: {line}",
                    path.display()
                );
            }
        }
    }
}
