//! How accounts sign in: password, second factor, failures and locks. Every change that others may make at the same time is one
//! statement.

use std::fmt;

use banjie_desk::ports::{StoreError, StoreResult};
use banjie_model::{Moment, Name};
use chrono::TimeDelta;

use super::{moment, moment_if, need_bool, need_moment, read_moment, upsert};
use crate::{
    AnyStore,
    db::{Param, Row, Sql},
    error::damaged,
};

const COLUMNS: &str = "account, password_hash, must_change, totp_secret, last_totp_step, failures, locked_until, \
                       disabled, changed_at, last_sign_in";

/// How one account signs in.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// Account.
    pub account: Name,
    /// Argon2id hash of the password in PHC form.
    pub password_hash: Name,
    /// The password was given by somebody else: it must be changed at the next sign-in.
    pub must_change: bool,
    /// Secret of the second factor; none: no second factor. Stored sealed.
    pub totp_secret: Option<Name>,
    /// The last time step whose one-time code was used: no code is taken twice.
    pub last_totp_step: Option<i64>,
    /// Failures since the last success, or since the last lock ended.
    pub failures: u32,
    /// Locked up to but not including this moment; may have passed.
    pub locked_until: Option<Moment>,
    /// May not sign in at all.
    pub disabled: bool,
    /// When the password was last set.
    pub changed_at: Moment,
    /// Last sign-in.
    pub last_sign_in: Option<Moment>,
}

impl Credential {
    /// True while failures keep the account locked.
    #[must_use]
    pub fn is_locked(&self, now: Moment) -> bool {
        self.locked_until.is_some_and(|until| now < until)
    }
}

/// Without the secrets.
impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential")
            .field("account", &self.account)
            .field("must_change", &self.must_change)
            .field("second_factor", &self.totp_secret.is_some())
            .field("failures", &self.failures)
            .field("locked_until", &self.locked_until)
            .field("disabled", &self.disabled)
            .field("changed_at", &self.changed_at)
            .field("last_sign_in", &self.last_sign_in)
            .finish_non_exhaustive()
    }
}

impl AnyStore {
    /// How an account signs in; none where it never got a password.
    ///
    /// # Errors
    /// As any statement; refused when the account has a second factor and there is no key to open its secret.
    pub async fn credential(&self, account: &str) -> StoreResult<Option<Credential>> {
        let sql = format!("SELECT {COLUMNS} FROM credential WHERE account = $1");
        self.first(Sql::with(&sql, [Param::text(account)]), read).await
    }

    /// All of them, by account.
    ///
    /// # Errors
    /// As [`AnyStore::credential`].
    pub async fn credentials(&self) -> StoreResult<Vec<Credential>> {
        self.every(Sql::new(&format!("SELECT {COLUMNS} FROM credential ORDER BY account")), read).await
    }

    /// Writes all of a credential, new or not. For accounts as they are made; a living account is changed by the methods that
    /// touch one thing, so that two changes at once do not undo one another.
    ///
    /// # Errors
    /// As any statement; refused when it has a second factor and there is no key to seal its secret with.
    pub async fn save_credential(&self, credential: &Credential) -> StoreResult<()> {
        let row = vec![
            Param::text(credential.account.clone()),
            Param::text(credential.password_hash.clone()),
            Param::Bool(Some(credential.must_change)),
            self.secret(credential.totp_secret.as_deref())?,
            Param::Int(credential.last_totp_step),
            Param::from(i64::from(credential.failures)),
            moment_if(credential.locked_until),
            Param::Bool(Some(credential.disabled)),
            moment(credential.changed_at),
            moment_if(credential.last_sign_in),
        ];
        self.change(upsert("credential", COLUMNS, "account", row)).await.map(|_| ())
    }

    /// Sets the password, by its hash. False when there is no such account.
    ///
    /// # Errors
    /// As any statement.
    pub async fn set_password(
        &self,
        account: &str,
        password_hash: &str,
        must_change: bool,
        now: Moment,
    ) -> StoreResult<bool> {
        let sql = "UPDATE credential SET password_hash = $2, must_change = $3, changed_at = $4 WHERE account = $1";
        let params = [Param::text(account), Param::text(password_hash), Param::Bool(Some(must_change)), moment(now)];
        Ok(self.change(Sql::with(sql, params)).await? > 0)
    }

