//! Services: what there is, what each needs, how long it takes, who takes it.

use axum::{
    Json,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use banjie_desk::Snapshot;
use banjie_engine::limits;
use banjie_model::{
    Name,
    calendar::{add_calendar_days, add_months, date_zh, weekday_zh},
    definition::{FieldType, Ledger, Library, Limit, Package, Service},
    expr::TimeUnit,
};
use banjie_office::public;
use chrono::NaiveDate;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::sheet::org_word;
use crate::{
    App,
    pages::frame::{self, Spot},
    server::{Answer, Fault},
    text::portal as t,
    ui::{self, Level, Look, Term, alert, definition_list, empty, link_button},
};

/// Suggestions at a time.
const MOST: usize = 12;

/// Words searched for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
}

/// The search field of services.
pub(super) fn search(q: &str) -> Markup {
    html! {
        form.row method="get" action="/portal/services" role="search" {
            label.visually-hidden for="p-q" { (t::SEARCH) }
            input.input #p-q type="search" name="q" value=(q) placeholder=(t::SEARCH_EXAMPLE);
            button.button.button-primary type="submit" { (t::SEARCH_DO) }
        }
    }
}

/// Services, by system.
pub(super) async fn list(State(app): State<App>, Query(asked): Query<Asked>) -> Response {
    let snapshot = app.snapshot();
    let wanted = asked.q.trim().to_lowercase();
    let fits = |package: &Package, service: &Service| {
        let texts = [Some(&service.title), Some(&service.audience), service.help.as_ref(), Some(&package.title)];
        wanted.split_whitespace().all(|word| texts.iter().flatten().any(|text| text.to_lowercase().contains(word)))
    };
    let library = snapshot.library();
    let groups: Vec<(&Package, Vec<&Service>)> = library
        .packages
        .values()
        .map(|p| (&**p, p.services.values().filter(|s| fits(p, s)).collect::<Vec<_>>()))
        .filter(|(_, services)| !services.is_empty())
        .collect();
    let content = html! {
        h1 { (t::SERVICES) }
        (search(&asked.q))
        @if groups.is_empty() {
            @let first = html! { @if !wanted.is_empty() { a.button href="/portal/services" { (t::ALL_SERVICES) } } };
            (empty(t::NO_SERVICES, if wanted.is_empty() { t::NONE_YET } else { t::OTHER_WORDS }, &first))
        }
        @for (package, services) in &groups {
            section {
                h2 { (package.title) }
                ul.service-list {
                    @for service in services {
                        li {
                            a href=(address(package, service)) { (service.title) }
                            p { (t::for_whom(&service.audience)) @if let Some(promise) = promise(&snapshot, service) { (t::COMMA) (promise) } }
                        }
                    }
                }
            }
        }
    };
    frame::public(&app, &Spot::new(t::SERVICES, "/portal/services"), &content).into_response()
}

/// Address of a service.
pub(super) fn address(package: &Package, service: &Service) -> String {
    format!("/portal/services/{}/{}", package.name, service.name)
}

/// A service by the names in its address.
pub(super) fn find<'a>(
    snapshot: &'a Snapshot,
    package: &str,
    service: &str,
) -> Result<(&'a Package, &'a Service, &'a Ledger), Fault> {
    let package = snapshot.library().packages.get(package).ok_or(Fault::NotFound)?;
    let service = package.services.get(service).ok_or(Fault::NotFound)?;
    let ledger = snapshot.library().ledger(&service.starts).ok_or(Fault::NotFound)?;
    Ok((package, service, ledger))
}

fn limit<'a>(snapshot: &'a Snapshot, service: &Service) -> Option<(&'a Ledger, &'a Limit)> {
    let ledger = snapshot.library().ledger(&service.starts)?;
    Some((ledger, ledger.limit(service.promised.as_ref()?)?))
}

fn promise(snapshot: &Snapshot, service: &Service) -> Option<String> {
    let (ledger, limit) = limit(snapshot, service)?;
    let words = limits::budgets_words(&snapshot.world(), ledger, limit);
    limit.due.is_none().then(|| t::takes_so_long(&words))
}

/// The promise in words, and the day it ends where the clock began today.
fn promised(snapshot: &Snapshot, service: &Service, today: NaiveDate) -> Option<Markup> {
    let (ledger, limit) = limit(snapshot, service)?;
    let title = |state: &Name| {
        let words = ledger.state(state).map(|s| service.public_state(s).unwrap_or(&s.title));
        words.unwrap_or(state).to_string()
    };
    let from: Vec<String> = limit.from.iter().map(title).collect();
    let at_once = ledger.start_state().is_some_and(|start| limit.from.contains(&start.name));
    let words = limits::budgets_words(&snapshot.world(), ledger, limit);
    let end = end(snapshot, limit, today).map(dated);
    Some(html! {
        (t::since(&limit.title, &from.join(t::OR), &words))
        @if let Some(end) = end { p.quiet { @if at_once { (t::if_today(&end)) } @else { (t::if_accepted_today(&from.join(t::OR), &end)) } } }
    })
}

/// A day as it stands in a text.
pub(super) fn dated(day: NaiveDate) -> String {
    t::day(&date_zh(day), weekday_zh(day))
}

