//! Words of long work.

/// Nothing more is known.
pub const WORKING: &str = "正在处理";
/// The browser may leave.
pub const MAY_LEAVE: &str = "本页每 2 秒自动更新。可以离开本页，处理会继续，做完后仍可回到这个地址查看结果（保留 24 小时，服务重启后不再保留）。";
/// It failed.
pub const FAILED: &str = "没有完成";
/// Before a rule.
pub const RULE: &str = "规则：";
/// Before a basis.
pub const BASIS: &str = "依据：";

/// Too many at once.
#[must_use]
pub fn too_many(most: usize) -> String {
    format!("您已有 {most} 项处理正在进行，请等其中一项完成后再试。")
}

/// When it began.
#[must_use]
pub fn started(at: &str) -> String {
    format!("开始于 {at}")
}

/// A file to take away.
#[must_use]
pub fn download(name: &str) -> String {
    format!("下载 {name}")
}

/// Back to where it was started.
#[must_use]
pub fn back(title: &str) -> String {
    format!("返回{title}")
}
