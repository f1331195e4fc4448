//! Dates and moments in words.

use banjie_model::Moment;
use chrono::{Datelike, NaiveDate};

use crate::text::cases as t;

/// `2025-10-14 09:30`.
pub(super) fn minute(at: Moment) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

/// `2025-10-14T09:30`, for machines.
pub(super) fn machine(at: Moment) -> String {
    at.format("%Y-%m-%dT%H:%M").to_string()
}

/// A day with its weekday, for texts.
pub(super) fn day(date: NaiveDate) -> String {
    let weekday = t::WEEKDAYS.get(date.weekday().num_days_from_monday() as usize).copied().unwrap_or_default();
    t::day(date.year(), date.month(), date.day(), weekday)
}
