//! The supervision board, and figures down to their records.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use common::{Office, browser::Page};

const BOARD: &str = "/board/building-violations.violation";

/// Three cases in the east, one in the west, left alone until red cards fall.
async fn neglected() -> Office {
    let office = Office::open().await;
    for (account, site) in [("xu", "府东路1号"), ("xu", "府东路2号"), ("ma", "府东路3号"), ("lin", "府西路4号")] {
        office.violation(account, &[("site", site)]).await;
    }
    office.pass(chrono::TimeDelta::days(40));
    office.tick().await;
    office
}

/// The row of the table that begins with this name, as words.
fn row(page: &Page, name: &str) -> String {
    let text = page.text();
    let rows = text.split("<tr").skip(1);
    let words = |row: &str| {
        let body = row.split_once('>').map_or("", |(_, body)| body);
        let body = body.split("</tr>").next().unwrap_or_default();
        let mut out = String::new();
        let mut inside = false;
        for c in body.chars() {
            match c {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    out.push(' ');
                }
                c if !inside => out.push(c),
                _ => {}
            }
        }
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    rows.map(words).find(|row| row.starts_with(name)).unwrap_or_else(|| panic!("no row {name} on {}", page.path))
}

#[tokio::test]
async fn the_board_shows_every_office_worst_first_and_each_number_leads_to_its_cases() {
    let office = neglected().await;
    let mut zheng = office.signed_in("zheng").await;
    let page = zheng.get(BOARD).await;
    assert_eq!(page.status, 200, "{}", page.text());
    insta::assert_snapshot!([row(&page, "城东分局"), row(&page, "城西分局"), row(&page, "合计")].join("\n"), @"");
    let text = page.text();
    assert!(text.find("城东分局").unwrap() < text.rfind("城西分局").unwrap());
    let cell = page.links().into_iter().find(|link| link.contains("line=east") && link.contains("column=open")).unwrap();
    let cases = zheng.get(&cell).await;
    assert_eq!(cases.text().matches("/ledgers/building-violations.violation/").count() / 2, 3, "{}", cases.text());
}

#[tokio::test]
async fn a_branch_sees_itself_only_and_is_told_why() {
    let office = neglected().await;
    let mut ma = office.signed_in("ma").await;
    let page = ma.get(BOARD).await;
    assert_eq!(page.status, 200);
    assert!(!page.words().contains("城西分局"), "{}", page.words());
    let other = ma.get(&format!("{BOARD}?org=west")).await;
    assert_eq!(other.status, 403);
    assert!(other.words().contains("不在您的管辖范围内"), "{}", other.words());
    let cell = ma.get(&format!("{BOARD}/cases?line=west&column=open")).await;
    assert_eq!(cell.status, 403);
    let all = ma.get(&format!("{BOARD}/cases?column=open")).await;
    assert!(!all.words().contains("城西分局"));
}

#[tokio::test]
async fn who_has_no_part_in_a_system_does_not_see_that_it_is_watched() {
    let office = neglected().await;
    let mut system = office.signed_in("sys").await;
    assert_eq!(system.get(BOARD).await.status, 403);
    let mut zheng = office.signed_in("zheng").await;
    assert_eq!(zheng.get("/board/no-such.ledger").await.status, 404);
    assert_eq!(zheng.get(&format!("{BOARD}/cases?column=no-such")).await.status, 400);
    assert_eq!(office.browser().get(BOARD).await.status, 303);
}

#[tokio::test]
async fn the_board_by_person_leads_to_the_cases_each_holds() {
    let office = neglected().await;
    let mut zheng = office.signed_in("zheng").await;
    let page = zheng.get(&format!("{BOARD}?by=person")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    insta::assert_snapshot!(row(&page, "徐立"), @"");
    let cell = page.links().into_iter().find(|link| link.contains("person=xu") && link.contains("column=open")).unwrap();
    let cases = zheng.get(&cell).await;
    assert!(cases.words().contains("徐立") && !cases.words().contains("林珊"), "{}", cases.words());
}

#[tokio::test]
async fn the_wall_refreshes_itself_without_scripts() {
    let office = neglected().await;
    let mut zheng = office.signed_in("zheng").await;
    let wall = zheng.get(&format!("{BOARD}/wall")).await;
    assert_eq!(wall.status, 200);
    assert!(wall.headers.contains_key("refresh"));
    assert!(wall.words().contains("城东分局"));
}

#[tokio::test]
async fn what_people_wrote_is_shown_as_text_on_the_red_list() {
    let office = Office::open().await;
    office.violation("xu", &[("site", "<script>alert(1)</script>路1号")]).await;
    office.pass(chrono::TimeDelta::days(40));
    office.tick().await;
    let page = office.signed_in("zheng").await.get(BOARD).await;
    assert!(page.text().contains("&lt;script&gt;alert(1)"), "{}", page.text());
    assert!(!page.text().contains("<script>alert(1)"));
}
