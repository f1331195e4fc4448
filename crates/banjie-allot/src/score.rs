//! Scores: exact decimals with up to four places.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Ten-thousandths of a point in a point.
const UNIT: i64 = 10_000;

/// A score; more is better. Exact, in ten-thousandths of a point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(i64);

impl Score {
    /// Below every score that can be written: no score was given.
    pub const ABSENT: Score = Score(i64::MIN);

    /// A whole number of points; numbers beyond what fits stop at the largest.
    pub fn points(points: i64) -> Score {
        Score(points.saturating_mul(UNIT).max(-i64::MAX))
    }

    /// Reads `612`, `-3`, `612.5`; none when it is no such number, has more than four places, or is beyond ±10¹².
    pub fn parse(text: &str) -> Option<Score> {
        let text = text.trim();
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        let dangling = digits.ends_with('.');
        if whole.is_empty() || whole.len() > 12 || places.len() > 4 || dangling || !plain(whole) || !plain(places) {
            return None;
        }
        let units: i64 = format!("{whole}{places:0<4}").parse().ok()?;
        Some(Score(sign * units))
    }
}

impl From<i64> for Score {
    fn from(points: i64) -> Score {
        Score::points(points)
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Score::ABSENT {
            return f.write_str("-");
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, places) = (self.0.unsigned_abs() / UNIT as u64, self.0.unsigned_abs() % UNIT as u64);
        let places = format!("{places:04}");
        match places.trim_end_matches('0') {
            "" => write!(f, "{sign}{whole}"),
            places => write!(f, "{sign}{whole}.{places}"),
        }
    }
}

impl Serialize for Score {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % UNIT == 0 { serializer.serialize_i64(self.0 / UNIT) } else { serializer.collect_str(self) }
    }
}

impl<'de> Deserialize<'de> for Score {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Score, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        let text = match &value {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        Score::parse(&text).ok_or_else(|| de::Error::custom(format!("“{text}”不是成绩：写数字，小数不超过四位")))
    }
}
