//! A ledger with a field of every type, and decisions about its records.

use std::sync::Arc;

use banjie_desk::ports::{Store, StoreTx, Write};
use banjie_model::{
    Moment, Name, Seq,
    case::{Decision, Effect, Event, Fired, HandOver, LimitRun, Message, PublishedDue, Record, RunEnd, RunKey},
    definition::{
        Class, CodeEntry, CodeList, ConsequenceKind, Field, FieldType, Indicator, IndicatorKind, IndicatorSource,
        Ledger, Library, Limit, OnDate, Package, Show, State, Supervise,
    },
    expr::{BinaryOp, Expr, ExprKind, Fact, FieldRef, Ty},
    finding::Span,
    value::{FileRef, Place, RecordId, Value},
};
use banjie_store::AnyStore;
use chrono::NaiveDate;
use indexmap::IndexMap;
use rust_decimal::Decimal;

pub const LEDGER: &str = "city-watch.violation";

pub fn at(text: &str) -> Moment {
    Moment::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub fn field(name: &str, title: &str, ty: FieldType) -> Field {
    Field {
        name: name.into(),
        title: title.into(),
        ty,
        required: false,
        default: None,
        class: Class::Internal,
        mask: None,
        unit: None,
        help: None,
        group: None,
        formula: None,
        lookup: None,
    }
}

pub fn fields() -> Vec<Field> {
    let items = vec![
        field("name", "名称", FieldType::Text),
        field("quantity", "数量", FieldType::Decimal { precision: 8, scale: 3 }),
    ];
    vec![
        field("site", "地点", FieldType::Place),
        field("kind", "类型", FieldType::Code("kind".into())),
        field("danger", "D级危房", FieldType::Bool),
        field("party", "当事人", FieldType::Text),
        field("area", "面积", FieldType::Decimal { precision: 12, scale: 2 }),
        field("found_on", "发案日期", FieldType::Date),
        field("fine", "罚款", FieldType::Money),
        field("share", "比例", FieldType::Percent),
        field("storeys", "层数", FieldType::Int),
        field("noted_at", "登记时间", FieldType::DateTime),
        field("term", "学期", FieldType::Period),
        field("firm", "企业", FieldType::Ref("city-watch.firm".into())),
        field("station", "监察站", FieldType::Org),
        field("officer", "经办人", FieldType::Account),
        field("photos", "照片", FieldType::Files),
        field("items", "清单", FieldType::List(items)),
        field("seen_at", "时刻", FieldType::Time),
    ]
}

pub fn ledger_with(fields: Vec<Field>) -> Ledger {
    let unique = ["site", "found_on"].iter().filter_map(|n| fields.iter().position(|f| &*f.name == *n)).collect();
    let state = |name: &str, start, end| State { name: name.into(), title: name.into(), start, end };
    Ledger {
        package: "city-watch".into(),
        name: "violation".into(),
        key: LEDGER.into(),
        title: "违法建设案件".into(),
        purpose: "".into(),
        number: Some("违建〔{year}〕{seq}号".into()),
        label: None,
        unique,
        opened: None,
        creators: Vec::new(),
        fields,
        checks: Vec::new(),
        states: vec![state("found", true, false), state("filed", false, false), state("closed", false, true)],
        actions: Vec::new(),
        limits: Vec::new(),
        supervise: Supervise::default(),
        views: IndexMap::new(),
        basis: None,
    }
}

pub fn limit(name: &str) -> Limit {
    Limit {
        name: name.into(),
        title: name.into(),
        from: Vec::new(),
        until: Vec::new(),
        within: Vec::new(),
        due: None,
        then: None,
        rolls: false,
        pauses: Vec::new(),
        extend: None,
        part_of: None,
        basis: None,
        supervise: None,
    }
}

pub fn ledger() -> Ledger {
    ledger_with(fields())
}

pub fn package(version: &str, hash: &str, ledgers: Vec<Ledger>) -> Package {
    let entry = |key: &str| (Name::from(key), CodeEntry { key: key.into(), title: key.into(), parent: None });
    let kinds = CodeList { name: "kind".into(), entries: ["rural", "rooftop", "legacy"].map(entry).into() };
    let sorts = CodeList { name: "sort".into(), entries: ["rural"].map(entry).into() };
    let indicator = Indicator {
        package: "city-watch".into(),
        name: "found".into(),
        title: "案件数".into(),
        kind: IndicatorKind::Count,
        source: Some(IndicatorSource { ledger: LEDGER.into(), limit: None }),
        on: Some(OnDate::Field(5)),
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
    Package {
        name: "city-watch".into(),
        version: version.into(),
        title: "城市监察".into(),
        purpose: "".into(),
        needs: Vec::new(),
        bases: IndexMap::new(),
        roles: IndexMap::new(),
        codes: [("kind".into(), kinds), ("sort".into(), sorts)].into(),
        ledgers: ledgers.into_iter().map(|l| (l.name.clone(), Arc::new(l))).collect(),
        tables: IndexMap::new(),
        indicators: [("found".into(), indicator)].into(),
        dashboards: IndexMap::new(),
        reports: IndexMap::new(),
        documents: IndexMap::new(),
        duties: IndexMap::new(),
        notices: IndexMap::new(),
        results: IndexMap::new(),
        services: IndexMap::new(),
        allocations: IndexMap::new(),
        stated: Vec::new(),
        scenarios: Vec::new(),
        samples: Vec::new(),
        hash: hash.into(),
        files: vec![("package.toml".into(), "format = 1".into())],
    }
}

pub fn library(version: &str, hash: &str, ledgers: Vec<Ledger>) -> Library {
    let package = package(version, hash, ledgers);
    Library { packages: [(package.name.clone(), Arc::new(package))].into() }
}

/// A database with the ledger in it.
pub async fn installed(store: &AnyStore) -> Arc<Ledger> {
    let library = library("1.0.0", "a", vec![ledger()]);
    store.apply(&library, at("2025-01-01 08:00")).await.unwrap();
    library.ledger(LEDGER).unwrap().clone()
}

/// One value of every type.
pub fn values(ledger: &Ledger, set: &[(&str, Value)]) -> Vec<Value> {
    let mut values = vec![Value::Missing; ledger.fields.len()];
    for (name, value) in set {
        values[ledger.field(name).unwrap().0] = value.clone();
    }
    values
}

pub fn full_values() -> Vec<Value> {
    let file = FileRef { name: "现场.jpg".into(), sha256: "ab".into(), size_bytes: 7 };
    vec![
        Value::Place(Place { address: "五马街1号".into(), point: Some((dec("120.6500"), dec("28.01"))) }),
        Value::code("rooftop"),
        Value::Bool(true),
        Value::text("张'某\"; DROP TABLE event; --"),
        Value::Decimal(dec("120.50")),
        Value::Date(day("2025-09-28")),
        Value::Decimal(dec("-5000.01")),
        Value::Decimal(dec("0.333333")),
        Value::Int(i64::MAX),
        Value::DateTime(at("2025-09-28 23:59")),
        Value::Period("2025-T1".parse().unwrap()),
        Value::Ref(RecordId(9)),
        Value::Org("lc".into()),
        Value::Account("wang".into()),
        Value::Files(vec![file]),
        Value::List(vec![vec![Value::text("砖"), Value::Decimal(dec("1.500"))], vec![Value::Missing, Value::Missing]]),
        Value::Time("08:30:00".parse().unwrap()),
    ]
}

pub fn site(address: &str) -> Value {
    Value::Place(Place { address: address.into(), point: None })
}

/// A decision under construction.
pub struct Draft {
    pub write: Write,
}

impl Draft {
    pub fn record(&mut self) -> &mut Record {
        self.write.decision.record.as_mut().unwrap()
    }

    pub fn run(mut self, limit: &str, n: u32, due: &str, change: impl FnOnce(&mut LimitRun)) -> Draft {
        let id = self.write.decision.event.record;
        let mut run = run(id, limit, n, self.write.decision.event.at, at(due));
        change(&mut run);
        self.write.decision.runs.push(run);
        self
    }

    pub fn message(mut self, key: &str) -> Draft {
        self.write.decision.messages.push(Message {
            kind: ConsequenceKind::Yellow,
            to: vec!["city-watch.head@lc".into()],
            text: "黄牌".into(),
            key: key.into(),
        });
        self
    }
}

pub fn run(record: RecordId, limit: &str, n: u32, started: Moment, due: Moment) -> LimitRun {
    LimitRun {
        key: RunKey { record, limit: limit.into(), n },
        started_at: started,
        ended: None,
        suspensions: Vec::new(),
        extensions: Vec::new(),
        published: vec![PublishedDue { due_at: due, provisional: false, at: started, why: "开始".into() }],
        fired: Vec::new(),
        due_at: due,
        provisional: false,
        calendar: u64::MAX - 3,
        next_alert_at: Some(due),
        then_refused_at: None,
    }
}

pub fn met(run: &mut LimitRun, when: &str) {
    run.ended = Some(RunEnd { at: at(when), met: true });
    run.next_alert_at = None;
}

pub fn fell(run: &mut LimitRun, kind: ConsequenceKind, when: &str) {
    run.fired.push(Fired { kind, at: at(when), withdrawn_at: None });
}

/// A new record, owned by `lc` unless changed.
pub fn create(ledger: &Arc<Ledger>, id: RecordId, when: &str, values: Vec<Value>) -> Draft {
    let record = Record {
        id,
        ledger: ledger.key.clone(),
        version: 1,
        package_version: "1.0.0".into(),
        number: Some(format!("违建〔2025〕{id}号").into()),
        org: "lc".into(),
        handler: None,
        state: Some("found".into()),
        opened_at: at(when),
        closed_at: None,
        changed_at: at(when),
        hand_overs: Vec::new(),
        values,
        from_seq: 0,
    };
    Draft { write: write(ledger, record, "create", when) }
}

/// The next version of a record.
pub fn next(ledger: &Arc<Ledger>, record: &Record, action: &str, when: &str) -> Draft {
    let mut record = record.clone();
    record.version += 1;
    record.changed_at = at(when);
    Draft { write: write(ledger, record, action, when) }
}

/// An event that moves only clocks.
pub fn tick(ledger: &Arc<Ledger>, record: &Record, when: &str) -> Draft {
    let mut write = write(ledger, record.clone(), "alert", when);
    write.decision.record = None;
    Draft { write }
}

fn write(ledger: &Arc<Ledger>, record: Record, action: &str, when: &str) -> Write {
    let event = Event {
        at: at(when),
        recorded_at: at(when),
        actor: "wang".into(),
        actor_org: "lc".into(),
        org: record.org.clone(),
        ledger: ledger.key.clone(),
        record: record.id,
        version: record.version,
        action: action.into(),
        note: Some("附注".into()),
        effects: vec![Effect::Moved { from: None, to: "found".into() }],
    };
    let org_path = format!("/3303/{}/", record.org).into();
    Write {
        ledger: ledger.clone(),
        decision: Decision { event, record: Some(record), runs: Vec::new(), messages: Vec::new() },
        org_path,
    }
}

pub fn hand_over() -> HandOver {
    HandOver { from: "lc".into(), to: "oh".into(), at: at("2025-10-01 09:00"), reason: None, forced: false }
}

/// Writes in one transaction.
pub async fn commit(store: &AnyStore, drafts: Vec<Draft>) -> Seq {
    let writes: Vec<Write> = drafts.into_iter().map(|d| d.write).collect();
    let mut tx = store.begin().await.unwrap();
    let seq = tx.write(&writes).await.unwrap();
    tx.commit().await.unwrap();
    seq
}

pub async fn fresh_ids(store: &AnyStore, n: u32) -> Vec<RecordId> {
    let mut tx = store.begin().await.unwrap();
    let first = tx.next_record_ids(n).await.unwrap();
    tx.commit().await.unwrap();
    (first.0..first.0 + i64::from(n)).map(RecordId).collect()
}

pub fn node(kind: ExprKind, ty: Ty) -> Expr {
    Expr { kind, ty, span: Span::default() }
}

pub fn f(ledger: &Ledger, name: &str) -> Expr {
    let (index, field) = ledger.field(name).unwrap();
    let ty = match &field.ty {
        FieldType::Int => Ty::Int,
        FieldType::Decimal { scale, .. } => Ty::Decimal { scale: Some(*scale) },
        FieldType::Money => Ty::Money,
        FieldType::Percent => Ty::Percent,
        FieldType::Bool => Ty::Bool,
        FieldType::Date => Ty::Date,
        FieldType::DateTime => Ty::DateTime,
        FieldType::Period => Ty::Period,
        FieldType::Code(list) => Ty::Code(list.clone()),
        FieldType::Files => Ty::Files,
        FieldType::Org => Ty::Org,
        _ => Ty::Text,
    };
    node(ExprKind::Field(FieldRef { index, name: name.into() }), ty)
}

pub fn it(ledger: &Ledger, name: &str) -> Expr {
    let field = f(ledger, name);
    match field.kind {
        ExprKind::Field(reference) => node(ExprKind::It(reference), field.ty),
        _ => field,
    }
}

pub fn fact(fact: Fact) -> Expr {
    let ty = match fact {
        Fact::State => Ty::Code("state".into()),
        Fact::Org | Fact::ActorOrg => Ty::Org,
        Fact::Handler | Fact::Actor => Ty::Account,
        Fact::Number => Ty::Text,
        Fact::This => Ty::Ref(LEDGER.into()),
        Fact::OpenedOn | Fact::ClosedOn => Ty::Date,
        Fact::HandOvers => Ty::Int,
    };
    node(ExprKind::Fact(fact), ty)
}

pub fn lit(value: Value) -> Expr {
    let ty = match &value {
        Value::Int(_) => Ty::Int,
        Value::Decimal(_) => Ty::Decimal { scale: None },
        Value::Bool(_) => Ty::Bool,
        Value::Date(_) => Ty::Date,
        Value::DateTime(_) => Ty::DateTime,
        Value::Code(_) => Ty::Code("kind".into()),
        _ => Ty::Text,
    };
    node(ExprKind::Literal(value), ty)
}

pub fn op(op: BinaryOp, a: Expr, b: Expr) -> Expr {
    let ty = match op {
        BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => Ty::Decimal { scale: None },
        _ => Ty::Bool,
    };
    node(ExprKind::Binary(op, Box::new(a), Box::new(b)), ty)
}

pub fn eq(a: Expr, b: Expr) -> Expr {
    op(BinaryOp::Eq, a, b)
}

pub fn and(a: Expr, b: Expr) -> Expr {
    op(BinaryOp::And, a, b)
}
