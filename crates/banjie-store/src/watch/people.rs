//! The supervision board by handler: who holds what, and how much of it is late.

use std::collections::BTreeMap;

use banjie_desk::ports::{BoardQuery, BoardRow, StoreResult};
use banjie_model::{Name, definition::Ledger};

use super::scoped;
use crate::{
    AnyStore,
    codec::moment_text,
    db::{Param, Sql},
    layout::{quoted, table_of},
};

/// What one handler has of one owner organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandlerRow {
    /// Account; none: nobody holds the case.
    pub handler: Option<Name>,
    /// The numbers, as of an office.
    pub row: BoardRow,
}

impl AnyStore {
    /// The board with one row a handler and owner organisation.
    ///
    /// # Errors
    /// As any statement.
    pub async fn board_handlers(&self, ledger: &Ledger, query: &BoardQuery) -> StoreResult<Vec<HandlerRow>> {
        let mut link = self.db.snapshot().await?;
        let mut rows: BTreeMap<(Option<Name>, Name), BoardRow> = BTreeMap::new();
        for row in link.fetch(open_sql(ledger, query)).await? {
            let (org, handler): (Name, Option<Name>) = (row.need_text(0)?.into(), row.name(1)?);
            let n = |i| row.int(i).map(Option::unwrap_or_default);
            let counted = BoardRow {
                org: org.clone(),
                open: n(2)?,
                due_soon: n(3)?,
                yellow: n(4)?,
                red: n(5)?,
                referred: n(6)?,
                ..BoardRow::default()
            };
            rows.insert((handler, org), counted);
        }
        for row in link.fetch(judged_sql(ledger, query)).await? {
            let (org, handler): (Name, Option<Name>) = (row.need_text(0)?.into(), row.name(1)?);
            let blank = BoardRow { org: org.clone(), ..BoardRow::default() };
            let entry = rows.entry((handler, org)).or_insert(blank);
            entry.on_time = row.int(2)?.unwrap_or_default();
            entry.judged = row.int(3)?.unwrap_or_default();
        }
        Ok(rows.into_iter().map(|((handler, _), row)| HandlerRow { handler, row }).collect())
    }
}

/// Open cases with what stands on their clocks, counted as on the board of offices.
fn open_sql(ledger: &Ledger, query: &BoardQuery) -> Sql {
    let table = quoted(&table_of(&ledger.key));
    let mut sql = Sql::new(
        "SELECT c.org, c.handler, COUNT(*), SUM(c.soon), SUM(CASE WHEN c.yellow = 1 AND c.red = 0 THEN 1 ELSE 0 END), \
         SUM(c.red), SUM(c.referred) FROM (SELECT r.org AS org, r.handler AS handler, ",
    );
    let now = sql.bind(Param::text(moment_text(query.now)));
    let until = sql.bind(Param::text(moment_text(query.due_soon_until)));
    let flag = |condition: &str| format!("COALESCE(MAX(CASE WHEN {condition} THEN 1 ELSE 0 END), 0)");
    sql.push(&format!(
        "{} AS soon, {} AS yellow, {} AS red, {} AS referred FROM {table} AS r \
         LEFT JOIN limit_run AS l ON l.record_id = r.record_id AND l.to_seq IS NULL \
         WHERE r.to_seq IS NULL AND r.closed_at IS NULL",
        flag(&format!("l.ended_at IS NULL AND l.due_at >= {now} AND l.due_at <= {until}")),
        flag("l.card = 'yellow'"),
        flag("l.card = 'red'"),
        flag("l.referred"),
    ));
    scoped(&mut sql, query);
    sql.push(" GROUP BY r.record_id, r.org, r.handler) AS c GROUP BY c.org, c.handler");
    sql
}

/// Clocks that were met, or run past their due instant, by handler.
fn judged_sql(ledger: &Ledger, query: &BoardQuery) -> Sql {
    let table = quoted(&table_of(&ledger.key));
    let mut sql = Sql::new(&format!(
        "SELECT r.org, r.handler, SUM(CASE WHEN l.met IS TRUE AND l.ended_at <= l.due_at THEN 1 ELSE 0 END), COUNT(*) \
         FROM limit_run AS l JOIN {table} AS r ON r.record_id = l.record_id AND r.to_seq IS NULL WHERE l.ledger = "
    ));
    sql.push_bind(Param::text(ledger.key.clone()));
    sql.push(" AND l.to_seq IS NULL AND (l.met IS TRUE OR (l.ended_at IS NULL AND l.due_at < ");
    sql.push_bind(Param::text(moment_text(query.now))).push("))");
    if let Some(since) = query.since {
        sql.push(" AND l.due_at >= ").push_bind(Param::text(moment_text(since)));
    }
    scoped(&mut sql, query);
    sql.push(" GROUP BY r.org, r.handler");
    sql
}
