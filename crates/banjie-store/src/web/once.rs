//! Requests that must be done once however often they are sent: whoever claims a key first does it, the others get its answer.
//! The claim is the row itself, so that two programs on one database agree. Answers are sealed where there is a key.

use banjie_desk::ports::{StoreError, StoreResult};
use banjie_model::{Moment, Name};

use super::{insert, moment, need_kept, need_moment};
use crate::{
    AnyStore,
    db::{Param, Row, Sql},
    error::damaged,
};

/// A claim given back between our two looks is claimed again so often.
const TRIES: usize = 8;

/// What became of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It is ours: do the request, then [`AnyStore::answer_once`], or [`AnyStore::release_once`] where nothing was done.
    New,
    /// Somebody is at it, or was stopped in the middle.
    Running {
        /// Since when.
        since: Moment,
    },
    /// It was done.
    Answered {
        /// Status code of the answer.
        status: u16,
        /// The answer.
        body: Name,
    },
    /// The key was used for another request.
    OtherRequest,
}

impl AnyStore {
    /// Claims the key of a request. Keys belong to accounts: equal ones of two accounts are two.
    ///
    /// # Errors
    /// As any statement.
    pub async fn claim_once(
        &self,
        key_hash: &str,
        account: &str,
        request_hash: &str,
        now: Moment,
    ) -> StoreResult<Claim> {
        let mut link = self.db.writer().await?;
        for _ in 0..TRIES {
            let row = vec![Param::text(account), Param::text(key_hash), Param::text(request_hash), moment(now)];
            let mut sql = insert("once", "account, key_hash, request_hash, claimed_at", row);
            sql.push(" ON CONFLICT (account, key_hash) DO NOTHING");
            if link.execute(sql).await? > 0 {
                return Ok(Claim::New);
            }
            let sql = "SELECT request_hash, claimed_at, status, body FROM once WHERE account = $1 AND key_hash = $2";
            let found = link.fetch_one(Sql::with(sql, [Param::text(account), Param::text(key_hash)])).await?;
            if let Some(row) = found {
                return read(&row, request_hash);
            }
        }
        Err(StoreError::Busy("同一个请求正被反复提交和撤回，本次没有处理。请稍后重试。".to_owned()))
    }

    /// Keeps the answer of a claimed request. False when the claim is gone or already answered.
    ///
    /// # Errors
    /// As any statement.
    pub async fn answer_once(&self, key_hash: &str, account: &str, status: u16, body: &Name) -> StoreResult<bool> {
        let sql = "UPDATE once SET status = $3, body = $4 WHERE account = $1 AND key_hash = $2 AND status IS NULL";
        let status = Param::from(i64::from(status));
        let params = [Param::text(account), Param::text(key_hash), status, self.kept(body)?];
        Ok(self.change(Sql::with(sql, params)).await? > 0)
    }

    /// Gives back a claim that was not answered, so that the request can be sent again. False when there is none.
    ///
    /// # Errors
    /// As any statement.
    pub async fn release_once(&self, key_hash: &str, account: &str) -> StoreResult<bool> {
        let sql = "DELETE FROM once WHERE account = $1 AND key_hash = $2 AND status IS NULL";
        Ok(self.change(Sql::with(sql, [Param::text(account), Param::text(key_hash)])).await? > 0)
    }

    /// Forgets the claims made before a moment, answered or not; gives their number.
    ///
    /// # Errors
    /// As any statement.
    pub async fn drop_old_once(&self, before: Moment) -> StoreResult<u64> {
        self.change(Sql::with("DELETE FROM once WHERE claimed_at < $1", [moment(before)])).await
    }
}

fn read(row: &Row, request_hash: &str) -> StoreResult<Claim> {
    if row.need_text(0)? != request_hash {
        return Ok(Claim::OtherRequest);
    }
    let Some(status) = row.int(2)? else { return Ok(Claim::Running { since: need_moment(row, 1)? }) };
    Ok(Claim::Answered { status: u16::try_from(status).map_err(damaged)?, body: need_kept(row, 3)? })
}
