//! Working days as the State Council arranges them, and the counting of limits in days and months.
//!
//! Every Monday to Friday is a working day and every Saturday and Sunday a day of rest, except on the days a notice names
//! (《全国年节及纪念日放假办法》 §7; yearly notices of the General Office of the State Council). The calendar keeps only those
//! exceptions, so every question is answered by one binary search over some eight hundred entries, for any date.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, LazyLock};

use chrono::{Datelike, Months, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

mod sheet;
mod terms;
mod words;

pub use sheet::{CalendarSheet, SheetFault};
pub use terms::Term;
pub use words::{date_zh, weekday_zh};

/// Whether a notice makes a day a day of rest or a day of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// 放假: nobody is expected to work.
    Off,
    /// 调休上班: a Saturday or Sunday that is worked.
    Work,
}

/// One day that differs from the plain week, with where that is written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DayRule {
    /// The day itself.
    pub date: NaiveDate,
    /// Rest or work.
    pub kind: DayKind,
    /// Name of the occasion: "国庆节", "台风停工".
    pub name: Arc<str>,
    /// Number or address of the notice; may be empty when the year's own notices say it.
    #[serde(default)]
    pub notice: Arc<str>,
}

/// What a day is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Day {
    /// Monday to Friday, nothing special.
    Working,
    /// Saturday or Sunday, nothing special.
    Weekend,
    /// A day of rest by notice, with its name.
    Holiday(Arc<str>),
    /// A Saturday or Sunday worked in exchange, with the name of the holiday it is worked for.
    MakeUp(Arc<str>),
}

impl Day {
    /// Whether limits in working days count it.
    #[must_use]
    pub fn is_working(&self) -> bool {
        matches!(self, Day::Working | Day::MakeUp(_))
    }

    /// The holiday a day is named after, if it is.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Day::Working | Day::Weekend => None,
            Day::Holiday(name) | Day::MakeUp(name) => Some(name),
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Day::Working => f.write_str("工作日"),
            Day::Weekend => f.write_str("周末"),
            Day::Holiday(name) if name.ends_with(['假', '休', '工', '班', '课']) => f.write_str(name),
            Day::Holiday(name) => write!(f, "{name}放假"),
            Day::MakeUp(_) => f.write_str("调休上班"),
        }
    }
}

/// A day that differs from the plain week, ready for counting.
#[derive(Debug)]
struct Exception {
    /// Days since 0001-01-01, a Monday.
    day: i64,
    /// Number of working days from the epoch up to and including this day.
    rank: i64,
    /// What all exceptions up to and including this one add to the plain count of weekdays.
    delta: i64,
    rule: DayRule,
}

#[derive(Debug)]
struct Data {
    exceptions: Vec<Exception>,
    noticed_years: BTreeSet<i32>,
    notices: BTreeMap<i32, Vec<Arc<str>>>,
    revision: u64,
    terms: Vec<Term>,
}

/// The working-day calendar. Cloning it is cheap.
#[derive(Debug, Clone)]
pub struct WorkCalendar(Arc<Data>);

/// Two calendars are equal when they arrange the same days, years and terms alike.
impl PartialEq for WorkCalendar {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.revision() == other.revision() && self.0.terms == other.0.terms
    }
}
impl Eq for WorkCalendar {}

static OFFICIAL: LazyLock<WorkCalendar> = LazyLock::new(|| {
    let sheet = CalendarSheet::parse(include_str!("calendar/days.tsv"));
    build(
        sheet.days.into_iter().map(|r| (r.date, r)).collect(),
        sheet.years.iter().copied().collect(),
        sheet.notices,
        Vec::new(),
    )
});

impl WorkCalendar {
    /// The arrangements of the State Council known when this program was built: the years 2004 to 2026.
    #[must_use]
    pub fn official() -> WorkCalendar {
        OFFICIAL.clone()
    }

    /// This calendar with further days; a day given here replaces the same day known before.
    ///
    /// `noticed_years` are the years whose notice is now complete: their days stop being provisional. Leave it empty when
    /// only a single day (a typhoon, a local arrangement) is entered.
    #[must_use]
    pub fn with_days(
        &self,
        days: impl IntoIterator<Item = DayRule>,
        noticed_years: impl IntoIterator<Item = i32>,
    ) -> WorkCalendar {
        let mut rules: BTreeMap<NaiveDate, DayRule> =
            self.0.exceptions.iter().map(|e| (e.rule.date, e.rule.clone())).collect();
        rules.extend(days.into_iter().map(|rule| (rule.date, rule)));
        let mut years = self.0.noticed_years.clone();
        years.extend(noticed_years);
        build(rules, years, self.0.notices.clone(), self.0.terms.clone())
    }

