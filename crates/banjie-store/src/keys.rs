//! Finding by business key and number, giving out ids and numbers, look-ups under lock.

use std::collections::HashMap;

use banjie_desk::ports::{StoreError, StoreResult};
use banjie_model::{
    Moment, Name,
    definition::{Field, FieldType, Ledger, Lookup, LookupKind},
    value::{RecordId, Value},
};
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use crate::{
    codec::{decode_first, encode_first},
    compile::{Columns, Compiler},
    db::{Link, Param, Sql},
    dialect::Dialect,
    error::damaged,
    layout::{column_of, field_at, is_sealed, quoted, scale_of, table_of},
    write::chunks,
};

/// Scope of the counter that gives out record ids; no number pattern begins with `#`.
const RECORD_IDS: &str = "#record";

/// Advances a counter by `n`; gives the first of the new numbers.
pub(crate) async fn next(link: &mut Link, scope: &str, n: u32) -> StoreResult<i64> {
    let sql = "INSERT INTO number_counter (scope, last) VALUES ($1, $2) \
               ON CONFLICT (scope) DO UPDATE SET last = number_counter.last + $2 RETURNING last";
    let n = i64::from(n);
    Ok(link.fetch_int(Sql::with(sql, [Param::text(scope), Param::from(n)])).await? - n + 1)
}

/// Fresh record ids.
pub(crate) async fn next_record_ids(link: &mut Link, n: u32) -> StoreResult<RecordId> {
    Ok(RecordId(next(link, RECORD_IDS, n).await?))
}

/// Record ids by business key. A key with a missing part is nobody's.
pub(crate) async fn find_keys(
    link: &mut Link,
    ledger: &Ledger,
    keys: &[Vec<Value>],
) -> StoreResult<HashMap<Vec<Value>, RecordId>> {
    let fields: Vec<&Field> = ledger.unique.iter().map(|i| field_at(ledger, *i)).collect::<StoreResult<_>>()?;
    if fields.is_empty() {
        return Ok(HashMap::new());
    }
    let mut rows = Vec::with_capacity(keys.len());
    for (place, key) in (0_i64..).zip(keys) {
        let mut row = vec![Param::from(place)];
        for (field, value) in fields.iter().zip(key) {
            row.push(encode_first(field, value)?);
        }
        if row.len() == fields.len() + 1 && !row.iter().any(Param::is_null) {
            rows.push(row);
        }
    }
    let table = quoted(&table_of(&ledger.key));
    let equal: Vec<String> =
        fields.iter().enumerate().map(|(i, f)| format!("r.{} = v.column{}", column_of(f), i + 2)).collect();
    // One look into the index of keys a row: a join may be planned, and kept, as a pass over the table while that is small.
    let equal = equal.join(" AND ");
    let holder = format!("SELECT r.record_id FROM {table} AS r WHERE r.to_seq IS NULL AND {equal} LIMIT 1");
    let mut found = HashMap::new();
    for chunk in chunks(rows, link.dialect().max_params()) {
        let mut sql = Sql::new(&format!("SELECT v.column1, ({holder}) FROM (VALUES "));
        sql.push_rows(chunk).push(") AS v");
        for row in link.fetch(sql).await? {
            let place = usize::try_from(row.need_int(0)?).map_err(damaged)?;
            if let (Some(key), Some(id)) = (keys.get(place), row.int(1)?) {
                found.insert(key.clone(), RecordId(id));
            }
        }
    }
    Ok(found)
}

/// Record ids by number.
pub(crate) async fn find_numbers(
    link: &mut Link,
    ledger: &Ledger,
    numbers: &[Name],
) -> StoreResult<HashMap<Name, RecordId>> {
    let table = quoted(&table_of(&ledger.key));
    let mut found = HashMap::new();
    for chunk in chunks(numbers.iter().map(|n| vec![Param::text(n.clone())]).collect(), link.dialect().max_params()) {
        let mut sql = Sql::new(&format!("SELECT number, record_id FROM {table} WHERE to_seq IS NULL AND number IN ("));
        sql.push_list(chunk.into_iter().flatten()).push(") ORDER BY record_id DESC");
        for row in link.fetch(sql).await? {
            found.insert(row.need_text(0)?.into(), RecordId(row.need_int(1)?));
        }
    }
    Ok(found)
}

