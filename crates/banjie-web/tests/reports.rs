//! The desk of the report writer: from a draft to a signed report, and any document checked.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::io::{Cursor, Write as _};

use chrono::TimeDelta;
use common::{
    Office,
    browser::{Browser, Page},
};

/// A writer and a signer of the brigade, a reviewer, and a writer of another office.
async fn desk() -> Office {
    let office = Office::and(&["registers", "manuscripts"]).await;
    for (account, name, unit, roles) in [
        ("xia", "夏文", "brigade", "building-violations.brigade、manuscripts.writer"),
        ("pan", "潘审", "bureau", "building-violations.legal、manuscripts.reviewer"),
        ("luo", "罗局", "bureau", "building-violations.brigade、manuscripts.signer"),
        (
            "both",
            "兼任",
            "brigade",
            "building-violations.brigade、manuscripts.writer、manuscripts.signer、manuscripts.reviewer",
        ),
        ("wei", "韦西", "west", "building-violations.inspector、manuscripts.writer"),
        ("bare", "纯文", "brigade", "manuscripts.writer"),
    ] {
        office.person(account, name, unit, roles).await;
    }
    office.violation("xu", &[("found_on", "2026-02-03")]).await;
    office.violation("xu", &[("found_on", "2026-02-20"), ("site", "江滨路1号")]).await;
    office
}

/// Makes a manuscript of the monthly bulletin; answers its address.
async fn begin(browser: &mut Browser, more: &[(&str, &str)]) -> String {
    let page = browser.get("/reports/new?report=building-violations/bulletin").await;
    assert_eq!(page.status, 200, "{}", page.text());
    let typed = [&[("period", "2026-02"), ("org", "bureau")], more].concat();
    let answer = browser.submit(&page, "/reports/new", &typed).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    answer.location().to_owned()
}

async fn write(browser: &mut Browser, path: &str, text: &str, then: &str) -> Page {
    let page = browser.get(path).await;
    assert_eq!(page.status, 200, "{}", page.text());
    browser.submit(&page, path, &[("text", text), ("do", then)]).await
}

/// A manuscript that waits for its signature.
async fn approved(office: &Office) -> String {
    let mut writer = office.signed_in("xia").await;
    let path = begin(&mut writer, &[]).await;
    let answer = write(&mut writer, &path, "二月发现违法建设{{ found }}件。", "submit").await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    let mut reviewer = office.signed_in("pan").await;
    for (action, typed) in [("take", &[][..]), ("approve", &[("opinion", "数字已核对")][..])] {
        let page = reviewer.get(&path).await;
        let answer = reviewer.submit(&page, &format!("{path}/act/{action}"), typed).await;
        assert_eq!(answer.status, 303, "{action}: {}", answer.words());
    }
    path
}

fn holds(page: &Page, words: &[&str]) {
    let text = page.words();
    for word in words {
        assert!(text.contains(word), "{word} is missing in {} {}: {text}", page.status, page.path);
    }
}

#[tokio::test]
async fn a_report_goes_from_draft_to_signature_and_says_what_changed_since() {
    let office = desk().await;
    let path = approved(&office).await;
    let mut signer = office.signed_in("luo").await;
    let page = signer.get(&format!("{path}/sign")).await;
    holds(&page, &["将要固定的内容", "1 个数，1 条口径", "二月发现违法建设", "2 件", "夏文", "数字已核对", "日志第"]);
    let answer = signer.submit(&page, &format!("{path}/sign"), &[]).await;
    assert_eq!(answer.location(), "/reports/signed/1", "{}", answer.words());
    let signed = signer.open("/reports/signed/1").await;
    holds(&signed, &["已签发，登记第 1 号", "签发登记与日志完好", "罗局", "1 个数：1 个一致"]);
    let page = signer.get(&path).await;
    holds(&page, &["已签发", "登记第 1 号"]);

    let file = signer.get("/reports/signed/1/docx").await;
    assert_eq!((file.status, &file.body[..2]), (200, &b"PK"[..]));
    let mut reader = office.signed_in("dai").await;
    let form = reader.get("/reports/trace").await;
    let traced = reader.upload(&form, "/reports/trace", &[], &[("file", "总结.docx", &file.body)]).await;
    holds(&traced, &["第 1 号，罗局", "签发登记与日志完好", "1 个一致"]);

    office.violation("lin", &[("found_on", "2026-02-11"), ("site", "西门外3号")]).await;
    let later = signer.get("/reports/signed/1").await;
    holds(&later, &["1 个其后有变化", "当时 2件，现在 3件", "新计入"]);
    let again = signer.get("/reports/signed/1/html").await;
    assert!(
        again.text().contains("二月发现违法建设<a class=\"figure\" id=\"r1\" href=\"#f1\">2</a>件"),
        "as it was signed"
    );
    let list = signer.get("/reports").await;
    holds(&list, &["第 1 号", "已签发"]);
}

