//! What pages do beside single records, done by programs: drafts, views, several records, workbooks, documents, boards, reports,
//! the public, administration; what the audit log keeps of it.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use axum::http::Method;
use banjie_desk::workbook;
use banjie_store::{AuditKind, AuditOf};
use common::{
    Office,
    browser::{Browser, Page},
    program::{program, send},
};
use serde_json::{Value, json};

const LEDGER: &str = "/api/v1/ledgers/building-violations.violation";

async fn post(browser: &mut Browser, path: &str, body: &Value, status: u16) -> Value {
    let page = send(browser, path, body).await;
    assert_eq!(page.status, status, "{path}: {}", page.text());
    page.json()
}

async fn get(browser: &mut Browser, path: &str) -> Value {
    let page = browser.get(path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.text());
    page.json()
}

/// Whether the audit log has an entry of this kind by this account whose target and detail hold these words.
async fn logged(office: &Office, account: &str, what: AuditKind, words: &str) -> bool {
    let of = AuditOf { account: Some(account.into()), what: Some(what), ..AuditOf::default() };
    let rows = office.desk.store().audit_entries(&of, None, 100).await.unwrap();
    rows.iter()
        .any(|row| format!("{} {}", row.entry.target.as_deref().unwrap_or_default(), row.entry.detail).contains(words))
}

