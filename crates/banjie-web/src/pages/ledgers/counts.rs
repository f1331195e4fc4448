//! How many records a filter finds: what took long to count is counted again only now and then, by one request at a time.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use banjie_desk::ports::{Count, PageQuery, Store as _};
use banjie_model::{Moment, definition::Ledger};
use chrono::TimeDelta;

use crate::{App, server::Fault};

/// Counts that took longer are kept.
const SLOW: Duration = Duration::from_millis(8);
/// Kept counts older than this are taken again, in the background.
const STALE: TimeDelta = TimeDelta::seconds(60);
/// Filters whose counts are kept.
const KEPT: usize = 2_000;

/// The count of one filter.
#[derive(Default)]
struct Slot {
    kept: Mutex<Option<(Count, Moment)>>,
    /// Held by whoever counts.
    turn: Arc<tokio::sync::Mutex<()>>,
}

/// Counts kept in this process.
#[derive(Default)]
pub struct Counts(Mutex<HashMap<String, Arc<Slot>>>);

impl fmt::Debug for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Counts")
    }
}

impl Counts {
    fn slot(&self, key: String) -> Arc<Slot> {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.len() >= KEPT && !slots.contains_key(&key) {
            slots.clear();
        }
        slots.entry(key).or_default().clone()
    }
}

impl Slot {
    fn get(&self) -> Option<(Count, Moment)> {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn count(
        &self,
        app: &App,
        ledger: &Ledger,
        query: &PageQuery,
        most: u32,
        now: Moment,
    ) -> Result<Count, Fault> {
        let begun = Instant::now();
        let count = app.store().count(ledger, query, most).await?;
        let keep = (begun.elapsed() > SLOW).then_some((count, now));
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = keep;
        Ok(count)
    }
}

/// How many records a query finds, and when that was counted where it was not just now. `most`: where counting stops.
///
/// # Errors
/// The store.
pub async fn count(
    app: &App,
    ledger: &Arc<Ledger>,
    query: &PageQuery,
    most: u32,
) -> Result<(Count, Option<Moment>), Fault> {
    let now = app.now();
    let key = format!("{}|{:?}|{:?}|{:?}", ledger.key, query.filter, query.facts, query.scope);
    let slot = app.counts().slot(key);
    if let Some((count, at)) = slot.get() {
        if now - at > STALE
            && let Ok(turn) = slot.turn.clone().try_lock_owned()
        {
            let (app, ledger, query) = (app.clone(), ledger.clone(), query.clone());
            tokio::spawn(async move {
                let _turn = turn;
                if let Err(fault) = slot.count(&app, &ledger, &query, most, now).await {
                    tracing::warn!(?fault, "a count could not be taken again");
                }
            });
        }
        return Ok((count, Some(at)));
    }
    let _turn = slot.turn.lock().await;
    if let Some((count, at)) = slot.get() {
        return Ok((count, Some(at)));
    }
    Ok((slot.count(app, ledger, query, most, now).await?, None))
}
