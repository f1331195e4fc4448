//! Figures: many measures in one pass.
//!
//! The conditions of all measures are split at their `&&` into single conditions; each becomes one bit of a number a row.
//! The database groups by that number (and the dimensions) once; which measure takes which groups is settled here. So sixty
//! measures cost about as much as their different conditions, not sixty times a scan.

use banjie_desk::ports::{StoreError, StoreResult};
use banjie_model::{
    case::Record,
    definition::Ledger,
    scan::{Aggregate, Measure, Scan, ScanRow},
    value::Value,
};

use crate::{
    db::{Link, Param, Sql},
    dialect::Dialect,
    layout::select_list,
    records::{as_of, read_record},
};

mod cube;
mod dimension;
mod order;
mod source;

use dimension::Grouping;
use source::Source;

/// Answers a scan.
pub(crate) async fn scan(link: &mut Link, ledger: &Ledger, scan: &Scan) -> StoreResult<Vec<ScanRow>> {
    let source = Source::new(ledger, scan, link.dialect());
    let grouping = Grouping::new(ledger, scan, link.dialect())?;
    let mut table = cube::Table::new(scan);
    let (apart, together): (Vec<usize>, Vec<usize>) =
        (0..scan.measures.len()).partition(|i| stands_apart(scan.measures[*i].aggregate));
    if let Some(query) = cube::query(&source, &grouping, &together)? {
        let rows = link.fetch(query.sql.clone().once()).await?;
        table.take(&query, &grouping, &rows)?;
    }
    for i in apart {
        let sql = order::query(&source, &grouping, i)?;
        let rows = link.fetch(sql.once()).await?;
        table.take_apart(&source, &grouping, i, &rows)?;
    }
    table.finish()
}

/// Cannot be put together from parts.
fn stands_apart(aggregate: Aggregate) -> bool {
    matches!(aggregate, Aggregate::Distinct(_) | Aggregate::Median(_))
}

/// The field of an aggregate.
fn field_of(aggregate: Aggregate) -> Option<usize> {
    match aggregate {
        Aggregate::Count => None,
        Aggregate::Distinct(i)
        | Aggregate::Sum(i)
        | Aggregate::Avg(i)
        | Aggregate::Min(i)
        | Aggregate::Max(i)
        | Aggregate::Median(i) => Some(i),
    }
}

fn measure(scan: &Scan, i: usize) -> StoreResult<&Measure> {
    scan.measures.get(i).ok_or_else(|| StoreError::Other(format!("没有第 {} 个指标量。", i + 1)))
}

/// The query of [`scan_records`].
pub(crate) fn records_sql(
    ledger: &Ledger,
    scan: &Scan,
    i: usize,
    group: &[Value],
    (limit, offset): (u32, u32),
    dialect: Dialect,
) -> StoreResult<Sql> {
    let mut sql = Sql::new(&format!("SELECT {}", select_list(ledger, "o")));
    chosen_sql(&mut sql, ledger, scan, i, group, dialect)?;
    sql.push(" ORDER BY o.record_id LIMIT ").push_bind(Param::from(i64::from(limit)));
    sql.push(" OFFSET ").push_bind(Param::from(i64::from(offset)));
    Ok(sql)
}

/// ` FROM … AS o WHERE …`: the records behind one measure for one group, each once.
pub(crate) fn chosen_sql(
    sql: &mut Sql,
    ledger: &Ledger,
    scan: &Scan,
    i: usize,
    group: &[Value],
    dialect: Dialect,
) -> StoreResult<()> {
    let source = Source::new(ledger, scan, dialect);
    let measure = measure(scan, i)?;
    // The inner query may meet a record twice (two runs of one limit); the outer one gives it once.
    sql.push(&format!(" FROM {} AS o WHERE ", source.table()));
    as_of(sql, "o", Some(scan.as_of));
    sql.push(" AND o.record_id IN (SELECT r.record_id ");
    source.push_from(sql);
    for condition in source.conditions(sql, measure)? {
        sql.push(&format!(" AND {condition}"));
    }
    if let Some((column, _)) = source.column(measure.aggregate)? {
        sql.push(&format!(" AND {column} IS NOT NULL"));
    }
    if !group.is_empty() {
        let grouping = Grouping::new(ledger, scan, dialect)?;
        for condition in grouping.equals(sql, group)? {
            sql.push(&format!(" AND {condition}"));
        }
    }
    sql.push(")");
    Ok(())
}

/// The records behind one measure for one group.
pub(crate) async fn scan_records(
    link: &mut Link,
    ledger: &Ledger,
    scan: &Scan,
    i: usize,
    group: &[Value],
    page: (u32, u32),
) -> StoreResult<Vec<Record>> {
    let sql = records_sql(ledger, scan, i, group, page, link.dialect())?;
    let rows = link.fetch(sql.once()).await?;
    rows.iter().map(|row| read_record(ledger, row)).collect()
}
