//! Every route is asked as every kind of asker and answers what the table of routes says.

mod common;

use std::{fs, path::PathBuf};

use axum::http::Method;
use banjie_web::{
    routes::{self, Access, Asker, Gate, Route},
    text::faults,
};
use common::{
    Office,
    browser::{Browser, Page},
    program::program,
};

/// The address with something plausible in the place of each parameter.
fn address(route: &Route, record: i64) -> String {
    let part = |part: &str| match part {
        "{ledger}" => "building-violations.violation".to_owned(),
        "{record}" => record.to_string(),
        "{action}" => "stop".to_owned(),
        "{limit}" => "handling".to_owned(),
        "{package}" => "building-violations".to_owned(),
        part if part.starts_with('{') => "1".to_owned(),
        part => part.to_owned(),
    };
    route.path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// What the gate said, by the answer of the whole program.
fn gate(route: &Route, page: &Page) -> Gate {
    if page.status == 401 || page.location().starts_with("/sign-in?next=") {
        return Gate::SignIn;
    }
    let message = serde_json::from_slice::<serde_json::Value>(&page.body).ok();
    let message = message.and_then(|body| Some(body["error"]["message"].as_str()?.to_owned()));
    let refused = page.status == 403 && message.is_some_and(|said| said == faults::needs(route.access));
    if refused { Gate::Refuses } else { Gate::Open }
}

async fn ask(browser: &mut Browser, route: &Route, record: i64) -> Page {
    let headers = [("accept", "application/json"), ("sec-fetch-site", "same-origin")];
    browser.ask(route.method.clone(), &address(route, record), &headers, "").await
}

#[tokio::test]
async fn every_route_lets_in_whom_the_table_says_and_nobody_else() {
    let office = Office::open().await;
    let record = office.violation("xu", &[]).await;
    let staff = ["xu", "ma", "lin", "he", "dai", "zheng", "zhu"].map(|account| (Asker::Staff, account));
    let three = [(Asker::System, "sys"), (Asker::Security, "sec"), (Asker::Audit, "aud")];
    let mut askers: Vec<(Asker, Browser)> = vec![
        (Asker::Nobody, office.browser()),
        (Asker::ReadToken, program(&office, "ma", &["read"]).await),
        (Asker::WriteToken, program(&office, "ma", &["write"]).await),
    ];
    for (asker, account) in staff.into_iter().chain(three) {
        askers.push((asker, office.signed_in(account).await));
    }
    let mut asked = 0;
    for (asker, browser) in &mut askers {
        for route in routes::all() {
            let page = ask(browser, &route, record).await;
            let said = gate(&route, &page);
            let expected = route.access.answers(*asker);
            assert_eq!(
                said,
                expected,
                "{asker:?} asks {} {}: {} {}",
                route.method,
                route.path,
                page.status,
                page.text()
            );
            assert!(page.status < 500, "{asker:?} asks {} {}: {}", route.method, route.path, page.status);
            asked += 1;
        }
    }
    assert_eq!(asked, askers.len() * routes::all().len());
}

#[test]
fn every_route_that_is_not_public_refuses_somebody() {
    for route in routes::all().into_iter().filter(|route| route.access != Access::Public) {
        let refused = Asker::ALL.iter().filter(|(asker, _)| route.access.answers(*asker) != Gate::Open);
        assert!(refused.count() > 0, "{}", route.path);
    }
    let public: Vec<&str> = routes::all()
        .into_iter()
        .filter(|route| route.access == Access::Public && route.method == Method::POST)
        .map(|route| route.path)
        .collect();
    let known = |path: &&&str| !path.starts_with("/portal") && !path.starts_with("/sign-in");
    assert_eq!(public.iter().filter(known).collect::<Vec<_>>(), Vec::<&&str>::new(), "the public writes at few places");
}

#[test]
fn the_reference_of_routes_is_as_the_table_is() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/routes.md");
    if std::env::var_os("BANJIE_UPDATE_GUIDE").is_some() {
        fs::write(&file, routes::reference()).unwrap();
    }
    let written = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        written == routes::reference(),
        "run `BANJIE_UPDATE_GUIDE=1 cargo test -p banjie-web --test routes` and commit docs/reference/routes.md"
    );
}

#[test]
fn what_a_page_does_a_program_can_do_or_the_reason_why_not_is_written_down() {
    use std::collections::BTreeSet;

    use banjie_web::api::{Sibling, reference, siblings};
    let pages: BTreeSet<String> =
        banjie_web::pages::routes().iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    let known: BTreeSet<String> = siblings().iter().map(|(page, _)| (*page).to_owned()).collect();
    assert_eq!(siblings().len(), known.len(), "each page once");
    assert_eq!(pages.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new(), "pages without a sibling");
    assert_eq!(known.difference(&pages).collect::<Vec<_>>(), Vec::<&String>::new(), "pages that are not there");
    let operations: BTreeSet<String> = routes::all()
        .iter()
        .filter_map(|route| Some(format!("{} {}", route.method, route.path.strip_prefix("/api/v1")?)))
        .collect();
    let mut used = BTreeSet::new();
    for (page, sibling) in siblings() {
        match sibling {
            Sibling::Not(why) => assert!(why.len() > 20, "{page}: a reason"),
            Sibling::By(all) => {
                for one in all {
                    assert!(operations.contains(*one), "{page}: no operation {one}");
                    used.insert((*one).to_owned());
                }
            }
        }
    }
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/api.md");
    if std::env::var_os("BANJIE_UPDATE_GUIDE").is_some() {
        fs::write(&file, reference()).unwrap();
    }
    assert!(
        fs::read_to_string(&file).unwrap_or_default() == reference(),
        "run `BANJIE_UPDATE_GUIDE=1 cargo test -p banjie-web --test routes` and commit docs/reference/api.md"
    );
}
