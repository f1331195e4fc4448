//! Organisations, people, and records by a few of their characters: what values of fields name.

use axum::{
    Json,
    extract::{Path, State},
    response::IntoResponse as _,
};
use banjie_desk::directory::Person;
use banjie_model::org::Org;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{sent::Query, values::org, work::bounded};
use crate::{
    App,
    pages::cases::pick,
    routes::Access,
    server::{Answer, Fault, Viewer},
    text::faults,
};

/// Whoever works with records, and the administrator who looks after this.
fn permit(viewer: &Viewer, administers: bool) -> Result<(), Fault> {
    if viewer.is_staff() || administers { Ok(()) } else { Err(Fault::forbidden(faults::needs(Access::Staff))) }
}

/// Every organisation, those that ended too.
pub(super) async fn orgs(viewer: Viewer) -> Answer {
    permit(&viewer, viewer.is_system() || viewer.is_security())?;
    let one = |org: &Org| json!({ "key": org.code, "title": org.name, "parent": org.parent, "until": org.until });
    let all = viewer.snapshot.world().orgs.iter().map(one).collect::<Value>();
    Ok(Json(json!({ "orgs": all })).into_response())
}

/// Which people.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    q: Option<String>,
    limit: Option<u32>,
}

/// People in office, by account, name or the initials of their pinyin.
pub(super) async fn people(State(app): State<App>, viewer: Viewer, Query(asked): Query<Asked>) -> Answer {
    permit(&viewer, viewer.is_security())?;
    let limit = usize::try_from(bounded(asked.limit)?).unwrap_or(1);
    let wanted = asked.q.unwrap_or_default().trim().to_lowercase();
    let today = app.now().date();
    let fits = |person: &&Person| pick::fits(person, &wanted, today);
    let one = |person: &Person| json!({ "account": person.account, "name": person.name, "org": org(&viewer, &person.org), "post": person.post });
    let found = viewer.snapshot.directory.people.iter().filter(fits).take(limit);
    Ok(Json(json!({ "people": found.map(one).collect::<Value>() })).into_response())
}

/// Records a field may name, by number and by what their label shows.
pub(super) async fn records(
    state: State<App>,
    viewer: Viewer,
    path: Path<String>,
    axum::extract::Query(asked): axum::extract::Query<pick::Asked>,
) -> Answer {
    let Json(found) = pick::records(state, viewer, path, axum::extract::Query(asked)).await?;
    Ok(Json(json!({ "records": found })).into_response())
}
