//! Backups: one SQLite file and its SHA-256 beside it, from either database into either database, verified both ways.

use std::path::{Path, PathBuf};

use banjie_desk::ports::{StoreError, StoreResult};
use banjie_model::canonical;
use sha2::{Digest, Sha256};

use crate::{
    connect::open_sqlite,
    copy::{all_counts, copy, counts, is_empty, wipe},
    db::{Db, Link, Param, Pool, Sql},
    log::head,
    migrate,
};

/// Writes a verified copy; gives its SHA-256. Nothing is left at `to` unless all checks pass.
pub(crate) async fn backup(db: &Db, to: &Path) -> StoreResult<String> {
    if to.exists() {
        return Err(StoreError::Refused(format!("备份文件 {} 已经存在，不会覆盖。请换一个文件名。", to.display())));
    }
    let part = with_suffix(to, "part");
    remove(&part)?;
    let made = make(db, &part).await;
    let hash = match made {
        Ok(()) => sha256(&part).await,
        Err(error) => Err(error),
    };
    match hash.and_then(|hash| publish(&part, to, &hash).map(|()| hash)) {
        Ok(hash) => Ok(hash),
        Err(error) => {
            remove(&part)?;
            Err(error)
        }
    }
}

/// The copy itself, compared with what it was copied from. Writing may go on meanwhile: the comparison is as of the copy.
async fn make(db: &Db, part: &Path) -> StoreResult<()> {
    match &db.pool {
        Pool::Sqlite { .. } => {
            let mut link = db.writer().await?;
            link.execute(Sql::with("VACUUM INTO $1", [Param::text(path_text(part)?)]).once()).await?;
            forget_sessions(part).await?;
        }
        Pool::Postgres(_) => {
            let mut source = db.snapshot().await?;
            let target = open_sqlite(part.to_path_buf(), true).await?;
            migrate::migrate(&target).await?;
            let mut into = target.write().await?;
            copy(&mut source, &mut into).await?;
            let seq = head(&mut source).await?;
            if all_counts(&mut source, seq).await? != all_counts(&mut into, seq).await? {
                return Err(not_the_same());
            }
            into.commit().await?;
            close(target).await;
        }
    }
    let copied = open_sqlite(part.to_path_buf(), false).await?;
    let found = examined(&copied).await;
    close(copied).await;
    let (seq, found) = found?;
    if counts(&mut db.snapshot().await?, seq).await? != found {
        return Err(not_the_same());
    }
    Ok(())
}

fn not_the_same() -> StoreError {
    StoreError::Other(
        "备份与原库的条数不一致，已放弃这个备份。若备份时正在安装程序包，请稍后重试；否则请检查磁盘。".to_string(),
    )
}

/// A copy of the whole file has the sessions in it: they are taken out, and what they were is overwritten.
async fn forget_sessions(part: &Path) -> StoreResult<()> {
    let copied = open_sqlite(part.to_path_buf(), false).await?;
    let mut link = copied.writer().await?;
    link.fetch(Sql::new("PRAGMA secure_delete = ON").once()).await?;
    link.execute(Sql::new(&format!("DELETE FROM {}", migrate::SESSIONS)).once()).await?;
    drop(link);
    close(copied).await;
    Ok(())
}

/// Head of the log and rows of the tables that follow it, once the file has passed SQLite's own check.
async fn examined(db: &Db) -> StoreResult<(i64, Vec<(String, i64)>)> {
    let mut link = db.write().await?;
    check_integrity(&mut link).await?;
    let seq = head(&mut link).await?;
    Ok((seq, counts(&mut link, seq).await?))
}

/// Head of the log and rows of all tables, once the file has passed SQLite's own check.
async fn verify(db: &Db) -> StoreResult<(i64, Vec<(String, i64)>)> {
    let mut link = db.write().await?;
    check_integrity(&mut link).await?;
    let seq = head(&mut link).await?;
    Ok((seq, all_counts(&mut link, seq).await?))
}

async fn check_integrity(link: &mut Link) -> StoreResult<()> {
    let row = link.fetch_one(Sql::new("PRAGMA integrity_check(1)").once()).await?;
    let words = row.as_ref().map(|r| r.need_text(0)).transpose()?.unwrap_or("没有结果");
    if words == "ok" {
        return Ok(());
    }
    Err(StoreError::Damaged(format!("备份文件没有通过完整性检查（{words}）。请改用另一个备份。")))
}

async fn close(db: Db) {
    if let Pool::Sqlite { writer, readers, .. } = db.pool {
        readers.close().await;
        writer.close().await;
    }
}

