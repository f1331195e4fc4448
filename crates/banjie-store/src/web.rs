//! What the desk on the web keeps beside the ledgers. Storage only: who may do what is decided by the desk.
//!
//! Texts in which people write freely (drafts, comments, answers kept for repeated requests) are sealed where there is a key.
//! Without a key they are stored as they are, as a database without sensitive fields is. The secret of a second factor is never
//! stored in clear: without a key it is refused.

mod accounts;
mod audit;
mod comments;
mod drafts;
mod files;
mod follow;
mod once;
mod overview;
mod sessions;
mod settings;
mod tokens;
mod views;

use banjie_desk::ports::{StoreError, StoreResult};
use banjie_model::{Moment, Name, canonical};
use sha2::{Digest, Sha256};

use crate::{
    AnyStore,
    codec::{moment_text, parse_moment},
    db::{Param, Row, Sql},
    error::damaged,
    vault::Vault,
};

pub use accounts::Credential;
pub use audit::{AuditCheck, AuditEntry, AuditKind, AuditOf, AuditRow, BrokenEntry};
pub use comments::Comment;
pub use drafts::Draft;
pub use files::{FileLink, StoredFile};
pub use follow::{Application, Followed};
pub use once::Claim;
pub use overview::{MessagesOf, OutboxMessage};
pub use sessions::Session;
pub use tokens::ApiToken;
pub use views::SavedView;

impl AnyStore {
    /// A text that stands for a value without giving it away: equal values give equal texts, and nobody without the key can
    /// try out which value it was. For what has few possible values, such as telephone numbers; `label` keeps the uses apart.
    ///
    /// # Errors
    /// Refused when there is no key.
    pub fn blind(&self, label: &str, plain: &str) -> StoreResult<Name> {
        let sealed = self.db.vault.seal(&format!("{label}\n{plain}"))?;
        Ok(sha256(&sealed).into())
    }

    /// One statement that is all or nothing by itself; gives the number of rows it touched.
    async fn change(&self, sql: Sql) -> StoreResult<u64> {
        self.db.writer().await?.execute(sql).await
    }

    /// The same for a statement that gives rows back.
    async fn changed<T>(&self, sql: Sql, read: impl Fn(&Row) -> StoreResult<T>) -> StoreResult<Option<T>> {
        let row = self.db.writer().await?.fetch_one(sql).await?;
        row.as_ref().map(read).transpose()
    }

    async fn every<T>(&self, sql: Sql, read: impl Fn(&Row) -> StoreResult<T>) -> StoreResult<Vec<T>> {
        self.db.read().await?.fetch(sql).await?.iter().map(read).collect()
    }

    async fn first<T>(&self, sql: Sql, read: impl Fn(&Row) -> StoreResult<T>) -> StoreResult<Option<T>> {
        let row = self.db.read().await?.fetch_one(sql).await?;
        row.as_ref().map(read).transpose()
    }

    /// A text people wrote freely, as it is stored: sealed where there is a key.
    fn kept(&self, text: &Name) -> StoreResult<Param> {
        if self.db.vault.is_open() {
            return Ok(Param::Sealed(Some(text.clone())));
        }
        if Vault::looks_sealed(text) {
            return Err(StoreError::Refused(
                "文字的开头与加密内容的标记相同，没有保存。请在前面加一个字再保存。".to_owned(),
            ));
        }
        Ok(Param::Text(Some(text.clone())))
    }
}

/// Inserts a row, or replaces the one with this key but for the key. `columns` and `key` are parted by `, `.
fn upsert(table: &str, columns: &str, key: &str, row: Vec<Param>) -> Sql {
    let mut sql = insert(table, columns, row);
    let keys: Vec<&str> = key.split(", ").collect();
    let set: Vec<String> =
        columns.split(", ").filter(|c| !keys.contains(c)).map(|c| format!("{c} = excluded.{c}")).collect();
    sql.push(&format!(" ON CONFLICT ({key}) DO UPDATE SET {}", set.join(", ")));
    sql
}

fn insert(table: &str, columns: &str, row: Vec<Param>) -> Sql {
    let mut sql = Sql::new(&format!("INSERT INTO {table} ({columns}) VALUES "));
    sql.push_rows([row]);
    sql
}

fn moment(at: Moment) -> Param {
    Param::text(moment_text(at))
}

fn moment_if(at: Option<Moment>) -> Param {
    Param::Text(at.map(|at| moment_text(at).into()))
}

fn need_moment(row: &Row, i: usize) -> StoreResult<Moment> {
    parse_moment(row.need_text(i)?)
}

fn read_moment(row: &Row, i: usize) -> StoreResult<Option<Moment>> {
    row.text(i)?.map(parse_moment).transpose()
}

fn need_bool(row: &Row, i: usize) -> StoreResult<bool> {
    row.bool(i)?.ok_or_else(|| damaged(format!("第 {i} 列缺少是否")))
}

/// A text stored by [`AnyStore::kept`].
fn need_kept(row: &Row, i: usize) -> StoreResult<Name> {
    row.opened(i)?.map(|text| Name::from(&*text)).ok_or_else(|| damaged(format!("第 {i} 列缺少文字")))
}

fn sha256(text: &str) -> String {
    canonical::hex(&Sha256::digest(text.as_bytes()))
}
