//! Facts of limits.

use banjie_model::{
    case::{Fired, LimitRun, RunEnd, RunKey},
    definition::ConsequenceKind,
    value::RecordId,
};

use super::fixture::{check_at, moment};

fn run(n: u32, ended: Option<(&str, bool)>, fired: &[(ConsequenceKind, bool)]) -> LimitRun {
    LimitRun {
        key: RunKey { record: RecordId(1), limit: "granting".into(), n },
        started_at: moment("2025-09-28T09:00"),
        ended: ended.map(|(at, met)| RunEnd { at: moment(at), met }),
        suspensions: vec![],
        extensions: vec![],
        published: vec![],
        fired: fired
            .iter()
            .map(|(kind, withdrawn)| Fired {
                kind: *kind,
                at: moment("2025-10-15T00:00"),
                withdrawn_at: withdrawn.then(|| moment("2025-10-16T00:00")),
            })
            .collect(),
        due_at: moment("2025-10-14T23:59"),
        provisional: false,
        calendar: 0,
        next_alert_at: None,
        then_refused_at: None,
    }
}

/// The yes-or-no facts that hold, and the card.
fn check(runs: &[LimitRun], now: &str) -> String {
    let ask = |text: &str| check_at("", text, moment(now), runs);
    let facts = ["on_time", "overdue", "referred", "running"];
    let mut held: Vec<String> =
        facts.iter().filter(|fact| ask(&format!("granting.{fact}")) == "true").map(|fact| fact.to_string()).collect();
    held.push(ask("granting.card"));
    held.push(ask("granting.ended_on"));
    held.join(" ")
}

#[test]
fn a_running_limit_is_overdue_once_the_due_day_is_over() {
    assert_eq!(check(&[run(1, None, &[])], "2025-10-14T23:59"), "running none missing");
    assert_eq!(check(&[run(1, None, &[])], "2025-10-15T00:00"), "overdue running none missing");
}

#[test]
fn a_met_limit_is_on_time_or_overdue_for_ever() {
    assert_eq!(check(&[run(1, Some(("2025-10-14T17:00", true)), &[])], "2026-01-01T00:00"), "on_time none 2025-10-14");
    assert_eq!(check(&[run(1, Some(("2025-10-15T09:00", true)), &[])], "2026-01-01T00:00"), "overdue none 2025-10-15");
}

#[test]
fn a_limit_that_fell_away_is_neither() {
    assert_eq!(check(&[run(1, Some(("2025-10-20T09:00", false)), &[])], "2026-01-01T00:00"), "none missing");
}

#[test]
fn the_highest_card_that_was_not_withdrawn_counts() {
    use ConsequenceKind::{Red, Refer, Yellow};
    assert_eq!(check(&[run(1, None, &[(Yellow, false), (Red, false)])], "2025-10-14T12:00"), "running red missing");
    assert_eq!(check(&[run(1, None, &[(Yellow, false), (Red, true)])], "2025-10-14T12:00"), "running yellow missing");
    assert_eq!(
        check(&[run(1, None, &[(Yellow, true), (Refer, false)])], "2025-10-14T12:00"),
        "referred running none missing"
    );
}

#[test]
fn the_latest_run_is_meant_and_no_run_is_no_fact() {
    let runs = [run(2, None, &[]), run(1, Some(("2025-10-01T09:00", true)), &[])];
    assert_eq!(check(&runs, "2025-10-10T00:00"), "running none missing");
    assert_eq!(check(&[], "2025-10-10T00:00"), "missing missing");
    assert_eq!(check_at("", "granting.due_on", moment("2025-10-10T00:00"), &runs), "2025-10-14");
}
