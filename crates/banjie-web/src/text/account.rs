//! Words of signing in and of one's own account.

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
