//! Judging the steps that do nothing to a single record: finding and counting records, notices, allocations, organisations.

use banjie_model::{Name, definition::Ledger};

use super::{
    Word,
    judge::{Judge, date_or_moment, pair_place, place},
};
use crate::findings::suggestion;

impl Judge<'_, '_> {
    pub(super) fn figure(&mut self, indicator: &Name, words: &[Word]) {
        let indicators = &self.builder.package.indicators;
        if indicators.contains_key(indicator) || self.builder.broken.contains(indicator) {
            return;
        }
        let names: Vec<&str> = indicators.keys().map(|k| &**k).collect();
        let help = suggestion(indicator, &names);
        self.add("scenario-unknown-indicator", place(words, indicator), format!("没有叫 `{indicator}` 的指标"), help);
    }

    pub(super) fn find(&mut self, ledger: &Name, var: &Name, values: &[(Name, Name)], words: &[Word]) {
        let found = self.ledger(ledger, words);
        if let Some(found) = &found {
            self.traits_of(found, values, words);
        }
        self.keep(var, found, words);
    }

    /// What records are told apart by: fields, state, organisation, number.
    pub(super) fn traits_of(&mut self, ledger: &Ledger, values: &[(Name, Name)], words: &[Word]) {
        for (key, value) in values {
            let span = pair_place(words, key);
            if let Some((_, field)) = ledger.field(key) {
                if !matches!(&**value, "none" | "无") {
                    self.field_value(&field.ty, value, span);
                }
                continue;
            }
            match &**key {
                "is" | "number" => {}
                "org" => self.org(value, span),
                "state" if ledger.state(value).is_some() => {}
                "state" => {
                    let states: Vec<&str> = ledger.states.iter().map(|s| &*s.name).collect();
                    let help = suggestion(value, &states);
                    self.add("scenario-bad-value", span, format!("`state` 不会是 \"{value}\""), help);
                }
                _ if self.builder.broken.contains(key) => {}
                _ => {
                    let fields = ledger.fields.iter().map(|f| &*f.name);
                    let names: Vec<&str> = fields.chain(["state", "org", "number"]).collect();
                    let help = suggestion(key, &names);
                    self.add("scenario-unknown-key", span, format!("不能按 `{key}` 找：记录没有这一项"), help);
                }
            }
        }
    }

    /// `is=N`, which a count must have.
    pub(super) fn number(&mut self, pairs: &[(Name, Name)], words: &[Word]) {
        let verb = words.iter().find(|word| word.is("count") || word.is("shown")).map_or(words[0].span, |w| w.span);
        match pairs.iter().find(|(key, _)| &**key == "is") {
            None => self.syntax(verb, "要写明应有几条：is=2"),
            Some((key, value)) if value.parse::<u32>().is_err() => {
                let help = Some("写一个整数，例如 is=2".into());
                self.add("scenario-bad-value", pair_place(words, key), format!("`is` 不会是 \"{value}\""), help);
            }
            Some(_) => {}
        }
    }

    pub(super) fn shown(&mut self, notice: &Name, pairs: &[(Name, Name)], words: &[Word]) {
        let notices = &self.builder.package.notices;
        match notices.get(notice) {
            Some(found) => {
                if let Some(ledger) = self.builder.find_ledger(&found.of).cloned() {
                    self.traits_of(&ledger, pairs, words);
                }
            }
            None if self.builder.broken.contains(notice) => {}
            None => self.released(notice, pairs, words),
        }
        self.number(pairs, words);
    }

    fn released(&mut self, name: &Name, pairs: &[(Name, Name)], words: &[Word]) {
        let package = &self.builder.package;
        match package.results.get(name) {
            Some(found) => {
                if let Some(ledger) = self.builder.find_ledger(&found.of).cloned() {
                    self.traits_of(&ledger, pairs, words);
                }
            }
            None => {
                let names: Vec<&str> = package.notices.keys().chain(package.results.keys()).map(|k| &**k).collect();
                self.unknown("公示或结果查询", name, &names, words);
            }
        }
    }

    pub(super) fn allot(&mut self, allocation: &Name, values: &[(Name, Name)], words: &[Word]) {
        let allocations = &self.builder.package.allocations;
        if !allocations.contains_key(allocation) && !self.builder.broken.contains(allocation) {
            let names: Vec<&str> = allocations.keys().map(|k| &**k).collect();
            self.unknown("分配", allocation, &names, words);
        }
        self.pairs_of(values, &["seed"], words);
    }

    fn unknown(&mut self, what: &str, name: &Name, names: &[&str], words: &[Word]) {
        let help = suggestion(name, names).or_else(|| Some(format!("还没有声明任何{what}")));
        self.add("scenario-unknown-key", place(words, name), format!("没有叫 `{name}` 的{what}"), help);
    }

    pub(super) fn change_org(&mut self, org: &Name, values: &[(Name, Name)], words: &[Word]) {
        self.org(org, place(words, org));
        for (key, value) in values.iter().filter(|(key, _)| matches!(&**key, "into" | "parent")) {
            self.org(value, pair_place(words, key));
        }
        self.pairs_of(values, &["until", "into", "parent"], words);
        if values.is_empty() {
            self.syntax(place(words, org), "单位怎样变动没有写：until=日期、into=并入的单位、parent=新的上级");
        }
    }

    /// Values by fixed keys; `until` is a date.
    pub(super) fn pairs_of(&mut self, values: &[(Name, Name)], keys: &[&str], words: &[Word]) {
        for (key, value) in values {
            let span = pair_place(words, key);
            if !keys.contains(&&**key) {
                let help = suggestion(key, keys);
                self.add("scenario-unknown-key", span, format!("这里没有 `{key}` 这一项"), help);
            } else if &**key == "until" && !date_or_moment(value) {
                let help = Some("日期写成 2025-10-01".into());
                self.add("scenario-bad-value", span, format!("`{key}` 的值 \"{value}\" 不对"), help);
            }
        }
    }
}
