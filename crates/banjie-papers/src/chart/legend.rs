//! Which pattern, dash and marker is which series.

use plotters::{
    prelude::*,
    style::text_anchor::{HPos, VPos},
};

use super::{Area, Drawn, Plot, SERIES, Size, Tone, bars::shortened, letters, text_width};

const ROW: i32 = 22;
const SWATCH: i32 = 26;
const GAP: i32 = 22;

/// Titles of the series with their places.
pub(super) struct Legend {
    entries: Vec<(String, i32, i32)>,
    /// In pixels, with the space below it; none where nothing is to be told apart.
    pub height: u32,
}

impl Legend {
    pub fn of(plot: &Plot, size: Size, wanted: bool) -> Legend {
        let mut legend = Legend { entries: Vec::new(), height: 0 };
        if !wanted {
            return legend;
        }
        let room = i32::try_from(size.width()).unwrap_or(720);
        let (mut x, mut y) = (0, 0);
        for title in plot.titles() {
            let title = shortened(title, room - SWATCH - 8);
            let width = SWATCH + 8 + text_width(&title) + GAP;
            if x > 0 && x + width - GAP > room {
                (x, y) = (0, y + ROW);
            }
            legend.entries.push((title, x, y));
            x += width;
        }
        legend.height = u32::try_from(y + ROW + 8).unwrap_or(30);
        legend
    }

    /// `lined`: lines with markers; else areas.
    pub fn draw(&self, root: &Area<'_>, lined: bool) -> Drawn {
        for ((title, x, y), number) in self.entries.iter().zip((0..=u8::MAX).cycle()) {
            let (x, middle) = (*x, *y + ROW / 2);
            let colour = Tone::Series(number).colour();
            if lined {
                root.draw(&PathElement::new(vec![(x, middle), (x + SWATCH, middle)], colour.stroke_width(2)))?;
                marker(root, (x + SWATCH / 2, middle), number, true)?;
            } else {
                let corners = [(x, middle - 7), (x + SWATCH, middle + 7)];
                root.draw(&Rectangle::new(corners, colour.filled()))?;
                root.draw(&Rectangle::new(corners, Tone::Soft.colour().stroke_width(1)))?;
            }
            let style = letters(Tone::Ink, HPos::Left, VPos::Center);
            root.draw(&Text::new(title.clone(), (x + SWATCH + 8, middle), style))?;
        }
        Ok(())
    }
}

/// Draws the marker of the n-th series around a point.
pub(super) fn marker(root: &Area<'_>, (x, y): (i32, i32), number: u8, several: bool) -> Drawn {
    let number = number % SERIES;
    let tone = if several && number % 2 == 1 { Tone::Ink } else { Tone::Accent };
    let (ink, paper) = (tone.colour(), Tone::Paper.colour());
    let polygon = |corners: &[(i32, i32)], colour: RGBColor| {
        let corners: Vec<(i32, i32)> = corners.iter().map(|(dx, dy)| (x + dx, y + dy)).collect();
        root.draw(&Polygon::new(corners, colour.filled()))
    };
    match number {
        1 => polygon(&[(-4, -4), (4, -4), (4, 4), (-4, 4)], ink),
        2 => polygon(&[(0, -5), (5, 4), (-5, 4)], ink),
        3 => {
            root.draw(&Circle::new((x, y), 5, ink.filled()))?;
            root.draw(&Circle::new((x, y), 3, paper.filled()))
        }
        4 => polygon(&[(0, -6), (6, 0), (0, 6), (-6, 0)], ink),
        5 => {
            polygon(&[(-5, -5), (5, -5), (5, 5), (-5, 5)], ink)?;
            polygon(&[(-3, -3), (3, -3), (3, 3), (-3, 3)], paper)
        }
        _ => root.draw(&Circle::new((x, y), 4, ink.filled())),
    }
}
