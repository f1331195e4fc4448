//! Carrying out the steps of a scenario.

use std::collections::HashMap;

use banjie_model::{
    Name,
    calendar::{DayKind, DayRule, Term, WorkCalendar, add_calendar_days},
    case::{Actor, Command, What},
    definition::{Ledger, Library, Package},
    expr::{Duration, TimeUnit},
    org::{Org, OrgTree},
    refusal::Refusal,
    scenario::{Scenario, ScenarioOrg, Step, Verb},
    value::{RecordId, Value},
};
use indexmap::IndexMap;

use super::{
    Difference, FigureOracle, Verdict, expect,
    stage::{self, Stage},
};
use crate::{Clock, values};

/// A scenario under way.
pub(super) struct Play<'a> {
    pub(super) package: &'a Package,
    pub(super) stage: Stage<'a>,
    pub(super) records: HashMap<Name, RecordId>,
    figures: &'a mut dyn FigureOracle,
}

/// Why a step cannot be carried out as written.
pub(super) type Broken = String;

impl<'a> Play<'a> {
    pub(super) fn new(
        library: &'a Library,
        package: &'a Package,
        scenario: &Scenario,
        figures: &'a mut dyn FigureOracle,
    ) -> Play<'a> {
        let orgs = org_tree(library, scenario);
        let stage = Stage::new(library, WorkCalendar::official(), orgs);
        Play { package, stage, records: HashMap::new(), figures }
    }

    /// Carries out one step.
    pub(super) fn step(&mut self, step: &Step) -> Verdict {
        self.stage.tick(step.at);
        let done = match &step.verb {
            Verb::Expect { var, pairs } => return self.expectation(step, var, pairs),
            Verb::Figure { indicator, pairs } => {
                return expect::figure(&self.stage, self.package, self.figures, indicator, pairs, step.at);
            }
            Verb::Calendar { kind, date, values } => {
                return match self.change_calendar(step, kind, *date, values) {
                    Ok(()) => Verdict::Passed,
                    Err(broken) => Verdict::Broken(broken),
                };
            }
            Verb::Find { ledger, var, values } => return self.find(ledger, var, values),
            Verb::CountOf { ledger, pairs } => return self.count_of(ledger, pairs),
            Verb::Shown { notice, pairs } => return self.shown(step, notice, pairs),
            Verb::Org { org, values } => self.change_org(step, org, values),
            Verb::Allot { allocation, values } => self.allot(step, allocation, values),
            verb => self.command(step, verb),
        };
        match done {
            Err(broken) => Verdict::Broken(broken),
            Ok(answer) => self.judge(step, answer),
        }
    }

    fn expectation(&mut self, step: &Step, var: &Name, pairs: &[(Name, Name)]) -> Verdict {
        let Some(id) = self.records.get(var) else { return Verdict::Broken(no_record(var)) };
        let name_of = |id: RecordId| self.records.iter().find(|(_, i)| **i == id).map(|(n, _)| n.clone());
        expect::record(&self.stage, *id, pairs, step.at, &self.records, &name_of)
    }

    fn change_calendar(
        &mut self,
        step: &Step,
        kind: &str,
        date: chrono::NaiveDate,
        values: &[(Name, Name)],
    ) -> Result<(), Broken> {
        let named = |key: &str| value_of(values, key);
        if kind == "term" {
            let until = named("until").ok_or("请写明学期的最后一天：until=2026-01-23")?;
            let ends_on = values::read_date(&until).ok_or_else(|| format!("“{until}”不是日期，写法如 2026-01-23。"))?;
            let title = named("name").unwrap_or_else(|| "学期".into());
            self.stage.calendar = self.stage.calendar.with_terms([Term { starts_on: date, ends_on, title }]);
            // Days of the term that lie behind already are owed too.
            let from = self.stage.began_on.map_or(date, |began| began.max(date));
            self.stage.open_duties(add_calendar_days(from, -1), step.at.date());
            return Ok(());
        }
        let kind = if kind == "work" { DayKind::Work } else { DayKind::Off };
        let rule = DayRule {
            date,
            kind,
            name: named("name").unwrap_or_else(|| "临时调整".into()),
            notice: named("notice").unwrap_or_else(|| "".into()),
        };
        self.stage.calendar = self.stage.calendar.with_days([rule], []);
        self.stage.rejudge(step.at);
        Ok(())
    }

    /// Submits the command of a step; the inner answer is the engine's.
    fn command(&mut self, step: &Step, verb: &Verb) -> Result<Result<(), Refusal>, Broken> {
        let actor = self.actor(step)?;
        let (ledger, record, var) = match verb {
            Verb::Create { ledger, var, .. } => (self.ledger(ledger)?, self.stage.next_id(), Some(var)),
            Verb::Act { var, .. } | Verb::Edit { var, .. } | Verb::Suspend { var, .. } | Verb::Extend { var, .. } => {
                let id = *self.records.get(var).ok_or_else(|| no_record(var))?;
                (self.stage.ledger_of(id).ok_or_else(|| no_record(var))?, id, None)
            }
            Verb::Find { .. }
            | Verb::CountOf { .. }
            | Verb::Shown { .. }
            | Verb::Allot { .. }
            | Verb::Org { .. }
            | Verb::Calendar { .. }
            | Verb::Expect { .. }
            | Verb::Figure { .. } => return Err("这一步不是办理。".into()),
        };
        let (what, reason) = self.what(ledger, verb)?;
        let command = Command { ledger: ledger.key.clone(), record, expected_version: None, what, reason };
        let answer = self.stage.submit(ledger, &command, &actor, Clock::now(step.at));
        if let (Some(var), Ok(_)) = (var, &answer) {
            self.records.insert(var.clone(), record);
        }
        Ok(answer.map(|_| ()))
    }

    pub(super) fn actor(&self, step: &Step) -> Result<Actor, Broken> {
        let Some((role, org)) = &step.actor else {
            return Err("这一步没有写明由谁办理。请在时间后写“角色@机构”。".into());
        };
        let (package, role) = role.split_once('.').unwrap_or((&self.package.name, role));
        let declared = self.stage.library().packages.get(package).is_some_and(|p| p.roles.contains_key(role));
        if !declared {
            return Err(format!("应用 {package} 没有声明角色“{role}”。"));
        }
        let (org, person) = org.split_once('/').map_or((&**org, None), |(org, person)| (org, Some(person)));
        if self.stage.orgs.find(org).is_none() {
            return Err(format!("情景里没有机构“{org}”。请在 ```orgs 代码块中列出。"));
        }
        let actor = stage::actor(package, role, org, &self.stage.orgs);
        Ok(match person {
            Some(person) => Actor { account: person.into(), ..actor },
            None => actor,
        })
    }

    pub(super) fn ledger(&self, name: &str) -> Result<&'a Ledger, Broken> {
        let own = self.package.ledgers.get(name).map(|l| &**l);
        let found = own.or_else(|| self.stage.library().ledger(name).map(|l| &**l));
        found.ok_or_else(|| format!("没有名为“{name}”的台账。"))
    }

    fn what(&self, ledger: &Ledger, verb: &Verb) -> Result<(What, Option<Name>), Broken> {
        let reason = |pairs: &[(Name, Name)]| value_of(pairs, "reason").or_else(|| value_of(pairs, "note"));
        Ok(match verb {
            Verb::Create { values, .. } => {
                let org = self.own_key(ledger, values, "org").map(|o| self.org(&o)).transpose()?;
                let number = self.own_key(ledger, values, "number");
                let what = What::Create { org, number, values: self.values(ledger, values, &["org", "number"])? };
                (what, self.own_key(ledger, values, "reason"))
            }
            Verb::Edit { values, .. } => {
                (What::Edit { values: self.values(ledger, values, &[])? }, self.own_key(ledger, values, "reason"))
            }
            Verb::Act { action, values, .. } if &**action == "assign" && ledger.action("assign").is_none() => {
                let handler = value_of(values, "handler").ok_or("请写明经办人：handler=登录名")?;
                (What::Assign { handler }, reason(values))
            }
            Verb::Act { action, values, .. } => {
                let to_org = self.own_key(ledger, values, "to").map(|o| self.org(&o)).transpose()?;
                let what = What::Act { action: action.clone(), values: self.values(ledger, values, &["to"])?, to_org };
                (what, self.own_key(ledger, values, "reason").or_else(|| self.own_key(ledger, values, "note")))
            }
            Verb::Suspend { limit, values, .. } => {
                let moment = |key| value_of(values, key).map(|t| moment(&t)).transpose();
                let from = moment("from")?.ok_or("请写明中止的起始时间：from=2025-10-01")?;
                (What::Suspend { limit: limit.clone(), from, until: moment("until")? }, reason(values))
            }
            Verb::Extend { limit, values, .. } => {
                let by = value_of(values, "by").ok_or("请写明延长多久：by=\"30 days\"")?;
                let length =
                    duration(&by).ok_or_else(|| format!("“{by}”不是时长，写法如 30 days、7 working days。"))?;
                (What::Extend { limit: limit.clone(), length }, reason(values))
            }
            _ => return Err("这一步不是办理。".into()),
        })
    }

    /// The value of a key that is no field of the ledger.
    fn own_key(&self, ledger: &Ledger, pairs: &[(Name, Name)], key: &str) -> Option<Name> {
        if ledger.field(key).is_some() { None } else { value_of(pairs, key) }
    }

    fn org(&self, text: &str) -> Result<Name, Broken> {
        // An unknown receiver is for the engine to refuse.
        Ok(self.stage.orgs.find(text).map_or_else(|| text.into(), |o| o.code.clone()))
    }

    fn values(
        &self,
        ledger: &Ledger,
        pairs: &[(Name, Name)],
        special: &[&str],
    ) -> Result<IndexMap<Name, Value>, Broken> {
        let world = self.stage.world();
        let find = |_: &str, text: &str| self.records.get(text).copied();
        let mut read = IndexMap::new();
        for (key, text) in pairs {
            let value = match ledger.field(key) {
                // What cannot be read goes to the engine as text: a scenario may expect it to be refused.
                Some((_, field)) => {
                    values::read(&world, ledger, field, text, &find).unwrap_or_else(|_| Value::text(text))
                }
                None if special.contains(&&**key) || matches!(&**key, "reason" | "note") => continue,
                None => Value::text(text),
            };
            read.insert(key.clone(), value);
        }
        Ok(read)
    }

    /// Compares the answer of the engine with what the step expects.
    fn judge(&self, step: &Step, answer: Result<(), Refusal>) -> Verdict {
        let difference = |expected: String, actual: String| {
            Verdict::Failed(vec![Difference { what: "办理结果".into(), expected, actual }])
        };
        match (&step.refused, answer) {
            (None, Ok(())) => Verdict::Passed,
            (None, Err(refusal)) => difference("准予办理".into(), refused_words(&refusal)),
            (Some(expected), Ok(())) => difference(format!("拒绝（{expected}）"), "准予办理".into()),
            (Some(expected), Err(refusal)) if self.matches(expected, &refusal) => Verdict::Passed,
            (Some(expected), Err(refusal)) => difference(format!("拒绝（{expected}）"), refused_words(&refusal)),
        }
    }

    /// A refusal is recognised by its code, a role it needs, a field at fault, or a part of its words.
    fn matches(&self, expected: &str, refusal: &Refusal) -> bool {
        let role_title = |role: &Name| self.package.roles.get(role).is_some_and(|r| &*r.title == expected);
        refusal.code.key() == expected
            || refusal.needs_role.iter().any(|r| &**r == expected || role_title(r))
            || refusal.fields.iter().any(|f| &*f.field == expected)
            || [Some(&refusal.message), refusal.rule.as_ref(), refusal.basis.as_ref()]
                .into_iter()
                .flatten()
                .any(|words| words.contains(expected))
    }
}

