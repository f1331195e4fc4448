//! Who owes what for which period: the same however the days are cut, and never twice.

use banjie_engine::{
    World,
    duties::{self, Owed},
};
use banjie_model::{
    calendar::{Term, WorkCalendar},
    definition::{Duty, DutyDeadline, Every, Library},
    org::{Org, OrgTree},
};
use chrono::{NaiveDate, NaiveTime, Weekday};
use proptest::prelude::*;

use crate::follow::{daily, library};

const EVERY: [Every; 10] = [
    Every::SchoolDay,
    Every::WorkingDay,
    Every::Day,
    Every::Week,
    Every::SchoolWeek,
    Every::Month,
    Every::Quarter,
    Every::HalfYear,
    Every::Term,
    Every::Year,
];

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn calendar() -> WorkCalendar {
    let term = |starts, ends, title: &str| Term { starts_on: day(starts), ends_on: day(ends), title: title.into() };
    WorkCalendar::official().with_terms([
        term("2024-09-02", "2025-01-17", "2024-2025学年第一学期"),
        term("2025-02-17", "2025-07-04", "2024-2025学年第二学期"),
        term("2025-09-01", "2026-01-23", "2025-2026学年第一学期"),
    ])
}

fn orgs() -> OrgTree {
    let school = |code: &str, since: Option<&str>, until: Option<&str>| Org {
        code: code.into(),
        name: code.into(),
        kind: "school".into(),
        parent: None,
        since: since.map(day),
        until: until.map(day),
        attributes: Default::default(),
    };
    let bureau = Org { kind: "bureau".into(), ..school("局", None, None) };
    OrgTree::new([
        bureau,
        school("一小", None, None),
        school("二小", Some("2025-03-05"), None),
        school("三小", None, Some("2025-10-10")),
    ])
}

fn owed(library: &Library, duty: &Duty, after: NaiveDate, upto: NaiveDate) -> Vec<Owed> {
    let (calendar, orgs) = (calendar(), orgs());
    duties::owed(&World { library, calendar: &calendar, orgs: &orgs }, duty, after, upto)
}

fn check(every: Every, by: DutyDeadline, after: &str, upto: &str, expected: &str) {
    let duty = Duty { every, by, since: day("2025-03-01"), ..daily() };
    let all = owed(&library(""), &duty, day(after), day(upto));
    let lines = all.iter().map(|o| format!("{} {}~{} {}", o.org, o.start, o.end, o.due_at.format("%m-%d %H:%M")));
    assert_eq!(lines.collect::<Vec<_>>().join("; "), expected);
}

#[test]
fn deadlines_of_each_kind() {
    let four = NaiveTime::from_hms_opt(16, 0, 0).expect("a time");
    let last = DutyDeadline::LastDay(four);
    check(
        Every::SchoolDay,
        last,
        "2025-09-30",
        "2025-10-09",
        "一小 2025-10-09~2025-10-09 10-09 16:00; 二小 2025-10-09~2025-10-09 10-09 16:00; 三小 2025-10-09~2025-10-09 10-09 16:00",
    );
    check(
        Every::Month,
        DutyDeadline::WorkingDaysAfter(5),
        "2025-08-31",
        "2025-09-01",
        "一小 2025-09-01~2025-09-30 10-14 23:59; 二小 2025-09-01~2025-09-30 10-14 23:59; 三小 2025-09-01~2025-09-30 10-14 23:59",
    );
    check(
        Every::SchoolWeek,
        DutyDeadline::Weekday(Weekday::Fri, four),
        "2025-10-05",
        "2025-10-13",
        "一小 2025-10-06~2025-10-12 10-10 16:00; 二小 2025-10-06~2025-10-12 10-10 16:00; 三小 2025-10-06~2025-10-12 10-10 16:00; 一小 2025-10-13~2025-10-19 10-17 16:00; 二小 2025-10-13~2025-10-19 10-17 16:00",
    );
    check(
        Every::SchoolWeek,
        last,
        "2025-09-28",
        "2025-10-06",
        "一小 2025-09-29~2025-10-05 09-30 16:00; 二小 2025-09-29~2025-10-05 09-30 16:00; 三小 2025-09-29~2025-10-05 09-30 16:00; 一小 2025-10-06~2025-10-12 10-11 16:00; 二小 2025-10-06~2025-10-12 10-11 16:00; 三小 2025-10-06~2025-10-12 10-11 16:00",
    );
    check(Every::Term, DutyDeadline::DaysAfter(10), "2025-01-01", "2025-03-31", "");
    check(
        Every::Quarter,
        DutyDeadline::DaysAfter(10),
        "2025-01-01",
        "2025-04-01",
        "一小 2025-04-01~2025-06-30 07-10 23:59; 二小 2025-04-01~2025-06-30 07-10 23:59; 三小 2025-04-01~2025-06-30 07-10 23:59",
    );
}

#[test]
fn a_school_founded_or_closed_owes_only_while_it_is_in_being() {
    let library = library("");
    let duty = Duty { since: day("2024-09-01"), ..daily() };
    let of = |org: &str| {
        owed(&library, &duty, day("2024-09-01"), day("2025-12-31"))
            .into_iter()
            .filter(|o| &*o.org == org)
            .collect::<Vec<_>>()
    };
    assert_eq!(of("二小").first().map(|o| o.start), Some(day("2025-03-05")));
    assert_eq!(of("三小").last().map(|o| o.start), Some(day("2025-10-10")));
    assert!(of("局").is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn what_is_owed_does_not_depend_on_how_the_days_are_cut(every in 0_usize..10, start in 0_i64..400, a in 0_i64..120, b in 0_i64..120) {
        let library = library("");
        let duty = Duty { every: EVERY[every], since: day("2024-09-01"), ..daily() };
        let first = day("2024-08-01") + chrono::TimeDelta::days(start);
        let (middle, last) = (first + chrono::TimeDelta::days(a), first + chrono::TimeDelta::days(a + b));
        let whole = owed(&library, &duty, first, last);
        let mut parts = owed(&library, &duty, first, middle);
        parts.extend(owed(&library, &duty, middle, last));
        prop_assert_eq!(&whole, &parts);
        let keys: std::collections::HashSet<_> = whole.iter().map(|o| (&o.org, o.start)).collect();
        prop_assert_eq!(keys.len(), whole.len());
        let calendar = calendar();
        for owed in &whole {
            prop_assert!(owed.start <= owed.end && owed.due_at >= owed.start.and_time(NaiveTime::MIN));
            prop_assert_eq!(duties::period_of(&calendar, duty.every, owed.start), Some((owed.start, owed.end)));
        }
    }
}
