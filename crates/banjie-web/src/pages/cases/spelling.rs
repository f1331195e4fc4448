//! Values as they stand in the inputs of a form, and in words on a page.

use banjie_engine::values;
use banjie_model::{
    definition::{Class, Field, FieldType, Ledger},
    value::Value,
};
use rust_decimal::Decimal;

use super::names::{self, Names};
use crate::{
    server::Viewer,
    text::{cases as t, ui},
};

/// Spells values for one viewer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Speller<'a> {
    /// Who reads.
    pub viewer: &'a Viewer,
    /// Ledger.
    pub ledger: &'a Ledger,
    /// Records the values name.
    pub names: &'a Names,
    /// Personal values are shown in plain: their reading is on record.
    pub plain: bool,
}

/// What stands in a personal list is personal.
pub(crate) fn inner(list: &Field, field: &Field) -> Field {
    Field { class: list.class.max(field.class), ..field.clone() }
}

impl Speller<'_> {
    /// True when a value of this field is shown masked.
    pub(super) fn masks(&self, field: &Field) -> bool {
        field.class >= Class::Personal && !self.plain
    }

    /// A value as it stands in its input: personal ones masked.
    pub(super) fn typed(&self, field: &Field, value: &Value) -> String {
        if self.masks(field) {
            return values::masked(&self.viewer.snapshot.world(), self.ledger, field, value);
        }
        match value {
            Value::Missing | Value::Files(_) | Value::List(_) => String::new(),
            Value::Text(text) | Value::Code(text) | Value::Account(text) => text.to_string(),
            Value::Int(n) => n.to_string(),
            Value::Decimal(d) if field.ty == FieldType::Percent => (*d * Decimal::ONE_HUNDRED).normalize().to_string(),
            Value::Decimal(d) => d.normalize().to_string(),
            Value::Bool(yes) => if *yes { ui::YES } else { ui::NO }.to_owned(),
            Value::Date(date) => date.to_string(),
            Value::Time(time) => time.format("%H:%M").to_string(),
            Value::DateTime(at) => at.format("%Y-%m-%dT%H:%M").to_string(),
            Value::Period(period) => period.to_string(),
            Value::Ref(id) => match &field.ty {
                FieldType::Ref(ledger) => {
                    self.names.get(ledger, *id).map_or_else(|| format!("#{id}"), |n| n.typed.clone())
                }
                _ => format!("#{id}"),
            },
            Value::Org(code) => names::typed_org(self.viewer, code),
            Value::Place(place) => place.address.to_string(),
        }
    }

    /// Longitude and latitude of a place as they stand in their inputs.
    pub(super) fn point(&self, field: &Field, value: &Value) -> (String, String) {
        match value {
            Value::Place(place) if !self.masks(field) => {
                place.point.map_or_else(Default::default, |(lng, lat)| (lng.to_string(), lat.to_string()))
            }
            _ => Default::default(),
        }
    }

    /// A value in words: what one reads on a page and in a time line.
    pub(super) fn words(&self, field: &Field, value: &Value) -> String {
        let world = self.viewer.snapshot.world();
        let text = match (&field.ty, value) {
            _ if self.masks(field) => match (&field.ty, value) {
                (FieldType::List(fields), Value::List(rows)) => return self.rows(field, fields, rows),
                _ => values::masked(&world, self.ledger, field, value),
            },
            (_, Value::Account(account)) => names::person(self.viewer, account),
            (FieldType::Ref(ledger), Value::Ref(id)) => {
                self.names.get(ledger, *id).map_or_else(|| format!("#{id}"), |named| named.label.clone())
            }
            (_, Value::Place(place)) => match place.point {
                Some((lng, lat)) => t::place(&place.address, &lng.to_string(), &lat.to_string()),
                None => place.address.to_string(),
            },
            (FieldType::List(fields), Value::List(rows)) => return self.rows(field, fields, rows),
            _ => values::show(&world, self.ledger, field, value),
        };
        match (&field.unit, &field.ty) {
            (Some(unit), _) if !text.is_empty() => format!("{text} {unit}"),
            (None, FieldType::Money) if !text.is_empty() => format!("{text} {}", ui::YUAN),
            _ => text,
        }
    }

    fn rows(&self, list: &Field, fields: &[Field], rows: &[Vec<Value>]) -> String {
        let row = |row: &Vec<Value>| {
            let cells = fields.iter().zip(row).map(|(field, value)| self.words(&inner(list, field), value));
            cells.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
        };
        rows.iter().map(row).collect::<Vec<_>>().join(t::ROW_END)
    }
}
