//! The addresses of the forms: each opened and sent.

use axum::extract::{Path, Query, State};

use super::{
    deed::{Deed, Place},
    send::{Desk, Opened, record},
};
use crate::{
    App,
    server::{Answer, Fault, Input, Viewer},
};

async fn open(app: App, viewer: Viewer, deed: Deed, ledger: String, id: Option<&str>, opened: &Opened) -> Answer {
    let record = id.map(record).transpose()?;
    Desk::at(app, viewer, Place { deed, ledger: ledger.into(), record }).await?.open(opened).await
}

async fn send(app: App, viewer: Viewer, deed: Deed, ledger: String, id: Option<&str>, input: Input) -> Answer {
    let record = id.map(record).transpose()?;
    let desk = Desk::at(app, viewer, Place { deed, ledger: ledger.into(), record }).await?;
    // Whoever closes the page in the middle does not stop what was begun: it is done to the end, with its answer kept.
    let task = tokio::spawn(desk.send(input));
    task.await.unwrap_or_else(|error| Err(Fault::Broken(error.to_string())))
}

pub(super) async fn new_form(
    State(app): State<App>,
    viewer: Viewer,
    Path(ledger): Path<String>,
    Query(opened): Query<Opened>,
) -> Answer {
    open(app, viewer, Deed::Create, ledger, None, &opened).await
}

pub(super) async fn create(State(app): State<App>, viewer: Viewer, Path(ledger): Path<String>, input: Input) -> Answer {
    send(app, viewer, Deed::Create, ledger, None, input).await
}

pub(super) async fn edit_form(
    State(app): State<App>,
    viewer: Viewer,
    Path((ledger, id)): Path<(String, String)>,
    Query(opened): Query<Opened>,
) -> Answer {
    open(app, viewer, Deed::Edit, ledger, Some(&id), &opened).await
}

pub(super) async fn edit(
    State(app): State<App>,
    viewer: Viewer,
    Path((ledger, id)): Path<(String, String)>,
    input: Input,
) -> Answer {
    send(app, viewer, Deed::Edit, ledger, Some(&id), input).await
}

pub(super) async fn assign_form(
    State(app): State<App>,
    viewer: Viewer,
    Path((ledger, id)): Path<(String, String)>,
    Query(opened): Query<Opened>,
) -> Answer {
    open(app, viewer, Deed::Assign, ledger, Some(&id), &opened).await
}

pub(super) async fn assign(
    State(app): State<App>,
    viewer: Viewer,
    Path((ledger, id)): Path<(String, String)>,
    input: Input,
) -> Answer {
    send(app, viewer, Deed::Assign, ledger, Some(&id), input).await
}

/// Address of a form with a name: ledger, record, action or limit.
type Third = Path<(String, String, String)>;

pub(super) async fn act_form(
    State(app): State<App>,
    viewer: Viewer,
    Path((ledger, id, name)): Third,
    Query(opened): Query<Opened>,
) -> Answer {
    open(app, viewer, Deed::Act(name.into()), ledger, Some(&id), &opened).await
}

pub(super) async fn act(
    State(app): State<App>,
    viewer: Viewer,
    Path((ledger, id, name)): Third,
    input: Input,
) -> Answer {
    send(app, viewer, Deed::Act(name.into()), ledger, Some(&id), input).await
}

pub(super) async fn extend_form(
    State(app): State<App>,
    viewer: Viewer,
    Path((ledger, id, name)): Third,
    Query(opened): Query<Opened>,
) -> Answer {
    open(app, viewer, Deed::Extend(name.into()), ledger, Some(&id), &opened).await
}

pub(super) async fn extend(
    State(app): State<App>,
    viewer: Viewer,
    Path((ledger, id, name)): Third,
    input: Input,
) -> Answer {
    send(app, viewer, Deed::Extend(name.into()), ledger, Some(&id), input).await
}

pub(super) async fn suspend_form(
    State(app): State<App>,
    viewer: Viewer,
    Path((ledger, id, name)): Third,
    Query(opened): Query<Opened>,
) -> Answer {
    open(app, viewer, Deed::Suspend(name.into()), ledger, Some(&id), &opened).await
}

pub(super) async fn suspend(
    State(app): State<App>,
    viewer: Viewer,
    Path((ledger, id, name)): Third,
    input: Input,
) -> Answer {
    send(app, viewer, Deed::Suspend(name.into()), ledger, Some(&id), input).await
}
