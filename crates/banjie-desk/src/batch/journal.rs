//! Decisions that belong together: an action with the records it creates. One refused, all are undone.

use banjie_model::case::Case;

use super::{Batch, CaseKey};
use crate::ports::{StoreResult, StoreTx};

/// What to undo.
#[derive(Debug)]
pub(super) struct Journal {
    /// Decisions pending when it began.
    pub pending: usize,
    /// Decisions written when it began, or when the savepoint was set.
    pub seqs: usize,
    /// Something was written since: the store has a savepoint.
    pub saved: bool,
    /// Cases taken over since, with what they were; none: new ones.
    pub cases: Vec<(CaseKey, Option<Case>)>,
}

impl<T: StoreTx> Batch<'_, T> {
    /// From here on decisions belong together.
    pub(super) fn begin_together(&mut self) {
        let (pending, seqs) = (self.pending.len(), self.seqs.len());
        self.journal = Some(Journal { pending, seqs, saved: false, cases: Vec::new() });
        self.keys.begin();
        self.counters.begin();
    }

    /// They stand.
    pub(super) fn end_together(&mut self) {
        self.journal = None;
        self.keys.end();
        self.counters.end();
    }

    /// They are undone.
    pub(super) async fn undo_together(&mut self) -> StoreResult<()> {
        self.keys.undo();
        self.counters.undo();
        let Some(journal) = self.journal.take() else { return Ok(()) };
        for (key, case) in journal.cases.into_iter().rev() {
            match case {
                Some(case) => self.cases.insert(key, Some(case)),
                None => self.cases.remove(&key),
            };
        }
        self.pending.truncate(journal.pending);
        if journal.saved {
            self.seqs.truncate(journal.seqs);
            self.tx.rollback().await?;
        }
        Ok(())
    }
}
