//! The interface for programs: what the pages do, as JSON, with the same permissions.

mod common;

use std::collections::BTreeSet;

use common::{
    Office,
    program::{program, send, send_as},
};
use serde_json::json;

const VIOLATION: &str = "/api/v1/ledgers/building-violations.violation/records";

fn a_case() -> serde_json::Value {
    json!({ "fields": {
        "site": { "address": "府东路264号", "point": ["120.65", "28.01"] },
        "kind": { "key": "rooftop" },
        "found_on": "2026-03-09",
        "party": "陈国栋",
        "area": "36.5",
        "floors": 3,
        "land": true,
    }})
}

#[tokio::test]
async fn a_program_registers_reads_acts_and_is_told_what_it_may() {
    let office = Office::open().await;
    let mut desk = program(&office, "xu", &["write"]).await;
    let me = desk.get("/api/v1/me").await.json();
    assert_eq!((me["account"].as_str(), me["org"]["title"].as_str()), (Some("xu"), Some("城东分局")));
    let made = send(&mut desk, VIOLATION, &a_case()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    let path = format!("{VIOLATION}/{}", made["id"]);
    let record = desk.get(&path).await.json();
    assert_eq!(record["fields"]["party"], "陈*栋", "personal values are masked: {}", record["fields"]["party"]);
    assert_eq!(record["fields"]["area"], "36.5");
    assert_eq!(record["fields"]["floors"], 3);
    assert_eq!(record["fields"]["kind"]["key"], "rooftop");
    assert_eq!(record["fields"]["dual"], true, "worked out");
    assert_eq!(record["fields"]["found_on"], "2026-03-09");
    assert_eq!(record["fields"]["site"]["point"], json!(["120.65", "28.01"]));
    assert_eq!(record["state"]["title"], "发案");
    assert!(record["runs"].as_array().is_some_and(|runs| !runs.is_empty()));
    let actions = record["actions"].as_array().unwrap().clone();
    let stop = actions.iter().find(|action| action["action"] == "stop").unwrap();
    assert_eq!(stop["open"], true);
    assert!(actions.iter().any(|action| action["open"] == false && action["refusal"]["message"].is_string()));

    let acted = send(&mut desk, &format!("{path}/act/stop"), &json!({ "version": 1 })).await;
    assert_eq!(acted.status, 200, "{}", acted.text());
    assert_eq!(acted.json()["record"]["fields"]["stopped_on"], "2026-03-09");
    let late = send(
        &mut desk,
        &format!("{path}/edit"),
        &json!({ "version": 1, "reason": "量错", "fields": { "area": "40" } }),
    )
    .await;
    assert_eq!((late.status, late.json()["error"]["code"].as_str()), (409, Some("conflict")));
    let list = desk.get(&format!("{VIOLATION}?kind=rooftop&sort=-area&limit=1")).await.json();
    assert_eq!(list["records"][0]["id"], made["id"]);
    let history = desk.get(&format!("{path}/history")).await.json();
    assert_eq!(history["events"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn what_the_desk_keeps_itself_cannot_be_sent() {
    let office = Office::open().await;
    let mut desk = program(&office, "xu", &["write"]).await;
    for (key, value) in [
        ("dual", json!(true)),
        ("surcharge", json!("0")),
        ("state", json!("closed")),
        ("org", json!("west")),
        ("handler", json!("xu")),
        ("number", json!("违建〔2026〕1号")),
        ("id", json!(7)),
        ("version", json!(7)),
    ] {
        let mut body = a_case();
        body["fields"][key] = value.clone();
        let refused = send(&mut desk, VIOLATION, &body).await;
        assert_eq!(refused.status, 422, "fields.{key}: {}", refused.text());
        assert_eq!(refused.json()["error"]["fields"][0]["field"], key);
        let mut body = a_case();
        if !matches!(key, "org" | "number") {
            body[key] = value;
            assert_eq!(send(&mut desk, VIOLATION, &body).await.status, 400, "{key}");
        }
    }
    let mut body = a_case();
    body["org"] = json!("west");
    assert_eq!(send(&mut desk, VIOLATION, &body).await.status, 403, "for another office");
    let page = desk.get(VIOLATION).await.json();
    assert_eq!(page["records"].as_array().map(Vec::len), Some(0), "nothing was written");
}

#[tokio::test]
async fn a_request_of_one_key_is_done_once() {
    let office = Office::open().await;
    let mut desk = program(&office, "xu", &["write"]).await;
    let key = [("idempotency-key", "import-1")];
    let first = send_as(&mut desk, VIOLATION, &a_case(), &key).await;
    let second = send_as(&mut desk, VIOLATION, &a_case(), &key).await;
    assert_eq!((first.status, second.status), (201, 201));
    assert_eq!(first.json(), second.json());
    assert!(second.headers.contains_key("idempotency-replayed"));
    let mut other = a_case();
    other["fields"]["area"] = json!("40");
    assert_eq!(send_as(&mut desk, VIOLATION, &other, &key).await.status, 422);
    let count = desk.get("/api/v1/ledgers/building-violations.violation/count").await.json();
    assert_eq!(count, json!({ "count": 1, "exact": true }));
    other["fields"]["area"] = json!("-1");
    let key = [("idempotency-key", "import-2")];
    assert_eq!(send_as(&mut desk, VIOLATION, &other, &key).await.status, 422);
    other["fields"]["area"] = json!("41");
    other["fields"]["site"] = json!("府东路9号");
    assert_eq!(send_as(&mut desk, VIOLATION, &other, &key).await.status, 201, "a refused request leaves its key free");
}

#[tokio::test]
async fn faults_of_a_request_are_told_with_their_place() {
    let office = Office::open().await;
    let mut desk = program(&office, "xu", &["write"]).await;
    let json = [("content-type", "application/json")];
    let broken = desk.ask(axum::http::Method::POST, VIOLATION, &json, "{\n \"fields\": {,}\n}").await;
    assert_eq!(broken.status, 400);
    assert!(broken.json()["error"]["message"].as_str().is_some_and(|text| text.starts_with("第 2 行第 13 列")));
    let form = desk.ask(axum::http::Method::POST, VIOLATION, &[], "a=b").await;
    assert_eq!(form.status, 400);
    let mut body = a_case();
    body["fields"]["area"] = json!([1]);
    body["fields"]["nothing"] = json!(1);
    body["fields"]["kind"] = json!("castle");
    let wrong = send(&mut desk, VIOLATION, &body).await.json();
    assert_eq!(wrong["error"]["fields"].as_array().map(Vec::len), Some(3), "all at once: {wrong}");
    assert_eq!(desk.get(&format!("{VIOLATION}?nothing=1")).await.status, 422);
    assert_eq!(desk.get(&format!("{VIOLATION}?limit=0")).await.status, 400);
    assert_eq!(desk.get("/api/v1/work?nothing=1").await.status, 400);
    assert_eq!(desk.get("/api/v1/nowhere").await.json()["error"]["code"], "not-found");
    let large = json!({ "fields": { "site": "长".repeat(1_000_000) } });
    assert_eq!(send(&mut desk, VIOLATION, &large).await.status, 413);
}

#[tokio::test]
async fn a_token_is_as_good_as_its_scope_and_its_person() {
    let office = Office::open().await;
    let mut reader = program(&office, "xu", &["read"]).await;
    assert_eq!(send(&mut reader, VIOLATION, &a_case()).await.status, 403);
    assert_eq!(reader.get(VIOLATION).await.status, 200);
    let used = office.desk.store().tokens(Some("xu")).await.unwrap();
    assert!(used[0].last_used_at.is_some(), "its use is noted");
    office.desk.store().set_disabled("xu", true).await.unwrap();
    assert_eq!(reader.get(VIOLATION).await.status, 401, "a closed account has no programs");
    let mut nobody = office.browser();
    assert_eq!(nobody.get(VIOLATION).await.json()["error"]["code"], "sign-in");
    assert_eq!(nobody.get("/api/v1/services").await.status, 200);
    let mut session = office.signed_in("ma").await;
    let csrf = session.get("/api/v1/me").await.json()["csrf"].as_str().unwrap().to_owned();
    assert_eq!(send(&mut session, VIOLATION, &a_case()).await.status, 403, "a page of another site has no token");
    let sent = send_as(&mut session, VIOLATION, &a_case(), &[("x-csrf", &csrf)]).await;
    assert_eq!(sent.status, 201, "{}", sent.text());
}

#[tokio::test]
async fn files_are_sent_first_and_named_afterwards() {
    let office = Office::open().await;
    let mut desk = program(&office, "xu", &["write"]).await;
    let kept = desk
        .ask(axum::http::Method::POST, "/api/v1/files?name=..%2F%E7%8E%B0%E5%9C%BA%0D%0A.txt", &[], "笔录第一页")
        .await;
    assert_eq!(kept.status, 201, "{}", kept.text());
    let file = kept.json();
    assert_eq!(file["name"], "现场.txt");
    for (name, content) in
        [("a.html", "<html><script>1</script>"), ("a.svg", "<svg onload='x()'/>"), ("a.exe", "MZ\u{90}\0")]
    {
        let path = format!("/api/v1/files?name={name}");
        assert_eq!(desk.ask(axum::http::Method::POST, &path, &[], content).await.status, 422, "{name}");
    }
    let mut body = a_case();
    body["fields"]["photos"] = json!([{ "sha256": file["sha256"] }]);
    let mut stranger = program(&office, "lin", &["write"]).await;
    assert_eq!(send(&mut stranger, VIOLATION, &body).await.status, 422, "a hash learnt elsewhere opens nothing");
    let address = format!("/api/v1/files/{}", file["sha256"].as_str().unwrap());
    assert_eq!(stranger.get(&address).await.status, 404);
    let made = send(&mut desk, VIOLATION, &body).await;
    assert_eq!(made.json()["record"]["fields"]["photos"][0]["name"], "现场.txt", "{}", made.text());
    assert_eq!(
        program(&office, "ma", &["read"]).await.get(&address).await.text(),
        "笔录第一页",
        "the head of the office"
    );
}

#[tokio::test]
async fn the_day_the_board_figures_and_texts_are_asked_for() {
    let office = Office::open().await;
    let mut desk = program(&office, "ma", &["read"]).await;
    office.violation("xu", &[]).await;
    let ledger = "building-violations.violation";
    assert_eq!(desk.get("/api/v1/work?of=office").await.json()["items"].as_array().map(Vec::len), Some(1));
    let board = desk.get(&format!("/api/v1/board?ledger={ledger}")).await;
    assert_eq!(board.json()["board"]["total"]["open"], 1, "{}", board.text());
    let cases = desk.get(&format!("/api/v1/board/cases?ledger={ledger}&column=open")).await;
    assert_eq!(cases.status, 200, "{}", cases.text());
    let indicators = desk.get("/api/v1/indicators").await.json();
    let key = indicators["indicators"][0]["key"].as_str().unwrap().to_owned();
    let figure = desk.get(&format!("/api/v1/indicators/{key}?period=2026&org=east")).await;
    assert_eq!(figure.status, 200, "{}", figure.text());
    let token = serde_urlencoded::to_string([("token", figure.json()["token"].as_str().unwrap())]).unwrap();
    let behind = desk.get(&format!("/api/v1/indicators/records?{token}")).await;
    assert_eq!(behind.status, 200, "{}", behind.text());
    assert_eq!(desk.get(&format!("/api/v1/indicators/{key}?period=2026&org=west")).await.status, 403, "not his office");
    let report = desk.get("/api/v1/reports").await.json()["reports"][0]["report"].as_str().unwrap().to_owned();
    let asked = desk.get(&format!("/api/v1/reports/{report}?period=2026&org=west")).await;
    assert_eq!(asked.status, 403, "{}", asked.text());
    let written = desk.get(&format!("/api/v1/reports/{report}?period=2025&org=east&format=docx")).await;
    assert_eq!(written.status, 200, "{}", written.text());
    let proof = send(&mut desk, "/api/v1/proof", &json!({ "text": "共10件，其中甲4件、乙5件。" })).await;
    assert!(proof.json()["findings"].is_array(), "{}", proof.text());
    for path in ["/api/v1/packages", "/api/v1/ledgers", "/api/v1/drafts", "/api/v1/search?q=x", "/api/v1/notices"] {
        assert_eq!(desk.get(path).await.status, 200, "{path}");
    }
    let definition = desk.get(&format!("/api/v1/ledgers/{ledger}")).await.json();
    assert!(definition["fields"].as_array().is_some_and(|fields| fields.len() > 20));
    assert_eq!(desk.get("/api/v1/ledgers/orgs.person").await.status, 404, "no role in it");
}

#[tokio::test]
async fn every_address_stands_in_the_document_and_the_other_way_round() {
    let office = Office::open().await;
    let document = program(&office, "xu", &["read"]).await.get("/api/openapi.json").await.json();
    let mut told = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        told.extend(item.as_object().unwrap().keys().map(|method| (path.clone(), method.to_uppercase())));
    }
    let routes = banjie_web::routes::all().into_iter().filter(|route| route.path.starts_with("/api/"));
    let routed: BTreeSet<_> = routes.map(|route| (route.path.to_owned(), route.method.to_string())).collect();
    assert_eq!(told, routed);
    assert_eq!(document["openapi"], "3.1.0");
    let schemas = document["components"]["schemas"].as_object().unwrap();
    assert!(schemas.contains_key("building-violations.violation") && !schemas.contains_key("orgs.person"));
    let page = office.signed_in("xu").await.get("/api").await;
    assert!(page.words().contains("/api/v1/ledgers/{ledger}/records"));
}
