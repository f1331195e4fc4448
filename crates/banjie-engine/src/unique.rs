//! The business key: fields that together tell one record from another.

use banjie_model::{
    case::Record,
    definition::Ledger,
    refusal::{Refusal, RefusalCode},
    value::Value,
};

use crate::{World, values, words};

/// Values of the business key, in the order of `Ledger::unique`; none where the ledger has no key or a part is missing.
#[must_use]
pub fn business_key(ledger: &Ledger, values: &[Value]) -> Option<Vec<Value>> {
    if ledger.unique.is_empty() {
        return None;
    }
    let key: Option<Vec<Value>> = ledger.unique.iter().map(|i| values.get(*i).cloned()).collect();
    key.filter(|k| k.iter().all(|v| !v.is_missing()))
}

/// The refusal for a record whose business key another one has already.
#[must_use]
pub fn duplicate(world: &World<'_>, ledger: &Ledger, record: &Record, other: &str) -> Refusal {
    let shown = ledger.unique.iter().filter_map(|i| {
        let (field, value) = (ledger.fields.get(*i)?, record.values.get(*i)?);
        Some(format!("{}“{}”", field.title, values::show(world, ledger, field, value)))
    });
    let key = words::list(shown.collect::<Vec<_>>().iter().map(String::as_str));
    let message =
        format!("{key}的{}已经登记过（{other}）。请打开原记录补充办理；确属另一件的，请核对以上各项。", ledger.title);
    Refusal::new(RefusalCode::Duplicate, message)
}
