//! Results that people look up.

use banjie_model::{
    Name,
    definition::{Day, FieldType, Identity, Ledger, Results},
    pushdown::Over,
};

use super::{Builder, ledger::duplicate};
use crate::{
    expression::TypeScope,
    findings::{Findings, suggestion},
    tree::At,
    types::type_zh,
};

/// The number of a record among what identifies a person.
const NUMBER: &str = "number";

impl Builder<'_> {
    /// All results.
    pub(super) fn results(&mut self, findings: &mut Findings) {
        let folder = self.folder;
        for at in folder.results.iter().flat_map(|d| d.at().get("results")).flat_map(At::entries) {
            if self.package.results.contains_key(at.name) {
                duplicate(At { name: "", ..at }, "", "结果查询", at.name, findings);
                continue;
            }
            if let Some(results) = self.result_query(at, findings) {
                self.package.results.insert(results.name.clone(), results);
            }
        }
    }

    fn result_query(&self, at: At<'_>, findings: &mut Findings) -> Option<Results> {
        let of = self.ledger_under(at, "of", findings)?;
        let scope = TypeScope { ledger: Some(self.ledger_scope(&of)), ..self.base_scope() };
        Some(Results {
            name: at.name.into(),
            title: at.text_at("title").unwrap_or_else(|| at.name.into()),
            of: of.key.clone(),
            outcomes: self.state_words(at, "outcomes", &of, findings),
            filter: at.get("where").and_then(|w| self.condition(w, &scope, Over::Records, findings)),
            identify_by: at.list("identify_by").filter_map(|item| self.identity(item, &of, findings)).collect(),
            shows: self.fields_of(at, "shows", &of, findings),
            released: at.get("released").and_then(|day| self.day(day, &of, findings)),
            until: at.get("until").and_then(|day| self.day(day, &of, findings)),
            basis: at.text_at("basis"),
            help: at.text_at("help"),
        })
    }

    fn identity(&self, at: At<'_>, ledger: &Ledger, findings: &mut Findings) -> Option<Identity> {
        if at.text().is_some_and(|text| &**text == NUMBER) && ledger.field(NUMBER).is_none() {
            return Some(Identity::Number);
        }
        self.field_of(at, ledger, findings).map(Identity::Field)
    }

    /// `released_on`, or `round.results_at`: a field of the record that a field refers to.
    fn day(&self, at: At<'_>, ledger: &Ledger, findings: &mut Findings) -> Option<Day> {
        let text = at.text()?;
        let Some((by, field)) = text.split_once('.') else {
            return self.field_of(at, ledger, findings).map(Day::Own);
        };
        let Some((index, reference)) = ledger.field(by) else {
            self.unknown_field_of(at.spot(), ledger, by, findings);
            return None;
        };
        let other = match &reference.ty {
            FieldType::Ref(key) => self.find_ledger(key)?,
            other => {
                findings
                    .add(
                        "not-a-reference",
                        at.spot(),
                        format!("字段“{}”是{}，不引用台账", reference.title, type_zh(other)),
                    )
                    .help("写成 引用字段.日期字段，例如 round.results_at");
                return None;
            }
        };
        let Some((field, _)) = other.field(field) else {
            self.unknown_field_of(at.spot(), other, field, findings);
            return None;
        };
        Some(Day::Through { by: index, ledger: other.key.clone(), field })
    }

    /// `{ accepted = "已受理" }`: states of a ledger with words for the public.
    pub(super) fn state_words(
        &self,
        at: At<'_>,
        key: &str,
        ledger: &Ledger,
        findings: &mut Findings,
    ) -> Vec<(Name, Name)> {
        let mut words = Vec::new();
        for entry in at.get(key).into_iter().flat_map(At::entries) {
            if ledger.state(entry.name).is_some() {
                words.extend(entry.text().map(|text| (Name::from(entry.name), text.clone())));
                continue;
            }
            let names: Vec<&str> = ledger.states.iter().map(|state| &*state.name).collect();
            findings
                .add("unknown-state", entry.key_spot(), format!("台账“{}”没有叫 `{}` 的环节", ledger.title, entry.name))
                .help(suggestion(entry.name, &names).unwrap_or_else(|| "这本台账还没有环节".into()));
        }
        words
    }
}
