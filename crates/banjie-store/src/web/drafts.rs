//! What people have half written: one draft an account and place. Title and fields are sealed where there is a key.

use banjie_desk::ports::{StoreError, StoreResult};
use banjie_model::{Moment, Name};
use serde::{Deserialize, Serialize};

use super::{insert, moment, need_kept, need_moment};
use crate::{
    AnyStore,
    db::{Param, Row, Sql},
    error::damaged,
    keys,
};

/// Scope of the counter of drafts.
const DRAFTS: &str = "#draft";
const COLUMNS: &str = "id, account, place, title, fields, version_seen, saved_at";

/// A form that was begun and not yet sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Number in this database; 0 in one that is to be saved.
    pub id: i64,
    /// Account.
    pub account: Name,
    /// What it is for: `create:package.ledger`, `act:package.ledger:12:file`, `report:…`.
    pub place: Name,
    /// What to call it in a list.
    pub title: Name,
    /// What was typed, as JSON.
    pub fields: Name,
    /// Version of the record that was on the screen.
    pub version_seen: Option<u32>,
    /// When.
    pub saved_at: Moment,
}

impl AnyStore {
    /// Saves a draft in place of the one this account has for this place; gives its number.
    ///
    /// # Errors
    /// As any statement; when `fields` is no JSON.
    pub async fn save_draft(&self, draft: &Draft) -> StoreResult<i64> {
        if serde_json::from_str::<serde::de::IgnoredAny>(&draft.fields).is_err() {
            return Err(StoreError::Other("草稿的内容不是 JSON，没有保存。请刷新页面后重试。".to_owned()));
        }
        let mut tx = self.db.write().await?;
        let (title, fields) = (self.kept(&draft.title)?, self.kept(&draft.fields)?);
        let rest = [title, fields, Param::Int(draft.version_seen.map(i64::from)), moment(draft.saved_at)];
        let mut row = vec![Param::text(draft.account.clone()), Param::text(draft.place.clone())];
        row.extend(rest);
        let update = "UPDATE draft SET title = $3, fields = $4, version_seen = $5, saved_at = $6 \
                      WHERE account = $1 AND place = $2 RETURNING id";
        let known = tx.fetch_int(Sql::with(update, row.clone())).await?;
        let id = if known > 0 {
            known
        } else {
            row.insert(0, Param::from(keys::next(&mut tx, DRAFTS, 1).await?));
            let mut sql = insert("draft", COLUMNS, row);
            // Two windows may save the first draft of a place at once: the later one stays.
            sql.push(
                " ON CONFLICT (account, place) DO UPDATE SET title = excluded.title, fields = excluded.fields, \
                 version_seen = excluded.version_seen, saved_at = excluded.saved_at RETURNING id",
            );
            tx.fetch_int(sql).await?
        };
        tx.commit().await?;
        Ok(id)
    }

    /// The draft an account has for a place.
    ///
    /// # Errors
    /// As any statement; refused when it is sealed and there is no key.
    pub async fn draft(&self, account: &str, place: &str) -> StoreResult<Option<Draft>> {
        let sql = format!("SELECT {COLUMNS} FROM draft WHERE account = $1 AND place = $2");
        self.first(Sql::with(&sql, [Param::text(account), Param::text(place)]), read).await
    }

    /// Drafts of an account, the one saved last first.
    ///
    /// # Errors
    /// As [`AnyStore::draft`].
    pub async fn drafts(&self, account: &str, limit: u32) -> StoreResult<Vec<Draft>> {
        let sql = format!("SELECT {COLUMNS} FROM draft WHERE account = $1 ORDER BY saved_at DESC, id DESC LIMIT $2");
        self.every(Sql::with(&sql, [Param::text(account), Param::from(i64::from(limit))]), read).await
    }

    /// Removes a draft. False when there is none.
    ///
    /// # Errors
    /// As any statement.
    pub async fn drop_draft(&self, account: &str, place: &str) -> StoreResult<bool> {
        let sql = "DELETE FROM draft WHERE account = $1 AND place = $2";
        Ok(self.change(Sql::with(sql, [Param::text(account), Param::text(place)])).await? > 0)
    }

    /// Removes the drafts last saved before a moment; gives their number.
    ///
    /// # Errors
    /// As any statement.
    pub async fn drop_old_drafts(&self, before: Moment) -> StoreResult<u64> {
        self.change(Sql::with("DELETE FROM draft WHERE saved_at < $1", [moment(before)])).await
    }
}

fn read(row: &Row) -> StoreResult<Draft> {
    Ok(Draft {
        id: row.need_int(0)?,
        account: row.need_text(1)?.into(),
        place: row.need_text(2)?.into(),
        title: need_kept(row, 3)?,
        fields: need_kept(row, 4)?,
        version_seen: row.int(5)?.map(u32::try_from).transpose().map_err(damaged)?,
        saved_at: need_moment(row, 6)?,
    })
}
