//! Workbooks handed in by people: opened with every suspicion, kept in memory sparsely, handed back marked.
//!
//! A workbook is not trusted: its container is measured before anything is parsed, rows and cells are bounded, and a file
//! that is no `.xlsx` is told apart by what it really is, so that the person learns what to do.

mod container;
mod marked;
mod open;

use std::sync::Arc;

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime};

pub use marked::{Mark, marked_copy};
pub use open::open;

/// Largest file taken in, in bytes.
pub const MAX_FILE_BYTES: u64 = 100 * 1024 * 1024;
/// Most the parts of a file may unpack to, in bytes.
pub const MAX_UNPACKED_BYTES: u64 = 512 * 1024 * 1024;
/// Most the table of shared texts may unpack to, in bytes: it is the one part held in memory whole.
pub const MAX_TEXT_BYTES: u64 = 128 * 1024 * 1024;
/// Rows of a sheet, as in Excel.
pub const MAX_ROWS: u32 = 1_048_576;
/// Columns of a sheet that may hold values.
pub const MAX_COLUMNS: u32 = 300;
/// Filled cells of a workbook, some 200 MiB in memory.
pub const MAX_CELLS: usize = 6_000_000;

/// Why a file cannot be read as a workbook. The message is Chinese: what it is, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorkbookFault {
    /// Nothing in it.
    #[error("文件是空的（0 字节）。请确认文件已经上传完整，再试一次。")]
    EmptyFile,
    /// Larger than [`MAX_FILE_BYTES`].
    #[error("文件有 {mib} MiB，超过上限 {} MiB。请按年份或单位拆成几个工作簿，分次导入。", MAX_FILE_BYTES >> 20)]
    TooLarge {
        /// Its size.
        mib: u64,
    },
    /// Encrypted with a password.
    #[error(
        "工作簿设有打开密码，无法读取。请在 Excel 或 WPS 中打开，于“文件—文档加密”中去掉密码，另存为 .xlsx 后再导入。"
    )]
    Password,
    /// The old binary format.
    #[error(
        "这是旧格式的表格（.xls 或 .et）。请在 Excel 或 WPS 中打开，“另存为”选择“Excel 工作簿（*.xlsx）”后再导入。"
    )]
    OldFormat,
    /// Another known kind of file.
    #[error("这不是 Excel 工作簿，而是{what}。{advice}")]
    OtherKind {
        /// What it is.
        what: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// Text with another ending.
    #[error(
        "这是文本文件（{encoding}），不是 Excel 工作簿，只是改了扩展名。请在 Excel 的“数据—自文本”中按 {encoding} 编码打开，核对无乱码后另存为 .xlsx 再导入。"
    )]
    PlainText {
        /// Its encoding, as far as it can be told.
        encoding: &'static str,
    },
    /// Unpacks to too much.
    #[error(
        "文件解压后超过 {limit_mib} MiB（{part}），为防止压缩炸弹不予读取。若确为正常数据，请删去多余的工作表和图片，或拆成几个工作簿后再导入。"
    )]
    UnpacksTooLarge {
        /// Which part.
        part: String,
        /// The bound.
        limit_mib: u64,
    },
    /// Too many parts, or parts that lie about their size.
    #[error("文件结构不正常：{0}。请在 Excel 或 WPS 中打开并另存为新的 .xlsx 后再导入。")]
    Suspicious(String),
    /// Cannot be parsed.
    #[error(
        "工作簿已损坏或不完整，读不下去：{0}。请在 Excel 或 WPS 中打开（必要时选“修复”），另存为新的 .xlsx 后再导入。"
    )]
    Damaged(String),
    /// No row that could be the header of the ledger.
    #[error("前 20 行里找不到“{ledger}”的表头。请在第一行写列名，如：{titles}。可先导出一份台账作样表。")]
    NoHeader {
        /// Title of the ledger.
        ledger: String,
        /// Some of the titles it knows.
        titles: String,
    },
    /// No sheet with a filled cell.
    #[error("工作簿里没有内容：各工作表都是空的。请确认选对了文件。")]
    NoContent,
    /// Beyond the columns or cells.
    #[error("工作表“{sheet}”{what}。{advice}")]
    TooMuch {
        /// Sheet.
        sheet: String,
        /// What is too much.
        what: String,
        /// What to do.
        advice: &'static str,
    },
}

