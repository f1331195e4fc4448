//! One executor for both drivers: SQL text with `$n`, typed parameters, rows read by position.

use std::collections::HashMap;

use banjie_desk::ports::{StoreError, StoreResult};
use banjie_model::Name;
use sqlx::{
    Arguments, AssertSqlSafe, PgPool, Postgres, Row as _, Sqlite, SqlitePool, Transaction,
    pool::PoolConnection,
    postgres::{PgArguments, PgConnection, PgRow},
    sqlite::{SqliteArguments, SqliteConnection, SqliteRow},
};

use crate::{
    dialect::Dialect,
    error::{damaged, store_error},
    vault::Vault,
};

/// A parameter; the type is kept for missing values too, because PostgreSQL wants to know it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Param {
    /// BIGINT
    Int(Option<i64>),
    /// TEXT
    Text(Option<Name>),
    /// TEXT that is sealed on its way into the database.
    Sealed(Option<Name>),
    /// BOOLEAN
    Bool(Option<bool>),
}

impl Param {
    /// A text that is there.
    pub(crate) fn text(s: impl Into<Name>) -> Param {
        Param::Text(Some(s.into()))
    }

    fn letter(&self) -> char {
        match self {
            Param::Int(_) => 'i',
            Param::Text(_) | Param::Sealed(_) => 't',
            Param::Bool(_) => 'b',
        }
    }

    /// A missing value of the same type.
    pub(crate) fn none_of_its_kind(&self) -> Param {
        match self {
            Param::Int(_) => Param::Int(None),
            Param::Text(_) => Param::Text(None),
            Param::Sealed(_) => Param::Sealed(None),
            Param::Bool(_) => Param::Bool(None),
        }
    }

    /// True for a missing value.
    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Param::Int(None) | Param::Text(None) | Param::Sealed(None) | Param::Bool(None))
    }
}

impl From<i64> for Param {
    fn from(n: i64) -> Param {
        Param::Int(Some(n))
    }
}

/// Below this, names of parameters cost nothing.
const FEW_PARAMS: usize = 24;

/// SQL under construction. Values get in by [`Sql::bind`] only.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sql {
    text: String,
    params: Vec<Param>,
    shared: HashMap<Param, usize>,
    once: bool,
}

impl Sql {
    /// Starts with this text.
    pub(crate) fn new(text: &str) -> Sql {
        Sql { text: text.to_string(), ..Sql::default() }
    }

    /// A whole statement with its parameters `$1` …
    pub(crate) fn with(text: &str, params: impl IntoIterator<Item = Param>) -> Sql {
        Sql { text: text.to_string(), params: params.into_iter().collect(), ..Sql::default() }
    }

    /// Not worth keeping in the cache of prepared statements.
    pub(crate) fn once(mut self) -> Sql {
        self.once = true;
        self
    }

    /// Appends text.
    pub(crate) fn push(&mut self, text: &str) -> &mut Sql {
        self.text.push_str(text);
        self
    }

    /// Takes a parameter and gives its placeholder.
    pub(crate) fn bind(&mut self, param: Param) -> String {
        self.params.push(param);
        format!("${}", self.params.len())
    }

    /// The same, but equal values share one placeholder, so that equal conditions have equal texts.
    pub(crate) fn bind_shared(&mut self, param: Param) -> String {
        let at = self.shared.get(&param).copied().unwrap_or_else(|| {
            self.params.push(param.clone());
            self.shared.insert(param, self.params.len());
            self.params.len()
        });
        format!("${at}")
    }

    /// Takes a parameter and appends its placeholder.
    pub(crate) fn push_bind(&mut self, param: Param) -> &mut Sql {
        let place = self.bind(param);
        self.push(&place)
    }

    /// Appends `(a, b), (c, d)`: one group a row.
    pub(crate) fn push_rows<I>(&mut self, rows: I) -> &mut Sql
    where
        I: IntoIterator<Item = Vec<Param>>,
    {
        for (i, row) in rows.into_iter().enumerate() {
            self.text.push_str(if i == 0 { "(" } else { ", (" });
            for (j, param) in row.into_iter().enumerate() {
                if j > 0 {
                    self.text.push_str(", ");
                }
                self.push_bind(param);
            }
            self.text.push(')');
        }
        self
    }

    /// Appends `a, b, c`.
    pub(crate) fn push_list(&mut self, params: impl IntoIterator<Item = Param>) -> &mut Sql {
        for (i, param) in params.into_iter().enumerate() {
            if i > 0 {
                self.text.push_str(", ");
            }
            self.push_bind(param);
        }
        self
    }

