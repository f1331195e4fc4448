use super::*;
use proptest::prelude::*;

fn d(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
}

fn rule(date: &str, kind: DayKind, name: &str) -> DayRule {
    DayRule { date: d(date), kind, name: name.into(), notice: "".into() }
}

#[test]
fn limits_in_working_days_end_where_the_notices_put_them() {
    for (start, days, end) in [
        ("2024-09-27", 5, "2024-10-10"),
        ("2025-01-24", 5, "2025-02-07"),
        ("2025-09-26", 7, "2025-10-13"),
        ("2026-02-12", 5, "2026-02-26"),
        ("2020-01-22", 5, "2020-02-06"),
        ("2025-09-28", 7, "2025-10-14"),
    ] {
        assert_eq!(WorkCalendar::official().add_working_days(d(start), days), d(end), "{start} + {days}");
    }
}

#[test]
fn limits_in_calendar_days_roll_to_the_next_working_day() {
    for (start, days, raw, rolled) in [
        ("2025-07-05", 90, "2025-10-03", "2025-10-09"),
        ("2024-08-03", 60, "2024-10-02", "2024-10-08"),
        ("2025-09-17", 15, "2025-10-02", "2025-10-09"),
        ("2026-02-01", 15, "2026-02-16", "2026-02-24"),
        ("2019-04-16", 15, "2019-05-01", "2019-05-05"),
    ] {
        let end = add_calendar_days(d(start), days);
        assert_eq!(end, d(raw), "{start} + {days}");
        assert_eq!(WorkCalendar::official().next_working_day_on_or_after(end), d(rolled), "{start} + {days}");
    }
}

#[test]
fn months_have_as_many_working_days_as_published() {
    for (year, months) in [
        (2019, [22, 17, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22]),
        (2020, [17, 20, 22, 22, 19, 21, 23, 21, 23, 17, 21, 23]),
        (2021, [20, 17, 23, 22, 19, 21, 22, 22, 22, 17, 22, 23]),
        (2022, [21, 16, 23, 21, 20, 21, 21, 23, 21, 18, 22, 22]),
        (2023, [18, 20, 23, 20, 21, 21, 21, 23, 20, 19, 22, 21]),
        (2024, [22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22]),
        (2025, [19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23]),
        (2026, [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]),
    ] {
        assert_eq!(WorkCalendar::official().month_table(year), months, "{year}");
    }
}

#[test]
fn years_have_as_many_working_days_as_published() {
    let published = [
        252, 250, 251, 249, 251, 250, 250, 250, 249, 250, 250, 249, 250, 249, 250, 250, 249, 250, 249, 249, 251, 248,
        248,
    ];
    for (year, days) in (2004..).zip(published) {
        assert_eq!(WorkCalendar::official().month_table(year).iter().sum::<u32>(), days, "{year}");
    }
}

#[test]
fn every_line_of_the_carried_table_is_read() {
    let sheet = CalendarSheet::parse(include_str!("days.tsv"));
    assert_eq!(sheet.faults, []);
    assert_eq!(sheet.days.len(), 771);
    assert_eq!(sheet.years, (2004..=2026).collect::<Vec<_>>());
    assert_eq!(WorkCalendar::official().notices(2020).len(), 2);
}

#[test]
fn a_day_says_in_chinese_what_it_is() {
    for (date, text) in [
        ("2025-10-01", "国庆节放假"),
        ("2025-10-11", "调休上班"),
        ("2025-10-12", "周末"),
        ("2025-10-13", "工作日"),
        ("2027-10-01", "工作日"),
    ] {
        assert_eq!(WorkCalendar::official().day(d(date)).to_string(), text, "{date}");
    }
    let typhoon = WorkCalendar::official().with_days([rule("2026-08-10", DayKind::Off, "台风停工")], []);
    assert_eq!(typhoon.day(d("2026-08-10")).to_string(), "台风停工");
}

#[test]
fn dates_and_weekdays_are_written_in_chinese() {
    assert_eq!(date_zh(d("2025-10-14")), "2025年10月14日");
    assert_eq!(weekday_zh(d("2025-10-14")), "星期二");
    assert_eq!(weekday_zh(d("2025-10-12")), "星期日");
}

#[test]
fn a_count_explains_which_days_it_passed_over() {
    let calendar = WorkCalendar::official();
    let check = |from, to, text| assert_eq!(calendar.explain(d(from), d(to)), text);
    check("2025-09-28", "2025-10-14", "10月1日至8日国庆节、中秋节放假、10月12日周末不计；10月11日调休上班计入");
    check("2023-09-28", "2023-10-08", "9月29日至10月6日中秋节、国庆节放假不计；10月7日、10月8日调休上班计入");
    check("2025-06-09", "2025-06-11", "");
    check("2025-06-13", "2025-06-16", "6月14日至15日周末不计");
}

#[test]
fn a_year_without_a_notice_is_provisional_until_its_notice_is_entered() {
    let before = WorkCalendar::official();
    assert!(before.is_provisional(d("2027-01-01")));
    assert!(before.is_provisional(d("2003-12-31")));
    assert!(!before.is_provisional(d("2026-12-31")));
    assert!(!before.is_provisional(d("2004-01-01")));
    assert!(before.is_working_day(d("2027-01-01")));

    let typhoon = before.with_days([rule("2027-08-09", DayKind::Off, "台风停工")], []);
    assert!(typhoon.is_provisional(d("2027-08-09")));

    let after = before
        .with_sheet(&CalendarSheet::parse("2027\tnotice\thttps://x\n2027-01-01\toff\t元旦\n2027-01-09\twork\t元旦\n"));
    assert!(!after.is_provisional(d("2027-01-01")));
    assert_eq!(after.add_working_days(d("2026-12-31"), 6), d("2027-01-09"));
    assert_eq!(after.notices(2027).len(), 1);
}

