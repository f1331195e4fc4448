//! The audit log: who signed in or was refused, who changed accounts, took data out, changed the system.
//!
//! Entries are only ever added. They are numbered from 1 without gaps, and each has the SHA-256 of its canonical JSON, the hash
//! of the entry before included: who changes or removes one must change all later ones and the counter too. The last hash,
//! written down elsewhere, tells even that.

use banjie_desk::ports::StoreResult;
use banjie_model::{Moment, Name, canonical};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{insert, moment, need_bool, need_moment, sha256};
use crate::{
    AnyStore,
    codec::moment_text,
    db::{Param, Row, Sql},
    error::damaged,
    keys,
};

/// Scope of the counter of entries.
const ENTRIES: &str = "#audit";
const COLUMNS: &str = "id, at, account, address, what, target, detail, ok, previous, hash";
/// Entries checked at once.
const PAGE: i64 = 4_096;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each is explained by its Chinese title in the table below")]
pub enum AuditKind {
    SignIn,
    SignInFailed,
    SecondFactorFailed,
    Locked,
    SignOut,
    SessionEnded,
    Refused,
    PasswordChanged,
    PasswordReset,
    TotpSet,
    TotpRemoved,
    AccountCreated,
    AccountChanged,
    AccountDisabled,
    AccountEnabled,
    AccountUnlocked,
    RightsChanged,
    TokenMade,
    TokenRevoked,
    PlainRead,
    Exported,
    Imported,
    Uploaded,
    Downloaded,
    Printed,
    ReportSigned,
    PackageApplied,
    CalendarChanged,
    OrgChanged,
    SettingChanged,
    Backup,
    Restored,
    AuditRead,
    AuditChecked,
    PortalApplied,
    PortalFollowed,
    Started,
    Stopped,
}

impl AuditKind {
    /// Each with its word in the table (and in addresses) and on the screen.
    pub const NAMES: [(AuditKind, &'static str, &'static str); 38] = [
        (AuditKind::SignIn, "sign-in", "登录"),
        (AuditKind::SignInFailed, "sign-in-failed", "登录失败"),
        (AuditKind::SecondFactorFailed, "second-factor-failed", "动态口令错误"),
        (AuditKind::Locked, "locked", "账号锁定"),
        (AuditKind::SignOut, "sign-out", "退出"),
        (AuditKind::SessionEnded, "session-ended", "强制下线"),
        (AuditKind::Refused, "refused", "越权被拒绝"),
        (AuditKind::PasswordChanged, "password-changed", "修改密码"),
        (AuditKind::PasswordReset, "password-reset", "重置密码"),
        (AuditKind::TotpSet, "totp-set", "启用双因素验证"),
        (AuditKind::TotpRemoved, "totp-removed", "停用双因素验证"),
        (AuditKind::AccountCreated, "account-created", "新建账号"),
        (AuditKind::AccountChanged, "account-changed", "修改账号"),
        (AuditKind::AccountDisabled, "account-disabled", "停用账号"),
        (AuditKind::AccountEnabled, "account-enabled", "启用账号"),
        (AuditKind::AccountUnlocked, "account-unlocked", "解除锁定"),
        (AuditKind::RightsChanged, "rights-changed", "修改权限"),
        (AuditKind::TokenMade, "token-made", "新建接口令牌"),
        (AuditKind::TokenRevoked, "token-revoked", "吊销接口令牌"),
        (AuditKind::PlainRead, "plain-read", "查看明文"),
        (AuditKind::Exported, "exported", "导出"),
        (AuditKind::Imported, "imported", "导入"),
        (AuditKind::Uploaded, "uploaded", "上传文件"),
        (AuditKind::Downloaded, "downloaded", "下载文件"),
        (AuditKind::Printed, "printed", "打印文书"),
        (AuditKind::ReportSigned, "report-signed", "签发报告"),
        (AuditKind::PackageApplied, "package-applied", "安装或升级程序包"),
        (AuditKind::CalendarChanged, "calendar-changed", "修改工作日历"),
        (AuditKind::OrgChanged, "org-changed", "修改机构"),
        (AuditKind::SettingChanged, "setting-changed", "修改设置"),
        (AuditKind::Backup, "backup", "备份"),
        (AuditKind::Restored, "restored", "恢复备份"),
        (AuditKind::AuditRead, "audit-read", "查阅审计日志"),
        (AuditKind::AuditChecked, "audit-checked", "核验审计日志"),
        (AuditKind::PortalApplied, "portal-applied", "网上申请"),
        (AuditKind::PortalFollowed, "portal-followed", "网上查询进度"),
        (AuditKind::Started, "started", "服务启动"),
        (AuditKind::Stopped, "stopped", "服务停止"),
    ];

