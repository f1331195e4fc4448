//! The work that waits for a person: open cases over all ledgers, earliest due first.
//!
//! Cases of one handler, or unclaimed ones of an organisation, are few: they are gathered from the indexes of open cases and
//! sorted. All open cases of a bureau are many: then the clocks that run are walked by due instant instead.

use std::{collections::HashMap, sync::Arc};

use banjie_desk::ports::{
    Bucket, CameBack, KeyValue, PageKey, StoreError, StoreResult, Touched, WorkCounts, WorkItem, WorkOf, WorkPage,
    WorkQuery, work_order,
};
use banjie_model::{
    Moment, Name, Seq,
    case::{Case, LimitRun, Record},
    definition::Ledger,
    value::RecordId,
};

use crate::{
    codec::{moment_text, parse_moment},
    db::{Link, Param, Sql},
    layout::{quoted, select_list, table_of},
    records::{cases, read_record},
};

/// Most cases that are counted.
const COUNTED: i64 = 10_000;
/// Cases a page where nothing is said.
const PAGE: u32 = 50;
/// Most cases a page.
const MOST: u32 = 500;

/// A case found: position of its ledger, id, earliest due instant.
struct Found {
    ledger: usize,
    id: RecordId,
    due: Option<Name>,
}

/// Ledgers whose cases are open or closed.
fn with_states(ledgers: &[Arc<Ledger>]) -> Vec<&Arc<Ledger>> {
    ledgers.iter().filter(|l| !l.states.is_empty()).collect()
}

/// A page.
pub(crate) async fn page(
    link: &mut Link,
    gathered: i64,
    ledgers: &[Arc<Ledger>],
    query: &WorkQuery,
) -> StoreResult<WorkPage> {
    let ledgers = with_states(ledgers);
    if query.after.as_ref().is_some_and(|key| *key.sort != *work_order().to_query()) {
        return Err(StoreError::Other("翻页的记号属于另一种排序。请回到第一页重新翻页。".to_string()));
    }
    if ledgers.is_empty() || nobody(&query.of) {
        return Ok(WorkPage::default());
    }
    let limit = if query.limit == 0 { PAGE } else { query.limit.min(MOST) };
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut found = Vec::new();
    let without_clock = query.after.as_ref().is_some_and(|key| key.value == KeyValue::Missing);
    let walked =
        !without_clock && query.bucket != Some(Bucket::NoClock) && many(link, gathered, &ledgers, &query.of).await?;
    if walked {
        found = fetch(link, clocks_sql(&ledgers, query, wanted + 1)?).await?;
    }
    if found.len() <= wanted && !(walked && query.bucket.is_some()) {
        let rest = WorkQuery { bucket: if walked { Some(Bucket::NoClock) } else { query.bucket }, ..query.clone() };
        let from = query.after.as_ref().filter(|_| !walked);
        found.extend(fetch(link, gathered_sql(&ledgers, &rest, from, wanted + 1 - found.len())?).await?);
    }
    let more = found.len() > wanted;
    found.truncate(wanted);
    let next = found.last().filter(|_| more).map(|last| PageKey {
        sort: work_order().to_query().into(),
        value: last.due.clone().map_or(KeyValue::Missing, KeyValue::Text),
        id: last.id,
        floor: None,
    });
    Ok(WorkPage { items: items(link, &ledgers, &found).await?, next })
}

fn nobody(of: &WorkOf) -> bool {
    matches!(of, WorkOf::Unclaimed(orgs) | WorkOf::Orgs(orgs) if orgs.is_empty())
}

async fn fetch(link: &mut Link, sql: Sql) -> StoreResult<Vec<Found>> {
    let rows = link.fetch(sql).await?;
    let found = rows.iter().map(|row| {
        let ledger = usize::try_from(row.need_int(0)?).unwrap_or(usize::MAX);
        Ok(Found { ledger, id: RecordId(row.need_int(1)?), due: row.name(2)? })
    });
    found.collect()
}

/// Whether there are more open cases than are gathered. One person's never are.
async fn many(link: &mut Link, gathered: i64, ledgers: &[&Arc<Ledger>], of: &WorkOf) -> StoreResult<bool> {
    let WorkOf::Orgs(_) = of else { return Ok(false) };
    let mut sql = Sql::default();
    let holds = whose(&mut sql, of);
    let open = open_cases(ledgers, "1 AS one", &holds);
    let limit = sql.bind(Param::from(gathered + 1));
    sql.push(&format!("SELECT COUNT(*) FROM (SELECT u.one FROM ({open}) AS u LIMIT {limit}) AS c"));
    Ok(link.fetch_int(sql).await? > gathered)
}

