//! Applying: filled in, looked at once more, sent once, answered with a number and a code to follow it by.

use std::sync::Arc;

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use banjie_desk::Snapshot;
use banjie_model::{
    Name,
    definition::FieldType,
    refusal::Refusal,
    value::{RecordId, Value},
};
use banjie_office::public::{self, Filled, Form};
use banjie_store::{Application, Claim};
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    Guest, code_of, csrf, grouped, phone_key,
    sheet::{self, STEP, Sheet},
    uploads,
};
use crate::{
    App,
    pages::{
        cases::typed::{self, Typed},
        frame::{self, Spot},
    },
    server::{Answer, Caller, Fault, Input, kept},
    text::{portal as t, ui as words},
    ui::{
        Button, Choice, FieldFault, Level, Look, PlainInput, Term, alert, button, definition_list, plain_input,
        select_input,
    },
};

/// Telephone of an applicant whose service does not ask for one.
const PHONE: &str = "_phone";
/// Chosen office.
const OFFICE: &str = "_org";
/// Says that a form is a letter.
const LETTER: &str = "_letter";
/// Account under which forms of the public are claimed once.
pub(super) const PUBLIC: &str = "@portal";

/// What the form is opened with.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Opened {
    /// It is written as a letter: by the service's letter box.
    letter: Option<String>,
}

struct Desk {
    app: App,
    guest: Guest,
    snapshot: Arc<Snapshot>,
    key: String,
    form: Form,
    /// Name of the letter box it came by.
    letter_box: Option<Name>,
    /// What is filled in beforehand.
    with: Vec<(String, String)>,
}

/// Why nothing was sent.
#[derive(Default)]
struct No {
    status: StatusCode,
    faults: Vec<FieldFault>,
    refusal: Option<Refusal>,
}

/// The form.
pub(super) async fn form(
    State(app): State<App>,
    guest: Guest,
    Path((package, service)): Path<(String, String)>,
    Query(opened): Query<Opened>,
) -> Answer {
    let desk = Desk::at(app, guest, (&package, &service), opened.letter.is_some()).await?;
    let secret = desk.app.secret();
    Ok(desk.page(&Typed::default(), &secret, No::default()))
}

/// Previews, goes back, or sends.
pub(super) async fn send(
    State(app): State<App>,
    caller: Caller,
    guest: Guest,
    Path((package, service)): Path<(String, String)>,
    input: Input,
) -> Answer {
    app.limits().public(&caller)?;
    super::untrapped(&input)?;
    let desk = Desk::at(app, guest, (&package, &service), input.text(LETTER).is_some()).await?;
    let mut typed = Typed::of(&input);
    let Some(secret) = typed.text(typed::ONCE).map(str::to_owned) else { return Err(Fault::bad(t::NO_KEY)) };
    let of = (&*desk.form.ledger, desk.form.fields.as_slice());
    let mut faults = uploads::take(&desk.app, of, &secret, &input, &mut typed).await?;
    let step = typed.text(STEP).unwrap_or("preview").to_owned();
    typed.replace(STEP, Vec::new());
    if typed.change_rows() || step == "edit" {
        return Ok(desk.page(&typed, &secret, No { faults, ..No::default() }));
    }
    faults.extend(desk.faults(&typed));
    if !faults.is_empty() {
        let no = No { status: StatusCode::UNPROCESSABLE_ENTITY, faults, refusal: None };
        return Ok(desk.page(&typed, &secret, no));
    }
    if step != "send" {
        return Ok(desk.preview(&typed, &secret));
    }
    desk.once(&typed, &secret).await
}

/// A value as the desk reads it from a form.
fn spelt(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Code(text) | Value::Account(text) | Value::Org(text) => text.to_string(),
        Value::Bool(yes) => if *yes { words::YES } else { words::NO }.to_owned(),
        Value::Int(n) => n.to_string(),
        Value::Decimal(d) => d.to_string(),
        Value::Date(day) => day.to_string(),
        Value::Time(time) => time.format("%H:%M").to_string(),
        Value::DateTime(at) => at.format("%Y-%m-%d %H:%M").to_string(),
        _ => String::new(),
    }
}

