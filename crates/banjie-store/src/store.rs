//! The store as the desk knows it.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use banjie_desk::ports::{
    BoardQuery, BoardRow, CameBack, Change, Count, DueCase, InstalledPackage, ListQuery, Page, PageQuery, Plan, Store,
    StoreError, StoreResult, StoreTx, StoredEvent, Totals, Touched, WorkCounts, WorkPage, WorkQuery, Write,
};
use banjie_model::{
    Moment, Name, Seq,
    case::{Case, LimitRun, Record},
    definition::{Ledger, Library, Lookup},
    figure::RecordMark,
    scan::{Scan, ScanRow},
    value::{RecordId, Value},
};

use crate::{
    backup, board,
    connect::{Address, Memory, missing, open, open_sqlite},
    db::{Db, Link, Pool},
    keys, log, marks, migrate, pages, plan, records, runs, scan,
    totals::Counted,
    vault::Vault,
    work, write,
};

/// A database, SQLite or PostgreSQL: the same SQL, the same behaviour. Cloning shares the connections.
#[derive(Clone, Debug)]
pub struct AnyStore {
    pub(crate) db: Db,
    counted: Counted,
    pub(crate) bounds: pages::Bounds,
    sizes: pages::Sizes,
}

/// Opens a database by its address and brings its fixed tables up to date: `sqlite:path`, a plain path, or
/// `postgres://user:password@host:port/name`. A missing SQLite file is created.
///
/// # Errors
/// When it cannot be reached, is not ours, or was made by a newer program.
pub async fn connect(address: &str) -> StoreResult<AnyStore> {
    connect_in(address, Memory::Ample).await
}

/// The same with so much memory.
///
/// # Errors
/// As [`connect`].
pub async fn connect_in(address: &str, memory: Memory) -> StoreResult<AnyStore> {
    let db = open(&Address::parse(address)?, memory).await?;
    migrate::migrate(&db).await?;
    Ok(AnyStore { db, counted: Counted::default(), bounds: pages::Bounds::default(), sizes: pages::Sizes::default() })
}

/// The SQLite file an address names, where there is none yet; [`connect`] would make it.
///
/// # Errors
/// When the address is none.
pub fn missing_file(address: &str) -> StoreResult<Option<PathBuf>> {
    Ok(missing(&Address::parse(address)?))
}

/// Opens an SQLite file that must be there.
///
/// # Errors
/// When it is missing, is not ours, or was made by a newer program.
pub async fn open_file(path: &Path) -> StoreResult<AnyStore> {
    if !path.is_file() {
        return Err(StoreError::Unreachable(format!("没有这个数据库文件：{}。请检查路径。", path.display())));
    }
    let db = open_sqlite(PathBuf::from(path), false).await?;
    migrate::migrate(&db).await?;
    Ok(AnyStore { db, counted: Counted::default(), bounds: pages::Bounds::default(), sizes: pages::Sizes::default() })
}

impl AnyStore {
    /// The same database with the key of its sensitive values.
    #[must_use]
    pub fn unlocked(mut self, vault: Vault) -> AnyStore {
        self.db.vault = vault;
        self
    }

    /// "SQLite" or "PostgreSQL", with the file where there is one.
    #[must_use]
    pub fn describe(&self) -> String {
        match &self.db.pool {
            Pool::Sqlite { path, .. } => format!("SQLite({})", path.display()),
            Pool::Postgres(_) => "PostgreSQL".to_string(),
        }
    }

    /// Refreshes the planner's statistics; worth it after a large import.
    ///
    /// # Errors
    /// As any statement.
    pub async fn analyze(&self) -> StoreResult<()> {
        let mut link = self.db.writer().await?;
        link.execute(crate::db::Sql::new("ANALYZE").once()).await?;
        Ok(())
    }

    /// Restores a backup over whatever is in this database, in one transaction.
    ///
    /// # Errors
    /// When the backup does not verify (nothing is touched then) or the database fails (nothing is written).
    pub async fn restore_over(&self, from: &Path) -> StoreResult<()> {
        backup::restore(&self.db, from, true).await
    }

