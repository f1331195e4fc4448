//! The supervision board.

use crate::support::{bureau, moment};
use banjie_desk::ports::BoardRow;
use banjie_figures::{Board, BoardAsk};

fn row(org: &str, numbers: [i64; 7]) -> BoardRow {
    let [open, due_soon, yellow, red, referred, on_time, judged] = numbers;
    BoardRow { org: org.into(), open, due_soon, yellow, red, referred, on_time, judged }
}

fn told(board: &Board) -> String {
    let lines = board.lines.iter().chain([&board.total]).map(|line| line.cells().join(" "));
    lines.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn branches_take_in_what_is_below_them_and_the_worst_comes_first() {
    let bureau = bureau(1).await;
    let rows = [
        row("lc", [3, 1, 1, 0, 0, 9, 10]),
        row("lc1", [1203, 1, 0, 2, 0, 1, 2]),
        row("oh", [2, 0, 0, 0, 1, 0, 0]),
        row("wz", [1, 0, 0, 0, 0, 1, 1]),
    ];
    insta::assert_snapshot!(told(&Board::of("案件".into(), &bureau.orgs, Some("wz"), &rows)), @"
瓯海分局 2 0 0 0 1 —
鹿城分局 1,206 2 1 2 0 83.3%
龙湾分局 0 0 0 0 0 —
本级 1 0 0 0 0 100.0%
合计 1,209 2 1 2 1 84.6%
");
}

#[tokio::test]
async fn the_board_of_a_database_adds_up_to_its_open_cases() {
    let bureau = bureau(60).await;
    let ask = BoardAsk {
        org: None,
        now: moment("2026-01-05 09:00"),
        due_soon_until: moment("2026-01-08 23:59"),
        since: None,
    };
    let ledger = bureau.library.ledger("trial.case").unwrap();
    let board = Board::load(bureau.store(), ledger, &bureau.orgs, &ask).await.unwrap();
    assert_eq!(board.total.open, 20, "every third case is open");
    assert_eq!(board.lines.iter().map(|line| line.open).sum::<i64>(), 20);
}
