//! What rows are grouped by.

use banjie_desk::ports::{StoreError, StoreResult};
use banjie_model::{
    Name,
    definition::{Field, FieldType, Ledger},
    scan::{Dimension, Scan},
    value::Value,
};

use super::source::date_column;
use crate::{
    codec::{decode_first, encode_first},
    db::{Param, Row, Sql},
    dialect::Dialect,
    layout::{column_of, field_at},
};

/// The dimensions of a scan.
pub(super) struct Grouping<'a> {
    columns: Vec<Column<'a>>,
}

struct Column<'a> {
    /// The expression; `None` for a path, which needs a parameter.
    sql: String,
    /// How it is read back.
    read: Read<'a>,
}

enum Read<'a> {
    Field(&'a Field),
    State,
    Org,
    /// The step below this path; the organisation itself where there is none.
    Below(Name, Dialect),
    Text,
}

impl<'a> Grouping<'a> {
    pub(super) fn new(ledger: &'a Ledger, scan: &'a Scan, dialect: Dialect) -> StoreResult<Grouping<'a>> {
        let runs = scan.source.limit.is_some();
        let column = |dimension: &Dimension| {
            Ok(match dimension {
                Dimension::Field(index) => {
                    let field = field_at(ledger, *index)?;
                    if matches!(field.ty, FieldType::Files | FieldType::File | FieldType::List(_)) {
                        return Err(StoreError::Other(format!("字段“{}”不能用来分组。", field.title)));
                    }
                    Column { sql: format!("r.{}", column_of(field)), read: Read::Field(field) }
                }
                Dimension::State => Column { sql: "r.state".into(), read: Read::State },
                Dimension::Org => Column { sql: "r.org".into(), read: Read::Org },
                Dimension::OrgBelow { under } => {
                    Column { sql: String::new(), read: Read::Below(under.clone(), dialect) }
                }
                Dimension::Month(on) => {
                    Column { sql: format!("SUBSTR({}, 1, 7)", date_column(ledger, on, runs)?), read: Read::Text }
                }
                Dimension::Year(on) => {
                    Column { sql: format!("SUBSTR({}, 1, 4)", date_column(ledger, on, runs)?), read: Read::Text }
                }
            })
        };
        Ok(Grouping { columns: scan.group_by.iter().map(column).collect::<StoreResult<_>>()? })
    }

    pub(super) fn len(&self) -> usize {
        self.columns.len()
    }

    /// `expression AS g0, …, ` for a SELECT list.
    pub(super) fn push_select(&self, sql: &mut Sql) {
        for (i, column) in self.columns.iter().enumerate() {
            let text = column.text(sql);
            sql.push(&format!("{text} AS g{i}, "));
        }
    }

    /// `q.g0, q.g1`
    pub(super) fn names(&self) -> Vec<String> {
        (0..self.columns.len()).map(|i| format!("q.g{i}")).collect()
    }

    /// The group of a row, whose first columns are the dimensions.
    pub(super) fn read(&self, row: &Row) -> StoreResult<Vec<Value>> {
        self.columns.iter().enumerate().map(|(i, column)| column.value(row, i)).collect()
    }

    /// Conditions that a row belongs to this group.
    pub(super) fn equals(&self, sql: &mut Sql, group: &[Value]) -> StoreResult<Vec<String>> {
        if group.len() != self.columns.len() {
            return Err(StoreError::Other(format!("分组有 {} 项，给了 {} 项。", self.columns.len(), group.len())));
        }
        let mut found = Vec::new();
        for (column, value) in self.columns.iter().zip(group) {
            let text = column.text(sql);
            let param = match &column.read {
                Read::Field(field) => encode_first(field, value)?,
                Read::Below(under, _) => {
                    let own = last_step(under);
                    Param::Text(value.as_str().map(|s| if s == own { "".into() } else { s.into() }))
                }
                _ => Param::Text(value.as_str().map(Name::from)),
            };
            found.push(if param.is_null() {
                format!("{text} IS NULL")
            } else {
                format!("{text} = {}", sql.bind_shared(param))
            });
        }
        Ok(found)
    }
}

impl Column<'_> {
    fn text(&self, sql: &mut Sql) -> String {
        let Read::Below(under, dialect) = &self.read else { return self.sql.clone() };
        // What follows `/3303/` up to the next `/`; empty where nothing follows, NULL where the path is elsewhere.
        let path = sql.bind_shared(Param::text(under.clone()));
        let rest = format!("SUBSTR(r.org_path, LENGTH({path}) + 1)");
        let slash = dialect.position(&rest, "'/'");
        format!(
            "CASE WHEN SUBSTR(r.org_path, 1, LENGTH({path})) <> {path} THEN NULL \
             WHEN {slash} = 0 THEN '' ELSE SUBSTR({rest}, 1, {slash} - 1) END"
        )
    }

    fn value(&self, row: &Row, at: usize) -> StoreResult<Value> {
        Ok(match &self.read {
            Read::Field(field) => decode_first(field, row, at)?,
            Read::State => row.name(at)?.map_or(Value::Missing, Value::Code),
            Read::Org => row.name(at)?.map_or(Value::Missing, Value::Org),
            Read::Text => row.name(at)?.map_or(Value::Missing, Value::Text),
            Read::Below(under, _) => match row.text(at)? {
                None => Value::Missing,
                Some("") => Value::Org(last_step(under).into()),
                Some(code) => Value::Org(code.into()),
            },
        })
    }
}

/// `lc` of `/3303/lc/`.
fn last_step(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}
