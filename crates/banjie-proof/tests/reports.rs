//! Reports of our own in the genre, with the relations they hold: each is recognised, nothing is reported while they
//! hold, and a change of one number is found.

use banjie_proof::{Document, Options, Report, Severity, Span, check};
use std::collections::HashMap;

struct Labelled {
    text: String,
    marks: HashMap<String, Span>,
    relations: Vec<(String, Vec<String>, String, String)>,
}

fn read(source: &str) -> Labelled {
    let (body, rules) = source.split_once("\n---\n").expect("a report has relations");
    let (mut text, mut marks, mut length) = (String::new(), HashMap::new(), 0);
    let mut rest = body;
    while let Some((before, marked)) = rest.split_once('⟦') {
        let (mark, after) = marked.split_once('⟧').expect("closed");
        let (name, number) = mark.split_once(':').expect("named");
        text.push_str(before);
        length += before.chars().count();
        marks.insert(name.to_owned(), Span::new(length, length + number.chars().count()));
        text.push_str(number);
        length += number.chars().count();
        rest = after;
    }
    text.push_str(rest);
    let relations = rules
        .lines()
        .filter(|l| !l.trim().is_empty())
        .map(|line| {
            let (names, change) = line.split_once(" ! ").expect("a change");
            let mut names = names.split(' ').map(str::to_owned);
            let kind = names.next().expect("a kind");
            let (id, value) = change.split_once('=').expect("id=value");
            (kind, names.collect(), id.to_owned(), value.to_owned())
        })
        .collect();
    Labelled { text, marks, relations }
}

fn run(text: &str) -> Report {
    check(&Document::plain(text), &Options::default())
}

fn figure_findings(report: &Report) -> Vec<(String, usize, usize, Vec<Span>)> {
    report
        .findings
        .iter()
        .filter(|f| f.code.starts_with("figure-") && f.severity != Severity::Info)
        .map(|f| (format!("{} {}", f.code, f.message), f.start, f.end, f.related.clone()))
        .collect()
}

fn sources() -> Vec<(String, Labelled)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reports");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("the folder").map(|f| f.expect("a file").path()).collect();
    files.sort();
    files
        .iter()
        .map(|p| {
            (
                p.file_name().expect("a name").to_string_lossy().into_owned(),
                read(&std::fs::read_to_string(p).expect("text")),
            )
        })
        .collect()
}

#[test]
fn reports_that_hold_raise_no_figure_finding() {
    let mut wrong = Vec::new();
    for (name, report) in sources() {
        wrong.extend(figure_findings(&run(&report.text)).into_iter().map(|f| format!("{name}: {}", f.0)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn relations_are_recognised_unprompted() {
    let (mut missed, mut all) = (Vec::new(), 0);
    for (name, report) in sources() {
        let found = run(&report.text);
        for (kind, ids, ..) in &report.relations {
            all += 1;
            let covered =
                ids.iter().all(|id| found.relations.iter().flat_map(|r| &r.spans).any(|s| s.touches(report.marks[id])));
            if !covered {
                missed.push(format!("{name}: {kind} {ids:?}"));
            }
        }
    }
    eprintln!("{missed:#?}");
    assert!(missed.len() * 20 <= all, "{} of {all} not recognised:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn a_changed_number_is_found() {
    let (mut missed, mut all) = (Vec::new(), 0);
    for (name, report) in sources() {
        let before: Vec<String> = figure_findings(&run(&report.text)).into_iter().map(|f| f.0).collect();
        for (kind, ids, id, value) in &report.relations {
            all += 1;
            let place = report.marks[id];
            let chars: Vec<char> = report.text.chars().collect();
            let changed: String = chars[..place.start]
                .iter()
                .copied()
                .chain(value.chars())
                .chain(chars[place.end..].iter().copied())
                .collect();
            let length = value.chars().count();
            let shift = |s: Span| {
                if s.start > place.start {
                    Span::new(s.start + length - (place.end - place.start), s.end + length - (place.end - place.start))
                } else if s == place {
                    Span::new(s.start, s.start + length)
                } else {
                    s
                }
            };
            let spans: Vec<Span> = ids.iter().map(|i| shift(report.marks[i])).collect();
            let hit = figure_findings(&run(&changed)).into_iter().filter(|f| !before.contains(&f.0)).any(
                |(_, start, end, related)| {
                    spans.iter().any(|s| Span::new(start, end).touches(*s) || related.iter().any(|r| r.touches(*s)))
                },
            );
            if !hit {
                missed.push(format!("{name}: {kind} {ids:?} {id}={value}"));
            }
        }
    }
    assert!(missed.len() * 20 <= all, "{} of {all} not found:\n{}", missed.len(), missed.join("\n"));
}
