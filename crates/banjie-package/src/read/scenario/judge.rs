//! Judging the steps of a scenario: do the names exist, are the values of their types, does time run forward.

use std::{collections::HashMap, sync::Arc};

use banjie_model::{
    Moment, Name,
    definition::{FieldType, Ledger},
    finding::Span,
    scenario::{ScenarioOrg, Step, Verb},
};
use chrono::NaiveDate;

use super::{Word, spot};
use crate::{
    expression::parse_duration,
    findings::{Findings, suggestion},
    read::Builder,
    types::{type_zh, value_of},
};

/// What an expectation may ask beside fields and limits.
const FACTS: [&str; 11] = [
    "state",
    "card",
    "referred_to",
    "org",
    "number",
    "handler",
    "opened_on",
    "closed_on",
    "hand_overs",
    "version",
    "message",
];

/// What an expectation may ask of a limit.
const LIMIT_FACTS: [&str; 11] = [
    "due",
    "state",
    "card",
    "started",
    "ended",
    "overdue",
    "on_time",
    "paused",
    "referred",
    "provisional",
    "published",
];

/// Judges one scenario.
pub(super) struct Judge<'j, 'b> {
    pub(super) builder: &'j Builder<'b>,
    file: &'j Name,
    orgs: &'j [ScenarioOrg],
    findings: &'j mut Findings,
    /// The step at hand is to be refused: its values may be wrong on purpose.
    refused: bool,
    /// Records made so far.
    records: HashMap<Name, Option<Arc<Ledger>>>,
}

impl<'j, 'b> Judge<'j, 'b> {
    pub(super) fn new(
        builder: &'j Builder<'b>,
        file: &'j Name,
        orgs: &'j [ScenarioOrg],
        findings: &'j mut Findings,
    ) -> Self {
        Judge { builder, file, orgs, findings, refused: false, records: HashMap::new() }
    }

    pub(super) fn add(&mut self, code: &'static str, span: Span, message: String, help: Option<String>) {
        self.findings.add(code, spot(self.file, span), message).help_if(help);
    }

    pub(super) fn syntax(&mut self, span: Span, message: &str) {
        let help = "一行一步：时间 角色@单位 动作 记录 名字=值 …，例如 2025-09-28 09:00 head@鹿城分局 file v";
        self.add("scenario-syntax", span, message.to_string(), Some(help.into()));
    }

    pub(super) fn time_runs_back(&mut self, words: &[Word], before: Moment) {
        let span = words[0].span.to(words[1.min(words.len() - 1)].span);
        self.add(
            "scenario-time-backwards",
            span,
            format!("时间倒流：上一步在 {}", before.format("%Y-%m-%d %H:%M")),
            Some("情景里时间只能向前，按发生的次序写".into()),
        );
    }

    /// Judges a step; `words` are those of its line.
    pub(super) fn step(&mut self, step: &Step, words: &[Word]) {
        self.refused = step.refused.is_some();
        if let Some((role, org)) = &step.actor {
            let span = words.iter().find(|w| w.key.is_none() && w.text.contains('@')).map_or(step.span, |w| w.span);
            self.actor(role, org, span);
        }
        match &step.verb {
            Verb::Create { ledger, var, values } => self.create(ledger, var, values, words),
            Verb::Act { action, var, values } => {
                if let Some(ledger) = self.record(var, words) {
                    self.act(&ledger, action, values, words);
                }
            }
            Verb::Edit { var, values } => {
                if let Some(ledger) = self.record(var, words) {
                    self.values(&ledger, values, &[], words);
                }
            }
            Verb::Suspend { var, limit, values } => self.limit(var, limit, values, &["from", "until", "reason"], words),
            Verb::Extend { var, limit, values } => self.limit(var, limit, values, &["by", "reason"], words),
            Verb::Find { ledger, var, values } => self.find(ledger, var, values, words),
            Verb::CountOf { ledger, pairs } => {
                if let Some(ledger) = self.ledger(ledger, words) {
                    self.traits_of(&ledger, pairs, words);
                }
                self.number(pairs, words);
            }
            Verb::Shown { notice, pairs } => self.shown(notice, pairs, words),
            Verb::Allot { allocation, values } => self.allot(allocation, values, words),
            Verb::Org { org, values } => self.change_org(org, values, words),
            Verb::Calendar { values, .. } => self.pairs_of(values, &["name", "until"], words),
            Verb::Expect { var, pairs } => {
                if let Some(ledger) = self.record(var, words) {
                    for (key, value) in pairs {
                        self.expectation(&ledger, key, value, words);
                    }
                }
            }
            Verb::Figure { indicator, .. } => self.figure(indicator, words),
        }
    }

