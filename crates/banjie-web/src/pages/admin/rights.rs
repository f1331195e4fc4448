//! Who may what: the roles of a package against its ledgers.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::IntoResponse,
};
use banjie_model::definition::{Ledger, Package, Role, Sees};
use maud::{Markup, html};
use serde::Deserialize;

use super::pane;
use crate::{
    App,
    server::{Answer, Viewer},
    text::admin::people as t,
    ui::{Align, Button, Choice, Column, PlainInput, Row, Table, button, panel, select_input, table},
};

const PATH: &str = "/admin/rights";

/// Which package.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    package: String,
}

pub(super) async fn page(State(app): State<App>, viewer: Viewer, Query(asked): Query<Asked>) -> Answer {
    let library = viewer.snapshot.library();
    let all = library.packages.values().filter(|package| !package.roles.is_empty());
    let choices: Vec<Choice> = all
        .map(|package| Choice { key: package.name.to_string(), title: package.title.to_string(), group: String::new() })
        .collect();
    let wanted = library
        .packages
        .get(asked.package.as_str())
        .or_else(|| library.packages.values().find(|package| !package.roles.is_empty() && &*package.name != "orgs"));
    let value = wanted.map_or("", |package| &*package.name);
    let input = PlainInput { name: "package", title: t::PACKAGE, value, settled: true, ..PlainInput::default() };
    let content = html! {
        header.page-head { div { h1 { (t::RIGHTS) } p { (t::RIGHTS_WHAT) } } }
        form.row method="get" action=(PATH) {
            (select_input(&input, &choices))
            (button(&Button { word: t::SHOW, ..Button::default() }))
        }
        @if let Some(package) = wanted { (panel("matrix", &package.title, &html! {}, &matrix(&app, &viewer, package))) }
    };
    Ok(pane(&app, &viewer, PATH, t::RIGHTS, &content).into_response())
}

fn matrix(app: &App, viewer: &Viewer, package: &Package) -> Markup {
    let today = app.now().date();
    let people = &viewer.snapshot.directory.people;
    let holders = |role: &Role| {
        let key = format!("{}.{}", package.name, role.name);
        people.iter().filter(|person| person.is_active(today) && person.roles.iter().any(|held| **held == *key)).count()
    };
    let roles: Vec<&Role> = package.roles.values().collect();
    let mut columns = vec![Column::new(t::LEDGER, Align::Tight)];
    columns.extend(roles.iter().map(|role| Column::new(&role.title, Align::Text)));
    let head = |title: &str, cells: Vec<Markup>| Row {
        cells: std::iter::once(html! { b { (title) } }).chain(cells).collect(),
        ..Row::default()
    };
    let mut rows = vec![
        head(t::SCOPE, roles.iter().map(|role| html! { (sees(role)) }).collect()),
        head(t::HOLDERS, roles.iter().map(|role| html! { (holders(role)) }).collect()),
    ];
    for ledger in package.ledgers.values() {
        rows.push(head(&ledger.title, roles.iter().map(|role| html! { (may(ledger, role)) }).collect()));
    }
    table(&Table {
        id: "rights".to_owned(),
        caption: t::RIGHTS.to_owned(),
        columns,
        rows,
        empty: Some(html! { p.empty-line { (t::RIGHTS_NONE) } }),
        ..Table::default()
    })
}

fn sees(role: &Role) -> &'static str {
    match role.sees {
        Sees::Own => t::SEES_OWN,
        Sees::Subtree => t::SEES_SUBTREE,
        Sees::All => t::SEES_ALL,
    }
}

/// What a role may do in a ledger: enter records, take actions; else only look.
fn may(ledger: &Arc<Ledger>, role: &Role) -> String {
    let allowed = |roles: &[banjie_model::Name]| roles.is_empty() || roles.contains(&role.name);
    let enters = allowed(&ledger.creators).then(|| t::CREATES.to_owned());
    let acts = ledger.actions.iter().filter(|action| allowed(&action.by)).map(|action| action.title.to_string());
    let deeds: Vec<String> = enters.into_iter().chain(acts).collect();
    if deeds.is_empty() { t::READS.to_owned() } else { deeds.join(t::COMMA) }
}
