//! `tick`: the scheduler's work, by hand or by cron.

use std::process::ExitCode;

use anyhow::Result;
use banjie_desk::Fallen;

use super::code;
use crate::context::Context;

/// Lets fall what is due now; judges all limits again when asked or when the calendar changed.
pub fn run(context: &Context, rejudge: bool) -> Result<ExitCode> {
    let (fallen, judged) = context.wait(async {
        let desk = context.desk().await?;
        let judged = if rejudge { Some(desk.rejudge(context.now).await?) } else { None };
        anyhow::Ok((desk.tick(context.now).await?, judged))
    })?;
    if let Some(judged) = &judged {
        println!("按现行日历重新计算：到期日变动 {} 个，撤回 {} 个。", judged.moved, judged.withdrawn);
    }
    println!("{}", summary(&fallen));
    for (ledger, record, reason) in &fallen.refused {
        eprintln!("{ledger} 记录 {record} 未能判定：{reason}");
    }
    Ok(code(fallen.refused.is_empty()))
}

/// One line on what fell.
pub fn summary(fallen: &Fallen) -> String {
    let mut lines = Vec::new();
    let done = [
        (fallen.opened, "开启应报"),
        (fallen.discharged, "其中已报送"),
        (fallen.excused, "因机构撤销免除应报"),
        (fallen.handed_over, "因机构合并移交在办"),
        (fallen.concluded, "期满由系统办理"),
    ];
    let done: Vec<String> = done.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{what} {n} 件")).collect();
    if !done.is_empty() {
        lines.push(format!("{}。", done.join("，")));
    }
    if fallen.kinds.is_empty() {
        lines.push("没有到时的催办、预警、黄牌、红牌或移送。".into());
    } else {
        let kinds: Vec<String> = fallen.kinds.iter().map(|(kind, n)| format!("{} {n}", kind.zh())).collect();
        lines.push(format!("落下：{}。", kinds.join(",")));
    }
    lines.join("\n")
}
