//! Business keys: which record holds which key, as decided so far in the transaction.

use std::collections::HashMap;

use banjie_model::{
    Name,
    case::{Case, Decision},
    definition::Ledger,
    value::{RecordId, Value},
};

use crate::ports::{StoreResult, StoreTx};

/// Keys asked of the store at a time.
const ASK_AT: usize = 500;

/// A key of a ledger with who held it before.
type Claim = (Name, Vec<Value>, Option<RecordId>);

/// Holders of keys: asked of the store once, then kept up with the decisions.
#[derive(Debug, Default)]
pub(super) struct Keys {
    holders: HashMap<Name, HashMap<Vec<Value>, Option<RecordId>>>,
    /// Claims since decisions belong together, with the holder before.
    journal: Option<Vec<Claim>>,
}

impl Keys {
    /// Asks the store for the holders of these keys.
    pub async fn load<T: StoreTx>(&mut self, tx: &mut T, ledger: &Ledger, keys: Vec<Vec<Value>>) -> StoreResult<()> {
        let known = self.holders.entry(ledger.key.clone()).or_default();
        let mut asked: Vec<Vec<Value>> = keys.into_iter().filter(|key| !known.contains_key(key)).collect();
        asked.retain(|key| known.insert(key.clone(), None).is_none());
        for keys in asked.chunks(ASK_AT) {
            for (key, id) in tx.find_keys(ledger, keys).await? {
                known.insert(key, Some(id));
            }
        }
        Ok(())
    }

    pub fn holder(&self, ledger: &Name, key: &[Value]) -> Option<RecordId> {
        *self.holders.get(ledger)?.get(key)?
    }

    /// Claims the key of the record a decision makes, and lets go of the one it had; the holder when another has it.
    pub async fn claim<T: StoreTx>(
        &mut self,
        tx: &mut T,
        ledger: &Ledger,
        case: Option<&Case>,
        decision: &Decision,
    ) -> StoreResult<Option<RecordId>> {
        let Some(record) = &decision.record else { return Ok(None) };
        let before = case.and_then(|c| banjie_engine::business_key(ledger, &c.record.values));
        let after = banjie_engine::business_key(ledger, &record.values);
        if before == after {
            return Ok(None);
        }
        if let Some(key) = &after {
            self.load(tx, ledger, vec![key.clone()]).await?;
            let holder = self.holder(&ledger.key, key).filter(|id| *id != record.id);
            if holder.is_some() {
                return Ok(holder);
            }
        }
        if let Some(key) = before {
            self.put(&ledger.key, key, None);
        }
        if let Some(key) = after {
            self.put(&ledger.key, key, Some(record.id));
        }
        Ok(None)
    }

    fn put(&mut self, ledger: &Name, key: Vec<Value>, holder: Option<RecordId>) {
        let known = self.holders.entry(ledger.clone()).or_default();
        let was = known.insert(key.clone(), holder).flatten();
        if let Some(journal) = &mut self.journal {
            journal.push((ledger.clone(), key, was));
        }
    }

    /// From here on claims belong together.
    pub fn begin(&mut self) {
        self.journal = Some(Vec::new());
    }

    /// They stand.
    pub fn end(&mut self) {
        self.journal = None;
    }

    /// They are undone.
    pub fn undo(&mut self) {
        for (ledger, key, holder) in self.journal.take().into_iter().flatten().rev() {
            self.holders.entry(ledger).or_default().insert(key, holder);
        }
    }
}
