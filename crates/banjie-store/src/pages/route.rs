//! The way to a page: which index is walked, or what is gathered and sorted.

use banjie_desk::ports::{PageKey, PageQuery, Reach, StoreResult};
use banjie_model::{Name, definition::Ledger};

use super::{
    conditions, id_of,
    order::{Order, Walk},
    sizes::Sizes,
    source::{Narrow, Source, conjuncts, sources},
};
use crate::{
    db::{Link, Param, Sql},
    layout::{quoted, table_of},
    records::past_path,
};

/// Where one way gives place to another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Most records that are put in an order without an index: the newest.
    pub(crate) sortable: u32,
    /// Most walks that are merged.
    pub(crate) branches: usize,
    /// Where an index holds no more records than this, all of them are looked at and sorted.
    pub(crate) few: i64,
    /// Where an index by dates holds no more than this, its ids are sorted; otherwise the newest records are walked.
    pub(crate) dated: i64,
    /// Records that are looked at first on a walk that may pass over many that do not meet the conditions.
    pub(crate) first_look: i64,
    /// Records that are looked at after those.
    pub(crate) looks: i64,
    /// Records that are looked at last, where hardly any meet the conditions; then the page ends, full or not. A bureau's whole ledger
    /// is seldom larger, so that who looks for one telephone number is answered at once.
    pub(crate) far: i64,
    /// Most open cases of a work list that are gathered and sorted.
    pub(crate) gathered: i64,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds {
            sortable: 10_000,
            branches: 64,
            few: 4_000,
            dated: 100_000,
            first_look: 1_000,
            looks: 25_000,
            far: 100_000,
            gathered: 5_000,
        }
    }
}

/// How a page is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Along record ids, of a source or of all.
    Ids(Option<Source>),
    /// Along record ids, through clocks that run.
    ClockIds(Source),
    /// Along the index of the order.
    Walk,
    /// Along the clocks that run, by due instant.
    Clocks,
    /// What meets the conditions is gathered, of a source or of all, and sorted.
    Gather(Option<Source>),
}

/// The way, and what was found out on the way to it.
#[derive(Clone, Debug)]
pub(super) struct Route {
    pub(super) way: Way,
    /// Organisations of the reach that are asked for, where they are known by code and few.
    pub(super) orgs: Option<Vec<Param>>,
    /// What narrows the index of the order itself.
    pub(super) along: Vec<Source>,
    /// Records below this id are left out.
    pub(super) floor: Option<i64>,
    /// Records on the way may not be on the list.
    pub(super) checked: bool,
    /// The list holds no record.
    pub(super) empty: bool,
}

/// What decides the way.
#[derive(Clone, Copy)]
pub(super) struct Means<'a> {
    pub(super) bounds: &'a Bounds,
    pub(super) sizes: &'a Sizes,
}

