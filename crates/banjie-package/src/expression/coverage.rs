//! Gaps and overlaps of decision tables: every combination of inputs must be met by exactly one row.
//!
//! Each input is cut into stretches that no row tells apart: the keys of its code list, yes and no, the stretches between
//! all end points of its ranges. Then the columns are walked one after another with the rows still possible; where none is
//! left there is a gap, where two are left at the end they overlap. Nothing is sampled, so nothing is missed.

use std::collections::BTreeSet;

use banjie_model::{
    Name,
    definition::{Cell, CodeList, DatedRows, DecisionTable, FieldType, TableColumn},
    value::Value,
};
use chrono::NaiveDate;
use indexmap::IndexMap;
use rust_decimal::Decimal;

/// Most faults told of one set of rows.
const FAULTS_MAX: usize = 8;

/// Most combinations walked of one set of rows; far more than tables people write need.
const STEPS_MAX: usize = 500_000;

/// What is wrong with a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No row fits.
    Gap,
    /// Two rows fit, by index into the set of rows.
    Overlap {
        /// The earlier one.
        first: usize,
        /// The later one, which never decides here.
        second: usize,
    },
}

/// A fault with a case that shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncovered {
    /// Index into `DecisionTable::dated`.
    pub dated: usize,
    /// First day of that set of rows.
    pub since: NaiveDate,
    /// What.
    pub fault: Fault,
    /// For each input its name and the values, in words.
    pub case: Vec<(Name, String)>,
}

impl Uncovered {
    /// The case in words: "kind 为 信用保险，area 为 50（含）至 100（不含）".
    pub fn case_zh(&self) -> String {
        if self.case.is_empty() {
            return "没有输入".into();
        }
        let said: Vec<String> = self.case.iter().map(|(name, words)| format!("{name} 为{}", spaced(words))).collect();
        said.join("，")
    }
}

/// Gaps and overlaps of a table, a few of each set of rows. `codes` are searched in order for the lists of its inputs.
pub fn coverage(table: &DecisionTable, codes: &[&IndexMap<Name, CodeList>]) -> Vec<Uncovered> {
    let mut found = Vec::new();
    for (dated, rows) in table.dated.iter().enumerate() {
        let columns = (0..table.inputs.len()).map(|i| stretches(&table.inputs[i], i, rows, codes)).collect();
        let mut walk = Walk { columns, path: Vec::new(), steps: 0, found: Vec::new(), overlaps: BTreeSet::new() };
        walk.from(0, &(0..rows.rows.len()).collect::<Vec<_>>());
        found.extend(walk.found.into_iter().map(|(fault, words)| Uncovered {
            dated,
            since: rows.since,
            fault,
            case: table.inputs.iter().map(|input| input.name.clone()).zip(words).collect(),
        }));
    }
    found
}

/// Values of one input that the same rows admit.
struct Stretch {
    words: Vec<String>,
    /// Whether each row admits it.
    admitted: Vec<bool>,
}

struct Walk {
    columns: Vec<Vec<Stretch>>,
    path: Vec<usize>,
    steps: usize,
    found: Vec<(Fault, Vec<String>)>,
    overlaps: BTreeSet<(usize, usize)>,
}

impl Walk {
    fn from(&mut self, column: usize, live: &[usize]) {
        self.steps += 1;
        if self.found.len() >= FAULTS_MAX || self.steps > STEPS_MAX {
            return;
        }
        if live.is_empty() {
            self.found.push((Fault::Gap, self.words()));
            return;
        }
        let Some(stretches) = self.columns.get(column) else {
            if let [first, second, ..] = *live
                && self.overlaps.insert((first, second))
            {
                self.found.push((Fault::Overlap { first, second }, self.words()));
            }
            return;
        };
        let next: Vec<Vec<usize>> = stretches
            .iter()
            .map(|stretch| live.iter().copied().filter(|row| stretch.admitted[*row]).collect())
            .collect();
        for (i, live) in next.iter().enumerate() {
            self.path.push(i);
            self.from(column + 1, live);
            self.path.pop();
        }
    }

    fn words(&self) -> Vec<String> {
        let walked = self.path.iter().zip(&self.columns).map(|(i, column)| some_of(&column[*i].words));
        let rest = self.columns.iter().skip(self.path.len()).map(|_| "任意值".to_string());
        walked.chain(rest).collect()
    }
}

/// "甲、乙、丙 等 5 种"
fn some_of(words: &[String]) -> String {
    match words {
        [a, b, c, rest @ ..] if !rest.is_empty() => format!("{a}、{b}、{c} 等 {} 种", words.len()),
        _ => words.join("、"),
    }
}