    /// A connection that may write.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) async fn writer(&self) -> StoreResult<Link> {
        self.db.writer().await
    }

    /// Closes all connections; SQLite merges its write-ahead log into the file.
    pub async fn close(self) {
        match self.db.pool {
            Pool::Sqlite { writer, readers, .. } => {
                readers.close().await;
                writer.close().await;
            }
            Pool::Postgres(pool) => pool.close().await,
        }
    }
}

/// A write transaction. Dropping it without [`StoreTx::commit`] writes nothing.
pub struct AnyTx {
    link: Link,
}

impl Store for AnyStore {
    type Tx = AnyTx;

    async fn begin(&self) -> StoreResult<AnyTx> {
        Ok(AnyTx { link: self.db.write().await? })
    }

    async fn installed(&self) -> StoreResult<Vec<InstalledPackage>> {
        plan::installed(&mut self.db.read().await?).await
    }

    async fn plan(&self, library: &Library) -> StoreResult<Plan> {
        plan::plan(&self.db, library).await
    }

    async fn apply(&self, library: &Library, now: Moment) -> StoreResult<Plan> {
        plan::apply(&self.db, library, now).await
    }

    async fn head(&self) -> StoreResult<Seq> {
        log::head(&mut self.db.read().await?).await
    }

    async fn seq_at(&self, moment: Moment) -> StoreResult<Seq> {
        log::seq_at(&mut self.db.read().await?, moment).await
    }

    async fn touched_since(&self, package: &str, seq: Seq) -> StoreResult<bool> {
        log::touched_since(&mut self.db.read().await?, package, seq).await
    }

    async fn case(&self, ledger: &Ledger, id: RecordId) -> StoreResult<Option<Case>> {
        records::case(&self.db, ledger, id).await
    }

    async fn runs(&self, ledger: &Ledger, ids: &[RecordId]) -> StoreResult<HashMap<RecordId, Vec<LimitRun>>> {
        let mut link = self.db.snapshot().await?;
        records::runs_of(&mut link, ledger, ids).await
    }

    async fn find_number(&self, ledger: &Ledger, number: &str) -> StoreResult<Option<RecordId>> {
        records::find_number(&mut self.db.read().await?, ledger, number).await
    }

    async fn versions(&self, ledger: &Ledger, id: RecordId) -> StoreResult<Vec<Record>> {
        records::versions(&mut self.db.read().await?, ledger, id).await
    }

    async fn list(&self, ledger: &Ledger, query: &ListQuery) -> StoreResult<Vec<Record>> {
        records::list(&mut self.db.read().await?, ledger, query).await
    }

    async fn page(&self, ledger: &Ledger, query: &PageQuery) -> StoreResult<Page> {
        pages::page(&mut self.db.snapshot().await?, (&self.bounds, &self.sizes), ledger, query).await
    }

    async fn count(&self, ledger: &Ledger, query: &PageQuery, at_most: u32) -> StoreResult<Count> {
        pages::count(&mut self.db.snapshot().await?, (&self.bounds, &self.sizes), ledger, query, at_most).await
    }

    async fn totals(&self, ledger: &Ledger, now: Moment) -> StoreResult<Totals> {
        self.counted.totals(&self.db, ledger, now).await
    }

    async fn work(&self, ledgers: &[Arc<Ledger>], query: &WorkQuery) -> StoreResult<WorkPage> {
        work::page(&mut self.db.snapshot().await?, self.bounds.gathered, ledgers, query).await
    }

    async fn work_counts(&self, ledgers: &[Arc<Ledger>], query: &WorkQuery) -> StoreResult<WorkCounts> {
        work::counts(&mut self.db.snapshot().await?, ledgers, query).await
    }

    async fn came_back(
        &self,
        ledgers: &[Arc<Ledger>],
        org: &str,
        since: Moment,
        limit: u32,
    ) -> StoreResult<Vec<CameBack>> {
        work::came_back(&mut self.db.snapshot().await?, ledgers, org, since, limit).await
    }

    async fn touched_by(&self, ledgers: &[Arc<Ledger>], account: &str, limit: u32) -> StoreResult<Vec<Touched>> {
        work::touched_by(&mut self.db.snapshot().await?, ledgers, account, limit).await
    }

