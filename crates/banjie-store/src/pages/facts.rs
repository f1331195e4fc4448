//! Conditions on the clocks of a record and its last change.

use banjie_desk::ports::{FactFilter, PageQuery, StoreError, StoreResult};
use banjie_model::Moment;

use crate::{
    codec::moment_text,
    db::{Param, Sql},
    records::standing,
};

/// One of them, over `r`; `alias`: how its columns are named where no index is to be tempting.
pub(super) fn condition(sql: &mut Sql, fact: &FactFilter, query: &PageQuery, alias: &str) -> StoreResult<String> {
    Ok(match fact {
        FactFilter::Overdue => {
            let now = instant(sql, now(query)?);
            running(sql, query, &format!("l.due_at < {now}"))
        }
        FactFilter::DueBy(until) => {
            let (now, until) = (instant(sql, now(query)?), instant(sql, *until));
            running(sql, query, &format!("l.due_at >= {now} AND l.due_at <= {until}"))
        }
        FactFilter::DueBetween(from, before) => {
            let range = between(sql, "l.due_at", *from, *before);
            running(sql, query, &range)
        }
        FactFilter::NoClock => format!("NOT {}", running(sql, query, "TRUE")),
        FactFilter::Red => {
            let red = card(sql, query, "red");
            format!("({alias}.closed_at IS NULL AND {red})")
        }
        FactFilter::Yellow => {
            let (yellow, red) = (card(sql, query, "yellow"), card(sql, query, "red"));
            format!("({alias}.closed_at IS NULL AND {yellow} AND NOT {red})")
        }
        FactFilter::Referred => {
            let standing = standing(sql, "l", query.as_of);
            format!(
                "({alias}.closed_at IS NULL AND EXISTS (SELECT 1 FROM limit_run AS l WHERE l.record_id = r.record_id \
                 AND {standing} AND l.referred))"
            )
        }
        FactFilter::ChangedBetween(from, before) => between(sql, &format!("{alias}.changed_at"), *from, *before),
        FactFilter::Any(facts) => {
            let parts: Vec<String> =
                facts.iter().map(|f| condition(sql, f, query, alias)).collect::<StoreResult<_>>()?;
            if parts.is_empty() { "FALSE".to_string() } else { format!("({})", parts.join(" OR ")) }
        }
    })
}

fn now(query: &PageQuery) -> StoreResult<Moment> {
    query.now.ok_or_else(|| StoreError::Other("按到期时间筛选时没有给出现在的时刻。".to_string()))
}

fn instant(sql: &mut Sql, at: Moment) -> String {
    sql.bind_shared(Param::text(moment_text(at)))
}

fn between(sql: &mut Sql, column: &str, from: Option<Moment>, before: Option<Moment>) -> String {
    let mut parts = Vec::new();
    if let Some(from) = from {
        parts.push(format!("{column} >= {}", instant(sql, from)));
    }
    if let Some(before) = before {
        parts.push(format!("{column} < {}", instant(sql, before)));
    }
    if parts.is_empty() { "TRUE".to_string() } else { format!("({})", parts.join(" AND ")) }
}

/// A clock of the record runs of which this holds.
fn running(sql: &mut Sql, query: &PageQuery, holds: &str) -> String {
    let standing = standing(sql, "l", query.as_of);
    let running = format!("{standing} AND l.ended_at IS NULL AND {holds}");
    format!("EXISTS (SELECT 1 FROM limit_run AS l WHERE l.record_id = r.record_id AND {running})")
}

/// A clock of the record shows this card.
fn card(sql: &mut Sql, query: &PageQuery, card: &str) -> String {
    let standing = standing(sql, "l", query.as_of);
    let card = sql.bind_shared(Param::text(card));
    format!(
        "EXISTS (SELECT 1 FROM limit_run AS l WHERE l.record_id = r.record_id AND {standing} AND l.card <> 'none' \
         AND l.card = {card})"
    )
}
