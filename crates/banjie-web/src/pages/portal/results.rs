//! Results: what there is and when it is released; each person reads his own and nobody else's. What was told stands in no
//! address and in no log; a wrong answer reads like none.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use banjie_desk::{OwnResult, ResultDesk};
use banjie_model::{
    Moment, Name,
    calendar::{date_zh, weekday_zh},
    definition::{FieldType, Identity, Ledger, Results},
    value::Value,
};
use banjie_store::AuditKind;
use chrono::{NaiveTime, Timelike as _};
use indexmap::IndexMap;
use maud::{Markup, html};

use super::{Guest, csrf, sheet};
use crate::{
    App,
    pages::frame::{self, Spot},
    server::{Answer, Caller, Deed, Fault, Input, record},
    text::{portal, results as t},
    ui::{
        Button, FieldFault, Level, Look, PlainInput, Term, alert, button, csrf_field, definition_list, empty,
        error_summary, plain_input,
    },
};

/// The number of a record among what is asked for.
const NUMBER: &str = "_number";

/// Results, by system.
pub(super) async fn list(State(app): State<App>) -> Answer {
    let desks = app.desk().result_desks(app.now()).await?;
    let mut packages: Vec<&Name> = Vec::new();
    for desk in &desks {
        if !packages.contains(&&desk.package_title) {
            packages.push(&desk.package_title);
        }
    }
    let content = html! {
        h1 { (t::RESULTS) }
        p { (t::RESULTS_ABOUT) }
        @if desks.is_empty() { (empty(t::NO_RESULTS, portal::NONE_YET, &html! {})) }
        @for package in &packages {
            section {
                h2 { (package) }
                ul.service-list {
                    @for desk in desks.iter().filter(|desk| desk.package_title == **package) {
                        li {
                            a href=(address(desk)) { (desk.title) }
                            p { (standing(desk)) }
                        }
                    }
                }
            }
        }
    };
    Ok(frame::public(&app, &Spot::new(t::RESULTS, "/portal/results"), &content).into_response())
}

fn address(desk: &ResultDesk) -> String {
    format!("/portal/results/{}/{}", desk.package, desk.name)
}

/// Whether it can be looked up, and when the next is released.
fn standing(desk: &ResultDesk) -> String {
    let next = desk.next.as_ref().map(|(at, what)| t::next(&moment(*at), what.as_deref().unwrap_or_default()));
    match (desk.open, next) {
        (true, None) => t::OPEN.to_owned(),
        (true, Some(next)) => t::open_and(&next),
        (false, Some(next)) => next,
        (false, None) => t::NOT_YET.to_owned(),
    }
}

/// A moment of release; a day that begins at midnight is said as a day.
fn moment(at: Moment) -> String {
    let day = portal::day(&date_zh(at.date()), weekday_zh(at.date()));
    if at.time() == NaiveTime::MIN { day } else { t::at(&day, at.hour(), at.minute()) }
}

/// Results with what is asked for.
struct Query {
    app: App,
    guest: Guest,
    desk: ResultDesk,
    results: Results,
    ledger: Arc<Ledger>,
}

/// Something to be told.
struct Part<'a> {
    name: &'a str,
    title: &'a str,
    ty: Option<&'a FieldType>,
    help: &'a str,
}

impl Query {
    async fn at(app: App, guest: Guest, package: &str, name: &str) -> Result<Query, Fault> {
        let desk = app.desk().result_desk(package, name, app.now()).await?.ok_or(Fault::NotFound)?;
        let snapshot = app.snapshot();
        let declared = snapshot.library().packages.get(package).and_then(|package| package.results.get(name));
        let results = declared.ok_or(Fault::NotFound)?.clone();
        let ledger = snapshot.library().ledger(&results.of).ok_or(Fault::NotFound)?.clone();
        Ok(Query { app, guest, desk, results, ledger })
    }

