//! Charts and pictures for print: in a face of ours, in a size that fits the page.

use super::fonts::Faces;
use crate::{
    chart,
    document::{Chart, Document},
};

/// Width of the text block in points.
const WIDTH: f64 = 442.0;
/// Tallest picture, in points: with its caption it leaves room for a line of text on the page.
const TALLEST: f64 = 520.0;

/// The chart as a picture; none when there is nothing to draw.
pub(super) fn chart(chart: &Chart, document: &Document, faces: &Faces) -> Option<String> {
    let svg = chart::picture::svg(chart, document)?;
    let families =
        faces.latin.iter().chain(&faces.hei).map(|family| format!("'{family}'")).collect::<Vec<_>>().join(",");
    Some(svg.replace("font-family=\"sans-serif\"", &format!("font-family=\"{families}\"")))
}

/// Width of a picture in points: 96 pixels an inch, at most the text block and not higher than a page.
pub(super) fn width((width, height): (u32, u32)) -> f64 {
    let (width, height) = (f64::from(width.max(1)) * 0.75, f64::from(height.max(1)) * 0.75);
    let scale = (WIDTH / width).min(TALLEST / height).min(1.0);
    width * scale
}
