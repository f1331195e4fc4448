//! Creates a second, durable, on both databases; and what the databases themselves do.

use std::{path::Path, time::Duration};

use anyhow::{Result, bail};
use banjie_desk::{Call, Clock, Desk};
use banjie_store::{AnyStore, connect, testing::Cluster};
use tokio::{task::JoinSet, time::Instant};

use super::{
    measure::{Amount, Line, Spent, timed_async},
    town,
};

/// Clients at work together.
const CLIENTS: i64 = 8;
/// How long a round lasts.
const ROUND: Duration = Duration::from_secs(3);
/// Rounds; the one in the middle counts.
const ROUNDS: i64 = 3;

/// Measures both databases.
pub async fn measure(root: &Path) -> Result<Vec<Line>> {
    let dir = super::scratch()?;
    let address = dir.path().join("creates.db").display().to_string();
    let bare = dir.path().join("bare.db").display().to_string();
    // SQLite has one writer: a second client would only wait.
    let sqlite = database(root, ("SQLite", &address), (1, &bare), 2_000.0).await?;
    let cluster = Cluster::start(true);
    let (address, bare) = (cluster.fresh().await, cluster.fresh().await);
    let postgres = database(root, ("PostgreSQL", &address), (CLIENTS, &bare), 1_500.0).await?;
    Ok(vec![sqlite, postgres])
}

/// A database by name and address, beside so many clients of a bare one.
async fn database(root: &Path, (name, address): (&str, &str), bare: (i64, &str), limit: f64) -> Result<Line> {
    let (bare_clients, bare) = bare;
    let desk = town::desk(root, address).await?;
    let floor = connect(bare).await?;
    floor.bare_tables().await?;
    let mut creates = Vec::new();
    let mut pairs = Vec::new();
    for round in 0..ROUNDS {
        creates.push(clients(CLIENTS, round, |first| create(desk.clone(), first)).await?);
        pairs.push(clients(bare_clients, round, |first| bare_pairs(floor.clone(), first)).await?);
    }
    let ((rate, spent), (bare_rate, _)) = (middle(creates), middle(pairs));
    let how = format!(
        "{CLIENTS} 个客户端同时登记违法建设案件,由监察员办理:核对权限、字段和规则,给编号,启动立案时限,\
         版本、日志、时限同一事务落盘(fsync 开)。{ROUNDS} 轮各 {} 秒取中位。对照:同一种数据库上 {bare_clients} 个客户端各自提交,\
         每次提交只有两条 INSERT。多人同时登记时合并提交,所以可以高于对照。CPU 为一轮用去的。",
        ROUND.as_secs(),
    );
    let mut line = Line::new(format!("{name}:8 个客户端登记案件"), Amount::Rate(rate), how)
        .at_least(limit)
        .beside("每次提交裸 INSERT 两条", Amount::Rate(bare_rate));
    line.cpu = spent.cpu;
    Ok(line)
}

/// Work of all clients for one round, a second.
async fn clients<W>(clients: i64, round: i64, work: impl Fn(i64) -> W) -> Result<(f64, Spent)>
where
    W: Future<Output = Result<i64>> + Send + 'static,
{
    let mut work_of_all = JoinSet::new();
    let (done, spent) = timed_async(async {
        for client in 0..clients {
            work_of_all.spawn(work((round * CLIENTS + client) * 1_000_000));
        }
        work_of_all.join_all().await.into_iter().sum::<Result<i64>>()
    })
    .await;
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    let rate = done? as f64 / spent.wall.as_secs_f64();
    Ok((rate, spent))
}

fn middle(mut rounds: Vec<(f64, Spent)>) -> (f64, Spent) {
    rounds.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    rounds[rounds.len() / 2]
}

async fn bare_pairs(store: AnyStore, first: i64) -> Result<i64> {
    Ok(store.bare_pairs(first, ROUND).await?)
}

/// One client: registers one case after another until the round is over.
async fn create(desk: Desk<AnyStore>, first: i64) -> Result<i64> {
    let begun = Instant::now();
    let mut done = 0;
    while begun.elapsed() < ROUND {
        let n = first + done;
        let values = [
            ("site", format!("五马街道第{n}号")),
            ("kind", "rooftop".to_owned()),
            ("source", "patrol".to_owned()),
            ("found_on", "2026-01-04".to_owned()),
            ("party", format!("当事人{n}")),
            ("party_phone", "13800001234".to_owned()),
            ("land", "是".to_owned()),
            ("area", "120.50".to_owned()),
            ("floors", "3".to_owned()),
        ]
        .map(|(key, value)| (key.to_owned(), value));
        let call = Call::new(town::inspector(), Clock::now(town::now()));
        let case = desk.create(town::LEDGER, &values, None, &call).await?;
        if case.due.is_empty() || case.number.is_none() {
            bail!("a case without number or limit: {case:?}");
        }
        done += 1;
    }
    Ok(done)
}
