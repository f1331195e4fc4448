//! Pages of a list by keys. Whoever sees few organisations walks as short a way as whoever sees all.
//!
//! Newest first is a walk along `(…, record_id)` in one index; where several organisations (or states) are asked for, one
//! walk each, merged. Another order is a walk along its own index where the conditions leave much, a sort of what they leave
//! where that is little, and, without an index, a sort of the newest that meet the conditions.

use banjie_desk::ports::{Count, KeyValue, Page, PageKey, PageQuery, StoreError, StoreResult};
use banjie_model::{case::Record, definition::Ledger, value::RecordId};

use crate::{
    db::{Link, Param, Row, Sql},
    layout::{Kind, SYSTEM_COLUMNS, columns_of, quoted, select_list, table_of},
    records::read_record,
};

mod conditions;
mod facts;
mod order;
mod route;

pub(crate) use order::walked_fields;
use order::{Order, Walk};
pub(crate) use route::Bounds;
use route::{Route, Way};

/// Records a page where nothing is said.
const PAGE: u32 = 50;
/// Most records a page.
const MOST: u32 = 1_000;

/// Part of an ordered list: those with a value, or, after them, those without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Present,
    Missing,
}

/// A list asked for, with the way to it.
struct Ask<'a> {
    ledger: &'a Ledger,
    query: &'a PageQuery,
    order: Order,
    route: Route,
    bounds: &'a Bounds,
}

/// A page.
pub(crate) async fn page(link: &mut Link, bounds: &Bounds, ledger: &Ledger, query: &PageQuery) -> StoreResult<Page> {
    let (at, backwards) = match (&query.after, &query.before) {
        (Some(key), _) => (Some(key), false),
        (None, Some(key)) => (Some(key), true),
        (None, None) => (None, false),
    };
    if at.is_some_and(|key| *key.sort != *query.sort.to_query()) {
        return Err(StoreError::Other("翻页的记号属于另一种排序。请回到列表的第一页重新翻页。".to_string()));
    }
    if query.scope.is_empty() {
        return Ok(Page::default());
    }
    let limit = if query.limit == 0 { PAGE } else { query.limit.min(MOST) };
    let order = Order::new(ledger, &query.sort)?;
    let route = route::find(link, bounds, ledger, query, (&order, at)).await?;
    if route.empty {
        return Ok(Page::default());
    }
    let ask = Ask { ledger, query, order, route, bounds };
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut rows: Vec<(Record, KeyValue)> = Vec::with_capacity(wanted + 1);
    for (part, from) in ask.parts(at, backwards) {
        let missing = u32::try_from((wanted + 1).saturating_sub(rows.len())).unwrap_or(0);
        if missing > 0 {
            let sql = ask.sql(link, part, from, backwards, missing)?;
            for row in link.fetch(sql).await? {
                rows.push(ask.read(&row)?);
            }
        }
    }
    Ok(ask.finish(rows, wanted, at.is_some(), backwards))
}

/// How many records a list has, up to a number.
pub(crate) async fn count(
    link: &mut Link,
    bounds: &Bounds,
    ledger: &Ledger,
    query: &PageQuery,
    at_most: u32,
) -> StoreResult<Count> {
    if query.scope.is_empty() {
        return Ok(Count { n: 0, exact: true });
    }
    let most = i64::from(at_most);
    let n = route::matching(link, bounds, ledger, query, most.saturating_add(1)).await?;
    Ok(Count { n: n.min(most).unsigned_abs(), exact: n <= most })
}

impl<'a> Ask<'a> {
    /// The parts a page is put together from, in order, and where each begins.
    fn parts(&self, at: Option<&'a PageKey>, backwards: bool) -> Vec<(Part, Option<&'a PageKey>)> {
        let missing = at.is_some_and(|key| key.value == KeyValue::Missing);
        match (self.order.nullable, backwards) {
            (false, _) => vec![(Part::Present, at)],
            (true, false) if missing => vec![(Part::Missing, at)],
            (true, false) => vec![(Part::Present, at), (Part::Missing, None)],
            (true, true) if missing => vec![(Part::Missing, at), (Part::Present, None)],
            (true, true) => vec![(Part::Present, at)],
        }
    }

    fn sql(&self, link: &Link, part: Part, from: Option<&PageKey>, backwards: bool, limit: u32) -> StoreResult<Sql> {
        let descending = self.order.descending != backwards;
        let (direction, past) = if descending { ("DESC", "<") } else { ("ASC", ">") };
        match &self.route.way {
            Way::Branches { column, values } => {
                let step = Step { from, direction, past, limit };
                self.branches(link, column, values, &step)
            }
            way => self.single(link, part, way, &Step { from, direction, past, limit }),
        }
    }

