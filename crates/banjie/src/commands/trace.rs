//! `trace`: from a figure down to its records.

use std::{path::Path, process::ExitCode};

use anyhow::Result;
use banjie_model::{
    case::Actor,
    figure::{How, RecordLine, shown},
};
use banjie_office::trace::{self, Page, Traced, whole_caption};
use banjie_papers::{
    manifest::{Kind, Manifest},
    plain::{Align, TextTable},
};

use crate::{
    cli::{Format, Trace},
    clock,
    context::Context,
};

mod paper;

/// Walks back from an indicator, a printed trace or a report file.
pub fn run(context: &Context, options: &Trace) -> Result<ExitCode> {
    let file = Path::new(&options.what);
    if let Some(kind) = file.extension().and_then(|ending| Kind::of(ending.to_str()?)) {
        return paper(context, options, kind, file);
    }
    let moment = options.as_of.as_deref().map(clock::moment).transpose()?;
    let wanted =
        trace::Wanted { what: &options.what, period: options.period.as_deref(), org: options.org.as_deref(), moment };
    let found = context.wait(async {
        let desk = context.desk().await?;
        anyhow::Ok(trace::figure(&desk, &Actor::system(), &wanted, context.now, page(options)).await?)
    })?;
    show(&found, options)
}

fn page(options: &Trace) -> Page {
    Page { limit: options.limit, offset: options.offset }
}

/// The figures of a printed report, or the records of one of them.
fn paper(context: &Context, options: &Trace, kind: Kind, file: &Path) -> Result<ExitCode> {
    let reading = paper::read(kind, file)?;
    let Some(number) = options.figure else {
        return paper::list(context, options, kind, &reading);
    };
    let fault = reading.fault(number);
    if let (Some(fault), Format::Text) = (&fault, options.format) {
        println!("{fault}");
    }
    let code = entry(context, options, &reading.manifest, number)?;
    Ok(if fault.is_some() || !reading.whole { super::code(false) } else { code })
}

/// The records of one figure of a report.
fn entry(context: &Context, options: &Trace, manifest: &Manifest, number: usize) -> Result<ExitCode> {
    let entry = trace::entry(manifest, number)?;
    let found = context.wait(async {
        let desk = context.desk().await?;
        anyhow::Ok(trace::of_trace(&desk, &Actor::system(), &entry.trace, page(options)).await?)
    })?;
    show(&found, options)
}

/// A figure, what it is made of, and the records it was counted from.
fn show(found: &Traced, options: &Trace) -> Result<ExitCode> {
    if options.format == Format::Json {
        println!("{}", serde_json::to_string_pretty(&serde_json::to_value(found)?)?);
        return Ok(ExitCode::SUCCESS);
    }
    let trace = &found.figure;
    let unit = &trace.unit;
    println!("{}:{}{unit}（日志第 {} 条，{}）", whole_caption(trace), trace.shown(), trace.as_of, trace.at);
    if let Some(hidden) = trace.hidden {
        println!("不显示：{}。", hidden.note());
        return Ok(ExitCode::SUCCESS);
    }
    for part in &found.parts {
        let leaf = &part.trace;
        if trace.how != How::Records {
            println!("\n其中 {}:{}{}", whole_caption(leaf), shown(leaf.value, leaf.show), leaf.unit);
        }
        if !part.same() {
            println!("  与数据库不符：按同一日志位置重算为 {}", shown(part.recount, leaf.show));
        }
        print!("{}", records(&part.records, options.offset).render());
    }
    let same = found.same();
    println!("{}", if same { "核对：与数据库一致。" } else { "核对：不一致，数据库或报告被改动过。" });
    Ok(super::code(same))
}

fn records(lines: &[RecordLine], offset: u32) -> TextTable {
    let head = [
        ("序号", Align::Right),
        ("编号", Align::Left),
        ("记录", Align::Left),
        ("日期", Align::Left),
        ("单位", Align::Left),
        ("环节", Align::Left),
        ("数值", Align::Right),
    ];
    let rows = (offset + 1..).zip(lines).map(|(n, line)| {
        vec![
            n.to_string(),
            line.number.as_deref().map_or_else(|| format!("#{}", line.record), String::from),
            line.label.clone(),
            line.on.map(|d| d.to_string()).unwrap_or_default(),
            line.org.clone(),
            line.state.clone().unwrap_or_default(),
            line.amount.clone().unwrap_or_default(),
        ]
    });
    TextTable { head: head.map(|(h, a)| (h.to_string(), a)).to_vec(), rows: rows.collect(), total: None }
}
