//! The number of a new record, with the numbers of the records it refers to.

use banjie_engine::number;
use banjie_model::{
    Name,
    case::{Command, Decision, What},
    definition::Ledger,
    org::OrgTree,
    refusal::Refusal,
    value::{RecordId, Value},
};

use super::{Batch, org_of};
use crate::ports::{StoreResult, StoreTx};

impl<T: StoreTx> Batch<'_, T> {
    /// Gives a new record its number, or checks the one it brings along.
    pub(super) async fn number(
        &mut self,
        orgs: &OrgTree,
        ledger: &Ledger,
        command: &Command,
        decision: &mut Decision,
    ) -> StoreResult<Option<Refusal>> {
        let (What::Create { number, .. }, Some(record)) = (&command.what, &mut decision.record) else {
            return Ok(None);
        };
        let org = org_of(orgs, &record.org);
        let pattern = self.pattern(ledger, &record.values).await?;
        let at = decision.event.at;
        match number {
            Some(number) => {
                let taken = self.counters.bring(&mut self.tx, ledger, pattern.as_deref(), number, &org, at).await?;
                record.number = Some(number.clone());
                Ok(taken)
            }
            None => {
                record.number = self.counters.next(&mut self.tx, ledger, pattern.as_deref(), &org, at).await?;
                Ok(None)
            }
        }
    }

    /// The pattern of a record's number with the numbers of the records it names put in.
    async fn pattern(&mut self, ledger: &Ledger, values: &[Value]) -> StoreResult<Option<Name>> {
        let Some(pattern) = &ledger.number else { return Ok(None) };
        let references = number::references(pattern, ledger, values);
        if references.is_empty() {
            return Ok(Some(pattern.clone()));
        }
        for (to, id) in references {
            self.load(to, [id]).await?;
        }
        let of = |to: &Name, id: RecordId| self.case(to, id).and_then(|case| case.record.number.clone());
        Ok(Some(number::refer(pattern, ledger, values, &of).into()))
    }
}
