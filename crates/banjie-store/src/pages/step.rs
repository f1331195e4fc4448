//! The statements of a list: ids with what they are ordered by.

use banjie_desk::ports::StoreResult;

use super::{
    Ask, Part, Place, conditions,
    order::{self, Walk},
    param,
    route::{Route, Way},
    source::Source,
};
use crate::{
    db::{Param, Sql},
    dialect::Dialect,
    layout::{quoted, table_of},
    records::standing,
};

/// A stretch of a part, and which way it goes.
#[derive(Clone, Copy)]
pub(super) struct Step<'p> {
    pub(super) part: Part,
    /// After this place.
    pub(super) from: Option<&'p Place>,
    /// Up to and with this place.
    pub(super) until: Option<&'p Place>,
    /// Greatest first.
    pub(super) descending: bool,
}

impl Step<'_> {
    fn direction(&self) -> &'static str {
        if self.descending { "DESC" } else { "ASC" }
    }

    /// The ends of the stretch, each after `AND`. `keys`: value and id in SQL, the value where it is compared.
    fn ends(&self, sql: &mut Sql, ask: &Ask<'_>, (value, id): (Option<&str>, &str)) -> StoreResult<String> {
        let (past, not_past) = if self.descending { ("<", ">=") } else { (">", "<=") };
        let mut text = String::new();
        for (place, op) in [(self.from, past), (self.until, not_past)] {
            let Some((at, record)) = place else { continue };
            match value {
                Some(value) => {
                    let (at, record) = (sql.bind(param(at, ask.order.kind)?), sql.bind(Param::from(record.0)));
                    text.push_str(&format!(" AND ({value}, {id}) {op} ({at}, {record})"));
                }
                None => {
                    let record = sql.bind(Param::from(record.0));
                    text.push_str(&format!(" AND {id} {op} {record}"));
                }
            }
        }
        Ok(text)
    }
}

