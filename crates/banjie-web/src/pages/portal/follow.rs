//! Following an application: by number or code and telephone; completing and rating it. Every answer to a wrong pair is the
//! same, whether there is no such number or it is another's.

use std::sync::Arc;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use banjie_desk::{Snapshot, ports::Store as _};
use banjie_engine::applicant;
use banjie_model::{
    calendar::date_zh,
    case::Record,
    definition::{FieldType, Ledger, Service},
    refusal::{Refusal, RefusalCode},
    value::RecordId,
};
use banjie_office::public::{self, By, Filled, Followed, Mine};
use banjie_store::{Application, Claim, Followed as Hand};
use maud::{Markup, html};

use super::{
    Guest,
    apply::PUBLIC,
    csrf, phone_key, progress,
    sheet::{self, Sheet},
    uploads,
};
use crate::{
    App,
    pages::{
        cases::typed::{self, Typed},
        frame::{self, Spot},
    },
    server::{Answer, Caller, Fault, Input, kept},
    text::portal as t,
    ui::{
        Button, Clock, FieldFault, Level, Look, PlainInput, Term, alert, button, clock_words, definition_list,
        plain_input, steps,
    },
};

const NUMBER: &str = "_number";
const PHONE: &str = "_phone";
/// Begins the key under which objections are kept among applications.
pub(super) const NOTICE: &str = "notice:";

/// Asks for number and telephone.
pub(super) async fn ask(State(app): State<App>, guest: Guest) -> Response {
    question(&app, &guest, StatusCode::OK, ("", ""), None)
}

fn question(
    app: &App,
    guest: &Guest,
    status: StatusCode,
    (number, phone): (&str, &str),
    no: Option<&Refusal>,
) -> Response {
    let content = html! {
        h1 { (t::FOLLOW) }
        form.form method="post" action="/portal/follow" {
            @if let Some(refusal) = no { (sheet::told(refusal)) }
            (crate::ui::csrf_field(csrf(guest)))
            (super::trap())
            section.form-group { div.fields {
                (plain_input(&PlainInput { name: NUMBER, title: t::NUMBER_OR_CODE, value: number, help: t::NUMBER_HELP, required: true, autocomplete: "off", ..PlainInput::default() }))
                (plain_input(&PlainInput { name: PHONE, title: t::PHONE_OR_ID, kind: "text", value: phone, help: t::PHONE_OR_ID_HELP, autocomplete: "tel", ..PlainInput::default() }))
            } }
            div.form-foot { (button(&Button { word: t::LOOK_UP, look: Look::Primary, ..Button::default() })) }
        }
        p.quiet { (t::LOST) }
    };
    (status, frame::public(app, &Spot::new(t::FOLLOW, "/portal/follow"), &content)).into_response()
}

/// An application that was found by what its applicant has in hand.
struct Found {
    app: App,
    guest: Guest,
    snapshot: Arc<Snapshot>,
    number: String,
    phone: String,
    service: String,
    record: Option<RecordId>,
}

/// What to say on the page.
#[derive(Default)]
struct Say {
    status: StatusCode,
    done: Option<&'static str>,
    /// Which form it is about.
    of: &'static str,
    faults: Vec<FieldFault>,
    refusal: Option<Refusal>,
}

fn nothing() -> Fault {
    Fault::Refused(Box::new(Refusal::new(RefusalCode::NotFound, t::NOTHING)))
}

/// A code as it was given, without strokes and spaces; none: a number.
fn read_code(text: &str) -> Option<String> {
    let bare: String = text.chars().filter(|c| !matches!(c, '-' | ' ')).map(|c| c.to_ascii_uppercase()).collect();
    (bare.len() == 16 && bare.bytes().all(|b| b.is_ascii_alphanumeric())).then_some(bare)
}

