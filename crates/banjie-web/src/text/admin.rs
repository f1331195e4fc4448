//! Words of administration, one module a room of pages.

pub mod audit;
pub mod calendar;
pub mod health;
pub mod orgs;
pub mod packages;
pub mod people;

/// Title of the index.
pub const TITLE: &str = "系统管理";
/// Name of the navigation between pages.
pub const PAGES: &str = "管理页面";
/// Where the first page of each administrator is told.
#[must_use]
pub fn as_who(role: &str) -> String {
    format!("您以{role}身份管理。三员分立：各人只看到、只能做自己职责内的事，互相监督。")
}

/// The pages of the system administrator: address, title, what is done there.
pub const SYSTEM: [(&str, &str, &str); 6] = [
    ("/admin/orgs", "机构", "机构树：新设、改名、调整上级、撤销与合并，改动都有历史"),
    ("/admin/calendar", "日历与学期", "放假调休和学期起止；改动后在办事项的时限重新计算"),
    ("/admin/packages", "应用包", "已安装的版本、文件夹里的新版本会带来的改动、各版本的在办件数"),
    ("/admin/backups", "备份", "立即备份、已有备份和核对；恢复只能用命令行"),
    ("/admin/health", "运行状况", "数据库、日志、督办任务、磁盘空间、版本"),
    ("/admin/messages", "消息", "催办、预警等消息的发出情况"),
];
/// The pages of the security administrator.
pub const SECURITY: [(&str, &str, &str); 2] = [
    ("/admin/people", "人员与账号", "登记人员、授予岗位；开通、重置、解锁、停用账号"),
    ("/admin/rights", "岗位权限", "每个岗位能看什么、登记什么、办理什么"),
];
/// The pages of the audit administrator.
pub const AUDIT: [(&str, &str, &str); 3] = [
    ("/admin/audit", "审计日志", "登录、越权、账号与权限变更、导出和下载的登记"),
    ("/admin/readings", "明文查看", "谁为什么看过个人信息的明文"),
    ("/admin/chains", "核验", "逐条核验审计日志、业务日志和签发报告没有被改动过"),
];
/// The three, as they are called.
pub const SYSTEM_ROLE: &str = "系统管理员";
/// The three, as they are called.
pub const SECURITY_ROLE: &str = "安全管理员";
/// The three, as they are called.
pub const AUDIT_ROLE: &str = "审计管理员";

/// Title of a message that a form was not taken.
pub const NOT_SAVED: &str = "没有保存";
/// Term of a refusal.
pub const RULE: &str = "规则";
/// Term of a refusal.
pub const BASIS: &str = "依据";
/// Button.
pub const SAVE: &str = "保存";
/// Link.
pub const CANCEL: &str = "取消";
/// Column of buttons.
pub const ACTIONS: &str = "操作";
/// State of a job.
pub const JOB_RUNNING: &str = "正在进行，请稍候；本页自动更新，离开也不影响。";
/// State of a job.
pub const JOB_DONE: &str = "完成";
/// State of a job.
pub const JOB_FAULTY: &str = "完成，发现问题";
/// State of a job.
pub const JOB_FAILED: &str = "没有完成";
/// Steps of a job.
pub const JOB_STEPS: &str = "进度";
/// When it was started, and by whom.
#[must_use]
pub fn job_started(at: &str, account: &str) -> String {
    format!("{at} 由 {account} 开始")
}
/// Yes.
pub const YES: &str = "是";
/// No.
pub const NO: &str = "否";
