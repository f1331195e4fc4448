//! The web desk under load: a second process serves a register of a million cases, this one asks.

mod client;
mod server;

use std::{path::Path, time::Duration};

use anyhow::{Result, bail};
use banjie_desk::{Call, Clock, Desk};
use banjie_model::{Moment, case::Actor};
use banjie_store::{AnyStore, Credential, Vault, testing::Cluster};
use chrono::TimeDelta;
use tokio::{task::JoinSet, time::Instant};

use self::{client::Client, server::Server};
use super::{
    measure::{Amount, Line},
    town,
};

/// Requests a second.
const RATE: u32 = 200;
/// Seconds of one measurement.
const SECONDS: u32 = 20;
/// Connections that share them.
const CONNECTIONS: u32 = 16;
/// People at work together.
const PEOPLE: u32 = 300;
/// How long they work.
const SHIFT: Duration = Duration::from_secs(300);
/// Between two pages of one person.
const THINKING: Duration = Duration::from_secs(3);
/// Password of everybody.
pub(super) const PASSWORD: &str = "Banjie-2026";

/// Measures both databases.
pub async fn measure(root: &Path) -> Result<Vec<Line>> {
    let program = server::build(root)?;
    let dir = super::scratch()?;
    let key = dir.path().join("web.key");
    std::fs::write(&key, Vault::file_text([7; 64]))?;
    let file = dir.path().join("web.db").display().to_string();
    let mut lines = database(root, &program, &key, ("SQLite", &file), true).await?;
    let cluster = Cluster::start(true);
    let address = cluster.fresh().await;
    lines.extend(database(root, &program, &key, ("PostgreSQL", &address), false).await?);
    Ok(lines)
}

/// One database by name and address.
async fn database(
    root: &Path,
    program: &Path,
    key: &Path,
    (name, address): (&str, &str),
    with_shift: bool,
) -> Result<Vec<Line>> {
    let desk = town::desk(root, address).await?;
    people(&desk).await?;
    let eldest = town::fill(&desk).await?;
    let snapshot = desk.snapshot();
    // The morning before the first alert: nothing falls due while pages are asked for.
    let quiet = town::first_alert(&snapshot.world(), &*desk.ledger(town::LEDGER)?)? - TimeDelta::days(1);
    drop(desk);
    let server = Server::start(program, root, address, key, quiet).await?;
    server.settle().await?;
    let list = format!("/ledgers/{}", town::LEDGER);
    let mut lines = Vec::new();
    let say = |what: &str, times: &Times| println!("  {name} {what}: {:.1?} / {:.1?}", times.at(50), times.at(99));
    let all = pages(&server, "lead", std::slice::from_ref(&list)).await?;
    say("all", &all);
    let own = pages(&server, "zhang", std::slice::from_ref(&list)).await?;
    say("own", &own);
    let how = format!(
        "{} 件案件；另一个进程提供网页，本进程以每秒 {RATE} 次、{CONNECTIONS} 个连接、持续 {SECONDS} 秒索取台账第一页（gzip），按计划发出的时刻计时，\
         排队也算在内；搜索索引已建好。",
        town::CASES
    );
    let within = Duration::from_millis(20);
    lines.push(Line::new(format!("{name}：台账列表 p99（看全部）"), Amount::Time(all.at(99)), &how).within(within));
    let own_line = Line::new(format!("{name}：台账列表 p99（看本分局）"), Amount::Time(own.at(99)), &how);
    lines.push(own_line.within(within).beside("看全部 p99", Amount::Time(all.at(99))));
    let middle = Line::new(
        format!("{name}：台账列表中位（看本分局）"),
        Amount::Time(own.at(50)),
        "对照：看全部的中位；声明不超过 1.1 倍。",
    );
    lines.push(middle.within(all.at(50).mul_f64(1.1)).beside("看全部 中位", Amount::Time(all.at(50))));
    let cases: Vec<String> = (0..500).map(|n| format!("{list}/{}", eldest + n * 1_997)).collect();
    let case = pages(&server, "lead", &cases).await?;
    say("case", &case);
    let how = format!("每秒 {RATE} 次，500 件不同的案件轮流打开，含字段、时限、经过和可办事项。");
    lines.push(
        Line::new(format!("{name}：办件页 p99"), Amount::Time(case.at(99)), how).within(Duration::from_millis(25)),
    );
    let first = Line::new(
        format!("{name}：第一页在线路上的大小"),
        Amount::Bytes(server.weigh("lead", &list).await?),
        "页面连同它的样式和脚本，gzip。",
    );
    lines.push(first.at_most(Amount::Bytes(100 * 1024)));
    if with_shift {
        lines.push(shift(&server, &list, eldest).await?);
    }
    let memory = Line::new(
        format!("{name}：服务进程内存峰值"),
        Amount::Bytes(server.peak_memory()?),
        "以上全部做完之后（VmHWM）。",
    );
    lines.push(memory.at_most(Amount::Bytes(200 << 20)));
    server.stop().await?;
    Ok(lines)
}

