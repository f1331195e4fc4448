//! Official numbers: given out without gaps, in the order of decisions, and never twice.
//!
//! The first number of a scope is taken from the store, which locks the scope until the transaction ends; the following
//! ones are counted here and taken in one piece before the commit. A refused command uses up none.

use std::collections::{HashMap, HashSet};

use banjie_engine::number;
use banjie_model::{
    Moment, Name,
    definition::Ledger,
    org::Org,
    refusal::{Refusal, RefusalCode},
};

use crate::ports::{StoreError, StoreResult, StoreTx};

#[derive(Debug)]
struct Counter {
    /// Next number to give out.
    next: i64,
    /// First number not yet taken from the store.
    taken_until: i64,
}

/// Counters of the scopes met in the transaction, and numbers brought along in it.
#[derive(Debug, Default)]
pub(super) struct Counters {
    scopes: HashMap<String, Counter>,
    brought: HashSet<(Name, Name)>,
    /// Numbers the store was asked about together and does not know.
    free: HashSet<(Name, Name)>,
    /// What was given out since decisions belong together.
    journal: Option<Journal>,
}

#[derive(Debug, Default)]
struct Journal {
    /// Scopes with the next number they had.
    given: Vec<(String, i64)>,
    /// Scopes first met after the store set its savepoint: it forgets them too.
    met: Vec<String>,
    saved: bool,
}

impl Counters {
    async fn counter<T: StoreTx>(&mut self, tx: &mut T, scope: String) -> StoreResult<&mut Counter> {
        if !self.scopes.contains_key(&scope) {
            let first = tx.next_numbers(&scope, 1).await?;
            self.scopes.insert(scope.clone(), Counter { next: first, taken_until: first + 1 });
            if let Some(journal) = self.journal.as_mut().filter(|journal| journal.saved) {
                journal.met.push(scope.clone());
            }
        }
        if let (Some(journal), Some(counter)) = (&mut self.journal, self.scopes.get(&scope)) {
            journal.given.push((scope.clone(), counter.next));
        }
        Ok(self.scopes.entry(scope).or_insert(Counter { next: 1, taken_until: 1 }))
    }

    /// The next number by a pattern; none when there is none.
    pub async fn next<T: StoreTx>(
        &mut self,
        tx: &mut T,
        ledger: &Ledger,
        pattern: Option<&str>,
        org: &Org,
        at: Moment,
    ) -> StoreResult<Option<Name>> {
        let Some(pattern) = pattern else { return Ok(None) };
        let counter = self.counter(tx, scope(ledger, pattern, org, at)).await?;
        let seq = counter.next;
        counter.next += 1;
        Ok(Some(number::render(pattern, seq, org, at).into()))
    }

    /// Notes numbers no record has: they need not be asked for one by one.
    pub fn free(&mut self, ledger: &Name, numbers: impl Iterator<Item = Name>) {
        self.free.extend(numbers.map(|number| (ledger.clone(), number)));
    }

    /// Checks a number brought along; the counter moves past it where it is one of the pattern's.
    pub async fn bring<T: StoreTx>(
        &mut self,
        tx: &mut T,
        ledger: &Ledger,
        pattern: Option<&str>,
        brought: &Name,
        org: &Org,
        at: Moment,
    ) -> StoreResult<Option<Refusal>> {
        let key = (ledger.key.clone(), brought.clone());
        let taken =
            !self.free.contains(&key) && !tx.find_numbers(ledger, std::slice::from_ref(brought)).await?.is_empty();
        if taken || !self.brought.insert(key) {
            let message = format!("编号“{brought}”已经用过。请核对编号；若是同一件，请改为更新原记录。");
            return Ok(Some(Refusal::new(RefusalCode::Duplicate, message)));
        }
        if let Some(pattern) = pattern
            && let Some(seq) = seq_of(pattern, brought, org, at)
        {
            let counter = self.counter(tx, scope(ledger, pattern, org, at)).await?;
            counter.next = counter.next.max(seq.saturating_add(1));
        }
        Ok(None)
    }

    /// From here on numbers given out belong together.
    pub fn begin(&mut self) {
        self.journal = Some(Journal::default());
    }

    /// The store set its savepoint.
    pub fn saved(&mut self) {
        if let Some(journal) = &mut self.journal {
            journal.saved = true;
        }
    }

    /// They stand.
    pub fn end(&mut self) {
        self.journal = None;
    }

    /// They are taken back.
    pub fn undo(&mut self) {
        let Some(journal) = self.journal.take() else { return };
        for (scope, next) in journal.given.into_iter().rev() {
            if let Some(counter) = self.scopes.get_mut(&scope) {
                counter.next = next;
            }
        }
        for scope in journal.met {
            self.scopes.remove(&scope);
        }
    }

    /// Takes from the store what was given out beyond the first number of each scope.
    pub async fn settle<T: StoreTx>(&mut self, tx: &mut T) -> StoreResult<()> {
        for (scope, counter) in &mut self.scopes {
            let n = u32::try_from(counter.next - counter.taken_until).unwrap_or(0);
            if n > 0 && tx.next_numbers(scope, n).await? != counter.taken_until {
                let message = "编号被另一个程序同时取用，本次没有写入任何内容，请重试。";
                return Err(StoreError::Busy(message.to_owned()));
            }
            counter.taken_until = counter.next;
        }
        Ok(())
    }
}

fn scope(ledger: &Ledger, pattern: &str, org: &Org, at: Moment) -> String {
    format!("{}/{}", ledger.key, number::scope(pattern, org, at))
}

/// The running number inside a rendered one: the run of digits with which the pattern renders the same text.
fn seq_of(pattern: &str, brought: &str, org: &Org, at: Moment) -> Option<i64> {
    let runs = brought.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    let candidates = runs.filter_map(|run| run.parse::<i64>().ok());
    candidates.into_iter().find(|seq| number::render(pattern, *seq, org, at) == brought)
}
