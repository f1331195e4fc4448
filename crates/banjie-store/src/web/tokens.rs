//! Tokens of programs that act for an account. A token is found by its hash; the token itself is never stored.

use banjie_desk::ports::StoreResult;
use banjie_model::{Moment, Name};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{insert, moment, moment_if, need_moment, read_moment};
use crate::{
    AnyStore,
    codec::{from_json, to_json},
    db::{Param, Row, Sql},
    keys,
};

/// Scope of the counter of tokens.
const TOKENS: &str = "#token";
const COLUMNS: &str = "id, account, name, hash, scopes, made_at, expires_at, revoked_at, last_used_at";
/// The last use is noted so often at most: a program may ask many times a second.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// A token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiToken {
    /// Number in this database; 0 in one that is to be made.
    pub id: i64,
    /// Account it acts for.
    pub account: Name,
    /// What it is called.
    pub name: Name,
    /// SHA-256 of the token, hex.
    #[serde(skip_serializing, default)]
    pub hash: Name,
    /// What it may be used for.
    pub scopes: Vec<Name>,
    /// When it was made.
    pub made_at: Moment,
    /// Worth nothing from this moment on.
    pub expires_at: Option<Moment>,
    /// When it was revoked.
    pub revoked_at: Option<Moment>,
    /// Last use, to the minute.
    pub last_used_at: Option<Moment>,
}

impl ApiToken {
    /// True when it has neither expired nor been revoked.
    #[must_use]
    pub fn is_live(&self, now: Moment) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }
}

impl AnyStore {
    /// Makes a token; gives its number.
    ///
    /// # Errors
    /// As any statement.
    pub async fn make_token(&self, token: &ApiToken) -> StoreResult<i64> {
        let mut tx = self.db.write().await?;
        let id = keys::next(&mut tx, TOKENS, 1).await?;
        let row = vec![
            Param::from(id),
            Param::text(token.account.clone()),
            Param::text(token.name.clone()),
            Param::text(token.hash.clone()),
            Param::text(to_json(&token.scopes)?),
            moment(token.made_at),
            moment_if(token.expires_at),
            moment_if(token.revoked_at),
            moment_if(token.last_used_at),
        ];
        tx.execute(insert("api_token", COLUMNS, row)).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The token of this hash, live or not.
    ///
    /// # Errors
    /// As any statement.
    pub async fn token(&self, hash: &str) -> StoreResult<Option<ApiToken>> {
        let sql = format!("SELECT {COLUMNS} FROM api_token WHERE hash = $1");
        self.first(Sql::with(&sql, [Param::text(hash)]), read).await
    }

    /// Tokens of an account, or of all accounts, newest first, live or not.
    ///
    /// # Errors
    /// As any statement.
    pub async fn tokens(&self, account: Option<&str>) -> StoreResult<Vec<ApiToken>> {
        let mut sql = Sql::new(&format!("SELECT {COLUMNS} FROM api_token"));
        if let Some(account) = account {
            sql.push(" WHERE account = ").push_bind(Param::text(account));
        }
        sql.push(" ORDER BY id DESC");
        self.every(sql, read).await
    }

    /// Revokes a token, of this account where one is given. False when there is none that is not revoked yet.
    ///
    /// # Errors
    /// As any statement.
    pub async fn revoke_token(&self, id: i64, account: Option<&str>, now: Moment) -> StoreResult<bool> {
        let sql = "UPDATE api_token SET revoked_at = $2 WHERE revoked_at IS NULL AND id = $1";
        let mut sql = Sql::with(sql, [Param::from(id), moment(now)]);
        if let Some(account) = account {
            sql.push(" AND account = ").push_bind(Param::text(account));
        }
        Ok(self.change(sql).await? > 0)
    }

    /// Revokes all tokens of an account; gives their number.
    ///
    /// # Errors
    /// As any statement.
    pub async fn revoke_tokens_of(&self, account: &str, now: Moment) -> StoreResult<u64> {
        let sql = "UPDATE api_token SET revoked_at = $2 WHERE revoked_at IS NULL AND account = $1";
        self.change(Sql::with(sql, [Param::text(account), moment(now)])).await
    }

    /// Notes a use of a token, once a minute at most.
    ///
    /// # Errors
    /// As any statement.
    pub async fn touch_token(&self, token: &ApiToken, now: Moment) -> StoreResult<()> {
        if token.last_used_at.is_some_and(|last| now < last + NOTED_EVERY) {
            return Ok(());
        }
        let sql = "UPDATE api_token SET last_used_at = $2 WHERE id = $1";
        self.change(Sql::with(sql, [Param::from(token.id), moment(now)])).await.map(|_| ())
    }
}

fn read(row: &Row) -> StoreResult<ApiToken> {
    Ok(ApiToken {
        id: row.need_int(0)?,
        account: row.need_text(1)?.into(),
        name: row.need_text(2)?.into(),
        hash: row.need_text(3)?.into(),
        scopes: from_json(row.need_text(4)?)?,
        made_at: need_moment(row, 5)?,
        expires_at: read_moment(row, 6)?,
        revoked_at: read_moment(row, 7)?,
        last_used_at: read_moment(row, 8)?,
    })
}
