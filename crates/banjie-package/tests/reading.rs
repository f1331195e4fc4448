//! What reading yields: packages, hashes, machine output, diagrams.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod growth;
mod guide;
#[expect(dead_code, reason = "other tests lay pages over the small package")]
mod overlay;

use banjie_model::{
    Name,
    definition::{ConsequenceKind, FieldType, Library, OnDate, Show, When},
    expr::{Duration, TimeUnit},
    finding::{Finding, Severity, Span, Spot},
    scenario::Verb,
};
use banjie_package::{Look, Sources, draw, inventory, read_package, read_packages, render, render_json, summary};
use overlay::{of_code, read_with, tiny};

fn tiny_package() -> banjie_model::definition::Package {
    read_with(&Vec::new()).package
}

#[test]
fn a_ledger_is_read_with_its_types_states_and_limits() {
    let package = tiny_package();
    let ledger = &package.ledgers["matter"];
    assert_eq!((&*ledger.key, &*ledger.title), ("tiny.matter", "来信"));
    assert_eq!(ledger.fields[1].ty, FieldType::Code("matter_kind".into()));
    assert_eq!(ledger.opened, Some(2));
    assert_eq!(ledger.start_state().unwrap().name, "received".into());
    assert_eq!(ledger.action("close").unwrap().by, ["clerk".into(), "head".into()] as [Name; 2]);
    assert_eq!(ledger.limit("accepting").unwrap().within[0].take, Duration::new(15, TimeUnit::Days));
    let kinds: Vec<_> = ledger.supervise.consequences.iter().map(|c| (c.kind, c.when)).collect();
    let days = |n| Duration::new(n, TimeUnit::Days);
    assert_eq!(
        kinds,
        [
            (ConsequenceKind::Remind, When::Before(days(3))),
            (ConsequenceKind::Yellow, When::AtDue),
            (ConsequenceKind::Red, When::After(days(5))),
        ]
    );
}

#[test]
fn units_and_rounding_follow_from_what_is_computed() {
    let package = tiny_package();
    let shown: Vec<_> = package.indicators.values().map(|i| (&*i.name, &*i.unit, i.show, i.on.clone())).collect();
    let came = Some(OnDate::Field(2));
    assert_eq!(
        shown,
        [
            ("received", "件", Show::Integer, came.clone()),
            ("complaints", "件", Show::Integer, came.clone()),
            ("share", "%", Show::Percent(1), None),
            ("urgent", "件", Show::Integer, came.clone()),
            ("amount", "元", Show::Decimal(2), came),
        ]
    );
}

#[test]
fn the_hash_of_an_indicator_covers_those_it_uses() {
    let before = tiny_package();
    let narrower = "[indicators]\ncomplaints = { title = \"投诉数\", count = \"matter\", on = \"came_on\", where = \"kind == 'complaint' && amount > 0\", unit = \"件\" }\n";
    let after = read_with(&vec![("indicators/letters.toml".into(), narrower.into())]).package;
    let same = |name: &str| before.indicators[name].hash == after.indicators[name].hash;
    assert!(same("received") && !same("complaints") && !same("share"));
}

#[test]
fn a_scenario_is_read_as_steps_in_time() {
    let package = tiny_package();
    let [scenario] = &package.scenarios[..] else { panic!("one scenario") };
    assert_eq!((&*scenario.title, scenario.orgs.len()), ("按时办结", 2));
    assert_eq!(scenario.orgs[1].parent.as_deref(), Some("信访局"));
    assert!(matches!(&scenario.steps[0].verb, Verb::Create { values, .. } if &*values[0].1 == "路灯不亮"));
    assert_eq!(scenario.steps[1].at, scenario.steps[0].at, "a line without a time happens at the time above");
}

#[test]
fn the_hash_of_a_package_changes_with_any_file() {
    let files = tiny();
    let hash = |files: &[(Name, Name)]| read_package(files, &Library::default()).package.hash;
    let mut moved = files.clone();
    moved.reverse();
    assert_eq!(hash(&files), hash(&moved), "the order of files does not matter");
    let mut changed = files.clone();
    changed[0].1 = format!("{} ", changed[0].1).into();
    assert_ne!(hash(&files), hash(&changed));
}