#[tokio::test]
async fn who_wrote_a_text_neither_reviews_nor_signs_it() {
    let office = desk().await;
    let mut both = office.signed_in("both").await;
    let path = begin(&mut both, &[]).await;
    write(&mut both, &path, "二月{{ found }}件。", "submit").await;
    let page = both.get(&path).await;
    holds(&page, &["为什么不能办理", "送审人不能核自己的稿", "《文稿办理规则》"]);
    let refused = both.post(&format!("{path}/act/take"), &page.form("/sign-out")).await;
    assert_eq!(refused.status, 422, "{}", refused.words());
    let mut reviewer = office.signed_in("pan").await;
    for action in ["take", "approve"] {
        let page = reviewer.get(&path).await;
        reviewer.submit(&page, &format!("{path}/act/{action}"), &[]).await;
    }
    let page = both.get(&format!("{path}/sign")).await;
    assert_eq!(page.status, 422);
    holds(&page, &["拟稿人不能签发自己的稿"]);
    let refused = both.post(&format!("{path}/sign"), &page.form("/sign-out")).await;
    assert_eq!(refused.status, 422);
    let mut reviewer = office.signed_in("pan").await;
    assert_eq!(reviewer.get(&format!("{path}/sign")).await.status, 403, "a reviewer does not sign");
    assert!(office.desk.store().signed_reports().await.unwrap().is_empty());
}

#[tokio::test]
async fn nothing_else_is_frozen_than_what_the_signer_saw() {
    let office = desk().await;
    let path = approved(&office).await;
    let mut signer = office.signed_in("luo").await;
    let page = signer.get(&format!("{path}/sign")).await;
    office.violation("lin", &[("found_on", "2026-02-11"), ("site", "西门外3号")]).await;
    let answer = signer.submit(&page, &format!("{path}/sign"), &[]).await;
    assert_eq!(answer.status, 409);
    holds(&answer, &["有数值或文字变了", "3 件"]);
    assert!(office.desk.store().signed_reports().await.unwrap().is_empty());
    let answer = signer.submit(&answer, &format!("{path}/sign"), &[]).await;
    assert_eq!(answer.location(), "/reports/signed/1", "{}", answer.words());
}

#[tokio::test]
async fn the_number_of_a_signature_cannot_be_typed_in() {
    let office = desk().await;
    let path = approved(&office).await;
    let mut signer = office.signed_in("luo").await;
    let page = signer.get(&format!("{path}/sign")).await;
    let form = page.form(&format!("{path}/sign"));
    for action in ["issue", "sign", "write", "submit", "delete"] {
        let answer = signer.post(&format!("{path}/act/{action}"), &form).await;
        assert_eq!(answer.status, 404, "{action}");
    }
}

