//! Names and columns: how a ledger's definition becomes a table.

use banjie_desk::ports::{StoreError, StoreResult};
use banjie_model::{
    canonical,
    definition::{Class, Field, FieldType, Ledger},
    expr::Fact,
};
use sha2::{Digest, Sha256};

use crate::dialect::Dialect;

/// Longest identifier PostgreSQL keeps, in bytes.
const IDENTIFIER_BYTES: usize = 63;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Whole or scaled number.
    Int,
    /// Text, date, instant, JSON.
    Text,
    /// Yes or no.
    Bool,
}

impl Kind {
    /// The SQL type.
    pub(crate) fn sql(self, dialect: Dialect) -> &'static str {
        match self {
            Kind::Int => "BIGINT",
            Kind::Text => dialect.text_type(),
            Kind::Bool => "BOOLEAN",
        }
    }
}

/// Columns every ledger has, in the order they are read and written.
pub(crate) const SYSTEM_COLUMNS: &[(&str, Kind)] = &[
    ("record_id", Kind::Int),
    ("version", Kind::Int),
    ("from_seq", Kind::Int),
    ("to_seq", Kind::Int),
    ("org", Kind::Text),
    ("org_path", Kind::Text),
    ("state", Kind::Text),
    ("number", Kind::Text),
    ("handler", Kind::Text),
    ("opened_at", Kind::Text),
    ("closed_at", Kind::Text),
    ("changed_at", Kind::Text),
    ("package_version", Kind::Text),
    ("hand_overs", Kind::Text),
    ("n_hand_overs", Kind::Int),
];

/// Table of a ledger, from its key `package.ledger`.
pub(crate) fn table_of(ledger_key: &str) -> String {
    let name = ledger_key.replace('-', "_").replacen('.', "__", 1);
    if name.len() <= IDENTIFIER_BYTES {
        return name;
    }
    let digest = short_hash(ledger_key);
    format!("{}_{digest}", &name[..IDENTIFIER_BYTES - 1 - digest.len()])
}

/// Twelve hex digits of a SHA-256, for names that must be short.
pub(crate) fn short_hash(text: &str) -> String {
    canonical::hex(&Sha256::digest(text.as_bytes())[..6])
}

/// In double quotes.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// First (often only) column of a field, quoted.
pub(crate) fn column_of(field: &Field) -> String {
    quoted(&format!("f_{}", field.name))
}

/// All columns of a field: a place has its point in a second one.
pub(crate) fn columns_of(field: &Field) -> Vec<(String, Kind)> {
    let first = format!("f_{}", field.name);
    match field.ty {
        FieldType::Place => vec![(first.clone(), Kind::Text), (format!("{first}__point"), Kind::Text)],
        _ if is_sealed(field) => vec![(first, Kind::Text)],
        ref ty => vec![(first, kind_of(ty))],
    }
}

/// True for a field that is encrypted at rest: it, or one of its child rows' fields, is sensitive.
pub(crate) fn is_sealed(field: &Field) -> bool {
    let inside = |rows: &[Field]| rows.iter().any(is_sealed);
    field.class == Class::Sensitive || matches!(&field.ty, FieldType::List(rows) if inside(rows))
}

/// What the column of a field of this type holds.
pub(crate) fn kind_of(ty: &FieldType) -> Kind {
    match ty {
        FieldType::Int | FieldType::Decimal { .. } | FieldType::Money | FieldType::Percent | FieldType::Ref(_) => {
            Kind::Int
        }
        FieldType::Bool => Kind::Bool,
        _ => Kind::Text,
    }
}

/// Decimal places a number of this type is stored with; none for what is no number.
pub(crate) fn scale_of(ty: &FieldType) -> Option<u32> {
    match ty {
        FieldType::Int => Some(0),
        FieldType::Decimal { scale, .. } => Some(u32::from(*scale)),
        FieldType::Money => Some(2),
        FieldType::Percent => Some(6),
        _ => None,
    }
}

/// The column behind a fact; date facts are the first ten characters of an instant. Whoever acts is in no record.
pub(crate) fn fact_column(fact: Fact) -> Option<&'static str> {
    Some(match fact {
        Fact::State => "state",
        Fact::This => "record_id",
        Fact::Number => "number",
        Fact::Org => "org",
        Fact::Handler => "handler",
        Fact::OpenedOn => "opened_at",
        Fact::ClosedOn => "closed_at",
        Fact::HandOvers => "n_hand_overs",
        // Nobody acts on a stored record.
        Fact::Actor | Fact::ActorOrg => return None,
    })
}

/// A field by index, or an error that names the ledger.
pub(crate) fn field_at(ledger: &Ledger, index: usize) -> StoreResult<&Field> {
    ledger.fields.get(index).ok_or_else(|| {
        StoreError::Other(format!(
            "台账“{}”没有第 {} 个字段：定义和数据库的版本不一致，请先执行 banjie plan 查看。",
            ledger.title,
            index + 1
        ))
    })
}

/// All columns of a ledger's table, quoted, in the order they are read: system columns, then fields. `alias` is a prefix such as `r`.
pub(crate) fn select_list(ledger: &Ledger, alias: &str) -> String {
    let system = SYSTEM_COLUMNS.iter().map(|(name, _)| format!("{alias}.{name}"));
    let fields = ledger.fields.iter().flat_map(columns_of).map(|(name, _)| format!("{alias}.{}", quoted(&name)));
    system.chain(fields).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_names_keep_within_what_postgresql_remembers() {
        assert_eq!(table_of("building-violations.violation"), "building_violations__violation");
        let long = |ledger: &str| table_of(&format!("{}.{ledger}", "very-long-package-name".repeat(5)));
        assert_eq!(long("violation").len(), 63);
        assert_ne!(long("violation"), long("violations"));
    }
}
