//! Clocks in and out of `limit_run`.

use banjie_desk::ports::{DueCase, StoreResult};
use banjie_model::{
    Moment, Seq,
    case::{Extension, Fired, LimitRun, PublishedDue, RunEnd, RunKey, Suspension},
    definition::ConsequenceKind,
    value::RecordId,
};
use serde::{Deserialize, Serialize};

use crate::{
    codec::{from_json, moment_text, parse_moment, to_json},
    db::{Link, Param, Row, Sql},
    error::damaged,
    records::padded,
};

/// The parts of a run nobody searches by.
#[derive(Serialize, Deserialize)]
struct Detail {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    suspensions: Vec<Suspension>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    extensions: Vec<Extension>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    published: Vec<PublishedDue>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    fired: Vec<Fired>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    then_refused_at: Option<Moment>,
}

/// Columns of `limit_run` in the order of [`run_params`].
pub(crate) const RUN_COLUMNS: &str = "record_id, limit_name, n, from_seq, to_seq, ledger, started_at, due_at, \
     provisional, calendar, next_alert_at, ended_at, met, card, referred, detail";

/// A run as a row.
pub(crate) fn run_params(run: &LimitRun, ledger: &str, from: Seq, to: Option<Seq>) -> StoreResult<Vec<Param>> {
    let detail = Detail {
        suspensions: run.suspensions.clone(),
        extensions: run.extensions.clone(),
        published: run.published.clone(),
        fired: run.fired.clone(),
        then_refused_at: run.then_refused_at,
    };
    let moment = |at: Option<Moment>| Param::Text(at.map(|at| moment_text(at).into()));
    Ok(vec![
        Param::from(run.key.record.0),
        Param::text(run.key.limit.clone()),
        Param::from(i64::from(run.key.n)),
        Param::from(from),
        Param::Int(to),
        Param::text(ledger),
        moment(Some(run.started_at)),
        moment(Some(run.due_at)),
        Param::Bool(Some(run.provisional)),
        Param::from(run.calendar.cast_signed()),
        moment(run.next_alert_at),
        moment(run.ended.as_ref().map(|e| e.at)),
        Param::Bool(run.ended.as_ref().map(|e| e.met)),
        Param::text(card(run)),
        Param::Bool(Some(standing(run, ConsequenceKind::Refer))),
        Param::text(to_json(&detail)?),
    ])
}

fn standing(run: &LimitRun, kind: ConsequenceKind) -> bool {
    run.fired.iter().any(|f| f.kind == kind && f.withdrawn_at.is_none())
}

/// The highest card that was not withdrawn.
fn card(run: &LimitRun) -> &'static str {
    if standing(run, ConsequenceKind::Red) {
        "red"
    } else if standing(run, ConsequenceKind::Yellow) {
        "yellow"
    } else {
        "none"
    }
}

fn read_run(row: &Row) -> StoreResult<LimitRun> {
    let n = row.need_int(2)?;
    let detail: Detail = from_json(row.need_text(10)?)?;
    let ended = row.text(8)?.map(parse_moment).transpose()?;
    let met = row.bool(9)?.unwrap_or(false);
    Ok(LimitRun {
        key: RunKey {
            record: RecordId(row.need_int(0)?),
            limit: row.need_text(1)?.into(),
            n: u32::try_from(n).map_err(|_| damaged(format!("时限序号 {n}")))?,
        },
        started_at: parse_moment(row.need_text(3)?)?,
        due_at: parse_moment(row.need_text(4)?)?,
        provisional: row.bool(5)?.unwrap_or(false),
        calendar: row.need_int(6)?.cast_unsigned(),
        next_alert_at: row.text(7)?.map(parse_moment).transpose()?,
        ended: ended.map(|at| RunEnd { at, met }),
        suspensions: detail.suspensions,
        extensions: detail.extensions,
        published: detail.published,
        fired: detail.fired,
        then_refused_at: detail.then_refused_at,
    })
}

/// Current runs of these records, oldest first.
pub(crate) async fn of_records(link: &mut Link, ids: &[RecordId]) -> StoreResult<Vec<LimitRun>> {
    let mut sql = Sql::new(
        "SELECT record_id, limit_name, n, started_at, due_at, provisional, calendar, next_alert_at, ended_at, met, \
         detail FROM limit_run WHERE to_seq IS NULL AND record_id IN (",
    );
    sql.push_list(padded(ids)).push(") ORDER BY record_id, started_at, limit_name, n");
    let rows = link.fetch(sql).await?;
    rows.iter().map(read_run).collect()
}

fn read_due(row: &Row) -> StoreResult<DueCase> {
    Ok(DueCase {
        ledger: row.need_text(0)?.into(),
        record: RecordId(row.need_int(1)?),
        alert_at: parse_moment(row.need_text(2)?)?,
    })
}

/// Cases whose next alert is at or before `now`, earliest first.
pub(crate) async fn due(link: &mut Link, now: Moment, limit: u32) -> StoreResult<Vec<DueCase>> {
    let sql = "SELECT ledger, record_id, MIN(next_alert_at) FROM limit_run \
               WHERE to_seq IS NULL AND next_alert_at IS NOT NULL AND next_alert_at <= $1 \
               GROUP BY ledger, record_id ORDER BY MIN(next_alert_at), record_id LIMIT $2";
    let params = [Param::text(moment_text(now)), Param::from(i64::from(limit))];
    link.fetch(Sql::with(sql, params)).await?.iter().map(read_due).collect()
}

/// Cases with running limits judged by another revision of the calendar, by record id.
pub(crate) async fn judged_by_other_calendar(link: &mut Link, revision: u64, limit: u32) -> StoreResult<Vec<DueCase>> {
    let sql = "SELECT ledger, record_id, MIN(due_at) FROM (\
               SELECT ledger, record_id, due_at FROM limit_run \
               WHERE to_seq IS NULL AND ended_at IS NULL AND calendar < $1 \
               UNION ALL SELECT ledger, record_id, due_at FROM limit_run \
               WHERE to_seq IS NULL AND ended_at IS NULL AND calendar > $1) AS other \
               GROUP BY ledger, record_id ORDER BY record_id LIMIT $2";
    let params = [Param::from(revision.cast_signed()), Param::from(i64::from(limit))];
    link.fetch(Sql::with(sql, params)).await?.iter().map(read_due).collect()
}
