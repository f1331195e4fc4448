//! The log of plain reading: who read personal values unmasked, of what, and what for.

use banjie_desk::ports::StoreResult;
use banjie_model::{Moment, Name, value::RecordId};
use serde::{Deserialize, Serialize};

use crate::{
    AnyStore,
    codec::{moment_text, parse_moment},
    db::{Param, Row, Sql},
    error::damaged,
    keys,
    write::chunks,
};

/// Scope of the counter of readings.
const READINGS: &str = "#reading";
/// Separates the names of fields; no name contains it.
const BETWEEN: char = ',';

/// The way values were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// One record on the screen.
    Show,
    /// A ledger as a workbook.
    Export,
    /// A document that prints plain values.
    Print,
}

impl How {
    /// Each with its word in the table and on the screen.
    pub const NAMES: [(How, &'static str, &'static str); 3] =
        [(How::Show, "show", "查看"), (How::Export, "export", "导出"), (How::Print, "print", "打印")];

    /// The word in the table.
    pub fn key(self) -> &'static str {
        Self::NAMES.iter().find(|(how, ..)| *how == self).map_or("", |(_, key, _)| key)
    }

    /// The word on the screen.
    pub fn zh(self) -> &'static str {
        Self::NAMES.iter().find(|(how, ..)| *how == self).map_or("", |(.., zh)| zh)
    }
}

/// Plain values that were read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlainReading {
    /// When.
    pub at: Moment,
    /// Account.
    pub account: Name,
    /// Organisation of the reader, by code; empty for the system.
    pub org: Name,
    /// `package.ledger`.
    pub ledger: Name,
    /// Record; none: all that an export gave.
    pub record: Option<RecordId>,
    /// Names of the fields.
    pub fields: Vec<Name>,
    /// What for, in the reader's words.
    pub purpose: Name,
    /// The way.
    pub how: How,
    /// How many records.
    pub records: i64,
    /// Condition of an export, as typed.
    pub condition: Option<Name>,
}

/// Which readings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadingsOf {
    /// By this account only.
    pub account: Option<Name>,
    /// Of this ledger only.
    pub ledger: Option<Name>,
    /// Of this record only.
    pub record: Option<RecordId>,
}

impl AnyStore {
    /// Logs plain readings, all or none. To be called before the values are given out.
    ///
    /// # Errors
    /// As any statement; the values must not be given out then.
    pub async fn log_readings(&self, readings: &[PlainReading]) -> StoreResult<()> {
        if readings.is_empty() {
            return Ok(());
        }
        let mut tx = self.db.write().await?;
        let seq = tx.fetch_int(Sql::new("UPDATE log_head SET seq = seq WHERE id = 1 RETURNING seq")).await?;
        let n = u32::try_from(readings.len()).unwrap_or(u32::MAX);
        let first = keys::next(&mut tx, READINGS, n).await?;
        let rows = (first..).zip(readings).map(|(id, reading)| row(id, reading, seq)).collect();
        let columns = "id, read_at, account, org, ledger, record_id, fields, purpose, how, records, condition, seq";
        for chunk in chunks(rows, tx.dialect().max_params()) {
            let mut sql = Sql::new(&format!("INSERT INTO plain_reading ({columns}) VALUES "));
            sql.push_rows(chunk);
            tx.execute(sql).await?;
        }
        tx.commit().await
    }

    /// The readings asked for, latest first.
    ///
    /// # Errors
    /// As any statement.
    pub async fn readings(&self, of: &ReadingsOf, limit: u32) -> StoreResult<Vec<PlainReading>> {
        let mut sql = Sql::new(
            "SELECT read_at, account, org, ledger, record_id, fields, purpose, how, records, condition \
             FROM plain_reading WHERE 1 = 1",
        );
        if let Some(account) = &of.account {
            sql.push(" AND account = ").push_bind(Param::text(account.clone()));
        }
        if let Some(ledger) = &of.ledger {
            sql.push(" AND ledger = ").push_bind(Param::text(ledger.clone()));
        }
        if let Some(record) = of.record {
            sql.push(" AND record_id = ").push_bind(Param::from(record.0));
        }
        sql.push(" ORDER BY id DESC LIMIT ").push_bind(Param::from(i64::from(limit)));
        let rows = self.db.read().await?.fetch(sql.once()).await?;
        rows.iter().map(reading).collect()
    }
}

fn row(id: i64, reading: &PlainReading, seq: i64) -> Vec<Param> {
    vec![
        Param::from(id),
        Param::text(moment_text(reading.at)),
        Param::text(reading.account.clone()),
        Param::text(reading.org.clone()),
        Param::text(reading.ledger.clone()),
        Param::Int(reading.record.map(|record| record.0)),
        Param::text(reading.fields.join(&BETWEEN.to_string())),
        Param::text(reading.purpose.clone()),
        Param::text(reading.how.key()),
        Param::from(reading.records),
        Param::Text(reading.condition.as_deref().map(Into::into)),
        Param::from(seq),
    ]
}

fn reading(row: &Row) -> StoreResult<PlainReading> {
    let how = row.need_text(7)?;
    let how = How::NAMES.iter().find(|(_, key, _)| *key == how).map(|(how, ..)| *how);
    Ok(PlainReading {
        at: parse_moment(row.need_text(0)?)?,
        account: row.need_text(1)?.into(),
        org: row.need_text(2)?.into(),
        ledger: row.need_text(3)?.into(),
        record: row.int(4)?.map(RecordId),
        fields: row.need_text(5)?.split(BETWEEN).filter(|name| !name.is_empty()).map(Name::from).collect(),
        purpose: row.need_text(6)?.into(),
        how: how.ok_or_else(|| damaged("明文查看登记的方式不认识"))?,
        records: row.need_int(8)?,
        condition: row.text(9)?.map(Name::from),
    })
}