/// Whether an application of this service can be shown to be one's own by what was written into it.
fn can_prove(ledger: &Ledger, service: &Service) -> bool {
    let types = service.takes.iter().filter_map(|index| ledger.fields.get(*index)).map(|field| &field.ty);
    types.into_iter().any(|ty| matches!(ty, FieldType::Phone | FieldType::IdCard | FieldType::CreditCode))
}

impl Found {
    async fn by(app: App, guest: Guest, input: &Input) -> Result<Found, Fault> {
        let number = input.text(NUMBER).unwrap_or_default().to_owned();
        let phone = input.text(PHONE).unwrap_or_default().to_owned();
        let application = match read_code(&number) {
            Some(code) => Self::kept(&app, Hand::Code(kept(&code)), &phone).await?,
            None => None,
        };
        let application = match application {
            None if !phone.is_empty() => Self::kept(&app, Hand::Number(number.as_str().into()), &phone).await?,
            found => found,
        };
        app.desk().catch_up().await?;
        let snapshot = app.snapshot();
        let (service, record) = match application {
            Some(application) => (application.service.to_string(), Some(application.record)),
            None => (Self::written(&app, &snapshot, &number, &phone).await?.ok_or_else(nothing)?, None),
        };
        Ok(Found { app, guest, snapshot, number, phone, service, record })
    }

    async fn kept(app: &App, hand: Hand, phone: &str) -> Result<Option<Application>, Fault> {
        Ok(app.store().application(&hand, &phone_key(app, phone)?).await?)
    }

    /// The service of a record registered at the window, by its number and what was written into it.
    async fn written(app: &App, snapshot: &Snapshot, number: &str, proof: &str) -> Result<Option<String>, Fault> {
        if proof.is_empty() || number.starts_with('#') {
            return Ok(None);
        }
        for package in snapshot.library().packages.values() {
            for service in package.services.values() {
                let Some(ledger) = snapshot.library().ledger(&service.starts) else { continue };
                if !can_prove(ledger, service) {
                    continue;
                }
                let key = format!("{}/{}", package.name, service.name);
                let mine = Mine { service: &key, by: By::Written { number, proof } };
                match public::follow(app.desk(), &mine).await.map_err(super::fault) {
                    Ok(_) => return Ok(Some(key)),
                    Err(Fault::Refused(_)) => {}
                    Err(fault) => return Err(fault),
                }
            }
        }
        Ok(None)
    }

