//! How many records a source has, remembered for a while: it only decides the way, never what is on a list.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use banjie_desk::ports::StoreResult;

use super::source::Source;
use crate::db::{Link, Param, Sql};

/// A size older than this is counted again.
const STALE: Duration = Duration::from_secs(60);
/// Sizes that are remembered.
const KEPT: usize = 4_096;

/// Sizes; clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sizes(Arc<Mutex<HashMap<String, (i64, Instant)>>>);

impl Sizes {
    /// The size of a source, up to a number.
    pub(super) async fn of(&self, link: &mut Link, table: &str, source: &Source, up_to: i64) -> StoreResult<i64> {
        let name = format!("{up_to} {table} {source:?}");
        if let Some(known) = self.known(&name) {
            return Ok(known);
        }
        let mut sql = Sql::default();
        let ids = source.ids(&mut sql, table);
        let up_to = sql.bind(Param::from(up_to));
        sql.push(&format!("SELECT COUNT(*) FROM (SELECT 1 AS one FROM ({ids}) AS i LIMIT {up_to}) AS c"));
        let n = link.fetch_int(sql).await?;
        let mut sizes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if sizes.len() >= KEPT {
            sizes.clear();
        }
        sizes.insert(name, (n, Instant::now()));
        Ok(n)
    }

    fn known(&self, name: &str) -> Option<i64> {
        let sizes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sizes.get(name).filter(|(_, at)| at.elapsed() < STALE).map(|(n, _)| *n)
    }
}
