//! Words of a system's own page.

/// Heading.
pub const LEDGERS: &str = "台账";
/// Heading.
pub const COUNTED: &str = "指标与报告";
/// Heading.
pub const ROLES: &str = "岗位与可见范围";
/// Column.
pub const ROLE: &str = "岗位";
/// Column.
pub const REACH: &str = "看得到";
/// Column.
pub const MINE: &str = "我担任";
/// One holds the role.
pub const HELD: &str = "担任";
/// Column.
pub const PURPOSE: &str = "记什么";
/// Button.
pub const DASHBOARD: &str = "看板";
/// Button.
pub const BOARD: &str = "监察";
/// Own.
pub const SEES_OWN: &str = "本单位的记录";
/// Subtree.
pub const SEES_SUBTREE: &str = "本单位及下级的记录";
/// All.
pub const SEES_ALL: &str = "全部记录";

/// Link.
#[must_use]
pub fn indicators(n: usize) -> String {
    format!("{n} 个指标：口径、数值、背后的记录")
}

/// Link.
#[must_use]
pub fn reports(n: usize) -> String {
    format!("{n} 份报告：每个数都能走回到记录")
}

/// Summary.
#[must_use]
pub fn bases(n: usize) -> String {
    format!("依据（{n} 项）")
}
