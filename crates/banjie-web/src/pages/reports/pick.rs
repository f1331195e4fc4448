//! Indicators a report may use, found by words: a list to copy from, and JSON for the picker that opens on `@`.

use axum::{
    Json,
    extract::{Query, State},
    response::IntoResponse,
};
use banjie_figures::Catalogue;
use banjie_model::definition::{Indicator, Package};
use banjie_office::reports;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::manuscript::Manuscript;
use crate::{
    App,
    server::{Answer, Fault, Viewer},
    text::reports as t,
    ui::{self, Button},
};

/// Indicators shown at once.
const SHOWN: usize = 40;

/// What is looked for, for which report.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    report: String,
    #[serde(default)]
    q: String,
}

/// An indicator as the picker shows it.
#[derive(Clone, Debug, Serialize)]
struct Found {
    /// What is written into the text.
    insert: String,
    title: String,
    unit: String,
    words: String,
}

/// Those of the report's package that fit: a text calls its own package's indicators by name.
fn found(viewer: &Viewer, report: &str, words: &str) -> Vec<Found> {
    let own = report.split('/').next().unwrap_or_default();
    let world = viewer.snapshot.world();
    let catalogue = Catalogue::new(world);
    let wanted: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    let fits = |indicator: &Indicator| {
        let whole = format!("{} {}", indicator.title, indicator.name).to_lowercase();
        wanted.iter().all(|word| whole.contains(word.as_str()))
    };
    let all = catalogue.iter().filter(|(package, indicator)| *package.name == *own && fits(indicator));
    let show = |(package, indicator): (&std::sync::Arc<Package>, &Indicator)| Found {
        insert: format!("{{{{ {} }}}}", indicator.name),
        title: indicator.title.to_string(),
        unit: indicator.unit.to_string(),
        words: catalogue.wording(package, indicator).words,
    };
    all.take(SHOWN).map(show).collect()
}

/// The list as JSON.
pub(super) async fn show(State(_app): State<App>, viewer: Viewer, Query(wanted): Query<Wanted>) -> Answer {
    reports::find(viewer.snapshot.library(), &wanted.report).map_err(|_| Fault::NotFound)?;
    let package = wanted.report.split('/').next().unwrap_or_default();
    if !viewer.is_in(package) {
        return Err(Fault::NotFound);
    }
    Ok(Json(found(&viewer, &wanted.report, &wanted.q)).into_response())
}

/// The list on the page of a manuscript, for those who work without scripts: looked for by the form, copied by hand.
pub(super) fn panel(viewer: &Viewer, manuscript: &Manuscript, words: &str) -> Markup {
    let found = found(viewer, manuscript.text("report"), words);
    let path = format!("{}/preview", manuscript.path());
    html! {
        details.pick-panel open[!words.is_empty()] {
            summary { (t::INDICATORS) }
            p.quiet { (t::INDICATORS_HELP) }
            div.row {
                label.visually-hidden for="f-find" { (t::FIND) }
                input.input #f-find type="search" name="find" value=(words);
                (ui::button(&Button { word: t::FIND, action: &path, unchecked: true, ..Button::default() }))
            }
            @if found.is_empty() { p.quiet { (t::PICK_NONE) } }
            dl.pick-list {
                @for one in &found {
                    div {
                        dt { code { (one.insert) } " " (one.title) @if !one.unit.is_empty() { span.quiet { " " (one.unit) } } }
                        dd.quiet { (one.words) }
                    }
                }
            }
            p.quiet { (t::FORMS) }
        }
    }
}
