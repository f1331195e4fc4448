//! Measures that need all values at once: different values, the middle value.

use banjie_desk::ports::StoreResult;
use banjie_model::scan::Aggregate;

use super::{dimension::Grouping, measure, source::Source};
use crate::db::Sql;

/// The query of one such measure: dimensions, number of values (median: of the middle ones), sum of the middle ones.
pub(super) fn query(source: &Source<'_>, grouping: &Grouping<'_>, i: usize) -> StoreResult<Sql> {
    let measure = measure(source.scan, i)?;
    let names = grouping.names();
    let groups: String = names.iter().map(|n| format!("{n}, ")).collect();
    let by = if names.is_empty() { String::new() } else { format!(" GROUP BY {}", names.join(", ")) };
    let mut sql = Sql::default();
    let median = matches!(measure.aggregate, Aggregate::Median(_));
    let column = if median {
        source.number(measure.aggregate)?.map(|(column, _)| column)
    } else {
        source.column(measure.aggregate)?.map(|(column, _)| column)
    };
    let column = column.unwrap_or_default();
    if median {
        let part = if names.is_empty() { String::new() } else { format!("PARTITION BY {} ", names.join(", ")) };
        sql.push(&format!(
            "SELECT {groups}COUNT(*), CAST(SUM(q.x) AS TEXT) FROM (SELECT {groups}q.x, \
             ROW_NUMBER() OVER ({part}ORDER BY q.x) AS place, COUNT(*) OVER ({part}) AS n FROM (SELECT "
        ));
    } else {
        sql.push(&format!("SELECT {groups}COUNT(DISTINCT q.x), NULL FROM (SELECT "));
    }
    grouping.push_select(&mut sql);
    sql.push(&format!("{column} AS x "));
    source.push_from(&mut sql);
    sql.push(&format!(" AND {column} IS NOT NULL"));
    for condition in source.conditions(&mut sql, measure)? {
        sql.push(&format!(" AND {condition}"));
    }
    if median {
        // Of an odd number the middle one, of an even number the two middle ones.
        sql.push(&format!(") AS q) AS q WHERE q.place IN ((q.n + 1) / 2, (q.n + 2) / 2){by}"));
    } else {
        sql.push(&format!(") AS q{by}"));
    }
    Ok(sql)
}