/// The way to a page.
pub(super) async fn find(
    link: &mut Link,
    means: Means<'_>,
    ledger: &Ledger,
    query: &PageQuery,
    (order, at): (&Order, Option<&PageKey>),
) -> StoreResult<Route> {
    let mut route = Route { way: Way::Walk, orgs: None, along: Vec::new(), floor: None, checked: true, empty: false };
    if query.as_of.is_some() {
        // Past versions have no index of their own.
        if order.walk == Walk::Id {
            return Ok(Route { way: Way::Ids(None), checked: false, ..route });
        }
        route.floor = match at {
            Some(key) => key.floor,
            None => past_floor(link, means.bounds, ledger, query).await?,
        };
        return Ok(Route { way: Way::Gather(None), ..route });
    }
    route.orgs = orgs(link, means.bounds, ledger, &query.scope).await?;
    let found = sources(ledger, query, route.orgs.as_deref());
    let nothing = |one: &Narrow| matches!(&one.source, Source::Values { values, .. } if values.is_empty());
    if found.iter().any(nothing) {
        return Ok(Route { empty: true, ..route });
    }
    // Organisations asked for stand for the reach only where they were compared with it.
    let compared = query.scope == Reach::All || route.orgs.is_some();
    let owners = found.iter().filter(|_| compared).find_map(|one| match &one.source {
        Source::Values { column, values } if column == "org" => Some((values, one.conditions)),
        _ => None,
    });
    let within = owners.map_or(0, |(_, conditions)| conditions);
    route.orgs = owners.map(|(values, _)| values.clone());
    route.along = found.iter().filter(|one| order.is_by(&one.source)).map(|one| one.source.clone()).collect();
    let sized = sized(link, means, ledger, found).await?;
    if let Some((few, n)) = sized.first()
        && *n <= means.bounds.few
    {
        return Ok(Route { way: Way::Gather(Some(few.source.clone())), ..route });
    }
    let all = conditions_of(query);
    match order.walk {
        Walk::Id | Walk::States => Ok(by_id(means.bounds, route, &sized, all)),
        // The organisation stands in the index of the order.
        Walk::Index => Ok(Route { way: Way::Walk, checked: all > within + route.along.len(), ..route }),
        Walk::Clocks => Ok(Route { way: Way::Clocks, ..route }),
        Walk::None => {
            let source = sized.iter().map(|(one, _)| &one.source).find(|source| source.of_ledger()).cloned();
            let floor = match at {
                Some(key) => key.floor,
                None => floor(link, means.bounds, ledger, (query, &route, source.as_ref())).await?,
            };
            Ok(Route { way: Way::Gather(source), floor, ..route })
        }
    }
}

/// Along record ids: through the smallest source that stands in that order.
fn by_id(bounds: &Bounds, route: Route, sized: &[(Narrow, i64)], all: usize) -> Route {
    let way = |one: &Narrow, way| Route { way, checked: all > one.conditions, ..route.clone() };
    for (one, n) in sized {
        match &one.source {
            Source::Clocks(_) => return way(one, Way::ClockIds(one.source.clone())),
            Source::Range { .. } if *n < bounds.dated => return way(one, Way::Ids(Some(one.source.clone()))),
            source if source.by_id() && source.branches() <= bounds.branches => {
                return way(one, Way::Ids(Some(source.clone())));
            }
            _ => {}
        }
    }
    Route { way: Way::Ids(None), checked: all > 0, ..route }
}

/// How many conditions a list has.
fn conditions_of(query: &PageQuery) -> usize {
    query.filter.as_ref().map_or(0, |filter| conjuncts(filter).len())
        + query.facts.len()
        + usize::from(query.scope != Reach::All)
}

/// Sources with their sizes, smallest first; of those that are large the ones that stand for most.
pub(super) async fn sized(
    link: &mut Link,
    means: Means<'_>,
    ledger: &Ledger,
    found: Vec<Narrow>,
) -> StoreResult<Vec<(Narrow, i64)>> {
    let table = quoted(&table_of(&ledger.key));
    let mut sized = Vec::with_capacity(found.len());
    for one in found {
        let up_to = if matches!(one.source, Source::Range { .. } | Source::Clocks(_)) {
            means.bounds.dated
        } else {
            means.bounds.few + means.bounds.looks
        };
        let n = means.sizes.of(link, &table, &one.source, up_to).await?;
        sized.push((one, n));
    }
    let large = means.bounds.few + means.bounds.looks;
    sized.sort_by_key(|(one, n)| ((*n).min(large), rank(&one.source), std::cmp::Reverse(one.conditions)));
    Ok(sized)
}

/// Which of two large sources is likely the smaller.
fn rank(source: &Source) -> u8 {
    match source {
        Source::OpenOf(_) => 0,
        Source::Values { column, .. } if column == "handler" || column == "number" => 1,
        Source::Values { column, values } if column == "org" && values.len() == 1 => 2,
        Source::Clocks(_) => 3,
        Source::Values { column, .. } if column == "state" => 4,
        Source::Range { .. } => 5,
        Source::Values { column, .. } if column != "org" => 6,
        Source::Missing(_) => 7,
        _ => 8,
    }
}

