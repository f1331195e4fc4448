//! Who is signed in. A session is found by the hash of its cookie; the cookie itself is never stored. Backups carry none.

use std::fmt;

use banjie_desk::ports::StoreResult;
use banjie_model::{Moment, Name};

use super::{insert, moment, need_bool, need_moment};
use crate::{
    AnyStore,
    db::{Param, Row, Sql},
};

const COLUMNS: &str =
    "id_hash, account, csrf, started_at, seen_at, expires_at, address, agent, second_factor_done, role";

/// One sign-in on one browser.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the secret in the cookie, hex.
    pub id_hash: Name,
    /// Account.
    pub account: Name,
    /// Secret that every form of this session carries.
    pub csrf: Name,
    /// Sign-in.
    pub started_at: Moment,
    /// Last request noted.
    pub seen_at: Moment,
    /// Ends at this moment.
    pub expires_at: Moment,
    /// Network address it came from.
    pub from: Name,
    /// What the browser calls itself.
    pub agent: Name,
    /// The second factor was given too, or the account has none.
    pub second_factor_done: bool,
    /// The role taken on, where an account has several.
    pub role: Option<Name>,
}

/// Without the secrets.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("account", &self.account)
            .field("started_at", &self.started_at)
            .field("seen_at", &self.seen_at)
            .field("expires_at", &self.expires_at)
            .field("from", &self.from)
            .field("second_factor_done", &self.second_factor_done)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

impl AnyStore {
    /// Begins a session.
    ///
    /// # Errors
    /// As any statement.
    pub async fn open_session(&self, session: &Session) -> StoreResult<()> {
        self.change(insert("session", COLUMNS, row(session))).await.map(|_| ())
    }

    /// Puts a session with another cookie in the place of one: after the second factor, or a change of rights, an old cookie
    /// is worth nothing. False when the old one had ended: then none begins.
    ///
    /// # Errors
    /// As any statement.
    pub async fn replace_session(&self, id_hash: &str, session: &Session) -> StoreResult<bool> {
        let mut tx = self.db.write().await?;
        let old = Sql::with("DELETE FROM session WHERE id_hash = $1", [Param::text(id_hash)]);
        if tx.execute(old).await? == 0 {
            return Ok(false);
        }
        tx.execute(insert("session", COLUMNS, row(session))).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The session of a cookie, unless it has expired.
    ///
    /// # Errors
    /// As any statement.
    pub async fn session(&self, id_hash: &str, now: Moment) -> StoreResult<Option<Session>> {
        let sql = format!("SELECT {COLUMNS} FROM session WHERE id_hash = $1 AND expires_at > $2");
        self.first(Sql::with(&sql, [Param::text(id_hash), moment(now)]), read).await
    }

    /// Notes a request and moves the end. False when the session has ended.
    ///
    /// # Errors
    /// As any statement.
    pub async fn touch_session(&self, id_hash: &str, now: Moment, expires_at: Moment) -> StoreResult<bool> {
        let sql = "UPDATE session SET seen_at = $2, expires_at = $3 WHERE id_hash = $1 AND expires_at > $2";
        Ok(self.change(Sql::with(sql, [Param::text(id_hash), moment(now), moment(expires_at)])).await? > 0)
    }

    /// Takes on a role, or none. False when the session has ended.
    ///
    /// # Errors
    /// As any statement.
    pub async fn set_session_role(&self, id_hash: &str, role: Option<&str>) -> StoreResult<bool> {
        let sql = "UPDATE session SET role = $2 WHERE id_hash = $1";
        Ok(self.change(Sql::with(sql, [Param::text(id_hash), Param::Text(role.map(Name::from))])).await? > 0)
    }

    /// Ends a session. False when it had ended before.
    ///
    /// # Errors
    /// As any statement.
    pub async fn end_session(&self, id_hash: &str) -> StoreResult<bool> {
        let sql = "DELETE FROM session WHERE id_hash = $1";
        Ok(self.change(Sql::with(sql, [Param::text(id_hash)])).await? > 0)
    }

    /// Ends every session of an account but this one; gives their number.
    ///
    /// # Errors
    /// As any statement.
    pub async fn end_sessions_of(&self, account: &str, but: Option<&str>) -> StoreResult<u64> {
        let mut sql = Sql::with("DELETE FROM session WHERE account = $1", [Param::text(account)]);
        if let Some(but) = but {
            sql.push(" AND id_hash <> ").push_bind(Param::text(but));
        }
        self.change(sql).await
    }

    /// Sessions of an account that have not expired, the one last seen first.
    ///
    /// # Errors
    /// As any statement.
    pub async fn sessions_of(&self, account: &str, now: Moment) -> StoreResult<Vec<Session>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM session WHERE account = $1 AND expires_at > $2 ORDER BY seen_at DESC, id_hash"
        );
        self.every(Sql::with(&sql, [Param::text(account), moment(now)]), read).await
    }

    /// Removes the sessions that have expired; gives their number.
    ///
    /// # Errors
    /// As any statement.
    pub async fn drop_expired_sessions(&self, now: Moment) -> StoreResult<u64> {
        self.change(Sql::with("DELETE FROM session WHERE expires_at <= $1", [moment(now)])).await
    }
}

fn row(session: &Session) -> Vec<Param> {
    vec![
        Param::text(session.id_hash.clone()),
        Param::text(session.account.clone()),
        Param::text(session.csrf.clone()),
        moment(session.started_at),
        moment(session.seen_at),
        moment(session.expires_at),
        Param::text(session.from.clone()),
        Param::text(session.agent.clone()),
        Param::Bool(Some(session.second_factor_done)),
        Param::Text(session.role.clone()),
    ]
}

fn read(row: &Row) -> StoreResult<Session> {
    Ok(Session {
        id_hash: row.need_text(0)?.into(),
        account: row.need_text(1)?.into(),
        csrf: row.need_text(2)?.into(),
        started_at: need_moment(row, 3)?,
        seen_at: need_moment(row, 4)?,
        expires_at: need_moment(row, 5)?,
        from: row.need_text(6)?.into(),
        agent: row.need_text(7)?.into(),
        second_factor_done: need_bool(row, 8)?,
        role: row.name(9)?,
    })
}
