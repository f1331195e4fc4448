//! The clocks of a case while a command works on them: started, stopped, paused, judged again, with all that follows.

use banjie_model::{
    Moment, Name,
    case::{Effect, Fired, LimitRun, Message, PublishedDue, Record, RunEnd, RunKey, Suspension, SuspensionCause},
    definition::{ConsequenceKind, Ledger, Limit},
};

use crate::{
    Clock, World, alert,
    limits::{self, NO_DUE},
    words,
};

/// Why due dates move; kept with each date made known.
pub(crate) mod why {
    pub(crate) const STARTED: &str = "开始";
    pub(crate) const PAUSED: &str = "中止";
    pub(crate) const RESUMED: &str = "恢复";
    pub(crate) const EXTENDED: &str = "延长";
    pub(crate) const SUSPENDED_LATE: &str = "补录中止";
    pub(crate) const CALENDAR: &str = "日历调整";
    pub(crate) const CONDITION: &str = "期限条件变化";
    pub(crate) const START_MOVED: &str = "起算日更正";
}

/// Clocks at work.
pub(crate) struct Clocks<'a> {
    world: World<'a>,
    ledger: &'a Ledger,
    clock: Clock,
    original: &'a [LimitRun],
    pub(crate) runs: Vec<LimitRun>,
    pub(crate) effects: Vec<Effect>,
    pub(crate) messages: Vec<Message>,
    why: &'static str,
    /// The action the scheduler takes now: a limit it concludes ends on its due date, in time.
    pub(crate) concluding: Option<&'a Name>,
}

impl<'a> Clocks<'a> {
    pub(crate) fn new(world: World<'a>, ledger: &'a Ledger, clock: Clock, original: &'a [LimitRun]) -> Clocks<'a> {
        let runs = original.to_vec();
        let why = why::CONDITION;
        Clocks {
            world,
            ledger,
            clock,
            original,
            runs,
            effects: Vec::new(),
            messages: Vec::new(),
            why,
            concluding: None,
        }
    }

    /// Indices of runs that have not ended.
    fn open(&self) -> Vec<usize> {
        (0..self.runs.len()).filter(|i| self.runs[*i].ended.is_none()).collect()
    }

    fn limit(&self, index: usize) -> Option<&'a Limit> {
        self.ledger.limit(&self.runs[index].key.limit)
    }

    /// Index of the open run of a limit.
    pub(crate) fn running(&self, limit: &str) -> Option<usize> {
        self.runs.iter().rposition(|r| &*r.key.limit == limit && r.ended.is_none())
    }

    /// The case entered a state: clocks end, stand still, go on, start. `record` is the new version.
    pub(crate) fn enter(&mut self, record: &Record, state: &str) {
        let end = words::is_end(self.ledger, Some(state));
        for index in self.open() {
            let Some(limit) = self.limit(index) else { continue };
            let reached = limit.until.iter().any(|s| &**s == state);
            if reached || end {
                self.end(index, record, reached);
            } else {
                self.pause_or_resume(index, record, limit, state);
            }
        }
        self.end_steps(record);
        for limit in &self.ledger.limits {
            let starts = limit.from.iter().any(|s| &**s == state);
            if starts && self.running(&limit.name).is_none() {
                self.start(record, limit, state);
            }
        }
    }

    /// Steps of a limit that has just ended fall away with it.
    fn end_steps(&mut self, record: &Record) {
        for index in self.open() {
            let Some(whole) = self.limit(index).and_then(|l| l.part_of.as_ref()) else { continue };
            let ended_now =
                |r: &LimitRun| r.key.limit == *whole && r.ended.as_ref().is_some_and(|e| e.at == self.clock.at);
            if self.runs.iter().any(ended_now) && self.running(whole).is_none() {
                self.end(index, record, false);
            }
        }
    }

    fn start(&mut self, record: &Record, limit: &Limit, state: &str) {
        let n = self.runs.iter().filter(|r| r.key.limit == limit.name).count() + 1;
        let key = RunKey { record: record.id, limit: limit.name.clone(), n: u32::try_from(n).unwrap_or(u32::MAX) };
        // A case just created counts from the day it was opened, any later entry from its own moment.
        let started_at = if record.version <= 1 { record.opened_at } else { self.clock.at };
        self.runs.push(LimitRun {
            key: key.clone(),
            started_at,
            ended: None,
            suspensions: Vec::new(),
            extensions: Vec::new(),
            published: Vec::new(),
            fired: Vec::new(),
            due_at: started_at,
            provisional: false,
            calendar: self.world.calendar.revision(),
            next_alert_at: None,
            then_refused_at: None,
        });
        let index = self.runs.len() - 1;
        self.judge(index, record, why::STARTED);
        let (due_at, provisional) = (self.runs[index].due_at, self.runs[index].provisional);
        self.effects.push(Effect::Started { run: key.clone(), due_at, provisional });
        if self.pauses(limit, state) {
            self.stand_still(index, record, state);
        }
    }

