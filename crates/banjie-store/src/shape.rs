//! The shape a library asks for: tables, columns, indexes.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use banjie_model::{
    definition::{FieldType, Ledger, Library, OnDate},
    expr::{BinaryOp, Expr, ExprKind},
};

use crate::{
    dialect::Dialect,
    layout::{SYSTEM_COLUMNS, column_of, columns_of, quoted, short_hash, table_of},
    pages::walked_fields,
};

/// An index of a ledger's table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Index {
    /// Name, from a hash of what it is.
    pub(crate) name: String,
    /// What it speeds up, in Chinese.
    pub(crate) what: String,
    /// It guards the business key.
    pub(crate) business_key: bool,
    /// The statement.
    pub(crate) statement: String,
}

/// A ledger with the indexes its library needs.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    /// The definition.
    pub(crate) ledger: Arc<Ledger>,
    /// Its table.
    pub(crate) table: String,
    /// Its indexes.
    pub(crate) indexes: Vec<Index>,
}

/// The shapes of all ledgers of a library.
pub(crate) fn shapes(library: &Library) -> Vec<Shape> {
    let looked_up = looked_up_fields(library);
    let dated = dated_fields(library);
    let none = BTreeSet::new();
    library
        .ledgers()
        .map(|ledger| {
            let table = table_of(&ledger.key);
            let looked_up = looked_up.get(&*ledger.key).unwrap_or(&none);
            let dated = dated.get(&*ledger.key).unwrap_or(&none);
            let indexes = indexes_of(ledger, &table, looked_up, dated);
            Shape { ledger: ledger.clone(), table, indexes }
        })
        .collect()
}

/// Ledger key → fields that look-ups compare by `it.field == …`.
fn looked_up_fields(library: &Library) -> BTreeMap<&str, BTreeSet<usize>> {
    let mut found: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    let lookups = library.ledgers().flat_map(|l| &l.fields).filter_map(|f| f.lookup.as_ref());
    for lookup in lookups {
        if let Some(index) = lookup.filter.as_ref().and_then(first_equality) {
            found.entry(&lookup.ledger).or_default().insert(index);
        }
    }
    found
}

fn first_equality(filter: &Expr) -> Option<usize> {
    match &filter.kind {
        ExprKind::Binary(BinaryOp::And, a, b) => first_equality(a).or_else(|| first_equality(b)),
        ExprKind::Binary(BinaryOp::Eq, a, b) => match (&a.kind, &b.kind) {
            (ExprKind::It(f), other) | (other, ExprKind::It(f)) if !matches!(other, ExprKind::Literal(_)) => {
                Some(f.index)
            }
            _ => None,
        },
        _ => None,
    }
}

/// Ledger key → date fields by which indicators put records into periods.
fn dated_fields(library: &Library) -> BTreeMap<&str, BTreeSet<usize>> {
    let mut found: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for indicator in library.packages.values().flat_map(|p| p.indicators.values()) {
        if let (Some(source), Some(OnDate::Field(index))) = (&indicator.source, &indicator.on) {
            found.entry(&source.ledger).or_default().insert(*index);
        }
    }
    found
}

fn indexes_of(ledger: &Ledger, table: &str, looked_up: &BTreeSet<usize>, dated: &BTreeSet<usize>) -> Vec<Index> {
    let field = |i: &usize| ledger.fields.get(*i);
    let mut found = vec![index(table, "org_path, state", true, false, "按机构和状态列出".to_string())];
    if !ledger.unique.is_empty() {
        let fields: Vec<_> = ledger.unique.iter().filter_map(field).collect();
        let columns: Vec<String> = fields.iter().map(|f| column_of(f)).collect();
        let titles: Vec<&str> = fields.iter().map(|f| &*f.title).collect();
        let what = format!("业务键（{}）不得重复", titles.join("、"));
        found.push(index(table, &columns.join(", "), true, true, what));
    }
    if ledger.number.is_some() {
        found.push(index(table, "number, record_id, org", true, false, "按编号查找和排序".to_string()));
    }
    found.extend(list_indexes(ledger, table));
    for f in looked_up.iter().filter_map(field) {
        found.push(index(table, &column_of(f), true, false, format!("按“{}”查找", f.title)));
    }
    for f in dated.iter().filter_map(field) {
        let what = format!("按“{}”统计", f.title);
        found.push(index(table, &column_of(f), false, false, what));
    }
    found
}

