//! `verify`: whether log, records and signed reports still are what was written.

use std::{process::ExitCode, sync::Arc};

use anyhow::Result;
use banjie_desk::Snapshot;
use banjie_model::definition::{Ledger, Library};
use banjie_papers::plain::{Align, TextTable};
use banjie_store::{BrokenSeal, SignedReport};

use crate::context::Context;

/// Computes every hash again.
pub fn run(context: &Context) -> Result<ExitCode> {
    context.wait(async {
        let desk = context.desk().await?;
        let snapshot = desk.snapshot();
        let find = |key: &str, version: Option<&str>| definition(&snapshot, key, version);
        let progress = context.progress();
        let (events, altered) = desk.store().altered(&find, progress.as_ref()).await?;
        let broken = desk.store().broken_seals().await?;
        let signed = desk.store().signed_reports().await?;
        for one in &altered {
            let title = snapshot.library().ledger(&one.ledger).map_or("", |ledger| &*ledger.title);
            println!("日志第 {} 条（{title} #{}）：{}", one.seq, one.record, one.what);
        }
        if !signed.is_empty() {
            print!("{}", table(&signed, &broken).render());
        }
        println!(
            "日志 {events} 条，{}；签发的报告 {} 份，{}。",
            state(altered.len()),
            signed.len(),
            state(broken.len())
        );
        Ok(super::code(altered.is_empty() && broken.is_empty()))
    })
}

fn state(faults: usize) -> String {
    if faults == 0 { "完好".to_owned() } else { format!("有 {faults} 处不符") }
}

/// The definition of a ledger in a package version; none: in force.
fn definition(snapshot: &Snapshot, key: &str, version: Option<&str>) -> Option<Arc<Ledger>> {
    let (package, ledger) = key.split_once('.')?;
    let mut libraries = std::iter::once(snapshot.library()).chain(snapshot.earlier());
    let fits = |library: &&Library| {
        let package = library.packages.get(package);
        package.is_some_and(|p| version.is_none_or(|version| &*p.version == version))
    };
    libraries.find(fits)?.packages.get(package)?.ledgers.get(ledger).cloned()
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