    /// Drivers keep prepared statements by their text. Compiled conditions may have the same text with other types or
    /// numbers of parameters (`CASE WHEN c THEN $1 ELSE $2 END = $3`), so the types go along in a comment.
    fn sign(&mut self) {
        if self.shared.is_empty() {
            return;
        }
        let types: String = self.params.iter().map(Param::letter).collect();
        self.text.push_str(&format!(" /*{types}*/"));
    }

    /// SQLite finds the name of a parameter by searching all of them, so a bulk insert with `$1` to `$4000` costs time in
    /// the square of it. Where each is used once and in order, plain `?` say the same.
    fn without_names(&mut self) {
        if self.params.len() < FEW_PARAMS {
            return;
        }
        let mut parts = self.text.split('$');
        let mut text = parts.next().unwrap_or_default().to_string();
        let mut next = 1_usize;
        for part in parts {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            if part[..digits].parse() != Ok(next) {
                return;
            }
            next += 1;
            text.push('?');
            text.push_str(&part[digits..]);
        }
        if next == self.params.len() + 1 {
            self.text = text;
        }
    }

    fn sqlite_args(&self, vault: &Vault) -> StoreResult<SqliteArguments> {
        let mut args = SqliteArguments::default();
        for param in &self.params {
            match param {
                Param::Int(n) => Arguments::add(&mut args, *n),
                Param::Text(s) => Arguments::add(&mut args, s.clone()),
                Param::Sealed(s) => Arguments::add(&mut args, sealed(vault, s.as_deref())?),
                Param::Bool(b) => Arguments::add(&mut args, *b),
            }
            .map_err(|e| store_error(sqlx::Error::Encode(e)))?;
        }
        Ok(args)
    }

    fn pg_args(&self, vault: &Vault) -> StoreResult<PgArguments> {
        let mut args = PgArguments::default();
        for param in &self.params {
            match param {
                Param::Int(n) => Arguments::add(&mut args, *n),
                Param::Text(s) => Arguments::add(&mut args, s.as_deref()),
                Param::Sealed(s) => Arguments::add(&mut args, sealed(vault, s.as_deref())?),
                Param::Bool(b) => Arguments::add(&mut args, *b),
            }
            .map_err(|e| store_error(sqlx::Error::Encode(e)))?;
        }
        Ok(args)
    }
}

fn sealed(vault: &Vault, plain: Option<&str>) -> StoreResult<Option<String>> {
    plain.map(|plain| vault.seal(plain)).transpose()
}

/// The open database, with the key of its sensitive values.
#[derive(Clone, Debug)]
pub(crate) struct Db {
    /// Connections.
    pub(crate) pool: Pool,
    /// Key.
    pub(crate) vault: Vault,
}

/// Its connections.
#[derive(Clone, Debug)]
pub(crate) enum Pool {
    /// One writer, several readers.
    Sqlite {
        /// Exactly one connection.
        writer: SqlitePool,
        /// Read only.
        readers: SqlitePool,
        /// The file.
        path: std::path::PathBuf,
    },
    /// A pool.
    Postgres(PgPool),
}

impl Db {
    fn link(&self, wire: Wire) -> Link {
        Link { wire, failed: false, vault: self.vault.clone() }
    }

    /// A connection for single reads.
    pub(crate) async fn read(&self) -> StoreResult<Link> {
        match &self.pool {
            Pool::Sqlite { readers, .. } => {
                readers.acquire().await.map(Wire::Sqlite).map(|wire| self.link(wire)).map_err(store_error)
            }
            Pool::Postgres(pool) => {
                pool.acquire().await.map(Wire::Postgres).map(|wire| self.link(wire)).map_err(store_error)
            }
        }
    }

    /// Reads that must agree with one another.
    pub(crate) async fn snapshot(&self) -> StoreResult<Link> {
        match &self.pool {
            Pool::Sqlite { readers, .. } => {
                readers.begin().await.map(Wire::SqliteTx).map(|wire| self.link(wire)).map_err(store_error)
            }
            Pool::Postgres(pool) => pool
                .begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                .await
                .map(Wire::PostgresTx)
                .map(|wire| self.link(wire))
                .map_err(store_error),
        }
    }

