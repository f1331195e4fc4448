//! What a new day brings: obligations of duties are opened, and organisations that have ended hand over what they had.
//!
//! All of it can be done again without harm: an obligation is known by organisation and period, a case handed over is no
//! longer its old organisation's. What was done is remembered in memory only, so that an idle round asks the store nothing.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use banjie_engine::{
    Clock,
    duties::{self, Owed},
};
use banjie_model::{
    Moment, Name,
    calendar::add_calendar_days,
    case::{Actor, Command, Record, What},
    definition::{Duty, Ledger, Lookup, LookupKind},
    expr::Fact,
    org::{Org, OrgTree},
    value::{RecordId, Value},
};
use chrono::{NaiveDate, NaiveTime};

use crate::{
    batch::{Batch, Submission, follow::by_system, next_alert},
    conditions::{all_of, fact, field, has, literal, not, not_after, one_of_orgs},
    desk::Desk,
    error::DeskResult,
    ports::{ListQuery, Store, StoreTx},
    snapshot::Snapshot,
    tick::Fallen,
};

/// Obligations opened in one transaction.
const AT_A_TIME: usize = 2_000;

/// What the scheduler has done.
#[derive(Debug, Default)]
pub(crate) struct Rounds {
    /// The world it was done for.
    world: Option<Arc<Snapshot>>,
    /// The day it was done for.
    day: Option<NaiveDate>,
    /// Up to which day each duty's obligations are open.
    opened: HashMap<Name, NaiveDate>,
}

impl<S: Store> Desk<S> {
    /// Does what the day brings, once a day and whenever organisations or calendar changed.
    pub(crate) async fn morning(&self, now: Moment) -> DeskResult<Fallen> {
        let mut fallen = Fallen::default();
        let mut rounds = self.rounds.lock().await;
        let snapshot = self.snapshot();
        let same = rounds.world.as_ref().is_some_and(|world| Arc::ptr_eq(world, &snapshot));
        if same && rounds.day.is_some_and(|day| day >= now.date()) {
            return Ok(fallen);
        }
        if !same {
            rounds.opened.clear();
        }
        self.end_organisations(&snapshot, now, &mut fallen).await?;
        for (package, duty) in duties::all(snapshot.library()) {
            let Some(ledger) = snapshot.library().ledger(&duties::key(package, duty)) else { continue };
            let job = Opening { snapshot: &snapshot, duty, ledger, now };
            let after = match rounds.opened.get(&ledger.key) {
                Some(opened) => *opened,
                None => self.opened_until(&job).await?,
            };
            self.open_duty(&job, after, &mut fallen).await?;
            rounds.opened.insert(ledger.key.clone(), now.date());
        }
        rounds.world = Some(snapshot);
        rounds.day = Some(now.date());
        Ok(fallen)
    }

    /// The day before the latest period on record, which is looked at once more; before the duty began where there is none.
    async fn opened_until(&self, job: &Opening<'_>) -> DeskResult<NaiveDate> {
        let before = |day| add_calendar_days(day, -1);
        let Some((start, _)) = job.ledger.field("period_start") else { return Ok(before(job.duty.since)) };
        let lookup = Lookup {
            kind: LookupKind::Max,
            field: Some(start),
            ledger: job.ledger.key.clone(),
            limit: None,
            filter: None,
        };
        let mut tx = self.store().begin().await?;
        let latest = tx.lookup(job.ledger, &lookup, job.now).await?;
        Ok(before(latest.as_date().unwrap_or(job.duty.since)))
    }

    /// Opens all obligations of a duty whose periods begin after `after` and by now.
    async fn open_duty(&self, job: &Opening<'_>, after: NaiveDate, fallen: &mut Fallen) -> DeskResult<()> {
        let owed = duties::owed(&job.snapshot.world(), job.duty, after, job.now.date());
        for owed in owed.chunks(AT_A_TIME) {
            let mut batch = Batch::new(self.store().begin().await?, job.snapshot);
            let new = job.open(&mut batch, owed, fallen).await?;
            if new.is_empty() {
                continue;
            }
            for (record, filed_at, obligation) in self.filed(job, &mut batch, &new).await? {
                let clock = Clock { at: filed_at, recorded_at: job.now.max(filed_at) };
                let done = batch.discharge_one(&job.ledger.key, obligation, record, clock).await?;
                fallen.discharged += u64::from(done);
            }
            job.fall(&mut batch, new.values().copied(), fallen).await?;
            batch.commit().await?;
        }
        Ok(())
    }

