//! What the desk asks of the outside world. Rooms at the edge implement it; the desk knows no SQL.

use std::{collections::HashMap, future::Future, path::Path, sync::Arc};

use banjie_model::{
    Moment, Name, Seq,
    case::{Case, Decision, Event, LimitRun, Record},
    definition::{Ledger, Library, Lookup},
    expr::Expr,
    figure::RecordMark,
    scan::{Scan, ScanRow},
    value::{RecordId, Value},
};
use serde::Serialize;

mod lists;

pub use lists::{
    Bucket, CameBack, Change, Count, FactFilter, KeyValue, Page, PageKey, PageQuery, Reach, Sort, SortBy, Totals,
    Touched, WorkCounts, WorkItem, WorkOf, WorkPage, WorkQuery, work_order,
};

/// Why the store could not do what was asked. The message is Chinese: what happened, that nothing was half-written, what to do.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached (PostgreSQL gone, file missing).
    #[error("{0}")]
    Unreachable(String),
    /// Locked by another program for too long.
    #[error("{0}")]
    Busy(String),
    /// No room on the disk.
    #[error("{0}")]
    Full(String),
    /// The database does not fit the packages: plan and apply first.
    #[error("{0}")]
    OutOfDate(String),
    /// A plan that would lose data, with what to do instead.
    #[error("{0}")]
    Refused(String),
    /// The file is damaged or not ours.
    #[error("{0}")]
    Damaged(String),
    /// Anything else, with the database's own words.
    #[error("{0}")]
    Other(String),
}

/// Answer of the store.
pub type StoreResult<T> = Result<T, StoreError>;

/// One change of the database's shape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanStep {
    /// What happens, in Chinese.
    pub what: String,
    /// Whether it can be done without losing anything.
    pub safe: bool,
    /// For an unsafe step: what to do instead.
    pub advice: Option<String>,
}

/// What `apply` would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// In order.
    pub steps: Vec<PlanStep>,
}

/// A package version kept in the database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InstalledPackage {
    /// Name.
    pub name: Name,
    /// Version.
    pub version: Name,
    /// Hash of its files.
    pub hash: Name,
    /// Its files, so that old cases can still be judged by it.
    pub files: Vec<(Name, Name)>,
    /// When it was applied.
    pub applied_at: Moment,
}

/// Which records to list.
#[derive(Clone, Debug, Default)]
pub struct ListQuery {
    /// Condition on the record (compiled by the store).
    pub filter: Option<Expr>,
    /// Only under this organisation path.
    pub org_path: Option<Name>,
    /// As of this log position; none: now.
    pub as_of: Option<Seq>,
    /// Only after this record id (paging).
    pub after: Option<RecordId>,
    /// At most so many.
    pub limit: Option<u32>,
}

/// A stored event.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoredEvent {
    /// Position.
    pub seq: Seq,
    /// The event.
    pub event: Event,
    /// Content hash, hex.
    pub hash: Name,
}

/// One line of the supervision board.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BoardRow {
    /// Organisation code.
    pub org: Name,
    /// Open cases.
    pub open: i64,
    /// Of these, with a limit due within the horizon.
    pub due_soon: i64,
    /// Cases showing a yellow card now.
    pub yellow: i64,
    /// Cases showing a red card now.
    pub red: i64,
    /// Cases referred to discipline inspection.
    pub referred: i64,
    /// Runs met in time (since the given day).
    pub on_time: i64,
    /// Runs that ended or were due (since the given day).
    pub judged: i64,
}

/// What the board is asked for.
#[derive(Clone, Debug)]
pub struct BoardQuery {
    /// Ledger.
    pub ledger: Name,
    /// Only under this path.
    pub org_path: Option<Name>,
    /// The moment.
    pub now: Moment,
    /// Due until this moment counts as due soon.
    pub due_soon_until: Moment,
    /// On-time rate over runs due on or after this moment; none: all.
    pub since: Option<Moment>,
}

/// A run that waits for the scheduler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueCase {
    /// `package.ledger`.
    pub ledger: Name,
    /// Record.
    pub record: RecordId,
    /// Earliest alert.
    pub alert_at: Moment,
}

