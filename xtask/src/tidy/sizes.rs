//! Small functions in medium files: file lengths, and the number of exceptions, which may only fall.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::Result;

/// Most code lines (no blanks, comments, inline tests) of a Rust file.
const FILE_LINES: usize = 500;

/// Most code lines of a crate before it should be split by reader.
const CRATE_LINES: usize = 15_000;

/// Crates that may be larger, each with its limit and its reason.
const LARGE_CRATES: &[(&str, usize, &str)] =
    &[("banjie-web", 30_000, "pages are leaves: none depends on another, and each is read by itself")];

/// `#[expect(…)]` in the whole workspace; lower it when you remove one, never raise it without a note in the commit.
const EXPECTS: usize = 60;

/// Files that are one idea and may be longer, each with its reason.
const LONG_FILES: &[(&str, &str)] =
    &[("crates/banjie-model/src/definition.rs", "one plain type after another: the dictionary of the language")];

/// Breaches of the sizes.
pub fn check(root: &Path, breaches: &mut Vec<String>) -> Result<()> {
    let mut crates: BTreeMap<String, usize> = BTreeMap::new();
    let mut expects = 0;
    for path in super::files(root, "rs")? {
        let shown = path.strip_prefix(root).unwrap_or(&path).display().to_string();
        let text = fs::read_to_string(&path)?;
        expects += text.matches("#[expect(").count() + text.matches("#![expect(").count();
        if text.contains(concat!("#[al", "low(")) || text.contains(concat!("#![al", "low(")) {
            breaches.push(format!("{shown}: use #[expect(…, reason)] instead of allow"));
        }
        let tests = shown.contains("/tests/") || shown.contains("/examples/") || shown.ends_with("tests.rs");
        if tests {
            continue;
        }
        let lines = code_lines(&text);
        if lines > FILE_LINES && !LONG_FILES.iter().any(|(name, _)| *name == shown) {
            breaches.push(format!("{shown}: {lines} code lines, more than {FILE_LINES}: split it by idea"));
        }
        if let Some(name) = shown.strip_prefix("crates/").and_then(|s| s.split('/').next()) {
            *crates.entry(name.to_string()).or_default() += lines;
        }
    }
    for (name, lines) in crates {
        let limit = LARGE_CRATES.iter().find(|(large, ..)| *large == name).map_or(CRATE_LINES, |(_, limit, _)| *limit);
        if lines > limit {
            breaches.push(format!("{name}: {lines} code lines, more than {limit}: split it by reader"));
        }
    }
    if expects > EXPECTS {
        breaches.push(format!("{expects} #[expect(…)] in the workspace, more than {EXPECTS}"));
    }
    println!("tidy: {expects} #[expect(…)] of at most {EXPECTS}");
    Ok(())
}

/// Lines with code: not blank, not a comment, up to the inline tests.
fn code_lines(text: &str) -> usize {
    let code = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or(text);
    code.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with("//")).count()
}
