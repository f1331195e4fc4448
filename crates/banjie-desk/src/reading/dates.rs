//! Dates, times and instants.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};

use super::{EntryFault, plain};
use crate::workbook::{Cell, number_text, serial_moment};
use banjie_model::national::half_width;

/// Years a date of an administrative record may lie in.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

fn fault(cell: &Cell, what: &str, example: &str) -> EntryFault {
    EntryFault::new(format!("“{}”不是{what}", plain(cell)), format!("请写成 {example}。"))
}

/// A serial number typed or formatted as a date: 1954 to 2199, so that a year like 2025 is never taken for one.
fn serial(cell: &Cell) -> Option<NaiveDateTime> {
    match cell {
        Cell::Serial(days) => serial_moment(*days),
        Cell::Number(days) if (20_000.0..110_000.0).contains(days) => serial_moment(*days),
        _ => None,
    }
}

/// Reads a civil date.
pub(super) fn read_date(cell: &Cell) -> Result<NaiveDate, EntryFault> {
    if let Some(moment) = serial(cell) {
        return in_range(moment.date(), cell);
    }
    let found = split(&text_of(cell)).filter(|(_, rest)| {
        let rest = rest.trim();
        rest.is_empty() || weekday(rest) || time(rest).is_some()
    });
    match found {
        Some((Some(date), _)) => in_range(date, cell),
        Some((None, _)) => Err(no_such_day(cell)),
        None => Err(fault(cell, "日期", "2025-10-14 或 2025年10月14日")),
    }
}

fn no_such_day(cell: &Cell) -> EntryFault {
    EntryFault::new(format!("日历上没有“{}”这一天", plain(cell)), "请核对月份和日子，写成 2025-10-14。")
}

fn in_range(date: NaiveDate, cell: &Cell) -> Result<NaiveDate, EntryFault> {
    if YEARS.contains(&date.year()) {
        return Ok(date);
    }
    Err(EntryFault::new(format!("“{}”的年份 {} 不合理", plain(cell), date.year()), "请核对年份，写成 2025-10-14。"))
}

/// Reads a civil instant; a date alone is its start.
pub(crate) fn read_moment(cell: &Cell) -> Result<NaiveDateTime, EntryFault> {
    let moment = match (serial(cell), split(&text_of(cell))) {
        (Some(moment), _) => Some(moment),
        (None, Some((None, _))) => return Err(no_such_day(cell)),
        (None, Some((Some(date), rest))) => {
            let rest = rest.trim().trim_start_matches(['T', 't', ' ']);
            let time = if rest.is_empty() { Some(NaiveTime::MIN) } else { time(rest) };
            time.map(|time| date.and_time(time))
        }
        (None, None) => None,
    };
    let moment = moment.ok_or_else(|| fault(cell, "日期和时间", "2025-10-14 09:30"))?;
    in_range(moment.date(), cell)?;
    Ok(moment)
}

/// Reads a time of day.
pub(crate) fn read_time(cell: &Cell) -> Result<NaiveTime, EntryFault> {
    let read = match cell {
        Cell::Serial(days) | Cell::Number(days) if (0.0..1.0).contains(days) => serial_moment(*days).map(|m| m.time()),
        Cell::Serial(days) => serial_moment(*days).map(|m| m.time()),
        _ => time(&text_of(cell)),
    };
    read.ok_or_else(|| fault(cell, "时间", "09:30 或 下午3:05"))
}

fn text_of(cell: &Cell) -> String {
    match cell {
        Cell::Number(n) => number_text(*n),
        other => plain(other).chars().map(half_width).collect(),
    }
}

/// A leading date and what follows; the date is none when its numbers are no day.
fn split(text: &str) -> Option<(Option<NaiveDate>, String)> {
    let text = text.trim();
    if text.len() >= 8 && text.as_bytes()[..8].iter().all(u8::is_ascii_digit) {
        let (digits, rest) = text.split_at(8);
        if rest.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let part = |range: std::ops::Range<usize>| digits[range].parse::<u32>().ok();
        let year = i32::try_from(part(0..4)?).ok()?;
        return Some((NaiveDate::from_ymd_opt(year, part(4..6)?, part(6..8)?), rest.to_owned()));
    }
    let (year, rest) = number(text, 4)?;
    let rest = mark(rest, &['-', '/', '.', '年'])?;
    let (month, rest) = number(rest, 2)?;
    let rest = mark(rest, &['-', '/', '.', '月'])?;
    let (day, rest) = number(rest, 2)?;
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let rest = rest.strip_prefix('日').or_else(|| rest.strip_prefix('号')).unwrap_or(rest);
    let year = i32::try_from(year).ok().filter(|y| *y >= 100)?;
    Some((NaiveDate::from_ymd_opt(year, month, day), rest.to_owned()))
}

/// Up to `most` leading digits.
fn number(text: &str, most: usize) -> Option<(u32, &str)> {
    let text = text.trim_start();
    let n = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    Some((text[..n].parse().ok()?, &text[n..]))
}

fn mark<'a>(text: &'a str, marks: &[char]) -> Option<&'a str> {
    text.trim_start().strip_prefix(marks)
}

fn weekday(text: &str) -> bool {
    let text = text.trim_matches(['(', ')', ' ']);
    ["星期", "周", "礼拜"].iter().any(|w| text.starts_with(w)) && text.chars().count() <= 3
}

/// `9:30`, `09:30:15`, `9时30分`, `下午3:05`, `15点`.
fn time(text: &str) -> Option<NaiveTime> {
    let text = text.trim();
    const AFTERNOON: [&str; 4] = ["下午", "晚上", "PM", "pm"];
    const MORNING: [&str; 4] = ["上午", "早上", "AM", "am"];
    let stripped = |marks: [&str; 4]| {
        marks.iter().find_map(|m| text.strip_prefix(m).or_else(|| text.strip_suffix(m))).map(str::trim)
    };
    let (text, half) = match (stripped(AFTERNOON), stripped(MORNING)) {
        (Some(rest), _) => (rest, Some(12)),
        (None, Some(rest)) => (rest, Some(0)),
        (None, None) => (text, None),
    };
    let (hour, rest) = number(text, 2)?;
    let rest = mark(rest, &[':', '时', '点'])?;
    let (minute, rest) = if rest.trim().is_empty() { (0, "") } else { number(rest, 2)? };
    let rest = rest.trim().trim_start_matches([':', '分']);
    let (second, rest) = if rest.is_empty() { (0, "") } else { number(rest, 2)? };
    let rest = rest.trim().trim_start_matches('秒');
    let fraction = rest.strip_prefix('.').is_some_and(|f| f.bytes().all(|b| b == b'0'));
    if !rest.is_empty() && !fraction {
        return None;
    }
    let hour = match half {
        Some(12) if hour < 12 => hour + 12,
        Some(0) if hour == 12 => 0,
        _ => hour,
    };
    NaiveTime::from_hms_opt(hour, minute, second)
}
