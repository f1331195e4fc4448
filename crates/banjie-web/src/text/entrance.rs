//! Words of the sign-in.

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
