//! `allot PACKAGE/NAME`: an allocation over the records, written back by the action its package declares.

use std::{fmt::Write as _, fs, path::Path, process::ExitCode};

use anyhow::{Context as _, Result, bail};
use banjie_desk::{Allotted, Clock};

use crate::{cli::allot::Declared, context::Context};

/// Runs it; a refusal makes the exit code 1 and writes nothing.
pub fn run(context: &Context, options: &Declared) -> Result<ExitCode> {
    let Some(name) = &options.allocation else { bail!("请写明分配：应用包/名称，如 placing/spring") };
    let done = context.wait(async {
        let desk = context.desk().await?;
        let actor = context.actor(&desk)?;
        let clock = Clock::now(context.now);
        anyhow::Ok(desk.allot(name, options.seed.as_deref(), options.dry_run, &actor, clock).await)
    })?;
    let allotted = match done {
        Ok(allotted) => allotted,
        Err(error) => match error.refusal() {
            Some(refusal) => {
                eprintln!("不予办理（{}）：{}", refusal.code.key(), refusal.message);
                return Ok(ExitCode::FAILURE);
            }
            None => bail!(error),
        },
    };
    if let Some(path) = &options.out {
        write(path, &(allotted.certificate.to_json() + "\n"))?;
    }
    if let Some(path) = &options.problem {
        write(path, &(serde_json::to_string_pretty(&allotted.document)? + "\n"))?;
    }
    if let Some(path) = &options.reasons {
        write(path, &reasons(&allotted))?;
    }
    let unplaced = allotted.seekers.saturating_sub(allotted.placed);
    let written = if options.dry_run { "试算，没有写入" } else { "已写入" };
    println!("{written}：参加 {} 人，安排 {} 人，未安排 {unplaced} 人。", allotted.seekers, allotted.placed);
    println!("承诺值 {}", allotted.certificate.commitment);
    Ok(ExitCode::SUCCESS)
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("写不了 {}", path.display()))
}

/// The reasons for each side.
fn reasons(allotted: &Allotted) -> String {
    let mut text = String::from("# 分配结果的说明\n");
    for (title, parties) in [("报名者", &allotted.to_seekers), ("接收单位", &allotted.to_places)] {
        let _ = write!(text, "\n## {title}\n");
        for (id, lines) in parties {
            let _ = write!(text, "\n### {id}\n\n");
            text.extend(lines.iter().map(|line| format!("- {line}\n")));
        }
    }
    text
}
