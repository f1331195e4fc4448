//! What stands behind the supervision board: the cases of a cell, and what happened day by day.

use banjie_desk::ports::{BoardQuery, StoreResult};
use banjie_model::{
    Moment, Name,
    case::{Case, Effect, Record},
    definition::{ConsequenceKind, Ledger},
    value::RecordId,
};
use chrono::NaiveDate;

use crate::{
    AnyStore,
    codec::{from_json, moment_text},
    db::{Param, Row, Sql},
    error::damaged,
    layout::{quoted, select_list, table_of},
    log,
    records::{read_record, runs_of, under},
};

mod people;

pub use people::HandlerRow;

/// A column of the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Open cases.
    Open,
    /// Open, with a clock due within the horizon.
    DueSoon,
    /// Open, showing a yellow card and no red one.
    Yellow,
    /// Open, showing a red card.
    Red,
    /// Open, referred to discipline inspection.
    Referred,
    /// With a clock that was met late, or runs past its due instant.
    Late,
}

impl Column {
    /// Each with its key in addresses and its head.
    pub const NAMES: [(Column, &'static str, &'static str); 6] = [
        (Column::Open, "open", "在办"),
        (Column::DueSoon, "due_soon", "将到期"),
        (Column::Yellow, "yellow", "黄牌"),
        (Column::Red, "red", "红牌"),
        (Column::Referred, "referred", "移送"),
        (Column::Late, "late", "逾期"),
    ];

    /// The key in addresses.
    pub fn key(self) -> &'static str {
        Self::NAMES.iter().find(|(column, ..)| *column == self).map_or("", |(_, key, _)| key)
    }

    /// The head.
    pub fn zh(self) -> &'static str {
        Self::NAMES.iter().find(|(column, ..)| *column == self).map_or("", |(.., zh)| zh)
    }

    /// By its key.
    pub fn of(key: &str) -> Option<Column> {
        Self::NAMES.iter().find(|(_, name, _)| *name == key).map(|(column, ..)| *column)
    }
}

/// Which page of a cell's cases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellPage {
    /// Only cases this organisation owns itself, by code.
    pub owner: Option<Name>,
    /// Only cases of this handler; an empty account: cases nobody holds.
    pub handler: Option<Name>,
    /// Only after this record.
    pub after: Option<RecordId>,
    /// At most so many.
    pub limit: u32,
}

/// What happened on one day, of one owner organisation and one handler.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayCount {
    /// Owner organisation now.
    pub org: Name,
    /// Handler now.
    pub handler: Option<Name>,
    /// The day.
    pub day: NaiveDate,
    /// Cases opened.
    pub opened: i64,
    /// Cases closed.
    pub closed: i64,
    /// Clocks met in time.
    pub on_time: i64,
    /// Clocks met, and clocks that became overdue and still run.
    pub judged: i64,
    /// Cards that fell.
    pub cards: i64,
}

impl AnyStore {
    /// The cases behind a cell of the board, by id, with their clocks.
    ///
    /// # Errors
    /// As any statement.
    pub async fn board_cases(
        &self,
        ledger: &Ledger,
        query: &BoardQuery,
        column: Column,
        page: &CellPage,
    ) -> StoreResult<Vec<Case>> {
        let mut link = self.db.snapshot().await?;
        let rows = link.fetch(cell_sql(ledger, query, column, page)).await?;
        let records = rows.iter().map(|row| read_record(ledger, row)).collect::<StoreResult<Vec<Record>>>()?;
        let ids: Vec<RecordId> = records.iter().map(|record| record.id).collect();
        let mut runs = runs_of(&mut link, ledger, &ids).await?;
        let case = |record: Record| Case { runs: runs.remove(&record.id).unwrap_or_default(), record };
        Ok(records.into_iter().map(case).collect())
    }

