//! One formula with a decision table, over many records.

use std::{hint::black_box, path::Path, time::Duration};

use anyhow::{Context, Result, bail};
use banjie_engine::{
    World,
    evaluate::{RecordView, Scope, evaluate, explain},
};
use banjie_model::{calendar::WorkCalendar, definition::Ledger, expr::Expr, org::OrgTree, value::Value};
use rust_decimal::Decimal;

use super::{
    measure::{Amount, Line, best, timed},
    town,
};

/// The ledger the formula is of.
const LEDGER: &str = "building-violations.rebuild_permit";
/// The formula: the larger of the old area and people times the area a head, by a decision table.
const FIELD: &str = "ceiling";
/// Evaluations measured.
const TIMES: i64 = 100_000;
/// Rounds; the best one counts.
const ROUNDS: usize = 5;
/// Zones, with the area a head by the decision table in force.
const ZONES: [(&str, i64); 3] = [("core", 30), ("strict", 40), ("general", 50)];

/// Measures it.
pub fn measure(root: &Path) -> Result<Vec<Line>> {
    let library = town::library(root)?;
    let ledger = library.ledger(LEDGER).context("the ledger of the formula")?;
    let (_, field) = ledger.field(FIELD).context("the field of the formula")?;
    let formula = field.formula.as_ref().context("the field has a formula")?;
    let (calendar, orgs) = (WorkCalendar::official(), OrgTree::default());
    let world = World { library: &library, calendar: &calendar, orgs: &orgs };
    let mut sheet = Sheet::new(ledger)?;
    let mut ours = Vec::new();
    let mut floors = Vec::new();
    for _ in 0..ROUNDS {
        let (sum, spent) = timed(|| sheet.evaluate_all(&world, ledger, formula));
        ours.push(spent);
        let (expected, spent) = timed(|| (0..TIMES).map(|i| by_hand(black_box(i))).sum::<Decimal>());
        floors.push(spent);
        if sum != expected {
            bail!("the formula adds up to {sum}, by hand it is {expected}");
        }
    }
    sheet.fill(1);
    let (lines, explained) = timed(|| explain(formula, &sheet.scope(&world, ledger)).lines());
    if !lines.contains("area_per_head") && !lines.contains("人均面积") {
        bail!("the explanation does not name the decision table:\n{lines}");
    }
    let how = format!(
        "危房重建许可的“{}”:`max(old_area, household * area_per_head(zone).area)`,各记录取值不同,{ROUNDS} 轮取最快,\
         合计与手写代码相同;逐条说明另算,一条用 {}。",
        field.title,
        Amount::Time(explained.wall),
    );
    Ok(vec![
        Line::spent("含裁量基准的公式求值 10 万次", best(ours), how)
            .within(Duration::from_millis(50))
            .beside("同一公式手写成 Rust", Amount::Time(best(floors).wall)),
    ])
}

/// The inputs of evaluation `i`: zone, people, old area in hundredths of a square metre.
fn inputs(i: i64) -> (usize, i64, i64) {
    (usize::try_from(i % 3).unwrap_or(0), 1 + i % 7, 2_000 + i * 37 % 40_000)
}

/// What the formula says, without our language.
fn by_hand(i: i64) -> Decimal {
    let (zone, people, old) = inputs(i);
    let area = Decimal::new(ZONES[zone].1 * 100, 2);
    Decimal::new(old, 2).max(Decimal::from(people) * area)
}

/// A record whose values are changed in place.
struct Sheet {
    values: Vec<Value>,
    zones: [Value; 3],
    /// Places of zone, people, old area.
    places: [usize; 3],
}

impl Sheet {
    fn new(ledger: &Ledger) -> Result<Sheet> {
        let place = |name: &str| ledger.field(name).map(|(index, _)| index).context("an input of the formula");
        let places = [place("zone")?, place("household")?, place("old_area")?];
        Ok(Sheet {
            values: vec![Value::Missing; ledger.fields.len()],
            zones: ZONES.map(|(zone, _)| Value::code(zone)),
            places,
        })
    }

    fn fill(&mut self, i: i64) {
        let (zone, people, old) = inputs(i);
        self.values[self.places[0]].clone_from(&self.zones[zone]);
        self.values[self.places[1]] = Value::Int(people);
        self.values[self.places[2]] = Value::Decimal(Decimal::new(old, 2));
    }

    fn scope<'a>(&'a self, world: &'a World<'a>, ledger: &'a Ledger) -> Scope<'a> {
        let record = RecordView { values: &self.values, ..RecordView::default() };
        Scope { world, ledger, record, runs: &[], it: None, now: town::now() }
    }

    fn evaluate_all(&mut self, world: &World<'_>, ledger: &Ledger, formula: &Expr) -> Decimal {
        let mut sum = Decimal::ZERO;
        for i in 0..TIMES {
            self.fill(i);
            sum += evaluate(formula, &self.scope(world, ledger)).as_decimal().unwrap_or_default();
        }
        sum
    }
}