    /// A step stands still with the limit it is part of.
    fn pauses(&self, limit: &Limit, state: &str) -> bool {
        let whole = limit.part_of.as_ref().and_then(|w| self.ledger.limit(w));
        limit.pauses.iter().chain(whole.into_iter().flat_map(|w| &w.pauses)).any(|s| &**s == state)
    }

    fn pause_or_resume(&mut self, index: usize, record: &Record, limit: &Limit, state: &str) {
        let by_state = |s: &&mut Suspension| s.until.is_none() && matches!(s.cause, SuspensionCause::State(_));
        let pauses = self.pauses(limit, state);
        let at = self.clock.at;
        match (self.runs[index].suspensions.iter_mut().find(by_state), pauses) {
            (Some(standing), false) => {
                standing.until = Some(at);
                self.judge(index, record, why::RESUMED);
                let run = &self.runs[index];
                if !limits::is_paused(run, at) {
                    self.effects.push(Effect::Resumed { run: run.key.clone(), due_at: run.due_at });
                }
            }
            (None, true) => {
                self.fall(index, record, Some(ConsequenceKind::Yellow), self.clock.at);
                self.stand_still(index, record, state);
            }
            _ => {}
        }
    }

    fn stand_still(&mut self, index: usize, record: &Record, state: &str) {
        let cause = SuspensionCause::State(state.into());
        let entered_at = self.clock.recorded_at;
        self.runs[index].suspensions.push(Suspension { from: self.clock.at, until: None, cause, entered_at });
        self.judge(index, record, why::PAUSED);
        self.effects.push(Effect::Paused { run: self.runs[index].key.clone() });
    }

    /// Ends a run. Cards that were due before are given first, so that nobody escapes them by acting faster than the
    /// scheduler; cards given although the end was in time (it was entered late) are withdrawn.
    fn end(&mut self, index: usize, record: &Record, met: bool) {
        let at = self.clock.at;
        let concluded =
            met && self.limit(index).is_some_and(|l| l.then.is_some() && l.then.as_ref() == self.concluding);
        if met && !concluded {
            self.fall(index, record, Some(ConsequenceKind::Yellow), self.clock.at);
        }
        for standing in self.runs[index].suspensions.iter_mut().filter(|s| s.until.is_none_or(|u| u > at)) {
            standing.until = Some(at.max(standing.from));
        }
        self.judge(index, record, why::RESUMED);
        let at = if concluded { at.min(self.runs[index].due_at) } else { at };
        self.runs[index].ended = Some(RunEnd { at, met });
        self.runs[index].next_alert_at = None;
        self.reconsider(index, record, true);
        let run = &self.runs[index];
        self.effects.push(Effect::Ended { run: run.key.clone(), met, on_time: at <= run.due_at });
    }

    /// Puts the latest judgement into a run and notes a due date that has not been made known before.
    fn judge(&mut self, index: usize, record: &Record, why: &'static str) {
        let run = &mut self.runs[index];
        let judgement = limits::judge(&self.world, self.ledger, record, run, self.clock.at);
        run.due_at = judgement.due_at;
        run.provisional = judgement.provisional;
        run.next_alert_at = judgement.next_alert_at;
        run.calendar = self.world.calendar.revision();
        publish(run, self.clock, why);
    }

    /// Judges all open runs again, after values, start days, suspensions or the calendar changed.
    pub(crate) fn rejudge(&mut self, record: &Record, why: &'static str, withdraws_cards: bool) {
        self.why = why;
        for index in self.open() {
            self.rejudge_one(index, record, why, withdraws_cards);
        }
    }

    pub(crate) fn rejudge_one(&mut self, index: usize, record: &Record, why: &'static str, withdraws_cards: bool) {
        self.why = why;
        let why = if self.runs[index].calendar == self.world.calendar.revision() { why } else { why::CALENDAR };
        self.judge(index, record, why);
        self.reconsider(index, record, withdraws_cards);
    }

