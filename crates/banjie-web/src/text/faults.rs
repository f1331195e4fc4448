//! What is said when something cannot be done.

use crate::routes::Access;

/// 404.
pub const NOT_FOUND: &str = "没有这个页面或记录，或者它不在您的权限范围内。请核对地址，或从左侧导航重新进入。";
/// 401.
pub const SIGN_IN: &str = "请先登录。登录后会回到这一页。";
/// Entering is not finished.
pub const FINISH_ENTERING: &str = "登录还差一步，完成后才能继续。";
/// Form of another site.
pub const CROSS_SITE: &str = "这个请求不是从本系统的页面发出的，没有办理。请回到本系统的页面重新提交。";
/// Token of the form does not fit the session.
pub const STALE_FORM: &str =
    "页面已过期（可能重新登录过），本次没有提交。请返回上一页刷新后再提交，填写的内容可先复制。";
/// Too many pairs.
pub const TOO_MANY_FIELDS: &str = "表单的项数太多，没有提交。请分批填写，或用工作簿导入。";
/// No form at all.
pub const NO_FORM: &str = "提交的内容不是表单。请从本系统的页面提交。";
/// 413.
pub const TOO_LARGE: &str = "文件或表单太大，没有接收。请压缩或拆分后再传。";
/// 429.
pub const TOO_MANY: &str = "操作太频繁，请一分钟后再试。";
/// 503.
pub const UNAVAILABLE: &str = "系统暂时不能处理，请稍后再试。";
/// 500.
pub const BROKEN: &str = "系统出错，本次没有办理。请稍后再试；仍不行时，请把时间和所做的操作告诉管理员。";
/// Address or query that cannot be read.
pub const BAD_ADDRESS: &str = "地址或条件写得不对，没有办理。请从本系统的页面重新进入。";
/// 405.
pub const METHOD: &str = "这个地址不接受这种请求方式。请从本系统的页面进入。";
/// The disk failed.
pub const DISK: &str = "文件没有写成，请检查服务器磁盘是否已满、文件夹是否可写。";
/// No such file.
pub const NO_FILE: &str = "没有这个文件，或者它已损坏。";

/// Who may ask such a route.
#[must_use]
pub fn needs(access: Access) -> String {
    let who = match access {
        Access::Staff => "业务岗位人员",
        Access::System | Access::ApiSystem => "系统管理员",
        Access::Security | Access::ApiSecurity => "安全管理员",
        Access::Audit | Access::ApiAudit => "审计管理员",
        Access::Administrators => "管理员",
        Access::ApiWrite => "有写入权限的令牌",
        Access::ApiRead => "有读取权限的令牌",
        Access::Public | Access::Entering | Access::SignedIn => "登录的人员",
    };
    format!("这个页面只供{who}使用，您当前的身份不能进入。需要时请与安全管理员联系。")
}

/// Title of an error page.
#[must_use]
pub fn title(status: u16) -> &'static str {
    match status {
        400 => "请求不对",
        403 => "没有权限",
        404 => "没有找到",
        409 => "有冲突，没有办理",
        413 => "文件太大",
        422 => "没有办理",
        429 => "操作太频繁",
        503 => "暂时不能使用",
        _ => "系统出错",
    }
}