#[test]
fn columns_count_characters_not_bytes() {
    let line = "remark = { title = \"备注\", tpye = \"text\", type = \"text\" }\n";
    let example = vec![("ledgers/matter.toml".to_string(), format!("[fields]\n{line}"))];
    let reading = read_with(&example);
    let found = of_code(&reading.findings, "unknown-key");
    let json = render_json(&found, &reading.sources, "packages/tiny");
    assert_eq!(json[0]["file"], "packages/tiny/ledgers/matter.toml");
    assert_eq!((json[0]["column"].as_u64(), json[0]["end_column"].as_u64()), (Some(26), Some(30)));
    assert_eq!(json[0]["fix"]["with"], "type");
}

#[test]
fn colour_changes_nothing_but_colour() {
    let example = vec![("ledgers/matter.toml".to_string(), "[fields]\nremark = { title = \"备注\" }\n".into())];
    let reading = read_with(&example);
    let colour = render(&reading.findings, &reading.sources, "", Look::Colour);
    let mut plain = String::new();
    let mut rest = colour.as_str();
    while let Some(at) = rest.find('\u{1b}') {
        plain.push_str(&rest[..at]);
        rest = rest[at..].split_once('m').unwrap().1;
    }
    plain.push_str(rest);
    assert!(colour.contains('\u{1b}'));
    assert_eq!(plain, render(&reading.findings, &reading.sources, "", Look::Plain));
}

