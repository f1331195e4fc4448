//! One write transaction: commands are decided one after another, each seeing what was decided before it, and written
//! together. The writer, the import and the play of the calendar all go through here.

mod counters;
pub(crate) mod follow;
mod journal;
mod keys;
mod numbers;
mod orgs;

use std::{collections::HashMap, sync::Arc};

use banjie_engine::{Clock, World};
use banjie_model::{
    Moment, Name, Seq,
    case::{Actor, Case, Command, Decision, Effect, LimitRun, What},
    definition::{Ledger, Library},
    org::{Org, OrgTree},
    refusal::{Refusal, RefusalCode},
    value::RecordId,
};
use serde::Serialize;

use self::{counters::Counters, journal::Journal, keys::Keys};
use crate::{
    ports::{StoreResult, StoreTx, Write},
    snapshot::Snapshot,
};

/// Decisions written at a time.
const WRITE_AT: usize = 1_000;
/// Cases loaded at a time.
const LOAD_AT: usize = 1_000;

/// Numbers asked of the store at a time.
const FIND_AT: usize = 500;

/// A command with who gives it and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Submission {
    /// What.
    pub command: Command,
    /// Who.
    pub actor: Actor,
    /// When it happened and when it is entered.
    pub clock: Clock,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Done {
    /// `package.ledger`.
    pub ledger: Name,
    /// The record.
    pub record: RecordId,
    /// Its version now.
    pub version: u32,
    /// Its number.
    pub number: Option<Name>,
    /// Its state.
    pub state: Option<Name>,
    /// Its owner organisation.
    pub org: Name,
    /// Position in the log.
    pub seq: Seq,
    /// False when everything was so already and nothing was written.
    pub changed: bool,
    /// What followed.
    pub effects: Vec<Effect>,
    /// Due instants of the clocks that run now, by limit.
    pub due: Vec<(Name, Moment)>,
}

/// A case by ledger and id.
pub(crate) type CaseKey = (Name, RecordId);

/// An open transaction with the decisions made in it.
pub(crate) struct Batch<'w, T> {
    tx: T,
    world: &'w Snapshot,
    /// The tree with organisations that are being registered in this transaction.
    orgs: Option<OrgTree>,
    cases: HashMap<CaseKey, Option<Case>>,
    keys: Keys,
    counters: Counters,
    pending: Vec<Write>,
    /// Pending decisions that are written together.
    write_at: usize,
    /// Position of each decision, in order, as far as written.
    seqs: Vec<Seq>,
    /// What to undo when a decision among several that belong together is refused.
    journal: Option<Journal>,
    /// Which decision the latest command itself led to, among all: what follows from it comes before or after.
    main: Option<usize>,
    /// True once organisations, people or calendar were written.
    touches_directory: bool,
}

impl<'w, T> Batch<'w, T> {
    /// The cases of a ledger loaded so far, as decided.
    pub fn loaded<'b>(&'b self, ledger: &'b Name) -> impl Iterator<Item = &'b Case> {
        self.cases.iter().filter(move |((of, _), _)| of == ledger).filter_map(|(_, case)| case.as_ref())
    }
}

impl<'w, T: StoreTx> Batch<'w, T> {
    pub fn new(tx: T, world: &'w Snapshot) -> Batch<'w, T> {
        Batch {
            tx,
            world,
            orgs: None,
            cases: HashMap::new(),
            keys: Keys::default(),
            counters: Counters::default(),
            pending: Vec::new(),
            write_at: WRITE_AT,
            seqs: Vec::new(),
            journal: None,
            main: None,
            touches_directory: false,
        }
    }

    /// Organisations about to be registered: they own themselves, so they must be known before they are decided on.
    pub fn announce(&mut self, orgs: Vec<Org>) {
        if !orgs.is_empty() {
            let known = self.orgs.as_ref().unwrap_or(&self.world.directory.orgs);
            self.orgs = Some(OrgTree::new(known.iter().cloned().chain(orgs)));
        }
    }

    fn orgs(&self) -> &OrgTree {
        self.orgs.as_ref().unwrap_or(&self.world.directory.orgs)
    }

    /// The transaction, for reads that belong to it.
    pub fn tx(&mut self) -> &mut T {
        &mut self.tx
    }

    /// Nothing will be committed: write only where a look-up must see it.
    pub fn hold_back(&mut self) {
        self.write_at = usize::MAX;
    }

    /// Ids for new records.
    pub async fn new_ids(&mut self, n: usize) -> StoreResult<impl Iterator<Item = RecordId> + use<T>> {
        let n = u32::try_from(n).unwrap_or(u32::MAX);
        let first = if n == 0 { RecordId(0) } else { self.tx.next_record_ids(n).await? };
        Ok((0..i64::from(n)).map(move |i| RecordId(first.0 + i)))
    }

    /// The case as decided so far; none: no such record, or not loaded.
    pub fn case(&self, ledger: &Name, id: RecordId) -> Option<&Case> {
        self.cases.get(&(ledger.clone(), id))?.as_ref()
    }

    /// The ledger in force of this key.
    pub fn ledger(&self, key: &str) -> Option<&'w Arc<Ledger>> {
        self.world.library().ledger(key)
    }

