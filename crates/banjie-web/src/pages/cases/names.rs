//! What other records, people and organisations are called, for this viewer.

use std::collections::HashMap;

use banjie_desk::ports::Store as _;
use banjie_model::{
    Name,
    case::Record,
    definition::{Field, FieldType, Ledger},
    value::{RecordId, Value},
};

use crate::{
    App,
    pages::shared::values,
    server::{Fault, Viewer},
};

/// A record that another one names.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    /// Its label, personal values masked.
    pub label: String,
    /// How it is spelt in an input.
    pub typed: String,
    /// Where it is; none where the viewer may only know its name.
    pub href: Option<String>,
}

/// Records named by the ones on a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(HashMap<(Name, RecordId), Named>);

impl Names {
    /// Those that the references of these records mean.
    ///
    /// # Errors
    /// What the store says.
    pub(super) async fn of(app: &App, viewer: &Viewer, ledger: &Ledger, records: &[&Record]) -> Result<Names, Fault> {
        let mut wanted: Vec<(Name, RecordId)> = Vec::new();
        for record in records {
            for (field, value) in ledger.fields.iter().zip(&record.values) {
                references(field, value, &mut wanted);
            }
        }
        wanted.sort();
        wanted.dedup();
        let mut names = HashMap::with_capacity(wanted.len());
        for (key, id) in wanted {
            let Some(other) = viewer.snapshot.library().ledger(&key).cloned() else { continue };
            let Some(case) = app.store().case(&other, id).await? else { continue };
            if let Some(named) = named(viewer, ledger, &other, &case.record) {
                names.insert((key, id), named);
            }
        }
        Ok(Names(names))
    }

    /// One of them; none for what does not exist or may not be known.
    pub(super) fn get(&self, ledger: &Name, id: RecordId) -> Option<&Named> {
        self.0.get(&(ledger.clone(), id))
    }
}

fn references(field: &Field, value: &Value, wanted: &mut Vec<(Name, RecordId)>) {
    match (&field.ty, value) {
        (FieldType::Ref(ledger), Value::Ref(id)) => wanted.push((ledger.clone(), *id)),
        (FieldType::List(fields), Value::List(rows)) => {
            for row in rows {
                for (field, value) in fields.iter().zip(row) {
                    references(field, value, wanted);
                }
            }
        }
        _ => {}
    }
}

/// A record by its name, where the viewer may know it: he may see it, or it stands in a register that the system he works in
/// refers to (the name of a company or a school, personal values masked; not the record itself).
pub(crate) fn named(viewer: &Viewer, from: &Ledger, ledger: &Ledger, record: &Record) -> Option<Named> {
    let seen = viewer.is_in(&ledger.package) && viewer.sees(ledger, &record.org);
    if !seen && !is_register_for(viewer, from, ledger) {
        return None;
    }
    let label = banjie_engine::values::label(&viewer.snapshot.world(), ledger, record);
    let typed = match &record.number {
        Some(number) => number.to_string(),
        None => format!("{label} #{}", record.id),
    };
    let href = seen.then(|| format!("/ledgers/{}/{}", ledger.key, record.id));
    Some(Named { label, typed, href })
}

/// True for a register without states in another package that the system the viewer works in needs.
pub(super) fn is_register_for(viewer: &Viewer, from: &Ledger, ledger: &Ledger) -> bool {
    let package = viewer.snapshot.library().packages.get(&from.package);
    viewer.is_in(&from.package)
        && from.package != ledger.package
        && ledger.states.is_empty()
        && &*ledger.package != banjie_desk::directory::PACKAGE
        && package.is_some_and(|package| package.needs.contains(&ledger.package))
}

/// Name of an organisation.
pub(super) fn org(viewer: &Viewer, code: &str) -> String {
    values::org(&viewer.snapshot, code)
}

/// Name of a person.
pub(super) fn person(viewer: &Viewer, account: &str) -> String {
    values::person(&viewer.snapshot, account)
}

/// How an organisation is spelt in an input: by name where only one has it.
pub(super) fn typed_org(viewer: &Viewer, code: &str) -> String {
    let orgs = viewer.snapshot.world().orgs;
    match orgs.get(code) {
        Some(org) if !orgs.is_ambiguous(&org.name) => org.name.to_string(),
        _ => code.to_owned(),
    }
}
