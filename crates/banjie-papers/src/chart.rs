//! Charts as inline SVG, drawn by plotters: readable in black and white, in the dark, on a phone and by a screen reader.
//!
//! Colours are names ([`Tone`]) that become the page's own CSS variables; every chart is drawn twice, wide and narrow, because
//! letters must not shrink on a phone.

use banjie_model::{
    definition::Show,
    figure::{Figure, MISSING},
    report::ChartKind,
    rounding,
};
use plotters::prelude::*;
use rust_decimal::{Decimal, prelude::ToPrimitive};

use crate::document::{Chart, Document};

mod bars;
mod lines;
mod shares;
mod svg;
#[cfg(test)]
mod tests;

/// A number to draw.
#[derive(Clone, Debug, PartialEq)]
struct Point {
    /// Category.
    label: String,
    /// Height; none: nothing known.
    value: Option<f64>,
    /// Exact, for shares.
    exact: Option<Decimal>,
    /// As printed.
    text: String,
}

/// Width a chart is drawn for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Size {
    Wide,
    Narrow,
}

impl Size {
    /// Pixels.
    fn width(self) -> u32 {
        match self {
            Size::Wide => 720,
            Size::Narrow => 340,
        }
    }
    fn class(self) -> &'static str {
        match self {
            Size::Wide => "wide",
            Size::Narrow => "narrow",
        }
    }
}

/// Height of letters in pixels.
const LETTER: f64 = 13.0;

/// The colours of a chart; the numbers only mark them inside the drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tone {
    Ink,
    Soft,
    Line,
    Accent,
    Paper,
    /// The n-th part of a whole, from dark to light.
    Part(u8),
}

/// Distinguishable steps of grey between parts of a whole.
const PARTS: u8 = 6;

impl Tone {
    fn colour(self) -> RGBColor {
        match self {
            Tone::Ink => RGBColor(1, 1, 1),
            Tone::Soft => RGBColor(1, 1, 2),
            Tone::Line => RGBColor(1, 1, 3),
            Tone::Accent => RGBColor(1, 1, 4),
            Tone::Paper => RGBColor(1, 1, 5),
            Tone::Part(n) => RGBColor(1, 2, n % PARTS),
        }
    }
    fn css(self) -> String {
        match self {
            Tone::Ink => "var(--ink)".into(),
            Tone::Soft => "var(--soft)".into(),
            Tone::Line => "var(--line)".into(),
            Tone::Accent => "var(--accent)".into(),
            Tone::Paper => "var(--paper)".into(),
            Tone::Part(n) => format!("var(--part{})", n % PARTS),
        }
    }
    fn all() -> impl Iterator<Item = Tone> {
        [Tone::Ink, Tone::Soft, Tone::Line, Tone::Accent, Tone::Paper].into_iter().chain((0..PARTS).map(Tone::Part))
    }
}

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
/// Drawing into a string cannot fail, but the library's signatures say it may.
type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

/// The chart as two SVG elements, wide and narrow; empty when there is nothing to draw.
pub(crate) fn draw(chart: &Chart, document: &Document) -> String {
    let points = points(chart, document);
    if points.iter().all(|point| point.value.is_none()) {
        return String::new();
    }
    [Size::Wide, Size::Narrow].map(|size| one(chart, &points, size)).concat()
}

fn points(chart: &Chart, document: &Document) -> Vec<Point> {
    let values = chart.series.first().map_or(&[][..], |series| &series.values);
    let point = |(label, figure): (&String, &Option<usize>)| {
        let figure = figure.and_then(|index| document.figures.get(index));
        let exact = figure.and_then(|figure| figure.value());
        Point {
            label: label.clone(),
            value: figure.and_then(|figure| drawn(figure)),
            exact,
            text: figure.map_or(MISSING.to_owned(), |figure| figure.text()),
        }
    };
    chart.categories.iter().zip(values).map(point).collect()
}

/// The number in the unit it is printed in.
fn drawn(figure: &Figure) -> Option<f64> {
    let value = figure.value()?;
    match figure.trace().show {
        Show::Wan(_) => rounding::in_wan(value).to_f64(),
        Show::Integer | Show::Decimal(_) | Show::Percent(_) => value.to_f64(),
    }
}

fn one(chart: &Chart, points: &[Point], size: Size) -> String {
    let mut drawing = String::new();
    let drawn = match chart.kind {
        ChartKind::Bar | ChartKind::Stacked if bars::fits_upright(points, size) => bars::upright(&mut drawing, points, size),
        ChartKind::Bar | ChartKind::Stacked => bars::lying(&mut drawing, points, size),
        ChartKind::Line => lines::draw(&mut drawing, points, size),
        ChartKind::Share => shares::draw(&mut drawing, points, size),
    };
    match drawn {
        Ok(()) => svg::finish(&drawing, chart, points, size),
        Err(_) => String::new(),
    }
}

fn canvas(buffer: &mut String, width: u32, height: u32) -> Area<'_> {
    SVGBackend::with_string(buffer, (width, height)).into_drawing_area()
}

fn letters(
    tone: Tone,
    horizontal: plotters::style::text_anchor::HPos,
    vertical: plotters::style::text_anchor::VPos,
) -> TextStyle<'static> {
    use plotters::style::text_anchor::Pos;
    // The SVG back end divides sizes by 1.24; this undoes it.
    let style = ("sans-serif", LETTER * 1.24).into_font().color(&tone.colour());
    style.pos(Pos::new(horizontal, vertical))
}

/// Width of a text in pixels: Chinese characters are square, others a little over half.
fn text_width(text: &str) -> i32 {
    let cells = crate::plain::width(text);
    i32::try_from(cells).unwrap_or(i32::MAX / 16) * 7 + 1
}

/// End of an axis from zero that holds `max`, and the distance of its lines: 1, 2, 2.5 or 5 times a power of ten.
fn axis(max: f64) -> (f64, f64) {
    if max <= 0.0 || !max.is_finite() {
        return (1.0, 1.0);
    }
    let raw = max / 4.0;
    let power = 10f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|m| m * power).find(|s| *s >= raw).unwrap_or(raw);
    ((max / step).ceil() * step, step)
}

/// A number of an axis, without needless zeros; shares as percentages.
fn axis_text(value: f64, step: f64, percent: bool) -> String {
    let (value, step) = if percent { (value * 100.0, step * 100.0) } else { (value, step) };
    let places = if step >= 1.0 { 0 } else { (-step.log10().floor()).clamp(0.0, 6.0) as u32 };
    let exact = Decimal::from_f64_retain(value).unwrap_or_default();
    let text = rounding::thousands(exact, places);
    if percent { format!("{text}%") } else { text }
}

/// True when the printed numbers are percentages.
fn is_percent(points: &[Point]) -> bool {
    points.iter().any(|point| point.text.ends_with('%'))
}
