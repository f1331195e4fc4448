//! Opening a database by its address.

use std::{path::PathBuf, str::FromStr, time::Duration};

use banjie_desk::ports::{StoreError, StoreResult};
use sqlx::{
    Connection as _, PgConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{
    db::{Db, Pool},
    error::store_error,
    vault::Vault,
};

/// Prepared statements kept a connection.
const STATEMENTS: usize = 400;
/// How long to wait for another program's lock.
const BUSY: Duration = Duration::from_secs(10);
/// How long to wait for a free connection.
const ACQUIRE: Duration = Duration::from_secs(30);
/// Reading connections to SQLite: as many as there are processors, within these bounds. Each has a thread and a cache of its own.
const SQLITE_READERS: (u32, u32) = (4, 16);
/// Connections to PostgreSQL.
const POSTGRES_CONNECTIONS: u32 = 16;

/// How much memory the connections to SQLite may take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Memory {
    /// For one command that passes over much of the file: large caches, the file mapped.
    #[default]
    Ample,
    /// For a server with many small reads: small caches, the file left to the operating system's own.
    Sparing,
}

impl Memory {
    /// Values of `cache_size` (kibibytes, negative) and `mmap_size` (bytes).
    fn pragmas(self) -> (&'static str, &'static str) {
        match self {
            Memory::Ample => ("-65536", "1073741824"),
            Memory::Sparing => ("-4096", "0"),
        }
    }
}

/// Where a database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    /// A file.
    File(PathBuf),
    /// A server.
    Server(String),
}

impl Address {
    /// Reads `sqlite:path`, `sqlite://path`, a plain path, `postgres://…` or `postgresql://…`.
    pub(crate) fn parse(text: &str) -> StoreResult<Address> {
        let text = text.trim();
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Address::Server(text.to_string()));
        }
        let path = text.strip_prefix("sqlite://").or_else(|| text.strip_prefix("sqlite:")).unwrap_or(text);
        if path.is_empty() || path.contains("://") {
            return Err(StoreError::Unreachable(format!(
                "数据库地址“{text}”写得不对。应为 sqlite:文件路径、文件路径，或 postgres://用户：口令@主机：端口/库名。"
            )));
        }
        Ok(Address::File(path.into()))
    }
}

/// The SQLite file of an address when it is not there yet.
pub(crate) fn missing(address: &Address) -> Option<PathBuf> {
    match address {
        Address::File(path) if !path.exists() => Some(path.clone()),
        _ => None,
    }
}

/// Opens it; a missing SQLite file is created.
pub(crate) async fn open(address: &Address, memory: Memory) -> StoreResult<Db> {
    match address {
        Address::File(path) => open_sqlite_in(path.clone(), true, memory).await,
        Address::Server(url) => open_postgres(url).await,
    }
}

/// Opens a file; `create` makes a missing one.
pub(crate) async fn open_sqlite(path: PathBuf, create: bool) -> StoreResult<Db> {
    open_sqlite_in(path, create, Memory::Ample).await
}

async fn open_sqlite_in(path: PathBuf, create: bool, memory: Memory) -> StoreResult<Db> {
    let (cache, mapped) = memory.pragmas();
    let common = SqliteConnectOptions::new()
        .filename(&path)
        .busy_timeout(BUSY)
        .statement_cache_capacity(STATEMENTS)
        .row_buffer_size(512)
        .pragma("cache_size", cache)
        .pragma("mmap_size", mapped)
        .pragma("temp_store", "MEMORY");
    let writing = common
        .clone()
        .create_if_missing(create)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("wal_autocheckpoint", "4000");
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(ACQUIRE)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(writing)
        .await
        .map_err(store_error)?;
    let readers = SqlitePoolOptions::new()
        .max_connections(sqlite_readers())
        .acquire_timeout(ACQUIRE)
        .test_before_acquire(false)
        .connect_lazy_with(common.read_only(true));
    Ok(Db { pool: Pool::Sqlite { writer, readers, path }, vault: Vault::locked() })
}

fn sqlite_readers() -> u32 {
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    u32::try_from(processors).unwrap_or(u32::MAX).clamp(SQLITE_READERS.0, SQLITE_READERS.1)
}

async fn open_postgres(url: &str) -> StoreResult<Db> {
    let options = PgConnectOptions::from_str(url)
        .map_err(store_error)?
        .application_name("banjie")
        .statement_cache_capacity(STATEMENTS)
        .options([
            ("lock_timeout", "30000"),
            ("idle_in_transaction_session_timeout", "600000"),
            // A plan made and kept while a table was small passes over the whole of it when it has grown.
            ("plan_cache_mode", "force_custom_plan"),
        ]);
    // A pool asks again and again until its time is up; a first connection by itself tells at once what is wrong.
    let first = tokio::time::timeout(BUSY, PgConnection::connect_with(&options)).await;
    let first = first.map_err(|_| store_error(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())))?;
    first.map_err(store_error)?.close().await.map_err(store_error)?;
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(ACQUIRE)
        .connect_with(options)
        .await
        .map_err(store_error)?;
    Ok(Db { pool: Pool::Postgres(pool), vault: Vault::locked() })
}
