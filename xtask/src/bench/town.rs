//! A city's register of a million cases, for sweeps and figures.

use std::{path::Path, sync::Arc, time::Instant};

use anyhow::{Context, Result, bail};
use banjie_desk::{
    Call, Clock, Desk, apply,
    ports::{Store as _, StoreTx as _, Write},
};
use banjie_engine::{World, judge};
use banjie_model::{
    Moment,
    case::{Actor, Decision, Event, LimitRun, Record, RunEnd, RunKey},
    definition::{Ledger, Library},
    value::{FileRef, Place, RecordId, Value},
};
use banjie_store::{AnyStore, Vault, connect};
use chrono::{NaiveDate, TimeDelta};
use rust_decimal::Decimal;

use super::{figures, measure::Line, sweep};

/// The ledger measured.
pub const LEDGER: &str = "building-violations.violation";
/// Branches of the bureau.
pub const BRANCHES: u32 = 10;
/// Cases in the register; a quarter of them is open.
pub const CASES: i64 = 1_000_000;
/// Open cases.
pub const OPEN: i64 = CASES / 4;
/// The first open cases were filed on as many days, so many a day: so many alerts fall a day.
pub const A_DAY: i64 = 500;
/// Days with [`A_DAY`] alerts.
const DAYS: i64 = 5;
/// Cases written at a time.
const CHUNK: i64 = 5_000;

/// Measures sweeps and figures.
pub async fn measure(root: &Path) -> Result<Vec<Line>> {
    let dir = super::scratch()?;
    let desk = desk(root, &dir.path().join("town.db").display().to_string()).await?;
    fill(&desk).await?;
    let mut lines = figures::measure(&desk).await?;
    lines.extend(sweep::measure(&desk).await?);
    Ok(lines)
}

/// The packages of this repository.
pub fn library(root: &Path) -> Result<Library> {
    let reading = banjie_package::read_library(&root.join("packages"))?;
    if reading.has_errors() {
        bail!("the packages have errors: banjie check packages/*");
    }
    Ok(reading.library)
}

/// The present: a Monday.
pub fn now() -> Moment {
    day(2026, 1, 5).and_hms_opt(9, 0, 0).unwrap_or_default()
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// An inspector of the first branch.
pub fn inspector() -> Actor {
    let roles = vec!["building-violations.inspector".into()];
    Actor { account: "zhang".into(), org: "b0".into(), roles, system: false }
}

/// Name of a branch.
pub fn branch_name(n: u32) -> String {
    format!("第{}分局", n + 1)
}

/// The key of the measurements.
pub fn vault() -> Vault {
    Vault::new([7; 64])
}

/// An empty database with the packages applied and the bureau's organisations in it.
pub async fn desk(root: &Path, address: &str) -> Result<Desk<AnyStore>> {
    let library = library(root)?;
    let store = connect(address).await?.unlocked(vault());
    let long_ago = day(2020, 1, 2).and_hms_opt(9, 0, 0).unwrap_or_default();
    apply::apply(&store, &library, &[], long_ago).await?;
    let desk = Desk::open(store, library).await?;
    let call = Call::new(Actor::system(), Clock::now(long_ago));
    let bureau = [("code", "wz"), ("name", "市局"), ("kind", "bureau")];
    desk.create("orgs.org", &bureau.map(|(k, v)| (k.to_owned(), v.to_owned())), None, &call).await?;
    for n in 0..BRANCHES {
        let (code, name) = (format!("b{n}"), branch_name(n));
        let branch = [("code", code.as_str()), ("name", &name), ("kind", "branch"), ("parent", "wz")];
        desk.create("orgs.org", &branch.map(|(k, v)| (k.to_owned(), v.to_owned())), None, &call).await?;
    }
    Ok(desk)
}

/// Fills the register; answers the id of its first case.
pub async fn fill(desk: &Desk<AnyStore>) -> Result<i64> {
    let begun = Instant::now();
    let snapshot = desk.snapshot();
    let ledger = desk.ledger(LEDGER)?;
    let mut tx = desk.store().begin().await?;
    let first = tx.next_record_ids(u32::try_from(CASES)?).await?.0;
    tx.commit().await?;
    for chunk in 0..CASES / CHUNK {
        let numbers = chunk * CHUNK..(chunk + 1) * CHUNK;
        let writes: Vec<Write> = numbers.map(|n| Case { n, id: first + n }.write(&snapshot.world(), &ledger)).collect();
        let mut tx = desk.store().begin().await?;
        tx.write(&writes).await?;
        tx.commit().await?;
    }
    desk.store().analyze().await?;
    println!("  {CASES} 件案件入库,用 {:.0} 秒(不计入)", begun.elapsed().as_secs_f64());
    Ok(first)
}

/// Case `n` of the register.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// From zero.
    pub n: i64,
    /// Its id in the database.
    pub id: i64,
}

