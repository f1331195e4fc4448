//! The way to a page: which index is walked, or what is gathered and sorted.

use banjie_desk::ports::{FactFilter, PageKey, PageQuery, Reach, StoreResult};
use banjie_model::{Name, definition::Ledger};

use super::{
    conditions::{self, Pin, pins},
    id_of,
    order::{Order, Walk},
};
use crate::{
    codec::moment_text,
    db::{Link, Param, Sql},
    layout::{quoted, table_of},
    records::past_path,
};

/// Where one way gives place to another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Most records that are gathered and sorted.
    pub(crate) sortable: u32,
    /// Most walks that are merged.
    pub(crate) branches: usize,
    /// Where a reach holds no more records than this, they are gathered; otherwise the walk over all meets them soon enough.
    pub(crate) few: i64,
    /// Clocks that matter are looked up first where they are no more than this.
    pub(crate) few_clocks: i64,
    /// Most open cases of a work list that are gathered and sorted.
    pub(crate) gathered: i64,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds { sortable: 20_000, branches: 64, few: 10_000, few_clocks: 5_000, gathered: 5_000 }
    }
}

/// How a page is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Along the index of the order.
    Walk,
    /// Along the clocks that run.
    Clocks,
    /// What meets the conditions is gathered and sorted.
    Gather,
    /// One walk for each of these values, merged.
    Branches {
        /// The column.
        column: String,
        /// Its values, at least two.
        values: Vec<Param>,
    },
}

/// The way, and what was found out on the way to it.
#[derive(Clone, Debug)]
pub(super) struct Route {
    pub(super) way: Way,
    /// The reach holds records of one organisation only.
    pub(super) only_org: Option<Name>,
    /// Clocks that matter are few.
    pub(super) few_clocks: bool,
    /// Records below this id are left out.
    pub(super) floor: Option<i64>,
    /// The way itself keeps within the reach.
    pub(super) holds_scope: bool,
    /// The reach holds no record.
    pub(super) empty: bool,
}

impl Route {
    fn of(way: Way) -> Route {
        Route { way, only_org: None, few_clocks: false, floor: None, holds_scope: false, empty: false }
    }
}

/// The way to a page.
pub(super) async fn find(
    link: &mut Link,
    bounds: &Bounds,
    ledger: &Ledger,
    query: &PageQuery,
    (order, at): (&Order, Option<&PageKey>),
) -> StoreResult<Route> {
    if order.walk == Walk::Id {
        return newest(link, bounds, ledger, query).await;
    }
    let few_clocks = few_clocks(link, bounds, query).await?;
    let route = |way, floor| Route { few_clocks, floor, ..Route::of(way) };
    let walked = match order.walk {
        Walk::Index => Some(Way::Walk),
        Walk::Clocks => Some(Way::Clocks),
        Walk::Id | Walk::None => None,
    };
    // Past versions have no index of their own.
    let sortable = i64::from(bounds.sortable);
    if let Some(walked) = walked.filter(|_| query.as_of.is_none()) {
        let plain = query.scope == Reach::All && query.filter.is_none() && query.facts.is_empty();
        if plain || matching(link, bounds, ledger, query, sortable + 1).await? > sortable {
            return Ok(route(walked, None));
        }
        return Ok(route(Way::Gather, None));
    }
    let floor = match at {
        Some(key) => key.floor,
        None => floor(link, bounds, ledger, query, few_clocks).await?,
    };
    Ok(route(Way::Gather, floor))
}

/// The way along record ids.
async fn newest(link: &mut Link, bounds: &Bounds, ledger: &Ledger, query: &PageQuery) -> StoreResult<Route> {
    if query.as_of.is_some() {
        return Ok(Route::of(Way::Walk));
    }
    if few_clocks(link, bounds, query).await? {
        return Ok(Route { few_clocks: true, ..Route::of(Way::Gather) });
    }
    let pins = query.filter.as_ref().map(|filter| pins(ledger, filter)).unwrap_or_default();
    let asked = pins.iter().find(|pin| pin.column == "r.org");
    let orgs = match (asked, &query.scope) {
        // The organisations asked for are fewer than those seen; the reach holds beside them.
        (Some(pin), _) => pin.values.clone(),
        (None, Reach::All) => return Ok(merged(bounds, &pins)),
        (None, Reach::Orgs(codes)) => codes.iter().map(|code| Param::text(code.clone())).collect(),
        (None, Reach::Subtrees(paths)) => orgs_below(link, bounds, ledger, paths).await?,
    };
    match orgs.as_slice() {
        [] => Ok(Route { empty: true, ..Route::of(Way::Walk) }),
        [Param::Text(only)] => Ok(Route { only_org: only.clone(), ..merged(bounds, &pins) }),
        orgs if orgs.len() <= bounds.branches => {
            let way = Way::Branches { column: "r.org".to_string(), values: orgs.to_vec() };
            let holds_scope = asked.is_none() && matches!(query.scope, Reach::Orgs(_));
            Ok(Route { holds_scope, ..Route::of(way) })
        }
        _ if within(link, bounds, ledger, query).await? <= bounds.few => Ok(Route::of(Way::Gather)),
        _ => Ok(merged(bounds, &pins)),
    }
}

