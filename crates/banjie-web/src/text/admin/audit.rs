//! Words of the audit administrator's pages.

/// Title.
pub const TITLE: &str = "审计日志";
/// What it is.
pub const WHAT: &str = "只增不改，每条都与前一条相连；可在“核验”页检查有没有被改动。";
/// Column, filter.
pub const ID: &str = "编号";
/// Column.
pub const AT: &str = "时间";
/// Column, filter.
pub const ACCOUNT: &str = "账号";
/// Column.
pub const FROM_ADDRESS: &str = "来自";
/// Column, filter.
pub const KIND: &str = "事项";
/// Column, filter.
pub const TARGET: &str = "对象";
/// Column.
pub const DETAIL: &str = "说明";
/// Column, filter.
pub const OUTCOME: &str = "结果";
/// Outcome.
pub const DONE: &str = "成功";
/// Outcome.
pub const FAILED: &str = "未成功";
/// Filter.
pub const FROM: &str = "从";
/// Filter.
pub const TO: &str = "到";
/// Link.
pub const EXPORT: &str = "导出为表格（CSV）";
/// File name.
pub const FILE: &str = "audit-log.csv";
/// Empty.
pub const NONE: &str = "没有符合条件的登记";
/// What to do.
pub const NONE_WHAT: &str = "请放宽筛选条件，或清除全部条件。";
/// Link.
pub const CLEAR: &str = "清除条件";
/// For the log.
#[must_use]
pub fn exported(n: usize) -> String {
    format!("审计日志 {n} 条")
}
/// Too many to export.
#[must_use]
pub fn too_many(n: usize) -> String {
    format!("符合条件的超过 {n} 条，没有导出。请用时间缩小范围，分几次导出。")
}
/// Not a day.
pub const BAD_DAY: &str = "日期应写成 2026-03-09 的样子";

/// Title.
pub const READINGS: &str = "明文查看登记";
/// What it is.
pub const READINGS_WHAT: &str = "个人信息默认遮盖。看明文、导出或打印明文都要写明用途，并在这里登记。";
/// Column.
pub const UNIT: &str = "机构";
/// Column.
pub const HOW: &str = "方式";
/// Column, filter.
pub const LEDGER: &str = "台账";
/// Column.
pub const RECORD: &str = "记录";
/// Column.
pub const FIELDS: &str = "字段";
/// Column.
pub const PURPOSE: &str = "用途";
/// Empty.
pub const READINGS_NONE: &str = "没有明文查看的登记";
/// How many records.
#[must_use]
pub fn records(n: i64, condition: Option<&str>) -> String {
    condition.map_or_else(|| format!("{n} 条"), |condition| format!("{n} 条（{condition}）"))
}

/// Title.
pub const CHAINS: &str = "核验";
/// What it is.
pub const CHAINS_WHAT: &str =
    "重新计算每一条的校验值：审计日志逐条相连，业务日志与各版记录一致，签发的报告与当时的数据一致。数据多时要几分钟。";
/// Button.
pub const CHAINS_START: &str = "开始核验";
/// Heading.
pub const CHAINS_LAST: &str = "最近一次核验";
/// Never.
pub const CHAINS_NEVER: &str = "程序启动以来还没有核验过";
/// First step.
pub const CHAINS_NEVER_WHAT: &str = "建议每月和每次恢复备份后核验一次，并把最后一条的校验值抄存在系统之外。";
/// For the log.
pub const CHAINS_WHOLE: &str = "全部完好";
/// For the log.
pub const CHAINS_BROKEN: &str = "发现改动";
/// Audit log is whole.
#[must_use]
pub fn audit_whole(n: i64, hash: &str) -> String {
    format!("审计日志 {n} 条，完好。最后一条的校验值：{hash}")
}
/// Audit log is broken.
#[must_use]
pub fn audit_broken(id: i64, what: &str) -> String {
    format!("审计日志第 {id} 条：{what}")
}
/// Event log is whole.
#[must_use]
pub fn events_whole(n: i64) -> String {
    format!("业务日志 {n} 条，完好")
}
/// An event was altered.
#[must_use]
pub fn event_broken(seq: i64, ledger: &str, record: &str, what: &str) -> String {
    format!("业务日志第 {seq} 条（{ledger} #{record}）：{what}")
}
/// Signed reports are whole.
#[must_use]
pub fn seals_whole(n: usize) -> String {
    format!("签发的报告 {n} 份，完好")
}
/// A signed report is broken.
#[must_use]
pub fn seal_broken(number: i64, what: &str) -> String {
    format!("签发的报告第 {number} 号：{what}")
}
/// Between titles.
pub const COMMA: &str = "、";
