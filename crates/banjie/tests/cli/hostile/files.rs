//! Files that are no workbook, or one that should not be opened.

use std::{fs, process::Command};

use rust_xlsxwriter::{Format, Formula, Workbook};

use super::bomb::{bomb, rewritten};
use crate::support::{BANJIE, House, LETTER, Ran, half_width};

const HEAD: &str = "机构|事由|方式|收件日期|人数";
const SHEET: &str = "xl/worksheets/sheet1.xml";

/// Address space a child may take, in bytes.
const MEMORY: u64 = 1_500_000_000;

/// Imports a file within bounded memory.
fn import(house: &House, bytes: &[u8]) -> Ran {
    fs::write(house.path("收件.xlsx"), bytes).unwrap();
    let mut command = Command::new("prlimit");
    command.arg(format!("--as={MEMORY}")).args([BANJIE, "import", LETTER, "收件.xlsx"]);
    house.settle(&mut command);
    house.answer(command.output().expect("prlimit is on every Debian"))
}

/// The file is refused in these words; nothing is written, neither to the database nor beside the file.
#[track_caller]
fn check(bytes: &[u8], expected: &str) {
    let house = House::ready();
    let before = house.audit();
    let ran = import(&house, bytes);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{}", ran.err);
    assert_eq!(ran.err.trim_end(), half_width(&format!("错误:{expected}")));
    assert_eq!(house.audit(), before);
    assert!(!house.path("收件.有误.xlsx").exists());
}

/// The rows are refused, each in its place.
#[track_caller]
fn check_rows(bytes: &[u8], expected: &[&str]) {
    let house = House::ready();
    let before = house.audit();
    let ran = import(&house, bytes);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    for words in expected {
        assert!(ran.err.contains(&half_width(words)), "{words} not in\n{}", ran.err);
    }
    assert_eq!(house.audit(), before);
    assert!(house.path("收件.有误.xlsx").exists());
}

/// The file is good after all.
#[track_caller]
fn check_good(bytes: &[u8], created: usize) {
    let house = House::ready();
    let ran = import(&house, bytes);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains(&format!("新增 {created},")), "{}", ran.out);
}

fn book(lines: &str) -> Vec<u8> {
    let house = House::empty();
    house.book("书.xlsx", lines);
    fs::read(house.path("书.xlsx")).unwrap()
}

fn good() -> Vec<u8> {
    book(&format!("{HEAD}\n甲科|路灯不亮|来信|2026-04-01|1\n甲科|井盖缺失|来信|2026-04-02|2\n"))
}

/// The old container format, with this stream in it.
fn ole(stream: &str) -> Vec<u8> {
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.resize(1024, 0);
    bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(8192, 0);
    bytes
}

#[test]
fn a_password_is_told_with_the_way_to_take_it_off() {
    check(
        &ole("EncryptedPackage"),
        "工作簿设有打开密码，无法读取。请在 Excel 或 WPS 中打开，于“文件—文档加密”中去掉密码，另存为 .xlsx 后再导入。",
    );
}

#[test]
fn an_old_workbook_is_told_with_the_way_to_convert_it() {
    check(
        &ole("Workbook"),
        "这是旧格式的表格（.xls 或 .et）。请在 Excel 或 WPS 中打开，“另存为”选择“Excel 工作簿（*.xlsx）”后再导入。",
    );
}

#[test]
fn a_text_in_gb18030_with_another_name_is_told_as_such() {
    let csv = b"\xBB\xFA\xB9\xB9,\xCA\xC2\xD3\xC9\n\xBC\xD7\xBF\xC6,\xC2\xB7\xB5\xC6\n";
    check(
        csv,
        "这是文本文件（GB18030），不是 Excel 工作簿，只是改了扩展名。请在 Excel 的“数据—自文本”中按 GB18030 编码打开，核对无乱码后另存为 .xlsx 再导入。",
    );
}

#[test]
fn a_bomb_that_says_so_is_not_unpacked() {
    check(
        &bomb(&good(), 1_100_000_000),
        "文件解压后超过 512 MiB（全部内容），为防止压缩炸弹不予读取。若确为正常数据，请删去多余的工作表和图片，或拆成几个工作簿后再导入。",
    );
}

#[test]
fn a_bomb_that_lies_is_not_unpacked_either() {
    check(
        &bomb(&good(), 4_000),
        "文件结构不正常：部件 xl/worksheets/sheet1.xml 比目录中写明的大。请在 Excel 或 WPS 中打开并另存为新的 .xlsx 后再导入。",
    );
}

#[test]
fn more_than_three_hundred_columns_are_refused() {
    let mut head = HEAD.to_owned();
    for i in 0..300 {
        head += &format!("|列{i}");
    }
    check(&book(&format!("{head}\n")), "工作表“Sheet1”超过 300 列。请删去与本台账无关的列后再导入。");
}

