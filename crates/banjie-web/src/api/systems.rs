//! Who one is, and what there is: packages and ledgers with their fields, states, actions and limits.

use axum::{
    Json,
    extract::{Path, State},
    response::IntoResponse as _,
};
use banjie_model::{
    Name,
    definition::{Action, Basis, Class, CodeList, Field, FieldType, Ledger, Limit, Package},
    expr::{Duration, TimeUnit},
};
use serde_json::{Value, json};

use super::values::{org, titled};
use crate::{
    App,
    pages::{
        frame::role_title,
        ledgers::conditions::{code_list, may_create},
    },
    server::{Answer, Door, Fault, Viewer},
};

/// Who asks, and what he may.
pub(super) async fn me(viewer: Viewer) -> Answer {
    let roles: Vec<Value> = viewer.actor.roles.iter().map(|key| titled(key, &role_title(&viewer, key))).collect();
    let packages: Vec<&Name> = packages(&viewer).map(|package| &package.name).collect();
    let (scopes, csrf) = match &viewer.door {
        Door::Session(session) => (None, Some(&session.csrf)),
        Door::Token(token) => (Some(&token.scopes), None),
    };
    let told = json!({
        "account": viewer.person.account,
        "name": viewer.person.name,
        "org": org(&viewer, &viewer.actor.org),
        "roles": roles,
        "packages": packages,
        "scopes": scopes,
        "csrf": csrf,
    });
    Ok(Json(told).into_response())
}

/// Packages the viewer has a role in.
fn packages(viewer: &Viewer) -> impl Iterator<Item = &Package> {
    viewer.snapshot.library().packages.values().map(|package| &**package).filter(|p| viewer.is_in(&p.name))
}

/// Packages with their ledgers, roles, code lists.
pub(super) async fn list(viewer: Viewer) -> Answer {
    let all: Vec<Value> = packages(&viewer).map(short).collect();
    Ok(Json(json!({ "packages": all })).into_response())
}

fn short(package: &Package) -> Value {
    let ledgers: Vec<Value> = package.ledgers.values().map(|ledger| titled(&ledger.key, &ledger.title)).collect();
    json!({
        "name": package.name,
        "version": package.version,
        "title": package.title,
        "purpose": package.purpose,
        "ledgers": ledgers,
    })
}

/// One package.
pub(super) async fn package(viewer: Viewer, Path(name): Path<String>) -> Answer {
    let package = packages(&viewer).find(|package| *package.name == *name).ok_or(Fault::NotFound)?;
    let roles = package.roles.values().map(|role| json!({ "key": role.name, "title": role.title, "sees": role.sees }));
    let bases = package.bases.values().map(basis);
    let codes = package.codes.values().map(codes);
    let mut told = short(package);
    told["roles"] = roles.collect();
    told["bases"] = bases.collect();
    told["codes"] = codes.collect();
    Ok(Json(told).into_response())
}

fn basis(basis: &Basis) -> Value {
    json!({ "key": basis.name, "words": basis.zh(), "version": basis.version, "note": basis.note })
}

fn codes(list: &CodeList) -> Value {
    let entry = |e: &banjie_model::definition::CodeEntry| json!({ "key": e.key, "title": e.title, "parent": e.parent });
    json!({ "name": list.name, "entries": list.entries.values().map(entry).collect::<Value>() })
}

/// Ledgers the viewer has a role in.
pub(super) async fn ledgers(viewer: Viewer) -> Answer {
    let one = |ledger: std::sync::Arc<Ledger>| {
        json!({
            "key": ledger.key,
            "title": ledger.title,
            "purpose": ledger.purpose,
            "may_create": may_create(&viewer, &ledger),
        })
    };
    let all: Vec<Value> = viewer.ledgers().into_iter().map(one).collect();
    Ok(Json(json!({ "ledgers": all })).into_response())
}