impl Case {
    /// Every fourth case is open.
    fn open(self) -> Option<i64> {
        (self.n % 4 == 3).then_some(self.n / 4)
    }

    /// A number below `bound` that looks like chance and is the same every time.
    fn chance(self, salt: i64, bound: i64) -> i64 {
        ((self.n + salt) * 2_654_435_761 % 1_000_003) % bound
    }

    /// Closed cases: five years in order. Open cases: the last months, the very first of them [`A_DAY`] a day.
    fn filed(self) -> Moment {
        let date = match self.open() {
            Some(k) if k < A_DAY * DAYS => day(2025, 8, 1) + TimeDelta::days(k / A_DAY),
            Some(k) => day(2025, 8, 1) + TimeDelta::days(DAYS + k % 140),
            None => day(2021, 1, 4) + TimeDelta::days(self.n * 1_800 / CASES),
        };
        date.and_hms_opt(10, 0, 0).unwrap_or_default()
    }

    fn found(self) -> Moment {
        self.filed() - TimeDelta::days(self.chance(1, 12))
    }

    fn closed(self) -> Option<Moment> {
        self.open().is_none().then(|| self.filed() + TimeDelta::days(30 + self.chance(2, 90)))
    }

    fn org(self) -> String {
        format!("b{}", self.chance(3, i64::from(BRANCHES)))
    }

    /// Four hundred people share the work; the inspector of the measurements is one of them.
    fn handler(self) -> banjie_model::Name {
        match self.chance(14, 400) {
            0 => "zhang".into(),
            n => format!("jc{n}").into(),
        }
    }

    /// The record with its clocks, as it is stored.
    pub fn write(self, world: &World<'_>, ledger: &Arc<Ledger>) -> Write {
        let record = self.record(ledger);
        let runs = self.runs(world, ledger, &record);
        let event = Event {
            at: record.changed_at,
            recorded_at: record.changed_at,
            actor: "系统".into(),
            actor_org: "".into(),
            org: record.org.clone(),
            ledger: ledger.key.clone(),
            record: record.id,
            version: 1,
            action: "create".into(),
            note: None,
            effects: Vec::new(),
        };
        let org_path = world.orgs.path(&record.org);
        let decision = Decision { event, record: Some(record), runs, messages: Vec::new() };
        Write { ledger: ledger.clone(), decision, org_path }
    }

    /// The record.
    pub fn record(self, ledger: &Ledger) -> Record {
        let mut values = vec![Value::Missing; ledger.fields.len()];
        for (name, value) in self.values() {
            if let Some((index, _)) = ledger.field(name) {
                values[index] = value;
            }
        }
        Record {
            id: RecordId(self.id),
            ledger: ledger.key.clone(),
            version: 1,
            package_version: "1.0.0".into(),
            number: Some(format!("违建〔{}〕{}号", self.found().format("%Y"), self.n).into()),
            org: self.org().into(),
            handler: Some(self.handler()),
            state: Some(if self.open().is_some() { "served" } else { "closed" }.into()),
            opened_at: self.found(),
            closed_at: self.closed(),
            changed_at: self.closed().unwrap_or(self.filed()),
            hand_overs: Vec::new(),
            values,
            from_seq: 0,
        }
    }

