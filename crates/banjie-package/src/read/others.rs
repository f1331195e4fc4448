//! Names of parts of another ledger: fields, states, limits, actions that notices, services and allocations speak of.

use std::sync::Arc;

use banjie_model::{
    Name,
    definition::{Field, FieldType, Ledger},
};

use super::Builder;
use crate::{
    findings::{Findings, suggestion},
    tree::At,
    types::type_zh,
};

impl Builder<'_> {
    /// A field of a ledger.
    pub(super) fn field_of(&self, at: At<'_>, ledger: &Ledger, findings: &mut Findings) -> Option<usize> {
        let text = at.text()?;
        let found = ledger.field(text).map(|(index, _)| index);
        if found.is_none() {
            self.unknown_field_of(at.spot(), ledger, text, findings);
        }
        found
    }

    /// Fields of a ledger.
    pub(super) fn fields_of(&self, at: At<'_>, key: &str, ledger: &Ledger, findings: &mut Findings) -> Vec<usize> {
        at.list(key).filter_map(|item| self.field_of(item, ledger, findings)).collect()
    }

    /// A field of the rows of a list.
    pub(super) fn row_field(&self, at: At<'_>, list: &Field, findings: &mut Findings) -> Option<usize> {
        let FieldType::List(rows) = &list.ty else { return None };
        let text = at.text()?;
        let found = rows.iter().position(|row| row.name == *text);
        if found.is_none() {
            let names: Vec<&str> = rows.iter().map(|row| &*row.name).collect();
            findings
                .add("unknown-field", at.spot(), format!("子表“{}”没有叫 `{text}` 的字段", list.title))
                .help_if(suggestion(text, &names));
        }
        found
    }

    /// A state of a ledger.
    pub(super) fn states_of(&self, at: At<'_>, key: &str, ledger: &Ledger, findings: &mut Findings) -> Vec<Name> {
        let names: Vec<&str> = ledger.states.iter().map(|state| &*state.name).collect();
        at.list(key).filter_map(|item| part(item, &names, ledger, ("unknown-state", "环节"), findings)).collect()
    }

    /// A limit of a ledger.
    pub(super) fn limit_of(&self, at: At<'_>, ledger: &Ledger, findings: &mut Findings) -> Option<Name> {
        let names: Vec<&str> = ledger.limits.iter().map(|limit| &*limit.name).collect();
        part(at, &names, ledger, ("unknown-limit", "时限"), findings)
    }

    /// An action of a ledger.
    pub(super) fn action_of(&self, at: At<'_>, ledger: &Ledger, findings: &mut Findings) -> Option<Name> {
        let names: Vec<&str> = ledger.actions.iter().map(|action| &*action.name).collect();
        part(at, &names, ledger, ("unknown-action", "办理动作"), findings)
    }

    /// `{ ledger = "objection", field = "about" }`: a ledger and its field that refers to a record of `to`.
    pub(super) fn link(&self, at: At<'_>, to: &Ledger, findings: &mut Findings) -> Option<(Name, usize)> {
        let ledger = self.ledger_at(at.get("ledger")?, findings)?;
        let place = at.get("field")?;
        let index = self.field_of(place, &ledger, findings)?;
        refers(place, &ledger.fields[index], to, findings).then(|| (ledger.key.clone(), index))
    }

    /// The ledger named under a key.
    pub(super) fn ledger_under(&self, at: At<'_>, key: &str, findings: &mut Findings) -> Option<Arc<Ledger>> {
        self.ledger_at(at.get(key)?, findings)
    }
}

/// True for a field that refers to a ledger; a finding otherwise.
pub(super) fn refers(at: At<'_>, field: &Field, to: &Ledger, findings: &mut Findings) -> bool {
    let good = matches!(&field.ty, FieldType::Ref(key) if *key == to.key);
    if !good {
        findings
            .add(
                "not-a-reference",
                at.spot(),
                format!("字段“{}”是{}，不引用台账“{}”", field.title, type_zh(&field.ty), to.title),
            )
            .help(format!("换一个 type = \"ref({})\" 的字段", to.name));
    }
    good
}

fn part(
    at: At<'_>,
    names: &[&str],
    ledger: &Ledger,
    (code, what): (&'static str, &str),
    findings: &mut Findings,
) -> Option<Name> {
    let text = at.text()?;
    if names.contains(&&**text) {
        return Some(text.clone());
    }
    findings
        .add(code, at.spot(), format!("台账“{}”没有叫 `{text}` 的{what}", ledger.title))
        .help(suggestion(text, names).unwrap_or_else(|| format!("这本台账还没有{what}")));
    None
}
