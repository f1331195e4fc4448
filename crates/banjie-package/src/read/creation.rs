//! Records that an action creates in other ledgers.

use std::sync::Arc;

use banjie_model::{
    definition::{Creation, Field, FieldType, Ledger},
    expr::{Expr, ExprKind, Ty},
};

use super::Builder;
use crate::{
    expression::{LedgerScope, TypeScope, field_ty},
    findings::{Findings, suggestion},
    tree::At,
    types::type_zh,
};

impl Builder<'_> {
    /// What an action creates.
    pub(super) fn creations(&self, at: At<'_>, ledger: &Ledger, findings: &mut Findings) -> Vec<Creation> {
        at.list("creates").filter_map(|creation| self.creation(creation, ledger, findings)).collect()
    }

    fn creation(&self, at: At<'_>, ledger: &Ledger, findings: &mut Findings) -> Option<Creation> {
        let place = at.get("ledger")?;
        let target = self.ledger_at(place, findings)?;
        let list = at.get("for_each").and_then(|each| list_field(each, ledger, findings));
        if at.get("for_each").is_some() && list.is_none() {
            return None;
        }
        let scope = TypeScope {
            ledger: Some(self.ledger_scope(ledger)),
            it: list.map(|index| LedgerScope::of_rows(&ledger.fields[index])),
            ..self.base_scope()
        };
        let mut with = Vec::new();
        for entry in at.get("with").into_iter().flat_map(At::entries) {
            with.extend(self.creation_value(entry, &target, ledger, &scope, findings));
        }
        Some(Creation {
            ledger: target.key.clone(),
            for_each: list,
            when: at.get("when").and_then(|when| self.expression(when, &scope, Some(Ty::Bool), findings)),
            with,
            org: at.get("org").and_then(|org| self.expression(org, &scope, Some(Ty::Org), findings)),
        })
    }

    /// The ledger named at a place; a finding when there is none.
    pub(super) fn ledger_at(&self, at: At<'_>, findings: &mut Findings) -> Option<Arc<Ledger>> {
        let text = at.text()?;
        let found = self.find_ledger(text).cloned();
        if found.is_none() && !self.broken.contains(text) {
            self.unknown_ledger(at, text, findings);
        }
        found
    }

    fn creation_value(
        &self,
        at: At<'_>,
        target: &Ledger,
        ledger: &Ledger,
        scope: &TypeScope<'_>,
        findings: &mut Findings,
    ) -> Option<(usize, Expr)> {
        let Some((index, field)) = target.field(at.name) else {
            self.unknown_field_of(at.key_spot(), target, at.name, findings);
            return None;
        };
        let expr = self.expression(at, scope, Some(field_ty(&field.ty)), findings)?;
        if let (FieldType::List(wanted), ExprKind::Field(given)) = (&field.ty, &expr.kind)
            && !same_rows(wanted, &ledger.fields[given.index].ty)
        {
            findings
                .add(
                    "type-mismatch",
                    at.spot(),
                    format!("子表“{}”的各列与“{}”不同，不能整个带过去", ledger.fields[given.index].title, field.title),
                )
                .help("让两边子表的字段一致；或写 for_each，一行生成一条");
            return None;
        }
        Some((index, expr))
    }

    /// A field that another ledger has not.
    pub(super) fn unknown_field_of(
        &self,
        spot: banjie_model::finding::Spot,
        ledger: &Ledger,
        name: &str,
        findings: &mut Findings,
    ) {
        if self.broken.contains(name) {
            return;
        }
        let names: Vec<&str> = ledger.fields.iter().map(|f| &*f.name).collect();
        findings
            .add("unknown-field", spot, format!("台账“{}”没有叫 `{name}` 的字段", ledger.title))
            .help_if(suggestion(name, &names));
    }
}

/// The list field whose rows become records. An unknown name has its finding from the shape.
fn list_field(at: At<'_>, ledger: &Ledger, findings: &mut Findings) -> Option<usize> {
    let (index, field) = ledger.field(at.text()?)?;
    if matches!(field.ty, FieldType::List(_)) {
        return Some(index);
    }
    let lists: Vec<&str> =
        ledger.fields.iter().filter(|f| matches!(f.ty, FieldType::List(_))).map(|f| &*f.name).collect();
    findings
        .add("each-of-no-list", at.spot(), format!("“{}”是{}，不是子表，没有行", field.title, type_zh(&field.ty)))
        .help(
            suggestion(&field.name, &lists).unwrap_or_else(|| "删去 for_each：只生成一条；或先加一个子表字段".into()),
        );
    None
}

/// True when rows can be taken over as they are.
fn same_rows(wanted: &[Field], given: &FieldType) -> bool {
    let FieldType::List(given) = given else { return false };
    wanted.len() == given.len() && wanted.iter().zip(given).all(|(a, b)| a.name == b.name && a.ty == b.ty)
}
