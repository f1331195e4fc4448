//! The board, the cases behind its cells, and the weeks.

use banjie_model::refusal::RefusalCode;
use banjie_office::boards::{self, Ask, Cell};
use banjie_store::{Column, testing};

use crate::support::{Town, actor, chief, clerk, moment, system, town_in, watcher};

const ASK: Ask<'static> = Ask { ledger: "help.request", org: None, soon: 3, since: None };

/// Two answered in time, one late, one open and red, one open and fresh.
async fn busy(town: &Town) {
    for (person, org, filed, answered) in [
        ("甲", "east", "2026-03-02 09:00", Some("2026-03-04 09:00")),
        ("乙", "west", "2026-03-02 09:00", Some("2026-03-05 09:00")),
        ("丙", "east", "2026-03-02 09:00", Some("2026-03-20 09:00")),
        ("丁", "east", "2026-03-02 09:00", None),
        ("戊", "west", "2026-03-23 09:00", None),
    ] {
        let done = town.request(person, org, filed).await;
        if person == "丁" {
            let target = banjie_desk::Target::Id(done.record);
            town.desk.assign("help.request", &target, "zhang", &system(filed)).await.unwrap();
        }
        if let Some(at) = answered {
            town.desk.tick(moment(at)).await.unwrap();
            town.answered(&done, at).await;
        }
    }
    town.desk.tick(moment("2026-03-25 09:00")).await.unwrap();
}

async fn shown(town: &Town, actor: &banjie_model::case::Actor) -> String {
    let now = moment("2026-03-25 10:00");
    let watch = boards::board(&town.desk, actor, &ASK, now).await.unwrap();
    let mut text = String::new();
    for line in watch.board.lines.iter().chain([&watch.board.total]) {
        text += &line.cells().join(" ");
        text.push('\n');
    }
    for column in Column::NAMES.map(|(column, ..)| column) {
        let cell = Cell { org: None, own: false, column };
        let page = boards::cases(&town.desk, actor, (&ASK, &cell), now, (None, 10)).await.unwrap();
        let cases: Vec<String> = page.cases.iter().map(|c| format!("{}{}", c.label, c.fallen.join(""))).collect();
        text += &format!("{}:{}\n", column.zh(), cases.join("、"));
    }
    text
}

#[tokio::test]
async fn each_cell_lists_the_cases_it_counts_on_both_databases() {
    let mut texts = Vec::new();
    for scratch in testing::both().await {
        let town = town_in(scratch).await;
        busy(&town).await;
        texts.push(shown(&town, &watcher()).await);
    }
    assert_eq!(texts[0], texts[1]);
    insta::assert_snapshot!(texts[0], @r#"
    东站 1 0 0 1 0 33.3%
    西站 1 1 0 0 0 100.0%
    合计 2 1 0 1 0 50.0%
    在办:求2026004 *黄牌红牌、求2026005 *
    将到期:求2026005 *
    黄牌:
    红牌:求2026004 *黄牌红牌
    移送:
    逾期:求2026003 *黄牌红牌、求2026004 *黄牌红牌
    "#);
}

#[tokio::test]
async fn an_office_sees_its_own_part_of_the_board_and_no_other() {
    let town = town_in(testing::sqlite().await).await;
    busy(&town).await;
    let now = moment("2026-03-25 10:00");
    assert_eq!(shown(&town, &chief()).await, shown(&town, &watcher()).await);
    insta::assert_snapshot!(shown(&town, &clerk()).await, @r#"
    本级 1 0 0 1 0 33.3%
    合计 1 0 0 1 0 33.3%
    在办:求2026004 *黄牌红牌
    将到期:
    黄牌:
    红牌:求2026004 *黄牌红牌
    移送:
    逾期:求2026003 *黄牌红牌、求2026004 *黄牌红牌
    "#);
    let refusal = async |actor, org| {
        let ask = Ask { org, ..ASK };
        boards::board(&town.desk, &actor, &ask, now).await.unwrap_err().refusal().unwrap().code
    };
    assert_eq!(refusal(clerk(), Some("镇")).await, RefusalCode::OutsideScope);
    assert_eq!(refusal(clerk(), Some("西站")).await, RefusalCode::OutsideScope);
    assert_eq!(refusal(actor("zhao", "town", "orgs.auditor"), None).await, RefusalCode::NotPermitted);
    let outside = Cell { org: Some("西站"), own: false, column: Column::Open };
    let answer = boards::cases(&town.desk, &clerk(), (&ASK, &outside), now, (None, 10)).await;
    assert_eq!(answer.unwrap_err().refusal().unwrap().code, RefusalCode::OutsideScope);
    assert_eq!(boards::ledgers(&town.desk.snapshot(), &clerk()).len(), 1);
}

#[tokio::test]
async fn the_cases_of_a_cell_come_page_by_page() {
    let town = town_in(testing::sqlite().await).await;
    busy(&town).await;
    let (now, mut after, mut pages) = (moment("2026-03-25 10:00"), None, Vec::new());
    loop {
        let cell = Cell { org: Some("镇"), own: false, column: Column::Late };
        let page = boards::cases(&town.desk, &watcher(), (&ASK, &cell), now, (after, 1)).await.unwrap();
        pages.push(page.cases.len());
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(pages, [1, 1]);
}

#[tokio::test]
async fn the_weeks_count_what_was_opened_closed_judged_and_carded_on_both_databases() {
    let mut texts = Vec::new();
    for scratch in testing::both().await {
        let town = town_in(scratch).await;
        busy(&town).await;
        let trend = boards::trend(&town.desk, &watcher(), &ASK, moment("2026-03-25 10:00"), 5).await.unwrap();
        let mut text = trend.weeks.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        for line in trend.orgs.iter().chain(&trend.handlers).chain([&trend.total]) {
            let weeks =
                line.weeks.iter().map(|w| format!("{}/{}/{}:{}/{}", w.opened, w.closed, w.on_time, w.judged, w.cards));
            text += &format!("\n{} {}", line.name, weeks.collect::<Vec<_>>().join(" "));
        }
        texts.push(text);
    }
    assert_eq!(texts[0], texts[1]);
    insta::assert_snapshot!(texts[0], @r#"
    2026-02-23 2026-03-02 2026-03-09 2026-03-16 2026-03-23
    东站 0/0/0:0/0 3/1/1:1/0 0/0/0:1/0 0/1/0:1/2 0/0/0:0/2
    西站 0/0/0:0/0 1/1/1:1/0 0/0/0:0/0 0/0/0:0/0 1/0/0:0/0
    张三 0/0/0:0/0 1/0/0:0/0 0/0/0:1/0 0/0/0:0/0 0/0/0:0/2
    未指定经办人 0/0/0:0/0 3/2/2:2/0 0/0/0:0/0 0/1/0:1/2 1/0/0:0/0
    合计 0/0/0:0/0 4/2/2:2/0 0/0/0:1/0 0/1/0:1/2 1/0/0:0/2
    "#);
}