    /// The word in the table and in addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        Self::NAMES.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, key, _)| key)
    }

    /// The word on the screen.
    #[must_use]
    pub fn zh(self) -> &'static str {
        Self::NAMES.iter().find(|(kind, ..)| *kind == self).map_or("", |(.., zh)| zh)
    }

    /// By its key.
    #[must_use]
    pub fn of_key(key: &str) -> Option<AuditKind> {
        Self::NAMES.iter().find(|(_, known, _)| *known == key).map(|(kind, ..)| *kind)
    }
}

/// Something that was done, or tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// When.
    pub at: Moment,
    /// Account that did it, or that somebody tried to come in by; none: nobody known.
    pub account: Option<Name>,
    /// Network address, or where else it came from; empty when unknown.
    pub from: Name,
    /// What.
    pub what: AuditKind,
    /// What it was done to: an account, `package.ledger/id`, an address.
    pub target: Option<Name>,
    /// More about it, in Chinese; without secrets and without personal values.
    pub detail: Name,
    /// It was done; false: it failed or was refused.
    pub ok: bool,
}

/// An entry as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditRow {
    /// Number, from 1 without gaps.
    pub id: i64,
    /// What was done.
    pub entry: AuditEntry,
    /// Hash of the entry before; empty for the first.
    pub previous: Name,
    /// Hash of this one, hex.
    pub hash: Name,
}

impl AuditRow {
    fn computed_hash(&self) -> String {
        let AuditEntry { at, account, from, what, target, detail, ok } = &self.entry;
        sha256(&canonical::json(&json!({
            "id": self.id, "at": moment_text(*at), "account": account, "from": from, "what": what.key(),
            "target": target, "detail": detail, "ok": ok, "previous": self.previous,
        })))
    }
}

/// Which entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditOf {
    /// By this account only.
    pub account: Option<Name>,
    /// Of this kind only.
    pub what: Option<AuditKind>,
    /// Done to this only.
    pub target: Option<Name>,
    /// At this moment or later.
    pub from: Option<Moment>,
    /// Before this moment.
    pub to: Option<Moment>,
    /// Done only, or failed only.
    pub ok: Option<bool>,
}

/// What checking the chain found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditCheck {
    /// Entries that were found whole.
    pub entries: i64,
    /// Hash of the last of them; empty where there is none.
    pub last_hash: Name,
    /// The first entry that does not fit; none: the log is whole.
    pub broken: Option<BrokenEntry>,
}

/// What is wrong with one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BrokenEntry {
    /// Its number.
    pub id: i64,
    /// What does not fit, in Chinese.
    pub what: Name,
}