/// Puts the finished file in its place, then its hash beside it in the form `sha256sum -c` reads.
fn publish(part: &Path, to: &Path, hash: &str) -> StoreResult<()> {
    let name = to.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    std::fs::File::open(part).and_then(|f| f.sync_all()).map_err(|e| file_error(part, &e))?;
    let beside = with_suffix(to, "sha256");
    std::fs::write(&beside, format!("{hash}  {name}\n")).map_err(|e| file_error(&beside, &e))?;
    std::fs::rename(part, to).map_err(|e| file_error(to, &e))
}

/// Restores a backup. Its hash and its integrity are checked before anything is touched; everything is written in one
/// transaction.
pub(crate) async fn restore(db: &Db, from: &Path, over: bool) -> StoreResult<()> {
    check_hash(from).await?;
    let backup = open_copy(from).await?;
    let outcome = restore_from(&backup.db, db, over).await;
    close(backup.db).await;
    remove(&backup.path)?;
    outcome
}

async fn restore_from(source: &Db, target: &Db, over: bool) -> StoreResult<()> {
    let expected = verify(source).await?;
    let mut from = source.snapshot().await?;
    let mut into = target.write().await?;
    if !is_empty(&mut into).await? {
        if !over {
            return Err(StoreError::Refused(
                "这个数据库里已有数据，恢复会把它们全部替换，已拒绝，没有任何改动。请恢复到新的空数据库；确要替换，请先备份现库，再明确要求覆盖。".to_string(),
            ));
        }
        wipe(&mut into).await?;
    }
    copy(&mut from, &mut into).await?;
    let seq = head(&mut into).await?;
    if (seq, all_counts(&mut into, seq).await?) != expected {
        return Err(StoreError::Other("恢复后的条数与备份不一致，已全部撤回，数据库没有改动。请重试。".to_string()));
    }
    into.commit().await
}

/// A backup under examination: a copy, because opening a database may write beside it or bring it up to date.
struct Copied {
    db: Db,
    path: PathBuf,
}

async fn open_copy(from: &Path) -> StoreResult<Copied> {
    let path = with_suffix(from, "restoring");
    tokio::fs::copy(from, &path).await.map_err(|e| file_error(from, &e))?;
    let opened = async {
        let db = open_sqlite(path.clone(), false).await?;
        migrate::migrate(&db).await?;
        Ok(db)
    };
    match opened.await {
        Ok(db) => Ok(Copied { db, path }),
        Err(error) => {
            remove(&path)?;
            Err(error)
        }
    }
}

async fn check_hash(from: &Path) -> StoreResult<()> {
    if !from.is_file() {
        return Err(StoreError::Unreachable(format!("没有这个备份文件：{}。请检查路径。", from.display())));
    }
    let beside = with_suffix(from, "sha256");
    let text = std::fs::read_to_string(&beside).map_err(|_| {
        StoreError::Refused(format!(
            "备份旁边没有校验文件 {}。没有校验值不能确认备份完好，请把它和备份放在一起再恢复。",
            beside.display()
        ))
    })?;
    let expected = text.split_whitespace().next().unwrap_or_default();
    let found = sha256(from).await?;
    if found != expected {
        return Err(StoreError::Damaged(format!(
            "备份文件 {} 与校验值不符：文件损坏或被改动过。没有恢复任何内容，请改用另一个备份。",
            from.display()
        )));
    }
    Ok(())
}

async fn sha256(path: &Path) -> StoreResult<String> {
    use tokio::io::AsyncReadExt;
    let mut file = tokio::fs::File::open(path).await.map_err(|e| file_error(path, &e))?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0_u8; 1 << 20];
    loop {
        let n = file.read(&mut buffer).await.map_err(|e| file_error(path, &e))?;
        if n == 0 {
            return Ok(canonical::hex(&hasher.finalize()));
        }
        hasher.update(&buffer[..n]);
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

/// Removes a file and what SQLite keeps beside it.
fn remove(path: &Path) -> StoreResult<()> {
    for path in [path.to_path_buf(), dashed(path, "-wal"), dashed(path, "-shm")] {
        match std::fs::remove_file(&path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(file_error(&path, &e)),
            _ => {}
        }
    }
    Ok(())
}

fn dashed(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(end);
    PathBuf::from(name)
}

fn path_text(path: &Path) -> StoreResult<&str> {
    path.to_str().ok_or_else(|| StoreError::Other(format!("路径 {} 不是 UTF-8 文字，请换一个路径。", path.display())))
}

fn file_error(path: &Path, error: &std::io::Error) -> StoreError {
    let words = format!("文件 {} 读写失败（{error}）。", path.display());
    if error.kind() == std::io::ErrorKind::StorageFull {
        return StoreError::Full(format!("{words}磁盘已满，请清理后重试；原数据库没有改动。"));
    }
    StoreError::Other(format!("{words}请检查路径和权限；原数据库没有改动。"))
}
