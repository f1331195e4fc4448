//! Values of records in words, masked; references by the number of the record they name.

use std::collections::{BTreeMap, HashMap};

use banjie_desk::{
    Snapshot,
    ports::{ListQuery, Store as _},
};
use banjie_engine::values;
use banjie_model::{
    Name,
    case::Record,
    definition::{Class, Field, FieldType, Ledger},
    expr::{Expr, ExprKind, Fact, Ty},
    finding::Span,
    value::{RecordId, Value},
};

use crate::{
    App,
    server::{Fault, Viewer},
};

/// What the records are called that others refer to.
#[derive(Clone, Debug, Default)]
pub struct References {
    names: HashMap<(Name, RecordId), String>,
}

impl References {
    /// Of these fields (by index) of these records: one query a ledger referred to.
    ///
    /// # Errors
    /// The store.
    pub async fn of(
        app: &App,
        viewer: &Viewer,
        ledger: &Ledger,
        records: &[Record],
        fields: &[usize],
    ) -> Result<References, Fault> {
        let mut wanted: BTreeMap<Name, Vec<RecordId>> = BTreeMap::new();
        for index in fields {
            let Some(FieldType::Ref(to)) = ledger.fields.get(*index).map(|field| &field.ty) else { continue };
            let ids = records.iter().filter_map(|record| match record.values.get(*index) {
                Some(Value::Ref(id)) => Some(*id),
                _ => None,
            });
            wanted.entry(to.clone()).or_default().extend(ids);
        }
        let mut found = References::default();
        for (key, mut ids) in wanted {
            ids.sort();
            ids.dedup();
            if let Some(other) = viewer.snapshot.library().ledger(&key).filter(|_| !ids.is_empty()) {
                found.learn(app, viewer, other, &ids).await?;
            }
        }
        Ok(found)
    }

    async fn learn(&mut self, app: &App, viewer: &Viewer, other: &Ledger, ids: &[RecordId]) -> Result<(), Fault> {
        let query = ListQuery { filter: Some(one_of(other, ids)), ..ListQuery::default() };
        for record in app.store().list(other, &query).await? {
            let named = match &record.number {
                Some(number) => Some(number.to_string()),
                None if viewer.sees(other, &record.org) => {
                    Some(values::label(&viewer.snapshot.world(), other, &record))
                }
                None => None,
            };
            if let Some(named) = named {
                self.names.insert((other.key.clone(), record.id), named);
            }
        }
        Ok(())
    }

    /// What a record is called; `#12` where that may not be told.
    #[must_use]
    pub fn name(&self, ledger: &Name, id: RecordId) -> String {
        self.names.get(&(ledger.clone(), id)).cloned().unwrap_or_else(|| format!("#{id}"))
    }
}

/// The condition that a record is one of these.
#[must_use]
pub fn one_of(ledger: &Ledger, ids: &[RecordId]) -> Expr {
    let ty = Ty::Ref(ledger.key.clone());
    let node = |kind| Expr { kind, ty: ty.clone(), span: Span::default() };
    let items = ids.iter().map(|id| node(ExprKind::Literal(Value::Ref(*id)))).collect();
    let this = Box::new(node(ExprKind::Fact(Fact::This)));
    Expr { kind: ExprKind::In(this, items), ty: Ty::Bool, span: Span::default() }
}

/// A value in the cell of a table: dates in digits, personal values masked; empty when missing.
#[must_use]
pub fn cell(snapshot: &Snapshot, ledger: &Ledger, field: &Field, value: &Value, names: &References) -> String {
    if field.class >= Class::Personal {
        return values::masked(&snapshot.world(), ledger, field, value);
    }
    match (value, &field.ty) {
        (Value::Date(day), _) => day.to_string(),
        (Value::DateTime(moment), _) => moment.format("%Y-%m-%d %H:%M").to_string(),
        (Value::Account(account), _) => person(snapshot, account),
        (Value::Ref(id), FieldType::Ref(to)) => names.name(to, *id),
        _ => values::show(&snapshot.world(), ledger, field, value),
    }
}

/// The name of an account's holder; the account where nobody has it.
#[must_use]
pub fn person(snapshot: &Snapshot, account: &str) -> String {
    snapshot.directory.people.get(account).map_or_else(|| account.to_owned(), |person| person.name.to_string())
}

/// The name of an organisation; its code where there is none.
#[must_use]
pub fn org(snapshot: &Snapshot, code: &str) -> String {
    snapshot.directory.orgs.get(code).map_or_else(|| code.to_owned(), |org| org.name.to_string())
}
