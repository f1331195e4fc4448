//! Rows that come at regular times: a memo every working day, a report every Thursday, an account on the tenth.

use banjie_model::{Name, calendar::WorkCalendar, org::Org};
use chrono::{Datelike as _, NaiveDate, Weekday};

use super::{cursor::At, fault::Outcome};

/// On which days an organisation has a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Regular {
    /// Every working day.
    WorkingDay,
    /// Every week on this day, where it is worked.
    Weekly(Weekday),
    /// Every month on the first working day from this one on.
    Monthly(u32),
}

impl Regular {
    /// `"working day"`, `"thursday"`, `"10"`.
    pub fn read(at: &At<'_>) -> Outcome<Regular> {
        let text = at.text()?.trim();
        if text == "working day" {
            return Ok(Regular::WorkingDay);
        }
        if let Ok(weekday) = text.parse() {
            return Ok(Regular::Weekly(weekday));
        }
        match text.parse() {
            Ok(day) if (1..=28).contains(&day) => Ok(Regular::Monthly(day)),
            _ => Err(at.fault(
                format!("“{text}”不是有规律的日子"),
                "写 \"working day\"（每个工作日）、\"thursday\"（每周）或 \"10\"（每月，1 到 28）。",
            )),
        }
    }

    /// The days from first to last.
    pub fn days(self, calendar: &WorkCalendar, (first, last): (NaiveDate, NaiveDate)) -> Vec<NaiveDate> {
        let works = |day: &NaiveDate| calendar.is_working_day(*day);
        let all = first.iter_days().take_while(|day| *day <= last);
        match self {
            Regular::WorkingDay => all.filter(works).collect(),
            Regular::Weekly(weekday) => all.filter(|day| day.weekday() == weekday).filter(works).collect(),
            Regular::Monthly(n) => {
                let starts = all.filter(|day| day.day() == n);
                starts.filter_map(|day| day.iter_days().take(20).find(works)).filter(|day| *day <= last).collect()
            }
        }
    }
}

/// Whether an organisation has these attributes, as written.
pub(super) fn has(org: &Org, attributes: &[(Name, String)]) -> bool {
    attributes.iter().all(|(name, expected)| {
        org.attributes.get(name).is_some_and(|value| match value.as_bool() {
            Some(truth) => truth.to_string() == *expected,
            None => value.as_str() == Some(expected),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(regular: Regular, expected: &[&str]) {
        let date = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let span = (date("2025-09-26"), date("2025-10-20"));
        let days: Vec<String> =
            regular.days(&WorkCalendar::official(), span).iter().map(|day| day.format("%m-%d").to_string()).collect();
        assert_eq!(days, expected);
    }

    #[test]
    fn days_of_rest_are_left_out_and_days_worked_instead_are_not() {
        check(
            Regular::WorkingDay,
            &[
                "09-26", "09-28", "09-29", "09-30", "10-09", "10-10", "10-11", "10-13", "10-14", "10-15", "10-16",
                "10-17", "10-20",
            ],
        );
        check(Regular::Weekly(Weekday::Thu), &["10-09", "10-16"]);
        check(Regular::Monthly(1), &["10-09"]);
    }
}
