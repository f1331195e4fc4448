//! Counting of limits: the due date from start, budget, suspensions, extensions and calendar.

use crate::house::{library, moment};
use banjie_engine::{World, counted_days, counted_words, due_words, judge};
use banjie_model::{
    Moment,
    calendar::WorkCalendar,
    case::{Extension, LimitRun, Record, RunKey, Suspension, SuspensionCause},
    definition::{Allowance, Ledger, Library},
    expr::{Duration, TimeUnit},
    org::OrgTree,
    value::RecordId,
};
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use proptest::prelude::*;

/// A limit under test: budget, whether it rolls, when it started, when it stood still, what was granted more.
#[derive(Clone, Debug)]
struct Case {
    within: Duration,
    rolls: bool,
    start: Moment,
    still: Vec<(Moment, Option<Moment>)>,
    more: Vec<Duration>,
}

fn length(text: &str) -> Duration {
    let (n, unit) = text.split_once(' ').expect("a length");
    let unit = match unit {
        "working days" => TimeUnit::WorkingDays,
        "days" => TimeUnit::Days,
        "months" => TimeUnit::Months,
        "hours" => TimeUnit::Hours,
        _ => TimeUnit::Years,
    };
    Duration::new(n.parse().expect("a number"), unit)
}

fn case(start: &str, within: &str) -> Case {
    Case { within: length(within), rolls: false, start: moment(start), still: Vec::new(), more: Vec::new() }
}

impl Case {
    fn rolling(self) -> Case {
        Case { rolls: true, ..self }
    }
    fn still(mut self, from: &str, until: &str) -> Case {
        self.still.push((moment(from), Some(moment(until))));
        self
    }
    fn more(mut self, by: &str) -> Case {
        self.more.push(length(by));
        self
    }

    fn ledger(&self, library: &Library) -> Ledger {
        let mut ledger = (**library.ledger("building-violations.seizure").expect("declared")).clone();
        ledger.limits[0].within = vec![Allowance { when: None, take: self.within }];
        ledger.limits[0].rolls = self.rolls;
        ledger
    }

    fn run(&self) -> LimitRun {
        let key = RunKey { record: RecordId(1), limit: "report".into(), n: 1 };
        let suspension = |&(from, until): &(Moment, Option<Moment>)| Suspension {
            from,
            until,
            cause: SuspensionCause::Entered("鉴定".into()),
            entered_at: from,
        };
        let extension = |&length: &Duration| Extension { length, at: self.start, by: "brigade".into(), reason: None };
        LimitRun {
            key,
            started_at: self.start,
            ended: None,
            suspensions: self.still.iter().map(suspension).collect(),
            extensions: self.more.iter().map(extension).collect(),
            published: Vec::new(),
            fired: Vec::new(),
            due_at: self.start,
            provisional: false,
            calendar: 0,
            next_alert_at: None,
            then_refused_at: None,
        }
    }
}

fn record(ledger: &Ledger) -> Record {
    Record {
        id: RecordId(1),
        ledger: ledger.key.clone(),
        version: 1,
        package_version: "1.0.0".into(),
        number: None,
        org: "鹿城分局".into(),
        handler: None,
        state: Some("seized".into()),
        opened_at: moment("2025-01-01 00:00"),
        closed_at: None,
        changed_at: moment("2025-01-01 00:00"),
        hand_overs: Vec::new(),
        values: vec![Default::default(); ledger.fields.len()],
        from_seq: 0,
    }
}

/// The due date in words; "none" while it stands still.
fn due(case: &Case) -> String {
    let library = library("");
    let (calendar, orgs) = (WorkCalendar::official(), OrgTree::default());
    let world = World { library: &library, calendar: &calendar, orgs: &orgs };
    let ledger = case.ledger(&library);
    let mut run = case.run();
    let judgement = judge(&world, &ledger, &record(&ledger), &run, case.start);
    run.due_at = judgement.due_at;
    run.provisional = judgement.provisional;
    due_words(&ledger, &run)
}

#[track_caller]
fn check(case: Case, expected: &str) {
    assert_eq!(due(&case), expected, "{case:?}");
}

#[test]
fn working_days_follow_the_notices_of_the_state_council() {
    check(case("2024-09-27 09:00", "5 working days"), "2024年10月10日");
    check(case("2025-01-24 09:00", "5 working days"), "2025年2月7日");
    check(case("2025-09-26 09:00", "7 working days"), "2025年10月13日");
    check(case("2026-02-12 09:00", "5 working days"), "2026年2月26日");
    check(case("2020-01-22 09:00", "5 working days"), "2020年2月6日");
}

