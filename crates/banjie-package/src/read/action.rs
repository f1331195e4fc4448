//! Actions and their guards.

use banjie_model::{
    Name,
    definition::{Action, Guard, Ledger, Unless},
    expr::{Expr, Ty},
};

use super::{Builder, ledger::indices};
use crate::{
    expression::{TypeScope, field_ty},
    findings::{Findings, suggestion},
    tree::At,
};

impl Builder<'_> {
    pub(super) fn action(&self, at: At<'_>, ledger: &Ledger, findings: &mut Findings) -> Action {
        let scope = TypeScope { ledger: Some(self.ledger_scope(ledger)), ..self.base_scope() };
        let mut takes = indices(at, "takes", &ledger.fields);
        let needs = indices(at, "needs", &ledger.fields);
        let more: Vec<usize> = needs.iter().copied().filter(|index| !takes.contains(index)).collect();
        takes.extend(more);
        let known = |names: Vec<Name>| names.into_iter().filter(|n| ledger.state(n).is_some()).collect();
        Action {
            name: at.name.into(),
            title: at.text_at("title").unwrap_or_else(|| at.name.into()),
            from: known(at.texts_at("from")),
            to: at.text_at("to").filter(|to| ledger.state(to).is_some()),
            by: at.texts_at("by"),
            takes,
            needs,
            sets: self.sets(at, ledger, &scope, findings),
            require: at.list("require").filter_map(|guard| self.guard(guard, &scope, findings)).collect(),
            prints: self.prints(at, findings),
            creates: self.creations(at, ledger, findings),
            hands_over: at.get("hands_to").is_some(),
            returns_max: at.int_at("returns_max").and_then(|n| u32::try_from(n).ok()),
            over_to: at.text_at("over_to"),
            reason_required: at.get("reason").is_some(),
            basis: at.text_at("basis"),
            help: at.text_at("help"),
        }
    }

    fn sets(&self, at: At<'_>, ledger: &Ledger, scope: &TypeScope<'_>, findings: &mut Findings) -> Vec<(usize, Expr)> {
        let mut sets = Vec::new();
        for entry in at.get("sets").into_iter().flat_map(At::entries) {
            let Some((index, field)) = ledger.field(entry.name) else {
                if self.broken.contains(entry.name) {
                    continue;
                }
                let names: Vec<&str> = ledger.fields.iter().map(|f| &*f.name).collect();
                findings
                    .add("unknown-field", entry.key_spot(), format!("没有叫 `{}` 的字段", entry.name))
                    .help_if(suggestion(entry.name, &names));
                continue;
            };
            if let Some(expr) = self.expression(entry, scope, Some(field_ty(&field.ty)), findings) {
                sets.push((index, expr));
            }
        }
        sets
    }

    fn guard(&self, at: At<'_>, scope: &TypeScope<'_>, findings: &mut Findings) -> Option<Guard> {
        Some(Guard {
            that: self.expression(at.get("that")?, scope, Some(Ty::Bool), findings)?,
            otherwise: at.text_at("else").unwrap_or_else(|| "".into()),
            unless: at
                .get("unless")
                .map(|unless| Unless { reason_required: unless.get("reason").is_some(), by: unless.texts_at("by") }),
            basis: at.text_at("basis"),
        })
    }

    /// Documents printed; checked only where the package has a folder of them.
    fn prints(&self, at: At<'_>, findings: &mut Findings) -> Vec<Name> {
        for document in at.list("prints") {
            let (Some(text), Some(there)) = (document.text(), &self.folder.documents) else { continue };
            if !there.contains(text) {
                let names: Vec<&str> = there.iter().map(|n| &**n).collect();
                findings
                    .add("unknown-document", document.spot(), format!("documents/ 里没有文书 `{text}`"))
                    .help_if(suggestion(text, &names));
            }
        }
        at.texts_at("prints")
    }
}
