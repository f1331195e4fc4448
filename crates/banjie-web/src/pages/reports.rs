//! Reports 报告: written, proof-read, submitted, reviewed, signed; any document checked, any printed report traced.

pub(crate) mod begin;
pub(crate) mod composed;
mod desk;
mod figures;
pub(crate) mod list;
pub(crate) mod manuscript;
mod notes;
pub(crate) mod papers;
mod pick;
mod proof;
pub(crate) mod publishing;
pub(crate) mod script;
pub(crate) mod signed;
mod signing;
mod steps;
pub(crate) mod tracing;
mod versions;

use crate::routes::{Access, Route, get, post};

/// Routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get("/reports", Access::Staff, "reports one may write, one's manuscripts, signed reports", list::show),
        get("/reports/new", Access::Staff, "the form of a new manuscript", begin::form),
        post("/reports/new", Access::Staff, "makes a manuscript", begin::make),
        get("/reports/pick", Access::Staff, "indicators a report may use, by words", pick::show),
        get("/reports/trace", Access::Staff, "the form that takes a printed report", tracing::form),
        post("/reports/trace", Access::Staff, "a printed report beside the database", tracing::judge),
        get("/reports/signed/{number}", Access::Staff, "a signed report and what changed since", signed::show),
        get("/reports/signed/{number}/{file}", Access::Staff, "a signed report as a file", papers::signed),
        post("/reports/signed/{number}/publish", Access::Staff, "proposes to publish it", publishing::propose),
        get("/reports/{id}", Access::Staff, "a manuscript with preview, proof and figures", desk::show),
        post("/reports/{id}", Access::Staff, "keeps a manuscript, and submits it", desk::save),
        post("/reports/{id}/preview", Access::Staff, "a manuscript as it is typed", desk::preview),
        post("/reports/{id}/draft", Access::Staff, "keeps what is typed as a draft", desk::keep_draft),
        post("/reports/{id}/draft/drop", Access::Staff, "throws the draft away", desk::drop_draft),
        get("/reports/{id}/versions", Access::Staff, "versions of a manuscript", versions::show),
        get("/reports/{id}/file/{file}", Access::Staff, "a manuscript as a file", papers::manuscript),
        post("/reports/{id}/act/{action}", Access::Staff, "moves a manuscript on", steps::act),
        get("/reports/{id}/sign", Access::Staff, "what signing will freeze", signing::show),
        post("/reports/{id}/sign", Access::Staff, "signs a manuscript", signing::sign),
        get("/proof", Access::Staff, "the form that takes any document", proof::form),
        post("/proof", Access::Staff, "findings of a document", proof::check),
    ]
}
