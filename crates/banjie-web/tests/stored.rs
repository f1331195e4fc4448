//! What people type is shown and never run: names of people, offices, files and views, comments, drafts; on pages, in answers for
//! programs, and in tables, where a text is never a formula. Every answer carries the headers that protect it.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use axum::http::Method;
use banjie_desk::{Call, Clock, Target};
use banjie_model::{case::Actor, value::RecordId};
use common::{
    Office,
    browser::{Browser, Page},
    program::{program, send},
};
use serde_json::json;

/// A ledger every office has.
const LEDGER: &str = "building-violations.violation";
/// A formula for a spreadsheet, a script for a browser.
const TYPED: &str = "=1+1<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";

/// Nothing of what was typed runs.
fn check(page: &Page) {
    assert_eq!(page.status, 200, "{}: {}", page.path, page.text());
    let kind = page.headers["content-type"].to_str().unwrap();
    if kind.starts_with("text/html") {
        let text = page.text();
        assert!(!text.contains("<script>alert") && !text.contains("<img src=x"), "{} runs what was typed", page.path);
    } else {
        assert!(kind.starts_with("application/json"), "{}: {kind}", page.path);
    }
    assert_eq!(page.headers["x-content-type-options"], "nosniff", "{}", page.path);
    assert!(page.headers["content-security-policy"].to_str().unwrap().contains("script-src 'self'"), "{}", page.path);
}

/// No cell of a workbook is a formula.
fn no_formula(page: &Page) {
    use std::io::Read as _;
    assert_eq!(page.status, 200, "{}: {}", page.path, page.text());
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&page.body)).unwrap();
    for index in 0..zip.len() {
        let mut part = zip.by_index(index).unwrap();
        if part.name().starts_with("xl/worksheets/") {
            let mut xml = String::new();
            part.read_to_string(&mut xml).unwrap();
            assert!(!xml.contains("<f>") && !xml.contains("<f "), "{}: a formula", page.path);
        }
    }
}

/// No cell of a comma-separated table begins as a formula.
fn no_formula_in_csv(page: &Page) {
    assert_eq!(page.status, 200, "{}: {}", page.path, page.text());
    let text = page.text();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut cells = 0;
    for row in reader.records() {
        for cell in &row.unwrap() {
            assert!(!cell.starts_with(['=', '+', '@', '\t']), "{}: {cell}", page.path);
            cells += 1;
        }
    }
    assert!(cells > 0);
}

/// Names, a comment, a file, a view and a draft as an attacker types them; answers the record and the office's.
async fn named(office: &Office) -> (i64, RecordId) {
    let call = Call::new(Actor::system(), Clock::now(office.now()));
    let east = RecordId(2);
    let rename = vec![("name".to_owned(), TYPED.to_owned())];
    let changed = Call { reason: Some("改名".into()), ..call.clone() };
    office.desk.edit("orgs.org", &Target::Id(east), &rename, &changed).await.unwrap();
    office.person("evil", TYPED, "east", "building-violations.inspector").await;
    let record = office.violation("evil", &[("site", TYPED)]).await;
    let mut robot = program(office, "evil", &["write"]).await;
    let base = format!("/api/v1/ledgers/{LEDGER}");
    let name = serde_urlencoded::to_string([("name", format!("{TYPED}.txt"))]).unwrap();
    let own = [("sec-fetch-site", "same-origin")];
    let file = robot.ask(Method::POST, &format!("/api/v1/files?{name}"), &own, "笔录").await;
    assert_eq!(file.status, 201, "{}", file.text());
    let photo = json!({ "sha256": file.json()["sha256"], "name": TYPED });
    let view: String = TYPED.chars().take(38).collect();
    for (path, body) in [
        (format!("{base}/records/{record}/comments"), json!({ "text": TYPED })),
        (format!("{base}/records/{record}/edit"), json!({ "fields": { "photos": [photo] }, "reason": TYPED })),
        (format!("{base}/views"), json!({ "name": view, "query": "kind=rooftop", "shared": true })),
        (
            "/api/v1/drafts".to_owned(),
            json!({ "place": format!("create:{LEDGER}"), "fields": [["site", TYPED], [TYPED, TYPED]] }),
        ),
    ] {
        let sent = send(&mut robot, &path, &body).await;
        assert!(sent.status < 300, "{path}: {}", sent.text());
    }
    (record, east)
}

