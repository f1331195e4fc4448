//! Full-text search across records, in Chinese and by pinyin.
//!
//! The index is a folder beside the database and never more than a copy: it carries the position in the log up to which it was
//! written, in the same commit as the documents, and one that is damaged or of another version is thrown away and filled again.
//!
//! What is typed is plain text; there is no query language. It is cut at blanks and commas into words, and a record is found when
//! it has **all** of them: Chinese by any run of characters, Latin words and numbers by their beginning or end, the label also by
//! pinyin (initials `whl`, syllables `wuhualu`, or both). Punctuation, width and case never matter.
//!
//! What a person may not see is filtered inside the query, so it changes neither counts nor order.

mod checksum;
mod index;
mod marks;
mod query;
mod schema;
mod sound;
mod tokens;
mod top;
mod units;

use std::ops::Range;

use banjie_model::value::RecordId;
use banjie_model::{Moment, Name};

pub use index::{Error, Index};
pub use sound::has_initials;

/// A record as it is to be found from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Ledger of the record.
    pub ledger: Name,
    /// The record; with the ledger it is the identity of the entry.
    pub record: RecordId,
    /// Path of its organisation from the root: `/3303/lc/`.
    pub org_path: Name,
    /// Number of the case or document, as printed.
    pub number: Option<Name>,
    /// What the record is called.
    pub label: Name,
    /// Other values to be found by. Never personal or sensitive ones: the index is not sealed and its snippets are not masked.
    pub texts: Vec<Name>,
    /// Title of the state it is in.
    pub state: Name,
    /// Whether it is done with; open ones are listed before it.
    pub closed: bool,
    /// When it last changed; kept to the microsecond.
    pub changed_at: Moment,
}

/// Records of one ledger that a person may see. Several reaches add up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The ledger.
    pub ledger: Name,
    /// Of which organisations.
    pub orgs: Orgs,
}

/// Organisations, by their paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Orgs {
    /// All of them.
    All,
    /// Exactly these.
    Exactly(Vec<Name>),
    /// These and everything below them; `/3303/` does not contain `/33031/`.
    Below(Vec<Name>),
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// How many records there are, on all pages.
    pub total: usize,
    /// One page of them, best first.
    pub hits: Vec<Hit>,
    /// How many in each ledger, on all pages; most first, ledgers without any left out.
    pub by_ledger: Vec<(Name, usize)>,
}

/// A record that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its ledger.
    pub ledger: Name,
    /// The record.
    pub record: RecordId,
    /// How close it is; only comparable within one search.
    pub score: u32,
    /// What it is called.
    pub label: Marked,
    /// Its number.
    pub number: Option<Marked>,
    /// A piece of the first other value in which something was found.
    pub snippet: Option<Marked>,
    /// Title of the state it is in.
    pub state: Name,
    /// Whether it is done with.
    pub closed: bool,
    /// When it last changed.
    pub changed_at: Moment,
}

/// A text and the places in it that were searched for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// The text.
    pub text: Name,
    /// Places in Unicode scalar positions, in order, neither touching nor overlapping.
    pub marks: Vec<Range<usize>>,
}
