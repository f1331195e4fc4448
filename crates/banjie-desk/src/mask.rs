//! What is shown of personal values to those who need not see them.

use banjie_model::{
    definition::{Class, Field, Ledger, Mask},
    national::{mask_address, mask_bank, mask_id_card, mask_name, mask_phone},
    value::Value,
};

use crate::{export::cell_text, snapshot::Snapshot};

/// True when values of this field are masked by default.
pub(crate) fn is_personal(field: &Field) -> bool {
    field.class >= Class::Personal
}

/// The masked text of a value; empty for a missing one.
pub(crate) fn mask_text(snapshot: &Snapshot, ledger: &Ledger, field: &Field, value: &Value) -> String {
    let text = cell_text(snapshot, ledger, field, value);
    if text.is_empty() {
        return text;
    }
    match field.mask {
        Some(Mask::Name) => mask_name(&text),
        Some(Mask::IdCard) => mask_id_card(&text),
        Some(Mask::Phone) => mask_phone(&text),
        Some(Mask::Bank) => mask_bank(&text),
        Some(Mask::Address) => mask_address(&text),
        Some(Mask::All) | None => "***".to_owned(),
    }
}
