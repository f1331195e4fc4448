//! Parts of a whole: one bar from dark to light, with a list that names each part in the same order.

use banjie_model::rounding;
use plotters::{
    prelude::*,
    style::text_anchor::{HPos, VPos},
};
use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{Drawn, Point, Size, Tone, bars::shortened, canvas, letters, text_width};

const BAR: i32 = 34;
const ROW: i32 = 26;

pub(super) fn draw(buffer: &mut String, points: &[Point], size: Size) -> Drawn {
    let parts: Vec<&Point> = points.iter().filter(|p| p.exact.is_some_and(|v| !v.is_sign_negative())).collect();
    let whole: Decimal = parts.iter().filter_map(|point| point.exact).sum();
    let rows = i32::try_from(parts.len()).unwrap_or(0);
    let width = i32::try_from(size.width()).unwrap_or(720);
    let root = canvas(buffer, size.width(), u32::try_from(BAR + 14 + rows * ROW + 6).unwrap_or(0));
    let numbers = parts.iter().map(|point| text_width(&point.text)).max().unwrap_or(0);
    let mut from = Decimal::ZERO;
    for ((point, tone), row) in parts.iter().zip((0..=u8::MAX).cycle()).zip(0i32..) {
        let (tone, part) = (Tone::Part(tone), point.exact.unwrap_or_default());
        let place = |at: Decimal| {
            let share = rounding::share(at, whole).and_then(|s| s.to_f64()).unwrap_or(0.0);
            (f64::from(width) * share).round() as i32
        };
        let (start, end) = (place(from), place(from + part));
        from += part;
        root.draw(&Rectangle::new([(start, 0), (end, BAR)], tone.colour().filled()))?;
        // A light line between two parts: they stay apart in black and white.
        root.draw(&PathElement::new(vec![(end, 0), (end, BAR)], Tone::Paper.colour().stroke_width(2)))?;
        let share = rounding::share(part, whole).map_or(String::new(), |share| rounding::percent(share, 1));
        let y = BAR + 14 + row * ROW;
        root.draw(&Rectangle::new([(0, y + 4), (14, y + 18)], tone.colour().filled()))?;
        root.draw(&Rectangle::new([(0, y + 4), (14, y + 18)], Tone::Soft.colour().stroke_width(1)))?;
        let right = if size == Size::Wide { 520 } else { width };
        let name = shortened(&point.label, right - 64 - numbers - 36);
        root.draw(&Text::new(name, (24, y + 11), letters(Tone::Ink, HPos::Left, VPos::Center)))?;
        let percent = letters(Tone::Ink, HPos::Right, VPos::Center);
        root.draw(&Text::new(share, (right, y + 11), percent.clone()))?;
        root.draw(&Text::new(
            point.text.clone(),
            (right - 64, y + 11),
            letters(Tone::Soft, HPos::Right, VPos::Center),
        ))?;
    }
    root.present()
}
