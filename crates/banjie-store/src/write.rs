//! Writing decisions: versions, events, clocks and messages in a few bulk statements.

use std::{collections::BTreeMap, sync::Arc};

use banjie_desk::ports::{StoreError, StoreResult, Write};
use banjie_model::{
    Name, Seq,
    case::{LimitRun, Record, RunKey},
    definition::Ledger,
    value::RecordId,
};

use crate::{
    codec::{encode, moment_text, to_json},
    db::{Link, Param, Sql},
    layout::{SYSTEM_COLUMNS, columns_of, quoted, table_of},
    log::{EVENT_COLUMNS, event_params},
    runs::{RUN_COLUMNS, run_params},
};

/// Most rows of one statement: beyond this nothing is gained.
const ROWS: usize = 128;
/// So many rows go into one statement whatever their number; more are parted by powers of two.
const FEW: usize = 16;

/// Writes all of it; gives the position of the first event.
pub(crate) async fn write(link: &mut Link, writes: &[Write]) -> StoreResult<Seq> {
    let n = i64::try_from(writes.len()).unwrap_or(i64::MAX);
    // From here to the end of the transaction no other process writes: positions follow commits, without gaps.
    let sql = Sql::with("UPDATE log_head SET seq = seq + $1 WHERE id = 1 RETURNING seq", [Param::from(n)]);
    let first = link.fetch_int(sql).await? - n + 1;
    let numbered: Vec<(Seq, &Write)> = (first..).zip(writes).collect();
    write_records(link, &numbered).await?;
    write_runs(link, &numbered).await?;
    write_events(link, &numbered).await?;
    write_outbox(link, &numbered).await?;
    Ok(first)
}

/// Inserts rows in few statements, of which few different ones are prepared.
async fn insert(link: &mut Link, table: &str, columns: &str, rows: Vec<Vec<Param>>, rest: &str) -> StoreResult<()> {
    let text = format!("INSERT INTO {table} ({columns}) VALUES ");
    for chunk in chunks(rows, link.dialect().max_params()) {
        let mut sql = Sql::new(&text);
        sql.push_rows(chunk).push(rest);
        link.execute(sql).await?;
    }
    Ok(())
}

/// Splits rows into groups whose parameters stay below the bound: a few rows are one group, of more each group's size is a
/// power of two.
pub(crate) fn chunks(rows: Vec<Vec<Param>>, max_params: usize) -> Vec<Vec<Vec<Param>>> {
    let width = rows.first().map_or(1, Vec::len).max(1);
    let fitting = (max_params / width).clamp(1, ROWS);
    let mut rows = rows.into_iter();
    let mut found = Vec::new();
    while rows.len() > 0 {
        let take = rows.len().min(fitting);
        let take = if take <= FEW { take } else { 1 << take.ilog2() };
        found.push(rows.by_ref().take(take).collect());
    }
    found
}

/// Versions of one ledger: of each record its new versions, oldest first.
type Versions<'a> = BTreeMap<RecordId, Vec<(Seq, &'a Write, &'a Record)>>;

async fn write_records(link: &mut Link, numbered: &[(Seq, &Write)]) -> StoreResult<()> {
    let mut ledgers: BTreeMap<&Name, Versions<'_>> = BTreeMap::new();
    for (seq, write) in numbered {
        if let Some(record) = &write.decision.record {
            let versions = ledgers.entry(&write.ledger.key).or_default();
            versions.entry(record.id).or_default().push((*seq, *write, record));
        }
    }
    for versions in ledgers.into_values() {
        close_versions(link, &versions).await?;
        // A case pinned to an older package is written by that definition, which may have fewer fields.
        let mut rows: BTreeMap<usize, (&Ledger, Vec<Vec<Param>>)> = BTreeMap::new();
        for versions in versions.values() {
            for (i, (seq, write, record)) in versions.iter().enumerate() {
                let to = versions.get(i + 1).map(|(next, _, _)| *next);
                let definition = Arc::as_ptr(&write.ledger) as usize;
                let (ledger, rows) = rows.entry(definition).or_insert_with(|| (&*write.ledger, Vec::new()));
                rows.push(record_params(ledger, record, &write.org_path, *seq, to)?);
            }
        }
        for (ledger, rows) in rows.into_values() {
            insert(link, &quoted(&table_of(&ledger.key)), &insert_columns(ledger), rows, "").await?;
        }
    }
    Ok(())
}

fn insert_columns(ledger: &Ledger) -> String {
    let fields = ledger.fields.iter().flat_map(columns_of).map(|(name, _)| quoted(&name));
    let columns: Vec<String> = SYSTEM_COLUMNS.iter().map(|(name, _)| (*name).to_string()).chain(fields).collect();
    columns.join(", ")
}

