//! Documents with a frame, charts as pictures, and any text at all.

use std::io::{Cursor, Read as _, Write as _};

use banjie_model::report::Form;
use proptest::prelude::*;
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{assert_well_formed, file, parts};
use crate::{
    docx::{Options, office, print},
    fixture::{document, official},
    manifest::Manifest,
};

#[test]
fn a_chart_is_a_picture_and_a_changed_picture_is_noticed() {
    let document = document("{{ found }}\n{% chart found by kind %}");
    let options = Options { fonts: Some(office::fonts()), ..Options::default() };
    let bytes = print(&document, &options).unwrap();
    assert_eq!(bytes, print(&document, &options).unwrap(), "equal documents give equal bytes");
    assert_eq!(Manifest::read_docx(&bytes).unwrap().faults(), Vec::<String>::new());
    let mut archive = ZipArchive::new(Cursor::new(&bytes[..])).unwrap();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        if part.name().ends_with(".png") {
            assert!(content.starts_with(b"\x89PNG"));
            content.push(0);
        }
        zip.start_file(part.name().to_owned(), SimpleFileOptions::default()).unwrap();
        zip.write_all(&content).unwrap();
    }
    let faults = Manifest::read_docx(&zip.finish().unwrap().into_inner()).unwrap().faults();
    assert_eq!(faults[0], "第 2 个数：在图中，图已被改动或换过，签发时为 4,856");
    assert_eq!(faults.len(), 3, "only the figures in the picture: {faults:?}");
}

/// The text of a file a paragraph a line, without blank ones.
fn words(bytes: &[u8]) -> Vec<String> {
    let part = &parts(bytes)["word/document.xml"];
    let paragraphs = part.split("</w:p>").map(|paragraph| {
        let runs = paragraph.split("<w:t xml:space=\"preserve\">").skip(1);
        runs.map(|run| run.split("</w:t>").next().unwrap()).collect::<String>()
    });
    paragraphs.filter(|text| !text.is_empty()).collect()
}

#[test]
fn a_framed_document_has_its_parts_in_the_order_of_the_standard() {
    let found = words(&file(&official(Form::File)));
    let places: Vec<Option<usize>> = [
        "温州市规划局文件",
        "温规〔2026〕3号",
        "温州市规划局2025年违法建设监察工作总结",
        "各分局，市规划监察支队、督查大队：",
        "一、总体情况",
        "附件：1.温州市规划局2025年各类违法建设案件数及占比情况表",
        "2.各类案件对比图",
        "温州市规划局",
        "2026年1月9日",
        "（联系人：陈某，联系电话：0577-00000000）",
        "附件1",
        "附件2",
        "抄送：市纪委市监委，市政府办公室，市自然资源和规划局，市综合行政执法局，各区人民政府，市规划监察支队。",
        "温州市规划局办公室2026年1月9日印发",
    ]
    .iter()
    .map(|text| found.iter().position(|line| line == text))
    .collect();
    assert!(places.iter().all(Option::is_some), "{places:?}\n{found:#?}");
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn a_letter_has_its_lines_on_the_first_page_only_and_no_printing_office() {
    let bytes = file(&official(Form::Letter));
    let all = parts(&bytes);
    assert!(all["word/document.xml"].contains("<w:titlePg/>") && all["word/header3.xml"].contains("温州市规划局"));
    assert!(!words(&bytes).iter().any(|line| line.ends_with("印发")));
    for (name, part) in &all {
        assert_well_formed(name, part);
    }
}

#[test]
fn joint_offices_and_several_signers_share_the_head() {
    let mut document = official(Form::File);
    let frame = document.frame.as_mut().unwrap();
    frame.issuers = vec!["温州市规划局".into(), "温州市公安局".into()];
    frame.signers = vec!["张三".into(), "李四".into(), "王五".into()];
    frame.security = Some("机密★1年".into());
    let bytes = file(&document);
    assert_well_formed("word/document.xml", &parts(&bytes)["word/document.xml"]);
    let found = words(&bytes);
    assert_eq!(
        found[..7],
        [
            "机密★1年",
            "温州市规划局",
            "温州市公安局",
            "文件",
            "温规〔2026〕3号",
            "签发人：张三\u{3000}李四",
            "\u{3000}\u{3000}\u{3000}\u{3000}王五"
        ]
    );
}

#[test]
fn a_table_of_figures_below_an_open_typed_table_keeps_every_figure() {
    let document = document("|---|\n|---|\n¡\n{% table found by kind with share %}\n");
    let reading = Manifest::read_docx(&file(&document)).unwrap();
    assert_eq!((reading.faults(), reading.manifest.figures.len()), (Vec::new(), 8));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_markdown_panics_and_every_figure_survives_and_is_read_back(
        pieces in prop::collection::vec(
            prop_oneof![
                any::<char>().prop_filter("tags are the template's", |c| !matches!(c, '{' | '}' | '\u{E000}' | '\u{E001}')).prop_map(String::from),
                prop::sample::select(vec![
                    "{{ found }}", "{{ rural_share }}", "**", "*", "~~", "`", "\n", "\n\n", "# ", "> ", "- ", "1. ", "|", "---",
                    "|---|\n", "[", "](", ")", "![图](a.png)", "一、", "（一）", "。", "\\attachment ", "\\newpage", "甲乙丙", "<b>",
                    "\n{% table found by kind with share %}\n", "\n{% chart found, closed by kind as stacked %}\n", "    ", "　　",
                ]).prop_map(str::to_owned),
            ],
            0..40,
        )
    ) {
        // What the template engine refuses is no document.
        if let Ok((document, _)) = crate::fixture::compose_body(&pieces.concat()) {
            let reading = Manifest::read_docx(&file(&document)).unwrap();
            prop_assert_eq!(reading.faults(), Vec::<String>::new());
            prop_assert_eq!(&reading.manifest, &Manifest::of(&document));
        }
    }
}
