//! Drawings of figures: small ones in SVG, large ones by the chart library from data in the page; each with its table.

use maud::{Markup, PreEscaped, html};
use serde::Serialize;

use super::{
    mark::Tone,
    table::{Align, Column, Row, Table, table},
};
use crate::text;

/// Data for a script, safe inside `<script>`.
fn data(value: &impl Serialize) -> Markup {
    let json = serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned());
    PreEscaped(json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029"))
}

/// A line of the last few values, as wide as its place. `label` says in words what the line shows.
pub fn spark(label: &str, values: &[f64]) -> Markup {
    const WIDTH: f64 = 96.0;
    const HEIGHT: f64 = 24.0;
    let (low, high) = values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(*value), high.max(*value)));
    let span = if high > low { high - low } else { 1.0 };
    let last = u32::try_from(values.len().saturating_sub(1)).unwrap_or(u32::MAX).max(1);
    let points: Vec<String> = (0u32..)
        .zip(values)
        .map(|(index, value)| {
            let x = 2.0 + f64::from(index) / f64::from(last) * (WIDTH - 4.0);
            let y = HEIGHT - 3.0 - (value - low) / span * (HEIGHT - 6.0);
            format!("{x:.1} {y:.1}")
        })
        .collect();
    let end = points.last().and_then(|point| point.split_once(' '));
    html! {
        svg.spark viewBox="0 0 96 24" width="96" height="24" role="img" aria-label=(label) {
            @if let Some((x, y)) = end {
                polyline points=(points.join(" ")) {}
                circle cx=(x) cy=(y) r="2" {}
            }
        }
    }
}

/// A bar of a small chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What.
    pub label: String,
    /// How long.
    pub value: f64,
    /// As shown: `88.4%`.
    pub shown: String,
    /// How it is felt.
    pub tone: Tone,
    /// Where it leads; empty: nowhere.
    pub href: String,
}

/// Horizontal bars with their values in words: its own table.
pub fn bars(caption: &str, rows: &[Bar]) -> Markup {
    let most = rows.iter().map(|bar| bar.value).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    html! {
        table.bars {
            caption.visually-hidden { (caption) }
            tbody {
                @for bar in rows {
                    tr.(bar.tone.class()) {
                        th scope="row" { @if bar.href.is_empty() { (bar.label) } @else { a href=(bar.href) { (bar.label) } } }
                        td.bar-cell {
                            svg width="100%" height="12" aria-hidden="true" { rect width=(format!("{:.2}%", (bar.value / most * 100.0).clamp(0.0, 100.0))) height="12" rx="1" {} }
                        }
                        td.number { (bar.shown) }
                    }
                }
            }
        }
    }
}

/// Shape of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartKind {
    /// Over time.
    Line,
    /// Side by side.
    Bar,
    /// Lying bars, for long names.
    BarLying,
    /// On top of each other.
    Stacked,
    /// Parts of a whole.
    Pie,
}

/// One series.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChartSeries {
    /// Name.
    pub name: String,
    /// Values in the order of the labels; `None`: missing.
    pub values: Vec<Option<f64>>,
    /// Drawn dashed: targets, last year.
    pub dashed: bool,
}

/// A chart.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chart {
    /// Id.
    pub id: String,
    /// Title, heard and printed; seen above the chart.
    pub title: String,
    /// Shape.
    pub kind: ChartKind,
    /// Labels of the axis.
    pub labels: Vec<String>,
    /// Series.
    pub series: Vec<ChartSeries>,
    /// Unit.
    pub unit: String,
    /// Address of the records behind each label; empty or as long as `labels`.
    pub hrefs: Vec<String>,
}

