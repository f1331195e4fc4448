//! The workbook handed back: every cell as it was (formulas as their values), bad cells coloured and commented, and a sheet
//! that lists all faults with links to them.

use std::collections::HashMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, Note, Url, Workbook as Writer, Worksheet, XlsxError};

use super::{Cell, Sheet, Workbook, column_letters};

/// Links a sheet may hold; beyond it the place is written as text.
const MAX_LINKS: usize = 60_000;
/// Comments drawn; beyond it cells are coloured only.
const MAX_NOTES: usize = 20_000;
/// Name of the sheet with the faults.
pub const FAULT_SHEET: &str = "错误清单";

/// A fault at a place of the workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Sheet by position.
    pub sheet: usize,
    /// Row from zero.
    pub row: u32,
    /// Column from zero; none: the row as a whole.
    pub column: Option<u16>,
    /// Title of the column.
    pub title: String,
    /// What stands there.
    pub value: String,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub advice: String,
}

struct Formats {
    date: Format,
    time: Format,
    moment: Format,
    bad: Format,
    bad_date: Format,
    bad_time: Format,
    bad_moment: Format,
    head: Format,
    wrap: Format,
}

impl Formats {
    fn new() -> Formats {
        let bad = Format::new().set_background_color(Color::RGB(0x00FF_C7CE)).set_font_color(Color::RGB(0x009C_0006));
        Formats {
            date: Format::new().set_num_format("yyyy-mm-dd"),
            time: Format::new().set_num_format("hh:mm:ss"),
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            bad_date: bad.clone().set_num_format("yyyy-mm-dd"),
            bad_time: bad.clone().set_num_format("hh:mm:ss"),
            bad_moment: bad.clone().set_num_format("yyyy-mm-dd hh:mm:ss"),
            bad,
            head: Format::new().set_bold().set_background_color(Color::RGB(0x00D9_E1F2)),
            wrap: Format::new().set_text_wrap().set_align(FormatAlign::Top),
        }
    }
}

/// Writes the marked copy.
///
/// # Errors
/// What the writer says; it has no reason to while the workbook is within the bounds of [`super::open`].
pub fn marked_copy(workbook: &Workbook, marks: &[Mark]) -> Result<Vec<u8>, XlsxError> {
    let mut writer = Writer::new();
    let formats = Formats::new();
    let mut n_notes = 0;
    for (index, sheet) in workbook.sheets.iter().enumerate().filter(|(_, s)| s.name != FAULT_SHEET) {
        let mut by_place: HashMap<(u32, u16), Vec<&Mark>> = HashMap::new();
        for mark in marks.iter().filter(|m| m.sheet == index) {
            by_place.entry((mark.row, mark.column.unwrap_or(0))).or_default().push(mark);
        }
        let page = writer.add_worksheet();
        page.set_name(&sheet.name)?;
        page.set_hidden(sheet.hidden);
        write_sheet(page, sheet, &by_place, &formats)?;
        write_notes(page, &by_place, &mut n_notes)?;
    }
    write_faults(writer.add_worksheet(), workbook, marks, &formats)?;
    writer.save_to_buffer()
}

fn write_sheet(
    page: &mut Worksheet,
    sheet: &Sheet,
    marks: &HashMap<(u32, u16), Vec<&Mark>>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let mut widths: Vec<usize> = Vec::new();
    for row in &sheet.rows {
        for (column, cell) in &row.cells {
            let bad = marks.contains_key(&(row.index, *column));
            write_cell(page, row.index, *column, cell, bad, formats)?;
            let at = usize::from(*column);
            widths.resize(widths.len().max(at + 1), 0);
            widths[at] = widths[at].max(width(cell));
        }
    }
    for (row, column) in marks.keys() {
        if sheet.row(*row).is_none_or(|r| *r.cell(*column) == Cell::Empty) {
            page.write_blank(*row, *column, &formats.bad)?;
        }
    }
    for (column, width) in widths.iter().enumerate() {
        let width = u32::try_from((*width).clamp(8, 40)).unwrap_or(40);
        page.set_column_width(u16::try_from(column).unwrap_or(u16::MAX), f64::from(width))?;
    }
    Ok(())
}

