//! What must hold of every database at every moment, and a digest of what is in it.

use std::fmt::Write as _;

use banjie_desk::ports::StoreResult;
use banjie_model::canonical;
use sha2::{Digest, Sha256};

use crate::{
    AnyStore,
    copy::rows,
    db::{Link, Param, Sql},
    layout::quoted,
    log::head,
    migrate::{BESIDE_TABLES, CORE_TABLES},
    plan::ledger_tables,
};

/// Differs by its nature from one database to the next: the identity each is made with.
const RANDOM: &[&str] = &["identity"];
/// Columns that depend on the order in which independent cases were taken, or on chance.
const POSITIONS: &[&str] = &["seq", "from_seq", "to_seq", "hash", "identity"];

/// A database, examined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// What is half-done or done twice; empty when the database is sound.
    pub breaches: Vec<String>,
    /// Rows by table.
    pub rows: Vec<(String, usize)>,
    /// Digest of all rows of all tables.
    pub exact: String,
    /// The same without log positions and hashes, and whatever the order of the rows.
    pub content: String,
}

impl Audit {
    /// Rows of one table.
    #[must_use]
    pub fn count(&self, table: &str) -> usize {
        self.rows.iter().find(|(name, _)| name == table).map_or(0, |(_, n)| *n)
    }
}

impl AnyStore {
    /// Examines the whole database in one snapshot.
    ///
    /// # Errors
    /// As any statement.
    pub async fn audit(&self) -> StoreResult<Audit> {
        let mut link = self.db.snapshot().await?;
        let ledgers = ledger_tables(&mut link).await?;
        let breaches = breaches(&mut link, &ledgers).await?;
        let mut counts = Vec::new();
        let (mut exact, mut content) = (Sha256::new(), Sha256::new());
        for name in CORE_TABLES.iter().chain(BESIDE_TABLES).map(|n| (*n).to_string()).chain(ledgers) {
            let (columns, rows) = rows(&mut link, &name).await?;
            let mut lines: Vec<String> = rows.iter().map(|row| line(&columns, row, RANDOM)).collect();
            exact.update(format!("{name}\n{}", lines.join("\n")));
            lines = rows.iter().map(|row| line(&columns, row, POSITIONS)).collect();
            lines.sort_unstable();
            content.update(format!("{name}\n{}", lines.join("\n")));
            counts.push((name, rows.len()));
        }
        Ok(Audit {
            breaches,
            rows: counts,
            exact: canonical::hex(&exact.finalize()),
            content: canonical::hex(&content.finalize()),
        })
    }
}

fn line(columns: &[String], row: &[Param], without: &[&str]) -> String {
    let mut line = String::new();
    for (_, param) in columns.iter().zip(row).filter(|(name, _)| !without.contains(&name.as_str())) {
        // Writing to a string does not fail.
        let _ = write!(line, "{param:?}|");
    }
    line
}

async fn breaches(link: &mut Link, ledgers: &[String]) -> StoreResult<Vec<String>> {
    let mut found = Vec::new();
    let last = head(link).await?;
    for (what, sql) in [("events", "SELECT COUNT(*) FROM event"), ("last event", "SELECT MAX(seq) FROM event")] {
        let n = link.fetch_int(Sql::new(sql)).await?;
        if n != last {
            found.push(format!("{what}: {n}, head of the log: {last}"));
        }
    }
    for table in ledgers {
        for (what, sql) in of_ledger(table) {
            note(link, &mut found, &format!("{table}: {what}"), &sql).await?;
        }
    }
    for (what, sql) in OF_CORE {
        note(link, &mut found, what, sql).await?;
    }
    Ok(found)
}

async fn note(link: &mut Link, found: &mut Vec<String>, what: &str, sql: &str) -> StoreResult<()> {
    let n = link.fetch_int(Sql::new(sql)).await?;
    if n > 0 {
        found.push(format!("{n} {what}"));
    }
    Ok(())
}

const OF_CORE: &[(&str, &str)] = &[
    (
        "limits without exactly one current version",
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM limit_run GROUP BY record_id, limit_name, n \
         HAVING SUM(CASE WHEN to_seq IS NULL THEN 1 ELSE 0 END) <> 1) AS bad",
    ),
    (
        "versions of limits without their event",
        "SELECT COUNT(*) FROM limit_run AS r WHERE NOT EXISTS \
         (SELECT 1 FROM event AS e WHERE e.seq = r.from_seq AND e.record_id = r.record_id)",
    ),
    (
        "messages without their event",
        "SELECT COUNT(*) FROM outbox AS o WHERE NOT EXISTS (SELECT 1 FROM event AS e WHERE e.seq = o.seq)",
    ),
];

/// Counts that must be zero in a ledger's table.
fn of_ledger(table: &str) -> [(&'static str, String); 5] {
    let t = quoted(table);
    [
        (
            "records without exactly one current version",
            format!(
                "SELECT COUNT(*) FROM (SELECT 1 AS one FROM {t} GROUP BY record_id \
                 HAVING SUM(CASE WHEN to_seq IS NULL THEN 1 ELSE 0 END) <> 1) AS bad"
            ),
        ),
        (
            "records with a gap between versions",
            format!(
                "SELECT COUNT(*) FROM (SELECT 1 AS one FROM {t} GROUP BY record_id \
                 HAVING MIN(version) <> 1 OR MAX(version) <> COUNT(*)) AS bad"
            ),
        ),
        (
            "versions that do not end where the next begins",
            format!(
                "SELECT COUNT(*) FROM {t} AS a LEFT JOIN {t} AS b ON b.record_id = a.record_id AND \
                 b.version = a.version + 1 WHERE COALESCE(a.to_seq, 0) <> COALESCE(b.from_seq, 0)"
            ),
        ),
        (
            "versions without their event",
            format!(
                "SELECT COUNT(*) FROM {t} AS r WHERE NOT EXISTS (SELECT 1 FROM event AS e \
                 WHERE e.seq = r.from_seq AND e.record_id = r.record_id AND e.version = r.version)"
            ),
        ),
        (
            "numbers given twice",
            format!(
                "SELECT COUNT(*) FROM (SELECT number FROM {t} WHERE to_seq IS NULL AND number IS NOT NULL \
                 GROUP BY number HAVING COUNT(*) > 1) AS bad"
            ),
        ),
    ]
}
