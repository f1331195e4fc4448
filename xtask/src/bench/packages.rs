//! Checking all packages, and starting the program.

use std::{
    hint::black_box,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail};

use super::measure::{Amount, Line, Spent, best, median, timed};

/// Times each program is started.
const STARTS: usize = 10;
/// Times the packages are checked.
const CHECKS: usize = 9;

/// Measures both.
pub fn measure(root: &Path) -> Result<Vec<Line>> {
    Ok(vec![check(root)?, start(root)?])
}

fn check(root: &Path) -> Result<Line> {
    let folder = root.join("packages");
    let mut checks = Vec::new();
    let mut reads = Vec::new();
    let mut files = 0;
    for _ in 0..CHECKS {
        let (reading, spent) = timed(|| {
            let reading = banjie_package::read_library(&folder)?;
            let findings = reading.readings.iter().flat_map(|one| &one.findings);
            black_box(banjie_package::summary(findings));
            Ok::<_, anyhow::Error>(reading)
        });
        let reading = reading?;
        if reading.has_errors() {
            bail!("the packages have errors: banjie check packages/*");
        }
        files = reading.library.packages.values().map(|package| package.files.len()).sum();
        checks.push(spent);
        let (read, spent) = timed(|| {
            let names = reading.library.packages.keys();
            names.map(|name| banjie_package::read_folder(&folder.join(&**name))).collect::<Result<Vec<_>, _>>()
        });
        read?;
        reads.push(spent);
    }
    let how = format!("{files} 个文件:读盘、解析、解析名称、核对类型与全部检查,进程内做 {CHECKS} 次取中位。");
    Ok(Line::spent("检查全部应用包", median(checks), how)
        .within(Duration::from_millis(100))
        .beside("只读文件不解析", Amount::Time(median(reads).wall)))
}

fn start(root: &Path) -> Result<Line> {
    let built = Command::new("cargo")
        .args(["build", "--release", "--quiet", "-p", "banjie"])
        .current_dir(root)
        .status()
        .context("cannot start cargo")?;
    let program = super::beside()?.join("banjie");
    if !built.success() || !program.is_file() {
        bail!("cannot build {}", program.display());
    }
    let ours = best(starts(Command::new(&program).arg("--version"))?);
    let floor = best(starts(&mut Command::new("true"))?);
    let how =
        format!("启动 `banjie --version` 到它结束,{STARTS} 次取最短;对照是什么也不做的系统程序 true,同样取最短。");
    let line = Line::new("启动程序", Amount::Time(ours.wall), how);
    Ok(line.within(Duration::from_millis(50)).beside("启动 true", Amount::Time(floor.wall)))
}

fn starts(command: &mut Command) -> Result<Vec<Spent>> {
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let once = |_| {
        let (status, spent) = timed(|| command.status());
        if !status?.success() {
            bail!("it failed: {command:?}");
        }
        Ok(spent)
    };
    (0..STARTS).map(once).collect()
}