/// Open cases `r` of every ledger of which this holds.
fn open_cases(ledgers: &[&Arc<Ledger>], columns: &str, holds: &str) -> String {
    let of = |(i, ledger): (usize, &&Arc<Ledger>)| {
        let table = quoted(&table_of(&ledger.key));
        let columns = columns.replace("{ledger}", &i.to_string());
        format!("SELECT {columns} FROM {table} AS r WHERE r.to_seq IS NULL AND r.closed_at IS NULL AND {holds}")
    };
    ledgers.iter().enumerate().map(of).collect::<Vec<_>>().join(" UNION ALL ")
}

fn whose(sql: &mut Sql, of: &WorkOf) -> String {
    let mut within = |orgs: &[Name]| {
        let places: Vec<String> = orgs.iter().map(|org| sql.bind(Param::text(org.clone()))).collect();
        format!("r.org IN ({})", places.join(", "))
    };
    match of {
        WorkOf::Handler(account) => {
            let account = sql.bind(Param::text(account.clone()));
            format!("r.handler IS NOT NULL AND r.handler = {account}")
        }
        WorkOf::Unclaimed(orgs) => format!("{} AND r.handler IS NULL", within(orgs)),
        WorkOf::Orgs(orgs) => within(orgs),
    }
}

/// What a part of a work list says of the earliest due instant.
fn in_bucket(sql: &mut Sql, due: &str, bucket: Option<Bucket>, query: &WorkQuery) -> Option<String> {
    let bucket = bucket?;
    let mut instant = |at: Moment| sql.bind_shared(Param::text(moment_text(at)));
    Some(match bucket {
        Bucket::Overdue => format!("{due} < {}", instant(query.now)),
        Bucket::Soon => format!("({due} >= {} AND {due} <= {})", instant(query.now), instant(query.soon_until)),
        Bucket::Later => format!("{due} > {} AND {due} >= {}", instant(query.soon_until), instant(query.now)),
        Bucket::NoClock => format!("{due} IS NULL"),
    })
}

const EARLIEST: &str = "(SELECT MIN(l.due_at) FROM limit_run AS l WHERE l.record_id = r.record_id AND l.to_seq IS NULL \
     AND l.ended_at IS NULL)";

/// Gathered and sorted.
fn gathered_sql(ledgers: &[&Arc<Ledger>], query: &WorkQuery, from: Option<&PageKey>, limit: usize) -> StoreResult<Sql> {
    let mut sql = Sql::default();
    let holds = whose(&mut sql, &query.of);
    let columns = format!("{{ledger}} AS ledger, r.record_id AS id, {EARLIEST} AS due");
    let open = open_cases(ledgers, &columns, &holds);
    let mut conditions: Vec<String> = in_bucket(&mut sql, "u.due", query.bucket, query).into_iter().collect();
    if let Some(key) = from {
        let id = sql.bind(Param::from(key.id.0));
        conditions.push(match due_of(key)? {
            None => format!("(u.due IS NULL AND u.id > {id})"),
            Some(due) => {
                let due = sql.bind(Param::text(due));
                format!("(u.due IS NULL OR u.due > {due} OR (u.due = {due} AND u.id > {id}))")
            }
        });
    }
    let conditions = if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
    let limit = sql.bind(Param::from(i64::try_from(limit).unwrap_or(i64::MAX)));
    sql.push(&format!(
        "SELECT CAST(u.ledger AS BIGINT), u.id, u.due FROM ({open}) AS u{conditions} \
         ORDER BY CASE WHEN u.due IS NULL THEN 1 ELSE 0 END, u.due, u.id LIMIT {limit}"
    ));
    Ok(sql)
}

fn due_of(key: &PageKey) -> StoreResult<Option<Name>> {
    match &key.value {
        KeyValue::Missing => Ok(None),
        KeyValue::Text(due) => Ok(Some(due.clone())),
        _ => Err(StoreError::Other("翻页的记号读不懂。请回到第一页重新翻页。".to_string())),
    }
}

