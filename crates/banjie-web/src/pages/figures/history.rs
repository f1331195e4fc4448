//! How the definition of an indicator changed from version to version of its package.

use std::sync::Arc;

use banjie_engine::World;
use banjie_figures::Catalogue;
use banjie_model::definition::{Indicator, Library, Package};
use maud::{Markup, html};

use crate::{
    server::Viewer,
    text::figures as t,
    ui::{self, Align, Column, Row, Table, Tone},
};

/// Digits of a hash shown.
const SHORT: usize = 12;

/// Every definition that an installed version has or had, the one in force first.
pub(super) fn panel(viewer: &Viewer, package: &Arc<Package>, indicator: &Indicator) -> Markup {
    let snapshot = &viewer.snapshot;
    let libraries: Vec<&Library> = std::iter::once(snapshot.library()).chain(snapshot.earlier()).collect();
    let mut known: Vec<(String, Vec<String>, Row)> = Vec::new();
    for library in libraries {
        let Some(of) = library.packages.get(&package.name) else { continue };
        let Some(found) = of.indicators.get(&indicator.name) else { continue };
        let version = of.version.to_string();
        if let Some((_, versions, _)) = known.iter_mut().find(|(hash, ..)| *hash == *found.hash) {
            if !versions.contains(&version) {
                versions.push(version);
            }
            continue;
        }
        let wording = Catalogue::new(World { library, ..snapshot.world() }).wording(of, found);
        let hash: String = found.hash.chars().take(SHORT).collect();
        let in_force = found.hash == indicator.hash;
        let standing = if in_force {
            ui::badge(t::IN_FORCE, Tone::Active)
        } else {
            html! { (t::REPLACED) }
        };
        let words = html! { (wording.words) @if let Some(formula) = &wording.formula { br; (formula) } };
        let cells = vec![html! {}, html! { (found.title) }, words, html! { code { (hash) } }, standing];
        known.push((found.hash.to_string(), vec![version], Row { cells, ..Row::default() }));
    }
    let one = known.len() == 1;
    let rows = known.into_iter().map(|(_, versions, mut row)| {
        row.cells[0] = html! { (versions.join(t::AND)) };
        row
    });
    let table = Table {
        caption: t::HISTORY.to_owned(),
        columns: vec![
            Column::new(t::VERSION, Align::Tight),
            Column::new(t::TITLE, Align::Text),
            Column::new(t::DEFINITION, Align::Text),
            Column::new(t::FINGERPRINT, Align::Tight),
            Column::new(t::STANDING, Align::Tight),
        ],
        rows: rows.collect(),
        ..Table::default()
    };
    html! {
        p.quiet { (t::HISTORY_WHY) }
        @if one { p { (t::HISTORY_ONE) } }
        (ui::table(&table))
    }
}