/// The last day of the usual budget, counted by the calendar; none where hours are counted or a day is stated.
fn end(snapshot: &Snapshot, limit: &Limit, today: NaiveDate) -> Option<NaiveDate> {
    let take = limit.within.iter().find(|a| a.when.is_none())?.take;
    let calendar = &snapshot.directory.calendar;
    let months = |n: u32| Some(add_months(today, i32::try_from(n).ok()?));
    let day = match take.unit {
        TimeUnit::Hours => return None,
        TimeUnit::WorkingDays => return Some(calendar.add_working_days(today, i64::from(take.n))),
        TimeUnit::Days => add_calendar_days(today, i64::from(take.n)),
        TimeUnit::Months => months(take.n)?,
        TimeUnit::Years => months(take.n.saturating_mul(12))?,
    };
    Some(if limit.rolls { calendar.next_working_day_on_or_after(day) } else { day })
}

/// What a service is, needs, takes and costs.
pub(super) async fn show(State(app): State<App>, Path((package, service)): Path<(String, String)>) -> Answer {
    let snapshot = app.snapshot();
    let (package, service, _) = find(&snapshot, &package, &service)?;
    let key = format!("{}/{}", package.name, service.name);
    let form = public::service_form(app.desk(), &key, app.now()).await.map_err(super::fault)?;
    let open = !form.offices.is_empty();
    let basis = service.basis.as_ref().and_then(|key| package.bases.get(key)).map(|basis| basis.zh());
    let mut terms = vec![Term::text(t::AUDIENCE, &service.audience)];
    if let Some(promised) = promised(&snapshot, service, app.now().date()) {
        terms.push(Term::markup(t::PROMISED, promised).wide());
    }
    terms.push(Term::text(t::FEE, service.fee.as_deref().unwrap_or(t::FREE)));
    terms.extend(service.office.iter().map(|office| Term::text(t::OFFICE, office).wide()));
    terms.extend(basis.iter().map(|basis| Term::text(t::BASIS, basis).wide()));
    let content = html! {
        h1 { (service.title) }
        @if let Some(help) = &service.help { p { (help) } }
        @if open {
            p { (link_button(t::APPLY, &format!("{}/apply", address(package, service)), Look::Primary, None)) }
        } @else { (alert(Level::Info, t::NOT_ONLINE, &html! { p { (t::AT_THE_WINDOW) } })) }
        (definition_list(&terms))
        section {
            h2 { (t::MATERIALS) }
            @if service.materials.is_empty() { p { (t::NO_MATERIALS) } } @else { (materials(service)) }
        }
        section {
            h2 { (t::TO_FILL_IN) }
            ul { @for index in &form.fields { @let field = &form.ledger.fields[*index];
                @if form.ledger.opened != Some(*index) && !matches!(field.ty, FieldType::Files | FieldType::File) {
                    li { (field.title) @if form.required.contains(index) { (t::MUST) } }
                }
            } }
        }
        section { h2 { (t::AFTERWARDS) } p { (t::AFTERWARDS_HOW) } p { a href="/portal/follow" { (t::FOLLOW) } } }
    };
    let spot = Spot::new(service.title.to_string(), "/portal/services").under(t::SERVICES, "/portal/services");
    Ok(frame::public(&app, &spot, &content).into_response())
}

fn materials(service: &Service) -> Markup {
    html! {
        ol {
            @for material in &service.materials {
                li {
                    (material.title) " " (ui::chip(if material.required { t::NEEDED } else { t::MAYBE }))
                    @if material.field.is_none() { " " (t::ON_PAPER) }
                    @if let Some(note) = &material.note { p.quiet { (note) } }
                }
            }
        }
    }
}

/// Services that are letter boxes, with the names people know these by.
pub(super) fn boxes(library: &Library) -> Vec<(&Package, &Service, &Name)> {
    let services = library.packages.values().flat_map(|p| p.services.values().map(move |service| (&**p, service)));
    services.filter_map(|(package, service)| Some((package, service, service.letter_box.as_ref()?))).collect()
}

/// Letter boxes.
pub(super) async fn letters(State(app): State<App>) -> Response {
    let snapshot = app.snapshot();
    let boxes = boxes(snapshot.library());
    let content = html! {
        h1 { (t::LETTERS) }
        p { (t::LETTERS_ABOUT) }
        @if boxes.is_empty() { (empty(t::NO_LETTERS, t::AT_THE_WINDOW, &html! {})) }
        ul.service-list {
            @for (package, service, title) in &boxes {
                li {
                    a href={ (address(package, service)) "/apply?letter=1" } { (title) }
                    p { @if let Some(promise) = promise(&snapshot, service) { (promise) (t::STOP) } (t::for_whom(&service.audience)) }
                    p { a href=(address(package, service)) { (t::GUIDE) } }
                }
            }
        }
        p { a href="/portal/follow" { (t::FOLLOW_LETTER) } }
    };
    frame::public(&app, &Spot::new(t::LETTERS, "/portal/box"), &content).into_response()
}

/// A suggestion.
#[derive(Debug, Serialize)]
pub(super) struct Pick {
    key: String,
    title: String,
}

/// Organisations by name, for inputs that name one.
pub(super) async fn orgs(State(app): State<App>, Query(asked): Query<Asked>) -> Json<Vec<Pick>> {
    let snapshot = app.snapshot();
    let wanted = asked.q.trim().to_lowercase();
    let orgs = snapshot.world().orgs;
    let fits = |org: &&banjie_model::org::Org| org.until.is_none() && org.name.to_lowercase().contains(&wanted);
    let pick = |org: &banjie_model::org::Org| Pick {
        key: org_word(&snapshot, &org.code),
        title: org.parent.as_deref().and_then(|code| orgs.get(code)).map(|o| o.name.to_string()).unwrap_or_default(),
    };
    Json(orgs.iter().filter(fits).take(MOST).map(pick).collect())
}
