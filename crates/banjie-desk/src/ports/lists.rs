//! Lists page by page, counts, and the work that waits for a person.

use std::sync::Arc;

use banjie_model::{
    Moment, Name, Seq,
    case::{HandOver, LimitRun, Record},
    definition::{Class, FieldType, Ledger},
    expr::Expr,
    value::RecordId,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

pub use banjie_engine::Reach;

use crate::reading::EntryFault;

/// By what a list is ordered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortBy {
    /// The order of entry, by record id.
    #[default]
    Entered,
    /// Official number, as text.
    Number,
    /// State, in the order the ledger declares its states.
    State,
    /// Owner organisation, by code.
    Org,
    /// Handler, by account.
    Handler,
    /// When it was opened.
    Opened,
    /// When it last changed.
    Changed,
    /// When it reached an end state.
    Closed,
    /// Earliest due instant of the clocks that run.
    Due,
    /// A stored field, by name: numbers by amount, dates by time, codes by key, texts byte by byte.
    Field(Name),
}

/// Order of a list. Missing values come last either way; equal ones are ordered by record id the same way.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sort {
    /// By what.
    pub by: SortBy,
    /// Greatest (latest) first.
    pub descending: bool,
}

impl Default for Sort {
    /// Newest first.
    fn default() -> Sort {
        Sort { by: SortBy::Entered, descending: true }
    }
}

impl Sort {
    /// From what a query string says: `found_on`, `-found_on`; facts by the words of [`Sort::to_query`].
    ///
    /// # Errors
    /// No such field, or one that cannot stand in an order: child rows, files, and personal values, whose order tells of them.
    pub fn parse(ledger: &Ledger, text: &str) -> Result<Sort, EntryFault> {
        let (descending, name) = text.trim().strip_prefix('-').map_or((false, text.trim()), |rest| (true, rest));
        if let Some((index, field)) = ledger.field(name) {
            if let Some(why) = unsortable(ledger, index) {
                return Err(EntryFault::new(format!("“{}”不能用来排序：{why}", field.title), "请按其他字段排序。"));
            }
            return Ok(Sort { by: SortBy::Field(field.name.clone()), descending });
        }
        let by = match name {
            "entered" => SortBy::Entered,
            "number" => SortBy::Number,
            "state" => SortBy::State,
            "org" => SortBy::Org,
            "handler" => SortBy::Handler,
            "opened" => SortBy::Opened,
            "changed" => SortBy::Changed,
            "closed" => SortBy::Closed,
            "due" => SortBy::Due,
            _ => {
                let problem = format!("台账“{}”没有可排序的“{name}”", ledger.title);
                return Err(EntryFault::new(problem, "请在列表的表头上选择排序。"));
            }
        };
        Ok(Sort { by, descending })
    }

    /// As it stands in a query string: `-entered`, `found_on`.
    #[must_use]
    pub fn to_query(&self) -> String {
        format!("{}{}", if self.descending { "-" } else { "" }, self.by.name())
    }
}

impl SortBy {
    /// Its word in a query string.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            SortBy::Entered => "entered",
            SortBy::Number => "number",
            SortBy::State => "state",
            SortBy::Org => "org",
            SortBy::Handler => "handler",
            SortBy::Opened => "opened",
            SortBy::Changed => "changed",
            SortBy::Closed => "closed",
            SortBy::Due => "due",
            SortBy::Field(name) => name,
        }
    }
}

/// Why a field cannot stand in an order; none: it can.
fn unsortable(ledger: &Ledger, index: usize) -> Option<&'static str> {
    let field = ledger.fields.get(index)?;
    if field.class >= Class::Personal {
        return Some("它是个人信息，排序会透露打码的内容");
    }
    matches!(field.ty, FieldType::List(_) | FieldType::File | FieldType::Files).then_some("它是子表或附件")
}

/// What a record is ordered by, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyValue {
    /// Nothing there: these come last.
    Missing,
    /// Whole or scaled number, id, reference.
    Int(i64),
    /// Text, date, instant.
    Text(Name),
    /// Yes or no.
    Bool(bool),
}

/// A place in an ordered list: after (or before) this record. An opaque text outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageKey {
    /// Order it belongs to, by [`Sort::to_query`].
    pub sort: Name,
    /// Value of the record there.
    pub value: KeyValue,
    /// The record.
    pub id: RecordId,
    /// Records below this id are left out of an order that has no index (see [`Page::bounded`]).
    pub floor: Option<i64>,
}

impl PageKey {
    /// As a token for a query string.
    #[must_use]
    pub fn encode(&self) -> String {
        // Names, numbers and texts always make JSON.
        let json = serde_json::to_vec(&(&self.sort, &self.value, self.id, self.floor)).unwrap_or_default();
        URL_SAFE_NO_PAD.encode(json)
    }

    /// Reads a token.
    ///
    /// # Errors
    /// It is none, or belongs to a list ordered otherwise.
    pub fn decode(token: &str, sort: &Sort) -> Result<PageKey, EntryFault> {
        let advice = "请回到列表的第一页重新翻页。";
        let parts = URL_SAFE_NO_PAD.decode(token.trim()).ok().and_then(|json| serde_json::from_slice(&json).ok());
        let Some((name, value, id, floor)) = parts else {
            return Err(EntryFault::new("翻页的记号读不懂，可能地址没有复制完整", advice));
        };
        let key = PageKey { sort: name, value, id, floor };
        if *key.sort != *sort.to_query() {
            return Err(EntryFault::new("翻页的记号属于另一种排序", advice));
        }
        Ok(key)
    }
}

