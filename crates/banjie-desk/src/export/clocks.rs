//! Columns of the clocks: due date, where each limit stands, the highest card.

use banjie_engine::NO_DUE;
use banjie_model::{
    case::LimitRun,
    definition::{ConsequenceKind, Ledger},
};

use super::cells::Out;

/// Titles of the columns.
pub(super) fn titles(ledger: &Ledger) -> Vec<String> {
    let of = |title: &str| ["到期日", "状态", "牌"].map(|what| format!("{title}·{what}"));
    ledger.limits.iter().flat_map(|limit| of(&limit.title)).collect()
}

/// Cells of one record: of each limit its latest run.
pub(super) fn cells(ledger: &Ledger, runs: &[LimitRun]) -> Vec<Out> {
    let mut cells = Vec::with_capacity(ledger.limits.len() * 3);
    for limit in &ledger.limits {
        let latest = runs.iter().filter(|run| run.key.limit == limit.name).max_by_key(|run| run.key.n);
        match latest {
            None => cells.extend([Out::Blank, Out::Blank, Out::Blank]),
            Some(run) => {
                let date = run.due_at.date();
                let due = match run.provisional {
                    _ if run.due_at == NO_DUE => Out::text("中止，暂无到期日"),
                    true => Out::Text(format!("{date}（暂定）")),
                    false => Out::Date(date),
                };
                cells.extend([due, Out::text(standing(run)), Out::text(card(run))]);
            }
        }
    }
    cells
}

fn standing(run: &LimitRun) -> &'static str {
    match &run.ended {
        Some(end) if !end.met => "不再计时",
        Some(end) if end.at <= run.due_at => "按时",
        Some(_) => "逾期办结",
        None if run.suspensions.iter().any(|s| s.until.is_none()) => "中止",
        None => "进行中",
    }
}

fn card(run: &LimitRun) -> &'static str {
    let standing = run.fired.iter().filter(|fired| fired.withdrawn_at.is_none()).map(|fired| fired.kind);
    standing.max().filter(|kind| *kind >= ConsequenceKind::Yellow).map_or("", ConsequenceKind::zh)
}
