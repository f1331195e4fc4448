//! One command that a change must pass; the continuous integration calls what you call.

use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// Runs all steps, shows the time of each, stops at the first failure.
pub fn run(root: &Path) -> Result<()> {
    let mut times = Vec::new();
    let mut step = |name: &'static str, program: &str, args: &[&str]| -> Result<()> {
        println!("\n==> {name}");
        let start = Instant::now();
        let status = Command::new(program).args(args).current_dir(root).status();
        let status = status.with_context(|| format!("cannot start {program}"))?;
        times.push((name, start.elapsed()));
        if !status.success() {
            bail!("step failed: {name} ({program} {})", args.join(" "));
        }
        Ok(())
    };
    step("format", "cargo", &["fmt", "--all", "--check"])?;
    step("lints", "cargo", &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"])?;
    step("rules of the house", "cargo", &["run", "-q", "-p", "xtask", "--", "tidy"])?;
    step("tests", "cargo", &["test", "--workspace", "--quiet"])?;
    step("real browser", "scripts/browser.sh", &[])?;
    step("interface for programs", "scripts/schemathesis.sh", &[])?;
    report(&times);
    Ok(())
}

fn report(times: &[(&str, Duration)]) {
    println!("\nall steps passed:");
    for (name, time) in times {
        println!("  {:>7.1} s  {name}", time.as_secs_f64());
    }
}