    /// What happened to the cases of a ledger from a day on until `query.now`, by day, owner and handler.
    ///
    /// # Errors
    /// As any statement.
    pub async fn board_days(&self, ledger: &Ledger, query: &BoardQuery, from: NaiveDate) -> StoreResult<Vec<DayCount>> {
        let since = from.and_time(chrono::NaiveTime::MIN);
        let mut link = self.db.snapshot().await?;
        let mut days = Vec::new();
        for column in ["opened_at", "closed_at"] {
            for row in link.fetch(days_sql(ledger, query, since, column)).await? {
                let n = row.need_int(3)?;
                let (opened, closed) = if column == "opened_at" { (n, 0) } else { (0, n) };
                days.push(DayCount { opened, closed, ..place(&row)? });
            }
        }
        for row in link.fetch(judged_sql(ledger, query, since)).await? {
            let on_time = row.int(3)?.unwrap_or_default();
            days.push(DayCount { on_time, judged: row.need_int(4)?, ..place(&row)? });
        }
        let first = log::seq_at(&mut link, since - chrono::Duration::seconds(1)).await?;
        for row in link.fetch(fallen_sql(ledger, query, since, first)).await? {
            let effects: Vec<Effect> = from_json(row.need_text(3)?)?;
            let card = |kind: ConsequenceKind| matches!(kind, ConsequenceKind::Yellow | ConsequenceKind::Red);
            let fell = |effect: &&Effect| matches!(effect, Effect::Fell { kind, .. } if card(*kind));
            let cards = i64::try_from(effects.iter().filter(fell).count()).unwrap_or(i64::MAX);
            if cards > 0 {
                days.push(DayCount { cards, ..place(&row)? });
            }
        }
        Ok(days)
    }
}

/// Organisation, handler and day of a row.
fn place(row: &Row) -> StoreResult<DayCount> {
    let day = row.need_text(2)?;
    let day = day.parse().map_err(|_| damaged(format!("日期 {day}")))?;
    Ok(DayCount { org: row.need_text(0)?.into(), handler: row.name(1)?, day, ..DayCount::default() })
}

fn scoped(sql: &mut Sql, query: &BoardQuery) {
    if let Some(path) = &query.org_path {
        under(sql, "r", path);
    }
}

fn cell_sql(ledger: &Ledger, query: &BoardQuery, column: Column, page: &CellPage) -> Sql {
    let table = quoted(&table_of(&ledger.key));
    let columns = select_list(ledger, "r");
    let mut sql = Sql::new(&format!("SELECT {columns} FROM {table} AS r WHERE r.to_seq IS NULL"));
    if column != Column::Late {
        sql.push(" AND r.closed_at IS NULL");
    }
    scoped(&mut sql, query);
    if let Some(owner) = &page.owner {
        sql.push(" AND r.org = ").push_bind(Param::text(owner.clone()));
    }
    match page.handler.as_deref() {
        None => {}
        Some("") => {
            sql.push(" AND r.handler IS NULL");
        }
        Some(handler) => {
            sql.push(" AND r.handler = ").push_bind(Param::text(handler));
        }
    }
    if let Some(after) = page.after {
        sql.push(" AND r.record_id > ").push_bind(Param::from(after.0));
    }
    let clock = |condition: &str, not: &str| {
        format!(
            " AND {not}EXISTS (SELECT 1 FROM limit_run AS l WHERE l.record_id = r.record_id AND l.to_seq IS NULL \
             AND {condition})"
        )
    };
    match column {
        Column::Open => {}
        Column::DueSoon => {
            let now = sql.bind(Param::text(moment_text(query.now)));
            let until = sql.bind(Param::text(moment_text(query.due_soon_until)));
            sql.push(&clock(&format!("l.ended_at IS NULL AND l.due_at >= {now} AND l.due_at <= {until}"), ""));
        }
        Column::Yellow => {
            sql.push(&clock("l.card = 'yellow'", "")).push(&clock("l.card = 'red'", "NOT "));
        }
        Column::Red => {
            sql.push(&clock("l.card = 'red'", ""));
        }
        Column::Referred => {
            sql.push(&clock("l.referred", ""));
        }
        Column::Late => {
            let now = sql.bind(Param::text(moment_text(query.now)));
            let since = match query.since {
                Some(since) => format!(" AND l.due_at >= {}", sql.bind(Param::text(moment_text(since)))),
                None => String::new(),
            };
            let late = "(l.met IS TRUE AND l.ended_at > l.due_at)";
            sql.push(&clock(&format!("({late} OR (l.ended_at IS NULL AND l.due_at < {now})){since}"), ""));
        }
    }
    sql.push(" ORDER BY r.record_id LIMIT ").push_bind(Param::from(i64::from(page.limit)));
    sql
}

