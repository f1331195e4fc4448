//! A small package, a record of it given as `name=value` words, and expressions over them.

use std::sync::Arc;

use banjie_model::{
    Moment, Name,
    calendar::WorkCalendar,
    case::LimitRun,
    definition::{FieldType, Ledger, Library},
    expr::Expr,
    org::{Org, OrgTree},
    value::{FileRef, Place, RecordId, Value},
};
use banjie_package::{
    expression::{LedgerScope, TypeScope, parse_expression},
    read_package,
};
use chrono::NaiveDate;

use crate::{
    World,
    evaluate::{RecordView, Scope, evaluate},
};

const PACKAGE: &str = r#"
format = 1
package = "demo"
version = "1.0.0"
title = "示范"
purpose = "检查表达式的含义"
[roles]
clerk = { title = "经办人", sees = "all" }
[codes.cover_kind]
property = "财产险"
liability = "责任险"
credit = "信用险"
"#;

const LEDGER: &str = r#"
ledger = "claim"
title = "保费补贴申请"
purpose = "示范"
[fields]
firm = { title = "企业", type = "text" }
cover = { title = "险种", type = "code(cover_kind)" }
premium = { title = "实缴保费", type = "money" }
paid = { title = "本年度已补助", type = "money" }
area = { title = "面积", type = "decimal(12,2)", unit = "m²" }
rate = { title = "比例", type = "percent" }
people = { title = "人数", type = "int" }
urgent = { title = "加急", type = "bool" }
born_on = { title = "出生日期", type = "date" }
asked_on = { title = "申请日期", type = "date" }
paid_on = { title = "支付日期", type = "date" }
asked_at = { title = "申请时间", type = "datetime" }
photos = { title = "照片", type = "files" }
site = { title = "地点", type = "place" }
office = { title = "受理单位", type = "org" }
[states]
asked = { title = "申请", start = true }
granted = { title = "已支付", end = true }
[actions.grant]
title = "支付"
from = "asked"
to = "granted"
by = "clerk"
[limits.granting]
title = "支付时限"
from = "asked"
until = "granted"
within = "7 working days"
"#;

const TABLES: &str = r#"
table = "insurance_rate"
title = "科技保险保费补贴比例"
in = { kind = "code(cover_kind)" }
out = { rate = "percent" }
[[dated]]
since = 2010-01-01
rows = [{ kind = ["property", "liability"], rate = "50%" }, { kind = ["credit"], rate = "40%" }]
[[dated]]
since = 2026-01-01
rows = [{ rate = "30%" }]
"#;

const CAP: &str = r#"
table = "cap"
title = "年度补助上限"
out = { amount = "money" }
[[dated]]
since = 2010-01-01
rows = [{ amount = 500000 }]
"#;

const BAND: &str = r#"
table = "band"
title = "面积档次"
in = { area = "decimal(12,2)", urgent = "bool" }
out = { low = "money", high = "money" }
[[dated]]
since = 2010-01-01
rows = [
  { area = "< 50", low = 100, high = 200 },
  { area = "[50, 100)", urgent = false, low = 300, high = 400 },
  { area = "[50, 100)", urgent = true, low = 500, high = 600 },
  { area = ">= 100", low = 700, high = 800 },
]
"#;

/// The package and what else the engine judges by.
pub(in crate::evaluate) struct Demo {
    library: Library,
    calendar: WorkCalendar,
    orgs: OrgTree,
}

impl Demo {
    pub(in crate::evaluate) fn new() -> Demo {
        let file = |path: &str, text: &str| -> (Name, Name) { (path.into(), text.into()) };
        let files = [
            file("package.toml", PACKAGE),
            file("ledgers/claim.toml", LEDGER),
            file("tables/insurance_rate.toml", TABLES),
            file("tables/cap.toml", CAP),
            file("tables/band.toml", BAND),
        ];
        let reading = read_package(&files, &Library::default());
        assert!(!reading.has_errors(), "{:#?}", reading.findings);
        let packages = [(reading.package.name.clone(), Arc::new(reading.package))].into_iter().collect();
        let org = Org {
            code: "lc".into(),
            name: "鹿城分局".into(),
            kind: "bureau".into(),
            parent: None,
            since: None,
            until: None,
            attributes: [("canteen".into(), Value::Bool(true))].into_iter().collect(),
        };
        Demo { library: Library { packages }, calendar: WorkCalendar::official(), orgs: OrgTree::new([org]) }
    }

