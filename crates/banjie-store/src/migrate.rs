//! Numbered migrations of the fixed tables.

use banjie_desk::ports::{StoreError, StoreResult};

use crate::{
    db::{Db, Link, Param, Sql},
    dialect::Dialect,
};

/// Name and text, in order; the number is the position from 1. Never change one that was released: add another.
const MIGRATIONS: &[(&str, &str)] = &[
    ("core", include_str!("sql/0001_core.sql")),
    ("papers", include_str!("sql/0002_papers.sql")),
    ("readings", include_str!("sql/0003_readings.sql")),
    ("desk", include_str!("sql/0004_desk.sql")),
    ("lists", include_str!("sql/0005_lists.sql")),
    ("clocks", include_str!("sql/0006_clocks.sql")),
];

/// The log, what follows it, and the catalogue: what they held at a position of the log does not change any more.
pub(crate) const CORE_TABLES: &[&str] = &[
    "log_head",
    "number_counter",
    "installed_package",
    "ledger_table",
    "ledger_field",
    "ledger_index",
    "event",
    "limit_run",
    "outbox",
    "database_identity",
];

/// What is written beside the log.
pub(crate) const BESIDE_TABLES: &[&str] = &[
    "signed_report",
    "issued_document",
    "document_print",
    "plain_reading",
    "credential",
    "audit_entry",
    "draft",
    "saved_view",
    "comment",
    "stored_file",
    "file_upload",
    "file_link",
    "api_token",
    "once",
    "setting",
    "application",
];

/// Who is signed in: never copied. Whoever restores a database signs in anew.
pub(crate) const SESSIONS: &str = "session";

/// Statements of one migration for this database.
pub(crate) fn statements(text: &str, dialect: Dialect) -> Vec<String> {
    let key = match dialect {
        Dialect::Sqlite => "INTEGER",
        Dialect::Postgres => "BIGINT",
    };
    let text = text.replace("{TEXT}", dialect.text_type()).replace("{KEY}", key);
    let text = text.replace("{RANDOM}", dialect.random_name());
    let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
    code.join("\n").split(';').map(|s| s.trim().to_string()).filter(|s| !s.is_empty()).collect()
}

/// Brings the fixed tables up to this program's version.
pub(crate) async fn migrate(db: &Db) -> StoreResult<()> {
    let mut link = db.read().await?;
    if applied(&mut link).await? == MIGRATIONS.len() {
        return Ok(());
    }
    drop(link);
    let mut tx = db.write().await?;
    if tx.dialect() == Dialect::Postgres {
        // Several processes may start at once: one of them migrates.
        tx.execute(Sql::new("SELECT pg_advisory_xact_lock(-1)")).await?;
    }
    migrate_in(&mut tx).await?;
    tx.commit().await
}

/// The same inside a transaction.
pub(crate) async fn migrate_in(tx: &mut Link) -> StoreResult<()> {
    let dialect = tx.dialect();
    let done = applied(tx).await?;
    if done == 0 {
        let text = dialect.text_type();
        let sql =
            format!("CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT PRIMARY KEY, name {text} NOT NULL)");
        tx.execute(Sql::new(&sql).once()).await?;
    }
    for (i, (name, text)) in MIGRATIONS.iter().enumerate().skip(done) {
        for statement in statements(text, dialect) {
            tx.execute(Sql::new(&statement).once()).await?;
        }
        let number = i64::try_from(i + 1).unwrap_or(i64::MAX);
        let params = [Param::from(number), Param::text(*name)];
        tx.execute(Sql::with("INSERT INTO schema_migration (number, name) VALUES ($1, $2)", params)).await?;
    }
    Ok(())
}

/// How many migrations the database has; refuses one that is newer than this program, or somebody else's.
async fn applied(link: &mut Link) -> StoreResult<usize> {
    let dialect = link.dialect();
    let exists = Sql::with(dialect.table_exists(), [Param::text("schema_migration")]);
    if link.fetch_int(exists).await? == 0 {
        let foreign = Sql::with(dialect.table_exists(), [Param::text("event")]);
        if link.fetch_int(foreign).await? > 0 {
            return Err(StoreError::Damaged(
                "这个数据库里有别的程序的表(event)，不是办结的数据库。请换一个空的数据库。".to_string(),
            ));
        }
        return Ok(0);
    }
    let last = link.fetch_int(Sql::new("SELECT COALESCE(MAX(number), 0) FROM schema_migration")).await?;
    let last = usize::try_from(last).unwrap_or(usize::MAX);
    if last > MIGRATIONS.len() {
        return Err(StoreError::OutOfDate(format!(
            "数据库由更新版本的 banjie 建立（结构版本 {last}，本程序只认识到 {}）。请升级程序，不要用旧程序打开它。",
            MIGRATIONS.len()
        )));
    }
    Ok(last)
}
