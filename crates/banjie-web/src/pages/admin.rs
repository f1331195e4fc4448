//! Administration by three separated administrators: each sees his own pages only, and none can do the others' work.

pub(crate) mod audit;
pub(crate) mod backups;
pub(crate) mod calendar;
mod chains;
mod form;
mod health;
mod history;
mod job;
mod messages;
mod orgs;
mod packages;
mod people;
mod readings;
mod rights;

use axum::{extract::State, response::Redirect};
use banjie_model::Moment;
use maud::{Markup, html};

use crate::{
    App,
    pages::frame::{self, Spot},
    routes::{Access, Route, get, post},
    server::Viewer,
    text::admin as t,
    ui::{Tab, tabs},
};

/// Routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get("/admin", Access::Administrators, "the pages of the administrator one is", index),
        get("/admin/orgs", Access::System, "the tree of organisations", orgs::list),
        get("/admin/orgs/new", Access::System, "the form of a new organisation", orgs::new_form),
        post("/admin/orgs/new", Access::System, "registers an organisation", orgs::create),
        get("/admin/orgs/{record}", Access::System, "an organisation and its history", orgs::one),
        get("/admin/orgs/{record}/edit", Access::System, "the form of an organisation", orgs::edit_form),
        post("/admin/orgs/{record}/edit", Access::System, "changes an organisation", orgs::change),
        get("/admin/orgs/{record}/end", Access::System, "how an organisation is to end", orgs::end_form),
        post("/admin/orgs/{record}/end", Access::System, "ends an organisation or merges it", orgs::end),
        get("/admin/calendar", Access::System, "days off, days worked, terms", calendar::page),
        get("/admin/calendar/{kind}/new", Access::System, "the form of a day or term", calendar::new_form),
        post("/admin/calendar/{kind}/new", Access::System, "enters a day or term", calendar::create),
        get("/admin/calendar/{kind}/{record}", Access::System, "the form of a known day or term", calendar::edit_form),
        post("/admin/calendar/{kind}/{record}", Access::System, "corrects a day or term", calendar::change),
        get(
            "/admin/packages",
            Access::System,
            "packages, their versions, what the folder would change",
            packages::page,
        ),
        get("/admin/backups", Access::System, "backups there are", backups::page),
        post("/admin/backups", Access::System, "makes a backup now", backups::make),
        post("/admin/backups/verify", Access::System, "compares a backup with its hash", backups::verify),
        get("/admin/health", Access::System, "whether everything works", health::page),
        get("/admin/messages", Access::System, "messages of the supervision", messages::list),
        get("/health/live", Access::Public, "the program runs", health::live),
        get("/health/ready", Access::Public, "the database answers", health::ready),
        get("/admin/people", Access::Security, "people and their accounts", people::list),
        get("/admin/people/new", Access::Security, "the form of a new person", people::new_form),
        post("/admin/people/new", Access::Security, "registers a person", people::create),
        get("/admin/people/{account}", Access::Security, "a person and his account", people::one),
        get("/admin/people/{account}/edit", Access::Security, "the form of a person and his roles", people::edit_form),
        post("/admin/people/{account}/edit", Access::Security, "changes a person and his roles", people::change),
        post("/admin/people/{account}/{deed}", Access::Security, "opens, resets, locks out an account", people::act),
        get("/admin/rights", Access::Security, "which role may do what", rights::page),
        get("/admin/audit", Access::Audit, "the audit log", audit::list),
        get("/admin/audit/export", Access::Audit, "the audit log as a table", audit::export),
        get("/admin/readings", Access::Audit, "who read personal values in plain", readings::list),
        get("/admin/chains", Access::Audit, "how the last check of the chains went", chains::page),
        post("/admin/chains", Access::Audit, "checks the chains of all logs", chains::start),
    ]
}

/// The pages of an administrator: address, title, what is done there.
type Pages = &'static [(&'static str, &'static str, &'static str)];

/// Role and pages of each of the three the viewer is (one, since nobody may be two).
fn mine(viewer: &Viewer) -> Vec<(&'static str, Pages)> {
    let three: [(bool, &str, Pages); 3] = [
        (viewer.is_system(), t::SYSTEM_ROLE, &t::SYSTEM),
        (viewer.is_security(), t::SECURITY_ROLE, &t::SECURITY),
        (viewer.is_audit(), t::AUDIT_ROLE, &t::AUDIT),
    ];
    three.into_iter().filter(|(is, ..)| *is).map(|(_, role, pages)| (role, pages)).collect()
}

/// Address and title of the pages the viewer administers.
pub(super) fn offered(viewer: &Viewer) -> Vec<(&'static str, &'static str)> {
    mine(viewer).into_iter().flat_map(|(_, pages)| pages.iter().map(|(href, title, _)| (*href, *title))).collect()
}

async fn index(State(app): State<App>, viewer: Viewer) -> Markup {
    let content = html! {
        header.page-head { h1 { (t::TITLE) } }
        @for (role, pages) in mine(&viewer) {
            p { (t::as_who(role)) }
            div.doors {
                @for (href, title, what) in pages {
                    a.door href=(href) { b { (title) } span { (what) } }
                }
            }
        }
    };
    frame::page(&app, &viewer, &Spot::new(t::TITLE, "/admin"), &content)
}

/// A page of administration: the administrator's other pages stand above it.
fn pane(app: &App, viewer: &Viewer, path: &str, title: &str, content: &Markup) -> Markup {
    let tab = |(href, title, _): &(&str, &str, &str)| Tab {
        title: (*title).to_owned(),
        href: (*href).to_owned(),
        count: None,
        current: path.starts_with(href),
    };
    let all: Vec<Tab> = mine(viewer).into_iter().flat_map(|(_, pages)| pages.iter().map(tab)).collect();
    let content = html! { (tabs(t::PAGES, &all)) (content) };
    frame::page(app, viewer, &Spot::new(title, path).under(t::TITLE, "/admin"), &content)
}

/// `2026-03-09 09:00`
fn minute(at: Moment) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

/// The same to the second.
fn second(at: Moment) -> String {
    at.format("%Y-%m-%d %H:%M:%S").to_string()
}

/// An address with pairs, blank ones left out.
fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<_> = pairs.iter().filter(|(_, value)| !value.is_empty()).collect();
    let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// Name and account of a person, where the account is known.
fn called(viewer: &Viewer, account: &str) -> Markup {
    let person = viewer.snapshot.directory.people.get(account);
    html! { @if let Some(person) = person { (person.name) " " } span.quiet { (account) } }
}

/// Goes back to a page of administration.
fn back(to: &str) -> Redirect {
    Redirect::to(to)
}
