use std::{path::PathBuf, sync::OnceLock};

use banjie_model::report::{ChartKind, Form};
use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::{
    document::{Block, Chart, Frame as Around, Inline, Row, Series, Table},
    fixture,
    manifest::{self, Kind},
};

mod measure;

use measure::{MM, Mark, Measured, text};

/// The fonts that `scripts/fonts.sh` fetches.
fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(|| {
        let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        let cache = cache.or_else(|| std::env::home_dir().map(|home| home.join(".cache"))).unwrap_or_default();
        let folder = std::env::var_os("BANJIE_FONTS").map_or_else(|| cache.join("banjie/fonts"), PathBuf::from);
        Fonts::open(&folder).unwrap_or_else(|fault| panic!("run scripts/fonts.sh first: {fault}"))
    })
}

fn pdf(document: &Document) -> Vec<u8> {
    print(document, fonts(), &Options::default()).unwrap_or_else(|fault| panic!("{fault}"))
}

fn measured(document: &Document) -> Measured {
    Measured::of(&pdf(document))
}

fn words(text: &str) -> Vec<Inline> {
    vec![Inline::Text(text.to_owned())]
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(words(text))
}

/// A document of these blocks.
fn of(blocks: Vec<Block>) -> Document {
    Document { title: words("关于测量版面的报告"), blocks, ..fixture::document("") }
}

/// So many characters without punctuation.
fn characters(count: usize) -> String {
    "版心每面排二十二行每行排二十八个字并撑满版心".chars().cycle().take(count).collect()
}

#[track_caller]
fn near(measured: f64, expected: f64, tolerance: f64) {
    assert!((measured - expected).abs() <= tolerance, "{measured:.2} is not {expected:.2} ± {tolerance}");
}

fn left(line: &[&Mark]) -> f64 {
    line.iter().map(|mark| mark.left).fold(f64::MAX, f64::min)
}

fn right(line: &[&Mark]) -> f64 {
    line.iter().map(|mark| mark.right).fold(f64::MIN, f64::max)
}

#[test]
fn a_page_has_22_lines_of_28_characters_that_fill_a_block_of_156_by_225_mm() {
    let measured = measured(&of(vec![paragraph(&characters(28 * 22 * 3))]));
    for page in [2, 3] {
        let lines = measured.lines(page);
        assert_eq!(lines.len(), 22, "page {page}");
        for line in &lines {
            assert_eq!(line.len(), 28, "{}", text(line));
            near(left(line), 28.0 * MM, 0.5);
            near(right(line), 184.0 * MM, 0.5);
            // 3号 of the printers.
            line.iter().for_each(|mark| near(mark.size, 15.75, 0.01));
        }
        let pitches = lines.windows(2).map(|pair| pair[1][0].baseline - pair[0][0].baseline);
        pitches.for_each(|pitch| near(pitch, 225.0 * MM / 22.0, 0.7));
        // The body of a character reaches 0.88 of its size above the baseline and 0.12 below.
        near(lines[0][0].baseline - 0.88 * 15.75, 37.0 * MM, 0.5);
        near(lines[21][0].baseline + 0.12 * 15.75, 262.0 * MM, 0.5);
    }
    near(measured.pages[0].0, 210.0 * MM, 0.1);
    near(measured.pages[0].1, 297.0 * MM, 0.1);
}

#[test]
fn a_paragraph_is_indented_by_two_characters_and_headings_have_their_faces() {
    let heading = |level, text: &str| Block::Heading { level, inlines: words(text) };
    let document =
        of(vec![heading(1, "一、情况"), heading(2, "（二）问题"), heading(3, "3.办法"), paragraph(&characters(40))]);
    let measured = measured(&document);
    let lines = measured.lines(1);
    // The title and an empty line above.
    near(lines[0][0].size, 22.0, 0.01);
    for line in &lines[1..5] {
        near(left(line), 28.0 * MM + 2.0 * 15.79, 4.0);
        near(line[0].size, 15.75, 0.01);
    }
    near(left(&lines[4]), 28.0 * MM + 2.0 * 15.79, 0.5);
    near(left(&lines[5]), 28.0 * MM, 0.5);
    near(lines[1][0].baseline - lines[0][0].baseline, 2.0 * 29.6, 2.5);
}

