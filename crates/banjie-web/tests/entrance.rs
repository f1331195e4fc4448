//! Signing in, and what is behind it.

mod common;

use common::{Office, PASSWORD};

#[tokio::test]
async fn who_signs_in_comes_to_where_he_wanted_to_go() {
    let office = Office::open().await;
    let mut browser = office.browser();
    let page = browser.get("/sign-in?next=/drafts").await;
    let answer = browser.submit(&page, "/sign-in", &[("account", "xu"), ("password", PASSWORD)]).await;
    assert_eq!((answer.status, answer.location()), (303, "/drafts"));
    assert_eq!(browser.get("/").await.location(), "/work");
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
async fn a_wrong_password_and_an_unknown_account_look_the_same() {
    let office = Office::open().await;
    let mut browser = office.browser();
    let page = browser.get("/sign-in").await;
    let wrong = browser.submit(&page, "/sign-in", &[("account", "xu"), ("password", "Wrong-2026")]).await;
    let unknown = browser.submit(&page, "/sign-in", &[("account", "nobody"), ("password", "Wrong-2026")]).await;
    assert_eq!((wrong.status, unknown.status), (422, 422));
    assert_eq!(wrong.words(), unknown.words());
}
