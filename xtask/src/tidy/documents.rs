//! Documents stay true: paths they name exist, and nothing names a machine.

use std::{fs, path::Path};

use anyhow::Result;

/// Words that would tie the project to somebody's machine.
const FORBIDDEN: &[&str] = &["/work/", "/home/", "/root/", "../shared"];

/// Breaches in documents and sources.
pub fn check(root: &Path, breaches: &mut Vec<String>) -> Result<()> {
    for extension in ["md", "rs", "toml"] {
        for path in super::files(root, extension)? {
            let shown = path.strip_prefix(root).unwrap_or(&path).display().to_string();
            let text = fs::read_to_string(&path)?;
            if !shown.ends_with("tidy/documents.rs") {
                for word in FORBIDDEN.iter().filter(|w| text.contains(**w)) {
                    breaches.push(format!("{shown}: names a path of a machine ({word})"));
                }
            }
            let outside =
                shown.starts_with("packages/") || shown.contains("/tests/") || shown.starts_with("docs/reference");
            if extension == "md" && !outside {
                missing_paths(root, &shown, &text, breaches);
            }
        }
    }
    Ok(())
}

/// Paths in backquotes that look like files of this project must exist.
fn missing_paths(root: &Path, shown: &str, text: &str, breaches: &mut Vec<String>) {
    let tops = ["crates/", "packages/", "docs/", "xtask/", ".ci/", "e2e/"];
    for quoted in text.split('`').skip(1).step_by(2) {
        let looks = tops.iter().any(|t| quoted.starts_with(t)) && !quoted.contains(['<', '*', ' ', '{', '\n', ':']);
        if looks && !root.join(quoted).exists() {
            breaches.push(format!("{shown}: names `{quoted}`, which does not exist"));
        }
    }
}
