//! Tables: the largest letters with which the columns fit, at last across the page.

use std::sync::Arc;

use banjie_model::figure::Figure;
use serde::Serialize;

use super::{
    PrintFault,
    words::{Reader, Words},
};
use crate::document::{Inline, Table, plain_text};

/// Width of the upright page and of the page turned, in points.
const UPRIGHT: f64 = 442.0;
const TURNED: f64 = 637.5;
/// Blank beside the text of a cell, both sides, and its line.
const MARGIN: f64 = 9.0;
/// Widest column that is not broken, and narrowest that is, in half characters.
const WIDEST: usize = 28;
const NARROWEST: usize = 8;
/// Sizes of letters upright (小四, 五号, 小五) and on a turned page.
const UPRIGHT_SIZES: [f64; 3] = [12.0, 10.5, 9.0];
const TURNED_SIZES: [f64; 4] = [10.5, 9.0, 7.5, 6.5];
/// Characters of a cell that may have to be broken over two pages.
const LONG: usize = 400;

/// A table for the page.
#[derive(Debug, Serialize)]
pub(super) struct Sheet {
    caption: Option<String>,
    /// Widths in points.
    columns: Vec<f64>,
    numeric: Vec<bool>,
    /// Size of letters in points.
    size: f64,
    /// It lies across the page.
    wide: bool,
    /// A row may be broken over two pages.
    breakable: bool,
    head: Vec<Words>,
    groups: Vec<(Words, usize)>,
    heads: Vec<Words>,
    rows: Vec<Line>,
}

impl Sheet {
    /// The same under another caption.
    pub fn captioned(self, caption: String) -> Sheet {
        Sheet { caption: Some(caption), ..self }
    }
}

#[derive(Debug, Serialize)]
struct Line {
    c: Vec<Words>,
    /// The totals.
    t: bool,
    /// Every cell has one line.
    h: bool,
}

/// A table for the page; none when it has no columns.
pub(super) fn of(reader: &mut Reader<'_>, table: &Table, figures: &[Arc<Figure>]) -> Result<Option<Sheet>, PrintFault> {
    let groups: usize = table.groups.iter().map(|(_, heads)| heads.len()).sum();
    let grouped = if groups > 0 { groups + 1 } else { 0 };
    let columns = table.rows.iter().map(|row| row.cells.len()).chain([table.head.len(), grouped]).max().unwrap_or(0);
    if columns == 0 {
        return Ok(None);
    }
    let place = if table.number > 0 { format!("表{}", table.number) } else { "表格".to_owned() };
    let caption = match (table.number, table.caption.as_str()) {
        (0, "") => None,
        (0, words) => Some(words.to_owned()),
        (number, words) => Some(format!("表{number} {words}")),
    };
    let caption = caption.map(|caption| reader.text(&caption, &place));
    let layout = Layout::of(table, columns, figures).ok_or_else(|| PrintFault::TooWide {
        table: caption.clone().unwrap_or_else(|| "一个表格".to_owned()),
        columns,
    })?;
    let mut line = |cells: &[Vec<Inline>]| -> Vec<Words> {
        (0..columns).map(|column| reader.words(cells.get(column).map_or(&[], Vec::as_slice), &place)).collect()
    };
    let head = line(&table.head);
    let rows: Vec<Line> = table
        .rows
        .iter()
        .map(|row| Line { c: line(&row.cells), t: row.total, h: layout.is_low(&row.cells, figures) })
        .collect();
    let mut name = |text: &str| Words::One(reader.text(text, &place));
    let groups = table.groups.iter().filter(|(_, heads)| !heads.is_empty());
    let mut heads: Vec<Words> = Vec::new();
    let groups: Vec<(Words, usize)> = groups
        .map(|(title, under)| {
            heads.extend(under.iter().map(|head| name(head)));
            (name(title), under.len())
        })
        .collect();
    // Columns beyond the grouped head have heads of their own, empty ones.
    let bare = if groups.is_empty() { 0 } else { columns - 1 - heads.len() };
    let groups = groups.into_iter().chain((0..bare).map(|_| (Words::One(String::new()), 1))).collect();
    heads.extend((0..bare).map(|_| Words::One(String::new())));
    Ok(Some(Sheet {
        caption,
        columns: layout.columns,
        numeric: (0..columns).map(|column| table.numeric.get(column) == Some(&true)).collect(),
        size: layout.size,
        wide: layout.wide,
        breakable: layout.breakable,
        head,
        groups,
        heads,
        rows,
    }))
}

