use lopdf::{Document as Pdf, Object, Stream, dictionary};

use super::*;
use crate::{docx, fixture::document, html};

const BODY: &str = "查处{{ found }}件，占{{ rural_share }}。";

fn signed() -> Document {
    let mut document = document(BODY);
    let mark =
        |n: i64| RecordMark { record: banjie_model::value::RecordId(n), version: 1, hash: format!("h{n}").into() };
    let fingerprint = Fingerprint::of([("bv.violation", &Fingerprint::of_records(&[mark(1), mark(2)]))]);
    document.issued = Some(Arc::new(Issued {
        packages: vec![PackageMark { name: "bv".into(), version: "1.0.0".into(), hash: "ab".into() }],
        issue: Issue {
            number: 3,
            database: "0f".into(),
            by: "wang".into(),
            by_name: "王某".into(),
            org: "lc".into(),
            at: crate::fixture::moment(),
        },
        figures: document.figures.iter().map(|_| (Some("bv/found,seq=812".into()), fingerprint.clone())).collect(),
    }));
    document
}

fn pdf(manifest: &Manifest, name: &str) -> Vec<u8> {
    let mut pdf = Pdf::with_version("1.7");
    let mut stream = Stream::new(dictionary! { "Type" => "EmbeddedFile" }, manifest.to_json());
    stream.compress().unwrap();
    let file = pdf.add_object(stream);
    let name = Object::string_literal(name);
    pdf.add_object(dictionary! { "Type" => "Filespec", "UF" => name, "EF" => dictionary! { "F" => file } });
    let pages = pdf.add_object(dictionary! { "Type" => "Pages", "Kids" => Vec::<Object>::new(), "Count" => 0 });
    let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    pdf.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn every_form_of_a_signed_report_gives_back_the_same_list() {
    let document = signed();
    let manifest = Manifest::of(&document);
    assert_eq!(manifest.issue.as_ref().map(|issue| issue.number), Some(3));
    let page = html::print(&document, "a.html").into_bytes();
    let word = docx::print(&document, &docx::Options::default()).unwrap();
    for (kind, bytes) in [(Kind::Html, page), (Kind::Docx, word), (Kind::Pdf, pdf(&manifest, EMBEDDED_FILE))] {
        let reading = read_file(kind, &bytes).unwrap();
        assert_eq!(reading.manifest.digest(), manifest.digest(), "{kind:?}");
        assert!(reading.whole && reading.faults().is_empty(), "{kind:?}: {:?}", reading.faults());
    }
}

#[test]
fn the_digest_tells_any_change_and_not_the_order_of_keys() {
    let manifest = Manifest::of(&signed());
    let mut other = manifest.clone();
    other.figures[0].records.as_mut().unwrap().count += 1;
    assert_ne!(manifest.digest(), other.digest());
    let turned: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice::<serde_json::Map<_, _>>(&manifest.to_json()).unwrap().into_iter().rev().collect();
    let read = Manifest::parse(serde_json::to_string_pretty(&turned).unwrap().as_bytes()).unwrap();
    assert_eq!(read.digest(), manifest.digest());
}

#[test]
fn a_fingerprint_covers_ids_versions_events_and_ledgers() {
    let mark = |record, version, hash: &str| RecordMark {
        record: banjie_model::value::RecordId(record),
        version,
        hash: hash.into(),
    };
    let of = |ledger: &str, marks: &[RecordMark]| Fingerprint::of([(ledger, &Fingerprint::of_records(marks))]).sha256;
    let base = of("a.b", &[mark(1, 1, "h")]);
    let others = [
        of("a.c", &[mark(1, 1, "h")]),
        of("a.b", &[mark(2, 1, "h")]),
        of("a.b", &[mark(1, 2, "h")]),
        of("a.b", &[mark(1, 1, "i")]),
        of("a.b", &[]),
    ];
    assert!(others.iter().all(|other| *other != base));
    // By another program: printf 'a.b 1 %s\n' $(printf '1 1 h\n' | sha256sum | cut -c1-64) | sha256sum
    assert_eq!(&*base, SUM);
}

const SUM: &str = "41cd0ab8ebbe018bdc939eb55eb62aedf78524127c22634040903a6e8f33736f";

#[test]
fn a_number_edited_in_the_page_is_noticed() {
    let page = html::print(&signed(), "a.html");
    let reading = read_file(Kind::Html, page.replacen("9,711</a>", "9,<b>7</b>12</a>", 1).as_bytes()).unwrap();
    assert_eq!(reading.faults(), ["第 1 个数：文中为 9,712，签发时为 9,711"]);
    let reading = read_file(Kind::Html, page.replacen("id=\"r2\"", "", 1).as_bytes()).unwrap();
    assert_eq!(reading.faults(), ["第 2 个数：文中已删去或已失去标记，签发时为 88.4%"]);
}

#[test]
fn files_that_are_no_reports_are_told_apart_and_stop_nothing() {
    let manifest = Manifest::of(&signed());
    let whole = pdf(&manifest, EMBEDDED_FILE);
    let check = |kind, bytes: &[u8], expected: &str| {
        let words = read_file(kind, bytes).unwrap_err();
        assert!(words.contains(expected), "{words}");
    };
    check(Kind::Pdf, b"<html>", "不是 PDF 文件");
    check(Kind::Pdf, &whole[..whole.len() / 2], "PDF 文件已损坏");
    check(Kind::Pdf, &pdf(&manifest, "other.json"), "没有数据来源清单");
    check(Kind::Html, b"<p>9</p>", "没有数据来源清单");
    check(Kind::Html, &[0xff, 0xfe], "不是 UTF-8");
    check(Kind::Html, format!("{OPENING}{{}}{CLOSING}").as_bytes(), "无法读取");
    let newer = String::from_utf8(manifest.to_json()).unwrap().replace("\"schema\":1", "\"schema\":2");
    check(Kind::Html, format!("{OPENING}{newer}{CLOSING}").as_bytes(), "请升级程序");
}
