//! Periods of statistics: years, quarters, months, school years, terms and free ranges of days.
//!
//! Every period is a closed span of days. School years run from 1 September to 31 August, the autumn term (第一学期) to 31
//! January and the spring term (第二学期) from 1 February; where the teaching days of a place matter, use a range.

use std::cmp::Ordering;
use std::fmt;

use chrono::{Datelike, Month, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::calendar::{add_calendar_days as shift_days, add_months as shift_months};

mod parse;
mod words;

pub use parse::PeriodFault;

/// Half of a calendar year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Half {
    /// 上半年: January to June.
    First,
    /// 下半年: July to December.
    Second,
}

/// Quarter of a calendar year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Quarter {
    /// 第一季度: January to March.
    Q1,
    /// 第二季度: April to June.
    Q2,
    /// 第三季度: July to September.
    Q3,
    /// 第四季度: October to December.
    Q4,
}

impl Quarter {
    const ALL: [Quarter; 4] = [Quarter::Q1, Quarter::Q2, Quarter::Q3, Quarter::Q4];
}

/// Term of a school year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Term {
    /// 第一学期: September to January.
    Autumn,
    /// 第二学期: February to August.
    Spring,
}

/// A span of days whose first day is before its last; made by [`Period::range`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    from: NaiveDate,
    to: NaiveDate,
}

/// A period of statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// A calendar year.
    Year(i32),
    /// Half of a calendar year.
    HalfYear(i32, Half),
    /// A quarter of a calendar year.
    Quarter(i32, Quarter),
    /// A month.
    Month(i32, Month),
    /// A single day.
    Day(NaiveDate),
    /// The school year that begins in September of this year.
    SchoolYear(i32),
    /// A term of the school year that begins in September of this year.
    Term(i32, Term),
    /// Any other span of days.
    Range(Span),
}

/// The pieces a period is cut into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SplitBy {
    /// Calendar months.
    Month,
    /// Quarters.
    Quarter,
    /// Calendar years.
    Year,
}

impl Period {
    /// Reads a period as people write it: "2025", "2025年", "2025Q3", "2025年第三季度", "2025-07", "2025上半年",
    /// "2025-2026学年", "2025学年第一学期", "2023..2025", "2025-01-01..2025-06-30"; its own key and its own Chinese too.
    ///
    /// # Errors
    /// What cannot be understood, with the spellings that can.
    pub fn parse(text: &str) -> Result<Period, PeriodFault> {
        parse::parse(text)
    }

    /// A free span of days, both included; a single day when they are the same.
    ///
    /// # Errors
    /// When `from` is after `to`.
    pub fn range(from: NaiveDate, to: NaiveDate) -> Result<Period, PeriodFault> {
        if from > to { Err(PeriodFault::Order { from, to }) } else { Ok(Span { from, to }.into()) }
    }

    /// The month a day lies in.
    #[must_use]
    pub fn month_of(date: NaiveDate) -> Period {
        Period::Month(date.year(), month(date.month0()))
    }

    /// The quarter a day lies in.
    #[must_use]
    pub fn quarter_of(date: NaiveDate) -> Period {
        Period::Quarter(date.year(), Quarter::ALL[date.month0() as usize / 3])
    }

    /// The school year a day lies in.
    #[must_use]
    pub fn school_year_of(date: NaiveDate) -> Period {
        Period::SchoolYear(date.year() - i32::from(date.month() < 9))
    }

    /// The term a day lies in.
    #[must_use]
    pub fn term_of(date: NaiveDate) -> Period {
        let spring = (2..9).contains(&date.month());
        let start = date.year() - i32::from(date.month() < 9);
        Period::Term(start, if spring { Term::Spring } else { Term::Autumn })
    }

