//! Words of one's own account, and of passwords.

use banjie_model::Moment;

/// Too short.
pub const PASSWORD_SHORT: &str = "密码至少 10 个字符";
/// Too long.
pub const PASSWORD_LONG: &str = "密码最多 128 个字符";
/// Too plain.
pub const PASSWORD_PLAIN: &str = "密码须含大写字母、小写字母、数字、其他字符中的三种";
/// Holds the account.
pub const PASSWORD_ACCOUNT: &str = "密码里不能有账号";
/// Repeats.
pub const PASSWORD_REPEATS: &str = "密码里不同的字符太少";

/// Title.
pub const TITLE: &str = "我的账号";
/// Panel.
pub const WHO: &str = "个人信息";
/// Term.
pub const NAME: &str = "姓名";
/// Term.
pub const ACCOUNT: &str = "账号";
/// Term.
pub const UNIT: &str = "所在机构";
/// Term.
pub const POST: &str = "职务";
/// Term.
pub const PHONE: &str = "手机";
/// Term.
pub const IN_OFFICE: &str = "任职期间";
/// Term.
pub const ROLES: &str = "岗位";
/// Whom to ask for corrections.
pub const CORRECT: &str = "信息有误或岗位有变，请联系安全管理员更正。";
/// From a day on.
#[must_use]
pub fn since_until(since: Option<&str>, until: Option<&str>) -> String {
    match (since, until) {
        (None, None) => String::new(),
        (Some(since), None) => format!("{since} 起"),
        (None, Some(until)) => format!("到 {until}"),
        (Some(since), Some(until)) => format!("{since} 到 {until}"),
    }
}

/// Panel.
pub const ROLE: &str = "当前岗位";
/// Help.
pub const ROLE_HELP: &str = "只用一个岗位工作时，能看到的内容和能办理的事项相应减少；随时可以换回。";
/// Choice of all roles.
pub const ROLE_ALL: &str = "全部岗位";
/// Button.
pub const ROLE_SWITCH: &str = "切换";
/// Done.
pub const ROLE_DONE: &str = "已切换岗位。";
/// Not one of his.
pub const ROLE_NOT_MINE: &str = "您没有这个岗位，没有切换。请在列出的岗位中选择。";

/// Panel.
pub const SIGN_IN: &str = "登录方式";
/// Term.
pub const PASSWORD: &str = "密码";
/// Term.
pub const SECOND: &str = "双因素验证";
/// State.
pub const SECOND_ON: &str = "已启用";
/// State.
pub const SECOND_OFF: &str = "未启用";
/// Link.
pub const CHANGE_PASSWORD: &str = "修改密码";
/// Link.
pub const SET_SECOND: &str = "启用双因素验证";
/// Link.
pub const END_SECOND: &str = "停用双因素验证";
/// When it was changed last.
#[must_use]
pub fn changed(at: Moment) -> String {
    format!("上次修改 {}", at.format("%Y-%m-%d"))
}

/// Title of the page.
pub const NEW_PASSWORD_TITLE: &str = "修改密码";
/// Title where it must be done.
pub const FIRST_PASSWORD_TITLE: &str = "设置自己的密码";
/// Why it must be done.
pub const FIRST_PASSWORD: &str = "现在用的是别人给的一次性密码。请先设置只有自己知道的密码，再开始工作。";
/// Label.
pub const OLD_PASSWORD: &str = "现在的密码";
/// Label.
pub const NEW_PASSWORD: &str = "新密码";
/// Label.
pub const REPEAT_PASSWORD: &str = "再输一次新密码";
/// Help.
pub const PASSWORD_HELP: &str = "至少 10 个字符，含大写字母、小写字母、数字、其他字符中的三种，不能包含账号。";
/// Button.
pub const SAVE_PASSWORD: &str = "保存新密码";
/// Wrong.
pub const OLD_WRONG: &str = "现在的密码不对。请核对后再输";
/// Not the same.
pub const REPEAT_WRONG: &str = "两次输入的新密码不一样。请重新输入";
/// The same as before.
pub const SAME_PASSWORD: &str = "新密码与现在的密码相同。请换一个";
/// Done.
pub const PASSWORD_DONE: &str = "密码已修改；其他设备上的登录已全部退出。";

/// Title of the page.
pub const SECOND_TITLE: &str = "双因素验证";
/// Why it must be done.
pub const SECOND_FORCED: &str = "管理员账号须启用双因素验证后才能使用。";
/// What it is.
pub const SECOND_WHAT: &str = "启用后，登录时除密码外还要输入手机验证器上的 6 位动态码。";
/// First step.
pub const SECOND_SCAN: &str = "用手机上的验证器应用（支持 TOTP 的都可以）扫描二维码，或者手工输入下面的密钥。";
/// Name of the picture.
pub const SECOND_PICTURE: &str = "供验证器扫描的二维码";
/// Label.
pub const SECRET: &str = "密钥";
/// Second step.
pub const SECOND_CONFIRM: &str = "输入验证器上显示的 6 位数字，确认手机已绑定";
/// Button.
pub const SECOND_SET: &str = "确认并启用";
/// Button.
pub const SECOND_END: &str = "停用";
/// Warning.
pub const SECOND_END_WHAT: &str = "停用须再次输入密码和动态码。手机丢失、无法取得动态码的，请联系安全管理员重置。";
/// Done.
pub const SECOND_DONE: &str = "双因素验证已启用，下次登录须输入动态码；其他设备上的登录已全部退出。";
/// Done.
pub const SECOND_ENDED: &str = "双因素验证已停用。";
/// Not a secret.
pub const SECRET_STALE: &str = "页面已过期，请用新的二维码重新绑定。";