/// What lists and work lists walk along.
fn list_indexes(ledger: &Ledger, table: &str) -> Vec<Index> {
    let current = |columns: &str, what: &str| index(table, columns, true, false, what.to_string());
    let mut found = vec![
        current("record_id, org_path", "按登记先后列出"),
        current("org, record_id, state", "按机构和登记先后列出"),
        current("changed_at, record_id, org", "按最近变动列出"),
        current("opened_at, record_id, org", "按立案先后列出"),
    ];
    if !ledger.states.is_empty() {
        found.push(current("state, record_id, org", "按状态和登记先后列出"));
        found.push(current("handler, record_id, closed_at", "按承办人列出"));
        let open = |columns: &str, only: &str, what: &str| {
            partial(table, columns, &format!(" WHERE to_seq IS NULL AND {only}"), what)
        };
        found.push(open("record_id", "closed_at IS NULL", "按登记先后列出在办的案件"));
        found.push(open("closed_at, record_id, org", "closed_at IS NOT NULL", "按办结先后列出"));
        found.push(open("org, record_id, handler", "closed_at IS NULL", "按机构列出在办的案件"));
        found.push(open("org, changed_at", "n_hand_overs > 0", "按机构找出移交过的案件"));
    }
    for i in walked_fields(ledger) {
        let Some(f) = ledger.fields.get(i) else { continue };
        let columns = format!("{}, record_id, org", column_of(f));
        found.push(current(&columns, &format!("按“{}”筛选", f.title)));
    }
    found
}

fn partial(table: &str, columns: &str, only: &str, what: &str) -> Index {
    let body = format!("{} ({columns}){only}", quoted(table));
    let name = format!("ix_{}", short_hash(&body));
    let statement = format!("CREATE INDEX {name} ON {body}");
    Index { name, what: what.to_string(), business_key: false, statement }
}

fn index(table: &str, columns: &str, current: bool, business_key: bool, what: String) -> Index {
    let unique = if business_key { "UNIQUE " } else { "" };
    let only = if current { " WHERE to_seq IS NULL" } else { "" };
    let body = format!("{} ({columns}){only}", quoted(table));
    let name = format!("{}_{}", if business_key { "ux" } else { "ix" }, short_hash(&format!("{unique}{body}")));
    let statement = format!("CREATE {unique}INDEX {name} ON {body}");
    Index { name, what, business_key, statement }
}

/// `CREATE TABLE` of a ledger.
pub(crate) fn create_table(shape: &Shape, dialect: Dialect) -> String {
    let required =
        ["record_id", "version", "from_seq", "org", "org_path", "opened_at", "changed_at", "package_version"];
    let system = SYSTEM_COLUMNS.iter().map(|(name, kind)| {
        let null = if required.contains(name) { " NOT NULL" } else { "" };
        format!("{name} {}{null}", kind.sql(dialect))
    });
    let fields = shape.ledger.fields.iter().flat_map(columns_of);
    let fields = fields.map(|(name, kind)| format!("{} {}", quoted(&name), kind.sql(dialect)));
    let columns: Vec<String> = system.chain(fields).collect();
    format!(
        "CREATE TABLE {} (\n  {},\n  PRIMARY KEY (record_id, version)\n)",
        quoted(&shape.table),
        columns.join(",\n  ")
    )
}

/// A field's type as the catalogue keeps it.
pub(crate) fn type_key(ty: &FieldType) -> String {
    match ty {
        FieldType::Text => "text".into(),
        FieldType::LongText => "long_text".into(),
        FieldType::Int => "int".into(),
        FieldType::Decimal { precision, scale } => format!("decimal({precision},{scale})"),
        FieldType::Money => "money".into(),
        FieldType::Percent => "percent".into(),
        FieldType::Bool => "bool".into(),
        FieldType::Date => "date".into(),
        FieldType::Time => "time".into(),
        FieldType::DateTime => "datetime".into(),
        FieldType::Period => "period".into(),
        FieldType::Code(list) => format!("code({list})"),
        FieldType::Tree(list) => format!("tree({list})"),
        FieldType::Ref(ledger) => format!("ref({ledger})"),
        FieldType::Org => "org".into(),
        FieldType::Account => "account".into(),
        FieldType::File => "file".into(),
        FieldType::Files => "files".into(),
        FieldType::Place => "place".into(),
        FieldType::IdCard => "id_card".into(),
        FieldType::CreditCode => "credit_code".into(),
        FieldType::SchoolCode => "school_code".into(),
        FieldType::StudentNo => "student_no".into(),
        FieldType::Phone => "phone".into(),
        FieldType::List(fields) => {
            let parts: Vec<String> = fields.iter().map(|f| format!("{}:{}", f.name, type_key(&f.ty))).collect();
            format!("list({})", parts.join(";"))
        }
    }
}
