//! Every code has a page, and the examples of a page behave as it says.

use banjie_proof::{Document, Options, check, codes, explain, reference_page};
use std::collections::BTreeSet;

fn found(text: &str) -> BTreeSet<&'static str> {
    check(&Document::plain(text), &Options::default()).findings.iter().map(|f| f.code).collect()
}

#[test]
fn the_bad_example_of_a_page_is_found_and_the_good_one_is_not() {
    let mut wrong = Vec::new();
    for page in codes() {
        if !found(page.bad).contains(page.code) {
            wrong.push(format!("{}: not found in {:?}, but {:?}", page.code, page.bad, found(page.bad)));
        }
        if found(page.good).contains(page.code) {
            wrong.push(format!("{}: found in {:?}", page.code, page.good));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_that_the_sources_use_has_a_page() {
    let known: BTreeSet<&str> = codes().iter().map(|p| p.code).collect();
    let mut used = BTreeSet::new();
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let source = std::fs::read_to_string(&path).expect("a source");
                used.extend(source.split('"').filter(|w| is_code(w)).map(str::to_owned));
            }
        }
    }
    let missing: Vec<&String> = used.iter().filter(|c| !known.contains(c.as_str())).collect();
    assert!(missing.is_empty(), "no page: {missing:?}");
    let idle: Vec<&&str> = known.iter().filter(|c| !used.contains(**c)).collect();
    assert!(idle.is_empty(), "a page without a rule: {idle:?}");
}

/// Codes are kebab words of which the sources use no other kind.
fn is_code(word: &str) -> bool {
    let shaped = word.contains('-')
        && word.chars().all(|c| c.is_ascii_lowercase() || c == '-')
        && word.split('-').all(|p| p.len() > 1);
    shaped && !matches!(word, "kebab-case" | "zh-CN" | "utf-8" | "pdf-extract")
}

#[test]
fn a_code_is_explained_with_its_examples() {
    let text = explain("figure-sum-differs").expect("a page");
    assert!(text.contains("依据") && text.contains("有误的例子") && text.contains("正确的例子"));
    assert_eq!(explain("no-such-code"), None);
}

#[test]
fn the_reference_in_the_folder_of_documents_is_the_one_of_the_code() {
    let (path, text) = reference_page();
    let written = std::fs::read_to_string(format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"))).expect("the page");
    assert_eq!(written, text, "{path} differs: run cargo run -p xtask -- gen");
}
