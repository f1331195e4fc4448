//! What narrows a list down by an index: only the records of a source can be on the list.

use banjie_desk::ports::{FactFilter, PageQuery};
use banjie_model::{
    definition::{Field, FieldType, Ledger},
    expr::{BinaryOp, Expr, ExprKind, Fact, Function, UnaryOp},
    value::Value,
};
use chrono::NaiveDate;

use crate::{
    codec::{encode_first, moment_text},
    db::{Param, Sql},
    layout::column_of,
    pages::walked_fields,
};

/// Comparisons of one column with values, all of which hold.
type Limits = Vec<(&'static str, Param)>;

/// Records by one index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A column has one of these values; its index goes on by record id.
    Values {
        /// The column, quoted where it is a field's.
        column: String,
        /// Its values, each once.
        values: Vec<Param>,
    },
    /// A column is empty; its index goes on by record id.
    Missing(String),
    /// Open cases of these organisations; their index goes on by record id.
    OpenOf(Vec<Param>),
    /// A column lies within limits.
    Range {
        /// The column.
        column: String,
        /// What holds of it.
        limits: Limits,
    },
    /// A clock runs whose due instant lies within limits.
    Clocks(Limits),
    /// A clock shows this card.
    Card(&'static str),
    /// A clock was referred.
    Referred,
}

/// A source with the number of conditions of a list it stands for.
#[derive(Clone, Debug)]
pub(super) struct Narrow {
    pub(super) source: Source,
    pub(super) conditions: usize,
}

impl Source {
    /// Its records are rows of the ledger itself, not clocks.
    pub(super) fn of_ledger(&self) -> bool {
        !matches!(self, Source::Clocks(_) | Source::Card(_) | Source::Referred)
    }

    /// The values one of which a record has; each is an index in the order of record ids.
    pub(super) fn branches(&self) -> usize {
        match self {
            Source::Values { values, .. } | Source::OpenOf(values) => values.len(),
            _ => 1,
        }
    }

    /// Its index goes on by record id.
    pub(super) fn by_id(&self) -> bool {
        matches!(self, Source::Values { .. } | Source::Missing(_) | Source::OpenOf(_))
    }

    /// The same with only one of its values.
    pub(super) fn branch(&self, at: usize) -> Source {
        let one = |values: &[Param]| values.get(at).cloned().into_iter().collect();
        match self {
            Source::Values { column, values } => Source::Values { column: column.clone(), values: one(values) },
            Source::OpenOf(values) => Source::OpenOf(one(values)),
            other => other.clone(),
        }
    }

    /// The same with values that nothing equals.
    pub(super) fn of_nothing(&self) -> Source {
        let none = |values: &[Param]| values.iter().map(Param::none_of_its_kind).collect();
        match self {
            Source::Values { column, values } => Source::Values { column: column.clone(), values: none(values) },
            Source::OpenOf(values) => Source::OpenOf(none(values)),
            other => other.clone(),
        }
    }

    /// The first of its values.
    pub(super) fn value(&self) -> Option<&Param> {
        match self {
            Source::Values { values, .. } | Source::OpenOf(values) => values.first(),
            _ => None,
        }
    }

    /// What holds of `r` where it has a value given as SQL.
    pub(super) fn equals(&self, value: &str) -> String {
        match self {
            Source::Values { column, .. } => format!("r.{column} = {value}"),
            _ => format!("r.org = {value} AND r.closed_at IS NULL"),
        }
    }

    /// What holds of `alias`, a row of the ledger or of the clocks.
    pub(super) fn holds(&self, sql: &mut Sql, alias: &str) -> String {
        let mut equals = |column: &str, values: &[Param]| {
            let places: Vec<String> = values.iter().map(|value| sql.bind(value.clone())).collect();
            match places.as_slice() {
                [one] => format!("{alias}.{column} = {one}"),
                several => format!("{alias}.{column} IN ({})", several.join(", ")),
            }
        };
        match self {
            Source::Values { column, values } => equals(column, values),
            Source::OpenOf(orgs) => format!("{} AND {alias}.closed_at IS NULL", equals("org", orgs)),
            Source::Missing(column) => format!("{alias}.{column} IS NULL"),
            Source::Range { column, limits } => limited(sql, &format!("{alias}.{column}"), limits),
            Source::Clocks(limits) => {
                let due = limited(sql, &format!("{alias}.due_at"), limits);
                format!("{alias}.ended_at IS NULL AND {due}")
            }
            Source::Card(card) => {
                let card = sql.bind(Param::text(*card));
                format!("{alias}.card <> 'none' AND {alias}.card = {card}")
            }
            Source::Referred => format!("{alias}.referred"),
        }
    }

    /// Ids of its records, as `id`; of clocks one for each clock.
    pub(super) fn ids(&self, sql: &mut Sql, table: &str) -> String {
        let (table, alias) = if self.of_ledger() { (table, "c") } else { ("limit_run", "l") };
        let holds = self.holds(sql, alias);
        format!("SELECT {alias}.record_id AS id FROM {table} AS {alias} WHERE {alias}.to_seq IS NULL AND {holds}")
    }
}

/// All limits of a column.
fn limited(sql: &mut Sql, column: &str, limits: &Limits) -> String {
    let parts: Vec<String> =
        limits.iter().map(|(op, value)| format!("{column} {op} {}", sql.bind(value.clone()))).collect();
    if parts.is_empty() { "TRUE".to_string() } else { parts.join(" AND ") }
}

/// Parts of a filter that are joined by `&&`.
pub(super) fn conjuncts(filter: &Expr) -> Vec<&Expr> {
    match &filter.kind {
        ExprKind::Binary(BinaryOp::And, a, b) => [conjuncts(a), conjuncts(b)].concat(),
        _ => vec![filter],
    }
}

/// The sources of a list; `orgs`: organisations of the reach, where they are known by code.
pub(super) fn sources(ledger: &Ledger, query: &PageQuery, orgs: Option<&[Param]>) -> Vec<Narrow> {
    let parts = query.filter.as_ref().map(conjuncts).unwrap_or_default();
    let mut found: Vec<Narrow> = Vec::new();
    for part in parts {
        if let Some(source) = of_condition(ledger, part) {
            add(&mut found, source);
        }
    }
    for fact in &query.facts {
        if let Some(source) = of_fact(fact, query) {
            add(&mut found, source);
        }
    }
    if let Some(orgs) = orgs {
        within(&mut found, orgs);
    }
    open_of(&mut found);
    found
}

/// Limits of one column together are one source.
fn add(found: &mut Vec<Narrow>, source: Source) {
    if let Source::Range { column, limits } = &source {
        for known in found.iter_mut() {
            if let Source::Range { column: same, limits: both } = &mut known.source
                && same == column
            {
                both.extend(limits.iter().cloned());
                known.conditions += 1;
                return;
            }
        }
    }
    found.push(Narrow { source, conditions: 1 });
}

/// The organisations of the reach, or those of them that are asked for.
fn within(found: &mut Vec<Narrow>, orgs: &[Param]) {
    for known in found.iter_mut() {
        if let Source::Values { column, values } = &mut known.source
            && column == "org"
        {
            values.retain(|org| orgs.contains(org));
            known.conditions += 1;
            return;
        }
    }
    let source = Source::Values { column: "org".to_string(), values: orgs.to_vec() };
    found.push(Narrow { source, conditions: 1 });
}

/// Open cases of some organisations have an index of their own.
fn open_of(found: &mut Vec<Narrow>) {
    let open =
        found.iter().find(|one| one.source == Source::Missing("closed_at".to_string())).map(|one| one.conditions);
    let orgs = found.iter().find_map(|one| match &one.source {
        Source::Values { column, values } if column == "org" => Some((values.clone(), one.conditions)),
        _ => None,
    });
    if let (Some(open), Some((orgs, conditions))) = (open, orgs) {
        found.push(Narrow { source: Source::OpenOf(orgs), conditions: open + conditions });
    }
}

fn of_fact(fact: &FactFilter, query: &PageQuery) -> Option<Source> {
    let text = |at| Param::text(moment_text(at));
    Some(match fact {
        FactFilter::Overdue => Source::Clocks(vec![("<", text(query.now?))]),
        FactFilter::DueBy(until) => Source::Clocks(vec![(">=", text(query.now?)), ("<=", text(*until))]),
        FactFilter::DueBetween(from, before) => {
            let limits = from.map(|at| (">=", text(at))).into_iter().chain(before.map(|at| ("<", text(at))));
            Source::Clocks(limits.collect())
        }
        FactFilter::Red => Source::Card("red"),
        FactFilter::Yellow => Source::Card("yellow"),
        FactFilter::Referred => Source::Referred,
        FactFilter::ChangedBetween(from, before) => {
            let limits = from.map(|at| (">=", text(at))).into_iter().chain(before.map(|at| ("<", text(at))));
            Source::Range { column: "changed_at".to_string(), limits: limits.collect() }
        }
        FactFilter::NoClock | FactFilter::Any(_) => return None,
    })
}

fn of_condition(ledger: &Ledger, part: &Expr) -> Option<Source> {
    match &part.kind {
        ExprKind::Binary(op @ (BinaryOp::Ge | BinaryOp::Gt | BinaryOp::Le | BinaryOp::Lt), a, b) => {
            range(ledger, *op, a, literal(b)?)
        }
        ExprKind::Binary(BinaryOp::Eq, a, b) => match &a.kind {
            ExprKind::Fact(Fact::OpenedOn | Fact::ClosedOn) => range(ledger, BinaryOp::Eq, a, literal(b)?),
            _ => values(ledger, a, &[literal(b)?]),
        },
        ExprKind::In(a, items) => values(ledger, a, &items.iter().map(literal).collect::<Option<Vec<_>>>()?),
        ExprKind::Unary(UnaryOp::Not, inner) => match &inner.kind {
            ExprKind::Call(Function::Has, args) => missing(ledger, args.first()?),
            _ => None,
        },
        _ => None,
    }
}

fn literal(expr: &Expr) -> Option<&Value> {
    match &expr.kind {
        ExprKind::Literal(value) if !value.is_missing() => Some(value),
        _ => None,
    }
}

/// A field with an index `(field, record_id)`.
fn walked<'a>(ledger: &'a Ledger, of: &Expr) -> Option<&'a Field> {
    match &of.kind {
        ExprKind::Field(field) if walked_fields(ledger).contains(&field.index) => ledger.fields.get(field.index),
        _ => None,
    }
}

