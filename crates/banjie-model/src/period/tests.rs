use super::*;
use proptest::prelude::*;

fn d(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
}

fn p(text: &str) -> Period {
    Period::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

/// Each spelling means the span, and has the key and the Chinese.
fn check(spellings: &[&str], first: &str, last: &str, key: &str, chinese: &str) {
    for text in spellings {
        let period = p(text);
        assert_eq!((period.first(), period.last()), (d(first), d(last)), "{text}");
        assert_eq!((period.key().as_str(), period.to_string().as_str()), (key, chinese), "{text}");
    }
}

#[test]
fn years_and_their_parts_are_read_in_every_usual_spelling() {
    check(
        &["2025", "2025年", "２０２５年", "二〇二五年", "2025年度", "2025年全年"],
        "2025-01-01",
        "2025-12-31",
        "2025",
        "2025年",
    );
    check(&["2025-H1", "2025上半年", "2025年上半年"], "2025-01-01", "2025-06-30", "2025-H1", "2025年上半年");
    check(&["2025-H2", "2025年下半年"], "2025-07-01", "2025-12-31", "2025-H2", "2025年下半年");
    check(
        &["2025Q3", "2025q3", "2025-Q3", "2025-3季度", "2025年第三季度", "2025年3季度", "2025 年 三 季度"],
        "2025-07-01",
        "2025-09-30",
        "2025-Q3",
        "2025年第三季度",
    );
    check(
        &["2025-07", "2025-7", "2025年7月", "2025年七月份", "2025/07", "202507", "2025.7"],
        "2025-07-01",
        "2025-07-31",
        "2025-07",
        "2025年7月",
    );
    check(
        &["2024-02-29", "2024年2月29日", "2024/2/29", "20240229", "2024.2.29", "二〇二四年二月二十九日"],
        "2024-02-29",
        "2024-02-29",
        "2024-02-29",
        "2024年2月29日",
    );
}

#[test]
fn school_years_and_terms_are_read_in_every_usual_spelling() {
    check(
        &["2025-2026学年", "2025学年", "2025—2026学年", "2025～2026学年度", "2025-SY"],
        "2025-09-01",
        "2026-08-31",
        "2025-SY",
        "2025—2026学年",
    );
    check(
        &["2025学年第一学期", "2025-2026学年第1学期", "2025—2026学年上学期", "2025年秋季学期", "2025-T1"],
        "2025-09-01",
        "2026-01-31",
        "2025-T1",
        "2025—2026学年第一学期",
    );
    check(
        &["2025学年第二学期", "2025-2026学年下学期", "2026年春季学期", "2025-T2"],
        "2026-02-01",
        "2026-08-31",
        "2025-T2",
        "2025—2026学年第二学期",
    );
}

#[test]
fn ranges_are_read_in_every_usual_spelling() {
    check(
        &["2023..2025", "2023-2025", "2023—2025年", "2023年至2025年", "2023～2025年"],
        "2023-01-01",
        "2025-12-31",
        "2023-01-01..2025-12-31",
        "2023—2025年",
    );
    check(
        &[
            "2025-01..2025-06",
            "2025年1—6月",
            "2025年1-6月",
            "2025年1月至6月",
            "2025年一至六月",
            "2025.1-2025.6",
            "2025.01-06",
        ],
        "2025-01-01",
        "2025-06-30",
        "2025-01-01..2025-06-30",
        "2025年1—6月",
    );
    check(
        &["2025年第一至三季度", "2025年1-3季度"],
        "2025-01-01",
        "2025-09-30",
        "2025-01-01..2025-09-30",
        "2025年1—9月",
    );
    check(
        &[
            "2025-01-01..2025-06-15",
            "2025年1月1日—6月15日",
            "2025年1月1日至2025年6月15日",
            "2025.1.1-6.15",
            "20250101..20250615",
        ],
        "2025-01-01",
        "2025-06-15",
        "2025-01-01..2025-06-15",
        "2025年1月1日—6月15日",
    );
    check(
        &["2025年1月3—5日", "2025-01-03..2025-01-05", "2025-01-03至05"],
        "2025-01-03",
        "2025-01-05",
        "2025-01-03..2025-01-05",
        "2025年1月3—5日",
    );
    check(
        &["2024年11月—2025年2月", "2024-11..2025-02"],
        "2024-11-01",
        "2025-02-28",
        "2024-11-01..2025-02-28",
        "2024年11月—2025年2月",
    );
    check(&["2025..2025"], "2025-01-01", "2025-12-31", "2025", "2025年");
    check(&["2025-07-01..2025-07-01"], "2025-07-01", "2025-07-01", "2025-07-01", "2025年7月1日");
}

#[test]
fn what_cannot_be_read_says_what_to_write() {
    for (text, message) in [
        (" ", "统计期间为空，请填写，如2025年、2025年第三季度、2025-07"),
        ("2025-13", "统计期间“2025-13”中的月份不对，应在1至12之间"),
        ("2025Q5", "统计期间“2025Q5”中的季度不对，应在1至4之间"),
        ("2025-02-30", "统计期间“2025-02-30”中的日不对，该月没有这一天"),
        ("1025", "统计期间“1025”中的年份不对，应在1900至2200之间"),
        ("2025学年第三学期", "统计期间“2025学年第三学期”中的学期不对，应为第一学期或第二学期"),
        ("2025-2027学年", "学年应跨相邻两年，“2025-2027学年”应写成2025-2026学年"),
        ("2025-06-30..2025-01-01", "起始日2025年6月30日晚于截止日2025年1月1日，请调换"),
    ] {
        assert_eq!(Period::parse(text).unwrap_err().to_string(), message, "{text}");
    }
    for text in ["去年", "25年", "2025年七月初", "abc", "2025..", "..2025", "2025-", "2025学年寒假", "20251301"]
    {
        assert!(Period::parse(text).is_err(), "{text}");
    }
}

#[test]
fn the_period_before_and_the_same_period_last_year_are_found() {
    for (period, previous, last_year) in [
        ("2025", "2024", "2024"),
        ("2025-H1", "2024-H2", "2024-H1"),
        ("2025-Q1", "2024-Q4", "2024-Q1"),
        ("2025-01", "2024-12", "2024-01"),
        ("2025-03-01", "2025-02-28", "2024-03-01"),
        ("2024-02-29", "2024-02-28", "2023-02-28"),
        ("2025-SY", "2024-SY", "2024-SY"),
        ("2025-T2", "2025-T1", "2024-T2"),
        ("2025-T1", "2024-T2", "2024-T1"),
        ("2023..2025", "2020-01-01..2022-12-31", "2022-01-01..2024-12-31"),
        ("2025-01..2025-02", "2024-11-01..2024-12-31", "2024-01-01..2024-02-29"),
        ("2025-01-10..2025-01-19", "2024-12-31..2025-01-09", "2024-01-10..2024-01-19"),
    ] {
        assert_eq!(p(period).previous().key(), previous, "before {period}");
        assert_eq!(p(period).same_last_year().key(), last_year, "a year before {period}");
    }
}

#[test]
fn a_day_lies_in_its_month_quarter_school_year_and_term() {
    let keys = |date| {
        [Period::month_of, Period::quarter_of, Period::school_year_of, Period::term_of].map(|of| of(d(date)).key())
    };
    assert_eq!(keys("2025-08-31"), ["2025-08", "2025-Q3", "2024-SY", "2024-T2"]);
    assert_eq!(keys("2025-09-01"), ["2025-09", "2025-Q3", "2025-SY", "2025-T1"]);
    assert_eq!(keys("2026-01-31"), ["2026-01", "2026-Q1", "2025-SY", "2025-T1"]);
}

#[test]
fn cutting_marks_the_pieces_that_are_not_whole() {
    let keys = |text, by| p(text).split(by).iter().map(Period::key).collect::<Vec<_>>();
    assert_eq!(keys("2025-01-15..2025-03-31", SplitBy::Month), ["2025-01-15..2025-01-31", "2025-02", "2025-03"]);
    assert_eq!(keys("2025-SY", SplitBy::Year), ["2025-09-01..2025-12-31", "2026-01-01..2026-08-31"]);
    assert_eq!(keys("2025", SplitBy::Quarter), ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]);
    assert_eq!(keys("2025-01-31..2025-02-01", SplitBy::Month), ["2025-01-31", "2025-02-01"]);
}

