//! The full-text index beside the database: filled once, then kept in step with the log. It can be lost and is filled again.

use std::{collections::BTreeMap, fmt, path::PathBuf, sync::Arc, time::Duration};

use banjie_desk::{
    Snapshot,
    ports::{ListQuery, Reach, Store as _, StoreError},
};
use banjie_engine::values;
use banjie_model::{
    Name, Seq, canonical,
    case::Record,
    definition::{Class, Field, FieldType, Ledger},
    value::{RecordId, Value},
};
use banjie_search::{Entry, Index, Orgs};
use sha2::{Digest as _, Sha256};
use tokio::sync::Mutex;

use crate::{App, pages::shared::values::one_of};

/// How often the log is looked at.
const PAUSE: Duration = Duration::from_secs(1);
/// After a fault the next try waits so long.
const AFTER_FAULT: Duration = Duration::from_secs(30);
/// Records read at a time.
const PAGE: u32 = 500;
/// Records written in one piece while the index is filled; they wait in memory for the one who writes.
const BATCH: usize = 4_000;
/// Changes taken up in one piece.
const CHANGES: u32 = 5_000;
/// Records asked for by id at a time.
const BY_ID: usize = 200;
/// Longest text of one field that is indexed, in characters.
const LONGEST: usize = 4_000;
/// Setting that tells which packages the index was filled by.
const PACKAGES: &str = "search.packages";

