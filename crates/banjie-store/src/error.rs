//! From the words of SQLite and PostgreSQL to ours: what happened, that nothing was half-written, what to do.

use banjie_desk::ports::StoreError;
use sqlx::Error;

/// What every failed act has in common: it is one transaction.
const NOTHING_WRITTEN: &str = "本次操作没有写入任何数据";

/// Translates an error of the driver.
pub(crate) fn store_error(error: Error) -> StoreError {
    match error {
        Error::Database(e) => {
            let code = e.code().map(|c| c.to_string()).unwrap_or_default();
            let words = e.message().to_string();
            if e.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
                sqlite(code.parse().unwrap_or(0), &words)
            } else {
                postgres(&code, &words)
            }
        }
        Error::Io(e) => lost(&e.to_string()),
        Error::Tls(e) => lost(&e.to_string()),
        Error::Protocol(e) => lost(&e),
        Error::PoolClosed | Error::WorkerCrashed => lost("connection closed"),
        Error::PoolTimedOut => StoreError::Busy(format!(
            "数据库的连接全部被占用，等待超时；{NOTHING_WRITTEN}。请稍后重试；经常出现时请增加数据库的最大连接数。"
        )),
        Error::Configuration(e) => StoreError::Unreachable(format!(
            "数据库地址写得不对：{e}。应为 sqlite:文件路径、文件路径，或 postgres://用户：口令@主机：端口/库名。"
        )),
        other => unknown(&other.to_string()),
    }
}

/// A stored value that is not what was written there.
pub(crate) fn damaged(what: impl std::fmt::Display) -> StoreError {
    StoreError::Damaged(format!(
        "数据库中的内容读不懂：{what}。数据可能被其他程序改动过。请停止写入，用最近的备份恢复，或把数据库交技术人员检查。"
    ))
}

fn lost(words: &str) -> StoreError {
    StoreError::Unreachable(format!(
        "与数据库的连接中断或建立不起来（{words}）；未提交的操作没有写入任何数据。请确认数据库服务已启动、地址端口正确、网络通畅，然后重试。"
    ))
}

fn unknown(words: &str) -> StoreError {
    StoreError::Other(format!("数据库报告错误：{words};{NOTHING_WRITTEN}。请重试；仍然失败时请把这句话交技术人员。"))
}

fn full(words: &str) -> StoreError {
    StoreError::Full(format!(
        "数据库所在的磁盘已满（{words}）;{NOTHING_WRITTEN}，原有数据完好。请清理磁盘或扩容，然后重试。"
    ))
}

fn duplicate(words: &str) -> StoreError {
    StoreError::Busy(format!(
        "另一个人刚刚写入了相同业务键或相同版本的记录；{NOTHING_WRITTEN}。请刷新后重试，不要重复录入。（{words}）"
    ))
}

fn read_only(words: &str) -> StoreError {
    StoreError::Other(format!(
        "数据库是只读的（{words}）;{NOTHING_WRITTEN}。请检查文件和文件夹的写权限，或数据库是否处于只读（备机）状态。"
    ))
}

fn busy(words: &str) -> StoreError {
    StoreError::Busy(format!(
        "数据库正被另一个程序占用，等待超时或发生冲突（{words}）;{NOTHING_WRITTEN}。请稍后重试；若一直如此，请检查是否有别的程序打开了数据库。"
    ))
}

/// By SQLite's (extended) result code; the low byte is the primary code.
fn sqlite(code: i32, words: &str) -> StoreError {
    match (code & 0xff, code) {
        (13, _) => full(words),
        (5 | 6, _) => busy(words),
        (8, _) => read_only(words),
        (14, _) => {
            StoreError::Unreachable(format!("数据库文件打不开（{words}）。请检查路径是否存在、文件夹是否可写。"))
        }
        (11, _) => StoreError::Damaged(format!(
            "数据库文件已损坏（{words}）;{NOTHING_WRITTEN}。请停止使用该文件，用最近的备份恢复。"
        )),
        (26, _) => StoreError::Damaged(format!(
            "这个文件不是 SQLite 数据库（{words}）。请检查路径；如果它应当是数据库，请用最近的备份恢复。"
        )),
        (10, _) => StoreError::Other(format!(
            "读写数据库文件时磁盘出错（{words}）;{NOTHING_WRITTEN}。请检查磁盘是否已满、是否完好,然后重试。"
        )),
        (19, 2067 | 1555) => duplicate(words),
        _ => unknown(words),
    }
}

/// By SQLSTATE (PostgreSQL manual, appendix A).
fn postgres(code: &str, words: &str) -> StoreError {
    match code {
        "53100" => full(words),
        "23505" => duplicate(words),
        "25006" => read_only(words),
        "28P01" | "28000" => {
            StoreError::Unreachable(format!("数据库拒绝登录（{words}）。请检查用户名、口令和 pg_hba.conf 的许可。"))
        }
        "3D000" => {
            StoreError::Unreachable(format!("数据库服务器上没有这个库（{words}）。请先用 createdb 建库，再重试。"))
        }
        "42501" => StoreError::Other(format!(
            "数据库用户的权限不够（{words}）;{NOTHING_WRITTEN}。请授予该用户在库中建表和读写的权限。"
        )),
        "XX001" | "XX002" => damaged(words),
        "40001" | "40P01" | "55P03" | "53300" | "57014" => busy(words),
        _ if code.starts_with("08") || code.starts_with("57P") => lost(words),
        _ => unknown(words),
    }
}
