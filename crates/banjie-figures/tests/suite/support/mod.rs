//! A small bureau with cases in a real database: 温州市局 over three branches, cases of two years.

use std::sync::Arc;

use banjie_desk::{
    apply,
    ports::{Store, StoreTx, Write},
};
use banjie_engine::World;
use banjie_figures::{AsOf, Figures};
use banjie_model::{
    Moment, Name,
    calendar::WorkCalendar,
    case::{Decision, Event, LimitRun, Record, RunEnd, RunKey},
    definition::{Ledger, Library},
    figure::{Ask, Derived},
    org::{Org, OrgTree},
    period::Period,
    value::{RecordId, Value},
};
use banjie_store::{
    AnyStore,
    testing::{self, Scratch},
};
use rust_decimal::Decimal;

const PACKAGE: &str = r#"
format = 1
package = "trial"
version = "1.0.0"
title = "试验应用"
purpose = "试验。"
[basis.planning-64]
law = "中华人民共和国城乡规划法"
article = "第六十四条"
[roles]
clerk = { title = "经办员", sees = "own" }
[codes.kind]
house = "农村个人建房"
roof = "楼顶违法建设"
legacy = "历史遗留"
"#;

const LEDGER: &str = r#"
ledger = "case"
title = "案件"
purpose = "案件。"
number = "违建〔{year}〕{seq}号"
label = "{number} {party}"
opened = "found_on"
[fields]
kind = { title = "类型", type = "code(kind)" }
party = { title = "当事人", type = "text", class = "personal", mask = "name" }
area = { title = "面积", type = "decimal(12,2)", unit = "m²" }
cadre = { title = "党员干部", type = "bool" }
found_on = { title = "发案日期", type = "date", required = true }
[states]
found = { title = "发案", start = true }
closed = { title = "结案", end = true }
[actions.close]
title = "结案"
from = "found"
to = "closed"
by = "clerk"
[limits.filing]
title = "办案时限"
from = "found"
until = "closed"
within = "7 working days"
basis = "planning-64"
"#;

const INDICATORS: &str = r#"
[indicators]
found = { title = "案件数", count = "case", on = "found_on", basis = "planning-64" }
roof = { title = "楼顶案件数", count = "case", on = "found_on", where = "kind == 'roof'" }
roof_share = { title = "楼顶占比", formula = "roof / found", show = "percent(1)", better = "low", target = "30%" }
area = { title = "面积", sum = "area", of = "case", on = "found_on" }
mean = { title = "平均面积", avg = "area", of = "case", on = "found_on" }
open = { title = "在办", count = "case", where = "state == 'found'" }
due = { title = "到期数", count = "case.filing", on = "due_on" }
on_time = { title = "按时数", count = "case.filing", on = "due_on", where = "on_time" }
rate = { title = "按时率", formula = "on_time / due", show = "percent(1)", target = "95%" }
"#;

/// The packages of the tests; `indicators` in place of the usual ones.
pub fn library_with(indicators: &str) -> Library {
    let files: [(&str, &str); 3] =
        [("package.toml", PACKAGE), ("ledgers/case.toml", LEDGER), ("indicators/main.toml", indicators)];
    let files: Vec<(Name, Name)> = files.iter().map(|(path, text)| ((*path).into(), (*text).into())).collect();
    let reading = banjie_package::read_package(&files, &Library::default());
    let faults: Vec<&String> = reading.findings.iter().map(|finding| &finding.message).collect();
    assert!(!reading.has_errors(), "{faults:?}");
    let mut library = Library::default();
    library.packages.insert(reading.package.name.clone(), Arc::new(reading.package));
    library
}

/// The packages of the tests.
pub fn library() -> Library {
    library_with(INDICATORS)
}

/// The indicators of the tests with one of them changed.
pub fn indicators_changed(from: &str, to: &str) -> String {
    assert!(INDICATORS.contains(from));
    INDICATORS.replace(from, to)
}