impl Desk {
    async fn at(app: App, guest: Guest, (package, service): (&str, &str), letter: bool) -> Result<Desk, Fault> {
        let key = format!("{package}/{service}");
        let mut form = public::service_form(app.desk(), &key, app.now()).await.map_err(super::fault)?;
        let snapshot = app.snapshot();
        let (_, declared, ledger) = super::services::find(&snapshot, package, service)?;
        let letter_box = declared.letter_box.clone().filter(|_| letter);
        let beforehand = declared.letter_box.is_none() || letter_box.is_some();
        let mut with = Vec::new();
        for (index, value) in declared.with.iter().filter(|_| beforehand) {
            form.fields.retain(|field| field != index);
            form.required.retain(|field| field != index);
            with.push((ledger.fields[*index].name.to_string(), spelt(value)));
        }
        Ok(Desk { app, guest, snapshot, key, form, letter_box, with })
    }

    fn heading(&self) -> String {
        match &self.letter_box {
            Some(title) => t::write_to(title),
            None => t::apply_for(&self.form.title),
        }
    }

    /// Says on every form that it is a letter.
    fn letter(&self) -> Markup {
        html! { @if self.letter_box.is_some() { input type="hidden" name=(LETTER) value="1"; } }
    }

    fn sheet<'a>(&'a self, typed: &'a Typed) -> Sheet<'a> {
        Sheet {
            app: &self.app,
            snapshot: &self.snapshot,
            ledger: &self.form.ledger,
            fields: &self.form.fields,
            required: &self.form.required,
            base: None,
            typed,
        }
    }

    fn path(&self) -> String {
        format!("/portal/services/{}/apply", self.key)
    }

    /// The field of the form that holds a telephone number.
    fn phone_field(&self) -> Option<&Name> {
        let fields = self.form.fields.iter().map(|index| &self.form.ledger.fields[*index]);
        fields.into_iter().find(|field| field.ty == FieldType::Phone).map(|field| &field.name)
    }