    /// Sets or takes away the second factor. Codes of the old one are forgotten. False when there is no such account.
    ///
    /// # Errors
    /// As any statement; refused when there is no key to seal the secret with.
    pub async fn set_totp(&self, account: &str, secret: Option<&str>) -> StoreResult<bool> {
        let sql = "UPDATE credential SET totp_secret = $2, last_totp_step = NULL WHERE account = $1";
        Ok(self.change(Sql::with(sql, [Param::text(account), self.secret(secret)?])).await? > 0)
    }

    /// Shuts an account out, or lets it in again. False when there is no such account.
    ///
    /// # Errors
    /// As any statement.
    pub async fn set_disabled(&self, account: &str, disabled: bool) -> StoreResult<bool> {
        let sql = "UPDATE credential SET disabled = $2 WHERE account = $1";
        Ok(self.change(Sql::with(sql, [Param::text(account), Param::Bool(Some(disabled))])).await? > 0)
    }

    /// Ends a lock before its time and forgets the failures. False when there is no such account.
    ///
    /// # Errors
    /// As any statement.
    pub async fn unlock_account(&self, account: &str) -> StoreResult<bool> {
        let sql = "UPDATE credential SET failures = 0, locked_until = NULL WHERE account = $1";
        Ok(self.change(Sql::with(sql, [Param::text(account)])).await? > 0)
    }

    /// Counts a failed sign-in; the `max_failures`-th locks the account for so many minutes. While it is locked nothing is
    /// counted and the lock does not grow longer; after a lock counting begins anew. Gives the credential as it is then; none
    /// when there is no such account.
    ///
    /// # Errors
    /// As [`AnyStore::credential`].
    pub async fn note_failure(
        &self,
        account: &str,
        now: Moment,
        max_failures: u32,
        lock_for_minutes: u32,
    ) -> StoreResult<Option<Credential>> {
        let until = now + TimeDelta::minutes(i64::from(lock_for_minutes));
        let count = "CASE WHEN locked_until IS NULL THEN failures + 1 WHEN locked_until > $2 THEN failures ELSE 1 END";
        let sql = format!(
            "UPDATE credential SET failures = {count}, locked_until = CASE WHEN locked_until > $2 THEN locked_until \
             WHEN {count} >= $3 THEN $4 ELSE NULL END WHERE account = $1 RETURNING {COLUMNS}"
        );
        let params = [Param::text(account), moment(now), Param::from(i64::from(max_failures)), moment(until)];
        self.changed(Sql::with(&sql, params), read).await
    }

    /// Notes a sign-in and forgets the failures. False when the account was locked or shut out meanwhile, or is not there:
    /// then nobody may be let in.
    ///
    /// # Errors
    /// As any statement.
    pub async fn note_success(&self, account: &str, now: Moment) -> StoreResult<bool> {
        let sql = "UPDATE credential SET failures = 0, locked_until = NULL, last_sign_in = $2 \
                   WHERE account = $1 AND NOT disabled AND (locked_until IS NULL OR locked_until <= $2)";
        Ok(self.change(Sql::with(sql, [Param::text(account), moment(now)])).await? > 0)
    }

    /// Uses up the one-time code of a time step. False when it, or a later one, was used before: then the code is refused.
    ///
    /// # Errors
    /// As any statement.
    pub async fn use_totp_step(&self, account: &str, step: i64) -> StoreResult<bool> {
        let sql = "UPDATE credential SET last_totp_step = $2 \
                   WHERE account = $1 AND (last_totp_step IS NULL OR last_totp_step < $2)";
        Ok(self.change(Sql::with(sql, [Param::text(account), Param::from(step)])).await? > 0)
    }

    /// The secret of a second factor as it is stored: sealed, or refused.
    fn secret(&self, secret: Option<&str>) -> StoreResult<Param> {
        if secret.is_some() && !self.db.vault.is_open() {
            return Err(StoreError::Refused(
                "双因素验证的密钥只能加密保存，但没有提供加密密钥，没有保存。请用 --key 或配置项 key 指明密钥文件，再启用双因素验证。"
                    .to_owned(),
            ));
        }
        Ok(Param::Sealed(secret.map(Name::from)))
    }
}

fn read(row: &Row) -> StoreResult<Credential> {
    Ok(Credential {
        account: row.need_text(0)?.into(),
        password_hash: row.need_text(1)?.into(),
        must_change: need_bool(row, 2)?,
        totp_secret: row.opened(3)?.map(|secret| Name::from(&*secret)),
        last_totp_step: row.int(4)?,
        failures: u32::try_from(row.need_int(5)?).map_err(damaged)?,
        locked_until: read_moment(row, 6)?,
        disabled: need_bool(row, 7)?,
        changed_at: need_moment(row, 8)?,
        last_sign_in: read_moment(row, 9)?,
    })
}
