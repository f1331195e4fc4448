//! The drawing as an element of the page: title, description, the page's colours.

use std::fmt::Write as _;

use super::{Palette, Plot, SERIES, Size, Tone};
use crate::{document::Chart, html::escape};

/// Replaces the opening of the drawing and the marked colours.
pub(super) fn finish(drawing: &str, chart: &Chart, plot: &Plot, size: Size, palette: Palette) -> String {
    let (opening, inner) = drawing.split_once('>').unwrap_or(("", drawing));
    let view = attribute(opening, "viewBox").unwrap_or("0 0 720 320");
    let id = format!("c{}{}", chart.number, &size.class()[..1]);
    let mut body = inner.trim_end().trim_end_matches("</svg>").to_owned();
    let definitions = patterned(&mut body, &id, palette);
    for tone in Tone::all() {
        body = body.replace(&format!("\"{}\"", mark(tone)), &format!("\"{}\"", tone.in_palette(palette)));
    }
    if palette == Palette::Print {
        // The style sheet of a page does this for its charts: numbers stay readable on lines and patterns.
        let halo = "<text paint-order=\"stroke\" stroke=\"#ffffff\" stroke-width=\"3\" stroke-linejoin=\"round\"";
        body = body.replace("<text", halo);
    }
    let mut out = String::new();
    let _ = write!(
        out,
        "<svg class=\"{}\" viewBox=\"{view}\" role=\"img\" aria-labelledby=\"{id}t {id}d\" \
         xmlns=\"http://www.w3.org/2000/svg\"><title id=\"{id}t\">{}</title><desc id=\"{id}d\">{}</desc>{definitions}{}</svg>",
        size.class(),
        escape(&chart.caption),
        escape(&description(chart, plot)),
        compact(&body)
    );
    out
}

fn mark(tone: Tone) -> String {
    let colour = tone.colour();
    format!("#{:02X}{:02X}{:02X}", colour.0, colour.1, colour.2)
}

/// Dashes of the lines of several series.
const DASHES: [&str; SERIES as usize] = ["", "7 4", "2 3", "10 3 2 3", "14 4", "1 4"];

/// Areas of series get patterns, their lines dashes; gives the definitions of the patterns.
fn patterned(body: &mut String, id: &str, palette: Palette) -> String {
    let mut definitions = String::new();
    for number in 0..SERIES {
        let mark = mark(Tone::Series(number));
        if !body.contains(&mark) {
            continue;
        }
        let dash = DASHES[usize::from(number)];
        let stroke = format!("stroke=\"{mark}\"");
        if !dash.is_empty() {
            *body = body.replace(&stroke, &format!("{stroke} stroke-dasharray=\"{dash}\""));
        }
        *body = body.replace(&format!("fill=\"{mark}\""), &format!("fill=\"url(#{id}p{number})\""));
        let (accent, paper) = (Tone::Accent.in_palette(palette), Tone::Paper.in_palette(palette));
        let light = Tone::Part(3).in_palette(palette);
        let ground = if number == 2 { &light } else { &paper };
        let inner = match number {
            0 => format!("<rect width=\"8\" height=\"8\" fill=\"{accent}\"/>"),
            1 => format!("<path d=\"M-2 2l4-4M0 8L8 0M6 10l4-4\" stroke=\"{accent}\" stroke-width=\"1.6\"/>"),
            2 => String::new(),
            3 => format!(
                "<circle cx=\"2\" cy=\"2\" r=\"1.3\" fill=\"{accent}\"/><circle cx=\"6\" cy=\"6\" r=\"1.3\" fill=\"{accent}\"/>"
            ),
            4 => format!("<path d=\"M0 2H8M0 6H8\" stroke=\"{accent}\" stroke-width=\"1.4\"/>"),
            _ => format!("<path d=\"M0 0L8 8M0 8L8 0\" stroke=\"{accent}\" stroke-width=\"1.2\"/>"),
        };
        let _ = write!(
            definitions,
            "<pattern id=\"{id}p{number}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">\
             <rect width=\"8\" height=\"8\" fill=\"{ground}\"/>{inner}</pattern>"
        );
    }
    if definitions.is_empty() { definitions } else { format!("<defs>{definitions}</defs>") }
}

/// One sentence a series that says what the picture says.
pub(super) fn description(chart: &Chart, plot: &Plot) -> String {
    let several = plot.series.len() > 1;
    let sentence = |((title, points), series): (&(String, Vec<super::Point>), &crate::document::Series)| {
        let unit = &series.unit;
        let told = points.iter().map(|point| format!("{}{}{unit}", point.label, with_gap(&point.text)));
        let told = told.collect::<Vec<_>>().join("，");
        if several { format!("{title}：{told}。") } else { format!("{told}。") }
    };
    plot.series.iter().zip(&chart.series).map(sentence).collect()
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
