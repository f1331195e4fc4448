//! The one pass: rows grouped by which conditions they meet.

use std::collections::BTreeMap;

use banjie_desk::ports::StoreResult;
use banjie_model::{
    scan::{Aggregate, Scan, ScanRow},
    value::Value,
};
use rust_decimal::Decimal;

use super::{dimension::Grouping, field_of, measure, source::Source};
use crate::{
    codec::unscaled,
    db::{Row, Sql},
    error::damaged,
};

/// Bits in one number (the sign is left alone).
const BITS: usize = 62;

/// The query, and how its answer is to be read.
pub(super) struct Query {
    pub(super) sql: Sql,
    /// How many numbers of bits follow the dimensions.
    masks: usize,
    /// Number fields: index and decimal places; four columns each.
    fields: Vec<(usize, u32)>,
    /// Measure and the bits it needs.
    needs: Vec<(usize, Vec<usize>)>,
}

/// The one pass for these measures; none where there are none.
pub(super) fn query(source: &Source<'_>, grouping: &Grouping<'_>, measures: &[usize]) -> StoreResult<Option<Query>> {
    if measures.is_empty() {
        return Ok(None);
    }
    let mut sql = Sql::default();
    let mut conditions: Vec<(usize, Vec<String>)> = Vec::new();
    for i in measures {
        conditions.push((*i, source.conditions(&mut sql, measure(source.scan, *i)?)?));
    }
    let common: Vec<String> = match conditions.split_first() {
        Some(((_, first), rest)) => {
            first.iter().filter(|c| rest.iter().all(|(_, other)| other.contains(c))).cloned().collect()
        }
        None => Vec::new(),
    };
    let mut bits: Vec<String> = Vec::new();
    let mut needs = Vec::new();
    for (i, conditions) in conditions {
        let own = conditions.into_iter().filter(|c| !common.contains(c));
        needs.push((i, own.map(|c| bit_of(&mut bits, c)).collect()));
    }
    let fields = fields_of(source, measures)?;
    push_query(&mut sql, source, grouping, &bits, &fields, (&common, measures))?;
    let masks = bits.len().div_ceil(BITS);
    let fields = fields.into_iter().map(|(index, (_, scale))| (index, scale)).collect();
    Ok(Some(Query { sql, masks, fields, needs }))
}

fn bit_of(bits: &mut Vec<String>, condition: String) -> usize {
    bits.iter().position(|b| *b == condition).unwrap_or_else(|| {
        bits.push(condition);
        bits.len() - 1
    })
}

/// Number fields the measures compute with: index → column, decimal places.
fn fields_of(source: &Source<'_>, measures: &[usize]) -> StoreResult<BTreeMap<usize, (String, u32)>> {
    let mut fields = BTreeMap::new();
    for i in measures {
        let aggregate = measure(source.scan, *i)?.aggregate;
        if let (Some(index), Some(column)) = (field_of(aggregate), source.number(aggregate)?) {
            fields.insert(index, column);
        }
    }
    Ok(fields)
}

fn push_query(
    sql: &mut Sql,
    source: &Source<'_>,
    grouping: &Grouping<'_>,
    bits: &[String],
    fields: &BTreeMap<usize, (String, u32)>,
    (common, measures): (&[String], &[usize]),
) -> StoreResult<()> {
    let masks = bits.len().div_ceil(BITS);
    let keys: Vec<String> = grouping.names().into_iter().chain((0..masks).map(|m| format!("q.m{m}"))).collect();
    sql.push("SELECT ");
    for key in &keys {
        sql.push(&format!("{key}, "));
    }
    sql.push("COUNT(*)");
    for index in fields.keys() {
        sql.push(&format!(", CAST(SUM(q.x{index}) AS TEXT), COUNT(q.x{index}), MIN(q.x{index}), MAX(q.x{index})"));
    }
    sql.push(" FROM (SELECT ");
    grouping.push_select(sql);
    for (m, bits) in bits.chunks(BITS).enumerate() {
        let bits: Vec<String> =
            bits.iter().enumerate().map(|(b, c)| format!("CASE WHEN {c} THEN {} ELSE 0 END", 1_i64 << b)).collect();
        sql.push(&format!("{} AS m{m}, ", bits.join(" + ")));
    }
    for (index, (column, _)) in fields {
        sql.push(&format!("{column} AS x{index}, "));
    }
    sql.push("1 AS one ");
    source.push_from(sql);
    for condition in common {
        sql.push(&format!(" AND {condition}"));
    }
    if let Some(bounds) = source.bounds(sql, measures)?.filter(|b| !common.contains(b)) {
        sql.push(&format!(" AND {bounds}"));
    }
    sql.push(") AS q");
    if !keys.is_empty() {
        sql.push(&format!(" GROUP BY {}", keys.join(", ")));
    }
    Ok(())
}

/// What is known of one measure in one group.
#[derive(Clone, Default)]
struct Sum {
    rows: i64,
    present: i64,
    total: i128,
    least: Option<i64>,
    greatest: Option<i64>,
    scale: u32,
    /// Of measures that stand apart.
    known: Option<Decimal>,
}

impl Sum {
    fn add(&mut self, rows: i64) {
        self.rows += rows;
    }