#[tokio::test]
async fn a_text_is_previewed_as_it_is_typed_with_its_faults() {
    let office = desk().await;
    let mut writer = office.signed_in("xia").await;
    let path = begin(&mut writer, &[]).await;
    let page = writer.get(&path).await;
    let preview = format!("{path}/preview");
    let mut typed = page.form(&path);
    let set = |typed: &mut Vec<(String, String)>, text: &str| {
        typed.retain(|(key, _)| key != "text");
        typed.push(("text".to_owned(), text.to_owned()));
    };
    set(&mut typed, "一季度10件，二季度20件，共40件。发现{{ found }}件<script>alert(1)</script>。");
    let shown = writer.post(&preview, &typed).await;
    assert_eq!(shown.status, 200);
    let html = shown.text();
    assert!(html.contains("data-proof=\"f1\""), "the figure is marked: {html}");
    assert!(html.contains("id=\"note-p1\"") && html.contains("id=\"mark-p1\""), "the finding is marked on both sides");
    assert!(!html.contains("<script>alert"), "what is typed is never mark-up");
    holds(&shown, &["错误", "40", "本稿的数（1 个）"]);

    set(&mut typed, "好的\n\n{{ fuond }}件");
    let wrong = writer.post(&preview, &typed).await;
    holds(&wrong, &["正文还排不出来", "没有名为“fuond”的指标", "正文第 3 行"]);
    assert!(wrong.text().contains("{{ fuond }}件</textarea>"), "the text stays");
    let refused = writer.submit(&page, &path, &[("text", "好的\n\n{{ fuond }}件"), ("do", "submit")]).await;
    assert!(refused.status >= 400 && refused.text().contains("{{ fuond }}件</textarea>"), "{}", refused.words());

    let headers = [
        ("hx-request", "true"),
        ("content-type", "application/x-www-form-urlencoded"),
        ("sec-fetch-site", "same-origin"),
    ];
    set(&mut typed, "发现{{ found }}件。");
    let body = serde_urlencoded::to_string(&typed).unwrap();
    let part = writer.ask(axum::http::Method::POST, &preview, &headers, body).await;
    assert!(part.text().starts_with("<div class=\"proof\">"), "only the part: {}", part.text());
}

#[tokio::test]
async fn a_text_asks_only_for_figures_its_reader_may_see() {
    let office = desk().await;
    let mut west = office.signed_in("wei").await;
    let page = west.get("/reports/new?report=building-violations/bulletin").await;
    assert!(!page.text().contains("城东分局"), "only what the viewer reaches is offered");
    let form = [("period", "2026-02"), ("org", "east")];
    let refused = west.submit(&page, "/reports/new", &form).await;
    assert_eq!(refused.status, 403, "{}", refused.words());
    holds(&refused, &["城东分局不在您的管辖范围内"]);
    let answer = west.submit(&page, "/reports/new", &[("period", "2026-02"), ("org", "west")]).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    let path = answer.location().to_owned();
    let page = west.get(&path).await;
    for text in [
        "{{ found.of(\"城东分局\") }}",
        "{% table manuscripts/submitted by org %}",
        "{% table registers/companies by org %}",
    ] {
        let mut typed = page.form(&path);
        typed.retain(|(key, _)| key != "text");
        typed.push(("text".to_owned(), text.to_owned()));
        let shown = west.post(&format!("{path}/preview"), &typed).await;
        assert!(shown.words().contains("正文还排不出来"), "{text}: {}", shown.words());
    }
    let mut other = office.signed_in("xia").await;
    assert_eq!(other.get(&path).await.status, 404, "a manuscript of another office does not exist");
    let mut outside = office.signed_in("xu").await;
    assert_eq!(outside.get(&path).await.status, 404, "nor for those without a part in manuscripts");
    let mut bare = office.signed_in("bare").await;
    holds(&bare.get("/reports").await, &["没有可写的报告"]);
    assert_eq!(bare.get("/reports/pick?report=building-violations/bulletin&q=x").await.status, 404);
}