#[test]
fn a_sheet_that_claims_a_million_rows_costs_what_is_in_it() {
    let claims = |text: &str| text.replace("<dimension ref=\"A1:E3\"/>", "<dimension ref=\"A1:XFD1048576\"/>");
    check_good(&rewritten(&good(), SHEET, claims), 2);
}

#[test]
fn a_stray_cell_in_the_last_row_is_told_in_its_place() {
    let strays = |text: &str| {
        text.replace("</sheetData>", "<row r=\"1048576\"><c r=\"E1048576\"><v>1</v></c></row></sheetData>")
    };
    check_rows(&rewritten(&good(), SHEET, strays), &["Sheet1!B1048576 事由：“事由”必填。请补填。"]);
}

#[test]
fn a_file_cut_off_is_told() {
    let whole = good();
    check(
        &whole[..whole.len() / 2],
        "工作簿已损坏或不完整，读不下去：压缩目录读不出来，文件可能没有传完。请在 Excel 或 WPS 中打开（必要时选“修复”），另存为新的 .xlsx 后再导入。",
    );
}

#[test]
fn a_flipped_byte_is_told() {
    let mut bytes = good();
    let at = bytes.windows(SHEET.len()).position(|w| w == SHEET.as_bytes()).unwrap() + SHEET.len() + 40;
    bytes[at] ^= 0x55;
    let house = House::ready();
    let before = house.audit();
    let ran = import(&house, &bytes);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.err.contains("工作簿已损坏或不完整"), "{}", ran.err);
    assert_eq!(house.audit(), before);
}

#[test]
fn an_empty_file_is_told() {
    check(b"", "文件是空的（0 字节）。请确认文件已经上传完整，再试一次。");
}

#[test]
fn other_files_are_told_by_what_they_are() {
    check(b"%PDF-1.7 ...", "这不是 Excel 工作簿，而是PDF 文件。请向来源索取 .xlsx 工作簿。");
    check(
        b"<html><table><tr><td>1</td></tr></table></html>",
        "这不是 Excel 工作簿，而是网页（有的系统把网页表格存成 .xls 或 .xlsx）。请在 Excel 或 WPS 中打开，另存为“Excel 工作簿（*.xlsx）”后再导入。",
    );
}

#[test]
fn a_header_without_rows_is_told() {
    check(&book(&format!("{HEAD}\n")), "收件.xlsx 的表头下面没有数据行,没有可导入的内容");
}

#[test]
fn a_wrong_header_is_told_with_the_right_one() {
    check(
        &book("姓名|金额\n张三|1\n"),
        "前 20 行里找不到“信访件”的表头。请在第一行写列名，如：事由、方式、收件日期、人数、信访人、电话、答复。可先导出一份台账作样表。",
    );
}

#[test]
fn a_workbook_without_content_is_told() {
    check(&book(""), "工作簿里没有内容：各工作表都是空的。请确认选对了文件。");
}

/// A workbook written cell by cell.
fn made(fill: impl Fn(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, title) in (0..).zip(HEAD.split('|')) {
        sheet.write_string(0, column, title).unwrap();
    }
    fill(sheet);
    book.save_to_buffer().unwrap()
}

fn row(sheet: &mut rust_xlsxwriter::Worksheet, row: u32, cells: [&str; 4]) {
    for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
        sheet.write_string(row, column, cell).unwrap();
    }
}

#[test]
fn results_of_formulas_are_values_and_their_errors_are_told() {
    let with = |formula: Formula| {
        made(move |sheet| {
            row(sheet, 1, ["甲科", "路灯不亮", "来信", "2026-04-01"]);
            sheet.write_formula(1, 4, formula.clone()).unwrap();
        })
    };
    check_good(&with(Formula::new("=1+1").set_result("2")), 1);
    check_rows(
        &with(Formula::new("=1/0").set_result("#DIV/0!")),
        &["E2 人数：单元格是公式错误 #DIV/0!。请改正公式，或直接填写数值。"],
    );
}

#[test]
fn merged_cells_stand_for_every_row_they_cover() {
    let merged = made(|sheet| {
        row(sheet, 1, ["", "路灯不亮", "来信", "2026-04-01"]);
        row(sheet, 2, ["", "井盖缺失", "来信", "2026-04-02"]);
        sheet.merge_range(1, 0, 2, 0, "乙科", &Format::new()).unwrap();
    });
    let house = House::ready();
    let ran = import(&house, &merged);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let exported = house.good(&["export", LETTER, "-o", "出.xlsx", "--org", "乙科"]);
    assert!(exported.contains("已导出 2 条"), "{exported}");
}
