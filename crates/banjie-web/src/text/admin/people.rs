//! Words of the security administrator's pages.

use banjie_model::Moment;

/// Title.
pub const TITLE: &str = "人员与账号";
/// What it is.
pub const WHAT: &str = "先登记人员、授予岗位，再开通账号。离任的填写离任日期，到期自动不能登录。";
/// Button.
pub const NEW: &str = "登记人员";
/// Column, term.
pub const NAME: &str = "姓名";
/// Column, term.
pub const ACCOUNT: &str = "账号";
/// Column, filter.
pub const UNIT: &str = "所在机构";
/// Column, filter.
pub const ROLES: &str = "岗位";
/// Column, filter.
pub const STATE: &str = "账号状态";
/// Column.
pub const SECOND: &str = "双因素";
/// Column.
pub const LAST: &str = "最近登录";
/// Search.
pub const SEARCH: &str = "姓名或账号";
/// Empty.
pub const NONE: &str = "没有符合条件的人员";
/// First step.
pub const NONE_WHAT: &str = "请放宽条件，或先登记人员。";
/// States with their words.
pub const STATES: [(&str, &str); 6] = [
    ("open", "正常"),
    ("none", "未开通"),
    ("first", "待改初始密码"),
    ("locked", "已锁定"),
    ("disabled", "已停用"),
    ("left", "不在任"),
];
/// Yes.
pub const ON: &str = "已启用";
/// No.
pub const OFF: &str = "未启用";
/// Heading.
pub const PERSON: &str = "人员信息";
/// Heading.
pub const HIS_ACCOUNT: &str = "账号";
/// Heading.
pub const SESSIONS: &str = "当前登录";
/// Empty.
pub const SESSIONS_NONE: &str = "现在没有登录";
/// Heading.
pub const TOKENS: &str = "接口令牌";
/// Live tokens.
#[must_use]
pub fn live_tokens(n: usize) -> String {
    format!("有效的 {n} 个")
}
/// Heading.
pub const LOG: &str = "最近的账号登记";
/// Empty.
pub const LOG_NONE: &str = "还没有登记";
/// Link.
pub const EDIT: &str = "修改信息和岗位";
/// Title.
pub const EDIT_TITLE: &str = "修改人员";
/// About oneself.
pub const SELF: &str = "这是您自己的账号。三员分立，自己的信息、岗位和账号须由另一名安全管理员办理。";
/// Term.
pub const FAILURES: &str = "连续输错";
/// Times.
#[must_use]
pub fn times(n: u32) -> String {
    format!("{n} 次")
}
/// Term.
pub const CHANGED: &str = "上次改密码";
/// Locked until.
#[must_use]
pub fn locked(until: Moment) -> String {
    format!("锁定到 {}", until.format("%m-%d %H:%M"))
}

/// Help of the picker.
pub const ROLES_HELP: &str = "可选几个；管理员三员只能任其一。岗位的权限见“岗位权限”页。";
/// Group of the picker.
pub const ADMINISTRATORS: &str = "管理员（三员分立）";

/// Deeds: key, button, look is danger, question.
pub const DEEDS: [(&str, &str, bool, &str); 7] = [
    ("open", "开通账号", false, ""),
    ("reset", "重置密码", false, "原密码立即失效，现有登录全部退出。确定重置？"),
    ("unlock", "解除锁定", false, ""),
    ("disable", "停用账号", true, "停用后立即不能登录，现有登录和接口令牌全部失效。确定停用？"),
    ("enable", "恢复账号", false, ""),
    ("sessions", "退出全部登录", false, "该人员未保存的填写可能丢失。确定？"),
    ("second", "重置双因素验证", true, "该人员下次登录只需密码，须重新绑定手机。请先核实本人身份。确定重置？"),
];
/// Done.
pub const UNLOCKED: &str = "已解除锁定。";
/// Done.
pub const DISABLED: &str = "账号已停用，现有登录已全部退出。";
/// Done.
pub const ENABLED: &str = "账号已恢复。";
/// Done.
#[must_use]
pub fn sessions_ended(n: u64) -> String {
    format!("已退出 {n} 处登录。")
}
/// Done.
pub const SECOND_ENDED: &str = "双因素验证已重置，现有登录已全部退出；请通知本人重新绑定。";
/// Not opened.
pub const NOT_OPEN: &str = "这个账号还没有开通，请先开通。";
/// Already open.
pub const OPEN_ALREADY: &str = "这个账号已经开通；忘记密码请用“重置密码”。";
/// Not in office.
pub const LEFT: &str = "该人员不在任职期间，不能开通账号。请先更正任职日期。";
/// Title of the page with the password.
pub const PASSWORD_TITLE: &str = "一次性密码";
/// For whom.
#[must_use]
pub fn password_for(name: &str, account: &str) -> String {
    format!("{name}（{account}）的初始密码：")
}
/// It stands there once.
pub const PASSWORD_ONCE: &str =
    "只显示这一次，离开本页后不能再查看。请当面或用可靠的方式告诉本人；首次登录须改成自己的密码。";
/// Way back.
pub const BACK: &str = "返回人员页";
/// Done.
#[must_use]
pub fn made(name: &str) -> String {
    format!("已登记{name}。下一步：开通账号。")
}
/// Done.
#[must_use]
pub fn saved(name: &str) -> String {
    format!("{name}的改动已保存。")
}
/// For the log.
#[must_use]
pub fn log_roles(given: &[String], taken: &[String]) -> String {
    let part = |word: &str, roles: &[String]| {
        if roles.is_empty() { String::new() } else { format!("{word}{}", roles.join("、")) }
    };
    let parts = [part("授予", given), part("收回", taken)];
    parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("；")
}
/// For the log.
pub const LOG_SECOND: &str = "安全管理员重置";
/// For the log.
pub const LOG_SESSIONS: &str = "安全管理员退出全部登录";
/// For the log.
pub const LOG_OPENED: &str = "开通账号";
/// For the log.
pub const LOG_REGISTERED: &str = "登记人员";

/// Title.
pub const RIGHTS: &str = "岗位权限";
/// What it is.
pub const RIGHTS_WHAT: &str =
    "按应用包列出每个岗位的范围，以及在每本台账里能登记和办理什么。岗位由应用包声明，在“人员与账号”里授予。";
/// Choice.
pub const PACKAGE: &str = "应用包";
/// Button.
pub const SHOW: &str = "查看";
/// Head of the first column.
pub const LEDGER: &str = "台账";
/// Scope.
pub const SEES_OWN: &str = "本机构";
/// Scope.
pub const SEES_SUBTREE: &str = "本机构及下级";
/// Scope.
pub const SEES_ALL: &str = "全部";
/// Row.
pub const SCOPE: &str = "能看到";
/// Row.
pub const HOLDERS: &str = "在任人数";
/// May create.
pub const CREATES: &str = "登记";
/// Sees only.
pub const READS: &str = "只看";
/// Between deeds.
pub const COMMA: &str = "、";
/// None.
pub const RIGHTS_NONE: &str = "这个应用包没有台账";
