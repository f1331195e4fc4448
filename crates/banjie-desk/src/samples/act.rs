//! Carrying out the plans of the rows in the order of time: who does what, when, with which values.

use std::{cmp::Reverse, collections::BinaryHeap};

use banjie_engine::follow;
use banjie_model::{
    Moment, Name,
    case::{Actor, What},
    definition::Action,
};
use chrono::{NaiveDate, TimeDelta};
use indexmap::IndexMap;

use super::{
    fault::Outcome,
    make::{Drawn, Maker, OFFICE, Person, Place, clock, fault, refused, values},
    pool::{Done, Made, Pool},
    random::Random,
    recipe::{Book, Group, Step},
    spec::Around,
};

/// What is still to be done with a row.
struct Script<'b, 'p> {
    place: Place<'b>,
    steps: &'b [Step],
    /// Steps behind it.
    done: usize,
    /// Days of the steps done, by action.
    days: IndexMap<Name, NaiveDate>,
    source: Option<&'p Made>,
    random: Random,
}

impl Maker<'_> {
    /// Carries out the plans of all rows, as far as the last day allows.
    pub fn act_out(&mut self, book: &Book, drawn: Vec<Drawn<'_, '_>>, rows: &mut [Made], pool: &Pool) -> Outcome<()> {
        let mut scripts = Vec::with_capacity(drawn.len());
        for mut one in drawn {
            let steps = steps(book, one.place.group, &mut one.random)?;
            let days = IndexMap::new();
            scripts.push(Script { place: one.place, steps, done: 0, days, source: one.source, random: one.random });
        }
        let mut queue = BinaryHeap::new();
        for (n, script) in scripts.iter_mut().enumerate() {
            queue.extend(self.next(book, script, &rows[n]).map(|at| Reverse((at, n))));
        }
        while let Some(Reverse((at, n))) = queue.pop() {
            let script = &mut scripts[n];
            self.act(book, script, &mut rows[n], at, pool)?;
            queue.extend(self.next(book, script, &rows[n]).map(|at| Reverse((at, n))));
        }
        Ok(())
    }

    /// The moment of the next step that is taken, which is then the last one behind.
    fn next(&self, book: &Book, script: &mut Script<'_, '_>, row: &Made) -> Option<Moment> {
        loop {
            let step = script.steps.get(script.done)?;
            script.done += 1;
            let random = &mut script.random;
            if !random.chance(step.chance) {
                continue;
            }
            let since = step.since.as_ref().and_then(|since| script.days.get(since).copied());
            let last = row.case.record.changed_at;
            let day = self.step_day(step, &row.org, since.unwrap_or(last.date()), random).max(last.date());
            if day > book.until {
                return None;
            }
            let at = clock(day, OFFICE, random).max(last + TimeDelta::minutes(random.between(5, 45)));
            if at.date() > book.until {
                return None;
            }
            script.days.insert(step.action.clone(), day);
            return Some(at);
        }
    }

    fn step_day(&self, step: &Step, org: &Name, since: NaiveDate, random: &mut Random) -> NaiveDate {
        let name = self.stage.orgs.get(org).map_or(org, |org| &org.name);
        let share =
            |share: &Name| self.common.shares.get(share).and_then(|by_org| by_org.get(name)).copied().unwrap_or(0);
        let span = match &step.late {
            Some((named, late)) if random.chance(share(named)) => late,
            _ => &step.after,
        };
        span.after(since, &self.stage.calendar, random)
    }

    fn act(
        &mut self,
        book: &Book,
        script: &mut Script<'_, '_>,
        row: &mut Made,
        at: Moment,
        pool: &Pool,
    ) -> Outcome<()> {
        self.conclude(book, row, at)?;
        let Some(step) = script.done.checked_sub(1).and_then(|last| script.steps.get(last)) else { return Ok(()) };
        let random = &mut script.random;
        let ledger = row.ledger.clone();
        let action = ledger.action(&step.action).ok_or_else(|| {
            let known: Vec<&str> = ledger.actions.iter().map(|a| &*a.name).collect();
            fault(book, &step.key, format!("没有办理 {}", step.action), format!("可用：{}。", known.join("、")))
        })?;
        let owner = self.stage.orgs.get(&row.case.record.org).cloned();
        let around = Around {
            world: self.world(),
            package: self.package,
            ledger: &ledger,
            org: owner.as_ref(),
            district: owner.as_ref().and_then(|org| self.common.places.get(&org.name)),
            source: script.source,
            pool,
            people: &self.people,
            n: script.place.n,
            turn: script.place.turn,
            day: at.date(),
        };
        let set = values(book, &step.key, &[&step.set], &row.case.record.values, &around, random)?;
        let actor = self.actor(book, step, action, &row.case.record.org, random)?;
        let to = random.pick(&step.to).and_then(|name| self.stage.orgs.find(name)).map(|org| org.code.clone());
        let to = to.filter(|to| *to != row.case.record.org);
        if action.hands_over && to.is_none() {
            return Ok(());
        }
        let reason: Option<Name> = random.pick(&step.reason).map(|text| text.as_str().into());
        let what = What::Act { action: action.name.clone(), values: set.clone(), to_org: to.clone() };
        let case = self.submit(&ledger, Some(&row.case), row.id, what, &actor, at, reason.clone());
        row.case = case.map_err(|refusal| refused(book, &step.key, &action.title, &refusal))?;
        let children = std::mem::take(&mut self.follow);
        self.children(book, &step.key, children, (&actor, at), (&*row, pool))?;
        let role = actor.roles.first().and_then(|role| role.split_once('.')).map(|(_, role)| Name::from(role));
        let (action, org, account) = (action.name.clone(), actor.org, actor.account);
        row.acts.push(Done { action, at, org, account, role, values: set, reason, to });
        Ok(())
    }

    /// What the scheduler does before a moment because a limit has ended. It is not written: the import does it again.
    fn conclude(&mut self, book: &Book, row: &mut Made, before: Moment) -> Outcome<()> {
        let ledger = row.ledger.clone();
        while let Some(command) = follow::conclusion(&self.world(), &ledger, &row.case, before) {
            let due = row.case.runs.iter().filter(|run| run.ended.is_none()).map(|run| run.due_at).min();
            let at = due.map_or(before, |due| due + TimeDelta::seconds(1)).clamp(row.case.record.changed_at, before);
            let case =
                self.submit(&ledger, Some(&row.case), row.id, command.what, &Actor::system(), at, command.reason);
            row.case = case.map_err(|refusal| refused(book, "plans", "期满", &refusal))?;
            self.follow.clear();
        }
        Ok(())
    }

    /// Somebody of the role, at the organisation named or where the record is; else at one above it.
    fn actor(&self, book: &Book, step: &Step, action: &Action, owner: &Name, random: &mut Random) -> Outcome<Actor> {
        let Some(role) = step.role.as_ref().or(action.by.first()) else { return Ok(Actor::system()) };
        let qualified = format!("{}.{role}", self.package.name);
        let holds = |person: &&Person| person.holds(&qualified);
        let at = match &step.org {
            Some(name) => self.stage.orgs.find(name).map(|org| org.code.clone()),
            None => Some(owner.clone()),
        };
        let here: Vec<&Person> = self.people.iter().filter(holds).filter(|p| Some(&p.unit) == at.as_ref()).collect();
        let anywhere: Vec<&Person> = self.people.iter().filter(holds).collect();
        let person = random.pick(if here.is_empty() { &anywhere } else { &here }).ok_or_else(|| {
            fault(book, &step.key, format!("没有人有岗位 {qualified}"), "请在人员的配方里安排，并排在本配方前面。")
        })?;
        Ok(Actor {
            account: person.account.clone(),
            org: person.unit.clone(),
            roles: vec![qualified.into()],
            system: false,
        })
    }
}

/// The plan of a row, drawn by weight.
fn steps<'b>(book: &'b Book, group: &Group, random: &mut Random) -> Outcome<&'b [Step]> {
    let Some(chosen) = random.weighted(group.plans.iter().map(|(_, weight)| *weight)) else { return Ok(&[]) };
    let name = &group.plans[chosen].0;
    book.plans.get(name).map(Vec::as_slice).ok_or_else(|| {
        let known: Vec<&str> = book.plans.keys().map(|name| &**name).collect();
        let advice = format!("已有：{}。", known.join("、"));
        fault(book, &format!("{}.plans", group.key), format!("没有办法 {name}"), advice)
    })
}
