//! The page the numbers are published on.

use std::{fmt::Write as _, fs, path::Path};

use anyhow::{Context, Result};
use chrono::NaiveDate;

use super::{machine::Machine, measure::Line};

/// Writes `docs/benchmarks.md`.
pub fn write(root: &Path, lines: &[Line], before: &Machine, after: &Machine, today: NaiveDate) -> Result<()> {
    let path = root.join("docs/benchmarks.md");
    let text = text(lines, before, after, today);
    fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    println!("wrote {}", path.display());
    Ok(())
}

fn text(lines: &[Line], before: &Machine, after: &Machine, today: NaiveDate) -> String {
    let mut page = String::from(
        "# 测速\n\n本页由 `cargo run --release -p xtask -- bench` 一次测出并写成,请勿手改。\
         加名称只测一组:`bench packages|formula|allot|docx|pdf|import|creates|town|lists|web`。限值未达时该命令以 1 退出。\n\n",
    );
    let missed = lines.iter().filter(|line| !line.met()).count();
    let limits = lines.iter().filter(|line| line.limit.is_some()).count();
    let verdict = if missed == 0 { "全部达到".to_owned() } else { format!("**{missed} 项未达**") };
    let lead = [
        ("日期", today.to_string()),
        ("处理器", format!("{} 核,{}", before.cores, before.processor)),
        ("内存", format!("{} GiB", before.memory)),
        ("编译器", before.rustc.clone()),
        ("一分钟平均负载", format!("测前 {:.2},测后 {:.2}(测后含本程序)", before.load, after.load)),
        ("结论", format!("{limits} 项限值,{verdict}")),
    ];
    for (what, value) in lead {
        line(&mut page, format_args!("- {what}:{value}"));
    }
    if before.is_busy() {
        let notice =
            "\n> 测前机器另有负载:下表的时间偏长、速率偏低,只供参考;请在空闲的机器上重测。CPU 一列受影响较小。";
        line(&mut page, format_args!("{notice}"));
    }
    page.push_str(
        "\n| 项目 | 实测 | 限值 | 结论 | CPU | 对照 | 实测÷对照 |\n| --- | ---: | ---: | --- | ---: | --- | ---: |\n",
    );
    for measured in lines {
        line(&mut page, format_args!("| {} |", measured.cells().join(" | ")));
    }
    page.push_str(
        "\nCPU 是本程序全部线程用去的处理器时间(精确到 10 毫秒),不含 PostgreSQL 服务进程。\
         实测÷对照:时间小于 1 为快,速率大于 1 为快。\n\n## 怎样测的\n\n",
    );
    for measured in lines {
        line(&mut page, format_args!("- **{}**:{}", measured.what, measured.how));
    }
    page
}

/// Appends a line.
fn line(page: &mut String, words: std::fmt::Arguments<'_>) {
    page.write_fmt(words).expect("a text takes any words");
    page.push('\n');
}
