//! Playing the calendar: acts of the past are done again in the order of time, and between them falls what would have
//! fallen: reminders, cards, referrals. So a register of three years becomes three years of supervised cases.

mod alerts;
mod sheet;

use banjie_engine::Clock;
use banjie_model::{
    Moment, Name,
    case::{Actor, Command, What},
    definition::Ledger,
    refusal::{Refusal, RefusalCode},
    value::{RecordId, Value},
};
use indexmap::IndexMap;
use serde::Serialize;

use self::alerts::Alerts;
use crate::{
    batch::{Batch, Submission},
    desk::Desk,
    error::{DeskError, DeskResult},
    import::{self, ImportReport},
    ports::{Store, StoreTx},
    progress::Progress,
    snapshot::Snapshot,
    tick::Fallen,
    workbook::Mark,
};

/// Acts between two signs of life.
const STEP: u64 = 500;

/// One act of the past.
#[derive(Clone, Debug, PartialEq)]
pub struct Act {
    /// The record.
    pub record: RecordId,
    /// Key of the action.
    pub action: Name,
    /// When.
    pub at: Moment,
    /// By whom.
    pub actor: Actor,
    /// Values the action takes, by field name.
    pub values: IndexMap<Name, Value>,
    /// Receiving organisation of a hand-over, by code.
    pub to_org: Option<Name>,
    /// Reason.
    pub reason: Option<Name>,
}

/// How to play.
#[derive(Clone, Debug, Default)]
pub struct PlayOptions {
    /// Only check; nothing is written.
    pub dry_run: bool,
    /// Leave refused acts out; default: one refusal and nothing is written.
    pub accept_good: bool,
    /// Let fall what falls up to this moment after the last act; none: up to the last act.
    pub until: Option<Moment>,
}

/// What was played.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Played {
    /// Acts done.
    pub acts: u64,
    /// Consequences that fell between them.
    pub fallen: Fallen,
    /// Whether it was written.
    pub committed: bool,
    /// Refused acts by position in the list given, with the refusal.
    #[serde(skip)]
    pub refused: Vec<(usize, Refusal)>,
}

impl<S: Store> Desk<S> {
    /// Plays acts on a ledger in the order of time, in one transaction. For the system and administrators.
    ///
    /// # Errors
    /// The actor may not, the ledger is unknown, a moment lies in the future, the store is in trouble.
    pub async fn play(
        &self,
        ledger: &str,
        acts: &[Act],
        options: &PlayOptions,
        actor: &Actor,
        now: Moment,
        progress: &dyn Progress,
    ) -> DeskResult<Played> {
        check(actor, options, now)?;
        let snapshot = self.snapshot();
        let definition = snapshot.ledger(ledger)?;
        let mut batch = Batch::new(self.store().begin().await?, &snapshot);
        let mut played = self.play_in(&mut batch, definition, acts, options, now, progress).await?;
        if !options.dry_run && (played.refused.is_empty() || options.accept_good) {
            batch.commit().await?;
            played.committed = true;
        }
        Ok(played)
    }

    /// Imports a workbook of acts (编号 or the columns of the business key, 办理, 办理时间, 机构, 经办人, 角色, 理由, 移送机构 and the
    /// fields the actions take) and plays them. In the report `created` counts the acts done.
    ///
    /// # Errors
    /// As [`Desk::play`], and a file that is no workbook. Bad cells and refused acts are in the report.
    pub async fn import_acts(
        &self,
        ledger: &str,
        bytes: Vec<u8>,
        options: &PlayOptions,
        actor: &Actor,
        now: Moment,
        progress: &dyn Progress,
    ) -> DeskResult<(ImportReport, Fallen)> {
        check(actor, options, now)?;
        let snapshot = self.snapshot();
        let definition = snapshot.ledger(ledger)?;
        let workbook = import::read(bytes, progress).await?;
        let mut batch = Batch::new(self.store().begin().await?, &snapshot);
        let job = sheet::ActSheet { snapshot: &snapshot, ledger: definition, workbook: &workbook, actor, now };
        let mut read = job.read(&mut batch, progress).await?;
        if options.dry_run || !read.faults.is_empty() && !options.accept_good {
            batch.hold_back();
        }
        let acts: Vec<Act> = read.acts.iter().map(|(_, act)| act.clone()).collect();
        let played = self.play_in(&mut batch, definition, &acts, options, now, progress).await?;
        read.refused(&played.refused);
        let bad = !read.faults.is_empty();
        let mut report = read.report;
        report.created = played.acts;
        report.skipped = report.rows.saturating_sub(played.acts);
        if !options.dry_run && (!bad || options.accept_good) {
            batch.commit().await?;
            report.committed = true;
        } else if bad {
            report.notices.push("有误，全部未导入。请改正后重新导入整个工作簿。".to_owned());
        }
        let (faults, marks): (_, Vec<Mark>) = read.faults.finish(&workbook);
        report.faults = faults;
        report.marked = import::marked(workbook, marks).await?;
        Ok((report, played.fallen))
    }