    /// The definition a case is pinned to: its values are in the order of these fields.
    pub fn pinned(&self, case: &Case) -> Option<&'w Arc<Ledger>> {
        let world = self.world;
        let current = world.library().ledger(&case.record.ledger)?;
        let library = world.shelf.library(&current.package, &case.record.package_version);
        library.ledger(&case.record.ledger).or(Some(current))
    }

    /// How many decisions were made.
    pub fn len(&self) -> usize {
        self.seqs.len() + self.pending.len()
    }

    /// Loads cases under lock; those already here are left alone.
    pub async fn load(&mut self, ledger: &Name, ids: impl IntoIterator<Item = RecordId>) -> StoreResult<()> {
        let Some(current) = self.world.library().ledger(ledger) else { return Ok(()) };
        let key = |id| (ledger.clone(), id);
        let mut missing: Vec<RecordId> = ids.into_iter().filter(|id| !self.cases.contains_key(&key(*id))).collect();
        missing.sort_unstable();
        missing.dedup();
        for ids in missing.chunks(LOAD_AT) {
            for (definition, ids) in self.by_definition(current, ids).await? {
                let mut found = self.tx.cases(&definition, &ids).await?;
                for id in ids {
                    self.cases.insert(key(id), found.remove(&id));
                }
            }
        }
        Ok(())
    }

    /// The ids by the definition they are pinned to.
    async fn by_definition(
        &mut self,
        current: &Arc<Ledger>,
        ids: &[RecordId],
    ) -> StoreResult<Vec<(Arc<Ledger>, Vec<RecordId>)>> {
        if !self.world.shelf.has_older(&current.package) {
            return Ok(vec![(current.clone(), ids.to_vec())]);
        }
        let pinned = self.tx.pinned(current, ids).await?;
        let mut groups: Vec<(Arc<Ledger>, Vec<RecordId>)> = Vec::new();
        for id in ids {
            let library = pinned.get(id).map(|version| self.world.shelf.library(&current.package, version));
            let definition = library.and_then(|l| l.ledger(&current.key)).unwrap_or(current);
            match groups.iter_mut().find(|(d, _)| Arc::ptr_eq(d, definition)) {
                Some((_, group)) => group.push(*id),
                None => groups.push((definition.clone(), vec![*id])),
            }
        }
        Ok(groups)
    }

    /// Decides one command with all that follows from it: records it creates, obligations it discharges, the action due at
    /// the end of a limit. A refusal leaves everything as it was.
    pub async fn decide(&mut self, submission: &Submission) -> StoreResult<Result<Done, Refusal>> {
        self.main = None;
        let is_round = matches!(submission.command.what, What::Alert) && submission.command.reason.is_none();
        if is_round && let Some(answer) = self.conclude(submission).await? {
            return Ok(answer);
        }
        self.act(submission).await
    }

    /// Which decision of all the latest command itself led to; none when it changed nothing.
    pub fn main(&self) -> Option<usize> {
        self.main
    }

    /// Whether organisations, people or calendar are written.
    pub fn touches_directory(&self) -> bool {
        self.touches_directory
    }

    async fn decide_on(
        &mut self,
        submission: &Submission,
        case: Option<&Case>,
    ) -> StoreResult<Result<(Arc<Ledger>, Decision), Refusal>> {
        let command = &submission.command;
        let world: &'w Snapshot = self.world;
        let (library, ledger) = match definition(world, command, case) {
            Ok(found) => found,
            Err(refusal) => return Ok(Err(*refusal)),
        };
        let orgs = self.orgs.take();
        let tree = orgs.as_ref().unwrap_or(&world.directory.orgs);
        let engine = World { library, calendar: &world.directory.calendar, orgs: tree };
        let outcome = self.decide_by(&engine, ledger, submission, case).await;
        self.orgs = orgs;
        Ok(outcome?.map(|decision| (ledger.clone(), decision)))
    }

    async fn decide_by(
        &mut self,
        engine: &World<'_>,
        ledger: &Arc<Ledger>,
        submission: &Submission,
        case: Option<&Case>,
    ) -> StoreResult<Result<Decision, Refusal>> {
        let command = &submission.command;
        let prepared = banjie_engine::prepare(engine, ledger, case, command, &submission.actor, submission.clock);
        let draft = match prepared {
            Ok(draft) => draft,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let mut answers = Vec::with_capacity(draft.lookups().len());
        if !draft.lookups().is_empty() {
            self.flush().await?;
            for bound in draft.lookups() {
                let Some(other) = engine.library.ledger(&bound.lookup.ledger) else {
                    let message = format!("查询所指的台账 {} 不在应用包里，请检查应用包。", bound.lookup.ledger);
                    return Ok(Err(Refusal::new(RefusalCode::NotFound, message)));
                };
                answers.push(self.tx.lookup(other, &bound.lookup, submission.clock.at).await?);
            }
        }
        let mut decision = match banjie_engine::decide(draft, &answers) {
            Ok(decision) => decision,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if let Some(holder) = self.keys.claim(&mut self.tx, ledger, case, &decision).await? {
            return self.duplicate(engine, ledger, holder, &decision).await.map(Err);
        }
        if let Some(refusal) = self.number(engine.orgs, ledger, command, &mut decision).await? {
            return Ok(Err(refusal));
        }
        Ok(Ok(decision))
    }

    /// The refusal for a business key another record holds.
    async fn duplicate(
        &mut self,
        engine: &World<'_>,
        ledger: &Ledger,
        holder: RecordId,
        decision: &Decision,
    ) -> StoreResult<Refusal> {
        self.load(&ledger.key, [holder]).await?;
        let number = self.case(&ledger.key, holder).and_then(|case| case.record.number.clone());
        let other = number.map_or_else(|| format!("第 {holder} 号记录"), |number| number.to_string());
        Ok(match &decision.record {
            Some(record) => banjie_engine::duplicate(engine, ledger, record, &other),
            None => Refusal::new(RefusalCode::Duplicate, format!("已经登记过（{other}）。")),
        })
    }

    /// Takes a decision over into what the next ones see.
    async fn take(
        &mut self,
        key: CaseKey,
        case: Option<Case>,
        (ledger, decision): (Arc<Ledger>, Decision),
    ) -> StoreResult<Done> {
        let changed = !banjie_engine::changes_nothing(&decision);
        let before = case.clone().filter(|_| self.journal.is_some());
        let case = after(case, &decision);
        let done = done(&ledger, &case, &decision, changed);
        if let Some(journal) = &mut self.journal {
            journal.cases.push((key.clone(), before));
        }
        self.touches_directory |= changed && crate::writer::is_directory(&ledger.key);
        self.cases.insert(key, case);
        if !changed {
            return Ok(done);
        }
        self.main = Some(self.len());
        let org_path = self.orgs().path(&decision.event.org);
        self.pending.push(Write { ledger, decision, org_path });
        if self.pending.len() >= self.write_at {
            self.flush().await?;
        }
        Ok(done)
    }

    /// Writes what is pending.
    pub async fn flush(&mut self) -> StoreResult<()> {
        if let Some(journal) = self.journal.as_ref().filter(|journal| !journal.saved) {
            let (before, within) = (journal.pending, self.pending.split_off(journal.pending));
            debug_assert_eq!(self.pending.len(), before, "what was decided before is written first");
            self.write_pending().await?;
            self.tx.savepoint().await?;
            self.counters.saved();
            self.pending = within;
            let written = self.seqs.len();
            if let Some(journal) = &mut self.journal {
                (journal.saved, journal.seqs, journal.pending) = (true, written, 0);
            }
        }
        self.write_pending().await
    }

    async fn write_pending(&mut self) -> StoreResult<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let first = self.tx.write(&self.pending).await?;
        let n = i64::try_from(self.pending.len()).unwrap_or(i64::MAX);
        self.seqs.extend(first..first.saturating_add(n));
        self.pending.clear();
        Ok(())
    }

    /// Writes everything and makes it last; answers the positions of the decisions, in order.
    pub async fn commit(mut self) -> StoreResult<Vec<Seq>> {
        self.flush().await?;
        if self.seqs.is_empty() {
            return Ok(self.seqs);
        }
        self.counters.settle(&mut self.tx).await?;
        self.tx.commit().await?;
        Ok(self.seqs)
    }
}

