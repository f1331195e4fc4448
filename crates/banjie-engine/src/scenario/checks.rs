//! Steps that look for records, count them, see what is on show, and change organisations.

use banjie_model::{
    Name,
    case::{Actor, Case, What},
    definition::{Ledger, Results},
    org::{Org, OrgTree},
    refusal::Refusal,
    scenario::Step,
    value::{RecordId, Value},
};

use super::{
    Difference, Verdict, expect,
    stage::system,
    steps::{Broken, Play, attribute, plain_org, value_of},
};
use crate::{
    Clock,
    allotting::{self, Sides},
    duties, follow, notices, results, values,
};

impl Play<'_> {
    /// Names the one record that has these values.
    pub(super) fn find(&mut self, ledger: &Name, var: &Name, pairs: &[(Name, Name)]) -> Verdict {
        match self.ledger(ledger).and_then(|ledger| Ok((ledger, self.with_values(ledger, pairs)?))) {
            Err(broken) => Verdict::Broken(broken),
            Ok((_, found)) if found.len() == 1 => {
                self.records.insert(var.clone(), found[0]);
                Verdict::Passed
            }
            Ok((ledger, found)) => difference(&ledger.title, "1条", &format!("{}条", found.len())),
        }
    }

    /// So many records have these values.
    pub(super) fn count_of(&mut self, ledger: &Name, pairs: &[(Name, Name)]) -> Verdict {
        let (expected, rest) = expected_number(pairs);
        let counted = self.ledger(ledger).and_then(|ledger| Ok((ledger, self.with_values(ledger, &rest)?)));
        compared(expected, counted.map(|(ledger, found)| (ledger.title.clone(), found.len())))
    }

    /// So many records with these values are on show.
    pub(super) fn shown(&mut self, step: &Step, notice: &Name, pairs: &[(Name, Name)]) -> Verdict {
        let (expected, rest) = expected_number(pairs);
        let Some(notice) = self.package.notices.get(notice) else {
            return match self.package.results.get(notice) {
                Some(results) => compared(expected, self.released(step, results, &rest)),
                None => Verdict::Broken(format!("没有名为“{notice}”的公示或结果查询。")),
            };
        };
        let counted = self.ledger(&notice.of).and_then(|ledger| {
            let found = self.with_values(ledger, &rest)?;
            let on_show = |id: &&RecordId| {
                let case = self.stage.cases.get(*id);
                case.is_some_and(|case| notices::on_show(&self.stage.world(), notice, ledger, case, step.at))
            };
            Ok((notice.title.clone(), found.iter().filter(on_show).count()))
        });
        compared(expected, counted)
    }

    /// So many records with these values can be looked up by those they are about.
    fn released(&self, step: &Step, results: &Results, pairs: &[(Name, Name)]) -> Result<(Name, usize), Broken> {
        let ledger = self.ledger(&results.of)?;
        let other = |id: RecordId| self.stage.cases.get(&id).map(|case| &case.record);
        let open = |id: &&RecordId| {
            let case = self.stage.cases.get(*id);
            case.is_some_and(|case| results::open(&self.stage.world(), results, (ledger, case), &other, step.at))
        };
        Ok((results.title.clone(), self.with_values(ledger, pairs)?.iter().filter(open).count()))
    }

    fn with_values(&self, ledger: &Ledger, pairs: &[(Name, Name)]) -> Result<Vec<RecordId>, Broken> {
        let now = self.stage.events.last().map_or_else(Default::default, |event| event.at);
        let mut found = Vec::new();
        for case in self.stage.cases.values().filter(|case| case.record.ledger == ledger.key) {
            if expect::has(&self.stage, case, ledger, pairs, now, &self.records)? {
                found.push(case.record.id);
            }
        }
        Ok(found)
    }

    /// An organisation ends, is merged into another, or moves.
    pub(super) fn change_org(
        &mut self,
        step: &Step,
        name: &Name,
        pairs: &[(Name, Name)],
    ) -> Result<Result<(), Refusal>, Broken> {
        let code = |text: &Name| self.stage.orgs.find(text).map_or_else(|| text.clone(), |org| org.code.clone());
        let mut org = match self.stage.orgs.find(name) {
            Some(org) => org.clone(),
            None => plain_org(name.clone(), name.clone(), None),
        };
        for (key, text) in pairs {
            match &**key {
                "until" => org.until = values::read_date(text),
                "since" => org.since = values::read_date(text),
                "parent" => org.parent = Some(code(text)),
                "kind" => org.kind = text.clone(),
                "into" => {
                    org.attributes.insert("successor".into(), Value::Text(code(text)));
                }
                _ => {
                    org.attributes.insert(key.clone(), attribute(self.stage.library(), key, text));
                }
            }
        }
        if value_of(pairs, "into").is_some() && org.until.is_none() {
            org.until = step.at.date().pred_opt();
        }
        if let Some(refusal) = self.still_busy(&org) {
            return Ok(Err(refusal));
        }
        let successor = org.attributes.get("successor").and_then(Value::as_str).map(Name::from);
        let ended = org.clone();
        let others = self.stage.orgs.iter().filter(|o| o.code != ended.code).cloned();
        self.stage.orgs = OrgTree::new(others.chain([org]));
        if ended.until.is_some_and(|until| until < step.at.date()) {
            self.end_of_org(step, &ended, successor.as_ref());
        }
        Ok(Ok(()))
    }

    /// An organisation with open cases does not end without a successor.
    fn still_busy(&self, org: &Org) -> Option<Refusal> {
        let ends = org.until.is_some() && !org.attributes.contains_key("successor");
        let mut counts: Vec<(Name, usize)> = Vec::new();
        for case in self.stage.cases.values().filter(|case| ends && case.record.org == org.code) {
            let Some(ledger) = self.stage.library().ledger(&case.record.ledger) else { continue };
            if !crate::orgs::is_busy_with(self.stage.library(), ledger, case) {
                continue;
            }
            match counts.iter_mut().find(|(title, _)| *title == ledger.title) {
                Some((_, n)) => *n += 1,
                None => counts.push((ledger.title.clone(), 1)),
            }
        }
        (!counts.is_empty()).then(|| crate::orgs::still_busy(&org.name, &counts))
    }

    fn end_of_org(&mut self, step: &Step, org: &Org, successor: Option<&Name>) {
        let open = |case: &&Case| {
            case.record.org == org.code && case.record.state.is_some() && case.record.closed_at.is_none()
        };
        let ids: Vec<RecordId> = self.stage.cases.values().filter(open).map(|case| case.record.id).collect();
        for id in ids {
            let Some(ledger) = self.stage.ledger_of(id) else { continue };
            let what = match successor {
                _ if crate::orgs::is_obligation(self.stage.library(), ledger) => duties::excuse(),
                Some(to) => What::Transfer { to: to.clone() },
                None => continue,
            };
            let command = crate::orgs::by_system(&system(ledger, id, what), &org.name);
            let _ = self.stage.submit(ledger, &command, &Actor::system(), Clock::now(step.at));
        }
    }

    /// Runs an allocation and writes its result: all of it or nothing.
    pub(super) fn allot(
        &mut self,
        step: &Step,
        name: &Name,
        pairs: &[(Name, Name)],
    ) -> Result<Result<(), Refusal>, Broken> {
        let package = self.package;
        let Some(allocation) = package.allocations.get(name) else {
            return Err(format!("没有名为“{name}”的分配。"));
        };
        let actor = match step.actor {
            Some(_) => follow::on_behalf(&self.actor(step)?),
            None => Actor::system(),
        };
        let of = |key: &Name| -> Vec<Case> {
            self.stage.cases.values().filter(|case| case.record.ledger == *key).cloned().collect()
        };
        let (seekers, places) = (of(&allocation.seekers), of(&allocation.places));
        let sides = Sides { seekers: &seekers, places: &places };
        let seed = value_of(pairs, "seed");
        let allotted = match allotting::run(&self.stage.world(), allocation, sides, seed.as_deref(), step.at) {
            Ok(allotted) => allotted,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let before = self.stage.clone();
        for command in &allotted.commands {
            let Some(ledger) = self.stage.ledger_of(command.record) else { continue };
            if let Err(refusal) = self.stage.submit(ledger, command, &actor, Clock::now(step.at)) {
                self.stage = before;
                return Ok(Err(refusal));
            }
        }
        Ok(Ok(()))
    }
}

fn expected_number(pairs: &[(Name, Name)]) -> (Option<Name>, Vec<(Name, Name)>) {
    (value_of(pairs, "is"), pairs.iter().filter(|(key, _)| &**key != "is").cloned().collect())
}

fn compared(expected: Option<Name>, counted: Result<(Name, usize), Broken>) -> Verdict {
    let Some(expected) = expected else {
        return Verdict::Broken("没有写明期望的件数，写法如 is=2。".into());
    };
    match counted {
        Err(broken) => Verdict::Broken(broken),
        Ok((_, n)) if *expected == n.to_string() => Verdict::Passed,
        Ok((title, n)) => difference(&title, &expected, &n.to_string()),
    }
}

fn difference(what: &str, expected: &str, actual: &str) -> Verdict {
    Verdict::Failed(vec![Difference { what: what.into(), expected: expected.into(), actual: actual.into() }])
}