fn no_record(var: &str) -> Broken {
    format!("没有名为“{var}”的记录：前面没有建立，或建立时被拒绝。")
}

fn refused_words(refusal: &Refusal) -> String {
    format!("拒绝（{}）：{}", refusal.code.key(), refusal.message)
}

pub(super) fn value_of(pairs: &[(Name, Name)], key: &str) -> Option<Name> {
    pairs.iter().find(|(k, _)| &**k == key).map(|(_, v)| v.clone())
}

fn moment(text: &str) -> Result<banjie_model::Moment, Broken> {
    values::read_moment(text).ok_or_else(|| format!("“{text}”不是时间，写法如 2025-10-01 或 \"2025-10-01 09:00\"。"))
}

/// `30 days`, `7 working days`, `3 months`, `24 hours`.
fn duration(text: &str) -> Option<Duration> {
    let (n, unit) = text.trim().split_once(' ')?;
    let unit = match unit.trim() {
        "working days" | "working day" => TimeUnit::WorkingDays,
        "days" | "day" => TimeUnit::Days,
        "months" | "month" => TimeUnit::Months,
        "hours" | "hour" => TimeUnit::Hours,
        "years" | "year" => TimeUnit::Years,
        _ => return None,
    };
    Some(Duration::new(n.parse().ok()?, unit))
}

