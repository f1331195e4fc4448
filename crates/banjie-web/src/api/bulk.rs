//! Several records at once: each is answered for itself, as on the page of a list.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use banjie_desk::{Call, Done, Target};
use banjie_engine::Clock;
use banjie_model::{
    Name,
    refusal::{Refusal, RefusalCode},
    value::RecordId,
};
use futures_util::{StreamExt as _, stream};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{deeds, sent::Sent};
use crate::{
    App,
    server::{Answer, Fault, Viewer},
    text::api as t,
};

/// Records at once at most.
const MOST: usize = 200;
/// Commands queued at a time; the writer takes them in one transaction.
const TOGETHER: usize = 64;

/// What is done with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum What {
    Act,
    Assign,
}

/// One of the records.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    id: i64,
    version: Option<u32>,
}

/// What is asked of several records.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Several {
    r#do: What,
    action: Option<Name>,
    handler: Option<Name>,
    reason: Option<Name>,
    records: Vec<One>,
}

/// Does one thing with each of several records.
pub(super) async fn run(
    State(app): State<App>,
    viewer: Viewer,
    Path(key): Path<String>,
    Sent { body, ticket }: Sent<Several>,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    if body.records.is_empty() || body.records.len() > MOST {
        return Err(Fault::bad(t::bad_several(MOST)));
    }
    let wanted = match body.r#do {
        What::Act => body.action.clone(),
        What::Assign => body.handler.clone(),
    };
    let wanted = wanted
        .filter(|text| !text.trim().is_empty())
        .ok_or_else(|| Fault::Refused(Box::new(Refusal::new(RefusalCode::MissingValue, t::SEVERAL_NEED))))?;
    if body.r#do == What::Act && ledger.action(&wanted).is_none() {
        return Err(Fault::NotFound);
    }
    let (desk, who) = (app.clone(), viewer.clone());
    let work = async move {
        let one = |one: One| {
            let (desk, who, ledger, wanted) = (desk.clone(), who.clone(), ledger.clone(), wanted.clone());
            let call = Call {
                reason: body.reason.clone(),
                expected_version: one.version,
                ..Call::new(who.actor.clone(), Clock::now(desk.now()))
            };
            async move {
                // What one does not see does not exist, whatever is asked of it.
                let target = Target::Id(RecordId(one.id));
                desk.desk().case(&ledger.key, &target, &who.actor).await?;
                let done = match body.r#do {
                    What::Act => desk.desk().act(&ledger.key, &target, &wanted, &[], None, &call).await?,
                    What::Assign => desk.desk().assign(&ledger.key, &target, &wanted, &call).await?,
                };
                deeds::note(&desk, &who, &ledger, &done).await?;
                Ok(done)
            }
        };
        let ids: Vec<i64> = body.records.iter().map(|one| one.id).collect();
        let answers: Vec<Result<Done, Fault>> = stream::iter(body.records).map(one).buffered(TOGETHER).collect().await;
        let told: Result<Vec<Value>, Fault> =
            ids.iter().zip(answers).map(|(id, answer)| answered(*id, answer)).collect();
        let told = told?;
        let done = told.iter().filter(|one| one["done"] == true).count();
        Ok((StatusCode::OK, json!({ "done": done, "refused": told.len() - done, "records": told })))
    };
    ticket.once(&app, &viewer, work).await
}

/// What came of one record; what a rule refused is an answer, trouble of the store is not.
fn answered(id: i64, answer: Result<Done, Fault>) -> Result<Value, Fault> {
    match answer {
        Ok(done) => Ok(json!({ "id": id, "done": true, "version": done.version })),
        Err(fault @ (Fault::Refused(_) | Fault::NotFound)) => {
            Ok(json!({ "id": id, "done": false, "error": fault.problem() }))
        }
        Err(fault) => Err(fault),
    }
}
