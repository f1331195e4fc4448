//! A system at a glance: what it is for, its ledgers, what is counted and reported; and help.

use axum::extract::{Path, State};
use banjie_model::definition::{Package, Sees};
use maud::{Markup, html};

use crate::{
    App,
    pages::frame::{self, Spot},
    routes::{Access, Route, get},
    server::{Answer, Fault, Viewer},
    text::systems as t,
};

/// Routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get("/systems/{package}", Access::Staff, "a system: its ledgers, indicators, reports, roles and bases", system),
        get("/help", Access::SignedIn, "help: the keys, the words, how time limits count", help),
    ]
}

async fn system(State(app): State<App>, viewer: Viewer, Path(name): Path<String>) -> Answer {
    let snapshot = viewer.snapshot.clone();
    let package = snapshot.library().packages.get(name.as_str()).filter(|p| viewer.is_in(&p.name));
    let package = package.ok_or(Fault::NotFound)?;
    let spot = Spot::new(&*package.title, format!("/systems/{name}")).of(package.name.clone());
    let content = html! {
        h1 { (package.title) }
        p.lead { (package.purpose) }
        (ledgers(package))
        (counted(package))
        (roles(&viewer, package))
        (bases(package))
    };
    Ok(axum::response::IntoResponse::into_response(frame::page(&app, &viewer, &spot, &content)))
}

fn ledgers(package: &Package) -> Markup {
    html! {
        section aria-labelledby="ledgers" {
            h2 #ledgers { (t::LEDGERS) }
            ul.plain {
                @for ledger in package.ledgers.values() {
                    li { a href=(format!("/ledgers/{}", ledger.key)) { (ledger.title) } p.note { (ledger.purpose) } }
                }
            }
        }
    }
}

fn counted(package: &Package) -> Markup {
    html! {
        @if !package.indicators.is_empty() || !package.reports.is_empty() {
            section aria-labelledby="counted" {
                h2 #counted { (t::COUNTED) }
                p { a href=(format!("/figures/{}", package.name)) { (t::indicators(package.indicators.len())) } }
                @if !package.reports.is_empty() {
                    p { a href="/reports" { (t::reports(package.reports.len())) } }
                }
            }
        }
    }
}

fn roles(viewer: &Viewer, package: &Package) -> Markup {
    html! {
        section aria-labelledby="roles" {
            h2 #roles { (t::ROLES) }
            table {
                caption.visually-hidden { (t::ROLES) }
                thead { tr { th scope="col" { (t::ROLE) } th scope="col" { (t::REACH) } th scope="col" { (t::MINE) } } }
                tbody {
                    @for role in package.roles.values() {
                        tr {
                            th scope="row" { (role.title) }
                            td { (reach(role.sees)) }
                            td { (if viewer.actor.has_role(&package.name, &role.name) { t::YES } else { t::NO }) }
                        }
                    }
                }
            }
        }
    }
}

fn reach(sees: Sees) -> &'static str {
    match sees {
        Sees::Own => t::SEES_OWN,
        Sees::Subtree => t::SEES_SUBTREE,
        Sees::All => t::SEES_ALL,
    }
}

fn bases(package: &Package) -> Markup {
    html! {
        @if !package.bases.is_empty() {
            details {
                summary { (t::bases(package.bases.len())) }
                ul { @for basis in package.bases.values() { li { (basis.zh()) @if let Some(note) = &basis.note { p.note { (note) } } } } }
            }
        }
    }
}

async fn help(State(app): State<App>, viewer: Viewer) -> Markup {
    let content = html! {
        h1 { (t::HELP) }
        @for (title, sentences) in t::HELP_PARTS {
            section { h2 { (title) } ul { @for sentence in *sentences { li { (sentence) } } } }
        }
    };
    frame::page(&app, &viewer, &Spot::new(t::HELP, "/help"), &content)
}