    /// Judges a run that has ended once more, because a suspension was entered late.
    pub(crate) fn rejudge_ended(&mut self, index: usize, record: &Record) {
        self.why = why::SUSPENDED_LATE;
        let Some(limit) = self.limit(index) else { return };
        let run = &mut self.runs[index];
        let (due_at, provisional) = limits::judge_ended(&self.world, self.ledger, limit, record, run, self.clock.at);
        run.due_at = due_at;
        run.provisional = provisional;
        publish(run, self.clock, why::SUSPENDED_LATE);
        self.reconsider(index, record, true);
    }

    /// Withdraws, by entry, what turns out unjustified: by the present count it would not have fallen up to now (or up to
    /// the end of the run, or the moment from which it stands still). Reminders and warnings are always taken back, so
    /// that they fall again before the new due date; cards only where the count was wrong from the beginning.
    fn reconsider(&mut self, index: usize, record: &Record, withdraws_cards: bool) {
        if self.runs[index].fired.iter().all(|f| f.withdrawn_at.is_some()) {
            return;
        }
        let Some(limit) = self.limit(index) else { return };
        let now = self.clock.at;
        let run = &self.runs[index];
        let count = limits::count(&self.world, self.ledger, limit, record, run, now);
        let ended = run.ended.as_ref().map_or(now, |e| e.at);
        let reference = count.open_since.map_or(ended, |since| since.min(ended));
        let instants = limits::instants(&self.world, limits::supervise(self.ledger, limit), run, &count);
        let unjustified = |kind| instants.iter().any(|(at, c)| c.kind == kind && *at > reference);
        let taken_back: Vec<ConsequenceKind> = run
            .fired
            .iter()
            .filter(|f| f.withdrawn_at.is_none() && (withdraws_cards || f.kind < ConsequenceKind::Yellow))
            .map(|f| f.kind)
            .filter(|kind| unjustified(*kind))
            .collect();
        for kind in taken_back {
            self.withdraw(index, record, limit, kind);
        }
        self.runs[index].next_alert_at =
            limits::judge(&self.world, self.ledger, record, &self.runs[index], now).next_alert_at;
    }

    fn withdraw(&mut self, index: usize, record: &Record, limit: &Limit, kind: ConsequenceKind) {
        let at = self.clock.at;
        let run = &mut self.runs[index];
        for fired in run.fired.iter_mut().filter(|f| f.kind == kind && f.withdrawn_at.is_none()) {
            fired.withdrawn_at = Some(at);
        }
        self.effects.push(Effect::Withdrawn { run: run.key.clone(), kind });
        if kind >= ConsequenceKind::Yellow {
            let told = alert::withdrawn(&self.world, self.ledger, limit, record, &self.runs[index], kind);
            self.messages.extend(told.filter(|_| !self.clock.is_late_entry()));
        }
    }

    /// Lets fall what is due by `upto` and has not fallen, in the order of its instants; `from_kind` leaves out milder ones.
    fn fall(&mut self, index: usize, record: &Record, from_kind: Option<ConsequenceKind>, upto: Moment) {
        let Some(limit) = self.limit(index) else { return };
        let now = self.clock.at;
        if limits::is_paused(&self.runs[index], now) {
            return;
        }
        let count = limits::count(&self.world, self.ledger, limit, record, &self.runs[index], now);
        let supervise = limits::supervise(self.ledger, limit);
        for (at, consequence) in limits::instants(&self.world, supervise, &self.runs[index], &count) {
            let kind = consequence.kind;
            let wanted = from_kind.is_none_or(|least| kind >= least);
            if at > upto || !wanted || limits::has_fallen(&self.runs[index], kind) {
                continue;
            }
            self.runs[index].fired.push(Fired { kind, at: now, withdrawn_at: None });
            self.effects.push(Effect::Fell { run: self.runs[index].key.clone(), kind });
            let told = alert::fallen(&self.world, self.ledger, limit, record, &self.runs[index], consequence, now);
            self.messages.extend(told.filter(|_| !self.clock.is_late_entry()));
        }
        self.runs[index].next_alert_at =
            limits::judge(&self.world, self.ledger, record, &self.runs[index], now).next_alert_at;
    }

    /// The case changed: what the scheduler was refused at the end of a limit is tried again.
    pub(crate) fn try_again(&mut self) {
        for run in self.runs.iter_mut().filter(|run| run.ended.is_none()) {
            run.then_refused_at = None;
        }
    }