fn values(ledger: &Ledger, of: &Expr, literals: &[&Value]) -> Option<Source> {
    let texts = || literals.iter().map(|value| value.as_str().map(Param::text)).collect::<Option<Vec<_>>>();
    let (column, values) = match &of.kind {
        ExprKind::Fact(Fact::Org) => ("org".to_string(), texts()?),
        ExprKind::Fact(Fact::State) => ("state".to_string(), texts()?),
        ExprKind::Fact(Fact::Handler) if !ledger.states.is_empty() => ("handler".to_string(), texts()?),
        ExprKind::Fact(Fact::Number) if ledger.number.is_some() => ("number".to_string(), texts()?),
        _ => {
            let field = walked(ledger, of)?;
            let values = literals.iter().map(|value| encode_first(field, value).ok());
            (column_of(field), values.collect::<Option<Vec<_>>>()?)
        }
    };
    let mut distinct: Vec<Param> = Vec::new();
    for value in values {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    Some(Source::Values { column, values: distinct })
}

fn missing(ledger: &Ledger, of: &Expr) -> Option<Source> {
    let column = match &of.kind {
        ExprKind::Fact(Fact::Handler) if !ledger.states.is_empty() => "handler".to_string(),
        ExprKind::Fact(Fact::ClosedOn) if !ledger.states.is_empty() => "closed_at".to_string(),
        _ => column_of(walked(ledger, of)?),
    };
    Some(Source::Missing(column))
}

fn range(ledger: &Ledger, op: BinaryOp, of: &Expr, value: &Value) -> Option<Source> {
    let (column, instants) = match &of.kind {
        ExprKind::Fact(Fact::OpenedOn) => ("opened_at".to_string(), true),
        ExprKind::Fact(Fact::ClosedOn) if !ledger.states.is_empty() => ("closed_at".to_string(), true),
        _ => {
            let field = walked(ledger, of)?;
            let dated = matches!(field.ty, FieldType::Date | FieldType::DateTime);
            dated.then(|| (column_of(field), field.ty == FieldType::DateTime))?
        }
    };
    let limits = match value {
        Value::Date(day) => of_day(op, *day, instants)?,
        Value::DateTime(at) if instants && matches!(of.kind, ExprKind::Field(_)) => {
            vec![(word(op)?, Param::text(moment_text(*at)))]
        }
        _ => return None,
    };
    Some(Source::Range { column, limits })
}

/// A comparison with a day: the texts of its instants begin with its own.
fn of_day(op: BinaryOp, day: NaiveDate, instants: bool) -> Option<Limits> {
    let this = Param::text(day.to_string());
    if !instants {
        return Some(vec![(word(op)?, this)]);
    }
    let next = Param::text(day.succ_opt()?.to_string());
    Some(match op {
        BinaryOp::Ge => vec![(">=", this)],
        BinaryOp::Gt => vec![(">=", next)],
        BinaryOp::Lt => vec![("<", this)],
        BinaryOp::Le => vec![("<", next)],
        _ => vec![(">=", this), ("<", next)],
    })
}

fn word(op: BinaryOp) -> Option<&'static str> {
    Some(match op {
        BinaryOp::Ge => ">=",
        BinaryOp::Gt => ">",
        BinaryOp::Le => "<=",
        BinaryOp::Lt => "<",
        _ => return None,
    })
}