#[test]
fn a_last_day_on_a_day_of_rest_rolls_where_the_limit_says_so() {
    check(case("2025-07-05 09:00", "90 days"), "2025年10月3日");
    check(case("2025-07-05 09:00", "90 days").rolling(), "2025年10月9日");
    check(case("2024-08-03 09:00", "60 days"), "2024年10月2日");
    check(case("2024-08-03 09:00", "60 days").rolling(), "2024年10月8日");
    check(case("2025-09-17 09:00", "15 days").rolling(), "2025年10月9日");
    check(case("2026-02-01 09:00", "15 days").rolling(), "2026年2月24日");
    // a Sunday that is worked
    check(case("2019-04-16 09:00", "15 days").rolling(), "2019年5月5日");
}

#[test]
fn months_end_on_the_corresponding_day() {
    check(case("2025-01-31 09:00", "1 months"), "2025年2月28日");
    check(case("2025-11-30 09:00", "3 months").rolling(), "2026年2月28日");
    check(case("2024-02-29 09:00", "1 years"), "2025年2月28日");
}

#[test]
fn the_day_of_the_event_does_not_count_whatever_the_hour() {
    check(case("2025-09-26 00:00", "1 working days"), "2025年9月28日");
    check(case("2025-09-26 23:59", "1 working days"), "2025年9月28日");
    check(case("2025-09-26 23:59", "1 days"), "2025年9月27日");
}

#[test]
fn hours_run_from_the_moment_and_stand_still_to_the_second() {
    check(case("2025-09-26 22:30", "24 hours"), "2025年9月27日22时30分");
    check(case("2025-09-26 22:30", "24 hours").still("2025-09-27 08:00", "2025-09-27 10:15"), "2025年9月28日0时45分");
    check(case("2025-09-26 22:30", "24 hours").still("2025-09-28 08:00", "2025-09-28 10:15"), "2025年9月27日22时30分");
}

#[test]
fn a_day_counts_if_the_clock_runs_at_its_end() {
    // from Thursday morning to Friday evening: Thursday does not count, Friday does
    check(case("2025-03-03 09:00", "5 working days").still("2025-03-06 09:00", "2025-03-07 18:00"), "2025年3月11日");
    // stopped and resumed on one day: nothing is lost
    check(case("2025-03-03 09:00", "5 working days").still("2025-03-06 09:00", "2025-03-06 18:00"), "2025年3月10日");
    // over a weekend that would not have counted anyway
    check(case("2025-03-03 09:00", "5 working days").still("2025-03-08 00:00", "2025-03-10 00:00"), "2025年3月10日");
    // overlapping suspensions count once
    check(
        case("2025-03-03 09:00", "5 working days")
            .still("2025-03-05 09:00", "2025-03-07 09:00")
            .still("2025-03-06 09:00", "2025-03-10 09:00"),
        "2025年3月13日",
    );
    // months grow by the days that did not count
    check(case("2025-01-15 09:00", "1 months").still("2025-02-01 00:00", "2025-02-11 00:00"), "2025年2月25日");
}

#[test]
fn extensions_go_on_from_where_the_budget_ends() {
    check(case("2025-03-03 09:00", "5 working days").more("5 working days"), "2025年3月17日");
    check(case("2025-01-15 09:00", "1 months").more("1 months"), "2025年3月15日");
    check(case("2025-01-31 09:00", "1 months").more("10 days"), "2025年3月10日");
    check(case("2025-01-31 09:00", "90 days").more("30 days").rolling(), "2025年6月3日");
}

#[test]
fn a_year_without_a_notice_is_provisional_only_where_it_matters() {
    check(case("2026-12-28 09:00", "5 working days"), "2027年1月4日（暂定）");
    check(case("2026-12-28 09:00", "3 working days"), "2026年12月31日");
    check(case("2026-12-28 09:00", "90 days"), "2027年3月28日");
    check(case("2026-12-28 09:00", "90 days").rolling(), "2027年3月29日（暂定）");
    check(case("2026-12-31 09:00", "48 hours"), "2027年1月2日9时0分");
}

#[test]
fn a_clock_without_end_of_its_suspension_has_no_due_date() {
    let open = |from: &str| {
        let mut case = case("2025-03-03 09:00", "5 working days");
        case.still.push((moment(from), None));
        case
    };
    check(open("2025-03-05 09:00"), "中止计时");
    // late before it stood still: that stays
    check(open("2025-03-12 09:00"), "2025年3月10日");
}

