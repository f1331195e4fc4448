//! A package large enough to speak of everything.

use std::sync::Arc;

use banjie_model::{
    Name,
    definition::{
        Allowance, Class, CodeEntry, CodeList, DecisionTable, Field, FieldType, Indicator, IndicatorKind, Ledger,
        Limit, Package, Show, State, Supervise, TableColumn,
    },
    expr::{Duration, TimeUnit, Ty},
};
use indexmap::IndexMap;

use super::super::{LedgerScope, TypeScope};

fn field(name: &str, title: &str, ty: FieldType) -> Field {
    let unit = (name == "area" || name == "approved_area").then(|| "m²".into());
    Field {
        name: name.into(),
        title: title.into(),
        ty,
        required: false,
        default: None,
        class: Class::Internal,
        mask: None,
        unit,
        help: None,
        group: None,
        formula: None,
        lookup: None,
    }
}

fn violation_fields() -> Vec<Field> {
    let decimal = || FieldType::Decimal { precision: 12, scale: 2 };
    vec![
        field("site", "地点", FieldType::Place),
        field("kind", "类型", FieldType::Code("violation_kind".into())),
        field("danger_d", "D级危房原拆原建", FieldType::Bool),
        field("party", "当事人", FieldType::Text),
        field("cadre", "党员干部", FieldType::Bool),
        field("area", "违法建筑面积", decimal()),
        field("approved_area", "批准面积", decimal()),
        field("found_on", "发案日期", FieldType::Date),
        field("photos", "现场照片", FieldType::Files),
        field("special", "特殊案件", FieldType::Bool),
        field("fine", "罚款", FieldType::Money),
        field("premium", "实缴保费", FieldType::Money),
        field("paid", "本年度已补助", FieldType::Money),
        field("rate", "补助比例", FieldType::Percent),
        field("people", "人数", FieldType::Int),
        field("entered_at", "登记时间", FieldType::DateTime),
        field("opens", "开门时间", FieldType::Time),
        field("receiver", "接收单位", FieldType::Org),
        field("firm", "企业", FieldType::Ref("demo.firm".into())),
        field("items", "明细", FieldType::List(vec![])),
        field("term", "学期", FieldType::Period),
        field("cover", "险种", FieldType::Code("insurance_kind".into())),
    ]
}

fn claim_fields() -> Vec<Field> {
    vec![
        field("firm", "企业", FieldType::Ref("demo.firm".into())),
        field("subsidy", "补助金额", FieldType::Money),
        field("paid_on", "支付日期", FieldType::Date),
    ]
}

fn states(states: &[(&str, &str)]) -> Vec<State> {
    let state = |(i, (name, title)): (usize, &(&str, &str))| State {
        name: (*name).into(),
        title: (*title).into(),
        start: i == 0,
        end: i + 1 == states.len(),
    };
    states.iter().enumerate().map(state).collect()
}

fn ledger(name: &str, title: &str, fields: Vec<Field>, states: Vec<State>, limits: Vec<Limit>) -> Ledger {
    Ledger {
        package: "demo".into(),
        name: name.into(),
        key: format!("demo.{name}").into(),
        title: title.into(),
        purpose: "".into(),
        number: None,
        label: None,
        unique: vec![],
        opened: None,
        creators: vec![],
        fields,
        checks: vec![],
        states,
        actions: vec![],
        limits,
        supervise: Supervise::default(),
        views: IndexMap::new(),
        basis: None,
    }
}

fn filing() -> Limit {
    Limit {
        name: "filing".into(),
        title: "立案时限".into(),
        from: vec!["found".into()],
        until: vec!["filed".into()],
        within: vec![Allowance { when: None, take: Duration::new(7, TimeUnit::WorkingDays) }],
        due: None,
        then: None,
        rolls: false,
        pauses: vec![],
        extend: None,
        part_of: None,
        basis: None,
        supervise: None,
    }
}

fn codes(name: &str, entries: &[(&str, &str)]) -> (Name, CodeList) {
    let entries = entries
        .iter()
        .map(|(key, title)| (Name::from(*key), CodeEntry { key: (*key).into(), title: (*title).into(), parent: None }));
    (name.into(), CodeList { name: name.into(), entries: entries.collect() })
}