fn width(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) => text.chars().take(40).map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>() + 1,
        Cell::Serial(_) => 12,
        _ => 10,
    }
}

fn write_cell(
    page: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    bad: bool,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) if bad => page.write_string_with_format(row, column, &**text, &formats.bad)?,
        Cell::Text(text) | Cell::Error(text) if !bad => page.write_string(row, column, &**text)?,
        Cell::Number(n) if bad => page.write_number_with_format(row, column, *n, &formats.bad)?,
        Cell::Number(n) => page.write_number(row, column, *n)?,
        Cell::Bool(b) if bad => page.write_boolean_with_format(row, column, *b, &formats.bad)?,
        Cell::Bool(b) => page.write_boolean(row, column, *b)?,
        Cell::Serial(days) => page.write_number_with_format(row, column, *days, serial_format(*days, bad, formats))?,
        Cell::Empty => page,
        other => page.write_string_with_format(row, column, other.shown(), &formats.bad)?,
    };
    Ok(())
}

fn serial_format(days: f64, bad: bool, formats: &Formats) -> &Format {
    match (days < 1.0, days.fract() == 0.0, bad) {
        (true, _, false) => &formats.time,
        (true, _, true) => &formats.bad_time,
        (false, true, false) => &formats.date,
        (false, true, true) => &formats.bad_date,
        (false, false, false) => &formats.moment,
        (false, false, true) => &formats.bad_moment,
    }
}

fn write_notes(
    page: &mut Worksheet,
    marks: &HashMap<(u32, u16), Vec<&Mark>>,
    n_notes: &mut usize,
) -> Result<(), XlsxError> {
    let mut places: Vec<_> = marks.iter().collect();
    places.sort_by_key(|(place, _)| **place);
    for ((row, column), marks) in places {
        *n_notes += 1;
        if *n_notes > MAX_NOTES {
            break;
        }
        let lines: Vec<String> = marks.iter().map(|m| format!("{}\n{}", m.problem, m.advice)).collect();
        let note = Note::new(lines.join("\n")).set_author("办结").add_author_prefix(false).set_width(260);
        page.insert_note(*row, *column, &note)?;
    }
    Ok(())
}

fn write_faults(page: &mut Worksheet, workbook: &Workbook, marks: &[Mark], formats: &Formats) -> Result<(), XlsxError> {
    page.set_name(FAULT_SHEET)?;
    let heads = ["序号", "工作表", "位置", "列名", "值", "问题", "怎么改"];
    let widths = [6.0, 16.0, 10.0, 18.0, 24.0, 50.0, 50.0];
    for (column, (head, width)) in (0..).zip(heads.iter().zip(widths)) {
        page.write_string_with_format(0, column, *head, &formats.head)?;
        page.set_column_width(column, width)?;
    }
    page.set_freeze_panes(1, 0)?;
    for (row, mark) in (1..).zip(marks) {
        write_fault(page, row, &workbook.sheets[mark.sheet].name, mark, formats)?;
    }
    page.set_active(true);
    Ok(())
}

fn write_fault(page: &mut Worksheet, row: u32, sheet: &str, mark: &Mark, formats: &Formats) -> Result<(), XlsxError> {
    let place = match mark.column {
        Some(column) => format!("{}{}", column_letters(column), mark.row + 1),
        None => format!("第{}行", mark.row + 1),
    };
    page.write_number(row, 0, f64::from(row))?;
    page.write_string(row, 1, sheet)?;
    if usize::try_from(row).is_ok_and(|n| n < MAX_LINKS) {
        let cell = format!("{}{}", column_letters(mark.column.unwrap_or(0)), mark.row + 1);
        let link = Url::new(format!("internal:'{}'!{cell}", sheet.replace('\'', "''"))).set_text(&place);
        page.write_url(row, 2, link)?;
    } else {
        page.write_string(row, 2, &place)?;
    }
    page.write_string(row, 3, &mark.title)?;
    page.write_string(row, 4, &mark.value)?;
    page.write_string_with_format(row, 5, &mark.problem, &formats.wrap)?;
    page.write_string_with_format(row, 6, &mark.advice, &formats.wrap)?;
    Ok(())
}