    /// A connection that may write, outside a transaction.
    pub(crate) async fn writer(&self) -> StoreResult<Link> {
        match &self.pool {
            Pool::Sqlite { writer, .. } => {
                writer.acquire().await.map(Wire::Sqlite).map(|wire| self.link(wire)).map_err(store_error)
            }
            Pool::Postgres(pool) => {
                pool.acquire().await.map(Wire::Postgres).map(|wire| self.link(wire)).map_err(store_error)
            }
        }
    }

    /// A write transaction; dropped without commit it writes nothing.
    pub(crate) async fn write(&self) -> StoreResult<Link> {
        match &self.pool {
            Pool::Sqlite { writer, .. } => writer
                .begin_with("BEGIN IMMEDIATE")
                .await
                .map(Wire::SqliteTx)
                .map(|wire| self.link(wire))
                .map_err(store_error),
            Pool::Postgres(pool) => {
                pool.begin().await.map(Wire::PostgresTx).map(|wire| self.link(wire)).map_err(store_error)
            }
        }
    }
}

/// A connection or transaction.
pub(crate) struct Link {
    wire: Wire,
    /// A statement failed: nothing of the transaction may last.
    failed: bool,
    vault: Vault,
}

enum Wire {
    Sqlite(PoolConnection<Sqlite>),
    SqliteTx(Transaction<'static, Sqlite>),
    Postgres(PoolConnection<Postgres>),
    PostgresTx(Transaction<'static, Postgres>),
}

/// The driver beneath a link.
enum Driver<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

impl Link {
    fn driver(&mut self) -> Driver<'_> {
        match &mut self.wire {
            Wire::Sqlite(c) => Driver::Sqlite(c),
            Wire::SqliteTx(c) => Driver::Sqlite(c),
            Wire::Postgres(c) => Driver::Postgres(c),
            Wire::PostgresTx(c) => Driver::Postgres(c),
        }
    }

    /// Its dialect.
    pub(crate) fn dialect(&self) -> Dialect {
        match self.wire {
            Wire::Sqlite(_) | Wire::SqliteTx(_) => Dialect::Sqlite,
            Wire::Postgres(_) | Wire::PostgresTx(_) => Dialect::Postgres,
        }
    }

    /// All rows of a query.
    pub(crate) async fn fetch(&mut self, mut sql: Sql) -> StoreResult<Vec<Row>> {
        sql.sign();
        let vault = self.vault.clone();
        let outcome = match self.driver() {
            Driver::Sqlite(c) => {
                sql.without_names();
                let args = sql.sqlite_args(&vault)?;
                let query = sqlx::query_with::<Sqlite, _>(AssertSqlSafe(sql.text), args).persistent(!sql.once);
                query.fetch_all(c).await.map(|rows| rows.into_iter().map(Cells::Sqlite).collect::<Vec<_>>())
            }
            Driver::Postgres(c) => {
                let args = sql.pg_args(&vault)?;
                let query = sqlx::query_with::<Postgres, _>(AssertSqlSafe(sql.text), args).persistent(!sql.once);
                query.fetch_all(c).await.map(|rows| rows.into_iter().map(Cells::Postgres).collect::<Vec<_>>())
            }
        };
        let cells = self.settled(outcome).await?;
        Ok(cells.into_iter().map(|cells| Row { cells, vault: vault.clone() }).collect())
    }

    /// The first row, where there is one.
    pub(crate) async fn fetch_one(&mut self, sql: Sql) -> StoreResult<Option<Row>> {
        Ok(self.fetch(sql).await?.into_iter().next())
    }

    /// A single number.
    pub(crate) async fn fetch_int(&mut self, sql: Sql) -> StoreResult<i64> {
        let row = self.fetch_one(sql).await?;
        Ok(row.map(|r| r.int(0)).transpose()?.flatten().unwrap_or(0))
    }

    /// Runs a statement; gives the number of rows it touched.
    pub(crate) async fn execute(&mut self, mut sql: Sql) -> StoreResult<u64> {
        sql.sign();
        let vault = self.vault.clone();
        let outcome = match self.driver() {
            Driver::Sqlite(c) => {
                sql.without_names();
                let args = sql.sqlite_args(&vault)?;
                let query = sqlx::query_with::<Sqlite, _>(AssertSqlSafe(sql.text), args).persistent(!sql.once);
                query.execute(c).await.map(|done| done.rows_affected())
            }
            Driver::Postgres(c) => {
                let args = sql.pg_args(&vault)?;
                let query = sqlx::query_with::<Postgres, _>(AssertSqlSafe(sql.text), args).persistent(!sql.once);
                query.execute(c).await.map(|done| done.rows_affected())
            }
        };
        self.settled(outcome).await
    }

    /// Remembers a failure. On some of them (full disk, input or output error) SQLite ends the transaction by itself while
    /// the driver believes it still runs; a fresh empty one lets the driver's `ROLLBACK` find what it expects.
    async fn settled<T>(&mut self, outcome: Result<T, sqlx::Error>) -> StoreResult<T> {
        match outcome {
            Ok(value) => Ok(value),
            Err(error) => {
                self.failed = true;
                if let Wire::SqliteTx(tx) = &mut self.wire {
                    // Refused, and rightly so, where the transaction still runs.
                    let _refused = sqlx::query("BEGIN").persistent(false).execute(&mut **tx).await;
                }
                Err(store_error(error))
            }
        }
    }

    /// Ends a transaction and makes it last.
    pub(crate) async fn commit(self) -> StoreResult<()> {
        if self.failed {
            return Err(StoreError::Other(
                "事务中已有一步失败，整个事务已撤回，没有写入任何数据。请从头重试。".to_string(),
            ));
        }
        match self.wire {
            Wire::SqliteTx(tx) => tx.commit().await.map_err(store_error),
            Wire::PostgresTx(tx) => tx.commit().await.map_err(store_error),
            Wire::Sqlite(_) | Wire::Postgres(_) => Ok(()),
        }
    }
}

/// A row, read by position. Types are those asked for, not those declared (`CASE` on SQLite has none).
pub(crate) struct Row {
    cells: Cells,
    vault: Vault,
}

enum Cells {
    /// Of SQLite.
    Sqlite(SqliteRow),
    /// Of PostgreSQL.
    Postgres(PgRow),
}

impl Row {
    /// A whole number.
    pub(crate) fn int(&self, i: usize) -> StoreResult<Option<i64>> {
        match &self.cells {
            Cells::Sqlite(r) => r.try_get_unchecked(i),
            Cells::Postgres(r) => r.try_get_unchecked(i),
        }
        .map_err(damaged)
    }