/// One cell as it stands in the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text.
    Text(Arc<str>),
    /// A plain number.
    Number(f64),
    /// TRUE or FALSE.
    Bool(bool),
    /// A number shown as date or time: days since 1899-12-30 (the 1900 system; files of the 1904 system are converted).
    Serial(f64),
    /// `#DIV/0!` and the like.
    Error(Arc<str>),
    /// A formula whose result was never computed by a spreadsheet program.
    NoResult,
}

impl Cell {
    /// True when there is nothing to read: empty, or white space only.
    pub fn is_blank(&self) -> bool {
        match self {
            Cell::Empty => true,
            Cell::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// What a person sees in the cell, shortened for messages by the caller.
    pub fn shown(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.to_string(),
            Cell::Number(n) => number_text(*n),
            Cell::Bool(b) => if *b { "TRUE" } else { "FALSE" }.to_owned(),
            Cell::Serial(days) => serial_text(*days),
            Cell::Error(error) => error.to_string(),
            Cell::NoResult => "（公式，没有结果）".to_owned(),
        }
    }
}

/// The number with the fifteen significant digits a spreadsheet shows, without exponent.
pub(crate) fn number_text(n: f64) -> String {
    if n == 0.0 || !n.is_finite() {
        return if n == 0.0 { "0".to_owned() } else { n.to_string() };
    }
    let rounded: f64 = format!("{n:.14e}").parse().unwrap_or(n);
    rounded.to_string()
}

/// The civil instant of a serial, to the second; none beyond the years a spreadsheet knows.
pub(crate) fn serial_moment(days: f64) -> Option<NaiveDateTime> {
    if !(0.0..2_958_466.0).contains(&days) {
        return None;
    }
    let seconds = (days * 86_400.0).round();
    // The 1900 system counts a 29 February 1900 that never was: serials below 60 lie one day later.
    let shift = if days < 60.0 { 1 } else { 0 };
    #[expect(clippy::cast_possible_truncation, reason = "bounded above by the check of the range")]
    let span = Duration::seconds(seconds as i64) + Duration::days(shift);
    Some(NaiveDate::from_ymd_opt(1899, 12, 30)?.and_time(NaiveTime::MIN) + span)
}

/// The serial of an instant.
pub(crate) fn moment_serial(moment: NaiveDateTime) -> f64 {
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or(NaiveDate::MIN).and_time(NaiveTime::MIN);
    #[expect(clippy::cast_precision_loss, reason = "seconds of some ten thousand years stay below 2^53")]
    let seconds = (moment - epoch).num_seconds() as f64;
    seconds / 86_400.0
}

fn serial_text(days: f64) -> String {
    match serial_moment(days) {
        None => number_text(days),
        Some(m) if days < 1.0 => m.format("%H:%M:%S").to_string(),
        Some(m) if m.time() == NaiveTime::MIN => m.format("%Y-%m-%d").to_string(),
        Some(m) => m.format("%Y-%m-%d %H:%M:%S").to_string(),
    }
}

/// A row with at least one filled cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Position from zero; people count from one.
    pub index: u32,
    /// Filled cells by column, ascending.
    pub cells: Vec<(u16, Cell)>,
}

impl Row {
    /// The cell in a column.
    pub fn cell(&self, column: u16) -> &Cell {
        const EMPTY: &Cell = &Cell::Empty;
        match self.cells.binary_search_by_key(&column, |(c, _)| *c) {
            Ok(at) => &self.cells[at].1,
            Err(_) => EMPTY,
        }
    }
}

/// A merged region, positions from zero, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    /// Top left: row, column.
    pub start: (u32, u16),
    /// Bottom right: row, column.
    pub end: (u32, u16),
}

/// One sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Name on its tab.
    pub name: String,
    /// Not shown.
    pub hidden: bool,
    /// Rows with content, ascending.
    pub rows: Vec<Row>,
    /// Merged regions.
    pub merges: Vec<Merge>,
}

impl Sheet {
    /// The row at a position, if anything is in it.
    pub fn row(&self, index: u32) -> Option<&Row> {
        self.rows.binary_search_by_key(&index, |row| row.index).ok().map(|at| &self.rows[at])
    }
}

/// A workbook in memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workbook {
    /// Sheets in order.
    pub sheets: Vec<Sheet>,
}

/// Letters of a column counted from zero: `A`, `Z`, `AA`.
pub fn column_letters(column: u16) -> String {
    let mut letters = Vec::new();
    let mut rest = u32::from(column) + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests;
