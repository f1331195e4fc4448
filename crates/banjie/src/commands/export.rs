//! `export`: a ledger as a workbook.

use std::{fs, process::ExitCode};

use anyhow::{Context as _, Result};
use banjie_desk::{ExportOptions, ports::Store};

use crate::{cli::Export, clock, condition, context::Context};

/// Writes the workbook.
pub fn run(context: &Context, options: &Export) -> Result<ExitCode> {
    let progress = context.progress();
    let export = context.wait(async {
        let desk = context.desk().await?;
        let actor = context.actor(&desk)?;
        let as_of = match &options.as_of {
            Some(moment) => Some(desk.store().seq_at(clock::moment(moment)?).await?),
            None => None,
        };
        let ledger = desk.ledger(&options.ledger)?;
        let snapshot = desk.snapshot();
        let read = |text: &str| condition::read(snapshot.library(), &ledger, text);
        let filter = options.filter.as_deref().map(read).transpose()?;
        let what = ExportOptions {
            as_of,
            filter,
            filter_text: options.filter.clone(),
            org: options.org.clone(),
            plain: options.plain,
        };
        anyhow::Ok(desk.export(&options.ledger, &what, &actor, context.now, progress.as_ref()).await?)
    })?;
    fs::write(&options.out, &export.bytes).with_context(|| format!("写不了 {}", options.out.display()))?;
    println!("已导出 {} 条到 {}。", export.rows, options.out.display());
    Ok(ExitCode::SUCCESS)
}
