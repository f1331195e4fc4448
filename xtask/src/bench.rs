//! Every speed we claim, measured in one run: against its limit, and beside a peer or the floor beneath it.

mod allot;
mod creates;
mod docx;
mod figures;
mod formula;
mod import;
mod lists;
mod machine;
mod measure;
mod packages;
mod page;
mod pdf;
mod proof;
mod sweep;
mod town;
mod web;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use chrono::NaiveDate;

use machine::Machine;
use measure::Line;

/// The measurements by name; each group takes a minute or two.
const NAMES: [&str; 11] =
    ["packages", "formula", "allot", "docx", "pdf", "proof", "import", "creates", "town", "lists", "web"];

/// Measures all, or the one named; prints a table and, when all were measured, writes `docs/benchmarks.md`.
///
/// # Errors
/// A limit is missed, a result is wrong, or something cannot be started.
pub fn run(root: &Path, only: Option<&str>, today: NaiveDate) -> Result<()> {
    if cfg!(debug_assertions) {
        bail!("a debug build measures nothing: cargo run --release -p xtask -- bench");
    }
    if let Some(name) = only
        && !NAMES.contains(&name)
    {
        bail!("unknown measurement {name}; there are: {}", NAMES.join(", "));
    }
    let before = Machine::read();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut lines: Vec<Line> = Vec::new();
    for name in NAMES.into_iter().filter(|name| only.is_none_or(|only| only == *name)) {
        println!("==> {name}");
        let measured = match name {
            "packages" => packages::measure(root),
            "formula" => formula::measure(root),
            "allot" => allot::measure(),
            "docx" => docx::measure(),
            "pdf" => pdf::measure(),
            "proof" => proof::measure(),
            "import" => runtime.block_on(import::measure(root)),
            "creates" => runtime.block_on(creates::measure(root)),
            "town" => runtime.block_on(town::measure(root)),
            "lists" => runtime.block_on(lists::measure(root)),
            _ => runtime.block_on(web::measure(root)),
        };
        let measured = measured.with_context(|| format!("measurement {name}"))?;
        measured.iter().for_each(|line| println!("{line}"));
        lines.extend(measured);
    }
    if only.is_none() {
        page::write(root, &lines, &before, &Machine::read(), today)?;
    }
    let missed: Vec<&str> = lines.iter().filter(|line| !line.met()).map(|line| line.what.as_str()).collect();
    if !missed.is_empty() {
        bail!("未达 {} 项:{}", missed.len(), missed.join("、"));
    }
    Ok(())
}

/// A folder for scratch databases beside this program, on the disk that programs are built on: a temporary folder may lie
/// in memory, where making durable costs nothing.
fn scratch() -> Result<tempfile::TempDir> {
    Ok(tempfile::TempDir::new_in(beside()?)?)
}

/// The folder of this program: `target/release`.
fn beside() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    Ok(program.parent().context("a program lies in a folder")?.to_path_buf())
}
