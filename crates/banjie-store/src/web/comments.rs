//! What people say to one another about a record. A comment that was removed stays as a row. The text is sealed where there is a
//! key.

use banjie_desk::ports::StoreResult;
use banjie_model::{Moment, Name, value::RecordId};
use serde::{Deserialize, Serialize};

use super::{insert, moment, moment_if, need_kept, need_moment, read_moment};
use crate::{
    AnyStore,
    db::{Param, Row, Sql},
    keys,
};

/// Scope of the counter of comments.
const COMMENTS: &str = "#comment";
const COLUMNS: &str = "id, ledger, record_id, account, org, at, text, removed_at";

/// A comment on a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Number in this database; 0 in one that is to be added.
    pub id: i64,
    /// `package.ledger`.
    pub ledger: Name,
    /// Record.
    pub record: RecordId,
    /// Who wrote it.
    pub account: Name,
    /// Organisation of the writer at that time, by code.
    pub org: Name,
    /// When.
    pub at: Moment,
    /// What.
    pub text: Name,
    /// When its writer took it back.
    pub removed_at: Option<Moment>,
}

impl AnyStore {
    /// Adds a comment; gives its number.
    ///
    /// # Errors
    /// As any statement.
    pub async fn add_comment(&self, comment: &Comment) -> StoreResult<i64> {
        let mut tx = self.db.write().await?;
        let id = keys::next(&mut tx, COMMENTS, 1).await?;
        let row = vec![
            Param::from(id),
            Param::text(comment.ledger.clone()),
            Param::from(comment.record.0),
            Param::text(comment.account.clone()),
            Param::text(comment.org.clone()),
            moment(comment.at),
            self.kept(&comment.text)?,
            moment_if(comment.removed_at),
        ];
        tx.execute(insert("comment", COLUMNS, row)).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Comments on a record, oldest first, those removed too.
    ///
    /// # Errors
    /// As any statement; refused when they are sealed and there is no key.
    pub async fn comments(&self, ledger: &str, record: RecordId) -> StoreResult<Vec<Comment>> {
        let sql = format!("SELECT {COLUMNS} FROM comment WHERE ledger = $1 AND record_id = $2 ORDER BY id");
        self.every(Sql::with(&sql, [Param::text(ledger), Param::from(record.0)]), read).await
    }

    /// Takes back a comment of one's own. False when this account has none of this number that still stands.
    ///
    /// # Errors
    /// As any statement.
    pub async fn remove_comment(&self, id: i64, account: &str, now: Moment) -> StoreResult<bool> {
        let sql = "UPDATE comment SET removed_at = $3 WHERE id = $1 AND account = $2 AND removed_at IS NULL";
        Ok(self.change(Sql::with(sql, [Param::from(id), Param::text(account), moment(now)])).await? > 0)
    }

    /// How many comments on a record still stand.
    ///
    /// # Errors
    /// As any statement.
    pub async fn count_comments(&self, ledger: &str, record: RecordId) -> StoreResult<i64> {
        let sql = "SELECT COUNT(*) FROM comment WHERE ledger = $1 AND record_id = $2 AND removed_at IS NULL";
        self.db.read().await?.fetch_int(Sql::with(sql, [Param::text(ledger), Param::from(record.0)])).await
    }
}

fn read(row: &Row) -> StoreResult<Comment> {
    Ok(Comment {
        id: row.need_int(0)?,
        ledger: row.need_text(1)?.into(),
        record: RecordId(row.need_int(2)?),
        account: row.need_text(3)?.into(),
        org: row.need_text(4)?.into(),
        at: need_moment(row, 5)?,
        text: need_kept(row, 6)?,
        removed_at: read_moment(row, 7)?,
    })
}
