use std::{
    io::{Cursor, Read as _, Write as _},
    pin::pin,
    task::{Context, Poll, Waker},
};

use banjie_model::figure::Wants;
use proptest::prelude::*;
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{Filled, Template, WordFault, fill};
use crate::{
    docx::Standing,
    fixture::{answer, setting},
    manifest::Manifest,
};

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
                 xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" \
                 xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
                 xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\" \
                 xmlns:v=\"urn:schemas-microsoft-com:vml\"";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

fn p(inner: &str) -> String {
    format!("<w:p>{inner}</w:p>")
}

fn r(text: &str) -> String {
    format!("<w:r><w:t>{text}</w:t></w:r>")
}

fn line(text: &str) -> String {
    p(&r(text))
}

fn table(rows: &[&[&str]]) -> String {
    let cell = |text: &&str| format!("<w:tc>{}</w:tc>", line(text));
    let row = |row: &&[&str]| format!("<w:tr>{}</w:tr>", row.iter().map(cell).collect::<String>());
    format!("<w:tbl>{}</w:tbl>", rows.iter().map(row).collect::<String>())
}

/// A Word file: the body, and further parts as (kind, its paragraphs).
fn file(body: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut types = format!("<Override PartName=\"/word/document.xml\" ContentType=\"{WORD}.document.main+xml\"/>");
    let mut put = |name: &str, text: &str| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    put("word/document.xml", &format!("<w:document {W}><w:body>{body}<w:sectPr/></w:body></w:document>"));
    for (kind, text) in others {
        let root = match *kind {
            "header" => "hdr",
            "footer" => "ftr",
            other => other,
        };
        put(&format!("word/{kind}.xml"), &format!("<w:{root} {W}>{text}</w:{root}>"));
        types.push_str(&format!("<Override PartName=\"/word/{kind}.xml\" ContentType=\"{WORD}.{kind}+xml\"/>"));
    }
    put("word/media/seal.png", "\u{89}PNG not looked at");
    put("_rels/.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"/>");
    put(
        "[Content_Types].xml",
        &format!("<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">{types}</Types>"),
    );
    zip.finish().unwrap().into_inner()
}

fn filled_file(bytes: &[u8]) -> Result<Filled, WordFault> {
    let template = Template::read(bytes)?;
    let setting = setting();
    let work = fill(&template, "模板", &setting, async |wants: Wants| Ok::<_, WordFault>(answer(&wants)));
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(filled) => filled,
        Poll::Pending => unreachable!("nothing here waits"),
    }
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut text = String::new();
    ZipArchive::new(Cursor::new(bytes)).unwrap().by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The part as people see it: content controls in brackets, paragraphs and cells by lines.
fn seen(xml: &str) -> String {
    let mut out = String::new();
    let mut skip = false;
    for piece in xml.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        match tag.split([' ', '/']).next().unwrap_or("") {
            _ if tag.starts_with("/w:p") && !tag.starts_with("/w:pP") => out.push('\n'),
            "w:sdtContent" => out.push('['),
            _ if tag == "/w:sdtContent" => out.push(']'),
            _ if tag == "/w:tr" => out.push_str("--\n"),
            "w:del" => skip = true,
            _ if tag == "/w:del" => skip = false,
            "w:t" if !skip => out.push_str(text),
            _ => {}
        }
    }
    out
}

fn xml(body: &str) -> String {
    let filled = filled_file(&file(body, &[])).unwrap_or_else(|fault| panic!("{fault}"));
    part(&filled.bytes, "word/document.xml")
}

#[track_caller]
fn check(body: &str, expected: &str) {
    let xml = xml(body);
    well_formed(&xml);
    assert_eq!(seen(&xml).trim_end(), expected);
}

#[track_caller]
fn well_formed(xml: &str) {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut depth = 0i32;
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(_) => depth += 1,
            quick_xml::events::Event::End(_) => depth -= 1,
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "{xml}");
}

