//! Lines over time: each with a dash and a marker of its own where there are several.

use plotters::{
    element::EmptyElement,
    prelude::*,
    style::text_anchor::{HPos, VPos},
};

use super::{
    Drawn, Plot, Point, Size, Tone, axis, axis_text, canvas, is_percent, labels::Labels, legend, letters, text_width,
};

const HEIGHT: u32 = 260;

pub(super) fn draw(buffer: &mut String, plot: &Plot, size: Size) -> Drawn {
    let several = plot.series.len() > 1;
    let legend = legend::Legend::of(plot, size, several);
    let root = canvas(buffer, size.width(), HEIGHT + legend.height);
    legend.draw(&root, true)?;
    let points = plot.first();
    let values: Vec<f64> = plot.points().filter_map(|point| point.value).collect();
    let (top, step) = axis(values.iter().copied().fold(0.0, f64::max));
    let low = values.iter().copied().fold(0.0, f64::min);
    let bottom = (low / step).floor() * step;
    let percent = is_percent(plot.points());
    let area = text_width(&axis_text(top, step, percent)).max(28) + 10;
    let span = points.len() as f64;
    let mut chart = ChartBuilder::on(&root)
        .margin_top(24 + legend.height)
        .margin_right(16)
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
    let slot = f64::from(size.width() - u32::try_from(area).unwrap_or(40) - 16) / span.max(1.0);
    for ((_, points), number) in plot.series.iter().zip((0..=u8::MAX).cycle()) {
        let tone = if several { Tone::Series(number) } else { Tone::Accent };
        for stretch in stretches(points) {
            chart.draw_series(LineSeries::new(stretch.iter().copied(), tone.colour().stroke_width(2)))?;
            for at in &stretch {
                legend::marker(&root, chart.backend_coord(at), number, several)?;
            }
        }
    }
    let every = skip(points, slot);
    for (index, point) in points.iter().enumerate().step_by(every) {
        let label = Text::new(point.label.clone(), (0, 10), letters(Tone::Soft, HPos::Center, VPos::Top));
        chart.draw_series([EmptyElement::at((index as f64 + 0.5, bottom)) + label])?;
    }
    let mut labels = Labels::default();
    for (_, points) in &plot.series {
        for index in told_points(points, slot) {
            let Some(value) = points[index].value else { continue };
            // In a valley the number stands below its point, where the line is not.
            let place = if is_valley(points, index) { (9, VPos::Top) } else { (-9, VPos::Bottom) };
            let at = (index as f64 + 0.5, value);
            let (x, y) = chart.backend_coord(&at);
            let text = &points[index].text;
            if several && !labels.take(x, y + place.0 * 2, text_width(text)) {
                continue;
            }
            let label = Text::new(text.clone(), (0, place.0), letters(Tone::Ink, HPos::Center, place.1));
            chart.draw_series([EmptyElement::at(at) + label])?;
        }
    }
    root.present()
}

/// The line is broken where a value is missing.
fn stretches(points: &[Point]) -> Vec<Vec<(f64, f64)>> {
    let mut stretches = vec![Vec::new()];
    for (index, point) in points.iter().enumerate() {
        match (point.value, stretches.last_mut()) {
            (Some(value), Some(last)) => last.push((index as f64 + 0.5, value)),
            _ => stretches.push(Vec::new()),
        }
    }
    stretches.retain(|stretch| !stretch.is_empty());
    stretches
}

fn is_valley(points: &[Point], index: usize) -> bool {
    let at = |index: Option<usize>| index.and_then(|i| points.get(i)).and_then(|point| point.value);
    let Some(here) = points[index].value else { return false };
    let neighbours = [at(index.checked_sub(1)), at(index.checked_add(1))];
    neighbours.iter().any(Option::is_some) && neighbours.iter().flatten().all(|value| *value > here) && here > 0.0
}

/// Every how many categories a label fits.
pub(super) fn skip(points: &[Point], slot: f64) -> usize {
    let widest = points.iter().map(|point| text_width(&point.label)).max().unwrap_or(0);
    ((f64::from(widest) + 8.0) / slot).ceil().max(1.0) as usize
}

/// Points whose number is written: all where they fit, else the highest, the lowest and the last, as far as they do not touch.
pub(super) fn told_points(points: &[Point], slot: f64) -> Vec<usize> {
    let widest = points.iter().map(|point| text_width(&point.text)).max().unwrap_or(0);
    if f64::from(widest) + 6.0 <= slot {
        return (0..points.len()).collect();
    }
    let known = || points.iter().enumerate().filter_map(|(index, point)| point.value.map(|value| (index, value)));
    let highest = known().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(index, _)| index);
    let lowest = known().min_by(|a, b| a.1.total_cmp(&b.1)).map(|(index, _)| index);
    let last = known().next_back().map(|(index, _)| index);
    let gap = ((f64::from(widest) + 6.0) / slot).ceil() as usize;
    let mut told: Vec<usize> = Vec::new();
    for index in [highest, last, lowest].into_iter().flatten() {
        if told.iter().all(|other| other.abs_diff(index) >= gap) {
            told.push(index);
        }
    }
    told
}
