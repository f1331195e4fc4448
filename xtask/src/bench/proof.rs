//! Proof-reading: a long report checked on one core, every planted wrong sum found and nothing else called wrong.

use std::{fmt::Write as _, hint::black_box, time::Duration};

use anyhow::{Context, Result, bail};
use banjie_proof::{Options, Report, Severity, check, read_file};

use super::measure::{Amount, Line, best, timed};

/// Size of the report, in bytes; a year of a city's reports is smaller.
const BYTES: usize = 5_000_000;
/// One paragraph in so many has a sum that is off by one.
const WRONG_EACH: usize = 1_000;
/// Rounds; the best one counts.
const ROUNDS: usize = 7;
/// Five megabytes a second.
const LIMIT: Duration = Duration::from_secs(1);

/// Measures it.
pub fn measure() -> Result<Vec<Line>> {
    let (text, wrong) = report(BYTES)?;
    let (mut whole, mut reading) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (document, spent) = timed(|| read_file(black_box(text.as_bytes()), "report.txt"));
        drop(document?);
        reading.push(spent);
        let (report, spent) = timed(|| {
            read_file(black_box(text.as_bytes()), "report.txt").map(|document| check(&document, &Options::default()))
        });
        compare(&report?, wrong)?;
        whole.push(spent);
    }
    let (whole, reading) = (best(whole), best(reading));
    let megabytes = text.len() as f64 / 1e6;
    let how = format!(
        "{megabytes:.1} MB 的纯文本报告,{} 段,每段有总数与分项、比率和列举;埋有 {wrong} 处总数不符,处处报出,别无错误。单线程,\
         {ROUNDS} 轮取最快:每秒 {:.1} MB。",
        text.lines().count(),
        megabytes / whole.wall.as_secs_f64()
    );
    let line = Line::spent("校对 5 MB 的报告", whole, how).within(LIMIT);
    Ok(vec![line.beside("只读入、认编码,不校对", Amount::Time(reading.wall))])
}

/// A report of about so many bytes, and how many of its sums are wrong.
fn report(bytes: usize) -> Result<(String, usize)> {
    let mut text = String::with_capacity(bytes + 4096);
    let (mut n, mut wrong) = (0usize, 0usize);
    while text.len() < bytes {
        n += 1;
        let (a, b, c) = (n * 3 % 900 + 40, n * 7 % 500 + 30, n * 11 % 300 + 20);
        let off = usize::from(n.is_multiple_of(WRONG_EACH));
        wrong += off;
        writeln!(
            text,
            "我局第{n}次召开专题会议，深入学习贯彻上级精神，研究部署全年重点任务，坚持问题导向、目标导向，压实各级责任。\n\
             第{n}片区共有学校{}所，其中小学{a}所、初中{b}所，其余{c}所为高中。检查食堂{}家，合格{a}家，合格率为{:.1}%。\n\
             采取三项措施：一是加强领导，成立工作专班；二是完善机制，定期调度通报；三是严格考核，兑现奖惩。下一步将继续加大工作力度。",
            a + b + c + off,
            a + b,
            100.0 * a as f64 / (a + b) as f64
        )
        .context("writing to a text")?;
    }
    Ok((text, wrong))
}

fn compare(report: &Report, wrong: usize) -> Result<()> {
    let errors: Vec<_> = report.findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    if let Some(other) = errors.iter().find(|finding| finding.code != "figure-sum-differs") {
        bail!("{} where nothing is wrong: {}", other.code, other.message);
    }
    if errors.len() != wrong {
        bail!("{} of {wrong} wrong sums were found", errors.len());
    }
    Ok(())
}