fn record_params(
    ledger: &Ledger,
    record: &Record,
    org_path: &Name,
    from: Seq,
    to: Option<Seq>,
) -> StoreResult<Vec<Param>> {
    let hand_overs = if record.hand_overs.is_empty() { None } else { Some(to_json(&record.hand_overs)?) };
    let mut params = vec![
        Param::from(record.id.0),
        Param::from(i64::from(record.version)),
        Param::from(from),
        Param::Int(to),
        Param::text(record.org.clone()),
        Param::text(org_path.clone()),
        Param::Text(record.state.clone()),
        Param::Text(record.number.clone()),
        Param::Text(record.handler.clone()),
        Param::text(moment_text(record.opened_at)),
        Param::Text(record.closed_at.map(|at| moment_text(at).into())),
        Param::text(moment_text(record.changed_at)),
        Param::text(record.package_version.clone()),
        Param::Text(hand_overs),
        Param::from(i64::try_from(record.hand_overs.len()).unwrap_or(i64::MAX)),
    ];
    if record.values.len() != ledger.fields.len() {
        return Err(StoreError::Other(format!(
            "台账“{}”有 {} 个字段，收到 {} 个值；本次操作没有写入任何数据。",
            ledger.title,
            ledger.fields.len(),
            record.values.len()
        )));
    }
    for (field, value) in ledger.fields.iter().zip(&record.values) {
        encode(field, value, &mut params)?;
    }
    Ok(params)
}

/// Ends the versions that are replaced. A version that is no longer current was replaced by somebody else.
async fn close_versions(link: &mut Link, versions: &Versions<'_>) -> StoreResult<()> {
    let Some((_, write, _)) = versions.values().flatten().next() else { return Ok(()) };
    let ledger = &write.ledger;
    let rows: Vec<Vec<Param>> = versions
        .values()
        .filter_map(|versions| versions.first())
        .filter(|(_, _, record)| record.version > 1)
        .map(|(seq, _, record)| {
            let previous = i64::from(record.version) - 1;
            vec![Param::from(record.id.0), Param::from(previous), Param::from(*seq)]
        })
        .collect();
    let expected = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    let table = quoted(&table_of(&ledger.key));
    let mut closed = 0;
    for chunk in chunks(rows, link.dialect().max_params()) {
        let mut sql = Sql::new(&format!("UPDATE {table} SET to_seq = v.column3 FROM (VALUES "));
        sql.push_rows(chunk).push(&format!(
            ") AS v WHERE {table}.record_id = v.column1 AND {table}.version = v.column2 AND {table}.to_seq IS NULL"
        ));
        closed += link.execute(sql).await?;
    }
    if closed == expected {
        return Ok(());
    }
    Err(StoreError::Busy(format!(
        "台账“{}”中有 {} 条记录刚被别人改过；本次操作没有写入任何数据。请刷新后重试。",
        ledger.title,
        expected.saturating_sub(closed)
    )))
}

async fn write_runs(link: &mut Link, numbered: &[(Seq, &Write)]) -> StoreResult<()> {
    let mut runs: BTreeMap<&RunKey, Vec<(Seq, &Write, &LimitRun)>> = BTreeMap::new();
    for (seq, write) in numbered {
        for run in &write.decision.runs {
            runs.entry(&run.key).or_default().push((*seq, write, run));
        }
    }
    close_runs(link, &runs).await?;
    let mut rows = Vec::new();
    for versions in runs.values() {
        for (i, (seq, write, run)) in versions.iter().enumerate() {
            let to = versions.get(i + 1).map(|(next, _, _)| *next);
            rows.push(run_params(run, &write.ledger.key, *seq, to)?);
        }
    }
    insert(link, "limit_run", RUN_COLUMNS, rows, "").await
}

async fn close_runs(link: &mut Link, runs: &BTreeMap<&RunKey, Vec<(Seq, &Write, &LimitRun)>>) -> StoreResult<()> {
    let rows: Vec<Vec<Param>> = runs
        .iter()
        .filter_map(|(key, versions)| Some((key, versions.first()?)))
        // The clocks of a new record are new.
        .filter(|(_, (_, write, _))| write.decision.record.as_ref().is_none_or(|r| r.version > 1))
        .map(|(key, (seq, _, _))| {
            let n = Param::from(i64::from(key.n));
            vec![Param::from(key.record.0), Param::text(key.limit.clone()), n, Param::from(*seq)]
        })
        .collect();
    for chunk in chunks(rows, link.dialect().max_params()) {
        let mut sql = Sql::new("UPDATE limit_run SET to_seq = v.column4 FROM (VALUES ");
        sql.push_rows(chunk).push(
            ") AS v WHERE limit_run.record_id = v.column1 AND limit_run.limit_name = v.column2 \
             AND limit_run.n = v.column3 AND limit_run.to_seq IS NULL",
        );
        link.execute(sql).await?;
    }
    Ok(())
}

async fn write_events(link: &mut Link, numbered: &[(Seq, &Write)]) -> StoreResult<()> {
    let rows = numbered.iter().map(|(seq, write)| {
        let record = write.decision.record.as_ref().map(|r| (&*write.ledger, r));
        event_params(*seq, &write.decision.event, record)
    });
    let rows = rows.collect::<StoreResult<Vec<_>>>()?;
    insert(link, "event", EVENT_COLUMNS, rows, "").await
}

async fn write_outbox(link: &mut Link, numbered: &[(Seq, &Write)]) -> StoreResult<()> {
    let mut rows = Vec::new();
    for (seq, write) in numbered {
        for message in &write.decision.messages {
            rows.push(vec![
                Param::text(message.key.clone()),
                Param::from(*seq),
                Param::text(message.kind.key()),
                Param::text(to_json(&message.to)?),
                Param::text(message.text.clone()),
                Param::text(moment_text(write.decision.event.recorded_at)),
                Param::Text(None),
            ]);
        }
    }
    let columns = "key, seq, kind, recipients, text, created_at, sent_at";
    insert(link, "outbox", columns, rows, " ON CONFLICT (key) DO NOTHING").await
}