/// Organisations of a scenario. Where it declares none, those its steps name stand side by side.
fn org_tree(library: &Library, scenario: &Scenario) -> OrgTree {
    if scenario.orgs.is_empty() {
        let named = scenario.steps.iter().filter_map(|s| s.actor.as_ref()).map(|(_, org)| org);
        return OrgTree::new(named.map(|name| plain_org(name.clone(), name.clone(), None)));
    }
    OrgTree::new(scenario.orgs.iter().map(|o| declared_org(library, o)))
}

pub(super) fn plain_org(code: Name, name: Name, parent: Option<Name>) -> Org {
    Org { code, name, kind: "".into(), parent, since: None, until: None, attributes: IndexMap::new() }
}

fn declared_org(library: &Library, declared: &ScenarioOrg) -> Org {
    let mut org = plain_org(declared.code.clone(), declared.name.clone(), declared.parent.clone());
    for (key, text) in &declared.attributes {
        match &**key {
            "kind" => org.kind = text.clone(),
            "since" => org.since = values::read_date(text),
            "until" => org.until = values::read_date(text),
            _ => {
                org.attributes.insert(key.clone(), attribute(library, key, text));
            }
        }
    }
    org
}

/// An attribute by the type the ledger of organisations gives it, else by its look.
pub(super) fn attribute(library: &Library, key: &str, text: &str) -> Value {
    let ledger = library.ledger("orgs.org");
    if let Some((ledger, (_, field))) = ledger.and_then(|l| Some((l, l.field(key)?))) {
        let (calendar, orgs) = (WorkCalendar::official(), OrgTree::default());
        let world = crate::World { library, calendar: &calendar, orgs: &orgs };
        if let Ok(value) = values::read(&world, ledger, field, text, &|_, _| None) {
            return value;
        }
    }
    match (text, text.parse::<i64>()) {
        ("true", _) => Value::Bool(true),
        ("false", _) => Value::Bool(false),
        (_, Ok(n)) => Value::Int(n),
        _ => Value::text(text),
    }
}