#[test]
fn page_numbers_stand_7_mm_below_the_block_outside_with_a_dash_on_either_side() {
    let measured = measured(&of(vec![paragraph(&characters(28 * 22 * 10))]));
    let dash_top = |mark: &Mark| mark.baseline - DASH_TOP * mark.size;
    for page in 1..=11 {
        let foot = measured.foot(page);
        assert_eq!(text(&foot), format!("—{page}—"));
        for mark in &foot {
            near(mark.size, 14.0, 0.01);
            near(dash_top(mark), (262.0 + 7.0) * MM, 0.3);
        }
        match page % 2 {
            1 => near(right(&foot), 184.0 * MM - 14.0, 0.5),
            _ => near(left(&foot), 28.0 * MM + 14.0, 0.5),
        }
    }
}

/// Upper edge of the dash of FandolSong over its baseline, in parts of the size: its outline reaches from 289 to 311 of 1000.
const DASH_TOP: f64 = 0.311;

fn framed(form: Form, sealed: bool) -> Document {
    let day = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap();
    let frame = Around {
        form,
        issuers: vec!["温州市规划局".into()],
        wenjian: form == Form::File,
        number: Some("温规〔2026〕3号".into()),
        recipients: Some("温州市人民政府：".into()),
        attachments: vec!["统计表".into(), "情况说明".into()],
        signature: vec!["温州市规划局监察支队".into()],
        sealed,
        dated: day,
        note: Some("（此件公开发布）".into()),
        copy_to: Some("市人大常委会办公室。".into()),
        printed_by: Some("温州市规划局办公室".into()),
        printed_on: day,
        ..Around::default()
    };
    let annex = Block::Attachment { number: 1, title: words("统计表") };
    Document { frame: Some(frame), ..of(vec![paragraph(&characters(60)), annex, paragraph(&characters(30))]) }
}

#[test]
fn a_file_has_its_red_head_its_red_line_and_its_foot_where_the_standard_has_them() {
    let measured = measured(&framed(Form::File, false));
    let head = measured.line("温州市规划局文件");
    near((left(&head) + right(&head)) / 2.0, 106.0 * MM, 1.0);
    // 规 and 划 reach highest of these letters: 0.849 of their size above the baseline.
    near(head[0].baseline - 0.849 * head[0].size, (37.0 + 35.0) * MM, 0.5);
    let number = measured.line("温规〔2026〕3号");
    near((left(&number) + right(&number)) / 2.0, 106.0 * MM, 1.0);
    let line = measured.shapes.iter().find(|shape| shape.red && shape.page == 1).unwrap();
    near(line.left, 28.0 * MM, 0.2);
    near(line.right, 184.0 * MM, 0.2);
    near(line.top - (number[0].baseline + 0.12 * 15.75), 4.0 * MM, 0.5);
    let title = measured.line("关于测量版面的报告");
    assert!(title[0].baseline - line.bottom > 2.0 * 29.6, "two empty lines below the red line");
    let recipients = measured.line("温州市人民政府：");
    near(left(&recipients), 28.0 * MM, 0.5);
    let last = u32::try_from(measured.pages.len()).unwrap();
    let rules = measured.shapes.iter().filter(|shape| shape.page == last && shape.right - shape.left > 150.0 * MM);
    let mut rules: Vec<_> = rules.collect();
    rules.sort_by(|a, b| a.top.total_cmp(&b.top));
    let thickness: Vec<f64> = rules.iter().map(|rule| rule.bottom - rule.top).collect();
    assert_eq!(rules.len(), 3, "{rules:?}");
    thickness.iter().zip([0.35, 0.25, 0.35]).for_each(|(measured, expected)| near(*measured, expected * MM, 0.1));
    near(rules[2].bottom, 262.0 * MM, 0.3);
    assert!(text(&measured.line("印发")).contains("温州市规划局办公室2026年1月5日印发"));
}

