//! Days and counts in Chinese.

use chrono::{Datelike, NaiveDate, Weekday};

use super::{Day, WorkCalendar};

impl WorkCalendar {
    /// Why a count of working days came out as it did:
    /// "10月1日至8日国庆节、中秋节放假、10月12日周末不计；10月11日调休上班计入".
    /// Empty when nothing was skipped or worked in exchange.
    #[must_use]
    pub fn explain(&self, from: NaiveDate, to: NaiveDate) -> String {
        let mut runs: Vec<Run> = Vec::new();
        for (date, day) in self.skipped(from, to) {
            match runs.last_mut() {
                Some(run) if run.continues(date, &day) => run.take(date, day),
                _ => runs.push(Run { first: date, last: date, days: vec![day] }),
            }
        }
        let skipped: Vec<String> = runs.iter().map(Run::words).collect();
        let worked: Vec<String> = self.made_up(from, to).into_iter().map(|d| days_zh(d, d)).collect();
        match (skipped.is_empty(), worked.is_empty()) {
            (true, true) => String::new(),
            (false, true) => format!("{}不计", skipped.join("、")),
            (true, false) => format!("{}调休上班计入", worked.join("、")),
            (false, false) => format!("{}不计；{}调休上班计入", skipped.join("、"), worked.join("、")),
        }
    }
}

/// Consecutive days of rest of one sort: a weekend, or holidays that follow each other.
struct Run {
    first: NaiveDate,
    last: NaiveDate,
    /// The different days of the run, in order.
    days: Vec<Day>,
}

impl Run {
    fn continues(&self, date: NaiveDate, day: &Day) -> bool {
        let same_sort = self.days.iter().all(|d| std::mem::discriminant(d) == std::mem::discriminant(day));
        same_sort && self.last.succ_opt() == Some(date)
    }

    fn take(&mut self, date: NaiveDate, day: Day) {
        self.last = date;
        if !self.days.contains(&day) {
            self.days.push(day);
        }
    }

    fn words(&self) -> String {
        let names: Vec<&str> = self.days.iter().filter_map(Day::name).collect();
        let day = if names.is_empty() { Day::Weekend } else { Day::Holiday(names.join("、").into()) };
        format!("{}{day}", days_zh(self.first, self.last))
    }
}

/// "2025年10月14日".
#[must_use]
pub fn date_zh(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// "星期二".
#[must_use]
pub fn weekday_zh(date: NaiveDate) -> &'static str {
    match date.weekday() {
        Weekday::Mon => "星期一",
        Weekday::Tue => "星期二",
        Weekday::Wed => "星期三",
        Weekday::Thu => "星期四",
        Weekday::Fri => "星期五",
        Weekday::Sat => "星期六",
        Weekday::Sun => "星期日",
    }
}

/// "10月1日", "10月1日至8日", "9月29日至10月6日".
fn days_zh(from: NaiveDate, to: NaiveDate) -> String {
    let start = format!("{}月{}日", from.month(), from.day());
    if from == to {
        start
    } else if from.month() == to.month() {
        format!("{start}至{}日", to.day())
    } else {
        format!("{start}至{}月{}日", to.month(), to.day())
    }
}