/// Everybody who asks, with accounts: one password, one hash.
async fn people(desk: &Desk<AnyStore>) -> Result<()> {
    let now = town::now() - TimeDelta::days(400);
    let call = Call::new(Actor::system(), Clock::now(now));
    let Some(hash) = banjie_web::server::hash_with(PASSWORD, &[5; 16]) else { bail!("no memory for a password") };
    for (account, unit, roles) in
        [("zhang", "b0", "building-violations.inspector"), ("lead", "wz", "building-violations.brigade")]
    {
        let typed = [("account", account), ("name", account), ("unit", unit), ("roles", roles)];
        let typed = typed.map(|(key, value)| (key.to_owned(), value.to_owned()));
        desk.create("orgs.person", &typed, None, &call).await?;
        desk.store().save_credential(&credential(account, &hash, now)).await?;
    }
    Ok(())
}

fn credential(account: &str, hash: &str, now: Moment) -> Credential {
    Credential {
        account: account.into(),
        password_hash: hash.into(),
        must_change: false,
        totp_secret: None,
        last_totp_step: None,
        failures: 0,
        locked_until: None,
        disabled: false,
        changed_at: now,
        last_sign_in: None,
    }
}

/// Times in order.
struct Times(Vec<Duration>);

impl Times {
    /// The percentile.
    fn at(&self, percent: usize) -> Duration {
        let index = (self.0.len() * percent / 100).min(self.0.len().saturating_sub(1));
        self.0.get(index).copied().unwrap_or(Duration::MAX)
    }
}

/// Asks for these pages in turn at a steady rate; each time counts from when the request was due.
async fn pages(server: &Server, account: &str, paths: &[String]) -> Result<Times> {
    let cookie = server.sign_in(account).await?;
    let gap = Duration::from_secs(1) * CONNECTIONS / RATE;
    let each = RATE * SECONDS / CONNECTIONS;
    let mut work = JoinSet::new();
    let begin = Instant::now() + Duration::from_millis(200);
    for connection in 0..CONNECTIONS {
        let (address, cookie, paths) = (server.address(), cookie.clone(), paths.to_vec());
        let first = begin + gap * connection / CONNECTIONS;
        work.spawn(async move {
            let mut client = Client::open(address).await?;
            let mut times = Vec::new();
            for n in 0..each {
                let due = first + gap * n;
                tokio::time::sleep_until(due).await;
                let path = &paths[(n * CONNECTIONS + connection) as usize % paths.len()];
                let (status, _) = client.get(path, &cookie).await?;
                if status != 200 {
                    bail!("{path} answered {status}");
                }
                times.push(due.elapsed());
            }
            Ok(times)
        });
    }
    let mut times = Vec::new();
    for one in work.join_all().await {
        times.extend(one?);
    }
    times.sort_unstable();
    Ok(Times(times))
}

/// Three hundred people at work for five minutes: each opens a list, a case, the workbench in turn.
async fn shift(server: &Server, list: &str, eldest: i64) -> Result<Line> {
    let cookie = server.sign_in("lead").await?;
    let end = Instant::now() + SHIFT;
    let mut work = JoinSet::new();
    for person in 0..PEOPLE {
        let (address, cookie, list) = (server.address(), cookie.clone(), list.to_owned());
        work.spawn(async move {
            let (mut asked, mut failed) = (0_u64, 0_u64);
            tokio::time::sleep(THINKING * person / PEOPLE).await;
            let Ok(mut client) = Client::open(address).await else { return (1, 1) };
            while Instant::now() < end {
                let path = match asked % 3 {
                    0 => list.clone(),
                    1 => format!("{list}/{}", eldest.unsigned_abs() + u64::from(person) * 331 + asked),
                    _ => "/work".to_owned(),
                };
                asked += 1;
                if !matches!(client.get(&path, &cookie).await, Ok((200, _))) {
                    failed += 1;
                    match Client::open(address).await {
                        Ok(again) => client = again,
                        Err(_) => return (asked, failed),
                    }
                }
                tokio::time::sleep(THINKING).await;
            }
            (asked, failed)
        });
    }
    let all = work.join_all().await;
    let (asked, failed) = all.iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    let how = format!(
        "{PEOPLE} 人各自一个连接，每 {} 秒翻一页（列表、办件、工作台），共 {} 分钟、{asked} 页。",
        THINKING.as_secs(),
        SHIFT.as_secs() / 60
    );
    Ok(Line::new(format!("SQLite：{PEOPLE} 人同时在线出错的页数"), Amount::Number(failed), how)
        .at_most(Amount::Number(0)))
}
