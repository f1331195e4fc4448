//! `import`: a workbook becomes records, or a list of actions is played along the calendar.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result, bail};
use banjie_desk::{Fault, ImportOptions, ImportReport, PlayOptions};

use super::{code, tick::summary};
use crate::{cli::Import, context::Context};

/// Faults shown on the terminal; the marked workbook has them all.
const SHOWN: usize = 40;

/// Imports one workbook.
pub fn run(context: &Context, options: &Import) -> Result<ExitCode> {
    let bytes = fs::read(&options.file).with_context(|| format!("读不了工作簿 {}", options.file.display()))?;
    if options.actions {
        return play(context, options, bytes);
    }
    let how = ImportOptions {
        dry_run: options.dry_run,
        accept_good: options.accept_good,
        history: options.history,
        source: options.file.file_name().map(|n| n.to_string_lossy().into_owned()),
        ..ImportOptions::default()
    };
    let progress = context.progress();
    let report = context.wait(async {
        let desk = context.desk().await?;
        let actor = context.actor(&desk)?;
        anyhow::Ok(desk.import(&options.ledger, bytes, &how, &actor, context.now, progress.as_ref()).await?)
    })?;
    if report.rows == 0 {
        bail!("{} 的表头下面没有数据行，没有可导入的内容", options.file.display());
    }
    show(&report, options.dry_run);
    hand_back(&options.file, options.marked.as_deref(), report.marked.as_deref(), &report.faults)?;
    Ok(code(report.faults.is_empty()))
}

/// Writes the marked workbook and says where it is.
fn hand_back(file: &Path, wanted: Option<&Path>, marked: Option<&[u8]>, faults: &[Fault]) -> Result<()> {
    for fault in faults.iter().take(SHOWN) {
        eprintln!("  {fault}");
    }
    if faults.len() > SHOWN {
        eprintln!("  ……另有 {} 处，见标错工作簿的“错误清单”", faults.len() - SHOWN);
    }
    if let Some(bytes) = marked {
        let path = wanted.map_or_else(|| beside(file), Path::to_path_buf);
        fs::write(&path, bytes).with_context(|| format!("写不了标错工作簿 {}", path.display()))?;
        eprintln!("标错工作簿：{}（有误的单元格已标色并加批注，改后可重新导入）", path.display());
    }
    Ok(())
}

/// `案件.xlsx` → `案件.有误.xlsx`.
fn beside(file: &Path) -> PathBuf {
    file.with_extension("有误.xlsx")
}

fn show(report: &ImportReport, dry_run: bool) {
    let ImportReport { rows, created, edited, unchanged, skipped, .. } = report;
    let faults = report.faults.len();
    match (report.committed, dry_run) {
        (true, _) => println!(
            "已导入：共 {rows} 行，新增 {created}，更正 {edited}，未变 {unchanged}，略过 {skipped}，有误 {faults} 处。"
        ),
        (false, true) => println!(
            "试算，没有写入：共 {rows} 行，可新增 {created}，可更正 {edited}，未变 {unchanged}，不能导入 {skipped}，有误 {faults} 处。"
        ),
        (false, false) => {
            let good = created + edited + unchanged;
            println!("没有写入：共 {rows} 行，有误 {faults} 处；其余 {good} 行无误，改正后再导入。");
        }
    }
    for notice in &report.notices {
        println!("{notice}");
    }
}

/// Plays a list of actions, with everything that falls between them.
fn play(context: &Context, options: &Import, bytes: Vec<u8>) -> Result<ExitCode> {
    let how = PlayOptions {
        dry_run: options.dry_run,
        accept_good: options.accept_good,
        until: options.until.and_then(|day| day.and_hms_opt(23, 59, 59)),
    };
    let progress = context.progress();
    let (report, fallen) = context.wait(async {
        let desk = context.desk().await?;
        let actor = context.actor(&desk)?;
        anyhow::Ok(desk.import_acts(&options.ledger, bytes, &how, &actor, context.now, progress.as_ref()).await?)
    })?;
    if report.rows == 0 {
        bail!("{} 的表头下面没有数据行，没有可办理的内容", options.file.display());
    }
    let (rows, done, faults) = (report.rows, report.created, report.faults.len());
    match (report.committed, options.dry_run) {
        (true, _) => println!("已办理：办理记录 {rows} 行，办成 {done}，有误 {faults} 处。\n{}", summary(&fallen)),
        (false, true) => println!("试算，没有写入：办理记录 {rows} 行，可办成 {done}，有误 {faults} 处。"),
        (false, false) => println!("没有写入：办理记录 {rows} 行，有误 {faults} 处。"),
    }
    for notice in &report.notices {
        println!("{notice}");
    }
    hand_back(&options.file, options.marked.as_deref(), report.marked.as_deref(), &report.faults)?;
    Ok(code(report.faults.is_empty()))
}
