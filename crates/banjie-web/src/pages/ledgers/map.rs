//! Records of the list as points on a map.

use std::collections::HashMap;

use axum::{
    extract::{Path, RawQuery, State},
    response::IntoResponse as _,
};
use banjie_desk::ports::{PageQuery, Store as _};
use banjie_engine::values::label;
use banjie_model::{
    case::{LimitRun, Record},
    definition::{Class, FieldType, Ledger},
    rounding::thousands,
    value::{RecordId, Value},
};
use maud::html;
use rust_decimal::prelude::ToPrimitive as _;

use super::list::{self, Listed, asked};
use crate::{
    App,
    pages::{
        frame::{self, Spot},
        shared::clocks::standing,
    },
    server::{Answer, Fault, Viewer},
    text::ledgers as t,
    ui::{self, Align, Column, Level, MapPoint, PointMap, Row, Table, Tone},
};

/// Points at most.
const MOST: usize = 2_000;
/// Records read at a time.
const PAGE: u32 = 1_000;
/// Records without a point that are listed.
const LISTED: usize = 100;

/// The field whose places are shown: the one the package's map names, else the first. Personal places are masked, so none.
#[must_use]
pub fn place(ledger: &Ledger) -> Option<usize> {
    let open = |index: usize| {
        let field = &ledger.fields[index];
        matches!(field.ty, FieldType::Place) && field.class < Class::Personal
    };
    let named = ledger.views.get("map").and_then(|view| view.options.get("place"));
    let named = named.and_then(|name| ledger.field(name)).map(|(index, _)| index);
    named.filter(|index| open(*index)).or_else(|| (0..ledger.fields.len()).find(|index| open(*index)))
}

async fn records(app: &App, listed: &Listed<'_>) -> Result<(Vec<Record>, bool), Fault> {
    let mut query = PageQuery { sort: listed.order.clone(), limit: PAGE, ..listed.read.page(app.now()) };
    let mut records = Vec::new();
    loop {
        let page = app.store().page(listed.ledger, &query).await?;
        records.extend(page.records);
        query.after = page.next;
        if query.after.is_none() || records.len() >= MOST {
            return Ok((records, query.after.is_some()));
        }
    }
}

/// Records of a list with their points.
#[derive(Debug)]
pub struct Points {
    /// The records that were read.
    pub records: Vec<Record>,
    /// Those that have a point.
    pub points: Vec<MapPoint>,
    /// Places in `records` of those that have none.
    pub without: Vec<usize>,
    /// There are more records than were read.
    pub more: bool,
}

/// The points of a list.
///
/// # Errors
/// Not found: the ledger has no places; the store.
pub async fn points(app: &App, listed: &Listed<'_>) -> Result<Points, Fault> {
    let index = place(listed.ledger).ok_or(Fault::NotFound)?;
    let (records, more) = records(app, listed).await?;
    let ids: Vec<RecordId> = records.iter().map(|record| record.id).collect();
    let clocks = !listed.ledger.limits.is_empty() && !ids.is_empty();
    let runs: HashMap<RecordId, Vec<LimitRun>> =
        if clocks { app.store().runs(listed.ledger, &ids).await? } else { HashMap::new() };
    let (mut points, mut without) = (Vec::new(), Vec::new());
    for (at, record) in records.iter().enumerate() {
        match point(listed, record, index, runs.get(&record.id).map_or(&[], Vec::as_slice), app) {
            Some(point) => points.push(point),
            None => without.push(at),
        }
    }
    Ok(Points { records, points, without, more })
}

/// The map.
pub async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let listed = asked(&app, &viewer, &ledger, query.as_deref()).await?;
    let Points { records, points, without, more } = points(&app, &listed).await?;
    let without: Vec<&Record> = without.iter().map(|index| &records[*index]).collect();
    let title = t::points(points.len(), without.len());
    let tiles = app.settings().tiles.clone().unwrap_or_default();
    let map = PointMap { id: "map".to_owned(), title, points, tiles, credit: String::new() };
    let content = html! {
        (list::head(&listed, t::MAP))
        (list::wrong(&listed))
        @if more { (ui::alert(Level::Info, "", &html! { p { (t::more_points(&thousands(MOST.into(), 0))) } })) }
        @if records.is_empty() { (ui::empty(t::NOTHING_FITS, &t::nothing_fits(&listed.read.words()), &html! {})) }
        @else { (ui::point_map(&map)) }
        @if !without.is_empty() { (pointless(&listed, &without)) }
    };
    let spot = Spot::new(t::MAP, format!("{}/map", listed.path))
        .under(&*ledger.title, listed.asked.href(&listed.path))
        .of(ledger.package.clone());
    Ok(frame::page(&app, &viewer, &spot, &content).into_response())
}

fn point(listed: &Listed<'_>, record: &Record, index: usize, runs: &[LimitRun], app: &App) -> Option<MapPoint> {
    let Some(Value::Place(place)) = record.values.get(index) else { return None };
    let (lng, lat) = place.point?;
    let snapshot = &listed.viewer.snapshot;
    let standing = standing(snapshot, listed.ledger, record, runs, app.now());
    let state = record.state.as_deref().map(|state| listed.ledger.state(state).map_or(state, |s| &s.title));
    let clock = (!runs.is_empty()).then(|| standing.clock.words());
    let card = standing.card.map(|card| card.word().to_owned());
    let parts: Vec<String> =
        state.map(str::to_owned).into_iter().chain(clock).chain(card).chain([place.address.to_string()]).collect();
    let tone = match standing.tone() {
        Tone::Late => "late",
        Tone::Due => "due",
        _ if record.closed_at.is_some() => "done",
        _ => "",
    };
    Some(MapPoint {
        lng: lng.to_f64()?,
        lat: lat.to_f64()?,
        title: label(&snapshot.world(), listed.ledger, record),
        note: parts.join(t::DOT),
        href: format!("{}/{}", listed.path, record.id),
        tone,
    })
}

/// Records that have no point, so that somebody can give them one.
fn pointless(listed: &Listed<'_>, records: &[&Record]) -> maud::Markup {
    let row = |record: &&Record| Row {
        href: format!("{}/{}", listed.path, record.id),
        cells: vec![
            html! { (label(&listed.viewer.snapshot.world(), listed.ledger, record)) },
            html! { (crate::pages::shared::values::org(&listed.viewer.snapshot, &record.org)) },
        ],
        ..Row::default()
    };
    html! {
        details {
            summary { (t::without_point(records.len())) }
            (ui::table(&Table {
                caption: t::WITHOUT_POINT.to_owned(),
                columns: vec![Column::new(t::LABEL, Align::Text), Column::new(t::ORG, Align::Tight)],
                rows: records.iter().take(LISTED).map(row).collect(),
                ..Table::default()
            }))
            @if records.len() > LISTED { p.quiet { (t::first_only(LISTED)) } }
        }
    }
}
