//! Packages: what is installed, how many cases each version still judges, and what the folder would change. Applying stays an act
//! of the command line.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use axum::{
    extract::{Query, State},
    response::IntoResponse,
};
use banjie_desk::{
    apply,
    ports::{InstalledPackage, Plan, Store as _},
};
use banjie_model::{Name, definition::Library, finding::Severity};
use banjie_package::LibraryReading;
use maud::{Markup, html};
use serde::Deserialize;

use super::{minute, pane};
use crate::{
    App,
    server::{Answer, Fault, Viewer},
    text::admin::packages as t,
    ui::{Align, Column, Level, Look, Row, Table, Tone, alert, badge, link_button, panel, table},
};

const PATH: &str = "/admin/packages";
/// Characters of a hash that are shown.
const HASH: usize = 12;

/// Whether the folder is to be read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    look: bool,
}

pub(super) async fn page(State(app): State<App>, viewer: Viewer, Query(asked): Query<Asked>) -> Answer {
    let installed = app.store().installed().await?;
    let open = open_cases(&app, &viewer).await?;
    let folder = match &app.settings().packages {
        None => html! { p { (t::BUILT_IN) } },
        Some(folder) => html! {
            p { (t::in_folder(&folder.display().to_string())) }
            @if asked.look { (changes(&app, &viewer, folder).await?) } @else {
                (link_button(t::LOOK, &format!("{PATH}?look=true"), Look::Primary, None))
            }
        },
    };
    let content = html! {
        header.page-head { div { h1 { (t::TITLE) } p { (t::WHAT) } } }
        (panel("folder", t::FOLDER, &html! {}, &folder))
        (panel("installed", t::INSTALLED, &html! {}, &installed_table(&viewer, &installed, &open)))
    };
    Ok(pane(&app, &viewer, PATH, t::TITLE, &content).into_response())
}

/// Open cases by package and version.
async fn open_cases(app: &App, viewer: &Viewer) -> Result<BTreeMap<(Name, Name), i64>, Fault> {
    let mut open = BTreeMap::new();
    let ledgers: Vec<_> =
        viewer.snapshot.library().ledgers().filter(|ledger| !ledger.states.is_empty()).cloned().collect();
    for ledger in ledgers {
        for (version, n) in app.store().open_by_version(&ledger).await? {
            *open.entry((ledger.package.clone(), version)).or_default() += n;
        }
    }
    Ok(open)
}

fn installed_table(viewer: &Viewer, installed: &[InstalledPackage], open: &BTreeMap<(Name, Name), i64>) -> Markup {
    let library = viewer.snapshot.library();
    let columns = vec![
        Column::new(t::PACKAGE, Align::Text),
        Column::new(t::VERSION, Align::Tight),
        Column::new(t::STATE, Align::Tight),
        Column::new(t::OPEN, Align::Number),
        Column::new(t::APPLIED, Align::Tight),
        Column::new(t::HASH, Align::Tight),
    ];
    let row = |one: &InstalledPackage| {
        let current = library.packages.get(&one.name);
        let n = open.get(&(one.name.clone(), one.version.clone())).copied().unwrap_or_default();
        let state = match current {
            None => badge(t::NOT_HERE, Tone::Plain),
            Some(current) if current.version == one.version => badge(t::CURRENT, Tone::Done),
            Some(_) if n > 0 => badge(t::OLDER, Tone::Active),
            Some(_) => badge(t::UNUSED, Tone::Plain),
        };
        let title = current.map_or(&one.name, |package| &package.title);
        Row {
            cells: vec![
                html! { (title) " " span.quiet { (one.name) } },
                html! { (one.version) },
                state,
                html! { (n) },
                html! { (minute(one.applied_at)) },
                html! { code { (one.hash.get(..HASH).unwrap_or(&one.hash)) } },
            ],
            ..Row::default()
        }
    };
    let mut sorted: Vec<&InstalledPackage> = installed.iter().collect();
    sorted.sort_by(|a, b| (&a.name, b.applied_at).cmp(&(&b.name, a.applied_at)));
    table(&Table {
        id: "packages".to_owned(),
        caption: t::INSTALLED.to_owned(),
        columns,
        rows: sorted.into_iter().map(row).collect(),
        empty: Some(html! { p.empty-line { (t::NONE) } }),
        ..Table::default()
    })
}

/// What differs between the folder and what is in use, and what applying it would do.
async fn changes(app: &App, viewer: &Viewer, folder: &Path) -> Result<Markup, Fault> {
    let path = folder.to_path_buf();
    let read = tokio::task::spawn_blocking(move || banjie_package::read_library(&path)).await;
    let reading = match read.map_err(|error| Fault::Broken(error.to_string()))? {
        Ok(reading) => reading,
        Err(error) => return Ok(alert(Level::Error, "", &html! { p { (t::unreadable(&error.to_string())) } })),
    };
    if let Some(wrong) = first_error(&reading) {
        let command = format!("banjie check {}", folder.display());
        return Ok(alert(Level::Error, "", &html! { p { (wrong) } p { (t::CHECK_FIRST) } pre { code { (command) } } }));
    }
    let differences = differences(viewer.snapshot.library(), &reading.library);
    if differences.is_empty() {
        return Ok(alert(Level::Done, "", &html! { p { (t::SAME) } }));
    }
    let plan = match apply::plan(app.store(), &reading.library, &[]).await {
        Ok(plan) => plan_list(&plan),
        Err(error) => alert(Level::Error, "", &html! { p { (error.to_string()) } }),
    };
    Ok(html! {
        ul { @for difference in &differences { li { (difference) } } }
        h3 { (t::PLAN) }
        (plan)
        p { (t::APPLY_HOW) }
        pre { code { (commands(folder)) } }
    })
}

fn first_error(reading: &LibraryReading) -> Option<String> {
    let wrong = reading.readings.iter().find(|reading| reading.has_errors())?;
    let finding = wrong.findings.iter().find(|finding| finding.severity == Severity::Error)?;
    Some(t::has_errors(&wrong.package.name, &finding.spot.file, &finding.message))
}

fn differences(used: &Library, there: &Library) -> Vec<String> {
    let mut found = Vec::new();
    for package in there.packages.values() {
        let known: Option<&Arc<_>> = used.packages.get(&package.name);
        if known.is_none_or(|known| known.hash != package.hash) {
            found.push(t::differs(&package.title, known.map(|known| &*known.version), &package.version));
        }
    }
    let gone = used.packages.values().filter(|package| !there.packages.contains_key(&package.name));
    found.extend(gone.map(|package| t::gone(&package.title)));
    found
}

fn plan_list(plan: &Plan) -> Markup {
    html! {
        @if plan.steps.is_empty() { p { (t::PLAN_NONE) } }
        ul {
            @for step in &plan.steps {
                li {
                    @if !step.safe { (badge(t::UNSAFE, Tone::Late)) " " }
                    (step.what)
                    @if let Some(advice) = &step.advice { p.quiet { (advice) } }
                }
            }
        }
    }
}

fn commands(folder: &Path) -> String {
    let folder = folder.display();
    format!("banjie backup FILE.db\nbanjie --packages {folder} plan\nbanjie --packages {folder} apply")
}
