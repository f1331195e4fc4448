//! School terms: the stretches of the year in which schools teach.

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::WorkCalendar;

/// A school term 学期.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Term {
    /// First day, on which teaching begins.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// 2025-2026学年第一学期
    pub title: Arc<str>,
}

impl WorkCalendar {
    /// This calendar with these terms added; a term that starts on the same day as one known replaces it. One that ends
    /// before it starts is left out.
    #[must_use]
    pub fn with_terms(&self, terms: impl IntoIterator<Item = Term>) -> WorkCalendar {
        let known = self.0.terms.iter().cloned().chain(terms).filter(|term| term.starts_on <= term.ends_on);
        let by_start: BTreeMap<NaiveDate, Term> = known.map(|term| (term.starts_on, term)).collect();
        let rules = self.0.exceptions.iter().map(|e| (e.rule.date, e.rule.clone())).collect();
        let years = self.0.noticed_years.clone();
        super::build(rules, years, self.0.notices.clone(), by_start.into_values().collect())
    }

    /// Terms in order of their first days.
    pub fn terms(&self) -> &[Term] {
        &self.0.terms
    }

    /// The term a day lies in; of two that overlap the later one.
    #[must_use]
    pub fn term(&self, date: NaiveDate) -> Option<&Term> {
        let started = self.0.terms.partition_point(|term| term.starts_on <= date);
        self.0.terms[..started].iter().rev().find(|term| date <= term.ends_on)
    }

    /// 教学日: a working day within a term.
    #[must_use]
    pub fn is_school_day(&self, date: NaiveDate) -> bool {
        self.term(date).is_some() && self.is_working_day(date)
    }
}
