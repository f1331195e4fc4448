//! Signing in, and what is behind it.

mod common;

use axum::http::Method;
use banjie_store::{AuditKind, AuditOf};
use banjie_web::{Settings, server::second_factor};
use chrono::TimeDelta;
use common::{
    Office, PASSWORD,
    browser::{Browser, Page},
};

/// The secret of somebody's telephone.
const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const WRONG: &str = "Wrong-2026-x";

/// An office that is no demonstration.
async fn real(patience: u32) -> Office {
    Office::with(Settings { patience, ..Settings::default() }).await
}

async fn sign_in(browser: &mut Browser, account: &str, password: &str) -> Page {
    let page = browser.get("/sign-in").await;
    browser.submit(&page, "/sign-in", &[("account", account), ("password", password)]).await
}

fn code(office: &Office) -> String {
    second_factor::code_at(SECRET, office.now()).expect("a secret of twenty bytes")
}

/// What stands in the audit log, oldest first: kind, account, whether it was done.
async fn logged(office: &Office) -> Vec<(&'static str, String, bool)> {
    let rows = office.desk.store().audit_entries(&AuditOf::default(), None, 100).await.expect("the log can be read");
    let line = |row: banjie_store::AuditRow| {
        (row.entry.what.key(), row.entry.account.as_deref().unwrap_or("-").to_owned(), row.entry.ok)
    };
    rows.into_iter().rev().map(line).collect()
}

#[tokio::test]
async fn who_signs_in_comes_to_where_he_wanted_to_go() {
    let office = Office::open().await;
    let mut browser = office.browser();
    let page = browser.get("/sign-in?next=/drafts").await;
    let answer = browser.submit(&page, "/sign-in", &[("account", "xu"), ("password", PASSWORD)]).await;
    assert_eq!((answer.status, answer.location()), (303, "/drafts"));
    assert_eq!(browser.get("/").await.location(), "/work");
    assert_eq!(browser.get("/sign-in?next=/search").await.location(), "/search", "he need not sign in twice");
}