    /// One walk, or one sort.
    fn single(&self, link: &Link, part: Part, way: &Way, step: &Step<'_>) -> StoreResult<Sql> {
        let mut sql = Sql::default();
        let key = self.order.key(&mut sql, way, self.query.as_of);
        let table = quoted(&table_of(&self.ledger.key));
        let along = *way == Way::Clocks && part == Part::Present;
        let from = if along { order::along_clocks(&table) } else { format!("{table} AS r") };
        let mut conditions = conditions::all(&mut sql, self.ledger, self.query, &self.route, link.dialect())?;
        if along {
            conditions.push_str(&order::earliest_clock(&mut sql, &self.ledger.key));
        }
        let id = if self.order.walk == Walk::Id { key.clone() } else { "r.record_id".to_string() };
        let ordered = if self.order.walk == Walk::Id {
            if let Some(from) = step.from {
                let at = sql.bind(Param::from(from.id.0));
                conditions.push_str(&format!(" AND {id} {} {at}", step.past));
            }
            format!("{id} {}", step.direction)
        } else if part == Part::Present {
            let key = if along { "l.due_at".to_string() } else { key.clone() };
            if !along && self.order.nullable {
                conditions.push_str(&format!(" AND {key} IS NOT NULL"));
            }
            let id = if along { "l.record_id" } else { "r.record_id" };
            if let Some(from) = step.from {
                let value = sql.bind(param(&from.value, self.order.kind)?);
                let at = sql.bind(Param::from(from.id.0));
                conditions.push_str(&format!(" AND ({key}, {id}) {} ({value}, {at})", step.past));
            }
            format!("{key} {}, {id} {}", step.direction, step.direction)
        } else {
            conditions.push_str(&format!(" AND {key} IS NULL"));
            if let Some(from) = step.from {
                let at = sql.bind(Param::from(from.id.0));
                conditions.push_str(&format!(" AND {id} {} {at}", step.past));
            }
            format!("{id} {}", step.direction)
        };
        let shown = match (along, self.order.walk, part) {
            (true, _, _) => "l.due_at".to_string(),
            (_, Walk::Id, _) | (_, _, Part::Missing) => "NULL".to_string(),
            _ => key,
        };
        let columns = select_list(self.ledger, "r");
        let limit = sql.bind(Param::from(i64::from(step.limit)));
        sql.push(&format!("SELECT {columns}, {shown} FROM {from} WHERE {conditions} ORDER BY {ordered} LIMIT {limit}"));
        Ok(sql)
    }

    /// Newest first (or last), one walk for each value, merged.
    fn branches(&self, link: &Link, column: &str, values: &[Param], step: &Step<'_>) -> StoreResult<Sql> {
        let mut sql = Sql::default();
        let table = quoted(&table_of(&self.ledger.key));
        let mut conditions = conditions::all(&mut sql, self.ledger, self.query, &self.route, link.dialect())?;
        if let Some(from) = step.from {
            let at = sql.bind(Param::from(from.id.0));
            conditions.push_str(&format!(" AND r.record_id {} {at}", step.past));
        }
        // Filled up to a power of two with what equals nothing, so that few different statements are prepared.
        let n = values.len().next_power_of_two();
        let nothing = values.first().map_or(Param::Text(None), Param::none_of_its_kind);
        let filled = values.iter().cloned().chain(std::iter::repeat(nothing)).take(n);
        let places: Vec<String> = filled.map(|value| sql.bind(value)).collect();
        let limit = sql.bind(Param::from(i64::from(step.limit)));
        let columns = select_list(self.ledger, "s");
        let direction = step.direction;
        let ids = link.dialect().merged(&table, column, &places, &conditions, direction, &limit);
        sql.push(&format!(
            "SELECT {columns}, NULL FROM {table} AS s WHERE s.to_seq IS NULL AND s.record_id IN ({ids}) \
             ORDER BY s.record_id {direction}"
        ));
        Ok(sql)
    }

    fn read(&self, row: &Row) -> StoreResult<(Record, KeyValue)> {
        let at = SYSTEM_COLUMNS.len() + self.ledger.fields.iter().map(|f| columns_of(f).len()).sum::<usize>();
        let value = match self.order.kind {
            _ if self.order.walk == Walk::Id => KeyValue::Missing,
            Kind::Int => row.int(at)?.map_or(KeyValue::Missing, KeyValue::Int),
            Kind::Text => row.name(at)?.map_or(KeyValue::Missing, KeyValue::Text),
            Kind::Bool => row.bool(at)?.map_or(KeyValue::Missing, KeyValue::Bool),
        };
        Ok((read_record(self.ledger, row)?, value))
    }

    fn finish(&self, mut rows: Vec<(Record, KeyValue)>, wanted: usize, moved: bool, backwards: bool) -> Page {
        let more = rows.len() > wanted;
        rows.truncate(wanted);
        if backwards {
            rows.reverse();
        }
        let key = |(record, value): &(Record, KeyValue)| PageKey {
            sort: self.query.sort.to_query().into(),
            value: value.clone(),
            id: record.id,
            floor: self.route.floor,
        };
        // Where one came from another page, that page is still there.
        let next = rows.last().filter(|_| more || backwards).map(key);
        let previous = rows.first().filter(|_| if backwards { more } else { moved }).map(key);
        let bounded = self.route.floor.map(|_| self.bounds.sortable);
        Page { records: rows.into_iter().map(|(record, _)| record).collect(), next, previous, bounded }
    }
}

/// Where a part begins and which way it goes.
struct Step<'a> {
    from: Option<&'a PageKey>,
    direction: &'static str,
    past: &'static str,
    limit: u32,
}

fn param(value: &KeyValue, kind: Kind) -> StoreResult<Param> {
    Ok(match (value, kind) {
        (KeyValue::Int(n), Kind::Int) => Param::from(*n),
        (KeyValue::Text(text), Kind::Text) => Param::text(text.clone()),
        (KeyValue::Bool(truth), Kind::Bool) => Param::Bool(Some(*truth)),
        _ => {
            return Err(StoreError::Other("翻页的记号与排序的字段不符。请回到列表的第一页重新翻页。".to_string()));
        }
    })
}

/// An id from a row's first column.
pub(crate) fn id_of(row: &Row) -> StoreResult<RecordId> {
    row.need_int(0).map(RecordId)
}