/// Panel.
pub const SESSIONS: &str = "登录的设备";
/// Column.
pub const SESSION_FROM: &str = "来自";
/// Column.
pub const SESSION_AGENT: &str = "浏览器";
/// Column.
pub const SESSION_STARTED: &str = "登录时间";
/// Column.
pub const SESSION_SEEN: &str = "最近使用";
/// Column.
pub const ACTIONS: &str = "操作";
/// This one.
pub const SESSION_THIS: &str = "本机";
/// Button.
pub const SESSION_END: &str = "退出";
/// Button.
pub const SESSIONS_END: &str = "退出其他全部设备";
/// Done.
pub const SESSION_ENDED: &str = "那台设备上的登录已退出。";
/// Done.
#[must_use]
pub fn sessions_ended(n: u64) -> String {
    format!("已退出其他 {n} 处登录。")
}
/// For the log.
pub const LOG_SESSION: &str = "本人退出其他设备上的登录";

/// Panel.
pub const TOKENS: &str = "接口令牌";
/// What they are.
pub const TOKENS_WHAT: &str =
    "程序用令牌代您读写数据，权限不超过您本人。令牌只显示一次，请像密码一样保管；不用了就吊销。";
/// Column, label.
pub const TOKEN_NAME: &str = "名称";
/// Help.
pub const TOKEN_NAME_HELP: &str = "写明给哪个程序用，例如“数据中心每日同步”";
/// Column, label.
pub const TOKEN_SCOPE: &str = "权限";
/// Column.
pub const TOKEN_MADE: &str = "生成";
/// Column, label.
pub const TOKEN_EXPIRES: &str = "有效期";
/// Column.
pub const TOKEN_USED: &str = "最近使用";
/// Column.
pub const TOKEN_STATE: &str = "状态";
/// Scopes with their words.
pub const SCOPES: [(&str, &str); 2] = [("read", "只读"), ("write", "读写")];
/// Days a token lives, with words.
pub const LIVES: [(&str, &str); 4] = [("30", "30 天"), ("90", "90 天"), ("180", "180 天"), ("365", "1 年")];
/// State.
pub const TOKEN_LIVE: &str = "有效";
/// State.
pub const TOKEN_REVOKED: &str = "已吊销";
/// State.
pub const TOKEN_EXPIRED: &str = "已过期";
/// Button.
pub const TOKEN_MAKE: &str = "生成令牌";
/// Button.
pub const TOKEN_REVOKE: &str = "吊销";
/// Question.
pub const TOKEN_REVOKE_SURE: &str = "吊销后用它的程序立即不能访问，不能恢复。确定吊销？";
/// Empty.
pub const TOKENS_NONE: &str = "还没有令牌";
/// Nameless.
pub const TOKEN_NAMELESS: &str = "请写明令牌给哪个程序用";
/// Too long.
pub const TOKEN_NAME_LONG: &str = "名称最多 60 个字";
/// Unknown.
pub const TOKEN_SCOPE_UNKNOWN: &str = "请选择权限";
/// Unknown.
pub const TOKEN_LIFE_UNKNOWN: &str = "请选择有效期";
/// Too many.
pub const TOKENS_MANY: &str = "有效的令牌已有 20 个。请先吊销不用的";
/// Title of the page after it was made.
pub const TOKEN_DONE: &str = "令牌已生成";
/// It stands there once.
pub const TOKEN_ONCE: &str = "这是唯一一次显示。请现在复制并妥善保存，离开本页后不能再查看。";
/// How it is used.
pub const TOKEN_HOW: &str = "请求时带上：";
/// Way back.
pub const BACK: &str = "返回我的账号";
/// Done.
pub const TOKEN_GONE: &str = "令牌已吊销。";

/// Panel.
pub const LOG: &str = "最近的登录和变更";
/// What it is for.
pub const LOG_WHAT: &str = "有不是本人所为的，请立即修改密码并告诉安全管理员。";
/// Column.
pub const LOG_AT: &str = "时间";
/// Column.
pub const LOG_WHAT_COLUMN: &str = "事项";
/// Column.
pub const LOG_FROM: &str = "来自";
/// Column.
pub const LOG_DETAIL: &str = "说明";
/// Empty.
pub const LOG_NONE: &str = "还没有登记";

/// Appearance was chosen.
pub const THEME_DONE: &str = "显示方式已更改。";
/// Errors of a form.
pub const PLEASE: &str = "没有保存";