    fn actor(&mut self, role: &str, org: &str, span: Span) {
        let roles = &self.builder.package.roles;
        let elsewhere = role.split_once('.').is_some_and(|(package, role)| {
            self.builder.needed.iter().any(|p| &*p.name == package && p.roles.contains_key(role))
        });
        if !roles.contains_key(role) && !elsewhere {
            let names: Vec<&str> = roles.keys().map(|k| &**k).collect();
            let help = suggestion(role, &names);
            self.add("unknown-role", span, format!("没有叫 `{role}` 的角色"), help);
        }
        self.org(org.split('/').next().unwrap_or(org), span);
    }

    pub(super) fn org(&mut self, org: &str, span: Span) {
        if self.orgs.iter().any(|o| &*o.name == org || &*o.code == org) {
            return;
        }
        let names: Vec<&str> = self.orgs.iter().map(|o| &*o.name).collect();
        let help = suggestion(org, &names)
            .unwrap_or_else(|| "在本文件或 scenarios/orgs.md 的 ```orgs 代码块里列出单位,一行一个,下级缩进两格".into());
        self.add("scenario-unknown-org", span, format!("情景里没有单位“{org}”"), Some(help));
    }

    fn create(&mut self, ledger: &Name, var: &Name, values: &[(Name, Name)], words: &[Word]) {
        let found = self.ledger(ledger, words);
        if let Some(found) = &found {
            self.values(found, values, &["org", "number"], words);
        }
        // What is refused does not come into being.
        if !self.refused {
            self.keep(var, found, words);
        }
    }

    /// A ledger by its name; a finding when there is none.
    pub(super) fn ledger(&mut self, ledger: &Name, words: &[Word]) -> Option<Arc<Ledger>> {
        let found = self.builder.find_ledger(ledger).cloned();
        if found.is_none() {
            let names = self.builder.ledger_names();
            let allowed: Vec<&str> = names.iter().map(String::as_str).collect();
            let help = suggestion(ledger, &allowed);
            self.add("unknown-ledger", place(words, ledger), format!("没有叫 `{ledger}` 的台账"), help);
        }
        found
    }

    /// Keeps a record under its name in the scenario.
    pub(super) fn keep(&mut self, var: &Name, ledger: Option<Arc<Ledger>>, words: &[Word]) {
        if self.records.insert(var.clone(), ledger).is_some() {
            let help = Some("给新记录换一个名字".into());
            self.add("scenario-record-twice", place(words, var), format!("记录 `{var}` 已经有了"), help);
        }
    }

    /// The ledger of a record made earlier.
    fn record(&mut self, var: &Name, words: &[Word]) -> Option<Arc<Ledger>> {
        if let Some(ledger) = self.records.get(var) {
            return ledger.clone();
        }
        let names: Vec<String> = self.records.keys().map(ToString::to_string).collect();
        let mut allowed: Vec<&str> = names.iter().map(String::as_str).collect();
        allowed.sort_unstable();
        let help = suggestion(var, &allowed).unwrap_or_else(|| "先用 create 建立记录".into());
        self.add("scenario-unknown-record", place(words, var), format!("没有叫 `{var}` 的记录"), Some(help));
        None
    }

    fn act(&mut self, ledger: &Ledger, action: &Name, values: &[(Name, Name)], words: &[Word]) {
        if ledger.action(action).is_none() && &**action != "assign" {
            let names: Vec<&str> =
                ledger.actions.iter().map(|a| &*a.name).chain(["create", "edit", "expect", "assign"]).collect();
            let help = suggestion(action, &names);
            let message = format!("台账“{}”没有办理动作 `{action}`", ledger.title);
            self.add("scenario-unknown-action", place(words, action), message, help);
            return;
        }
        self.values(ledger, values, &["to", "reason", "handler", "note"], words);
    }

    fn values(&mut self, ledger: &Ledger, values: &[(Name, Name)], extra: &[&str], words: &[Word]) {
        for (key, value) in values {
            let span = pair_place(words, key);
            match ledger.field(key) {
                Some((_, field)) => self.field_value(&field.ty, value, span),
                None if self.refused => {}
                None if extra.contains(&&**key) => {
                    if matches!(&**key, "to" | "org") {
                        self.org(value, span);
                    }
                }
                None if matches!(&**key, "reason" | "note") || self.builder.broken.contains(key) => {}
                None => {
                    let names: Vec<&str> =
                        ledger.fields.iter().map(|f| &*f.name).chain(extra.iter().copied()).collect();
                    let help = suggestion(key, &names);
                    self.add("unknown-field", span, format!("台账“{}”没有叫 `{key}` 的字段", ledger.title), help);
                }
            }
        }
    }

    pub(super) fn field_value(&mut self, ty: &FieldType, value: &str, span: Span) {
        if self.refused {
            return;
        }
        match ty {
            FieldType::Org => self.org(value, span),
            FieldType::Ref(_) if !self.records.contains_key(value) => {
                let help = Some("引用字段写情景里先建立的记录名".into());
                self.add("scenario-unknown-record", span, format!("没有叫 `{value}` 的记录"), help);
            }
            FieldType::Ref(_) | FieldType::List(_) => {}
            _ if value.is_empty() => {}
            _ => {
                if let Err(message) = value_of(value, ty, &self.builder.package.codes) {
                    self.add("scenario-bad-value", span, message, Some(format!("应是{}", type_zh(ty))));
                }
            }
        }
    }

