//! Versions of a manuscript: who wrote what when, and what changed in the text.

use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use banjie_desk::ports::Store as _;
use banjie_model::case::Record;
use maud::{Markup, html};

use super::manuscript::{Manuscript, value};
use crate::{
    App,
    pages::{
        frame::{self, Spot},
        shared::values,
    },
    server::{Answer, Viewer},
    text::reports as t,
};

/// The page.
pub(super) async fn show(State(app): State<App>, viewer: Viewer, Path(id): Path<i64>) -> Answer {
    let manuscript = Manuscript::find(&app, &viewer, id).await?;
    let id = manuscript.case.record.id;
    let versions = app.store().versions(&manuscript.ledger, id).await?;
    let events = app.store().events(&manuscript.ledger, id).await?;
    let told = |version: u32| events.iter().find(|stored| stored.event.version == version).map(|stored| &stored.event);
    let text = |record: &Record| value(&manuscript.ledger, record, "text").as_str().unwrap_or_default().to_owned();
    let content = html! {
        header.page-head { div { h1 { (t::versions_of(&manuscript.title())) } p { (t::VERSIONS_HELP) } } }
        ol.version-list reversed {
            @for (index, record) in versions.iter().enumerate().rev() {
                @let before = index.checked_sub(1).map(|i| text(&versions[i])).unwrap_or_default();
                li.panel {
                    @let event = told(record.version);
                    @let action = event.map(|event| action(&manuscript, &event.action)).unwrap_or_default();
                    h2 { (t::version(record.version)) " " (action) }
                    p.quiet {
                        @if let Some(event) = event { (values::person(&viewer.snapshot, &event.actor)) " · " (t::moment(event.at)) @if let Some(note) = &event.note { " · " (note) } }
                    }
                    (changes(&before, &text(record)))
                }
            }
        }
    };
    let spot = Spot::new(t::VERSIONS, format!("{}/versions", manuscript.path()))
        .of("manuscripts")
        .under(t::REPORTS, "/reports")
        .under(manuscript.title(), manuscript.path());
    Ok(frame::page(&app, &viewer, &spot, &content).into_response())
}

fn action(manuscript: &Manuscript, name: &str) -> String {
    match (manuscript.ledger.action(name), name) {
        (Some(action), _) => action.title.to_string(),
        (None, "create") => t::CREATED.to_owned(),
        (None, "edit") => t::EDITED.to_owned(),
        (None, _) => String::new(),
    }
}

/// Lines that went and lines that came; nothing where the text stayed.
fn changes(before: &str, after: &str) -> Markup {
    if before == after {
        return html! { p.quiet { (t::TEXT_SAME) } };
    }
    let (gone, came) = differing(before, after);
    html! {
        details open[!before.is_empty()] {
            summary { (t::lines(gone.len(), came.len())) }
            div.text-diff {
                @for line in gone { p { del { (line) } } }
                @for line in came { p { ins { (line) } } }
            }
        }
    }
}

/// Lines only one of two texts has, in their order.
fn differing<'t>(before: &'t str, after: &'t str) -> (Vec<&'t str>, Vec<&'t str>) {
    let lines = |text: &'t str| text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>();
    let (old, new) = (lines(before), lines(after));
    let only = |these: &[&'t str], those: &[&'t str]| {
        let mut left: std::collections::HashMap<&str, usize> = std::collections::HashMap::new();
        those.iter().for_each(|line| *left.entry(line).or_default() += 1);
        let mut only = Vec::new();
        for line in these {
            match left.get_mut(line) {
                Some(n) if *n > 0 => *n -= 1,
                _ => only.push(*line),
            }
        }
        only
    };
    (only(&old, &new), only(&new, &old))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_texts_the_lines_that_differ_are_told() {
        let (gone, came) = differing("甲\n乙\n乙\n丙", "甲\n乙\n丁\n丙");
        assert_eq!((gone, came), (vec!["乙"], vec!["丁"]));
    }
}