#[track_caller]
fn check_faults(body: &str, expected: &str) {
    let fault = filled_file(&file(body, &[])).map(|filled| seen(&part(&filled.bytes, "word/document.xml")));
    assert_eq!(fault.expect_err("a fault").to_string(), expected);
}

#[test]
fn figures_period_and_organisation_are_printed_where_their_tags_stand() {
    check(
        &line("{{ org }}{{period}}查处{{ found }}件，{{ found.change }}，其中农村占 {{ rural_share }} 。"),
        "温州市规划局2025年查处[9,711]件，增长[10.2%]，其中农村占 [88.4%] 。",
    );
    check(
        &line("{{ found.at(\"2024\") }} {{ found.of(\"鹿城分局\") }} {{ found.where(kind=\"rooftop\") }}"),
        "[8,812] [9,711] [4,856]",
    );
}

#[test]
fn what_an_input_method_types_inside_a_tag_is_read_as_it_looks() {
    check(
        &line("｛｛　ｆｏｕｎｄ。growth　｝｝与｛{found．at（period＝“2024”）}｝，{％if found＞０％}有{％ endif ％}"),
        "[10.2%]与[8,812]，有",
    );
    check(&line("{{ found.of(‘鹿城分局’) }}"), "[9,711]");
}

#[test]
fn a_tag_split_over_runs_takes_the_face_of_its_first_letter() {
    let body = p(
        "<w:r><w:rPr><w:b/></w:rPr><w:t>查处{</w:t></w:r><w:proofErr w:type=\"spellStart\"/><w:r w:rsidR=\"1\"><w:rPr>\
                  <w:i/></w:rPr><w:t>{ fo</w:t></w:r><w:bookmarkStart w:id=\"1\" w:name=\"a\"/><w:r><w:t>und }</w:t></w:r>\
                  <w:proofErr w:type=\"spellEnd\"/><w:r><w:rPr><w:i/></w:rPr><w:t>} 件</w:t></w:r><w:bookmarkEnd w:id=\"1\"/>",
    );
    let xml = xml(&body);
    let expected = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">查处</w:t></w:r><w:sdt><w:sdtPr><w:rPr><w:b/></w:rPr>\
        <w:alias w:val=\"数1 违法建设案件数\"/><w:tag w:val=\"banjie-figure-1\"/><w:id w:val=\"1\"/><w:lock w:val=\"sdtLocked\"/>\
        <w:text/></w:sdtPr><w:sdtContent><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">9,711</w:t></w:r></w:sdtContent></w:sdt>\
        <w:proofErr w:type=\"spellStart\"/><w:bookmarkStart w:id=\"1\" w:name=\"a\"/><w:proofErr w:type=\"spellEnd\"/><w:r><w:rPr>\
        <w:i/></w:rPr><w:t xml:space=\"preserve\"> 件</w:t></w:r><w:bookmarkEnd w:id=\"1\"/></w:p>";
    assert!(xml.contains(&expected.replace("\n        ", "")), "{xml}");
}

#[test]
fn conditions_govern_words_paragraphs_or_rows() {
    check(&line("{% if found > 9000 %}偏多{% else %}正常{% endif %}。"), "偏多。");
    let paragraphs = ["{% if found > 9000 %}", "甲{{ found }}", "{% else %}", "乙", "{% endif %}", "丙"];
    check(&paragraphs.map(line).concat(), "甲[9,711]\n丙");
    check(
        &["{% for branch in children %}", "{{ branch }}{{ found.of(branch) }}件", "{% endfor %}"].map(line).concat(),
        "鹿城分局[9,711]件\n瓯海分局[9,711]件",
    );
    let rows = table(&[
        &["甲", "1"],
        &["{% if found &lt; 0 %}乙", "2{% endif %}"],
        &["{% if found > 0 %}"],
        &["丙", "3"],
        &["{% endif %}"],
    ]);
    check(&rows, "甲\n1\n--\n丙\n3\n--");
}