    pub(in crate::evaluate) fn world(&self) -> World<'_> {
        World { library: &self.library, calendar: &self.calendar, orgs: &self.orgs }
    }

    pub(in crate::evaluate) fn ledger(&self) -> &Ledger {
        self.library.ledger("demo.claim").expect("the package has it")
    }

    /// Reads an expression over the ledger (and `it`, of the same ledger).
    pub(in crate::evaluate) fn parse(&self, text: &str) -> Expr {
        let ledger = self.ledger();
        let package = &self.library.packages["demo"];
        let limits = LedgerScope::limits_of(ledger);
        let of_ledger = Some(LedgerScope::of(ledger, &limits));
        let scope = TypeScope {
            ledger: of_ledger,
            it: of_ledger,
            codes: vec![&package.codes],
            tables: vec![&package.tables],
            org_attributes: vec![("canteen".into(), banjie_model::expr::Ty::Bool)],
            ..TypeScope::default()
        };
        let (expr, faults) = parse_expression(text, &scope, None);
        expr.unwrap_or_else(|| panic!("{text}: {faults:?}"))
    }

    /// Values from words like `premium=100.50 cover=credit`.
    pub(in crate::evaluate) fn values(&self, words: &str) -> Vec<Value> {
        let mut values = vec![Value::Missing; self.ledger().fields.len()];
        for word in words.split_whitespace() {
            let (name, text) = word.split_once('=').expect("name=value");
            let (index, field) = self.ledger().field(name).expect("a field");
            values[index] = value(text, &field.ty);
        }
        values
    }
}

fn value(text: &str, ty: &FieldType) -> Value {
    match ty {
        FieldType::Int => Value::Int(text.parse().expect("a number")),
        FieldType::Money | FieldType::Decimal { .. } | FieldType::Percent => {
            Value::Decimal(text.parse().expect("a number"))
        }
        FieldType::Bool => Value::Bool(text == "true"),
        FieldType::Date => Value::Date(text.parse().expect("a date")),
        FieldType::DateTime => Value::DateTime(moment(text)),
        FieldType::Code(_) => Value::code(text),
        FieldType::Org => Value::Org(text.into()),
        FieldType::Files => {
            let file = FileRef { name: "a.jpg".into(), sha256: "".into(), size_bytes: 1 };
            Value::Files(vec![file; text.parse().expect("a number")])
        }
        FieldType::Place => Value::Place(Place { address: text.into(), point: None }),
        FieldType::Ref(_) => Value::Ref(RecordId(text.parse().expect("a number"))),
        _ => Value::text(text),
    }
}

pub(in crate::evaluate) fn moment(text: &str) -> Moment {
    Moment::parse_from_str(text, "%Y-%m-%dT%H:%M").expect("a moment")
}

/// The noon of a day in a week without holidays.
pub(in crate::evaluate) fn noon() -> Moment {
    moment("2025-11-12T12:00")
}

pub(in crate::evaluate) fn view(values: &[Value]) -> RecordView<'_> {
    RecordView {
        id: None,
        values,
        state: Some("asked"),
        number: None,
        org: "lc",
        handler: Some("zhang"),
        opened_on: NaiveDate::from_ymd_opt(2025, 9, 28),
        closed_on: None,
        hand_overs: 1,
        actor: None,
    }
}

/// The value of an expression over a record given in words, in words.
pub(in crate::evaluate) fn check(words: &str, text: &str) -> String {
    check_at(words, text, noon(), &[])
}

pub(in crate::evaluate) fn check_at(words: &str, text: &str, now: Moment, runs: &[LimitRun]) -> String {
    let demo = Demo::new();
    let values = demo.values(words);
    let other = demo.values("firm=甲 premium=7 people=3");
    let world = demo.world();
    let (expr, ledger) = (demo.parse(text), demo.ledger());
    let scope = Scope { world: &world, ledger, record: view(&values), runs, it: Some((ledger, view(&other))), now };
    shown(&evaluate(&expr, &scope))
}

pub(in crate::evaluate) fn shown(value: &Value) -> String {
    match value {
        Value::Missing => "missing".into(),
        Value::Bool(truth) => truth.to_string(),
        Value::Int(n) => n.to_string(),
        Value::Decimal(d) => d.normalize().to_string(),
        Value::Date(date) => date.to_string(),
        Value::DateTime(at) => at.format("%Y-%m-%dT%H:%M").to_string(),
        other => other.as_str().unwrap_or("?").to_string(),
    }
}