    fn mine(&self) -> Mine<'_> {
        let by = match self.record {
            Some(record) => By::Receipt(record),
            None => By::Written { number: &self.number, proof: &self.phone },
        };
        Mine { service: &self.service, by }
    }

    fn declared(&self) -> Result<(&Service, &Ledger), Fault> {
        let (package, name) = self.service.split_once('/').ok_or_else(nothing)?;
        let (_, service, ledger) = super::services::find(&self.snapshot, package, name)?;
        Ok((service, ledger))
    }

    async fn record(&self, ledger: &Ledger) -> Result<Record, Fault> {
        let id = match self.record {
            Some(id) => id,
            None => self.app.store().find_number(ledger, &self.number).await?.ok_or_else(nothing)?,
        };
        Ok(self.app.store().case(ledger, id).await?.ok_or_else(nothing)?.record)
    }

    /// What every form of the page carries.
    fn hidden(&self) -> Markup {
        html! {
            input type="hidden" name=(NUMBER) value=(self.number);
            input type="hidden" name=(PHONE) value=(self.phone);
        }
    }

    async fn page(&self, typed: &Typed, say: Say) -> Answer {
        if let Some(notice) = self.service.strip_prefix(NOTICE) {
            return self.objection(notice).await;
        }
        let followed = public::follow(self.app.desk(), &self.mine()).await.map_err(super::fault)?;
        let (service, ledger) = self.declared()?;
        let record = self.record(ledger).await?;
        let (line, clock) = progress::steps(&self.app, &self.snapshot, (ledger, Some(service)), record.id).await?;
        let start = record.state.as_deref().and_then(|s| ledger.state(s)).is_none_or(|state| state.start);
        let supplement = self.supplement(&followed, (ledger, &record), typed, &say);
        let content = html! {
            h1 { (followed.title) }
            @if let Some(done) = say.done { (alert(Level::Done, done, &html! {})) }
            (steps(t::PROGRESS, &line))
            (definition_list(&terms(&followed, clock)))
            @if let Some(form) = supplement {
                @if start {
                    details.stack open[say.of == "supplement"] { summary { (t::CHANGE) } (form) }
                } @else {
                    section { (alert(Level::Warn, t::ASKED_FOR, &html! { p { (t::ASKED_FOR_HOW) } })) (form) }
                }
            }
            @if followed.may_rate { (self.rating(service, typed, &say)?) }
            p { a href="/portal/follow" { (t::ANOTHER) } }
        };
        let spot = Spot::new(followed.number.to_string(), "/portal/follow").under(t::FOLLOW, "/portal/follow");
        Ok((say.status, frame::public(&self.app, &spot, &content)).into_response())
    }

    async fn objection(&self, notice: &str) -> Answer {
        let declared = notice.split_once('/').and_then(|(package, name)| {
            let notice = self.snapshot.library().packages.get(package)?.notices.get(name)?;
            Some((notice, self.snapshot.library().ledger(&notice.objection.as_ref()?.0)?))
        });
        let (notice, ledger) = declared.ok_or_else(nothing)?;
        let record = self.record(ledger).await?;
        let (line, _) = progress::steps(&self.app, &self.snapshot, (ledger, None), record.id).await?;
        let number = record.number.clone().unwrap_or_else(|| format!("#{}", record.id).into());
        let content = html! {
            h1 { (t::objection_to(&notice.title)) }
            (steps(t::PROGRESS, &line))
            (definition_list(&[Term::text(t::NUMBER, &number), Term::text(t::SENT_ON, &date_zh(record.opened_at.date()))]))
            p { a href="/portal/follow" { (t::ANOTHER) } }
        };
        let spot = Spot::new(number.to_string(), "/portal/follow").under(t::FOLLOW, "/portal/follow");
        Ok(frame::public(&self.app, &spot, &content).into_response())
    }

    fn supplement(
        &self,
        followed: &Followed,
        (ledger, record): (&Ledger, &Record),
        typed: &Typed,
        say: &Say,
    ) -> Option<Markup> {
        let fields = supplemented(ledger, followed);
        let about = say.of == "supplement";
        let none = Typed::default();
        let (typed, faults) = if about { (typed, say.faults.as_slice()) } else { (&none, [].as_slice()) };
        let sheet = self.sheet(ledger, &fields, &[], Some(record), typed);
        let secret = self.app.secret();
        let secret = typed.text(typed::ONCE).unwrap_or(&secret);
        (!fields.is_empty()).then(|| {
            html! {
                form.form method="post" action="/portal/follow/supplement" enctype="multipart/form-data" {
                    button.visually-hidden type="submit" tabindex="-1" { (t::SUPPLEMENT) }
                    (sheet::head(csrf(&self.guest), secret, faults, say.refusal.as_ref().filter(|_| about)))
                    (self.hidden())
                    input type="hidden" name=(typed::VERSION) value=(record.version);
                    (sheet.inputs(faults))
                    div.form-foot { (button(&Button { word: t::SUPPLEMENT, look: Look::Primary, ..Button::default() })) }
                }
            }
        })
    }

    fn rating(&self, service: &Service, typed: &Typed, say: &Say) -> Result<Markup, Fault> {
        let (ledger, fields, required) = rated(&self.snapshot, service)?;
        let about = say.of == "rate";
        let none = Typed::default();
        let (typed, faults) = if about { (typed, say.faults.as_slice()) } else { (&none, [].as_slice()) };
        let secret = self.app.secret();
        let secret = typed.text(typed::ONCE).unwrap_or(&secret);
        Ok(html! {
            section {
                h2 { (t::RATE) }
                form.form method="post" action="/portal/follow/rate" {
                    (sheet::head(csrf(&self.guest), secret, faults, say.refusal.as_ref().filter(|_| about)))
                    (self.hidden())
                    (self.sheet(ledger, &fields, &required, None, typed).inputs(faults))
                    div.form-foot { (button(&Button { word: t::RATE_SEND, look: Look::Primary, ..Button::default() })) }
                }
            }
        })
    }

    fn sheet<'a>(
        &'a self,
        ledger: &'a Ledger,
        fields: &'a [usize],
        required: &'a [usize],
        base: Option<&'a Record>,
        typed: &'a Typed,
    ) -> Sheet<'a> {
        Sheet { app: &self.app, snapshot: &self.snapshot, ledger, fields, required, base, typed }
    }

    /// Claims a form once: false where it was done before.
    async fn claim(&self, once: &str, typed: &Typed) -> Result<bool, Fault> {
        match self.app.store().claim_once(once, PUBLIC, &kept(&typed.json()), self.app.now()).await? {
            Claim::New => Ok(true),
            Claim::Answered { .. } => Ok(false),
            Claim::Running { .. } | Claim::OtherRequest => {
                Err(Fault::Refused(Box::new(Refusal::new(RefusalCode::Conflict, t::SENT_ALREADY))))
            }
        }
    }

    async fn settle(&self, once: &str, done: bool) -> Result<(), Fault> {
        let store = self.app.store();
        if done {
            store.answer_once(once, PUBLIC, 200, &"".into()).await?;
        } else {
            store.release_once(once, PUBLIC).await?;
        }
        Ok(())
    }
}

