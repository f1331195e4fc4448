//! The sweep over all open cases: what falls on a day, an idle look, and judging all of them again.

use std::{hint::black_box, time::Duration};

use anyhow::{Result, bail};
use banjie_desk::Desk;
use banjie_engine::{World, judge};
use banjie_model::{Moment, definition::Ledger};
use banjie_store::AnyStore;
use chrono::TimeDelta;

use super::{
    measure::{Amount, Line, Spent, median, timed, timed_async},
    town,
};

/// Days swept, one after the other; the one in the middle counts.
const DAYS: i64 = 3;
/// Idle looks; the one in the middle counts.
const LOOKS: usize = 9;

/// Measures all three.
pub async fn measure(desk: &Desk<AnyStore>) -> Result<Vec<Line>> {
    let snapshot = desk.snapshot();
    let ledger = desk.ledger(town::LEDGER)?;
    let first = town::first_alert(&snapshot.world(), &ledger)?;
    tick(desk, first - TimeDelta::days(1), 0).await?;
    let mut sweeps = Vec::new();
    for day in 0..DAYS {
        sweeps.push(tick(desk, first + TimeDelta::days(day), town::A_DAY).await?);
    }
    let mut idle = Vec::new();
    for _ in 0..LOOKS {
        idle.push(tick(desk, first + TimeDelta::days(DAYS - 1), 0).await?);
    }
    let again = judge_all(&snapshot.world(), &ledger, first);
    let rate = f64::from(u32::try_from(town::OPEN)?) / again.wall.as_secs_f64();
    let sweep_how = format!(
        "{} 件在办、{} 条计时在走;连扫 {DAYS} 天零点,每天恰有 {} 件到提醒或预警,逐件判定并写日志、时限、消息,落盘(SQLite)。取中位。",
        town::OPEN,
        town::OPEN * 2,
        town::A_DAY,
    );
    let judge_how = format!("每件两条计时,只在引擎里重算到期日与下一次督办时刻,不读写库;每秒 {rate:.0} 件。");
    let (sweep, look) = (median(sweeps), median(idle));
    Ok(vec![
        Line::spent("督办扫描,25 万件在办", sweep, sweep_how).within(Duration::from_secs(1)),
        Line::spent("空扫一次", look, format!("同一库中没有到点的,{LOOKS} 次取中位。"))
            .within(Duration::from_millis(5))
            .beside("有到点的扫描", Amount::Time(sweep.wall)),
        Line::spent("25 万件全部重新判定", again, judge_how),
    ])
}

/// One sweep that must meet so many cases.
async fn tick(desk: &Desk<AnyStore>, at: Moment, expected: i64) -> Result<Spent> {
    let (fallen, spent) = timed_async(desk.tick(at)).await;
    let fallen = fallen?;
    let fell: u64 = fallen.kinds.iter().map(|(_, n)| n).sum();
    let expected = u64::try_from(expected)?;
    if fallen.cases != expected || fell != expected || !fallen.refused.is_empty() {
        bail!("at {at} {expected} cases should have been met: {fallen:?}");
    }
    Ok(spent)
}

/// Judges every running clock of the open cases; only the judging is timed.
fn judge_all(world: &World<'_>, ledger: &Ledger, now: Moment) -> Spent {
    let mut total = Spent { wall: Duration::ZERO, cpu: None };
    let mut cases = town::open_cases().peekable();
    while cases.peek().is_some() {
        let some: Vec<_> = cases
            .by_ref()
            .take(10_000)
            .map(|case| {
                let record = case.record(ledger);
                let runs = case.runs(world, ledger, &record);
                (record, runs)
            })
            .collect();
        let ((), spent) = timed(|| {
            for (record, runs) in &some {
                for run in runs.iter().filter(|run| run.ended.is_none()) {
                    black_box(judge(world, ledger, record, run, now));
                }
            }
        });
        total.wall += spent.wall;
    }
    total
}