/// The query of [`lookup`]: the value, as text. Run facts are judged at `at`.
pub(crate) fn lookup_sql(
    ledger: &Ledger,
    lookup: &Lookup,
    at: Moment,
    dialect: Dialect,
) -> StoreResult<(Sql, Option<Field>)> {
    let field = lookup.field.map(|i| field_at(ledger, i)).transpose()?;
    let column = field.map(|f| format!("r.{}", column_of(f)));
    let numeric = field.is_some_and(|f| scale_of(&f.ty).is_some());
    let column = column.filter(|_| !field.is_some_and(is_sealed));
    let what = match (lookup.kind, &column) {
        (LookupKind::Count, _) => "COUNT(*)".to_string(),
        (LookupKind::Sum, Some(column)) if numeric => format!("CAST(COALESCE(SUM({column}), 0) AS TEXT)"),
        (LookupKind::Max, Some(column)) => format!("MAX({column})"),
        (LookupKind::Min, Some(column)) => format!("MIN({column})"),
        (LookupKind::Sum, _) | (_, None) => {
            let title = field.map_or("", |f| &*f.title);
            return Err(StoreError::Other(format!("台账“{}”的字段“{title}”不能求和或比较大小。", ledger.title)));
        }
    };
    let table = quoted(&table_of(&ledger.key));
    let mut sql = Sql::new(&format!("SELECT {what} FROM {table} AS r"));
    if let Some(limit) = &lookup.limit {
        sql.push(" JOIN limit_run AS l ON l.record_id = r.record_id AND l.to_seq IS NULL AND l.ledger = ");
        sql.push_bind(Param::text(ledger.key.clone())).push(" AND l.limit_name = ");
        sql.push_bind(Param::text(limit.clone()));
    }
    sql.push(" WHERE r.to_seq IS NULL");
    if let Some(filter) = &lookup.filter {
        let run = lookup.limit.as_deref().map(|limit| ("l", limit));
        let columns = Columns { ledger, record: "r", run, at: Some(at) };
        let condition = Compiler::new(columns, dialect, &mut sql).condition(filter)?;
        sql.push(&format!(" AND {condition}"));
    }
    Ok((sql, field.cloned()))
}

/// A look-up over the current records. On PostgreSQL the look-ups into one ledger wait for one another until their
/// transactions end, so that two cannot both use up one cap; SQLite has one writer anyway.
pub(crate) async fn lookup(link: &mut Link, ledger: &Ledger, lookup: &Lookup, at: Moment) -> StoreResult<Value> {
    if link.dialect() == Dialect::Postgres {
        let lock = Sql::with("SELECT pg_advisory_xact_lock($1)", [Param::from(lock_number(&ledger.key))]);
        link.execute(lock).await?;
    }
    let (sql, field) = lookup_sql(ledger, lookup, at, link.dialect())?;
    let row = link.fetch_one(sql).await?.ok_or_else(|| damaged("查询没有结果"))?;
    match (lookup.kind, field) {
        (LookupKind::Count, _) => Ok(Value::Int(row.need_int(0)?)),
        (LookupKind::Sum, Some(field)) => {
            let whole: i128 = row.need_text(0)?.parse().map_err(damaged)?;
            let scale = scale_of(&field.ty).unwrap_or_default();
            let sum = Decimal::try_from_i128_with_scale(whole, scale).map_err(damaged)?;
            match field.ty {
                FieldType::Int => i64::try_from(whole).map(Value::Int).map_err(damaged),
                _ => Ok(Value::Decimal(sum)),
            }
        }
        (_, Some(field)) => decode_first(&field, &row, 0),
        (_, None) => Ok(Value::Missing),
    }
}

/// A number for the advisory lock of a ledger; −1 is the migration's.
fn lock_number(ledger_key: &str) -> i64 {
    let digest = Sha256::digest(ledger_key.as_bytes());
    let mut bytes = [0_u8; 8];
    bytes.copy_from_slice(&digest[..8]);
    i64::from_be_bytes(bytes)
}