pub fn moment(text: &str) -> Moment {
    Moment::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

/// A bureau, three branches, an office below one of them.
pub fn orgs() -> OrgTree {
    let org = |code: &str, name: &str, parent: Option<&str>| Org {
        code: code.into(),
        name: name.into(),
        kind: "branch".into(),
        parent: parent.map(Into::into),
        since: None,
        until: None,
        attributes: Default::default(),
    };
    OrgTree::new([
        org("wz", "温州市局", None),
        org("lc", "鹿城分局", Some("wz")),
        org("oh", "瓯海分局", Some("wz")),
        org("lw", "龙湾分局", Some("wz")),
        org("lc1", "五马所", Some("lc")),
    ])
}

/// A case to be stored.
#[derive(Clone, Debug)]
pub struct NewCase {
    pub id: i64,
    pub org: &'static str,
    pub kind: Option<&'static str>,
    pub area: Option<i64>,
    pub cadre: Option<bool>,
    pub found_on: String,
    /// Days it took; none: open.
    pub took: Option<i64>,
}

/// Cases in a fixed pattern: years 2024 and 2025, kinds, branches, one of the head office, some without values.
pub fn cases(n: i64) -> Vec<NewCase> {
    let pick = |id: i64, of: &[&'static str]| of[usize::try_from(id).unwrap() % of.len()];
    let case = |id: i64| NewCase {
        id,
        org: if id == 1 { "wz" } else { pick(id, &["lc", "lc", "lc1", "oh", "oh"]) },
        kind: (id % 11 != 0).then(|| pick(id, &["house", "roof", "house"])),
        area: (id % 7 != 0).then_some(id * 25),
        cadre: (id % 5 != 0).then_some(id % 2 == 0),
        found_on: format!("{}-{:02}-{:02}", 2024 + id % 2, id % 12 + 1, id % 28 + 1),
        took: (id % 3 != 0).then_some(id % 20),
    };
    (1..=n).map(case).collect()
}

/// A database with packages, organisations and cases.
pub struct Bureau {
    pub scratch: Scratch,
    pub library: Library,
    pub calendar: WorkCalendar,
    pub orgs: OrgTree,
}

pub async fn bureau(n: i64) -> Bureau {
    let scratch = testing::sqlite().await;
    let library = library();
    apply::apply(&scratch.store, &library, &[], moment("2020-01-01 00:00")).await.unwrap();
    let bureau = Bureau { scratch, library, calendar: WorkCalendar::official(), orgs: orgs() };
    bureau.store_cases(&cases(n)).await;
    bureau
}

impl Bureau {
    pub fn store(&self) -> &AnyStore {
        &self.scratch.store
    }

    pub fn world(&self) -> World<'_> {
        World { library: &self.library, calendar: &self.calendar, orgs: &self.orgs }
    }

    pub async fn figures(&self) -> Figures<'_, AnyStore> {
        let as_of = AsOf::now(self.store(), moment("2026-01-05 09:00")).await.unwrap();
        Figures::new(self.store(), self.world(), as_of)
    }

    pub async fn store_cases(&self, cases: &[NewCase]) {
        let ledger = self.library.ledger("trial.case").unwrap();
        let mut tx = self.store().begin().await.unwrap();
        let writes: Vec<Write> = cases.iter().map(|case| self.write(ledger, case, 1)).collect();
        tx.write(&writes).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// A later version of a case, with another kind and area.
    pub async fn change(&self, case: &NewCase, version: u32) {
        let ledger = self.library.ledger("trial.case").unwrap();
        let mut tx = self.store().begin().await.unwrap();
        tx.write(&[self.write(ledger, case, version)]).await.unwrap();
        tx.commit().await.unwrap();
    }

    fn write(&self, ledger: &Arc<Ledger>, case: &NewCase, version: u32) -> Write {
        let at = moment(&format!("{} 09:00", case.found_on));
        let id = RecordId(case.id);
        let values = ledger.fields.iter().map(|field| match &*field.name {
            "kind" => case.kind.map_or(Value::Missing, Value::code),
            "party" => Value::text("张三丰"),
            "area" => case.area.map_or(Value::Missing, |area| Value::Decimal(Decimal::new(area, 2))),
            "cadre" => case.cadre.map_or(Value::Missing, Value::Bool),
            _ => Value::Date(at.date()),
        });
        let closed_at = case.took.map(|days| at + chrono::TimeDelta::days(days));
        let record = Record {
            id,
            ledger: ledger.key.clone(),
            version,
            package_version: "1.0.0".into(),
            number: Some(format!("违建〔{}〕{}号", &case.found_on[..4], case.id).into()),
            org: case.org.into(),
            handler: None,
            state: Some(if case.took.is_some() { "closed" } else { "found" }.into()),
            opened_at: at,
            closed_at,
            changed_at: at,
            hand_overs: Vec::new(),
            values: values.collect(),
            from_seq: 0,
        };
        let due = self.calendar.add_working_days(at.date(), 7);
        let run = LimitRun {
            key: RunKey { record: id, limit: "filing".into(), n: 1 },
            started_at: at,
            ended: closed_at.map(|at| RunEnd { at, met: true }),
            suspensions: Vec::new(),
            extensions: Vec::new(),
            published: Vec::new(),
            fired: Vec::new(),
            due_at: due.and_hms_opt(23, 59, 59).unwrap(),
            provisional: false,
            calendar: self.calendar.revision(),
            next_alert_at: None,
            then_refused_at: None,
        };
        let event = Event {
            at,
            recorded_at: at,
            actor: "系统".into(),
            actor_org: "".into(),
            org: case.org.into(),
            ledger: ledger.key.clone(),
            record: id,
            version,
            action: "create".into(),
            note: None,
            effects: Vec::new(),
        };
        let runs = if version == 1 { vec![run] } else { Vec::new() };
        let decision = Decision { event, record: Some(record), runs, messages: Vec::new() };
        Write { ledger: ledger.clone(), decision, org_path: self.orgs.path(case.org) }
    }
}

/// An ask for an indicator of 2025 at 温州市局.
pub fn ask(indicator: &str) -> Ask {
    Ask {
        indicator: format!("trial/{indicator}").into(),
        period: Period::parse("2025").ok(),
        org: Some("wz".into()),
        own: false,
        filter: Vec::new(),
        derived: Derived::Value,
    }
}
