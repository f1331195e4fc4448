//! The order of a list: what it is by, and whether an index stands in that order.

use banjie_desk::ports::{FactFilter, PageQuery, Sort, SortBy, StoreError, StoreResult};
use banjie_model::{
    Seq,
    definition::{FieldType, Ledger},
};

use super::{Way, source::Source};
use crate::{
    codec::moment_text,
    db::{Param, Sql},
    layout::{Kind, column_of, is_sealed, kind_of},
    records::standing,
};

/// Whether an index stands in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Walk {
    /// By record id.
    Id,
    /// By one column.
    Index,
    /// By the clocks that run.
    Clocks,
    /// State by state, in each by record id.
    States,
    /// None does.
    None,
}

/// An order.
#[derive(Clone, Debug)]
pub(super) struct Order {
    /// What it is by, over `r`; empty for the earliest due instant.
    expression: String,
    /// What that is.
    pub(super) kind: Kind,
    /// It may be missing.
    pub(super) nullable: bool,
    /// Greatest first.
    pub(super) descending: bool,
    /// Its index.
    pub(super) walk: Walk,
}

impl Order {
    pub(super) fn new(ledger: &Ledger, sort: &Sort) -> StoreResult<Order> {
        let order = |expression: &str, kind, nullable, walk| Order {
            expression: expression.to_string(),
            kind,
            nullable,
            descending: sort.descending,
            walk,
        };
        let states = !ledger.states.is_empty();
        Ok(match &sort.by {
            SortBy::Entered => order("r.record_id", Kind::Int, false, Walk::Id),
            SortBy::Number => {
                order("r.number", Kind::Text, true, if ledger.number.is_some() { Walk::Index } else { Walk::None })
            }
            SortBy::State => order(&by_state(ledger), Kind::Int, true, if states { Walk::States } else { Walk::None }),
            SortBy::Org => order("r.org", Kind::Text, false, Walk::Index),
            SortBy::Handler => order("r.handler", Kind::Text, true, if states { Walk::Index } else { Walk::None }),
            SortBy::Opened => order("r.opened_at", Kind::Text, false, Walk::Index),
            SortBy::Changed => order("r.changed_at", Kind::Text, false, Walk::Index),
            SortBy::Closed => order("r.closed_at", Kind::Text, true, if states { Walk::Index } else { Walk::None }),
            SortBy::Due => order("", Kind::Text, true, Walk::Clocks),
            SortBy::Field(name) => {
                let Some((index, field)) = ledger.field(name) else {
                    return Err(StoreError::Other(format!("台账“{}”没有字段“{name}”，不能按它排序。", ledger.title)));
                };
                let listed = matches!(field.ty, FieldType::List(_) | FieldType::File | FieldType::Files);
                if listed || is_sealed(field) {
                    return Err(StoreError::Other(format!("字段“{}”不能用来排序。请按其他字段排序。", field.title)));
                }
                let walk = if walked_fields(ledger).contains(&index) { Walk::Index } else { Walk::None };
                order(&format!("r.{}", column_of(field)), kind_of(&field.ty), true, walk)
            }
        })
    }

    /// Whether a source is by the very column the order is by.
    pub(super) fn is_by(&self, source: &Source) -> bool {
        let column = match source {
            Source::Values { column, .. } | Source::Range { column, .. } => column,
            _ => return false,
        };
        self.walk == Walk::Index && self.expression.strip_prefix("r.") == Some(column)
    }

    /// The key of a record in SQL. Where everything is gathered and sorted, spelt so that no index stands in its order.
    pub(super) fn key(&self, sql: &mut Sql, way: &Way, as_of: Option<Seq>) -> String {
        if self.walk == Walk::Clocks {
            let standing = standing(sql, "l", as_of);
            return format!(
                "(SELECT MIN(l.due_at) FROM limit_run AS l WHERE l.record_id = r.record_id AND {standing} \
                 AND l.ended_at IS NULL)"
            );
        }
        match (way, self.kind) {
            (Way::Gather(_), Kind::Int) => format!("({} + 0)", self.expression),
            (Way::Gather(_), Kind::Text) => format!("({} || '')", self.expression),
            _ => self.expression.clone(),
        }
    }
}

fn by_state(ledger: &Ledger) -> String {
    if ledger.states.is_empty() {
        return "CAST(NULL AS BIGINT)".to_string();
    }
    // Names of states are checked identifiers; doubling quotes keeps even others harmless.
    let whens: Vec<String> = ledger
        .states
        .iter()
        .enumerate()
        .map(|(i, s)| format!("WHEN '{}' THEN {i}", s.name.replace('\'', "''")))
        .collect();
    format!("CAST(CASE r.state {} END AS BIGINT)", whens.join(" "))
}

/// Fields of a ledger that have an index `(field, record_id)` over current records: filters of its list by which records
/// are told apart.
pub(crate) fn walked_fields(ledger: &Ledger) -> Vec<usize> {
    let filters = ledger.views.get("list").map(|view| &view.filters[..]).unwrap_or_default();
    let known = filters.iter().filter_map(|name| ledger.field(name));
    let useful = known.filter(|(_, field)| {
        let told_apart = matches!(
            field.ty,
            FieldType::Code(_)
                | FieldType::Tree(_)
                | FieldType::Date
                | FieldType::DateTime
                | FieldType::Period
                | FieldType::Ref(_)
                | FieldType::Org
                | FieldType::Account
        );
        told_apart && !is_sealed(field)
    });
    useful.map(|(index, _)| index).collect()
}

/// Of the clocks of a record only the first by due instant.
pub(super) fn earliest_clock(sql: &mut Sql, ledger: &str) -> String {
    let ledger = sql.bind(Param::text(ledger));
    format!(
        " AND (l.ledger || '') = {ledger} AND NOT EXISTS (SELECT 1 FROM limit_run AS e \
         WHERE e.record_id = l.record_id AND e.to_seq IS NULL AND e.ended_at IS NULL \
         AND (e.due_at, e.limit_name, e.n) < (l.due_at, l.limit_name, l.n))"
    )
}

/// The first clock of a record on the list is due no later than the one its conditions ask for.
pub(super) fn due_before(sql: &mut Sql, query: &PageQuery) -> String {
    let mut text = String::new();
    for fact in &query.facts {
        let (op, at) = match fact {
            FactFilter::Overdue => ("<", query.now),
            FactFilter::DueBy(until) => ("<=", Some(*until)),
            FactFilter::DueBetween(_, before) => ("<", *before),
            _ => continue,
        };
        if let Some(at) = at {
            text.push_str(&format!(" AND l.due_at {op} {}", sql.bind(Param::text(moment_text(at)))));
        }
    }
    text
}