impl<T: StoreTx> Batch<'_, T> {
    /// Ids of existing records by business key, looked up together and remembered.
    pub async fn find_keys(&mut self, ledger: &Ledger, keys: Vec<Vec<banjie_model::value::Value>>) -> StoreResult<()> {
        self.keys.load(&mut self.tx, ledger, keys).await
    }

    /// Ids of existing records by number; those without a record are remembered as free.
    pub async fn find_numbers(&mut self, ledger: &Ledger, numbers: &[Name]) -> StoreResult<HashMap<Name, RecordId>> {
        let mut found = HashMap::new();
        for numbers in numbers.chunks(FIND_AT) {
            found.extend(self.tx.find_numbers(ledger, numbers).await?);
        }
        let free = numbers.iter().filter(|number| !found.contains_key(*number)).cloned();
        self.counters.free(&ledger.key, free);
        Ok(found)
    }

    /// The record that holds a business key now.
    pub fn holder(&self, ledger: &Name, key: &[banjie_model::value::Value]) -> Option<RecordId> {
        self.keys.holder(ledger, key)
    }
}

/// The organisation of a record; one that is not in the tree stands for itself.
fn org_of(orgs: &OrgTree, code: &Name) -> Org {
    orgs.get(code).cloned().unwrap_or_else(|| Org {
        code: code.clone(),
        name: code.clone(),
        kind: "".into(),
        parent: None,
        since: None,
        until: None,
        attributes: indexmap::IndexMap::new(),
    })
}

