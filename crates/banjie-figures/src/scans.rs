//! Base numbers wanted → few scans → their values.

use std::collections::HashMap;

use banjie_model::{
    Moment, Name, Seq,
    definition::IndicatorSource,
    expr::Expr,
    scan::{Aggregate, Dimension, During, Measure, Scan, ScanRow},
    value::Value,
};
use indexmap::{IndexMap, IndexSet};
use rust_decimal::Decimal;

/// One base number (for each group of a dimension): the smallest thing a scan can answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Query {
    pub source: IndicatorSource,
    pub org_path: Option<Name>,
    pub by: Option<Dimension>,
    pub aggregate: Aggregate,
    pub filter: Option<Expr>,
    pub during: Option<During>,
}

/// What one scan can answer together: source, organisation, dimension.
type Pass = (IndicatorSource, Option<Name>, Option<Dimension>);

/// Values of a query by group; the group of an undivided query is [`Value::Missing`].
type Groups = HashMap<Value, Option<Decimal>>;

/// Base numbers: those known, and those asked for that are not known yet.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    known: HashMap<Query, Groups>,
    wanted: IndexSet<Query>,
}

impl Numbers {
    /// The number; none while it is only wanted. Of groups the scan did not meet, counts and sums are zero.
    pub fn get(&mut self, query: Query, group: Option<&Value>) -> Option<Decimal> {
        let Some(groups) = self.known.get(&query) else {
            self.wanted.insert(query);
            return None;
        };
        let nothing = match query.aggregate {
            Aggregate::Count | Aggregate::Distinct(_) | Aggregate::Sum(_) => Some(Decimal::ZERO),
            _ => None,
        };
        groups.get(group.unwrap_or(&Value::Missing)).copied().unwrap_or(nothing)
    }

    /// The groups a divided query met, with something in them.
    pub fn groups(&mut self, query: Query) -> Vec<Value> {
        match self.known.get(&query) {
            Some(groups) => {
                let met = groups.iter().filter(|(_, value)| value.is_some_and(|v| !v.is_zero()));
                met.map(|(group, _)| group.clone()).collect()
            }
            None => {
                self.wanted.insert(query);
                Vec::new()
            }
        }
    }

    /// True when something wanted is not known yet.
    pub fn is_waiting(&self) -> bool {
        !self.wanted.is_empty()
    }

    /// What is wanted, as few scans: one for each source, organisation and dimension.
    pub fn scans(&mut self, as_of: Seq, at: Moment) -> Vec<(Scan, Vec<Query>)> {
        let mut scans: IndexMap<Pass, (Scan, Vec<Query>)> = IndexMap::new();
        for query in self.wanted.drain(..) {
            let key = (query.source.clone(), query.org_path.clone(), query.by.clone());
            let (scan, queries) = scans.entry(key).or_insert_with(|| (empty_scan(&query, as_of, at), Vec::new()));
            scan.measures.push(measure(&query));
            queries.push(query);
        }
        scans.into_values().collect()
    }

    /// Takes the rows of a scan.
    pub fn take(&mut self, queries: Vec<Query>, rows: &[ScanRow]) {
        for (index, query) in queries.into_iter().enumerate() {
            let mut groups = Groups::new();
            for row in rows {
                let group = row.group.first().cloned().unwrap_or(Value::Missing);
                groups.insert(group, row.values.get(index).copied().flatten());
            }
            self.known.insert(query, groups);
        }
    }
}

/// The scan of a single query, for its records.
pub(crate) fn scan_of(query: &Query, as_of: Seq, at: Moment) -> Scan {
    Scan { measures: vec![measure(query)], ..empty_scan(query, as_of, at) }
}

fn empty_scan(query: &Query, as_of: Seq, at: Moment) -> Scan {
    Scan {
        source: query.source.clone(),
        as_of,
        at,
        org_path: query.org_path.clone(),
        measures: Vec::new(),
        group_by: query.by.clone().into_iter().collect(),
    }
}

fn measure(query: &Query) -> Measure {
    Measure { aggregate: query.aggregate, filter: query.filter.clone(), during: query.during.clone() }
}
