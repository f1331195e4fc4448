//! Words of the pages of health and messages.

/// Title.
pub const TITLE: &str = "运行状况";
/// What it is.
pub const WHAT: &str = "监控程序可以定时访问 /health/live（程序在运行）和 /health/ready（数据库可用）。";
/// Heading.
pub const PROGRAM: &str = "程序";
/// Term.
pub const VERSION: &str = "版本";
/// Term.
pub const STARTED: &str = "启动时间";
/// Term.
pub const ADDRESS: &str = "网址";
/// Term.
pub const PACKAGES: &str = "应用包";
/// How many.
#[must_use]
pub fn packages(n: usize, ledgers: usize) -> String {
    format!("{n} 个，台账 {ledgers} 本")
}
/// Heading.
pub const DATABASE: &str = "数据库";
/// Term.
pub const KIND: &str = "类型";
/// Term.
pub const IDENTITY: &str = "标识";
/// Term.
pub const HEAD: &str = "业务日志";
/// How many.
#[must_use]
pub fn entries(n: i64) -> String {
    format!("{n} 条")
}
/// Term.
pub const SEARCH: &str = "搜索索引";
/// It is behind by so many.
#[must_use]
pub fn indexed(position: i64, head: i64) -> String {
    match head - position {
        behind if behind > 0 => format!("到第 {position} 条，还差 {behind} 条"),
        _ => format!("到第 {position} 条，与业务日志一致"),
    }
}
/// It is being filled.
pub const FILLING: &str = "正在建立或暂时打不开";
/// Term.
pub const KEY: &str = "密钥";
/// Key is there.
pub const KEY_OPEN: &str = "已装入，敏感信息加密保存";
/// Key is missing.
pub const KEY_MISSING: &str = "没有装入，不能启用双因素验证";
/// Heading.
pub const DISK: &str = "磁盘";
/// Term.
pub const FILES: &str = "附件文件夹";
/// Term.
pub const FREE: &str = "可用空间";
/// Free of all.
#[must_use]
pub fn free(free: &str, all: &str) -> String {
    format!("{free}，共 {all}")
}
/// Little is left.
pub const DISK_LOW: &str = "可用空间不足一成，请尽快清理或扩容";
/// Unknown.
pub const UNKNOWN: &str = "无法读取";
/// Heading.
pub const SCHEDULER: &str = "督办任务";
/// Term.
pub const LAST_ROUND: &str = "最近一轮";
/// Term.
pub const LAST_BUSY: &str = "最近一次有办理";
/// None yet.
pub const NO_ROUND: &str = "本次启动后还没有运行";
/// Took.
#[must_use]
pub fn round(at: &str, took: u64) -> String {
    format!("{at}，用时 {took} 毫秒")
}
/// Nothing to do.
pub const IDLE: &str = "没有到期事项";
/// Failed.
#[must_use]
pub fn round_failed(why: &str) -> String {
    format!("没有完成：{why}")
}
/// It has not run for long.
pub const ROUND_LATE: &str = "督办任务已有几分钟没有运行，催办和黄红牌可能延误，请检查服务";
/// Cases looked at.
#[must_use]
pub fn looked_at(n: u64) -> String {
    format!("处理 {n} 件")
}
/// Of one kind.
#[must_use]
pub fn fell(kind: &str, n: u64) -> String {
    format!("{kind} {n}")
}
/// Obligations opened.
#[must_use]
pub fn opened(n: u64) -> String {
    format!("新到期报送 {n} 项")
}
/// Handed over.
#[must_use]
pub fn handed_over(n: u64) -> String {
    format!("移交 {n} 件")
}
/// Refused.
#[must_use]
pub fn refused(n: usize) -> String {
    format!("未能判断 {n} 件")
}
/// Concluded by the end of a limit.
#[must_use]
pub fn concluded(n: u64) -> String {
    format!("到期自动办理 {n} 件")
}

/// Title.
pub const MESSAGES: &str = "消息";
/// What it is.
pub const MESSAGES_WHAT: &str =
    "督办产生的消息先写入发件箱，再由发送程序送出，每条只写一次。内容涉及具体事项，这里只看发送情况。";
/// How many wait.
#[must_use]
pub fn waiting(waiting: i64, all: i64) -> String {
    format!("共 {all} 条，待发 {waiting} 条")
}
/// Column.
pub const AT: &str = "时间";
/// Column, filter.
pub const WHICH: &str = "种类";
/// Column.
pub const TO: &str = "发给";
/// Column.
pub const SEQ: &str = "日志位置";
/// Column, filter.
pub const SENT: &str = "发送";
/// State.
pub const SENT_NOT: &str = "待发";
/// Sent ones.
pub const SENT_DONE: &str = "已发";
/// Empty.
pub const NONE: &str = "没有符合条件的消息";
/// Link.
pub const CLEAR: &str = "清除条件";
/// Role at an organisation.
#[must_use]
pub fn role_at(role: &str, org: &str) -> String {
    format!("{role}（{org}）")
}
/// Everywhere.
pub const EVERYWHERE: &str = "全部机构";
/// Between names.
pub const COMMA: &str = "、";
/// Between parts of a sentence.
pub const PART: &str = "，";
/// So many more.
#[must_use]
pub fn and_more(n: usize) -> String {
    format!("等 {n} 处")
}