#[test]
fn a_row_of_a_table_repeats_by_a_dimension_and_the_whole_stands_above_or_below() {
    let rows = table(&[
        &["序号", "类型", "件", "占比", "增长"],
        &["", "合计", "{{ total.found }}", "{{ total.found.share }}", "{{ total.found.growth }}"],
        &[
            "{% rows found by kind %}{{ row.number }}",
            "{{ row.title }}",
            "{{ row.found }}",
            "{{ row.found.share }}",
            "{{ row.found.growth }}",
        ],
        &["", "全部", "{{ found }}", "", ""],
    ]);
    check(
        &rows,
        "序号\n类型\n件\n占比\n增长\n--\n\n合计\n[9,711]\n[100.0%]\n[10.2%]\n--\n1\n农村个人建房\n[4,856]\n[50.0%]\n[10.2%]\n--\n\
         2\n楼顶违法建设\n[3,237]\n[33.3%]\n[10.2%]\n--\n3\n&lt;script&gt;alert(1)&lt;/script&gt;\n[1,619]\n[16.7%]\n[10.2%]\n--\n\n全部\n[9,711]\n\n\n--",
    );
}

#[test]
fn a_table_inside_a_cell_repeats_only_its_own_row() {
    let inner = table(&[&["{% rows found by kind %}{{ row.title }}", "{{ row.found }}"]]);
    let body =
        format!("<w:tbl><w:tr><w:tc>{inner}{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>", line(""), line("{{ found }}"));
    check(
        &body,
        "农村个人建房\n[4,856]\n--\n楼顶违法建设\n[3,237]\n--\n&lt;script&gt;alert(1)&lt;/script&gt;\n[1,619]\n--\n\n[9,711]\n--",
    );
}

#[test]
fn conditions_and_repeated_rows_may_share_a_row() {
    let row: &[&str] =
        &["{% rows found by kind %}{% if row.number &lt; 3 %}{{ row.title }}", "{{ row.found }}{% endif %}"];
    check(&table(&[row]), "农村个人建房\n[4,856]\n--\n楼顶违法建设\n[3,237]\n--");
}

#[test]
fn headers_footers_notes_and_text_boxes_are_filled_and_traced() {
    let body = p(&format!(
        "<w:r><w:t>{{{{ found }}}}</w:t><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>{0}</w:txbxContent>\
         </wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict>\
         </mc:Fallback></mc:AlternateContent><w:t>{{{{ fine }}}}</w:t></w:r>",
        line("框{{ rural_share }}")
    ));
    let parts = [
        ("header", line("{{ org }}{{ period }}")),
        ("footer", line("共{{ found }}件")),
        ("footnotes", format!("<w:footnote w:id=\"1\">{}</w:footnote>", line("上年{{ found.previous }}"))),
        ("endnotes", format!("<w:endnote w:id=\"1\">{}</w:endnote>", line("{{ period }}"))),
    ];
    let parts: Vec<(&str, &str)> = parts.iter().map(|(kind, text)| (*kind, text.as_str())).collect();
    let filled = filled_file(&file(&body, &parts)).unwrap();
    let shown = |name: &str| seen(&part(&filled.bytes, name)).trim_end().to_owned();
    assert_eq!(shown("word/document.xml"), "[9,711]框[88.4%]\n框88.4%\n\n[900.00]");
    assert_eq!(shown("word/header.xml"), "温州市规划局2025年");
    assert_eq!(shown("word/footer.xml"), "共[9,711]件");
    assert_eq!(shown("word/footnotes.xml"), "上年[8,812]");
    assert_eq!(shown("word/endnotes.xml"), "2025年");
    let reading = Manifest::read_docx(&filled.bytes).unwrap();
    let texts: Vec<&str> = reading.manifest.figures.iter().map(|entry| entry.text.as_str()).collect();
    assert_eq!(texts, ["9,711", "88.4%", "900.00", "9,711", "8,812"]);
    assert_eq!(reading.standings, vec![Standing::Same; 5]);
    assert!(reading.whole);
}

