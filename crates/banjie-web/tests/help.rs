//! Help: the guide in the program, where each page leads in it, and its search.

mod common;

use common::Office;

#[tokio::test]
async fn every_page_leads_to_the_part_of_the_guide_that_tells_of_it() {
    let office = Office::open().await;
    let record = office.violation("xu", &[]).await;
    let mut xu = office.signed_in("xu").await;
    for (path, help) in [
        ("/work".to_owned(), "/help/desk#工作台"),
        (format!("/ledgers/building-violations.violation/{record}"), "/help/desk#办件"),
        ("/board/building-violations.violation".to_owned(), "/help/desk#监察"),
        ("/figures".to_owned(), "/help/desk#指标"),
    ] {
        let page = xu.get(&path).await;
        assert!(page.links().iter().any(|link| link == help), "{path}: {:?}", page.links());
        let (chapter, anchor) = help.split_once('#').unwrap();
        let told = xu.get(chapter).await;
        assert_eq!(told.status, 200);
        assert!(told.text().contains(&format!("id=\"{anchor}\"")), "{help}");
    }
    assert_eq!(xu.get("/help/no-such-chapter").await.status, 404);
}

#[tokio::test]
async fn the_guide_is_searched_by_words_and_what_is_typed_is_shown_as_text() {
    let office = Office::open().await;
    let mut xu = office.signed_in("xu").await;
    let found = xu.get("/help?q=按时率+走势").await;
    assert!(found.links().iter().any(|link| link == "/help/desk#监察"), "{:?}", found.links());
    assert!(found.text().contains("<mark>"), "{}", found.text());
    let none = xu.get("/help?q=%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert!(none.words().contains("帮助里没有写到"), "{}", none.words());
    assert!(!none.text().contains("<script>alert(1)"));
    let mut administrator = office.signed_in("sys").await;
    assert_eq!(administrator.get("/help").await.status, 200);
    assert_eq!(office.browser().get("/help").await.status, 303);
}
