//! Every finding is shown by its own page: the bad example has it, the good one has not.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod overlay;

use std::{collections::BTreeSet, fs, path::Path};

use banjie_model::finding::Severity;
use banjie_package::{Look, explain, expression, pages, render};
use overlay::{examples, of_code, read_with, tiny};

/// Reads the examples of a page and compares the rendered finding with its snapshot.
fn check(code: &str, bad: &overlay::Example, good: &overlay::Example) -> Result<(), String> {
    let reading = read_with(bad);
    let found = of_code(&reading.findings, code);
    if found.is_empty() {
        let others: Vec<&str> = reading.findings.iter().map(|f| f.code).collect();
        return Err(format!("{code}: the bad example does not have it, but {others:?}"));
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(code, render(&found, &reading.sources, "tiny", Look::Plain).trim_end());
    });
    let stray: Vec<_> = reading
        .findings
        .iter()
        .filter(|f| f.severity == Severity::Error && f.code != code && !goes_with(code, f.code))
        .collect();
    if !stray.is_empty() {
        return Err(format!("{code}: one fault, several errors:\n{}", show(&reading, &stray)));
    }
    let mended = read_with(good);
    let left: Vec<_> = mended
        .findings
        .iter()
        .filter(|f| f.code == code || (f.severity == Severity::Error && !goes_with(code, f.code)))
        .collect();
    if !left.is_empty() {
        return Err(format!("{code}: the good example still has\n{}", show(&mended, &left)));
    }
    Ok(())
}

fn show(reading: &banjie_package::Reading, findings: &[&banjie_model::finding::Finding]) -> String {
    let findings: Vec<_> = findings.iter().map(|f| (*f).clone()).collect();
    render(&findings, &reading.sources, "tiny", Look::Plain)
}

/// Errors that rightly come along with another.
fn goes_with(code: &str, other: &str) -> bool {
    matches!(
        (code, other),
        ("circular-needs", "unknown-need")
            | ("unreadable-file", "report-without-front-matter")
            | ("part-of-itself", "steps-exceed-whole")
            // The examples of expressions stand in a formula of money.
            | ("division-by-zero" | "expr-too-deep", "not-rounded")
    )
}

#[test]
fn the_small_package_has_no_findings() {
    assert_eq!(show_all(&read_with(&Vec::new())), "");
}

fn show_all(reading: &banjie_package::Reading) -> String {
    show(reading, &reading.findings.iter().collect::<Vec<_>>())
}

