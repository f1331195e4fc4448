//! `verify`: whether log, records and signed reports still are what was written.

use std::process::ExitCode;

use anyhow::Result;
use banjie_office::seals::{Verified, verify};
use banjie_papers::plain::{Align, TextTable};
use banjie_store::{BrokenSeal, SignedReport};

use crate::context::Context;

/// Computes every hash again.
pub fn run(context: &Context) -> Result<ExitCode> {
    context.wait(async {
        let desk = context.desk().await?;
        let progress = context.progress();
        let verified = verify(&desk, progress.as_ref()).await?;
        let Verified { events, altered, signed, broken } = &verified;
        let snapshot = desk.snapshot();
        for one in altered {
            let title = snapshot.library().ledger(&one.ledger).map_or("", |ledger| &*ledger.title);
            println!("日志第 {} 条（{title} #{}）：{}", one.seq, one.record, one.what);
        }
        if !signed.is_empty() {
            print!("{}", table(signed, broken).render());
        }
        println!(
            "日志 {events} 条，{}；签发的报告 {} 份，{}。",
            state(altered.len()),
            signed.len(),
            state(broken.len())
        );
        Ok(super::code(verified.whole()))
    })
}

fn state(faults: usize) -> String {
    if faults == 0 { "完好".to_owned() } else { format!("有 {faults} 处不符") }
}

fn table(signed: &[SignedReport], broken: &[BrokenSeal]) -> TextTable {
    let head = [
        ("签发号", Align::Right),
        ("报告", Align::Left),
        ("签发", Align::Left),
        ("签发人", Align::Left),
        ("日志", Align::Right),
        ("核对", Align::Left),
    ];
    let rows = signed.iter().map(|report| {
        let faults: Vec<&str> = broken.iter().filter(|b| b.number == report.number).map(|b| b.what.as_str()).collect();
        vec![
            report.number.to_string(),
            report.signature.title.to_string(),
            report.signature.at.to_string(),
            report.signature.by.to_string(),
            report.signature.seq.to_string(),
            if faults.is_empty() { "完好".to_owned() } else { faults.join("；") },
        ]
    });
    TextTable { head: head.map(|(h, a)| (h.to_owned(), a)).to_vec(), rows: rows.collect(), total: None }
}
