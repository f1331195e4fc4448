//! The examples of the guide on packages form one package, which has nothing to be said against it.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

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
    for word in ["义务 1", "公示 1", "服务事项 1", "分配 1", "在案数字 1"] {
        assert!(counted.contains(word), "{counted}");
    }
}