#[test]
fn a_later_rule_replaces_an_earlier_one_and_the_revision_tells() {
    let official = WorkCalendar::official();
    let cancelled = official.with_days([rule("2026-10-10", DayKind::Off, "调休取消")], []);
    assert!(official.is_working_day(d("2026-10-10")));
    assert!(!cancelled.is_working_day(d("2026-10-10")));
    assert_ne!(official.revision(), cancelled.revision());
    assert_ne!(official, cancelled);
    assert_eq!(official, official.with_days([], []));
    assert_ne!(official.revision(), official.with_days([], [2027]).revision());
}

#[test]
fn a_faulty_sheet_keeps_what_can_be_read_and_names_the_lines() {
    let sheet = CalendarSheet::parse(
        "# 2027\n2027-01-01\toff\t元旦\n2027/1/2\toff\t元旦\n2027-01-04\twork\t元旦\n2027-01-01\toff\t元旦\n2027-01-03\trest\t元旦\n2027-01-02\toff\n",
    );
    assert_eq!(sheet.days.len(), 1);
    let faults: Vec<String> = sheet.faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "第3行：日期“2027/1/2”无法识别，应写成 2027-01-01 的样子",
            "第4行：2027年1月4日是星期一，不是周末，无须调休上班",
            "第5行：2027年1月1日重复，同一天只能写一行",
            "第6行：第二列“rest”无法识别，应写 off（放假）、work（上班）或 notice（通知）",
            "第7行：2027年1月2日缺少名称，应写明是什么假日",
        ]
    );
}

#[test]
fn months_end_on_the_last_day_when_the_corresponding_day_is_missing() {
    assert_eq!(add_months(d("2025-01-31"), 1), d("2025-02-28"));
    assert_eq!(add_months(d("2023-11-30"), 3), d("2024-02-29"));
    assert_eq!(add_months(d("2025-03-31"), -1), d("2025-02-28"));
    assert_eq!(add_years(d("2024-02-29"), 2), d("2026-02-28"));
}

#[test]
fn lateness_counts_from_the_day_after_the_due_date() {
    let calendar = WorkCalendar::official();
    assert_eq!(calendar.working_days_between(d("2025-10-10"), d("2025-10-12")), 1);
    assert_eq!(calendar.working_days_between(d("2025-10-12"), d("2025-10-10")), -1);
    assert_eq!(calendar.working_days_between(d("2025-09-30"), d("2025-10-08")), 0);
    assert_eq!(calendar.previous_working_day_on_or_before(d("2025-10-08")), d("2025-09-30"));
}

#[test]
fn counting_beyond_every_date_stops_at_the_last_one() {
    let calendar = WorkCalendar::official();
    assert_eq!(calendar.add_working_days(d("2026-01-01"), i64::MAX), NaiveDate::MAX);
    assert_eq!(calendar.add_working_days(d("2026-01-01"), i64::MIN), NaiveDate::MIN);
    assert_eq!(add_calendar_days(d("2026-01-01"), i64::MAX), NaiveDate::MAX);
}

/// The slow way: step day by day and look at each.
fn walk(calendar: &WorkCalendar, mut date: NaiveDate, n: i64) -> NaiveDate {
    let mut left = n.abs();
    while left > 0 {
        date = if n > 0 { date.succ_opt().unwrap() } else { date.pred_opt().unwrap() };
        left -= i64::from(calendar.is_working_day(date));
    }
    date
}

fn any_date() -> impl Strategy<Value = NaiveDate> {
    // 2003-01-01 to 2028-01-01: over both ends of the noticed years.
    (731_216i32..740_347).prop_map(|n| NaiveDate::from_num_days_from_ce_opt(n).unwrap())
}

fn any_calendar() -> impl Strategy<Value = WorkCalendar> {
    prop::collection::vec((any_date(), any::<bool>()), 0..40).prop_map(|days| {
        let rules = days.into_iter().map(|(date, off)| DayRule {
            date,
            kind: if off { DayKind::Off } else { DayKind::Work },
            name: "临时".into(),
            notice: "".into(),
        });
        WorkCalendar::official().with_days(rules, [])
    })
}

proptest! {
    #[test]
    fn adding_agrees_with_walking_day_by_day(calendar in any_calendar(), date in any_date(), n in -60i64..60) {
        prop_assert_eq!(calendar.add_working_days(date, n), walk(&calendar, date, n));
    }

    #[test]
    fn adding_and_counting_agree(calendar in any_calendar(), date in any_date(), n in 0i64..2000) {
        let end = calendar.add_working_days(date, n);
        prop_assert_eq!(calendar.working_days_between(date, end), n);
        prop_assert_eq!(calendar.working_days_between(end, date), -n);
    }

    #[test]
    fn counting_back_from_a_working_day_agrees(calendar in any_calendar(), date in any_date(), n in 0i64..2000) {
        let start = calendar.next_working_day_on_or_after(date);
        prop_assert_eq!(calendar.working_days_between(start, calendar.add_working_days(start, -n)), -n);
    }

    #[test]
    fn skipped_and_counted_days_make_up_the_whole_span(a in any_date(), span in 0i64..200) {
        let calendar = WorkCalendar::official();
        let b = add_calendar_days(a, span);
        let skipped = i64::try_from(calendar.skipped(a, b).len()).unwrap();
        prop_assert_eq!(calendar.working_days_between(a, b) + skipped, span);
    }

    #[test]
    fn a_day_is_working_exactly_when_its_name_says_so(calendar in any_calendar(), date in any_date()) {
        prop_assert_eq!(calendar.is_working_day(date), calendar.day(date).is_working());
    }
}