#[tokio::test]
async fn drafts_are_kept_beside_the_record_and_offered_again() {
    let office = desk().await;
    let mut writer = office.signed_in("xia").await;
    let path = begin(&mut writer, &[]).await;
    let page = writer.get(&path).await;
    let mut typed = page.form(&path);
    typed.retain(|(key, _)| key != "text");
    typed.push(("text".to_owned(), "写到一半".to_owned()));
    let headers =
        [("x-draft", "1"), ("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
    let body = serde_urlencoded::to_string(&typed).unwrap();
    let kept = writer.ask(axum::http::Method::POST, &format!("{path}/draft"), &headers, body).await;
    assert_eq!(kept.status, 204);
    let page = writer.get(&path).await;
    holds(&page, &["自动保存的草稿"]);
    assert!(!page.text().contains("写到一半</textarea>"), "nothing is put back by itself");
    let restored = writer.get(&format!("{path}?draft=use")).await;
    assert!(restored.text().contains("写到一半</textarea>"));
    let saved = writer.submit(&restored, &path, &[("do", "save")]).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
    let page = writer.get(&path).await;
    assert!(
        page.text().contains("写到一半</textarea>") && !page.words().contains("自动保存的草稿"),
        "{}",
        page.words()
    );
    holds(&writer.get(&format!("{path}/versions")).await, &["第 2 版", "改稿", "写到一半"]);
}

#[tokio::test]
async fn whoever_saves_second_keeps_his_text_and_is_told() {
    let office = desk().await;
    let mut one = office.signed_in("xia").await;
    let path = begin(&mut one, &[]).await;
    let mut two = office.signed_in("both").await;
    let page = two.get(&path).await;
    write(&mut one, &path, "第一个人的稿", "save").await;
    let answer = two.submit(&page, &path, &[("text", "第二个人的稿"), ("do", "save")]).await;
    assert_eq!(answer.status, 409);
    assert!(answer.text().contains("第二个人的稿</textarea>"));
    let answer = two.submit(&answer, &path, &[("do", "save")]).await;
    assert_eq!(answer.status, 303, "knowing it, he may go on: {}", answer.words());
}

#[tokio::test]
async fn last_years_text_begins_this_years() {
    let office = desk().await;
    let mut writer = office.signed_in("xia").await;
    let path = begin(&mut writer, &[]).await;
    write(&mut writer, &path, "2026年2月发现{{ found }}件，2026年1月的遗留已办。", "save").await;
    let id = path.rsplit('/').next().unwrap();
    let next = begin(&mut writer, &[("period", "2026-03"), ("from", id)]).await;
    let page = writer.open(&next).await;
    assert!(page.text().contains("2026年3月发现{{ found }}件，2026年2月的遗留已办。"), "{}", page.words());
    holds(&page, &["有 2 处期间换成了新的"]);
}

#[tokio::test]
async fn a_returned_manuscript_comes_back_with_its_reason() {
    let office = desk().await;
    let path = approved(&office).await;
    let mut signer = office.signed_in("luo").await;
    let page = signer.get(&path).await;
    let refused = signer.submit(&page, &format!("{path}/act/return"), &[("opinion", "口径不清")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("口径不清</textarea>"), "what was typed stays");
    let returned = signer.submit(&refused, &format!("{path}/act/return"), &[("reason", "请补口径")]).await;
    assert_eq!(returned.status, 303, "{}", returned.words());
    let mut writer = office.signed_in("xia").await;
    let page = writer.get(&path).await;
    assert!(page.text().contains("name=\"text\""), "the writer writes again");
    holds(&page, &["退回修改", "还有"]);
}

#[tokio::test]
async fn indicators_are_found_by_words() {
    let office = desk().await;
    let mut writer = office.signed_in("xia").await;
    let found = writer.get("/reports/pick?report=building-violations/bulletin&q=立案按时").await.json();
    let first = &found.as_array().unwrap()[0];
    assert!(first["insert"].as_str().unwrap().starts_with("{{ "), "{first}");
    assert!(first["title"].as_str().unwrap().contains("立案"), "{first}");
}

/// A Word file with these paragraphs, as small as one can be.
fn word(paragraphs: &[&str]) -> Vec<u8> {
    let mut file = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let body: String = paragraphs.iter().map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")).collect();
    for (name, content) in [
        ("[Content_Types].xml", "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>".to_owned()),
        ("word/document.xml", format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>")),
    ] {
        file.start_file(name, options).unwrap();
        file.write_all(content.as_bytes()).unwrap();
    }
    file.finish().unwrap().into_inner()
}

#[tokio::test]
async fn any_document_is_proof_read_and_nothing_is_kept() {
    let office = desk().await;
    let mut reader = office.signed_in("xu").await;
    let form = reader.get("/proof").await;
    let document = word(&["一季度10件，二季度20件，共40件。", "<![CDATA[<img src=x onerror=alert(1)>]]>"]);
    let shown = reader.upload(&form, "/proof", &[], &[("file", "总结.docx", &document)]).await;
    holds(&shown, &["校核结果：总结.docx", "处错误", "40"]);
    assert!(!shown.text().contains("<img src=x"), "the document's words are never mark-up");
    let json = reader.upload(&form, "/proof", &[("as", "json")], &[("file", "总结.docx", &document)]).await;
    assert!(json.json()["findings"].as_array().is_some_and(|all| !all.is_empty()));
    let pasted =
        reader.submit(&form, "/proof", &[("text", "完成率120%，超额完成。\n全年共10件，其中甲7件、乙4件。")]).await;
    assert_eq!(pasted.status, 200);
    holds(&pasted, &["校核结果"]);
    for (files, text, why) in [
        (vec![], "", "没有文件，也没有文字"),
        (vec![("file", "图.png", &b"\x89PNG\r\n\x1a\n0000"[..])], "", "图片（PNG）"),
        (vec![("file", "旧.doc", &[0xd0, 0xcf, 0x11, 0xe0, 1, 2][..])], "留着的文字", "旧版 Office 文件"),
    ] {
        let answer = reader.upload(&form, "/proof", &[("text", text)], &files).await;
        assert_eq!(answer.status, 422, "{why}");
        holds(&answer, &[why, text]);
    }
    let sys = office.signed_in("sys").await;
    assert_eq!(
        {
            let mut sys = sys;
            sys.get("/proof").await.status
        },
        403,
        "administrators of the three kinds have no business here"
    );
}

#[tokio::test]
async fn a_report_of_strangers_is_compared_with_nothing_of_ours() {
    let office = desk().await;
    let path = approved(&office).await;
    let mut signer = office.signed_in("luo").await;
    let file = signer.get(&format!("{path}/file/html")).await;
    assert_eq!(file.status, 200);
    let mut west = office.signed_in("lin").await;
    let form = west.get("/reports/trace").await;
    let traced = west.upload(&form, "/reports/trace", &[], &[("file", "通报.html", &file.body)]).await;
    holds(&traced, &["有您看不到的数", "1 个无法核对"]);
    let edited = file.text().replace(">2</a>件", ">9</a>件");
    let mut reader = office.signed_in("dai").await;
    let form = reader.get("/reports/trace").await;
    let traced = reader.upload(&form, "/reports/trace", &[], &[("file", "通报.html", edited.as_bytes())]).await;
    holds(&traced, &["被改动", "文中为 9，原为 2"]);
    let none = reader.upload(&form, "/reports/trace", &[], &[("file", "别的.html", b"<html></html>")]).await;
    assert_eq!(none.status, 422);
    holds(&none, &["没有数据来源清单"]);
    let wrong = reader.upload(&form, "/reports/trace", &[], &[("file", "别的.xlsx", b"PK")]).await;
    holds(&wrong, &["只认 .docx、.html 和 .pdf"]);
}

#[tokio::test]
async fn without_the_forms_own_token_nothing_is_done() {
    let office = desk().await;
    let mut writer = office.signed_in("xia").await;
    let path = begin(&mut writer, &[]).await;
    let stale = vec![("csrf".to_owned(), "x".to_owned()), ("text".to_owned(), "换掉".to_owned())];
    for address in [
        "/reports/new",
        &path,
        &format!("{path}/draft"),
        &format!("{path}/preview"),
        &format!("{path}/act/drop"),
        &format!("{path}/sign"),
        "/proof",
        "/reports/trace",
    ] {
        assert_eq!(writer.post(address, &stale).await.status, 403, "{address}");
    }
    office.pass(TimeDelta::hours(13));
    assert_eq!(writer.get(&path).await.status, 303, "the session ends");
}

#[tokio::test]
async fn a_signed_report_is_published_after_review_and_the_public_reads_it_without_its_sources() {
    let office = desk().await;
    let path = approved(&office).await;
    let mut signer = office.signed_in("luo").await;
    let page = signer.get(&format!("{path}/sign")).await;
    assert_eq!(signer.submit(&page, &format!("{path}/sign"), &[]).await.location(), "/reports/signed/1");
    let mut public = office.browser();
    assert!(public.get("/portal/reports").await.words().contains("还没有公布的报告"));
    let mut writer = office.signed_in("xia").await;
    let signed = writer.get("/reports/signed/1").await;
    let answer = writer.submit(&signed, "/reports/signed/1/publish", &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    let record = answer.location().to_owned();
    assert!(record.starts_with("/ledgers/manuscripts.publication/"), "{record}");
    assert!(public.get("/portal/reports").await.words().contains("还没有公布的报告"), "proposed is not published");
    let act = async |browser: &mut Browser, account: &str, action: &str, typed: &[(&str, &str)]| {
        let path = format!("{record}/act/{action}");
        let form = browser.get(&path).await;
        if form.status != 200 {
            return form;
        }
        let answer = browser.submit(&form, &path, typed).await;
        assert!(answer.status != 500, "{account}: {}", answer.words());
        answer
    };
    let own = act(&mut writer, "xia", "publish", &[("secrecy", "可以公开")]).await;
    assert_ne!(own.status, 303, "whoever proposes does not publish");
    let bare = act(&mut signer, "luo", "publish", &[]).await;
    assert_ne!(bare.status, 303, "not without a review");
    let done = act(&mut signer, "luo", "publish", &[("secrecy", "经审查，可以公开")]).await;
    assert_eq!(done.status, 303, "{}", done.words());
    let list = public.get("/portal/reports").await;
    holds(&list, &["2026年", "2026年3月9日"]);
    let link = list.links().into_iter().find(|link| link.starts_with("/portal/reports/")).unwrap();
    let page = public.get(&link).await;
    holds(&page, &["二月发现违法建设2件", "下载 Word", "市规划局"]);
    for inside in ["数据来源", "#f1", "/figures", "data-proof", "罗局", "登记第"] {
        assert!(!page.text().contains(inside), "{inside}");
    }
    let file = public.get(&format!("{link}/docx")).await;
    assert_eq!(file.status, 200);
    let mut zip = zip::ZipArchive::new(Cursor::new(file.body.clone())).unwrap();
    let names: Vec<String> = zip.file_names().map(str::to_owned).collect();
    for name in names {
        let mut text = Vec::new();
        std::io::Read::read_to_end(&mut zip.by_name(&name).unwrap(), &mut text).unwrap();
        let text = String::from_utf8_lossy(&text).into_owned();
        assert!(!text.contains("building-violations/found") && !text.contains("luo"), "{name}");
    }
    assert_eq!(public.get(&format!("{link}/md")).await.status, 404);
    let mut call = banjie_desk::Call::new(office.desk.actor("luo", office.now()).unwrap(), office.app.clock());
    call.reason = Some("有误".into());
    let id: i64 = record.rsplit('/').next().unwrap().parse().unwrap();
    let target = banjie_desk::Target::Id(banjie_model::value::RecordId(id));
    office.desk.act("manuscripts.publication", &target, "withdraw", &[], None, &call).await.unwrap();
    assert_eq!(public.get(&link).await.status, 404);
    assert_eq!(public.get(&format!("{link}/docx")).await.status, 404);
}

#[tokio::test]
async fn files_put_into_a_publication_by_hand_are_not_shown_to_the_public() {
    let office = desk().await;
    let call = banjie_desk::Call::new(banjie_model::case::Actor::system(), office.app.clock());
    let typed = common::pairs(&[
        ("signed_number", "7"),
        ("title", "假报告"),
        ("report", "building-violations/bulletin"),
        ("page", "假.html"),
        ("proposed_by", "xia"),
    ]);
    let done = office.desk.create("manuscripts.publication", &typed, Some("brigade"), &call).await.unwrap();
    let target = banjie_desk::Target::Id(done.record);
    let typed = common::pairs(&[("secrecy", "可")]);
    let act = office.desk.act("manuscripts.publication", &target, "publish", &typed, None, &call);
    assert!(act.await.is_err(), "there is no signed manuscript");
    assert_eq!(office.browser().get(&format!("/portal/reports/{}", done.record)).await.status, 404);
}