#[tokio::test]
async fn nobody_is_sent_elsewhere_after_signing_in() {
    let office = Office::open().await;
    for next in ["https://evil.cn/", "//evil.cn", "/\\evil.cn", "javascript:alert(1)"] {
        let mut browser = office.browser();
        let page = browser.get("/sign-in").await;
        let typed = [("account", "xu"), ("password", PASSWORD), ("next", next)];
        assert_eq!(browser.submit(&page, "/sign-in", &typed).await.location(), "/work", "{next}");
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_account_look_the_same_until_both_are_locked() {
    let office = Office::open().await;
    let mut browser = office.browser();
    for (time, status) in [(1, 422), (2, 422), (3, 422), (4, 422), (5, 423), (6, 423)] {
        let wrong = sign_in(&mut browser, "xu", WRONG).await;
        let unknown = sign_in(&mut browser, "nobody", WRONG).await;
        assert_eq!((wrong.status, unknown.status), (status, status), "{time}");
        assert_eq!(wrong.words(), unknown.words(), "{time}");
    }
    let right = sign_in(&mut browser, "xu", PASSWORD).await;
    assert_eq!(right.status, 423);
    assert!(right.words().contains("锁定到 2026年3月9日 09:15"), "{}", right.words());
    office.pass(TimeDelta::minutes(15));
    assert_eq!(sign_in(&mut browser, "xu", PASSWORD).await.status, 303, "the lock ends by itself");
}

#[tokio::test]
async fn one_address_that_keeps_trying_is_slowed_down() {
    let office = real(3).await;
    let mut browser = office.browser();
    let mut statuses = Vec::new();
    for account in ["a", "b", "c", "d"] {
        statuses.push(sign_in(&mut browser, account, WRONG).await.status);
    }
    assert_eq!(statuses, [422, 422, 422, 429]);
}

#[tokio::test]
async fn every_sign_in_failure_lock_refusal_and_sign_out_is_on_record() {
    let office = Office::open().await;
    let mut browser = office.browser();
    sign_in(&mut browser, "nobody", WRONG).await;
    sign_in(&mut browser, "xu", WRONG).await;
    sign_in(&mut browser, "xu", PASSWORD).await;
    assert_eq!(browser.get("/admin/audit").await.status, 403);
    let page = browser.get("/account").await;
    browser.submit(&page, "/sign-out", &[]).await;
    for _ in 0..5 {
        sign_in(&mut browser, "ma", WRONG).await;
    }
    let mut expected = vec![
        ("sign-in-failed", "-".to_owned(), false),
        ("sign-in-failed", "xu".to_owned(), false),
        ("sign-in", "xu".to_owned(), true),
        ("refused", "xu".to_owned(), false),
        ("sign-out", "xu".to_owned(), true),
    ];
    expected.extend((0..5).map(|_| ("sign-in-failed", "ma".to_owned(), false)));
    expected.push(("locked", "ma".to_owned(), false));
    assert_eq!(logged(&office).await, expected);
    let text = format!("{:?}", office.desk.store().audit_entries(&AuditOf::default(), None, 100).await.unwrap());
    assert!(!text.contains(WRONG) && !text.contains("nobody"), "neither passwords nor what was typed as account");
}

#[tokio::test]
async fn the_second_factor_opens_the_door_once_a_code() {
    let office = Office::open().await;
    office.desk.store().set_totp("xu", Some(SECRET)).await.unwrap();
    let mut browser = office.browser();
    let half = sign_in(&mut browser, "xu", PASSWORD).await;
    assert_eq!((half.status, half.location()), (303, "/sign-in/code"));
    for path in ["/account", "/account/password", "/account/second-factor"] {
        assert_eq!(browser.get(path).await.location(), "/sign-in/code", "{path} needs the code first");
    }
    let page = browser.get("/sign-in/code").await;
    let (before, now) = (browser.cookie("banjie").unwrap().to_owned(), code(&office));
    assert_eq!(browser.submit(&page, "/sign-in/code", &[("code", "000000")]).await.status, 422);
    let inside = browser.submit(&page, "/sign-in/code", &[("code", &now)]).await;
    assert_eq!((inside.status, inside.location()), (303, "/work"));
    assert_ne!(browser.cookie("banjie").unwrap(), before, "the half-open session's cookie is worth nothing");

    let mut other = office.browser();
    sign_in(&mut other, "xu", PASSWORD).await;
    let page = other.get("/sign-in/code").await;
    let again = other.submit(&page, "/sign-in/code", &[("code", &now)]).await;
    assert_eq!(again.status, 422);
    assert!(again.words().contains("已经用过"), "{}", again.words());
    office.pass(TimeDelta::seconds(30));
    assert_eq!(other.submit(&page, "/sign-in/code", &[("code", &code(&office))]).await.status, 303);
}

#[tokio::test]
async fn guessing_codes_locks_the_account_and_a_right_password_does_not_help() {
    let office = Office::open().await;
    office.desk.store().set_totp("xu", Some(SECRET)).await.unwrap();
    let mut browser = office.browser();
    let mut statuses = Vec::new();
    for guess in ["000001", "000002", "000003", "000004", "000005"] {
        sign_in(&mut browser, "xu", PASSWORD).await;
        let page = browser.get("/sign-in/code").await;
        statuses.push(browser.submit(&page, "/sign-in/code", &[("code", guess)]).await.status);
    }
    assert_eq!(statuses, [422, 422, 422, 422, 423], "signing in again does not forget the wrong codes");
    assert_eq!(
        browser.get("/sign-in/code").await.location(),
        "/sign-in?next=%2Fsign-in%2Fcode",
        "the session has ended"
    );
    assert_eq!(sign_in(&mut browser, "xu", PASSWORD).await.status, 423);
}

#[tokio::test]
async fn a_cookie_from_before_the_sign_in_is_never_taken_over() {
    let office = Office::open().await;
    let mut victim = office.browser();
    victim.set_cookie("banjie", "planted-by-somebody-else");
    sign_in(&mut victim, "xu", PASSWORD).await;
    assert_ne!(victim.cookie("banjie").unwrap(), "planted-by-somebody-else");
    let mut attacker = office.browser();
    attacker.set_cookie("banjie", "planted-by-somebody-else");
    assert!(attacker.get("/account").await.location().starts_with("/sign-in"));
}

#[tokio::test]
async fn a_form_of_another_session_is_refused() {
    let office = Office::open().await;
    let mut browser = office.signed_in("xu").await;
    let page = browser.get("/account/password").await;
    let mut other = office.signed_in("xu").await;
    let answer = other.submit(&page, "/account/password", &[("old", PASSWORD), ("new", "Neues-Wort-77")]).await;
    assert_eq!(answer.status, 403);
    let no_token = browser.ask(Method::POST, "/sign-out", &[("sec-fetch-site", "same-origin")], "").await;
    assert_ne!(no_token.status, 303);
    assert_eq!(browser.get("/account").await.status, 200, "nobody was signed out");
}

#[tokio::test]
async fn a_first_password_must_be_changed_before_anything_else() {
    let office = Office::open().await;
    let store = office.desk.store();
    let hash = banjie_web::server::hash_with(PASSWORD, &[1; 16]).unwrap();
    store.set_password("xu", &hash, true, office.now()).await.unwrap();
    let mut browser = office.browser();
    assert_eq!(sign_in(&mut browser, "xu", PASSWORD).await.location(), "/account/password");
    assert_eq!(browser.get("/account").await.location(), "/account/password");
    let page = browser.get("/account/password").await;
    for (new, again, told) in [
        ("short", "short", "至少 10 个字符"),
        (PASSWORD, PASSWORD, "与现在的密码相同"),
        ("Neues-Wort-77", "Neues-Wort-78", "不一样"),
    ] {
        let typed = [("old", PASSWORD), ("new", new), ("again", again)];
        let answer = browser.submit(&page, "/account/password", &typed).await;
        assert_eq!(answer.status, 422);
        assert!(answer.words().contains(told), "{told}: {}", answer.words());
    }
    let typed = [("old", PASSWORD), ("new", "Neues-Wort-77"), ("again", "Neues-Wort-77")];
    assert_eq!(browser.submit(&page, "/account/password", &typed).await.location(), "/work");
    assert_eq!(browser.get("/account").await.status, 200);
    let mut other = office.browser();
    assert_eq!(sign_in(&mut other, "xu", PASSWORD).await.status, 422);
    assert_eq!(sign_in(&mut other, "xu", "Neues-Wort-77").await.status, 303);
}

#[tokio::test]
async fn an_administrator_sets_up_a_second_factor_before_he_administers() {
    let office = real(10_000).await;
    let mut browser = office.browser();
    sign_in(&mut browser, "sec", PASSWORD).await;
    assert_eq!(browser.get("/admin").await.location(), "/account/second-factor");
    let page = browser.get("/account/second-factor").await;
    assert!(page.text().contains("<svg"), "a square code to scan");
    let secret = page.form("/account/second-factor").into_iter().find(|(key, _)| key == "secret").unwrap().1;
    assert_eq!(browser.submit(&page, "/account/second-factor", &[("code", "123")]).await.status, 422);
    let now = second_factor::code_at(&secret, office.now()).unwrap();
    let set = browser.submit(&page, "/account/second-factor", &[("code", &now)]).await;
    assert_eq!((set.status, set.location()), (303, "/admin"));
    assert_eq!(browser.open("/admin").await.status, 200, "the session in which it was set up goes on");

    let mut other = office.browser();
    assert_eq!(sign_in(&mut other, "sec", PASSWORD).await.location(), "/sign-in/code");
    let page = other.get("/sign-in/code").await;
    let replayed = other.submit(&page, "/sign-in/code", &[("code", &now)]).await;
    assert_eq!(replayed.status, 422, "the code by which it was set up is used");
}

#[tokio::test]
async fn the_second_factor_ends_with_password_and_code_only() {
    let office = Office::open().await;
    let mut browser = office.signed_in("xu").await;
    office.desk.store().set_totp("xu", Some(SECRET)).await.unwrap();
    let page = browser.get("/account/second-factor").await;
    let path = "/account/second-factor/off";
    let off = |password: &'static str, code: String| [("password", password.to_owned()), ("code", code)];
    for (typed, told) in [(off(WRONG, code(&office)), "密码不对"), (off(PASSWORD, "000000".to_owned()), "动态码不对")]
    {
        let typed: Vec<(&str, &str)> = typed.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let answer = browser.submit(&page, path, &typed).await;
        assert_eq!(answer.status, 422);
        assert!(answer.words().contains(told), "{}", answer.words());
    }
    let answer = browser.submit(&page, path, &[("password", PASSWORD), ("code", &code(&office))]).await;
    assert_eq!(answer.location(), "/account");
    assert_eq!(office.desk.store().credential("xu").await.unwrap().unwrap().totp_secret, None);
    let kinds: Vec<&str> = logged(&office).await.iter().map(|(kind, ..)| *kind).collect();
    assert!(kinds.contains(&AuditKind::TotpRemoved.key()) && kinds.contains(&"second-factor-failed"), "{kinds:?}");
}

#[tokio::test]
async fn a_closed_account_is_out_at_once() {
    let office = Office::open().await;
    let mut browser = office.signed_in("xu").await;
    assert_eq!(browser.get("/account").await.status, 200);
    office.desk.store().set_disabled("xu", true).await.unwrap();
    assert!(browser.get("/account").await.location().starts_with("/sign-in"));
    assert_eq!(sign_in(&mut browser, "xu", PASSWORD).await.status, 422, "and does not come in again");
}

#[tokio::test]
async fn the_demonstration_lists_its_accounts_and_fills_one_in() {
    let office = Office::open().await;
    let mut browser = office.browser();
    let page = browser.get("/sign-in").await;
    assert!(page.words().contains("演示账号") && page.words().contains("安保全"), "{}", page.words());
    let link = page.links().into_iter().find(|link| link.contains("account=ma")).unwrap();
    let filled = browser.get(&link).await;
    assert_eq!(browser.submit(&filled, "/sign-in", &[]).await.status, 303);

    let page = real(10_000).await.browser().get("/sign-in?account=ma").await;
    assert!(!page.words().contains("演示账号") && !page.text().contains(PASSWORD));
}
