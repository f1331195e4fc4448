//! Speed of the checks: `speed [MB]` writes a report of that size from its own sentences, checks it, prints MB/s and peak memory.
#![expect(clippy::disallowed_methods, reason = "an example is a program of its own: it reads arguments and memory use")]

use banjie_proof::{Options, check, read_file};
use std::fmt::Write;
use std::time::Instant;

fn report(bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 4096);
    let mut n = 100usize;
    while text.len() < bytes {
        n += 1;
        let (a, b, c) = (n * 3 % 900 + 40, n * 7 % 500 + 30, n * 11 % 300 + 20);
        let _ = write!(
            text,
            "（{n}）我局第{n}次召开专题会议，深入学习贯彻上级精神，研究部署全年重点任务，坚持问题导向、目标导向，压实各级责任。\n\
             全县共有学校{}所，其中小学{a}所、初中{b}所、高中{c}所。{n}号片区检查食堂{}家，合格{a}家，合格率为{:.1}%。\n\
             采取三项措施：一是加强领导，成立工作专班；二是完善机制，定期调度通报；三是严格考核，兑现奖惩。下一步将继续加大工作力度，推动各项任务落到实处。\n",
            a + b + c,
            a + b,
            100.0 * a as f64 / (a + b) as f64
        );
    }
    text
}

fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find(|l| l.starts_with("VmHWM"))?.split_whitespace().nth(1)?.parse().ok()
}

fn main() {
    let megabytes: usize = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(5);
    let text = report(megabytes * 1_000_000);
    let before = peak();
    let start = Instant::now();
    let document = read_file(text.as_bytes(), "speed.txt").expect("plain text is read");
    let report = check(&document, &Options::default());
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{:.1} MB in {seconds:.2} s = {:.1} MB/s; {} figures, {} relations, {} findings; peak {} MB (before {} MB)",
        text.len() as f64 / 1e6,
        text.len() as f64 / 1e6 / seconds,
        report.figures.len(),
        report.relations.len(),
        report.findings.len(),
        peak().unwrap_or(0) / 1024,
        before.unwrap_or(0) / 1024
    );
}