#[test]
fn an_edited_figure_of_a_filled_template_is_noticed() {
    let filled = filled_file(&file(&line("共{{ found }}件"), &[("header", &line("{{ found }}"))])).unwrap();
    let edited = replaced(&filled.bytes, "word/header.xml", "9,711", "9,117");
    let reading = Manifest::read_docx(&edited).unwrap();
    assert_eq!(reading.faults(), ["第 2 个数：文中为 9,117，签发时为 9,711"]);
}

fn replaced(bytes: &[u8], name: &str, from: &str, to: &str) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let mut held = Vec::new();
        entry.read_to_end(&mut held).unwrap();
        if entry.name() == name {
            held = String::from_utf8(held).unwrap().replace(from, to).into_bytes();
        }
        zip.start_file(entry.name(), SimpleFileOptions::default()).unwrap();
        zip.write_all(&held).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn parts_without_tags_are_copied_as_they_are_packed() {
    let template = file(&line("{{ found }}"), &[("header", &line("  不动 &amp; "))]);
    let filled = filled_file(&template).unwrap();
    let mut before = ZipArchive::new(Cursor::new(&template)).unwrap();
    let mut after = ZipArchive::new(Cursor::new(&filled.bytes)).unwrap();
    for name in ["word/header.xml", "word/media/seal.png", "_rels/.rels"] {
        let (mut a, mut b) = (Vec::new(), Vec::new());
        before.by_name(name).unwrap().read_to_end(&mut a).unwrap();
        after.by_name(name).unwrap().read_to_end(&mut b).unwrap();
        assert_eq!(a, b, "{name}");
        assert_eq!(before.by_name(name).unwrap().crc32(), after.by_name(name).unwrap().crc32());
    }
    assert_eq!(filled_file(&template).unwrap().bytes, filled.bytes, "equal answers give equal files");
}

#[test]
fn tracked_changes_stay_and_deleted_words_are_no_part_of_a_tag() {
    let body = p("<w:r><w:t>{{ fo</w:t></w:r><w:del w:id=\"1\"><w:r><w:delText>xx</w:delText></w:r></w:del>\
                  <w:ins w:id=\"2\"><w:r><w:t>und }}</w:t></w:r><w:r><w:t>、{{ fine }}</w:t></w:r></w:ins>\
                  <w:del w:id=\"3\"><w:r><w:delText>{{ gone }}</w:delText></w:r></w:del>");
    check(&body, "[9,711]、[900.00]");
    let xml = xml(&body);
    assert!(
        xml.contains("<w:del w:id=\"1\"><w:r><w:delText>xx</w:delText></w:r></w:del><w:ins w:id=\"2\"><w:r>"),
        "{xml}"
    );
    assert!(xml.contains("<w:delText>{{ gone }}</w:delText>"), "{xml}");
}