impl AnyStore {
    /// Adds an entry; gives its number.
    ///
    /// # Errors
    /// As any statement; what was to be logged should not be done then.
    pub async fn append_audit(&self, entry: &AuditEntry) -> StoreResult<i64> {
        let mut tx = self.db.write().await?;
        // Whoever has advanced the counter is alone until the end of the transaction: the chain does not fork.
        let id = keys::next(&mut tx, ENTRIES, 1).await?;
        let before = tx.fetch_one(Sql::new("SELECT hash FROM audit_entry ORDER BY id DESC LIMIT 1")).await?;
        let previous = before.as_ref().map(|row| row.need_text(0)).transpose()?.unwrap_or_default();
        let mut kept = AuditRow { id, entry: entry.clone(), previous: previous.into(), hash: "".into() };
        kept.hash = kept.computed_hash().into();
        tx.execute(insert("audit_entry", COLUMNS, row(&kept))).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The entries asked for, newest first; with `before_id` those older than that one.
    ///
    /// # Errors
    /// As any statement.
    pub async fn audit_entries(&self, of: &AuditOf, before_id: Option<i64>, limit: u32) -> StoreResult<Vec<AuditRow>> {
        let mut sql = Sql::new(&format!("SELECT {COLUMNS} FROM audit_entry WHERE 1 = 1"));
        let conditions = [
            (" AND account = ", of.account.clone().map(Param::text)),
            (" AND what = ", of.what.map(|what| Param::text(what.key()))),
            (" AND target = ", of.target.clone().map(Param::text)),
            (" AND at >= ", of.from.map(moment)),
            (" AND at < ", of.to.map(moment)),
            (" AND ok = ", of.ok.map(|ok| Param::Bool(Some(ok)))),
            (" AND id < ", before_id.map(Param::from)),
        ];
        for (text, param) in conditions {
            if let Some(param) = param {
                sql.push(text).push_bind(param);
            }
        }
        sql.push(" ORDER BY id DESC LIMIT ").push_bind(Param::from(i64::from(limit)));
        self.every(sql.once(), read).await
    }

    /// Checks the chain from the first entry to the last: numbers without gaps, each entry against its hash and the one
    /// before, the last against the counter.
    ///
    /// # Errors
    /// As any statement.
    pub async fn verify_audit(&self) -> StoreResult<AuditCheck> {
        let mut link = self.db.snapshot().await?;
        let mut check = AuditCheck { entries: 0, last_hash: "".into(), broken: None };
        loop {
            let sql = format!("SELECT {COLUMNS} FROM audit_entry WHERE id > $1 ORDER BY id LIMIT $2");
            let rows = link.fetch(Sql::with(&sql, [check.entries, PAGE].map(Param::from))).await?;
            for row in &rows {
                if let Some(what) = fault(row, &check)? {
                    check.broken = Some(BrokenEntry { id: row.need_int(0)?, what: what.into() });
                    return Ok(check);
                }
                check.entries += 1;
                check.last_hash = row.need_text(9)?.into();
            }
            if rows.is_empty() {
                break;
            }
        }
        let last = Sql::with("SELECT last FROM number_counter WHERE scope = $1", [Param::text(ENTRIES)]);
        if link.fetch_int(last).await? != check.entries {
            check.broken = Some(BrokenEntry { id: check.entries + 1, what: "最后的条目不见了".into() });
        }
        Ok(check)
    }
}

/// What does not fit in an entry that should follow those checked.
fn fault(row: &Row, before: &AuditCheck) -> StoreResult<Option<&'static str>> {
    if row.need_int(0)? != before.entries + 1 {
        return Ok(Some("这一条之前有条目不见了"));
    }
    // What can no longer be read was changed too.
    let Ok(entry) = read(row) else { return Ok(Some("这一条被改动过")) };
    if entry.computed_hash() != *entry.hash {
        return Ok(Some("这一条被改动过"));
    }
    Ok((entry.previous != before.last_hash).then_some("与前一条接不上"))
}

fn row(kept: &AuditRow) -> Vec<Param> {
    let AuditEntry { at, account, from, what, target, detail, ok } = &kept.entry;
    vec![
        Param::from(kept.id),
        moment(*at),
        Param::Text(account.clone()),
        Param::text(from.clone()),
        Param::text(what.key()),
        Param::Text(target.clone()),
        Param::text(detail.clone()),
        Param::Bool(Some(*ok)),
        Param::text(kept.previous.clone()),
        Param::text(kept.hash.clone()),
    ]
}

fn read(row: &Row) -> StoreResult<AuditRow> {
    let what = row.need_text(4)?;
    Ok(AuditRow {
        id: row.need_int(0)?,
        entry: AuditEntry {
            at: need_moment(row, 1)?,
            account: row.name(2)?,
            from: row.need_text(3)?.into(),
            what: AuditKind::of_key(what).ok_or_else(|| damaged(format!("审计日志的事项“{what}”不认识")))?,
            target: row.name(5)?,
            detail: row.need_text(6)?.into(),
            ok: need_bool(row, 7)?,
        },
        previous: row.need_text(8)?.into(),
        hash: row.need_text(9)?.into(),
    })
}
