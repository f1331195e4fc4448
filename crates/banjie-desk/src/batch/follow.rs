//! What follows from a decision in the same transaction: records it creates, obligations it discharges, the action due at
//! the end of a limit, cases that go with an organisation.

use std::sync::Arc;

use banjie_engine::{
    Clock, World, duties,
    follow::{self, Child},
};
use banjie_model::{
    Name,
    case::{Actor, Case, Command, Decision, Effect, Record, What},
    definition::{Duty, Ledger, Lookup, LookupKind},
    expr::Fact,
    refusal::Refusal,
    value::{RecordId, Value},
};
use chrono::NaiveDate;

use super::{Batch, Done, Submission};
use crate::{
    conditions::{all_of, equals, it_fact, it_field, literal, not_after},
    ports::{StoreResult, StoreTx},
};

impl<T: StoreTx> Batch<'_, T> {
    /// Takes the action due at the end of a limit; where it is refused, that is noted with the alert. None: nothing is due.
    pub(super) async fn conclude(&mut self, alert: &Submission) -> StoreResult<Option<Result<Done, Refusal>>> {
        let (ledger, id) = (&alert.command.ledger, alert.command.record);
        self.load(ledger, [id]).await?;
        let Some(due) = self.conclusion(ledger, id, alert.clock) else { return Ok(None) };
        let submission = Submission { command: due, ..alert.clone() };
        let refusal = match self.act(&submission).await? {
            Ok(done) => return Ok(Some(Ok(done))),
            Err(refusal) => refusal,
        };
        let Some(definition) = self.case(ledger, id).and_then(|case| self.pinned(case)) else { return Ok(None) };
        let command = follow::refused_conclusion(definition, &submission.command, &refusal);
        self.act(&Submission { command, ..alert.clone() }).await.map(Some)
    }

    fn conclusion(&self, ledger: &Name, id: RecordId, clock: Clock) -> Option<Command> {
        let case = self.case(ledger, id)?;
        let definition = self.pinned(case)?;
        let library = self.world.shelf.library(&definition.package, &case.record.package_version);
        let world = World { library, ..self.world.world() };
        follow::conclusion(&world, definition, case, clock.at)
    }

    /// Decides a command and the records it creates: one refused, all are refused.
    pub(super) async fn act(&mut self, submission: &Submission) -> StoreResult<Result<Done, Refusal>> {
        let command = &submission.command;
        let key = (command.ledger.clone(), command.record);
        let creates = matches!(command.what, What::Create { .. });
        if !creates && !self.cases.contains_key(&key) {
            self.load(&key.0, [key.1]).await?;
        }
        let case = if creates { None } else { self.cases.remove(&key).flatten() };
        let outcome = self.decide_all(submission, case.as_ref()).await;
        match outcome {
            Ok(Ok((ledger, decision))) => {
                let was = case.as_ref().map(|case| case.record.clone()).filter(|_| self.is_followed(&ledger.key));
                let now = decision.record.clone().filter(|_| self.is_followed(&ledger.key));
                let old_path = self.moving(&ledger, case.as_ref(), &decision);
                let done = self.take(key, case, (ledger.clone(), decision)).await?;
                let main = self.main;
                if let Some(record) = now {
                    self.discharge(&ledger, &record, was.as_ref(), submission.clock).await?;
                }
                if let Some((org, path)) = old_path {
                    self.relocate(&org, &path, submission.clock).await?;
                }
                self.main = main;
                Ok(Ok(done))
            }
            Ok(Err(refusal)) => {
                if !creates {
                    self.cases.insert(key, case);
                }
                Ok(Err(refusal))
            }
            Err(error) => {
                if !creates {
                    self.cases.insert(key, case);
                }
                Err(error)
            }
        }
    }

    /// The decision with the records it creates decided, not yet taken over itself.
    async fn decide_all(
        &mut self,
        submission: &Submission,
        case: Option<&Case>,
    ) -> StoreResult<Result<(Arc<Ledger>, Decision), Refusal>> {
        let creating = self.creates(submission);
        if creating {
            self.begin_together();
        }
        let outcome = self.decide_and_create(submission, case).await;
        match (&outcome, creating) {
            (Ok(Ok(_)), true) => self.end_together(),
            (_, true) => self.undo_together().await?,
            (_, false) => {}
        }
        outcome
    }

    async fn decide_and_create(
        &mut self,
        submission: &Submission,
        case: Option<&Case>,
    ) -> StoreResult<Result<(Arc<Ledger>, Decision), Refusal>> {
        let (ledger, decision) = match self.decide_on(submission, case).await? {
            Ok(decided) => decided,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if let Some(refusal) = self.busy(&ledger, case, &decision, submission.clock).await? {
            return Ok(Err(refusal));
        }
        let versions = (case.map(|case| &case.record), decision.record.as_ref());
        let own = banjie_engine::orgs::of_oneself(self.world.library(), &ledger, versions, &submission.actor);
        if let Some(refusal) = own {
            return Ok(Err(refusal));
        }
        let command = &submission.command;
        // What is created is named by the definitions the parent is judged by, and made by those in force.
        let version = decision.record.as_ref().map_or("", |record| &record.package_version);
        let library = self.world.shelf.library(&ledger.package, version);
        let world = World { library, ..self.world.world() };
        let children = follow::children(&world, &ledger, command, &decision, submission.clock.at);
        let effects = match self.create(&ledger, submission, &children).await? {
            Ok(effects) => effects,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let (ledger, mut decision) = if follow::looks_at(&ledger, &children) {
            match self.decide_on(submission, case).await? {
                Ok(decided) => decided,
                Err(refusal) => return Ok(Err(refusal)),
            }
        } else {
            (ledger, decision)
        };
        decision.event.effects.extend(effects);
        Ok(Ok((ledger, decision)))
    }

    /// Whether the command is an action that creates records.
    fn creates(&self, submission: &Submission) -> bool {
        let What::Act { action, .. } = &submission.command.what else { return false };
        let ledger = self.ledger(&submission.command.ledger);
        // An older version of the package may create where the one in force does not.
        let older = ledger.is_some_and(|ledger| self.world.shelf.has_older(&ledger.package));
        older || ledger.and_then(|l| l.action(action)).is_some_and(|action| !action.creates.is_empty())
    }

    async fn create(
        &mut self,
        ledger: &Arc<Ledger>,
        submission: &Submission,
        children: &[Child],
    ) -> StoreResult<Result<Vec<Effect>, Refusal>> {
        if children.is_empty() {
            return Ok(Ok(Vec::new()));
        }
        let actor = follow::on_behalf(&submission.actor);
        let ids: Vec<RecordId> = self.new_ids(children.len()).await?.collect();
        let mut effects = Vec::with_capacity(children.len());
        for (child, record) in children.iter().zip(ids) {
            let command = Command { record, ..child.command.clone() };
            let creation = Submission { command, actor: actor.clone(), clock: submission.clock };
            match self.plain(&creation).await? {
                Ok(done) => {
                    let number = done.number.clone();
                    effects.push(Effect::Created { ledger: done.ledger.clone(), record, number });
                    if let Some(target) = self.ledger(&done.ledger).cloned()
                        && self.is_followed(&target.key)
                        && let Some(made) = self.case(&target.key, record).map(|case| case.record.clone())
                    {
                        self.discharge(&target, &made, None, submission.clock).await?;
                    }
                }
                Err(refusal) => {
                    let world = self.world.world();
                    return Ok(Err(follow::child_refused(&world, ledger, &submission.command, child, refusal)));
                }
            }
        }
        Ok(Ok(effects))
    }

    /// Decides a command from which nothing follows.
    pub(crate) async fn plain(&mut self, submission: &Submission) -> StoreResult<Result<Done, Refusal>> {
        let command = &submission.command;
        let key = (command.ledger.clone(), command.record);
        let creates = matches!(command.what, What::Create { .. });
        if !creates && !self.cases.contains_key(&key) {
            self.load(&key.0, [key.1]).await?;
        }
        let case = if creates { None } else { self.cases.remove(&key).flatten() };
        let refused = match self.decide_on(submission, case.as_ref()).await {
            Ok(Ok(decided)) => return Ok(Ok(self.take(key, case, decided).await?)),
            Ok(Err(refusal)) => Ok(Err(refusal)),
            Err(error) => Err(error),
        };
        if !creates {
            self.cases.insert(key, case);
        }
        refused
    }

    /// Whether records of a ledger discharge duties.
    pub(super) fn is_followed(&self, ledger: &str) -> bool {
        self.world.shelf.discharges(ledger)
    }

    /// A record discharges what its organisation owes, once it has the date by which it counts.
    async fn discharge(
        &mut self,
        files: &Arc<Ledger>,
        record: &Record,
        was: Option<&Record>,
        clock: Clock,
    ) -> StoreResult<()> {
        let snapshot = self.world;
        for (package, duty) in duties::all(snapshot.library()).filter(|(_, duty)| duty.files == files.key) {
            let Some(ledger) = snapshot.library().ledger(&duties::key(package, duty)) else { continue };
            let world = snapshot.world();
            let counts = |record: &Record| duties::counts_on(&world, duty, files, record, &[], clock.at);
            let Some(date) = counts(record).filter(|_| was.and_then(counts).is_none()) else { continue };
            let Some(start) = self.owed_since(ledger, duty, &record.org, date, clock).await? else { continue };
            let key = duties::obligation_key(&record.org, start);
            self.keys.load(&mut self.tx, ledger, vec![key.clone()]).await?;
            let Some(obligation) = self.keys.holder(&ledger.key, &key) else { continue };
            self.discharge_one(&ledger.key, obligation, record.id, clock).await?;
        }
        Ok(())
    }

    /// First day of the period of the obligation a record of this date discharges.
    async fn owed_since(
        &mut self,
        ledger: &Arc<Ledger>,
        duty: &Duty,
        org: &Name,
        date: NaiveDate,
        clock: Clock,
    ) -> StoreResult<Option<NaiveDate>> {
        if !duties::oldest_first(duty) {
            let period = duties::period_of(&self.world.directory.calendar, duty.every, date);
            return Ok(period.map(|(start, _)| start));
        }
        let (Some((unit, _)), Some((start, _))) = (ledger.field("unit"), ledger.field("period_start")) else {
            return Ok(None);
        };
        let of_org = equals(it_field(ledger, unit), literal(Value::Org(org.clone())));
        let open = equals(it_fact(Fact::State), literal(Value::code(duties::OPEN)));
        let begun = not_after(it_field(ledger, start), literal(Value::Date(date)));
        let lookup = Lookup {
            kind: LookupKind::Min,
            field: Some(start),
            ledger: ledger.key.clone(),
            limit: None,
            filter: all_of([of_org, open, begun]),
        };
        self.flush().await?;
        Ok(self.tx.lookup(ledger, &lookup, clock.at).await?.as_date())
    }

    /// Discharges one obligation where it is still owed; true when it did.
    pub(crate) async fn discharge_one(
        &mut self,
        ledger: &Name,
        obligation: RecordId,
        filed: RecordId,
        clock: Clock,
    ) -> StoreResult<bool> {
        self.load(ledger, [obligation]).await?;
        let Some(case) = self.case(ledger, obligation).filter(|case| duties::is_open(case)) else { return Ok(false) };
        let at = clock.at.max(case.record.changed_at);
        let clock = Clock { at, recorded_at: clock.recorded_at.max(at) };
        let done = self.plain(&by_system(ledger, obligation, duties::discharge(filed), clock)).await?;
        Ok(done.is_ok())
    }
}

/// A command of the scheduler.
pub(crate) fn by_system(ledger: &Name, record: RecordId, what: What, clock: Clock) -> Submission {
    let command = Command { ledger: ledger.clone(), record, expected_version: None, what, reason: None };
    Submission { command, actor: Actor::system(), clock }
}
