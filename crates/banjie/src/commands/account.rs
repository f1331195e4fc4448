//! `account`: who may sign in to the web desk, from the command line: the first security administrator begins here.

use std::process::ExitCode;

use anyhow::{Result, bail};
use banjie_papers::plain::{Align, TextTable};
use banjie_store::{AnyStore, AuditEntry, AuditKind, Credential};

use crate::{cli::serve::Account, context::Context};

/// Letters and digits that are not mistaken for one another.
const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789";

/// Does it, and writes it into the audit log.
pub fn run(context: &Context, what: &Account) -> Result<ExitCode> {
    context.wait(async {
        let desk = context.desk().await?;
        let store = desk.store();
        match what {
            Account::Open { account } => {
                let people = &desk.snapshot().directory.people;
                let Some(person) = people.get(account) else {
                    bail!("人员台账里没有账号“{account}”。请先登记：banjie act orgs.person create account={account} …");
                };
                let password = one_time_password()?;
                open(store, account, &password, true, context).await?;
                println!("已开通 {}（{account}）。初始密码（只显示这一次）：{password}", person.name);
                println!("首次登录须修改密码。");
            }
            Account::Close { account } => {
                known(store.set_disabled(account, true).await?, account)?;
                store.end_sessions_of(account, None).await?;
                store.revoke_tokens_of(account, context.now).await?;
                told(store, context, AuditKind::AccountDisabled, account).await?;
                println!("已停用 {account}，它的会话已全部结束。");
            }
            Account::Unlock { account } => {
                known(store.unlock_account(account).await?, account)?;
                told(store, context, AuditKind::AccountUnlocked, account).await?;
                println!("已解除 {account} 的锁定。");
            }
            Account::List => print!("{}", list(&store.credentials().await?).render()),
        }
        anyhow::Ok(())
    })?;
    Ok(ExitCode::SUCCESS)
}

fn known(found: bool, account: &str) -> Result<()> {
    if found {
        Ok(())
    } else {
        bail!("账号“{account}”还没有开通。用 banjie account list 查看已开通的账号")
    }
}

/// Opens an account with this password, or lets it in again with a new one and without its second factor (the way out for
/// whoever lost both); its sessions end.
pub async fn open(store: &AnyStore, account: &str, password: &str, must_change: bool, context: &Context) -> Result<()> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt)?;
    let known = store.credential(account).await?.is_some();
    let Some(hash) = banjie_web::server::hash_with(password, &salt) else { bail!("内存不足，没有生成密码") };
    store
        .save_credential(&Credential {
            account: account.into(),
            password_hash: hash.into(),
            must_change,
            totp_secret: None,
            last_totp_step: None,
            failures: 0,
            locked_until: None,
            disabled: false,
            changed_at: context.now,
            last_sign_in: None,
        })
        .await?;
    store.end_sessions_of(account, None).await?;
    let what = if known { AuditKind::PasswordReset } else { AuditKind::AccountCreated };
    told(store, context, what, account).await
}

async fn told(store: &AnyStore, context: &Context, what: AuditKind, account: &str) -> Result<()> {
    let entry = AuditEntry {
        at: context.now,
        account: context.config.account.as_deref().map(Into::into),
        from: "命令行".into(),
        what,
        target: Some(account.into()),
        detail: "".into(),
        ok: true,
    };
    store.append_audit(&entry).await?;
    Ok(())
}

/// Sixteen characters, of which every kind is among them.
fn one_time_password() -> Result<String> {
    let mut bytes = [0_u8; 14];
    getrandom::fill(&mut bytes)?;
    let letters = bytes.iter().map(|b| char::from(LETTERS[usize::from(*b) % LETTERS.len()]));
    Ok(letters.chain(['-', '7']).collect())
}

fn list(all: &[Credential]) -> TextTable {
    let head = ["账号", "状态", "第二因素", "最近登录"].map(|head| (head.to_owned(), Align::Left));
    let row = |one: &Credential| {
        let state = match (one.disabled, one.locked_until, one.must_change) {
            (true, ..) => "已停用".to_owned(),
            (_, Some(until), _) => format!("锁定到 {}", until.format("%Y-%m-%d %H:%M")),
            (_, _, true) => "待修改初始密码".to_owned(),
            _ => "正常".to_owned(),
        };
        let second = if one.totp_secret.is_some() { "已启用" } else { "未启用" };
        let last = one.last_sign_in.map_or_else(|| "—".to_owned(), |at| at.format("%Y-%m-%d %H:%M").to_string());
        vec![one.account.to_string(), state, second.to_owned(), last]
    };
    TextTable { head: head.to_vec(), rows: all.iter().map(row).collect(), total: None }
}
