//! Suggestions for inputs that name an organisation, a person or a record: only what the viewer may know of.

use axum::{
    Json,
    extract::{Path, Query, State},
};
use banjie_desk::{
    directory::Person,
    ports::{ListQuery, Store as _},
};
use banjie_model::{
    Name,
    definition::{Class, Field, FieldType, Ledger, Sees},
};
use serde::{Deserialize, Serialize};

use super::names;
use crate::{
    App,
    server::{Fault, Viewer},
    text::cases as t,
};

/// Suggestions at a time.
const MOST: usize = 12;
/// Records looked at for them.
const LOOKED_AT: u32 = 200;

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    /// Ledger whose field names the record.
    from: Option<String>,
}

/// A suggestion.
#[derive(Debug, Serialize)]
pub(crate) struct Pick {
    /// The text the input takes.
    key: String,
    /// What it is called.
    title: String,
}

/// By characters of the name, or by the initials of their pinyin.
fn is_called(name: &str, wanted: &str) -> bool {
    name.to_lowercase().contains(wanted) || banjie_search::has_initials(name, wanted)
}

type Picks = Result<Json<Vec<Pick>>, Fault>;

/// Organisations by name or code.
pub(crate) async fn orgs(viewer: Viewer, Query(asked): Query<Asked>) -> Json<Vec<Pick>> {
    let wanted = asked.q.trim().to_lowercase();
    let orgs = viewer.snapshot.world().orgs;
    let fits = |org: &&banjie_model::org::Org| {
        org.until.is_none() && (is_called(&org.name, &wanted) || org.code.to_lowercase().starts_with(&wanted))
    };
    let pick = |org: &banjie_model::org::Org| {
        let above = org.parent.as_deref().map(|code| names::org(&viewer, code));
        Pick { key: names::typed_org(&viewer, &org.code), title: above.unwrap_or_else(|| org.code.to_string()) }
    };
    Json(orgs.iter().filter(fits).take(MOST).map(pick).collect())
}

/// Whether somebody is in office and meant by what was typed in small letters.
pub(crate) fn fits(person: &Person, wanted: &str, today: chrono::NaiveDate) -> bool {
    person.is_active(today) && (person.account.to_lowercase().starts_with(wanted) || is_called(&person.name, wanted))
}

/// People in office by account or name.
pub(crate) async fn accounts(State(app): State<App>, viewer: Viewer, Query(asked): Query<Asked>) -> Json<Vec<Pick>> {
    let wanted = asked.q.trim().to_lowercase();
    let today = app.now().date();
    let fits = |person: &&Person| fits(person, &wanted, today);
    let pick = |person: &Person| Pick {
        key: person.account.to_string(),
        title: t::person(&person.name, &names::org(&viewer, &person.org)),
    };
    Json(viewer.snapshot.directory.people.iter().filter(fits).take(MOST).map(pick).collect())
}

/// Records by number and by what their label shows.
pub(crate) async fn records(
    State(app): State<App>,
    viewer: Viewer,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Picks {
    let other = viewer.snapshot.library().ledger(&key).cloned().ok_or(Fault::NotFound)?;
    let from = match &asked.from {
        Some(from) => viewer.ledger(from)?,
        None => other.clone(),
    };
    let as_register = names::is_register_for(&viewer, &from, &other);
    if !viewer.is_in(&other.package) && !as_register {
        return Err(Fault::NotFound);
    }
    let wanted = asked.q.trim();
    if wanted.is_empty() {
        return Ok(Json(Vec::new()));
    }
    let condition = condition(&other, wanted);
    let filter = banjie_office::conditions::read(viewer.snapshot.library(), &other, &condition);
    let Ok(filter) = filter else { return Ok(Json(Vec::new())) };
    let org_path = (!as_register).then(|| reach(&viewer, &other)).flatten();
    let query = ListQuery { filter: Some(filter), org_path, limit: Some(LOOKED_AT), ..ListQuery::default() };
    let found = app.store().list(&other, &query).await?;
    let picks = found.iter().filter_map(|record| names::named(&viewer, &from, &other, record)).take(MOST);
    Ok(Json(picks.map(|named| Pick { key: named.typed, title: named.label }).collect()))
}

/// `contains(number, '…') || contains(site, '…')`, over what the label shows to everybody.
fn condition(ledger: &Ledger, wanted: &str) -> String {
    let quoted: String =
        wanted.chars().filter(|c| !matches!(c, '\'' | '"' | '\\') && !c.is_control()).take(40).collect();
    let pattern = ledger.label.as_deref().unwrap_or_default();
    let shown = |field: &&Field| {
        let text = matches!(field.ty, FieldType::Text | FieldType::LongText | FieldType::Place);
        text && field.class < Class::Personal && pattern.contains(&format!("{{{}}}", field.name))
    };
    let fields = ledger.fields.iter().filter(shown).map(|field| format!("contains({}, '{quoted}')", field.name));
    let number = ledger.number.is_some().then(|| format!("contains(number, '{quoted}')"));
    fields.chain(number).collect::<Vec<_>>().join(" || ")
}

/// The path below which everything lies that the viewer may see; none: everywhere.
fn reach(viewer: &Viewer, ledger: &Ledger) -> Option<Name> {
    let world = viewer.snapshot.world();
    let package = world.library.packages.get(&ledger.package)?;
    let held = package.roles.values().filter(|role| viewer.actor.has_role(&package.name, &role.name));
    let all = held.map(|role| role.sees).any(|sees| sees == Sees::All);
    (!all).then(|| world.orgs.path(&viewer.actor.org))
}