#[test]
fn without_a_seal_the_date_begins_two_characters_after_the_name_and_with_one_it_ends_four_from_the_right() {
    let plain = measured(&framed(Form::File, false));
    let (name, date) = (plain.line("温州市规划局监察支队"), plain.line("2026年1月5日"));
    near(left(&date) - left(&name), 2.0 * 15.79, 0.7);
    near(right(&name), 184.0 * MM - 2.0 * 15.79, 0.7);
    let written = measured(&of(["正文。", "温州市规划局监察支队", "2026年1月5日"].map(paragraph).to_vec()));
    let (name, date) = (written.line("温州市规划局监察支队"), written.line("2026年1月5日"));
    near(left(&date) - left(&name), 2.0 * 15.79, 0.7);
    let sealed = measured(&framed(Form::File, true));
    let (name, date) = (sealed.line("温州市规划局监察支队"), sealed.line("2026年1月5日"));
    near(right(&date), 184.0 * MM - 4.0 * 15.79, 0.7);
    near((left(&name) + right(&name)) / 2.0, (left(&date) + right(&date)) / 2.0, 0.7);
}

#[test]
fn an_attachment_begins_a_page_and_the_list_of_attachments_stands_below_the_text() {
    let measured = measured(&framed(Form::File, false));
    let list = measured.line("附件：1.统计表");
    near(left(&list), 28.0 * MM + 2.0 * 15.79, 0.7);
    near(left(&measured.line("2.情况说明")), left(&list) + 3.0 * 15.79, 0.7);
    let lines = measured.lines(measured.line("附件1")[0].page);
    assert_eq!(text(&lines[0]), "附件1");
    near(left(&lines[0]), 28.0 * MM, 0.5);
    assert_eq!(text(&lines[1]), "统计表");
    // In the third line of the page.
    near(lines[1][0].baseline - lines[0][0].baseline, 2.0 * 29.62, 2.5);
}

#[test]
fn a_letter_has_double_red_lines_of_170_mm_and_no_number_on_its_first_page() {
    let measured = measured(&framed(Form::Letter, false));
    let mut lines: Vec<_> = measured.shapes.iter().filter(|shape| shape.red && shape.page == 1).collect();
    lines.sort_by(|a, b| a.top.total_cmp(&b.top));
    assert_eq!(lines.len(), 4, "{lines:?}");
    for line in &lines {
        near(line.left, 20.0 * MM, 0.5);
        near(line.right, 190.0 * MM, 0.5);
    }
    let thick: Vec<bool> = lines.iter().map(|line| line.bottom - line.top > 0.5 * MM).collect();
    assert_eq!(thick, [true, false, false, true]);
    near(lines[3].bottom, 277.0 * MM, 0.3);
    assert_eq!(text(&measured.foot(1)), "");
    assert_eq!(text(&measured.foot(2)), "—2—");
    near(right(&measured.line("温规〔2026〕3号")), 184.0 * MM, 0.7);
    assert!(!measured.text().contains("印发"));
}

fn table(columns: usize, rows: usize, cell: &str) -> Table {
    let row = |row: usize| Row {
        cells: (0..columns)
            .map(|column| words(&if column == 0 { format!("单位{row}") } else { format!("{cell}{row}") }))
            .collect(),
        total: row + 1 == rows,
    };
    Table {
        caption: "各单位情况".into(),
        number: 1,
        head: (0..columns).map(|column| words(&format!("栏目{column}"))).collect(),
        groups: Vec::new(),
        numeric: (0..columns).map(|column| column > 0).collect(),
        rows: (0..rows).map(row).collect(),
    }
}

#[test]
fn a_long_table_repeats_its_head_on_every_page_and_sets_numbers_to_the_right() {
    let measured = measured(&of(vec![Block::Table(table(3, 120, ""))]));
    let pages = u32::try_from(measured.pages.len()).unwrap();
    assert!(pages > 2);
    let heads = |page| measured.lines(page).iter().filter(|line| text(line) == "栏目0栏目1栏目2").count();
    assert!((1..=pages).all(|page| heads(page) == 1));
    let edge = |row: usize| right(&measured.line(&format!("单位{row}{row}{row}")));
    near(edge(60), edge(61), 0.01);
    let edges: Vec<f64> = measured.lines(1).iter().skip(3).map(|line| right(line)).collect();
    edges.iter().for_each(|edge| near(*edge, edges[0], 0.1));
}

