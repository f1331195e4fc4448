//! `fill`: a bureau's own Word file, filled, traced, and refused with all that is wrong in it.

use std::{
    fs,
    io::{Cursor, Write as _},
};

use insta::assert_snapshot;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::support::{House, LETTER};

fn with_figures() -> House {
    let house = House::ready().with_letters(40);
    house.acts("办理.xlsx", 40);
    house.good(&["import", LETTER, "办理.xlsx", "--actions"]);
    house
}

/// A Word file with a paragraph, a table of two rows, and a header.
fn template(house: &House, name: &str, paragraph: &str, row: &str) {
    let space = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let line = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let table = format!(
        "<w:tbl><w:tr><w:tc>{}</w:tc></w:tr><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>",
        line("方式、件数、占比"),
        line(row)
    );
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
             <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
             <Override PartName=\"/word/document.xml\" ContentType=\"{word}.document.main+xml\"/>\
             <Override PartName=\"/word/header1.xml\" ContentType=\"{word}.header+xml\"/></Types>"
            ),
        ),
        ("word/document.xml", format!("<w:document {space}><w:body>{}{table}</w:body></w:document>", line(paragraph))),
        ("word/header1.xml", format!("<w:hdr {space}>{}</w:hdr>", line("{{ org }}{{ period }}"))),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    fs::write(house.path(name), zip.finish().unwrap().into_inner()).unwrap();
}

#[test]
fn a_word_file_of_the_bureau_is_filled_and_every_figure_of_it_walked_back() {
    let house = with_figures();
    let row = "{% rows received by kind %}{{ row.title }}{{ row.received }}件，{{ row.received.share }}，上年{{ row.received.previous }}";
    template(&house, "模板.docx", "{{ period }}收件{{ received }}件，办结率{{ closing_rate }}。", row);
    let fill = ["fill", "模板.docx", "--package", "letters", "--period", "2026", "--org", "信访局", "-o", "年报.docx"];
    assert_snapshot!(house.shown(&fill), @r##"
    已写出 年报.docx:11 个数,均可溯源。
    "##);
    assert_snapshot!(house.shown(&["trace", "年报.docx"]), @r##"
    模板(截至 2026-05-08 09:00:00,日志第 246 条)
    未签发的报告:只与数据库比对,没有签发登记可查
    序号     数  结论  名称                                    口径
    ─────────────────────────────────────────────────────────────────────────────────────────────
       1     40  一致  信访局2026年收件数                      信访件的条数;按收件日期归入期间。
       2  50.0%  一致  信访局2026年办结率                      由其他指标算出。
       3     14  一致  信访局2026年收件数(方式为来信)          信访件的条数;按收件日期归入期间。
       4  35.0%  一致  信访局2026年收件数占比(方式为来信)      信访件的条数;按收件日期归入期间。
       5      0  一致  信访局2025年收件数(方式为来信)          信访件的条数;按收件日期归入期间。
       6     13  一致  信访局2026年收件数(方式为来访)          信访件的条数;按收件日期归入期间。
       7  32.5%  一致  信访局2026年收件数占比(方式为来访)      信访件的条数;按收件日期归入期间。
       8      0  一致  信访局2025年收件数(方式为来访)          信访件的条数;按收件日期归入期间。
       9     13  一致  信访局2026年收件数(方式为网上信访)      信访件的条数;按收件日期归入期间。
      10  32.5%  一致  信访局2026年收件数占比(方式为网上信访)  信访件的条数;按收件日期归入期间。
      11      0  一致  信访局2025年收件数(方式为网上信访)      信访件的条数;按收件日期归入期间。
    核对:11 个数,11 个一致。
    要看某个数的记录:banjie trace 文件 --figure 序号
    "##);
    assert!(house.good(&["trace", "年报.docx", "--figure", "3"]).contains("核对:与数据库一致"));
}

#[test]
fn a_template_with_faults_is_told_all_of_them_and_nothing_is_written() {
    let house = with_figures();
    template(&house, "模板.docx", "收件{{ recieved }}件，占{{ closing_rate.grwth }}，{{ received", "{{ row.title }}");
    let fill = ["fill", "模板.docx", "--package", "letters", "--period", "2026", "-o", "年报.docx"];
    assert_snapshot!(house.shown(&fill), @r##"
    模板.docx
    错误[word-unfinished-tag] 标签没有写完,缺少 }}
      --> 正文第 1 段:…te.grwth }},{{ received
      改法:补上;一个标签要写在同一段、同一格里
    错误[word-unknown-tag] 没有名为“recieved”的指标或变量
      --> 正文第 1 段:收件{{ recieved }}件,占{{ closin…
      改法:是不是 received?
    错误[word-unknown-tag] 指标没有“grwth”这个用法
      --> 正文第 1 段:…cieved }}件,占{{ closing_rate.grwth }},{{ received
      改法:是不是 growth?
    错误[word-unknown-tag] 没有名为“row”的指标或变量
      --> 正文第 1 个表格第 2 行第 1 格:{{ row.title }}
      改法:row 只在写有 {% rows 指标 by 维度 %} 的表格里才有
    共 4 处错误,没有写出文件。每个代码的说明:banjie explain 代码
    = 1
    "##);
    assert!(!house.path("年报.docx").exists());
    assert_snapshot!(house.shown(&["fill", "模板.docx", "--package", "leters", "-o", "年报.docx"]), @r##"
    ! 错误:没有应用包“leters”。已有:letters
    = 1
    "##);
    assert_snapshot!(house.shown(&["fill", "模板.docx", "-o", "模板.docx"]), @r##"
    ! 错误:填好的文件不能写回模板本身;请用 -o 另起一个文件名
    = 1
    "##);
    fs::write(house.path("旧.docx"), [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]).unwrap();
    assert_snapshot!(house.shown(&["fill", "旧.docx", "-o", "年报.docx"]), @r##"
    ! 错误:旧.docx:这是旧版 .doc 或加了密码的文件;请用 Word 打开,另存为不加密的 .docx 再试
    = 1
    "##);
    assert_snapshot!(house.shown(&["explain", "word-unknown-tag"]), @r##"
    word-unknown-tag  Word 模板里用了没有的名称

    {{ }} 里只能写本应用包的指标,以及 period(期间)、org(单位)、children(下级单位);表格行里还可以写 row 和 total。名称须与定义完全一致,区分大小写。可用 banjie indicators 应用包 查看指标。
    "##);
}