/// Several states (or codes) asked for: one walk each. One of each: the database chooses the index.
fn merged(bounds: &Bounds, pins: &[Pin]) -> Route {
    let several = pins.iter().find(|pin| (2..=bounds.branches).contains(&pin.values.len()) && pin.column != "r.org");
    match several {
        Some(pin) => Route::of(Way::Branches { column: pin.column.clone(), values: pin.values.clone() }),
        None => Route::of(Way::Walk),
    }
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

/// How many records a reach holds, up to one more than few.
async fn within(link: &mut Link, bounds: &Bounds, ledger: &Ledger, query: &PageQuery) -> StoreResult<i64> {
    let reach = PageQuery { scope: query.scope.clone(), ..PageQuery::default() };
    matching(link, bounds, ledger, &reach, bounds.few + 1).await
}

/// How many records are on a list, up to a number.
pub(super) async fn matching(
    link: &mut Link,
    bounds: &Bounds,
    ledger: &Ledger,
    query: &PageQuery,
    up_to: i64,
) -> StoreResult<i64> {
    let few_clocks = few_clocks(link, bounds, query).await?;
    let mut sql = Sql::default();
    let route = Route { few_clocks, ..Route::of(Way::Walk) };
    let conditions = conditions::all(&mut sql, ledger, query, &route, link.dialect())?;
    let table = quoted(&table_of(&ledger.key));
    let up_to = sql.bind(Param::from(up_to));
    sql.push(&format!(
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM {table} AS r WHERE {conditions} LIMIT {up_to}) AS c"
    ));
    link.fetch_int(sql).await
}

/// The least id of the newest records on a list, where there are more than can be sorted.
async fn floor(
    link: &mut Link,
    bounds: &Bounds,
    ledger: &Ledger,
    query: &PageQuery,
    few_clocks: bool,
) -> StoreResult<Option<i64>> {
    let mut sql = Sql::default();
    let route = Route { few_clocks, ..Route::of(Way::Walk) };
    let conditions = conditions::all(&mut sql, ledger, query, &route, link.dialect())?;
    let table = quoted(&table_of(&ledger.key));
    let most = i64::from(bounds.sortable);
    let (most_place, skip) = (sql.bind(Param::from(most + 1)), most);
    sql.push(&format!(
        "SELECT MIN(c.id), COUNT(*) FROM (SELECT r.record_id AS id FROM {table} AS r WHERE {conditions} \
         ORDER BY r.record_id DESC LIMIT {most_place}) AS c"
    ));
    let Some(row) = link.fetch_one(sql).await? else { return Ok(None) };
    if row.int(1)?.unwrap_or_default() <= skip {
        return Ok(None);
    }
    // The one beyond is left out.
    Ok(row.int(0)?.is_some().then(|| id_of(&row)).transpose()?.map(|id| id.0 + 1))
}

/// Whether the clocks that run and were due (or are due soon) are few enough to begin with them.
async fn few_clocks(link: &mut Link, bounds: &Bounds, query: &PageQuery) -> StoreResult<bool> {
    let soon = query.facts.iter().find_map(|fact| match fact {
        FactFilter::Overdue => query.now,
        FactFilter::DueBy(until) => Some(*until),
        _ => None,
    });
    let Some(until) = soon.filter(|_| query.as_of.is_none()) else { return Ok(false) };
    let mut sql = Sql::new(
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM limit_run AS l WHERE l.to_seq IS NULL AND l.ended_at IS NULL \
         AND l.due_at <= ",
    );
    sql.push_bind(Param::text(moment_text(until)))
        .push(" LIMIT ")
        .push_bind(Param::from(bounds.few_clocks + 1))
        .push(") AS c");
    Ok(link.fetch_int(sql).await? <= bounds.few_clocks)
}