#[test]
fn periods_are_stored_as_their_key() {
    assert_eq!(serde_json::to_string(&p("2025年第三季度")).unwrap(), "\"2025-Q3\"");
    assert_eq!(serde_json::from_str::<Period>("\"2025-Q3\"").unwrap(), Period::Quarter(2025, Quarter::Q3));
    assert!(serde_json::from_str::<Period>("\"2025-Q9\"").unwrap_err().to_string().contains("季度"));
}

#[test]
fn periods_sort_by_time() {
    let mut periods = ["2025-Q3", "2025", "2024-SY", "2025-07-01..2025-09-30", "2025-07", "2024"].map(p);
    periods.sort_unstable();
    assert_eq!(
        periods.map(|period| period.key()),
        ["2024", "2024-SY", "2025", "2025-07", "2025-07-01..2025-09-30", "2025-Q3"]
    );
}

fn any_date() -> impl Strategy<Value = NaiveDate> {
    (0u64..73_000).prop_map(|n| d("1950-01-01") + chrono::Days::new(n))
}

fn any_period() -> impl Strategy<Value = Period> {
    (any_date(), any_date(), 0u8..8).prop_map(|(a, b, sort)| match sort {
        0 => Period::Year(a.year()),
        1 => Period::HalfYear(a.year(), if a.month() < 7 { Half::First } else { Half::Second }),
        2 => Period::quarter_of(a),
        3 => Period::month_of(a),
        4 => Period::Day(a),
        5 => Period::school_year_of(a),
        6 => Period::term_of(a),
        _ => Period::range(a.min(b), a.max(b)).unwrap(),
    })
}

