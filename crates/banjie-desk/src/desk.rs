//! The desk: packages, people and calendar in force, one writer, and the use cases over them.

use std::sync::Arc;

use banjie_engine::Clock;
use banjie_model::{
    Moment, Name,
    case::{Actor, Case, Command},
    definition::{Ledger, Library, Package},
    refusal::RefusalCode,
    value::RecordId,
};

use crate::{
    batch::{Done, Submission, no_record},
    directory::Directory,
    error::{DeskError, DeskResult},
    morning::Rounds,
    ports::{InstalledPackage, Store, StoreError, StoreResult},
    snapshot::{Shelf, Snapshot},
    writer::{self, Shared, Writer},
};

/// The desk over one store. Cloning it is cheap; all clones share one writer and one state of the world.
#[derive(Clone, Debug)]
pub struct Desk<S> {
    store: S,
    shared: Shared,
    writer: Writer,
    /// What the scheduler has done already, so that an idle round costs next to nothing.
    pub(crate) rounds: Arc<tokio::sync::Mutex<Rounds>>,
}

/// Which record is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// By its number inside the database.
    Id(RecordId),
    /// By its official number; a text of digits only is also tried as an id.
    Number(Name),
}

impl Target {
    /// By what a person wrote: an official number, or `#12` for a record by its id.
    pub fn parse(text: &str) -> Target {
        let text = text.trim();
        match text.strip_prefix('#').and_then(|id| id.parse().ok()) {
            Some(id) => Target::Id(RecordId(id)),
            None => Target::Number(text.into()),
        }
    }
}

impl<S: Store> Desk<S> {
    /// Opens the desk over a database these packages were applied to, and starts its writer. Needs a tokio runtime.
    ///
    /// # Errors
    /// The database was not applied yet ([`StoreError::OutOfDate`]), or cannot be read.
    pub async fn open(store: S, library: Library) -> DeskResult<Desk<S>> {
        let installed = store.installed().await?;
        check_applied(&library, &installed)?;
        let older = older_versions(&library, &installed);
        let shelf = Arc::new(Shelf::new(library, older));
        let seen = store.head().await?;
        let directory = Directory::read(&store, &shelf.current).await?;
        let shared: Shared = Arc::new(std::sync::RwLock::new(Arc::new(Snapshot::new(shelf, directory, seen))));
        let writer = Writer::start(store.clone(), shared.clone());
        Ok(Desk { store, shared, writer, rounds: Arc::default() })
    }

    /// The store below.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// The state of the world in force: packages, organisations, people, calendar.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        writer::current(&self.shared)
    }

    /// Reads organisations, people and calendar again. The desk does so itself after writes of its own; call it when
    /// another process may have written.
    ///
    /// # Errors
    /// What the store says.
    pub async fn refresh(&self) -> StoreResult<()> {
        writer::refresh(&self.store, &self.shared).await
    }

    /// Takes over what other processes changed in organisations, people and calendar; one look at the log where they did
    /// not. The writer does so before each batch.
    ///
    /// # Errors
    /// What the store says.
    pub async fn catch_up(&self) -> StoreResult<()> {
        writer::catch_up(&self.store, &self.shared).await
    }

    /// The actor an account acts as.
    ///
    /// # Errors
    /// A refusal when nobody has the account, or its holder is not in the post now.
    pub fn actor(&self, account: &str, now: Moment) -> DeskResult<Actor> {
        let snapshot = self.snapshot();
        let people = &snapshot.directory.people;
        people.actor(account.trim(), now.date()).ok_or_else(|| match people.get(account.trim()) {
            Some(person) => {
                let message = format!(
                    "{}（{account}）现在不在任，不能办理。请由接任的人员办理，或更正人员台账的任职日期。",
                    person.name
                );
                DeskError::refuse(RefusalCode::NotPermitted, message)
            }
            None => {
                let message = format!("没有账号“{account}”。请核对账号；新人员须先登记到人员台账（orgs.person）。");
                DeskError::refuse(RefusalCode::NotFound, message)
            }
        })
    }

    /// Queues a command for the writer and answers when it is durable. The id of a new record is given out here.
    ///
    /// # Errors
    /// A refusal by a rule, or trouble of the store; nothing was written then.
    pub async fn submit(&self, command: Command, actor: Actor, clock: Clock) -> DeskResult<Done> {
        let outcome = self.writer.submit(Submission { command, actor, clock }).await?;
        outcome.map_err(DeskError::from)
    }

    /// The ledger in force of this key.
    ///
    /// # Errors
    /// A refusal that lists the ledgers there are.
    pub fn ledger(&self, key: &str) -> DeskResult<Arc<Ledger>> {
        Ok(self.snapshot().ledger(key)?.clone())
    }

    /// The record a person means, as an id.
    ///
    /// # Errors
    /// A refusal when there is none.
    pub async fn find(&self, ledger: &Ledger, target: &Target) -> DeskResult<RecordId> {
        let number = match target {
            Target::Id(id) => return Ok(*id),
            Target::Number(number) => number,
        };
        match self.store.find_number(ledger, number).await? {
            Some(id) => Ok(id),
            None => {
                let title = &ledger.title;
                let message =
                    format!("“{title}”里没有编号为“{number}”的记录。请核对编号（也可写 #加记录号，如 #12）。");
                Err(DeskError::refuse(RefusalCode::NotFound, message))
            }
        }
    }

    /// A case as it stands, for an actor who may see it. What may not be seen is answered like what does not exist.
    ///
    /// # Errors
    /// A refusal when there is none, or none the actor may see.
    pub async fn case(&self, ledger: &str, target: &Target, actor: &Actor) -> DeskResult<Case> {
        let snapshot = self.snapshot();
        let ledger = snapshot.ledger(ledger)?;
        let id = self.find(ledger, target).await?;
        let case = self.store.case(ledger, id).await?;
        let visible = |case: &Case| banjie_engine::visible(&snapshot.world(), ledger, &case.record.org, actor);
        case.filter(visible).ok_or_else(|| no_record(ledger, id).into())
    }
}

/// Refuses to work on a database that does not fit the packages.
fn check_applied(library: &Library, installed: &[InstalledPackage]) -> StoreResult<()> {
    let stale = library.packages.values().filter(|p| {
        let latest = installed.iter().rev().find(|i| i.name == p.name);
        latest.is_none_or(|i| i.version != p.version || i.hash != p.hash)
    });
    let names: Vec<&str> = stale.map(|p| &*p.name).collect();
    if names.is_empty() {
        return Ok(());
    }
    Err(StoreError::OutOfDate(format!(
        "数据库还没有按应用包 {} 的当前内容建立或更新。请先运行 banjie plan 查看改动，再运行 banjie apply。",
        names.join("、")
    )))
}

/// Older versions kept in the database, read back so that cases opened under them are judged by them.
fn older_versions(library: &Library, installed: &[InstalledPackage]) -> Vec<Package> {
    let older =
        installed.iter().filter(|i| library.packages.get(&i.name).is_none_or(|current| current.version != i.version));
    older.map(|i| banjie_package::read_package(&i.files, library).package).collect()
}