/// Where such names are shown, and to whom.
fn places(record: i64, east: RecordId) -> [(&'static str, Vec<String>); 5] {
    let of = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>();
    let case = format!("/ledgers/{LEDGER}/{record}");
    let list = format!("/ledgers/{LEDGER}");
    let mut own = of(&["/drafts", "/work?of=office", "/account"]);
    own.extend([list.clone(), case.clone(), format!("{case}/history"), format!("{case}/edit")]);
    own.push(format!("{list}/new?draft=use"));
    let mut watch = of(&["/pick/org?q=script", "/pick/account?q=evil", "/api/v1/people", "/api/v1/orgs"]);
    let board = format!("/board/{LEDGER}");
    watch.extend([
        board.clone(),
        format!("{board}?by=person"),
        format!("{board}/wall"),
        format!("{list}/charts?view=all"),
    ]);
    [
        ("evil", own),
        ("dai", watch),
        ("sys", vec!["/admin/orgs".to_owned(), format!("/admin/orgs/{east}")]),
        ("sec", of(&["/admin/people", "/admin/people/evil", "/api/v1/admin/accounts"])),
        ("aud", of(&["/admin/audit", "/admin/readings", "/api/v1/admin/audit"])),
    ]
}

#[tokio::test]
async fn names_of_people_offices_files_and_views_are_texts_everywhere() {
    let office = Office::open().await;
    let (record, east) = named(&office).await;
    let mut shown = 0;
    for (account, paths) in places(record, east) {
        let mut browser = office.signed_in(account).await;
        for path in paths {
            let page = browser.get(&path).await;
            shown += usize::from(page.text().contains("&lt;script&gt;alert"));
            check(&page);
        }
    }
    assert!(shown >= 10, "it is shown on {shown} pages");
    no_formula_in_csv(&office.signed_in("aud").await.get("/admin/audit/export").await);
    let mut watch = office.signed_in("dai").await;
    let snapshot = office.desk.snapshot();
    let indicators = snapshot.library().packages["building-violations"].indicators.keys();
    for key in indicators.take(3) {
        let path = format!("/figures/building-violations/{key}/export?by=org&period=2026");
        no_formula_in_csv(&watch.get(&format!("{path}&format=csv")).await);
        no_formula(&watch.get(&format!("{path}&format=xlsx")).await);
    }
}

/// What every answer carries, whatever it is.
#[tokio::test]
async fn every_answer_carries_the_headers_that_protect_it() {
    let office = Office::open().await;
    let record = office.violation("xu", &[]).await;
    let mut asked = 0;
    for account in ["", "xu", "sys", "sec", "aud"] {
        let mut browser: Browser = if account.is_empty() { office.browser() } else { office.signed_in(account).await };
        for route in banjie_web::routes::all() {
            let part = |part: &str| match part {
                "{ledger}" => "building-violations.violation".to_owned(),
                "{record}" => record.to_string(),
                "{package}" => "building-violations".to_owned(),
                part if part.starts_with('{') => "1".to_owned(),
                part => part.to_owned(),
            };
            let path = route.path.split('/').map(part).collect::<Vec<_>>().join("/");
            let page = browser.ask(route.method.clone(), &path, &[("sec-fetch-site", "same-origin")], "").await;
            for (name, expected) in [
                ("x-content-type-options", "nosniff"),
                ("referrer-policy", "same-origin"),
                ("cross-origin-opener-policy", "same-origin"),
                ("cross-origin-resource-policy", "same-origin"),
            ] {
                assert_eq!(page.headers.get(name).map(|v| v.to_str().unwrap()), Some(expected), "{path} {name}");
            }
            let policy = page.headers["content-security-policy"].to_str().unwrap();
            assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
            assert!(page.headers.contains_key("x-frame-options"), "{path}");
            let kept = page.headers["cache-control"].to_str().unwrap();
            assert!(kept.contains("no-store") || route.path.starts_with("/assets/"), "{path}: {kept}");
            assert!(page.headers.get("server").is_none(), "{path} tells what it runs on");
            asked += 1;
            if matches!(route.path, "/sign-out" | "/account/sessions/end" | "/account/password" | "/account/role") {
                browser = if account.is_empty() { office.browser() } else { office.signed_in(account).await };
            }
        }
    }
    assert!(asked > 800, "{asked}");
}