#[test]
fn a_finding_in_a_file_that_could_not_be_read_is_still_shown() {
    let spot = Spot { file: "x.toml".into(), span: Span::new(5, 9), label: String::new() };
    let finding = Finding {
        code: "unreadable-file",
        severity: Severity::Error,
        message: "读不出来".into(),
        spot,
        related: Vec::new(),
        help: None,
        fix: None,
    };
    insta::assert_snapshot!(render(&[finding], &Sources::default(), "packages/tiny", Look::Plain), @r"
    错误[unreadable-file]: 读不出来
    --> packages/tiny/x.toml
    ");
}

#[test]
fn the_summary_counts_by_severity() {
    let reading = read_with(&vec![("README.txt.toml".into(), "x = 1\n".into())]);
    assert_eq!(summary(&reading.findings), "1 个警告");
    assert_eq!(summary(&[]), "没有发现问题");
}

#[test]
fn the_inventory_counts_what_is_declared() {
    let counted = "来信办理（tiny 1.0.0）：台账 1、办理动作 2、时限 2、决策表 1、指标 5、报告 1、情景 1";
    assert_eq!(inventory(&tiny_package()), counted);
}

#[test]
fn a_state_machine_is_drawn_with_titles_actions_and_limits() {
    insta::assert_snapshot!(draw(&tiny_package().ledgers["matter"], &Library::default()), @r#"
    ---
    title: 来信
    ---
    stateDiagram-v2
        state "收到" as received
        state "受理" as accepted
        state "办结" as closed
        [*] --> received
        received --> accepted: 受理
        accepted --> closed: 办结
        closed --> [*]
        note right of received: 受理时限 15日
        note right of accepted: 办理时限 60日
    "#);
}

#[test]
fn small_packages_are_read_in_little_time() {
    let files = tiny();
    let started = std::time::Instant::now();
    for _ in 0..10 {
        let reading = read_package(&files, &Library::default());
        assert!(!reading.has_errors());
    }
    assert!(started.elapsed().as_millis() < 2_000);
}

/// Codes found in a scenario of these steps.
fn check_steps(steps: &str, expected: &[&str]) {
    let create =
        "2026-03-02 09:00  clerk@鹿城信访局  create matter m  subject=\"路灯不亮\" kind=complaint came_on=2026-03-02";
    let text = format!("# 情景\n\n```orgs\n信访局\n  鹿城信访局\n```\n\n```scenario\n{create}\n{steps}\n```\n");
    let reading = read_with(&vec![("scenarios/in-time.md".into(), text)]);
    let found = reading.findings.iter().filter(|f| f.severity > Severity::Info).map(|f| f.code);
    assert_eq!(found.collect::<Vec<_>>(), expected, "{steps}");
}

#[test]
fn steps_are_judged_against_the_ledger() {
    check_steps("# 说明\n2026-03-03 09:00  clerk@鹿城信访局  accept m  reason=\"已 核实\"", &[]);
    check_steps("clerk@鹿城信访局  edit m  amount=12.50", &[]);
    check_steps("clerk@鹿城信访局  edit m  amount=12.505", &["scenario-bad-value"]);
    check_steps("expect m  amount=none  accepting.state=running  accepting.card=none  card=none", &[]);
    check_steps("expect m  accepting.state=runing", &["scenario-bad-value"]);
    check_steps("clerk@鹿城信访局  suspend m accepting  from=2026-03-05 until=2026-03-09 reason=\"听证\"", &[]);
    check_steps("clerk@鹿城信访局  suspend m hearing  from=2026-03-05", &["unknown-limit"]);
    check_steps("head@信访局  extend m handling  by=\"30 dyas\"", &["scenario-bad-value"]);
    check_steps("calendar off 2026-03-10 name=\"台风停工\"", &[]);
    check_steps("calendar of 2026-03-10", &["scenario-syntax"]);
    check_steps("figure received period=2026 org=信访局 1", &[]);
    check_steps("accept m", &["scenario-syntax"]);
    check_steps("clerk@鹿城信访局  accept", &["scenario-syntax"]);
    check_steps("visitor@鹿城信访局  accept m", &["unknown-role"]);
}

#[test]
fn what_is_to_be_refused_may_be_wrong_on_purpose() {
    check_steps("clerk@鹿城信访局  edit m  amount=abc  refused \"bad-value\"", &[]);
    check_steps("clerk@鹿城信访局  create matter n  kind=other  refused \"missing-value\"", &[]);
    check_steps("clerk@鹿城信访局  acept m  refused \"head\"", &["scenario-unknown-action"]);
}

#[test]
fn one_torn_line_is_told_once_and_other_files_are_still_read() {
    let torn = "ledger = \"matter\"\ntitle = 来信\n\n[fields]\nsubject = { title = \"事项, type = \"text\" }\nkind = { title = \"类别\", type = \"code(matter_kind)\" }\n\n[states\n";
    let mut files = tiny();
    let place = files.iter_mut().find(|(path, _)| &**path == "ledgers/matter.toml").unwrap();
    place.1 = torn.into();
    let place = files.iter_mut().find(|(path, _)| &**path == "reports/yearly.md").unwrap();
    place.1 = place.1.replace("{{ share }}", "{{ shore }}").into();
    let reading = read_package(&files, &Library::default());
    let found: Vec<_> = reading.findings.iter().map(|f| (f.code, &*f.spot.file)).collect();
    assert_eq!(
        found,
        [
            ("toml-syntax", "ledgers/matter.toml"),
            ("toml-syntax", "ledgers/matter.toml"),
            ("toml-syntax", "ledgers/matter.toml"),
            ("report-unknown-indicator", "reports/yearly.md"),
        ]
    );
}

#[test]
fn packages_are_read_after_those_they_need() {
    let head = |name: &str, needs: &str| -> banjie_package::Files {
        let text =
            format!("format = 1\npackage = \"{name}\"\nversion = \"1.0.0\"\ntitle = \"试\"\nneeds = [{needs}]\n");
        vec![("package.toml".into(), text.into())]
    };
    let given = vec![(head("a", "\"b\""), Vec::new()), (head("b", "\"c\""), Vec::new()), (head("c", ""), Vec::new())];
    let all = read_packages(given);
    let order: Vec<_> = all.readings.iter().map(|r| (&*r.package.name, r.given)).collect();
    assert_eq!(order, [("c", 2), ("b", 1), ("a", 0)]);
    assert!(!all.has_errors());
}

#[test]
fn a_lookup_counts_records_or_the_runs_of_a_limit() {
    let with = |lookup: &str| {
        let field = format!("[fields]\nearlier = {{ title = \"同类\", type = \"int\", lookup = {{ {lookup} }} }}\n");
        let reading = read_with(&vec![("ledgers/matter.toml".into(), field)]);
        let codes: Vec<_> = reading.findings.iter().map(|f| f.code).collect();
        let field = reading.package.ledgers["matter"].field("earlier").unwrap().1.lookup.clone();
        (codes, field.map(|lookup| (lookup.ledger, lookup.limit, lookup.filter.is_some())))
    };
    let (own, limit): (Name, Name) = ("tiny.matter".into(), "accepting".into());
    assert_eq!(with("count = \"matter\", where = \"it.kind == kind\""), (vec![], Some((own.clone(), None, true))));
    assert_eq!(with("count = \"matter.accepting\", where = \"it.on_time\""), (vec![], Some((own, Some(limit), true))));
    assert_eq!(with("count = \"matter.acceping\""), (vec!["unknown-limit"], None));
    assert_eq!(with("count = \"mater\""), (vec!["unknown-ledger"], None));
    assert_eq!(with("sum = \"amount\""), (vec!["bad-lookup"], None));
}