/// Cases by the day of one of their instants.
fn days_sql(ledger: &Ledger, query: &BoardQuery, since: Moment, column: &str) -> Sql {
    let table = quoted(&table_of(&ledger.key));
    let day = format!("substr(r.{column}, 1, 10)");
    let mut sql = Sql::new(&format!(
        "SELECT r.org, r.handler, {day}, COUNT(*) FROM {table} AS r WHERE r.to_seq IS NULL AND r.{column} >= "
    ));
    sql.push_bind(Param::text(moment_text(since))).push(&format!(" AND r.{column} <= "));
    sql.push_bind(Param::text(moment_text(query.now)));
    scoped(&mut sql, query);
    sql.push(&format!(" GROUP BY r.org, r.handler, {day}"));
    sql
}

/// Clocks by the day they were met; those running past their due instant by the day they were due.
fn judged_sql(ledger: &Ledger, query: &BoardQuery, since: Moment) -> Sql {
    let table = quoted(&table_of(&ledger.key));
    let at = "COALESCE(l.ended_at, l.due_at)";
    let mut sql = Sql::new(&format!(
        "SELECT r.org, r.handler, substr({at}, 1, 10), \
         SUM(CASE WHEN l.met IS TRUE AND l.ended_at <= l.due_at THEN 1 ELSE 0 END), COUNT(*) \
         FROM limit_run AS l JOIN {table} AS r ON r.record_id = l.record_id AND r.to_seq IS NULL WHERE l.ledger = "
    ));
    sql.push_bind(Param::text(ledger.key.clone()));
    sql.push(" AND l.to_seq IS NULL AND (l.met IS TRUE OR (l.ended_at IS NULL AND l.due_at < ");
    sql.push_bind(Param::text(moment_text(query.now))).push(&format!(")) AND {at} >= "));
    sql.push_bind(Param::text(moment_text(since))).push(&format!(" AND {at} <= "));
    sql.push_bind(Param::text(moment_text(query.now)));
    scoped(&mut sql, query);
    sql.push(&format!(" GROUP BY r.org, r.handler, substr({at}, 1, 10)"));
    sql
}

/// Events in which something fell, after a log position.
fn fallen_sql(ledger: &Ledger, query: &BoardQuery, since: Moment, after: i64) -> Sql {
    let table = quoted(&table_of(&ledger.key));
    let mut sql = Sql::new(&format!(
        "SELECT r.org, r.handler, substr(e.at, 1, 10), e.effects FROM event AS e \
         JOIN {table} AS r ON r.record_id = e.record_id AND r.to_seq IS NULL WHERE e.seq > "
    ));
    sql.push_bind(Param::from(after)).push(" AND e.ledger = ").push_bind(Param::text(ledger.key.clone()));
    sql.push(" AND e.at >= ").push_bind(Param::text(moment_text(since)));
    sql.push(" AND e.at <= ").push_bind(Param::text(moment_text(query.now)));
    sql.push(" AND e.effects LIKE '%\"effect\":\"fell\"%'");
    scoped(&mut sql, query);
    sql
}
