//! Pages of a list by keys. Whoever sees few organisations walks as short a way as whoever sees all.
//!
//! What an index narrows down to few records is gathered and sorted. Otherwise a list is walked along the index of its order:
//! newest first along `(…, record_id)`, where several organisations (or states) are asked for one walk each, merged. A walk may
//! pass over records that do not meet the conditions, but only so many a page: then the page ends before it is full, says so,
//! and the next one goes on from there. An order without an index is a sort of the newest.

use std::collections::HashMap;

use banjie_desk::ports::{Count, KeyValue, Page, PageKey, PageQuery, Sort, StoreError, StoreResult};
use banjie_model::{case::Record, definition::Ledger, value::RecordId};

use crate::{
    db::{Link, Param, Row, Sql},
    layout::{Kind, quoted, select_list, table_of},
    records::{padded, read_record, standing},
};

mod conditions;
mod facts;
mod order;
mod route;
mod sizes;
mod source;
mod step;

pub(crate) use order::walked_fields;
use order::{Order, Walk};
pub(crate) use route::Bounds;
use route::{Means, Route, Way};
pub(crate) use sizes::Sizes;
use step::Step;

/// Records a page where nothing is said.
const PAGE: u32 = 50;
/// Most records a page.
const MOST: u32 = 1_000;

/// Part of an ordered list: those with a value, or those of one state, and after them those without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Present,
    /// The state at this position.
    State(usize),
    Missing,
}

/// A place in a list: its value in the order, and the record.
type Place = (KeyValue, RecordId);

/// A list asked for, with the way to it.
struct Ask<'a> {
    ledger: &'a Ledger,
    query: &'a PageQuery,
    order: Order,
    route: Route,
    bounds: &'a Bounds,
}

/// A page.
pub(crate) async fn page(
    link: &mut Link,
    (bounds, sizes): (&Bounds, &Sizes),
    ledger: &Ledger,
    query: &PageQuery,
) -> StoreResult<Page> {
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
    let route = route::find(link, Means { bounds, sizes }, ledger, query, (&order, at)).await?;
    if route.empty {
        return Ok(Page::default());
    }
    let ask = Ask { ledger, query, order, route, bounds };
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut found: Vec<Place> = Vec::with_capacity(wanted + 1);
    let mut looked = None;
    for (part, from) in ask.parts(at, backwards) {
        if found.len() <= wanted && looked.is_none() {
            looked = ask.walk(link, (part, from, backwards), wanted + 1, &mut found).await?;
        }
    }
    ask.finish(link, found, wanted, (at.is_some(), backwards, looked)).await
}

/// How many records a list has, up to a number. Where the conditions have no index, only the newest are looked at.
pub(crate) async fn count(
    link: &mut Link,
    (bounds, sizes): (&Bounds, &Sizes),
    ledger: &Ledger,
    query: &PageQuery,
    at_most: u32,
) -> StoreResult<Count> {
    if query.scope.is_empty() {
        return Ok(Count { n: 0, exact: true });
    }
    let query = &PageQuery { sort: Sort::default(), after: None, before: None, ..query.clone() };
    let order = Order::new(ledger, &query.sort)?;
    let route = route::find(link, Means { bounds, sizes }, ledger, query, (&order, None)).await?;
    if route.empty {
        return Ok(Count { n: 0, exact: true });
    }
    let ask = Ask { ledger, query, order, route, bounds };
    let until = match ask.looks().last() {
        Some(look) => ask.boundary(link, &ask.step(Part::Present, None, false), *look).await?,
        None => None,
    };
    let step = Step { until: until.as_ref(), ..ask.step(Part::Present, None, false) };
    let most = i64::from(at_most);
    let n = link.fetch_int(ask.count_sql(link.dialect(), &step, most.saturating_add(1))?).await?;
    Ok(Count { n: n.min(most).unsigned_abs(), exact: n <= most && until.is_none() })
}

impl<'a> Ask<'a> {
    /// The parts a page is put together from, in order, and where each begins.
    fn parts(&self, at: Option<&'a PageKey>, backwards: bool) -> Vec<(Part, Option<Place>)> {
        let mut parts: Vec<Part> = match self.order.walk {
            Walk::States if matches!(self.route.way, Way::Ids(_)) => {
                let states = (0..self.ledger.states.len()).map(Part::State);
                if self.order.descending { states.rev().collect() } else { states.collect() }
            }
            _ => vec![Part::Present],
        };
        if self.order.nullable && self.route.along.is_empty() {
            parts.push(Part::Missing);
        }
        if backwards {
            parts.reverse();
        }
        let Some(at) = at else { return parts.into_iter().map(|part| (part, None)).collect() };
        let begins = parts.iter().position(|part| match (part, &at.value) {
            (Part::Missing, KeyValue::Missing) => true,
            (Part::State(rank), KeyValue::Int(n)) => i64::try_from(*rank).is_ok_and(|rank| rank == *n),
            (Part::Present, value) => self.order.walk == Walk::Id || *value != KeyValue::Missing,
            _ => false,
        });
        let place = (at.value.clone(), at.id);
        let parts = parts.into_iter().skip(begins.unwrap_or_default());
        parts.enumerate().map(|(i, part)| (part, (i == 0).then(|| place.clone()))).collect()
    }

