//! The only place that reads the clock.

use anyhow::{Result, bail};
use banjie_model::Moment;
use chrono::{NaiveDate, NaiveDateTime, TimeDelta, Utc};

/// China Standard Time is eight hours ahead of UTC, all year.
const CHINA_OFFSET_HOURS: i64 = 8;

/// The moment given with `--now`, or the clock's, in China Standard Time, to the second.
pub fn now(given: Option<&str>) -> Result<Moment> {
    match given {
        Some(text) => moment(text),
        None => {
            #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
            let utc = Utc::now().naive_utc();
            let seconds = utc.and_utc().timestamp() + TimeDelta::hours(CHINA_OFFSET_HOURS).num_seconds();
            Ok(chrono::DateTime::from_timestamp(seconds, 0).map_or(utc, |t| t.naive_utc()))
        }
    }
}

/// A moment as typed: `2025-10-14`, `2025-10-14 09:00`, `2025-10-14T09:00:00`; a bare date is the end of that day.
pub fn moment(text: &str) -> Result<Moment> {
    let text = text.trim().replace('T', " ");
    for form in ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"] {
        if let Ok(moment) = NaiveDateTime::parse_from_str(&text, form) {
            return Ok(moment);
        }
    }
    match text.parse::<NaiveDate>().ok().and_then(|d| d.and_hms_opt(23, 59, 59)) {
        Some(moment) => Ok(moment),
        None => bail!("“{text}”不是时刻。请写成 2025-10-14 或 2025-10-14T09:00"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_with_and_without_time() {
        assert_eq!(moment("2025-10-14T09:00").unwrap().to_string(), "2025-10-14 09:00:00");
        assert_eq!(moment("2025-10-14").unwrap().to_string(), "2025-10-14 23:59:59");
        assert!(moment("明天").unwrap_err().to_string().contains("不是时刻"));
    }
}