fn supplemented(ledger: &Ledger, followed: &Followed) -> Vec<usize> {
    let fields = followed.supplements.iter().filter_map(|name| ledger.field(name)).map(|(index, _)| index);
    fields.filter(|index| ledger.opened != Some(*index)).collect()
}

fn rated<'a>(snapshot: &'a Snapshot, service: &Service) -> Result<(&'a Ledger, Vec<usize>, Vec<usize>), Fault> {
    let (key, about) = service.rating.as_ref().ok_or_else(nothing)?;
    let ledger = snapshot.library().ledger(key).ok_or_else(nothing)?;
    let fields = applicant::intake(ledger, *about);
    let required = fields.iter().copied().filter(|index| ledger.fields[*index].required).collect();
    Ok((ledger, fields, required))
}

fn terms(followed: &Followed, clock: Clock) -> Vec<Term> {
    let mut terms = vec![
        Term::text(t::NUMBER, &followed.number),
        Term::text(t::OFFICE_IN_CHARGE, &followed.office),
        Term::text(t::SENT_ON, &date_zh(followed.opened_on)),
    ];
    terms.extend(followed.state.iter().map(|state| Term::text(t::STATE, state)));
    if let Some((title, due)) = &followed.promised {
        let clock = html! { (due) " " @if clock != Clock::None { (clock_words(clock)) } };
        terms.push(Term::markup(title, clock));
    }
    terms.extend(followed.closed_on.iter().map(|day| Term::text(t::CLOSED_ON, &date_zh(*day))));
    terms.extend(followed.fields.iter().map(|(title, text)| Term::text(title, text)));
    terms
}

/// Where an application stands.
pub(super) async fn show(State(app): State<App>, caller: Caller, guest: Guest, input: Input) -> Answer {
    app.limits().public(&caller)?;
    super::untrapped(&input)?;
    let (number, phone) = (input.text(NUMBER).unwrap_or_default(), input.text(PHONE).unwrap_or_default());
    match Found::by(app.clone(), guest.clone(), &input).await {
        Ok(found) => found.page(&Typed::default(), Say::default()).await,
        Err(Fault::Refused(refusal)) if refusal.code == RefusalCode::NotFound => {
            Ok(question(&app, &guest, StatusCode::NOT_FOUND, (number, phone), Some(&refusal)))
        }
        Err(fault) => Err(fault),
    }
}