    /// This calendar with everything a sheet holds.
    #[must_use]
    pub fn with_sheet(&self, sheet: &CalendarSheet) -> WorkCalendar {
        let mut notices = self.0.notices.clone();
        for (year, addresses) in &sheet.notices {
            notices.entry(*year).or_default().extend(addresses.iter().cloned());
        }
        let with = self.with_days(sheet.days.iter().cloned(), sheet.years.iter().copied());
        let rules = with.0.exceptions.iter().map(|e| (e.rule.date, e.rule.clone())).collect();
        build(rules, with.0.noticed_years.clone(), notices, self.0.terms.clone())
    }

    /// A fingerprint of days and years; it changes when a limit computed earlier may have moved. Stable across builds.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.0.revision
    }

    /// Years whose arrangement is known, ascending.
    pub fn noticed_years(&self) -> impl Iterator<Item = i32> + '_ {
        self.0.noticed_years.iter().copied()
    }

    /// Addresses of the notices for a year, as far as known.
    #[must_use]
    pub fn notices(&self, year: i32) -> &[Arc<str>] {
        self.0.notices.get(&year).map_or(&[], Vec::as_slice)
    }

    /// All days that differ from the plain week in a year, ascending; what an administrator sees and edits.
    pub fn rules(&self, year: i32) -> impl Iterator<Item = &DayRule> + '_ {
        self.0.exceptions.iter().map(|e| &e.rule).filter(move |r| r.date.year() == year)
    }

    /// What a day is.
    #[must_use]
    pub fn day(&self, date: NaiveDate) -> Day {
        match self.exception(date) {
            Some(DayRule { kind: DayKind::Off, name, .. }) => Day::Holiday(name.clone()),
            Some(DayRule { kind: DayKind::Work, name, .. }) if is_weekend(date) => Day::MakeUp(name.clone()),
            Some(_) => Day::Working,
            None if is_weekend(date) => Day::Weekend,
            None => Day::Working,
        }
    }

    /// Whether limits in working days count the day.
    #[must_use]
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        match self.exception(date) {
            Some(rule) => rule.kind == DayKind::Work,
            None => !is_weekend(date),
        }
    }

    /// Whether the day falls in a year without a notice: only weekends are known there, and results are to be shown as
    /// provisional. (The last days of a noticed year may still change when the next year's notice covers New Year.)
    #[must_use]
    pub fn is_provisional(&self, date: NaiveDate) -> bool {
        !self.0.noticed_years.contains(&date.year())
    }

    /// Working days after `a` up to and including `b`; the same number negative when `b` is before `a`.
    ///
    /// With a due date for `a` and today for `b` it says how many working days a matter is late, with the two exchanged
    /// how many remain.
    #[must_use]
    pub fn working_days_between(&self, a: NaiveDate, b: NaiveDate) -> i64 {
        self.rank(ordinal(b)) - self.rank(ordinal(a))
    }

    /// The n-th working day after a date; the start day does not count (民法典 §201). With a negative `n` the n-th
    /// working day before it; with zero the date itself, working day or not.
    #[must_use]
    pub fn add_working_days(&self, date: NaiveDate, n: i64) -> NaiveDate {
        match n {
            0 => date,
            1.. => from_ordinal(self.select(self.rank(ordinal(date)).saturating_add(n))),
            _ => from_ordinal(self.select(self.rank(ordinal(date) - 1).saturating_add(n).saturating_add(1))),
        }
    }

    /// The date itself when it is a working day, else the first one after it: where a limit ends whose last day is a day
    /// of rest (民法典 §203).
    #[must_use]
    pub fn next_working_day_on_or_after(&self, date: NaiveDate) -> NaiveDate {
        if self.is_working_day(date) { date } else { self.add_working_days(date, 1) }
    }

    /// The date itself when it is a working day, else the last one before it.
    #[must_use]
    pub fn previous_working_day_on_or_before(&self, date: NaiveDate) -> NaiveDate {
        if self.is_working_day(date) { date } else { self.add_working_days(date, -1) }
    }

    /// The days after `from` up to and including `to` that do not count as working days, with the reason.
    #[must_use]
    pub fn skipped(&self, from: NaiveDate, to: NaiveDate) -> Vec<(NaiveDate, Day)> {
        days_after(from, to).map(|d| (d, self.day(d))).filter(|(_, day)| !day.is_working()).collect()
    }

    /// The weekends worked in exchange after `from` up to and including `to`.
    #[must_use]
    pub fn made_up(&self, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
        let (low, high) = (ordinal(from), ordinal(to));
        let inside = self.0.exceptions.iter().filter(|e| e.day > low && e.day <= high);
        inside.map(|e| e.rule.date).filter(|d| matches!(self.day(*d), Day::MakeUp(_))).collect()
    }

    /// Number of working days in each month of a year, January first.
    #[must_use]
    pub fn month_table(&self, year: i32) -> [u32; 12] {
        let mut table = [0; 12];
        for (slot, month) in table.iter_mut().zip(1..) {
            let Some(first) = NaiveDate::from_ymd_opt(year, month, 1) else {
                continue;
            };
            let before = ordinal(first) - 1;
            let last = before + i64::from(first.num_days_in_month());
            *slot = u32::try_from(self.rank(last) - self.rank(before)).unwrap_or(0);
        }
        table
    }

    fn exception(&self, date: NaiveDate) -> Option<&DayRule> {
        let day = ordinal(date);
        let found = self.0.exceptions.binary_search_by_key(&day, |e| e.day).ok()?;
        Some(&self.0.exceptions[found].rule)
    }

    /// Number of working days from the epoch up to and including a day.
    fn rank(&self, day: i64) -> i64 {
        let before = self.0.exceptions.partition_point(|e| e.day <= day);
        weekdays_through(day) + before.checked_sub(1).map_or(0, |i| self.0.exceptions[i].delta)
    }

    /// The day that carries a rank: the inverse of `rank` on working days.
    fn select(&self, rank: i64) -> i64 {
        let at = self.0.exceptions.partition_point(|e| e.rank < rank);
        let delta = at.checked_sub(1).map_or(0, |i| self.0.exceptions[i].delta);
        let plain = nth_weekday(rank.saturating_sub(delta));
        // Past the exception that reaches the rank, the exception itself is the day: a weekend that is worked.
        self.0.exceptions.get(at).map_or(plain, |e| plain.min(e.day))
    }
}