/// Along the clocks that run, by due instant.
fn clocks_sql(ledgers: &[&Arc<Ledger>], query: &WorkQuery, limit: usize) -> StoreResult<Sql> {
    let mut sql = Sql::default();
    let (WorkOf::Orgs(orgs) | WorkOf::Unclaimed(orgs)) = &query.of else {
        return Err(StoreError::Other("个人的待办不沿时钟查找。".to_string()));
    };
    let orgs: Vec<String> = orgs.iter().map(|org| sql.bind(Param::text(org.clone()))).collect();
    let mut places = Vec::new();
    let mut owners = Vec::new();
    for (i, ledger) in ledgers.iter().enumerate() {
        let key = sql.bind(Param::text(ledger.key.clone()));
        let table = quoted(&table_of(&ledger.key));
        places.push(format!("WHEN {key} THEN {i}"));
        owners.push(format!(
            "WHEN {key} THEN (SELECT r.org FROM {table} AS r WHERE r.record_id = l.record_id AND r.to_seq IS NULL \
             AND r.closed_at IS NULL)"
        ));
    }
    let mut conditions = vec![format!("CASE l.ledger {} END IN ({})", owners.join(" "), orgs.join(", "))];
    conditions.extend(in_bucket(&mut sql, "l.due_at", query.bucket, query));
    if let Some(key) = &query.after
        && let Some(due) = due_of(key)?
    {
        let (due, id) = (sql.bind(Param::text(due)), sql.bind(Param::from(key.id.0)));
        conditions.push(format!("(l.due_at, l.record_id) > ({due}, {id})"));
    }
    let limit = sql.bind(Param::from(i64::try_from(limit).unwrap_or(i64::MAX)));
    sql.push(&format!(
        "SELECT CAST(CASE l.ledger {} END AS BIGINT), l.record_id, l.due_at FROM limit_run AS l \
         WHERE l.to_seq IS NULL AND l.ended_at IS NULL AND {} AND NOT EXISTS (SELECT 1 FROM limit_run AS e \
         WHERE e.record_id = l.record_id AND e.to_seq IS NULL AND e.ended_at IS NULL \
         AND (e.due_at, e.limit_name, e.n) < (l.due_at, l.limit_name, l.n)) ORDER BY l.due_at, l.record_id LIMIT {limit}",
        places.join(" "),
        conditions.join(" AND "),
    ));
    Ok(sql)
}

async fn items(link: &mut Link, ledgers: &[&Arc<Ledger>], found: &[Found]) -> StoreResult<Vec<WorkItem>> {
    let mut known = by_ledger(link, ledgers, found.iter().map(|f| (f.ledger, f.id))).await?;
    let item = |found: &Found| {
        let case = known.remove(&found.id)?;
        Some(WorkItem { run: earliest(case.runs), record: case.record })
    };
    Ok(found.iter().filter_map(item).collect())
}

/// These cases, by id; ids are given out once over all ledgers.
async fn by_ledger(
    link: &mut Link,
    ledgers: &[&Arc<Ledger>],
    found: impl Iterator<Item = (usize, RecordId)>,
) -> StoreResult<HashMap<RecordId, Case>> {
    let mut ids: HashMap<usize, Vec<RecordId>> = HashMap::new();
    for (ledger, id) in found {
        ids.entry(ledger).or_default().push(id);
    }
    let mut known = HashMap::new();
    for (i, ids) in ids {
        if let Some(ledger) = ledgers.get(i) {
            known.extend(cases(link, ledger, &ids).await?);
        }
    }
    Ok(known)
}

fn earliest(runs: Vec<LimitRun>) -> Option<LimitRun> {
    let running = runs.into_iter().filter(|run| run.ended.is_none());
    running.min_by(|a, b| (a.due_at, &a.key.limit, a.key.n).cmp(&(b.due_at, &b.key.limit, b.key.n)))
}

