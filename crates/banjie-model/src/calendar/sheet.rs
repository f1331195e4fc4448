//! Tables of special days as people keep them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use thiserror::Error;

use super::{DayKind, DayRule, date_zh, is_weekend, weekday_zh};

/// A table of days as an administrator keeps or pastes it, and as this program carries its own: tab-separated lines
/// `date off|work name [notice]` and `year notice [address]`; lines that start with `#` are remarks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CalendarSheet {
    /// The days, in the order they were written.
    pub days: Vec<DayRule>,
    /// The years declared complete by a `notice` line.
    pub years: Vec<i32>,
    /// Addresses of notices by year.
    pub notices: BTreeMap<i32, Vec<Arc<str>>>,
    /// What could not be read, with the line.
    pub faults: Vec<SheetFault>,
}

/// A line of a calendar sheet that could not be taken in.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("第{line}行：{what}")]
pub struct SheetFault {
    /// Line, counted from one.
    pub line: usize,
    /// What is wrong and what to write instead, in Chinese.
    pub what: String,
}

impl CalendarSheet {
    /// Reads a sheet; whatever can be read is kept, the rest is listed in `faults`.
    #[must_use]
    pub fn parse(text: &str) -> CalendarSheet {
        let mut sheet = CalendarSheet::default();
        let mut seen = BTreeSet::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim_end();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Err(what) = sheet.read_line(line, &mut seen) {
                sheet.faults.push(SheetFault { line: index + 1, what });
            }
        }
        sheet
    }

    fn read_line(&mut self, line: &str, seen: &mut BTreeSet<NaiveDate>) -> Result<(), String> {
        let mut cells = line.split('\t').map(str::trim);
        let (when, kind) = (cells.next().unwrap_or(""), cells.next().unwrap_or(""));
        let (name, notice) = (cells.next().unwrap_or(""), cells.next().unwrap_or(""));
        let kind = match kind {
            "notice" => return self.read_notice(when, name),
            "off" | "放假" => DayKind::Off,
            "work" | "上班" => DayKind::Work,
            other => {
                return Err(format!("第二列“{other}”无法识别，应写 off（放假）、work（上班）或 notice（通知）"));
            }
        };
        let date = NaiveDate::parse_from_str(when, "%Y-%m-%d")
            .map_err(|_| format!("日期“{when}”无法识别，应写成 2027-01-01 的样子"))?;
        if name.is_empty() {
            return Err(format!("{}缺少名称，应写明是什么假日", date_zh(date)));
        }
        if !seen.insert(date) {
            return Err(format!("{}重复，同一天只能写一行", date_zh(date)));
        }
        if kind == DayKind::Work && !is_weekend(date) {
            return Err(format!("{}是{}，不是周末，无须调休上班", date_zh(date), weekday_zh(date)));
        }
        self.days.push(DayRule { date, kind, name: name.into(), notice: notice.into() });
        Ok(())
    }

    fn read_notice(&mut self, year: &str, address: &str) -> Result<(), String> {
        let year = year.parse().map_err(|_| format!("年份“{year}”无法识别，应写四位数字"))?;
        if !self.years.contains(&year) {
            self.years.push(year);
        }
        if !address.is_empty() {
            self.notices.entry(year).or_default().push(address.into());
        }
        Ok(())
    }
}