    fn parts(&self) -> Vec<Part<'_>> {
        let part = |identity: &Identity| match identity {
            Identity::Number => Part { name: NUMBER, title: t::NUMBER, ty: None, help: t::NUMBER_HELP },
            Identity::Field(index) => {
                let field = &self.ledger.fields[*index];
                let help = field.help.as_deref().unwrap_or_default();
                Part { name: &field.name, title: &field.title, ty: Some(&field.ty), help }
            }
        };
        self.results.identify_by.iter().map(part).collect()
    }

    fn page(&self, status: StatusCode, input: Option<&Input>, faults: &[FieldFault], below: &Markup) -> Response {
        let content = html! {
            h1 { (self.results.title) }
            @if let Some(help) = &self.results.help { p { (help) } }
            @if let Some(basis) = &self.desk.basis { p.quiet { (portal::by_basis(basis)) } }
            @if let Some((at, what)) = &self.desk.next {
                (alert(Level::Info, &t::next(&moment(*at), what.as_deref().unwrap_or_default()), &html! { p { (t::NEXT_HOW) } }))
            }
            (below)
            @if self.desk.open { (self.form(input, faults)) }
            @else if self.desk.next.is_none() { (alert(Level::Info, t::NOT_YET, &html! { p { (t::NOT_YET_HOW) } })) }
            p { a href="/portal/results" { (t::OTHERS) } }
        };
        let spot = Spot::new(self.results.title.to_string(), "/portal/results").under(t::RESULTS, "/portal/results");
        (status, frame::public(&self.app, &spot, &content)).into_response()
    }

    fn form(&self, input: Option<&Input>, faults: &[FieldFault]) -> Markup {
        html! {
            form.form method="post" action=(address(&self.desk)) autocomplete="off" {
                (csrf_field(csrf(&self.guest)))
                (super::trap())
                (error_summary(faults))
                section.form-group { div.fields {
                    @for part in self.parts() {
                        @let told = input.and_then(|input| input.text(part.name)).unwrap_or_default();
                        @let error = faults.iter().find(|fault| fault.name == part.name).map(|fault| fault.text.as_str());
                        (plain_input(&PlainInput {
                            name: part.name, title: part.title, kind: kind(part.ty), value: told, help: part.help, error,
                            required: true, autocomplete: "off", ..PlainInput::default()
                        }))
                    }
                } }
                div.form-foot { (button(&Button { word: t::LOOK_UP, look: Look::Primary, ..Button::default() })) }
                p.quiet { (t::KEPT_SECRET) }
            }
        }
    }

    /// What was told, read as the fields it stands in are; all that is wrong with it at once.
    async fn told(&self, input: &Input) -> Result<Result<IndexMap<Name, Value>, Vec<FieldFault>>, Fault> {
        let mut faults = Vec::new();
        let mut typed = Vec::new();
        for part in self.parts() {
            match input.text(part.name).map(str::trim).filter(|text| !text.is_empty()) {
                None => faults.push(FieldFault {
                    name: part.name.to_owned(),
                    title: part.title.to_owned(),
                    text: portal::FILL_IN.to_owned(),
                }),
                Some(text) if part.ty.is_some() => typed.push((part.name.to_owned(), text.to_owned())),
                Some(_) => {}
            }
        }
        match self.app.desk().values_of(&self.ledger.key, &typed).await.map_err(Fault::from) {
            Ok(values) if faults.is_empty() => Ok(Ok(values)),
            Ok(_) => Ok(Err(faults)),
            Err(fault) => {
                let (wrong, _, _) = sheet::refused(fault)?;
                faults.extend(wrong);
                Ok(Err(faults))
            }
        }
    }

    /// What nobody but the person has at hand, under a key that tells nothing: so often it may be asked.
    fn asked(&self, input: &Input) -> Result<Vec<Name>, Fault> {
        let own = |part: &Part<'_>| {
            matches!(
                part.ty,
                None | Some(FieldType::Phone | FieldType::IdCard | FieldType::StudentNo | FieldType::CreditCode)
            )
        };
        let parts = self.parts();
        let told = parts.iter().filter(|part| own(part)).filter_map(|part| Some((part.name, input.text(part.name)?)));
        told.map(|(name, text)| {
            let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            let label = format!("result/{}/{}/{name}", self.desk.package, self.desk.name);
            Ok(self.app.store().blind(&label, &bare.to_uppercase())?)
        })
        .collect()
    }
}

fn kind(ty: Option<&FieldType>) -> &'static str {
    match ty {
        Some(FieldType::Date) => "date",
        Some(FieldType::Phone) => "tel",
        _ => "text",
    }
}

/// What is asked for.
pub(super) async fn form(
    State(app): State<App>,
    guest: Guest,
    Path((package, name)): Path<(String, String)>,
) -> Answer {
    let query = Query::at(app, guest, &package, &name).await?;
    Ok(query.page(StatusCode::OK, None, &[], &html! {}))
}

/// What somebody reads about himself.
pub(super) async fn look_up(
    State(app): State<App>,
    caller: Caller,
    guest: Guest,
    Path((package, name)): Path<(String, String)>,
    input: Input,
) -> Answer {
    app.limits().public(&caller)?;
    super::untrapped(&input)?;
    let query = Query::at(app, guest, &package, &name).await?;
    let told = match query.told(&input).await? {
        Ok(told) => told,
        Err(faults) => return Ok(query.page(StatusCode::UNPROCESSABLE_ENTITY, Some(&input), &faults, &html! {})),
    };
    for key in query.asked(&input)? {
        query.app.limits().identity(&key)?;
    }
    let found = query.app.desk().own_results(&query.results, input.text(NUMBER), &told, query.app.now()).await?;
    // Whether something was found is not written down: who asks, how often and for what is enough to find out about guessing.
    let deed =
        Deed { who: None, what: AuditKind::PortalFollowed, target: None, detail: &query.results.title, ok: true };
    record(&query.app, &caller, deed.on(&address(&query.desk))).await?;
    if found.is_empty() {
        let nothing = alert(Level::Warn, t::NOTHING, &html! { p { (t::NOTHING_HOW) } });
        return Ok(query.page(StatusCode::OK, Some(&input), &[], &nothing));
    }
    Ok(query.page(StatusCode::OK, None, &[], &own(&found)))
}

fn own(found: &[OwnResult]) -> Markup {
    html! {
        @for result in found {
            section.result {
                h2 { (result.outcome) }
                @let fields = result.fields.iter().map(|(title, text)| Term::text(title, text));
                @let first = [Term::text(t::NUMBER, &result.number), Term::text(t::OFFICE, &result.org)];
                (definition_list(&first.into_iter().chain(fields).collect::<Vec<_>>()))
            }
        }
        p.quiet { (t::PRINT) }
        hr;
        h2 { (t::AGAIN) }
    }
}
