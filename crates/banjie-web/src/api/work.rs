//! What waits for a person, what was begun, what is found by words, who is late.

use axum::{Json, extract::State, response::IntoResponse as _};
use banjie_desk::ports::{Bucket, PageKey, Store as _, work_order};
use banjie_model::value::RecordId;
use banjie_office::boards::{self, BoardError};
use banjie_search::{Hit, Marked};
use banjie_store::Column;
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    sent::Query,
    values::{Told, titled},
};
use crate::{
    App,
    pages::work::{Whose, asking, matters, search::reaches, seen},
    server::{Answer, Fault, Viewer},
    text::api as t,
};

/// Items a page where nothing else is asked, and at most.
const PAGE: u32 = 50;
const MOST: u32 = 500;
/// Hits one may turn to.
const FARTHEST: usize = 10_000;
/// Longest query, in characters.
const LONGEST: usize = 200;
/// Weeks of a trend, the running one included.
const WEEKS: u32 = 12;

/// How many are wanted, within bounds.
pub(super) fn bounded(limit: Option<u32>) -> Result<u32, Fault> {
    match limit.unwrap_or(PAGE) {
        n if (1..=MOST).contains(&n) => Ok(n),
        _ => Err(Fault::bad(t::bad_limit(MOST))),
    }
}

/// Whose work, and which part of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    #[serde(default)]
    of: Whose,
    bucket: Option<Bucket>,
    after: Option<String>,
    limit: Option<u32>,
}

/// Open cases by what is due.
pub(super) async fn work(State(app): State<App>, viewer: Viewer, Query(asked): Query<Asked>) -> Answer {
    let ledgers = matters(&viewer);
    let mut query = asking(&app, &viewer, asked.of);
    query.bucket = asked.bucket;
    query.limit = bounded(asked.limit)?;
    query.after = match asked.after.as_deref().map(|token| PageKey::decode(token, &work_order())) {
        None => None,
        Some(Ok(key)) => Some(key),
        Some(Err(why)) => return Err(Fault::bad(crate::text::ledgers::two_sentences(&why.problem, &why.advice))),
    };
    let counts = app.store().work_counts(&ledgers, &query).await?;
    let page = app.store().work(&ledgers, &query).await?;
    let next = page.next.as_ref().map(PageKey::encode);
    let mut items = Vec::new();
    for item in seen(&viewer, page) {
        let Some(ledger) = viewer.snapshot.library().ledger(&item.record.ledger).cloned() else { continue };
        let told = Told::of(&app, &viewer, &ledger, std::slice::from_ref(&item.record)).await?;
        let mut one = told.record(&item.record);
        one["clock"] = item.run.as_ref().map_or(Value::Null, |run| told.run(run, query.now));
        items.push(one);
    }
    Ok(Json(json!({ "items": items, "counts": counts, "next": next })).into_response())
}

/// What is searched for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Searched {
    q: String,
    ledger: Option<String>,
    limit: Option<u32>,
    offset: Option<usize>,
}

/// Records of all ledgers by their words.
pub(super) async fn search(State(app): State<App>, viewer: Viewer, Query(asked): Query<Searched>) -> Answer {
    let query: String = asked.q.trim().chars().take(LONGEST).collect();
    let limit = usize::try_from(bounded(asked.limit)?).unwrap_or(1);
    let offset = asked.offset.unwrap_or(0).min(FARTHEST);
    let index = app.finder().index().await.map_err(|error| {
        tracing::error!(%error, "the search index cannot be had");
        Fault::Unavailable
    })?;
    let reach = reaches(&viewer, asked.ledger.as_deref());
    let found = tokio::task::spawn_blocking(move || index.find(&query, &reach, limit, offset)).await;
    let hits = found.map_err(|e| Fault::Broken(e.to_string()))?.map_err(|e| Fault::Broken(e.to_string()))?;
    let answer = json!({
        "total": hits.total,
        "by_ledger": hits.by_ledger.iter().map(|(key, n)| json!({ "ledger": key, "count": n })).collect::<Value>(),
        "hits": hits.hits.iter().map(hit).collect::<Value>(),
        "filling": app.finder().position().await.is_none(),
    });
    Ok(Json(answer).into_response())
}