    fn limit(&mut self, var: &Name, limit: &Name, values: &[(Name, Name)], keys: &[&str], words: &[Word]) {
        let Some(ledger) = self.record(var, words) else { return };
        if ledger.limit(limit).is_none() {
            let names: Vec<&str> = ledger.limits.iter().map(|l| &*l.name).collect();
            let help = suggestion(limit, &names);
            self.add(
                "unknown-limit",
                place(words, limit),
                format!("台账“{}”没有叫 `{limit}` 的时限", ledger.title),
                help,
            );
        }
        for (key, value) in values {
            let span = pair_place(words, key);
            let good = match &**key {
                "by" => parse_duration(value).is_ok(),
                "from" | "until" => date_or_moment(value),
                _ => true,
            };
            if !keys.contains(&&**key) {
                self.add("scenario-unknown-key", span, format!("这里没有 `{key}` 这一项"), suggestion(key, keys));
            } else if !good {
                let help = Some("日期写成 2025-10-01，时长写成 \"30 days\"".into());
                self.add("scenario-bad-value", span, format!("`{key}` 的值 \"{value}\" 不对"), help);
            }
        }
    }

    fn expectation(&mut self, ledger: &Ledger, key: &Name, value: &Name, words: &[Word]) {
        let span = pair_place(words, key);
        if let Some((limit, fact)) = key.split_once('.') {
            return self.limit_expectation(ledger, (limit, fact), value, span);
        }
        if let Some((_, field)) = ledger.field(key) {
            if !matches!(&**value, "none" | "无") {
                self.field_value(&field.ty, value, span);
            }
            return;
        }
        if self.builder.broken.contains(key) {
            return;
        }
        let allowed: Option<Vec<&str>> = match &**key {
            "state" => Some(ledger.states.iter().map(|s| &*s.name).collect()),
            "card" => Some(vec!["none", "yellow", "red"]),
            "referred_to" => Some(self.builder.package.roles.keys().map(|k| &**k).chain(["none"]).collect()),
            _ => None,
        };
        match allowed {
            Some(allowed) if !allowed.contains(&&**value) => {
                let help = suggestion(value, &allowed);
                self.add("scenario-bad-value", span, format!("`{key}` 不会是 \"{value}\""), help);
            }
            None if &**key == "org" => self.org(value, span),
            None if !FACTS.contains(&&**key) => {
                let limits: Vec<String> = ledger.limits.iter().map(|l| format!("{}.due", l.name)).collect();
                let names: Vec<&str> = FACTS
                    .into_iter()
                    .chain(ledger.fields.iter().map(|f| &*f.name))
                    .chain(limits.iter().map(String::as_str))
                    .collect();
                let help = suggestion(key, &names);
                self.add("scenario-unknown-key", span, format!("不能期望 `{key}`：记录没有这一项"), help);
            }
            _ => {}
        }
    }

    fn limit_expectation(&mut self, ledger: &Ledger, (limit, fact): (&str, &str), value: &Name, span: Span) {
        if ledger.limit(limit).is_none() {
            let names: Vec<&str> = ledger.limits.iter().map(|l| &*l.name).collect();
            let help = suggestion(limit, &names);
            return self.add("unknown-limit", span, format!("台账“{}”没有叫 `{limit}` 的时限", ledger.title), help);
        }
        let good = match fact {
            "due" | "started" | "ended" => date_or_moment(value) || &**value == "none",
            "state" => matches!(&**value, "running" | "met" | "late" | "paused" | "void" | "none"),
            "card" => matches!(&**value, "none" | "yellow" | "red"),
            _ => true,
        };
        if !LIMIT_FACTS.contains(&fact) {
            self.add("scenario-unknown-key", span, format!("时限没有 `{fact}` 这一项"), suggestion(fact, &LIMIT_FACTS));
        } else if !good {
            let help = "due 写日期；state 写 running、met、late、paused、void;card 写 none、yellow、red";
            self.add("scenario-bad-value", span, format!("`{limit}.{fact}` 不会是 \"{value}\""), Some(help.into()));
        }
    }
}

/// The place of a bare word; the whole line when it is not there.
pub(super) fn place(words: &[Word], text: &str) -> Span {
    let found = words.iter().find(|word| word.is(text)).or(words.first());
    found.map_or(Span::default(), |word| word.span)
}

/// The place of a `key=value`.
pub(super) fn pair_place(words: &[Word], key: &str) -> Span {
    let found = words.iter().find(|word| word.key.as_deref() == Some(key)).or(words.first());
    found.map_or(Span::default(), |word| word.span)
}

pub(super) fn date_or_moment(text: &str) -> bool {
    let text = text.trim().replace('T', " ");
    let date = text.split(' ').next().unwrap_or_default();
    NaiveDate::parse_from_str(date, "%Y-%m-%d").is_ok()
}
