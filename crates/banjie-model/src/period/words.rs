//! Periods in Chinese, ranges with the one-character dash (GB/T 15834-2011 §4.13, GB/T 15835-2011).

use std::fmt;

use chrono::Datelike;

use super::{Half, Period, Quarter, Span, Term};
use crate::calendar::date_zh;

impl fmt::Display for Half {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Half::First => "上半年",
            Half::Second => "下半年",
        })
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Quarter::Q1 => "第一季度",
            Quarter::Q2 => "第二季度",
            Quarter::Q3 => "第三季度",
            Quarter::Q4 => "第四季度",
        })
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Term::Autumn => "第一学期",
            Term::Spring => "第二学期",
        })
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.from, self.to);
        if !self.is_months() {
            return if from == to {
                f.write_str(&date_zh(from))
            } else if from.year() != to.year() {
                write!(f, "{}—{}", date_zh(from), date_zh(to))
            } else if from.month() != to.month() {
                write!(f, "{}—{}月{}日", date_zh(from), to.month(), to.day())
            } else {
                write!(f, "{}年{}月{}—{}日", from.year(), from.month(), from.day(), to.day())
            };
        }
        match (from.year() == to.year(), from.month() == 1 && to.month() == 12) {
            (true, true) => write!(f, "{}年", from.year()),
            (false, true) => write!(f, "{}—{}年", from.year(), to.year()),
            (true, false) if from.month() == to.month() => write!(f, "{}年{}月", from.year(), from.month()),
            (true, false) => write!(f, "{}年{}—{}月", from.year(), from.month(), to.month()),
            (false, false) => write!(f, "{}年{}月—{}年{}月", from.year(), from.month(), to.year(), to.month()),
        }
    }
}

/// "2025年", "2025年上半年", "2025年第三季度", "2025年7月", "2025年7月1日", "2025—2026学年", "2025—2026学年第一学期",
/// "2023—2025年", "2025年1—6月", "2025年1月1日—6月15日".
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Period::Year(y) => write!(f, "{y}年"),
            Period::HalfYear(y, half) => write!(f, "{y}年{half}"),
            Period::Quarter(y, quarter) => write!(f, "{y}年{quarter}"),
            Period::Month(y, month) => write!(f, "{y}年{}月", month.number_from_month()),
            Period::Day(date) => f.write_str(&date_zh(date)),
            Period::SchoolYear(y) => write!(f, "{y}—{}学年", y.saturating_add(1)),
            Period::Term(y, term) => write!(f, "{y}—{}学年{term}", y.saturating_add(1)),
            Period::Range(span) => span.fmt(f),
        }
    }
}