    /// The action due at the end of a limit was refused: it waits for the case to change.
    pub(crate) fn refuse_then(&mut self, record: &Record) {
        let now = self.clock.at;
        for index in self.open() {
            let Some(limit) = self.limit(index) else { continue };
            let run = &self.runs[index];
            let count = limits::count(&self.world, self.ledger, limit, record, run, now);
            if limits::then_at(&self.world, limit, run, &count).is_some_and(|at| at <= now) {
                self.runs[index].then_refused_at = Some(now);
                self.judge(index, record, why::CONDITION);
            }
        }
    }

    /// The scheduler's round: judged anew, then everything due falls.
    pub(crate) fn alert(&mut self, record: &Record) {
        self.rejudge(record, why::CONDITION, true);
        let mut done: Vec<(Moment, usize)> = Vec::new();
        while let Some(next) = self.next_alert(&done) {
            self.fall(next.1, record, None, next.0);
            // What is left at this instant is no consequence but the action that comes after the end.
            done.push(next);
        }
    }

    /// The earliest alert due by now, over all clocks of the case.
    fn next_alert(&self, done: &[(Moment, usize)]) -> Option<(Moment, usize)> {
        let due = |(index, run): (usize, &LimitRun)| Some((run.next_alert_at?, index));
        let open = |next: &(Moment, usize)| next.0 <= self.clock.at && !done.contains(next);
        self.runs.iter().enumerate().filter_map(due).filter(open).min()
    }

    /// Clocks that started with the opening of the case start from its corrected day.
    pub(crate) fn move_start(&mut self, record: &Record, was: Moment) {
        if record.opened_at == was {
            return;
        }
        let Some(start) = self.ledger.start_state() else { return };
        for index in self.open() {
            let from_start = self.limit(index).is_some_and(|l| l.from.contains(&start.name));
            if from_start && self.runs[index].key.n == 1 && self.runs[index].started_at == was {
                self.runs[index].started_at = record.opened_at;
                self.rejudge_one(index, record, why::START_MOVED, true);
            }
        }
    }

    /// Names every changed run in the effects and answers the changed runs.
    pub(crate) fn finish(mut self) -> (Vec<LimitRun>, Vec<Effect>, Vec<Message>) {
        let mut changed = Vec::new();
        for (index, run) in self.runs.iter().enumerate() {
            let before = self.original.get(index);
            if before == Some(run) {
                continue;
            }
            if let Some(before) = before {
                let told = self.effects.iter().any(|e| tells_due(e, &run.key));
                let named = self.effects.iter().any(|e| run_of(e) == Some(&run.key));
                if !named || (before.due_at != run.due_at && !told) {
                    let by_calendar = before.calendar != run.calendar;
                    let why = if by_calendar { why::CALENDAR } else { self.why };
                    let (run, due_at) = (run.key.clone(), run.due_at);
                    self.effects.push(Effect::Rejudged { run, was: before.due_at, due_at, why: why.into() });
                }
            }
            changed.push(run.clone());
        }
        (changed, self.effects, self.messages)
    }
}

/// Adds a due date to those made known, unless it is the latest of them.
fn publish(run: &mut LimitRun, clock: Clock, why: &'static str) {
    let (due_at, provisional) = (run.due_at, run.provisional);
    let known = run.published.last().is_some_and(|p| p.due_at == due_at && p.provisional == provisional);
    if due_at != NO_DUE && !known {
        let why: Name = why.into();
        run.published.push(PublishedDue { due_at, provisional, at: clock.recorded_at, why });
    }
}

/// The run an effect is about.
pub(crate) fn run_of(effect: &Effect) -> Option<&RunKey> {
    match effect {
        Effect::Started { run, .. }
        | Effect::Paused { run }
        | Effect::Resumed { run, .. }
        | Effect::Rejudged { run, .. }
        | Effect::Ended { run, .. }
        | Effect::Fell { run, .. }
        | Effect::Withdrawn { run, .. } => Some(run),
        _ => None,
    }
}

/// Whether an effect explains by itself that the due date of a run moved.
fn tells_due(effect: &Effect, key: &RunKey) -> bool {
    let tells = matches!(
        effect,
        Effect::Started { .. } | Effect::Paused { .. } | Effect::Resumed { .. } | Effect::Ended { .. }
    );
    tells && run_of(effect) == Some(key)
}