    fn add_field(&mut self, row: &Row, at: usize, scale: u32) -> StoreResult<()> {
        self.scale = scale;
        self.present += row.int(at + 1)?.unwrap_or(0);
        if let Some(total) = row.text(at)? {
            self.total += total.parse::<i128>().map_err(damaged)?;
        }
        let keep = |old: Option<i64>, new: Option<i64>, pick: fn(i64, i64) -> i64| match (old, new) {
            (Some(a), Some(b)) => Some(pick(a, b)),
            (a, b) => a.or(b),
        };
        self.least = keep(self.least, row.int(at + 2)?, i64::min);
        self.greatest = keep(self.greatest, row.int(at + 3)?, i64::max);
        Ok(())
    }

    fn value(&self, aggregate: Aggregate) -> StoreResult<Option<Decimal>> {
        let total = || Decimal::try_from_i128_with_scale(self.total, self.scale).map_err(damaged);
        Ok(match aggregate {
            Aggregate::Count => Some(Decimal::from(self.rows)),
            Aggregate::Sum(_) => Some(total()?),
            Aggregate::Avg(_) if self.present == 0 => None,
            Aggregate::Avg(_) => Some(total()? / Decimal::from(self.present)),
            Aggregate::Min(_) => self.least.map(|n| unscaled(n, self.scale)),
            Aggregate::Max(_) => self.greatest.map(|n| unscaled(n, self.scale)),
            Aggregate::Distinct(_) => Some(self.known.unwrap_or_default()),
            Aggregate::Median(_) => self.known,
        })
    }
}

/// The answer under construction: sort key → group and its measures.
pub(super) struct Table<'a> {
    scan: &'a Scan,
    groups: BTreeMap<Vec<String>, (Vec<Value>, Vec<Sum>)>,
}

impl<'a> Table<'a> {
    pub(super) fn new(scan: &'a Scan) -> Table<'a> {
        let mut table = Table { scan, groups: BTreeMap::new() };
        if scan.group_by.is_empty() {
            table.group(Vec::new());
        }
        table
    }

    fn group(&mut self, group: Vec<Value>) -> &mut Vec<Sum> {
        let measures = self.scan.measures.len();
        let key = group.iter().map(sort_key).collect();
        &mut self.groups.entry(key).or_insert_with(|| (group, vec![Sum::default(); measures])).1
    }

    /// Takes the answer of the one pass.
    pub(super) fn take(&mut self, query: &Query, grouping: &Grouping<'_>, rows: &[Row]) -> StoreResult<()> {
        let aggregates: Vec<Aggregate> = self.scan.measures.iter().map(|m| m.aggregate).collect();
        for row in rows {
            let first = grouping.len();
            let masks = (0..query.masks).map(|m| row.need_int(first + m)).collect::<StoreResult<Vec<_>>>()?;
            let count = first + query.masks;
            let n = row.need_int(count)?;
            let meets = |bits: &[usize]| bits.iter().all(|b| masks[b / BITS] >> (b % BITS) & 1 == 1);
            let met: Vec<usize> = query.needs.iter().filter(|(_, bits)| meets(bits)).map(|(i, _)| *i).collect();
            if met.is_empty() || n == 0 {
                continue;
            }
            let sums = self.group(grouping.read(row)?);
            for i in met {
                sums[i].add(n);
                let place = field_of(aggregates[i]).and_then(|f| query.fields.iter().position(|(g, _)| *g == f));
                if let Some(place) = place {
                    sums[i].add_field(row, count + 1 + place * 4, query.fields[place].1)?;
                }
            }
        }
        Ok(())
    }

    /// Takes the answer to one measure that stands apart: group, then number of rows, then sum and count of what it is made of.
    pub(super) fn take_apart(
        &mut self,
        source: &Source<'_>,
        grouping: &Grouping<'_>,
        i: usize,
        rows: &[Row],
    ) -> StoreResult<()> {
        let aggregate = measure(self.scan, i)?.aggregate;
        for row in rows {
            let at = grouping.len();
            let n = row.int(at)?.unwrap_or(0);
            if n == 0 {
                continue;
            }
            let known = match aggregate {
                Aggregate::Median(_) => {
                    let scale = source.number(aggregate)?.map_or(0, |(_, scale)| scale);
                    let total: i128 = row.need_text(at + 1)?.parse().map_err(damaged)?;
                    Decimal::try_from_i128_with_scale(total, scale).map_err(damaged)? / Decimal::from(n)
                }
                _ => Decimal::from(n),
            };
            let sums = self.group(grouping.read(row)?);
            sums[i].add(n);
            sums[i].known = Some(known);
        }
        Ok(())
    }

    pub(super) fn finish(self) -> StoreResult<Vec<ScanRow>> {
        let scan = self.scan;
        let row = |(group, sums): (Vec<Value>, Vec<Sum>)| {
            let values = sums.iter().zip(&scan.measures).map(|(sum, m)| sum.value(m.aggregate));
            Ok(ScanRow { group, values: values.collect::<StoreResult<_>>()? })
        };
        self.groups.into_values().map(row).collect()
    }
}

/// Groups come in the order of their keys; what is missing comes last.
fn sort_key(value: &Value) -> String {
    match value {
        Value::Missing => "\u{10ffff}".to_string(),
        Value::Int(n) => format!("{:020}", n.wrapping_sub(i64::MIN).cast_unsigned()),
        Value::Bool(b) => if *b { "1" } else { "2" }.to_string(),
        Value::Date(d) => d.to_string(),
        Value::Period(p) => p.key(),
        other => other.as_str().map_or_else(|| format!("{other:?}"), str::to_string),
    }
}
