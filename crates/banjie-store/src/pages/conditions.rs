//! Which records are on a list: conditions, reach, position of the log.

use banjie_desk::ports::{PageQuery, Reach, StoreResult};
use banjie_model::{
    definition::Ledger,
    expr::{BinaryOp, Expr, ExprKind, Fact},
    value::Value,
};

use super::{facts, route::Route};
use crate::{
    codec::encode_first,
    compile::{Columns, Compiler},
    db::{Param, Sql},
    dialect::Dialect,
    layout::column_of,
    pages::walked_fields,
    records::{past_path, standing},
};

/// All of them, joined by `AND`, over `r`.
pub(super) fn all(
    sql: &mut Sql,
    ledger: &Ledger,
    query: &PageQuery,
    route: &Route,
    dialect: Dialect,
) -> StoreResult<String> {
    let mut parts = vec![standing(sql, "r", query.as_of)];
    if !route.holds_scope {
        parts.extend(within(sql, &query.scope));
    }
    if let Some(org) = &route.only_org {
        let org = sql.bind(Param::text(org.clone()));
        parts.push(format!("r.org = {org}"));
    }
    if let Some(filter) = &query.filter {
        let columns = Columns { ledger, record: "r", run: None, at: query.now };
        parts.push(Compiler::new(columns, dialect, sql).condition(filter)?);
    }
    for fact in &query.facts {
        parts.push(facts::condition(sql, fact, query, route.few_clocks)?);
    }
    if let Some(floor) = route.floor {
        let floor = sql.bind(Param::from(floor));
        parts.push(format!("r.record_id >= {floor}"));
    }
    Ok(parts.join(" AND "))
}

/// What a reach says of `r`; none where it says nothing.
fn within(sql: &mut Sql, scope: &Reach) -> Option<String> {
    let any =
        |parts: Vec<String>| if parts.is_empty() { "FALSE".to_string() } else { format!("({})", parts.join(" OR ")) };
    match scope {
        Reach::All => None,
        Reach::Orgs(codes) if codes.len() == 1 => {
            let org = sql.bind(Param::text(codes[0].clone()));
            Some(format!("r.org = {org}"))
        }
        Reach::Orgs(codes) if codes.is_empty() => Some("FALSE".to_string()),
        Reach::Orgs(codes) => {
            let places: Vec<String> = codes.iter().map(|code| sql.bind(Param::text(code.clone()))).collect();
            Some(format!("r.org IN ({})", places.join(", ")))
        }
        Reach::Subtrees(paths) => Some(any(paths
            .iter()
            .map(|path| {
                let first = sql.bind(Param::text(path.clone()));
                let past = sql.bind(Param::text(past_path(path)));
                format!("(r.org_path >= {first} AND r.org_path < {past})")
            })
            .collect())),
    }
}

/// A column with an index `(column, record_id)` that must have one of these values.
#[derive(Clone, Debug)]
pub(super) struct Pin {
    pub(super) column: String,
    pub(super) values: Vec<Param>,
}

/// The pins a filter holds: its parts joined by `&&` that ask for equality.
pub(super) fn pins(ledger: &Ledger, filter: &Expr) -> Vec<Pin> {
    match &filter.kind {
        ExprKind::Binary(BinaryOp::And, a, b) => pins(ledger, a).into_iter().chain(pins(ledger, b)).collect(),
        ExprKind::Binary(BinaryOp::Eq, a, b) => pin(ledger, a, std::slice::from_ref(b)).into_iter().collect(),
        ExprKind::In(a, items) => pin(ledger, a, items).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn pin(ledger: &Ledger, of: &Expr, items: &[impl std::borrow::Borrow<Expr>]) -> Option<Pin> {
    let literals = items.iter().map(|item| match &item.borrow().kind {
        ExprKind::Literal(value) if !value.is_missing() => Some(value),
        _ => None,
    });
    let literals: Vec<&Value> = literals.collect::<Option<_>>()?;
    let (column, values) = match &of.kind {
        ExprKind::Fact(fact @ (Fact::Org | Fact::State)) => {
            let column = if *fact == Fact::Org { "r.org" } else { "r.state" };
            let texts = literals.iter().map(|value| value.as_str().map(Param::text));
            (column.to_string(), texts.collect::<Option<Vec<_>>>()?)
        }
        ExprKind::Field(field) if walked_fields(ledger).contains(&field.index) => {
            let field = ledger.fields.get(field.index)?;
            let values = literals.iter().map(|value| encode_first(field, value).ok());
            (format!("r.{}", column_of(field)), values.collect::<Option<Vec<_>>>()?)
        }
        _ => return None,
    };
    let mut distinct: Vec<Param> = Vec::new();
    for value in values {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    Some(Pin { column, values: distinct })
}