    /// The first day.
    #[must_use]
    pub fn first(&self) -> NaiveDate {
        match *self {
            Period::Year(y) | Period::HalfYear(y, Half::First) => day(y, 1, 1),
            Period::HalfYear(y, Half::Second) => day(y, 7, 1),
            Period::Quarter(y, q) => day(y, q as u32 * 3 + 1, 1),
            Period::Month(y, m) => day(y, m.number_from_month(), 1),
            Period::Day(date) => date,
            Period::SchoolYear(y) | Period::Term(y, Term::Autumn) => day(y, 9, 1),
            Period::Term(y, Term::Spring) => day(y.saturating_add(1), 2, 1),
            Period::Range(span) => span.from,
        }
    }

    /// The last day, which belongs to the period.
    #[must_use]
    pub fn last(&self) -> NaiveDate {
        match *self {
            Period::Year(y) | Period::HalfYear(y, Half::Second) => day(y, 12, 31),
            Period::HalfYear(y, Half::First) => day(y, 6, 30),
            Period::Quarter(..) => end_of_month(shift_months(self.first(), 2)),
            Period::Month(..) => end_of_month(self.first()),
            Period::Day(date) => date,
            Period::SchoolYear(y) | Period::Term(y, Term::Spring) => day(y.saturating_add(1), 8, 31),
            Period::Term(y, Term::Autumn) => day(y.saturating_add(1), 1, 31),
            Period::Range(span) => span.to,
        }
    }

    /// Whether a day belongs to the period.
    #[must_use]
    pub fn contains(&self, date: NaiveDate) -> bool {
        self.first() <= date && date <= self.last()
    }

    /// The number of days, one at least.
    #[must_use]
    pub fn days(&self) -> i64 {
        (self.last() - self.first()).num_days() + 1
    }

    /// The period of the same sort before this one (上期): the base of a 环比. A range of full months is preceded by as many
    /// months, any other range by as many days.
    #[must_use]
    pub fn previous(&self) -> Period {
        self.step(-1)
    }

    /// The period of the same sort after this one.
    #[must_use]
    pub fn next(&self) -> Period {
        self.step(1)
    }

    /// The same period one year before: the base of a 同比.
    #[must_use]
    pub fn same_last_year(&self) -> Period {
        match *self {
            Period::Year(y) => Period::Year(y.saturating_sub(1)),
            Period::HalfYear(y, h) => Period::HalfYear(y.saturating_sub(1), h),
            Period::Quarter(y, q) => Period::Quarter(y.saturating_sub(1), q),
            Period::Month(y, m) => Period::Month(y.saturating_sub(1), m),
            Period::Day(date) => Period::Day(shift_months(date, -12)),
            Period::SchoolYear(y) => Period::SchoolYear(y.saturating_sub(1)),
            Period::Term(y, t) => Period::Term(y.saturating_sub(1), t),
            Period::Range(span) => span.shift_months(-12).into(),
        }
    }

    fn step(&self, by: i32) -> Period {
        match *self {
            Period::Year(y) => Period::Year(y.saturating_add(by)),
            Period::SchoolYear(y) => Period::SchoolYear(y.saturating_add(by)),
            Period::HalfYear(y, h) => match (h, by < 0) {
                (Half::First, true) => Period::HalfYear(y.saturating_sub(1), Half::Second),
                (Half::Second, false) => Period::HalfYear(y.saturating_add(1), Half::First),
                (Half::First, false) => Period::HalfYear(y, Half::Second),
                (Half::Second, true) => Period::HalfYear(y, Half::First),
            },
            Period::Term(y, t) => match (t, by < 0) {
                (Term::Autumn, true) => Period::Term(y.saturating_sub(1), Term::Spring),
                (Term::Spring, false) => Period::Term(y.saturating_add(1), Term::Autumn),
                (Term::Autumn, false) => Period::Term(y, Term::Spring),
                (Term::Spring, true) => Period::Term(y, Term::Autumn),
            },
            Period::Quarter(..) => Period::quarter_of(shift_months(self.first(), 3 * by)),
            Period::Month(..) => Period::month_of(shift_months(self.first(), by)),
            Period::Day(date) => Period::Day(shift_days(date, i64::from(by))),
            Period::Range(span) => span.step(by).into(),
        }
    }

