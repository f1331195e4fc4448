//! `report`: prose with live figures, as of a moment.

use std::{fs, path::Path, process::ExitCode};

use anyhow::{Context as _, Result, bail};
use banjie_desk::Desk;
use banjie_figures::AsOf;
use banjie_office::{
    printing::{self, Form},
    reports::{self, ReportError, What},
    signing,
};
use banjie_papers::{document::Document, markdown};
use banjie_store::{AnyStore, SignedReport};

use super::as_of;
use crate::{cli::Report, context::Context};

/// Writes or prints a report.
pub fn run(context: &Context, options: &Report) -> Result<ExitCode> {
    let (document, signed) = context.wait(async {
        let desk = context.desk().await?;
        let moment = as_of(&desk, options.as_of.as_deref(), context.now).await?;
        let what = What {
            report: &options.what,
            period: options.period.as_deref(),
            org: options.org.as_deref(),
            serial: options.number,
            dated: options.dated,
        };
        let mut document = composed(&desk, &what, moment).await?;
        // What cannot be printed must not be signed.
        if let (true, Some(path)) = (options.sign, &options.out) {
            printed(context, &document, path)?;
        }
        let signed = match options.sign {
            true => Some(signing::sign(&desk, &context.actor(&desk)?, context.now, &mut document).await?),
            false => None,
        };
        anyhow::Ok((document, signed))
    })?;
    match &options.out {
        Some(path) => {
            save(context, &document, path)?;
            println!("已写出 {}:{} 个数，均可溯源。", path.display(), document.figures.len());
            if let Some(SignedReport { number, signature, digest, .. }) = signed {
                println!(
                    "已签发：第 {number} 号，{}，日志第 {} 条，清单校验值 {}…",
                    signature.by,
                    signature.seq,
                    &digest[..16]
                );
            }
        }
        None => print!("{}", markdown::print(&document, markdown::Options::default())),
    }
    Ok(ExitCode::SUCCESS)
}

/// Composes a report; what is missing is told with the option that gives it.
async fn composed(desk: &Desk<AnyStore>, what: &What<'_>, moment: AsOf) -> Result<Document> {
    reports::compose(desk, what, moment).await.map_err(|error| match error {
        ReportError::NoPeriod { example } => {
            anyhow::anyhow!("这份报告要写明期间，例如 --period {example}")
        }
        other => other.into(),
    })
}

/// Writes the document in the form the file name asks for.
pub fn save(context: &Context, document: &Document, path: &Path) -> Result<()> {
    let bytes = printed(context, document, path)?;
    fs::write(path, bytes).with_context(|| format!("写不了 {}", path.display()))
}

/// The document in the form the file name asks for.
fn printed(context: &Context, document: &Document, path: &Path) -> Result<Vec<u8>> {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let form = path.extension().and_then(|e| Form::of(e.to_str()?));
    let Some(form) = form else { bail!("报告写成 .pdf、.docx、.html 或 .md；{} 不是", path.display()) };
    Ok(printing::bytes(document, form, &name, &context.fonts)?)
}