/// What a ledger is made of.
pub(super) async fn ledger(State(app): State<App>, viewer: Viewer, Path(key): Path<String>) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let states = ledger.states.iter();
    let states = states.map(|s| json!({ "key": s.name, "title": s.title, "start": s.start, "end": s.end }));
    let told = json!({
        "key": ledger.key,
        "title": ledger.title,
        "purpose": ledger.purpose,
        "number": ledger.number,
        "basis": words(&viewer, &ledger, ledger.basis.as_ref()),
        "may_create": may_create(&viewer, &ledger),
        "unique": ledger.unique.iter().map(|index| &ledger.fields[*index].name).collect::<Vec<_>>(),
        "fields": ledger.fields.iter().map(|f| field(&viewer, &ledger, f)).collect::<Value>(),
        "states": states.collect::<Value>(),
        "actions": ledger.actions.iter().map(|a| action(&viewer, &ledger, a)).collect::<Value>(),
        "limits": ledger.limits.iter().map(|l| limit(&viewer, &ledger, l)).collect::<Value>(),
        "as_of": app.now(),
    });
    Ok(Json(told).into_response())
}

fn words(viewer: &Viewer, ledger: &Ledger, name: Option<&Name>) -> Option<String> {
    let package = viewer.snapshot.library().packages.get(&ledger.package)?;
    Some(package.bases.get(name?)?.zh())
}

fn field(viewer: &Viewer, ledger: &Ledger, field: &Field) -> Value {
    let codes = code_list(&viewer.snapshot, ledger, field).map(|list| codes(list)["entries"].clone());
    let inner = match &field.ty {
        FieldType::List(fields) => fields.iter().map(|inner| self::field(viewer, ledger, inner)).collect(),
        _ => Value::Null,
    };
    json!({
        "name": field.name,
        "title": field.title,
        "type": kind(&field.ty),
        "of": match &field.ty { FieldType::Ref(to) => json!(to), _ => Value::Null },
        "required": field.required,
        "class": field.class,
        "masked": field.class >= Class::Personal,
        "computed": field.formula.is_some() || field.lookup.is_some(),
        "unit": field.unit,
        "help": field.help,
        "group": field.group,
        "codes": codes,
        "fields": inner,
    })
}

/// The type of a field by its word in a package.
pub(super) fn kind(ty: &FieldType) -> &'static str {
    match ty {
        FieldType::Text => "text",
        FieldType::LongText => "long_text",
        FieldType::Int => "int",
        FieldType::Decimal { .. } => "decimal",
        FieldType::Money => "money",
        FieldType::Percent => "percent",
        FieldType::Bool => "bool",
        FieldType::Date => "date",
        FieldType::Time => "time",
        FieldType::DateTime => "datetime",
        FieldType::Period => "period",
        FieldType::Code(_) => "code",
        FieldType::Tree(_) => "tree",
        FieldType::Ref(_) => "ref",
        FieldType::Org => "org",
        FieldType::Account => "account",
        FieldType::File => "file",
        FieldType::Files => "files",
        FieldType::Place => "place",
        FieldType::IdCard => "id_card",
        FieldType::CreditCode => "credit_code",
        FieldType::SchoolCode => "school_code",
        FieldType::StudentNo => "student_no",
        FieldType::Phone => "phone",
        FieldType::List(_) => "list",
    }
}

fn action(viewer: &Viewer, ledger: &Ledger, action: &Action) -> Value {
    let names = |fields: &[usize]| fields.iter().map(|index| &ledger.fields[*index].name).collect::<Vec<_>>();
    json!({
        "key": action.name,
        "title": action.title,
        "from": action.from,
        "to": action.to,
        "by": action.by,
        "takes": names(&action.takes),
        "needs": names(&action.needs),
        "hands_over": action.hands_over,
        "reason_required": action.reason_required,
        "basis": words(viewer, ledger, action.basis.as_ref()),
        "help": action.help,
    })
}

fn limit(viewer: &Viewer, ledger: &Ledger, limit: &Limit) -> Value {
    let within = limit.within.iter().map(|allowance| length(allowance.take));
    let extend = limit
        .extend
        .as_ref()
        .map(|extend| json!({ "upto": length(extend.upto), "by": extend.by, "times": extend.times }));
    json!({
        "key": limit.name,
        "title": limit.title,
        "from": limit.from,
        "until": limit.until,
        "within": within.collect::<Vec<_>>(),
        "extend": extend,
        "basis": words(viewer, ledger, limit.basis.as_ref()),
    })
}

/// A length of time as it is sent, `10 working days`.
fn length(length: Duration) -> String {
    let unit = match length.unit {
        TimeUnit::WorkingDays => "working days",
        TimeUnit::Days => "days",
        TimeUnit::Months => "months",
        TimeUnit::Hours => "hours",
        TimeUnit::Years => "years",
    };
    format!("{} {unit}", length.n)
}