    fn phone<'a>(&self, typed: &'a Typed) -> &'a str {
        typed.text(self.phone_field().map_or(PHONE, |name| name)).unwrap_or_default()
    }

    fn faults(&self, typed: &Typed) -> Vec<FieldFault> {
        let mut faults = self.sheet(typed).faults();
        if self.form.offices.len() > 1 && typed.text(OFFICE).is_none() {
            faults.push(FieldFault { name: OFFICE.into(), title: t::TAKEN_BY.into(), text: t::CHOOSE_OFFICE.into() });
        }
        let digits = self.phone(typed).chars().filter(char::is_ascii_digit).count();
        if self.phone_field().is_none() && !(7..=15).contains(&digits) {
            faults.push(FieldFault { name: PHONE.into(), title: t::PHONE.into(), text: t::FILL_IN_PHONE.into() });
        }
        faults
    }

    fn shown(&self, status: StatusCode, content: &Markup) -> axum::response::Response {
        let path = format!("/portal/services/{}", self.key);
        let spot = Spot::new(t::APPLY, "/portal/services")
            .under(t::SERVICES, "/portal/services")
            .under(self.form.title.to_string(), path);
        (status, frame::public(&self.app, &spot, content)).into_response()
    }

    fn page(&self, typed: &Typed, secret: &str, no: No) -> axum::response::Response {
        let error = |name: &str| no.faults.iter().find(|fault| fault.name == name).map(|fault| fault.text.as_str());
        let content = html! {
            h1 { (self.heading()) }
            p { (t::APPLY_HOW) }
            form.form method="post" action=(self.path()) enctype="multipart/form-data" data-unsaved {
                button.visually-hidden type="submit" name=(STEP) value="preview" tabindex="-1" { (t::PREVIEW) }
                (sheet::head(csrf(&self.guest), secret, &no.faults, no.refusal.as_ref()))
                (self.letter())
                @if self.form.offices.len() > 1 { section.form-group { div.fields { (self.offices(typed, error(OFFICE))) } } }
                (self.sheet(typed).inputs(&no.faults))
                @if self.phone_field().is_none() {
                    section.form-group { div.fields { (plain_input(&PlainInput {
                        name: PHONE, title: t::PHONE, kind: "tel", value: typed.text(PHONE).unwrap_or_default(), help: t::PHONE_HELP,
                        error: error(PHONE), required: true, autocomplete: "tel", ..PlainInput::default()
                    })) } }
                }
                div.form-foot { (button(&Button { word: t::PREVIEW, look: Look::Primary, name: STEP, value: "preview", ..Button::default() })) }
            }
        };
        self.shown(no.status, &content)
    }

    fn offices(&self, typed: &Typed, error: Option<&str>) -> Markup {
        let choice = |office: &public::Office| Choice {
            key: office.code.to_string(),
            title: office.name.to_string(),
            group: String::new(),
        };
        let items: Vec<Choice> = self.form.offices.iter().map(choice).collect();
        let value = typed.text(OFFICE).unwrap_or_default();
        let input =
            PlainInput { name: OFFICE, title: t::TAKEN_BY, value, error, required: true, ..PlainInput::default() };
        select_input(&input, &items)
    }

    fn preview(&self, typed: &Typed, secret: &str) -> axum::response::Response {
        let mut terms = Vec::new();
        if let Some(office) = typed.text(OFFICE).and_then(|code| self.form.offices.iter().find(|o| &*o.code == code)) {
            terms.push(Term::text(t::TAKEN_BY, &office.name));
        }
        terms.extend(self.sheet(typed).preview());
        if self.phone_field().is_none() {
            terms.push(Term::text(t::PHONE, self.phone(typed)));
        }
        let content = html! {
            h1 { (t::LOOK_AGAIN) }
            p { (t::LOOK_AGAIN_HOW) }
            (definition_list(&terms))
            form.form method="post" action=(self.path()) {
                (sheet::head(csrf(&self.guest), secret, &[], None))
                (self.sheet(typed).hidden())
                div.form-foot {
                    (button(&Button { word: t::SEND, look: Look::Primary, name: STEP, value: "send", ..Button::default() }))
                    (button(&Button { word: t::BACK, name: STEP, value: "edit", ..Button::default() }))
                }
            }
        };
        self.shown(StatusCode::OK, &content)
    }

    /// Registers it, once however often it is sent.
    async fn once(&self, typed: &Typed, secret: &str) -> Answer {
        let (once, request) = (kept(secret), kept(&format!("{}\n{}", self.key, typed.json())));
        let store = self.app.store();
        match store.claim_once(&once, PUBLIC, &request, self.app.now()).await? {
            Claim::New => {}
            Claim::Answered { body, .. } => return Ok(self.done(&body, secret, self.phone(typed))),
            Claim::Running { .. } | Claim::OtherRequest => {
                let refusal = Refusal::new(banjie_model::refusal::RefusalCode::Conflict, t::SENT_ALREADY);
                let no = No { status: StatusCode::CONFLICT, refusal: Some(refusal), ..No::default() };
                return Ok(self.page(typed, secret, no));
            }
        }
        let mut told = self.sheet(typed).told();
        told.texts.extend(self.with.iter().cloned());
        let filled = Filled { typed: &told.texts, files: &told.files };
        let outcome = public::apply(self.app.desk(), &self.key, filled, typed.text(OFFICE), self.app.now()).await;
        match outcome.map_err(super::fault) {
            Ok(done) => {
                uploads::link(&self.app, &self.form.ledger, done.record, &told.files).await?;
                let of = (&self.form.ledger.key, done.record, &done.number);
                keep(&self.app, of, &self.key, secret, self.phone(typed)).await?;
                store.answer_once(&once, PUBLIC, 200, &done.number).await?;
                Ok(self.done(&done.number, secret, self.phone(typed)))
            }
            Err(fault) => {
                store.release_once(&once, PUBLIC).await?;
                let (faults, refusal, status) = sheet::refused(fault)?;
                Ok(self.page(typed, secret, No { status, faults, refusal }))
            }
        }
    }

    fn done(&self, number: &str, secret: &str, phone: &str) -> axum::response::Response {
        self.shown(StatusCode::OK, &receipt(&self.form.title, number, secret, phone))
    }
}

/// Keeps how a record of the public can be followed.
pub(super) async fn keep(
    app: &App,
    (ledger, record, number): (&Name, RecordId, &Name),
    service: &str,
    secret: &str,
    phone: &str,
) -> Result<(), Fault> {
    let application = Application {
        code_hash: kept(&code_of(secret)),
        ledger: ledger.clone(),
        record,
        number: Some(number.clone()),
        phone_hash: phone_key(app, phone)?,
        service: service.into(),
        at: app.now(),
    };
    Ok(app.store().keep_application(&application).await?)
}

/// What an applicant takes home: number and code, once.
pub(super) fn receipt(title: &str, number: &str, secret: &str, phone: &str) -> Markup {
    let code = grouped(&code_of(secret));
    let how = if phone.is_empty() { t::KEEP_CODE } else { t::KEEP_NUMBER };
    html! {
        h1 { (t::SENT) }
        (alert(Level::Done, t::KEEP_SAFE, &html! { p { (how) } }))
        (definition_list(&[
            Term::text(t::MATTER, title),
            Term::markup(t::NUMBER, html! { strong { (number) } }),
            Term::markup(t::CODE, html! { strong { (code) } }),
        ]))
        p { (t::PRINT_IT) }
        p { a href="/portal/follow" { (t::FOLLOW) } }
    }
}
