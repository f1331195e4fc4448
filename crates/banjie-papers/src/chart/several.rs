//! Bars of several series: side by side or one on the other, upright over time and lying else.

use plotters::{
    prelude::*,
    style::text_anchor::{HPos, VPos},
};

use super::{
    Area, Drawn, Plot, Point, Size, Tone, axis, axis_text, bars::shortened, canvas, is_percent, labels::Labels,
    legend::Legend, letters, lines::skip, text_width,
};

/// Height of upright bars in pixels, without names and legend.
const HEIGHT: i32 = 200;
/// Height of one lying bar, and of one of several side by side.
const BAR: i32 = 18;
const THIN: i32 = 14;
/// Room for the names of categories below upright bars.
const NAMES: i32 = 28;

pub(super) fn draw(buffer: &mut String, plot: &Plot, size: Size, stacked: bool) -> Drawn {
    let timed = plot.first().iter().all(|point| point.label.ends_with(['月', '年']));
    if timed { upright(buffer, plot, size, stacked) } else { lying(buffer, plot, size, stacked) }
}

fn height_of(point: &Point) -> f64 {
    point.value.map_or(0.0, f64::abs)
}

/// The largest bar, or the largest stack.
fn most(plot: &Plot, stacked: bool) -> f64 {
    let stack = |index: usize| plot.series.iter().filter_map(|(_, points)| points.get(index)).map(height_of).sum();
    if stacked {
        (0..plot.first().len()).map(stack).fold(0.0, f64::max)
    } else {
        plot.points().map(height_of).fold(0.0, f64::max)
    }
}

fn bar(root: &Area<'_>, corners: [(i32, i32); 2], number: u8) -> Drawn {
    if corners[0].0 == corners[1].0 || corners[0].1 == corners[1].1 {
        return Ok(());
    }
    root.draw(&Rectangle::new(corners, Tone::Series(number).colour().filled()))?;
    root.draw(&Rectangle::new(corners, Tone::Soft.colour().stroke_width(1)))
}

fn lying(buffer: &mut String, plot: &Plot, size: Size, stacked: bool) -> Drawn {
    let legend = Legend::of(plot, size, true);
    let top = i32::try_from(legend.height).unwrap_or(0);
    let names = plot.first().iter().map(|point| text_width(&point.label)).max().unwrap_or(0).min(280);
    let above = size == Size::Narrow;
    let bars = if stacked { BAR } else { THIN * i32::try_from(plot.series.len()).unwrap_or(1) };
    let row = bars + 12 + if above { 18 } else { 0 };
    let rows = i32::try_from(plot.first().len()).unwrap_or(0);
    let root = canvas(buffer, size.width(), u32::try_from(top + rows * row + 8).unwrap_or(0));
    legend.draw(&root, false)?;
    let left = if above { 0 } else { names + 16 };
    let numbers = if stacked { 0 } else { plot.points().map(|point| text_width(&point.text)).max().unwrap_or(0) };
    let room = i32::try_from(size.width()).unwrap_or(720) - left - numbers - 16;
    let most = most(plot, stacked);
    let length = |value: f64| if most > 0.0 { (f64::from(room) * value / most).round() as i32 } else { 0 };
    for (index, y) in (0..plot.first().len()).zip((top..).step_by(usize::try_from(row).unwrap_or(1))) {
        let label = &plot.first()[index].label;
        let (y, name_y) = if above { (y + 22, y + 10) } else { (y + 6, y + 6 + bars / 2) };
        let (anchor, name_x) = if above { (HPos::Left, 0) } else { (HPos::Right, left - 10) };
        let name = shortened(label, if above { room + numbers } else { names });
        root.draw(&Text::new(name, (name_x, name_y), letters(Tone::Ink, anchor, VPos::Center)))?;
        let mut from = 0.0;
        for ((_, points), (number, line)) in plot.series.iter().zip((0..=u8::MAX).cycle().zip(0i32..)) {
            let Some(point) = points.get(index) else { continue };
            let value = height_of(point);
            if stacked {
                let (start, end) = (left + length(from), left + length(from + value));
                bar(&root, [(start, y), (end, y + BAR)], number)?;
                from += value;
                if text_width(&point.text) + 6 <= end - start {
                    let style = letters(Tone::Ink, HPos::Center, VPos::Center);
                    root.draw(&Text::new(point.text.clone(), ((start + end) / 2, y + BAR / 2), style))?;
                }
            } else {
                let (y, end) = (y + line * THIN, left + length(value));
                bar(&root, [(left, y + 1), (end, y + THIN - 1)], number)?;
                let style = letters(Tone::Ink, HPos::Left, VPos::Center);
                root.draw(&Text::new(point.text.clone(), (end + 8, y + THIN / 2), style))?;
            }
        }
    }
    if !above {
        root.draw(&PathElement::new(vec![(left, top + 2), (left, top + rows * row + 4)], Tone::Soft.colour()))?;
    }
    root.present()
}