#[test]
fn all_that_is_wrong_is_told_at_once_with_its_place_and_the_nearest_name() {
    let body = format!(
        "{}{}{}{}",
        line("一、情况"),
        line("全年共查处{{ fuond }}件，占{{ rural_share.grwth }}。"),
        table(&[&["甲", "{{ fine"], &["{% rows finee by kind %}", "{{ row.finee }}"]]),
        line("{% if found > 1 %}甲{% endfor %}")
    );
    check_faults(
        &body,
        "错误[word-unfinished-tag] 标签没有写完，缺少 }}
  --> 正文第 1 个表格第 1 行第 2 格：{{ fine
  改法：补上；一个标签要写在同一段、同一格里
错误[word-structure] {% endfor %} 前面没有与它成对的 {% for %}
  --> 正文第 3 段：…ound > 1 %}甲{% endfor %}
  改法：补上开头，或删去这一处
错误[word-structure] 这个条件或循环没有结束
  --> 正文第 3 段：{% if found > 1 %}甲{% endfor %…
  改法：补上 {% endif %} 或 {% endfor %}
错误[word-unknown-tag] 没有名为“fuond”的指标或变量
  --> 正文第 2 段：全年共查处{{ fuond }}件，占{{ rural_…
  改法：是不是 found？
错误[word-unknown-tag] 指标没有“grwth”这个用法
  --> 正文第 2 段：… fuond }}件，占{{ rural_share.grwth }}。
  改法：是不是 growth？
错误[word-unknown-tag] 没有名为“finee”的指标
  --> 正文第 1 个表格第 2 行第 1 格：{% rows finee by kind %}
  改法：是不是 fine？",
    );
}

#[test]
fn answers_that_cannot_be_given_are_told_with_the_unknown_names() {
    check_faults(
        &format!("{}{}", line("{{ found.of(\"没有\") }}"), line("{{ fuond }}、{{ found.at(\"去年\") }}")),
        &format!(
            "错误[word-unknown-tag] 没有名为“fuond”的指标或变量
  --> 正文第 2 段：{{{{ fuond }}}}、{{{{ found.at…
  改法：是不是 found？
错误[word-refused-tag] {}
  --> 正文第 2 段：{{{{ fuond }}}}、{{{{ found.at(\"去年\") }}}}
错误[word-refused-tag] 没有机构“没有”
  --> 正文第 1 段：{{{{ found.of(\"没有\") }}}}",
            banjie_model::period::Period::parse("去年").unwrap_err()
        ),
    );
}

#[test]
fn blocks_that_would_tear_the_file_are_refused() {
    let torn = |body: &str| filled_file(&file(body, &[])).unwrap_err().to_string();
    let link = "<w:hyperlink r:id=\"a\"><w:r><w:t>{% if found > 1 %}甲</w:t></w:r></w:hyperlink>";
    assert!(torn(&p(&format!("{link}{}", r("{% endif %}")))).contains("一端在超链接"));
    assert!(torn(&format!("{}{}", line("{% if found > 1 %}甲"), line("{% endif %}"))).contains("独占一段"));
    assert!(torn(&format!("{}{}", line("{% if found > 1 %}"), table(&[&["{% endif %}"]]))).contains("不在同一层"));
    assert!(torn(&line("{% rows found by kind %}")).contains("不在表格里"));
    assert!(torn(&line("{% table found by kind %}")).contains("不写 {% table %}"));
    assert!(torn(&line("{% include 'a' %}")).contains("不认识 {% include %}"));
    assert!(torn(&line("多 }} 了")).contains("多出 }}"));
}

#[test]
fn a_last_paragraph_of_a_cell_stays_though_its_tag_goes() {
    let cell = ["{% if found &lt; 0 %}", "甲", "{% endif %}"].map(line).concat();
    check(&format!("<w:tbl><w:tr><w:tc>{cell}</w:tc></w:tr></w:tbl>"), "\n--");
}

#[test]
fn a_content_control_for_plain_text_lets_the_figure_in() {
    let body = "<w:sdt><w:sdtPr><w:tag w:val=\"x\"/><w:text/></w:sdtPr><w:sdtContent><w:r><w:t>{{ found }}</w:t></w:r></w:sdtContent></w:sdt>";
    assert!(xml(&p(body)).contains("<w:sdtPr><w:tag w:val=\"x\"/></w:sdtPr><w:sdtContent><w:sdt>"));
}

#[test]
fn other_prefixes_and_the_strict_namespace_are_read() {
    let body = "<x:p><x:r><x:t>{{ found }}</x:t></x:r></x:p>";
    let root = format!(
        "<x:document xmlns:x=\"http://purl.oclc.org/ooxml/wordprocessingml/main\"><x:body>{body}</x:body></x:document>"
    );
    let filled = filled_file(&replaced(
        &file("@", &[]),
        "word/document.xml",
        &part(&file("@", &[]), "word/document.xml"),
        &root,
    ));
    let xml = part(&filled.unwrap().bytes, "word/document.xml");
    assert!(xml.contains("<x:sdtContent><x:r><x:t xml:space=\"preserve\">9,711</x:t></x:r></x:sdtContent>"), "{xml}");
}

#[test]
fn files_that_are_no_template_are_told_apart() {
    let told = |bytes: &[u8]| filled_file(bytes).unwrap_err().to_string();
    assert!(told(&[0xD0, 0xCF, 0x11, 0xE0, 0, 0]).contains(".doc"));
    assert!(told(b"PK\x03\x04 torn").contains("不完整"));
    assert!(told(b"hello").contains("不是 Word 文件"));
    assert!(told(&file(&line("没有标签"), &[])).contains("没有标签"));
    assert!(told(&file("<w:p><w:r>", &[])).contains("已损坏"));
    let filled = filled_file(&file(&line("{{ found }}"), &[])).unwrap().bytes;
    assert!(told(&replaced(&filled, "word/document.xml", "9,711", "{{ found }}")).contains("请用没有填过的模板"));
}

#[test]
fn text_boxes_and_later_headers_are_named_in_places() {
    let boxed =
        p(&format!("<w:r><w:drawing><w:txbxContent>{}</w:txbxContent></w:drawing></w:r>", line("{{ nobody }}")));
    let told = filled_file(&file(&boxed, &[("header", &line("{{ noone }}"))])).unwrap_err().to_string();
    assert!(told.contains("--> 正文（文本框内）：{{ nobody }}"), "{told}");
    assert!(told.contains("--> 页眉第 1 段：{{ noone }}"), "{told}");
}

/// The text in runs split at these places.
fn split(text: &str, at: &[usize]) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut cuts: Vec<usize> = at.iter().map(|at| at % letters.len()).chain([0, letters.len()]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let run = |pair: &[usize]| {
        let words: String = letters[pair[0]..pair[1]].iter().collect();
        format!("<w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>", crate::docx::escape(&words))
    };
    cuts.windows(2).map(run).collect()
}

const SPLIT: &str = "查处{{ found }}件，{{ found.at(“2024”) }}；{% if found > 1 and org.name != \"x\" %}多{% else %}少{% endif %}{{period}}。";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn splitting_runs_anywhere_changes_nothing_of_what_is_seen(at in prop::collection::vec(0usize..200, 0..12)) {
        let whole = xml(&p(&split(SPLIT, &[])));
        let parted = xml(&p(&split(SPLIT, &at)));
        prop_assert_eq!(seen(&parted), seen(&whole));
        let controls = |xml: &str| xml.matches("<w:sdt>").count();
        prop_assert_eq!(controls(&parted), controls(&whole));
        prop_assert!(!parted.contains("></w:t>") && !parted.contains("<w:r><w:rPr><w:b/></w:rPr></w:r>"));
    }

    #[test]
    fn splitting_runs_inside_one_tag_gives_the_same_bytes(at in prop::collection::vec(1usize..11, 0..8)) {
        let tag = "{{ found }}";
        prop_assert_eq!(xml(&p(&split(tag, &at))), xml(&p(&split(tag, &[]))));
    }

    #[test]
    fn any_text_around_tags_stays(before in "[ a-z<>&\"甲乙｝{%]{0,12}", after in "[ a-z<>&'甲乙{%]{0,12}") {
        prop_assume!(!before.contains("{%") && !after.contains("{%") && !before.contains("{{") && !after.contains("{{"));
        prop_assume!(!before.ends_with(['{', '%']) && !before.contains("｝｝") && !before.contains("%｝"));
        let escape = crate::docx::escape;
        let text = format!("{before}{{{{ found }}}}{after}");
        let expected = format!("{}[9,711]{}", escape(&before), escape(&after));
        let shown = seen(&xml(&p(&split(&text, &[]))));
        prop_assert_eq!(shown.trim_end_matches('\n'), expected);
    }
}
