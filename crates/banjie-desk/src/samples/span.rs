//! Lengths of time in recipes: `"1..6 working days"`, `"15..40 days"`, `"3 days"`.

use banjie_model::calendar::WorkCalendar;
use chrono::{NaiveDate, TimeDelta};

use super::{cursor::At, fault::Outcome, random::Random};

/// From so many to so many days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    low: i64,
    high: i64,
    working: bool,
}

impl Span {
    pub fn read(at: &At<'_>) -> Outcome<Span> {
        let text = at.text()?;
        let wrong = || at.fault(format!("“{text}”不是一段时间"), "例如 \"1..6 working days\" 或 \"15..40 days\"。");
        let (range, unit) = text.trim().split_once(' ').ok_or_else(wrong)?;
        let working = match unit.trim() {
            "working days" | "working day" => true,
            "days" | "day" => false,
            _ => return Err(wrong()),
        };
        let (low, high) = range.split_once("..").unwrap_or((range, range));
        let number = |text: &str| text.trim().parse::<i64>().ok().filter(|n| (0..=4_000).contains(n)).ok_or_else(wrong);
        let span = Span { low: number(low)?, high: number(high)?, working };
        if span.low > span.high { Err(wrong()) } else { Ok(span) }
    }

    /// A day so much after another; people work on working days, so it is one.
    pub fn after(&self, day: NaiveDate, calendar: &WorkCalendar, random: &mut Random) -> NaiveDate {
        let n = random.between(self.low, self.high);
        match (self.working, n) {
            (_, 0) => day,
            (true, n) => calendar.add_working_days(day, n),
            (false, n) => calendar.next_working_day_on_or_after(day + TimeDelta::days(n)),
        }
    }
}
