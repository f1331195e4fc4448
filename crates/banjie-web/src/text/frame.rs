//! Words around every page of the desk.

/// Navigation.
pub const WORK: &str = "工作台";
/// Navigation.
pub const DRAFTS: &str = "草稿";
/// Heading of the systems.
pub const SYSTEMS: &str = "业务系统";
/// Heading of the systems that are not open.
pub const OTHER_SYSTEMS: &str = "其他系统";
/// Heading of what goes over all systems.
pub const OVERALL: &str = "综合";
/// What goes over all systems.
pub const SHARED: [(&str, &str); 5] =
    [("监察", "/board"), ("指标", "/figures"), ("报告", "/reports"), ("校核", "/proof"), ("搜索", "/search")];
/// Heading of administration.
pub const ADMINISTRATION: &str = "管理";
/// Administration.
pub const ADMIN: &str = "管理首页";
/// The portal's three things.
pub const PORTAL: [(&str, &str); 5] = [
    ("办事", "/portal/services"),
    ("查进度", "/portal/follow"),
    ("查结果", "/portal/results"),
    ("公示", "/portal/notices"),
    ("公开报告", "/portal/reports"),
];
/// Acting in every role one has.
pub const ALL_ROLES: &str = "全部岗位";
/// Between roles.
pub const AND: &str = "、";
/// Label.
pub const RULE: &str = "规则";
/// Label.
pub const BASIS: &str = "依据";
/// Between a label and what it labels.
pub const COLON: &str = "：";
/// The way on from an error.
pub const HOME: &str = "回到首页";

/// A role with its system.
#[must_use]
pub fn role(system: &str, role: &str) -> String {
    format!("{system} · {role}")
}
