//! A desk in memory: cases, numbers, messages and the scheduler, driven by the same decisions as the real one.

use std::collections::HashMap;

use banjie_model::{
    Moment, Name,
    calendar::WorkCalendar,
    case::{Actor, Case, Command, Decision, Event, LimitRun, Message, What},
    definition::{Ledger, Library, Lookup, LookupKind},
    org::OrgTree,
    refusal::Refusal,
    value::{RecordId, Value},
};
use chrono::NaiveDate;
use indexmap::IndexMap;
use rust_decimal::Decimal;

use crate::{
    BoundLookup, Clock, World, business_key, changes_nothing, decide, duplicate,
    evaluate::{self, RecordView, Scope},
    follow, number, prepare,
};

/// The records of a scenario and the world around them.
#[derive(Clone, Debug)]
pub struct Stage<'a> {
    library: &'a Library,
    /// Working days.
    pub calendar: WorkCalendar,
    /// Organisations.
    pub orgs: OrgTree,
    /// All cases by id.
    pub cases: IndexMap<RecordId, Case>,
    /// Messages in the order they were sent, with their record.
    pub messages: Vec<(RecordId, Message)>,
    /// The log.
    pub events: Vec<Event>,
    numbers: HashMap<String, i64>,
    last_id: i64,
    /// Obligations of duties are opened up to this day.
    pub(super) opened_until: Option<NaiveDate>,
    /// The day the scenario begins: nothing is owed for periods before it.
    pub(super) began_on: Option<NaiveDate>,
}

impl<'a> Stage<'a> {
    /// An empty stage.
    #[must_use]
    pub fn new(library: &'a Library, calendar: WorkCalendar, orgs: OrgTree) -> Stage<'a> {
        Stage {
            library,
            calendar,
            orgs,
            cases: IndexMap::new(),
            messages: Vec::new(),
            events: Vec::new(),
            numbers: HashMap::new(),
            last_id: 0,
            opened_until: None,
            began_on: None,
        }
    }

    /// What cases are judged by.
    #[must_use]
    pub fn world(&self) -> World<'_> {
        World { library: self.library, calendar: &self.calendar, orgs: &self.orgs }
    }