#[tokio::test]
async fn a_draft_a_program_saves_is_the_draft_the_form_goes_on_with() {
    let office = Office::open().await;
    let record = office.violation("xu", &[]).await;
    let mut desk = program(&office, "xu", &["write"]).await;
    let place = "create:building-violations.violation";
    let fields = json!([["site", "江滨路8号"], ["party", "林秀"]]);
    let saved = post(&mut desk, "/api/v1/drafts", &json!({ "place": place, "fields": fields }), 200).await;
    assert_eq!(saved["place"], place);
    let form = office.signed_in("xu").await.get("/ledgers/building-violations.violation/new?draft=use").await;
    assert!(form.text().contains("江滨路8号"));
    let edit = format!("edit:building-violations.violation:{record}");
    post(&mut desk, "/api/v1/drafts", &json!({ "place": edit, "version": 1, "fields": [["area", "40"]] }), 200).await;
    assert_eq!(get(&mut desk, "/api/v1/drafts").await["drafts"].as_array().map(Vec::len), Some(2));
    let mut stranger = program(&office, "lin", &["write"]).await;
    assert_eq!(get(&mut stranger, "/api/v1/drafts").await, json!({ "drafts": [] }), "drafts of others");
    post(&mut stranger, "/api/v1/drafts", &json!({ "place": edit, "fields": [] }), 404).await;
    post(&mut stranger, "/api/v1/drafts/drop", &json!({ "place": place }), 404).await;
    post(&mut desk, "/api/v1/drafts", &json!({ "place": "/etc/passwd", "fields": [] }), 404).await;
    post(&mut desk, "/api/v1/drafts/drop", &json!({ "place": place }), 200).await;
    assert_eq!(get(&mut desk, "/api/v1/drafts").await["drafts"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn views_are_kept_shared_and_changed_by_their_owner_only() {
    let office = Office::open().await;
    let mut desk = program(&office, "xu", &["write"]).await;
    let views = format!("{LEDGER}/views");
    let mine =
        post(&mut desk, &views, &json!({ "name": "楼顶", "query": "kind=rooftop&party=陈国栋&sort=-area" }), 200).await;
    assert_eq!(mine["query"], "kind=rooftop&sort=-area", "a filter by a person is not kept");
    let shared =
        post(&mut desk, &views, &json!({ "name": "共享", "query": "kind=rooftop", "shared": true }), 200).await;
    let mut same_office = program(&office, "ma", &["write"]).await;
    let seen = get(&mut same_office, &views).await;
    assert_eq!(seen["views"].as_array().map(Vec::len), Some(1), "only what is shared: {seen}");
    assert_eq!(seen["views"][0]["own"], false);
    let mut other_office = program(&office, "lin", &["write"]).await;
    assert_eq!(get(&mut other_office, &views).await, json!({ "views": [] }));
    for stranger in [&mut same_office, &mut other_office] {
        for id in [&mine["id"], &shared["id"]] {
            post(stranger, &format!("{views}/{id}/remove"), &json!({}), 404).await;
            post(stranger, &views, &json!({ "id": id, "name": "改", "query": "" }), 404).await;
        }
    }
    post(&mut desk, &views, &json!({ "name": " ", "query": "" }), 422).await;
    let id = &mine["id"];
    post(&mut desk, &views, &json!({ "id": id, "name": "屋顶", "query": "kind=rooftop" }), 200).await;
    post(&mut desk, &format!("{views}/{id}/remove"), &json!({}), 200).await;
    assert_eq!(get(&mut desk, &views).await["views"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn several_records_are_answered_each_for_itself() {
    let office = Office::open().await;
    let (one, two) = (office.violation("xu", &[]).await, office.violation("xu", &[("site", "江滨路1号")]).await);
    let others = office.violation("lin", &[("site", "西山路9号")]).await;
    let mut head = program(&office, "ma", &["write"]).await;
    let bulk = format!("{LEDGER}/bulk");
    let records = json!([{ "id": one, "version": 1 }, { "id": two, "version": 9 }, { "id": others }, { "id": 999 }]);
    let body = json!({ "do": "assign", "handler": "xu", "records": records });
    let told = post(&mut head, &bulk, &body, 200).await;
    assert_eq!((told["done"].as_i64(), told["refused"].as_i64()), (Some(1), Some(3)), "{told}");
    assert_eq!(told["records"][0]["done"], true);
    assert_eq!(told["records"][1]["error"]["code"], "conflict");
    assert_eq!(
        told["records"][2]["error"]["code"], told["records"][3]["error"]["code"],
        "another office's is like none"
    );
    post(&mut head, &bulk, &json!({ "do": "act", "records": [{ "id": one }] }), 422).await;
    post(&mut head, &bulk, &json!({ "do": "act", "action": "none", "records": [{ "id": one }] }), 404).await;
    post(&mut head, &bulk, &json!({ "do": "assign", "handler": "xu", "records": [] }), 400).await;
    let mut inspector = program(&office, "xu", &["write"]).await;
    let stop = json!({ "do": "act", "action": "stop", "records": [{ "id": one }, { "id": two }] });
    assert_eq!(post(&mut inspector, &bulk, &stop, 200).await["done"], 2);
}

/// A workbook of one sheet.
fn book(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet();
    page.set_name("违法建设案件").unwrap();
    for (r, row) in (0..).zip(rows) {
        for (c, text) in (0..).zip(*row) {
            page.write_string(r, c, *text).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

async fn upload(browser: &mut Browser, path: &str, bytes: &[u8]) -> Page {
    browser.ask(Method::POST, path, &[("sec-fetch-site", "same-origin")], bytes.to_vec()).await
}

#[tokio::test]
async fn a_workbook_is_checked_imported_and_exported() {
    let office = Office::open().await;
    let mut desk = program(&office, "xu", &["write"]).await;
    let template = desk.get(&format!("{LEDGER}/template")).await;
    assert!(workbook::open(&template.body).is_ok());
    let head = ["地点", "类型", "发案日期", "当事人", "违法建筑面积"];
    let rows: [&[&str]; 3] = [
        &head,
        &["东一路1号", "楼顶违法建设", "昨天", "陈国栋", "12"],
        &["=HYPERLINK(\"http://evil.cn\")", "楼顶违法建设", "2026-03-01", "林秀", "30"],
    ];
    let checked = upload(&mut desk, &format!("{LEDGER}/import?name=三月.xlsx"), &book(&rows)).await;
    assert_eq!(checked.status, 200, "{}", checked.text());
    let checked = checked.json();
    assert_eq!((checked["committed"].as_bool(), checked["faults"][0]["column"].as_str()), (Some(false), Some("C")));
    let marked = desk.get(&format!("/api/v1/files/{}", checked["marked"]["sha256"].as_str().unwrap())).await;
    assert!(workbook::open(&marked.body).unwrap().sheets.iter().any(|sheet| sheet.name == "错误清单"));
    assert_eq!(get(&mut desk, &format!("{LEDGER}/count")).await["count"], 0, "nothing is written");
    let done = upload(&mut desk, &format!("{LEDGER}/import?commit=true&accept_good=true"), &book(&rows)).await.json();
    assert_eq!(
        (done["committed"].as_bool(), done["created"].as_i64(), done["skipped"].as_i64()),
        (Some(true), Some(1), Some(1))
    );
    assert_eq!(upload(&mut desk, &format!("{LEDGER}/import?changed=x"), b"x").await.status, 400);
    assert_eq!(upload(&mut desk, &format!("{LEDGER}/import"), b"no workbook").await.status, 400);
    let mut reader = program(&office, "zheng", &["write"]).await;
    assert_eq!(upload(&mut reader, &format!("{LEDGER}/import"), &book(&rows)).await.status, 403);
    let export = send(&mut desk, &format!("{LEDGER}/export"), &json!({ "query": "kind=rooftop" })).await;
    assert_eq!(export.status, 200, "{}", export.text());
    let shown = format!("{:?}", workbook::open(&export.body).unwrap().sheets[0].rows);
    assert!(shown.contains("HYPERLINK") && !shown.contains("林秀"), "masked, and a text: {shown}");
    let sheet = entry(&export.body, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "no cell is a formula");
    post(&mut desk, &format!("{LEDGER}/export"), &json!({ "query": "nothing=1" }), 400).await;
    post(&mut desk, &format!("{LEDGER}/export"), &json!({ "purpose": "核对" }), 403).await;
    for (what, words) in [
        (AuditKind::Uploaded, "building-violations.violation"),
        (AuditKind::Imported, "building-violations.violation"),
        (AuditKind::Exported, "building-violations.violation"),
        (AuditKind::Downloaded, "/files/"),
    ] {
        assert!(logged(&office, "xu", what, words).await, "{what:?}");
    }
}

/// A part of a ZIP as text.
fn entry(bytes: &[u8], name: &str) -> String {
    use std::io::Read as _;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[tokio::test]
async fn a_document_is_printed_and_the_printing_is_on_record() {
    let office = Office::open().await;
    let record = office.violation("xu", &[]).await;
    let mut desk = program(&office, "xu", &["write"]).await;
    let base = format!("{LEDGER}/records/{record}");
    post(&mut desk, &format!("{base}/act/stop"), &json!({}), 200).await;
    let offered = get(&mut desk, &format!("{base}/documents")).await;
    assert!(offered["documents"].as_array().is_some_and(|all| all.iter().any(|one| one["document"] == "stop-order")));
    let printed = send(&mut desk, &format!("{base}/print/stop-order"), &json!({ "format": "docx" })).await;
    assert_eq!(printed.status, 200, "{}", printed.text());
    assert!(printed.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    let printings = get(&mut desk, &format!("{base}/documents")).await["printings"].clone();
    assert_eq!(printings[0]["by"]["key"], "xu", "{printings}");
    post(&mut desk, &format!("{base}/print/stop-order"), &json!({ "format": "pdf" }), 422).await;
    post(&mut desk, &format!("{base}/print/stop-order"), &json!({ "format": "exe" }), 400).await;
    post(&mut desk, &format!("{base}/print/nothing"), &json!({}), 404).await;
    let mut stranger = program(&office, "lin", &["write"]).await;
    post(&mut stranger, &format!("{base}/print/stop-order"), &json!({}), 404).await;
    assert_eq!(stranger.get(&format!("{base}/documents")).await.status, 404);
    assert!(logged(&office, "xu", AuditKind::Printed, &format!("violation/{record}")).await);
}

#[tokio::test]
async fn files_brought_and_taken_away_are_in_the_audit_log_with_their_purpose() {
    let office = Office::open().await;
    let mut desk = program(&office, "xu", &["write"]).await;
    let file = upload(&mut desk, "/api/v1/files?name=张三的笔录.txt", "笔录".as_bytes()).await.json();
    let hash = file["sha256"].as_str().unwrap().to_owned();
    let body = json!({ "fields": {
        "site": "府东路264号", "kind": "rooftop", "found_on": "2026-03-09", "party": "陈国栋", "area": "36.5",
        "photos": [{ "sha256": hash }],
    } });
    let made = post(&mut desk, &format!("{LEDGER}/records"), &body, 201).await;
    let mut head = office.signed_in("ma").await;
    assert_eq!(head.get(&format!("/files/{hash}")).await.status, 200);
    assert_eq!(head.get(&format!("/files/{hash}")).await.status, 200);
    assert_eq!(office.signed_in("lin").await.get(&format!("/files/{hash}")).await.status, 404);
    assert!(logged(&office, "xu", AuditKind::Uploaded, &hash).await);
    assert!(logged(&office, "ma", AuditKind::Downloaded, &format!("violation/{}", made["id"])).await);
    assert!(!logged(&office, "lin", AuditKind::Downloaded, &hash).await);
    let of = AuditOf { what: Some(AuditKind::Downloaded), ..AuditOf::default() };
    let rows = office.desk.store().audit_entries(&of, None, 10).await.unwrap();
    assert_eq!(rows.len(), 1, "once in a while");
    assert!(rows.iter().all(|row| !row.entry.detail.contains("张三")), "names of files may tell of people");
    let page = office.signed_in("aud").await.get("/admin/audit?what=downloaded").await;
    assert!(page.words().contains("下载") && page.words().contains(&hash), "{}", page.words());
    let mut auditor = program(&office, "aud", &["read"]).await;
    let api = get(&mut auditor, "/api/v1/admin/audit?what=uploaded").await;
    assert_eq!(api["entries"][0]["account"]["key"], "xu", "{api}");
    let plain = format!("{LEDGER}/records/{}/plain", made["id"]);
    post(&mut desk, &plain, &json!({ "purpose": "核对当事人" }), 200).await;
    assert!(logged(&office, "xu", AuditKind::PlainRead, "核对当事人").await);
    let readings = get(&mut auditor, "/api/v1/admin/readings").await;
    assert_eq!(readings["readings"][0]["purpose"], "核对当事人");
}

#[tokio::test]
async fn lists_are_counted_drawn_and_watched_over() {
    let office = Office::open().await;
    let point = [("site", "府东路264号（120.65,28.01）")];
    office.violation("xu", &point).await;
    office.violation("lin", &[("site", "西山路9号")]).await;
    let mut desk = program(&office, "xu", &["read"]).await;
    let points = get(&mut desk, &format!("{LEDGER}/points?view=all")).await;
    let drawn = points["points"].as_array().unwrap().len() + points["without"].as_array().unwrap().len();
    assert_eq!(drawn, 1, "his own office's: {points}");
    let counts = get(&mut desk, &format!("{LEDGER}/counts?view=all")).await;
    assert_eq!(counts["counts"][0]["bars"][0]["count"], 1, "{counts}");
    assert_eq!(desk.get(&format!("{LEDGER}/counts?nothing=1")).await.status, 400);
    assert_eq!(desk.get("/api/v1/work?of=").await.status, 400, "a blank word is none of the words");
    assert_eq!(desk.get("/api/v1/work?after=").await.status, 200, "a blank text says nothing");
    let mut watch = program(&office, "dai", &["read"]).await;
    for (path, key) in [("people", "people"), ("trend", "weeks")] {
        let told = get(&mut watch, &format!("/api/v1/board/{path}?ledger=building-violations.violation")).await;
        assert!(told[key].as_array().is_some_and(|all| !all.is_empty()), "{told}");
    }
    let watched = get(&mut watch, "/api/v1/board/ledgers").await.to_string();
    assert!(watched.contains("building-violations.violation"), "{watched}");
    let people = get(&mut watch, "/api/v1/people?q=xl").await;
    assert_eq!(people["people"][0]["account"], "xu", "by the initials of pinyin: {people}");
    assert_eq!(get(&mut watch, "/api/v1/orgs").await["orgs"].as_array().map(Vec::len), Some(4));
    assert_eq!(program(&office, "aud", &["read"]).await.get("/api/v1/people").await.status, 403);
    let key = get(&mut watch, "/api/v1/indicators").await["indicators"][0]["key"].as_str().unwrap().to_owned();
    let csv = watch.get(&format!("/api/v1/indicators/{key}/export?format=csv&period=2026")).await;
    assert_eq!(csv.status, 200, "{}", csv.text());
    assert_eq!(watch.get(&format!("/api/v1/indicators/{key}?by=party&period=2026")).await.status, 422);
}

#[tokio::test]
async fn a_report_is_begun_previewed_and_handed_out_but_never_signed_by_a_program() {
    let office = Office::and(&["registers", "manuscripts"]).await;
    office.person("xia", "夏文", "brigade", "building-violations.brigade、manuscripts.writer").await;
    office.violation("xu", &[("found_on", "2026-02-03")]).await;
    let mut desk = program(&office, "xia", &["write"]).await;
    let begin = json!({ "report": "building-violations/bulletin", "period": "2026-02", "org": "bureau" });
    let made = post(&mut desk, "/api/v1/manuscripts", &begin, 201).await;
    let id = made["id"].clone();
    let text = json!({ "text": "二月发现违法建设{{ found }}件。" });
    let preview = post(&mut desk, &format!("/api/v1/manuscripts/{id}/preview"), &text, 200).await;
    assert!(preview["text"].as_str().unwrap().contains("二月发现违法建设1件"), "{preview}");
    assert_eq!(preview["figures"].as_array().map(Vec::len), Some(1));
    post(&mut desk, &format!("/api/v1/manuscripts/{id}/preview"), &json!({ "text": "{{ nothing_there }}" }), 422).await;
    let write = format!("/api/v1/ledgers/manuscripts.manuscript/records/{id}/act/write");
    post(&mut desk, &write, &json!({ "fields": text }), 200).await;
    let file = desk.get(&format!("/api/v1/manuscripts/{id}/file/docx")).await;
    assert_eq!(file.status, 200, "{}", file.text());
    assert!(logged(&office, "xia", AuditKind::Downloaded, "docx").await);
    let compared = upload(&mut desk, "/api/v1/trace?name=二月.docx", &file.body).await;
    assert_eq!(compared.status, 200, "{}", compared.text());
    assert_eq!(compared.json()["seal"]["key"], "unsigned");
    assert_eq!(get(&mut desk, "/api/v1/signed").await, json!({ "signed": [] }));
    assert_eq!(desk.get("/api/v1/signed/1").await.status, 404);
    assert_eq!(
        upload(&mut desk, "/api/v1/proof/file?name=a.md", "共10件，其中甲4件、乙5件。".as_bytes()).await.status,
        200
    );
    let mut stranger = program(&office, "lin", &["write"]).await;
    post(&mut stranger, &format!("/api/v1/manuscripts/{id}/preview"), &json!({}), 404).await;
    assert_eq!(stranger.get(&format!("/api/v1/manuscripts/{id}/file/docx")).await.status, 404);
}

#[tokio::test]
async fn a_platform_applies_and_follows_for_the_public() {
    let office = Office::of(
        &["orgs", "building-violations", "registers", "petitions"],
        banjie_web::Settings { demo: true, patience: 10_000, ..Default::default() },
    )
    .await;
    office.person("lan", "兰心", "bureau", "petitions.clerk").await;
    let mut platform = program(&office, "lan", &["write"]).await;
    let form = get(&mut platform, "/api/v1/services/petitions/raise").await;
    assert!(form["fields"].as_array().is_some_and(|fields| fields.iter().any(|field| field["required"] == true)));
    let fields = json!({
        "channel": "web", "field": "fee", "content": "学校强制订购课外读物", "person": "李明", "phone": "13800000001",
        "address": "府东路1号",
    });
    let service = "/api/v1/services/petitions/raise";
    let made = post(&mut platform, &format!("{service}/apply"), &json!({ "fields": fields }), 201).await;
    let number = made["number"].clone();
    let mine = json!({ "number": number, "proof": "13800000001" });
    let followed = post(&mut platform, &format!("{service}/follow"), &mine, 200).await;
    assert_eq!(followed["number"], number);
    post(&mut platform, &format!("{service}/follow"), &json!({ "number": number, "proof": "13800000002" }), 404).await;
    post(&mut platform, &format!("{service}/apply"), &json!({ "fields": { "state": "closed" } }), 422).await;
    post(&mut platform, &format!("{service}/apply"), &json!({ "fields": { "person": ["x"] } }), 422).await;
    post(&mut platform, "/api/v1/services/petitions/none/apply", &json!({ "fields": {} }), 404).await;
    let mut nobody = office.browser();
    assert_eq!(nobody.get(service).await.status, 200, "what is to be filled in is public");
    assert_eq!(send(&mut nobody, &format!("{service}/apply"), &json!({ "fields": fields })).await.status, 401);
}

#[tokio::test]
async fn administrators_read_their_own_things_and_their_changes_are_logged() {
    let office = Office::open().await;
    let paths = |name: &str| match name {
        "sys" => vec!["health", "packages", "backups", "messages"],
        "sec" => vec!["accounts"],
        _ => vec!["audit", "readings", "audit/export"],
    };
    for account in ["sys", "sec", "aud"] {
        let mut desk = program(&office, account, &["read"]).await;
        for other in ["sys", "sec", "aud"] {
            for path in paths(other) {
                let page = desk.get(&format!("/api/v1/admin/{path}")).await;
                let expected = if account == other { 200 } else { 403 };
                assert_eq!(page.status, expected, "{account} {path}: {}", page.text());
            }
        }
    }
    let mut security = program(&office, "sec", &["write"]).await;
    let accounts = get(&mut security, "/api/v1/admin/accounts").await;
    assert!(!accounts.to_string().contains("$argon2"), "no hash leaves the house");
    let person = json!({ "fields": {
        "account": "neu", "name": "新人", "unit": { "key": "east" }, "roles": "building-violations.inspector",
    } });
    let made = post(&mut security, "/api/v1/ledgers/orgs.person/records", &person, 201).await;
    let target = format!("orgs.person/{}", made["id"]);
    assert!(logged(&office, "sec", AuditKind::RightsChanged, &target).await, "{made}");
    assert!(logged(&office, "sec", AuditKind::AccountChanged, &target).await);
}

#[tokio::test]
async fn whoever_tries_tokens_out_is_slowed_down_and_good_tokens_are_not() {
    let office = Office::with(banjie_web::Settings { demo: true, patience: 5, ..Default::default() }).await;
    let mut good = program(&office, "xu", &["read"]).await;
    let mut thief = office.browser();
    thief.headers.push(("authorization".into(), "Bearer guessed".into()));
    let mut answers = Vec::new();
    for _ in 0..8 {
        answers.push(thief.get("/api/v1/me").await.status);
    }
    assert_eq!(answers, [401, 401, 401, 401, 401, 429, 429, 429]);
    let page = thief.get("/api/v1/me").await;
    assert_eq!(page.headers["retry-after"], "60");
    assert_eq!(good.get("/api/v1/me").await.status, 200, "from the same address");
    let challenge = office.browser().get("/api/v1/me").await;
    assert_eq!((challenge.status, challenge.headers["www-authenticate"].to_str().unwrap()), (401, "Bearer"));
}
