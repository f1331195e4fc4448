//! The page that explains the interface to people: how to come in, examples to copy, every operation.

use axum::{extract::State, response::IntoResponse as _};
use maud::{Markup, html};

use super::{Operation, table::operations};
use crate::{
    App,
    pages::frame::{self, Spot},
    routes::Access,
    server::{Answer, Viewer},
    text::api as t,
    ui::{self, Align, Column, Icon, Look, Row, Table},
};

/// What the operations are about, by the part of the address after `/api/v1/`.
fn subject(operation: &Operation) -> usize {
    let first = operation.route.path.trim_start_matches("/api/v1/").split('/').next().unwrap_or_default();
    t::SUBJECTS.iter().position(|(_, words)| words.contains(&first)).unwrap_or(0)
}

fn token(access: Access) -> &'static str {
    match access {
        Access::Public => t::NO_TOKEN,
        Access::ApiWrite => t::WRITES,
        Access::ApiSystem => t::OF_SYSTEM,
        Access::ApiSecurity => t::OF_SECURITY,
        Access::ApiAudit => t::OF_AUDIT,
        _ => t::READS,
    }
}

fn listed(title: &str, operations: &[&Operation]) -> Markup {
    let row = |operation: &&Operation| Row {
        cells: vec![
            html! { (operation.title) },
            html! { code.address { b { (operation.route.method.as_str()) } " " (operation.route.path) } },
            html! { (token(operation.route.access)) },
        ],
        ..Row::default()
    };
    let aligns = [Align::Text, Align::Text, Align::Tight];
    ui::table(&Table {
        caption: title.to_owned(),
        columns: t::HEADS.iter().zip(aligns).map(|(head, align)| Column::new(head, align)).collect(),
        rows: operations.iter().map(row).collect(),
        ..Table::default()
    })
}

/// A command line to be copied.
fn example(what: &str, command: &str) -> Markup {
    html! { figure.example { figcaption { (what) } pre.command tabindex="0" { code { (command) } } } }
}

/// The page.
pub(super) async fn show(State(app): State<App>, viewer: Viewer) -> Answer {
    let all = operations();
    let address = app.settings().address.clone().unwrap_or_else(|| t::ADDRESS.to_owned());
    let ledger = viewer.ledgers().into_iter().find(|ledger| !ledger.states.is_empty());
    let key = ledger.as_deref().map_or(t::LEDGER, |ledger| &ledger.key);
    let rate = app.settings().patience.saturating_mul(100);
    let sections = t::parts(&address, key, rate, app.settings().patience);
    let content = html! {
        header.page-head {
            div { h1 { (t::TITLE) } p { (t::LEAD) } }
            div.actions {
                (ui::link_button(t::MAKE_TOKEN, "/account#tokens", Look::Primary, None))
                (ui::link_button(t::DOCUMENT, "/api/openapi.json", Look::Plain, Some(Icon::Download)))
            }
        }
        nav.contents aria-label=(t::CONTENTS) {
            ul {
                @for section in &sections { li { a href={ "#" (section.id) } { (section.title) } } }
                li { a href="#operations" { (t::OPERATIONS) } }
            }
        }
        div.handbook {
            @for section in &sections {
                section id=(section.id) {
                    h2 { (section.title) }
                    ul.prose { @for sentence in &section.sentences { li { (sentence) } } }
                    @for (what, command) in &section.examples { (example(what, command)) }
                }
            }
        }
        section id="operations" {
            h2 { (t::OPERATIONS) " " span.count { (all.len()) } }
            @for (index, (title, _)) in t::SUBJECTS.iter().enumerate() {
                @let own: Vec<&Operation> = all.iter().filter(|operation| subject(operation) == index).collect();
                @if !own.is_empty() { h3 { (title) } (listed(title, &own)) }
            }
        }
    };
    Ok(frame::page(&app, &viewer, &Spot::new(t::TITLE, "/api"), &content).into_response())
}
