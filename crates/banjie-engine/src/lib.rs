//! The engine: what may be done with a case, what follows from it, and when. Pure: no input or output, no clock of its own.
//!
//! [`prepare`] settles everything that needs no other record, [`decide`] takes the answers of the look-ups and yields a
//! [`Decision`](banjie_model::case::Decision) or a [`Refusal`](banjie_model::refusal::Refusal). [`judge`] computes a due
//! date from budget, suspensions, extensions and calendar; it is never entered. [`scenario`] runs the literate tests of a
//! package with the same functions that handle real cases.

#![expect(
    clippy::result_large_err,
    reason = "a refusal is an answer like any other, made once a command and not passed down hot paths"
)]

use banjie_model::{Moment, calendar::WorkCalendar, definition::Library, org::OrgTree};

mod act;
mod alert;
pub mod allotting;
pub mod applicant;
mod available;
mod clocks;
mod decide;
mod derive;
mod draft;
pub mod duties;
pub mod evaluate;
pub mod follow;
mod grants;
mod hand_over;
pub mod limits;
mod lookups;
pub mod notices;
pub mod number;
pub mod orgs;
mod permission;
mod present;
pub mod results;
pub mod scenario;
mod unique;
pub mod values;
mod view;
mod words;

pub use act::correctable;
pub use available::available;
pub use decide::{changes_nothing, decide};
pub use draft::{Draft, prepare};
pub use limits::{CountedDay, DayVerdict, Judgement, NO_DUE, counted_days, counted_words, due_words, judge};
pub use lookups::BoundLookup;
pub use permission::{Reach, reach, sees, visible};
pub use unique::{business_key, duplicate};

/// What the engine judges by: the packages in force, the calendar, the organisations.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    /// Packages.
    pub library: &'a Library,
    /// Working days.
    pub calendar: &'a WorkCalendar,
    /// Organisations.
    pub orgs: &'a OrgTree,
}

/// The two times of a command: when it happened and when it is entered. For a plain command both are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// When it happened.
    pub at: Moment,
    /// When it is entered; never before `at`.
    pub recorded_at: Moment,
}

impl Clock {
    /// Happening and entered now.
    #[must_use]
    pub fn now(now: Moment) -> Clock {
        Clock { at: now, recorded_at: now }
    }

    /// True when a thing is entered on a later day than it happened: history, so nobody is sent messages about it.
    #[must_use]
    pub fn is_late_entry(&self) -> bool {
        self.at.date() < self.recorded_at.date()
    }
}
