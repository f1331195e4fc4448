//! An empty workbook to fill in: the headings an import reads, a sheet for each kind of child rows, and what each column takes.

use banjie_model::definition::{Field, FieldType, Ledger};
use rust_xlsxwriter::{Color, DataValidation, Format, Workbook, Worksheet, XlsxError};

use crate::{
    error::{DeskError, DeskResult},
    export::describe,
    reading::code_list,
    snapshot::Snapshot,
};

/// Rows in which a column of codes offers them to choose from.
const OFFERED_ROWS: u32 = 5_000;
/// Most characters of all titles together that a spreadsheet offers to choose from.
const OFFERED_CHARS: usize = 240;

/// The empty workbook of a ledger.
///
/// # Errors
/// The workbook cannot be written.
pub fn template(snapshot: &Snapshot, ledger: &Ledger) -> DeskResult<Vec<u8>> {
    written(snapshot, ledger).map_err(|error| DeskError::Writing(error.to_string()))
}

fn written(snapshot: &Snapshot, ledger: &Ledger) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let main: Vec<&Field> = entered(&ledger.fields).filter(|f| !matches!(f.ty, FieldType::List(_))).collect();
    let mut titles: Vec<String> = Vec::new();
    if ledger.number.is_some() {
        titles.push("编号".to_owned());
    }
    titles.push("机构".to_owned());
    let first = titles.len();
    sheet(&mut book, snapshot, ledger, (&ledger.title, titles, first), &main)?;
    for field in entered(&ledger.fields) {
        let FieldType::List(rows) = &field.ty else { continue };
        let link = if ledger.number.is_some() { "编号" } else { "行号" };
        let fields: Vec<&Field> = entered(rows).collect();
        sheet(&mut book, snapshot, ledger, (&field.title, vec![link.to_owned()], 1), &fields)?;
    }
    notes(book.add_worksheet(), snapshot, ledger, &main)?;
    book.save_to_buffer()
}

/// Fields a person fills in.
fn entered(fields: &[Field]) -> impl Iterator<Item = &Field> {
    fields.iter().filter(|field| field.formula.is_none() && field.lookup.is_none())
}

fn sheet(
    book: &mut Workbook,
    snapshot: &Snapshot,
    ledger: &Ledger,
    (name, mut titles, first): (&str, Vec<String>, usize),
    fields: &[&Field],
) -> Result<(), XlsxError> {
    titles.extend(fields.iter().map(|f| if f.required { format!("{}*", f.title) } else { f.title.to_string() }));
    let head = Format::new().set_bold().set_background_color(Color::RGB(0x00D9_E1F2));
    let page = book.add_worksheet();
    let clean: String = name.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect();
    page.set_name(clean)?;
    page.set_freeze_panes(1, 0)?;
    for (column, title) in (0..).zip(&titles) {
        let wide: u32 = title.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        page.set_column_width(column, f64::from((wide + 4).clamp(12, 30)))?;
        page.write_string_with_format(0, column, title, &head)?;
    }
    for (column, field) in (u16::try_from(first).unwrap_or(0)..).zip(fields) {
        if let Some(offered) = offered(snapshot, ledger, field) {
            let choice = DataValidation::new().allow_list_strings(&offered)?;
            page.add_data_validation(1, column, OFFERED_ROWS, column, &choice)?;
        }
    }
    Ok(())
}

/// What a column offers to choose from; none: too much, or nothing.
fn offered(snapshot: &Snapshot, ledger: &Ledger, field: &Field) -> Option<Vec<String>> {
    let titles: Vec<String> = match &field.ty {
        FieldType::Bool => vec!["是".to_owned(), "否".to_owned()],
        FieldType::Code(list) => {
            let list = code_list(snapshot.library(), &ledger.package, list)?;
            list.entries.values().map(|entry| entry.title.to_string()).collect()
        }
        _ => return None,
    };
    let length: usize = titles.iter().map(|title| title.chars().count() + 1).sum();
    let plain = titles.iter().all(|title| !title.contains([',', '"']));
    (plain && length <= OFFERED_CHARS).then_some(titles)
}

/// The sheet that tells what each column takes, every code included.
fn notes(page: &mut Worksheet, snapshot: &Snapshot, ledger: &Ledger, fields: &[&Field]) -> Result<(), XlsxError> {
    let head = Format::new().set_bold();
    let wrap = Format::new().set_text_wrap();
    page.set_name("填写说明")?;
    page.set_column_width(0, 24)?;
    page.set_column_width(1, 100)?;
    let mut lines = vec![
        ("台账".to_owned(), format!("{}：{}", ledger.title, ledger.purpose)),
        ("怎样填".to_owned(), "一行一条记录，标题带 * 的必填。新记录的编号留空，由系统编排；填写已有的编号表示更正那条记录。机构留空的，归导入人所在机构。".to_owned()),
    ];
    lines.extend(fields.iter().map(|field| (field.title.to_string(), describe(snapshot, ledger, field))));
    for field in fields {
        if let FieldType::Code(list) | FieldType::Tree(list) = &field.ty
            && let Some(list) = code_list(snapshot.library(), &ledger.package, list)
        {
            let titles: Vec<&str> = list.entries.values().map(|entry| &*entry.title).collect();
            lines.push((format!("{} 可选项", field.title), titles.join("、").chars().take(30_000).collect()));
        }
    }
    for (row, (what, text)) in (0..).zip(&lines) {
        page.write_string_with_format(row, 0, what, &head)?;
        page.write_string_with_format(row, 1, text, &wrap)?;
    }
    Ok(())
}
