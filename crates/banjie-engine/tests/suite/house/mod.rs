//! The package the tests play with, read from its text like any other, and the one way to play a scenario.

use banjie_engine::scenario::{InMemoryFigures, Stage, StepOutcome, Verdict, render_outcomes, run};
use banjie_model::{
    Moment, Name,
    calendar::WorkCalendar,
    case::{Actor, Command, What},
    definition::Library,
    finding::Severity,
    org::{Org, OrgTree},
    value::{Place, RecordId, Value},
};
use banjie_package::read_packages;
use indexmap::IndexMap;

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

/// What the last step was answered with, where that is not what it expected: "拒绝（code）：message".
pub fn answer(steps: &str) -> String {
    match play(steps).pop().map(|outcome| outcome.verdict) {
        Some(Verdict::Passed) => "准予办理".into(),
        Some(Verdict::Failed(differences)) => differences.into_iter().map(|d| d.actual).collect::<Vec<_>>().join("；"),
        Some(Verdict::Broken(why)) => format!("! {why}"),
        None => String::new(),
    }
}

/// A stage with the organisations of the scenarios.
pub fn stage(library: &Library) -> Stage<'_> {
    let org = |code: &str, parent: Option<&str>, kind: &str| Org {
        code: code.into(),
        name: code.into(),
        kind: kind.into(),
        parent: parent.map(Into::into),
        since: None,
        until: None,
        attributes: Default::default(),
    };
    let orgs = OrgTree::new([
        org("温州市规划局", None, "bureau"),
        org("鹿城分局", Some("温州市规划局"), "branch"),
        org("五马所", Some("鹿城分局"), "post"),
        org("瓯海分局", Some("温州市规划局"), "branch"),
        org("督查大队", Some("温州市规划局"), "brigade"),
    ]);
    Stage::new(library, WorkCalendar::official(), orgs)
}

/// `role@org` of the package.
pub fn actor(role: &str, org: &str) -> Actor {
    Actor {
        account: format!("{role}@{org}").into(),
        org: org.into(),
        roles: vec![format!("building-violations.{role}").into()],
        system: false,
    }
}

/// `2025-10-14 09:00`.
pub fn moment(text: &str) -> Moment {
    chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a moment")
}

/// A command on a violation.
pub fn command(record: i64, what: What) -> Command {
    Command {
        ledger: "building-violations.violation".into(),
        record: RecordId(record),
        expected_version: None,
        what,
        reason: None,
    }
}

/// The values of a violation found on a day.
pub fn violation(site: &str, found_on: &str) -> IndexMap<Name, Value> {
    let place = Value::Place(Place { address: site.into(), point: None });
    let area = Value::Decimal("120.50".parse().expect("a number"));
    let found_on = Value::Date(found_on.parse().expect("a date"));
    [
        ("site", place),
        ("kind", Value::code("rooftop")),
        ("party", Value::text("张某")),
        ("area", area),
        ("found_on", found_on),
    ]
    .into_iter()
    .map(|(name, value)| (Name::from(name), value))
    .collect()
}