/// A chart, drawn where scripts run; its table is always there.
pub fn chart(chart: &Chart) -> Markup {
    let nothing = chart.series.iter().flat_map(|series| series.values.iter().flatten()).all(|value| *value == 0.0);
    let title = html! { (chart.title) @if !chart.unit.is_empty() { span.chart-unit { (chart.unit) } } };
    if nothing {
        return html! {
            figure.chart-box {
                figcaption { (title) }
                p.quiet { (text::NOTHING_TO_DRAW) }
                details.chart-table { summary { (text::AS_TABLE) } (table(&chart_table(chart))) }
            }
        };
    }
    html! {
        figure.chart-box {
            figcaption { (title) }
            div.chart data-chart=(chart.id) data-library=(crate::assets::asset_url("vendor/echarts.min.js")) aria-hidden="true" {}
            script type="application/json" id=(chart.id) { (data(chart)) }
            details.chart-table open { summary { (text::AS_TABLE) } (table(&chart_table(chart))) }
        }
    }
}

/// The numbers of a chart.
fn chart_table(chart: &Chart) -> Table {
    let mut columns = vec![Column::new("", Align::Text)];
    columns.extend(chart.series.iter().map(|series| Column::new(&series.name, Align::Number)));
    let rows = chart.labels.iter().enumerate().map(|(index, label)| {
        let values = chart.series.iter().map(|series| match series.values.get(index).copied().flatten() {
            Some(value) => html! { (value) },
            None => html! { span.missing { (text::MISSING) } },
        });
        let href = chart.hrefs.get(index).cloned().unwrap_or_default();
        Row { href, cells: std::iter::once(html! { (label) }).chain(values).collect(), ..Row::default() }
    });
    Table { caption: chart.title.clone(), rows: rows.collect(), columns, matrix: true, ..Table::default() }
}

/// A point on a map.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MapPoint {
    /// Longitude, degrees.
    pub lng: f64,
    /// Latitude, degrees.
    pub lat: f64,
    /// What.
    pub title: String,
    /// State and clock in words.
    pub note: String,
    /// Where it leads; empty: nowhere.
    pub href: String,
    /// `late`, `due`, `done` or empty: going on.
    pub tone: &'static str,
}

/// Points on a map.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PointMap {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Points.
    pub points: Vec<MapPoint>,
    /// Address of tiles, `{z}/{x}/{y}`; empty: a blank base with a graticule.
    pub tiles: String,
    /// Who made the tiles.
    pub credit: String,
}

/// What the marks on the map mean, and how many there are of each; shown with the map only.
fn legend(map: &PointMap) -> Markup {
    let count = |tone: &str| map.points.iter().filter(|point| point.tone == tone).count();
    let marks = [("late", text::MAP_LATE), ("due", text::MAP_DUE), ("", text::MAP_OPEN), ("done", text::MAP_DONE)];
    html! {
        ul.map-legend aria-label=(text::MAP_LEGEND) hidden {
            @for (tone, word) in marks {
                @let n = count(tone);
                @let class = if tone.is_empty() { "plain" } else { tone };
                @if n > 0 { li { span.map-pin.{ "map-pin-" (class) } {} (text::counted(word, n)) } }
            }
        }
    }
}

/// A map, drawn where scripts run; its list is always there.
pub fn point_map(map: &PointMap) -> Markup {
    html! {
        figure.map-box {
            figcaption { (map.title) }
            div.map data-map=(map.id) data-library=(crate::assets::asset_url("vendor/leaflet.min.js"))
                data-style=(crate::assets::asset_url("vendor/leaflet.css")) hidden {}
            script type="application/json" id=(map.id) { (data(map)) }
            (legend(map))
            details.map-list open {
                summary { (text::AS_LIST) span.count { (map.points.len()) } }
                ul {
                    @for point in &map.points {
                        li {
                            @if point.href.is_empty() { (point.title) } @else { a href=(point.href) { (point.title) } }
                            span.map-note { (point.note) (text::DOT) (format!("{:.5}, {:.5}", point.lng, point.lat)) }
                        }
                    }
                }
            }
        }
    }
}
