//! The package the tests play with, read from its text like any other, and the one way to play a scenario.

#![allow(dead_code, reason = "every test file uses a part of the house")]

use banjie_engine::scenario::{InMemoryFigures, StepOutcome, render_outcomes, run};
use banjie_model::{Name, definition::Library, finding::Severity};
use banjie_package::read_packages;

const FILES: [(&str, &str); 8] = [
    ("package.toml", include_str!("package/package.toml")),
    ("ledgers/violation.toml", include_str!("package/ledgers/violation.toml")),
    ("ledgers/seizure.toml", include_str!("package/ledgers/seizure.toml")),
    ("ledgers/claim.toml", include_str!("package/ledgers/claim.toml")),
    ("ledgers/plot.toml", include_str!("package/ledgers/plot.toml")),
    ("tables/discretion.toml", include_str!("package/tables/discretion.toml")),
    ("tables/insurance_rate.toml", include_str!("package/tables/insurance_rate.toml")),
    ("indicators/main.toml", include_str!("package/indicators/main.toml")),
];

/// Organisations of the scenarios.
pub const ORGS: &str = "
```orgs
温州市规划局 kind=bureau
  鹿城分局 kind=branch
    五马所 kind=post
  瓯海分局 kind=branch
  督查大队 kind=brigade
```
";

/// The package with a scenario, read; findings that are errors fail the test.
pub fn library(scenario: &str) -> Library {
    let mut files: Vec<(Name, Name)> = FILES.iter().map(|(f, t)| ((*f).into(), (*t).into())).collect();
    files.push(("scenarios/test.md".into(), scenario.into()));
    let reading = read_packages(vec![(files, Vec::new())]);
    // What a scenario says is left to the engine: tests write steps the reader would already find fault with.
    let found = reading.readings.iter().flat_map(|r| &r.findings);
    let faults = found.filter(|f| f.severity == Severity::Error && !f.spot.file.starts_with("scenarios/"));
    let told: Vec<String> = faults.map(|f| format!("{}: {}", f.spot.file, f.message)).collect();
    assert!(told.is_empty(), "the test package has faults:\n{}", told.join("\n"));
    reading.library
}

/// Plays the steps of a scenario.
pub fn play(steps: &str) -> Vec<StepOutcome> {
    let text = format!("# 情景\n{ORGS}\n```scenario\n{steps}\n```\n");
    let library = library(&text);
    let package = &library.packages["building-violations"];
    run(&library, package, &package.scenarios[0], &mut InMemoryFigures)
}

/// Every step goes as written.
#[track_caller]
pub fn check(steps: &str) {
    let outcomes = play(steps);
    assert!(!outcomes.is_empty(), "a scenario without steps proves nothing");
    assert!(outcomes.iter().all(StepOutcome::passed), "\n{}", render_outcomes(&outcomes, false));
}