/// How many there are in each part.
pub(crate) async fn counts(link: &mut Link, ledgers: &[Arc<Ledger>], query: &WorkQuery) -> StoreResult<WorkCounts> {
    let ledgers = with_states(ledgers);
    if ledgers.is_empty() || nobody(&query.of) {
        return Ok(WorkCounts { exact: true, ..WorkCounts::default() });
    }
    let mut sql = Sql::default();
    let holds = whose(&mut sql, &query.of);
    let open = open_cases(&ledgers, &format!("{EARLIEST} AS due"), &holds);
    let mut sums = Vec::new();
    for bucket in [Bucket::Overdue, Bucket::Soon, Bucket::Later, Bucket::NoClock] {
        let holds = in_bucket(&mut sql, "q.due", Some(bucket), query).unwrap_or_else(|| "TRUE".to_string());
        sums.push(format!("SUM(CASE WHEN {holds} THEN 1 ELSE 0 END)"));
    }
    let limit = sql.bind(Param::from(COUNTED + 1));
    let sums = sums.join(", ");
    sql.push(&format!("SELECT {sums} FROM (SELECT u.due FROM ({open}) AS u LIMIT {limit}) AS q"));
    let Some(row) = link.fetch_one(sql).await? else { return Ok(WorkCounts::default()) };
    let n = |i| row.int(i).map(|n| n.unwrap_or_default().unsigned_abs());
    let counts = WorkCounts { overdue: n(0)?, soon: n(1)?, later: n(2)?, no_clock: n(3)?, exact: true };
    let all = counts.overdue + counts.soon + counts.later + counts.no_clock;
    Ok(WorkCounts { exact: all <= COUNTED.unsigned_abs(), ..counts })
}

/// Open cases handed over to an organisation since an instant and still there, latest first.
pub(crate) async fn came_back(
    link: &mut Link,
    ledgers: &[Arc<Ledger>],
    org: &str,
    since: Moment,
    limit: u32,
) -> StoreResult<Vec<CameBack>> {
    let mut found = Vec::new();
    for ledger in with_states(ledgers) {
        let columns = select_list(ledger, "r");
        let text = format!(
            "SELECT {columns} FROM {} AS r WHERE r.to_seq IS NULL AND r.n_hand_overs > 0 AND r.org = $1 \
             AND r.changed_at >= $2 AND r.closed_at IS NULL ORDER BY r.changed_at DESC",
            quoted(&table_of(&ledger.key))
        );
        for row in link.fetch(Sql::with(&text, [Param::text(org), Param::text(moment_text(since))])).await? {
            found.extend(handed_over(read_record(ledger, &row)?, org, since));
        }
    }
    found.sort_by_key(|one| std::cmp::Reverse((one.hand_over.at, one.record.id)));
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

fn handed_over(record: Record, org: &str, since: Moment) -> Option<CameBack> {
    let hand_over = record.hand_overs.last().filter(|h| *h.to == *org && h.at >= since)?.clone();
    let before = &record.hand_overs[..record.hand_overs.len() - 1];
    let again = before.iter().chain([&hand_over]).any(|h| *h.from == *org) || before.iter().any(|h| *h.to == *org);
    Some(CameBack { record, hand_over, again })
}

/// Records an account touched last, latest first, each once.
pub(crate) async fn touched_by(
    link: &mut Link,
    ledgers: &[Arc<Ledger>],
    account: &str,
    limit: u32,
) -> StoreResult<Vec<Touched>> {
    let all: Vec<&Arc<Ledger>> = ledgers.iter().collect();
    // A case is rarely touched more than eight times in a row.
    let events = i64::from(limit).saturating_mul(8);
    let sql = "SELECT seq, at, action, ledger, record_id FROM event WHERE actor = $1 ORDER BY seq DESC LIMIT $2";
    let mut latest: Vec<(usize, RecordId, Seq, Moment, Name)> = Vec::new();
    for row in link.fetch(Sql::with(sql, [Param::text(account), Param::from(events)])).await? {
        let (key, id) = (row.need_text(3)?, RecordId(row.need_int(4)?));
        let Some(ledger) = all.iter().position(|l| *l.key == *key) else { continue };
        if latest.len() < usize::try_from(limit).unwrap_or(usize::MAX)
            && !latest.iter().any(|(_, known, ..)| *known == id)
        {
            latest.push((ledger, id, row.need_int(0)?, parse_moment(row.need_text(1)?)?, row.need_text(2)?.into()));
        }
    }
    let mut known = by_ledger(link, &all, latest.iter().map(|(ledger, id, ..)| (*ledger, *id))).await?;
    let touched = latest.into_iter().filter_map(|(_, id, seq, at, action)| {
        let record = known.remove(&id)?.record;
        Some(Touched { seq, at, action, record })
    });
    Ok(touched.collect())
}