    async fn changes_since(&self, seq: Seq, limit: u32) -> StoreResult<Vec<Change>> {
        log::changes_since(&mut self.db.read().await?, seq, limit).await
    }

    async fn events(&self, ledger: &Ledger, id: RecordId) -> StoreResult<Vec<StoredEvent>> {
        log::events(&mut self.db.read().await?, ledger, id).await
    }

    async fn scan(&self, ledger: &Ledger, scan: &Scan) -> StoreResult<Vec<ScanRow>> {
        scan::scan(&mut self.db.read().await?, ledger, scan).await
    }

    async fn scan_records(
        &self,
        ledger: &Ledger,
        scan: &Scan,
        measure: usize,
        group: &[Value],
        limit: u32,
        offset: u32,
    ) -> StoreResult<Vec<Record>> {
        let mut link = self.db.read().await?;
        scan::scan_records(&mut link, ledger, scan, measure, group, (limit, offset)).await
    }

    async fn scan_marks(
        &self,
        ledger: &Ledger,
        scan: &Scan,
        measure: usize,
        group: &[Value],
    ) -> StoreResult<Vec<RecordMark>> {
        marks::scan_marks(&mut self.db.read().await?, ledger, scan, measure, group).await
    }

    async fn due(&self, now: Moment, limit: u32) -> StoreResult<Vec<DueCase>> {
        runs::due(&mut self.db.read().await?, now, limit).await
    }

    async fn judged_by_other_calendar(&self, revision: u64, limit: u32) -> StoreResult<Vec<DueCase>> {
        runs::judged_by_other_calendar(&mut self.db.read().await?, revision, limit).await
    }

    async fn board(&self, query: &BoardQuery) -> StoreResult<Vec<BoardRow>> {
        board::board(&mut self.db.snapshot().await?, query).await
    }

    async fn backup(&self, to: &Path) -> StoreResult<String> {
        backup::backup(&self.db, to).await
    }

    async fn restore(&self, from: &Path) -> StoreResult<()> {
        backup::restore(&self.db, from, false).await
    }
}

impl StoreTx for AnyTx {
    async fn next_record_ids(&mut self, n: u32) -> StoreResult<RecordId> {
        keys::next_record_ids(&mut self.link, n).await
    }

    async fn next_numbers(&mut self, scope: &str, n: u32) -> StoreResult<i64> {
        keys::next(&mut self.link, scope, n).await
    }

    async fn pinned(&mut self, ledger: &Ledger, ids: &[RecordId]) -> StoreResult<HashMap<RecordId, Name>> {
        records::pinned(&mut self.link, ledger, ids).await
    }

    async fn cases(&mut self, ledger: &Ledger, ids: &[RecordId]) -> StoreResult<HashMap<RecordId, Case>> {
        records::locked_cases(&mut self.link, ledger, ids).await
    }

    async fn list(&mut self, ledger: &Ledger, query: &ListQuery) -> StoreResult<Vec<Record>> {
        records::list(&mut self.link, ledger, query).await
    }

    async fn savepoint(&mut self) -> StoreResult<()> {
        self.link.execute(crate::db::Sql::new("SAVEPOINT act").once()).await.map(|_| ())
    }

    async fn rollback(&mut self) -> StoreResult<()> {
        self.link.execute(crate::db::Sql::new("ROLLBACK TO SAVEPOINT act").once()).await.map(|_| ())
    }

    async fn find_keys(&mut self, ledger: &Ledger, keys: &[Vec<Value>]) -> StoreResult<HashMap<Vec<Value>, RecordId>> {
        keys::find_keys(&mut self.link, ledger, keys).await
    }

    async fn find_numbers(&mut self, ledger: &Ledger, numbers: &[Name]) -> StoreResult<HashMap<Name, RecordId>> {
        keys::find_numbers(&mut self.link, ledger, numbers).await
    }

    async fn lookup(&mut self, ledger: &Ledger, lookup: &Lookup, at: Moment) -> StoreResult<Value> {
        keys::lookup(&mut self.link, ledger, lookup, at).await
    }

    async fn write(&mut self, writes: &[Write]) -> StoreResult<Seq> {
        write::write(&mut self.link, writes).await
    }

    async fn commit(self) -> StoreResult<()> {
        self.link.commit().await
    }
}
