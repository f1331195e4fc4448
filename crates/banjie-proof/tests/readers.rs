//! Files of every kind: what is read, and what is refused with which words.

use banjie_proof::{
    Document, Format, Options, ReadRefusal, check, read_file, read_project_file, render_html, render_json,
    render_terminal, silences_for, write_docx_comments,
};
use proptest::prelude::*;
use std::io::{Cursor, Read, Write};

const BAD: &str = "全县共有小学58所，其中公办50所，民办6所。";

fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
        writer.write_all(text.as_bytes()).expect("its bytes");
    }
    writer.finish().expect("an archive").into_inner()
}

fn docx(body: &str) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    );
    packed(&[
        (
            "[Content_Types].xml",
            "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"></Types>",
        ),
        (
            "word/_rels/document.xml.rels",
            "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>",
        ),
        ("word/document.xml", &document),
    ])
}

fn check_codes(bytes: &[u8], name: &str, expected: &[&str]) -> Document {
    let document = read_file(bytes, name).expect("it is read");
    let codes: Vec<&str> = check(&document, &Options::default()).findings.iter().map(|f| f.code).collect();
    assert_eq!(codes, expected, "{}", document.text);
    document
}

fn check_refused(bytes: &[u8], name: &str, words: &[&str]) {
    let refusal = read_file(bytes, name).expect_err("it is refused").to_string();
    for word in words {
        assert!(refusal.contains(word), "{refusal:?} does not say {word:?}");
    }
}

#[test]
fn text_is_read_in_every_encoding_of_an_office() {
    let wide = |little: bool, mark: bool| -> Vec<u8> {
        let units = mark.then_some(0xfeff).into_iter().chain(BAD.encode_utf16());
        units.flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
    };
    let (gb, _, _) = encoding_rs::GB18030.encode(BAD);
    let marked = [b"\xef\xbb\xbf".as_slice(), BAD.as_bytes()].concat();
    for bytes in [
        BAD.as_bytes().to_vec(),
        marked,
        gb.into_owned(),
        wide(true, true),
        wide(false, true),
        wide(true, false),
        wide(false, false),
    ] {
        let document = check_codes(&bytes, "a.txt", &["figure-sum-differs"]);
        assert_eq!(document.text, BAD);
    }
}

#[test]
fn markdown_keeps_the_positions_of_its_source() {
    let source = "# 报告\n\n| 单位 | 人数 |\n|---|---|\n| 甲 | 20 |\n| 乙 | 30 |\n| 合计 | 60 |\n\n```\n其中999\n```\n";
    let document = check_codes(source.as_bytes(), "a.md", &["figure-table-sum-differs"]);
    let finding = &check(&document, &Options::default()).findings[0];
    assert_eq!(source.chars().skip(finding.start).take(finding.end - finding.start).collect::<String>(), "60");
    assert_eq!(document.format, Format::Markdown);
}

#[test]
fn html_is_read_as_it_is_shown() {
    let page = format!(
        "<!DOCTYPE html><html><head><style>p{{x:1}}</style><script>var 其中=5</script></head><body><p>{BAD}</p><table><tr><td>单位</td><td>数</td></tr><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr><tr><td>合计</td><td>4</td></tr></table></body></html>"
    );
    check_codes(page.as_bytes(), "a.html", &["figure-sum-differs", "figure-table-sum-differs"]);
}

#[test]
fn docx_is_read_with_its_tables_and_without_deleted_text() {
    let cell = |t: &str| format!("<w:tc><w:p><w:r><w:t>{t}</w:t></w:r></w:p></w:tc>");
    let row = |a: &str, b: &str| format!("<w:tr>{}{}</w:tr>", cell(a), cell(b));
    let table = format!("<w:tbl>{}{}{}{}</w:tbl>", row("单位", "数"), row("甲", "1"), row("乙", "2"), row("合计", "4"));
    let body = format!(
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>全县共有小学58所，其中公办50所，</w:t></w:r><w:del><w:r><w:delText>另有9所</w:delText></w:r></w:del><w:r><w:t>民办6所。</w:t></w:r></w:p>{table}"
    );
    let document = check_codes(&docx(&body), "a.docx", &["figure-sum-differs", "figure-table-sum-differs"]);
    assert!(document.text.starts_with(BAD));
}