struct Layout {
    columns: Vec<f64>,
    size: f64,
    wide: bool,
    breakable: bool,
}

impl Layout {
    /// None when the table does not fit even across the page in the smallest letters.
    fn of(table: &Table, columns: usize, figures: &[Arc<Figure>]) -> Option<Layout> {
        let mut breakable = false;
        let wanted: Vec<usize> = (0..columns)
            .map(|column| {
                let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
                let widest = cells.map(|cell| width(&plain_text(cell, figures))).max().unwrap_or(0);
                breakable |= widest > LONG * 2;
                // A head may be broken into lines, a number may not.
                let head = table.head.get(column).map_or(0, |head| width(&plain_text(head, figures)).div_ceil(2));
                let most = if table.numeric.get(column) == Some(&true) { widest.max(WIDEST) } else { WIDEST };
                widest.max(head.min(12)).clamp(4, most)
            })
            .collect();
        let least: Vec<usize> = wanted
            .iter()
            .enumerate()
            .map(|(column, halves)| match table.numeric.get(column) {
                Some(true) => *halves,
                _ => (*halves).min(NARROWEST),
            })
            .collect();
        let upright = UPRIGHT_SIZES.map(|size| (size, UPRIGHT, false));
        let turned = TURNED_SIZES.map(|size| (size, TURNED, true));
        let fits =
            |halves: &[usize], (size, room, _): &(f64, f64, bool)| natural(halves, *size).iter().sum::<f64>() <= *room;
        let found = upright.into_iter().chain(turned).find(|case| fits(&wanted, case));
        let squeezed = || turned.into_iter().rev().take(2).rev().find(|case| fits(&least, case));
        // Long texts are broken into lines rather than the table turned.
        let few = || upright.into_iter().skip(1).find(|case| fits(&least, case) && columns <= 8);
        let (halves, (size, room, wide)) = match found {
            Some(case) if !case.2 => (&wanted, case),
            other => match (few(), other) {
                (Some(case), _) => (&wanted, case),
                (None, Some(case)) => (&wanted, case),
                (None, None) => (&least, squeezed()?),
            },
        };
        Some(Layout { columns: shared(&natural(halves, size), &natural(&least, size), room), size, wide, breakable })
    }
}

impl Layout {
    /// True when every cell of a row fits into one line, with a little to spare.
    fn is_low(&self, cells: &[Vec<Inline>], figures: &[Arc<Figure>]) -> bool {
        let fits = |(cell, room): (&Vec<Inline>, &f64)| {
            let broken = cell.iter().any(|inline| matches!(inline, Inline::Break));
            !broken && width(&plain_text(cell, figures)) as f64 * self.size / 2.0 + MARGIN <= *room + 0.5
        };
        cells.iter().zip(&self.columns).all(fits)
    }
}

/// Width of a text in half characters, rather too much than too little: Chinese characters, their punctuation and all signs
/// are two, Latin letters and digits as wide as those of Times.
fn width(text: &str) -> usize {
    let wide = |c: char| match c {
        ' ' | ',' | '.' | ':' | ';' | '\'' | '!' | '|' | '(' | ')' | '[' | ']' | '-' | '/' => 0.7,
        'f' | 'i' | 'j' | 'l' | 'r' | 't' | 'I' => 0.7,
        'm' | 'w' => 1.6,
        'M' | 'W' | '@' => 1.9,
        '%' | '&' | 'A'..='Z' => 1.7,
        c if c.is_ascii() => 1.1,
        _ => 2.0,
    };
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let rest: f64 = text.chars().filter(|c| !c.is_ascii_digit()).map(wide).sum();
    digits + rest.ceil() as usize
}

fn natural(halves: &[usize], size: f64) -> Vec<f64> {
    halves.iter().map(|halves| *halves as f64 * size / 2.0 + MARGIN).collect()
}

/// Widths that fill the room: what is left over is given to all in proportion, what is lacking taken from those above their
/// least width.
fn shared(natural: &[f64], least: &[f64], room: f64) -> Vec<f64> {
    let sum: f64 = natural.iter().sum();
    let widths: Vec<f64> = if sum <= room {
        natural.iter().map(|width| width * room / sum).collect()
    } else {
        let spare: f64 = natural.iter().zip(least).map(|(natural, least)| natural - least).sum();
        let part = if spare > 0.0 { (sum - room) / spare } else { 0.0 };
        natural.iter().zip(least).map(|(natural, least)| natural - (natural - least) * part).collect()
    };
    widths.into_iter().map(|width| (width * 100.0).floor() / 100.0).collect()
}