    fn values(self) -> Vec<(&'static str, Value)> {
        let kinds = ["rural_house", "association", "rooftop", "legacy", "rebuilt"];
        let sources = ["patrol", "report", "hotline"];
        let pick = |of: &[&'static str], salt| of[usize::try_from(self.chance(salt, 60)).unwrap_or(0) % of.len()];
        let area = Decimal::new(2_000 + self.chance(4, 90_000), 2);
        let land = self.chance(5, 3) == 0;
        let decided = self.filed() + TimeDelta::days(5);
        let mut values = vec![
            ("site", Value::Place(Place { address: format!("五马街道第{}号", self.n).into(), point: None })),
            ("kind", Value::code(pick(&kinds, 6))),
            ("source", Value::code(pick(&sources, 7))),
            ("found_on", Value::Date(self.found().date())),
            ("danger_d", Value::Bool(self.chance(8, 9) == 0)),
            ("special", Value::Bool(self.open().is_some())),
            ("party", Value::text(&format!("当事人{}", self.chance(9, 400_000)))),
            ("party_id", Value::text(&format!("33030219800101{:04}", self.chance(9, 10_000)))),
            ("cadre", Value::Bool(self.chance(10, 50) == 0)),
            ("land", Value::Bool(land)),
            ("area", Value::Decimal(area)),
            ("floors", Value::Int(1 + self.chance(11, 6))),
            ("cost", Value::Decimal(area * Decimal::from(1_500))),
            ("dual", Value::Bool(land)),
            ("photos", Value::Files(vec![FileRef { name: "现场.jpg".into(), sha256: "".into(), size_bytes: 0 }])),
            ("filed_on", Value::Date(self.filed().date())),
            ("measure", Value::code("correct")),
            ("fine", Value::Decimal((area * Decimal::from(90)).round_dp(2))),
            ("decided_on", Value::Date(decided.date())),
        ];
        if let Some(closed) = self.closed() {
            values.push(("paid_on", Value::Date(closed.date())));
            values.push(("removal", Value::code("full")));
            values.push(("removed_area", Value::Decimal(area)));
            values.push(("resisted", Value::Bool(self.chance(12, 40) == 0)));
            if self.chance(13, 4) == 0 {
                values.push(("enforced_on", Value::Date(closed.date())));
                values.push(("executor", Value::code("planning")));
            }
        }
        values
    }

    /// Its clocks: filing has ended, handling has ended with the case, an open case must also be enforced in time.
    pub fn runs(self, world: &World<'_>, ledger: &Ledger, record: &Record) -> Vec<LimitRun> {
        let (filed, served) = (self.filed(), self.filed() + TimeDelta::days(7));
        let mut clocks = vec![("filing", self.found(), Some(filed)), ("handling", filed, self.closed())];
        if self.open().is_some() {
            clocks.push(("execution", served, None));
        }
        let run = |(limit, started_at, ended): (&str, Moment, Option<Moment>)| {
            let mut run = LimitRun {
                key: RunKey { record: record.id, limit: limit.into(), n: 1 },
                started_at,
                ended: None,
                suspensions: Vec::new(),
                extensions: Vec::new(),
                published: Vec::new(),
                fired: Vec::new(),
                due_at: started_at,
                provisional: false,
                calendar: world.calendar.revision(),
                next_alert_at: None,
                then_refused_at: None,
            };
            let judged = judge(world, ledger, record, &run, started_at);
            (run.due_at, run.provisional) = (judged.due_at, judged.provisional);
            run.next_alert_at = judged.next_alert_at.filter(|_| ended.is_none());
            run.ended = ended.map(|at| RunEnd { at, met: true });
            run
        };
        clocks.into_iter().map(run).collect()
    }
}

/// The open cases, in order.
pub fn open_cases() -> impl Iterator<Item = Case> {
    (0..OPEN).map(|k| Case { n: k * 4 + 3, id: k * 4 + 3 })
}

/// The first alert of the register.
pub fn first_alert(world: &World<'_>, ledger: &Ledger) -> Result<Moment> {
    let case = Case { n: 3, id: 3 };
    let runs = case.runs(world, ledger, &case.record(ledger));
    runs.iter().filter_map(|run| run.next_alert_at).min().context("an open case has an alert before it")
}
