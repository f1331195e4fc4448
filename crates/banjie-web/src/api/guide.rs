//! The page that explains the interface to people.

use axum::{extract::State, response::IntoResponse as _};
use maud::html;

use super::table::operations;
use crate::{
    App,
    pages::frame::{self, Spot},
    routes::Access,
    server::{Answer, Viewer},
    text::api as t,
    ui::{self, Align, Column, Row, Table},
};

/// The page.
pub(super) async fn show(State(app): State<App>, viewer: Viewer) -> Answer {
    let token = |access: Access| match access {
        Access::Public => t::NO_TOKEN,
        Access::ApiWrite => t::WRITES,
        _ => t::READS,
    };
    let row = |operation: super::Operation| Row {
        cells: vec![
            html! { code { (operation.route.method.as_str()) } },
            html! { code { (operation.route.path) } },
            html! { (operation.title) },
            html! { (token(operation.route.access)) },
        ],
        ..Row::default()
    };
    let table = Table {
        caption: t::OPERATIONS.to_owned(),
        columns: t::HEADS.iter().map(|head| Column::new(head, Align::Text)).collect(),
        rows: operations().into_iter().map(row).collect(),
        ..Table::default()
    };
    let content = html! {
        header.page-head { div { h1 { (t::TITLE) } p { (t::LEAD) } } }
        p { a href="/api/openapi.json" { (t::DOCUMENT) } }
        @for (title, sentences) in t::PARTS {
            section { h2 { (title) } ul { @for sentence in sentences { li { (sentence) } } } }
        }
        section { h2 { (t::OPERATIONS) } (ui::table(&table)) }
    };
    Ok(frame::page(&app, &viewer, &Spot::new(t::TITLE, "/api"), &content).into_response())
}