/// The store: current and past records, the log, the clocks.
pub trait Store: Clone + Send + Sync + 'static {
    /// A write transaction.
    type Tx: StoreTx;

    /// Opens a write transaction (SQLite: `BEGIN IMMEDIATE`). Dropping it without `commit` writes nothing.
    fn begin(&self) -> impl Future<Output = StoreResult<Self::Tx>> + Send;

    /// Packages kept in the database, oldest first.
    fn installed(&self) -> impl Future<Output = StoreResult<Vec<InstalledPackage>>> + Send;
    /// What would change for these packages.
    fn plan(&self, library: &Library) -> impl Future<Output = StoreResult<Plan>> + Send;
    /// Does it, in one transaction, or refuses when a step is unsafe.
    fn apply(&self, library: &Library, now: Moment) -> impl Future<Output = StoreResult<Plan>> + Send;

    /// Last position of the log.
    fn head(&self) -> impl Future<Output = StoreResult<Seq>> + Send;
    /// The last position whose event was recorded at or before this moment (0: none).
    fn seq_at(&self, moment: Moment) -> impl Future<Output = StoreResult<Seq>> + Send;
    /// Whether a record of this package was written after this log position.
    fn touched_since(&self, package: &str, seq: Seq) -> impl Future<Output = StoreResult<bool>> + Send;
    /// A case as it stands.
    fn case(&self, ledger: &Ledger, id: RecordId) -> impl Future<Output = StoreResult<Option<Case>>> + Send;
    /// Running and ended limits of many records. A store with a cheaper way than one case at a time overrides this.
    fn runs(
        &self,
        ledger: &Ledger,
        ids: &[RecordId],
    ) -> impl Future<Output = StoreResult<HashMap<RecordId, Vec<LimitRun>>>> + Send {
        async move {
            let mut runs = HashMap::with_capacity(ids.len());
            for id in ids {
                if let Some(case) = self.case(ledger, *id).await? {
                    runs.insert(*id, case.runs);
                }
            }
            Ok(runs)
        }
    }
    /// Record id by number.
    fn find_number(&self, ledger: &Ledger, number: &str) -> impl Future<Output = StoreResult<Option<RecordId>>> + Send;
    /// All versions of a record, oldest first.
    fn versions(&self, ledger: &Ledger, id: RecordId) -> impl Future<Output = StoreResult<Vec<Record>>> + Send;
    /// Records, by id.
    fn list(&self, ledger: &Ledger, query: &ListQuery) -> impl Future<Output = StoreResult<Vec<Record>>> + Send;
    /// A page of a list, in the order asked for, by keys and never by offset. Whoever sees more records waits no longer.
    fn page(&self, ledger: &Ledger, query: &PageQuery) -> impl Future<Output = StoreResult<Page>> + Send;
    /// How many records a list has (its order and place in it do not matter), counted up to `at_most`.
    fn count(
        &self,
        ledger: &Ledger,
        query: &PageQuery,
        at_most: u32,
    ) -> impl Future<Output = StoreResult<Count>> + Send;
    /// Current records of a ledger by organisation: counted when first asked for, then counted again in the background
    /// once the numbers are older than a minute.
    fn totals(&self, ledger: &Ledger, now: Moment) -> impl Future<Output = StoreResult<Totals>> + Send;
    /// Open cases of somebody, over all these ledgers, earliest due first.
    fn work(&self, ledgers: &[Arc<Ledger>], query: &WorkQuery) -> impl Future<Output = StoreResult<WorkPage>> + Send;
    /// How many of them there are; bucket and place in the query do not matter.
    fn work_counts(
        &self,
        ledgers: &[Arc<Ledger>],
        query: &WorkQuery,
    ) -> impl Future<Output = StoreResult<WorkCounts>> + Send;
    /// Open cases handed over to this organisation at or after this instant and still there, latest first.
    fn came_back(
        &self,
        ledgers: &[Arc<Ledger>],
        org: &str,
        since: Moment,
        limit: u32,
    ) -> impl Future<Output = StoreResult<Vec<CameBack>>> + Send;
    /// Records this account touched last (created, edited, acted on), latest first, each once.
    fn touched_by(
        &self,
        ledgers: &[Arc<Ledger>],
        account: &str,
        limit: u32,
    ) -> impl Future<Output = StoreResult<Vec<Touched>>> + Send;
    /// What changed after this log position, in the order of the log; a record may come more than once.
    fn changes_since(&self, seq: Seq, limit: u32) -> impl Future<Output = StoreResult<Vec<Change>>> + Send;
    /// Events of a record, oldest first.
    fn events(&self, ledger: &Ledger, id: RecordId) -> impl Future<Output = StoreResult<Vec<StoredEvent>>> + Send;
    /// Many aggregates in one pass.
    fn scan(&self, ledger: &Ledger, scan: &Scan) -> impl Future<Output = StoreResult<Vec<ScanRow>>> + Send;
    /// The records behind one measure of a scan, for one group (values in the order of `group_by`; empty: all).
    fn scan_records(
        &self,
        ledger: &Ledger,
        scan: &Scan,
        measure: usize,
        group: &[Value],
        limit: u32,
        offset: u32,
    ) -> impl Future<Output = StoreResult<Vec<Record>>> + Send;
    /// Record, version and last event of every record behind one measure, as of the scan's position, by id.
    fn scan_marks(
        &self,
        ledger: &Ledger,
        scan: &Scan,
        measure: usize,
        group: &[Value],
    ) -> impl Future<Output = StoreResult<Vec<RecordMark>>> + Send;
    /// Cases whose next alert is at or before `now`, earliest first.
    fn due(&self, now: Moment, limit: u32) -> impl Future<Output = StoreResult<Vec<DueCase>>> + Send;
    /// Cases with running limits judged by another calendar revision, by record id.
    fn judged_by_other_calendar(
        &self,
        revision: u64,
        limit: u32,
    ) -> impl Future<Output = StoreResult<Vec<DueCase>>> + Send;
    /// The supervision board, one row an owner organisation.
    fn board(&self, query: &BoardQuery) -> impl Future<Output = StoreResult<Vec<BoardRow>>> + Send;

    /// Writes a verified copy (SQLite file or our own dump of PostgreSQL) and returns its SHA-256.
    fn backup(&self, to: &Path) -> impl Future<Output = StoreResult<String>> + Send;
    /// Restores a backup into this (empty) database after verifying it.
    fn restore(&self, from: &Path) -> impl Future<Output = StoreResult<()>> + Send;
}

