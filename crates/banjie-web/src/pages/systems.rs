//! A system at a glance: what it is for, its ledgers, what is counted and reported.

use axum::extract::{Path, State};
use banjie_model::definition::{Package, Sees};
use banjie_office::boards;
use maud::{Markup, html};

use crate::{
    App,
    pages::frame::{self, Spot},
    routes::{Access, Route, get},
    server::{Answer, Fault, Viewer},
    text::systems as t,
    ui::{self, Align, Column, Look, Row, Table, Tone},
};

/// Routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![get(
        "/systems/{package}",
        Access::Staff,
        "a system: its ledgers, indicators, reports, roles and bases",
        system,
    )]
}

async fn system(State(app): State<App>, viewer: Viewer, Path(name): Path<String>) -> Answer {
    let snapshot = viewer.snapshot.clone();
    let package = snapshot.library().packages.get(name.as_str()).filter(|p| viewer.is_in(&p.name));
    let package = package.ok_or(Fault::NotFound)?;
    let spot = Spot::new(&*package.title, format!("/systems/{name}")).of(package.name.clone());
    let watched = boards::ledgers(&snapshot, &viewer.actor);
    let is_watched = watched.iter().any(|(key, _)| package.ledgers.values().any(|ledger| ledger.key == *key));
    let content = html! {
        header.page-head {
            div { h1 { (package.title) } p { (package.purpose) } }
            div.actions {
                @if !package.indicators.is_empty() {
                    (ui::link_button(t::DASHBOARD, &format!("/figures/{}", package.name), Look::Plain, None))
                }
                @if is_watched { (ui::link_button(t::BOARD, "/board", Look::Plain, None)) }
            }
        }
        (ledgers(package))
        (counted(package))
        (roles(&viewer, package))
        (bases(package))
    };
    Ok(axum::response::IntoResponse::into_response(frame::page(&app, &viewer, &spot, &content)))
}

fn ledgers(package: &Package) -> Markup {
    let row = |ledger: &std::sync::Arc<banjie_model::definition::Ledger>| Row {
        href: format!("/ledgers/{}", ledger.key),
        cells: vec![html! { (ledger.title) }, html! { (ledger.purpose) }],
        ..Row::default()
    };
    let table = Table {
        caption: t::LEDGERS.to_owned(),
        columns: vec![Column::new(t::LEDGERS, Align::Text), Column::new(t::PURPOSE, Align::Text)],
        rows: package.ledgers.values().map(row).collect(),
        ..Table::default()
    };
    ui::panel("ledgers", t::LEDGERS, &html! {}, &ui::table(&table))
}

fn counted(package: &Package) -> Markup {
    let body = html! {
        ul.lines {
            li { a href=(format!("/figures/{}#all", package.name)) { (t::indicators(package.indicators.len())) } }
            @if !package.reports.is_empty() { li { a href="/reports" { (t::reports(package.reports.len())) } } }
        }
    };
    html! {
        @if !package.indicators.is_empty() || !package.reports.is_empty() {
            (ui::panel("counted", t::COUNTED, &html! {}, &body))
        }
    }
}

fn roles(viewer: &Viewer, package: &Package) -> Markup {
    let row = |role: &banjie_model::definition::Role| Row {
        cells: vec![
            html! { (role.title) },
            html! { (reach(role.sees)) },
            html! { @if viewer.actor.has_role(&package.name, &role.name) { (ui::badge(t::HELD, Tone::Active)) } },
        ],
        ..Row::default()
    };
    let table = Table {
        caption: t::ROLES.to_owned(),
        columns: vec![
            Column::new(t::ROLE, Align::Text),
            Column::new(t::REACH, Align::Text),
            Column::new(t::MINE, Align::Tight),
        ],
        rows: package.roles.values().map(row).collect(),
        ..Table::default()
    };
    ui::panel("roles", t::ROLES, &html! {}, &ui::table(&table))
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
                ul.lines { @for basis in package.bases.values() { li { (basis.zh()) @if let Some(note) = &basis.note { p.note { (note) } } } } }
            }
        }
    }
}