    /// Cuts the period into months, quarters or years that follow each other without gap; a first or last piece that is
    /// not whole comes as a range.
    #[must_use]
    pub fn split(&self, by: SplitBy) -> Vec<Period> {
        let mut pieces = Vec::new();
        let mut from = self.first();
        while from <= self.last() {
            let whole = match by {
                SplitBy::Month => Period::month_of(from),
                SplitBy::Quarter => Period::quarter_of(from),
                SplitBy::Year => Period::Year(from.year()),
            };
            let to = whole.last().min(self.last());
            let is_whole = from == whole.first() && to == whole.last();
            pieces.push(if is_whole { whole } else { Span { from, to }.into() });
            match to.succ_opt() {
                Some(next) => from = next,
                None => break,
            }
        }
        pieces
    }

    /// The canonical spelling for storage: "2025", "2025-H1", "2025-Q3", "2025-07", "2025-07-01", "2025-SY" (school year),
    /// "2025-T1" (term), "2025-01-01..2025-06-30". [`Period::parse`] reads it back to the same period
    /// (years 1900 to 2200).
    #[must_use]
    pub fn key(&self) -> String {
        match *self {
            Period::Year(y) => format!("{y:04}"),
            Period::HalfYear(y, h) => format!("{y:04}-H{}", h as u8 + 1),
            Period::Quarter(y, q) => format!("{y:04}-Q{}", q as u8 + 1),
            Period::Month(y, m) => format!("{y:04}-{:02}", m.number_from_month()),
            Period::Day(date) => date.to_string(),
            Period::SchoolYear(y) => format!("{y:04}-SY"),
            Period::Term(y, t) => format!("{y:04}-T{}", t as u8 + 1),
            Period::Range(span) => format!("{}..{}", span.from, span.to),
        }
    }
}

impl From<Span> for Period {
    fn from(span: Span) -> Period {
        if span.from == span.to { Period::Day(span.from) } else { Period::Range(span) }
    }
}

impl Span {
    /// Whether it begins on the first and ends on the last day of a month.
    fn is_months(self) -> bool {
        self.from.day() == 1 && self.to == end_of_month(self.to)
    }

    /// How many calendar months it touches.
    fn months(self) -> i32 {
        (self.to.year() - self.from.year()) * 12 + self.to.month() as i32 - self.from.month() as i32 + 1
    }

    fn shift_months(self, n: i32) -> Span {
        let to = shift_months(self.to, n);
        Span { from: shift_months(self.from, n), to: if self.is_months() { end_of_month(to) } else { to } }
    }

    fn step(self, by: i32) -> Span {
        if self.is_months() {
            return self.shift_months(self.months().saturating_mul(by));
        }
        let days = ((self.to - self.from).num_days() + 1) * i64::from(by);
        Span { from: shift_days(self.from, days), to: shift_days(self.to, days) }
    }
}

/// By first day, the shorter one first; equal spans of different sorts by their key.
impl Ord for Period {
    fn cmp(&self, other: &Self) -> Ordering {
        let span = (self.first(), self.last()).cmp(&(other.first(), other.last()));
        span.then_with(|| if self == other { Ordering::Equal } else { self.key().cmp(&other.key()) })
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl std::str::FromStr for Period {
    type Err = PeriodFault;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Period::parse(text)
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.key())
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Key;
        impl de::Visitor<'_> for Key {
            type Value = Period;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("统计期间，如 2025-Q3")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Period, E> {
                Period::parse(text).map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Key)
    }
}

/// A date, its year held inside what dates can express; the day exists in every year.
fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year.clamp(-200_000, 200_000), month, day).expect("the day exists in every year")
}

fn month(month0: u32) -> Month {
    let number = u8::try_from(month0 + 1).expect("months are small");
    Month::try_from(number).expect("a date's month is a month")
}

fn end_of_month(date: NaiveDate) -> NaiveDate {
    date.with_day(u32::from(date.num_days_in_month())).expect("the last day of a month exists")
}

#[cfg(test)]
mod tests;