/// Organisations of a reach with records, by code; none where the reach is all, or they are many.
async fn orgs(link: &mut Link, bounds: &Bounds, ledger: &Ledger, scope: &Reach) -> StoreResult<Option<Vec<Param>>> {
    let codes = match scope {
        Reach::All => return Ok(None),
        Reach::Orgs(codes) => codes.iter().map(|code| Param::text(code.clone())).collect(),
        Reach::Subtrees(paths) => orgs_below(link, bounds, ledger, paths).await?,
    };
    Ok(Some(codes).filter(|codes| codes.len() <= bounds.branches))
}

/// Codes of the organisations with records below these paths, at most one more than walks are merged. From one
/// organisation to the next the index is entered anew, so each costs one look, however many records it has.
async fn orgs_below(link: &mut Link, bounds: &Bounds, ledger: &Ledger, paths: &[Name]) -> StoreResult<Vec<Param>> {
    let table = quoted(&table_of(&ledger.key));
    let mut codes: Vec<Param> = Vec::new();
    for path in paths {
        let mut sql = Sql::default();
        let first = sql.bind(Param::text(path.clone()));
        let past = sql.bind(Param::text(past_path(path)));
        let least = |after: &str| {
            format!(
                "SELECT MIN(r.org_path) FROM {table} AS r WHERE r.to_seq IS NULL AND r.org_path {after} AND r.org_path < {past}"
            )
        };
        let limit = bounds.branches + 1;
        sql.push(&format!(
            "WITH RECURSIVE o(path) AS ({} UNION ALL SELECT ({}) FROM o WHERE o.path IS NOT NULL) \
             SELECT o.path FROM o WHERE o.path IS NOT NULL LIMIT {limit}",
            least(&format!(">= {first}")),
            least("> o.path"),
        ));
        for row in link.fetch(sql).await? {
            // The last step of a path is the organisation itself.
            let path = row.need_text(0)?;
            let code = Param::text(path.trim_end_matches('/').rsplit('/').next().unwrap_or_default());
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
    }
    Ok(codes)
}

/// The least id of the newest records of a source within the reach, where there are more than can be sorted.
async fn floor(
    link: &mut Link,
    bounds: &Bounds,
    ledger: &Ledger,
    (query, route, source): (&PageQuery, &Route, Option<&Source>),
) -> StoreResult<Option<i64>> {
    let table = quoted(&table_of(&ledger.key));
    let mut sql = Sql::default();
    let mut ids = format!("SELECT r.record_id AS id FROM {table} AS r WHERE r.to_seq IS NULL");
    if let Some(source) = source {
        ids.push_str(&format!(" AND {}", source.holds(&mut sql, "r")));
    }
    let alias = if source.is_some() { link.dialect().unindexed("r") } else { "r" };
    if let Some(within) = conditions::within(&mut sql, &query.scope, Some(route), alias) {
        ids.push_str(&format!(" AND {within}"));
    }
    least_of_newest(link, sql, &ids, bounds.sortable).await
}

/// The same of past versions: of the newest that meet the conditions.
async fn past_floor(link: &mut Link, bounds: &Bounds, ledger: &Ledger, query: &PageQuery) -> StoreResult<Option<i64>> {
    let table = quoted(&table_of(&ledger.key));
    let mut sql = Sql::default();
    let conditions = conditions::all(&mut sql, ledger, query, None, link.dialect())?;
    let ids = format!("SELECT r.record_id AS id FROM {table} AS r WHERE {conditions}");
    least_of_newest(link, sql, &ids, bounds.sortable).await
}

async fn least_of_newest(link: &mut Link, mut sql: Sql, ids: &str, most: u32) -> StoreResult<Option<i64>> {
    let most = i64::from(most);
    let limit = sql.bind(Param::from(most + 1));
    sql.push(&format!("SELECT MIN(c.id), COUNT(*) FROM ({ids} ORDER BY 1 DESC LIMIT {limit}) AS c"));
    let Some(row) = link.fetch_one(sql).await? else { return Ok(None) };
    if row.int(1)?.unwrap_or_default() <= most {
        return Ok(None);
    }
    // The one beyond is left out.
    Ok(row.int(0)?.is_some().then(|| id_of(&row)).transpose()?.map(|id| id.0 + 1))
}
