//! A workbook of ten thousand rows: all bad cells told, or all rows written.

use std::{collections::BTreeSet, path::Path, time::Duration};

use anyhow::{Result, bail};
use banjie_desk::{Desk, ImportOptions, ImportReport, Silent, workbook};
use banjie_model::case::Actor;
use banjie_store::AnyStore;
use rust_xlsxwriter::Workbook;

use super::{
    measure::{Amount, Line, Spent, median, timed, timed_async},
    town,
};

/// Rows of the workbook.
const ROWS: u32 = 10_000;
/// Every so many rows has a bad cell: two hundred in all.
const BAD_EVERY: u32 = 50;
/// Rounds; the one in the middle counts.
const ROUNDS: usize = 3;
/// Titles of the columns.
const HEAD: [&str; 11] = [
    "机构",
    "地点",
    "类型",
    "案件来源",
    "发案日期",
    "违法占地",
    "当事人",
    "联系电话",
    "违法建筑面积",
    "层数",
    "工程造价",
];
/// What a bad cell holds, with its column.
const BAD: [(u16, &str); 5] = [(4, "2025-02-30"), (2, "不知道的类型"), (8, "约一百平方"), (7, "1380000"), (5, "也许")];

/// Measures both.
pub async fn measure(root: &Path) -> Result<Vec<Line>> {
    let (bad, expected) = book(true)?;
    let (good, _) = book(false)?;
    let (mut told, mut written, mut opened) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let dir = super::scratch()?;
        let desk = town::desk(root, &dir.path().join("import.db").display().to_string()).await?;
        let (report, spent) = import(&desk, bad.clone()).await?;
        let found: BTreeSet<(u32, String)> =
            report.faults.iter().map(|fault| (fault.row, fault.column.clone().unwrap_or_default())).collect();
        if found != expected || report.faults.len() != expected.len() || report.committed {
            bail!("of {} bad cells {} were told", expected.len(), report.faults.len());
        }
        told.push(spent);
        let (report, spent) = import(&desk, good.clone()).await?;
        if report.created != u64::from(ROWS) || !report.committed {
            bail!("of {ROWS} rows {} were written: {:?}", report.created, report.faults.first());
        }
        written.push(spent);
        let (open, spent) = timed(|| workbook::open(&good));
        open?;
        opened.push(spent);
    }
    let floor = Amount::Time(median(opened).wall);
    let told_how = "一万行、11 列的违法建设案件工作簿,五种错共 200 格,逐格核对位置;从文件字节到报告和标注好的工作簿,什么也不写入。三轮取中位。";
    let written_how =
        "同样一万行全部正确,写入 SQLite(落盘):每行一条记录、一个版本、一条日志、一个时限。三轮取中位,每轮用新库。";
    Ok(vec![
        Line::spent("导入 1 万行、报出全部 200 处错误", median(told), told_how)
            .within(Duration::from_secs(1))
            .beside("只打开工作簿", floor),
        Line::spent("导入 1 万行并写入", median(written), written_how).beside("只打开工作簿", floor),
    ])
}

async fn import(desk: &Desk<AnyStore>, bytes: Vec<u8>) -> Result<(ImportReport, Spent)> {
    let options = ImportOptions::default();
    let actor = Actor::system();
    let work = desk.import(town::LEDGER, bytes, &options, &actor, town::now(), &Silent);
    let (report, spent) = timed_async(work).await;
    Ok((report?, spent))
}

/// Row and column of each bad cell.
type BadCells = BTreeSet<(u32, String)>;

/// The workbook, and where its bad cells are.
fn book(bad: bool) -> Result<(Vec<u8>, BadCells)> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    let mut expected = BTreeSet::new();
    for (column, title) in (0..).zip(HEAD) {
        page.write_string(0, column, title)?;
    }
    for row in 1..=ROWS {
        for (column, text) in (0..).zip(cells(row)) {
            page.write_string(row, column, text)?;
        }
        page.write_number(row, 8, 20.0 + f64::from(row % 5_000) / 4.0)?;
        page.write_number(row, 9, f64::from(1 + row % 6))?;
        page.write_number(row, 10, 10_000.0 + f64::from(row))?;
        if bad && row % BAD_EVERY == 0 {
            let (column, text) = BAD[(row / BAD_EVERY) as usize % BAD.len()];
            page.write_string(row, column, text)?;
            expected.insert((row + 1, workbook::column_letters(column)));
        }
    }
    Ok((book.save_to_buffer()?, expected))
}

/// The texts of a row.
fn cells(row: u32) -> [String; 8] {
    let kinds = ["农村个人建房", "楼顶违法建设", "历史遗留拆扩建", "拆后重建"];
    let sources = ["巡查发现", "群众举报", "热线转办"];
    [
        town::branch_name(row % town::BRANCHES),
        format!("五马街道第{row}号"),
        kinds[row as usize % kinds.len()].to_owned(),
        sources[row as usize % sources.len()].to_owned(),
        format!("2025-{:02}-{:02}", 1 + row % 10, 1 + row % 28),
        if row.is_multiple_of(3) { "是" } else { "否" }.to_owned(),
        format!("当事人{row}"),
        format!("138{:08}", row * 7 % 100_000_000),
    ]
}
