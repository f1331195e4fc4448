//! The table of an indicator as a file: what is hidden on the page is hidden in the file.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use banjie_figures::Catalogue;
use banjie_model::{
    definition::Show,
    figure::{Figure, FigureTable, TableRow, Wants},
};
use banjie_office::scope;
use banjie_store::AuditKind;
use rust_decimal::prelude::ToPrimitive as _;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::{
    asked::{Asked, counted, cut_key, cuts},
    drawn, indicator,
    one::Shown,
    veil,
};
use crate::{
    App,
    server::{Answer, Caller, Deed, Fault, Viewer, record},
    text::figures as t,
};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const CSV: &str = "text/csv; charset=utf-8";

/// The table as asked for.
pub(crate) async fn export(
    State(app): State<App>,
    viewer: Viewer,
    caller: Caller,
    Path((of, name)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let (package, indicator) = indicator(&viewer, &of, &name)?;
    let catalogue = Catalogue::new(viewer.snapshot.world());
    let question = asked.question(&app, &viewer, package).await?.map_err(|misread| Fault::bad(misread.text))?;
    let cuts = cuts(&catalogue, package, indicator);
    let words = cuts.iter().find(|(key, _)| key == cut_key(&question.by)).map(|(_, words)| words.clone());
    let words = words.ok_or_else(|| Fault::bad(t::PERSONAL_CUT))?;
    let timed = counted(&catalogue, package, indicator).iter().all(|(_, counted)| counted.on.is_some());
    let shown = Shown { viewer: &viewer, package, indicator, question, timed };
    let ask = shown.table_ask();
    let mut wants = Wants::default();
    wants.tables.insert(ask.clone());
    veil::guard(&viewer, (package, indicator), &shown.ask(banjie_model::figure::Derived::Value), &mut wants);
    let figures = scope::figures(app.desk(), &viewer.snapshot, shown.question.at).published_by(veil::home(&viewer));
    let mut answers = figures.answer(&wants).await?;
    let table = answers.tables.remove(&ask).ok_or(Fault::NotFound)?.map_err(Fault::bad)?;
    let org = shown.question.org.as_deref().map(|org| scope::org_name(&viewer.snapshot, org));
    let at = shown.question.at;
    let place = t::place(org.as_deref(), Some(shown.question.period), at.at);
    let wording = catalogue.wording(package, indicator);
    let head = [indicator.title.to_string(), place, format!("{}{}", t::SHEET_DEFINITION, wording.words)];
    let (bytes, kind, ending) = match asked.format.as_deref() {
        Some("csv") => (csv_of(&table)?, CSV, "csv"),
        _ => (workbook(&head, &table).map_err(|e| Fault::Broken(e.to_string()))?, XLSX, "xlsx"),
    };
    let key = shown.key();
    let said = t::exported(&indicator.title, &words);
    record(&app, &caller, Deed::by(&viewer, AuditKind::Exported).on(&key).saying(&said)).await?;
    Ok(download(bytes, kind, &t::file(&indicator.title, Some(shown.question.period), ending)))
}

/// A file under its Chinese name.
fn download(bytes: Vec<u8>, kind: &'static str, name: &str) -> Response {
    let mut response = bytes.into_response();
    let encoded = serde_urlencoded::to_string([("", name)]).unwrap_or_default().replace('+', "%20");
    let value = format!("attachment; filename*=UTF-8''{}", encoded.trim_start_matches('='));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(value) = HeaderValue::from_str(&value) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

fn heads(table: &FigureTable) -> Vec<String> {
    let columns = table.columns.iter().map(|column| t::head(&column.title, &column.unit));
    std::iter::once(table.head.clone()).chain(columns).collect()
}

fn rows(table: &FigureTable) -> impl Iterator<Item = &TableRow> {
    table.rows.iter().chain(&table.total)
}

/// Comma separated, with the mark by which spreadsheets know UTF-8; texts never begin a formula.
fn csv_of(table: &FigureTable) -> Result<Vec<u8>, Fault> {
    let broken = |error: &dyn std::error::Error| Fault::Broken(error.to_string());
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(heads(table).iter().map(|text| inert(text))).map_err(|e| broken(&e))?;
    for row in rows(table) {
        let cells = row.cells.iter().map(|cell| cell.as_ref().map_or_else(String::new, plain));
        let record: Vec<String> = std::iter::once(inert(&row.title)).chain(cells).collect();
        writer.write_record(&record).map_err(|e| broken(&e))?;
    }
    writer.into_inner().map_err(|e| broken(&e))
}

fn inert(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t']) { format!("'{text}") } else { text.to_owned() }
}

/// The number without separators; what is hidden as on the page.
fn plain(figure: &Figure) -> String {
    match figure.value() {
        Some(_) => figure.text().replace(',', ""),
        None => figure.text(),
    }
}

fn workbook(head: &[String], table: &FigureTable) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name(t::SHEET)?;
    let bold = Format::new().set_bold();
    let mut line = 0;
    for (index, text) in head.iter().enumerate() {
        if index == 0 {
            page.write_string_with_format(line, 0, text, &bold)?
        } else {
            page.write_string(line, 0, text)?
        };
        line += 1;
    }
    line += 1;
    for (column, text) in (0..).zip(heads(table)) {
        page.write_string_with_format(line, column, &text, &bold)?;
    }
    page.set_column_width(0, 24)?;
    for row in rows(table) {
        line += 1;
        page.write_string(line, 0, &row.title)?;
        for (column, cell) in (1..).zip(&row.cells) {
            if let Some(figure) = cell {
                write(page, (line, column), figure)?;
            }
        }
    }
    book.save_to_buffer()
}

/// A real number in the form it is shown; what is hidden as its text.
fn write(page: &mut Worksheet, (line, column): (u32, u16), figure: &Figure) -> Result<(), XlsxError> {
    let show = figure.trace().show;
    let number = figure.value().and_then(|value| {
        let scaled = drawn::scaled(value, show).to_f64()?;
        Some(if matches!(show, Show::Percent(_)) { scaled / 100.0 } else { scaled })
    });
    match number {
        Some(number) => {
            let places = |n: u8| if n == 0 { String::new() } else { format!(".{}", "0".repeat(usize::from(n))) };
            let form = match show {
                Show::Integer => "#,##0".to_owned(),
                Show::Decimal(n) | Show::Wan(n) => format!("#,##0{}", places(n)),
                Show::Percent(n) => format!("0{}%", places(n)),
            };
            page.write_number_with_format(line, column, number, &Format::new().set_num_format(form))?;
        }
        None => {
            page.write_string(line, column, figure.text())?;
        }
    }
    Ok(())
}
