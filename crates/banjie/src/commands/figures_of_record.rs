//! `figures-of-record`: the figures published reports state, computed from the records and compared.

use std::{collections::BTreeSet, fs, path::Path, process::ExitCode};

use anyhow::{Context as _, Result, bail};
use banjie_office::stated::{Labelled, check, compared};

use super::as_of;
use crate::{
    cli::{Format, record::FiguresOfRecord},
    context::Context,
};

mod shown;

pub use banjie_office::stated::{Checked, Finding, Line};
pub use shown::{labelled_text, own_text};

/// Compares the figures of the packages, or those of a file.
pub fn run(context: &Context, options: &FiguresOfRecord) -> Result<ExitCode> {
    let labelled = options.file.as_deref().map(read).transpose()?;
    context.wait(async {
        let desk = context.desk().await?;
        let moment = as_of(&desk, options.as_of.as_deref(), context.now).await?;
        let mut checked = check(&desk, moment).await?;
        if let Some(package) = &options.package {
            checked.retain(|one| *one.package == **package);
        }
        let Some(labelled) = labelled else {
            match options.format {
                Format::Json => println!("{}", serde_json::to_string_pretty(&checked)?),
                Format::Text => print!("{}", own_text(&checked)),
            }
            return Ok(super::code(checked.iter().all(|one| one.finding == Finding::Same)));
        };
        let lines = compared(labelled, &checked);
        match options.format {
            Format::Json => println!("{}", serde_json::to_string_pretty(&lines)?),
            Format::Text => print!("{}", labelled_text(&lines)),
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// Reads a collection of labelled figures.
fn read(file: &Path) -> Result<Vec<Labelled>> {
    let text = fs::read_to_string(file).with_context(|| format!("读不了 {}", file.display()))?;
    let mut labelled: Vec<Labelled> = Vec::new();
    let mut seen = BTreeSet::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = format!("{} 第 {} 行", file.display(), index + 1);
        let one: Labelled = serde_json::from_str(line)
            .map_err(|e| anyhow::anyhow!("{place} 不是标注好的数字（{e}）；每行一个 JSON，至少有 id"))?;
        if !seen.insert(one.id.clone()) {
            bail!("{place} 的编号 {} 前面已有，请核对标注文件", one.id);
        }
        labelled.push(one);
    }
    Ok(labelled)
}
