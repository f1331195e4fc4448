//! Organisations that end or move, as far as the transaction that says so is concerned.

use std::sync::Arc;

use banjie_engine::Clock;
use banjie_model::{
    Name,
    case::{Case, Decision, Record, What},
    definition::{Ledger, Lookup, LookupKind},
    expr::Fact,
    refusal::Refusal,
    value::Value,
};

use super::{Batch, follow::by_system};
use crate::{
    conditions::{all_of, equals, fact, has, it_fact, literal, not},
    directory,
    ports::{ListQuery, StoreResult, StoreTx},
};

/// The ledger of organisations.
const ORGS: &str = "orgs.org";

impl<'w, T: StoreTx> Batch<'w, T> {
    /// An organisation that is to end without a successor has no open cases.
    pub(super) async fn busy(
        &mut self,
        ledger: &Ledger,
        case: Option<&Case>,
        decision: &Decision,
        clock: Clock,
    ) -> StoreResult<Option<Refusal>> {
        let (Some(case), Some(record)) = (case, &decision.record) else { return Ok(None) };
        let ends = |record: &Record| {
            let org = directory::org_of_record(ledger, record);
            org.filter(|org| org.until.is_some() && !org.attributes.contains_key("successor"))
        };
        let Some(org) = ends(record).filter(|_| &*ledger.key == ORGS && ends(&case.record).is_none()) else {
            return Ok(None);
        };
        let counts = self.open_cases(&org.code, clock).await?;
        Ok((!counts.is_empty()).then(|| banjie_engine::orgs::still_busy(&org.name, &counts)))
    }

    /// Open cases of an organisation by title of their ledger.
    async fn open_cases(&mut self, org: &Name, clock: Clock) -> StoreResult<Vec<(Name, usize)>> {
        let library = self.world.library();
        self.flush().await?;
        let mut counts = Vec::new();
        for ledger in library.ledgers() {
            if ledger.states.is_empty() || banjie_engine::orgs::is_obligation(library, ledger) {
                continue;
            }
            let of_org = equals(it_fact(Fact::Org), literal(Value::Org(org.clone())));
            let lookup = Lookup {
                kind: LookupKind::Count,
                field: None,
                ledger: ledger.key.clone(),
                limit: None,
                filter: all_of([of_org, not(has(it_fact(Fact::ClosedOn)))]),
            };
            if let Value::Int(n @ 1..) = self.tx.lookup(ledger, &lookup, clock.at).await? {
                counts.push((ledger.title.clone(), usize::try_from(n).unwrap_or(usize::MAX)));
            }
        }
        Ok(counts)
    }

    /// Puts a changed organisation into the tree; where it moves, answers with it and the path it had.
    pub(super) fn moving(
        &mut self,
        ledger: &Arc<Ledger>,
        case: Option<&Case>,
        decision: &Decision,
    ) -> Option<(Name, Name)> {
        if &*ledger.key != ORGS {
            return None;
        }
        let org = directory::org_of_record(ledger, decision.record.as_ref()?)?;
        let before = directory::org_of_record(ledger, &case?.record)?;
        let (code, old_path) = (org.code.clone(), self.orgs().path(&before.code));
        let moves = before.parent != org.parent;
        self.announce(vec![org]);
        moves.then_some((code, old_path))
    }

    /// What an organisation that moved has on hand (open cases, registers) goes with it: each in a new version, so that old
    /// versions keep their place.
    pub(super) async fn relocate(&mut self, org: &Name, old_path: &Name, clock: Clock) -> StoreResult<()> {
        if self.orgs().path(org) == *old_path {
            return Ok(());
        }
        let library = self.world.library();
        for ledger in library.ledgers().filter(|ledger| &*ledger.key != ORGS) {
            self.flush().await?;
            let open = not(has(fact(Fact::ClosedOn)));
            let query = ListQuery { filter: Some(open), org_path: Some(old_path.clone()), ..ListQuery::default() };
            let records = self.tx.list(ledger, &query).await?;
            self.load(&ledger.key, records.iter().map(|record| record.id)).await?;
            for record in records {
                let at = clock.at.max(record.changed_at);
                let clock = Clock { at, recorded_at: clock.recorded_at.max(at) };
                let to = record.org.clone();
                let moved = by_system(&ledger.key, record.id, What::Transfer { to }, clock);
                let _ = self.plain(&moved).await?;
            }
        }
        Ok(())
    }
}
