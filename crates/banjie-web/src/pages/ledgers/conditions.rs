//! What an address asks of the records of a ledger, as conditions and in words.

use banjie_desk::{
    Snapshot,
    filters::{Condition, Filters, Narrowing, Op, to_query},
    ports::{PageQuery, Reach, Store as _},
    reading::RefNumbers,
};
use banjie_engine::reach;
use banjie_model::{
    Moment,
    definition::{CodeList, Field, FieldType, Ledger},
    expr::{BinaryOp, Expr, ExprKind, Fact, Ty},
    finding::Span,
    value::{RecordId, Value},
};

use super::query::Asked;
use crate::{
    App,
    server::{Fault, Viewer},
    text::ledgers as t,
    ui::FieldFault,
};

/// What was asked.
#[derive(Clone, Debug, Default)]
pub struct Read {
    /// Conditions as read.
    pub conditions: Vec<Condition>,
    /// The same for the store.
    pub narrowing: Narrowing,
    /// What the viewer may see.
    pub scope: Reach,
    /// Each key of the address with its condition in words.
    pub told: Vec<(String, String)>,
    /// What cannot be read, and what to do; such a filter does not count.
    pub faults: Vec<FieldFault>,
}

impl Read {
    /// No condition but what the viewer may see.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.conditions.is_empty()
    }

    /// The conditions of a page.
    #[must_use]
    pub fn page(&self, now: Moment) -> PageQuery {
        PageQuery {
            filter: self.narrowing.filter.clone(),
            facts: self.narrowing.facts.clone(),
            now: Some(now),
            scope: self.scope.clone(),
            ..PageQuery::default()
        }
    }

    /// All conditions in one line.
    #[must_use]
    pub fn words(&self) -> String {
        self.told.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>().join(t::SEMICOLON)
    }

    /// The conditions as a query string, to be kept and read again.
    #[must_use]
    pub fn query(&self) -> String {
        serde_urlencoded::to_string(to_query(&self.conditions)).unwrap_or_default()
    }
}

/// Whoever enters personal values of a ledger may look for one by its whole text; others may not.
#[must_use]
pub fn may_name_persons(viewer: &Viewer, ledger: &Ledger) -> bool {
    may_create(viewer, ledger)
}

/// Whether the viewer may register a record.
#[must_use]
pub fn may_create(viewer: &Viewer, ledger: &Ledger) -> bool {
    let roles = viewer.snapshot.library().packages.get(&ledger.package).map(|package| &package.roles);
    let held = |role: &str| viewer.actor.has_role(&ledger.package, role);
    match (ledger.creators.is_empty(), roles) {
        (true, Some(roles)) => roles.keys().any(|role| held(role)),
        _ => ledger.creators.iter().any(|role| held(role)),
    }
}

/// Reads what is asked.
///
/// # Errors
/// The store, asked for the numbers of records that are named.
pub async fn read(app: &App, viewer: &Viewer, ledger: &Ledger, asked: &Asked) -> Result<Read, Fault> {
    let refs = numbers(app, viewer, ledger, asked).await?;
    let plain = may_name_persons(viewer, ledger);
    let filters = Filters::new(&viewer.snapshot, ledger, &viewer.actor, plain, refs);
    let scope = reach(&viewer.snapshot.world(), ledger, &viewer.actor);
    let mut read = Read { scope, ..Read::default() };
    for key in asked.keys() {
        let pairs: Vec<(String, String)> =
            asked.all(key).into_iter().map(|value| (key.to_owned(), value.to_owned())).collect();
        let (conditions, faults) = filters.parse_query(&pairs);
        for fault in faults {
            let text = t::two_sentences(&fault.problem, &fault.advice);
            read.faults.push(FieldFault { name: key.to_owned(), title: String::new(), text });
        }
        for condition in conditions {
            let words = words(&filters, ledger, &condition, &pairs);
            read.told.push((key.to_owned(), words));
            read.conditions.push(condition);
        }
    }
    read.narrowing = filters.to_expr(&read.conditions, app.now());
    Ok(read)
}

/// A condition in words; references by the number that was typed.
fn words(filters: &Filters<'_>, ledger: &Ledger, condition: &Condition, typed: &[(String, String)]) -> String {
    let truth = condition.values.first().and_then(Value::as_bool);
    match (&*condition.field, condition.op, truth) {
        ("closed", Op::Missing, Some(true)) if ledger.field("closed").is_none() => return t::ONGOING.to_owned(),
        ("closed", Op::Missing, Some(false)) if ledger.field("closed").is_none() => return t::DONE.to_owned(),
        ("handler", Op::Missing, Some(true)) if ledger.field("handler").is_none() => return t::UNCLAIMED.to_owned(),
        _ => {}
    }
    match ledger.field(&condition.field) {
        Some((_, field)) if matches!(field.ty, FieldType::Ref(_)) && condition.op == Op::Is => {
            let numbers: Vec<&str> = typed.iter().map(|(_, text)| text.as_str()).collect();
            t::is(&field.title, &numbers.join(t::LIST_COMMA))
        }
        _ => filters.describe(condition),
    }
}

/// Ids of the records that are named by number.
async fn numbers(app: &App, viewer: &Viewer, ledger: &Ledger, asked: &Asked) -> Result<RefNumbers, Fault> {
    let mut refs = RefNumbers::new();
    for (key, text) in &asked.filters {
        let name = key.split('.').next().unwrap_or(key);
        let Some((_, field)) = ledger.field(name) else { continue };
        let FieldType::Ref(to) = &field.ty else { continue };
        let Some(other) = viewer.snapshot.library().ledger(to) else { continue };
        if let Some(id) = app.store().find_number(other, text).await? {
            refs.insert((to.clone(), text.as_str().into()), id);
        }
    }
    Ok(refs)
}

/// The conditions and that a record is one of these.
#[must_use]
pub fn among(ledger: &Ledger, filter: Option<Expr>, ids: &[RecordId]) -> Expr {
    let chosen = crate::pages::shared::values::one_of(ledger, ids);
    match filter {
        Some(filter) => and(filter, chosen),
        None => chosen,
    }
}

/// Both hold.
#[must_use]
pub fn and(a: Expr, b: Expr) -> Expr {
    let kind = ExprKind::Binary(BinaryOp::And, Box::new(a), Box::new(b));
    Expr { kind, ty: Ty::Bool, span: Span::default() }
}

/// The condition that a record belongs to one of these organisations.
#[must_use]
pub fn of_orgs(codes: &[banjie_model::Name]) -> Expr {
    let node = |kind| Expr { kind, ty: Ty::Org, span: Span::default() };
    let items = codes.iter().map(|code| node(ExprKind::Literal(Value::Org(code.clone())))).collect();
    Expr { kind: ExprKind::In(Box::new(node(ExprKind::Fact(Fact::Org))), items), ty: Ty::Bool, span: Span::default() }
}

/// The code list of a field, in its package or one it needs.
#[must_use]
pub fn code_list<'a>(snapshot: &'a Snapshot, ledger: &Ledger, field: &Field) -> Option<&'a CodeList> {
    let (FieldType::Code(name) | FieldType::Tree(name)) = &field.ty else { return None };
    let packages = &snapshot.library().packages;
    let own = packages.get(&ledger.package)?;
    let needed = || own.needs.iter().filter_map(|need| packages.get(need));
    own.codes.get(name).or_else(|| needed().find_map(|package| package.codes.get(name)))
}
