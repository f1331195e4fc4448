//! `export`: a ledger as a workbook.

use std::{fs, process::ExitCode};

use anyhow::{Context as _, Result};
use banjie_desk::{ExportOptions, ports::Store as _};
use banjie_office::readings::{entry, is_personal};
use banjie_store::{How, PlainReading};

use super::readings::purpose;
use crate::{cli::Export, clock, condition, context::Context};

/// Writes the workbook.
pub fn run(context: &Context, options: &Export) -> Result<ExitCode> {
    let purpose = if options.plain { Some(purpose(options.purpose.as_deref())?) } else { None };
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
            purpose: purpose.as_deref().map(str::to_owned),
            ..ExportOptions::default()
        };
        let export = desk.export(&options.ledger, &what, &actor, context.now, progress.as_ref()).await?;
        if let Some(purpose) = purpose {
            let fields = ledger.fields.iter().filter(|field| is_personal(field));
            let fields = fields.map(|field| field.name.clone()).collect();
            let entry = entry(&actor, context.now, (&ledger, None), fields, (How::Export, purpose));
            let parts: Vec<&str> = [&options.org, &options.filter].into_iter().filter_map(|p| p.as_deref()).collect();
            let condition = (!parts.is_empty()).then(|| parts.join("，").into());
            let records = i64::try_from(export.rows).unwrap_or(i64::MAX);
            desk.store().log_readings(&[PlainReading { records, condition, ..entry }]).await?;
        }
        anyhow::Ok(export)
    })?;
    fs::write(&options.out, &export.bytes).with_context(|| format!("写不了 {}", options.out.display()))?;
    println!("已导出 {} 条到 {}。", export.rows, options.out.display());
    Ok(ExitCode::SUCCESS)
}
