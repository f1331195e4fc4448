//! Bars: upright where the names of the categories are short, lying where they are long.

use plotters::{
    element::EmptyElement,
    prelude::*,
    style::text_anchor::{HPos, VPos},
};

use super::{
    Drawn, Point, Size, Tone, axis, axis_text, canvas, is_percent, letters,
    lines::{skip, told_points},
    text_width,
};

const HEIGHT: u32 = 260;
/// Height of a lying bar with its gap, in pixels.
const ROW: u32 = 30;

/// Upright bars need every number and every name to fit above and below its bar; of months and years, whose names are short and
/// in order, some may be left out.
pub(super) fn fits_upright(points: &[Point], size: Size) -> bool {
    let slot = f64::from(size.width() - 60) / points.len().max(1) as f64;
    let names = points.iter().map(|point| text_width(&point.label)).max().unwrap_or(0);
    let numbers = points.iter().map(|point| text_width(&point.text)).max().unwrap_or(0);
    let timed = points.iter().all(|point| point.label.ends_with(['月', '年']));
    f64::from(names.max(numbers)) + 6.0 <= slot || (timed && slot >= 14.0)
}

pub(super) fn upright(buffer: &mut String, points: &[Point], size: Size) -> Drawn {
    let root = canvas(buffer, size.width(), HEIGHT);
    let values: Vec<f64> = points.iter().filter_map(|point| point.value).collect();
    let (top, step) = axis(values.iter().copied().fold(0.0, f64::max));
    let bottom = (values.iter().copied().fold(0.0, f64::min) / step).floor() * step;
    let percent = is_percent(points);
    let span = points.len() as f64;
    let area = text_width(&axis_text(top, step, percent)).max(28) + 10;
    let mut chart = ChartBuilder::on(&root)
        .margin_top(24)
        .margin_right(8)
        .x_label_area_size(28)
        .y_label_area_size(area)
        .build_cartesian_2d(0.0..span, bottom..top)?;
    let lines = ((top - bottom) / step).round() as i32;
    for line in 0..=lines {
        let y = bottom + f64::from(line) * step;
        let tone = if y.abs() < step / 1e6 { Tone::Soft } else { Tone::Line };
        chart.draw_series([PathElement::new(vec![(0.0, y), (span, y)], tone.colour())])?;
        let text = Text::new(axis_text(y, step, percent), (-8, 0), letters(Tone::Soft, HPos::Right, VPos::Center));
        chart.draw_series([EmptyElement::at((0.0, y)) + text])?;
    }
    let slot = f64::from(size.width() - u32::try_from(area).unwrap_or(40) - 8) / span.max(1.0);
    let (every, half) = (skip(points, slot), (24.0 / slot).min(0.32));
    // Where not every number fits, only the highest bar has room above it.
    let told = told_points(points, slot);
    let told = if told.len() == points.len() { told } else { told.into_iter().take(1).collect() };
    for (index, point) in points.iter().enumerate() {
        let x = index as f64 + 0.5;
        if index % every == 0 {
            let label = Text::new(point.label.clone(), (0, 10), letters(Tone::Soft, HPos::Center, VPos::Top));
            chart.draw_series([EmptyElement::at((x, bottom)) + label])?;
        }
        let value = point.value.unwrap_or(0.0);
        chart.draw_series([Rectangle::new([(x - half, 0.0), (x + half, value)], Tone::Accent.colour().filled())])?;
        if told.contains(&index) {
            let label = Text::new(point.text.clone(), (0, -6), letters(Tone::Ink, HPos::Center, VPos::Bottom));
            chart.draw_series([EmptyElement::at((x, value.max(0.0))) + label])?;
        }
    }
    root.present()
}

pub(super) fn lying(buffer: &mut String, points: &[Point], size: Size) -> Drawn {
    let rows = u32::try_from(points.len()).unwrap_or(0);
    // On a phone the name stands above its bar, else left of it.
    let above = size == Size::Narrow;
    let row = if above { ROW + 16 } else { ROW };
    let root = canvas(buffer, size.width(), rows * row + 12);
    let names = points.iter().map(|point| text_width(&point.label)).max().unwrap_or(0).min(280);
    let numbers = points.iter().map(|point| text_width(&point.text)).max().unwrap_or(0);
    let left = if above { 0 } else { names + 16 };
    let room = i32::try_from(size.width()).unwrap_or(720) - left - numbers - 16;
    let most = points.iter().filter_map(|point| point.value).map(f64::abs).fold(0.0, f64::max);
    for (point, index) in points.iter().zip(0i32..) {
        let y = index * i32::try_from(row).unwrap_or(0) + 6;
        let (middle, name_y) = if above { (y + 28, y + 8) } else { (y + 14, y + 14) };
        let (anchor, name_x) = if above { (HPos::Left, left) } else { (HPos::Right, left - 10) };
        let name = shortened(&point.label, if above { room + numbers } else { names });
        root.draw(&Text::new(name, (name_x, name_y), letters(Tone::Ink, anchor, VPos::Center)))?;
        let share = point.value.map_or(0.0, |value| if most > 0.0 { value.abs() / most } else { 0.0 });
        let end = left + (f64::from(room) * share).round() as i32;
        root.draw(&Rectangle::new([(left, middle - 9), (end, middle + 9)], Tone::Accent.colour().filled()))?;
        let number = Text::new(point.text.clone(), (end + 8, middle), letters(Tone::Ink, HPos::Left, VPos::Center));
        root.draw(&number)?;
    }
    if !above {
        let bottom = i32::try_from(rows * row).unwrap_or(0) + 6;
        root.draw(&PathElement::new(vec![(left, 2), (left, bottom)], Tone::Soft.colour()))?;
    }
    root.present()
}

/// A name cut to a width, with a mark that it was cut.
pub(super) fn shortened(name: &str, room: i32) -> String {
    if text_width(name) <= room {
        return name.to_owned();
    }
    let mut kept = String::new();
    for c in name.chars() {
        if text_width(&kept) + 28 > room {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept
}