#[test]
fn every_day_can_be_shown_with_what_became_of_it() {
    let library = library("");
    let (calendar, orgs) = (WorkCalendar::official(), OrgTree::default());
    let world = World { library: &library, calendar: &calendar, orgs: &orgs };
    let case = case("2025-09-28 09:00", "4 working days").still("2025-10-09 09:00", "2025-10-10 09:00");
    let ledger = case.ledger(&library);
    let days = counted_days(&world, &ledger, &record(&ledger), &case.run(), case.start);
    let shown: Vec<String> = days.iter().map(|d| format!("{} {}", d.date, d.verdict.words())).collect();
    insta::assert_snapshot!(shown.join("\n"), @r"
    2025-09-28 起算日，不计
    2025-09-29 第1日
    2025-09-30 第2日
    2025-10-01 国庆节放假，不计
    2025-10-02 国庆节放假，不计
    2025-10-03 国庆节放假，不计
    2025-10-04 国庆节放假，不计
    2025-10-05 国庆节放假，不计
    2025-10-06 中秋节放假，不计
    2025-10-07 国庆节放假，不计
    2025-10-08 国庆节放假，不计
    2025-10-09 中止（鉴定），不计
    2025-10-10 第3日
    2025-10-11 第4日
    ");
}

#[test]
fn a_count_can_be_told_in_one_sentence() {
    let library = library("");
    let (calendar, orgs) = (WorkCalendar::official(), OrgTree::default());
    let world = World { library: &library, calendar: &calendar, orgs: &orgs };
    let told = |case: Case| {
        let ledger = case.ledger(&library);
        let (mut run, record) = (case.run(), record(&ledger));
        run.due_at = judge(&world, &ledger, &record, &run, case.start).due_at;
        counted_words(&world, &ledger, &record, &run, case.start)
    };
    let sentences = [
        told(case("2025-09-28 09:00", "7 working days")),
        told(case("2025-03-03 09:00", "5 working days").still("2025-03-06 09:00", "2025-03-07 18:00")),
        told(case("2025-07-05 09:00", "90 days").rolling()),
        told(case("2025-01-31 09:00", "1 months").more("10 days")),
        told(case("2025-09-26 22:30", "24 hours")),
    ];
    insta::assert_snapshot!(sentences.join("\n"), @r"
    自2025年9月28日起7个工作日（当日不计），10月1日至8日国庆节、中秋节放假、10月12日周末不计；10月11日调休上班计入，2025年10月14日到期
    自2025年3月3日起5个工作日（当日不计），2025年3月6日中止（鉴定）、2025年3月7日恢复，3月8日至9日周末不计，2025年3月11日到期
    自2025年7月5日起90日（当日不计），末日2025年10月3日为国庆节放假，顺延至下一工作日，2025年10月9日到期
    自2025年1月31日起1个月（当日不计），延长10日，2025年3月10日到期
    自2025年9月26日22时30分起24小时，2025年9月27日22时30分到期
    ");
}

/// The n-th counted day by walking through the days one by one: a day counts if it is of the unit and the clock runs at
/// its end.
fn walked(case: &Case) -> NaiveDate {
    let calendar = WorkCalendar::official();
    let end = |day: NaiveDate| day.and_time(NaiveTime::from_hms_opt(23, 59, 59).expect("a time"));
    let stands = |day| case.still.iter().any(|(from, until)| *from <= end(day) && until.is_none_or(|u| end(day) < u));
    let mut day = case.start.date();
    let mut left = case.within.n;
    while left > 0 {
        day = day.succ_opt().expect("within the calendar");
        let of_unit = case.within.unit == TimeUnit::Days || calendar.is_working_day(day);
        if of_unit && !stands(day) {
            left -= 1;
        }
    }
    if case.rolls { calendar.next_working_day_on_or_after(day) } else { day }
}

prop_compose! {
    fn any_case()(
        day in 0_i64..6000, minute in 0_i64..1440, n in 1_u32..200, unit in 0..2, rolls: bool,
        still in prop::collection::vec((0_i64..400_000, 1_i64..60_000), 0..5),
    ) -> Case {
        let start = moment("2008-01-01 00:00") + TimeDelta::days(day) + TimeDelta::minutes(minute);
        let at = |minutes| start + TimeDelta::minutes(minutes);
        let still = still.into_iter().map(|(from, long)| (at(from), Some(at(from + long)))).collect();
        let unit = if unit == 0 { TimeUnit::Days } else { TimeUnit::WorkingDays };
        Case { within: Duration::new(n, unit), rolls, start, still, more: Vec::new() }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn counting_in_leaps_comes_to_the_same_day_as_walking(case in any_case()) {
        let library = library("");
        let (calendar, orgs) = (WorkCalendar::official(), OrgTree::default());
        let world = World { library: &library, calendar: &calendar, orgs: &orgs };
        let ledger = case.ledger(&library);
        let (run, record) = (case.run(), record(&ledger));
        let judgement = judge(&world, &ledger, &record, &run, case.start);
        prop_assert_eq!(judgement.due_at.date(), walked(&case));
        // and the days that are shown are as many as the budget has
        let shown = counted_days(&world, &ledger, &record, &run, case.start - TimeDelta::seconds(1));
        let counted = shown.iter().filter(|d| matches!(d.verdict, banjie_engine::DayVerdict::Counted(_))).count();
        let rolled = usize::from(case.rolls && case.within.unit == TimeUnit::Days);
        prop_assert!(counted == case.within.n as usize || counted == case.within.n as usize + rolled, "{counted}");
    }
}
