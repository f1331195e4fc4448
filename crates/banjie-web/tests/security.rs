//! What somebody with bad intentions tries: other people's records by number, forms of other sites, scripts in values, paths and
//! bodies that make no sense.

mod common;

use axum::http::Method;
use banjie_desk::{Call, Clock};
use banjie_model::definition::FieldType;
use banjie_web::routes::{self, Access, Route};
use common::{
    Office, PASSWORD,
    browser::Browser,
    program::{program, send},
};
use serde_json::json;

const LEDGER: &str = "building-violations.violation";
const SCRIPT: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";

/// Somebody whom the gate of this access lets in.
async fn insider(office: &Office, access: Access) -> Browser {
    let account = match access {
        Access::System | Access::Administrators => "sys",
        Access::Security => "sec",
        Access::Audit => "aud",
        _ => "xu",
    };
    office.signed_in(account).await
}

fn filled(route: &Route, with: &str) -> String {
    let part = |part: &str| match part {
        "{ledger}" if with == "1" => LEDGER.to_owned(),
        "{kind}" if with == "1" => "day".to_owned(),
        "{chapter}" if with == "1" => "desk".to_owned(),
        part if part.starts_with('{') => with.to_owned(),
        part => part.to_owned(),
    };
    route.path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn a_record_of_another_office_is_nowhere_to_be_found_by_its_number() {
    let office = Office::open().await;
    let record = office.violation("xu", &[]).await;
    let mut desk = program(&office, "xu", &["write"]).await;
    let said =
        send(&mut desk, &format!("/api/v1/ledgers/{LEDGER}/records/{record}/comments"), &json!({ "text": "看" })).await;
    assert_eq!(said.status, 201, "{}", said.text());
    let comment = said.json()["id"].clone();
    let mut stranger = office.signed_in("lin").await;
    let page = format!("/ledgers/{LEDGER}/{record}");
    for below in ["", "/history", "/plain", "/edit", "/assign", "/act/stop", "/extend/handling", "/suspend/handling"] {
        let path = format!("{page}{below}");
        assert_eq!(stranger.get(&path).await.status, 404, "{path}");
    }
    let csrf = stranger.get("/api/v1/me").await.json()["csrf"].as_str().unwrap().to_owned();
    let form = [("csrf".to_owned(), csrf), ("text".to_owned(), "x".to_owned()), ("purpose".to_owned(), "x".to_owned())];
    for below in ["/comments", "/plain", "/edit", "/assign", "/act/stop", "/extend/handling"] {
        let path = format!("{page}{below}");
        assert_eq!(stranger.post(&path, &form).await.status, 404, "{path}");
    }
    let mut robot = program(&office, "lin", &["write"]).await;
    let api = format!("/api/v1/ledgers/{LEDGER}/records/{record}");
    for below in ["", "/history", "/comments"] {
        assert_eq!(robot.get(&format!("{api}{below}")).await.status, 404, "{below}");
    }
    for (below, body) in [
        ("/edit", json!({ "fields": {} })),
        ("/act/stop", json!({})),
        ("/assign", json!({ "handler": "lin" })),
        ("/extend/handling", json!({ "length": "1 days" })),
        ("/suspend/handling", json!({ "from": "2026-03-09" })),
        ("/comments", json!({ "text": "x" })),
        ("/plain", json!({ "purpose": "x" })),
        (&*format!("/comments/{comment}/remove"), json!({})),
    ] {
        assert_eq!(send(&mut robot, &format!("{api}{below}"), &body).await.status, 404, "{below}");
    }
    let list = robot.get(&format!("/api/v1/ledgers/{LEDGER}/records")).await.json();
    assert_eq!(list["records"], json!([]));
    let head = program(&office, "ma", &["write"]).await;
    let mut head = head;
    assert_eq!(
        send(&mut head, &format!("{api}/comments/{comment}/remove"), &json!({})).await.status,
        404,
        "not his words"
    );
}

#[tokio::test]
async fn tokens_of_others_are_not_revoked_by_number() {
    let office = Office::open().await;
    program(&office, "ma", &["read"]).await;
    let id = office.desk.store().tokens(Some("ma")).await.unwrap()[0].id;
    let mut stranger = office.signed_in("lin").await;
    let csrf = stranger.get("/api/v1/me").await.json()["csrf"].as_str().unwrap().to_owned();
    stranger.post("/account/tokens/revoke", &[("csrf".to_owned(), csrf), ("token".to_owned(), id.to_string())]).await;
    assert!(office.desk.store().tokens(Some("ma")).await.unwrap()[0].is_live(office.now()));
}

#[tokio::test]
async fn views_drafts_sessions_and_files_of_others_are_out_of_reach_by_number() {
    let office = Office::open().await;
    let mut owner = office.signed_in("xu").await;
    let csrf_of = |me: &serde_json::Value| ("csrf".to_owned(), me["csrf"].as_str().unwrap().to_owned());
    let csrf = csrf_of(&owner.get("/api/v1/me").await.json());
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let views = format!("/ledgers/{LEDGER}/views");
    owner.post(&views, &[csrf.clone(), pair("name", "屋顶一览"), pair("query", "kind=rooftop")]).await;
    let place = format!("create:{LEDGER}");
    owner.post("/drafts/save", &[csrf.clone(), pair("_place", &place), pair("site", "府东路")]).await;
    let store = office.desk.store();
    let view = store.views("xu", LEDGER, &[]).await.unwrap()[0].id.to_string();
    let session = store.sessions_of("xu", office.now()).await.unwrap()[0].id_hash.to_string();
    let mut thief = office.signed_in("ma").await;
    let csrf = csrf_of(&thief.get("/api/v1/me").await.json());
    let removed = thief.post(&views, &[csrf.clone(), pair("do", "delete"), pair("id", &view)]).await;
    assert_eq!(removed.status, 404, "{}", removed.text());
    let renamed = thief.post(&views, &[csrf.clone(), pair("name", "x"), pair("id", &view), pair("query", "")]).await;
    assert_eq!(renamed.status, 404, "{}", renamed.text());
    let elsewhere = format!("/ledgers/{LEDGER}?view={view}");
    assert!(!thief.get(&elsewhere).await.words().contains("屋顶一览"), "a view that is not shared");
    thief.post("/drafts/drop", &[csrf.clone(), pair("_place", &place)]).await;
    assert!(store.draft("xu", &place).await.unwrap().is_some(), "only one's own are thrown away");
    assert!(!thief.get(&format!("/ledgers/{LEDGER}/new?draft=use")).await.text().contains("府东路"));
    for name in ["session", "id"] {
        thief.post("/account/sessions/end", &[csrf.clone(), pair(name, &session)]).await;
    }
    assert_eq!(store.sessions_of("xu", office.now()).await.unwrap().len(), 1, "sessions of others go on");
    assert_eq!(owner.get("/work").await.status, 200);
}

#[tokio::test]
async fn no_form_is_taken_from_another_site_or_without_its_token() {
    let office = Office::open().await;
    let record = office.violation("xu", &[]).await;
    for route in routes::all().into_iter().filter(|route| route.method == Method::POST) {
        let path = filled(&route, "1").replace("/1/", &format!("/{record}/"));
        let kind =
            if route.path.starts_with("/api/") { "application/json" } else { "application/x-www-form-urlencoded" };
        let mut browser = insider(&office, route.access).await;
        for headers in [
            vec![("sec-fetch-site", "cross-site")],
            vec![("sec-fetch-site", "same-site")],
            vec![("origin", "https://evil.cn")],
            vec![("origin", "null")],
            vec![],
        ] {
            let all = [headers.clone(), vec![("content-type", kind)]].concat();
            let answer = browser.ask(Method::POST, &path, &all, "").await;
            assert_eq!(answer.status, 403, "{} {headers:?}", route.path);
        }
        if matches!(route.access, Access::Public) {
            continue;
        }
        for body in ["", "csrf=", "csrf=wrong"] {
            let all = [("sec-fetch-site", "same-origin"), ("content-type", kind)];
            let answer = browser.ask(Method::POST, &path, &all, body).await;
            assert_eq!(answer.status, 403, "{} {body:?}: {}", route.path, answer.text());
        }
    }
}

#[tokio::test]
async fn scripts_in_values_are_shown_and_never_run() {
    let office = Office::open().await;
    let library = office.desk.snapshot();
    let ledger = library.library().ledger(LEDGER).unwrap().clone();
    let record = office.violation("xu", &[("site", SCRIPT), ("party", SCRIPT)]).await;
    let texts =
        ledger.fields.iter().filter(|f| matches!(f.ty, FieldType::Text | FieldType::LongText | FieldType::Place));
    let mut told = 0;
    for field in texts {
        let call = Call {
            reason: Some(SCRIPT.into()),
            ..Call::new(office.desk.actor("xu", office.now()).unwrap(), Clock::now(office.now()))
        };
        let typed = vec![(field.name.to_string(), format!("{SCRIPT}{}", field.name))];
        let target = banjie_desk::Target::Id(banjie_model::value::RecordId(record));
        told += usize::from(office.desk.edit(LEDGER, &target, &typed, &call).await.is_ok());
    }
    assert!(told >= 2, "some fields may be corrected: {told}");
    let mut desk = program(&office, "xu", &["write"]).await;
    let comments = format!("/api/v1/ledgers/{LEDGER}/records/{record}/comments");
    assert_eq!(send(&mut desk, &comments, &json!({ "text": SCRIPT })).await.status, 201);
    banjie_web::search::catch_up(&office.app).await.unwrap();
    let mut browser = office.signed_in("xu").await;
    let columns: String = ledger.fields.iter().map(|field| format!("&col={}", field.name)).collect();
    let mut escaped = 0;
    for path in [
        format!("/ledgers/{LEDGER}/{record}"),
        format!("/ledgers/{LEDGER}/{record}/history"),
        format!("/ledgers/{LEDGER}/{record}/edit"),
        format!("/ledgers/{LEDGER}/{record}/act/stop"),
        format!("/ledgers/{LEDGER}/{record}/plain"),
        format!("/ledgers/{LEDGER}?view=all{columns}"),
        format!("/ledgers/{LEDGER}?view=all&site.has=%3Cscript%3Ealert(1)%3C/script%3E"),
        format!("/ledgers/{LEDGER}/map"),
        format!("/ledgers/{LEDGER}/charts"),
        "/work?of=office".to_owned(),
        "/search?q=%3Cscript%3Ealert&page=1".to_owned(),
        "/search?q=alert&page=1".to_owned(),
    ] {
        let page = browser.get(&path).await;
        assert_eq!(page.status, 200, "{path}");
        let text = page.text();
        assert!(!text.contains("<script>alert") && !text.contains("<img src=x"), "{path} runs what was typed");
        escaped += usize::from(text.contains("&lt;script&gt;alert"));
    }
    assert!(escaped >= 5, "it is shown: {escaped}");
    let answer = desk.get(&format!("/api/v1/ledgers/{LEDGER}/records/{record}")).await;
    assert!(answer.headers["content-type"].to_str().unwrap().starts_with("application/json"));
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
}

#[tokio::test]
async fn no_parameter_and_no_body_breaks_the_program() {
    let office = Office::open().await;
    office.violation("xu", &[]).await;
    let long = "a".repeat(5_000);
    let garbage = [
        "..%2f..%2fetc%2fpasswd",
        "%00",
        "%2fetc%2fpasswd",
        "%ff%fe",
        "-1",
        "99999999999999999999",
        "%E4%B8%AD",
        "'%22%3B--",
        &long,
    ];
    let mut asked = 0;
    for access in [Access::Staff, Access::System, Access::Security, Access::Audit] {
        let mut browser = insider(&office, access).await;
        let csrf = browser.get("/api/v1/me").await.json()["csrf"].as_str().unwrap().to_owned();
        for route in routes::all() {
            let own = match route.access {
                Access::System | Access::Security | Access::Audit => route.access == access,
                Access::Administrators => access == Access::System,
                _ => access == Access::Staff,
            };
            if !own {
                continue;
            }
            let with: &[&str] = if route.path.contains('{') { &garbage } else { &["1"] };
            for word in with {
                let query =
                    "?ledger=%00&q=%00&after=x&sort=..&limit=-1&period=x&org=%ff&next=%0d%0aSet-Cookie:a=b&page=0&id=x";
                let path = format!("{}{query}", filled(&route, word));
                let json = route.path.starts_with("/api/");
                let kind = if json { "application/json" } else { "application/x-www-form-urlencoded" };
                let body = if json {
                    "{\"fields\":{}}".to_owned()
                } else {
                    format!("csrf={csrf}&id=x&token=x&place=%00&text=%00")
                };
                let headers = [("content-type", kind), ("sec-fetch-site", "same-origin"), ("x-csrf", &*csrf)];
                let answer = browser.ask(route.method.clone(), &path, &headers, body).await;
                assert!(answer.status < 500, "{} {path}: {} {}", route.method, answer.status, answer.text());
                assert!(answer.headers.get_all("set-cookie").iter().all(|c| !c.to_str().unwrap().starts_with("a=b")));
                asked += 1;
                if route.path.starts_with("/sign-out")
                    || route.path.contains("/sessions")
                    || route.path.contains("password")
                {
                    browser = insider(&office, access).await;
                    break;
                }
            }
        }
    }
    assert!(asked > 300, "{asked}");
}

#[tokio::test]
async fn bodies_that_make_no_sense_are_refused() {
    let office =
        Office::with(banjie_web::Settings { demo: true, patience: 10_000, upload: 100_000, ..Default::default() })
            .await;
    let mut browser = office.signed_in("xu").await;
    let path = format!("/ledgers/{LEDGER}/new");
    let own = ("sec-fetch-site", "same-origin");
    for (kind, body, expected) in [
        ("multipart/form-data", "x".to_owned(), 400),
        ("multipart/form-data; boundary=a", "--b\r\nnonsense".to_owned(), 400),
        ("application/x-www-form-urlencoded", format!("site={}", "x".repeat(200_000)), 413),
        (
            "multipart/form-data; boundary=a",
            format!("--a\r\nContent-Disposition: form-data; name=\"site\"\r\n\r\n{}\r\n--a--\r\n", "x".repeat(200_000)),
            413,
        ),
        ("application/json", "{}".to_owned(), 403),
    ] {
        let answer = browser.ask(Method::POST, &path, &[own, ("content-type", kind)], body).await;
        assert_eq!(answer.status, expected, "{kind}: {}", answer.text());
    }
}

#[tokio::test]
async fn a_cookie_put_on_somebody_beforehand_is_worth_nothing_and_the_host_is_not_believed() {
    let office = Office::open().await;
    let mut browser = office.browser();
    browser.set_cookie("banjie", "fixed");
    let page = browser.get("/sign-in").await;
    let answer = browser.submit(&page, "/sign-in", &[("account", "xu"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 303);
    assert_ne!(browser.cookie("banjie"), Some("fixed"));
    let mut thief = office.browser();
    thief.set_cookie("banjie", "fixed");
    assert!(thief.get("/work").await.location().starts_with("/sign-in"));
    let away =
        thief.ask(Method::GET, "/work", &[("x-forwarded-host", "evil.cn"), ("forwarded", "host=evil.cn")], "").await;
    assert!(away.location().starts_with("/sign-in"), "{}", away.location());
}