#[test]
fn findings_become_word_comments_around_their_number() {
    let original =
        docx("<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>全县共有小学58所，其中公办50所 &amp; 民办6所。</w:t></w:r></w:p>");
    let document = read_file(&original, "a.docx").expect("read");
    let report = check(&document, &Options::default());
    let written = write_docx_comments(&original, &report).expect("written");
    let mut archive = zip::ZipArchive::new(Cursor::new(written.as_slice())).expect("an archive");
    let mut part = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).expect("the part").read_to_string(&mut text).expect("its text");
        text
    };
    let body = part("word/document.xml");
    assert!(body.contains("<w:commentRangeStart w:id=\"0\"/><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">58</w:t></w:r><w:commentRangeEnd w:id=\"0\"/>"), "{body}");
    assert!(body.contains("50所 &amp; 民办6所"), "{body}");
    assert!(part("word/comments.xml").contains("50+6=56，文中为 58，相差 2"));
    assert!(
        part("[Content_Types].xml").contains("comments+xml")
            && part("word/_rels/document.xml.rels").contains("comments.xml")
    );
    // The copy reads as the original does.
    let again = read_file(&written, "b.docx").expect("read again");
    assert_eq!(again.text, document.text);
}

#[test]
fn files_that_cannot_be_read_say_what_they_are_and_what_to_do() {
    let ole = |name: &str| {
        [
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
            vec![0; 600],
            name.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ]
        .concat()
    };
    check_refused(b"", "a.txt", &["空的"]);
    check_refused(&ole("WordDocument"), "a.docx", &[".doc 文件", "另存为"]);
    check_refused(&ole("EncryptedPackage"), "a.docx", &["已加密", "去掉密码"]);
    check_refused(&ole("Workbook"), "a.doc", &["Excel"]);
    check_refused(b"PK\x03\x04broken", "a.docx", &["已损坏", "重新索取"]);
    check_refused(&packed(&[("xl/workbook.xml", "<a/>")]), "a.docx", &["Excel 工作簿"]);
    check_refused(&packed(&[("OFD.xml", "<a/>")]), "a.ofd", &["OFD"]);
    check_refused(&docx("<w:p><w:r><w:t>缺尾"), "a.docx", &["已损坏"]);
    check_refused(b"%PDF-1.4\n%%EOF", "a.pdf", &["已损坏"]);
    check_refused(b"%PDF-1.4\n1 0 obj<</Encrypt 2 0 R>>endobj\n%%EOF", "a.pdf", &["已加密"]);
    check_refused(b"{\\rtf1 x}", "a.rtf", &["RTF"]);
    check_refused(b"\x89PNG\r\n\x1a\n", "a.png", &["图片"]);
    check_refused(&[0x80, 0xff, 0xfe, 0x01, 0x02, 0x90, 0x81, 0x05].repeat(40), "a.txt", &["编码"]);
}