    /// Records filed before their obligation was opened: the record, when it was filed, the obligation.
    async fn filed(
        &self,
        job: &Opening<'_>,
        batch: &mut Batch<'_, S::Tx>,
        new: &BTreeMap<(Name, NaiveDate), RecordId>,
    ) -> DeskResult<Vec<(RecordId, Moment, RecordId)>> {
        let candidates = job.candidates(batch, new).await?;
        let mut filed: Vec<(Moment, &(Record, NaiveDate))> = Vec::with_capacity(candidates.len());
        for candidate in &candidates {
            filed.push((self.filed_at(job, &candidate.0).await?, candidate));
        }
        filed.sort_by_key(|(at, (record, _))| (*at, record.id));
        let mut open = new.clone();
        let mut matched = Vec::new();
        for (at, (record, date)) in filed {
            let Some(key) = job.matching(&open, &record.org, *date) else { continue };
            if let Some(obligation) = open.remove(&key) {
                matched.push((record.id, at, obligation));
            }
        }
        Ok(matched)
    }

    /// When a record was entered first.
    async fn filed_at(&self, job: &Opening<'_>, record: &Record) -> DeskResult<Moment> {
        if record.version == 1 {
            return Ok(record.changed_at);
        }
        let Some(files) = job.snapshot.library().ledger(&job.duty.files) else { return Ok(record.changed_at) };
        let versions = self.store().versions(files, record.id).await?;
        Ok(versions.first().map_or(record.changed_at, |first| first.changed_at))
    }

    /// Cases of organisations that have ended go to their successors; what they still owed is excused.
    async fn end_organisations(&self, snapshot: &Snapshot, now: Moment, fallen: &mut Fallen) -> DeskResult<()> {
        let orgs = &snapshot.directory.orgs;
        let has_ended = |org: &&Org| org.until.is_some_and(|until| until < now.date());
        let ended: Vec<&Org> = orgs.iter().filter(has_ended).collect();
        if ended.is_empty() {
            return Ok(());
        }
        let library = snapshot.library();
        let mut batch = Batch::new(self.store().begin().await?, snapshot);
        for ledger in library.ledgers().filter(|ledger| !ledger.states.is_empty()) {
            let of_ended = one_of_orgs(fact(Fact::Org), ended.iter().map(|org| &org.code));
            let filter = all_of([of_ended, not(has(fact(Fact::ClosedOn)))]);
            let open = batch.tx().list(ledger, &ListQuery { filter, ..ListQuery::default() }).await?;
            batch.load(&ledger.key, open.iter().map(|record| record.id)).await?;
            for record in open {
                let obligation = banjie_engine::orgs::is_obligation(library, ledger);
                let what = match successor(orgs, &record.org, now.date()) {
                    _ if obligation => duties::excuse(),
                    Some(to) => What::Transfer { to },
                    None => continue,
                };
                let name = orgs.get(&record.org).map_or(&record.org, |org| &org.name);
                let at = now.max(record.changed_at);
                let mut submission = by_system(&ledger.key, record.id, what, Clock { at, recorded_at: at });
                submission.command = banjie_engine::orgs::by_system(&submission.command, name);
                match batch.plain(&submission).await? {
                    Ok(_) if obligation => fallen.excused += 1,
                    Ok(_) => fallen.handed_over += 1,
                    Err(refusal) => fallen.refused.push((ledger.key.clone(), record.id, refusal.message)),
                }
            }
        }
        batch.commit().await?;
        Ok(())
    }
}

/// The organisation that takes over, or whichever took over from that one in turn.
fn successor(orgs: &OrgTree, code: &Name, today: NaiveDate) -> Option<Name> {
    let mut seen = HashSet::from([code.clone()]);
    let mut at = orgs.get(code)?;
    loop {
        let next = at.attributes.get("successor").and_then(Value::as_str)?;
        at = orgs.find(next).filter(|org| seen.insert(org.code.clone()))?;
        if at.until.is_none_or(|until| today <= until) {
            return Some(at.code.clone());
        }
    }
}

/// Obligations of one duty to be opened.
struct Opening<'a> {
    snapshot: &'a Snapshot,
    duty: &'a Duty,
    ledger: &'a Arc<Ledger>,
    now: Moment,
}