fn marked(text: &Marked) -> Value {
    let marks: Vec<[usize; 2]> = text.marks.iter().map(|range| [range.start, range.end]).collect();
    json!({ "text": text.text, "marks": marks })
}

fn hit(hit: &Hit) -> Value {
    json!({
        "ledger": hit.ledger,
        "id": hit.record,
        "label": marked(&hit.label),
        "number": hit.number.as_ref().map(marked),
        "snippet": hit.snippet.as_ref().map(marked),
        "state": hit.state,
        "closed": hit.closed,
        "changed_at": hit.changed_at,
    })
}

/// The board, or the cases of one of its cells.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Board {
    ledger: String,
    org: Option<String>,
    soon: Option<u32>,
    since: Option<NaiveDate>,
}

impl Board {
    fn ask(&self) -> Result<boards::Ask<'_>, Fault> {
        let soon = self.soon.unwrap_or(3);
        if soon > 366 {
            return Err(Fault::bad(t::BAD_SOON));
        }
        Ok(boards::Ask { ledger: &self.ledger, org: self.org.as_deref(), soon, since: self.since })
    }
}

fn fault(error: BoardError) -> Fault {
    let BoardError::Desk(error) = error;
    error.into()
}

/// Offices, their open cases and who is late.
pub(super) async fn board(State(app): State<App>, viewer: Viewer, Query(asked): Query<Board>) -> Answer {
    viewer.ledger(&asked.ledger)?;
    let watch = boards::board(app.desk(), &viewer.actor, &asked.ask()?, app.now()).await.map_err(fault)?;
    Ok(Json(json!(watch)).into_response())
}

/// A cell of the board.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cell {
    ledger: String,
    org: Option<String>,
    soon: Option<u32>,
    since: Option<NaiveDate>,
    of: Option<String>,
    #[serde(default)]
    own: bool,
    column: String,
    after: Option<i64>,
    limit: Option<u32>,
}

/// The cases behind a cell of the board.
pub(super) async fn cell(State(app): State<App>, viewer: Viewer, Query(asked): Query<Cell>) -> Answer {
    viewer.ledger(&asked.ledger)?;
    let board = Board { ledger: asked.ledger, org: asked.org, soon: asked.soon, since: asked.since };
    let column = Column::of(&asked.column).ok_or_else(|| Fault::bad(t::NO_SUCH_COLUMN))?;
    let cell = boards::Cell { org: asked.of.as_deref(), own: asked.own, column };
    let page = (asked.after.map(RecordId), bounded(asked.limit)?);
    let ask = board.ask()?;
    let found = boards::cases(app.desk(), &viewer.actor, (&ask, &cell), app.now(), page).await.map_err(fault)?;
    Ok(Json(json!(found)).into_response())
}

/// The board person by person.
pub(super) async fn people(State(app): State<App>, viewer: Viewer, Query(asked): Query<Board>) -> Answer {
    viewer.ledger(&asked.ledger)?;
    let found = boards::people(app.desk(), &viewer.actor, &asked.ask()?, app.now()).await.map_err(fault)?;
    Ok(Json(json!({ "people": found })).into_response())
}

/// The last weeks of the board.
pub(super) async fn trend(State(app): State<App>, viewer: Viewer, Query(asked): Query<Board>) -> Answer {
    viewer.ledger(&asked.ledger)?;
    let found = boards::trend(app.desk(), &viewer.actor, &asked.ask()?, app.now(), WEEKS).await.map_err(fault)?;
    Ok(Json(json!(found)).into_response())
}

/// Ledgers whose clocks one may watch.
pub(super) async fn watched(viewer: Viewer) -> Answer {
    let all = boards::ledgers(&viewer.snapshot, &viewer.actor);
    let all = all.iter().map(|(key, title)| titled(key, title));
    Ok(Json(json!({ "ledgers": all.collect::<Value>() })).into_response())
}
