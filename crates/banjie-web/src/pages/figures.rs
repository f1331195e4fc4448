//! Indicators, figures and dashboards: every number with its definition and its records.

use axum::{
    extract::{Query, State},
    response::IntoResponse as _,
};
use banjie_figures::{Catalogue, FigureError};
use banjie_model::definition::{Indicator, Package};
use banjie_office::trace::TraceError;
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

use crate::{
    App,
    pages::frame::{self, Spot},
    routes::{Access, Route, get},
    server::{Answer, Fault, Viewer},
    text::figures as t,
    ui::{self, Align, Column, Look, Row, Table},
};

pub(crate) mod asked;
pub(super) mod chooser;
mod dashboard;
mod drawn;
pub(crate) mod export;
mod history;
mod one;
pub(crate) mod records;
pub(crate) mod veil;

/// Routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get("/figures", Access::Staff, "the catalogue of indicators with their definitions", catalogue),
        get("/figures/records", Access::Staff, "the records behind a figure, by its trace", records::records),
        get("/figures/{package}", Access::Staff, "the dashboards of a package", dashboard::dashboard),
        get("/figures/{package}/{indicator}", Access::Staff, "an indicator by period and organisation", one::one),
        get(
            "/figures/{package}/{indicator}/export",
            Access::Staff,
            "the table of an indicator as a file",
            export::export,
        ),
    ]
}

impl From<FigureError> for Fault {
    fn from(error: FigureError) -> Fault {
        match error {
            FigureError::Store(error) => error.into(),
            FigureError::Unanswerable(why) => Fault::bad(why),
        }
    }
}

impl From<TraceError> for Fault {
    fn from(error: TraceError) -> Fault {
        match error {
            TraceError::Desk(error) => error.into(),
            TraceError::Figures(error) => error.into(),
            TraceError::Unreadable(why) => Fault::bad(why),
        }
    }
}

/// The package of this name; what one has no role in does not exist.
fn package<'a>(viewer: &'a Viewer, name: &str) -> Result<&'a Arc<Package>, Fault> {
    let found = viewer.snapshot.library().packages.get(name).filter(|package| viewer.is_in(&package.name));
    found.ok_or(Fault::NotFound)
}

/// An indicator with its package.
pub(crate) fn indicator<'a>(
    viewer: &'a Viewer,
    of: &str,
    name: &str,
) -> Result<(&'a Arc<Package>, &'a Indicator), Fault> {
    let package = package(viewer, of)?;
    package.indicators.get(name).map(|indicator| (package, indicator)).ok_or(Fault::NotFound)
}

/// An address with a query; pairs without a value are left out.
fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let given: Vec<&(&str, &str)> = pairs.iter().filter(|(_, value)| !value.is_empty()).collect();
    let query = serde_urlencoded::to_string(given).unwrap_or_default();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// What is looked for in the catalogue.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    q: String,
}

async fn catalogue(State(app): State<App>, viewer: Viewer, Query(wanted): Query<Wanted>) -> Answer {
    let library = viewer.snapshot.library();
    let mine = library.packages.values().filter(|package| viewer.is_in(&package.name));
    let mut sections = Vec::new();
    for package in mine.filter(|package| !package.indicators.is_empty()) {
        let found = matching(&viewer, package, &wanted.q);
        if !found.is_empty() {
            sections.push((package, found));
        }
    }
    let q = wanted.q.trim();
    let content = html! {
        header.page-head { div { h1 { (t::FIGURES) } } }
        form.chooser.row method="get" action="/figures" role="search" {
            div.field {
                label for="q" { (t::SEARCH) }
                input.input #q type="search" name="q" value=(q) placeholder=(t::SEARCH_HELP);
            }
            div.actions { button.button type="submit" { (t::FIND) } }
        }
        @for (package, found) in &sections {
            section aria-labelledby=(format!("of-{}", package.name)) {
                header.panel-head {
                    h2 id=(format!("of-{}", package.name)) { (package.title) " " span.count { (found.len()) } }
                    div.actions { (ui::link_button(t::DASHBOARD, &format!("/figures/{}", package.name), Look::Plain, None)) }
                }
                (listed(&viewer, package, found))
            }
        }
        @if sections.is_empty() {
            @if q.is_empty() { (ui::empty(t::NOTHING, t::NOTHING_WHY, &html! {})) }
            @else { (ui::empty(t::NOT_FOUND, t::NOT_FOUND_WHY, &ui::link_button(t::ALL, "/figures", Look::Plain, None))) }
        }
    };
    Ok(frame::page(&app, &viewer, &Spot::new(t::FIGURES, "/figures"), &content).into_response())
}

/// Indicators in whose name, key or definition all words stand.
fn matching<'a>(viewer: &Viewer, package: &'a Arc<Package>, q: &str) -> Vec<&'a Indicator> {
    let catalogue = Catalogue::new(viewer.snapshot.world());
    let words: Vec<String> = q.split_whitespace().map(str::to_lowercase).collect();
    let has = |indicator: &&Indicator| {
        let wording = catalogue.wording(package, indicator);
        let help = wording.help.as_deref().unwrap_or_default();
        let text = format!("{} {} {} {help} {}", wording.title, wording.key, wording.words, package.title);
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    package.indicators.values().filter(has).collect()
}

/// Indicators with unit, definition and what they can be asked for.
fn listed(viewer: &Viewer, package: &Arc<Package>, indicators: &[&Indicator]) -> Markup {
    let catalogue = Catalogue::new(viewer.snapshot.world());
    let row = |indicator: &&Indicator| {
        let wording = catalogue.wording(package, indicator);
        let timed = asked::counted(&catalogue, package, indicator).iter().all(|(_, counted)| counted.on.is_some());
        let words = wording.formula.as_ref().map_or(&wording.words, |formula| formula);
        Row {
            href: format!("/figures/{}/{}", package.name, indicator.name),
            cells: vec![
                html! { (indicator.title) },
                html! { (indicator.unit) },
                html! { span { (words) @if let Some(help) = &indicator.help { " " span.quiet { (help) } } @if !timed { " " (ui::chip(t::STOCK)) } } },
            ],
            ..Row::default()
        }
    };
    ui::table(&Table {
        caption: package.title.to_string(),
        columns: vec![
            Column::new(t::TITLE, Align::Text),
            Column::new(t::UNIT, Align::Tight),
            Column::new(t::DEFINITION, Align::Text),
        ],
        rows: indicators.iter().map(row).collect(),
        ..Table::default()
    })
}
