//! Documents 文书 of a record: which there are, which were printed, and printing one.

use axum::{
    Json,
    extract::{Path, State},
    response::IntoResponse as _,
};
use banjie_desk::Target;
use banjie_model::refusal::{Refusal, RefusalCode};
use banjie_office::forms::{self, FormError};
use banjie_store::Printing;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{records::id, sent::Sent, values::person};
use crate::{
    App,
    pages::cases::documents,
    server::{Answer, Fault, Viewer},
    text::api as t,
};

fn fault(error: FormError) -> Fault {
    match error {
        FormError::Desk(error) => error.into(),
        other => Fault::bad(other.to_string()),
    }
}

/// Documents of a record, and every printing of them.
pub(super) async fn list(
    State(app): State<App>,
    viewer: Viewer,
    Path((key, record)): Path<(String, String)>,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let target = Target::Id(id(&record)?);
    let printings = forms::printings(app.desk(), &viewer.actor, (&ledger.key, &target)).await.map_err(fault)?;
    let name = |key: &str| key.rsplit('/').next().unwrap_or(key).to_owned();
    let offer = |offer: &forms::Offer| json!({ "document": name(&offer.document), "title": offer.title, "plain": offer.plain, "numbered": offer.numbered });
    let printed = |one: &Printing| {
        json!({
            "document": name(&one.document), "version": one.version, "plain": one.plain,
            "at": one.at, "by": person(&viewer, &one.by),
        })
    };
    let offers = forms::offers(&viewer.snapshot, &ledger.key);
    let pdf = app.printer().is_some_and(|printer| printer.ready());
    Ok(Json(json!({
        "documents": offers.iter().map(offer).collect::<Value>(),
        "printings": printings.iter().map(printed).collect::<Value>(),
        "pdf": pdf,
    }))
    .into_response())
}

/// As what it is wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct How {
    format: Option<String>,
}

/// Prints a document: Word, or PDF where there is a typesetter; with its receipt an archive of both. The printing is on record.
pub(super) async fn print(
    State(app): State<App>,
    viewer: Viewer,
    Path((key, record, document)): Path<(String, String, String)>,
    Sent { body, ticket }: Sent<How>,
) -> Answer {
    // A file is not kept under a key: every printing is a printing.
    drop(ticket);
    let ledger = viewer.ledger(&key)?;
    let pdf = match body.format.as_deref().unwrap_or("docx") {
        "docx" => false,
        "pdf" if app.printer().is_some_and(|printer| printer.ready()) => true,
        "pdf" => return Err(refused(t::NO_PDF)),
        _ => return Err(Fault::bad(t::NO_SUCH_PAPER)),
    };
    match documents::file(&app, &viewer, &ledger, (id(&record)?, &document), pdf).await? {
        Ok(file) => Ok(documents::handed_out(file)),
        Err(why) => Err(refused(&why)),
    }
}

fn refused(why: &str) -> Fault {
    Fault::Refused(Box::new(Refusal::new(RefusalCode::BadValue, why)))
}
