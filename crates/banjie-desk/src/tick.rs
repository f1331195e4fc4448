//! The scheduler's work: let fall what is due, and judge again when the calendar has changed.

use std::collections::HashSet;

use banjie_engine::Clock;
use banjie_model::{
    Moment, Name,
    case::{Actor, Command, Effect, What},
    definition::ConsequenceKind,
    value::RecordId,
};
use serde::Serialize;
use tokio::task::JoinSet;

use crate::{
    batch::Done,
    desk::Desk,
    error::{DeskError, DeskResult},
    ports::{DueCase, Store},
};

/// Cases taken at a time.
const AT_A_TIME: u32 = 500;

/// What fell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Fallen {
    /// Cases looked at.
    pub cases: u64,
    /// Consequences by kind, mildest first; kinds of which none fell are left out.
    pub kinds: Vec<(ConsequenceKind, u64)>,
    /// Consequences withdrawn because a case turned out to be in time.
    pub withdrawn: u64,
    /// Due dates that moved.
    pub moved: u64,
    /// Obligations of duties opened.
    pub opened: u64,
    /// Of these, discharged at once by records filed before.
    pub discharged: u64,
    /// Obligations from which an organisation that has ended is excused.
    pub excused: u64,
    /// Cases handed over to the successor of an organisation.
    pub handed_over: u64,
    /// Actions taken by the scheduler at the end of a limit.
    pub concluded: u64,
    /// Cases that could not be judged, with the reason.
    pub refused: Vec<(Name, RecordId, String)>,
}

impl Fallen {
    /// How many consequences of a kind fell.
    pub fn count(&self, kind: ConsequenceKind) -> u64 {
        self.kinds.iter().find(|(k, _)| *k == kind).map_or(0, |(_, n)| *n)
    }

    pub(crate) fn take(&mut self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::Fell { kind, .. } => match self.kinds.iter_mut().find(|(k, _)| k == kind) {
                    Some((_, n)) => *n += 1,
                    None => {
                        self.kinds.push((*kind, 1));
                        self.kinds.sort_unstable_by_key(|(k, _)| *k);
                    }
                },
                Effect::Withdrawn { .. } => self.withdrawn += 1,
                Effect::Rejudged { .. } => self.moved += 1,
                Effect::Moved { .. } => self.concluded += 1,
                _ => {}
            }
        }
    }
}

impl<S: Store> Desk<S> {
    /// Lets fall everything that is due at `now`. With nothing due it costs one look into an index.
    ///
    /// # Errors
    /// What the store says; what fell before stays fallen, and the next call goes on.
    pub async fn tick(&self, now: Moment) -> DeskResult<Fallen> {
        self.catch_up().await?;
        let mut fallen = self.morning(now).await?;
        let mut seen: HashSet<(Name, RecordId, Moment)> = HashSet::new();
        loop {
            let due = self.store().due(now, AT_A_TIME).await?;
            // A case that is still due at the same instant after it was judged would come back for ever.
            let fresh: Vec<DueCase> =
                due.into_iter().filter(|d| seen.insert((d.ledger.clone(), d.record, d.alert_at))).collect();
            if fresh.is_empty() {
                return Ok(fallen);
            }
            self.each(fresh, What::Alert, now, &mut fallen).await?;
        }
    }

    /// Judges all running limits again that were judged by another state of the calendar.
    ///
    /// # Errors
    /// What the store says; the next call goes on.
    pub async fn rejudge(&self, now: Moment) -> DeskResult<Fallen> {
        let revision = self.snapshot().directory.calendar.revision();
        let mut fallen = Fallen::default();
        let mut seen: HashSet<(Name, RecordId)> = HashSet::new();
        loop {
            let others = self.store().judged_by_other_calendar(revision, AT_A_TIME).await?;
            let fresh: Vec<DueCase> =
                others.into_iter().filter(|d| seen.insert((d.ledger.clone(), d.record))).collect();
            if fresh.is_empty() {
                return Ok(fallen);
            }
            self.each(fresh, What::Rejudge, now, &mut fallen).await?;
        }
    }

    /// Submits the same act for many cases at once: the writer takes them in one batch.
    async fn each(&self, cases: Vec<DueCase>, what: What, now: Moment, fallen: &mut Fallen) -> DeskResult<()> {
        let mut work = JoinSet::new();
        for case in cases {
            let desk = self.clone();
            let command = Command {
                ledger: case.ledger.clone(),
                record: case.record,
                expected_version: None,
                what: what.clone(),
                reason: None,
            };
            work.spawn(async move {
                let outcome: DeskResult<Done> = desk.submit(command, Actor::system(), Clock::now(now)).await;
                (case.ledger, case.record, outcome)
            });
        }
        while let Some(joined) = work.join_next().await {
            let Ok((ledger, record, outcome)) = joined else { continue };
            fallen.cases += 1;
            match outcome {
                Ok(done) => fallen.take(&done.effects),
                Err(DeskError::Refused(refusal)) => fallen.refused.push((ledger, record, refusal.message)),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
