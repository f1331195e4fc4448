//! What a platform for the public does in its name: applies for a service, follows, completes, rates, objects.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse as _,
};
use banjie_model::{
    Moment,
    definition::{Field, FieldType},
    refusal::{Refusal, RefusalCode},
};
use banjie_office::public::{self, By, Form, Mine};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{sent::Sent, systems::kind};
use crate::{
    App,
    pages::portal,
    server::{Answer, Fault, Viewer},
    text::api as t,
};

/// Texts as typed, by name of their field.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
struct Typed(Map<String, Value>);

impl Typed {
    /// Every value as its text; files and lists are handed in at the counter or on the pages.
    fn pairs(self) -> Result<Vec<(String, String)>, Fault> {
        let pair = |(name, value): (String, Value)| match value {
            Value::String(text) => Ok((name, text)),
            Value::Number(n) => Ok((name, n.to_string())),
            Value::Bool(yes) => Ok((name, if yes { crate::text::ui::YES } else { crate::text::ui::NO }.to_owned())),
            Value::Null => Ok((name, String::new())),
            Value::Array(_) | Value::Object(_) => {
                Err(Fault::Refused(Box::new(Refusal::new(RefusalCode::BadValue, t::only_texts(&name)))))
            }
        };
        self.0.into_iter().map(pair).collect()
    }
}

fn form(form: &Form) -> Value {
    let field = |index: &usize| {
        let field: &Field = &form.ledger.fields[*index];
        json!({
            "name": field.name, "title": field.title, "type": kind(&field.ty), "help": field.help,
            "required": form.required.contains(index),
        })
    };
    let office = |office: &public::Office| json!({ "key": office.code, "title": office.name });
    json!({
        "title": form.title,
        "fields": form.fields.iter().filter(|index| form.ledger.opened != Some(**index)).map(field).collect::<Value>(),
        "offices": form.offices.iter().map(office).collect::<Value>(),
    })
}

/// The day a record is opened on is today: nobody is asked for it, and nobody dates it back.
fn dated(form: &Form, now: Moment, typed: &mut Vec<(String, String)>) {
    let opened = form.ledger.opened.filter(|index| form.fields.contains(index));
    let Some(field) = opened.and_then(|index| form.ledger.fields.get(index)) else { return };
    let today = match field.ty {
        FieldType::DateTime => now.format("%Y-%m-%d %H:%M").to_string(),
        FieldType::Date => now.date().to_string(),
        _ => return,
    };
    typed.retain(|(name, _)| *name != *field.name);
    typed.push((field.name.to_string(), today));
}

/// What an applicant fills in.
pub(super) async fn service_form(State(app): State<App>, Path((package, service)): Path<(String, String)>) -> Answer {
    let key = format!("{package}/{service}");
    let found = public::service_form(app.desk(), &key, app.now()).await.map_err(portal::fault)?;
    Ok(Json(form(&found)).into_response())
}

/// An application.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Apply {
    office: Option<String>,
    fields: Typed,
}

/// Registers an application in the name of somebody of the public.
pub(super) async fn apply(
    State(app): State<App>,
    viewer: Viewer,
    Path((package, service)): Path<(String, String)>,
    Sent { body, ticket }: Sent<Apply>,
) -> Answer {
    let desk = app.clone();
    let work = async move {
        let key = format!("{package}/{service}");
        let mut typed = body.fields.pairs()?;
        let now = desk.now();
        let form = public::service_form(desk.desk(), &key, now).await.map_err(portal::fault)?;
        dated(&form, now, &mut typed);
        let done =
            public::apply(desk.desk(), &key, &typed, body.office.as_deref(), now).await.map_err(portal::fault)?;
        Ok((StatusCode::CREATED, json!({ "number": done.number })))
    };
    ticket.once(&app, &viewer, work).await
}

/// An application, and what shows that it is the asker's.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Follow {
    number: String,
    proof: String,
}

/// Where an application stands, as its applicant may read it.
pub(super) async fn follow(
    State(app): State<App>,
    viewer: Viewer,
    Path((package, service)): Path<(String, String)>,
    Sent { body, ticket }: Sent<Follow>,
) -> Answer {
    // Nothing is done, and what was read is not kept; who tries numbers out is slowed down as on the pages of the public.
    drop(ticket);
    app.limits().public(&viewer.caller)?;
    let key = format!("{package}/{service}");
    let mine = Mine { service: &key, by: By::Written { number: &body.number, proof: &body.proof } };
    let found = public::follow(app.desk(), &mine).await.map_err(portal::fault)?;
    Ok(Json(json!(found)).into_response())
}

/// More about an application.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct More {
    number: String,
    proof: String,
    version: Option<u32>,
    fields: Typed,
}

/// Completes an application.
pub(super) async fn supplement(
    State(app): State<App>,
    viewer: Viewer,
    Path((package, service)): Path<(String, String)>,
    Sent { body, ticket }: Sent<More>,
) -> Answer {
    let desk = app.clone();
    let work = async move {
        let key = format!("{package}/{service}");
        let typed = body.fields.pairs()?;
        let mine = Mine { service: &key, by: By::Written { number: &body.number, proof: &body.proof } };
        let done = public::supplement(desk.desk(), &mine, &typed, body.version, desk.now()).await;
        let done = done.map_err(portal::fault)?;
        Ok((StatusCode::OK, json!({ "number": done.number })))
    };
    ticket.once(&app, &viewer, work).await
}

/// Rates a closed application.
pub(super) async fn rate(
    State(app): State<App>,
    viewer: Viewer,
    Path((package, service)): Path<(String, String)>,
    Sent { body, ticket }: Sent<More>,
) -> Answer {
    let desk = app.clone();
    let work = async move {
        let key = format!("{package}/{service}");
        let typed = body.fields.pairs()?;
        let mine = Mine { service: &key, by: By::Written { number: &body.number, proof: &body.proof } };
        public::rate(desk.desk(), &mine, &typed, desk.now()).await.map_err(portal::fault)?;
        Ok((StatusCode::CREATED, json!({ "number": body.number })))
    };
    ticket.once(&app, &viewer, work).await
}

/// An objection to something on show.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Object {
    number: String,
    fields: Typed,
}

/// Registers an objection in the name of somebody of the public.
pub(super) async fn object(
    State(app): State<App>,
    viewer: Viewer,
    Path((package, notice)): Path<(String, String)>,
    Sent { body, ticket }: Sent<Object>,
) -> Answer {
    let desk = app.clone();
    let work = async move {
        let key = format!("{package}/{notice}");
        let typed = body.fields.pairs()?;
        let done = public::object(desk.desk(), &key, &body.number, &typed, desk.now()).await.map_err(portal::fault)?;
        Ok((StatusCode::CREATED, json!({ "number": done.number })))
    };
    ticket.once(&app, &viewer, work).await
}