#[test]
fn no_cell_runs_over_its_row() {
    let cells = ["WWWWWWWW", "100.0%", "MMMM—MMMM", "一二三四五六七八九十一二三四五六七八九十", "mwmwmw@@"];
    let rows =
        (0..40).map(|row| Row { cells: cells.map(|cell| words(&format!("{cell}{row}"))).to_vec(), total: false });
    let table = Table { numeric: vec![false, true, true, false, false], rows: rows.collect(), ..Table::default() };
    let measured = measured(&of(vec![Block::Table(table)]));
    for page in [1, 2] {
        let lines = measured.lines(page);
        let pitches = lines.windows(2).skip(1).map(|pair| pair[1][0].baseline - pair[0][0].baseline);
        pitches.for_each(|pitch| assert!(pitch > 11.0, "{pitch}"));
    }
}

#[test]
fn a_table_too_wide_for_the_page_lies_across_it_and_one_too_wide_for_that_is_refused() {
    let document = of(vec![paragraph("前文"), Block::Table(table(14, 4, "12,345.6")), paragraph("后文")]);
    let measured = measured(&document);
    let (width, height) = measured.pages[1];
    assert!(width > height && measured.pages[0].0 < measured.pages[0].1 && measured.pages[2].0 < measured.pages[2].1);
    assert!(measured.marks.iter().all(|mark| mark.right < width || mark.page != 2));
    // The page number stands where it is on upright pages, turned: an even page's at the left of its foot.
    let number: Vec<&Mark> = measured.marks.iter().filter(|mark| mark.page == 2 && mark.text == "—").collect();
    assert_eq!(number.len(), 2);
    number.iter().for_each(|mark| near(mark.left + DASH_TOP * 14.0, (35.0 - 7.0) * MM, 0.3));
    let refused = print(&of(vec![Block::Table(table(60, 2, "12,345.6"))]), fonts(), &Options::default());
    assert_eq!(
        refused.unwrap_err().to_string(),
        "表1 各单位情况有 60 栏，横排也放不下；请减少指标或附加栏，分成几张表，或写成 .html"
    );
}