/// Completes an application.
pub(super) async fn supplement(State(app): State<App>, caller: Caller, guest: Guest, input: Input) -> Answer {
    app.limits().public(&caller)?;
    super::untrapped(&input)?;
    let found = Found::by(app, guest, &input).await?;
    let mut typed = Typed::of(&input);
    let Some(secret) = typed.text(typed::ONCE).map(str::to_owned) else { return Err(Fault::bad(t::NO_KEY)) };
    let (_, ledger) = found.declared()?;
    let followed = public::follow(found.app.desk(), &found.mine()).await.map_err(super::fault)?;
    let fields = supplemented(ledger, &followed);
    let record = found.record(ledger).await?;
    let mut faults = uploads::take(&found.app, (ledger, &fields), &secret, &input, &mut typed).await?;
    faults.extend(found.sheet(ledger, &fields, &[], Some(&record), &typed).faults());
    if !faults.is_empty() {
        let say = Say { status: StatusCode::UNPROCESSABLE_ENTITY, of: "supplement", faults, ..Say::default() };
        return found.page(&typed, say).await;
    }
    let once = kept(&secret);
    if !found.claim(&once, &typed).await? {
        return found.page(&Typed::default(), Say { done: Some(t::SUPPLEMENTED), ..Say::default() }).await;
    }
    let told = found.sheet(ledger, &fields, &[], Some(&record), &typed).told();
    let filled = Filled { typed: &told.texts, files: &told.files };
    let version = typed.text(typed::VERSION).and_then(|text| text.parse().ok());
    let done = public::supplement(found.app.desk(), &found.mine(), filled, version, found.app.now()).await;
    found.settle(&once, done.is_ok()).await?;
    match done.map_err(super::fault) {
        Ok(done) => {
            uploads::link(&found.app, ledger, done.record, &told.files).await?;
            found.page(&Typed::default(), Say { done: Some(t::SUPPLEMENTED), ..Say::default() }).await
        }
        Err(fault) => {
            let (faults, refusal, status) = sheet::refused(fault)?;
            found.page(&typed, Say { status, done: None, of: "supplement", faults, refusal }).await
        }
    }
}

/// Rates a closed application.
pub(super) async fn rate(State(app): State<App>, caller: Caller, guest: Guest, input: Input) -> Answer {
    app.limits().public(&caller)?;
    super::untrapped(&input)?;
    let found = Found::by(app, guest, &input).await?;
    let typed = Typed::of(&input);
    let Some(secret) = typed.text(typed::ONCE) else { return Err(Fault::bad(t::NO_KEY)) };
    let (service, _) = found.declared()?;
    let (ledger, fields, required) = rated(&found.snapshot, service)?;
    let sheet = found.sheet(ledger, &fields, &required, None, &typed);
    let faults = sheet.faults();
    if !faults.is_empty() {
        let say = Say { status: StatusCode::UNPROCESSABLE_ENTITY, of: "rate", faults, ..Say::default() };
        return found.page(&typed, say).await;
    }
    let once = kept(secret);
    if found.claim(&once, &typed).await? {
        let told = sheet.told();
        let done = public::rate(found.app.desk(), &found.mine(), &told.texts, found.app.now()).await;
        found.settle(&once, done.is_ok()).await?;
        if let Err(error) = done {
            let (faults, refusal, status) = sheet::refused(super::fault(error))?;
            return found.page(&typed, Say { status, done: None, of: "rate", faults, refusal }).await;
        }
    }
    found.page(&Typed::default(), Say { done: Some(t::RATED), ..Say::default() }).await
}