impl Opening<'_> {
    /// Opens those that are not on record yet; answers them by organisation and first day.
    async fn open<T: StoreTx>(
        &self,
        batch: &mut Batch<'_, T>,
        owed: &[Owed],
        fallen: &mut Fallen,
    ) -> DeskResult<BTreeMap<(Name, NaiveDate), RecordId>> {
        let key = |owed: &Owed| duties::obligation_key(&owed.org, owed.start);
        batch.find_keys(self.ledger, owed.iter().map(key).collect()).await?;
        let missing: Vec<&Owed> =
            owed.iter().filter(|owed| batch.holder(&self.ledger.key, &key(owed)).is_none()).collect();
        let ids: Vec<RecordId> = batch.new_ids(missing.len()).await?.collect();
        let mut new = BTreeMap::new();
        for (owed, id) in missing.into_iter().zip(ids) {
            let at = owed.start.and_time(NaiveTime::MIN);
            let clock = Clock { at, recorded_at: self.now.max(at) };
            match batch.plain(&by_system(&self.ledger.key, id, duties::obligation(owed), clock)).await? {
                Ok(_) => {
                    fallen.opened += 1;
                    new.insert((owed.org.clone(), owed.start), id);
                }
                Err(refusal) => fallen.refused.push((self.ledger.key.clone(), id, refusal.message)),
            }
        }
        Ok(new)
    }

    /// Records that may discharge newly opened obligations, with the day each counts for.
    async fn candidates<T: StoreTx>(
        &self,
        batch: &mut Batch<'_, T>,
        new: &BTreeMap<(Name, NaiveDate), RecordId>,
    ) -> DeskResult<Vec<(Record, NaiveDate)>> {
        let library = self.snapshot.library();
        let (Some(files), Some(first)) = (library.ledger(&self.duty.files), new.keys().map(|(_, day)| *day).min())
        else {
            return Ok(Vec::new());
        };
        let day = self.duty.on.map_or_else(|| fact(Fact::OpenedOn), |on| field(files, on));
        let is_date = self.duty.on.is_none_or(|on| {
            files.fields.get(on).is_some_and(|f| matches!(f.ty, banjie_model::definition::FieldType::Date))
        });
        let filter = is_date.then(|| not_after(literal(Value::Date(first)), day));
        let records = batch.tx().list(files, &ListQuery { filter, ..ListQuery::default() }).await?;
        if records.is_empty() {
            return Ok(Vec::new());
        }
        let used = self.used(batch).await?;
        let world = self.snapshot.world();
        let counts = |record: Record| {
            let day = duties::counts_on(&world, self.duty, files, &record, &[], self.now)?;
            (day >= first && !used.contains(&record.id)).then_some((record, day))
        };
        Ok(records.into_iter().filter_map(counts).collect())
    }

    /// Records that have discharged an obligation of this duty already.
    async fn used<T: StoreTx>(&self, batch: &mut Batch<'_, T>) -> DeskResult<HashSet<RecordId>> {
        let Some((filed, _)) = self.ledger.field("filed") else { return Ok(HashSet::new()) };
        let query = ListQuery { filter: Some(has(field(self.ledger, filed))), ..ListQuery::default() };
        let done = batch.tx().list(self.ledger, &query).await?;
        Ok(done.iter().filter_map(|record| duties::filed(self.ledger, record)).collect())
    }

    /// The obligation among those open that a record of this organisation and day discharges.
    fn matching(
        &self,
        open: &BTreeMap<(Name, NaiveDate), RecordId>,
        org: &Name,
        day: NaiveDate,
    ) -> Option<(Name, NaiveDate)> {
        if duties::oldest_first(self.duty) {
            let of_org = open.range((org.clone(), NaiveDate::MIN)..=(org.clone(), day));
            return of_org.map(|(key, _)| key.clone()).next();
        }
        let (start, _) = duties::period_of(&self.snapshot.directory.calendar, self.duty.every, day)?;
        open.contains_key(&(org.clone(), start)).then(|| (org.clone(), start))
    }

    /// Obligations opened after the fact: what would have fallen by now falls, each at its instant.
    async fn fall<T: StoreTx>(
        &self,
        batch: &mut Batch<'_, T>,
        obligations: impl Iterator<Item = RecordId>,
        fallen: &mut Fallen,
    ) -> DeskResult<()> {
        for id in obligations {
            let mut last = None;
            while let Some(case) = batch.case(&self.ledger.key, id) {
                let due = next_alert(&case.runs).filter(|at| *at <= self.now && Some(*at) != last);
                let Some(at) = due else { break };
                last = Some(at);
                let at = at.max(case.record.changed_at);
                let command = Command {
                    ledger: self.ledger.key.clone(),
                    record: id,
                    expected_version: None,
                    what: What::Alert,
                    reason: None,
                };
                let clock = Clock { at, recorded_at: self.now.max(at) };
                let alert = Submission { command, actor: Actor::system(), clock };
                match batch.plain(&alert).await? {
                    Ok(done) => fallen.take(&done.effects),
                    Err(refusal) => fallen.refused.push((self.ledger.key.clone(), id, refusal.message)),
                }
            }
        }
        Ok(())
    }
}
