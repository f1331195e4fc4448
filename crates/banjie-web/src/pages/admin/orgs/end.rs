//! How an organisation ends: by itself, or into another.

use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use banjie_desk::{
    Target,
    ports::{BoardQuery, Store as _},
};
use banjie_model::{
    case::Record,
    definition::Ledger,
    refusal::{FieldFault, Refusal, RefusalCode},
    value::RecordId,
};
use banjie_store::AuditKind;
use maud::{Markup, html};

use super::{
    LEDGER, PATH,
    edit::{call, named_orgs},
};
use crate::{
    App,
    pages::{
        admin::{
            form::{self, Form, Typed},
            pane,
        },
        frame,
    },
    server::{Answer, Caller, Deed, Fault, Input, Viewer, record},
    text::admin::{self as a, orgs as t},
    ui::{Button, Look, PlainInput, Term, button, csrf_field, definition_list, link_button, panel, plain_input},
};

const SHOWN: [&str; 2] = ["until", "successor"];

pub(in super::super) async fn end_form(State(app): State<App>, viewer: Viewer, Path(id): Path<i64>) -> Answer {
    let ledger = form::ledger(&viewer, LEDGER)?;
    let record = form::record(&app, &ledger, id).await?;
    let typed = form::standing(&viewer, &ledger, &record);
    let form = Form { ledger: &ledger, typed: &typed, shown: &SHOWN, refusal: None };
    Ok(page(&app, &viewer, &form, &record, "").await?.into_response())
}

async fn page(app: &App, viewer: &Viewer, form: &Form<'_>, record: &Record, reason: &str) -> Result<Markup, Fault> {
    let id = record.id.0;
    let ledger = form.ledger;
    let title = t::ending(&form::said(viewer, ledger, record, "name").unwrap_or_default());
    let code = form::plain(ledger, record, "code").unwrap_or_default();
    let today = app.now().date();
    let people = &viewer.snapshot.directory.people;
    let officers = people.iter().filter(|person| &*person.org == code && person.is_active(today)).count();
    let open: Vec<Term> = open_cases(app, viewer, code).await?;
    let reason =
        PlainInput { name: "reason", title: t::REASON, value: reason, help: t::REASON_HELP, ..PlainInput::default() };
    let on_hand = html! {
        @if open.is_empty() { p { (t::NO_OPEN_CASES) } } @else { (definition_list(&open)) }
        @if officers > 0 { p { (t::officers(officers)) } }
    };
    let content = html! {
        header.page-head { div { h1 { (title) } p { (t::END_WHAT) } } }
        (panel("open", t::OPEN_CASES, &html! {}, &on_hand))
        form.form method="post" action={ (PATH) "/" (id) "/end" } {
            (form.complaint())
            (csrf_field(viewer.csrf()))
            input type="hidden" name="version" value=(record.version);
            (form.fields(viewer))
            (plain_input(&reason))
            div.form-foot {
                (button(&Button { word: t::END_SURE, look: Look::Danger, ..Button::default() }))
                (link_button(a::CANCEL, &format!("{PATH}/{id}"), Look::Quiet, None))
            }
        }
    };
    Ok(pane(app, viewer, PATH, &title, &content))
}

/// Open cases of the organisation itself, ledger by ledger.
async fn open_cases(app: &App, viewer: &Viewer, code: &str) -> Result<Vec<Term>, Fault> {
    let now = app.now();
    let path = viewer.snapshot.directory.orgs.path(code);
    let mut terms = Vec::new();
    let ledgers: Vec<_> = viewer
        .snapshot
        .library()
        .ledgers()
        .filter(|l: &&std::sync::Arc<Ledger>| !l.states.is_empty())
        .cloned()
        .collect();
    for ledger in ledgers {
        let query = BoardQuery {
            ledger: ledger.key.clone(),
            org_path: Some(path.clone()),
            now,
            due_soon_until: now,
            since: None,
        };
        let rows = app.store().board(&query).await?;
        if let Some(row) = rows.iter().find(|row| &*row.org == code && row.open > 0) {
            terms.push(Term::text(&ledger.title, &t::cases(row.open)));
        }
    }
    Ok(terms)
}

pub(in super::super) async fn end(
    State(app): State<App>,
    caller: Caller,
    viewer: Viewer,
    Path(id): Path<i64>,
    input: Input,
) -> Answer {
    let ledger = form::ledger(&viewer, LEDGER)?;
    let stood = form::record(&app, &ledger, id).await?;
    let typed = form::sent(&input, &SHOWN);
    let outcome = match judged(&viewer, &ledger, &stood, &typed) {
        Err(refusal) => Err(Fault::Refused(refusal)),
        Ok(()) => {
            let before = form::by_code(&viewer, &form::standing(&viewer, &ledger, &stood));
            let pairs = form::changed(&form::by_code(&viewer, &typed), Some(&before));
            let target = Target::Id(RecordId(id));
            app.desk().edit(LEDGER, &target, &pairs, &call(&app, &viewer, &input)).await.map_err(Fault::from)
        }
    };
    match outcome {
        Ok(_) => {
            let target = format!("{LEDGER}/{id}");
            record(&app, &caller, Deed::by(&viewer, AuditKind::OrgChanged).on(&target).saying(t::LOG_ENDED)).await?;
            let name = form::said(&viewer, &ledger, &stood, "name").unwrap_or_default();
            Ok(frame::done(&format!("{PATH}/{id}"), t::saved(&name)))
        }
        Err(fault) => {
            let refusal = form::refusal(fault)?;
            let form = Form { ledger: &ledger, typed: &typed, shown: &SHOWN, refusal: Some(&refusal) };
            let page = page(&app, &viewer, &form, &stood, input.text("reason").unwrap_or_default()).await?;
            Ok((form::status(&refusal), page).into_response())
        }
    }
}

fn judged(viewer: &Viewer, ledger: &Ledger, stood: &Record, typed: &Typed) -> Result<(), Box<Refusal>> {
    if typed.get("until").is_none_or(String::is_empty) {
        let fault = FieldFault { field: "until".into(), title: t::UNTIL.into(), message: t::END_DAY.into() };
        return Err(Box::new(Refusal { fields: vec![fault], ..Refusal::new(RefusalCode::MissingValue, t::END_DAY) }));
    }
    named_orgs(viewer, form::plain(ledger, stood, "code"), typed)
}
