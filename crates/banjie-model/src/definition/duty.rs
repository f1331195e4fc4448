//! Duties: what every organisation of a kind owes again and again.

use chrono::{NaiveDate, NaiveTime, Weekday};
use serde::{Deserialize, Serialize};

use crate::{Name, expr::Expr};

/// A duty opens an obligation for each organisation and period; a record discharges it; a missed one is late like any case.
///
/// The obligations are records of a ledger of their own, `package.<duty>`, which the reader makes from this declaration
/// (fields `unit`, `period_start`, `period_end`, `due_on`, `due_at`, `filed`; states `open`, `done`, `excused`; limit `due`), so
/// that time limits, supervision, figures and lists hold for them as for any matter.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Duty {
    /// Key; also the name of the ledger of obligations.
    pub name: Name,
    /// Title.
    pub title: Name,
    /// Who owes it: a condition over the organisation.
    pub each: Expr,
    /// Ledger whose records discharge it, `package.ledger`.
    pub files: Name,
    /// Date field of that ledger which places a record in a period; none: the date it was opened.
    pub on: Option<usize>,
    /// Which of its records discharge the duty; none: any.
    pub filter: Option<Expr>,
    /// The period.
    pub every: Every,
    /// Until when within, or after, the period.
    pub by: DutyDeadline,
    /// First day on which it is owed.
    pub since: NaiveDate,
    /// Last day on which it is owed.
    pub until: Option<NaiveDate>,
    /// Roles that may excuse an organisation from one obligation, with a reason.
    pub excused_by: Vec<Name>,
    /// Basis key.
    pub basis: Option<Name>,
    /// Explanation.
    pub help: Option<Name>,
}

/// How often a duty is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// 教学日: a working day within a term.
    SchoolDay,
    /// 工作日
    WorkingDay,
    /// 每日
    Day,
    /// 每周 (Monday to Sunday)
    Week,
    /// 每教学周: a week that has a school day.
    SchoolWeek,
    /// 每月
    Month,
    /// 每季度
    Quarter,
    /// 每半年
    HalfYear,
    /// 每学期
    Term,
    /// 每年
    Year,
}

/// Until when an obligation must be discharged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyDeadline {
    /// On the last day of the period at this time: `"16:00"`.
    LastDay(NaiveTime),
    /// On this weekday of the week: `"friday 17:00"`.
    Weekday(Weekday, NaiveTime),
    /// So many working days after the end of the period: `"5 working days after"`.
    WorkingDaysAfter(u32),
    /// So many days after the end of the period: `"10 days after"`.
    DaysAfter(u32),
}