    /// How many records are looked at, step by step; none: as many as it takes.
    fn looks(&self) -> Vec<i64> {
        // Every clock that is passed over costs several looks.
        let cost = if self.route.way == Way::Clocks { 3 } else { 1 };
        match self.route.way {
            Way::Gather(_) => Vec::new(),
            _ if !self.route.checked => Vec::new(),
            _ => vec![self.bounds.first_look, (self.bounds.looks / cost).max(1), (self.bounds.far / cost).max(1)],
        }
    }

    /// Walks a part until enough are found. Answers where it stopped to look before that.
    async fn walk(
        &self,
        link: &mut Link,
        (part, from, backwards): (Part, Option<Place>, bool),
        enough: usize,
        found: &mut Vec<Place>,
    ) -> StoreResult<Option<Place>> {
        let looks = self.looks();
        let mut from = from;
        for look in looks.iter().map(Some).chain(looks.is_empty().then_some(None)) {
            let step = self.step(part, from.as_ref(), backwards);
            let until = match look {
                Some(look) => self.boundary(link, &step, *look).await?,
                None => None,
            };
            let step = Step { until: until.as_ref(), ..step };
            let missing = u32::try_from(enough.saturating_sub(found.len())).unwrap_or(0);
            let sql = self.sql(link.dialect(), &step, missing)?;
            for row in link.fetch(sql).await? {
                found.push(self.place(&row, part)?);
            }
            if until.is_none() || found.len() >= enough {
                return Ok(None);
            }
            from = until;
        }
        Ok(from)
    }

    /// The last of so many records from a place on, whether they meet the conditions or not; none where there are fewer.
    async fn boundary(&self, link: &mut Link, step: &Step<'_>, look: i64) -> StoreResult<Option<Place>> {
        let row = link.fetch_one(self.boundary_sql(link.dialect(), step, look)?).await?;
        row.map(|row| self.place(&row, step.part)).transpose()
    }

    /// Value and id, as a statement selects them.
    fn place(&self, row: &Row, part: Part) -> StoreResult<Place> {
        let value = match (part, self.order.walk) {
            (Part::Missing, _) | (_, Walk::Id) => KeyValue::Missing,
            (Part::State(rank), _) => KeyValue::Int(i64::try_from(rank).unwrap_or(i64::MAX)),
            (Part::Present, _) => match self.order.kind {
                Kind::Int => row.int(1)?.map_or(KeyValue::Missing, KeyValue::Int),
                Kind::Text => row.name(1)?.map_or(KeyValue::Missing, KeyValue::Text),
                Kind::Bool => row.bool(1)?.map_or(KeyValue::Missing, KeyValue::Bool),
            },
        };
        Ok((value, id_of(row)?))
    }

    async fn finish(
        &self,
        link: &mut Link,
        mut found: Vec<Place>,
        wanted: usize,
        (moved, backwards, looked): (bool, bool, Option<Place>),
    ) -> StoreResult<Page> {
        let more = found.len() > wanted;
        found.truncate(wanted);
        if backwards {
            found.reverse();
        }
        let key = |(value, id): Place| PageKey {
            sort: self.query.sort.to_query().into(),
            value,
            id,
            floor: self.route.floor,
        };
        let (first, last) = (found.first().cloned(), found.last().cloned());
        // An empty page lies between where one came from and where looking stopped.
        let given = self.query.after.as_ref().or(self.query.before.as_ref()).map(|key| (key.value.clone(), key.id));
        let turned = looked.clone().or_else(|| given.map(|place| self.just_past(place, backwards)));
        // Where one came from another page, that page is still there.
        let (next, previous) = if backwards {
            (last.or(turned), if more { first } else { looked.clone() })
        } else {
            (if more { last } else { looked.clone() }, first.or(turned).filter(|_| moved))
        };
        let records = self.records(link, &found).await?;
        Ok(Page {
            records,
            next: next.map(key),
            previous: previous.map(key),
            bounded: self.route.floor.map(|_| self.bounds.sortable),
            looked: looked.and_then(|_| self.looks().iter().sum::<i64>().try_into().ok()),
        })
    }

    /// The place behind which, in the direction of the walk, nothing else comes before the next record.
    fn just_past(&self, (value, RecordId(id)): Place, backwards: bool) -> Place {
        (value, RecordId(if self.order.descending == backwards { id + 1 } else { id - 1 }))
    }

    /// The records at these places.
    async fn records(&self, link: &mut Link, found: &[Place]) -> StoreResult<Vec<Record>> {
        let ids: Vec<RecordId> = found.iter().map(|(_, id)| *id).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::default();
        let stands = standing(&mut sql, "r", self.query.as_of);
        let (columns, table) = (select_list(self.ledger, "r"), quoted(&table_of(&self.ledger.key)));
        sql.push(&format!("SELECT {columns} FROM {table} AS r WHERE {stands} AND r.record_id IN ("));
        sql.push_list(padded(&ids)).push(")");
        let mut records = HashMap::with_capacity(ids.len());
        for row in link.fetch(sql).await? {
            let record = read_record(self.ledger, &row)?;
            records.insert(record.id, record);
        }
        Ok(ids.iter().filter_map(|id| records.remove(id)).collect())
    }
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