    /// The packages.
    #[must_use]
    pub fn library(&self) -> &'a Library {
        self.library
    }

    /// The ledger of a case.
    #[must_use]
    pub fn ledger_of(&self, id: RecordId) -> Option<&'a Ledger> {
        self.library.ledger(&self.cases.get(&id)?.record.ledger).map(|l| &**l)
    }

    /// An id for a new record.
    pub fn next_id(&mut self) -> RecordId {
        self.last_id += 1;
        RecordId(self.last_id)
    }

    /// Decides a command and takes over what follows: records it creates, obligations it discharges.
    ///
    /// # Errors
    /// The refusal; nothing was changed.
    pub fn submit(
        &mut self,
        ledger: &Ledger,
        command: &Command,
        actor: &Actor,
        clock: Clock,
    ) -> Result<Decision, Refusal> {
        let mut decision = self.decide(ledger, command, actor, clock)?;
        let children = follow::children(&self.world(), ledger, command, &decision, clock.at);
        if !children.is_empty() {
            let before = self.clone();
            let created = self.create(ledger, command, &children, actor, clock).and_then(|effects| {
                if follow::looks_at(ledger, &children) {
                    decision = self.decide(ledger, command, actor, clock)?;
                }
                Ok(effects)
            });
            match created {
                Ok(effects) => decision.event.effects.extend(effects),
                Err(refusal) => {
                    *self = before;
                    return Err(refusal);
                }
            }
        }
        if !changes_nothing(&decision) {
            let was = self.cases.get(&command.record).map(|case| case.record.clone());
            self.take(&decision);
            self.discharge(ledger, &decision, was.as_ref(), clock);
        }
        Ok(decision)
    }

    fn decide(&mut self, ledger: &Ledger, command: &Command, actor: &Actor, clock: Clock) -> Result<Decision, Refusal> {
        let world = self.world();
        let case = self.cases.get(&command.record);
        let draft = prepare(&world, ledger, case, command, actor, clock)?;
        let answers: Vec<Value> = draft.lookups().iter().map(|bound| self.look_up(bound, clock.at)).collect();
        let mut decision = decide(draft, &answers)?;
        self.refuse_duplicate(ledger, &decision)?;
        self.give_number(ledger, command, &mut decision, clock.at);
        Ok(decision)
    }

    fn refuse_duplicate(&self, ledger: &Ledger, decision: &Decision) -> Result<(), Refusal> {
        let Some(record) = &decision.record else { return Ok(()) };
        let Some(key) = business_key(ledger, &record.values) else { return Ok(()) };
        let same = |c: &&Case| {
            c.record.ledger == ledger.key
                && c.record.id != record.id
                && business_key(ledger, &c.record.values).as_ref() == Some(&key)
        };
        match self.cases.values().find(same) {
            Some(other) => {
                let name = other
                    .record
                    .number
                    .as_ref()
                    .map_or_else(|| format!("第 {} 号记录", other.record.id), |n| n.to_string());
                Err(duplicate(&self.world(), ledger, record, &name))
            }
            None => Ok(()),
        }
    }

    fn give_number(&mut self, ledger: &Ledger, command: &Command, decision: &mut Decision, at: Moment) {
        let (What::Create { number: None, .. }, Some(pattern)) = (&command.what, &ledger.number) else { return };
        let Some(record) = decision.record.as_mut() else { return };
        let Some(org) = self.orgs.get(&record.org) else { return };
        let of = |_: &Name, id: RecordId| self.cases.get(&id).and_then(|case| case.record.number.clone());
        let pattern = &number::refer(pattern, ledger, &record.values, &of);
        let seq = self.numbers.entry(number::scope(pattern, org, at)).or_insert(0);
        *seq += 1;
        record.number = Some(number::render(pattern, *seq, org, at).into());
    }

    fn take(&mut self, decision: &Decision) {
        let id = decision.event.record;
        self.events.push(decision.event.clone());
        self.messages.extend(decision.messages.iter().map(|m| (id, m.clone())));
        if let Some(record) = &decision.record {
            let mut record = record.clone();
            record.from_seq = i64::try_from(self.events.len()).unwrap_or(i64::MAX);
            match self.cases.get_mut(&id) {
                Some(case) => case.record = record,
                None => {
                    self.cases.insert(id, Case { record, runs: Vec::new() });
                }
            }
        }
        let Some(case) = self.cases.get_mut(&id) else { return };
        for run in &decision.runs {
            match case.runs.iter_mut().find(|r| r.key == run.key) {
                Some(known) => *known = run.clone(),
                None => case.runs.push(run.clone()),
            }
        }
    }

    /// A look-up over the records as they stand, as the database answers it: a sum of nothing is zero.
    #[must_use]
    pub fn look_up(&self, bound: &BoundLookup, now: Moment) -> Value {
        let Lookup { kind, field, ledger, limit, filter } = &bound.lookup;
        let Some(definition) = self.library.ledger(ledger) else { return Value::Missing };
        let world = self.world();
        let meets = |case: &Case, runs: &[LimitRun]| {
            let it = RecordView::of(&case.record);
            let scope = Scope { world: &world, ledger: definition, record: it, runs, it: Some((definition, it)), now };
            filter.as_ref().is_none_or(|f| evaluate::holds(f, &scope))
        };
        let there = self.cases.values().filter(|case| case.record.ledger == *ledger);
        let found: Vec<&Case> = match limit {
            None => there.filter(|case| meets(case, &[])).collect(),
            Some(limit) => {
                let counted = there.flat_map(|case| case.runs.iter().map(move |run| (case, run)));
                let counted = counted.filter(|(_, run)| run.key.limit == *limit);
                counted.filter(|(case, run)| meets(case, std::slice::from_ref(*run))).map(|(case, _)| case).collect()
            }
        };
        let values = || {
            let value = |c: &&Case| field.and_then(|i| c.record.values.get(i)).cloned().unwrap_or_default();
            found.iter().map(value).filter(|v| !v.is_missing())
        };
        let numbers = || values().filter_map(|v| v.as_decimal());
        let whole = values().all(|v| matches!(v, Value::Int(_)));
        match kind {
            LookupKind::Count => Value::Int(i64::try_from(found.len()).unwrap_or(i64::MAX)),
            LookupKind::Sum if whole && values().next().is_some() => {
                Value::Int(values().map(|v| if let Value::Int(n) = v { n } else { 0 }).sum())
            }
            LookupKind::Sum => Value::Decimal(numbers().sum::<Decimal>()),
            LookupKind::Max => values().reduce(|a, b| if before(&a, &b) { b } else { a }).unwrap_or_default(),
            LookupKind::Min => values().reduce(|a, b| if before(&b, &a) { b } else { a }).unwrap_or_default(),
        }
    }

    /// The calendar changed: every case is judged again.
    pub fn rejudge(&mut self, now: Moment) {
        let open = |c: &&Case| c.runs.iter().any(|r| r.ended.is_none());
        let ids: Vec<RecordId> = self.cases.values().filter(open).map(|c| c.record.id).collect();
        for id in ids {
            if let Some(ledger) = self.ledger_of(id) {
                let _ = self.submit(ledger, &system(ledger, id, What::Rejudge), &Actor::system(), Clock::now(now));
            }
        }
    }
}

pub(super) fn system(ledger: &Ledger, record: RecordId, what: What) -> Command {
    Command { ledger: ledger.key.clone(), record, expected_version: None, what, reason: None }
}

/// Order of values of one kind.
fn before(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Date(a), Value::Date(b)) => a < b,
        (Value::DateTime(a), Value::DateTime(b)) => a < b,
        (Value::Time(a), Value::Time(b)) => a < b,
        _ => match (a.as_decimal(), b.as_decimal()) {
            (Some(a), Some(b)) => a < b,
            _ => a.as_str() < b.as_str(),
        },
    }
}

/// The actor a scenario names: `role@机构` of a package.
pub(super) fn actor(package: &str, role: &str, org: &str, orgs: &OrgTree) -> Actor {
    let code: Name = orgs.find(org).map_or_else(|| org.into(), |o| o.code.clone());
    Actor {
        account: format!("{role}@{org}").into(),
        org: code,
        roles: vec![format!("{package}.{role}").into()],
        system: false,
    }
}