fn table(
    name: &str,
    title: &str,
    inputs: &[(&str, FieldType)],
    outputs: &[(&str, FieldType)],
) -> (Name, DecisionTable) {
    let column = |(name, ty): &(&str, FieldType)| TableColumn { name: (*name).into(), ty: ty.clone() };
    let table = DecisionTable {
        name: name.into(),
        title: title.into(),
        inputs: inputs.iter().map(column).collect(),
        outputs: outputs.iter().map(column).collect(),
        dated: vec![],
    };
    (name.into(), table)
}

fn indicator(name: &str, title: &str) -> (Name, Indicator) {
    let indicator = Indicator {
        package: "demo".into(),
        name: name.into(),
        title: title.into(),
        kind: IndicatorKind::Count,
        source: None,
        on: None,
        filter: None,
        unit: "件".into(),
        show: Show::Integer,
        suppress: None,
        target: None,
        better: Default::default(),
        help: None,
        basis: None,
        hash: "".into(),
    };
    (name.into(), indicator)
}

pub(super) fn package() -> Package {
    let violation_states = states(&[("found", "发案"), ("filed", "立案"), ("hearing", "听证"), ("closed", "结案")]);
    let violation = ledger("violation", "违法建设案件", violation_fields(), violation_states, vec![filing()]);
    let claim = ledger("claim", "保费补贴", claim_fields(), states(&[("asked", "申请"), ("paid", "已支付")]), vec![]);
    let code = |list: &str| FieldType::Code(list.into());
    let area = FieldType::Decimal { precision: 12, scale: 2 };
    Package {
        name: "demo".into(),
        version: "1.0.0".into(),
        title: "示范".into(),
        purpose: "".into(),
        needs: vec![],
        bases: IndexMap::new(),
        roles: IndexMap::new(),
        codes: [
            codes(
                "violation_kind",
                &[
                    ("rural_house", "农村个人建房"),
                    ("rooftop", "楼顶违法建设"),
                    ("rebuilt", "拆后重建"),
                    ("legacy", "历史遗留拆扩建"),
                ],
            ),
            codes("insurance_kind", &[("property", "财产险"), ("credit", "信用险")]),
        ]
        .into_iter()
        .collect(),
        ledgers: [violation, claim].into_iter().map(|l| (l.name.clone(), Arc::new(l))).collect(),
        tables: [
            table(
                "insurance_rate",
                "科技保险保费补贴比例",
                &[("kind", code("insurance_kind"))],
                &[("rate", FieldType::Percent)],
            ),
            table("cap", "年度补助上限", &[], &[("amount", FieldType::Money)]),
            table(
                "discretion",
                "裁量基准",
                &[("kind", code("violation_kind")), ("area", area)],
                &[("low", FieldType::Money), ("high", FieldType::Money)],
            ),
        ]
        .into_iter()
        .collect(),
        indicators: [indicator("found", "违法建设案件数"), indicator("rural_d", "农村D级危房拆建违法建设数")].into(),
        dashboards: IndexMap::new(),
        reports: IndexMap::new(),
        documents: IndexMap::new(),
        duties: IndexMap::new(),
        notices: IndexMap::new(),
        results: IndexMap::new(),
        services: IndexMap::new(),
        allocations: IndexMap::new(),
        stated: Vec::new(),
        scenarios: vec![],
        samples: vec![],
        hash: "".into(),
        files: vec![],
    }
}

/// Where an expression stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A formula or condition of the ledger.
    Ledger,
    /// The filter of a look-up.
    Lookup,
    /// The filter of an indicator over runs.
    Runs,
    /// The formula of an indicator.
    Formula,
}

/// Does something with a scope.
pub(super) fn with_scope<T>(place: Place, then: impl FnOnce(&Package, &TypeScope<'_>) -> T) -> T {
    let package = package();
    let violation = &package.ledgers["violation"];
    let limits = LedgerScope::limits_of(violation);
    let claim_limits = [];
    let of_ledger = Some(LedgerScope::of(violation, &limits));
    let scope = TypeScope {
        ledger: of_ledger.filter(|_| place != Place::Formula),
        it: (place == Place::Lookup).then(|| LedgerScope::of(&package.ledgers["claim"], &claim_limits)),
        it_run: None,
        run: (place == Place::Runs).then(|| "filing".into()),
        codes: vec![&package.codes],
        tables: vec![&package.tables],
        indicators: (place == Place::Formula).then(|| package.indicators.keys().cloned().collect()),
        org_attributes: vec![("canteen".into(), Ty::Bool)],
    };
    then(&package, &scope)
}
