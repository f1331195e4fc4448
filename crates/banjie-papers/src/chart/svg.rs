//! The drawing as an element of the page: title, description, the page's colours.

use std::fmt::Write as _;

use super::{Point, Size, Tone};
use crate::{document::Chart, html::escape};

/// Replaces the opening of the drawing and the marked colours.
pub(super) fn finish(drawing: &str, chart: &Chart, points: &[Point], size: Size) -> String {
    let (opening, inner) = drawing.split_once('>').unwrap_or(("", drawing));
    let view = attribute(opening, "viewBox").unwrap_or("0 0 720 320");
    let id = format!("c{}{}", chart.number, &size.class()[..1]);
    let mut body = inner.trim_end().trim_end_matches("</svg>").to_owned();
    for tone in Tone::all() {
        let colour = tone.colour();
        let mark = format!("#{:02X}{:02X}{:02X}", colour.0, colour.1, colour.2);
        body = body.replace(&format!("\"{mark}\""), &format!("\"{}\"", tone.css()));
    }
    let mut out = String::new();
    let _ = write!(
        out,
        "<svg class=\"{}\" viewBox=\"{view}\" role=\"img\" aria-labelledby=\"{id}t {id}d\" \
         xmlns=\"http://www.w3.org/2000/svg\"><title id=\"{id}t\">{}</title><desc id=\"{id}d\">{}</desc>{}</svg>",
        size.class(),
        escape(&chart.caption),
        escape(&description(points, chart.series.first().map_or("", |series| &series.unit))),
        compact(&body)
    );
    out
}

/// One sentence that says what the picture says.
fn description(points: &[Point], unit: &str) -> String {
    let told: Vec<String> =
        points.iter().map(|point| format!("{}{}{unit}", point.label, with_gap(&point.text))).collect();
    format!("{}。", told.join("，"))
}

fn with_gap(text: &str) -> String {
    format!(" {text}")
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

/// Without line breaks between and around elements.
fn compact(body: &str) -> String {
    body.lines().map(str::trim).collect()
}
