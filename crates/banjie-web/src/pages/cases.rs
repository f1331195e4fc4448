//! One case: what it holds, where it stands, what may be done and why not; its forms, drafts and files.

mod clocks;
pub(crate) mod comments;
mod conflict;
pub(crate) mod deed;
pub(crate) mod documents;
mod doors;
pub(crate) mod drafts;
mod fields;
mod form;
mod head;
pub(crate) mod history;
pub(crate) mod names;
mod page;
pub(crate) mod pick;
mod reading;
mod related;
mod send;
pub(crate) mod spelling;
pub(crate) mod typed;
pub(crate) mod uploads;
mod words;

use crate::routes::{Access, Route, get, post};

/// Routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    [cases(), forms(), beside()].concat()
}

fn cases() -> Vec<Route> {
    vec![
        get("/ledgers/{ledger}/{record}", Access::Staff, "a case", page::show),
        get("/ledgers/{ledger}/{record}/history", Access::Staff, "the whole time line of a case", page::story),
        get(
            "/ledgers/{ledger}/{record}/plain",
            Access::Staff,
            "asks what personal values are read for",
            page::plain_form,
        ),
        post("/ledgers/{ledger}/{record}/plain", Access::Staff, "a case with personal values in plain", page::plain),
        post("/ledgers/{ledger}/{record}/comments", Access::Staff, "adds a comment", comments::add),
        post(
            "/ledgers/{ledger}/{record}/comments/{comment}/remove",
            Access::Staff,
            "takes one's own comment away",
            comments::remove,
        ),
        post(
            "/ledgers/{ledger}/{record}/print/{document}",
            Access::Staff,
            "prints a document of a case",
            documents::print,
        ),
    ]
}

fn forms() -> Vec<Route> {
    vec![
        get("/ledgers/{ledger}/new", Access::Staff, "the form of a new record", doors::new_form),
        post("/ledgers/{ledger}/new", Access::Staff, "registers a record", doors::create),
        get("/ledgers/{ledger}/{record}/edit", Access::Staff, "the form of a correction", doors::edit_form),
        post("/ledgers/{ledger}/{record}/edit", Access::Staff, "corrects a record", doors::edit),
        get("/ledgers/{ledger}/{record}/assign", Access::Staff, "the form that names the handler", doors::assign_form),
        post("/ledgers/{ledger}/{record}/assign", Access::Staff, "names the handler", doors::assign),
        get("/ledgers/{ledger}/{record}/act/{action}", Access::Staff, "the form of an action", doors::act_form),
        post("/ledgers/{ledger}/{record}/act/{action}", Access::Staff, "takes an action", doors::act),
        get("/ledgers/{ledger}/{record}/extend/{limit}", Access::Staff, "the form of an extension", doors::extend_form),
        post("/ledgers/{ledger}/{record}/extend/{limit}", Access::Staff, "extends a limit", doors::extend),
        get(
            "/ledgers/{ledger}/{record}/suspend/{limit}",
            Access::Staff,
            "the form of a suspension",
            doors::suspend_form,
        ),
        post("/ledgers/{ledger}/{record}/suspend/{limit}", Access::Staff, "enters a suspension", doors::suspend),
    ]
}

fn beside() -> Vec<Route> {
    vec![
        get("/files/{sha256}", Access::Staff, "an uploaded file", uploads::serve),
        get("/drafts", Access::Staff, "one's own drafts", drafts::list),
        post("/drafts/save", Access::Staff, "keeps what a form holds", drafts::save),
        post("/drafts/drop", Access::Staff, "throws a draft away", drafts::throw_away),
        get("/pick/org", Access::Staff, "suggests organisations", pick::orgs),
        get("/pick/account", Access::Staff, "suggests people", pick::accounts),
        get("/pick/{ledger}", Access::Staff, "suggests records", pick::records),
    ]
}