    /// A whole number that must be there.
    pub(crate) fn need_int(&self, i: usize) -> StoreResult<i64> {
        self.int(i)?.ok_or_else(|| damaged(format!("第 {i} 列缺少数值")))
    }

    /// A text.
    pub(crate) fn text(&self, i: usize) -> StoreResult<Option<&str>> {
        match &self.cells {
            Cells::Sqlite(r) => r.try_get_unchecked(i),
            Cells::Postgres(r) => r.try_get_unchecked(i),
        }
        .map_err(damaged)
    }

    /// A text that must be there.
    pub(crate) fn need_text(&self, i: usize) -> StoreResult<&str> {
        self.text(i)?.ok_or_else(|| damaged(format!("第 {i} 列缺少文字")))
    }

    /// A sealed text, opened.
    pub(crate) fn opened(&self, i: usize) -> StoreResult<Option<std::borrow::Cow<'_, str>>> {
        self.text(i)?.map(|stored| self.vault.open(stored)).transpose()
    }

    /// A name, shared.
    pub(crate) fn name(&self, i: usize) -> StoreResult<Option<Name>> {
        Ok(self.text(i)?.map(Name::from))
    }

    /// Yes or no.
    pub(crate) fn bool(&self, i: usize) -> StoreResult<Option<bool>> {
        match &self.cells {
            Cells::Sqlite(r) => r.try_get_unchecked(i),
            Cells::Postgres(r) => r.try_get_unchecked(i),
        }
        .map_err(damaged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, n: i64, expected: &str) {
        let mut sql = Sql::with(text, (0..n).map(Param::from));
        sql.without_names();
        assert_eq!(sql.text, expected);
    }

    #[test]
    fn names_of_parameters_go_only_where_order_says_the_same() {
        let list = |mark: &dyn Fn(i64) -> String| (1..=30).map(mark).collect::<Vec<_>>().join(", ");
        let (named, plain) = (list(&|i| format!("${i}")), list(&|_| "?".into()));
        check(&format!("VALUES ({named})"), 30, &format!("VALUES ({plain})"));
        let twice = format!("VALUES ({named}, $1)");
        check(&twice, 30, &twice);
        let unused = format!("VALUES ({named})");
        check(&unused, 31, &unused);
        check("a = $1", 1, "a = $1");
    }
}
