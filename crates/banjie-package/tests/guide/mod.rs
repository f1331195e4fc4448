//! The examples of the guide on packages form one package, which has nothing to be said against it.

use std::{fs, path::Path};

use banjie_model::finding::Severity;
use banjie_package::{Files, Look, inventory, read_folder, read_packages, render};

/// The blocks of a guide that are files: those whose info string is a language and a path.
fn files(guide: &str) -> Files {
    let mut files = Files::new();
    let mut lines = guide.lines();
    while let Some(line) = lines.next() {
        let fence = line.len() - line.trim_start_matches('`').len();
        if fence < 3 {
            continue;
        }
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "`".repeat(fence)).collect();
        if let Some((_, path)) = line[fence..].split_once(' ') {
            files.push((path.into(), (block.join("\n") + "\n").into()));
        }
    }
    files
}

#[test]
fn the_examples_of_the_guide_on_packages_are_a_package_without_faults() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let guide = files(&fs::read_to_string(root.join("docs/guide/package.md")).unwrap());
    assert!(guide.len() > 10);
    let orgs = read_folder(&root.join("packages/orgs")).unwrap();
    let all = read_packages(vec![(guide, Vec::new()), orgs]);
    let reading = all.readings.iter().find(|reading| reading.given == 0).unwrap();
    let bad: Vec<_> = reading.findings.iter().filter(|f| f.severity > Severity::Info).cloned().collect();
    let text = render(&bad, &reading.sources, "canteen", Look::Plain);
    assert!(text.is_empty(), "{text}");
    let counted = inventory(&reading.package);
    for word in ["义务 1", "公示 1", "服务事项 1", "分配 1", "看板 1", "在案数字 1"] {
        assert!(counted.contains(word), "{counted}");
    }
}

/// Reads whatever it is given; every finding must have a place that exists.
fn check_torn(files: Files, orgs: &Files) {
    let all = read_packages(vec![(files, Vec::new()), (orgs.clone(), Vec::new())]);
    for reading in &all.readings {
        for finding in &reading.findings {
            for spot in finding.related.iter().chain([&finding.spot]) {
                let text = reading.sources.text(&spot.file);
                assert!(spot.span.start <= spot.span.end && spot.span.end <= text.len(), "{finding:?}");
            }
        }
    }
}

#[test]
fn cutting_the_examples_anywhere_or_leaving_out_a_line_never_stops_the_reading() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let guide = files(&fs::read_to_string(root.join("docs/guide/package.md")).unwrap());
    let orgs = read_folder(&root.join("packages/orgs")).unwrap().0;
    for (index, (path, text)) in guide.iter().enumerate() {
        let torn = |text: String| {
            let mut torn = guide.clone();
            torn[index] = (path.clone(), text.into());
            check_torn(torn, &orgs);
        };
        for cut in (0..text.len()).step_by(61).filter(|at| text.is_char_boundary(*at)) {
            torn(text[..cut].to_string());
        }
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        for at in 0..lines.len() {
            torn([&lines[..at], &lines[at + 1..]].concat().concat());
        }
    }
}
