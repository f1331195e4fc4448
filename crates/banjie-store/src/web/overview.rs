//! What an administrator looks at: messages that went out, open cases by the version they are judged by, what waits.

use banjie_desk::ports::StoreResult;
use banjie_model::{Moment, Name, definition::Ledger};

use super::{need_moment, read_moment};
use crate::{
    AnyStore,
    codec::from_json,
    db::{Param, Row, Sql},
    layout::{quoted, table_of},
};

/// A message of the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxMessage {
    /// Its key: a message is never written twice.
    pub key: Name,
    /// Position of the log that caused it.
    pub seq: i64,
    /// Which consequence: the key of a [`banjie_model::definition::ConsequenceKind`].
    pub kind: Name,
    /// Accounts, or roles and organisations, it is for.
    pub to: Vec<Name>,
    /// The text.
    pub text: Name,
    /// When it was written.
    pub created_at: Moment,
    /// When it was sent; none: not yet.
    pub sent_at: Option<Moment>,
}

/// Which messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MessagesOf {
    /// Of this kind only.
    pub kind: Option<Name>,
    /// Sent only, or waiting only.
    pub sent: Option<bool>,
    /// Older than the message with this position and key.
    pub before: Option<(i64, Name)>,
}

impl AnyStore {
    /// Messages, latest first.
    ///
    /// # Errors
    /// As any statement.
    pub async fn messages(&self, of: &MessagesOf, limit: u32) -> StoreResult<Vec<OutboxMessage>> {
        let mut sql = Sql::new("SELECT key, seq, kind, recipients, text, created_at, sent_at FROM outbox WHERE 1 = 1");
        if let Some(kind) = &of.kind {
            sql.push(" AND kind = ").push_bind(Param::text(kind.clone()));
        }
        match of.sent {
            Some(true) => sql.push(" AND sent_at IS NOT NULL"),
            Some(false) => sql.push(" AND sent_at IS NULL"),
            None => &mut sql,
        };
        if let Some((seq, key)) = &of.before {
            let seq = sql.bind(Param::from(*seq));
            let key = sql.bind(Param::text(key.clone()));
            sql.push(&format!(" AND (seq < {seq} OR (seq = {seq} AND key < {key}))"));
        }
        sql.push(" ORDER BY seq DESC, key DESC LIMIT ").push_bind(Param::from(i64::from(limit)));
        self.every(sql.once(), message).await
    }

    /// How many messages wait to be sent, and how many there are.
    ///
    /// # Errors
    /// As any statement.
    pub async fn messages_waiting(&self) -> StoreResult<(i64, i64)> {
        let sql = "SELECT COALESCE(SUM(CASE WHEN sent_at IS NULL THEN 1 ELSE 0 END), 0), COUNT(*) FROM outbox";
        let found = self.first(Sql::new(sql), |row: &Row| Ok((row.need_int(0)?, row.need_int(1)?))).await?;
        Ok(found.unwrap_or_default())
    }

    /// Open cases of a ledger by the version of the package they are judged by.
    ///
    /// # Errors
    /// As any statement.
    pub async fn open_by_version(&self, ledger: &Ledger) -> StoreResult<Vec<(Name, i64)>> {
        let table = quoted(&table_of(&ledger.key));
        let sql = format!(
            "SELECT package_version, COUNT(*) FROM {table} WHERE to_seq IS NULL AND closed_at IS NULL \
             GROUP BY package_version ORDER BY package_version"
        );
        self.every(Sql::new(&sql), |row: &Row| Ok((row.need_text(0)?.into(), row.need_int(1)?))).await
    }
}

fn message(row: &Row) -> StoreResult<OutboxMessage> {
    Ok(OutboxMessage {
        key: row.need_text(0)?.into(),
        seq: row.need_int(1)?,
        kind: row.need_text(2)?.into(),
        to: from_json(row.need_text(3)?)?,
        text: row.need_text(4)?.into(),
        created_at: need_moment(row, 5)?,
        sent_at: read_moment(row, 6)?,
    })
}
