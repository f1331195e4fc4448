//! How many current records a ledger has, by organisation: counted now and then, not at every page.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use banjie_desk::ports::{StoreResult, Totals};
use banjie_model::{Moment, Name, definition::Ledger};
use chrono::TimeDelta;

use crate::{
    db::{Db, Sql},
    layout::{quoted, table_of},
};

/// Numbers older than this are counted again, in the background.
const STALE: TimeDelta = TimeDelta::seconds(60);

/// What was counted; clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counted {
    ledgers: Arc<Mutex<HashMap<Name, Kept>>>,
}

#[derive(Clone, Debug)]
struct Kept {
    totals: Totals,
    /// Somebody counts again already.
    counting: bool,
}

impl Counted {
    /// The numbers kept; counted now where there are none yet.
    pub(crate) async fn totals(&self, db: &Db, ledger: &Ledger, now: Moment) -> StoreResult<Totals> {
        let Some((kept, stale)) = self.kept(&ledger.key, now) else {
            return self.count(db, &ledger.key, now).await;
        };
        if stale {
            let (counted, db, key) = (self.clone(), db.clone(), ledger.key.clone());
            tokio::spawn(async move {
                if counted.count(&db, &key, now).await.is_err() {
                    // The old numbers stay and are tried again at the next page.
                    counted.give_up(&key);
                }
            });
        }
        Ok(kept)
    }

    /// The numbers kept, and whether the caller is to count again.
    fn kept(&self, key: &Name, now: Moment) -> Option<(Totals, bool)> {
        let mut ledgers = self.ledgers.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = ledgers.get_mut(key)?;
        let stale = !kept.counting && now - kept.totals.counted_at > STALE;
        kept.counting |= stale;
        Some((kept.totals.clone(), stale))
    }

    fn give_up(&self, key: &Name) {
        let mut ledgers = self.ledgers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = ledgers.get_mut(key) {
            kept.counting = false;
        }
    }

    async fn count(&self, db: &Db, key: &Name, now: Moment) -> StoreResult<Totals> {
        let table = quoted(&table_of(key));
        let text = format!("SELECT org_path, COUNT(*) FROM {table} WHERE to_seq IS NULL GROUP BY org_path");
        let mut orgs: Vec<(Name, Name, u64)> = Vec::new();
        for row in db.read().await?.fetch(Sql::new(&text)).await? {
            let path: Name = row.need_text(0)?.into();
            // The last step of a path is the organisation itself.
            let code = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().into();
            orgs.push((code, path, row.need_int(1)?.unsigned_abs()));
        }
        let totals = Totals { counted_at: now, orgs: Arc::new(orgs) };
        let mut ledgers = self.ledgers.lock().unwrap_or_else(PoisonError::into_inner);
        ledgers.insert(key.clone(), Kept { totals: totals.clone(), counting: false });
        Ok(totals)
    }
}