impl Default for WorkCalendar {
    fn default() -> Self {
        WorkCalendar::official()
    }
}

fn build(
    rules: BTreeMap<NaiveDate, DayRule>,
    noticed_years: BTreeSet<i32>,
    notices: BTreeMap<i32, Vec<Arc<str>>>,
    terms: Vec<Term>,
) -> WorkCalendar {
    let mut hash = Sha256::new();
    let mut delta = 0;
    let mut exceptions = Vec::with_capacity(rules.len());
    for (date, rule) in rules {
        let day = ordinal(date);
        delta += match (rule.kind, is_weekend(date)) {
            (DayKind::Off, false) => -1,
            (DayKind::Work, true) => 1,
            _ => 0,
        };
        hash.update(day.to_be_bytes());
        hash.update([u8::from(rule.kind == DayKind::Work)]);
        hash.update(rule.name.as_bytes());
        hash.update([0]);
        exceptions.push(Exception { day, rank: weekdays_through(day) + delta, delta, rule });
    }
    for year in &noticed_years {
        hash.update(year.to_be_bytes());
    }
    let digest = hash.finalize();
    let revision = digest.iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
    WorkCalendar(Arc::new(Data { exceptions, noticed_years, notices, revision, terms }))
}

fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Days since 0001-01-01, which was a Monday.
fn ordinal(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce()) - 1
}

/// The date of an ordinal, held inside what dates can express.
fn from_ordinal(day: i64) -> NaiveDate {
    let bounded = day.saturating_add(1).clamp(i64::from(i32::MIN), i64::from(i32::MAX));
    let bound = if day < 0 { NaiveDate::MIN } else { NaiveDate::MAX };
    i32::try_from(bounded).ok().and_then(NaiveDate::from_num_days_from_ce_opt).unwrap_or(bound)
}

/// Mondays to Fridays from the epoch up to and including a day.
fn weekdays_through(day: i64) -> i64 {
    let days = day + 1;
    5 * days.div_euclid(7) + days.rem_euclid(7).min(5)
}

/// The n-th Monday-to-Friday since the epoch, counted from one.
fn nth_weekday(n: i64) -> i64 {
    let n = n.saturating_sub(1);
    n.div_euclid(5).saturating_mul(7).saturating_add(n.rem_euclid(5))
}

fn days_after(from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    from.iter_days().skip(1).take_while(move |d| *d <= to)
}

/// A date some calendar days later, or earlier when `n` is negative; held inside what dates can express.
#[must_use]
pub fn add_calendar_days(date: NaiveDate, n: i64) -> NaiveDate {
    from_ordinal(ordinal(date).saturating_add(n))
}

/// The corresponding day some months later or earlier; the last day of the month when it has no such day (民法典 §202).
#[must_use]
pub fn add_months(date: NaiveDate, n: i32) -> NaiveDate {
    let months = Months::new(n.unsigned_abs());
    if n < 0 {
        date.checked_sub_months(months).unwrap_or(NaiveDate::MIN)
    } else {
        date.checked_add_months(months).unwrap_or(NaiveDate::MAX)
    }
}

/// The corresponding day some years later or earlier; 29 February becomes the 28th where there is none (民法典 §202).
#[must_use]
pub fn add_years(date: NaiveDate, n: i32) -> NaiveDate {
    add_months(date, n.saturating_mul(12))
}

#[cfg(test)]
mod tests;
