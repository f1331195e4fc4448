//! Laying the few lines of an example over the small good package in `tests/tiny`.

use std::{collections::BTreeMap, fs, path::Path};

use banjie_model::finding::Finding;
use banjie_package::{Files, Reading, read_folder, read_packages, stale};
use chrono::NaiveDate;

/// An example of a page: path and content of each block.
pub type Example = Vec<(String, String)>;

/// The blocks of a page after 错误 and after 正确. A block's info string is a language and a path.
pub fn examples(page: &str) -> (Example, Example) {
    let (mut bad, mut good) = (Vec::new(), Vec::new());
    let mut is_good = false;
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        match line.trim_end() {
            "错误：" => is_good = false,
            "正确：" => is_good = true,
            _ => {}
        }
        let fence = line.len() - line.trim_start_matches('`').len();
        if fence < 3 {
            continue;
        }
        let Some((language, path)) = line[fence..].split_once(' ') else { continue };
        let content: Vec<&str> = lines.by_ref().take_while(|l| *l != &line[..fence]).collect();
        let content = if language == "hex" { format!("hex {}", content.join(" ")) } else { content.join("\n") + "\n" };
        (if is_good { &mut good } else { &mut bad }).push((path.to_string(), content));
    }
    (bad, good)
}

/// The small good package.
pub fn tiny() -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tiny");
    let (files, findings) = read_folder(&folder).unwrap();
    assert_eq!(findings, []);
    files
}

/// Reads the small package with an example laid over it. Paths that begin with `../` belong to a package beside it.
pub fn read_with(example: &Example) -> Reading {
    let mut base: BTreeMap<String, String> =
        tiny().iter().map(|(path, text)| (path.to_string(), text.to_string())).collect();
    let mut beside: BTreeMap<String, Files> = BTreeMap::new();
    let mut raw: Vec<(String, Vec<u8>)> = Vec::new();
    for (path, content) in example {
        if let Some((folder, file)) = path.strip_prefix("../").and_then(|rest| rest.split_once('/')) {
            beside.entry(folder.into()).or_default().push((file.into(), content.as_str().into()));
        } else if let Some(hex) = content.strip_prefix("hex ") {
            let digits: Vec<char> = hex.chars().filter(char::is_ascii_hexdigit).collect();
            let byte = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).unwrap();
            raw.push((path.clone(), digits.chunks(2).map(byte).collect()));
        } else if content.trim() == "(删去)" {
            base.remove(path);
        } else {
            let text = match base.get(path) {
                Some(text) if path.ends_with(".toml") => merged(text, content),
                _ => content.clone(),
            };
            base.insert(path.clone(), text);
        }
    }
    let scratch = tempfile::tempdir().unwrap();
    for (path, bytes) in base.into_iter().map(|(p, t)| (p, t.into_bytes())).chain(raw) {
        let file = scratch.path().join(&path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
    let own = read_folder(scratch.path()).unwrap();
    let others = beside.into_values().map(|files| (files, Vec::new()));
    let all = read_packages(others.chain([own]).collect());
    let wanted = |reading: &&Reading| !matches!(&*reading.package.name, "orgs");
    let mut reading = all.readings.iter().find(wanted).unwrap().clone();
    let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    let old = stale(&reading.package, &reading.sources, today);
    reading.findings.extend(old);
    reading
}

/// Findings of one code.
pub fn of_code(findings: &[Finding], code: &str) -> Vec<Finding> {
    findings.iter().filter(|finding| finding.code == code).cloned().collect()
}

/// A statement of TOML: a key with its value over one or more lines.
fn statements(text: &str) -> Vec<(Option<String>, String)> {
    let mut found: Vec<(Option<String>, String)> = Vec::new();
    let mut depth = 0i32;
    for line in text.lines() {
        let is_key = depth == 0 && line.contains('=') && !line.starts_with('#');
        if is_key {
            let key = line.split('=').next().unwrap_or_default().trim().to_string();
            found.push((Some(key), line.to_string()));
        } else if depth > 0 {
            let last = found.last_mut().unwrap();
            last.1.push('\n');
            last.1.push_str(line);
        } else if !line.trim().is_empty() {
            found.push((None, line.to_string()));
        }
        let mut quoted = false;
        for c in line.chars() {
            match c {
                '"' => quoted = !quoted,
                '[' | '{' if !quoted => depth += 1,
                ']' | '}' if !quoted => depth -= 1,
                _ => {}
            }
        }
        depth = depth.max(0);
        if quoted {
            depth = 0;
        }
    }
    found
}

/// Sections of a TOML text: the header line (empty for the top) and what stands under it.
fn sections(text: &str) -> Vec<(String, String)> {
    let mut found = vec![(String::new(), String::new())];
    for line in text.lines() {
        let is_header = line.starts_with('[') && line.trim_end().ends_with(']') && !line.contains('=');
        if is_header {
            found.push((line.trim_end().to_string(), String::new()));
        } else {
            let last = found.last_mut().unwrap();
            last.1.push_str(line);
            last.1.push('\n');
        }
    }
    found
}

/// The base with the lines of a fragment: a key replaces the same key of the same section, the rest is added.
fn merged(base: &str, fragment: &str) -> String {
    let mut whole = sections(base);
    for (header, body) in sections(fragment) {
        match whole.iter_mut().find(|(h, _)| *h == header && !h.starts_with("[[")) {
            Some((_, text)) => *text = merged_section(text, &body),
            None => whole.push((header, body)),
        }
    }
    let text: Vec<String> = whole
        .into_iter()
        .map(|(header, body)| if header.is_empty() { body } else { format!("{header}\n{}\n\n", body.trim_end()) })
        .collect();
    text.concat()
}

fn merged_section(base: &str, fragment: &str) -> String {
    let mut kept: Vec<(Option<String>, String, bool)> =
        statements(base).into_iter().map(|(key, text)| (key, text, false)).collect();
    for (key, text) in statements(fragment) {
        match kept.iter_mut().find(|(k, _, replaced)| k.is_some() && *k == key && !replaced) {
            Some(place) => *place = (key, text, true),
            None => kept.push((key, text, true)),
        }
    }
    kept.into_iter().map(|(_, text, _)| text + "\n").collect::<String>() + "\n"
}
