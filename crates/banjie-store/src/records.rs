//! Reading records: current, past, by list.

use std::collections::HashMap;

use banjie_desk::ports::{ListQuery, StoreResult};
use banjie_model::{
    Name, Seq,
    case::{Case, LimitRun, Record},
    definition::Ledger,
    value::RecordId,
};

use crate::{
    codec::{decode, from_json, parse_moment},
    compile::{Columns, Compiler},
    db::{Db, Link, Param, Row, Sql},
    error::damaged,
    layout::{SYSTEM_COLUMNS, quoted, select_list, table_of},
    runs,
};

/// Most ids in one `IN (…)`.
const IDS: usize = 512;

/// A record from a row selected by [`select_list`].
pub(crate) fn read_record(ledger: &Ledger, row: &Row) -> StoreResult<Record> {
    let version = row.need_int(1)?;
    let mut at = SYSTEM_COLUMNS.len();
    let values = ledger.fields.iter().map(|f| decode(f, row, &mut at)).collect::<StoreResult<Vec<_>>>()?;
    Ok(Record {
        id: RecordId(row.need_int(0)?),
        ledger: ledger.key.clone(),
        version: u32::try_from(version).map_err(|_| damaged(format!("版本号 {version}")))?,
        from_seq: row.need_int(2)?,
        org: row.need_text(4)?.into(),
        state: row.name(6)?,
        number: row.name(7)?,
        handler: row.name(8)?,
        opened_at: parse_moment(row.need_text(9)?)?,
        closed_at: row.text(10)?.map(parse_moment).transpose()?,
        changed_at: parse_moment(row.need_text(11)?)?,
        package_version: row.need_text(12)?.into(),
        hand_overs: row.text(13)?.map(from_json).transpose()?.unwrap_or_default(),
        values,
    })
}

/// Ids as parameters, filled up with the last one to a power of two, so that few different statements are prepared.
pub(crate) fn padded(ids: &[RecordId]) -> Vec<Param> {
    let Some(last) = ids.last() else { return Vec::new() };
    let n = ids.len().next_power_of_two();
    ids.iter().chain(std::iter::repeat(last)).take(n).map(|id| Param::from(id.0)).collect()
}

fn in_ids(text: &str, ids: &[RecordId], rest: &str) -> Sql {
    let mut sql = Sql::new(text);
    sql.push(" IN (").push_list(padded(ids)).push(")").push(rest);
    sql
}

/// Current versions of these records; on PostgreSQL they stay locked until the end of the transaction.
pub(crate) async fn locked_cases(
    link: &mut Link,
    ledger: &Ledger,
    ids: &[RecordId],
) -> StoreResult<HashMap<RecordId, Case>> {
    let mut found = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(IDS) {
        lock(link, ledger, ids).await?;
        found.extend(cases(link, ledger, ids).await?);
    }
    Ok(found)
}

/// The first version of a record is never replaced, so its row can stand for the record as a lock.
async fn lock(link: &mut Link, ledger: &Ledger, ids: &[RecordId]) -> StoreResult<()> {
    let for_update = link.dialect().for_update();
    if for_update.is_empty() {
        return Ok(());
    }
    let table = quoted(&table_of(&ledger.key));
    let rest = format!(" AND version = 1 ORDER BY record_id{for_update}");
    link.fetch(in_ids(&format!("SELECT record_id FROM {table} WHERE record_id"), ids, &rest)).await?;
    Ok(())
}

/// Current versions of these records with their clocks; not under lock.
pub(crate) async fn cases(link: &mut Link, ledger: &Ledger, ids: &[RecordId]) -> StoreResult<HashMap<RecordId, Case>> {
    let table = quoted(&table_of(&ledger.key));
    let columns = select_list(ledger, "r");
    let text = format!("SELECT {columns} FROM {table} AS r WHERE r.to_seq IS NULL AND r.record_id");
    let mut found = HashMap::with_capacity(ids.len());
    for row in link.fetch(in_ids(&text, ids, "")).await? {
        let record = read_record(ledger, &row)?;
        found.insert(record.id, Case { record, runs: Vec::new() });
    }
    if ledger.limits.is_empty() && found.values().all(|c| c.record.state.is_none()) {
        return Ok(found);
    }
    for run in runs::of_records(link, ids).await? {
        if let Some(case) = found.get_mut(&run.key.record) {
            case.runs.push(run);
        }
    }
    Ok(found)
}

/// Current runs of many records of a ledger; records without a run have none.
pub(crate) async fn runs_of(
    link: &mut Link,
    ledger: &Ledger,
    ids: &[RecordId],
) -> StoreResult<HashMap<RecordId, Vec<LimitRun>>> {
    let mut found: HashMap<RecordId, Vec<LimitRun>> = HashMap::new();
    if ledger.limits.is_empty() {
        return Ok(found);
    }
    for ids in ids.chunks(IDS) {
        for run in runs::of_records(link, ids).await? {
            found.entry(run.key.record).or_default().push(run);
        }
    }
    Ok(found)
}

