//! Files of all sorts handed in as workbooks.

use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::container::{Bounds, measure};
use super::{Cell, Mark, column_letters, marked_copy, moment_serial, number_text, open, serial_moment};

fn check(bytes: &[u8], expected: &str) {
    let fault = open(bytes).expect_err("must be refused").to_string();
    assert!(fault.contains(expected), "{fault}");
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        zip.start_file(*name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook with this XML as its only sheet.
fn with_sheet(sheet: &str) -> Vec<u8> {
    archive(&[
        ("[Content_Types].xml", b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        (
            "_rels/.rels",
            br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"表\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>".as_bytes(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            br#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn ole(stream: &str) -> Vec<u8> {
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.resize(1024, 0);
    bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(2048, 0);
    bytes
}

#[test]
fn other_files_are_told_by_what_they_are() {
    check(b"", "文件是空的");
    check(&ole("EncryptedPackage"), "打开密码");
    check(&ole("Workbook"), "旧格式");
    check(&ole("WordDocument"), "Word 文档（.doc）");
    check(b"%PDF-1.7 ...", "PDF 文件");
    check(b"<html><table><tr><td>1</td></tr></table></html>", "网页");
    check("编号,名称\n1,甲\n".as_bytes(), "文本文件（UTF-8）");
    check(b"\xB1\xE0\xBA\xC5,\xC3\xFB\xB3\xC6\n1,\xBC\xD7\n", "文本文件（GB18030）");
    check(b"\xFF\xFEa\x00,\x00", "文本文件（UTF-16）");
    check(&[0, 1, 2, 3, 4, 5], "无法识别的文件");
    check(&archive(&[("[Content_Types].xml", b""), ("word/document.xml", b"")]), "Word 文档");
    check(&archive(&[("[Content_Types].xml", b""), ("xl/workbook.bin", b"")]), ".xlsb");
    check(&archive(&[("mimetype", b""), ("content.xml", b"")]), ".ods");
    check(&archive(&[("照片.jpg", b"")]), "普通压缩包");
}

#[test]
fn a_broken_or_cut_off_workbook_is_told() {
    let good = with_sheet("<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData></worksheet>");
    assert_eq!(open(&good).unwrap().sheets[0].rows[0].cells, [(0, Cell::Number(1.0))]);
    check(&good[..good.len() / 2], "没有传完");
    check(&with_sheet("<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1"), "损坏或不完整");
    check(&with_sheet("<worksheet><sheetData/></worksheet>"), "没有内容");
    let mut flipped = good;
    let middle = flipped.len() / 3;
    flipped[middle..middle + 40].fill(0xAA);
    assert!(open(&flipped).is_err());
}

/// Small bounds: the real ones take long to overstep.
const SMALL: Bounds = Bounds { file: 100_000, unpacked: 4 << 20, texts: 1 << 20 };

fn check_small(bytes: &[u8], expected: &str) {
    let fault = measure(bytes, SMALL).expect_err("must be refused").to_string();
    assert!(fault.contains(expected), "{fault}");
}

#[test]
fn a_bomb_is_not_unpacked() {
    let zeros = vec![b' '; 6 << 20];
    let bomb = archive(&[("[Content_Types].xml", b""), ("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bomb.len() < 20_000);
    check_small(&bomb, "压缩炸弹");
    let many: Vec<(String, Vec<u8>)> = (0..5).map(|n| (format!("xl/{n}.xml"), vec![b' '; 1 << 20])).collect();
    let parts = many.iter().map(|(name, content)| (name.as_str(), content.as_slice()));
    let parts: Vec<_> = std::iter::once(("[Content_Types].xml", &b""[..])).chain(parts).collect();
    check_small(&archive(&parts), "压缩炸弹");
}

#[test]
fn a_part_that_lies_about_its_size_is_found_out() {
    let mut lying = archive(&[("[Content_Types].xml", b""), ("xl/worksheets/sheet1.xml", &vec![b' '; 6 << 20])]);
    let size = (6_u32 << 20).to_le_bytes();
    let places: Vec<usize> = (0..lying.len() - 4).filter(|at| lying[*at..at + 4] == size).collect();
    assert!(!places.is_empty());
    for at in places {
        lying[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
    }
    assert!(measure(&lying, SMALL).is_err());
}

#[test]
fn texts_that_unpack_to_too_much_and_files_too_large_are_refused() {
    let texts = vec![b'x'; 2 << 20];
    check_small(&archive(&[("[Content_Types].xml", b""), ("xl/sharedStrings.xml", &texts)]), "文字表");
    check_small(&vec![b'P'; 200_000], "拆成几个工作簿");
}

#[test]
fn far_cells_cost_nothing_and_wide_sheets_are_refused() {
    let far = with_sheet(
        "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c></row></sheetData></worksheet>",
    );
    assert_eq!(open(&far).unwrap().sheets[0].rows[0].index, 1_048_575);
    check(
        &with_sheet("<worksheet><sheetData><row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row></sheetData></worksheet>"),
        "超过 300 列",
    );
    check(
        &with_sheet(
            "<worksheet><sheetData><row r=\"1048577\"><c r=\"A1048577\"><v>1</v></c></row></sheetData></worksheet>",
        ),
        "",
    );
}

#[test]
fn a_formula_without_a_result_is_not_taken_for_a_blank() {
    let bytes = with_sheet(
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><f>1+1</f></c><c r=\"B1\"><f>1+1</f><v>2</v></c></row></sheetData></worksheet>",
    );
    assert_eq!(open(&bytes).unwrap().sheets[0].rows[0].cells, [(0, Cell::NoResult), (1, Cell::Number(2.0))]);
}

#[test]
fn rows_and_cells_out_of_order_are_put_in_order() {
    let bytes = with_sheet(
        "<worksheet><sheetData><row r=\"2\"><c r=\"B2\"><v>4</v></c><c r=\"A2\"><v>3</v></c></row><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData></worksheet>",
    );
    let rows = &open(&bytes).unwrap().sheets[0].rows;
    assert_eq!(rows[0].cells, [(0, Cell::Number(1.0))]);
    assert_eq!(rows[1].cells, [(0, Cell::Number(3.0)), (1, Cell::Number(4.0))]);
}

#[test]
fn the_marked_copy_keeps_every_cell_and_lists_every_fault() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet().set_name("一'表").unwrap();
    page.write_string(0, 0, "标题").unwrap();
    page.write_number(1, 0, 1.5).unwrap();
    page.write_boolean(1, 1, true).unwrap();
    let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    page.write_number_with_format(1, 2, 45_928, &date).unwrap();
    page.write_string(2, 0, "=1+1").unwrap();
    let original = open(&book.save_to_buffer().unwrap()).unwrap();
    let mark = |row, column| Mark {
        sheet: 0,
        row,
        column,
        title: "标题".into(),
        value: "值".into(),
        problem: "不对".into(),
        advice: "请改".into(),
    };
    let marks = [mark(1, Some(0)), mark(1, Some(2)), mark(1, Some(7)), mark(2, None)];
    let copy = open(&marked_copy(&original, &marks).unwrap()).unwrap();
    assert_eq!(copy.sheets[0].rows, original.sheets[0].rows);
    let listed: Vec<String> = copy.sheets[1].rows[1..].iter().map(|row| row.cell(2).shown()).collect();
    assert_eq!(listed, ["A2", "C2", "H2", "第3行"]);
    let again = open(&marked_copy(&copy, &marks).unwrap()).unwrap();
    assert_eq!(again.sheets.len(), 2, "the old list of faults is replaced");
}

#[test]
fn columns_are_named_as_spreadsheets_name_them() {
    assert_eq!([0, 25, 26, 701, 702].map(column_letters), ["A", "Z", "AA", "ZZ", "AAA"]);
}

#[test]
fn numbers_have_the_digits_a_spreadsheet_shows() {
    assert_eq!([0.1 + 0.2, 120.5, -3.0, 1e15, 0.0].map(number_text), ["0.3", "120.5", "-3", "1000000000000000", "0"]);
}

proptest! {
    #[test]
    fn instants_survive_their_serial_number(seconds in 0_i64..8_000_000_000) {
        let moment = chrono::NaiveDate::from_ymd_opt(1900, 3, 1).unwrap().and_hms_opt(0, 0, 0).unwrap() + chrono::Duration::seconds(seconds);
        prop_assert_eq!(serial_moment(moment_serial(moment)), Some(moment));
    }

    #[test]
    fn whatever_is_handed_in_is_answered(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert!(open(&bytes).is_err());
        let mut zipped = b"PK\x03\x04".to_vec();
        zipped.extend(bytes);
        prop_assert!(open(&zipped).is_err());
    }
}