#[test]
fn every_page_shows_its_finding() {
    let mut faults = Vec::new();
    for page in pages::PAGES {
        let (bad, good) = examples(page.text);
        if let Err(fault) = check(page.code, &bad, &good) {
            faults.push(fault);
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A ledger with everything the examples of expressions speak of.
const FIELDS: &str = r#"
[fields]
area = { title = "面积", type = "decimal(12,2)" }
approved_area = { title = "批准面积", type = "decimal(12,2)" }
excess = { title = "超出面积", type = "decimal(12,2)" }
unit_price = { title = "单价", type = "money" }
fine = { title = "罚款", type = "money" }
premium = { title = "保费", type = "money" }
rate = { title = "比例", type = "percent" }
found_on = { title = "发案日期", type = "date" }
cadre = { title = "党员干部", type = "bool" }
photos = { title = "照片", type = "files" }
kind = { title = "类别", type = "code(violation_kind)", required = true }

[states]
filed = { title = "立案" }

[actions.file]
title = "立案"
from = "received"
to = "filed"
by = "head"

[actions.finish]
title = "结案"
from = "filed"
to = "closed"
by = "head"

[limits.filing]
title = "立案时限"
from = "received"
until = "filed"
within = "7 working days"
basis = "letters-21"
"#;

const CODES: &str =
    "[codes.violation_kind]\nrooftop = \"楼顶\"\nrebuilt = \"重建\"\nlegacy = \"遗留\"\ncomplaint = \"投诉\"\n";

const RATES: &str = r#"
table = "insurance_rate"
title = "比例"
in = { kind = "code(violation_kind)" }
out = { rate = "percent" }

[[dated]]
since = 2024-01-01
basis = "letters-21"
rows = [{ kind = "*", rate = "50%" }]
"#;

const FINES: &str = r#"
table = "discretion"
title = "裁量"
in = { kind = "code(violation_kind)", area = "decimal(12,2)" }
out = { low = "money", high = "money" }

[[dated]]
since = 2024-01-01
basis = "letters-21"
rows = [{ low = "1", high = "2" }]
"#;

/// An expression in the place where its page means it.
fn in_place(code: &str, expression: &str) -> overlay::Example {
    let expression = match code {
        "expr-too-deep" if expression.contains('…') => format!("{}1{} == 1", "(".repeat(99), ")".repeat(99)),
        _ => expression.to_string(),
    };
    let is_condition = expression.contains(['=', '<', '>', '!'])
        || expression.contains(" in [")
        || matches!(code, "foreign-sign" | "limit-needs-fact");
    let (fields, indicators) = match code {
        "unknown-indicator" => (
            FIELDS.to_string(),
            format!(
                "[indicators]\nfound = {{ title = \"全部\", count = \"matter\" }}\nrural_d = {{ title = \"农村\", count = \"matter\" }}\nrural_share = {{ title = \"占比\", formula = \"{expression}\", show = \"percent(1)\" }}\n"
            ),
        ),
        _ if is_condition => {
            (format!("{FIELDS}\n[[checks]]\nthat = \"{expression}\"\nelse = \"不对\"\n"), String::new())
        }
        "limit-needs-fact" | "unknown-limit-fact" | "it-outside-lookup" => {
            (format!("{FIELDS}\n[[checks]]\nthat = \"{expression}\"\nelse = \"不对\"\n"), String::new())
        }
        _ => {
            let ty = match code {
                "bad-duration" | "bad-date" => "date",
                _ => "money",
            };
            (
                FIELDS.replace(
                    "[states]",
                    &format!(
                        "result = {{ title = \"结果\", type = \"{ty}\", formula = \"{expression}\" }}\n\n[states]"
                    ),
                ),
                String::new(),
            )
        }
    };
    let mut example = vec![
        ("ledgers/matter.toml".to_string(), fields),
        ("package.toml".to_string(), CODES.to_string()),
        ("tables/insurance_rate.toml".to_string(), RATES.to_string()),
        ("tables/discretion.toml".to_string(), FINES.to_string()),
        ("indicators/letters.toml".to_string(), "[indicators]\nreceived = { title = \"来信\", count = \"matter\" }\ncomplaints = { title = \"投诉\", count = \"matter\" }\nurgent = { title = \"急\", count = \"matter\" }\n".into()),
        ("scenarios/in-time.md".to_string(), String::new()),
    ];
    if !indicators.is_empty() {
        example.push(("indicators/more.toml".into(), indicators));
    }
    example
}

#[test]
fn every_page_of_expressions_shows_its_finding() {
    let mut faults = Vec::new();
    let own: BTreeSet<&str> = pages::PAGES.iter().map(|page| page.code).collect();
    for page in expression::pages::PAGES.iter().filter(|page| !own.contains(page.code)) {
        let (bad, good) = (in_place(page.code, page.bad), in_place(page.code, page.good));
        if let Err(fault) = check(page.code, &bad, &good) {
            faults.push(fault);
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn there_are_no_pages_and_no_snapshots_without_a_finding() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let names = |folder: &str, ending: &str| -> BTreeSet<String> {
        let entries = fs::read_dir(root.join(folder)).unwrap();
        entries
            .filter_map(|e| e.unwrap().file_name().to_string_lossy().strip_suffix(ending).map(str::to_string))
            .collect()
    };
    let own: BTreeSet<String> = pages::PAGES.iter().map(|page| page.code.to_string()).collect();
    let all: BTreeSet<String> = pages::codes().iter().map(|(code, ..)| (*code).to_string()).collect();
    assert_eq!(names("pages", ".md"), own);
    assert_eq!(names("tests/snapshots", ".snap"), all);
    assert!(all.len() >= 40);
}

#[test]
fn pages_say_why_in_chinese() {
    for (code, _, title) in pages::codes() {
        let page = explain(code).unwrap();
        assert!(!title.is_empty() && !title.is_ascii(), "{code} has a Chinese title");
        assert!(page.contains("错误：") && page.contains("正确："), "{code} shows what is wrong and what is right");
    }
}

#[test]
fn a_misspelt_code_gets_a_suggestion() {
    assert_eq!(explain("unkown-key").unwrap_err(), "没有叫 unkown-key 的检查结果；是不是 unknown-key?");
}

/// Reads whatever it is given; every finding must have a place that exists and be showable.
fn check_torn(files: &banjie_package::Files) {
    let reading = banjie_package::read_package(files, &banjie_model::definition::Library::default());
    for finding in &reading.findings {
        let text = reading.sources.text(&finding.spot.file);
        let span = finding.spot.span;
        assert!(span.start <= span.end && span.end <= text.len(), "{finding:?}");
    }
    assert_eq!(
        render(&reading.findings, &reading.sources, "tiny", Look::Plain).is_empty(),
        reading.findings.is_empty()
    );
}

#[test]
fn cutting_a_file_anywhere_never_stops_the_reading() {
    let files = tiny();
    for (index, (path, text)) in files.iter().enumerate() {
        for cut in (0..text.len()).step_by(13).filter(|at| text.is_char_boundary(*at)) {
            let mut torn = files.clone();
            torn[index] = (path.clone(), text[..cut].into());
            check_torn(&torn);
        }
    }
}

#[test]
fn leaving_out_or_doubling_any_line_never_stops_the_reading() {
    let files = tiny();
    for (index, (path, text)) in files.iter().enumerate() {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        for at in 0..lines.len() {
            let without = [&lines[..at], &lines[at + 1..]].concat().concat();
            let doubled = [&lines[..=at], &lines[at..]].concat().concat();
            for torn_text in [without, doubled] {
                let mut torn = files.clone();
                torn[index] = (path.clone(), torn_text.into());
                check_torn(&torn);
            }
        }
    }
}