#[test]
fn rare_characters_are_printed_and_one_that_no_font_has_is_named_before_printing() {
    let rare = "堃喆珺玥旻垚燚犇䶮㐂𠮷𪚥𡘙𫞩𬎆𬱖";
    let printed = measured(&of(vec![
        paragraph(rare),
        Block::Table(Table { rows: vec![Row { cells: vec![words(rare)], total: false }], ..Table::default() }),
    ]));
    assert_eq!(printed.text().matches(rare).count(), 2);
    let names = table(2, 1, "");
    let rows = vec![Row { cells: vec![words("王\u{30000}明"), words("1")], total: false }];
    let document = of(vec![paragraph("联系人李\u{31350}，电话 \u{1F4DE}"), Block::Table(Table { rows, ..names })]);
    let refused = print(&document, fonts(), &Options::default()).unwrap_err();
    insta::assert_snapshot!(refused.to_string(), @r"
有 3 个字所有字体里都没有，打出来会是空框，没有打印：
  𱍐（U+31350）在正文：“联系人李𱍐，电话 📞”
  📞（U+1F4DE）在正文：“联系人李𱍐，电话 📞”
  𰀀（U+30000）在表1：“王𰀀明”
请把含有这些字的字体文件（.ttf、.otf）放进字体文件夹，或改用有字形的写法，再打印一次
");
}

#[test]
fn equal_documents_are_equal_files_with_their_list_of_figures_and_properties() {
    let document = fixture::document("发现{{ found }}件。\n\n{% chart found by kind %}");
    let file = pdf(&document);
    assert!(file == pdf(&document), "the same bytes");
    let dated = NaiveDate::from_ymd_opt(2026, 2, 1).unwrap().and_hms_opt(8, 0, 0);
    assert!(file != print(&document, fonts(), &Options { dated }).unwrap(), "another date is another file");
    let read = manifest::read_file(Kind::Pdf, &file).unwrap();
    assert_eq!(read.manifest, Manifest::of(&document));
    let raw = String::from_utf8_lossy(&file);
    assert!(raw.contains("pdfaid:part>3<") && raw.contains("pdfaid:conformance>A<"), "PDF/A-3a");
}

#[test]
fn charts_of_every_kind_carry_their_words() {
    let document = fixture::document("{{ found }}{{ fine }}");
    let chart = |kind| {
        let series =
            |title: &str, values: Vec<Option<usize>>| Series { title: title.into(), unit: "件".into(), values };
        Block::Chart(Chart {
            caption: "案件数".into(),
            number: 1,
            kind,
            categories: vec!["鹿城分局".into(), "瓯海分局".into()],
            series: vec![series("立案", vec![Some(0), Some(0)]), series("结案", vec![Some(0), None])],
        })
    };
    for kind in [ChartKind::Bar, ChartKind::Line, ChartKind::Stacked, ChartKind::Share] {
        let printed = measured(&Document { blocks: vec![chart(kind)], ..document.clone() }).text();
        assert!(printed.contains("图1案件数") && printed.contains("鹿城分局"), "{kind:?}: {printed}");
    }
}

#[test]
fn without_fonts_nothing_is_printed_and_the_script_is_named() {
    let missing = Fonts::open(std::path::Path::new("/nowhere")).unwrap_err();
    insta::assert_snapshot!(missing, @"没有字体文件夹 /nowhere，打不出 PDF。在办结的源码目录运行 scripts/fonts.sh 可取得一套开放字体");
    let empty = tempfile::tempdir().unwrap();
    let missing = Fonts::open(empty.path()).unwrap_err().to_string();
    assert!(missing.contains("没有可作小标宋的字体") && missing.contains("scripts/fonts.sh"), "{missing}");
}

/// Text of all sorts, with what means something to the typesetter.
fn any_text() -> impl Strategy<Value = String> {
    let special = prop::sample::select(vec![
        "#let x = 1",
        "#panic()",
        "$a^2$",
        "*粗*",
        "_斜_",
        "\\",
        "\\u{41}",
        "@ref",
        "<label>",
        "// 注",
        "/* 注 */",
        "= 标题",
        "- 项",
        "`raw`",
        "~",
        "---",
        "\"",
        "'",
        "#import \"/etc/passwd\"",
        "[",
        "]",
        "{",
        "}",
        "http://x.y",
        "\u{0}",
        "\u{7}",
        "\u{1b}",
        "\n",
        "\r",
        "\t",
        "\u{200B}",
        "\u{202E}",
        "\u{FEFF}",
        "e\u{301}",
        "😀",
        "\u{E000}",
        "\u{10FFFF}",
        "א",
        "ﬁ",
        "𠮷",
        "　",
        "\u{A0}",
    ]);
    let part = prop_oneof![
        4 => special.prop_map(str::to_owned),
        2 => "[ -~]{0,12}",
        2 => "[一-龥]{0,12}",
        1 => any::<char>().prop_map(String::from),
        1 => "[a-z]{300}",
    ];
    prop::collection::vec(part, 0..10).prop_map(|parts| parts.concat())
}

/// Characters in order of their code. A foreign character may be set as several signs, each of which reads as the whole: of
/// these only the kinds are counted.
fn sorted(text: &str) -> Vec<char> {
    let mut all: Vec<char> = text.chars().collect();
    all.sort_unstable();
    let is_plain = |c: char| c.is_ascii() || ('一'..='龥').contains(&c);
    all.dedup_by(|a, b| a == b && !is_plain(*a));
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn any_text_prints_as_itself_or_is_refused_for_its_characters(texts in prop::collection::vec(any_text(), 1..8)) {
        let blocks = texts.iter().map(|text| paragraph(text)).collect();
        let document = Document { title: words("标题"), blocks, ..of(Vec::new()) };
        match print(&document, fonts(), &Options::default()) {
            Err(PrintFault::Lacking(lacking)) => {
                let all = texts.concat();
                prop_assert!(!lacking.is_empty() && lacking.iter().all(|one| all.contains(one.character)));
            }
            Err(other) => prop_assert!(false, "{other}"),
            Ok(file) => {
                let measured = Measured::of(&file);
                let printed: String = (1..=u32::try_from(measured.pages.len()).unwrap())
                    .flat_map(|page| measured.lines(page)).map(|line| text(&line)).collect();
                let expected: String = words::shaped(&texts.concat()).chars().filter(|c| !c.is_whitespace()).collect();
                prop_assert_eq!(sorted(&printed), sorted(&format!("标题{expected}")));
            }
        }
    }
}
