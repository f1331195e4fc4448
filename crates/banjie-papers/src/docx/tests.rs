use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Read as _, Write as _},
};

use banjie_model::{definition::Show, figure::Trace};
use proptest::prelude::*;
use quick_xml::{Reader, events::Event};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{LARGEST, Options, PrintFault, Reading, Standing, body::Printer, print, table};
use crate::{
    document::{Block, Document, Inline, Table},
    fixture::document,
    manifest::Manifest,
};

mod framed;

fn file(document: &Document) -> Vec<u8> {
    print(document, &Options::default()).unwrap()
}

/// Every part of a file, by name.
fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    let mut text = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    names.iter().map(|name| (name.clone(), text(name))).collect()
}

/// A file of these parts.
fn packed(parts: &BTreeMap<String, String>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The file read back after a change to one part.
#[track_caller]
fn reread(document: &Document, part: &str, change: impl Fn(&str) -> String) -> Result<Reading, String> {
    let mut parts = parts(&file(document));
    let text = parts.get_mut(part).unwrap();
    let changed = change(text);
    assert_ne!(*text, changed, "the change took place");
    *text = changed;
    Manifest::read_docx(&packed(&parts))
}

#[track_caller]
fn check_faults(document: &Document, change: impl Fn(&str) -> String, expected: &[&str]) {
    assert_eq!(reread(document, "word/document.xml", change).unwrap().faults(), expected);
}

/// Panics unless the text is one well-formed element of legal characters.
fn assert_well_formed(name: &str, text: &str) {
    let legal = |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{FFFD}' | '\u{10000}'..);
    assert!(text.chars().all(legal), "{name} holds a character XML forbids");
    let mut reader = Reader::from_str(text);
    let (mut depth, mut roots) = (0, 0);
    loop {
        match reader.read_event().unwrap_or_else(|e| panic!("{name}: {e}")) {
            Event::Start(tag) => {
                roots += usize::from(depth == 0);
                depth += 1;
                tag.attributes().for_each(|a| drop(a.unwrap_or_else(|e| panic!("{name}: {e}"))));
            }
            Event::Empty(tag) => tag.attributes().for_each(|a| drop(a.unwrap_or_else(|e| panic!("{name}: {e}")))),
            Event::End(_) => depth -= 1,
            Event::GeneralRef(entity) => assert!(["amp", "lt", "gt", "quot"].contains(&&*entity.decode().unwrap())),
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!((depth, roots), (0, 1), "{name} is one element");
}

/// The XML of the first block.
fn first_block(document: &Document) -> String {
    let mut printer = Printer::new(document, Box::leak(Box::default()));
    printer.blocks(&document.blocks[..1]).unwrap();
    printer.out
}

const RICH: &str = "一、总体情况\n（一）数量\n1.查处\n查处**{{ found }}**件，*比上年*{{ found.change }}，[详见](https://例.cn/甲?a=1&b=[2])。\n\n\
    > 引文{{ rural_share }}\n\n- 甲{{ fine }}\n- 乙\n  1. 子项\n\n3. 丙\n\n\\newpage\n\n\
    {% table found by kind with share %}\n{% chart found by kind %}\n\n---\n\n~~旧~~\n\n温州市规划局\n\n2026年1月5日\n";

#[test]
fn a_paragraph_is_runs_and_content_controls() {
    insta::assert_snapshot!(first_block(&document("查处**{{ found }}**件。")), @r#"<w:p><w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">查处</w:t></w:r><w:sdt><w:sdtPr><w:rPr><w:rFonts w:hint="eastAsia"/><w:b/><w:bCs/></w:rPr><w:alias w:val="数1 违法建设案件数"/><w:tag w:val="banjie-figure-1"/><w:id w:val="1"/><w:lock w:val="sdtLocked"/><w:text/></w:sdtPr><w:sdtContent><w:r><w:rPr><w:rFonts w:hint="eastAsia"/><w:b/><w:bCs/></w:rPr><w:t xml:space="preserve">9,711</w:t></w:r></w:sdtContent></w:sdt><w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">件。</w:t></w:r></w:p>"#);
}

#[test]
fn headings_have_the_face_of_their_level() {
    insta::assert_snapshot!(first_block(&document("（一）总体情况")), @r#"<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">（一）总体情况</w:t></w:r></w:p>"#);
}

#[test]
fn tables_have_three_lines_a_repeated_head_and_numbers_on_the_right() {
    let mut document = document("{% table found by kind %}");
    let Block::Table(table) = &mut document.blocks[0] else { panic!("a table") };
    table.rows.truncate(1);
    insta::assert_snapshot!(first_block(&document).replace("<w:tr>", "\n<w:tr>").replace("<w:tc>", "\n<w:tc>"), @r#"
<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr><w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">表1 2025年违法建设案件数（按类型）</w:t></w:r></w:p><w:tbl><w:tblPr><w:tblW w:w="8845" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders><w:top w:val="single" w:sz="12" w:space="0" w:color="auto"/><w:bottom w:val="single" w:sz="12" w:space="0" w:color="auto"/></w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid><w:gridCol w:w="4782"/><w:gridCol w:w="4063"/></w:tblGrid>
<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>
<w:tc><w:tcPr><w:tcW w:w="4782" w:type="dxa"/><w:tcBorders><w:bottom w:val="single" w:sz="6" w:space="0" w:color="auto"/></w:tcBorders><w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="Cell24"/><w:keepNext/><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:rFonts w:hint="eastAsia"/><w:b/><w:bCs/></w:rPr><w:t xml:space="preserve">类型</w:t></w:r></w:p></w:tc>
<w:tc><w:tcPr><w:tcW w:w="4063" w:type="dxa"/><w:tcBorders><w:bottom w:val="single" w:sz="6" w:space="0" w:color="auto"/></w:tcBorders><w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="Cell24"/><w:keepNext/><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:rFonts w:hint="eastAsia"/><w:b/><w:bCs/></w:rPr><w:t xml:space="preserve">违法建设案件数（件）</w:t></w:r></w:p></w:tc></w:tr>
<w:tr><w:trPr><w:cantSplit/></w:trPr>
<w:tc><w:tcPr><w:tcW w:w="4782" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="Cell24"/></w:pPr><w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">农村个人建房</w:t></w:r></w:p></w:tc>
<w:tc><w:tcPr><w:tcW w:w="4063" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="Cell24"/><w:jc w:val="right"/></w:pPr><w:sdt><w:sdtPr><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:alias w:val="数1 违法建设案件数"/><w:tag w:val="banjie-figure-1"/><w:id w:val="1"/><w:lock w:val="sdtLocked"/><w:text/></w:sdtPr><w:sdtContent><w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">4,856</w:t></w:r></w:sdtContent></w:sdt></w:p></w:tc></w:tr></w:tbl><w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p>
"#);
}

#[test]
fn indicators_side_by_side_have_a_head_of_two_rows() {
    let text = |text: &str| vec![Inline::Text(text.into())];
    let table = Table {
        head: ["单位", "件", "占比", "元"].map(text).to_vec(),
        groups: vec![("案件".into(), vec!["件".into(), "占比".into()]), ("罚款".into(), vec!["元".into()])],
        numeric: vec![false, true, true, true],
        ..Table::default()
    };
    let document = Document { blocks: vec![Block::Table(table)], ..Document::default() };
    let xml = first_block(&document);
    assert_eq!(xml.matches("<w:tblHeader/>").count(), 2);
    assert_eq!(xml.matches("<w:gridSpan w:val=\"2\"/>").count(), 1);
    assert_eq!(xml.matches("<w:vMerge").count(), 2);
}

#[test]
fn columns_fill_the_text_block_whatever_their_number() {
    for columns in [1, 2, 7, 30, 63] {
        let row =
            crate::document::Row { cells: vec![vec![Inline::Text("案件数量".into())]; columns], total: false };
        let table = Table { rows: vec![row], ..Table::default() };
        let document = Document { blocks: vec![Block::Table(table)], ..Document::default() };
        let xml = first_block(&document);
        let widths = xml.split("<w:gridCol w:w=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
        assert_eq!(widths.map(|width| width.parse::<usize>().unwrap()).sum::<usize>(), 8845, "{columns} columns");
    }
}

#[test]
fn a_table_wider_than_word_can_hold_is_refused_with_its_name() {
    let table = Table {
        caption: "全市各单位".into(),
        number: 2,
        head: vec![Vec::new(); table::COLUMNS_MAX + 1],
        ..Table::default()
    };
    let document = Document { blocks: vec![Block::Table(table)], ..Document::default() };
    let fault = print(&document, &Options::default()).unwrap_err();
    assert_eq!(fault, PrintFault::TooManyColumns { table: "表2 全市各单位".into(), columns: 64 });
    assert_eq!(fault.to_string(), "表2 全市各单位有64栏，Word 的表格最多63栏；请减少指标或附加栏，或写成 .html");
}

#[test]
fn the_page_is_that_of_the_standard() {
    let parts = parts(&file(&document("甲")));
    let millimetres = |twips: f64| twips * 25.4 / 1440.0;
    let of = |part: &str, name: &str| -> f64 {
        let value = parts[part].split_once(&format!("{name}=\"")).unwrap().1.split('"').next().unwrap();
        value.parse().unwrap()
    };
    let page = |name: &str| of("word/document.xml", name);
    let (wide, high) = (page("w:w") - page("w:left") - page("w:right"), page("w:h") - page("w:top") - page("w:bottom"));
    for (twips, wanted) in [(page("w:top"), 37.0), (page("w:left"), 28.0), (wide, 156.0), (high, 225.0)] {
        assert!((millimetres(twips) - wanted).abs() < 0.1, "{} mm, not {wanted}", millimetres(twips));
    }
    // 3号 of 16 pt, drawn together by a quarter of a point.
    let (pitch, line) = (16.0 * 20.0 - 5.0, of("word/styles.xml", "w:line"));
    assert_eq!((wide / pitch).floor(), 28.0);
    assert_eq!((high / line).floor(), 22.0);
}

#[test]
fn page_numbers_stand_right_on_odd_and_left_on_even_pages() {
    let parts = parts(&file(&document("甲")));
    assert!(parts["word/settings.xml"].contains("<w:evenAndOddHeaders/>"));
    for (part, side) in [("word/footer1.xml", "right"), ("word/footer2.xml", "left")] {
        assert!(parts[part].contains(&format!("<w:ind w:{side}=\"280\" w:firstLine=\"0\"/><w:jc w:val=\"{side}\"/>")));
        assert!(parts[part].contains(">— </w:t>") && parts[part].contains("> PAGE </w:instrText>"));
    }
}

#[test]
fn every_part_is_well_formed_declared_and_every_target_is_there() {
    let parts = parts(&file(&document(RICH)));
    for (name, text) in &parts {
        assert_well_formed(name, text);
    }
    let types = &parts["[Content_Types].xml"];
    for name in parts.keys().filter(|name| name.starts_with("word/") && !name.contains("_rels")) {
        assert!(types.contains(&format!("PartName=\"/{name}\"")), "{name} is declared");
    }
    let text = &parts["word/document.xml"];
    let relations = &parts["word/_rels/document.xml.rels"];
    for id in text.split("r:id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(relations.contains(&format!("Id=\"{id}\"")), "{id} is a relationship");
    }
    assert!(relations.contains("Target=\"https://%E4%BE%8B.cn/%E7%94%B2?a=1&amp;b=%5B2%5D\" TargetMode=\"External\""));
    let styles = text.split("<w:pStyle w:val=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    for style in styles.collect::<BTreeSet<_>>() {
        assert!(parts["word/styles.xml"].contains(&format!("w:styleId=\"{style}\"")), "{style} is a style");
    }
    let lists = text.split("<w:numId w:val=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    for list in lists.collect::<BTreeSet<_>>() {
        assert!(parts["word/numbering.xml"].contains(&format!("<w:num w:numId=\"{list}\">")), "{list} is a list");
    }
}

#[test]
fn equal_documents_are_equal_files() {
    assert_eq!(file(&document(RICH)), file(&document(RICH)));
}

#[test]
fn ordered_lists_begin_where_the_writer_says() {
    let numbering = &parts(&file(&document("3. 丙\n4. 丁\n")))["word/numbering.xml"];
    assert!(numbering.contains("<w:num w:numId=\"1\"><w:abstractNumId w:val=\"1\"/>"));
    assert!(numbering.contains("<w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"3\"/>"));
}

#[test]
fn a_new_page_leaves_no_empty_line() {
    let text = &parts(&file(&document("甲\n\\newpage\n乙")))["word/document.xml"];
    let (_, after) = text.split_once("甲").unwrap();
    assert!(after.contains("<w:pageBreakBefore/>") && after.find("<w:pageBreakBefore/>") < after.find("乙"));
    assert_eq!(text.matches("<w:p>").count(), 3, "title and two paragraphs");
}

#[test]
fn signature_and_date_stand_on_the_right_where_the_writer_has_put_them() {
    let signed =
        "<w:pPr><w:spacing w:before=\"579\"/><w:ind w:right=\"630\" w:firstLine=\"0\"/><w:jc w:val=\"right\"/></w:pPr>";
    let text = |body: &str| parts(&file(&document(body)))["word/document.xml"].clone();
    assert!(text("甲。\n\n温州市规划局\n\n2026年1月5日").contains(signed));
    assert!(!text("甲。\n\n温州市规划局。\n\n2026年1月5日").contains("<w:jc"));
    assert!(!text("甲。\n\n温州市规划局\n\n二〇二六年").contains("<w:jc"));
}

#[test]
fn the_file_reads_back_as_it_was_issued() {
    let document = document(RICH);
    let reading = Manifest::read_docx(&file(&document)).unwrap();
    assert_eq!(reading.manifest, Manifest::of(&document));
    assert!(reading.whole && reading.standings.iter().all(|standing| *standing == Standing::Same));
    assert!(reading.standings.len() > 10);
    assert_eq!(reading.faults(), Vec::<String>::new());
}

#[test]
fn figures_without_a_number_in_ten_thousands_and_in_the_title_read_back_too() {
    let mut document = document("{{ empty }}{{ fine|wan(0) }}{{ empty.growth }}");
    document.title.push(Inline::Figure(1));
    assert_eq!(Manifest::read_docx(&file(&document)).unwrap().faults(), Vec::<String>::new());
}

#[test]
fn an_edited_figure_is_noticed() {
    check_faults(
        &document("查处{{ found }}件，{{ rural_share }}。"),
        |text| text.replace(">9,711<", ">9,712<"),
        &["第 1 个数：文中为 9,712，签发时为 9,711"],
    );
}

#[test]
fn a_figure_split_into_runs_by_the_word_processor_is_still_the_same() {
    let split = |text: &str| text.replace(">9,711</w:t></w:r>", ">9,</w:t></w:r><w:r><w:t>711</w:t></w:r>");
    check_faults(&document("{{ found }}"), split, &[]);
}

#[test]
fn an_edit_with_changes_tracked_is_noticed_and_deleted_text_does_not_count() {
    let tracked = |text: &str| {
        text.replace(
            "9,711</w:t></w:r>",
            "9,71</w:t></w:r><w:del w:id=\"90\"><w:r><w:delText>1</w:delText></w:r></w:del><w:ins w:id=\"91\"><w:r><w:t>2</w:t></w:r></w:ins>",
        )
    };
    check_faults(&document("{{ found }}"), tracked, &["第 1 个数：文中为 9,712，签发时为 9,711"]);
}

#[test]
fn a_figure_whose_control_is_gone_or_empty_is_noticed() {
    let body = document("{{ found }}，{{ rural_share }}");
    let untagged = |text: &str| text.replace("<w:tag w:val=\"banjie-figure-2\"/>", "");
    check_faults(&body, untagged, &["第 2 个数：文中已删去或已失去标记，签发时为 88.4%"]);
    let prompt = |text: &str| {
        text.replacen("<w:lock w:val=\"sdtLocked\"/>", "<w:lock w:val=\"sdtLocked\"/><w:showingPlcHdr/>", 1)
    };
    check_faults(&body, prompt, &["第 1 个数：文中已清空，签发时为 9,711"]);
}

#[test]
fn a_copy_that_differs_and_a_figure_of_another_report_are_noticed() {
    let control = |number: u8, text: &str| {
        format!(
            "<w:p><w:sdt><w:sdtPr><w:tag w:val=\"banjie-figure-{number}\"/></w:sdtPr><w:sdtContent><w:r><w:t>{text}</w:t>\
             </w:r></w:sdtContent></w:sdt></w:p><w:sectPr>"
        )
    };
    let body = document("{{ found }}");
    check_faults(&body, |text| text.replace("<w:sectPr>", &control(1, "9,711")), &[]);
    check_faults(
        &body,
        |text| text.replace("<w:sectPr>", &control(1, "10")),
        &["第 1 个数：文中为 10，签发时为 9,711"],
    );
    check_faults(
        &body,
        |text| text.replace("<w:sectPr>", &control(9, "10")),
        &["文中有 1 处数不在清单里，可能是从别的报告粘贴来的"],
    );
}

#[test]
fn a_changed_list_of_figures_is_noticed() {
    let reading =
        reread(&document("{{ found }}"), "customXml/item1.xml", |text| text.replace("9,711", "9,712")).unwrap();
    assert_eq!(
        reading.faults(),
        ["数据来源清单与签发时的校验值不符：清单被改动过，下面的比对不可靠", "第 1 个数：文中为 9,711，签发时为 9,712"]
    );
}

#[test]
fn the_list_is_found_under_another_name_too() {
    let mut parts = parts(&file(&document("{{ found }}")));
    let item = parts.remove("customXml/item1.xml").unwrap();
    parts.insert("customXml/item1.xml".into(), "<b:Sources xmlns:b=\"urn:other\" sha256=\"\">甲</b:Sources>".into());
    parts.insert("customXml/item7.xml".into(), item);
    assert_eq!(Manifest::read_docx(&packed(&parts)).unwrap().faults(), Vec::<String>::new());
}

#[track_caller]
fn check_refused(bytes: &[u8], expected: &str) {
    assert_eq!(Manifest::read_docx(bytes).unwrap_err(), expected);
}

#[test]
fn what_is_no_report_is_told_apart_in_words() {
    let whole = file(&document(RICH));
    check_refused(b"", "这不是 Word 文件（.docx），可能只是改了扩展名");
    check_refused(b"<html></html>", "这不是 Word 文件（.docx），可能只是改了扩展名");
    check_refused(&whole[..whole.len() / 2], "文件不完整，可能没有传完或被截断；请重新取一份");
    let old = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    check_refused(&old, "这是旧版 .doc 或加了密码的文件；请用 Word 打开，另存为不加密的 .docx 再试");
    let other = BTreeMap::from([("a.txt".to_owned(), "甲".to_owned())]);
    check_refused(&packed(&other), "这是压缩文件，但不是 Word 文件（.docx）");
    let foreign = BTreeMap::from([("word/document.xml".to_owned(), "<w:document/>".to_owned())]);
    check_refused(&packed(&foreign), "这个文件里没有数据来源清单，不是由办结写出的报告，或清单已被删去");
}

#[test]
fn a_text_that_breaks_off_or_is_nested_without_end_is_refused() {
    let body = document("{{ found }}");
    let broken = reread(&body, "word/document.xml", |text| text[..text.len() - 30].to_owned());
    assert_eq!(broken.unwrap_err(), "正文已损坏（XML 不完整）");
    let nested = reread(&body, "word/document.xml", |_| "<w:sdt>".repeat(100_000));
    assert_eq!(nested.unwrap_err(), "正文嵌套过深，不是办结写出的报告");
}

#[test]
fn a_part_that_swells_without_end_is_refused() {
    let swollen = reread(&document("{{ found }}"), "word/document.xml", |_| " ".repeat(LARGEST + 1));
    assert_eq!(swollen.unwrap_err(), "文件里的 word/document.xml 展开后超过 64 MB，不是办结写出的报告");
}

/// What may stand in texts: markup, controls, marks, rare characters and characters XML forbids.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        prop::sample::select(vec![
            "]]>",
            "<w:t>",
            "</w:t>",
            "&amp;",
            "&#0;",
            "\"",
            "'",
            "\0",
            "\u{1}",
            "\u{1B}",
            "\u{7F}",
            "\u{85}",
            "\r\n",
            "\u{FFFE}",
            "\u{FFFF}",
            "\u{2028}",
            "\u{202E}",
            "😀",
            "👨‍👩‍👧",
            "𠮷",
            "龘",
            "䶮",
            "甲",
            "<!--",
            "<?",
            "%",
            "\\u0000",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

/// A document with a text wherever a text can stand.
fn filled(text: &str) -> Document {
    let mut document = document("{{ found }}\n{% table found by kind with share %}\n{% chart found by kind %}");
    let words = || vec![Inline::Text(text.to_owned())];
    document.about.title = text.to_owned();
    document.title.extend(words());
    for block in &mut document.blocks {
        match block {
            Block::Table(table) => {
                table.caption = text.to_owned();
                table.rows[0].cells[0] = words();
                table.groups = vec![(text.to_owned(), vec![text.to_owned(), text.to_owned()])];
            }
            Block::Chart(chart) => {
                chart.series[0].title = text.to_owned();
                chart.categories[0] = text.to_owned();
            }
            _ => {}
        }
    }
    document.blocks.push(Block::Heading { level: 9, inlines: words() });
    document.blocks.push(Block::Quote(vec![Block::List {
        start: Some(u64::MAX),
        items: vec![vec![], vec![Block::Paragraph(words())]],
    }]));
    let link = Inline::Link { to: format!("https://{text}"), inlines: words() };
    document.blocks.push(Block::Paragraph(vec![Inline::Emphasis(vec![Inline::Deleted(vec![link])])]));
    let trace = Trace { title: text.into(), show: Show::Decimal(2), ..Trace::clone(document.figures[0].trace()) };
    let figure = banjie_model::figure::Figure::new(trace, std::sync::Arc::default());
    document.blocks.push(Block::Paragraph(vec![Inline::Figure(document.figures.len())]));
    document.figures.push(std::sync::Arc::new(figure));
    document
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_text_gives_well_formed_parts_and_reads_back(text in any_text()) {
        let document = filled(&text);
        let bytes = file(&document);
        for (name, part) in parts(&bytes) {
            assert_well_formed(&name, &part);
        }
        let reading = Manifest::read_docx(&bytes).unwrap();
        prop_assert_eq!(&reading.manifest, &Manifest::of(&document));
        prop_assert_eq!(reading.faults(), Vec::<String>::new());
    }

    #[test]
    fn no_file_makes_the_reader_panic(at in 0usize..20_000, byte: u8) {
        let mut bytes = file(&document("{{ found }}\n{% table found by kind %}"));
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = Manifest::read_docx(&bytes).map(|reading| reading.faults());
    }
}
