//! Every Chinese word of the web desk stands in `src/text`, so that another language can be put beside it.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::{fs, path::Path};

fn rust_files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") && path.file_stem().is_none_or(|name| name != "tests") {
            found.push(path);
        }
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303F}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}')
}

#[test]
fn chinese_words_stand_in_one_place() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&source, &mut files);
    let mut strays = Vec::new();
    for file in files.iter().filter(|file| !file.starts_with(source.join("text"))) {
        let text = fs::read_to_string(file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (n, line) in code.lines().enumerate() {
            let is_comment = line.trim_start().starts_with("//");
            if !is_comment && line.chars().any(is_han) {
                strays.push(format!("{}:{}: {}", file.strip_prefix(&source).unwrap().display(), n + 1, line.trim()));
            }
        }
    }
    assert!(files.len() > 20, "the source was found");
    assert_eq!(strays, Vec::<String>::new());
}
