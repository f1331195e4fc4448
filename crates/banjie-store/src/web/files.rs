//! What is known of stored files, by the hash of their content: who uploaded it, and the records it belongs to.
//!
//! A file is served to whoever may see one of the records it is linked to, and to its uploaders. Whoever links a file to a record
//! must therefore make sure that the person doing it may see the file: else a hash learnt elsewhere would open it.

use banjie_desk::ports::{StoreError, StoreResult};
use banjie_model::{Moment, Name, value::RecordId};
use serde::{Deserialize, Serialize};

use super::{insert, moment, need_moment, upsert};
use crate::{
    AnyStore,
    db::{Param, Row, Sql},
    error::damaged,
    keys,
};

/// Who has advanced this counter is alone with the files until the end of the transaction: none is forgotten while it is
/// uploaded again or linked.
const FILES: &str = "#file";
const COLUMNS: &str = "sha256, size, media_type, first_name, uploaded_by, at";
/// A file nobody needs: linked to no record, and not uploaded since `$1`.
const UNLINKED: &str = "NOT EXISTS (SELECT 1 FROM file_link AS l WHERE l.sha256 = f.sha256) \
                        AND NOT EXISTS (SELECT 1 FROM file_upload AS u WHERE u.sha256 = f.sha256 AND u.at >= $1)";

/// A stored file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFile {
    /// SHA-256 of the content, 64 lower-case hex digits.
    pub sha256: Name,
    /// Bytes.
    pub size: u64,
    /// Media type, as found in the content.
    pub media_type: Name,
    /// Name it was first uploaded under.
    pub first_name: Name,
    /// Account that uploaded it first.
    pub uploaded_by: Name,
    /// When it was uploaded first.
    pub at: Moment,
}

/// A place where a file is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLink {
    /// `package.ledger`.
    pub ledger: Name,
    /// Record.
    pub record: RecordId,
    /// Name of the field.
    pub field: Name,
}

impl AnyStore {
    /// Notes an upload, and the file where its content is new. False when the content was there before; the uploader may see
    /// it then all the same, since he has it.
    ///
    /// # Errors
    /// As any statement; when the hash is none.
    pub async fn keep_file(&self, file: &StoredFile) -> StoreResult<bool> {
        if file.sha256.len() != 64 || !file.sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(StoreError::Other(format!("“{}”不是文件的 SHA-256 值，没有保存。", file.sha256)));
        }
        let size = i64::try_from(file.size).map_err(damaged)?;
        let row = vec![
            Param::text(file.sha256.clone()),
            Param::from(size),
            Param::text(file.media_type.clone()),
            Param::text(file.first_name.clone()),
            Param::text(file.uploaded_by.clone()),
            moment(file.at),
        ];
        let upload = vec![Param::text(file.sha256.clone()), Param::text(file.uploaded_by.clone()), moment(file.at)];
        let mut tx = self.db.write().await?;
        keys::next(&mut tx, FILES, 1).await?;
        let mut sql = insert("stored_file", COLUMNS, row);
        sql.push(" ON CONFLICT (sha256) DO NOTHING");
        let new = tx.execute(sql).await? > 0;
        tx.execute(upsert("file_upload", "sha256, account, at", "sha256, account", upload)).await?;
        tx.commit().await?;
        Ok(new)
    }

    /// What is known of a file.
    ///
    /// # Errors
    /// As any statement.
    pub async fn stored_file(&self, sha256: &str) -> StoreResult<Option<StoredFile>> {
        let sql = format!("SELECT {COLUMNS} FROM stored_file WHERE sha256 = $1");
        self.first(Sql::with(&sql, [Param::text(sha256)]), read).await
    }

    /// True when this account uploaded this content.
    ///
    /// # Errors
    /// As any statement.
    pub async fn is_uploader(&self, sha256: &str, account: &str) -> StoreResult<bool> {
        let sql = "SELECT COUNT(*) FROM file_upload WHERE sha256 = $1 AND account = $2";
        let params = [Param::text(sha256), Param::text(account)];
        Ok(self.db.read().await?.fetch_int(Sql::with(sql, params)).await? > 0)
    }

    /// Notes that a record uses a file; noting it twice is noting it once. Links are never taken away: earlier versions of the
    /// record go on using the file.
    ///
    /// # Errors
    /// As any statement.
    pub async fn link_file(&self, sha256: &str, ledger: &str, record: RecordId, field: &str) -> StoreResult<()> {
        let row = vec![Param::text(sha256), Param::text(ledger), Param::from(record.0), Param::text(field)];
        let mut sql = insert("file_link", "sha256, ledger, record_id, field", row);
        sql.push(" ON CONFLICT (sha256, ledger, record_id, field) DO NOTHING");
        let mut tx = self.db.write().await?;
        keys::next(&mut tx, FILES, 1).await?;
        tx.execute(sql).await?;
        tx.commit().await
    }

    /// Where a file is used.
    ///
    /// # Errors
    /// As any statement.
    pub async fn file_links(&self, sha256: &str) -> StoreResult<Vec<FileLink>> {
        let sql = "SELECT ledger, record_id, field FROM file_link WHERE sha256 = $1 ORDER BY ledger, record_id, field";
        let link = |row: &Row| {
            Ok(FileLink {
                ledger: row.need_text(0)?.into(),
                record: RecordId(row.need_int(1)?),
                field: row.need_text(2)?.into(),
            })
        };
        self.every(Sql::with(sql, [Param::text(sha256)]), link).await
    }

    /// Forgets up to `limit` files that no record uses and nobody uploaded since `before`; gives their hashes, so that their
    /// contents can be removed.
    ///
    /// # Errors
    /// As any statement.
    pub async fn drop_unlinked_files(&self, before: Moment, limit: u32) -> StoreResult<Vec<Name>> {
        let mut tx = self.db.write().await?;
        keys::next(&mut tx, FILES, 1).await?;
        let sql = format!(
            "DELETE FROM stored_file WHERE sha256 IN (SELECT f.sha256 FROM stored_file AS f WHERE {UNLINKED} \
             ORDER BY f.at, f.sha256 LIMIT $2) RETURNING sha256"
        );
        let rows = tx.fetch(Sql::with(&sql, [moment(before), Param::from(i64::from(limit))])).await?;
        let mut gone: Vec<Name> =
            rows.iter().map(|row| row.need_text(0).map(Name::from)).collect::<StoreResult<_>>()?;
        gone.sort();
        let rest = "DELETE FROM file_upload WHERE NOT EXISTS \
                    (SELECT 1 FROM stored_file AS f WHERE f.sha256 = file_upload.sha256)";
        tx.execute(Sql::new(rest)).await?;
        tx.commit().await?;
        Ok(gone)
    }
}

fn read(row: &Row) -> StoreResult<StoredFile> {
    Ok(StoredFile {
        sha256: row.need_text(0)?.into(),
        size: u64::try_from(row.need_int(1)?).map_err(damaged)?,
        media_type: row.need_text(2)?.into(),
        first_name: row.need_text(3)?.into(),
        uploaded_by: row.need_text(4)?.into(),
        at: need_moment(row, 5)?,
    })
}