/// The definition a command is judged by: the one the case is pinned to, the one in force for a new record.
fn definition<'w>(
    world: &'w Snapshot,
    command: &Command,
    case: Option<&Case>,
) -> Result<(&'w Library, &'w Arc<Ledger>), Box<Refusal>> {
    let current = world.ledger(&command.ledger)?;
    let Some(case) = case else {
        return match command.what {
            What::Create { .. } => Ok((world.library(), current)),
            _ => Err(Box::new(no_record(current, command.record))),
        };
    };
    let library = world.shelf.library(&current.package, &case.record.package_version);
    let ledger = library.ledger(&command.ledger).unwrap_or(current);
    Ok((library, ledger))
}

pub(crate) fn no_record(ledger: &Ledger, id: RecordId) -> Refusal {
    let message = format!("“{}”里没有第 {id} 号记录。请核对编号，或先在列表里查找。", ledger.title);
    Refusal::new(RefusalCode::NotFound, message)
}

/// The case after a decision.
fn after(case: Option<Case>, decision: &Decision) -> Option<Case> {
    let mut case = match (case, &decision.record) {
        (Some(mut case), Some(record)) => {
            case.record = record.clone();
            case
        }
        (Some(case), None) => case,
        (None, Some(record)) => Case { record: record.clone(), runs: Vec::new() },
        (None, None) => return None,
    };
    for run in &decision.runs {
        match case.runs.iter_mut().find(|known| known.key == run.key) {
            Some(known) => *known = run.clone(),
            None => case.runs.push(run.clone()),
        }
    }
    Some(case)
}

fn done(ledger: &Ledger, case: &Option<Case>, decision: &Decision, changed: bool) -> Done {
    let record = case.as_ref().map(|c| &c.record);
    let runs = case.as_ref().map_or(&[][..], |c| &c.runs);
    Done {
        ledger: ledger.key.clone(),
        record: decision.event.record,
        version: decision.event.version,
        number: record.and_then(|r| r.number.clone()),
        state: record.and_then(|r| r.state.clone()),
        org: decision.event.org.clone(),
        seq: record.map_or(0, |r| r.from_seq),
        changed,
        effects: decision.event.effects.clone(),
        due: runs.iter().filter(|run| run.ended.is_none()).map(|run| (run.key.limit.clone(), run.due_at)).collect(),
    }
}

/// When the next consequence of a case falls.
pub(crate) fn next_alert(runs: &[LimitRun]) -> Option<Moment> {
    runs.iter().filter_map(|run| run.next_alert_at).min()
}
