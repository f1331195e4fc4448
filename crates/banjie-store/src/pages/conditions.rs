//! Which records are on a list: conditions, reach, position of the log.

use banjie_desk::ports::{PageQuery, Reach, StoreResult};
use banjie_model::definition::Ledger;

use super::{
    facts,
    route::{Route, Way},
};
use crate::{
    compile::{Columns, Compiler},
    db::{Param, Sql},
    dialect::Dialect,
    records::{past_path, standing},
};

/// All of them, joined by `AND`, over `r`; of a route, its own condition first.
pub(super) fn all(
    sql: &mut Sql,
    ledger: &Ledger,
    query: &PageQuery,
    route: Option<&Route>,
    dialect: Dialect,
) -> StoreResult<String> {
    let mut parts = vec![standing(sql, "r", query.as_of)];
    match route {
        Some(Route { way: Way::Ids(Some(source)), .. }) if source.branches() == 1 => parts.push(source.holds(sql, "r")),
        Some(Route { way: Way::Walk, along, .. }) => parts.extend(along.iter().map(|source| source.holds(sql, "r"))),
        _ => {}
    }
    // Where the way is chosen already, no other index is to be tempting.
    let alias = if route.is_some() && query.as_of.is_none() { dialect.unindexed("r") } else { "r" };
    parts.extend(within(sql, &query.scope, route, alias));
    if let Some(filter) = &query.filter {
        let columns = Columns { ledger, record: alias, run: None, at: query.now };
        parts.push(Compiler::new(columns, dialect, sql).condition(filter)?);
    }
    for fact in &query.facts {
        parts.push(facts::condition(sql, fact, query, alias)?);
    }
    if let Some(floor) = route.and_then(|route| route.floor) {
        let floor = sql.bind(Param::from(floor));
        parts.push(format!("r.record_id >= {floor}"));
    }
    Ok(parts.join(" AND "))
}

/// What a reach says of `r`; none where it says nothing.
pub(super) fn within(sql: &mut Sql, scope: &Reach, route: Option<&Route>, alias: &str) -> Option<String> {
    let any =
        |parts: Vec<String>| if parts.is_empty() { "FALSE".to_string() } else { format!("({})", parts.join(" OR ")) };
    let known = route.and_then(|route| route.orgs.clone());
    let orgs = match (known, scope) {
        (Some(orgs), _) => orgs,
        (None, Reach::All) => return None,
        (None, Reach::Orgs(codes)) => codes.iter().map(|code| Param::text(code.clone())).collect(),
        (None, Reach::Subtrees(paths)) => {
            let below = paths.iter().map(|path| {
                let first = sql.bind(Param::text(path.clone()));
                let past = sql.bind(Param::text(past_path(path)));
                format!("({alias}.org_path >= {first} AND {alias}.org_path < {past})")
            });
            return Some(any(below.collect()));
        }
    };
    match orgs.as_slice() {
        [] => Some("FALSE".to_string()),
        [one] => Some(format!("{alias}.org = {}", sql.bind(one.clone()))),
        several => {
            // Filled up to a power of two, so that few different statements are prepared.
            let last = several.last().cloned();
            let filled = several.iter().cloned().chain(std::iter::repeat_with(|| last.clone()).flatten());
            let places: Vec<String> = filled.take(several.len().next_power_of_two()).map(|org| sql.bind(org)).collect();
            Some(format!("{alias}.org IN ({})", places.join(", ")))
        }
    }
}