/// One case as it stands.
pub(crate) async fn case(db: &Db, ledger: &Ledger, id: RecordId) -> StoreResult<Option<Case>> {
    let mut link = db.snapshot().await?;
    Ok(cases(&mut link, ledger, &[id]).await?.remove(&id))
}

/// Package versions the records are pinned to.
pub(crate) async fn pinned(link: &mut Link, ledger: &Ledger, ids: &[RecordId]) -> StoreResult<HashMap<RecordId, Name>> {
    let table = quoted(&table_of(&ledger.key));
    let text = format!("SELECT record_id, package_version FROM {table} WHERE to_seq IS NULL AND record_id");
    let mut found = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(IDS) {
        for row in link.fetch(in_ids(&text, ids, "")).await? {
            found.insert(RecordId(row.need_int(0)?), row.need_text(1)?.into());
        }
    }
    Ok(found)
}

/// All versions of a record, oldest first.
pub(crate) async fn versions(link: &mut Link, ledger: &Ledger, id: RecordId) -> StoreResult<Vec<Record>> {
    let table = quoted(&table_of(&ledger.key));
    let columns = select_list(ledger, "r");
    let text = format!("SELECT {columns} FROM {table} AS r WHERE r.record_id = $1 ORDER BY r.version");
    let rows = link.fetch(Sql::with(&text, [Param::from(id.0)])).await?;
    rows.iter().map(|row| read_record(ledger, row)).collect()
}

/// Record id by number.
pub(crate) async fn find_number(link: &mut Link, ledger: &Ledger, number: &str) -> StoreResult<Option<RecordId>> {
    let table = quoted(&table_of(&ledger.key));
    let text = format!("SELECT record_id FROM {table} WHERE number = $1 AND to_seq IS NULL ORDER BY record_id LIMIT 1");
    let row = link.fetch_one(Sql::with(&text, [Param::text(number)])).await?;
    row.map(|r| r.need_int(0).map(RecordId)).transpose()
}

/// What holds of the versions in force after this log position.
pub(crate) fn as_of(sql: &mut Sql, alias: &str, seq: Option<Seq>) {
    match seq {
        None => {
            sql.push(&format!("{alias}.to_seq IS NULL"));
        }
        Some(seq) => {
            let seq = sql.bind(Param::from(seq));
            sql.push(&format!("{alias}.from_seq <= {seq} AND ({alias}.to_seq IS NULL OR {alias}.to_seq > {seq})"));
        }
    }
}

/// The same as a condition for more than one place of a statement.
pub(crate) fn standing(sql: &mut Sql, alias: &str, seq: Option<Seq>) -> String {
    match seq {
        None => format!("{alias}.to_seq IS NULL"),
        Some(seq) => {
            let seq = sql.bind_shared(Param::from(seq));
            format!("({alias}.from_seq <= {seq} AND ({alias}.to_seq IS NULL OR {alias}.to_seq > {seq}))")
        }
    }
}

/// The least text beyond all that begin with this path.
pub(crate) fn past_path(path: &str) -> String {
    let mut past = path.to_string();
    // '/' is the last character of a path and '0' follows it.
    past.pop();
    past.push('0');
    past
}

/// The half-open stretch of texts that begin with this path, for the index.
pub(crate) fn under(sql: &mut Sql, alias: &str, path: &str) {
    let first = sql.bind(Param::text(path));
    let past = sql.bind(Param::text(past_path(path)));
    sql.push(&format!(" AND {alias}.org_path >= {first} AND {alias}.org_path < {past}"));
}

/// The query of [`list`].
pub(crate) fn list_sql(ledger: &Ledger, query: &ListQuery, link: &Link) -> StoreResult<Sql> {
    let table = quoted(&table_of(&ledger.key));
    let columns = select_list(ledger, "r");
    let mut sql = Sql::new(&format!("SELECT {columns} FROM {table} AS r WHERE "));
    as_of(&mut sql, "r", query.as_of);
    if let Some(path) = &query.org_path {
        under(&mut sql, "r", path);
    }
    if let Some(after) = query.after {
        sql.push(" AND r.record_id > ").push_bind(Param::from(after.0));
    }
    if let Some(filter) = &query.filter {
        let columns = Columns { ledger, record: "r", run: None, at: None };
        let condition = Compiler::new(columns, link.dialect(), &mut sql).condition(filter)?;
        sql.push(&format!(" AND {condition}"));
    }
    sql.push(" ORDER BY r.record_id");
    if let Some(limit) = query.limit {
        sql.push(" LIMIT ").push_bind(Param::from(i64::from(limit)));
    }
    Ok(sql)
}

/// Records, by id.
pub(crate) async fn list(link: &mut Link, ledger: &Ledger, query: &ListQuery) -> StoreResult<Vec<Record>> {
    let sql = list_sql(ledger, query, link)?;
    let rows = link.fetch(sql).await?;
    rows.iter().map(|row| read_record(ledger, row)).collect()
}
