//! Charts as inline SVG, drawn by plotters: readable in black and white, in the dark, on a phone and by a screen reader.
//!
//! Colours are names ([`Tone`]) that become the page's own CSS variables, or the ink of a printed picture ([`Palette`]). On a
//! page every chart is drawn twice, wide and narrow, because letters must not shrink on a phone. Where several series stand
//! together each has a pattern, a dash and a marker of its own.

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
mod labels;
mod legend;
mod lines;
pub(crate) mod picture;
mod several;
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
    /// The n-th of several series.
    Series(u8),
}

/// Patterns of series before they repeat.
const SERIES: u8 = 6;

/// Where a drawing is shown: its colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Palette {
    /// CSS variables of the page.
    Page,
    /// A printed picture; in grey the tones stay apart.
    Print,
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
            Tone::Series(n) => RGBColor(1, 3, n % SERIES),
        }
    }
    fn in_palette(self, palette: Palette) -> String {
        if palette == Palette::Page {
            return self.css();
        }
        const PRINTED: [&str; PARTS as usize] = ["#14345f", "#2f62a3", "#6b95c8", "#9dbadd", "#c6d8ec", "#e4edf7"];
        let colour = match self {
            Tone::Ink => "#000000",
            Tone::Soft => "#333333",
            Tone::Line => "#c8ccd2",
            Tone::Accent => "#1d4f91",
            Tone::Paper => "#ffffff",
            Tone::Part(n) => PRINTED[usize::from(n % PARTS)],
            Tone::Series(n) if n % 2 == 0 => "#1d4f91",
            Tone::Series(_) => "#000000",
        };
        colour.to_owned()
    }
    fn css(self) -> String {
        match self {
            Tone::Ink => "var(--ink)".into(),
            Tone::Soft => "var(--soft)".into(),
            Tone::Line => "var(--line)".into(),
            Tone::Accent => "var(--accent)".into(),
            Tone::Paper => "var(--paper)".into(),
            Tone::Part(n) => format!("var(--part{})", n % PARTS),
            Tone::Series(n) if n % 2 == 0 => "var(--accent)".into(),
            Tone::Series(_) => "var(--ink)".into(),
        }
    }
    fn all() -> impl Iterator<Item = Tone> {
        let plain = [Tone::Ink, Tone::Soft, Tone::Line, Tone::Accent, Tone::Paper].into_iter();
        plain.chain((0..PARTS).map(Tone::Part)).chain((0..SERIES).map(Tone::Series))
    }
}

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
/// Drawing into a string cannot fail, but the library's signatures say it may.
type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

/// The chart as two SVG elements, wide and narrow; empty when there is nothing to draw.
pub(crate) fn draw(chart: &Chart, document: &Document) -> String {
    let plot = plot(chart, document);
    if plot.is_empty() {
        return String::new();
    }
    [Size::Wide, Size::Narrow].map(|size| one(chart, &plot, size, Palette::Page)).concat()
}

/// What is to be drawn: each series with a point a category.
struct Plot {
    series: Vec<(String, Vec<Point>)>,
}

impl Plot {
    fn is_empty(&self) -> bool {
        self.points().all(|point| point.value.is_none())
    }
    fn points(&self) -> impl Iterator<Item = &Point> {
        self.series.iter().flat_map(|(_, points)| points)
    }
    fn titles(&self) -> impl Iterator<Item = &str> {
        self.series.iter().map(|(title, _)| title.as_str())
    }
    /// The points of the first series: they name the categories.
    fn first(&self) -> &[Point] {
        self.series.first().map_or(&[], |(_, points)| points)
    }
}

fn plot(chart: &Chart, document: &Document) -> Plot {
    let series = chart.series.iter().map(|series| (series.title.clone(), points(chart, &series.values, document)));
    Plot { series: series.collect() }
}

fn points(chart: &Chart, values: &[Option<usize>], document: &Document) -> Vec<Point> {
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

fn one(chart: &Chart, plot: &Plot, size: Size, palette: Palette) -> String {
    let mut drawing = String::new();
    let points = plot.first();
    let several = plot.series.len() > 1;
    let drawn = match chart.kind {
        ChartKind::Bar | ChartKind::Stacked if several => {
            several::draw(&mut drawing, plot, size, chart.kind == ChartKind::Stacked)
        }
        ChartKind::Bar | ChartKind::Stacked if bars::fits_upright(points, size) => {
            bars::upright(&mut drawing, points, size)
        }
        ChartKind::Bar | ChartKind::Stacked => bars::lying(&mut drawing, points, size),
        ChartKind::Line => lines::draw(&mut drawing, plot, size),
        ChartKind::Share => shares::draw(&mut drawing, points, size),
    };
    match drawn {
        Ok(()) => svg::finish(&drawing, chart, plot, size, palette),
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
fn is_percent<'a>(points: impl IntoIterator<Item = &'a Point>) -> bool {
    points.into_iter().any(|point| point.text.ends_with('%'))
}
