//! `print`: documents from one record or many.

use std::{fs, io::Read as _};

use insta::assert_snapshot;

use crate::support::{House, LETTER, wait};

const REPLY: &str = "\
---
document = \"reply\"
of = \"letter\"
title = \"信访事项处理意见书\"
number = \"信复〔{year}〕{seq}号\"
seal = \"{{ org }}\"
receipt = true
---
{{ party }}：
您于{{ received_on }}{% if kind == 'visit' %}来访{% else %}来信{% endif %}反映的{{ subject }}（{{ number }}），处理意见如下：
{{ reply }}
请于{{ accepting.due_on }}后查询。
";

fn house_with(text: &str) -> House {
    let house = House::empty();
    fs::create_dir_all(house.path("packages/letters/documents")).unwrap();
    fs::write(house.path("packages/letters/documents/reply.md"), text).unwrap();
    let house = house.furnished().with_letters(6);
    house.acts("办理.xlsx", 6);
    house.good(&["import", LETTER, "办理.xlsx", "--actions"]);
    house
}

fn text_of(html: &str) -> String {
    let mut text = String::new();
    for part in html.split_once("<body>").unwrap().1.split('<') {
        text.push_str(part.split_once('>').map_or("", |(_, words)| words));
    }
    text.split_whitespace().collect::<Vec<_>>().join("")
}

#[test]
fn a_document_is_filled_in_from_its_record_and_numbered_once() {
    let house = house_with(REPLY);
    assert!(house.good(&["check", "packages/letters"]).ends_with("1 条提示\n"), "nothing about the document");
    let print = |record: &str, out: &str| house.good(&["print", "letters/reply", "--record", record, "-o", out]);
    assert_snapshot!(print("信〔2026〕1号", "甲.html"), @"已打印 1 份 → 甲.html。");
    print("信〔2026〕5号", "乙.html");
    house.good(&["print", "letters/reply", "--record", "信〔2026〕1号", "-o", "再.html", "--now", "2026-06-01T09:00"]);
    let read = |file: &str| text_of(&fs::read_to_string(house.path(file)).unwrap());
    let first = read("甲.html");
    for words in
        ["信复〔2026〕1号", "信访事项处理意见书", "张*", "2026年1月1日来信反映的事由0(信〔2026〕1号)", "已答复", "乙科"]
    {
        assert!(crate::support::half_width(&first).contains(words), "{words}\n{first}");
    }
    assert!(!first.contains("张三丰"), "personal values are masked unless the document says otherwise");
    assert!(read("乙.html").contains("信复〔2026〕2号"));
    let again = read("再.html");
    assert!(
        again.contains("信复〔2026〕1号") && again.contains("2026年5月8日"),
        "its old number, its old date: {again}"
    );
    assert!(read("甲-送达回证.html").contains("信访事项处理意见书（信复〔2026〕1号）"));
}

#[test]
fn plain_documents_print_personal_values_and_every_printing_is_on_record() {
    let house = house_with(&REPLY.replace("receipt = true", "receipt = true\nplain = true"));
    house.good(&["print", "letters/reply", "--record", "信〔2026〕1号", "-o", "甲.html", "--as", "yj"]);
    assert!(fs::read_to_string(house.path("甲.html")).unwrap().contains("张三丰"));
    let log = wait(async {
        let store = banjie_store::connect(&house.address()).await.unwrap();
        let all = store.printings(LETTER, banjie_model::value::RecordId(record(&house))).await.unwrap();
        store.close().await;
        all
    });
    let told: Vec<_> = log.iter().map(|p| (&*p.document, p.plain, &*p.by)).collect();
    assert_eq!(told, [("letters/reply", true, "yj")]);
    let readings: serde_json::Value = serde_json::from_str(&house.good(&["readings", "--format", "json"])).unwrap();
    let told = |key: &str| readings[0][key].clone();
    assert_eq!(
        (told("account"), told("how"), told("fields"), told("purpose")),
        ("yj".into(), "print".into(), serde_json::json!(["party"]), "打印文书 letters/reply".into())
    );
}

/// Id of the first letter.
fn record(house: &House) -> i64 {
    let json: serde_json::Value = serde_json::from_str(&house.good(&[
        "trace",
        "letters/received",
        "--period",
        "2026",
        "--limit",
        "1",
        "--format",
        "json",
    ]))
    .unwrap();
    json["parts"][0]["records"][0]["record"].as_i64().unwrap()
}

#[test]
fn a_batch_prints_what_can_be_printed_and_lists_the_rest() {
    let house = house_with(REPLY);
    let ran = house.run(&["print", "letters/reply", "--where", "people >= 1", "-o", "全部.zip", "--form", "html"]);
    assert_eq!(ran.code, 1);
    assert_snapshot!(ran.out, @"已打印 3 份 → 全部.zip。");
    assert_eq!(ran.err.matches("没有填“答复”,文书缺这一项").count(), 3, "{}", ran.err);
    assert!(ran.err.contains("有 3 份没有打印,见上。"), "{}", ran.err);
    let mut zip = zip::ZipArchive::new(fs::File::open(house.path("全部.zip")).unwrap()).unwrap();
    let names: Vec<String> = zip.file_names().map(str::to_owned).collect();
    assert_eq!(names.len(), 6, "each document and its receipt: {names:?}");
    assert!(names.contains(&"002-信复〔2026〕2号-信访事项处理意见书.html".to_owned()), "{names:?}");
    let mut text = String::new();
    zip.by_name("002-信复〔2026〕2号-送达回证.html").unwrap().read_to_string(&mut text).unwrap();
    assert!(text.contains("信复〔2026〕2号"));
    let again = house.run(&["print", "letters/reply", "--records", "信〔2026〕1号、信〔2026〕99号", "-o", "两件.zip"]);
    assert_eq!((again.code, again.out.trim()), (1, "已打印 1 份 → 两件.zip。"));
    assert!(again.err.contains("没有打印 信〔2026〕99号:"), "{}", again.err);
}

#[test]
fn what_cannot_be_printed_is_told() {
    let house = house_with(REPLY);
    let print = |what: &str, record: &str, out: &str| house.shown(&["print", what, "--record", record, "-o", out]);
    assert_snapshot!(print("letters/repply", "信〔2026〕1号", "甲.docx"), @r#"
    ! 错误:没有文书“letters/repply”。可打印的文书:letters/reply
    = 1
    "#);
    assert_snapshot!(print("letters/reply", "信〔2026〕1号", "甲.xlsx"), @r#"
    ! 错误:文书写成 .docx、.html、.pdf,成批时 .zip 或 .pdf;甲.xlsx 不是
    = 1
    "#);
    assert_snapshot!(house.shown(&["print", "letters/reply", "--where", "people > 100", "-o", "甲.zip"]), @r#"
    ! 错误:没有符合条件的记录,什么也没有打印
    = 1
    "#);
    let theirs = house.run(&["print", "letters/reply", "--record", "信〔2026〕1号", "-o", "甲.docx", "--as", "kz"]);
    assert!(theirs.code == 1 && !house.path("甲.docx").exists(), "another office's record: {}", theirs.err);
}