fn upright(buffer: &mut String, plot: &Plot, size: Size, stacked: bool) -> Drawn {
    let legend = Legend::of(plot, size, true);
    let top = i32::try_from(legend.height).unwrap_or(0) + 20;
    let base = top + HEIGHT;
    let width = i32::try_from(size.width()).unwrap_or(720);
    let root = canvas(buffer, size.width(), u32::try_from(base + NAMES).unwrap_or(0));
    legend.draw(&root, false)?;
    let (end, step) = axis(most(plot, stacked));
    let percent = is_percent(plot.points());
    let left = text_width(&axis_text(end, step, percent)).max(28) + 10;
    let height = |value: f64| (f64::from(HEIGHT) * value / end).round() as i32;
    for line in 0..=(end / step).round() as i32 {
        let value = f64::from(line) * step;
        let y = base - height(value);
        let tone = if line == 0 { Tone::Soft } else { Tone::Line };
        root.draw(&PathElement::new(vec![(left, y), (width, y)], tone.colour()))?;
        let style = letters(Tone::Soft, HPos::Right, VPos::Center);
        root.draw(&Text::new(axis_text(value, step, percent), (left - 8, y), style))?;
    }
    let categories = plot.first().len().max(1);
    let slot = f64::from(width - left) / categories as f64;
    let series = i32::try_from(plot.series.len()).unwrap_or(1);
    let wide = if stacked { (slot * 0.6) as i32 } else { (slot * 0.8) as i32 / series }.clamp(2, 36);
    let mut labels = Labels::default();
    let every = skip(plot.first(), slot);
    for (index, point) in plot.first().iter().enumerate() {
        let middle = left + ((index as f64 + 0.5) * slot).round() as i32;
        if index % every == 0 {
            let style = letters(Tone::Soft, HPos::Center, VPos::Top);
            root.draw(&Text::new(point.label.clone(), (middle, base + 10), style))?;
        }
        let mut from = 0.0;
        for ((_, points), (number, column)) in plot.series.iter().zip((0..=u8::MAX).cycle().zip(0i32..)) {
            let Some(point) = points.get(index) else { continue };
            let value = height_of(point);
            let x = if stacked { middle - wide / 2 } else { middle - wide * series / 2 + column * wide };
            let (low, high) = (base - height(from), base - height(from + value));
            bar(&root, [(x, high), (x + wide, low)], number)?;
            // Inside the part of a stack, above a bar that stands alone.
            let y = if stacked { (low + high) / 2 } else { high - 9 };
            let fits = !stacked || (low - high >= 16 && text_width(&point.text) <= wide + 12);
            if fits && point.value.is_some() && labels.take(x + wide / 2, y, text_width(&point.text)) {
                let style = letters(Tone::Ink, HPos::Center, VPos::Center);
                root.draw(&Text::new(point.text.clone(), (x + wide / 2, y), style))?;
            }
            if stacked {
                from += value;
            }
        }
    }
    root.present()
}
