//! The supervision board, and figures down to their records.

mod common;

use common::{Office, browser::Page};

const BOARD: &str = "/board/building-violations.violation";

/// Three cases in the east, one in the west, left alone until red cards fall.
async fn neglected() -> Office {
    let office = Office::open().await;
    for (account, site) in [("xu", "府东路1号"), ("xu", "府东路2号"), ("ma", "府东路3号"), ("lin", "府西路4号")]
    {
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
    insta::assert_snapshot!([row(&page, "城东分局"), row(&page, "城西分局"), row(&page, "合计")].join("\n"), @r"
    城东分局 3 0 0 3 3 0.0% —
    城西分局 1 0 0 1 1 0.0% —
    合计 4 0 0 4 4 0.0% —
    ");
    let text = page.text();
    assert!(text.find("城东分局").unwrap() < text.rfind("城西分局").unwrap());
    let cell =
        page.links().into_iter().find(|link| link.contains("line=east") && link.contains("column=open")).unwrap();
    let cases = zheng.get(&cell).await;
    assert_eq!(cases.text().matches("/ledgers/building-violations.violation/").count() / 2, 3, "{}", cases.text());
}

#[tokio::test]
async fn the_on_time_rate_is_that_of_the_last_weeks_unless_another_time_is_chosen() {
    let office = neglected().await;
    let mut zheng = office.signed_in("zheng").await;
    let page = zheng.get(BOARD).await;
    assert!(page.words().contains("近 12 周到期的：4 次，按时 0 次"), "{}", page.words());
    assert!(!page.words().contains("必填"), "a chooser holds a choice always: {}", page.words());
    let chosen = zheng.get(&format!("{BOARD}?since=year")).await;
    assert!(chosen.words().contains("今年以来到期的：4 次"), "{}", chosen.words());
    assert!(chosen.links().iter().any(|link| link.contains("since=year") && link.contains("column=late")));
}

#[tokio::test]
async fn a_card_is_told_with_the_limit_it_fell_on() {
    let office = neglected().await;
    let mut zheng = office.signed_in("zheng").await;
    let list = zheng.get(&format!("{BOARD}/cases?column=red")).await;
    assert!(list.words().contains("红牌 移送 立案时限"), "{}", list.words());
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
    insta::assert_snapshot!(row(&page, "未指定经办人"), @"未指定经办人 — 4 0 0 4 4 0.0% —");
    let mut links = page.links().into_iter().map(|link| link.replace("&amp;", "&"));
    let cell = links.rfind(|link| link.contains("person=&column=open")).unwrap();
    let cases = zheng.get(&cell).await;
    for number in 1..=4 {
        assert!(cases.words().contains(&format!("违建〔2026〕{number}号")), "{}", cases.words());
    }
    let nobody = zheng.get(&format!("{BOARD}/cases?person=xu&column=open")).await;
    assert!(nobody.words().contains("这一格里现在没有办件"), "{}", nobody.words());
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

const FOUND: &str = "/figures/building-violations/found";

/// The first link on a page that leads to records.
fn records(page: &Page) -> String {
    let links = page.links().into_iter();
    let found = links.map(|link| link.replace("&amp;", "&")).find(|link| link.starts_with("/figures/records?"));
    found.unwrap_or_else(|| panic!("no way to records on {}:\n{}", page.path, page.text()))
}

#[tokio::test]
async fn a_figure_leads_to_its_records_and_is_counted_again() {
    let office = neglected().await;
    let mut zheng = office.signed_in("zheng").await;
    let page = zheng.get(&format!("{FOUND}?period=2026")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.words().contains("违法建设案件的条数"), "the definition stands in words: {}", page.words());
    insta::assert_snapshot!([row(&page, "城东分局"), row(&page, "城西分局"), row(&page, "合计")].join("\n"), @r"
    城东分局 3 75.0% — 1
    城西分局 1 25.0% — 2
    合计 4 100.0% — —
    ");
    let behind = zheng.get(&records(&page)).await;
    assert_eq!(behind.status, 200, "{}", behind.text());
    assert!(behind.words().contains("与数据库一致"), "{}", behind.words());
    for number in 1..=4 {
        assert!(behind.words().contains(&format!("违建〔2026〕{number}号")), "{}", behind.words());
    }
    assert!(!behind.words().contains("陈国栋"), "personal values are masked");
}

#[tokio::test]
async fn the_parts_of_a_formula_are_ways_to_their_own_figures() {
    let office = neglected().await;
    let mut zheng = office.signed_in("zheng").await;
    let page = zheng.get("/figures/building-violations/rooftop_share?period=2026").await;
    assert_eq!(page.status, 200, "{}", page.text());
    for part in ["rooftop", "found"] {
        let path = format!("/figures/building-violations/{part}?");
        assert!(page.links().iter().any(|link| link.starts_with(&path)), "{:?}", page.links());
    }
    let behind = zheng.get(&records(&page)).await;
    assert!(behind.words().contains("2 个组成部分逐一重算"), "{}", behind.words());
}

#[tokio::test]
async fn a_branch_reads_its_own_figures_only() {
    let office = neglected().await;
    let whole = records(&office.signed_in("zheng").await.get(&format!("{FOUND}?period=2026")).await);
    let mut ma = office.signed_in("ma").await;
    let page = ma.get(&format!("{FOUND}?period=2026")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(!page.words().contains("城西分局"), "{}", page.words());
    assert_eq!(ma.get(&format!("{FOUND}?period=2026&org=west")).await.status, 403);
    assert_eq!(ma.get(&whole).await.status, 403, "a token is no key");
    assert_eq!(ma.get(&whole.replace("org%3Dbureau", "org%3Dwest")).await.status, 403);
    assert_eq!(ma.get(&records(&page)).await.status, 200);
}

#[tokio::test]
async fn nobody_is_found_out_about_by_asking_figures_for_a_person() {
    let office = neglected().await;
    let mut zheng = office.signed_in("zheng").await;
    let page = zheng.get(&format!("{FOUND}?period=2026")).await;
    let by_person = zheng.get(&format!("{FOUND}?period=2026&by=party")).await;
    assert_eq!(by_person.status, 400);
    let forged = records(&page).replace("%2Cseq", "%2Cwhere.party%3D%E9%99%88%E5%9B%BD%E6%A0%8B%2Cseq");
    assert_ne!(forged, records(&page));
    assert_eq!(zheng.get(&forged).await.status, 403);
}

#[tokio::test]
async fn what_cannot_be_read_is_told_beside_its_field_and_kept() {
    let office = neglected().await;
    let mut zheng = office.signed_in("zheng").await;
    let page = zheng.get(&format!("{FOUND}?range=%E5%8E%BB%E5%B9%B4%E5%A4%8F%E5%A4%A9")).await;
    assert_eq!(page.status, 422);
    assert!(page.words().contains("无法识别统计期间“去年夏天”"), "{}", page.words());
    assert!(page.text().contains("value=\"去年夏天\""));
    assert_eq!(zheng.get(&format!("{FOUND}?as_of=2099-01-01T00:00")).await.status, 422);
    assert_eq!(zheng.get("/figures/records").await.status, 400);
    assert_eq!(zheng.get("/figures/records?token=nonsense").await.status, 400);
}

#[tokio::test]
async fn a_table_is_exported_and_the_export_is_on_record() {
    let office = neglected().await;
    let mut zheng = office.signed_in("zheng").await;
    let csv = zheng.get(&format!("{FOUND}/export?period=2026&by=org&format=csv")).await;
    assert_eq!(csv.status, 200, "{}", csv.text());
    insta::assert_snapshot!(csv.text().trim_start_matches('\u{feff}'), @r"
    单位,违法建设案件数（件）,占比,同比增长,排名
    城东分局,3,75.0%,—,1
    城西分局,1,25.0%,—,2
    合计,4,100.0%,—,
    ");
    let xlsx = zheng.get(&format!("{FOUND}/export?period=2026&by=org&format=xlsx")).await;
    assert!(xlsx.body.starts_with(b"PK"));
    let of = banjie_store::AuditOf { what: Some(banjie_store::AuditKind::Exported), ..Default::default() };
    assert_eq!(office.desk.store().audit_entries(&of, None, 10).await.unwrap().len(), 2);
    assert_eq!(office.signed_in("ma").await.get(&format!("{FOUND}/export?org=west")).await.status, 403);
}

#[tokio::test]
async fn the_catalogue_is_searched_and_a_package_has_its_dashboard() {
    let office = neglected().await;
    let mut zheng = office.signed_in("zheng").await;
    let found = zheng.get("/figures?q=%E7%AB%8B%E6%A1%88%E6%8C%89%E6%97%B6%E7%8E%87").await;
    assert!(found.links().iter().any(|link| link == "/figures/building-violations/filing_rate"));
    assert!(!found.links().iter().any(|link| link == "/figures/building-violations/fines"));
    assert!(zheng.get("/figures?q=zzz").await.words().contains("没有找到"));
    let board = zheng.get("/figures/building-violations").await;
    assert_eq!(board.status, 200, "{}", board.text());
    assert!(board.words().contains("立案按时率"));
    assert_eq!(zheng.get("/figures/sunshine-canteen").await.status, 404);
    assert_eq!(zheng.get("/figures/building-violations/no_such").await.status, 404);
    let history = zheng.get(&format!("{FOUND}?tab=history")).await;
    assert!(history.words().contains("现行"), "{}", history.words());
}

#[tokio::test]
async fn the_dashboard_a_package_declares_shows_its_numbers_and_charts_in_its_order() {
    let office = neglected().await;
    let mut zheng = office.signed_in("zheng").await;
    let page = zheng.get("/figures/building-violations?period=2026").await;
    assert_eq!(page.status, 200, "{}", page.text());
    let text = page.text();
    let board = text.split_once("办案总览").unwrap().1.split("id=\"all\"").next().unwrap();
    let place = |words: &str| board.find(words).unwrap_or_else(|| panic!("no {words} on {board}"));
    let order = ["在办案件数", "结案率", "总按时率", "红牌数", "chart-cases-found-month", "chart-cases-found-kind"];
    assert!(order.map(place).is_sorted(), "{board}");
    assert!(board.contains("违法建设案件数，按类型"), "{board}");
    let by_office = board.split_once("id=\"chart-cases-open_cases-org\"").unwrap().1;
    assert!(by_office.contains("城东分局") && by_office.contains("城西分局"), "{by_office}");
    assert!(!text.contains("<h2>总览</h2>"), "none is derived beside it");
    let own = office.signed_in("ma").await.get("/figures/building-violations?period=2026").await;
    assert!(!own.text().contains("城西分局"), "{}", own.words());
}