/// Why the index is not to be had.
#[derive(Debug, thiserror::Error)]
pub enum SearchFault {
    /// The index.
    #[error("{0}")]
    Index(#[from] banjie_search::Error),
    /// The database.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// A thread was lost.
    #[error("{0}")]
    Lost(#[from] tokio::task::JoinError),
}

/// The index of this process, opened when it is first needed.
pub struct Finder {
    folder: Option<PathBuf>,
    open: Mutex<Option<Arc<Index>>>,
    /// One fills at a time.
    filling: Mutex<()>,
}

impl fmt::Debug for Finder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Finder").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Finder {
    /// Over a folder; none: in memory.
    #[must_use]
    pub fn new(folder: Option<PathBuf>) -> Finder {
        Finder { folder, open: Mutex::default(), filling: Mutex::default() }
    }

    /// The index.
    ///
    /// # Errors
    /// The folder cannot be used, or another process holds it.
    pub async fn index(&self) -> Result<Arc<Index>, SearchFault> {
        let mut open = self.open.lock().await;
        if let Some(index) = &*open {
            return Ok(index.clone());
        }
        let folder = self.folder.clone();
        let opened = tokio::task::spawn_blocking(move || match folder {
            Some(folder) => Index::open(&folder).map(|(index, _)| index),
            None => Index::in_memory(),
        });
        let index = Arc::new(opened.await??);
        *open = Some(index.clone());
        Ok(index)
    }

    /// Position in the log up to which records are found; none: it is being filled, or cannot be had.
    pub async fn position(&self) -> Option<Seq> {
        let index = self.index().await.ok()?;
        tokio::task::spawn_blocking(move || index.position()).await.ok()?.ok()?
    }
}

/// Keeps the index in step until the process ends.
pub async fn keep(app: App) {
    loop {
        let pause = match catch_up(&app).await {
            Ok(()) => PAUSE,
            Err(error) => {
                tracing::error!(%error, "the search index could not be brought up to date; it is tried again");
                AFTER_FAULT
            }
        };
        tokio::time::sleep(pause).await;
    }
}

/// Brings the index up to the end of the log.
///
/// # Errors
/// The index or the store.
pub async fn catch_up(app: &App) -> Result<(), SearchFault> {
    let index = app.finder().index().await?;
    let _alone = app.finder().filling.lock().await;
    let snapshot = app.snapshot();
    same_packages(app, &snapshot, &index).await?;
    let asked = index.clone();
    match tokio::task::spawn_blocking(move || asked.position()).await?? {
        None => fill(app, &snapshot, &index).await,
        Some(position) => follow(app, &snapshot, &index, position).await,
    }
}

/// Packages of another content may have changed what is personal: then everything is indexed anew.
async fn same_packages(app: &App, snapshot: &Snapshot, index: &Arc<Index>) -> Result<(), SearchFault> {
    let mut all = Sha256::new();
    for package in snapshot.library().packages.values() {
        all.update(package.hash.as_bytes());
    }
    let now = canonical::hex(&all.finalize());
    if app.store().setting(PACKAGES).await?.as_deref() == Some(now.as_str()) {
        return Ok(());
    }
    let cleared = index.clone();
    tokio::task::spawn_blocking(move || cleared.clear()).await??;
    app.store().set_setting(PACKAGES, Some(&now)).await?;
    Ok(())
}

/// Ledgers whose records are found.
fn indexed(snapshot: &Snapshot) -> impl Iterator<Item = &Arc<Ledger>> {
    snapshot.library().ledgers().filter(|ledger| &*ledger.package != banjie_desk::directory::PACKAGE)
}

async fn write(index: &Arc<Index>, entries: Vec<Entry>, upto: Option<Seq>) -> Result<(), SearchFault> {
    let index = index.clone();
    tokio::task::spawn_blocking(move || index.write(&entries, &[], upto)).await??;
    Ok(())
}

async fn fill(app: &App, snapshot: &Snapshot, index: &Arc<Index>) -> Result<(), SearchFault> {
    let head = app.store().head().await?;
    let mut batch = Vec::new();
    for ledger in indexed(snapshot) {
        let mut query = ListQuery { limit: Some(PAGE), ..ListQuery::default() };
        loop {
            let page = app.store().list(ledger, &query).await?;
            let more = page.len() >= usize::try_from(PAGE).unwrap_or(usize::MAX);
            query.after = page.last().map(|record| record.id);
            batch.extend(page.iter().map(|record| entry(snapshot, ledger, record)));
            if batch.len() >= BATCH {
                write(index, std::mem::take(&mut batch), None).await?;
            }
            if !more {
                break;
            }
        }
    }
    write(index, batch, Some(head)).await
}

async fn follow(app: &App, snapshot: &Snapshot, index: &Arc<Index>, from: Seq) -> Result<(), SearchFault> {
    let mut position = from;
    loop {
        let changes = app.store().changes_since(position, CHANGES).await?;
        let Some(last) = changes.last() else { return Ok(()) };
        position = last.seq;
        let mut changed: BTreeMap<Name, Vec<RecordId>> = BTreeMap::new();
        for change in changes {
            changed.entry(change.ledger).or_default().push(change.record);
        }
        let mut entries = Vec::new();
        for ledger in indexed(snapshot) {
            let Some(mut ids) = changed.remove(&ledger.key) else { continue };
            ids.sort_unstable();
            ids.dedup();
            for some in ids.chunks(BY_ID) {
                let query = ListQuery { filter: Some(one_of(ledger, some)), ..ListQuery::default() };
                let records = app.store().list(ledger, &query).await?;
                entries.extend(records.iter().map(|record| entry(snapshot, ledger, record)));
            }
        }
        write(index, entries, Some(position)).await?;
    }
}

/// What of a record is found: nothing personal, neither in its label.
fn entry(snapshot: &Snapshot, ledger: &Ledger, record: &Record) -> Entry {
    let mut open = record.clone();
    for (field, value) in ledger.fields.iter().zip(&mut open.values) {
        if field.class >= Class::Personal {
            *value = Value::Missing;
        }
    }
    let mut texts = Vec::new();
    collect(snapshot, ledger, &ledger.fields, &open.values, &mut texts);
    let state = record.state.as_deref().map(|state| ledger.state(state).map_or(state, |state| &state.title));
    Entry {
        ledger: ledger.key.clone(),
        record: record.id,
        org_path: snapshot.directory.orgs.path(&record.org),
        number: record.number.clone(),
        label: values::label(&snapshot.world(), ledger, &open).into(),
        texts,
        state: state.unwrap_or_default().into(),
        closed: record.closed_at.is_some(),
        changed_at: record.changed_at,
    }
}

/// Words of values that are nobody's secret.
fn collect(snapshot: &Snapshot, ledger: &Ledger, fields: &[Field], row: &[Value], texts: &mut Vec<Name>) {
    for (field, value) in fields.iter().zip(row).filter(|(field, _)| field.class < Class::Personal) {
        match (&field.ty, value) {
            (_, Value::Missing) => {}
            (FieldType::List(inner), Value::List(rows)) => {
                for row in rows {
                    collect(snapshot, ledger, inner, row, texts);
                }
            }
            (_, Value::Text(_) | Value::Code(_) | Value::Org(_) | Value::Place(_) | Value::Account(_)) => {
                let shown = match value {
                    Value::Account(account) => crate::pages::shared::values::person(snapshot, account),
                    _ => values::show(&snapshot.world(), ledger, field, value),
                };
                texts.push(shown.chars().take(LONGEST).collect::<String>().into());
            }
            _ => {}
        }
    }
}

/// A reach as the index asks for it.
#[must_use]
pub fn reach(snapshot: &Snapshot, reach: &Reach) -> Option<Orgs> {
    let orgs = &snapshot.directory.orgs;
    match reach {
        Reach::All => Some(Orgs::All),
        reach if reach.is_empty() => None,
        Reach::Orgs(codes) => Some(Orgs::Exactly(codes.iter().map(|code| orgs.path(code)).collect())),
        Reach::Subtrees(paths) => Some(Orgs::Below(paths.clone())),
    }
}