/// What conditions ask beside the fields of a record: its clocks now, and its last change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactFilter {
    /// A clock runs and was due before [`PageQuery::now`].
    Overdue,
    /// A clock runs that is due from now until this instant.
    DueBy(Moment),
    /// A clock runs that is due on or after the first instant and before the second.
    DueBetween(Option<Moment>, Option<Moment>),
    /// No clock runs.
    NoClock,
    /// An open case whose highest card standing is yellow.
    Yellow,
    /// An open case with a red card standing.
    Red,
    /// An open case referred to discipline inspection.
    Referred,
    /// Last changed at or after the first instant and before the second.
    ChangedBetween(Option<Moment>, Option<Moment>),
    /// One of these holds.
    Any(Vec<FactFilter>),
}

/// A page of a list.
#[derive(Clone, Debug, Default)]
pub struct PageQuery {
    /// Condition on the record.
    pub filter: Option<Expr>,
    /// Conditions on its clocks and its last change; all must hold.
    pub facts: Vec<FactFilter>,
    /// The instant clocks are judged at; needed by [`FactFilter::Overdue`] and [`FactFilter::DueBy`].
    pub now: Option<Moment>,
    /// What the actor may see.
    pub scope: Reach,
    /// Order.
    pub sort: Sort,
    /// The page after this place.
    pub after: Option<PageKey>,
    /// The page before this place; where both are given, `after` wins.
    pub before: Option<PageKey>,
    /// Records a page; none and zero: 50, at most 1,000.
    pub limit: u32,
    /// As of this log position; none: now.
    pub as_of: Option<Seq>,
}

/// Records in order, and where the list goes on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// The records.
    pub records: Vec<Record>,
    /// Ask with `after` for the next page; none: this is the last.
    pub next: Option<PageKey>,
    /// Ask with `before` for the page before; none: this is the first.
    pub previous: Option<PageKey>,
    /// The order has no index and more records meet the conditions than can be put in order at once: only so many, the
    /// newest, were. Say so above the list.
    pub bounded: Option<u32>,
    /// The conditions have no index and few records meet them: only so many were looked at, and fewer than a page were found
    /// (perhaps none). `next` (or `previous`) goes on from there. Say so above the list.
    pub looked: Option<u32>,
}

/// How many records there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// So many, or at least so many.
    pub n: u64,
    /// False: counting stopped.
    pub exact: bool,
}

/// Current records of a ledger by organisation, as counted a while ago.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    /// When they were counted.
    pub counted_at: Moment,
    /// Code, path and number of records of every organisation that has some.
    pub orgs: Arc<Vec<(Name, Name, u64)>>,
}

impl Totals {
    /// Records within a reach.
    #[must_use]
    pub fn within(&self, reach: &Reach) -> u64 {
        let counted = self.orgs.iter().filter(|(code, path, _)| match reach {
            Reach::All => true,
            Reach::Orgs(codes) => codes.contains(code),
            Reach::Subtrees(paths) => paths.iter().any(|p| path.starts_with(&**p)),
        });
        counted.map(|(_, _, n)| n).sum()
    }
}

/// Whose work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkOf {
    /// Open cases of this handler.
    Handler(Name),
    /// Open cases of these organisations that nobody handles yet.
    Unclaimed(Vec<Name>),
    /// All open cases of these organisations.
    Orgs(Vec<Name>),
}

/// Part of a work list, by the earliest clock that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bucket {
    /// It was due before now.
    Overdue,
    /// It is due soon.
    Soon,
    /// It is due later, or stands still.
    Later,
    /// No clock runs.
    NoClock,
}

/// A page of a work list.
#[derive(Clone, Debug)]
pub struct WorkQuery {
    /// Whose.
    pub of: WorkOf,
    /// Only these; none: all.
    pub bucket: Option<Bucket>,
    /// The moment.
    pub now: Moment,
    /// Due until this instant counts as soon: the end of the third working day from now.
    pub soon_until: Moment,
    /// The page after this place.
    pub after: Option<PageKey>,
    /// Cases a page.
    pub limit: u32,
}

/// Order of work lists, for [`PageKey::decode`]: earliest due first, cases without a running clock last.
#[must_use]
pub fn work_order() -> Sort {
    Sort { by: SortBy::Due, descending: false }
}

/// One case that waits.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkItem {
    /// Ledger, id, number, values, state, organisation, handler.
    pub record: Record,
    /// The earliest clock that runs, with what fell of it.
    pub run: Option<LimitRun>,
}

impl WorkItem {
    /// The clock stands still now.
    #[must_use]
    pub fn paused(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.suspensions.iter().any(|s| s.until.is_none()))
    }
}

/// A page of work.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WorkPage {
    /// Earliest due first.
    pub items: Vec<WorkItem>,
    /// Ask with `after` for the next page.
    pub next: Option<PageKey>,
}

/// How much work there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WorkCounts {
    /// Overdue.
    pub overdue: u64,
    /// Due soon.
    pub soon: u64,
    /// Due later, or standing still.
    pub later: u64,
    /// Without a running clock.
    pub no_clock: u64,
    /// False: only the first ten thousand open cases were counted.
    pub exact: bool,
}

/// A record handed over to an organisation.
#[derive(Clone, Debug, PartialEq)]
pub struct CameBack {
    /// The record.
    pub record: Record,
    /// The latest hand-over: from where, when and why.
    pub hand_over: HandOver,
    /// True when the organisation had it before.
    pub again: bool,
}

/// A record somebody touched.
#[derive(Clone, Debug, PartialEq)]
pub struct Touched {
    /// Position of that account's latest event on it.
    pub seq: Seq,
    /// When.
    pub at: Moment,
    /// What.
    pub action: Name,
    /// The record as it stands.
    pub record: Record,
}

/// A record that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Position of the event.
    pub seq: Seq,
    /// `package.ledger`.
    pub ledger: Name,
    /// Record.
    pub record: RecordId,
}