#[test]
fn an_archive_that_unpacks_without_end_is_refused() {
    let huge = docx(&format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", " ".repeat(70_000_000)));
    assert!(huge.len() < 1_000_000);
    assert_eq!(read_file(&huge, "a.docx").expect_err("too large"), ReadRefusal::TooLarge("解压后的正文"));
}

/// A PDF of one page; without `text` it has no text layer.
fn pdf(text: Option<&str>) -> Vec<u8> {
    let stream = text.map_or_else(|| "0 0 m 9 9 l S".to_owned(), |t| format!("BT /F1 12 Tf 72 700 Td ({t}) Tj ET"));
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>".to_owned(),
        format!("<</Length {}>>stream\n{stream}\nendstream", stream.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    let mut out = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.push_str(&format!("{} 0 obj{object}endobj\n", index + 1));
    }
    let start = out.len();
    out.push_str("xref\n0 6\n0000000000 65535 f \n");
    places.iter().for_each(|p| out.push_str(&format!("{p:010} 00000 n \n")));
    out.push_str(&format!("trailer<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF"));
    out.into_bytes()
}

#[test]
fn pdfs_of_several_makes_are_read() {
    let check = |name: &str, text: &str, code: &str| {
        let path = format!("{}/tests/pdf/{name}", env!("CARGO_MANIFEST_DIR"));
        let document = read_file(&std::fs::read(path).expect("the file"), name).expect("read");
        assert_eq!(document.text, text, "{name}");
        let report = check(&document, &Options::default());
        assert!(report.findings.iter().any(|f| f.code == code), "{name} {:?}", report.findings);
    };
    check("one-page.pdf", "Tel 13812345678 end", "private-phone");
    check("two-pages.pdf", "First page.\nSecond page 13812345678.", "private-phone");
    check("chinese.pdf", BAD, "figure-sum-differs");
}

#[test]
fn a_pdf_gives_its_text_and_a_scan_is_refused() {
    let document = read_file(&pdf(Some("Tel 13812345678 end")), "a.pdf").expect("read");
    let codes: Vec<&str> = check(&document, &Options::default()).findings.iter().map(|f| f.code).collect();
    assert!(codes.contains(&"private-phone"), "{} {codes:?}", document.text);
    check_refused(&pdf(None), "a.pdf", &["扫描件", "OCR"]);
}

#[test]
fn a_comment_in_the_text_silences_its_line_or_the_next_paragraph() {
    let check = |text: &str, expected: usize| {
        assert_eq!(banjie_proof::check(&Document::plain(text), &Options::default()).findings.len(), expected, "{text}");
    };
    check(BAD, 1);
    check(&format!("{BAD}<!-- proof: ok figure-sum-differs -->"), 0);
    check(&format!("<!-- proof: ok figure-sum-differs -->\n\n{BAD}"), 0);
    check(&format!("<!-- proof: ok figure-share-differs -->\n\n{BAD}"), 1);
    check(&format!("<!-- proof: ok * -->\n\n第一段。\n\n{BAD}"), 1);
}

#[test]
fn a_project_file_silences_by_file_code_and_text() {
    let all = read_project_file(
        "[[ok]]\nfile = \"报告.txt\"\ncode = \"figure-sum-differs\"\ntext = \"公办50所\"\nreason = \"另有停办2所\"\n",
    )
    .expect("a project file");
    let found = |name: &str| {
        check(&Document::plain(BAD), &Options { silences: silences_for(&all, name), public: false }).findings.len()
    };
    assert_eq!((found("稿/报告.txt"), found("别的.txt")), (0, 1));
    assert!(read_project_file("[[ok]]\nfil = \"a\"").expect_err("unknown key").contains("不合格式"));
}

#[test]
fn the_renderings_name_place_message_and_arithmetic() {
    let document = Document::plain(format!("第一段<b>。\n{BAD}"));
    let report = check(&document, &Options::default());
    let terminal = render_terminal(&document, "稿.txt", &report, false);
    assert!(
        terminal.contains("稿.txt:2:7")
            && terminal.contains("50+6=56，文中为 58，相差 2")
            && !terminal.contains('\u{1b}'),
        "{terminal}"
    );
    assert!(render_terminal(&document, "稿.txt", &report, true).contains('\u{1b}'));
    let html = render_html(&document, "稿.txt", &report);
    assert!(html.contains("&lt;b&gt;") && html.contains(">58</mark>") && html.contains("50+6=56"), "{html}");
    let json: serde_json::Value = serde_json::from_str(&render_json(&report)).expect("JSON");
    assert_eq!(
        (json["findings"][0]["code"].as_str(), json["relations"][0]["holds"].as_bool()),
        (Some("figure-sum-differs"), Some(false))
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn arbitrary_bytes_never_panic(head in prop::sample::select(vec![&b""[..], b"PK\x03\x04", b"%PDF-1.5\n", b"\xd0\xcf\x11\xe0", b"\xff\xfe", b"\xfe\xff", b"<html>"]), bytes in prop::collection::vec(any::<u8>(), 0..400), name in prop::sample::select(vec!["a.txt", "a.md", "a.html", "a.docx", "a.pdf"])) {
        let all = [head, bytes.as_slice()].concat();
        if let Ok(document) = read_file(&all, name) {
            let report = check(&document, &Options::default());
            let length = document.text.chars().count();
            prop_assert!(report.findings.iter().all(|f| f.start <= f.end && f.end <= length));
        }
    }

    #[test]
    fn any_prose_keeps_its_positions_inside(text in "[一二三十百万亿零两第余多近约其中共占率年月日人名所个家元件%0-9.,，。、；：（）“”《》〔〕x_ \n]{0,300}") {
        let document = Document::plain(text.clone());
        let report = check(&document, &Options::default());
        let length = text.chars().count();
        prop_assert!(report.findings.iter().all(|f| f.start < f.end && f.end <= length));
        prop_assert!(report.relations.iter().flat_map(|r| &r.spans).all(|s| s.start < s.end && s.end <= length));
        let _ = (render_html(&document, "a", &report), render_terminal(&document, "a", &report, true));
    }

    #[test]
    fn any_body_of_a_docx_survives_its_comments(words in prop::collection::vec("[一二其中共占率人所%0-9，。、 ]{0,20}", 1..8)) {
        let body: String = words.iter().map(|w| format!("<w:p><w:r><w:t xml:space=\"preserve\">{w}</w:t></w:r><w:r><w:tab/><w:t>x年</w:t></w:r></w:p>")).collect();
        let original = docx(&body);
        let document = read_file(&original, "a.docx").expect("read");
        let report = check(&document, &Options::default());
        let written = write_docx_comments(&original, &report).expect("written");
        prop_assert_eq!(read_file(&written, "a.docx").expect("read again").text, document.text);
    }
}

#[test]
fn the_largest_numbers_do_not_overflow() {
    let text = "每家最高补助不得超过999万亿元。服务999万亿家企业，发放补助999万亿元，补助率999999999999999%，人均999万亿元，占999999999999999%。由999万亿家增加到999万亿家，增长999999999999999%。在前999万亿名中占1/3。";
    let report = check(&Document::plain(text), &Options::default());
    assert!(report.figures.len() > 5);
}
