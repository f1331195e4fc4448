//! Whether the log and the records still are what was written: every event's content hash, computed again.

use std::{collections::HashMap, sync::Arc};

use banjie_desk::{Progress, ports::StoreResult};
use banjie_model::{Name, Seq, case::Record, definition::Ledger, value::RecordId};

use crate::{
    AnyStore,
    db::{Link, Param, Sql},
    layout::{quoted, select_list, table_of},
    log::{EVENT_COLUMNS, content_hash, head, read_event},
    records::read_record,
    write::chunks,
};

/// Events examined at once.
const PAGE: i64 = 1_024;
/// Faults after which no more are told.
const TOLD: usize = 100;

/// Finds the definition of a ledger (`package.ledger`) in a package version; none: in force.
pub type Definitions<'a> = dyn Fn(&str, Option<&str>) -> Option<Arc<Ledger>> + Send + Sync + 'a;

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Altered {
    /// Position in the log.
    pub seq: Seq,
    /// `package.ledger`.
    pub ledger: Name,
    /// Record.
    pub record: RecordId,
    /// What, in Chinese.
    pub what: String,
}

impl AnyStore {
    /// Computes the content hash of every event again, from the event and the version of the record it wrote. Gives the
    /// number of events and what was altered (at most a hundred).
    ///
    /// # Errors
    /// As any statement.
    pub async fn altered(
        &self,
        definitions: &Definitions<'_>,
        progress: &dyn Progress,
    ) -> StoreResult<(Seq, Vec<Altered>)> {
        let mut link = self.db.snapshot().await?;
        let last = head(&mut link).await?;
        let mut found = Vec::new();
        progress.begin("核对日志", u64::try_from(last).unwrap_or(0));
        let mut from = 0;
        while from < last && found.len() < TOLD {
            let upto = (from + PAGE).min(last);
            page(&mut link, definitions, (from, upto), &mut found).await?;
            progress.step(u64::try_from(upto - from).unwrap_or(0));
            from = upto;
        }
        progress.end();
        found.truncate(TOLD);
        Ok((last, found))
    }
}

async fn page(
    link: &mut Link,
    definitions: &Definitions<'_>,
    (from, upto): (Seq, Seq),
    found: &mut Vec<Altered>,
) -> StoreResult<()> {
    let sql = format!("SELECT {EVENT_COLUMNS} FROM event WHERE seq > $1 AND seq <= $2 ORDER BY seq");
    let rows = link.fetch(Sql::with(&sql, [from, upto].map(Param::from))).await?;
    let events = rows.iter().map(read_event).collect::<StoreResult<Vec<_>>>()?;
    let mut keys: HashMap<Name, Vec<(RecordId, u32)>> = HashMap::new();
    for stored in &events {
        keys.entry(stored.event.ledger.clone()).or_default().push((stored.event.record, stored.event.version));
    }
    let mut versions = HashMap::new();
    for (ledger, keys) in keys {
        versions.extend(written(link, definitions, &ledger, &keys).await?);
    }
    let mut expected = from + 1;
    for stored in &events {
        let event = &stored.event;
        let mut note = |what: String| {
            found.push(Altered { seq: stored.seq, ledger: event.ledger.clone(), record: event.record, what });
        };
        if stored.seq != expected {
            note(format!("日志缺少第 {expected} 条"));
        }
        expected = stored.seq + 1;
        let key = (event.ledger.clone(), event.record, event.version);
        let version: Option<&(Arc<Ledger>, Record)> = versions.get(&key);
        let wrote = version.filter(|(_, record)| record.from_seq == stored.seq);
        if content_hash(stored.seq, event, wrote.map(|(l, r)| (&**l, r)))? != stored.hash {
            note("日志或这一版记录与写入时不符，被改动过".to_owned());
        }
    }
    if expected <= upto {
        found.push(Altered {
            seq: expected,
            ledger: "".into(),
            record: RecordId(0),
            what: format!("日志缺少第 {expected} 条"),
        });
    }
    Ok(())
}

type Written = HashMap<(Name, RecordId, u32), (Arc<Ledger>, Record)>;

/// Versions of records, each read by the definition of the package version it was written under.
async fn written(
    link: &mut Link,
    definitions: &Definitions<'_>,
    key: &Name,
    keys: &[(RecordId, u32)],
) -> StoreResult<Written> {
    let mut by_version: HashMap<Name, Vec<Vec<Param>>> = HashMap::new();
    let table = quoted(&table_of(key));
    let rows = keys.iter().map(|(id, version)| vec![Param::from(id.0), Param::from(i64::from(*version))]).collect();
    let on = "AS v ON v.column1 = r.record_id AND v.column2 = r.version";
    for chunk in chunks(rows, link.dialect().max_params()) {
        let mut sql =
            Sql::new(&format!("SELECT r.record_id, r.version, r.package_version FROM {table} AS r JOIN (VALUES "));
        sql.push_rows(chunk).push(&format!(") {on}"));
        for row in link.fetch(sql.once()).await? {
            let key = vec![Param::from(row.need_int(0)?), Param::from(row.need_int(1)?)];
            by_version.entry(row.need_text(2)?.into()).or_default().push(key);
        }
    }
    let mut found = HashMap::new();
    for (package_version, rows) in by_version {
        let Some(ledger) = definitions(key, Some(&package_version)).or_else(|| definitions(key, None)) else {
            continue;
        };
        let columns = select_list(&ledger, "r");
        for chunk in chunks(rows, link.dialect().max_params()) {
            let mut sql = Sql::new(&format!("SELECT {columns} FROM {table} AS r JOIN (VALUES "));
            sql.push_rows(chunk).push(&format!(") {on}"));
            for row in link.fetch(sql.once()).await? {
                let record = read_record(&ledger, &row)?;
                found.insert((key.clone(), record.id, record.version), (ledger.clone(), record));
            }
        }
    }
    Ok(found)
}
