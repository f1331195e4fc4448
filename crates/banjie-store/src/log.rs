//! The log: events in and out, and their content hashes.

use banjie_desk::ports::{Change, StoreError, StoreResult, StoredEvent};
use banjie_model::{
    Moment, Name, Seq, canonical,
    case::{Effect, Event, Record},
    definition::Ledger,
    value::{RecordId, Value},
};
use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};

use crate::{
    codec::{from_json, moment_text, parse_moment, to_json},
    db::{Link, Param, Row, Sql},
    error::damaged,
};

/// Columns of `event` in the order of [`event_params`].
pub(crate) const EVENT_COLUMNS: &str =
    "seq, at, recorded_at, actor, actor_org, org, ledger, record_id, version, action, note, effects, hash";

/// An event as a row, with its content hash.
pub(crate) fn event_params(seq: Seq, event: &Event, record: Option<(&Ledger, &Record)>) -> StoreResult<Vec<Param>> {
    Ok(vec![
        Param::from(seq),
        Param::text(moment_text(event.at)),
        Param::text(moment_text(event.recorded_at)),
        Param::text(event.actor.clone()),
        Param::text(event.actor_org.clone()),
        Param::text(event.org.clone()),
        Param::text(event.ledger.clone()),
        Param::from(event.record.0),
        Param::from(i64::from(event.version)),
        Param::text(event.action.clone()),
        Param::Text(event.note.clone()),
        Param::text(to_json(&event.effects)?),
        Param::text(content_hash(seq, event, record)?),
    ])
}

/// SHA-256 over the canonical JSON of the event and the values of the version it wrote.
pub(crate) fn content_hash(seq: Seq, event: &Event, record: Option<(&Ledger, &Record)>) -> StoreResult<Name> {
    let version = record.map(|(ledger, record)| {
        let values = ledger.fields.iter().zip(&record.values).filter(|(_, value)| !value.is_missing());
        let values = values.map(|(f, value)| Ok((f.name.to_string(), serde_json::to_value(plain(value))?)));
        let values = values.collect::<Result<Map<_, _>, serde_json::Error>>()?;
        Ok::<Json, serde_json::Error>(json!({
            "state": record.state, "number": record.number, "org": record.org, "handler": record.handler,
            "opened_at": moment_text(record.opened_at), "closed_at": record.closed_at.map(moment_text),
            "package_version": record.package_version, "values": values,
        }))
    });
    let wrong = |e| StoreError::Other(format!("事件无法转换为 JSON:{e}"));
    let whole = json!({
        "seq": seq,
        "event": serde_json::to_value(event).map_err(wrong)?,
        "version": version.transpose().map_err(wrong)?,
    });
    Ok(canonical::hex(&Sha256::digest(canonical::json(&whole).as_bytes())).into())
}

/// `1.50` and `1.5` are the same number and hash the same.
fn plain(value: &Value) -> Value {
    match value {
        Value::Decimal(d) => Value::Decimal(d.normalize()),
        Value::List(rows) => Value::List(rows.iter().map(|row| row.iter().map(plain).collect()).collect()),
        other => other.clone(),
    }
}

pub(crate) fn read_event(row: &Row) -> StoreResult<StoredEvent> {
    let version = row.need_int(8)?;
    Ok(StoredEvent {
        seq: row.need_int(0)?,
        event: Event {
            at: parse_moment(row.need_text(1)?)?,
            recorded_at: parse_moment(row.need_text(2)?)?,
            actor: row.need_text(3)?.into(),
            actor_org: row.need_text(4)?.into(),
            org: row.need_text(5)?.into(),
            ledger: row.need_text(6)?.into(),
            record: RecordId(row.need_int(7)?),
            version: u32::try_from(version).map_err(|_| damaged(format!("版本号 {version}")))?,
            action: row.need_text(9)?.into(),
            note: row.name(10)?,
            effects: from_json::<Vec<Effect>>(row.need_text(11)?)?,
        },
        hash: row.need_text(12)?.into(),
    })
}

/// Events of a record, oldest first.
pub(crate) async fn events(link: &mut Link, ledger: &Ledger, id: RecordId) -> StoreResult<Vec<StoredEvent>> {
    let sql = format!("SELECT {EVENT_COLUMNS} FROM event WHERE record_id = $1 AND ledger = $2 ORDER BY seq");
    let rows = link.fetch(Sql::with(&sql, [Param::from(id.0), Param::text(ledger.key.clone())])).await?;
    rows.iter().map(read_event).collect()
}

/// What changed after this position, in order.
pub(crate) async fn changes_since(link: &mut Link, seq: Seq, limit: u32) -> StoreResult<Vec<Change>> {
    let sql = "SELECT seq, ledger, record_id FROM event WHERE seq > $1 ORDER BY seq LIMIT $2";
    let rows = link.fetch(Sql::with(sql, [Param::from(seq), Param::from(i64::from(limit))])).await?;
    let change = |row: &Row| {
        Ok(Change { seq: row.need_int(0)?, ledger: row.need_text(1)?.into(), record: RecordId(row.need_int(2)?) })
    };
    rows.iter().map(change).collect()
}

/// Last position of the log.
pub(crate) async fn head(link: &mut Link) -> StoreResult<Seq> {
    link.fetch_int(Sql::new("SELECT seq FROM log_head WHERE id = 1")).await
}

/// Whether a record of this package was written after this position.
pub(crate) async fn touched_since(link: &mut Link, package: &str, seq: Seq) -> StoreResult<bool> {
    // '.' ends the package in a ledger's key and '/' follows it.
    let (first, past) = (format!("{package}."), format!("{package}/"));
    let sql = Sql::with(
        "SELECT seq FROM event WHERE seq > $1 AND ledger >= $2 AND ledger < $3 LIMIT 1",
        [Param::from(seq), Param::text(first), Param::text(past)],
    );
    Ok(link.fetch_one(sql).await?.is_some())
}

/// The last position whose event was recorded at or before this moment. Events are recorded in the order of the log, so
/// halving finds it without an index.
pub(crate) async fn seq_at(link: &mut Link, moment: Moment) -> StoreResult<Seq> {
    let wanted = moment_text(moment);
    let (mut low, mut high) = (0, head(link).await?);
    while low < high {
        let middle = high - (high - low) / 2;
        let sql = Sql::with("SELECT recorded_at FROM event WHERE seq = $1", [Param::from(middle)]);
        let row = link.fetch_one(sql).await?.ok_or_else(|| damaged(format!("日志缺少第 {middle} 条")))?;
        if row.need_text(0)? <= wanted.as_str() {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    Ok(low)
}
