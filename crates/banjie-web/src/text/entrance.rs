//! Words of the sign-in.

use banjie_model::Moment;

/// Title.
pub const TITLE: &str = "登录";
/// Label.
pub const ACCOUNT: &str = "账号";
/// Label.
pub const PASSWORD: &str = "密码";
/// Button.
pub const SIGN_IN: &str = "登录";
/// Said of a wrong account and a wrong password alike.
pub const WRONG: &str = "账号或密码不对。请核对后再试；忘记密码请联系安全管理员重置。";
/// Password of all accounts of the demonstration.
pub const DEMO_PASSWORD: &str = "Banjie-2026";
/// Title of a message that nobody was let in.
pub const NOT_IN: &str = "没有登录";
/// Below the form.
pub const FORGOTTEN: &str = "忘记密码或换了手机，请联系本单位的安全管理员重置；系统不通过短信或邮件找回。";

/// Title of the second step.
pub const CODE_TITLE: &str = "输入动态码";
/// Label.
pub const CODE: &str = "动态码";
/// Help.
pub const CODE_HELP: &str = "手机验证器上本系统的 6 位数字，每 30 秒更换一次。";
/// Button.
pub const CODE_CHECK: &str = "确认";
/// Wrong code.
pub const CODE_WRONG: &str = "动态码不对。请核对手机时间是否准确，用当前显示的 6 位数字再试。";
/// Code used before.
pub const CODE_USED: &str = "这个动态码已经用过。请等验证器显示下一个动态码再试。";
/// Way back.
pub const OTHER_ACCOUNT: &str = "换一个账号登录";
/// Who is about to come in.
#[must_use]
pub fn code_for(account: &str) -> String {
    format!("账号 {account} 已启用双因素验证，还要输入动态码。")
}

/// The account is locked.
#[must_use]
pub fn locked(until: Moment) -> String {
    format!(
        "连续输错次数过多，这个账号已锁定到 {}。请到时再试，或联系安全管理员解除锁定。",
        until.format("%Y年%-m月%-d日 %H:%M")
    )
}

/// Left once more before locking.
#[must_use]
pub fn signed_in_already(name: &str) -> String {
    format!("{name}，您已经登录。")
}

/// Title of the accounts of the demonstration.
pub const DEMO: &str = "演示账号";
/// What they are.
#[must_use]
pub fn demo_note(password: &str) -> String {
    format!("这是演示环境，数据都是编造的。点账号填入后直接登录，密码都是 {password}。")
}
/// Group of the three administrators.
pub const DEMO_ADMINISTRATORS: &str = "管理员";
/// Others of the same role.
#[must_use]
pub fn demo_others(n: usize) -> String {
    format!("另有 {n} 个账号")
}

// The audit log.

/// Signed in with a password only.
pub const BY_PASSWORD: &str = "密码";
/// Signed in with password and code.
pub const BY_CODE: &str = "密码和动态码";
/// No such account.
pub const LOG_UNKNOWN: &str = "没有这个账号";
/// Wrong password.
pub const LOG_PASSWORD: &str = "密码不对";
/// Account is closed.
pub const LOG_DISABLED: &str = "账号已停用";
/// Not in office.
pub const LOG_LEFT: &str = "不在任职期间";
/// Tried while locked.
pub const LOG_WHILE_LOCKED: &str = "锁定期间再试";
/// Wrong code.
pub const LOG_CODE: &str = "动态码不对";
/// Code used before.
pub const LOG_CODE_USED: &str = "动态码已经用过";
/// Locked until.
#[must_use]
pub fn log_locked(until: Moment) -> String {
    format!("锁定到 {}", until.format("%Y-%m-%d %H:%M"))
}
