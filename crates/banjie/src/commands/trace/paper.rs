//! A printed report, figure by figure, beside the database.

use std::{fs, path::Path, process::ExitCode};

use anyhow::{Context as _, Result};
use banjie_office::trace::{self, Finding, Judgement, Seal, judge, now_in_text, unjudged, whole_caption};
use banjie_papers::{
    manifest::{Issue, Kind, Reading, Standing},
    plain::{Align, TextTable},
};

use crate::{
    cli::{Format, Trace},
    context::Context,
};

/// Exit code when nothing was tampered with but the database has moved on.
const MOVED_ON: u8 = 3;

/// Reads a printed report; a file too large to be ours is not opened.
pub fn read(kind: Kind, file: &Path) -> Result<Reading> {
    let cannot = || format!("读不了 {}", file.display());
    let told = |why| anyhow::anyhow!("{}：{why}", file.display());
    trace::fits(fs::metadata(file).with_context(cannot)?.len()).map_err(told)?;
    let bytes = fs::read(file).with_context(cannot)?;
    trace::read(kind, &bytes).map_err(told)
}

/// Lists the figures of a report with what became of each.
pub fn list(context: &Context, options: &Trace, kind: Kind, reading: &Reading) -> Result<ExitCode> {
    let judged = context.wait(async { anyhow::Ok(judge(&context.desk().await?, reading, context.now).await?) });
    let (judgement, trouble) = match judged {
        Ok(judgement) => (judgement, None),
        Err(error) => (unjudged(reading), Some(error)),
    };
    if options.format == Format::Json {
        println!("{}", serde_json::to_string_pretty(&json(reading, &judgement)?)?);
    } else {
        print!("{}", text(kind, reading, &judgement));
    }
    if let Some(error) = trouble {
        eprintln!("没有与数据库核对，只核对了文件本身：{error:#}");
        return Ok(ExitCode::FAILURE);
    }
    Ok(code(reading, &judgement))
}

fn code(reading: &Reading, judgement: &Judgement) -> ExitCode {
    let whole = reading.whole && reading.strangers == 0 && matches!(judgement.seal, Seal::Unsigned | Seal::Whole);
    match judgement.worst() {
        _ if !whole => ExitCode::FAILURE,
        Finding::Same => ExitCode::SUCCESS,
        Finding::Changed => ExitCode::from(MOVED_ON),
        Finding::Unknown | Finding::Foreign | Finding::Tampered => ExitCode::FAILURE,
    }
}

fn signer(issue: &Issue) -> String {
    let account = if issue.by == issue.by_name { String::new() } else { format!("（{}）", issue.by) };
    format!("第 {} 号，{}{account}于 {} 签发", issue.number, issue.by_name, issue.at)
}

fn seal_line(reading: &Reading, judgement: &Judgement) -> String {
    let Some(issue) = &reading.manifest.issue else {
        return "未签发的报告：只与数据库比对，没有签发登记可查".to_owned();
    };
    let signer = signer(issue);
    match &judgement.seal {
        Seal::Whole => format!("{signer}；签发登记与日志完好"),
        Seal::Unsigned => signer,
        Seal::Foreign(why) => format!("{signer}；{why}"),
        Seal::Broken(reasons) => format!("{signer}；{}", reasons.join("；")),
    }
}

fn text(kind: Kind, reading: &Reading, judgement: &Judgement) -> String {
    let about = &reading.manifest.about;
    let mut out = format!("{}（截至 {}，日志第 {} 条）\n", about.title, about.at, about.as_of);
    out += &seal_line(reading, judgement);
    out.push('\n');
    out += &table(reading, judgement).render();
    out += &details(reading, judgement);
    if !reading.whole {
        out += "数据来源清单与写出时的校验值不符：清单被改动过\n";
    }
    if reading.strangers > 0 {
        out += &format!("文中有 {} 处数不在清单里，可能是从别的报告粘贴来的\n", reading.strangers);
    }
    if kind == Kind::Pdf {
        out += "PDF 只核对内嵌的清单，不核对页面上印的字\n";
    }
    out += &summary(judgement);
    out += "要看某个数的记录：banjie trace 文件 --figure 序号\n";
    out
}

/// Columns that say nothing new are left out.
fn table(reading: &Reading, judgement: &Judgement) -> TextTable {
    let edited = reading.standings.iter().any(|s| *s != Standing::Same);
    let moved = judgement.verdicts.iter().any(|v| v.finding == Finding::Changed);
    let mut head = vec![("序号", Align::Right), ("数", Align::Right)];
    head.extend(edited.then_some(("文中", Align::Right)));
    head.push(("结论", Align::Left));
    head.extend(moved.then_some(("现在", Align::Right)));
    head.extend([("名称", Align::Left), ("口径", Align::Left)]);
    let rows = reading.manifest.figures.iter().enumerate().map(|(index, entry)| {
        let verdict = &judgement.verdicts[index];
        let mut row = vec![(index + 1).to_string(), entry.text.clone()];
        row.extend(edited.then(|| now_in_text(reading, index).unwrap_or_default()));
        row.push(verdict.finding.zh().to_owned());
        row.extend(moved.then(|| verdict.now.clone().unwrap_or_default()));
        row.extend([whole_caption(&entry.trace), entry.wording.words.clone()]);
        row
    });
    let head = head.into_iter().map(|(title, align)| (title.to_owned(), align)).collect();
    TextTable { head, rows: rows.collect(), total: None }
}

fn details(reading: &Reading, judgement: &Judgement) -> String {
    let mut out = String::new();
    for (index, verdict) in judgement.verdicts.iter().enumerate().filter(|(_, v)| !v.reasons.is_empty()) {
        let caption = whole_caption(&reading.manifest.figures[index].trace);
        out += &format!("第 {} 个数（{caption}）{}：{}\n", index + 1, verdict.finding.zh(), verdict.reasons.join("；"));
        for line in &verdict.changes {
            out += &format!("    {line}\n");
        }
    }
    out
}

fn summary(judgement: &Judgement) -> String {
    let parts: Vec<String> = judgement.counts().iter().map(|(finding, n)| format!("{n} 个{}", finding.zh())).collect();
    format!("核对：{} 个数，{}。\n", judgement.verdicts.len(), parts.join("，"))
}

/// The list of figures for machines: as printed, with the text of now (null: gone) and what became of each.
fn json(reading: &Reading, judgement: &Judgement) -> Result<serde_json::Value> {
    let mut value = serde_json::to_value(&reading.manifest)?;
    let figures = value.get_mut("figures").and_then(serde_json::Value::as_array_mut);
    for (index, figure) in figures.into_iter().flatten().enumerate() {
        let verdict = &judgement.verdicts[index];
        figure["now"] = now_in_text(reading, index).into();
        figure["same"] = (reading.standings.get(index) == Some(&Standing::Same)).into();
        figure["finding"] = verdict.finding.key().into();
        figure["reasons"] = verdict.reasons.clone().into();
        figure["value_now"] = verdict.now.clone().into();
        figure["changes"] = verdict.changes.clone().into();
    }
    value["whole"] = reading.whole.into();
    value["strangers"] = reading.strangers.into();
    value["signed"] = reading.manifest.issue.is_some().into();
    value["seal"] = judgement.seal.key().into();
    Ok(value)
}