    async fn play_in(
        &self,
        batch: &mut Batch<'_, S::Tx>,
        ledger: &Ledger,
        acts: &[Act],
        options: &PlayOptions,
        now: Moment,
        progress: &dyn Progress,
    ) -> DeskResult<Played> {
        let last = acts.iter().map(|act| act.at).max();
        let Some(until) = options.until.into_iter().chain(last).max() else { return Ok(Played::default()) };
        batch.load(&ledger.key, acts.iter().map(|act| act.record)).await?;
        let due = self.store().due(until, u32::MAX >> 1).await?;
        let others = due.into_iter().filter(|d| d.ledger == ledger.key).map(|d| d.record);
        batch.load(&ledger.key, others).await?;
        let mut stage = Stage { ledger, now, alerts: Alerts::of(batch, &ledger.key), played: Played::default() };
        let mut order: Vec<usize> = (0..acts.len()).collect();
        order.sort_by_key(|i| acts[*i].at);
        progress.begin("办理", u64::try_from(acts.len()).unwrap_or(0));
        for (n, i) in (1..).zip(order) {
            stage.fall_until(batch, acts[i].at).await?;
            stage.act(batch, i, &acts[i]).await?;
            if n % STEP == 0 {
                progress.step(STEP);
            }
        }
        stage.fall_until(batch, until).await?;
        progress.end();
        Ok(stage.played)
    }
}

fn check(actor: &Actor, options: &PlayOptions, now: Moment) -> DeskResult<()> {
    if !actor.system {
        let message = "补录办理记录只能由系统管理员办理。请交系统管理员导入；今天的办理请逐件办理。";
        return Err(DeskError::refuse(RefusalCode::NotPermitted, message));
    }
    if options.until.is_some_and(|until| until > now) {
        let message = format!("不能把日历推到现在（{}）以后。请改早“推到”的日期。", now.format("%Y-%m-%d %H:%M"));
        return Err(DeskError::refuse(RefusalCode::BadValue, message));
    }
    Ok(())
}

/// The play as far as it has got.
struct Stage<'a> {
    ledger: &'a Ledger,
    now: Moment,
    alerts: Alerts,
    played: Played,
}

impl Stage<'_> {
    fn submission(&self, record: RecordId, what: What, actor: Actor, at: Moment, reason: Option<Name>) -> Submission {
        Submission {
            command: Command { ledger: self.ledger.key.clone(), record, expected_version: None, what, reason },
            actor,
            clock: Clock { at, recorded_at: self.now.max(at) },
        }
    }

    /// Lets fall, in the order of time, everything that falls up to a moment.
    async fn fall_until<T: StoreTx>(&mut self, batch: &mut Batch<'_, T>, moment: Moment) -> DeskResult<()> {
        while let Some((at, record)) = self.alerts.next_until(moment) {
            let Some(case) = batch.case(&self.ledger.key, record) else { continue };
            if crate::batch::next_alert(&case.runs) != Some(at) {
                continue;
            }
            // A case entered late may have changed after the instant at which the consequence was due.
            let when = at.max(case.record.changed_at);
            let alert = self.submission(record, What::Alert, Actor::system(), when, None);
            self.played.fallen.cases += 1;
            match batch.decide(&alert).await? {
                Ok(done) => self.played.fallen.take(&done.effects),
                Err(refusal) => {
                    self.played.fallen.refused.push((self.ledger.key.clone(), record, refusal.message));
                }
            }
            let next = batch.case(&self.ledger.key, record).and_then(|c| crate::batch::next_alert(&c.runs));
            if let Some(next) = next.filter(|next| *next != at) {
                self.alerts.push(next, record);
            }
        }
        Ok(())
    }

    async fn act<T: StoreTx>(&mut self, batch: &mut Batch<'_, T>, position: usize, act: &Act) -> DeskResult<()> {
        let what = What::Act { action: act.action.clone(), values: act.values.clone(), to_org: act.to_org.clone() };
        let submission = self.submission(act.record, what, act.actor.clone(), act.at, act.reason.clone());
        match batch.decide(&submission).await? {
            Ok(_) => self.played.acts += 1,
            Err(refusal) => self.played.refused.push((position, refusal)),
        }
        let next = batch.case(&self.ledger.key, act.record).and_then(|c| crate::batch::next_alert(&c.runs));
        if let Some(next) = next {
            self.alerts.push(next, act.record);
        }
        Ok(())
    }
}

/// The actor of an act played by an administrator: the person named, in the role named where one is named.
fn actor_of(
    snapshot: &Snapshot,
    ledger: &Ledger,
    (account, org, role): (Option<&str>, Option<Name>, Option<Name>),
    importer: &Actor,
) -> Actor {
    let person = account.and_then(|account| snapshot.directory.people.find(account));
    let account: Name = match (person, account) {
        (Some(person), _) => person.account.clone(),
        (None, Some(account)) => account.into(),
        (None, None) => importer.account.clone(),
    };
    let org = org.or_else(|| person.map(|p| p.org.clone())).unwrap_or_else(|| importer.org.clone());
    match role {
        Some(role) => Actor { account, org, roles: vec![format!("{}.{role}", ledger.package).into()], system: false },
        None => Actor { account, org, roles: importer.roles.clone(), system: true },
    }
}