fn is_months(period: &Period) -> bool {
    Span { from: period.first(), to: period.last() }.is_months()
}

#[test]
fn a_run_of_days_beside_whole_months_is_stepped_over_by_days() {
    let days = p("2026-08-31..2098-03-31");
    assert!(!is_months(&days) && is_months(&days.next()));
    assert_eq!(days.next().previous().last(), days.last());
}

proptest! {
    #[test]
    fn the_key_reads_back_to_the_same_period(period in any_period()) {
        prop_assert_eq!(p(&period.key()), period);
        let json = serde_json::to_string(&period).unwrap();
        prop_assert_eq!(serde_json::from_str::<Period>(&json).unwrap(), period);
    }

    #[test]
    fn the_chinese_reads_back_to_the_same_days(period in any_period()) {
        let back = p(&period.to_string());
        prop_assert_eq!((back.first(), back.last()), (period.first(), period.last()));
    }

    #[test]
    fn neighbours_touch_and_going_there_and_back_returns(period in any_period()) {
        prop_assert_eq!(period.next().first(), period.last().succ_opt().unwrap());
        prop_assert_eq!(period.previous().last(), period.first().pred_opt().unwrap());
        let next = period.next();
        // A run of days whose neighbour happens to be whole months is the one thing that does not come back: days are
        // stepped over by days, months by months.
        let (before, after) = (is_months(&period), is_months(&next));
        if before == after {
            prop_assert_eq!(next.previous(), period);
        } else {
            prop_assert_eq!((before, after, next.previous().last()), (false, true, period.last()));
        }
    }

    #[test]
    fn the_pieces_cover_the_period_without_gap_or_overlap(period in any_period()) {
        for by in [SplitBy::Month, SplitBy::Quarter, SplitBy::Year] {
            let pieces = period.split(by);
            prop_assert_eq!(pieces[0].first(), period.first());
            prop_assert_eq!(pieces[pieces.len() - 1].last(), period.last());
            for pair in pieces.windows(2) {
                prop_assert_eq!(pair[0].last().succ_opt(), Some(pair[1].first()));
            }
            prop_assert_eq!(pieces.iter().map(Period::days).sum::<i64>(), period.days());
        }
    }

    #[test]
    fn the_period_of_a_day_contains_it(date in any_date()) {
        for of in [Period::month_of, Period::quarter_of, Period::school_year_of, Period::term_of] {
            prop_assert!(of(date).contains(date));
            prop_assert!(!of(date).next().contains(date));
        }
    }

    #[test]
    fn no_text_at_all_makes_reading_fail_hard(text in "[0-9年月日季学期第上下半QHT.—一二十至 -]{0,16}|\\PC{0,16}") {
        if let Ok(period) = Period::parse(&text) {
            prop_assert!(period.first() <= period.last());
            prop_assert_eq!(p(&period.key()), period);
        }
    }
}