/// A write transaction. Reads in it see its own writes and hold locks until the end.
pub trait StoreTx: Send {
    /// Fresh record ids: the first of `n`.
    fn next_record_ids(&mut self, n: u32) -> impl Future<Output = StoreResult<RecordId>> + Send;
    /// Next numbers of a scope: the first of `n`.
    fn next_numbers(&mut self, scope: &str, n: u32) -> impl Future<Output = StoreResult<i64>> + Send;
    /// Package versions the records are pinned to.
    fn pinned(
        &mut self,
        ledger: &Ledger,
        ids: &[RecordId],
    ) -> impl Future<Output = StoreResult<HashMap<RecordId, Name>>> + Send;
    /// Cases under lock, by id; values in the order of this definition's fields.
    fn cases(
        &mut self,
        ledger: &Ledger,
        ids: &[RecordId],
    ) -> impl Future<Output = StoreResult<HashMap<RecordId, Case>>> + Send;
    /// Records, by id, as this transaction sees them; not under lock.
    fn list(&mut self, ledger: &Ledger, query: &ListQuery) -> impl Future<Output = StoreResult<Vec<Record>>> + Send;
    /// Marks a place in the transaction that [`StoreTx::rollback`] goes back to; a second one replaces it.
    fn savepoint(&mut self) -> impl Future<Output = StoreResult<()>> + Send;
    /// Undoes what was written since the savepoint: positions of the log, records, numbers given out. The transaction goes on.
    fn rollback(&mut self) -> impl Future<Output = StoreResult<()>> + Send;
    /// Record ids by business key (values in the order of `ledger.unique`).
    fn find_keys(
        &mut self,
        ledger: &Ledger,
        keys: &[Vec<Value>],
    ) -> impl Future<Output = StoreResult<HashMap<Vec<Value>, RecordId>>> + Send;
    /// Record ids by number.
    fn find_numbers(
        &mut self,
        ledger: &Ledger,
        numbers: &[Name],
    ) -> impl Future<Output = StoreResult<HashMap<Name, RecordId>>> + Send;
    /// A look-up with all record-side fields already replaced by literals; takes a lock so that two cannot both use up one cap.
    /// Run facts (`it.overdue`) are judged at `at`.
    fn lookup(
        &mut self,
        ledger: &Ledger,
        lookup: &Lookup,
        at: Moment,
    ) -> impl Future<Output = StoreResult<Value>> + Send;
    /// Versions, events, runs, messages of these decisions, in order; returns the seq of the first. `org_path` per decision is
    /// the path of the owner organisation now.
    fn write(&mut self, writes: &[Write]) -> impl Future<Output = StoreResult<Seq>> + Send;
    /// Makes it last.
    fn commit(self) -> impl Future<Output = StoreResult<()>> + Send;
}

/// A decision with what the store needs beside it.
#[derive(Clone, Debug)]
pub struct Write {
    /// Definition by which the values are ordered.
    pub ledger: Arc<Ledger>,
    /// The decision.
    pub decision: Decision,
    /// Path of the owner organisation.
    pub org_path: Name,
}
