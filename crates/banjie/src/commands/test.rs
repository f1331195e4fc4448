//! `test`: runs the scenarios of packages.

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Result, bail};
use banjie_engine::scenario;

use super::code;
use crate::context::{Context, read_dirs};

/// Runs every scenario of the given packages and shows failures like a diff.
pub fn run(context: &Context, dirs: &[PathBuf], only: Option<&str>) -> Result<ExitCode> {
    let (library, wanted) = read_dirs(dirs)?;
    let mut good = true;
    let mut ran = false;
    for (dir, one) in &wanted {
        if one.has_errors() {
            let folder = dir.display().to_string();
            eprint!("{}", banjie_package::render(&one.findings, &one.sources, &folder, context.look()));
            bail!("{} 有错误，先改正再运行情景", dir.display());
        }
        let chosen =
            one.package.scenarios.iter().filter(|s| only.is_none_or(|o| s.file.contains(o) || s.title.contains(o)));
        let mut outcomes = Vec::new();
        for one_scenario in chosen {
            let mut figures = scenario::InMemoryFigures;
            outcomes.extend(scenario::run(&library, &one.package, one_scenario, &mut figures));
        }
        if outcomes.is_empty() {
            context.say(format!("{}：没有要运行的情景", one.package.title));
            continue;
        }
        ran = true;
        println!("{}({})", one.package.title, one.package.name);
        print!("{}", scenario::render_outcomes(&outcomes, context.colour));
        good &= outcomes.iter().all(scenario::StepOutcome::passed);
    }
    if let Some(only) = only
        && !ran
    {
        bail!("没有文件名或标题含“{only}”的情景");
    }
    Ok(code(good))
}
