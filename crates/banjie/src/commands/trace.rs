//! `trace`: from a figure down to its records.

use std::{path::Path, process::ExitCode};

use anyhow::{Result, bail};
use banjie_desk::Desk;
use banjie_figures::{AsOf, Figures, read_token};
use banjie_model::{
    figure::{Ask, Derived, How, RecordLine, Trace as Path_, shown},
    period::Period,
};
use banjie_papers::{
    manifest::{Kind, Manifest},
    plain::{Align, TextTable},
};
use banjie_store::AnyStore;

use super::{as_of, earlier, org_code};
use crate::{
    cli::{Format, Trace},
    context::Context,
};

mod changes;
mod judge;
mod paper;

/// Walks back from an indicator, a printed trace or a report file.
pub fn run(context: &Context, options: &Trace) -> Result<ExitCode> {
    let file = Path::new(&options.what);
    if let Some(kind) = file.extension().and_then(|ending| Kind::of(ending.to_str()?)) {
        return paper(context, options, kind, file);
    }
    context.wait(async {
        let desk = context.desk().await?;
        let snapshot = desk.snapshot();
        let (ask, moment, hash) = asked(context, &desk, options).await?;
        let figures = Figures::new(desk.store(), snapshot.world(), moment).with_earlier(earlier(&snapshot));
        let figure = figures.figure(&ask).await?;
        let trace = figure.trace();
        if !trace.hash.starts_with(&hash) {
            bail!("指标 {} 的口径在那之后改过，按现在的口径不能溯源到当时的记录", ask.indicator);
        }
        show(&figures, trace, options).await
    })
}

/// What is asked: a printed trace, or an indicator with period and organisation.
async fn asked(context: &Context, desk: &Desk<AnyStore>, options: &Trace) -> Result<(Ask, AsOf, String)> {
    if options.what.contains(",seq=") {
        return read_token(&options.what).map_err(anyhow::Error::msg);
    }
    let snapshot = desk.snapshot();
    let ask = Ask {
        indicator: options.what.as_str().into(),
        period: options.period.as_deref().map(Period::parse).transpose()?,
        org: options.org.as_deref().map(|org| org_code(&snapshot, org)).transpose()?,
        own: false,
        filter: Vec::new(),
        derived: Derived::Value,
    };
    Ok((ask, as_of(desk, options.as_of.as_deref(), context.now).await?, String::new()))
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
    let entry = number.checked_sub(1).and_then(|i| manifest.figures.get(i));
    let Some(entry) = entry else {
        bail!("这份报告有 {} 个数，没有第 {number} 个", manifest.figures.len())
    };
    context.wait(async {
        let desk = context.desk().await?;
        let snapshot = desk.snapshot();
        let moment = AsOf { seq: entry.trace.as_of, at: entry.trace.at };
        let figures = Figures::new(desk.store(), snapshot.world(), moment).with_earlier(earlier(&snapshot));
        show(&figures, &entry.trace, options).await
    })
}

/// Organisation, period, condition and title: what tells a figure from another of the same indicator.
fn whole_caption(trace: &Path_) -> String {
    let period = trace.period.map(|period| period.to_string()).unwrap_or_default();
    let filter = if trace.filter_words.is_empty() { String::new() } else { format!("({})", trace.filter_words) };
    format!("{}{period}{}{filter}", trace.org_name.as_deref().unwrap_or_default(), trace.caption())
}

/// A figure, what it is made of, and the records it was counted from.
async fn show(figures: &Figures<'_, AnyStore>, trace: &Path_, options: &Trace) -> Result<ExitCode> {
    let mut answers = Vec::new();
    for leaf in trace.leaves() {
        let recount = figures.recount(leaf).await?;
        let lines = figures.lines(leaf, options.limit, options.offset).await?;
        answers.push((leaf, recount, lines));
    }
    if options.format == Format::Json {
        let parts: Vec<_> = answers
            .iter()
            .map(|(leaf, recount, lines)| serde_json::json!({ "trace": leaf, "recount": recount, "records": lines }))
            .collect();
        println!("{}", serde_json::to_string_pretty(&serde_json::json!({ "figure": trace, "parts": parts }))?);
        return Ok(ExitCode::SUCCESS);
    }
    let unit = &trace.unit;
    println!("{}:{}{unit}（日志第 {} 条，{}）", whole_caption(trace), trace.shown(), trace.as_of, trace.at);
    if let Some(hidden) = trace.hidden {
        println!("不显示：{}。", hidden.note());
        return Ok(ExitCode::SUCCESS);
    }
    let mut same = true;
    for (leaf, recount, lines) in &answers {
        if trace.how != How::Records {
            println!("\n其中 {}:{}{}", whole_caption(leaf), shown(leaf.value, leaf.show), leaf.unit);
        }
        if *recount != leaf.value {
            same = false;
            println!("  与数据库不符：按同一日志位置重算为 {}", shown(*recount, leaf.show));
        }
        print!("{}", records(lines, options.offset).render());
    }
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
