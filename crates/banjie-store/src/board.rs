//! The supervision board: open cases, cards and the rate of cases in time, one row an owner organisation.

use std::collections::BTreeMap;

use banjie_desk::ports::{BoardQuery, BoardRow, StoreResult};
use banjie_model::Name;

use crate::{
    codec::moment_text,
    db::{Link, Param, Sql},
    layout::{quoted, table_of},
    records::under,
};

/// Open cases of each organisation. Cards and referrals are those standing on any clock of an open case; due soon are
/// cases with a running clock that is due from now until the horizon.
pub(crate) fn open_sql(query: &BoardQuery) -> Sql {
    let table = quoted(&table_of(&query.ledger));
    let mut sql = Sql::new(
        "SELECT c.org, COUNT(*), SUM(c.soon), SUM(CASE WHEN c.yellow = 1 AND c.red = 0 THEN 1 ELSE 0 END), \
         SUM(c.red), SUM(c.referred) FROM (SELECT r.org AS org, ",
    );
    let now = sql.bind(Param::text(moment_text(query.now)));
    let until = sql.bind(Param::text(moment_text(query.due_soon_until)));
    let flag = |condition: &str| format!("COALESCE(MAX(CASE WHEN {condition} THEN 1 ELSE 0 END), 0)");
    sql.push(&format!(
        "{} AS soon, {} AS yellow, {} AS red, {} AS referred",
        flag(&format!("l.ended_at IS NULL AND l.due_at >= {now} AND l.due_at <= {until}")),
        flag("l.card = 'yellow'"),
        flag("l.card = 'red'"),
        flag("l.referred"),
    ));
    sql.push(&format!(
        " FROM {table} AS r LEFT JOIN limit_run AS l ON l.record_id = r.record_id AND l.to_seq IS NULL \
         WHERE r.to_seq IS NULL AND r.closed_at IS NULL"
    ));
    if let Some(path) = &query.org_path {
        under(&mut sql, "r", path);
    }
    sql.push(" GROUP BY r.record_id, r.org) AS c GROUP BY c.org");
    sql
}

/// Clocks that were met, or are running past their due instant: how many, and how many of them were met in time.
pub(crate) fn judged_sql(query: &BoardQuery) -> Sql {
    let table = quoted(&table_of(&query.ledger));
    let mut sql = Sql::new(&format!(
        "SELECT r.org, SUM(CASE WHEN l.met IS TRUE AND l.ended_at <= l.due_at THEN 1 ELSE 0 END), COUNT(*) \
         FROM limit_run AS l JOIN {table} AS r ON r.record_id = l.record_id AND r.to_seq IS NULL WHERE l.ledger = "
    ));
    sql.push_bind(Param::text(query.ledger.clone()));
    sql.push(" AND l.to_seq IS NULL AND (l.met IS TRUE OR (l.ended_at IS NULL AND l.due_at < ");
    sql.push_bind(Param::text(moment_text(query.now))).push("))");
    if let Some(since) = query.since {
        sql.push(" AND l.due_at >= ").push_bind(Param::text(moment_text(since)));
    }
    if let Some(path) = &query.org_path {
        under(&mut sql, "r", path);
    }
    sql.push(" GROUP BY r.org");
    sql
}

/// One row an owner organisation, by code.
pub(crate) async fn board(link: &mut Link, query: &BoardQuery) -> StoreResult<Vec<BoardRow>> {
    let mut rows: BTreeMap<Name, BoardRow> = BTreeMap::new();
    for row in link.fetch(open_sql(query)).await? {
        let org: Name = row.need_text(0)?.into();
        let n = |i| row.int(i).map(Option::unwrap_or_default);
        let entry = BoardRow {
            org: org.clone(),
            open: n(1)?,
            due_soon: n(2)?,
            yellow: n(3)?,
            red: n(4)?,
            referred: n(5)?,
            on_time: 0,
            judged: 0,
        };
        rows.insert(org, entry);
    }
    for row in link.fetch(judged_sql(query)).await? {
        let org: Name = row.need_text(0)?.into();
        let entry = rows.entry(org.clone()).or_insert_with(|| BoardRow { org, ..BoardRow::default() });
        entry.on_time = row.int(1)?.unwrap_or_default();
        entry.judged = row.int(2)?.unwrap_or_default();
    }
    Ok(rows.into_values().collect())
}