/// Cuts an input into stretches; those that the same rows admit are one.
fn stretches(
    input: &TableColumn,
    column: usize,
    rows: &DatedRows,
    codes: &[&IndexMap<Name, CodeList>],
) -> Vec<Stretch> {
    let cells: Vec<&Cell> = rows.rows.iter().map(|row| row.when.get(column).unwrap_or(&Cell::Any)).collect();
    let samples = match &input.ty {
        FieldType::Code(list) | FieldType::Tree(list) => keys(list, codes).unwrap_or_else(|| listed(&cells)),
        FieldType::Bool => vec![(Value::Bool(true), "是".to_string()), (Value::Bool(false), "否".to_string())],
        FieldType::Int | FieldType::Decimal { .. } | FieldType::Money | FieldType::Percent => {
            numbers(&cells, &input.ty)
        }
        _ => {
            let mut all = listed(&cells);
            all.push((Value::Missing, if all.is_empty() { "任意值" } else { "其他值" }.to_string()));
            all
        }
    };
    let mut merged: Vec<Stretch> = Vec::new();
    for (value, words) in samples {
        let admitted: Vec<bool> = cells.iter().map(|cell| admits(cell, &value)).collect();
        match merged.iter_mut().find(|stretch| stretch.admitted == admitted) {
            Some(stretch) => stretch.words.push(words),
            None => merged.push(Stretch { words: vec![words], admitted }),
        }
    }
    merged
}

fn admits(cell: &Cell, value: &Value) -> bool {
    let number = value.as_decimal();
    match cell {
        Cell::Any => true,
        Cell::OneOf(values) => values.iter().any(|v| match number {
            Some(number) => v.as_decimal() == Some(number),
            None => v == value,
        }),
        Cell::Range { low, high } => {
            number.is_some_and(|n| low.is_none_or(|low| n >= low) && high.is_none_or(|high| n < high))
        }
    }
}

fn keys(list: &str, codes: &[&IndexMap<Name, CodeList>]) -> Option<Vec<(Value, String)>> {
    let list = codes.iter().find_map(|lists| lists.get(list))?;
    Some(list.entries.values().map(|entry| (Value::Code(entry.key.clone()), entry.title.to_string())).collect())
}

/// The values written in the rows, each once.
fn listed(cells: &[&Cell]) -> Vec<(Value, String)> {
    let mut all: Vec<(Value, String)> = Vec::new();
    for value in cells.iter().flat_map(|cell| one_of(cell)) {
        if !all.iter().any(|(known, _)| known == value) {
            all.push((value.clone(), value.as_str().unwrap_or("值").to_string()));
        }
    }
    all
}

fn one_of(cell: &Cell) -> &[Value] {
    match cell {
        Cell::OneOf(values) => values,
        _ => &[],
    }
}

/// The line of numbers cut at every end point. Where no row begins at minus infinity, it begins at zero: amounts,
/// areas and counts are not negative.
fn numbers(cells: &[&Cell], ty: &FieldType) -> Vec<(Value, String)> {
    let points: BTreeSet<Decimal> = cells.iter().flat_map(|cell| one_of(cell)).filter_map(Value::as_decimal).collect();
    let mut cuts = points.clone();
    let mut bottomless = false;
    for cell in cells {
        if let Cell::Range { low, high } = cell {
            cuts.extend(low.iter().chain(high));
            bottomless |= low.is_none();
        }
    }
    let Some(lowest) = cuts.first().copied() else { return vec![(Value::Missing, "任意值".into())] };
    let mut all = Vec::new();
    if bottomless || lowest.is_sign_negative() && !lowest.is_zero() {
        all.push((lowest - step(ty), format!("{} 以下（不含）", number(lowest, ty))));
    } else if lowest > Decimal::ZERO {
        all.push((Decimal::ZERO, format!("0（含）至 {}（不含）", number(lowest, ty))));
    }
    let ordered: Vec<Decimal> = cuts.into_iter().collect();
    for (i, cut) in ordered.iter().copied().enumerate() {
        let next = ordered.get(i + 1).copied();
        let is_point = points.contains(&cut);
        if is_point {
            all.push((cut, number(cut, ty)));
        }
        let start = if is_point { cut + step(ty) } else { cut };
        let side = if is_point { "不含" } else { "含" };
        match next {
            Some(next) if start < next => {
                all.push((start, format!("{}（{side}）至 {}（不含）", number(cut, ty), number(next, ty))));
            }
            Some(_) => {}
            None => all.push((start, format!("{}（{side}）以上", number(cut, ty)))),
        }
    }
    all.into_iter().map(|(sample, words)| (Value::Decimal(sample), words)).collect()
}

/// The smallest difference between two values of a type.
fn step(ty: &FieldType) -> Decimal {
    match ty {
        FieldType::Money => Decimal::new(1, 2),
        FieldType::Percent => Decimal::new(1, 6),
        FieldType::Decimal { scale, .. } => Decimal::new(1, u32::from(*scale)),
        _ => Decimal::ONE,
    }
}

fn number(value: Decimal, ty: &FieldType) -> String {
    match ty {
        FieldType::Percent => format!("{}%", (value * Decimal::ONE_HUNDRED).normalize()),
        _ => value.normalize().to_string(),
    }
}

fn spaced(words: &str) -> String {
    if words.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-') {
        format!(" {words}")
    } else {
        words.to_string()
    }
}

#[cfg(test)]
mod tests;