impl Ask<'_> {
    /// A stretch of a part from a place on.
    pub(super) fn step<'p>(&self, part: Part, from: Option<&'p Place>, backwards: bool) -> Step<'p> {
        Step { part, from, until: None, descending: self.order.descending != backwards }
    }

    fn table(&self) -> String {
        quoted(&table_of(&self.ledger.key))
    }

    /// Ids (and values) of the records on the list within a stretch, at most so many.
    pub(super) fn sql(&self, dialect: Dialect, step: &Step<'_>, limit: u32) -> StoreResult<Sql> {
        let mut sql = Sql::default();
        let Walked { ids, ordered } = self.walked(&mut sql, dialect, step, Some(&self.route))?;
        let limit = sql.bind(Param::from(i64::from(limit)));
        match ids {
            Ids::One(text) => sql.push(&format!("{text} ORDER BY {ordered} LIMIT {limit}")),
            Ids::Several { walks, .. } => {
                sql.push(&format!("{} ORDER BY 1 {} LIMIT {limit}", walks.join(" UNION ALL "), step.direction()))
            }
            Ids::Each { places, walk, .. } => {
                let direction = step.direction();
                let each = for_each(&places, &format!("{walk} ORDER BY 1 {direction} LIMIT {limit}"));
                sql.push(&format!("{each} ORDER BY 1 {direction} LIMIT {limit}"))
            }
        };
        Ok(sql)
    }

    /// How many they are, up to a number.
    pub(super) fn count_sql(&self, dialect: Dialect, step: &Step<'_>, up_to: i64) -> StoreResult<Sql> {
        let mut sql = Sql::default();
        let ids = match self.walked(&mut sql, dialect, step, Some(&self.route))?.ids {
            Ids::One(text) => text,
            Ids::Several { walks, .. } => walks.join(" UNION ALL "),
            Ids::Each { places, walk, .. } => for_each(&places, &walk),
        };
        let up_to = sql.bind(Param::from(up_to));
        sql.push(&format!("SELECT COUNT(*) FROM (SELECT 1 AS one FROM ({ids}) AS i LIMIT {up_to}) AS c"));
        Ok(sql)
    }

    /// The last of so many records of the way, whether they are on the list or not. Of several walks each has its share, and
    /// the first of their ends counts.
    pub(super) fn boundary_sql(&self, dialect: Dialect, step: &Step<'_>, look: i64) -> StoreResult<Sql> {
        let mut sql = Sql::default();
        let Walked { ids, ordered } = self.walked(&mut sql, dialect, step, None)?;
        match ids {
            Ids::One(text) => {
                let skip = sql.bind(Param::from(look - 1));
                sql.push(&format!("{text} ORDER BY {ordered} LIMIT 1 OFFSET {skip}"));
            }
            Ids::Several { walks, n } => {
                let end = self.end_of_share(&mut sql, step, look, n);
                let ends: Vec<String> =
                    walks.iter().map(|walk| format!("SELECT e.id FROM ({walk} {end}) AS e")).collect();
                let direction = step.direction();
                sql.push(&format!(
                    "SELECT i.id FROM ({}) AS i ORDER BY 1 {direction} LIMIT 1",
                    ends.join(" UNION ALL ")
                ));
            }
            Ids::Each { places, walk, n } => {
                let end = self.end_of_share(&mut sql, step, look, n);
                let each = for_each(&places, &format!("{walk} {end}"));
                sql.push(&format!("{each} ORDER BY 1 {} LIMIT 1", step.direction()));
            }
        }
        Ok(sql)
    }

    /// Where the share of one of several walks ends.
    fn end_of_share(&self, sql: &mut Sql, step: &Step<'_>, look: i64, walks: usize) -> String {
        let share = look / i64::try_from(walks).unwrap_or(i64::MAX);
        let skip = sql.bind(Param::from((share - 1).max(0)));
        format!("ORDER BY 1 {} LIMIT 1 OFFSET {skip}", step.direction())
    }

    /// The records of a stretch in the order of the way; `route`: only those that are on the list.
    fn walked(&self, sql: &mut Sql, dialect: Dialect, step: &Step<'_>, route: Option<&Route>) -> StoreResult<Walked> {
        match (&self.route.way, step.part) {
            (Way::Ids(source), _) => self.by_ids(sql, dialect, step, (source.as_ref(), route)),
            (Way::ClockIds(source), _) => self.by_clock_ids(sql, dialect, step, (source, route)),
            (Way::Clocks, Part::Present) => self.by_clocks(sql, dialect, step, route),
            _ => self.by_key(sql, dialect, step, route),
        }
    }

    /// What holds of the records of a stretch: that they stand, and, on the list, all conditions.
    fn conditions(&self, sql: &mut Sql, dialect: Dialect, route: Option<&Route>) -> StoreResult<String> {
        match route {
            Some(route) => conditions::all(sql, self.ledger, self.query, Some(route), dialect),
            None => Ok(standing(sql, "r", self.query.as_of)),
        }
    }

    /// Along record ids.
    fn by_ids(
        &self,
        sql: &mut Sql,
        dialect: Dialect,
        step: &Step<'_>,
        (source, route): (Option<&Source>, Option<&Route>),
    ) -> StoreResult<Walked> {
        let (table, direction) = (self.table(), step.direction());
        let of_state = self.of_state(sql, step.part);
        // A state walks its own index, unless the organisation's holds the state as well.
        let by_org = matches!(source, Some(Source::Values { column, .. }) if column == "org");
        let source = source.filter(|_| of_state.is_none() || by_org);
        let unpinned = Route { way: Way::Ids(None), ..self.route.clone() };
        let mut conditions = self.conditions(sql, dialect, route.map(|_| &unpinned))?;
        if let Some(of_state) = of_state {
            conditions.push_str(&format!(" AND {of_state}"));
        }
        let ranged = matches!(source, Some(Source::Range { .. }));
        let compared = if ranged { format!("{}.record_id", dialect.unindexed("r")) } else { "r.record_id".to_string() };
        conditions.push_str(&step.ends(sql, self, (None, &compared))?);
        let select = |pin: String| format!("SELECT r.record_id AS id FROM {table} AS r WHERE {conditions}{pin}");
        let Some(source) = source else {
            return Ok(Walked { ids: Ids::One(select(String::new())), ordered: format!("r.record_id {direction}") });
        };
        if source.branches() > 1 {
            // Filled up to a power of two with what equals nothing, so that few different statements are prepared.
            let n = source.branches();
            let nothing = source.branch(0).of_nothing();
            let branches = (0..n.next_power_of_two()).map(|i| if i < n { source.branch(i) } else { nothing.clone() });
            let walks = match dialect {
                Dialect::Sqlite => branches.map(|branch| select(format!(" AND {}", branch.holds(sql, "r")))).collect(),
                Dialect::Postgres => {
                    let values = branches.filter_map(|branch| branch.value().cloned());
                    let places: Vec<String> = values.map(|value| sql.bind(value)).collect();
                    let walk = select(format!(" AND {}", source.equals("v.pin")));
                    return Ok(Walked { ids: Ids::Each { places, walk, n }, ordered: String::new() });
                }
            };
            return Ok(Walked { ids: Ids::Several { walks, n }, ordered: String::new() });
        }
        let pin = source.holds(sql, "r");
        let ordered = match source {
            Source::Range { .. } => format!("(r.record_id + 0) {direction}"),
            // PostgreSQL does not see that what is empty is all the same.
            Source::Missing(column) if column != "closed_at" => {
                format!("r.{column} {direction}, r.record_id {direction}")
            }
            _ => format!("r.record_id {direction}"),
        };
        Ok(Walked { ids: Ids::One(select(format!(" AND {pin}"))), ordered })
    }

    /// What holds of the records of a state, or of those without one of the ledger's.
    fn of_state(&self, sql: &mut Sql, part: Part) -> Option<String> {
        if self.order.walk != Walk::States {
            return None;
        }
        match part {
            Part::Present => None,
            Part::State(rank) => {
                let state = self.ledger.states.get(rank)?;
                Some(format!("r.state = {}", sql.bind(Param::text(state.name.clone()))))
            }
            Part::Missing => {
                let mut names: Vec<&str> = self.ledger.states.iter().map(|state| &*state.name).collect();
                names.sort_unstable();
                let places: Vec<String> = names.into_iter().map(|name| sql.bind(Param::text(name))).collect();
                let mut between = vec!["r.state IS NULL".to_string()];
                between.extend(places.first().map(|first| format!("r.state < {first}")));
                between.extend(places.windows(2).map(|two| format!("(r.state > {} AND r.state < {})", two[0], two[1])));
                between.extend(places.last().map(|last| format!("r.state > {last}")));
                Some(format!("({})", between.join(" OR ")))
            }
        }
    }

    /// Along the clocks that run, by record id.
    fn by_clock_ids(
        &self,
        sql: &mut Sql,
        dialect: Dialect,
        step: &Step<'_>,
        (source, route): (&Source, Option<&Route>),
    ) -> StoreResult<Walked> {
        let (table, direction) = (self.table(), step.direction());
        let due = source.holds(sql, dialect.unindexed("l"));
        let mut conditions = format!("l.to_seq IS NULL AND l.ended_at IS NULL AND {due}");
        conditions.push_str(&step.ends(sql, self, (None, "l.record_id"))?);
        let ordered = format!("l.record_id {direction}");
        let text = match route {
            None => format!("SELECT l.record_id AS id FROM limit_run AS l WHERE {conditions}"),
            Some(_) => {
                let on = self.conditions(sql, dialect, route)?;
                format!(
                    "SELECT DISTINCT l.record_id AS id FROM limit_run AS l CROSS JOIN {table} AS r \
                     WHERE {conditions} AND r.record_id = l.record_id AND {on}"
                )
            }
        };
        Ok(Walked { ids: Ids::One(text), ordered: if route.is_some() { format!("id {direction}") } else { ordered } })
    }

    /// Along the clocks that run, by due instant.
    fn by_clocks(
        &self,
        sql: &mut Sql,
        dialect: Dialect,
        step: &Step<'_>,
        route: Option<&Route>,
    ) -> StoreResult<Walked> {
        let (table, direction) = (self.table(), step.direction());
        let mut conditions = "l.to_seq IS NULL AND l.ended_at IS NULL".to_string();
        conditions.push_str(&order::due_before(sql, self.query));
        conditions.push_str(&step.ends(sql, self, (Some("l.due_at"), "l.record_id"))?);
        let text = match route {
            None => format!("SELECT l.record_id AS id, l.due_at FROM limit_run AS l WHERE {conditions}"),
            Some(_) => {
                let earliest = order::earliest_clock(sql, &self.ledger.key);
                let on = self.conditions(sql, dialect, route)?;
                format!(
                    "SELECT l.record_id AS id, l.due_at FROM limit_run AS l CROSS JOIN {table} AS r \
                     WHERE {conditions}{earliest} AND r.record_id = l.record_id AND {on}"
                )
            }
        };
        Ok(Walked { ids: Ids::One(text), ordered: format!("l.due_at {direction}, l.record_id {direction}") })
    }

    /// Along the index of the order, or whatever meets the conditions, to be sorted.
    fn by_key(&self, sql: &mut Sql, dialect: Dialect, step: &Step<'_>, route: Option<&Route>) -> StoreResult<Walked> {
        let (table, direction) = (self.table(), step.direction());
        let key = self.order.key(sql, &self.route.way, self.query.as_of);
        let mut conditions = self.conditions(sql, dialect, route)?;
        if route.is_none() && self.route.way == Way::Walk {
            // The index holds what narrows the order itself, and the organisation.
            conditions.extend(self.route.along.iter().map(|source| format!(" AND {}", source.holds(sql, "r"))));
            let alias = dialect.unindexed("r");
            let within = conditions::within(sql, &self.query.scope, Some(&self.route), alias);
            conditions.extend(within.map(|within| format!(" AND {within}")));
        }
        let (shown, ordered, compared) = match (step.part, self.order.walk) {
            (_, Walk::Id) => ("NULL".to_string(), format!("{key} {direction}"), None),
            (Part::Missing, _) => {
                conditions.push_str(&format!(" AND {key} IS NULL"));
                // Open cases have an index of their own.
                let keyed = self.route.way == Way::Walk && key != "r.closed_at";
                let by_key = if keyed { format!("{key} {direction}, ") } else { String::new() };
                ("NULL".to_string(), format!("{by_key}r.record_id {direction}"), None)
            }
            _ => {
                if self.order.nullable {
                    conditions.push_str(&format!(" AND {key} IS NOT NULL"));
                }
                (key.clone(), format!("{key} {direction}, r.record_id {direction}"), Some(key.as_str()))
            }
        };
        conditions.push_str(&step.ends(sql, self, (compared, "r.record_id"))?);
        let from = match &self.route.way {
            // The newest of a source, as its index has them.
            Way::Gather(Some(source)) if self.route.floor.is_some() => {
                conditions.push_str(&format!(" AND {}", source.holds(sql, "r")));
                format!("{table} AS r")
            }
            // PostgreSQL finds the way to few records by itself.
            Way::Gather(Some(source)) if dialect == Dialect::Sqlite || !source.of_ledger() => {
                let ids = source.ids(sql, &table);
                conditions.push_str(" AND r.record_id = g.id");
                format!("(SELECT DISTINCT c.id FROM ({ids}) AS c) AS g CROSS JOIN {table} AS r")
            }
            _ => format!("{table} AS r"),
        };
        let text = format!("SELECT r.record_id AS id, {shown} FROM {from} WHERE {conditions}");
        Ok(Walked { ids: Ids::One(text), ordered })
    }
}

/// Statements in the order of a way.
struct Walked {
    ids: Ids,
    /// The order of a single one.
    ordered: String,
}

/// Ids.
enum Ids {
    One(String),
    /// Walks to be merged by id, `n` of them with records.
    Several {
        walks: Vec<String>,
        n: usize,
    },
    /// The same walk for each of these values, as `v.pin`, so that it is planned once.
    Each {
        places: Vec<String>,
        walk: String,
        n: usize,
    },
}

/// A statement for each of these values.
fn for_each(places: &[String], walk: &str) -> String {
    let values = places.join("), (");
    format!("SELECT b.id FROM (VALUES ({values})) AS v(pin) CROSS JOIN LATERAL ({walk}) AS b")
}
