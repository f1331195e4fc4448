//! Carrying out the plan of a row: who does what, when, with which values.

use banjie_model::{
    Moment, Name,
    case::{Actor, What},
    definition::Action,
};
use chrono::{NaiveDate, TimeDelta};
use indexmap::IndexMap;

use super::{
    fault::Outcome,
    make::{Done, Made, Maker, Person, Place, clock, fault, refused, values},
    random::Random,
    recipe::{Book, Step},
    spec::Around,
};

impl Maker<'_> {
    /// Carries out the plan of a row, as far as the last day allows.
    pub fn act_out(
        &self,
        book: &Book,
        place: &Place<'_>,
        row: &mut Made,
        source: Option<&Made>,
        random: &mut Random,
    ) -> Outcome<()> {
        let plans = &place.group.plans;
        let Some(chosen) = random.weighted(plans.iter().map(|(_, weight)| *weight)) else { return Ok(()) };
        let name = &plans[chosen].0;
        let steps = book.plans.get(name).ok_or_else(|| {
            let known: Vec<&str> = book.plans.keys().map(|name| &**name).collect();
            fault(
                book,
                &format!("{}.plans", place.group.key),
                format!("没有办法 {name}"),
                format!("已有：{}。", known.join("、")),
            )
        })?;
        let mut days: IndexMap<Name, NaiveDate> = IndexMap::new();
        for step in steps {
            if !random.chance(step.chance) {
                continue;
            }
            let since = step.since.as_ref().and_then(|since| days.get(since).copied());
            let last = row.case.record.changed_at;
            let day = self.step_day(step, &row.org, since.unwrap_or(last.date()), random).max(last.date());
            if day > book.until {
                break;
            }
            let at = clock(day, random).max(last + TimeDelta::minutes(random.between(5, 45)));
            if at.date() > book.until {
                break;
            }
            days.insert(step.action.clone(), day);
            self.act(book, step, row, (at, place.n), source, random)?;
        }
        Ok(())
    }

    fn step_day(&self, step: &Step, org: &Name, since: NaiveDate, random: &mut Random) -> NaiveDate {
        let name = self.orgs.get(org).map_or(org, |org| &org.name);
        let share =
            |share: &Name| self.common.shares.get(share).and_then(|by_org| by_org.get(name)).copied().unwrap_or(0);
        let span = match &step.late {
            Some((named, late)) if random.chance(share(named)) => late,
            _ => &step.after,
        };
        span.after(since, &self.calendar, random)
    }

    fn act(
        &self,
        book: &Book,
        step: &Step,
        row: &mut Made,
        (at, n): (Moment, u32),
        source: Option<&Made>,
        random: &mut Random,
    ) -> Outcome<()> {
        let ledger = row.ledger.clone();
        let action = ledger.action(&step.action).ok_or_else(|| {
            let known: Vec<&str> = ledger.actions.iter().map(|a| &*a.name).collect();
            fault(book, &step.key, format!("没有办理 {}", step.action), format!("可用：{}。", known.join("、")))
        })?;
        let owner = self.orgs.get(&row.case.record.org).cloned();
        let around = Around {
            world: self.world(),
            package: self.package,
            ledger: &ledger,
            org: owner.as_ref(),
            district: owner.as_ref().and_then(|org| self.common.places.get(&org.name)),
            source,
            people: &self.people,
            n,
            day: at.date(),
        };
        let set = values(book, &step.key, &[&step.set], &row.case.record.values, &around, random)?;
        let actor = self.actor(book, step, action, &row.case.record.org, random)?;
        let to = random.pick(&step.to).and_then(|name| self.orgs.find(name)).map(|org| org.code.clone());
        let to = to.filter(|to| *to != row.case.record.org);
        if action.hands_over && to.is_none() {
            return Ok(());
        }
        let reason: Option<Name> = random.pick(&step.reason).map(|text| text.as_str().into());
        let what = What::Act { action: action.name.clone(), values: set.clone(), to_org: to.clone() };
        let case = self.submit(&ledger, Some(&row.case), row.id, what, &actor, at, reason.clone());
        row.case = case.map_err(|refusal| refused(book, &step.key, &action.title, &refusal))?;
        let role = actor.roles.first().and_then(|role| role.split_once('.')).map(|(_, role)| Name::from(role));
        let (action, org, account) = (action.name.clone(), actor.org, actor.account);
        row.acts.push(Done { action, at, org, account, role, values: set, reason, to });
        Ok(())
    }

    /// Somebody of the role, at the organisation named or where the record is; else at one above it.
    fn actor(&self, book: &Book, step: &Step, action: &Action, owner: &Name, random: &mut Random) -> Outcome<Actor> {
        let Some(role) = step.role.as_ref().or(action.by.first()) else { return Ok(Actor::system()) };
        let qualified = format!("{}.{role}", self.package.name);
        let holds = |person: &&Person| person.holds(&qualified);
        let at = match &step.org {
            Some(name) => self.orgs.find(name).map(|org| org.code.clone()),
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
