//! What happens on the stage by itself: the scheduler's rounds, duties owed and discharged, records that actions create.

use std::collections::HashMap;

use banjie_model::{
    Moment,
    calendar::add_calendar_days,
    case::{Actor, Case, Command, Decision, Effect, LimitRun, Record, What},
    definition::{Duty, Ledger},
    refusal::Refusal,
    value::RecordId,
};
use chrono::{NaiveDate, NaiveTime};

use super::stage::{Stage, system};
use crate::{
    Clock, duties,
    follow::{self, Child},
};

impl Stage<'_> {
    /// The scheduler's rounds up to a moment: at each instant at which something is due it falls then; each morning the
    /// obligations of the day are opened.
    pub fn tick(&mut self, to: Moment) {
        let began = *self.began_on.get_or_insert(to.date());
        // An alert that leads nowhere (its case refuses to go back in time) is not tried twice in one tick.
        let mut tried: HashMap<RecordId, Moment> = HashMap::new();
        let owes = duties::all(self.library()).next().is_some();
        let mut opened = self.opened_until.unwrap_or_else(|| add_calendar_days(began, -1));
        loop {
            let morning = add_calendar_days(opened, 1).and_time(NaiveTime::MIN);
            let opens = owes && morning <= to;
            match self.next_alert(to, &tried) {
                Some((at, id)) if !opens || at < morning => {
                    tried.insert(id, at);
                    self.alert(at, id, to);
                }
                _ if opens => {
                    self.open_duties(opened, morning.date());
                    opened = morning.date();
                }
                _ => break,
            }
        }
        self.opened_until = Some(opened.max(to.date()));
    }

    fn next_alert(&self, to: Moment, tried: &HashMap<RecordId, Moment>) -> Option<(Moment, RecordId)> {
        let alert = |run: &LimitRun| run.next_alert_at.filter(|at| *at <= to).map(|at| (at, run.key.record));
        let fresh = |(at, id): &(Moment, RecordId)| tried.get(id).is_none_or(|last| last < at);
        self.cases.values().flat_map(|c| &c.runs).filter_map(alert).filter(fresh).min()
    }

    /// The action due at the end of a limit first; where it is refused, and otherwise, what is due falls.
    fn alert(&mut self, at: Moment, id: RecordId, to: Moment) {
        let Some(ledger) = self.ledger_of(id) else { return };
        let clock = Clock::now(self.cases.get(&id).map_or(at, |c| at.max(c.record.changed_at)).min(to));
        let due = self.cases.get(&id).and_then(|case| follow::conclusion(&self.world(), ledger, case, clock.at));
        let command = match due {
            Some(due) => match self.submit(ledger, &due, &Actor::system(), clock) {
                Ok(_) => return,
                Err(refusal) => follow::refused_conclusion(ledger, &due, &refusal),
            },
            None => system(ledger, id, What::Alert),
        };
        let _ = self.submit(ledger, &command, &Actor::system(), clock);
    }

    /// Decides the records an action creates, each like a creation of its own.
    pub(super) fn create(
        &mut self,
        ledger: &Ledger,
        command: &Command,
        children: &[Child],
        actor: &Actor,
        clock: Clock,
    ) -> Result<Vec<Effect>, Refusal> {
        let actor = follow::on_behalf(actor);
        let mut effects = Vec::with_capacity(children.len());
        for child in children {
            let Some(target) = self.library().ledger(&child.command.ledger) else { continue };
            let record = self.next_id();
            let creation = Command { record, ..child.command.clone() };
            let made = self
                .submit(target, &creation, &actor, clock)
                .map_err(|refusal| follow::child_refused(&self.world(), ledger, command, child, refusal))?;
            let number = made.record.and_then(|record| record.number);
            effects.push(Effect::Created { ledger: target.key.clone(), record, number });
        }
        Ok(effects)
    }

    /// Opens the obligations of all periods whose first day lies after `after` and up to `upto`; on the first day of a
    /// scenario also those of the period it lies in.
    pub(super) fn open_duties(&mut self, after: NaiveDate, upto: NaiveDate) {
        for (package, duty) in duties::all(self.library()) {
            let Some(ledger) = self.library().ledger(&duties::key(package, duty)) else { continue };
            let first = self.began_on.filter(|began| add_calendar_days(after, 1) == *began);
            let running = first.and_then(|began| duties::period_of(&self.calendar, duty.every, began));
            let after = running.map_or(after, |(start, _)| after.min(add_calendar_days(start, -1)));
            for owed in duties::owed(&self.world(), duty, after, upto) {
                let command = system(ledger, self.next_id(), duties::obligation(&owed));
                let at = owed.start.and_time(NaiveTime::MIN);
                // A second obligation for the same period is refused by its business key.
                let _ = self.submit(ledger, &command, &Actor::system(), Clock { at, recorded_at: at });
            }
        }
    }

    /// A record of a ledger that discharges duties discharges what its organisation owes.
    pub(super) fn discharge(&mut self, files: &Ledger, decision: &Decision, was: Option<&Record>, clock: Clock) {
        let Some(record) = &decision.record else { return };
        for (package, duty) in duties::all(self.library()).filter(|(_, duty)| duty.files == files.key) {
            let Some(ledger) = self.library().ledger(&duties::key(package, duty)) else { continue };
            let day = |record: &Record| duties::counts_on(&self.world(), duty, files, record, &decision.runs, clock.at);
            let Some(date) = day(record).filter(|_| was.and_then(day).is_none()) else { continue };
            let Some(owed) = self.owed(ledger, duty, record, date) else { continue };
            let at = clock.at.max(owed.record.changed_at);
            let command = system(ledger, owed.record.id, duties::discharge(record.id));
            let clock = Clock { at, recorded_at: clock.recorded_at.max(at) };
            let _ = self.submit(ledger, &command, &Actor::system(), clock);
        }
    }

    /// The obligation a record of this date discharges.
    fn owed(&self, ledger: &Ledger, duty: &Duty, record: &Record, date: NaiveDate) -> Option<&Case> {
        let start = |case: &Case| duties::period_start(ledger, &case.record);
        let period = duties::period_of(&self.calendar, duty.every, date);
        let oldest = duties::oldest_first(duty);
        let fits = |case: &&Case| {
            let of_org = case.record.ledger == ledger.key && case.record.org == record.org && duties::is_open(case);
            let in_period = period.is_some_and(|(first, _)| start(case) == Some(first));
            of_org && (in_period || oldest && start(case).is_some_and(|first| first <= date))
        };
        self.cases.values().filter(fits).min_by_key(|case| start(case))
    }
}
