//! The floor beneath every commit, for measurements: what the database itself does without any of our rules.

use std::time::{Duration, Instant};

use banjie_desk::ports::StoreResult;

use crate::{
    AnyStore,
    db::{Param, Sql},
};

impl AnyStore {
    /// Two tables without secondary indexes, for [`AnyStore::bare_pairs`].
    ///
    /// # Errors
    /// As any statement.
    pub async fn bare_tables(&self) -> StoreResult<()> {
        for table in ["bare_record", "bare_event"] {
            let sql = format!("CREATE TABLE {table} (id BIGINT PRIMARY KEY, body TEXT NOT NULL)");
            self.writer().await?.execute(Sql::new(&sql).once()).await?;
        }
        Ok(())
    }

    /// One commit after another for so long, each with two inserts of some 400 bytes, by ids from `first`; gives how many.
    ///
    /// # Errors
    /// As any statement.
    pub async fn bare_pairs(&self, first: i64, time: Duration) -> StoreResult<i64> {
        let body = "0123456789".repeat(40);
        let mut link = self.writer().await?;
        let begun = Instant::now();
        let mut commits = 0;
        while begun.elapsed() < time {
            link.execute(Sql::new("BEGIN")).await?;
            for table in ["bare_record", "bare_event"] {
                let sql = format!("INSERT INTO {table} (id, body) VALUES ($1, $2)");
                let params = [Param::from(first + commits), Param::text(body.as_str())];
                link.execute(Sql::with(&sql, params)).await?;
            }
            link.execute(Sql::new("COMMIT")).await?;
            commits += 1;
        }
        Ok(commits)
    }
}
